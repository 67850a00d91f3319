//! A word in another script against a Latin word: how well one may be a transcription of the other.

use super::similarity::{FLOOR, Reason, Similarity};
use crate::text::NativeWord;

/// What a pair costs beside its letters, in hundredths: short words agree by chance.
const BASE: u32 = 100;

/// Cost for each Latin letter that the word should have, in hundredths, at which two words count as alike, and at which a name
/// made of such pairs alone reaches the threshold of a match. Of the pairs of names that the table was not learned from, four of five
/// (Chinese, Korean) to nineteen of twenty (Hebrew, Arabic) lie below the second, and one of a thousand pairs of other names; below the
/// first lie two or three of a thousand.
const LIKE: u32 = 175;
const SAME: u32 = 140;

/// Similarity where nothing is lost, and where [`SAME`] is: the second earns as much credit as a match needs.
const BEST: f32 = 0.97;
const MATCHING: f32 = 0.83;

/// How alike a word in another script and a Latin word are.
///
/// From [`BEST`] the value falls evenly to [`MATCHING`] and from there to [`FLOOR`]: what ranks behind a match should still rank.
pub(super) fn transcribed(native: &NativeWord, latin: &str) -> Option<Similarity> {
    let cost = native.cost(latin).filter(|&cost| cost <= most_cost(native))?;
    // In integers as far as it goes, so that no rounding shows.
    let each = ((cost + BASE) * 1024 / native.expected_letters().max(1)) as f32 / 1024.0 * 100.0;
    let (same, like) = (SAME as f32, LIKE as f32);
    let value = if each <= same {
        BEST - (BEST - MATCHING) * each / same
    } else {
        MATCHING - (MATCHING - FLOOR) * (each - same) / (like - same)
    };
    let value = ((value * 1024.0).round() / 1024.0).max(FLOOR);
    Some(Similarity { value, reason: Reason::Transcribed })
}

/// The highest cost of a Latin word that is like a word of another script, as [`NativeWord::cost`] counts.
pub fn most_cost(native: &NativeWord) -> u32 {
    (native.expected_letters() * LIKE / 100).saturating_sub(BASE)
}
