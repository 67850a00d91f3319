//! A word in another script against a Latin word: how well one may be a transcription of the other.

use super::TokenRef;
use super::similarity::{FLOOR, Reason, Similarity};
use crate::text::NativeWord;

/// What a pair costs beside its letters, in hundredths: short words agree by chance.
const BASE: u32 = 100;

/// Cost, as a part of [`NativeWord::chance`], at which two words are no longer alike: some five of a thousand pairs of different
/// names lie below it, enough that what ranks behind a match still ranks. At 1.25 two of a hundred Chinese words lost the right one.
const LIKE_BY_SYLLABLES: f32 = 1.5;

/// The same for scripts that write letters, whose right words are nearer: what lies between is many times dearer to look through.
const LIKE_BY_LETTERS: f32 = 1.1;

fn like(native: &NativeWord) -> f32 {
    if native.is_of_syllables() { LIKE_BY_SYLLABLES } else { LIKE_BY_LETTERS }
}

/// Similarity where nothing is lost, and where chance begins: there a name of two rare words such pairs is a match, and one of a
/// single word is not. Of the names that the table was not learned from, nine of ten lie above (Chinese and Korean, four of five).
const BEST: f32 = 0.97;
const MATCHING: f32 = 0.83;

/// All that a script without vowels writes agrees, whatever stands between: enough for a match in a name of several words, and no more.
const THREE_CONSONANTS: f32 = 0.83;
const FOUR_CONSONANTS: f32 = 0.86;

/// How alike a word in another script and a Latin word are.
///
/// The better of two reasons: what the letters stand for, `by_letters`, and the consonants, where the script writes no others.
pub(super) fn transcribed(
    native: TokenRef<'_>,
    latin: TokenRef<'_>,
    by_letters: Option<Similarity>,
) -> Option<Similarity> {
    let value = match native.skeleton.len() {
        3 => Some(THREE_CONSONANTS),
        4.. => Some(FOUR_CONSONANTS),
        _ => None,
    };
    let by_consonants = value.filter(|_| native.skeleton == latin.skeleton);
    let by_consonants = by_consonants.map(|value| Similarity { value, reason: Reason::Consonants });
    match (by_letters, by_consonants) {
        (Some(letters), Some(consonants)) if letters.value < consonants.value => Some(consonants),
        (None, found) => found,
        (found, _) => found,
    }
}

/// How alike two words are by what the letters of the one that is in another script stand for.
pub(super) fn by_letters(native: TokenRef<'_>, latin: TokenRef<'_>) -> Option<Similarity> {
    let native = NativeWord::new(native.text)?;
    transcription(&native, native.cost(latin.text)?)
}

/// How alike a word in another script and a Latin word are that costs so much, as [`NativeWord::cost`] counts: `None` above
/// [`most_cost`]. What costs more is never more alike.
///
/// From `BEST` the value falls evenly to `MATCHING` and from there to `FLOOR`: what ranks behind a match should still rank.
pub fn transcription(native: &NativeWord, cost: u32) -> Option<Similarity> {
    if cost > most_cost(native) {
        return None;
    }
    let dear = (cost + BASE) as f32 / native.chance().max(1) as f32;
    let value = if dear <= 1.0 {
        BEST - (BEST - MATCHING) * dear
    } else {
        MATCHING - (MATCHING - FLOOR) * (dear - 1.0) / (like(native) - 1.0)
    };
    // Quantized, so that no rounding of the quotient shows.
    let value = ((value * 1024.0).round() / 1024.0).max(FLOOR);
    Some(Similarity { value, reason: Reason::Transcribed })
}

/// The highest cost of a Latin word that is like a word of another script, as [`NativeWord::cost`] counts.
pub fn most_cost(native: &NativeWord) -> u32 {
    ((native.chance() as f32 * like(native)) as u32).saturating_sub(BASE)
}
