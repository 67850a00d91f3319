//! What a name in another script is compared by beside its transcriptions: its own letters, its words in English, a Korean reading.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::{Token, TokenKind};
use crate::text::{self, NativeWord, Romanization, Script};

/// Words of company names, folded, with their English: one word, or the usual one and another.
static ENGLISH: LazyLock<FxHashMap<String, &'static str>> = LazyLock::new(|| {
    let rows = include_str!("../../index/lexicons/translations.tsv").lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|row| row.split_once('\t'))
        .map(|(word, english)| (text::fold(word).into_owned(), english))
        .collect()
});

/// Characters of the longest Chinese or Korean word among them.
const MAX_CHARACTERS: usize = 5;

/// Koreans' names have so many characters, and Chinese ones of surnames with one.
const KOREAN_NAME: Range<usize> = 2..5;
const CHINESE_NAME: Range<usize> = 2..4;

/// A word of another script, or several Chinese characters that stand together: which pieces of a name it is made of.
pub(super) struct NativePart {
    pub(super) pieces: Range<usize>,
    pub(super) word: String,
}

/// Parts that stand together as they come: `begins` tells of each piece whether it begins a word, all others are Chinese
/// characters that go on with one. Pieces without text are none.
pub(super) fn parts<'p>(pieces: impl Iterator<Item = Option<(&'p str, bool)>>) -> Vec<NativePart> {
    let mut parts: Vec<NativePart> = Vec::new();
    for (at, piece) in pieces.enumerate() {
        let Some((word, begins)) = piece else { continue };
        match parts.last_mut() {
            Some(part)
                if part.pieces.end == at && (!begins || part.pieces.len() == 1 && are_one_name(&part.word, word)) =>
            {
                part.pieces.end += 1;
                part.word.push_str(word);
            }
            _ => parts.push(NativePart { pieces: at..at + 1, word: word.to_owned() }),
        }
    }
    parts
}

/// What ends an Arabic name of two words that is as often written as one, and in Latin letters as one or as three: Shams al-Din.
const ENDS: [&str; 8] = ["الله", "الدين", "الحق", "الرحمن", "الرحمان", "الاسلام", "الزمان", "العابدين"];

/// "Servant of", before the article and a name of God, and "father of".
const SERVANT: &str = "عبد";
const FATHER: &str = "ابو";

/// Whether two Arabic words may be one name.
fn are_one_name(one: &str, other: &str) -> bool {
    let (one, other) = (text::fold(one), text::fold(other));
    let is_name = one == SERVANT && other.starts_with("ال") || ENDS.contains(&other.as_ref());
    is_name && (other == ENDS[0] || !has_english(&one) && !has_english(&other))
}

/// An Arabic name that is written as one word and may be several: its words, the article apart.
fn apart(word: &str) -> Option<(&str, &str)> {
    let end = ENDS.into_iter().find_map(|end| Some((word.strip_suffix(end)?, end)));
    let begin = [(SERVANT, "ال"), (FATHER, "")].into_iter().find_map(|(begin, next)| {
        let rest = word.strip_prefix(begin).filter(|rest| rest.starts_with(next))?;
        Some((begin, rest))
    });
    end.or(begin).filter(|(first, rest)| first.chars().count() > 1 && rest.chars().count() > 2)
}

/// The forms of a part, each with the tokens that stand for all of it. `is_alone` where the name is nothing else.
pub(super) fn forms(
    part: &NativePart,
    is_person: Option<bool>,
    is_alone: bool,
    token: impl Fn(TokenKind, &str) -> Token,
) -> Vec<(Romanization, Vec<Token>)> {
    let mut forms = Vec::new();
    let script = Script::of_word(&part.word);
    // Points and accents are written as it pleases; in Cyrillic they make other letters.
    let word = if script == Script::Cyrillic { part.word.clone() } else { text::bare(&part.word).into_owned() };
    let article = text::split_article(&word).filter(|rest| NativeWord::new(rest).is_some());
    forms.extend(
        article.map(|rest| {
            (Romanization::Letters, vec![token(TokenKind::Particle, "al"), token(TokenKind::Native, rest)])
        }),
    );
    if NativeWord::new(&word).is_some() {
        forms.push((Romanization::Letters, vec![token(TokenKind::Native, &word)]));
    }
    if let Some((first, rest)) = apart(&word).filter(|_| script == Script::Arabic) {
        let first = if first == FATHER { token(TokenKind::Particle, first) } else { token(TokenKind::Native, first) };
        let rest = match text::split_article(rest) {
            Some(rest) => vec![token(TokenKind::Particle, "al"), token(TokenKind::Native, rest)],
            None => vec![token(TokenKind::Native, rest)],
        };
        forms.push((Romanization::Letters, [vec![first], rest].concat()));
    }
    if is_person != Some(true) {
        let segments = match script {
            Script::Han | Script::Hangul => segments(&word),
            _ => vec![english(&word).ok_or(word.as_str())],
        };
        let translated = |by_pinyin: bool, other: bool| {
            let mut tokens = Vec::new();
            for segment in &segments {
                match segment {
                    Ok(english) => {
                        let (usual, or) = english.split_once(' ').unwrap_or((english, english));
                        let words = if other { or } else { usual }.split('+');
                        tokens.extend(words.map(|word| token(TokenKind::Word, word)));
                    }
                    Err(rest) if by_pinyin => {
                        let syllables = rest.chars().filter_map(|c| text::romanize(c.encode_utf8(&mut [0; 4])).pop());
                        tokens.extend(syllables.map(|(_, syllable)| token(TokenKind::Word, &syllable)));
                    }
                    Err(rest) => tokens.push(token(TokenKind::Native, rest)),
                }
            }
            (Romanization::Translated, tokens)
        };
        // What is no known word is a name: a foreign one, or a Chinese one. Where a word has another translation, that in one more form.
        let is_known = |part: &str| segments.iter().any(|segment| segment.is_ok_and(|english| english.contains(part)));
        let is_han = script == Script::Han;
        forms.extend(is_known("").then(|| translated(false, false)));
        forms.extend((is_known("") && is_han).then(|| translated(true, false)));
        forms.extend(is_known(" ").then(|| translated(is_han, true)));
    }
    if script == Script::Han && is_person != Some(false) {
        let southern = if is_alone && CHINESE_NAME.contains(&part.pieces.len()) {
            text::southern_readings(&word)
        } else {
            Vec::new()
        };
        forms.extend(text::surname_reading(&part.word).into_iter().chain(southern).map(|reading| {
            let tokens = reading.split(' ').map(|syllable| token(TokenKind::Word, syllable));
            (Romanization::Pinyin, tokens.collect())
        }));
    }
    if script == Script::Han && is_alone && is_person != Some(false) && KOREAN_NAME.contains(&part.pieces.len()) {
        forms.extend(text::korean_reading(&part.word).map(|reading| {
            let tokens = reading.split(' ').map(|syllable| token(TokenKind::Word, syllable));
            (Romanization::KoreanReading, tokens.collect())
        }));
    }
    forms
}

/// Whether a folded word is one of those with an English one.
pub(super) fn has_english(word: &str) -> bool {
    english(word).is_some()
}

/// The English of a word, with or without the Arabic article.
fn english(word: &str) -> Option<&'static str> {
    let folded = text::fold(word);
    ENGLISH.get(folded.as_ref()).or_else(|| ENGLISH.get(text::split_article(&folded)?)).copied()
}

/// Chinese or Korean text taken apart by the words that are known, the longest first: English, or what stands between.
fn segments(text: &str) -> Vec<Result<&'static str, &str>> {
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mut segments = Vec::new();
    let (mut at, mut unknown) = (0, 0);
    while at + 1 < ends.len() {
        let longest = (1..=MAX_CHARACTERS.min(ends.len() - 1 - at)).rev();
        let known = longest.map(|len| at + len).find_map(|end| Some((end, *ENGLISH.get(&text[ends[at]..ends[end]])?)));
        let Some((end, english)) = known else {
            at += 1;
            continue;
        };
        segments.extend((unknown < at).then(|| Err(&text[ends[unknown]..ends[at]])));
        segments.push(Ok(english));
        (at, unknown) = (end, end);
    }
    segments.extend((unknown < at).then(|| Err(&text[ends[unknown]..])));
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn company_names_come_apart_by_known_words() {
        for (case, text, want) in [
            ("brand, then words", "华为技术", "华为|=technology"),
            ("words alone", "中国石油天然气集团", "=china|=oil|=gas|=group"),
            ("between words", "大连宏洋国际物流", "=dalian|宏洋|=international|=logistics"),
            ("traditional", "國際貿易", "=international|=trading"),
            ("several words in one", "大连进出口", "=dalian|=import+export"),
            ("Korean, in one word", "단천상업은행", "단천|=commercial|=bank"),
            ("no word", "李伟", "李伟"),
            ("nothing", "", ""),
        ] {
            let show = |segment: &Result<&str, &str>| {
                segment.map_or_else(str::to_owned, |english| format!("={}", english.split(' ').next().unwrap()))
            };
            assert_eq!(segments(&text::fold(text)).iter().map(show).collect::<Vec<_>>().join("|"), want, "{case}");
        }
    }

    #[test]
    fn arabic_names_of_two_words_come_together_and_apart() {
        for (case, one, other, want) in [
            ("servant of", "عبد", "الغني", true),
            ("of the faith", "شمس", "الدين", true),
            ("of the faith, in Persian letters", "شمس", "الدین", true),
            ("of God", "فيض", "الله", true),
            ("of God, where a company word stands before", "حزب", "الله", true),
            ("two names", "محمد", "القاسم", false),
            ("no article", "عبد", "رضا", false),
        ] {
            assert_eq!(are_one_name(one, other), want, "{case}");
        }
        for (case, word, want) in [
            ("servant of", "عبدالغنی", Some(("عبد", "الغني"))),
            ("father of", "ابوبکر", Some(("ابو", "بكر"))),
            ("of God", "نذیرالله", Some(("نذير", "الله"))),
            ("the word alone", "الدين", None),
            ("one name", "عبدي", None),
        ] {
            assert_eq!(apart(&text::bare(word)), want, "{case}");
        }
    }

    #[test]
    fn no_word_is_longer_than_what_is_looked_for() {
        let apart = |word: &&String| matches!(Script::of_word(word), Script::Han | Script::Hangul);
        assert_eq!(ENGLISH.keys().filter(apart).map(|word| word.chars().count()).max(), Some(MAX_CHARACTERS));
    }
}
