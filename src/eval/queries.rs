//! Records of which it is known whom they should bring up.

use std::num::NonZeroUsize;

use serde::Serialize;

use super::{Interval, Provenance, Rate, on_each};
use crate::party::PartyId;
use crate::screen::{Hit, Record, Screener, Session, Settings};
use crate::{Error, Result};

/// The lowest score with which a party has a rank, unless the threshold is lower still.
const FLOOR: f64 = 0.5;

/// A rank up to this is what an analyst looks at.
const FIRST_PAGE: usize = 10;

/// What screening records of known parties found. Intervals are of 95 %.
///
/// A record is found by any of the parties that it expects, or by another listing of one of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QueriesReport {
    /// What it was measured with.
    pub provenance: Provenance,
    /// A hit is a match from this score on.
    pub threshold: f64,
    /// A hit has a rank from this score on.
    pub floor: f64,
    /// Records screened.
    pub records: usize,
    /// Records that can not be screened: a name too long, or without a letter or digit.
    pub skipped: Vec<QueryProblem>,
    /// Expected parties that are not in the index, where no record can find them.
    pub unknown: Vec<PartyId>,
    /// Share of the records that expect somebody of which an expected party is a match.
    pub found: Rate,
    /// Share of them of which an expected party is the best hit.
    pub first: Rate,
    /// Share of them of which an expected party is among the best ten hits.
    pub within_ten: Rate,
    /// Mean of the inverse rank of the expected party, 0 where it is no hit; absent where nobody is expected.
    pub mean_reciprocal_rank: Option<f64>,
    /// Its interval.
    pub mean_reciprocal_rank_interval: Option<Interval>,
    /// Share of the records that expect nobody and have a match.
    pub false_alarms: Rate,
    /// Share of records that expect somebody and have another match besides.
    pub beside: Rate,
    /// At thresholds from the floor to 1.
    pub curve: Vec<QueryPoint>,
    /// Records whose parties are no match, the lowest score first.
    pub worst_misses: Vec<QueryCase>,
    /// Records that expect nobody, the highest score first.
    pub worst_false_alarms: Vec<QueryCase>,
}

/// Decisions on records at one threshold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct QueryPoint {
    /// The threshold.
    pub threshold: f64,
    /// Share of records that expect somebody and find him.
    pub found: f64,
    /// Share of records that expect nobody and find somebody.
    pub false_alarms: f64,
}

/// A record that can not be screened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QueryProblem {
    /// Its number.
    pub row: u64,
    /// What is wrong with it.
    pub message: String,
}

/// A record on the wrong side of the threshold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QueryCase {
    /// Its number, from 1, the header left out.
    pub row: u64,
    /// Its id.
    pub id: String,
    /// Its names.
    pub name: String,
    /// The party that was expected or that is alerted.
    pub party: PartyId,
    /// That party's score.
    pub score: f64,
    /// That party's rank; none where it is no hit at all.
    pub rank: Option<usize>,
    /// Why.
    pub sentence: String,
}

/// What came of one record.
struct Trial {
    /// The best score of an expected party, and whose it is; of the best hit where nobody is expected.
    score: f64,
    party: Option<PartyId>,
    rank: Option<usize>,
    /// The best score of a party that was not expected.
    other: f64,
    problem: Option<String>,
}

/// Screens records with all that they know and looks whether [`Record::expected`] comes up.
///
/// # Errors
///
/// Where no record can be screened, the threshold is not a score, there are too many threads, or the index can not be read.
///
/// *Threads*: the report does not depend on their number.
pub fn queries(
    screener: &Screener,
    records: &[Record],
    threshold: f64,
    worst: usize,
    threads: NonZeroUsize,
) -> Result<QueriesReport> {
    let floor = threshold.min(FLOOR);
    let settings = Settings { threshold, cutoff: floor, ..Settings::default() };
    settings.check()?;
    let trials =
        on_each(records, threads, |record, session: &mut Session| trial(screener, record, &settings, session))?;
    let mut expected: Vec<&PartyId> = records.iter().flat_map(|record| &record.expected).collect();
    expected.sort_unstable();
    expected.dedup();
    let mut unknown = Vec::new();
    for party in expected {
        if screener.index().party(party)?.is_none() {
            unknown.push(party.clone());
        }
    }
    let cases = || records.iter().zip(&trials).filter(|(_, trial)| trial.problem.is_none());
    if cases().next().is_none() {
        return Err(Error::input(match trials.iter().find_map(|trial| trial.problem.as_ref()) {
            Some(problem) => format!("no record can be screened; {problem}"),
            None => "there is no record to screen".to_owned(),
        }));
    }
    let (expecting, innocent): (Vec<_>, Vec<_>) = cases().partition(|(record, _)| !record.expected.is_empty());
    let of_expecting = |counts: &dyn Fn(&Trial) -> bool| {
        Rate::new(expecting.iter().filter(|(_, trial)| counts(trial)).count(), expecting.len())
    };
    let of_innocent = |threshold: f64| {
        Rate::new(innocent.iter().filter(|(_, trial)| trial.score >= threshold).count(), innocent.len())
    };
    let inverse_ranks: Vec<f64> =
        expecting.iter().map(|(_, trial)| trial.rank.map_or(0.0, |rank| 1.0 / rank as f64)).collect();
    let mean = Interval::of_mean(&inverse_ranks);

    let mut session = Session::default();
    let mut shown = |cases: Vec<&(&Record, &Trial)>| -> Result<Vec<QueryCase>> {
        let mut shown = Vec::new();
        for (record, trial) in cases.into_iter().take(worst) {
            let Some(party) = trial.party.clone().or_else(|| record.expected.first().cloned()) else { continue };
            let sentence = match screener.explain(&record.query, &party, &mut session) {
                Ok(explanation) => explanation.sentence,
                Err(error) if error.is_input() => error.to_string(),
                Err(error) => return Err(error),
            };
            let (row, id, name) = (record.row, record.id.clone(), record.name.clone());
            shown.push(QueryCase { row, id, name, party, score: trial.score, rank: trial.rank, sentence });
        }
        Ok(shown)
    };
    let mut misses: Vec<_> = expecting.iter().filter(|(_, trial)| trial.score < threshold).collect();
    misses.sort_by(|a, b| a.1.score.total_cmp(&b.1.score));
    let mut alarms: Vec<_> = innocent.iter().filter(|(_, trial)| trial.score >= threshold).collect();
    alarms.sort_by(|a, b| b.1.score.total_cmp(&a.1.score));
    let first = (floor * 100.0).ceil() as u32;
    Ok(QueriesReport {
        provenance: Provenance::of(screener),
        threshold,
        floor,
        records: cases().count(),
        skipped: records
            .iter()
            .zip(&trials)
            .filter_map(|(record, trial)| Some(QueryProblem { row: record.row, message: trial.problem.clone()? }))
            .collect(),
        unknown,
        found: of_expecting(&|trial| trial.score >= threshold),
        first: of_expecting(&|trial| trial.rank == Some(1)),
        within_ten: of_expecting(&|trial| trial.rank.is_some_and(|rank| rank <= FIRST_PAGE)),
        mean_reciprocal_rank: mean.map(|(mean, _)| mean),
        mean_reciprocal_rank_interval: mean.map(|(_, interval)| interval),
        false_alarms: of_innocent(threshold),
        beside: of_expecting(&|trial| trial.other >= threshold),
        curve: (first..=100)
            .map(|hundredths| f64::from(hundredths) / 100.0)
            .map(|threshold| QueryPoint {
                threshold,
                found: of_expecting(&|trial| trial.score >= threshold).rate,
                false_alarms: of_innocent(threshold).rate,
            })
            .collect(),
        worst_misses: shown(misses)?,
        worst_false_alarms: shown(alarms)?,
    })
}

fn trial(screener: &Screener, record: &Record, settings: &Settings, session: &mut Session) -> Result<Trial> {
    let hits = match screener.screen(&record.query, settings, session) {
        Ok(answer) => answer.hits,
        Err(error) if error.is_input() => {
            return Ok(Trial { score: 0.0, party: None, rank: None, other: 0.0, problem: Some(error.to_string()) });
        }
        Err(error) => return Err(error),
    };
    let is_expected =
        |hit: &Hit| record.expected.iter().any(|expected| hit.party == *expected || hit.same_as.contains(expected));
    let other = hits.iter().filter(|hit| !is_expected(hit)).map(|hit| hit.score).fold(0.0, f64::max);
    if record.expected.is_empty() {
        let best = hits.into_iter().next();
        let (score, party) = best.map_or((0.0, None), |hit| (hit.score, Some(hit.party)));
        return Ok(Trial { score, rank: party.as_ref().map(|_| 1), party, other, problem: None });
    }
    if let Some((at, hit)) = (1..).zip(&hits).find(|(_, hit)| is_expected(hit)) {
        // The listings of a party stand together, the best of them first.
        return Ok(Trial { score: hit.score, party: Some(hit.party.clone()), rank: Some(at), other, problem: None });
    }
    // No hit, but how far from one?
    let (mut score, mut party) = (0.0, None);
    for expected in &record.expected {
        match screener.explain(&record.query, expected, session) {
            Ok(explanation) if party.is_none() || explanation.score > score => {
                (score, party) = (explanation.score.min(settings.cutoff - super::STEP), Some(expected.clone()));
            }
            Err(error) if !error.is_input() => return Err(error),
            // Another one of them is nearer, or this one is not in the index.
            Ok(_) | Err(_) => {}
        }
    }
    Ok(Trial { score, party, rank: None, other, problem: None })
}
