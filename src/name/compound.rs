//! Arabic names of two words, which other languages write as one and spell in their own way.
//!
//! "Servant of" with a name of God (`Abd al-Rahman`), "father of" (`Abu Bakr`), "of the religion" (`Salah al-Din`) and "of God" (`Nasr Allah`) join with what they
//! stand beside. BGN/PCGN writes the words apart, with the article between them; French, Turkish, Persian, Urdu and Somali spelling writes
//! one word, whose vowel follows the language and whose `l` the next letter (Abderrahmane, Abdirahman, Salaheddine, Selahattin, Nasrullah).
//! Taken apart and without the article, all of them have the same two words, and the one that tells people apart is compared by itself.

use super::prepared::is_article;
use super::{Lexicon, Token, TokenKind};
use crate::limits::MAX_NAME_TOKENS;

/// A name with its compounds as two words each; `None` where it has none that is not written so.
pub(super) fn taken_apart(lexicon: &Lexicon, tokens: &[Token]) -> Option<Vec<Token>> {
    if !tokens.iter().any(|token| token.kind == TokenKind::Word && may_be_compound(&token.text)) {
        return None;
    }
    let word = |text: &str| lexicon.token(TokenKind::Word, text);
    let mut apart: Vec<Token> = Vec::with_capacity(tokens.len() + 1);
    let mut at = 0;
    while at < tokens.len() {
        let token = &tokens[at];
        let text = token.text.as_str();
        at += 1;
        if token.kind != TokenKind::Word {
            apart.push(token.clone());
        } else if is_servant(text) {
            at += tokens[at..].iter().take_while(|token| is_any_article(token)).count();
            match tokens.get(at).filter(|next| next.kind == TokenKind::Word) {
                Some(next) if is_god(&next.text) => {
                    apart.push(word("abdullah"));
                    at += 1;
                }
                Some(next) => {
                    apart.extend([word("abd"), word(without_article(&next.text))]);
                    at += 1;
                }
                None => apart.push(token.clone()),
            }
        } else if let Some(end) = end_of(text) {
            // What stands before belongs to it, the article between them to neither.
            while apart.len() > 1 && apart.last().is_some_and(is_any_article) {
                apart.pop();
            }
            apart.push(word(end));
        } else if let Some(name) = servant_of(text) {
            apart.extend([word("abd"), word(name)]);
        } else if let Some(name) = father_of(text) {
            apart.extend([lexicon.token(TokenKind::Particle, "abu"), word(name)]);
        } else if let Some((name, end)) = ended(text) {
            apart.extend([word(name), word(end)]);
        } else {
            apart.push(token.clone());
        }
    }
    apart.truncate(MAX_NAME_TOKENS);
    (apart != tokens).then_some(apart)
}

/// Whether a name with this word may be one that [`taken_apart`] changes.
pub(super) fn may_be_compound(word: &str) -> bool {
    is_servant(word)
        || end_of(word).is_some()
        || servant_of(word).is_some()
        || father_of(word).is_some()
        || ended(word).is_some()
}

/// Whether two words both are such names of one kind: `abdulkarim` and `abdulrahim`, `amanullah` and `saifullah`. What they share
/// tells nobody apart, and what is theirs is compared where they are [`taken_apart`].
pub(super) fn are_of_a_kind(a: &str, b: &str) -> bool {
    // Most words have neither beginning nor end.
    if a.starts_with("abd") && b.starts_with("abd") {
        return servant_of(a).is_some() && servant_of(b).is_some();
    }
    let may_end = |word: &str| matches!(word.as_bytes().last(), Some(b'h' | b'n' | b'e' | b'a' | b'o'));
    may_end(a) && may_end(b) && matches!((ended(a), ended(b)), (Some((_, end)), Some((_, same))) if end == same)
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

fn has_vowel(word: &str) -> bool {
    word.contains(is_vowel)
}

/// The article in any of its assimilations.
fn is_any_article(token: &Token) -> bool {
    token.kind == TokenKind::Particle
        && (is_article(token.kind, &token.text)
            || matches!(
                token.text.as_str(),
                "ad" | "adh"
                    | "an"
                    | "ar"
                    | "as"
                    | "ash"
                    | "at"
                    | "ath"
                    | "az"
                    | "ed"
                    | "er"
                    | "es"
                    | "ez"
                    | "od"
                    | "os"
                    | "oz"
                    | "ud"
                    | "ur"
                    | "ush"
                    | "uz"
            ))
}

/// "God", as the second word of a name.
fn is_god(word: &str) -> bool {
    matches!(word, "allah" | "alla" | "ullah" | "ulla" | "ollah" | "illah" | "ellah")
}

/// "Servant of the", as a word of its own: Abd, Abdel, Abdul, Abdur.
fn is_servant(word: &str) -> bool {
    let Some(rest) = word.strip_prefix("abd") else { return false };
    let article = rest.trim_start_matches(is_vowel);
    // "Abdo" is short for any of these names, and "Abdalla" is one.
    rest.is_empty()
        || matches!(rest, "i" | "u")
        || article.len() < rest.len() && (1..=2).contains(&article.len()) && !has_vowel(article)
}

/// What a word stands for that ends a compound: `eddine`, `uddin`, `ullah`.
fn end_of(word: &str) -> Option<&'static str> {
    if is_god(word) {
        return Some("allah");
    }
    let religion = without_religion(word)?;
    let rest = religion.trim_end_matches(['d', 'l', 't']);
    (rest.len() < 3 && rest.chars().all(is_vowel)).then_some("din")
}

/// A word without `din` at its end, in the spellings of several languages.
fn without_religion(word: &str) -> Option<&str> {
    let word = word.strip_suffix('e').unwrap_or(word);
    let rest = ["din", "deen", "dien", "dyn"].iter().find_map(|end| word.strip_suffix(end));
    // Turkish ends words without voice, where the article doubles them.
    rest.or_else(|| word.strip_suffix("tin").filter(|rest| rest.ends_with('t')))
}

/// A name without an article that is written as one with it.
fn without_article(word: &str) -> &str {
    let rest = word.strip_prefix("al").or_else(|| word.strip_prefix("el"));
    rest.filter(|rest| rest.len() > 3 && !rest.starts_with(is_vowel)).unwrap_or(word)
}

/// The name of God in one word with "servant of": Abdelkader, Abdurrahman, Abdirahman.
fn servant_of(word: &str) -> Option<&str> {
    let rest = word.strip_prefix("abd")?;
    let linked = rest.strip_prefix("ou").or_else(|| rest.strip_prefix(is_vowel));
    let name = match linked {
        // The article as it is, or as the letter that it doubles: `sh` is one.
        Some(linked) => linked.strip_prefix('l').unwrap_or_else(|| match linked.as_bytes() {
            [b's', b'h', b's', b'h', ..] => &linked[2..],
            [first, second, ..] if first == second => &linked[1..],
            _ => linked,
        }),
        None => rest,
    };
    // Spellings of Abdullah are one word, and surnames are made of it.
    let is_god = linked.is_some()
        && ["lah", "la", "loh", "aye"].iter().any(|start| name.starts_with(start))
        && !name.starts_with("lat");
    let least = if linked.is_some_and(|linked| linked.starts_with('l')) { 3 } else { 4 };
    (name.len() >= least && has_vowel(name) && !is_god && !name.ends_with("ev") && !name.ends_with("ov"))
        .then_some(name)
}

/// The name in one word with "father of": Abubakar, Aboulghassem.
fn father_of(word: &str) -> Option<&str> {
    let rest = ["abou", "aboo", "abu", "ebu"].iter().find_map(|start| word.strip_prefix(start))?;
    let name = rest.strip_prefix('l').filter(|name| !name.starts_with(is_vowel)).unwrap_or(rest);
    (name.len() >= 4 && !name.starts_with(is_vowel) && has_vowel(name)).then_some(name)
}

/// A name in one word with "of the religion" or "of God" behind it: Salaheddine, Nurettin, Hizbullah.
fn ended(word: &str) -> Option<(&str, &'static str)> {
    let of_god = ["allah", "ullah", "ollah", "ulla", "ullo"].iter().find_map(|end| word.strip_suffix(end));
    if let Some(name) = of_god {
        return (name.len() >= 3 && name != "abd" && has_vowel(name)).then_some((name, "allah"));
    }
    let rest = without_religion(word)?;
    let article = rest.strip_suffix(['d', 'l', 't']);
    let linked = article.unwrap_or(rest);
    let name = linked.trim_end_matches(is_vowel);
    // An `i` before a single `d` is none of the article's: Abidin.
    if name.len() == linked.len() || article.is_none() && linked.ends_with('i') {
        return None;
    }
    // The vowel is the name's own where hardly anything else is: Aladdin.
    let name = if name.len() < 3 { &linked[..name.len() + 1] } else { name };
    (name.len() >= 3 && has_vowel(name)).then_some((name, "din"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apart(name: &str) -> String {
        let forms = crate::name::analyze(name, Some(crate::party::PartyKind::Person));
        let found = taken_apart(Lexicon::compiled_in(), &forms[0].tokens);
        let tokens = found.unwrap_or_default();
        tokens.iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn compounds_of_a_kind_are_known() {
        for (case, a, b, want) in [
            ("servants", "abdulkarim", "abdurrahim", true),
            ("of God", "amanullah", "nasrallah", true),
            ("of the religion", "salaheddine", "nuruddin", true),
            ("different ends", "amanullah", "nuruddin", false),
            ("one compound", "abdulkarim", "abdullah", false),
            ("no compounds", "martin", "marlin", false),
        ] {
            assert_eq!(are_of_a_kind(a, b), want, "{case}");
            assert_eq!(are_of_a_kind(b, a), want, "{case}, the other way round");
        }
    }

    #[test]
    fn compounds_come_apart() {
        for (case, names, want) in [
            (
                "servant of the merciful",
                &[
                    "Abdul Rahman X",
                    "Abdurrahman X",
                    "Abd al-Rahman X",
                    "Abd ar-Rahman X",
                    "Abdur Rahman X",
                    "Abdirahman X",
                    "Abd Elrahman X",
                ][..],
                "abd rahman x",
            ),
            ("a name that begins with l", &["Abdullatif", "Abdul Latif", "Abd al-Latif", "Abdellatif"], "abd latif"),
            ("Somali", &["Abdiaziz", "Abdul Aziz"], "abd aziz"),
            ("a letter of two", &["Abdushshakur", "Abdush Shakur"], "abd shakur"),
            ("servant of God", &["Abd Allah Nuri"], "abdullah nuri"),
            (
                "of the religion",
                &["Salah al-Din", "Salaheddin", "Salahuddin", "Salah ud-Din", "Salah Eddine"],
                "salah din",
            ),
            ("Turkish", &["Selahattin"], "selah din"),
            ("a short name", &["Nureddin", "Nur al-Din", "Nurettin", "Nur Uddin"], "nur din"),
            ("a name that ends in a vowel", &["Aladdin", "Ala al-Din"], "ala din"),
            ("of God", &["Nasrallah", "Nasrullah", "Nasr Ullah"], "nasr allah"),
            ("father of", &["Abubakar", "Aboubakar"], "abu bakar"),
            ("father of the", &["Aboulghassem"], "abu ghassem"),
            ("spellings of one word", &["Abdullah", "Abdallah Nuri", "Abdoulaye", "Abdullahi", "Abdo Nuri"], ""),
            (
                "other words",
                &["Martin", "Nadine", "Valentin", "Jardin", "Priscilla", "Abdullaev", "Aboud", "Boudin", "Benedict"],
                "",
            ),
        ] {
            for name in names {
                assert_eq!(apart(name), want, "{case}: {name}");
            }
        }
    }
}
