//! Accuracy on labelled pairs of names.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{Read, Write};

use serde::Serialize;

use crate::limits::MAX_NAME_BYTES;
use crate::party::PartyKind;
use crate::screen::{Screener, Session};
use crate::{Error, Result};

/// A pair with its label and its score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScoredPair {
    /// Its number in the file, from 1, the header left out.
    pub row: u64,
    /// What both are, as written.
    pub schema: String,
    /// The name that is screened.
    pub name1: String,
    /// The name that is listed.
    pub name2: String,
    /// Whether both are one party.
    pub is_match: bool,
    /// How plain the case is, in the file's word; empty where it has none.
    pub quality: String,
    /// 0 to 1.
    pub score: f64,
}

/// A row that could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PairProblem {
    /// Its number in the file, from 1, the header left out.
    pub row: u64,
    /// What is wrong with it.
    pub message: String,
}

impl fmt::Display for PairProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}: {}", self.row, self.message)
    }
}

/// How well scores tell matches from the rest.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairsReport {
    /// Pairs scored.
    pub rows: usize,
    /// Those labelled a match.
    pub matches: usize,
    /// Chance that a match scores higher than a pair that is none, equal scores counting half; absent where there are only matches
    /// or none.
    pub auc: Option<f64>,
    /// At the threshold asked for.
    pub at_threshold: ThresholdReport,
    /// At the threshold with the best F1, the lowest of equals.
    pub at_best: ThresholdReport,
    /// By the file's word for how plain a case is, where it has one.
    pub by_quality: BTreeMap<String, QualityReport>,
    /// Rows that could not be used.
    pub problems: Vec<PairProblem>,
}

/// Decisions at one threshold. Ratios over nothing are 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ThresholdReport {
    /// A pair that scores this or more is taken for a match.
    pub threshold: f64,
    /// Matches taken for matches.
    pub true_positives: usize,
    /// Others taken for matches.
    pub false_positives: usize,
    /// Matches missed.
    pub false_negatives: usize,
    /// Others left alone.
    pub true_negatives: usize,
    /// Share of true matches among what is taken for one.
    pub precision: f64,
    /// Share of matches that is found.
    pub recall: f64,
    /// Harmonic mean of precision and recall.
    pub f1: f64,
}

/// Pairs of one quality, at the threshold asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct QualityReport {
    /// Pairs.
    pub rows: usize,
    /// Those labelled a match.
    pub matches: usize,
    /// Matches missed.
    pub false_negatives: usize,
    /// Others taken for matches.
    pub false_positives: usize,
}

/// Scores labelled pairs, read as CSV with the columns `schema`, `name1`, `name2` and `is_match`, and `quality` where it is there.
/// Further columns are ignored. `name1` is screened, `name2` is taken for a listed primary name; how rare a token is comes from the
/// screener's index.
///
/// # Errors
///
/// Where the header can not be read or lacks one of the four columns, where no row can be used, and where `threshold` is not over 0
/// and at most 1. A row that can not be used is a problem in the report.
pub fn pairs(screener: &Screener, input: impl Read, threshold: f64) -> Result<(PairsReport, Vec<ScoredPair>)> {
    if !(threshold > 0.0 && threshold <= 1.0) {
        let message = format!("threshold `{threshold}` is not a score; give a number over 0 and at most 1");
        return Err(Error::input(message));
    }
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(input);
    let places = Places::find(&mut reader)?;
    let mut session = Session::default();
    let (mut scored, mut problems) = (Vec::new(), Vec::new());
    for (row, record) in (1..).zip(reader.records()) {
        let pair = match record {
            Ok(record) => places.pair(row, &record, screener, &mut session),
            Err(error) => Err(error.to_string()),
        };
        match pair {
            Ok(pair) => scored.push(pair),
            Err(message) => problems.push(PairProblem { row, message }),
        }
    }
    if scored.is_empty() {
        return Err(Error::input(match problems.first() {
            Some(problem) => format!("no row of the pairs can be used; {problem}"),
            None => "the file of pairs has no rows".to_owned(),
        }));
    }
    Ok((PairsReport::new(&scored, threshold, problems), scored))
}

/// Writes pairs with their scores as CSV, in the columns of [`ScoredPair`].
///
/// # Errors
///
/// Where writing fails.
pub fn write_scores(pairs: &[ScoredPair], output: impl Write) -> std::io::Result<()> {
    let mut writer = csv::Writer::from_writer(output);
    for pair in pairs {
        writer.serialize(pair)?;
    }
    writer.flush()
}

/// Where the columns stand.
struct Places {
    width: usize,
    schema: usize,
    name1: usize,
    name2: usize,
    is_match: usize,
    quality: Option<usize>,
}

impl Places {
    fn find<R: Read>(reader: &mut csv::Reader<R>) -> Result<Self> {
        let headers =
            reader.headers().map_err(|error| Error::input(format!("cannot read the header of the pairs: {error}")))?;
        let place = |column: &str| {
            headers.iter().position(|header| header.trim_matches(['\u{feff}', ' ']).eq_ignore_ascii_case(column))
        };
        let required = |column: &str| {
            place(column).ok_or_else(|| {
                Error::input(format!(
                    "the pairs have no column `{column}`; the header must have schema, name1, name2, is_match"
                ))
            })
        };
        Ok(Self {
            width: headers.len(),
            schema: required("schema")?,
            name1: required("name1")?,
            name2: required("name2")?,
            is_match: required("is_match")?,
            quality: place("quality"),
        })
    }

    fn pair(
        &self,
        row: u64,
        record: &csv::StringRecord,
        screener: &Screener,
        session: &mut Session,
    ) -> Result<ScoredPair, String> {
        if record.len() != self.width {
            return Err(format!("{} columns where the header has {}", record.len(), self.width));
        }
        let text = |place: usize| record.get(place).unwrap_or_default().trim().to_owned();
        let (schema, name1, name2) = (text(self.schema), text(self.name1), text(self.name2));
        for (column, name) in [("name1", &name1), ("name2", &name2)] {
            if name.is_empty() {
                return Err(format!("{column} is empty"));
            }
            if name.len() > MAX_NAME_BYTES {
                return Err(format!("{column} has {} bytes, over the most of {MAX_NAME_BYTES}", name.len()));
            }
        }
        let kind: Option<PartyKind> = if schema.is_empty() { None } else { Some(schema.parse()?) };
        let is_match = match text(self.is_match).to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" => true,
            "false" | "0" | "no" => false,
            other => return Err(format!("is_match is `{other}`; use true or false")),
        };
        let quality = self.quality.map(text).unwrap_or_default();
        let score = screener.compare_names(&name1, &name2, kind, session);
        Ok(ScoredPair { row, schema, name1, name2, is_match, quality, score })
    }
}

impl PairsReport {
    fn new(scored: &[ScoredPair], threshold: f64, problems: Vec<PairProblem>) -> Self {
        // Best score first.
        let mut labels: Vec<(f64, bool)> = scored.iter().map(|pair| (pair.score, pair.is_match)).collect();
        labels.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut by_quality: BTreeMap<String, QualityReport> = BTreeMap::new();
        for pair in scored.iter().filter(|pair| !pair.quality.is_empty()) {
            let counts = by_quality.entry(pair.quality.clone()).or_default();
            let taken = pair.score >= threshold;
            counts.rows += 1;
            counts.matches += usize::from(pair.is_match);
            counts.false_negatives += usize::from(pair.is_match && !taken);
            counts.false_positives += usize::from(!pair.is_match && taken);
        }
        Self {
            rows: labels.len(),
            matches: labels.iter().filter(|&&(_, is_match)| is_match).count(),
            auc: auc(&labels),
            at_threshold: ThresholdReport::new(&labels, threshold),
            at_best: best(&labels),
            by_quality,
            problems,
        }
    }
}

impl ThresholdReport {
    /// Of scores in falling order.
    pub(super) fn new(labels: &[(f64, bool)], threshold: f64) -> Self {
        let taken = labels.partition_point(|&(score, _)| score >= threshold);
        let matches = |labels: &[(f64, bool)]| labels.iter().filter(|&&(_, is_match)| is_match).count();
        Self::of(threshold, matches(&labels[..taken]), taken, matches(labels), labels.len())
    }

    fn of(threshold: f64, true_positives: usize, taken: usize, matches: usize, rows: usize) -> Self {
        let ratio = |part: usize, whole: usize| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
        let (false_positives, false_negatives) = (taken - true_positives, matches - true_positives);
        Self {
            threshold,
            true_positives,
            false_positives,
            false_negatives,
            true_negatives: rows - taken - false_negatives,
            precision: ratio(true_positives, taken),
            recall: ratio(true_positives, matches),
            f1: ratio(2 * true_positives, taken + matches),
        }
    }
}

/// Tries every score as threshold; scores in falling order.
pub(super) fn best(labels: &[(f64, bool)]) -> ThresholdReport {
    let matches = labels.iter().filter(|&&(_, is_match)| is_match).count();
    let mut best = ThresholdReport::of(1.0, 0, 0, matches, labels.len());
    let (mut true_positives, mut taken) = (0, 0);
    for group in labels.chunk_by(|a, b| a.0 == b.0) {
        taken += group.len();
        true_positives += group.iter().filter(|&&(_, is_match)| is_match).count();
        let here = ThresholdReport::of(group[0].0, true_positives, taken, matches, labels.len());
        if here.f1 >= best.f1 {
            best = here;
        }
    }
    best
}

/// Mann and Whitney's U over the number of pairs: each match against each of the others, equal scores counting half.
pub(super) fn auc(labels: &[(f64, bool)]) -> Option<f64> {
    let (mut matches, mut others, mut won) = (0_usize, 0_usize, 0.0);
    for group in labels.chunk_by(|a, b| a.0 == b.0) {
        let matches_here = group.iter().filter(|&&(_, is_match)| is_match).count();
        let others_here = group.len() - matches_here;
        // Each of the others here loses against the matches before and is even with those here.
        won += others_here as f64 * (matches as f64 + matches_here as f64 / 2.0);
        matches += matches_here;
        others += others_here;
    }
    (matches > 0 && others > 0).then(|| won / (matches as f64 * others as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition: every match against every other pair.
    fn naive_auc(labels: &[(f64, bool)]) -> Option<f64> {
        let side = |wanted| labels.iter().filter(move |&&(_, is_match)| is_match == wanted).map(|&(score, _)| score);
        let pairs = (side(true).count() * side(false).count()) as f64;
        let won = side(true).flat_map(|one| side(false).map(move |other| (one, other)));
        let won: f64 = won
            .map(|(one, other)| {
                if one > other {
                    1.0
                } else if one == other {
                    0.5
                } else {
                    0.0
                }
            })
            .sum();
        (pairs > 0.0).then(|| won / pairs)
    }

    #[test]
    fn figures_of_small_tables() {
        for (case, labels, want_auc, want_f1, want_best) in [
            ("apart", vec![(0.9, true), (0.8, true), (0.4, false)], Some(1.0), 1.0, 0.8),
            ("upside down", vec![(0.9, false), (0.4, true)], Some(0.0), 0.0, 0.4),
            ("all equal", vec![(0.7, true), (0.7, false)], Some(0.5), 2.0 / 3.0, 0.7),
            ("one kind", vec![(0.9, true), (0.3, true)], None, 2.0 / 3.0, 0.3),
            ("mixed", vec![(0.9, true), (0.8, false), (0.6, true), (0.1, false)], Some(0.75), 0.5, 0.6),
        ] {
            assert_eq!(naive_auc(&labels), want_auc, "{case}: the table itself");
            assert_eq!(auc(&labels), want_auc, "{case}");
            assert_eq!(ThresholdReport::new(&labels, 0.7).f1, want_f1, "{case}");
            let best = best(&labels);
            assert_eq!(best.threshold, want_best, "{case}");
            assert_eq!(best, ThresholdReport::new(&labels, best.threshold), "{case}");
        }
    }
}
