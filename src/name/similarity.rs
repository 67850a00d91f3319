//! How alike two tokens are, and why.

use std::fmt;

use super::native::{by_letters, transcribed};
use super::{Token, TokenKind, TokenRef, compound};
use crate::text::{Pattern, Script};

/// Tokens that are less alike than this count as different. Below it, two ordinary names are as often alike by chance
/// (`carter`, `cooper`) as by misspelling. At 0.6 two in a hundred more of the names with two letters wrong came back, and bulk
/// screening took half as long again.
pub const FLOOR: f32 = 0.65;

/// What a pair at the floor is worth in a name: little, since it is barely alike and not 65 % the same.
const CREDIT_AT_FLOOR: f32 = 0.42;

/// How alike two tokens are: [`FLOOR`] to 1, and the reason that won.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Similarity {
    /// [`FLOOR`] to 1.
    pub value: f32,
    /// The best reason.
    pub reason: Reason,
}

impl Similarity {
    /// What the pair is worth in a name, 0.42 to 1: a chance likeness earns little.
    pub fn credit(self) -> f32 {
        1.0 - (1.0 - self.value) * ((1.0 - CREDIT_AT_FLOOR) / (1.0 - FLOOR))
    }
}

/// One word here, two or three there, letter for letter: as good as another spelling of the same sound.
pub const JOINED: Similarity = Similarity { value: 0.96, reason: Reason::Joined };

/// As [`JOINED`], by consonants alone: two words together have enough of them to meet many others. Enough for a match where the
/// name is nothing else (`هدايت الله`, Hidayatullah).
pub const JOINED_CONSONANTS: Similarity = Similarity { value: 0.87, reason: Reason::Joined };

/// Why two tokens are taken for the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The same text.
    Equal,
    /// Spelled so that they sound the same.
    Sound,
    /// Equivalent by lexicon: legal forms of one class, a nickname, a number in words.
    Equivalent,
    /// So many edits apart, as written or in sound.
    Edits(u8),
    /// The same consonants, vowels differing.
    Consonants,
    /// The letters of one script may stand for those of the other.
    Transcribed,
    /// The initial of the other.
    Initial,
    /// Written as one word here and as two or three there.
    Joined,
    /// The first letters of an organization's words.
    Acronym,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Equal => f.pad("equal"),
            Self::Sound => f.pad("sounds the same"),
            Self::Equivalent => f.pad("equivalent"),
            Self::Edits(1) => f.pad("1 edit apart"),
            Self::Edits(edits) => f.pad(&format!("{edits} edits apart")),
            Self::Consonants => f.pad("same consonants"),
            Self::Transcribed => f.pad("transcribed"),
            Self::Initial => f.pad("initial"),
            Self::Joined => f.pad("joined"),
            Self::Acronym => f.pad("acronym"),
        }
    }
}

/// Two spellings of one sound: the letters differ by the habits of a language, not by chance.
const SOUND: f32 = 0.96;
/// Equivalent by lexicon: another form of the same word, a legal form, a number, or a name as Chinese and Koreans transcribe it.
const EQUIVALENT: f32 = 0.93;
/// Another name by lexicon, a nickname or the form of another language: most people called Juan are never called Ivan.
const OTHER_NAME: f32 = 0.86;
/// Two words with the same three or more consonants: `scholz`, `schulze`.
const CONSONANTS: f32 = 0.8;
/// What an edit costs that leaves the consonants as they are, against any other: vowels are heard and written loosely (`laden`,
/// `ladin`).
const VOWELS: f32 = 0.5;
/// What an edit costs that makes another well-known name, against any other: `kamal` is a name, and hardly ever a slip for `jamal`; and that
/// makes a woman's name of a man's (`daniel`, `daniela`).
const OTHER_PERSON: f32 = 2.0;
/// What an exchange of two neighboring letters costs, against any other edit: it is a slip of the fingers, and hardly ever makes one
/// name of another (`smtih`). Exchanging the first two letters is no such slip.
const SWAP: f32 = 0.5;
/// What an exchange of the first two letters costs beside its edit: it changes the start twice, and `aslimi` is not `salimi`. At a whole
/// edit, 2 in 100 more of the names with a letter wrong were lost, and no fewer customers alerted.
const SWAPPED_STARTS: f32 = 0.5;
/// What is lost where words begin with different sounds: people misspell the first letter seldom (E. Yannakoudakis, D. Fawthrop,
/// *The rules of spelling errors*, 1983).
const OTHER_START: f32 = 0.03125;
/// An initial agrees with every name that begins so; it also weighs little.
const INITIAL: f32 = 0.8;

/// The acronym of an organization that is used for a name: many others could be called so, but who is, is known by it.
const ACRONYM: f32 = 0.88;
/// An acronym of three letters is that of thousands: by itself it stays below the threshold. At 0.83, three in ten thousand companies
/// were found under the acronym of another.
const SHORT_ACRONYM: f32 = 0.8;

/// How alike two tokens are; `None` where they are not.
///
/// Symmetrical. `spelling` is that of `a`, so that one token can be compared with many.
pub fn similarity(a: &Token, spelling: &Spelling, b: TokenRef<'_>) -> Option<Similarity> {
    similarity_with(a, spelling, b, by_letters)
}

/// [`similarity`], where something is known already of a word in another script and a Latin word: `by_letters` tells how alike their letters
/// make them, as [`super::transcription`] does of their cost.
pub fn similarity_with(
    a: &Token,
    spelling: &Spelling,
    b: TokenRef<'_>,
    by_letters: impl FnOnce(TokenRef<'_>, TokenRef<'_>) -> Option<Similarity>,
) -> Option<Similarity> {
    use TokenKind::{Acronym, Initial, Native, Number, Word};
    let a = a.as_ref();
    let found = |value, reason| Some(Similarity { value, reason });
    if (a.kind == Acronym) || (b.kind == Acronym) {
        let is_used = (a.kind == Word) != (b.kind == Word) && a.text == b.text;
        return if is_used {
            found(if a.text.len() > 3 { ACRONYM } else { SHORT_ACRONYM }, Reason::Acronym)
        } else {
            None
        };
    }
    if a.text == b.text {
        return found(1.0, Reason::Equal);
    }
    match (a.kind, b.kind) {
        (Word, Word) if a.sound == b.sound => found(SOUND, Reason::Sound),
        (Word, Word) if a.is_equivalent(b) => found(OTHER_NAME, Reason::Equivalent),
        (Word, Word) => by_spelling(a, spelling, b),
        (Native, Word) => other_name_or(transcribed(a, b, by_letters(a, b)), a, b),
        (Word, Native) => other_name_or(transcribed(b, a, by_letters(b, a)), b, a),
        // An initial may have two letters: "Yu." is Yuri and not Yevgeny.
        (Initial, Word) if b.text.starts_with(a.text) => found(INITIAL, Reason::Initial),
        (Word, Initial) if a.text.starts_with(b.text) => found(INITIAL, Reason::Initial),
        (Initial, Initial) if a.text.starts_with(b.text) || b.text.starts_with(a.text) => {
            found(INITIAL, Reason::Initial)
        }
        (Number, Word) | (Word, Number) => None,
        (one, other) if one == other && a.is_equivalent(b) => found(EQUIVALENT, Reason::Equivalent),
        _ => None,
    }
}

/// The better of what was found and that the lexicons hold a word of another script and a Latin one for the same name. In Chinese and Korean
/// they hold how a name is transcribed, which is no other name.
fn other_name_or(found: Option<Similarity>, native: TokenRef<'_>, latin: TokenRef<'_>) -> Option<Similarity> {
    let value = match Script::of_word(native.text) {
        Script::Han | Script::Hangul => EQUIVALENT,
        _ => OTHER_NAME,
    };
    match found {
        Some(found) if found.value >= value => Some(found),
        _ if native.is_equivalent(latin) => Some(Similarity { value, reason: Reason::Equivalent }),
        _ => found,
    }
}

/// The initial of a word.
pub fn initial_of(word: TokenRef<'_>) -> Option<&str> {
    word.text.chars().next().map(|c| &word.text[..c.len_utf8()])
}

/// The most edits between two spellings, the longer of which has so many characters, that still leave them alike.
pub fn max_edits(longer: usize) -> usize {
    // In integers, so that no rounding decides: 1 - edits / longer >= 0.65.
    longer * 7 / 20
}

/// How a token is spelled, prepared for comparing it with many others.
#[derive(Debug, Clone)]
pub struct Spelling {
    /// [`Token::sound`].
    pub sound: Pattern,
    /// [`Token::text`].
    pub text: Pattern,
}

impl Spelling {
    /// Prepares a token.
    pub fn new(token: &Token) -> Self {
        Self { sound: Pattern::new(&token.sound), text: Pattern::new(&token.text) }
    }

    /// Prepares another token in the same memory.
    pub fn set(&mut self, token: &Token) {
        self.sound.set(&token.sound);
        self.text.set(&token.text);
    }
}

/// Words are compared as they sound, which takes the habits of languages out, and as they are written, where a slip of the
/// finger is one edit and not what it does to the sound.
fn by_spelling(a: TokenRef<'_>, spelling: &Spelling, b: TokenRef<'_>) -> Option<Similarity> {
    if compound::are_of_a_kind(a.text, b.text) {
        return None;
    }
    let same_consonants = a.skeleton == b.skeleton && !a.skeleton.is_empty();
    let starts = |a: &str, b: &str| match (a.chars().next(), b.chars().next()) {
        (Some(a), Some(b)) => a == b || (is_vowel(a) && is_vowel(b)),
        _ => false,
    };
    let same_start = starts(a.text, b.text) && starts(a.sound, b.sound);
    let starts_swapped = is_swap_at(0, a.text.as_bytes(), b.text.as_bytes());
    // The lexicons know both, and as different words. Single syllables, as Chinese and Koreans have, are spelled in too many ways.
    let is_known = |word: TokenRef<'_>| !word.groups.is_empty() && has_syllables(word.text);
    let are_known = is_known(a) && is_known(b);
    let other_gender = is_other_gender(a.text, b.text);
    let dearer = if other_gender || are_known && !same_consonants { OTHER_PERSON } else { 1.0 };
    let by_edits = |a: &Pattern, b: &str, cost: f32| {
        let longer = a.len().max(b.chars().count());
        let edits = a.distance(b);
        if edits > max_edits(longer) {
            return None;
        }
        let share = (edits as f32 + if starts_swapped { SWAPPED_STARTS } else { 0.0 }) / longer as f32 * cost * dearer;
        // Quantized, so that no rounding of the quotient shows.
        let value = 1.0 - (share * 1024.0).round() / 1024.0 - if same_start { 0.0 } else { OTHER_START };
        Some(Similarity { value, reason: Reason::Edits(edits.min(255) as u8) }).filter(|found| found.value >= FLOOR)
    };
    // A vowel of three letters makes another name: `wei`, `wai`.
    let is_long = spelling.sound.len().max(b.sound.len()) > 3;
    let by_sound = by_edits(
        &spelling.sound,
        b.sound,
        if same_consonants && is_long && !starts_swapped && !other_gender { VOWELS } else { 1.0 },
    );
    let by_text = by_edits(&spelling.text, b.text, if is_inner_swap(a.text, b.text) { SWAP } else { 1.0 });
    let by_consonants = (same_consonants && same_start && a.skeleton.len() >= 3 && !other_gender)
        .then_some(Similarity { value: CONSONANTS, reason: Reason::Consonants });
    // Of equals the first.
    let better = |best: Similarity, other: Similarity| if other.value > best.value { other } else { best };
    [by_sound, by_text, by_consonants].into_iter().flatten().reduce(better)
}

/// Whether one of two words is the woman's name to the other: an `a` at its end, where the other has an `o` or nothing. Surnames of Slavic
/// women have it too, and come without it elsewhere.
fn is_other_gender(a: &str, b: &str) -> bool {
    let (woman, other) = if a.ends_with('a') { (a, b) } else { (b, a) };
    woman.strip_suffix('a').is_some_and(|stem| {
        stem.len() > 3
            && other.strip_prefix(stem).is_some_and(|end| end == "o" || end.is_empty() && !stem.ends_with(is_vowel))
            && !["ov", "ev", "in"].iter().any(|end| stem.ends_with(end))
    })
}

/// Whether two words differ in that two neighboring letters, not the first two, stand the other way round.
fn is_inner_swap(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    a.len() == b.len()
        && a.iter()
            .zip(b)
            .position(|(a, b)| a != b)
            .is_some_and(|at| at > 0 && is_swap_at(at, a, b) && a[at + 2..] == b[at + 2..])
}

fn is_swap_at(at: usize, a: &[u8], b: &[u8]) -> bool {
    matches!((a.get(at..at + 2), b.get(at..at + 2)), (Some([a, c]), Some([b, d])) if a == d && b == c && a != b)
}

/// Whether vowels stand in a word in two places or more.
fn has_syllables(word: &str) -> bool {
    word.split(|c| !is_vowel(c)).filter(|vowels| !vowels.is_empty()).nth(1).is_some()
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_others_are_hardly_alike() {
        for (case, a, b, alike) in [
            ("a letter wrong", "jamal", "jamel", true),
            ("two well-known names", "jamal", "kamal", false),
            ("two well-known names that sound nearly alike", "malik", "khaliq", false),
            ("short names", "aziz", "azim", false),
            ("one name that is not known", "kamal", "zamal", true),
            ("syllables", "chun", "chung", true),
            ("a woman's name", "julio", "julia", false),
            ("a woman's name after a vowel", "mario", "maria", false),
            ("a long woman's name", "gabriel", "gabriela", false),
            ("a surname of a woman", "petrov", "petrova", true),
            ("a vowel twice", "alaa", "ala", true),
            ("compounds of God", "habibullah", "hasibullah", false),
            ("compounds of the religion", "kamaluddin", "jamaluddin", false),
            ("servants", "abdulmalik", "abdulkhaliq", false),
        ] {
            let (a, b) = (Token::new(TokenKind::Word, a), Token::new(TokenKind::Word, b));
            let (one, other) =
                (similarity(&a, &Spelling::new(&a), b.as_ref()), similarity(&b, &Spelling::new(&b), a.as_ref()));
            assert_eq!(one, other, "{case}, the other way round");
            let value = one.map_or(0.0, |found| found.value);
            assert_eq!(value > 0.75, alike, "{case}: {value}");
        }
    }
}
