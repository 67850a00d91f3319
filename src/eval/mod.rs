//! Measuring: accuracy on labelled pairs, on names left out and on names changed; completeness against scoring everything; latency; and
//! lists of any size to measure on.
//!
//! Nothing here decides how names are compared; it calls what users call and counts. Everything but [`latency`] gives the same
//! result on every run: random choices come from a seed.

mod aliases;
mod compare;
mod entities;
mod generate;
mod latency;
mod lossless;
mod mutation;
mod mutations;
mod negatives;
mod pairs;
mod provenance;
mod queries;
mod random;
mod rate;
mod ratio;
mod recall;
mod timings;

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{PoisonError, RwLock};
use std::thread::{self, ScopedJoinHandle};

use crate::limits::check_threads;
use crate::{Error, Result};

pub use aliases::{AliasesReport, aliases};
pub use compare::{Answered, CompareReport, MatchChange, MatchChangeKind, Side, SkippedRecord, compare};
pub use entities::{EntitiesFigures, EntitiesProblem, EntitiesReport, ScoredEntities, entities, write_entity_scores};
pub use generate::{GenerateReport, Model, generate, generate_queries};
pub use latency::{
    Check, Latency, LatencyComparison, LatencyReport, Measured, Memory, OpenLoop, Throughput, compare_latency, latency,
};
pub use lossless::{Difference, LosslessReport, lossless};
pub use mutation::mutated_names;
pub use mutations::{MutationsReport, mutations};
use negatives::STEP;
pub use negatives::{FalseAlarm, Negatives};
pub use pairs::{
    ExplainedPair, GroupReport, Intervals, PairProblem, PairsReport, PairsWanted, ScoredPair, ThresholdReport, pairs,
    write_scores,
};
pub use provenance::{ListUsed, Provenance};
pub use queries::{QueriesReport, QueryCase, QueryPoint, QueryProblem, queries};
pub use rate::{Interval, Rate};
pub use ratio::Ratio;
pub use recall::{Group, Miss, Point, Recall, Sought, Wanted, write_sought};
pub use timings::{CurvePoint, Pass};

/// The made-up customer file that goes with [`crate::list::sample`]: CSV with a header, as [`crate::screen::Records`] reads it, with
/// two more columns, `expected` (the party that must match, or nothing) and `note`.
pub fn sample_customers() -> &'static str {
    include_str!("../../index/sample/customers.csv")
}

/// Runs `work` on each item, shared out among threads that each have a memory of their own, a session as a rule; what it returns,
/// in the order of the items, or an error.
fn on_each<I: Sync, M: Default, T: Send>(
    items: &[I],
    threads: NonZeroUsize,
    work: impl Fn(&I, &mut M) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    let next = AtomicUsize::new(0);
    let done = on_threads(threads, || {
        let (mut memory, mut done) = (M::default(), Vec::new());
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(number) else { return Ok(done) };
            done.push((number, work(item, &mut memory)?));
        }
    })?;
    let mut done: Vec<_> = done.into_iter().flatten().collect();
    done.sort_unstable_by_key(|&(number, _)| number);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}

/// Runs `work` on several threads; what it returns on each, or the first error.
///
/// All begin when all are there: where one can not be started, none begins, and `work` may wait for the others.
fn on_threads<T: Send>(threads: NonZeroUsize, work: impl Fn() -> Result<T> + Sync) -> Result<Vec<T>> {
    check_threads(threads)?;
    let all_there = RwLock::new(false);
    let begin = || {
        let all_there = *all_there.read().unwrap_or_else(PoisonError::into_inner);
        all_there.then(&work).transpose()
    };
    thread::scope(|scope| {
        let mut gate = all_there.write().unwrap_or_else(PoisonError::into_inner);
        let start = |_| thread::Builder::new().spawn_scoped(scope, begin);
        let workers = (0..threads.get())
            .map(start)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| Error::input(format!("can not start {threads} threads: {error}; ask for fewer")))?;
        *gate = true;
        drop(gate);
        let done = |worker: ScopedJoinHandle<_>| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        workers.into_iter().filter_map(|worker| done(worker).transpose()).collect()
    })
}
