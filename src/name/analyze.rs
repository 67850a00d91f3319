//! The one analyzer, for listed and queried names alike.

use std::borrow::Cow;

use super::{Lexicon, Token, TokenKind, compound, scripts};
use crate::limits::MAX_NAME_TOKENS;
use crate::party::PartyKind;
use crate::text::{self, Romanization, Script};

/// A name in one script or one Latin transcription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// As written, or how it was put into Latin letters.
    pub scheme: Scheme,
    /// Its tokens in order, at most [`MAX_NAME_TOKENS`].
    pub tokens: Vec<Token>,
}

/// How a [`Form`] relates to what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// In the script it was written in.
    Written,
    /// Put into Latin letters.
    Romanized(Romanization),
}

impl Scheme {
    /// The script of which it reads each character as a syllable, [`Script::Other`] where that may be any; `None` where it reads letters, or
    /// nothing at all.
    pub fn read_syllables(self) -> Option<Script> {
        match self {
            Self::Romanized(Romanization::Pinyin | Romanization::KoreanReading) => Some(Script::Han),
            Self::Romanized(Romanization::RevisedKorean | Romanization::NorthKorean) => Some(Script::Hangul),
            Self::Romanized(Romanization::Syllables) => Some(Script::Other),
            _ => None,
        }
    }
}

/// Analyzes a name: first the form as written, then one form for each romanization that differs. A text without any letter or
/// digit has no form.
///
/// `kind` settles what words mean: `SA` is a legal form of a company and a name of a person. `None` leaves both open.
///
/// ```
/// use namesieve::name::{TokenKind, analyze};
/// use namesieve::party::PartyKind;
///
/// let forms = analyze("Fortuna OOO", Some(PartyKind::Organization));
/// let kinds: Vec<TokenKind> = forms[0].tokens.iter().map(|token| token.kind).collect();
/// assert_eq!(kinds, [TokenKind::Word, TokenKind::LegalForm]);
/// ```
///
/// With the compiled-in lexicon; names are only comparable with those of an index if they were analyzed with the index's own.
pub fn analyze(name: &str, kind: Option<PartyKind>) -> Vec<Form> {
    Lexicon::compiled_in().analyze(name, kind)
}

impl Lexicon {
    /// As [`analyze`], with this lexicon.
    pub fn analyze(&self, name: &str, kind: Option<PartyKind>) -> Vec<Form> {
        let is_person = is_person(kind);
        let apart = text::apart_by_signs(name);
        let name = text::fold_case(name);
        let mut forms = Vec::new();
        let mut add = |found: Vec<Form>| {
            for form in found {
                if forms.iter().all(|known: &Form| known.tokens != form.tokens) {
                    forms.push(form);
                }
            }
        };
        let words = words(&name, is_person);
        add(forms_of(self, &words, is_person));
        for part in parts(self, &name, &words, is_person) {
            add(forms_of(self, &part, is_person));
        }
        if let Some(apart) = apart {
            add(forms_of(self, &self::words(&text::fold_case(&apart), is_person), is_person));
        }
        // Of a name with asides, those of what is left without them.
        let written = forms.iter().filter(|form| form.scheme == Scheme::Written).take(2).last();
        let of = |form: &Form| acronyms(form.tokens.iter().map(|token| (token.kind, token.text.as_str())), kind);
        let acronyms = written.map(of).unwrap_or_default();
        for at in 0..forms.len() {
            if let Some(tokens) = compound::taken_apart(self, &forms[at].tokens)
                && forms.iter().all(|form| form.tokens != tokens)
            {
                let scheme = forms[at].scheme;
                forms.push(Form { scheme, tokens });
            }
        }
        forms.extend(
            acronyms
                .into_iter()
                .map(|acronym| Form { scheme: Scheme::Written, tokens: vec![self.token(TokenKind::Acronym, acronym)] }),
        );
        forms
    }
}

/// Whether a person is meant; `None` where that is not known.
pub(super) fn is_person(kind: Option<PartyKind>) -> Option<bool> {
    match kind {
        Some(PartyKind::Person) => Some(true),
        Some(PartyKind::Organization | PartyKind::Vessel | PartyKind::Aircraft) => Some(false),
        Some(PartyKind::Other) | None => None,
    }
}

/// The words of a name.
struct NameWords {
    words: Vec<String>,
    /// Of each Chinese character whether it is the first of those that stand together.
    han_begins: Vec<bool>,
}

/// The words of a name, its case folded.
fn words(name: &str, is_person: Option<bool>) -> NameWords {
    let split = |text: &str| {
        let words = text::words(text).into_iter().map(|word| match text::unmix(&word) {
            Cow::Borrowed(_) => word,
            Cow::Owned(unmixed) => unmixed,
        });
        // Marks alone are no word.
        words.filter(|word| word.contains(char::is_alphanumeric)).collect::<Vec<String>>()
    };
    let mut words = Vec::new();
    if is_person == Some(true) {
        // The initials of a person are words of their own, as "J.R." and "J. R." are the same; "S.A." is one word.
        for part in name.split_inclusive('.') {
            let mut found = split(part);
            // With its dot, "Yu." is no surname.
            if let Some(last) = found.last_mut().filter(|last| part.ends_with('.') && is_letter_of_two(last)) {
                last.push('.');
            }
            words.append(&mut found);
        }
    } else {
        words = split(name);
    }
    if is_person == Some(true) {
        spread_initials(&mut words);
    }
    let han_begins = if name.is_ascii() { Vec::new() } else { text::han_begins(name) };
    NameWords { words, han_begins }
}

/// Takes initials apart that are written as one: "JC Juncker". Two consonants are no name, but for the few that are, and those that some
/// script has one letter for. The last word is the surname, or a mark of generation.
fn spread_initials(words: &mut Vec<String>) {
    let are_initials = |at: usize, word: &str, words: &[String]| {
        at + 1 < words.len()
            && are_two_consonants(word)
            && match word {
                // "Jr" and "Sr" follow a name.
                "jr" | "sr" => at == 0 && words.len() == 2,
                "bn" | "bt" | "ch" | "dr" | "dz" | "gh" | "hj" | "kh" | "md" | "mr" | "ms" | "ng" | "ph" | "sh"
                | "sk" | "st" | "th" | "ts" | "wm" | "zh" => false,
                _ => true,
            }
    };
    for at in (0..words.len()).rev() {
        if are_initials(at, &words[at], words) {
            let second = words[at].split_off(1);
            words.insert(at + 1, second);
        }
    }
}

pub(super) fn are_two_consonants(word: &str) -> bool {
    let is_consonant = |c: u8| c.is_ascii_lowercase() && !matches!(c, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
    word.len() == 2 && word.bytes().all(is_consonant)
}

/// Whether a word is what one letter of another script becomes in Latin letters: Юрий is Yu., Жанна Zh. And in French and German, where
/// names begin with them, they are cut down to both letters: Ch. for Charles, Th. for Theodor.
pub(super) fn is_letter_of_two(word: &str) -> bool {
    matches!(
        word,
        "ch" | "dj"
            | "dz"
            | "gh"
            | "ia"
            | "ie"
            | "io"
            | "iu"
            | "ja"
            | "je"
            | "jo"
            | "ju"
            | "kh"
            | "ph"
            | "sh"
            | "th"
            | "ts"
            | "ya"
            | "ye"
            | "yo"
            | "yu"
            | "zh"
    )
}

/// The forms of a name of these words: as written, then romanized.
fn forms_of(lexicon: &Lexicon, words: &NameWords, is_person: Option<bool>) -> Vec<Form> {
    let mut pieces = pieces(lexicon, &words.words, is_person);
    if pieces.is_empty() {
        return Vec::new();
    }
    if words.words.iter().any(|word| !word.is_ascii()) {
        add_native(lexicon, &mut pieces, &words.han_begins, is_person);
    }
    let written = pieces.iter().map(|piece| piece.written.clone()).take(MAX_NAME_TOKENS).collect();
    let mut forms = vec![Form { scheme: Scheme::Written, tokens: written }];
    if is_person != Some(false) {
        let syllables = pieces.iter().take(4).map(|piece| match piece.written.kind {
            TokenKind::Word => piece.written.text.as_str(),
            _ => "",
        });
        for reading in text::pinyin_of_wade_giles(&syllables.collect::<Vec<_>>()) {
            let tokens = reading.iter().map(|syllable| lexicon.token(TokenKind::Word, syllable.as_str())).collect();
            forms.push(Form { scheme: Scheme::Romanized(Romanization::WadeGiles), tokens });
        }
    }
    // Each scheme, and how often a piece has it.
    let mut schemes: Vec<(Romanization, usize)> = Vec::new();
    for piece in &pieces {
        for (romanization, _) in &piece.romanized {
            let nth = (0..).find(|&nth| !schemes.contains(&(*romanization, nth))).expect("counting does not end");
            if piece.of(*romanization).count() > nth {
                schemes.push((*romanization, nth));
            }
        }
    }
    for (romanization, nth) in schemes {
        let mut tokens = Vec::with_capacity(pieces.len());
        for piece in &pieces {
            match piece.romanized(romanization, nth) {
                Some(romanized) => tokens.extend_from_slice(romanized),
                None => tokens.push(piece.written.clone()),
            }
        }
        tokens.truncate(MAX_NAME_TOKENS);
        if forms.iter().all(|form| form.tokens != tokens) {
            let romanization = match romanization {
                Romanization::Letters if are_few_syllables(&tokens) => Romanization::Syllables,
                other => other,
            };
            forms.push(Form { scheme: Scheme::Romanized(romanization), tokens });
        }
    }
    forms
}

/// Whether words of other scripts are a name of two or three syllables, as Chinese and Koreans have, and hardly a foreign one.
fn are_few_syllables(tokens: &[Token]) -> bool {
    let words = || tokens.iter().filter(|token| token.kind == TokenKind::Native).map(|token| token.text.as_str());
    let are_syllables = words().all(|word| matches!(Script::of_word(word), Script::Han | Script::Hangul));
    are_syllables && words().count() > 1 && words().map(|word| word.chars().count()).sum::<usize>() <= 3
}

/// Names within a name, each as its words: what is left without an aside, an alias in brackets, the name before marriage, and a name
/// that is written in two scripts side by side; a numeral as a number, and a legal form apart from the word that it is written as one
/// with. Most names have none.
fn parts(lexicon: &Lexicon, name: &str, words: &NameWords, is_person: Option<bool>) -> Vec<NameWords> {
    let mut parts = Vec::new();
    if name.contains(['(', '[', '"', '\u{201c}', '\u{201e}', '\u{ab}']) {
        parts.extend(without_asides(name, is_person));
    }
    if is_person == Some(true) {
        parts.extend(other_surnames(&words.words));
    } else {
        parts.extend(with_number(&words.words));
        parts.extend(with_form_apart(lexicon, &words.words));
    }
    // Where it is not known who is meant, "S.V. Lavrov" has initials and "Volta S.A." a legal form.
    if is_person.is_none() && name.contains('.') && has_initials(name) {
        parts.push(self::words(name, Some(true)));
    }
    if !name.is_ascii() {
        let (latin, other): (Vec<String>, Vec<String>) =
            words.words.iter().cloned().partition(|word| Script::of_word(word) == Script::Latin);
        if latin.len() > 1 && other.len() > 1 {
            let han_begins = words.han_begins.clone();
            parts.extend([NameWords { words: latin, han_begins: Vec::new() }, NameWords { words: other, han_begins }]);
        }
    }
    parts
}

/// A name that ends with a Roman numeral of one letter, as ships' and funds' names do ("Hilda I"), with its digits. The letter may be an
/// initial or "and" as well.
fn with_number(words: &[String]) -> Option<NameWords> {
    let (numeral, name) = words.split_last().filter(|(_, name)| !name.is_empty())?;
    let digits = match numeral.as_str() {
        "i" => "1",
        "v" => "5",
        "x" => "10",
        _ => return None,
    };
    Some(NameWords { words: [name, &[digits.to_owned()]].concat(), han_begins: Vec::new() })
}

/// A name with a long legal form as a word of its own that is written as one with the word before it: "Voltacompany Ltd".
fn with_form_apart(lexicon: &Lexicon, words: &[String]) -> Option<NameWords> {
    let (at, length) = words.iter().enumerate().find_map(|(at, word)| Some((at, lexicon.before_legal_form(word)?)))?;
    let mut words = words.to_vec();
    let form = words[at].split_off(length);
    words.insert(at + 1, form);
    Some(NameWords { words, han_begins: Vec::new() })
}

/// Whether letters with dots stand somewhere as initials do: "S.V. Lavrov", "Yu. Petrov".
fn has_initials(name: &str) -> bool {
    name.match_indices('.').any(|(dot, _)| {
        let word = name[..dot].rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        is_letter_of_two(word) || word.chars().nth(1).is_none() && !word.is_empty()
    })
}

/// A name without what stands in brackets or, of a person, between quotes; and what stands in brackets, if that is a name by itself.
/// An organization's brackets tell it apart ("(Shanghai)") unless they hold its acronym.
fn without_asides(name: &str, is_person: Option<bool>) -> Vec<NameWords> {
    let (mut outside, mut inside) = (String::new(), Vec::new());
    let mut rest = name;
    while let Some(at) = rest.find(['(', '[', '"', '\u{201c}', '\u{201e}', '\u{ab}']) {
        let open = rest[at..].chars().next().expect("a character was found there");
        let (before, after) = (&rest[..at], &rest[at + open.len_utf8()..]);
        let close: &[char] = match open {
            '(' => &[')'],
            '[' => &[']'],
            '\u{ab}' => &['\u{bb}'],
            _ => &['"', '\u{201c}', '\u{201d}'],
        };
        let Some(end) = after.find(close) else { break };
        let is_bracket = matches!(open, '(' | '[');
        outside.push_str(before);
        outside.push(' ');
        if is_bracket || is_person == Some(true) {
            inside.push((is_bracket, &after[..end]));
        } else {
            outside.push_str(&after[..end]);
            outside.push(' ');
        }
        rest = &after[end..];
        rest = rest.strip_prefix(close).unwrap_or(rest);
    }
    outside.push_str(rest);
    let outside = words(&outside, is_person);
    let mut found = Vec::new();
    for (is_bracket, aside) in inside {
        let aside = words(aside, is_person);
        if is_person == Some(true) && is_bracket && aside.words.len() > 1 {
            found.push(aside);
        } else if is_person != Some(true) && !matches!(&aside.words[..], [word] if is_acronym(word, &outside.words)) {
            return Vec::new();
        }
    }
    if outside.words.len() > 1 {
        found.push(outside);
    }
    found
}

/// Whether a word is made of the first letters of others, some of which may have none in it.
fn is_acronym(acronym: &str, words: &[String]) -> bool {
    let mut letters = acronym.chars().peekable();
    for word in words {
        if letters.peek().is_some_and(|&letter| word.starts_with(letter)) {
            letters.next();
        }
    }
    acronym.len() > 2 && letters.peek().is_none()
}

/// Whether the name before marriage follows.
pub(super) fn is_birth_mark(word: &str) -> bool {
    matches!(word, "nee" | "n\u{e9}e" | "geb" | "geborene" | "born")
}

/// Whether a word at the end of a person's name tells his generation.
pub(super) fn is_generation(word: &str) -> bool {
    matches!(word, "ii" | "iii" | "iv")
}

/// A person with two surnames, one before marriage: the name with either.
fn other_surnames(words: &[String]) -> Vec<NameWords> {
    let Some(at) = (2..words.len()).find(|&at| is_birth_mark(&words[at])) else { return Vec::new() };
    let (before, after) = (&words[..at], &words[at + 1..]);
    let either = [before.to_vec(), [&before[..at - 1], after].concat()];
    let found = either.into_iter().take(if after.is_empty() { 1 } else { 2 });
    found.map(|words| NameWords { words, han_begins: Vec::new() }).collect()
}

/// Fewest letters of an acronym. Two are the initials of everybody.
const MIN_ACRONYM: usize = 3;

/// Most letters of an acronym: nobody makes one of a longer name.
const MAX_ACRONYM: usize = 8;

/// What an organization with a name of several words is called for short: the first letters of its words, without and with those of
/// legal forms; of all words, where there are few.
pub fn acronyms<'t>(
    tokens: impl ExactSizeIterator<Item = (TokenKind, &'t str)> + Clone,
    kind: Option<PartyKind>,
) -> Vec<String> {
    let is_organization = match kind {
        Some(PartyKind::Organization) => true,
        Some(PartyKind::Other) | None => tokens.clone().any(|(kind, _)| kind == TokenKind::LegalForm),
        _ => false,
    };
    if !is_organization || tokens.len() < MIN_ACRONYM {
        return Vec::new();
    }
    let initials = |takes: &dyn Fn(TokenKind, &str) -> bool| -> Option<String> {
        let taken = tokens.clone().filter(|&(kind, text)| takes(kind, text));
        let letters: Option<String> =
            taken.map(|(_, text)| text.chars().next().filter(char::is_ascii_lowercase)).collect();
        letters.filter(|letters| (MIN_ACRONYM..=MAX_ACRONYM).contains(&letters.len()))
    };
    let is_word = |kind: TokenKind, _: &str| kind == TokenKind::Word;
    // A company or corporation in full has a letter; what merely limits liability has none.
    let is_long_form = |kind: TokenKind, text: &str| {
        kind == TokenKind::LegalForm && text.len() > 4 && !text.contains(' ') && text != "limited"
    };
    let short =
        initials(&is_word).or_else(|| initials(&|kind, _| matches!(kind, TokenKind::Word | TokenKind::Particle)));
    let has_long_form = tokens.clone().any(|(kind, text)| is_long_form(kind, text));
    let long = has_long_form.then(|| initials(&|kind, text| is_word(kind, text) || is_long_form(kind, text)));
    let mut acronyms: Vec<String> = short.into_iter().chain(long.flatten()).collect();
    acronyms.dedup();
    acronyms
}

/// A word, or the words of one phrase, with its role.
struct Piece {
    /// The word as it stands, before accents are folded away.
    word: String,
    written: Token,
    romanized: Vec<(Romanization, Vec<Token>)>,
}

impl Piece {
    fn of(&self, romanization: Romanization) -> impl Iterator<Item = &[Token]> {
        self.romanized.iter().filter(move |(own, _)| *own == romanization).map(|(_, tokens)| tokens.as_slice())
    }

    /// Its tokens in the `nth` form of a romanization, or in the one that goes best with it; `None` where it has none.
    fn romanized(&self, romanization: Romanization, nth: usize) -> Option<&[Token]> {
        let by_letters = matches!(romanization, Romanization::Letters | Romanization::Translated);
        let own = self.of(romanization).nth(nth).or_else(|| self.of(romanization).last());
        let letters = || by_letters.then(|| self.of(Romanization::Letters).last())?;
        own.or_else(letters).or_else(|| self.romanized.first().map(|(_, tokens)| tokens.as_slice()))
    }
}

fn pieces(lexicon: &Lexicon, words: &[String], is_person: Option<bool>) -> Vec<Piece> {
    let folded: Vec<String> = words.iter().map(|word| fold_word(word)).collect();
    let mut pieces = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        let (written, taken) = role(lexicon, &folded, at, is_person);
        let romanized = match written.kind {
            TokenKind::Word | TokenKind::Initial => romanized(lexicon, &words[at]),
            _ => Vec::new(),
        };
        pieces.push(Piece { word: words[at..at + taken].concat(), written, romanized });
        at += taken;
    }
    pieces
}

/// The token that starts at a word, and how many words it takes.
fn role(lexicon: &Lexicon, words: &[String], at: usize, is_person: Option<bool>) -> (Token, usize) {
    let rest = &words[at..];
    // A phrase that is the whole name is the name: "The Company".
    let phrase = lexicon.phrase(rest, at == 0, is_person).filter(|&(_, taken)| taken < words.len());
    let in_phrase = phrase.map_or(0, |(_, taken)| taken);
    if let Some((kind, letters)) =
        spaced_letters(lexicon, rest, at, is_person).filter(|(_, word)| word.len() > in_phrase)
    {
        let taken = letters.len();
        return (lexicon.token(kind, letters), taken);
    }
    let word = rest[0].as_str();
    // "Son of", and short for Benjamin where nothing else is a given name.
    let is_given = word == "ben" && at == 0 && words.len() == 2;
    // "And" and "for" in some languages; at the edge of a name of a person, or beside another letter, the letter of a name: "В. В. Путин".
    let is_letter = |at: usize| words.get(at).is_some_and(|word| word.chars().count() == 1);
    let is_initial = is_person != Some(false)
        && is_letter(at)
        && in_phrase == 1
        && (at == 0 || rest.len() == 1 || is_letter(at - 1) || is_letter(at + 1));
    if let Some((kind, taken)) = phrase.filter(|_| !is_given && !is_initial) {
        return (lexicon.token(kind, rest[..taken].join(" ")), taken);
    }
    if is_person == Some(true) {
        // After a name: "John Smith III".
        if at > 1 && rest.len() == 1 && is_generation(word) {
            return (lexicon.token(TokenKind::Title, word), 1);
        }
    } else if let Some((number, taken)) = number(lexicon, rest) {
        return (lexicon.token(TokenKind::Number, number), taken);
    }
    if is_person != Some(true)
        && words.len() > 1
        && let Some(form) = lexicon.misspelt_legal_form(word, at > 0 && rest.len() == 1)
    {
        return (lexicon.token(TokenKind::LegalForm, form), 1);
    }
    (plain(lexicon, word, is_person), 1)
}

/// Single letters one after the other that make one word: "I B M", "S O N G Kum Hyok". People have two or three initials, or a degree
/// after the name.
fn spaced_letters(
    lexicon: &Lexicon,
    words: &[String],
    at: usize,
    is_person: Option<bool>,
) -> Option<(TokenKind, String)> {
    let is_letter = |word: &&String| word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    if !is_letter(&words.first()?) {
        return None;
    }
    let letters: String = words.iter().take_while(is_letter).map(String::as_str).collect();
    let is_all = at == 0 && letters.len() == words.len();
    let word = [letters];
    let kind = lexicon.phrase(&word, at == 0, is_person).map(|(kind, _)| kind).filter(|_| !is_all);
    let [letters] = word;
    let is_word = match is_person {
        Some(false) => letters.len() > 1,
        _ => letters.len() > 3,
    };
    let is_degree = kind == Some(TokenKind::Title) && at > 1 && letters.len() > 1 && letters.len() == words.len();
    match kind {
        _ if is_word => Some((kind.unwrap_or(TokenKind::Word), letters)),
        _ if is_degree && !matches!(letters.as_str(), "jr" | "sr") => Some((TokenKind::Title, letters)),
        _ => None,
    }
}

/// A number at the start of some words that is written as no single number word is: "forty fourth", "44th", "No. 3". In digits.
fn number(lexicon: &Lexicon, words: &[String]) -> Option<(String, usize)> {
    const SIGNS: [&str; 7] = ["no", "nr", "num", "number", "numero", "nomer", "nummer"];
    let word = words[0].as_str();
    let next = words.get(1).map(String::as_str).unwrap_or_default();
    let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match digits {
        0 => {
            let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            let sign = SIGNS.into_iter().filter(|_| word.starts_with('n')).find_map(|sign| word.strip_prefix(sign));
            if sign == Some("") && is_digits(next) {
                return Some((next.to_owned(), 2));
            }
            if let Some(glued) = sign.filter(|rest| is_digits(rest)) {
                return Some((glued.to_owned(), 1));
            }
            let tens = lexicon.number(word).filter(|tens| (20..100).contains(tens) && tens % 10 == 0)?;
            let ones = lexicon.number(next).filter(|ones| (1..10).contains(ones))?;
            Some(((tens + ones).to_string(), 2))
        }
        _ => {
            let ending = &word[digits..];
            let is_ordinal = matches!(
                ending,
                "st" | "nd"
                    | "rd"
                    | "th"
                    | "e"
                    | "er"
                    | "re"
                    | "eme"
                    | "ieme"
                    | "o"
                    | "a"
                    | "ro"
                    | "ra"
                    | "do"
                    | "da"
                    | "to"
                    | "ta"
                    | "i"
                    | "ii"
                    | "y"
                    | "yy"
                    | "ya"
                    | "ia"
                    | "go"
                    | "oe"
                    | "aya"
            );
            is_ordinal.then(|| (word[..digits].to_owned(), 1))
        }
    }
}

/// A word that is in no phrase.
fn plain(lexicon: &Lexicon, word: &str, is_person: Option<bool>) -> Token {
    if let Some(initial) = word.strip_suffix('.') {
        return lexicon.token(TokenKind::Initial, initial);
    }
    let kind = match word.chars().count() {
        _ if word.chars().all(char::is_numeric) => TokenKind::Number,
        1 if is_person != Some(false) && !matches!(Script::of_word(word), Script::Han | Script::Hangul) => {
            TokenKind::Initial
        }
        _ if is_person != Some(true) && lexicon.number(word).is_some() => TokenKind::Number,
        _ => TokenKind::Word,
    };
    lexicon.token(kind, word)
}

fn romanized(lexicon: &Lexicon, word: &str) -> Vec<(Romanization, Vec<Token>)> {
    let forms = text::romanize(word).into_iter().filter(|(scheme, _)| *scheme != Romanization::Consonants);
    let is_initial = word.chars().nth(1).is_none() && Script::of_word(word) != Script::Han;
    let token = |word: &str| match word.len() {
        1 => lexicon.token(TokenKind::Initial, word),
        2 if is_initial && is_letter_of_two(word) => lexicon.token(TokenKind::Initial, word),
        _ => lexicon.token(TokenKind::Word, word),
    };
    forms.map(|(scheme, form)| (scheme, form.split(' ').map(token).collect())).collect()
}

/// Adds to the pieces of other scripts what they are compared by beside their transcriptions. `begins` tells of each Chinese
/// character whether it is the first of those that stand together.
fn add_native(lexicon: &Lexicon, pieces: &mut [Piece], begins: &[bool], is_person: Option<bool>) {
    let mut begins = begins.iter().copied();
    let parts = scripts::parts(pieces.iter().map(|piece| {
        let characters = piece.word.chars().filter(|&c| Script::of(c) == Some(Script::Han)).count();
        let begins = begins.by_ref().take(characters).reduce(|first, _| first);
        // A single letter stands for a word, whatever its script; a Chinese character is one.
        let is_word = piece.written.kind == TokenKind::Word || !piece.romanized.is_empty() && begins.is_some();
        is_word.then_some((piece.word.as_str(), begins.unwrap_or(true)))
    }));
    for part in &parts {
        let is_alone = part.pieces.len() == pieces.len();
        // English words have the roles that they have in English names.
        let token = |kind: TokenKind, text: &str| match kind {
            TokenKind::Word => {
                let phrase = lexicon.phrase(&[text.to_owned()], true, is_person);
                lexicon.token(phrase.map_or(TokenKind::Word, |(kind, _)| kind), text)
            }
            _ => lexicon.token(kind, text),
        };
        for (romanization, tokens) in scripts::forms(part, is_person, is_alone, token) {
            pieces[part.pieces.start].romanized.push((romanization, tokens));
            for rest in &mut pieces[part.pieces.start + 1..part.pieces.end] {
                rest.romanized.push((romanization, Vec::new()));
            }
        }
    }
}

/// Latin words in ASCII, others folded.
pub(super) fn fold_word(word: &str) -> String {
    let folded = text::fold(word);
    if folded.is_ascii() || Script::of_word(&folded) != Script::Latin {
        return folded.into_owned();
    }
    // Letters that no decomposition turns into ASCII: ø, đ, ł.
    let ascii: String = any_ascii::any_ascii(&folded).chars().filter(char::is_ascii_alphanumeric).collect();
    if ascii.is_empty() { folded.into_owned() } else { ascii.to_ascii_lowercase() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERSON: Option<PartyKind> = Some(PartyKind::Person);
    const ORGANIZATION: Option<PartyKind> = Some(PartyKind::Organization);
    const VESSEL: Option<PartyKind> = Some(PartyKind::Vessel);

    /// Each token with the letter of its kind, `word` alone standing for a word.
    fn shown(form: &Form) -> String {
        let token = |token: &Token| match token.kind {
            TokenKind::Word => token.text.clone(),
            kind => format!("{}/{}", token.text, kind.letter()),
        };
        form.tokens.iter().map(token).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_have_roles() {
        for (case, name, kind, want) in [
            ("initials with dots", "J.R. Smith", PERSON, "j/i r/i smith"),
            ("initials apart", "J R Smith", PERSON, "j/i r/i smith"),
            ("initials that are words elsewhere", "I. E. Sechin", PERSON, "i/i e/i sechin"),
            ("an and between surnames", "Ortega y Gasset", PERSON, "ortega y/p gasset"),
            ("initials as one", "JR Smith", PERSON, "j/i r/i smith"),
            ("an initial of two letters", "Yu.A. Petrov", PERSON, "yu/i a/i petrov"),
            ("an initial of two letters at the end", "Petrov, Zh.", PERSON, "petrov zh/i"),
            ("a surname of two letters", "Yu Petrov", PERSON, "yu petrov"),
            ("initials as one, others", "JC Juncker", PERSON, "j/i c/i juncker"),
            ("an initial at the name", "A.Ivanov", PERSON, "a/i ivanov"),
            ("initials after a comma", "Smith, J.R.", PERSON, "smith j/i r/i"),
            ("junior", "John Smith Jr.", PERSON, "john smith jr/t"),
            ("a generation", "John Smith III", PERSON, "john smith iii/t"),
            ("a degree", "John Smith, M.D.", PERSON, "john smith md/t"),
            ("a surname of consonants", "Ng Kok Wai", PERSON, "ng kok wai"),
            ("Roman numerals that are a name", "Xi Jinping", PERSON, "xi jinping"),
            ("a given name", "Ben Weber", PERSON, "ben weber"),
            ("a word of descent", "Zine Ben Ali", PERSON, "zine ben/p ali"),
            ("a word letter by letter", "S O N G Kum Hyok", PERSON, "song kum hyok"),
            ("an acronym with blanks", "I B M Corp", ORGANIZATION, "ibm corp/l"),
            ("an acronym with dots", "I.B.M. Corp", ORGANIZATION, "ibm corp/l"),
            ("a legal form with blanks", "Volta S. A.", ORGANIZATION, "volta s a/l"),
            ("a vessel's prefix", "M/V Golden Star", VESSEL, "m v/t golden star"),
            ("a tanker that is none", "National Tanker Company", ORGANIZATION, "national tanker company/l"),
            ("an ordinal in words", "Forty-Fourth Brigade", ORGANIZATION, "44/n brigade"),
            ("a number in words", "Brigade Forty Four", ORGANIZATION, "brigade 44/n"),
            ("an ordinal in digits", "44th Brigade", ORGANIZATION, "44/n brigade"),
            ("a number with its sign", "Plant No. 3", ORGANIZATION, "plant 3/n"),
            ("a number glued to its sign", "Plant No.3", ORGANIZATION, "plant 3/n"),
            ("a legal form misspelt by its sound", "Korporation Volta", ORGANIZATION, "corporation/l volta"),
            ("a short legal form misspelt", "Volta Ltdza", ORGANIZATION, "volta ltda/l"),
            ("numbers apart", "Notes 2004-1", ORGANIZATION, "notes 2004/n 1/n"),
            ("a misspelt legal form", "Volta Trading Limitead", ORGANIZATION, "volta trading limited/l"),
            ("letters that changed places", "Volta Corporatoin", ORGANIZATION, "volta corporation/l"),
            (
                "a long form in Latin letters",
                "Obschestvo s ogranichennoi otvetstvennostiu Volta",
                ORGANIZATION,
                "obschestvo s ogranichennoi otvetstvennostiu/l volta",
            ),
            ("a person is no company", "Anna Limitead", PERSON, "anna limitead"),
        ] {
            assert_eq!(shown(&analyze(name, kind)[0]), want, "{case}");
        }
    }

    #[test]
    fn what_is_one_to_a_reader_is_one() {
        for (case, one, other, kind) in [
            ("Persian letters", "علی رضایی", "علي رضايي", PERSON),
            ("ya without points", "مصطفى", "مصطفی", PERSON),
            ("Urdu letters", "ہاشم خاں", "هاشم خان", PERSON),
            ("final ta", "فاطمة", "فاطمه", PERSON),
            ("hamza at the end", "بهاء الدين", "بها الدین", PERSON),
            ("tatweel and points", "مُحـــمَّد", "محمد", PERSON),
            ("digits", "فندق ٢٣", "فندق ۲۳", ORGANIZATION),
            ("final letters and points", "שָׁלוֹם", "שלום", PERSON),
            ("geresh", "ג׳ורג׳", "ג'ורג'", PERSON),
            ("yo", "Фёдор", "Федор", PERSON),
            ("Latin letters", "Bіталiй", "Віталій", PERSON),
            ("accents and final sigma", "ΚΥΡΙΆΚΟΣ", "Κυριακός", PERSON),
            ("half-width and small kana", "ｷｮｳｺ", "キヨウコ", PERSON),
            ("hiragana", "まりお", "マリオ", PERSON),
            ("nukta", "ज़ाकिर", "जाकिर", PERSON),
            ("full width", "Ｆｏｒｔｕｎａ", "Fortuna", ORGANIZATION),
            ("traditional characters", "習近平", "习近平", PERSON),
        ] {
            let texts =
                |name: &str| analyze(name, kind)[0].tokens.iter().map(|token| token.text.clone()).collect::<Vec<_>>();
            assert_eq!(texts(one), texts(other), "{case}");
        }
    }

    #[test]
    fn chinese_names_are_read_as_in_the_south() {
        for (case, name, want) in [
            ("Hong Kong", "陳大文", "chan tai man"),
            ("Singapore", "陈伟明", "tan wei ming"),
            ("a surname alike", "黄志强", "wong chi keung"),
            ("Pinyin stays", "陈伟明", "chen wei ming"),
        ] {
            let forms = analyze(name, PERSON);
            assert!(
                forms.iter().any(|form| shown(form) == want),
                "{case}: {:?}",
                forms.iter().map(shown).collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn foreign_names_are_known_in_chinese_and_korean() {
        for (native, latin, want) in [
            ("乔治", "george", true),
            ("조지", "george", true),
            ("约翰", "john", true),
            ("존", "john", true),
            ("마이클", "michael", true),
            ("谢尔盖", "sergei", true),
            ("穆罕默德", "muhammad", true),
            ("乔治", "john", false),
        ] {
            let (native, latin) = (Token::new(TokenKind::Native, native), Token::new(TokenKind::Word, latin));
            assert_eq!(native.as_ref().is_equivalent(latin.as_ref()), want, "{native:?} {latin:?}");
        }
    }

    #[test]
    fn names_within_names_are_forms() {
        for (case, name, kind, want) in [
            ("no other", "Song Kum Hyok", PERSON, &[][..]),
            ("two words as one", "KumhyokSONG", PERSON, &["kumhyok song"]),
            ("a numeral of one letter", "Hilda I", VESSEL, &["hilda 1/n"]),
            ("a numeral of who knows whom", "Hilda I", None, &["hilda 1/n"]),
            ("a legal form as one with a word", "Voltacompany Limited", None, &["volta company limited/l"]),
            ("a legal form as one with a word by its dots", "VoltaS.A.", ORGANIZATION, &["volta sa/l"]),
            ("a nickname between quotes", "John \"Jack\" Smith", PERSON, &["john smith"]),
            ("an alias in brackets", "John Smith (Karl Meier)", PERSON, &["karl meier", "john smith"]),
            ("a nickname in brackets", "John (Jack) Smith", PERSON, &["john smith"]),
            ("the name before marriage", "Anna Schmidt née Weber", PERSON, &["anna schmidt", "anna weber"]),
            ("two scripts", "Ivan Petrov Иван Петров", PERSON, &["ivan petrov", "иван петров"]),
            ("quotes around a brand", "OOO \"Volta Grad\"", ORGANIZATION, &[]),
            ("a branch in brackets", "Volta Grad (Frankfurt)", ORGANIZATION, &["vgf/a"]),
            (
                "an acronym in brackets",
                "Northern Lines of Volta (NLV)",
                ORGANIZATION,
                &["northern lines of/p volta", "nlv/a"],
            ),
            ("an acronym", "Islamic Republic of Iran Shipping Lines", ORGANIZATION, &["irisl/a"]),
            ("with the legal form", "National Volta Company", ORGANIZATION, &["nvc/a"]),
            ("few words", "Bank of Volta", ORGANIZATION, &["bov/a"]),
            ("of a ship", "Golden Star of Volta", VESSEL, &[]),
            ("of who knows whom", "Golden Star of Volta", None, &[]),
            ("evidently of a company", "Golden Star Volta Ltd", None, &["gsv/a"]),
            ("a bracket that does not close", "Anna Schmidt (Weber", PERSON, &[]),
        ] {
            let forms = analyze(name, kind);
            let found: Vec<String> = forms[1..].iter().map(shown).collect();
            for want in want {
                assert!(found.iter().any(|found| found == want), "{case}: {found:?}");
            }
            assert_eq!(found.is_empty(), want.is_empty(), "{case}: {found:?}");
        }
    }
}
