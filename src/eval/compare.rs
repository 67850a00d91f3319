//! Two ways of screening the same records: what newly hits, what no longer does.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use serde::{Deserialize, Serialize};

use super::{Provenance, on_each};
use crate::party::PartyId;
use crate::screen::{Answer, Hit, Query, Record, Screener, Session, Settings};
use crate::{Error, Result};

/// One way of screening.
#[derive(Debug, Clone, Copy)]
pub enum Side<'a> {
    /// Against an index, with settings of which threshold and cutoff count.
    Screened(&'a Screener, &'a Settings),
    /// As it was answered before, perhaps by another version, each record by its row. Below the cutoff of these answers nothing is known.
    Answered(&'a BTreeMap<u64, Answered>),
}

/// What was answered to a record before: a line of `screen --format jsonl`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Answered {
    /// The record's number, from 1, the header left out.
    pub row: u64,
    /// Its names; not told where it could not be screened.
    #[serde(default)]
    pub name: String,
    /// Its hits; absent where it could not be screened.
    pub hits: Option<Vec<Hit>>,
}

/// Records that are compared before more are read: many for each thread's memory of tokens, few for the memory they take.
const CHUNK: usize = 1 << 16;

/// What differs between two ways of screening.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CompareReport {
    /// What the old way was made with; absent for answers given before.
    pub before: Option<Provenance>,
    /// What the new way was made with; absent for answers given before.
    pub after: Option<Provenance>,
    /// Scores that differ by less count as the same.
    pub delta: f64,
    /// Records compared.
    pub records: usize,
    /// Records that could not be screened or, on a side that was answered before, were not answered.
    pub skipped: Vec<SkippedRecord>,
    /// Records with a match on the old side.
    pub matching_before: usize,
    /// Records with a match on the new side.
    pub matching_after: usize,
    /// Records with a match on the new side alone.
    pub newly_matching: usize,
    /// Records with a match on the old side alone.
    pub no_longer_matching: usize,
    /// Pairs of a record and a party that are hits on both sides with the same score, but for less than the delta.
    pub unchanged: usize,
    /// Pairs that newly match.
    pub new_matches: usize,
    /// Pairs that no longer match.
    pub lost_matches: usize,
    /// Other pairs whose score changed by the delta or more.
    pub changed_scores: usize,
    /// All of these pairs, in the order of the records; of a record what matters most first.
    pub changes: Vec<MatchChange>,
}

/// A record that was not compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SkippedRecord {
    /// Its number.
    pub row: u64,
    /// Why.
    pub message: String,
}

/// What changed about a record and a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchChangeKind {
    /// A match on the new side alone.
    NewMatch,
    /// A match on the old side alone.
    LostMatch,
    /// Another score, and a match on both sides or on none.
    ChangedScore,
}

/// A record and a party of which the two sides say something different.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MatchChange {
    /// What changed.
    pub change: MatchChangeKind,
    /// The record's number, from 1, the header left out.
    pub row: u64,
    /// Its id.
    pub id: String,
    /// Its names.
    pub name: String,
    /// The party.
    pub party: PartyId,
    /// Its primary name.
    pub caption: String,
    /// Score on the old side; absent where the party is not listed there, or was no hit of an answer given before.
    pub before: Option<f64>,
    /// Score on the new side; absent where the party is not listed there, or was no hit of an answer given before.
    pub after: Option<f64>,
    /// Why, on the side where it matches: the new one, where both do. Absent where that was answered before.
    pub sentence: Option<String>,
}

impl Side<'_> {
    fn check(&self) -> Result<()> {
        match self {
            Self::Screened(_, settings) => settings.check(),
            Self::Answered(_) => Ok(()),
        }
    }

    fn provenance(&self) -> Option<Provenance> {
        match self {
            Self::Screened(screener, _) => Some(Provenance::of(screener)),
            Self::Answered(_) => None,
        }
    }

    /// The hits of a record, or why there are none.
    fn hits(&self, record: &Record, session: &mut Session) -> Result<Result<Vec<Hit>, String>> {
        match self {
            Self::Screened(screener, settings) => match screener.screen(&record.query, settings, session) {
                Ok(Answer { hits, .. }) => Ok(Ok(hits)),
                Err(error) if error.is_input() => Ok(Err(error.to_string())),
                Err(error) => Err(error),
            },
            Self::Answered(answers) => Ok(match answers.get(&record.row) {
                Some(Answered { hits: Some(hits), name, .. }) if *name == record.name => Ok(hits.clone()),
                Some(Answered { hits: Some(_), name, .. }) => {
                    Err(format!("what was answered before is another name, `{name}`"))
                }
                Some(_) | None => Err("not answered before".to_owned()),
            }),
        }
    }

    /// The score that a party has all the same where it is no hit.
    fn score(&self, query: &Query, party: &PartyId, session: &mut Session) -> Result<Option<f64>> {
        match self {
            Self::Screened(screener, _) if screener.index().party(party)?.is_some() => {
                Ok(Some(screener.explain(query, party, session)?.score))
            }
            _ => Ok(None),
        }
    }

    fn sentence(&self, query: &Query, party: &PartyId, session: &mut Session) -> Result<Option<String>> {
        match self {
            Self::Screened(screener, _) => Ok(Some(screener.explain(query, party, session)?.sentence)),
            Self::Answered(_) => Ok(None),
        }
    }
}

/// What came of one record.
#[derive(Default)]
struct Compared {
    skipped: Option<String>,
    matching: [bool; 2],
    unchanged: usize,
    changes: Vec<MatchChange>,
}

/// Screens each record both ways and lists every pair of a record and a party that is a hit on either side and of which they differ:
/// a match on one side alone, or a score that is another by `delta` or more. Parties are the same by their ids.
///
/// # Errors
///
/// Where no record can be compared, the delta is not over 0 and at most 1, settings are not valid, there are too many threads, or
/// an index can not be read.
///
/// *Memory*: what differs, all answers that were given before, and some sixty thousand records at a time. *Threads*: the report does not depend on their number.
pub fn compare(
    before: Side<'_>,
    after: Side<'_>,
    mut records: impl Iterator<Item = Record>,
    delta: f64,
    threads: NonZeroUsize,
) -> Result<CompareReport> {
    before.check()?;
    after.check()?;
    if !(delta > 0.0 && delta <= 1.0) {
        return Err(Error::input(format!(
            "delta `{delta}` is no difference of scores; give a number over 0 and at most 1"
        )));
    }
    let mut report = CompareReport {
        before: before.provenance(),
        after: after.provenance(),
        delta,
        records: 0,
        skipped: Vec::new(),
        matching_before: 0,
        matching_after: 0,
        newly_matching: 0,
        no_longer_matching: 0,
        unchanged: 0,
        new_matches: 0,
        lost_matches: 0,
        changed_scores: 0,
        changes: Vec::new(),
    };
    loop {
        let chunk: Vec<Record> = records.by_ref().take(CHUNK).collect();
        if chunk.is_empty() {
            break;
        }
        // A session remembers one index at a time, so each side has its own.
        let compared = on_each(&chunk, threads, |record, sessions: &mut [Session; 2]| {
            differences([before, after], record, delta, sessions)
        })?;
        chunk.iter().zip(compared).for_each(|(record, compared)| report.add(record, compared));
    }
    if report.records == 0 {
        return Err(Error::input(match report.skipped.first() {
            Some(skipped) => format!("no record can be compared; record {}: {}", skipped.row, skipped.message),
            None => "there is no record to compare".to_owned(),
        }));
    }
    let count = |kind| report.changes.iter().filter(|change| change.change == kind).count();
    report.new_matches = count(MatchChangeKind::NewMatch);
    report.lost_matches = count(MatchChangeKind::LostMatch);
    report.changed_scores = count(MatchChangeKind::ChangedScore);
    Ok(report)
}

impl CompareReport {
    fn add(&mut self, record: &Record, compared: Compared) {
        if let Some(message) = compared.skipped {
            self.skipped.push(SkippedRecord { row: record.row, message });
            return;
        }
        let [before, after] = compared.matching;
        self.records += 1;
        self.matching_before += usize::from(before);
        self.matching_after += usize::from(after);
        self.newly_matching += usize::from(after && !before);
        self.no_longer_matching += usize::from(before && !after);
        self.unchanged += compared.unchanged;
        self.changes.extend(compared.changes);
    }
}

fn differences(
    sides: [Side<'_>; 2],
    record: &Record,
    delta: f64,
    [old_session, new_session]: &mut [Session; 2],
) -> Result<Compared> {
    let [old, new] = sides;
    let (old_hits, new_hits) = match (old.hits(record, old_session)?, new.hits(record, new_session)?) {
        (Ok(old), Ok(new)) => (old, new),
        (Err(message), _) | (_, Err(message)) => return Ok(Compared { skipped: Some(message), ..Compared::default() }),
    };
    let has_match = |hits: &[Hit]| hits.iter().any(|hit| hit.is_match);
    let mut compared = Compared { matching: [has_match(&old_hits), has_match(&new_hits)], ..Compared::default() };
    let mut parties: BTreeMap<&PartyId, [Option<&Hit>; 2]> = BTreeMap::new();
    for (side, hits) in [&old_hits, &new_hits].into_iter().enumerate() {
        for hit in hits {
            parties.entry(&hit.party).or_default()[side] = Some(hit);
        }
    }
    for (party, [old_hit, new_hit]) in parties {
        let Some(Hit { caption, .. }) = new_hit.or(old_hit) else { continue };
        let score = |side: Side<'_>, hit: Option<&Hit>, session: &mut Session| match hit {
            Some(hit) => Ok(Some(hit.score)),
            None => side.score(&record.query, party, session),
        };
        let (before, after) = (score(old, old_hit, old_session)?, score(new, new_hit, new_session)?);
        let matches = [old_hit, new_hit].map(|hit| hit.is_some_and(|hit| hit.is_match));
        let change = match matches {
            [false, true] => MatchChangeKind::NewMatch,
            [true, false] => MatchChangeKind::LostMatch,
            // Scores come in steps, which sums of floating point numbers do not meet.
            _ if before
                .zip(after)
                .is_some_and(|(before, after)| (before - after).abs() < delta - super::STEP / 2.0) =>
            {
                compared.unchanged += 1;
                continue;
            }
            _ => MatchChangeKind::ChangedScore,
        };
        let sentence = if matches[1] || !matches[0] && new_hit.is_some() {
            new.sentence(&record.query, party, new_session)?
        } else {
            old.sentence(&record.query, party, old_session)?
        };
        compared.changes.push(MatchChange {
            change,
            row: record.row,
            id: record.id.clone(),
            name: record.name.clone(),
            party: party.clone(),
            caption: caption.clone(),
            before,
            after,
            sentence,
        });
    }
    let size = |change: &MatchChange| (change.before.unwrap_or_default() - change.after.unwrap_or_default()).abs();
    compared.changes.sort_by(|a, b| a.change.cmp(&b.change).then(size(b).total_cmp(&size(a))));
    Ok(compared)
}
