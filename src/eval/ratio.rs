//! How many times as long one thing takes as another, and what chance leaves open about that.

use std::time::Duration;

use serde::Serialize;

use super::random::Random;

/// Resamples behind an interval: the 2.5 and the 97.5 percentile rest on fifty of them each.
const RESAMPLES: usize = 2_000;

/// The time that the second of two takes by that of the first: over 1 the second is slower.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Ratio {
    /// All times of the second by all of the first.
    pub ratio: f64,
    /// With 95 % confidence from here,
    pub low: f64,
    /// to here.
    pub high: f64,
    /// Blocks that were measured on both, and drawn again with replacement for the interval. Of one block nothing is known of what
    /// chance does.
    pub blocks: usize,
}

impl Ratio {
    /// From the times of blocks of the same work on both. The same times give the same interval.
    ///
    /// *Cost*: two thousand draws for each block.
    pub(super) fn of(first: &[Duration], second: &[Duration]) -> Self {
        let blocks = first.iter().zip(second);
        let seconds: Vec<[f64; 2]> =
            blocks.map(|(first, second)| [first.as_secs_f64(), second.as_secs_f64()]).collect();
        let by = |sum: [f64; 2]| sum[1] / sum[0].max(f64::MIN_POSITIVE);
        let add = |sum: [f64; 2], block: &[f64; 2]| [sum[0] + block[0], sum[1] + block[1]];
        let mut random = Random::new(seconds.len() as u64);
        let mut drawn: Vec<f64> = (0..RESAMPLES)
            .map(|_| by(seconds.iter().fold([0.0; 2], |sum, _| add(sum, &seconds[random.below(seconds.len())]))))
            .collect();
        drawn.sort_unstable_by(f64::total_cmp);
        let tail = RESAMPLES / 40;
        Self {
            ratio: by(seconds.iter().fold([0.0; 2], add)),
            low: drawn[tail],
            high: drawn[RESAMPLES - 1 - tail],
            blocks: seconds.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_have_their_intervals() {
        let of = |pairs: &[[u64; 2]]| {
            let [first, second] =
                [0, 1].map(|side| pairs.iter().map(|pair| Duration::from_micros(pair[side])).collect::<Vec<_>>());
            Ratio::of(&first, &second)
        };
        let steady = of(&[[10, 20], [30, 60], [5, 10]]);
        assert_eq!((steady.ratio, steady.low, steady.high, steady.blocks), (2.0, 2.0, 2.0, 3));
        let alternating = [[10, 20], [20, 10]].repeat(50);
        let even = of(&alternating);
        assert_eq!(even, of(&alternating), "the same again");
        // Of a hundred draws 40 to 60 are of the first kind: 1400 by 1600 and the other way around.
        assert!(even.ratio == 1.0 && (0.8..0.9).contains(&even.low) && (1.1..1.2).contains(&even.high), "{even:?}");
        assert!(of(&[[0, 0]]).ratio.is_finite());
    }
}
