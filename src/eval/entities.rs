//! Accuracy on labelled pairs of whole entities.

use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};

use flate2::read::MultiGzDecoder;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::pairs::{PairsWanted, ThresholdReport, auc, best};
use super::{Interval, Provenance};
use crate::limits::MAX_RECORD_BYTES;
use crate::list::{Format, read_bytes};
use crate::party::{Party, PartyKind};
use crate::screen::{Screener, Session};
use crate::{Error, Result};

/// A pair of entities with its label and its score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScoredEntities {
    /// Its line in the file, from 1.
    pub row: u64,
    /// Which half of the pairs it is in; see [`EntitiesReport::halves`].
    pub half: usize,
    /// What the left one is.
    pub kind: PartyKind,
    /// The left one's id.
    pub left_id: String,
    /// The right one's id.
    pub right_id: String,
    /// The left one's name.
    pub left: String,
    /// The right one's name.
    pub right: String,
    /// Whether both are one party.
    pub is_match: bool,
    /// 0 to 1.
    pub score: f64,
    /// Why the left one has its score against the right one.
    pub reason: String,
}

/// A line that could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntitiesProblem {
    /// Its number in the file, from 1.
    pub row: u64,
    /// What is wrong with it.
    pub message: String,
}

impl fmt::Display for EntitiesProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}: {}", self.row, self.message)
    }
}

/// How well scores tell pairs of one party from the rest.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EntitiesReport {
    /// What it was measured with.
    pub provenance: Provenance,
    /// Seed of the bootstrap behind the intervals of F1.
    pub seed: u64,
    /// All pairs.
    pub all: EntitiesFigures,
    /// The pairs in two halves, which the ids of their entities decide: what is tuned is tuned on the first, and the second says what
    /// it is worth.
    pub halves: [EntitiesFigures; 2],
    /// Lines that could not be used.
    pub problems: Vec<EntitiesProblem>,
}

/// Figures of some pairs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EntitiesFigures {
    /// Pairs scored.
    pub rows: usize,
    /// Those labelled a match.
    pub matches: usize,
    /// Chance that a match scores higher than a pair that is none; absent where there are only matches or none.
    pub auc: Option<f64>,
    /// Its 95 % interval, after Hanley and McNeil.
    pub auc_interval: Option<Interval>,
    /// At the threshold asked for.
    pub at_threshold: ThresholdReport,
    /// At the threshold with the best F1.
    pub at_best: ThresholdReport,
}

/// A line of the file.
#[derive(Deserialize)]
struct Line {
    left: Value,
    right: Value,
    judgement: String,
}

/// Scores labelled pairs of FollowTheMoney entities: JSON lines, also packed with gzip, with the two entities in `left` and `right`
/// and `positive` or `negative` in `judgement`. See [`Screener::compare_parties`]; how rare a token is comes from the screener's index.
///
/// # Errors
///
/// Where the file can not be read, where no line can be used, and where the threshold is not over 0 and at most 1. A line that can not be
/// used is a problem in the report.
pub fn entities(
    screener: &Screener,
    input: impl Read,
    wanted: &PairsWanted,
) -> Result<(EntitiesReport, Vec<ScoredEntities>)> {
    let &PairsWanted { threshold, seed, .. } = wanted;
    if !(threshold > 0.0 && threshold <= 1.0) {
        let message = format!("threshold `{threshold}` is not a score; give a number over 0 and at most 1");
        return Err(Error::input(message));
    }
    let unreadable = |error: std::io::Error| Error::input(format!("cannot read the pairs of entities: {error}"));
    let mut input = unpacked(input).map_err(unreadable)?;
    let mut session = Session::default();
    let (mut scored, mut problems) = (Vec::new(), Vec::new());
    let mut line = Vec::new();
    for row in 1.. {
        line.clear();
        let most = MAX_RECORD_BYTES as u64 + 1;
        let read = input.by_ref().take(most).read_until(b'\n', &mut line).map_err(unreadable)?;
        if read == 0 {
            break;
        }
        if read > MAX_RECORD_BYTES {
            return Err(Error::input(format!("row {row} of the pairs is longer than {MAX_RECORD_BYTES} bytes")));
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match score(row, &line, screener, &mut session) {
            Ok(pair) => scored.push(pair),
            Err(message) => problems.push(EntitiesProblem { row, message }),
        }
    }
    if scored.is_empty() {
        return Err(Error::input(match problems.first() {
            Some(problem) => format!("no row of the pairs can be used; {problem}"),
            None => "the file of pairs has no rows".to_owned(),
        }));
    }
    let figures = |half: Option<usize>| {
        let pairs = scored.iter().filter(|pair| half.is_none_or(|half| pair.half == half));
        EntitiesFigures::new(pairs.map(|pair| (pair.score, pair.is_match)).collect(), threshold, seed)
    };
    let report = EntitiesReport {
        provenance: Provenance::of(screener),
        seed,
        all: figures(None),
        halves: [figures(Some(0)), figures(Some(1))],
        problems,
    };
    Ok((report, scored))
}

/// Writes pairs with their scores as CSV, in the columns of [`ScoredEntities`].
///
/// # Errors
///
/// Where writing fails.
pub fn write_entity_scores(pairs: &[ScoredEntities], output: impl Write) -> std::io::Result<()> {
    let mut writer = csv::Writer::from_writer(output);
    for pair in pairs {
        writer.serialize(pair)?;
    }
    writer.flush()
}

fn unpacked<'a>(input: impl Read + 'a) -> std::io::Result<Box<dyn BufRead + 'a>> {
    let mut input = BufReader::new(input);
    Ok(match input.fill_buf()? {
        [0x1f, 0x8b, ..] => Box::new(BufReader::new(MultiGzDecoder::new(input))),
        _ => Box::new(input),
    })
}

fn score(row: u64, line: &[u8], screener: &Screener, session: &mut Session) -> Result<ScoredEntities, String> {
    let line: Line = serde_json::from_slice(line).map_err(|error| format!("not a pair of entities: {error}"))?;
    let is_match = match line.judgement.as_str() {
        "positive" => true,
        "negative" => false,
        other => return Err(format!("judgement is `{other}`; use positive or negative")),
    };
    let (left, right) = (party("left", &line.left)?, party("right", &line.right)?);
    let score = screener.compare_parties(&left, &right, session).map_err(|error| error.to_string())?;
    let reason = screener.screen_party(&left, &right, session).map_err(|error| error.to_string())?.sentence;
    let mut ids = [left.listing.reference, right.listing.reference];
    let [left_id, right_id] = ids.clone();
    // Which side is which must not matter.
    ids.sort_unstable();
    let half = usize::from(Sha256::digest(ids.join("\n"))[0] % 2);
    Ok(ScoredEntities {
        row,
        half,
        kind: left.kind,
        left: left.names.first().map_or(String::new(), |name| name.full.clone()),
        right: right.names.first().map_or(String::new(), |name| name.full.clone()),
        left_id,
        right_id,
        is_match,
        score,
        reason,
    })
}

/// An entity as its list's reader understands it.
fn party(side: &str, entity: &Value) -> Result<Party, String> {
    let reading = read_bytes(side, side, Format::Ftm, entity.to_string().as_bytes());
    // What an entity alone has no place for, as addresses that it names, hinders nobody.
    let problem = reading.problems.first().map(|problem| format!(": {}", problem.message)).unwrap_or_default();
    reading.parties.into_iter().next().ok_or_else(|| format!("{side} is no party{problem}"))
}

impl EntitiesFigures {
    fn new(mut labels: Vec<(f64, bool)>, threshold: f64, seed: u64) -> Self {
        labels.sort_by(|a, b| b.0.total_cmp(&a.0));
        let at_threshold = ThresholdReport::new(&labels, threshold).with_intervals(seed);
        let matches = at_threshold.true_positives + at_threshold.false_negatives;
        let auc = auc(&labels);
        Self {
            rows: labels.len(),
            matches,
            auc,
            auc_interval: auc.map(|auc| Interval::of_auc(auc, matches, labels.len() - matches)),
            at_threshold,
            at_best: best(&labels).with_intervals(seed),
        }
    }
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;
    use crate::index::Index;
    use crate::list;

    fn line(left: &str, right: &str, judgement: &str) -> String {
        let entity = |name: &str| format!(r#"{{"id":"{name}","schema":"Person","properties":{{"name":["{name}"]}}}}"#);
        format!(r#"{{"left":{},"right":{},"judgement":"{judgement}"}}"#, entity(left), entity(right))
    }

    fn at(threshold: f64) -> PairsWanted {
        PairsWanted { threshold, seed: 1, worst: 0 }
    }

    fn screener() -> Screener {
        Screener::new(Index::in_memory(Vec::new(), list::sample().parties).unwrap()).unwrap()
    }

    #[test]
    fn pairs_are_counted_and_what_is_no_pair_is_a_problem() {
        let text = [
            line("Song Kum Hyok", "SONG, Kumhyok", "positive"),
            line("Emily Hartwell", "Kim Jong Un", "positive"),
            line("Ann Lee", "Boris Petrov", "negative"),
            line("John Smith", "John Smith", "negative"),
            String::new(),
            line("John Smith", "John Smith", "unsure"),
            r#"{"left":{"id":"a","schema":"Address","properties":{}},"right":{},"judgement":"positive"}"#.to_owned(),
            "nonsense".to_owned(),
        ]
        .join("\n");
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all(text.as_bytes()).unwrap();
        let screener = screener();
        let (report, pairs) = entities(&screener, text.as_bytes(), &at(0.7)).unwrap();
        let got = report.all.at_threshold;
        let counts = (got.true_positives, got.false_negatives, got.false_positives, got.true_negatives);
        assert_eq!((report.all.rows, report.all.matches, counts), (4, 2, (1, 1, 1, 1)));
        assert_eq!(report.halves.iter().map(|half| half.rows).sum::<usize>(), 4);
        let problems: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
        assert_eq!(problems[0], "row 6: judgement is `unsure`; use positive or negative");
        assert!(problems[1].starts_with("row 7: left is no party"), "{problems:?}");
        assert!(problems[2].starts_with("row 8: not a pair of entities"), "{problems:?}");
        let (unpacked, _) = entities(&screener, &packed.finish().unwrap()[..], &at(0.7)).unwrap();
        assert_eq!(unpacked, report);

        let mut csv = Vec::new();
        write_entity_scores(&pairs, &mut csv).unwrap();
        assert_eq!(String::from_utf8(csv).unwrap().lines().count(), 5);
        for (case, text, threshold) in [("no row", "", 0.7), ("no pair", "{}", 0.7), ("no score", text.as_str(), 1.5)] {
            assert!(entities(&screener, text.as_bytes(), &at(threshold)).is_err(), "{case}");
        }
    }

    #[test]
    fn which_side_is_which_does_not_matter() {
        let screener = screener();
        let score = |left: &str, right: &str| {
            let (_, pairs) = entities(&screener, line(left, right, "negative").as_bytes(), &at(0.7)).unwrap();
            (pairs[0].score, pairs[0].half)
        };
        assert_eq!(score("Song Kum Hyok", "Kumhyok Song"), score("Kumhyok Song", "Song Kum Hyok"));
    }
}
