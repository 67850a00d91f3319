//! Times of many queries, and what is said of them.

use std::time::Duration;

use hdrhistogram::Histogram;
use serde::Serialize;

/// What takes longer is recorded as this.
const LONGEST: Duration = Duration::from_secs(60);

/// Points of a curve each time that the share of slower queries is halved.
const POINTS: u32 = 4;

/// Latencies of one pass. Microseconds, to three significant digits; throughput is of one thread.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pass {
    /// Queries measured.
    pub queries: u64,
    /// Queries a second: the inverse of the mean.
    pub per_second: f64,
    /// Half take no longer.
    pub p50_us: f64,
    /// Nine in ten take no longer.
    pub p90_us: f64,
    /// 99 in a hundred take no longer.
    pub p99_us: f64,
    /// 999 in a thousand take no longer.
    pub p999_us: f64,
    /// The slowest.
    pub max_us: f64,
    /// The whole distribution, from the fastest query to the slowest: the closer to the slowest, the denser.
    pub curve: Vec<CurvePoint>,
}

/// A share of the queries, and how long they take at most.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CurvePoint {
    /// Share of the queries, 0 to 1.
    pub share: f64,
    /// Microseconds that none of them exceeds.
    pub us: f64,
}

/// Latencies in nanoseconds, without the memory of each.
#[derive(Debug)]
pub(super) struct Timings {
    histogram: Histogram<u64>,
    total: Duration,
}

impl Default for Timings {
    fn default() -> Self {
        let histogram = Histogram::new_with_bounds(1, LONGEST.as_nanos() as u64, 3);
        let histogram = histogram.expect("a minute and three digits are within what a histogram has");
        Self { histogram, total: Duration::ZERO }
    }
}

impl Timings {
    pub(super) fn record(&mut self, elapsed: Duration) {
        self.histogram.saturating_record(elapsed.as_nanos() as u64);
        self.total += elapsed;
    }

    pub(super) fn add(&mut self, others: &Self) {
        self.histogram.add(&others.histogram).expect("all have the same bounds");
        self.total += others.total;
    }

    pub(super) fn pass(&self) -> Pass {
        let us = |nanoseconds: u64| nanoseconds as f64 / 1_000.0;
        let at = |quantile| us(self.histogram.value_at_quantile(quantile));
        let curve = self.histogram.iter_quantiles(POINTS);
        Pass {
            queries: self.histogram.len(),
            per_second: self.histogram.len() as f64 / self.total.as_secs_f64(),
            p50_us: at(0.5),
            p90_us: at(0.9),
            p99_us: at(0.99),
            p999_us: at(0.999),
            max_us: us(self.histogram.max()),
            curve: curve
                .map(|point| CurvePoint { share: point.quantile_iterated_to(), us: us(point.value_iterated_to()) })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_all_that_was_recorded() {
        let (mut odd, mut even) = (Timings::default(), Timings::default());
        for us in 1..=1_000 {
            let timings = if us % 2 == 0 { &mut even } else { &mut odd };
            timings.record(Duration::from_micros(us));
        }
        odd.add(&even);
        let pass = odd.pass();
        // Three digits are kept.
        let near = |got: f64, want: f64| (got / want - 1.0).abs() < 1e-3;
        for (case, got, want) in [
            ("p50", pass.p50_us, 500.0),
            ("p90", pass.p90_us, 900.0),
            ("p99", pass.p99_us, 990.0),
            ("p999", pass.p999_us, 999.0),
            ("max", pass.max_us, 1_000.0),
            ("names a second", pass.per_second, 1e6 / 500.5),
            ("end of the curve", pass.curve[pass.curve.len() - 1].us, 1_000.0),
        ] {
            assert!(near(got, want), "{case}: {got} for {want}");
        }
        assert_eq!(pass.queries, 1_000);
        assert!(pass.curve.is_sorted_by(|a, b| a.share < b.share && a.us <= b.us), "{:?}", pass.curve);
        assert_eq!(pass.curve.last().map(|point| point.share), Some(1.0));
    }

    #[test]
    fn what_takes_too_long_is_not_left_out() {
        let mut timings = Timings::default();
        timings.record(Duration::from_secs(600));
        let pass = timings.pass();
        assert_eq!((pass.queries, (pass.max_us / 1e6).round()), (1, 60.0));
        assert!((pass.per_second - 1.0 / 600.0).abs() < 1e-6);
    }
}
