//! How alike two tokens are, and why.

use std::fmt;

use super::native::transcribed;
use super::{Token, TokenKind};
use crate::text::{NativeWord, Pattern};

/// Tokens that are less alike than this count as different. Below it, two ordinary names are as often alike by chance
/// (`monteiro`, `montenegro`) as by misspelling.
pub const FLOOR: f32 = 0.7;

/// How alike two tokens are: [`FLOOR`] to 1, and the reason that won.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Similarity {
    /// [`FLOOR`] to 1.
    pub value: f32,
    /// The best reason.
    pub reason: Reason,
}

impl Similarity {
    /// What the pair is worth in a name, 0.5 to 1: the floor is barely alike and not 70 % the same, so that a chance likeness
    /// earns little.
    pub fn credit(self) -> f32 {
        1.0 - (1.0 - self.value) * (0.5 / (1.0 - FLOOR))
    }
}

/// One word here, two or three there, letter for letter: as good as another spelling of the same sound.
pub const JOINED: Similarity = Similarity { value: 0.96, reason: Reason::Joined };

/// As [`JOINED`], by consonants alone: two words together have enough of them to meet many others.
pub const JOINED_CONSONANTS: Similarity = Similarity { value: 0.84, reason: Reason::Joined };

/// Why two tokens are taken for the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The same text.
    Equal,
    /// Spelled so that they sound the same.
    Sound,
    /// Equivalent by lexicon: legal forms of one class, a nickname, a number in words.
    Equivalent,
    /// So many edits apart in sound.
    Edits(u8),
    /// The same consonants, vowels differing.
    Consonants,
    /// The letters of one script may stand for those of the other.
    Transcribed,
    /// The initial of the other.
    Initial,
    /// Written as one word here and as two or three there.
    Joined,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Equal => f.pad("equal"),
            Self::Sound => f.pad("sounds the same"),
            Self::Equivalent => f.pad("equivalent"),
            Self::Edits(1) => f.pad("1 edit apart in sound"),
            Self::Edits(edits) => f.pad(&format!("{edits} edits apart in sound")),
            Self::Consonants => f.pad("same consonants"),
            Self::Transcribed => f.pad("transcribed"),
            Self::Initial => f.pad("initial"),
            Self::Joined => f.pad("joined"),
        }
    }
}

/// Two spellings of one sound: the letters differ by the habits of a language, not by chance.
const SOUND: f32 = 0.96;
/// Equivalent by lexicon: another form of the same word, a legal form or a number.
const EQUIVALENT: f32 = 0.93;
/// Another name by lexicon, a nickname or the form of another language: most people called Juan are never called Ivan.
const OTHER_NAME: f32 = 0.86;
/// Two words with the same three or more consonants: `scholz`, `schulze`.
const CONSONANTS: f32 = 0.8;
/// What an edit costs that leaves the consonants as they are, against any other: vowels are heard and written loosely (`laden`,
/// `ladin`).
const VOWELS: f32 = 0.5;
/// What is lost where words begin with different sounds: people misspell the first letter seldom (E. Yannakoudakis, D. Fawthrop,
/// *The rules of spelling errors*, 1983).
const OTHER_START: f32 = 0.0625;
/// An initial agrees with every name that begins so; it also weighs little.
const INITIAL: f32 = 0.75;

/// How alike two tokens are; `None` where they are not.
///
/// Symmetrical. `pattern` holds the sound of `a` ([`Pattern::new`]`(&a.sound)`), so that one token can be compared with many.
pub fn similarity(a: &Token, pattern: &Pattern, b: &Token) -> Option<Similarity> {
    use TokenKind::{Initial, Native, Number, Word};
    let found = |value, reason| Some(Similarity { value, reason });
    if a.text == b.text {
        return found(1.0, Reason::Equal);
    }
    match (a.kind, b.kind) {
        (Word, Word) if a.sound == b.sound => found(SOUND, Reason::Sound),
        (Word, Word) if a.is_equivalent(b) => found(OTHER_NAME, Reason::Equivalent),
        (Word, Word) => spelling(a, pattern, b),
        (Native, Word) => transcribed(&NativeWord::new(&a.text)?, &b.text),
        (Word, Native) => transcribed(&NativeWord::new(&b.text)?, &a.text),
        (Initial, Word) if initial_of(b) == Some(a.text.as_str()) => found(INITIAL, Reason::Initial),
        (Word, Initial) if initial_of(a) == Some(b.text.as_str()) => found(INITIAL, Reason::Initial),
        (Number, Word) | (Word, Number) => None,
        (one, other) if one == other && a.is_equivalent(b) => found(EQUIVALENT, Reason::Equivalent),
        _ => None,
    }
}

/// The initial of a word.
pub fn initial_of(word: &Token) -> Option<&str> {
    word.text.chars().next().map(|c| &word.text[..c.len_utf8()])
}

/// The most edits between two sounds, the longer of which has so many characters, that still leave them alike.
pub fn max_edits(longer: usize) -> usize {
    // In integers, so that no rounding decides: 1 - edits / longer >= 0.7.
    longer * 3 / 10
}

fn spelling(a: &Token, pattern: &Pattern, b: &Token) -> Option<Similarity> {
    let longer = pattern.len().max(b.sound.chars().count());
    let edits = pattern.distance(&b.sound);
    let same_consonants = a.skeleton == b.skeleton && !a.skeleton.is_empty();
    let starts = |a: &str, b: &str| match (a.chars().next(), b.chars().next()) {
        (Some(a), Some(b)) => a == b || (is_vowel(a) && is_vowel(b)),
        _ => false,
    };
    let same_start = starts(&a.text, &b.text) && starts(&a.sound, &b.sound);
    let by_edits = (edits <= max_edits(longer)).then(|| {
        let share = edits as f32 / longer as f32 * if same_consonants { VOWELS } else { 1.0 };
        // Quantized, so that no rounding of the quotient shows.
        let value = 1.0 - (share * 1024.0).round() / 1024.0 - if same_start { 0.0 } else { OTHER_START };
        Similarity { value, reason: Reason::Edits(edits.min(255) as u8) }
    });
    let by_edits = by_edits.filter(|similarity| similarity.value >= FLOOR);
    let by_consonants = (same_consonants && same_start && a.skeleton.len() >= 3)
        .then_some(Similarity { value: CONSONANTS, reason: Reason::Consonants });
    match (by_edits, by_consonants) {
        (Some(edits), Some(consonants)) if edits.value < consonants.value => Some(consonants),
        (None, found) => found,
        (found, _) => found,
    }
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}
