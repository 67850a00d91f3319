//! How long screening takes, on one thread and on several, one query after the other and at a given rate.

use std::hint::{black_box, spin_loop};
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Barrier, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::lossless::lossless;
use super::on_threads;
use super::provenance::Provenance;
use super::ratio::Ratio;
use super::timings::{Pass, Timings};
use crate::limits::check_threads;
use crate::screen::{Query, Screener, Session, Settings};
use crate::{Error, Result};

/// How to measure.
#[derive(Debug, Clone)]
pub struct Latency {
    /// Most threads; throughput is measured on 1, 2, 4 and so on up to these, and the open loop runs on all.
    pub threads: NonZeroUsize,
    /// Most queries of the cold pass, which is far slower than the others.
    pub cold_limit: usize,
    /// How long each measurement of warm memory goes on, once over all queries at the least.
    pub least: Duration,
    /// Queries a second of the open loop, each rate by itself; without any, half, four fifths and nine tenths of what the threads
    /// were found to do.
    pub rates: Vec<f64>,
    /// Queries whose answers are compared with scoring every listed name.
    pub checked: usize,
}

/// One way of screening, to be measured.
#[derive(Debug, Clone, Copy)]
pub struct Measured<'a> {
    /// What is screened against.
    pub screener: &'a Screener,
    /// What to return.
    pub settings: &'a Settings,
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
    /// The score from which a hit is a match.
    pub threshold: f64,
    /// The score from which a party is a hit.
    pub cutoff: f64,
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
    /// Threads of the open loop, and most of the closed one.
    pub threads: usize,
    /// Queries a second of all threads together, warm.
    pub parallel_per_second: f64,
    /// Warm throughput by the number of threads, each of which asks its next query when it has the answer to the last.
    pub throughput: Vec<Throughput>,
    /// Latency where queries come at a fixed rate, whether the answers keep up or not.
    pub open_loop: Vec<OpenLoop>,
    /// Some of the answers beside those of scoring every listed name; `None` where none were to be compared.
    pub check: Option<Check>,
    /// Memory of the process, the queries and, where two are measured, both of them included; `None` where the system does not say.
    pub memory: Option<Memory>,
    /// What was measured with.
    pub provenance: Provenance,
}

/// Closed loop on some threads.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Throughput {
    /// Threads.
    pub threads: usize,
    /// Queries a second of all of them together.
    pub per_second: f64,
    /// That by what one thread does.
    pub speedup: f64,
}

/// Open loop at one rate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OpenLoop {
    /// Queries a second that came.
    pub rate: f64,
    /// Queries that were to come.
    pub planned: u64,
    /// Queries answered a second.
    pub per_second: f64,
    /// Whether the threads kept up. Where they did not, latency is that of a queue that grows for as long as is measured, and the run
    /// was given up after twice its time.
    pub kept: bool,
    /// Latencies from when a query was to come to its answer, waiting for a free thread included. [`Pass::per_second`] counts that
    /// waiting too.
    pub latency: Pass,
}

/// Answers beside those of scoring every listed name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Queries, spread evenly over all.
    pub queries: usize,
    /// Pairs of a query and a listed name that scoring everything compared.
    pub pairs: u64,
    /// Hits that both returned.
    pub hits: u64,
    /// Answers that differ.
    pub differences: u64,
}

/// Resident memory of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Memory {
    /// With the index open, the queries in memory, and all their tokens remembered by one thread.
    pub resident_bytes: u64,
    /// Most at any time since the process began.
    pub peak_bytes: u64,
}

/// Two ways of screening, measured side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LatencyComparison {
    /// The first.
    pub before: LatencyReport,
    /// The second.
    pub after: LatencyReport,
    /// Time of the second by that of the first, nothing remembered.
    pub cold: Ratio,
    /// The same of one pass from an empty memory.
    pub first: Ratio,
    /// The same with all tokens remembered.
    pub warm: Ratio,
}

/// Measures screening of `queries`: cold, first and warm on one thread, then throughput by threads, then latency at fixed rates.
///
/// The answers themselves are dropped, after they were made in full. Facts about parties are read from the index when a party
/// first comes near a cutoff; one pass over the queries before all others sees to that, so that even the cold pass measures tokens
/// without memory and not the disk. Reading the clock twice, some 40 ns, is in each latency; throughput is measured without.
///
/// *Threads*: in an open loop a thread without a query waits on the clock and uses its core.
///
/// # Errors
///
/// Where no query can be screened, the settings, a rate or the time are not valid, there are more threads than
/// [`MAX_THREADS`](crate::limits::MAX_THREADS) or than the system starts, or the index can not be read.
pub fn latency(side: Measured, queries: &[Query], how: &Latency) -> Result<LatencyReport> {
    Ok(measure(&[side], queries, how)?.remove(0).report)
}

/// Measures two ways of screening in one run: some queries on one, the same on the other, so that whatever else the machine
/// does meanwhile hits both alike. Either goes first in turn.
///
/// # Errors
///
/// As [`latency`].
pub fn compare_latency(
    before: Measured,
    after: Measured,
    queries: &[Query],
    how: &Latency,
) -> Result<LatencyComparison> {
    let mut sides = measure(&[before, after], queries, how)?;
    let (after, before) = (sides.remove(1), sides.remove(0));
    let [cold, first, warm] = [0, 1, 2].map(|pass| Ratio::of(&before.blocks[pass], &after.blocks[pass]));
    Ok(LatencyComparison { before: before.report, after: after.report, cold, first, warm })
}

/// Longest time for each measurement that can be asked for.
const MAX_LEAST: Duration = Duration::from_secs(3_600);

/// Blocks that queries are divided into where there are enough of them, and most queries of one: few enough for a block to be over
/// before the machine does something else, enough for caches to be warm.
const BLOCKS: usize = 100;
const LONGEST_BLOCK: usize = 256;

/// Shares of the throughput at which queries come where no rate is given: at ease, busy, near the end.
const SHARES: [f64; 3] = [0.5, 0.8, 0.9];

/// Share of a rate that has to be answered for it to be kept up with.
const KEPT: f64 = 0.95;

/// A thread that sleeps may wake as much too late: the rest of a wait is spent on the clock.
const OVERSLEPT: Duration = Duration::from_millis(1);

/// A side, measured: its report, and the times of each block of the cold, the first and the warm pass.
struct Done {
    report: LatencyReport,
    blocks: [Vec<Duration>; 3],
}

fn measure(sides: &[Measured], queries: &[Query], how: &Latency) -> Result<Vec<Done>> {
    check_threads(how.threads)?;
    sides.iter().try_for_each(|side| side.settings.check())?;
    if let Some(rate) = how.rates.iter().find(|rate| !(rate.is_finite() && **rate > 0.0)) {
        return Err(Error::input(format!("`{rate}` is no rate; give the names that come in a second")));
    }
    if how.least > MAX_LEAST {
        let seconds = (how.least.as_secs_f64(), MAX_LEAST.as_secs());
        return Err(Error::input(format!("`{}` seconds are over the most of {}", seconds.0, seconds.1)));
    }
    let mut usable: Vec<&Query> = queries.iter().collect();
    let counts = sides.iter().map(|side| Counts::of(*side, &mut usable)).collect::<Result<Vec<_>>>()?;
    if usable.is_empty() {
        return Err(Error::input("no name to screen in the input"));
    }
    let fresh = || sides.iter().map(|_| Session::default()).collect::<Vec<_>>();
    let few = &usable[..how.cold_limit.clamp(1, usable.len())];
    let cold = alternate(sides, &mut fresh(), few, Duration::ZERO, Session::forget)?;
    let mut sessions = fresh();
    let first = alternate(sides, &mut sessions, &usable, Duration::ZERO, |_| {})?;
    let warm = alternate(sides, &mut sessions, &usable, how.least, |_| {})?;
    let resident = memory("VmRSS:");

    let mut throughput = vec![Vec::new(); sides.len()];
    for threads in thread_counts(how.threads) {
        for (side, found) in sides.iter().zip(&mut throughput) {
            found.push((threads, closed_loop(*side, &usable, threads, how.least)?));
        }
    }
    let least_of_all = throughput.iter().filter_map(|found| found.last()).map(|&(_, per_second)| per_second);
    let most = least_of_all.fold(f64::INFINITY, f64::min);
    let rates = if how.rates.is_empty() { SHARES.map(|share| share * most).to_vec() } else { how.rates.clone() };
    let mut open = vec![Vec::new(); sides.len()];
    for rate in rates {
        for (side, loops) in sides.iter().zip(&mut open) {
            loops.push(open_loop(*side, &usable, rate, how)?);
        }
    }
    let memory = resident.zip(memory("VmHWM:"));
    let memory = memory.map(|(resident_bytes, peak_bytes)| Memory { resident_bytes, peak_bytes });

    let mut done = Vec::with_capacity(sides.len());
    let passes = cold.into_iter().zip(first).zip(warm);
    for (((side, counts), ((cold, first), warm)), (throughput, open_loop)) in
        sides.iter().zip(counts).zip(passes).zip(throughput.into_iter().zip(open))
    {
        let manifest = side.screener.index().manifest();
        let one = throughput[0].1;
        let throughput: Vec<_> = throughput
            .into_iter()
            .map(|(threads, per_second)| Throughput { threads: threads.get(), per_second, speedup: per_second / one })
            .collect();
        let report = LatencyReport {
            parties: manifest.parties,
            listed_names: manifest.names,
            listed_forms: side.screener.names().len() as u64,
            threshold: side.settings.threshold,
            cutoff: side.settings.cutoff,
            queries: usable.len(),
            skipped: queries.len() - usable.len(),
            candidates_per_query: counts.candidates as f64 / usable.len() as f64,
            hits: counts.hits,
            matches: counts.matches,
            cold: cold.timings.pass(),
            first: first.timings.pass(),
            warm: warm.timings.pass(),
            threads: how.threads.get(),
            parallel_per_second: throughput.last().map_or(0.0, |all| all.per_second),
            throughput,
            open_loop,
            check: check(*side, &usable, how)?,
            memory,
            provenance: Provenance::of(side.screener),
        };
        done.push(Done { report, blocks: [cold.blocks, first.blocks, warm.blocks] });
    }
    Ok(done)
}

/// What the answers of one side hold.
struct Counts {
    candidates: u64,
    hits: u64,
    matches: u64,
}

impl Counts {
    /// Takes out the queries that can not be screened.
    fn of(side: Measured, queries: &mut Vec<&Query>) -> Result<Self> {
        let mut counts = Self { candidates: 0, hits: 0, matches: 0 };
        let (mut session, mut usable) = (Session::default(), Vec::with_capacity(queries.len()));
        for query in std::mem::take(queries) {
            match side.screener.screen(query, side.settings, &mut session) {
                Ok(answer) => {
                    counts.candidates += answer.candidates as u64;
                    counts.hits += answer.hits.len() as u64;
                    counts.matches += u64::from(answer.has_match());
                    usable.push(query);
                }
                Err(error) if error.is_input() => {}
                Err(error) => return Err(error),
            }
        }
        *queries = usable;
        Ok(counts)
    }
}

/// One pass of one side: the time of each query, and of each block; of several rounds the shortest, as noise only ever adds.
struct Series {
    timings: Timings,
    blocks: Vec<Duration>,
}

/// Times all queries on each side, the sides block by block in turn, over and over until the time is up.
fn alternate(
    sides: &[Measured],
    sessions: &mut [Session],
    queries: &[&Query],
    least: Duration,
    before_each: impl Fn(&mut Session),
) -> Result<Vec<Series>> {
    let length = (queries.len() / BLOCKS).clamp(1, LONGEST_BLOCK);
    let blocks = vec![Duration::MAX; queries.len().div_ceil(length)];
    let mut passes: Vec<_> =
        sides.iter().map(|_| Series { timings: Timings::default(), blocks: blocks.clone() }).collect();
    let start = Instant::now();
    for round in 0.. {
        for (number, block) in queries.chunks(length).enumerate() {
            for turn in 0..sides.len() {
                let at = (turn + number + round) % sides.len();
                let (side, session, series) = (sides[at], &mut sessions[at], &mut passes[at]);
                let mut total = Duration::ZERO;
                for query in block {
                    before_each(session);
                    let asked = Instant::now();
                    let answer = side.screener.screen(query, side.settings, session)?;
                    let elapsed = asked.elapsed();
                    drop(black_box(answer));
                    series.timings.record(elapsed);
                    total += elapsed;
                }
                series.blocks[number] = series.blocks[number].min(total);
            }
        }
        if start.elapsed() >= least * sides.len() as u32 {
            break;
        }
    }
    Ok(passes)
}

/// 1, 2, 4 and so on, and the most.
fn thread_counts(most: NonZeroUsize) -> impl Iterator<Item = NonZeroUsize> {
    let doubled = std::iter::successors(Some(NonZeroUsize::MIN), |threads| {
        threads.checked_mul(NonZeroUsize::MIN.saturating_add(1))
    });
    doubled.take_while(move |&threads| threads < most).chain([most])
}

/// Runs `work` on several threads, each with a session of its own that has seen all queries. All begin when all have.
fn on_warm_threads<T: Send>(
    side: Measured,
    queries: &[&Query],
    threads: NonZeroUsize,
    work: impl Fn(&mut Session) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    let barrier = Barrier::new(threads.get());
    on_threads(threads, || {
        let mut session = Session::default();
        let warmed = ask_all(side, queries, &mut session);
        // Waited for even after an error: the others wait for every thread.
        barrier.wait();
        warmed?;
        work(&mut session)
    })
}

fn ask_all(side: Measured, queries: &[&Query], session: &mut Session) -> Result<()> {
    queries
        .iter()
        .try_for_each(|query| side.screener.screen(query, side.settings, session).map(|answer| drop(black_box(answer))))
}

/// Queries a second of all threads together, each of which goes over all queries until the time is up.
fn closed_loop(side: Measured, queries: &[&Query], threads: NonZeroUsize, least: Duration) -> Result<f64> {
    let per_second = on_warm_threads(side, queries, threads, |session| {
        let (start, mut rounds) = (Instant::now(), 0);
        while rounds == 0 || start.elapsed() < least {
            ask_all(side, queries, session)?;
            rounds += 1;
        }
        Ok((rounds * queries.len()) as f64 / start.elapsed().as_secs_f64())
    })?;
    Ok(per_second.into_iter().sum())
}

/// Queries that come at fixed times, each taken by the first free thread. What a query waits because those before it were slow is part of its
/// latency: a loop that asks only after the last answer would leave out the very queries that had to wait.
fn open_loop(side: Measured, queries: &[&Query], rate: f64, how: &Latency) -> Result<OpenLoop> {
    let planned = (rate * how.least.as_secs_f64()).ceil().max(1.0) as u64;
    let (next, start) = (AtomicU64::new(0), OnceLock::new());
    let done = on_warm_threads(side, queries, how.threads, |session| {
        let start: Instant = *start.get_or_init(Instant::now);
        let mut timings = Timings::default();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            // Those behind a rate that can not be kept would only wait longer and longer.
            if number >= planned || (number > 0 && start.elapsed() > 2 * how.least) {
                return Ok((timings, start.elapsed()));
            }
            let comes = start + Duration::from_secs_f64(number as f64 / rate);
            wait_until(comes);
            let query = queries[(number % queries.len() as u64) as usize];
            drop(black_box(side.screener.screen(query, side.settings, session)?));
            timings.record(comes.elapsed());
        }
    })?;
    let (mut timings, mut longest) = (Timings::default(), Duration::ZERO);
    for (some, elapsed) in done {
        timings.add(&some);
        longest = longest.max(elapsed);
    }
    let latency = timings.pass();
    let per_second = latency.queries as f64 / longest.as_secs_f64();
    Ok(OpenLoop { rate, planned, per_second, kept: per_second >= KEPT * rate, latency })
}

fn wait_until(time: Instant) {
    loop {
        let left = time.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return;
        }
        if left > 2 * OVERSLEPT {
            thread::sleep(left - OVERSLEPT);
        } else {
            spin_loop();
        }
    }
}

/// Compares some answers with scoring every listed name.
fn check(side: Measured, queries: &[&Query], how: &Latency) -> Result<Option<Check>> {
    if how.checked == 0 {
        return Ok(None);
    }
    let step = queries.len().div_ceil(how.checked);
    let some: Vec<Query> = queries.iter().copied().step_by(step).cloned().collect();
    let report = lossless(side.screener, &some, &[side.settings.cutoff], how.threads)?;
    let (hits, differences) = (report.hits, report.differences);
    Ok(Some(Check { queries: report.queries, pairs: report.pairs, hits, differences }))
}

/// What Linux says of this process.
fn memory(field: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let value = status.lines().find_map(|line| line.strip_prefix(field))?;
    let kibibytes: u64 = value.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kibibytes * 1_024)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Index;
    use crate::list;

    const SECOND: Duration = Duration::from_secs(1);

    fn screener() -> Screener {
        Screener::new(Index::in_memory(Vec::new(), list::sample().parties).unwrap()).unwrap()
    }

    fn how() -> Latency {
        let threads = NonZeroUsize::new(3).unwrap();
        Latency { threads, cold_limit: 3, least: Duration::from_millis(5), rates: Vec::new(), checked: 4 }
    }

    fn queries() -> Vec<Query> {
        ["Kum Hyok Song", "---", "Gayk Asatrian", "Emily Hartwell", "Korea Mining", "Jane Doe"]
            .map(Query::named)
            .to_vec()
    }

    #[test]
    fn every_query_is_measured_in_every_pass() {
        let (screener, settings) = (screener(), Settings::default());
        let report = latency(Measured { screener: &screener, settings: &settings }, &queries(), &how()).unwrap();
        assert_eq!((report.queries, report.skipped, report.cold.queries, report.first.queries), (5, 1, 3, 5));
        assert!(report.warm.queries >= 5 && report.warm.queries.is_multiple_of(5), "{:?}", report.warm);
        assert_eq!(report.throughput.iter().map(|at| at.threads).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(report.throughput[0].speedup, 1.0);
        assert_eq!(report.parallel_per_second, report.throughput[2].per_second);
        assert!(report.hits > 0 && report.matches > 0);
        assert_eq!(report.open_loop.len(), SHARES.len());
        let check = report.check.unwrap();
        assert_eq!((check.queries, check.pairs, check.differences), (3, 3 * report.listed_forms, 0));
        assert_eq!(report.memory.is_some(), cfg!(target_os = "linux"));
        assert!(report.memory.is_none_or(|memory| memory.peak_bytes >= memory.resident_bytes));
    }

    #[test]
    fn waiting_counts_from_when_a_query_was_to_come() {
        let (screener, settings) = (screener(), Settings { exhaustive: true, ..Settings::default() });
        let side = Measured { screener: &screener, settings: &settings };
        let queries = queries();
        let some = [&queries[0], &queries[2]];
        // All come at once, and one thread answers them: each waits for those before it. Long enough for a machine that is busy.
        let one = Latency { threads: NonZeroUsize::MIN, least: SECOND / 4, ..how() };
        let flood = open_loop(side, &some, 1e12, &one).unwrap();
        assert!(!flood.kept && flood.latency.queries >= 2, "{flood:?}");
        let waited: f64 = flood.latency.queries as f64 / flood.latency.per_second;
        // Half the square of their number times the time for one, which is the whole time by their number; and the same again for luck.
        let whole = flood.latency.queries as f64 / flood.per_second;
        assert!(waited >= 0.25 * whole * flood.latency.queries as f64, "{waited} of {whole}: {flood:?}");
        // One comes, at once.
        let single = open_loop(side, &some, 1e-9, &how()).unwrap();
        assert_eq!((single.planned, single.latency.queries), (1, 1));
        let few = open_loop(side, &some, 16.0, &Latency { least: SECOND / 2, ..how() }).unwrap();
        assert_eq!((few.planned, few.latency.queries), (8, 8));
    }

    #[test]
    fn two_sides_are_asked_the_same() {
        let screener = screener();
        let (strict, exhaustive) = (
            Settings { cutoff: 0.9, threshold: 0.9, ..Settings::default() },
            Settings { exhaustive: true, ..Settings::default() },
        );
        let [before, after] = [&strict, &exhaustive].map(|settings| Measured { screener: &screener, settings });
        let report = compare_latency(before, after, &queries(), &how()).unwrap();
        assert_eq!((report.before.cutoff, report.after.cutoff), (0.9, exhaustive.cutoff));
        assert_eq!(report.before.cold.queries, report.after.cold.queries);
        assert_eq!(report.after.candidates_per_query, report.after.listed_forms as f64);
        assert!(report.before.candidates_per_query < report.after.candidates_per_query);
        let rates = |side: &LatencyReport| side.open_loop.iter().map(|at| at.rate).collect::<Vec<_>>();
        assert_eq!(rates(&report.before), rates(&report.after));
        assert_eq!((report.cold.blocks, report.warm.blocks), (3, 5));
        assert!(report.warm.low <= report.warm.high);
    }

    #[test]
    fn what_can_not_be_measured_is_refused() {
        let (screener, settings) = (screener(), Settings::default());
        let side = Measured { screener: &screener, settings: &settings };
        for (case, queries, how, want) in [
            ("nothing", vec![Query::named("...")], how(), "no name to screen in the input"),
            (
                "rate 0",
                queries(),
                Latency { rates: vec![5.0, 0.0], ..how() },
                "`0` is no rate; give the names that come in a second",
            ),
            (
                "no number",
                queries(),
                Latency { rates: vec![f64::NAN], ..how() },
                "`NaN` is no rate; give the names that come in a second",
            ),
            ("for ever", queries(), Latency { least: Duration::MAX, ..how() }, "seconds are over the most of 3600"),
        ] {
            let error = latency(side, &queries, &how).unwrap_err().to_string();
            assert!(error.ends_with(want), "{case}: {error}");
        }
    }

    #[test]
    fn threads_are_doubled_up_to_the_most() {
        for (most, want) in [(1, &[1][..]), (2, &[1, 2]), (6, &[1, 2, 4, 6]), (8, &[1, 2, 4, 8])] {
            let counts: Vec<_> = thread_counts(NonZeroUsize::new(most).unwrap()).map(NonZeroUsize::get).collect();
            assert_eq!(counts, want);
        }
    }
}
