//! Measuring: accuracy on labelled pairs, completeness against scoring everything, latency.
//!
//! Nothing here decides how names are compared; it calls what users call and counts. Everything but [`latency`] gives the same
//! result on every run: random choices come from a seed.

mod entities;
mod latency;
mod lossless;
mod mutation;
mod pairs;
mod random;

use std::num::NonZeroUsize;
use std::sync::{PoisonError, RwLock};
use std::thread::{self, ScopedJoinHandle};

use crate::limits::check_threads;
use crate::{Error, Result};

pub use entities::{
    EntitiesFigures, EntitiesProblem, EntitiesReport, Intervals, ScoredEntities, entities, write_entity_scores,
};
pub use latency::{Latency, LatencyReport, Pass, latency};
pub use lossless::{Difference, LosslessReport, lossless};
pub use mutation::mutated_names;
pub use pairs::{PairProblem, PairsReport, QualityReport, ScoredPair, ThresholdReport, pairs, write_scores};

/// The made-up customer file that goes with [`crate::list::sample`]: CSV with a header, as [`crate::screen::Records`] reads it, with
/// two more columns, `expected` (the party that must match, or nothing) and `note`.
pub fn sample_customers() -> &'static str {
    include_str!("../../index/sample/customers.csv")
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
