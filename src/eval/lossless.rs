//! The differential test: does screening return exactly what scoring every listed name returns?

use std::num::NonZeroUsize;

use serde::Serialize;

use super::on_each;
use crate::screen::{Hit, Query, Screener, Session, Settings};
use crate::{Error, Result};

/// Most differences that a report shows; one is enough to look into.
const MAX_EXAMPLES: usize = 10;

/// Hits carry rounded scores, so one that lies this close to a threshold does not tell on which side it was before rounding.
const ROUNDING: f64 = 1e-4;

/// What the differential test found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LosslessReport {
    /// Queries screened.
    pub queries: usize,
    /// Queries that can not be screened: a name too long, or without a letter or digit.
    pub skipped: usize,
    /// Thresholds at which each was screened.
    pub thresholds: Vec<f64>,
    /// Pairs of a query and a listed name that scoring everything compared, each threshold by itself.
    pub pairs: u64,
    /// Pairs that screening scored.
    pub candidates: u64,
    /// Hits that both returned.
    pub hits: u64,
    /// Answers that differ.
    pub differences: u64,
    /// The first of them, in the order of queries.
    pub examples: Vec<Difference>,
}

/// An answer that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// The names of the query.
    pub names: Vec<String>,
    /// The threshold.
    pub threshold: f64,
    /// Hits of scoring everything that screening did not return, or not so.
    pub missing: Vec<Hit>,
    /// Hits of screening that scoring everything did not return, or not so.
    pub extra: Vec<Hit>,
}

/// What one query brought.
#[derive(Default)]
struct Trial {
    skipped: bool,
    pairs: u64,
    candidates: u64,
    hits: u64,
    differences: Vec<Difference>,
}

/// Screens each query with candidates and without, at each threshold, and compares the whole lists of hits: party, score bit by
/// bit, matched name, order.
///
/// # Errors
///
/// Where a threshold is not a score, there is none, there are more threads than [`MAX_THREADS`](crate::limits::MAX_THREADS) or than
/// the system starts, or the index can not be read.
///
/// *Cost*: each query is scored against every listed name, once as a rule: hits at a higher threshold follow from those at the
/// lowest. *Threads*: queries are shared out among `threads`; the report does not depend on their number.
pub fn lossless(
    screener: &Screener,
    queries: &[Query],
    thresholds: &[f64],
    threads: NonZeroUsize,
) -> Result<LosslessReport> {
    let lowest = thresholds.iter().copied().min_by(f64::total_cmp);
    let lowest = lowest.ok_or_else(|| Error::input("no threshold to compare at"))?;
    for &threshold in thresholds {
        at(threshold, false).check()?;
    }
    let trials =
        on_each(queries, threads, |query, session: &mut Session| trial(screener, query, thresholds, lowest, session))?;
    let mut report = LosslessReport {
        queries: 0,
        skipped: 0,
        thresholds: thresholds.to_vec(),
        pairs: 0,
        candidates: 0,
        hits: 0,
        differences: 0,
        examples: Vec::new(),
    };
    for trial in trials {
        report.skipped += usize::from(trial.skipped);
        report.queries += usize::from(!trial.skipped);
        report.pairs += trial.pairs;
        report.candidates += trial.candidates;
        report.hits += trial.hits;
        report.differences += trial.differences.len() as u64;
        let room = MAX_EXAMPLES - report.examples.len();
        report.examples.extend(trial.differences.into_iter().take(room));
    }
    Ok(report)
}

fn at(threshold: f64, exhaustive: bool) -> Settings {
    Settings { threshold, cutoff: threshold, exhaustive, ..Settings::default() }
}

fn trial(screener: &Screener, query: &Query, thresholds: &[f64], lowest: f64, session: &mut Session) -> Result<Trial> {
    let all = match screener.screen(query, &at(lowest, true), session) {
        Ok(answer) => answer,
        Err(error) if error.is_input() => return Ok(Trial { skipped: true, ..Trial::default() }),
        Err(error) => return Err(error),
    };
    let mut trial = Trial::default();
    for &threshold in thresholds {
        let unclear = threshold > lowest && all.hits.iter().any(|hit| (hit.score - threshold).abs() <= ROUNDING);
        let wanted: Vec<Hit> = if unclear {
            screener.screen(query, &at(threshold, true), session)?.hits
        } else {
            all.hits.iter().filter(|hit| threshold == lowest || hit.score >= threshold).cloned().collect()
        };
        let answer = screener.screen(query, &at(threshold, false), session)?;
        trial.pairs += all.candidates as u64;
        trial.candidates += answer.candidates as u64;
        if wanted.iter().map(key).eq(answer.hits.iter().map(key)) {
            trial.hits += wanted.len() as u64;
        } else {
            let without = |hits: &[Hit], others: &[Hit]| {
                hits.iter().filter(|hit| others.iter().all(|other| key(other) != key(hit))).cloned().collect()
            };
            let (missing, extra) = (without(&wanted, &answer.hits), without(&answer.hits, &wanted));
            trial.differences.push(Difference { names: query.names.clone(), threshold, missing, extra });
        }
    }
    Ok(trial)
}

/// What must agree. Whether a hit is a match follows from its score and is left out, since hits are taken over from the lowest
/// threshold.
fn key(hit: &Hit) -> (&str, u64, Option<&str>) {
    (hit.party.as_str(), hit.score.to_bits(), hit.matched_name.as_deref())
}
