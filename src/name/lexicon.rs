//! What is known of words: legal forms, titles, particles, numbers, equivalent names, frequent words.
//!
//! The files stand in `index/lexicons/`, each with its format and sources, and are compiled in; a user's own are added to them. What an
//! index was built with goes into its manifest, since an index built with other lexicons answers differently.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, LazyLock};

use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};

use super::token::key;
use super::{OwnLexicon, TokenKind};
use crate::text::{self, Script};

macro_rules! lexicons {
    ($($name:ident = $file:literal),* $(,)?) => {
        $(pub(super) const $name: &str = $file;)*
        const FILES: &[(&str, &str)] = &[$(($file, include_str!(concat!("../../index/lexicons/", $file)))),*];
    };
}

lexicons! {
    ABBREVIATIONS = "abbreviations.tsv",
    CHINESE_SURNAMES = "chinese_surnames.tsv",
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
    SIMPLIFIED = "simplified.tsv",
    SOUTHERN = "southern.tsv",
    TITLES = "titles.tsv",
    TRANSLATIONS = "translations.tsv",
}

/// SHA-256 over the compiled-in lexicons, in hexadecimal.
pub fn digest() -> &'static str {
    static DIGEST: LazyLock<String> = LazyLock::new(|| digest_of(FILES.iter().copied()));
    &DIGEST
}

/// SHA-256 over the names and contents of files, in hexadecimal.
pub(super) fn digest_of<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut hash = Sha256::new();
    for (file, content) in files {
        hash.update(file.as_bytes());
        hash.update([0]);
        hash.update(content.as_bytes());
    }
    format!("{:x}", hash.finalize())
}

/// What is known of words. [`Lexicon::default`] is what is compiled in; [`Lexicon::with`] adds a user's own.
///
/// Names can only be compared if they were analyzed with the same lexicon: an index hands its own to whoever screens against it.
///
/// *Threads*: shared freely. Cloning is cheap, and all clones are one lexicon.
#[derive(Clone)]
pub struct Lexicon(Arc<Words>);

impl Lexicon {
    /// The lexicon that is compiled in.
    pub fn compiled_in() -> &'static Self {
        static COMPILED_IN: LazyLock<Lexicon> = LazyLock::new(|| Lexicon(Arc::new(Words::read(None))));
        &COMPILED_IN
    }

    /// The compiled-in lexicon and a user's own. What the user says of a word that both know holds.
    ///
    /// *Cost*: some 50 ms for half a million words.
    pub fn with(own: &OwnLexicon) -> Self {
        Self(Arc::new(Words::read(Some(own))))
    }

    /// How much a word tells apart before any list is looked at, 0 to 1: the world's most frequent names and words of company names
    /// tell little (classes of `frequent.tsv`), any other word all.
    pub(super) fn rarity(&self, sound_key: u64) -> f32 {
        match self.0.frequent.get(&sound_key) {
            Some(1) => 0.375,
            Some(2) => 0.5,
            Some(_) => 0.6875,
            None => 1.0,
        }
    }

    /// The groups of a token: see [`super::Token::groups`].
    pub(super) fn groups(&self, kind: TokenKind, word: &str) -> Vec<u64> {
        let words = &*self.0;
        let classes = match kind {
            TokenKind::Word => {
                let mut groups: Vec<u64> = words.equivalents.of(key(word)).collect();
                groups.extend(words.abbreviations.get(word).map(|long| key(long)));
                groups.extend(words.abbreviated.contains(word).then(|| key(word)));
                return groups;
            }
            // Accents make other letters in some scripts, and are in the text; groups are without them.
            TokenKind::Native => return words.equivalents.of(key(&text::fold(word))).collect(),
            TokenKind::LegalForm => &words.legal_forms,
            TokenKind::Title => &words.titles,
            TokenKind::Particle => &words.particles,
            TokenKind::Number => {
                return vec![words.numbers.get(word).map_or_else(|| number_group(word), |number| number.group)];
            }
            TokenKind::Initial | TokenKind::Acronym => return Vec::new(),
        };
        classes.get(word).map(|&class| vec![class]).unwrap_or_default()
    }

    /// The number that a word or Roman numerals stand for.
    pub(super) fn number(&self, word: &str) -> Option<u64> {
        self.0.numbers.get(word).map(|number| number.value)
    }

    /// The legal form of which a word is a misspelling: a long one that sounds the same or is a very long one, one edit away; where it is
    /// the last word, any long one, and a short one where the word can not be spoken (`ltdza`). A word that is known for itself is none.
    ///
    /// *Cost*: a look for each letter; for words of names that may be organizations'.
    pub(super) fn misspelt_legal_form(&self, word: &str, is_last: bool) -> Option<&str> {
        let words = &*self.0;
        let is_long = word.len() + 1 >= MIN_MISSPELT;
        let may_be = is_long || word.len() > 4 && is_unspoken(word);
        if !may_be || word.len() > 24 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return None;
        }
        let is_known = words.abbreviations.contains_key(word)
            || words.abbreviated.contains(word)
            || words.equivalents.of(key(word)).next().is_some();
        if is_known {
            return None;
        }
        let sound = key(&text::sound(word));
        if let Some(form) = words.forms_by_sound.get(&sound).filter(|_| is_long) {
            return Some(form);
        }
        if words.frequent.contains_key(&sound) {
            return None;
        }
        let found = |short: &str| words.lone_forms.get(&key(short)).into_iter().flatten();
        let shorter = without_a_letter(word);
        let mut possible = found(word).chain(shorter.iter().flat_map(|short| found(short)));
        let least = if !is_last {
            MIN_MISSPELT_ANYWHERE
        } else if is_long {
            MIN_MISSPELT
        } else {
            0
        };
        possible.find(|form| form.len() >= least && is_one_edit(word, form)).map(String::as_str)
    }

    /// Whether a word may be or end with a legal form that is not written as such.
    pub(super) fn may_have_legal_form(&self, word: &str) -> bool {
        [false, true].into_iter().any(|is_last| self.misspelt_legal_form(word, is_last).is_some())
            || self.before_legal_form(word).is_some()
    }

    /// The length of what stands before a long legal form that is written as one word with it: `voltacompany`.
    pub(super) fn before_legal_form(&self, word: &str) -> Option<usize> {
        let ends = MIN_BEFORE_FORM..(word.len() + 1).saturating_sub(MIN_MISSPELT);
        if !word.is_ascii() || self.0.legal_forms.contains_key(word) {
            return None;
        }
        ends.into_iter().find(|&at| self.0.legal_forms.contains_key(&word[at..]))
    }

    /// What an abbreviation stands for.
    pub(super) fn in_full(&self, word: &str) -> Option<&str> {
        self.0.abbreviations.get(word).map(String::as_str)
    }

    /// The longest phrase of the lexicon at the start of some words: its kind and how many words it takes. What stands before ships'
    /// names only counts where a name begins: a "Tanker Company" is not one.
    pub(super) fn phrase(&self, words: &[String], begins: bool, is_person: Option<bool>) -> Option<(TokenKind, usize)> {
        let phrases = self.0.phrases.get(words.first()?.as_str())?;
        let found = phrases.iter().find(|phrase| {
            phrase.fits(begins, is_person)
                && words.len() > phrase.rest.len()
                && phrase.rest.iter().zip(&words[1..]).all(|(a, b)| a == b)
        })?;
        Some((found.kind, found.rest.len() + 1))
    }

    /// The kind of a phrase that is one word, `Some(None)` where the word begins no phrase; `None` where it depends on the words around
    /// it what it is.
    pub(super) fn lone_phrase(&self, word: &str, is_person: Option<bool>) -> Option<Option<TokenKind>> {
        let Some(phrases) = self.0.phrases.get(word) else { return Some(None) };
        let alone = phrases.iter().all(|phrase| phrase.rest.is_empty() && !phrase.of_vessels);
        alone.then(|| phrases.iter().find(|phrase| phrase.fits(false, is_person)).map(|phrase| phrase.kind))
    }
}

impl Default for Lexicon {
    fn default() -> Self {
        Self::compiled_in().clone()
    }
}

impl fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lexicon").field("equivalents", &self.0.equivalents.entries.len()).finish_non_exhaustive()
    }
}

struct Phrase {
    kind: TokenKind,
    /// Whether it stands before ships' names (`M/V`) and not before people's.
    of_vessels: bool,
    rest: Vec<String>,
}

impl Phrase {
    fn fits(&self, begins: bool, is_person: Option<bool>) -> bool {
        match self.kind {
            TokenKind::LegalForm => is_person != Some(true),
            TokenKind::Title => is_person != Some(self.of_vessels) && (begins || !self.of_vessels),
            _ => true,
        }
    }
}

/// The class of each frequent word. A foreign name in Chinese or Korean is as frequent as what it stands for.
fn frequent(own: Option<&OwnLexicon>) -> FxHashMap<u64, u8> {
    let sound_key = |word: &str| key(&text::sound(word));
    let mut frequent: FxHashMap<u64, u8> =
        entries(FREQUENT, own).filter_map(|(word, class)| Some((sound_key(word), class.parse().ok()?))).collect();
    for line in lines(EQUIVALENTS, None) {
        let Some((head, rest)) = line.split_once('\t') else { continue };
        let Some(&class) = frequent.get(&sound_key(head)) else { continue };
        let transcribed = |word: &&str| matches!(Script::of_word(word), Script::Han | Script::Hangul);
        for word in rest.split('\t').filter(transcribed) {
            frequent.entry(sound_key(word)).or_insert(class);
        }
    }
    frequent
}

/// What a number word stands for.
struct Number {
    value: u64,
    group: u64,
}

struct Words {
    phrases: FxHashMap<String, Vec<Phrase>>,
    legal_forms: FxHashMap<String, u64>,
    titles: FxHashMap<String, u64>,
    particles: FxHashMap<String, u64>,
    numbers: FxHashMap<String, Number>,
    /// Legal forms of one word: see [`by_one_edit`].
    lone_forms: FxHashMap<u64, Vec<String>>,
    /// The long ones by the keys of their sound.
    forms_by_sound: FxHashMap<u64, String>,
    equivalents: Equivalents,
    abbreviations: FxHashMap<String, String>,
    /// What some abbreviation stands for.
    abbreviated: FxHashSet<String>,
    frequent: FxHashMap<u64, u8>,
}

impl Words {
    fn read(own: Option<&OwnLexicon>) -> Self {
        let mut phrases: FxHashMap<String, Vec<Phrase>> = FxHashMap::default();
        let mut classes = |kind: TokenKind, file: &'static str| {
            let mut groups = FxHashMap::default();
            for (entry, class) in entries(file, own) {
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
        let is_whole = |form: &&str| form.len() > 2 && form.bytes().all(|byte| byte.is_ascii_lowercase());
        let lone_forms = by_one_edit(legal_forms.keys().map(String::as_str).filter(is_whole));
        let mut long: Vec<&String> =
            legal_forms.keys().filter(|form| form.len() >= MIN_MISSPELT && is_whole(&form.as_str())).collect();
        // Of those that sound the same, the one that comes first.
        long.sort_unstable_by(|a, b| b.cmp(a));
        let forms_by_sound = long.into_iter().map(|form| (key(&text::sound(form)), form.clone())).collect();
        let abbreviations = || entries(ABBREVIATIONS, own);
        Self {
            phrases,
            legal_forms,
            titles,
            particles,
            numbers: entries(NUMBERS, own)
                .filter_map(|(word, digits)| {
                    Some((word.to_owned(), Number { value: digits.parse().ok()?, group: number_group(digits) }))
                })
                .collect(),
            lone_forms,
            forms_by_sound,
            equivalents: Equivalents::read(own),
            abbreviations: abbreviations().map(|(short, long)| (short.to_owned(), long.to_owned())).collect(),
            abbreviated: abbreviations().map(|(_, long)| long.to_owned()).collect(),
            frequent: frequent(own),
        }
    }
}

/// Groups of equivalent names by the keys of their words: flat, since a user's lexicon may have half a million. A word may stand in
/// several groups, and equivalence does not carry over from one to the next: `sasha` is short for both Aleksandr and Aleksandra.
#[derive(Default)]
struct Equivalents {
    /// Keys of words and numbers of groups, sorted.
    entries: Vec<(u64, u32)>,
    /// For each value of the first [`DIRECTORY_BITS`] of a key where its entries start; one more at the end.
    starts: Vec<u32>,
}

/// At half a million words, a handful of entries for each value.
const DIRECTORY_BITS: u32 = 16;

impl Equivalents {
    fn read(own: Option<&OwnLexicon>) -> Self {
        let mut entries = Vec::new();
        // Groups are numbered as they stand: the compiled-in ones first, so that theirs do not depend on what is added.
        let surnames = lines(KOREAN_SURNAMES, None).filter_map(|line| Some(line.split_once('\t')?.1.split(' ')));
        let mut number = 0;
        let mut add = |group: &mut dyn Iterator<Item = &str>| {
            number += 1;
            entries.extend(group.map(|word| (key(word), number)));
        };
        lines(EQUIVALENTS, None).for_each(|line| add(&mut line.split('\t')));
        surnames.for_each(|mut group| add(&mut group));
        own_lines(EQUIVALENTS, own).for_each(|line| add(&mut line.split('\t')));
        entries.sort_unstable();
        entries.dedup();
        let first = |&(key, _): &(u64, u32)| (key >> (64 - DIRECTORY_BITS)) as usize;
        let mut starts = Vec::with_capacity((1 << DIRECTORY_BITS) + 1);
        for (at, entry) in entries.iter().enumerate() {
            starts.resize(starts.len().max(first(entry) + 1), at as u32);
        }
        starts.resize((1 << DIRECTORY_BITS) + 1, entries.len() as u32);
        Self { entries, starts }
    }

    fn of(&self, key: u64) -> impl Iterator<Item = u64> {
        let first = (key >> (64 - DIRECTORY_BITS)) as usize;
        let run = &self.entries[self.starts[first] as usize..self.starts[first + 1] as usize];
        run.iter().filter(move |&&(found, _)| found == key).map(|&(_, group)| u64::from(group))
    }
}

/// Fewest letters of a legal form that is recognized when it is misspelt as a name might be spelled: shorter ones are an edit away from
/// names.
const MIN_MISSPELT: usize = 7;

/// Whether a word in ASCII has three consonants one after the other, as misspelt abbreviations have and few names: `ltdza`.
fn is_unspoken(word: &str) -> bool {
    let is_consonant = |byte: &u8| !matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
    word.as_bytes().windows(3).any(|letters| letters.iter().all(is_consonant))
}

/// Words by the keys of themselves and of what is left of them without a letter: two that are an edit apart share one.
fn by_one_edit<'a>(words: impl Iterator<Item = &'a str>) -> FxHashMap<u64, Vec<String>> {
    let mut found: FxHashMap<u64, Vec<String>> = FxHashMap::default();
    for word in words {
        let keys: BTreeSet<u64> = without_a_letter(word).iter().map(String::as_str).chain([word]).map(key).collect();
        keys.into_iter().for_each(|key| found.entry(key).or_default().push(word.to_owned()));
    }
    // Maps have no order; which of two words is found must not depend on it.
    found.values_mut().for_each(|words| words.sort_unstable());
    found
}

/// The same as [`MIN_MISSPELT`] where other words follow: by its first words a company is told.
const MIN_MISSPELT_ANYWHERE: usize = 10;

/// Fewest letters of a word that a legal form is taken from the end of.
const MIN_BEFORE_FORM: usize = 3;

/// All that is left of a word when one of its letters is taken away.
fn without_a_letter(word: &str) -> Vec<String> {
    (0..word.len()).map(|at| [&word[..at], &word[at + 1..]].concat()).collect()
}

/// Whether two different words in ASCII are a letter more, less or other apart, or two that changed places.
fn is_one_edit(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    match (&a[..a.len() - end], &b[..b.len() - end]) {
        ([_], [_]) | ([_], []) | ([], [_]) => true,
        (&[first, second], &[third, fourth]) => (first, second) == (fourth, third),
        _ => false,
    }
}

fn number_group(digits: &str) -> u64 {
    key(digits.trim_start_matches('0')) ^ 1
}

/// The lines of a lexicon, the user's after the compiled-in ones.
fn lines<'a>(file: &'static str, own: Option<&'a OwnLexicon>) -> impl Iterator<Item = &'a str> {
    let compiled = FILES.iter().find(|(name, _)| *name == file).map_or("", |&(_, content)| content);
    compiled.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).chain(own_lines(file, own))
}

fn own_lines<'a>(file: &'static str, own: Option<&'a OwnLexicon>) -> impl Iterator<Item = &'a str> {
    own.and_then(|own| own.file(file)).unwrap_or_default().lines()
}

fn entries<'a>(file: &'static str, own: Option<&'a OwnLexicon>) -> impl Iterator<Item = (&'a str, &'a str)> {
    lines(file, own).filter_map(|line| line.split_once('\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_taken() {
        for &(file, _) in FILES {
            for line in lines(file, None) {
                let (entry, value) = line.split_once('\t').unwrap_or_else(|| panic!("{file}: `{line}` has no tab"));
                assert!(!entry.is_empty() && !value.is_empty(), "{file}: `{line}`");
                assert!(file != FREQUENT || matches!(value, "1" | "2" | "3"), "{file}: `{line}`");
            }
        }
    }

    #[test]
    fn equivalents_stand_as_the_analyzer_folds() {
        for word in
            lines(EQUIVALENTS, None).chain(lines(KOREAN_SURNAMES, None)).flat_map(|line| line.split(['\t', ' ']))
        {
            assert_eq!(text::fold(word), word);
        }
    }
}
