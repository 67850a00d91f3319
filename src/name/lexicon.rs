//! What is known of words: legal forms, titles, particles, numbers, equivalent names, frequent words.
//!
//! The files stand in `index/lexicons/`, each with its format and sources, and are compiled in. [`digest`] goes into every index,
//! since an index built with other lexicons answers differently.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};

use super::TokenKind;
use super::token::key;
use crate::text;

macro_rules! lexicons {
    ($($name:ident = $file:literal),* $(,)?) => {
        $(const $name: &str = include_str!(concat!("../../index/lexicons/", $file));)*
        const FILES: &[(&str, &str)] = &[$(($file, $name)),*];
    };
}

lexicons! {
    ABBREVIATIONS = "abbreviations.tsv",
    COUNTRIES = "countries.tsv",
    EQUIVALENTS = "equivalents.tsv",
    FREQUENT = "frequent.tsv",
    HANJA = "hanja.tsv",
    KOREAN = "korean.tsv",
    KOREAN_SURNAMES = "korean_surnames.tsv",
    LEGAL_FORMS = "legal_forms.tsv",
    LETTERS = "letters.tsv",
    NUMBERS = "numbers.tsv",
    PARTICLES = "particles.tsv",
    TITLES = "titles.tsv",
    TRANSLATIONS = "translations.tsv",
}

/// SHA-256 over the compiled-in lexicons, in hexadecimal.
pub fn digest() -> &'static str {
    static DIGEST: LazyLock<String> = LazyLock::new(|| {
        let mut hash = Sha256::new();
        for (file, content) in FILES {
            hash.update(file.as_bytes());
            hash.update([0]);
            hash.update(content.as_bytes());
        }
        format!("{:x}", hash.finalize())
    });
    &DIGEST
}

/// How much a word tells apart before any list is looked at, 0 to 1: the world's most frequent names and words of company names
/// tell little (classes of `frequent.tsv`), any other word all.
pub(super) fn rarity(sound_key: u64) -> f32 {
    match LEXICON.frequent.get(&sound_key) {
        Some(1) => 0.375,
        Some(2) => 0.5,
        Some(_) => 0.6875,
        None => 1.0,
    }
}

/// The groups of a token: see [`super::Token::groups`].
pub(super) fn groups(kind: TokenKind, word: &str) -> Vec<u64> {
    let classes = match kind {
        TokenKind::Word => {
            let mut groups = LEXICON.equivalents.get(word).cloned().unwrap_or_default();
            groups.extend(LEXICON.abbreviations.get(word).map(|long| key(long)));
            groups.extend(LEXICON.abbreviated.contains(word).then(|| key(word)));
            return groups;
        }
        TokenKind::LegalForm => &LEXICON.legal_forms,
        TokenKind::Title => &LEXICON.titles,
        TokenKind::Particle => &LEXICON.particles,
        TokenKind::Number => return vec![LEXICON.numbers.get(word).copied().unwrap_or_else(|| number_group(word))],
        TokenKind::Native | TokenKind::Initial => return Vec::new(),
    };
    classes.get(word).map(|&class| vec![class]).unwrap_or_default()
}

/// Whether a word is a number in words or Roman numerals.
pub(super) fn is_number_word(word: &str) -> bool {
    LEXICON.numbers.contains_key(word)
}

/// What an abbreviation stands for.
pub(super) fn in_full(word: &str) -> Option<&'static str> {
    LEXICON.abbreviations.get(word).copied()
}

/// The longest phrase of a lexicon at the start of some words: its kind and how many words it takes.
pub(super) fn phrase(words: &[String], is_person: Option<bool>) -> Option<(TokenKind, usize)> {
    let phrases = LEXICON.phrases.get(words.first()?.as_str())?;
    let fits = |phrase: &Phrase| match phrase.kind {
        TokenKind::LegalForm => is_person != Some(true),
        TokenKind::Title => is_person != Some(phrase.of_vessels),
        _ => true,
    };
    let found = phrases.iter().find(|phrase| {
        fits(phrase) && words.len() > phrase.rest.len() && phrase.rest.iter().zip(&words[1..]).all(|(a, b)| a == b)
    })?;
    Some((found.kind, found.rest.len() + 1))
}

struct Phrase {
    kind: TokenKind,
    /// Whether it stands before ships' names (`M/V`) and not before people's.
    of_vessels: bool,
    rest: Vec<String>,
}

struct Lexicon {
    phrases: FxHashMap<String, Vec<Phrase>>,
    legal_forms: FxHashMap<String, u64>,
    titles: FxHashMap<String, u64>,
    particles: FxHashMap<String, u64>,
    numbers: FxHashMap<String, u64>,
    equivalents: FxHashMap<String, Vec<u64>>,
    abbreviations: FxHashMap<&'static str, &'static str>,
    /// What some abbreviation stands for.
    abbreviated: FxHashSet<&'static str>,
    frequent: FxHashMap<u64, u8>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);

impl Lexicon {
    fn read() -> Self {
        let mut phrases: FxHashMap<String, Vec<Phrase>> = FxHashMap::default();
        let mut classes = |kind: TokenKind, file: &'static str| {
            let mut groups = FxHashMap::default();
            for (entry, class) in entries(file) {
                let words = text::words(&text::fold(entry));
                let Some((first, rest)) = words.split_first() else { continue };
                groups.insert(words.join(" "), key(class));
                phrases.entry(first.clone()).or_default().push(Phrase {
                    kind,
                    of_vessels: class == "vessel",
                    rest: rest.to_vec(),
                });
            }
            groups
        };
        let legal_forms = classes(TokenKind::LegalForm, LEGAL_FORMS);
        let titles = classes(TokenKind::Title, TITLES);
        let particles = classes(TokenKind::Particle, PARTICLES);
        for phrases in phrases.values_mut() {
            phrases.sort_by_key(|phrase| (usize::MAX - phrase.rest.len(), phrase.kind));
        }
        Self {
            phrases,
            legal_forms,
            titles,
            particles,
            numbers: entries(NUMBERS).map(|(word, digits)| (word.to_owned(), number_group(digits))).collect(),
            equivalents: equivalents(),
            abbreviations: entries(ABBREVIATIONS).collect(),
            abbreviated: entries(ABBREVIATIONS).map(|(_, long)| long).collect(),
            frequent: entries(FREQUENT)
                .map(|(word, class)| {
                    (key(&text::sound(word)), class.parse().expect("a class of frequent.tsv is a digit"))
                })
                .collect(),
        }
    }
}

/// Groups of equivalent names. A word may stand in several, and equivalence does not carry over from one to the next: `sasha` is
/// short for both Aleksandr and Aleksandra.
fn equivalents() -> FxHashMap<String, Vec<u64>> {
    let mut groups: FxHashMap<String, Vec<u64>> = FxHashMap::default();
    let surnames = entries(KOREAN_SURNAMES).map(|(_, spellings)| spellings.split(' ').collect::<Vec<_>>());
    let names = lines(EQUIVALENTS).map(|line| line.split('\t').collect());
    for (number, group) in names.chain(surnames).enumerate() {
        for word in group {
            groups.entry(text::fold(word).into_owned()).or_default().push(number as u64 + 1);
        }
    }
    groups
}

fn number_group(digits: &str) -> u64 {
    key(digits.trim_start_matches('0')) ^ 1
}

fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn entries(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    lines(file).map(|line| line.split_once('\t').expect("each line of a lexicon holds an entry, a tab and a value"))
}
