//! How long screening takes.

use std::num::NonZeroUsize;
use std::sync::Barrier;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use serde::Serialize;

use super::on_threads;
use crate::limits::check_threads;
use crate::screen::{Query, Screener, Session, Settings};
use crate::{Error, Result};

/// How to measure.
#[derive(Debug, Clone)]
pub struct Latency {
    /// What to return of each query.
    pub settings: Settings,
    /// Threads of the parallel pass.
    pub threads: NonZeroUsize,
    /// Most queries of the cold pass, which is far slower than the others.
    pub cold_limit: usize,
    /// How often the warm pass goes over all queries.
    pub warm_rounds: usize,
}

/// What was measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LatencyReport {
    /// Parties screened against.
    pub parties: u64,
    /// Names that they have.
    pub listed_names: u64,
    /// Forms of these names, each script and transcription by itself.
    pub listed_forms: u64,
    /// Queries that can be screened.
    pub queries: usize,
    /// Queries that can not, left out.
    pub skipped: usize,
    /// Listed forms scored, on average, for one query.
    pub candidates_per_query: f64,
    /// Hits of all queries.
    pub hits: u64,
    /// Queries with a match.
    pub matches: u64,
    /// Every query with nothing remembered of the ones before.
    pub cold: Pass,
    /// Every query once, in order, with an empty memory at the start: what one bulk run sees.
    pub first: Pass,
    /// Every query with all its tokens remembered.
    pub warm: Pass,
    /// Threads of the parallel pass.
    pub threads: usize,
    /// Queries a second of all threads together, warm.
    pub parallel_per_second: f64,
}

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
}

/// Measures screening of `queries` on one thread, cold and warm, and on several.
///
/// The answers themselves are dropped, after they were made in full. Facts about parties are read from the index when a party
/// first comes near a cutoff; one pass over the queries before all others sees to that, so that even the cold pass measures tokens
/// without memory and not the disk.
///
/// # Errors
///
/// Where no query can be screened, the settings are not valid, there are more threads than
/// [`MAX_THREADS`](crate::limits::MAX_THREADS) or than the system starts, or the index can not be read.
pub fn latency(screener: &Screener, queries: &[Query], how: &Latency) -> Result<LatencyReport> {
    how.settings.check()?;
    check_threads(how.threads)?;
    let (mut usable, mut candidates, mut hits, mut matches) = (Vec::with_capacity(queries.len()), 0, 0, 0);
    let mut session = Session::default();
    for query in queries {
        match screener.screen(query, &how.settings, &mut session) {
            Ok(answer) => {
                candidates += answer.candidates as u64;
                hits += answer.hits.len() as u64;
                matches += u64::from(answer.has_match());
                usable.push(query);
            }
            Err(error) if error.is_input() => {}
            Err(error) => return Err(error),
        }
    }
    if usable.is_empty() {
        return Err(Error::input("no name to screen in the input"));
    }
    let mut session = Session::default();
    let mut cold = Timings::new();
    for query in usable.iter().take(how.cold_limit.max(1)) {
        session.forget();
        cold.time(screener, query, &how.settings, &mut session)?;
    }
    session.forget();
    let (mut first, mut warm) = (Timings::new(), Timings::new());
    for query in &usable {
        first.time(screener, query, &how.settings, &mut session)?;
    }
    for _ in 0..how.warm_rounds.max(1) {
        for query in &usable {
            warm.time(screener, query, &how.settings, &mut session)?;
        }
    }
    let manifest = screener.index().manifest();
    Ok(LatencyReport {
        parties: manifest.parties,
        listed_names: manifest.names,
        listed_forms: screener.names().len() as u64,
        queries: usable.len(),
        skipped: queries.len() - usable.len(),
        candidates_per_query: candidates as f64 / usable.len() as f64,
        hits,
        matches,
        cold: cold.pass(),
        first: first.pass(),
        warm: warm.pass(),
        threads: how.threads.get(),
        parallel_per_second: parallel(screener, &usable, how)?,
    })
}

/// Each thread goes over all queries, first to fill its memory, then, when all are ready, for the clock.
fn parallel(screener: &Screener, queries: &[&Query], how: &Latency) -> Result<f64> {
    let threads = how.threads.get();
    let barrier = Barrier::new(threads);
    let rounds = how.warm_rounds.max(1);
    let elapsed = on_threads(how.threads, || {
        let mut session = Session::default();
        let all = |session: &mut Session| -> Result<()> {
            queries.iter().try_for_each(|query| screener.screen(query, &how.settings, session).map(drop))
        };
        let warmed = all(&mut session);
        // Waited for even after an error: the others wait for every thread.
        barrier.wait();
        warmed?;
        let start = Instant::now();
        for _ in 0..rounds {
            all(&mut session)?;
        }
        Ok(start.elapsed())
    })?;
    let longest = elapsed.into_iter().max().unwrap_or_default();
    Ok((threads * rounds * queries.len()) as f64 / longest.as_secs_f64())
}

/// What takes longer is recorded as this.
const LONGEST: Duration = Duration::from_secs(60);

/// Latencies in nanoseconds.
struct Timings {
    histogram: Histogram<u64>,
    total: Duration,
}

impl Timings {
    fn new() -> Self {
        let histogram = Histogram::new_with_bounds(1, LONGEST.as_nanos() as u64, 3);
        let histogram = histogram.expect("a minute and three digits are within what a histogram has");
        Self { histogram, total: Duration::ZERO }
    }

    fn time(&mut self, screener: &Screener, query: &Query, settings: &Settings, session: &mut Session) -> Result<()> {
        let start = Instant::now();
        let answer = screener.screen(query, settings, session)?;
        let elapsed = start.elapsed();
        drop(std::hint::black_box(answer));
        self.histogram.saturating_record(elapsed.as_nanos() as u64);
        self.total += elapsed;
        Ok(())
    }

    fn pass(&self) -> Pass {
        let us = |nanoseconds: u64| nanoseconds as f64 / 1_000.0;
        let at = |quantile| us(self.histogram.value_at_quantile(quantile));
        Pass {
            queries: self.histogram.len(),
            per_second: self.histogram.len() as f64 / self.total.as_secs_f64(),
            p50_us: at(0.5),
            p90_us: at(0.9),
            p99_us: at(0.99),
            p999_us: at(0.999),
            max_us: us(self.histogram.max()),
        }
    }
}
