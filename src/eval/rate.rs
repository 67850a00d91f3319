//! Shares of counted cases and what chance leaves open about them.

use serde::Serialize;

use super::random::Random;

/// Standard deviations on either side of the mean that hold 95 % of a normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// Resamples behind a bootstrap interval: the 2.5 and the 97.5 percentile rest on fifty of them each.
const RESAMPLES: usize = 2_000;

/// Where the true value lies with 95 % confidence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// From here, 0 to 1.
    pub low: f64,
    /// To here, 0 to 1.
    pub high: f64,
}

/// A share of some cases.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rate {
    /// Cases that count.
    pub count: usize,
    /// All cases.
    pub of: usize,
    /// `count` over `of`; 0 of 0 is 0.
    pub rate: f64,
    /// Wilson's interval; of no cases it is everything.
    #[serde(flatten)]
    pub interval: Interval,
}

impl Rate {
    /// `count` of `of` cases.
    ///
    /// The interval is Wilson's (Journal of the American Statistical Association 22, 1927): unlike the usual one it is sound
    /// for few cases and for shares near 0 and 1, where these measurements mostly lie.
    pub fn new(count: usize, of: usize) -> Self {
        if of == 0 {
            return Self { count, of, rate: 0.0, interval: Interval { low: 0.0, high: 1.0 } };
        }
        let (n, share) = (of as f64, count as f64 / of as f64);
        let scale = 1.0 + Z * Z / n;
        let middle = (share + Z * Z / (2.0 * n)) / scale;
        let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt() / scale;
        Self { count, of, rate: share, interval: Interval::around(middle, half) }
    }
}

impl Interval {
    fn around(middle: f64, half: f64) -> Self {
        Self { low: (middle - half).max(0.0), high: (middle + half).min(1.0) }
    }

    /// Of an area under the curve, from the number of matches and of others (Hanley and McNeil, Radiology 143, 1982).
    pub(super) fn of_auc(auc: f64, matches: usize, others: usize) -> Self {
        let (n, m) = (matches as f64, others as f64);
        let (both, twice) = (auc / (2.0 - auc), 2.0 * auc * auc / (1.0 + auc));
        let spread = (n - 1.0) * (both - auc * auc) + (m - 1.0) * (twice - auc * auc);
        Self::around(auc, Z * ((auc * (1.0 - auc) + spread).max(0.0) / (n * m)).sqrt())
    }

    /// Of a mean of values, beside the mean itself, by the normal distribution; nothing is known of no values.
    pub(super) fn of_mean(values: &[f64]) -> Option<(f64, Self)> {
        let n = values.len() as f64;
        let mean = (!values.is_empty()).then(|| values.iter().sum::<f64>() / n)?;
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0).max(1.0);
        Some((mean, Self::around(mean, Z * (variance / n).sqrt())))
    }

    /// Of an F1, by drawing as many cases again with replacement. The same counts and seed give the same interval; `wrong` are
    /// false positives and false negatives together.
    ///
    /// *Cost*: two thousand draws for each case.
    pub(super) fn of_f1(true_positives: usize, wrong: usize, rows: usize, seed: u64) -> Self {
        let mut random = Random::new(seed);
        let mut f1s: Vec<f64> = (0..RESAMPLES)
            .map(|_| {
                let (mut found, mut failed) = (0, 0);
                for _ in 0..rows {
                    let drawn = random.below(rows);
                    found += usize::from(drawn < true_positives);
                    failed += usize::from((true_positives..true_positives + wrong).contains(&drawn));
                }
                f1(found, failed)
            })
            .collect();
        f1s.sort_unstable_by(f64::total_cmp);
        let tail = RESAMPLES / 40;
        Self { low: f1s[tail], high: f1s[RESAMPLES - 1 - tail] }
    }
}

/// From what was found and what is wrong, false positives and false negatives together.
fn f1(true_positives: usize, wrong: usize) -> f64 {
    let whole = 2 * true_positives + wrong;
    if whole == 0 { 0.0 } else { 2.0 * true_positives as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// To four digits, as computed by hand.
    fn four(interval: Interval) -> [f64; 2] {
        [interval.low, interval.high].map(|end| (end * 10_000.0).round() / 10_000.0)
    }

    #[test]
    fn intervals_of_rates() {
        for (case, count, of, rate, want) in [
            ("half", 5, 10, 0.5, [0.2366, 0.7634]),
            ("none", 0, 10, 0.0, [0.0, 0.2775]),
            ("all", 10, 10, 1.0, [0.7225, 1.0]),
            // Newcombe, "Two-sided confidence intervals for the single proportion" (1998), table I.
            ("81 of 263", 81, 263, 81.0 / 263.0, [0.2553, 0.3662]),
            ("15 of 148", 15, 148, 15.0 / 148.0, [0.0624, 0.1605]),
            ("none of 20", 0, 20, 0.0, [0.0, 0.1611]),
            ("1 of 29", 1, 29, 1.0 / 29.0, [0.0061, 0.1718]),
            ("of nothing", 0, 0, 0.0, [0.0, 1.0]),
        ] {
            let got = Rate::new(count, of);
            assert_eq!((got.rate, four(got.interval)), (rate, want), "{case}");
        }
    }

    #[test]
    fn intervals_of_areas() {
        // 0.8 of 10 and 10: Q1 = 2/3, Q2 = 0.7111; variance (0.16 + 9 * 0.026667 + 9 * 0.071111) / 100 = 0.010400.
        assert_eq!(four(Interval::of_auc(0.8, 10, 10)), [0.6001, 0.9999]);
        assert_eq!(four(Interval::of_auc(1.0, 3, 4)), [1.0, 1.0]);
    }

    #[test]
    fn intervals_of_means() {
        // Ranks 1, 2, 4 and none: mean 0.4375, variance (0.31641 + 0.00391 + 0.03516 + 0.19141) / 3 = 0.18229.
        let (mean, interval) = Interval::of_mean(&[1.0, 0.5, 0.25, 0.0]).unwrap();
        assert_eq!((mean, four(interval)), (0.4375, [0.0191, 0.8559]));
        assert_eq!(Interval::of_mean(&[1.0]), Some((1.0, Interval { low: 1.0, high: 1.0 })));
        assert_eq!(Interval::of_mean(&[]), None);
    }

    #[test]
    fn resampling_is_the_same_again() {
        let once = Interval::of_f1(40, 20, 100, 7);
        assert_eq!(once, Interval::of_f1(40, 20, 100, 7));
        assert!(once.low < 0.8 && 0.8 < once.high && once.high - once.low < 0.25, "{once:?}");
        assert_eq!(four(Interval::of_f1(100, 0, 100, 7)), [1.0, 1.0]);
        assert_eq!(four(Interval::of_f1(0, 0, 100, 7)), [0.0, 0.0]);
    }
}
