//! Accuracy on labelled pairs of names.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{Read, Write};

use serde::Serialize;

use super::{Interval, Provenance, Rate};
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
    /// What the case is about, in the file's word; empty where it has none.
    pub category: String,
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

/// How well scores tell matches from the rest. Intervals are of 95 %.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairsReport {
    /// What it was measured with.
    pub provenance: Provenance,
    /// Seed of the bootstrap behind the intervals of F1.
    pub seed: u64,
    /// Pairs scored.
    pub rows: usize,
    /// Those labelled a match.
    pub matches: usize,
    /// Chance that a match scores higher than a pair that is none, equal scores counting half; absent where there are only matches
    /// or none.
    pub auc: Option<f64>,
    /// Its interval, after Hanley and McNeil.
    pub auc_interval: Option<Interval>,
    /// At the threshold asked for.
    pub at_threshold: ThresholdReport,
    /// At the threshold with the best F1, the lowest of equals. Its intervals do not know that it was chosen for these pairs.
    pub at_best: ThresholdReport,
    /// By the file's word for how plain a case is, where it has one.
    pub by_quality: BTreeMap<String, GroupReport>,
    /// By what the pairs are.
    pub by_schema: BTreeMap<String, GroupReport>,
    /// By the file's word for what a case is about, where it has one.
    pub by_category: BTreeMap<String, GroupReport>,
    /// At thresholds from 0 to 1, without intervals.
    pub curve: Vec<ThresholdReport>,
    /// Matches missed, the lowest score first.
    pub misses: Vec<ExplainedPair>,
    /// Others taken for matches, the highest score first.
    pub false_alarms: Vec<ExplainedPair>,
    /// Rows that could not be used.
    pub problems: Vec<PairProblem>,
}

/// A pair on the wrong side of the threshold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExplainedPair {
    /// The pair.
    #[serde(flatten)]
    pub pair: ScoredPair,
    /// Why it has its score.
    pub sentence: String,
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
    /// Share of others that is taken for matches.
    pub false_positive_rate: f64,
    /// What chance leaves open about these; absent on a curve.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intervals: Option<Intervals>,
}

/// What chance leaves open about decisions at one threshold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Intervals {
    /// Of precision.
    pub precision: Interval,
    /// Of recall.
    pub recall: Interval,
    /// Of F1, by a bootstrap of two thousand samples.
    pub f1: Interval,
    /// Of the false-positive rate.
    pub false_positive_rate: Interval,
}

/// Pairs that have a word in common, at the threshold asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct GroupReport {
    /// Pairs.
    pub rows: usize,
    /// Those labelled a match.
    pub matches: usize,
    /// Matches missed.
    pub false_negatives: usize,
    /// Others taken for matches.
    pub false_positives: usize,
}

impl GroupReport {
    /// Share of matches that is found.
    pub fn recall(&self) -> Rate {
        Rate::new(self.matches - self.false_negatives, self.matches)
    }

    /// Share of others that is taken for matches.
    pub fn false_positive_rate(&self) -> Rate {
        Rate::new(self.false_positives, self.rows - self.matches)
    }
}

/// What is asked of a measurement on pairs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairsWanted {
    /// Score from which a pair is taken for a match.
    pub threshold: f64,
    /// Seed of the bootstrap.
    pub seed: u64,
    /// How many misses and false alarms are shown.
    pub worst: usize,
}

/// Scores labelled pairs, read as CSV with the columns `schema`, `name1`, `name2` and `is_match`, and `quality` and `category` where they
/// are there. Further columns are ignored. `name1` is screened, `name2` is taken for a listed primary name; how rare a token is comes from the
/// screener's index.
///
/// # Errors
///
/// Where the header can not be read or lacks one of the four columns, where no row can be used, and where `threshold` is not over 0
/// and at most 1. A row that can not be used is a problem in the report.
pub fn pairs(screener: &Screener, input: impl Read, wanted: &PairsWanted) -> Result<(PairsReport, Vec<ScoredPair>)> {
    let threshold = wanted.threshold;
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
    let explain = |pair: &ScoredPair| {
        let kind = pair.schema.parse().ok();
        let sentence = screener.explain_names(&pair.name1, &pair.name2, kind, &mut session);
        ExplainedPair { pair: pair.clone(), sentence }
    };
    Ok((PairsReport::new(Provenance::of(screener), &scored, wanted, problems, explain), scored))
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
    category: Option<usize>,
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
            category: place("category"),
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
        let [quality, category] = [self.quality, self.category].map(|place| place.map(text).unwrap_or_default());
        let score = screener.compare_names(&name1, &name2, kind, session);
        Ok(ScoredPair { row, schema, name1, name2, is_match, quality, category, score })
    }
}

impl PairsReport {
    fn new(
        provenance: Provenance,
        scored: &[ScoredPair],
        wanted: &PairsWanted,
        problems: Vec<PairProblem>,
        mut explain: impl FnMut(&ScoredPair) -> ExplainedPair,
    ) -> Self {
        let &PairsWanted { threshold, seed, worst } = wanted;
        // Best score first; equal ones as in the file.
        let mut ranked: Vec<&ScoredPair> = scored.iter().collect();
        ranked.sort_by(|a, b| b.score.total_cmp(&a.score));
        let labels: Vec<(f64, bool)> = ranked.iter().map(|pair| (pair.score, pair.is_match)).collect();
        let matches = labels.iter().filter(|&&(_, is_match)| is_match).count();
        let auc = auc(&labels);
        let missed = ranked.iter().rev().filter(|pair| pair.is_match && pair.score < threshold).take(worst);
        let misses = missed.map(|pair| explain(pair)).collect();
        let alarms = ranked.iter().filter(|pair| !pair.is_match && pair.score >= threshold).take(worst);
        Self {
            provenance,
            seed,
            rows: labels.len(),
            matches,
            auc,
            auc_interval: auc.map(|auc| Interval::of_auc(auc, matches, labels.len() - matches)),
            at_threshold: ThresholdReport::new(&labels, threshold).with_intervals(seed),
            at_best: best(&labels).with_intervals(seed),
            by_quality: groups(scored, threshold, |pair| &pair.quality),
            by_schema: groups(scored, threshold, |pair| &pair.schema),
            by_category: groups(scored, threshold, |pair| &pair.category),
            curve: (0..=CURVE_POINTS)
                .map(|point| ThresholdReport::new(&labels, f64::from(point) / f64::from(CURVE_POINTS)))
                .collect(),
            misses,
            false_alarms: alarms.map(|pair| explain(pair)).collect(),
            problems,
        }
    }
}

/// Steps of a curve from 0 to 1.
const CURVE_POINTS: u32 = 50;

/// Pairs by a word that they have, at a threshold; those without one are left out.
fn groups(
    scored: &[ScoredPair],
    threshold: f64,
    word: impl Fn(&ScoredPair) -> &String,
) -> BTreeMap<String, GroupReport> {
    let mut groups: BTreeMap<String, GroupReport> = BTreeMap::new();
    for pair in scored.iter().filter(|pair| !word(pair).is_empty()) {
        let counts = groups.entry(word(pair).clone()).or_default();
        let taken = pair.score >= threshold;
        counts.rows += 1;
        counts.matches += usize::from(pair.is_match);
        counts.false_negatives += usize::from(pair.is_match && !taken);
        counts.false_positives += usize::from(!pair.is_match && taken);
    }
    groups
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
            false_positive_rate: ratio(false_positives, rows - matches),
            intervals: None,
        }
    }

    pub(super) fn with_intervals(self, seed: u64) -> Self {
        let Self { true_positives, false_positives, false_negatives, true_negatives, .. } = self;
        let wilson = |count, others| Rate::new(count, count + others).interval;
        let rows = true_positives + false_positives + false_negatives + true_negatives;
        let intervals = Intervals {
            precision: wilson(true_positives, false_positives),
            recall: wilson(true_positives, false_negatives),
            f1: Interval::of_f1(true_positives, false_positives + false_negatives, rows, seed),
            false_positive_rate: wilson(false_positives, true_negatives),
        };
        Self { intervals: Some(intervals), ..self }
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
