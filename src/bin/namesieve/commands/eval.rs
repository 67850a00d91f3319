//! What the commands that measure have in common.

use std::fs::File;
use std::io::{self, Read as _};
use std::num::NonZeroUsize;
use std::path::Path;

use namesieve::eval::{Negatives, Point, Recall, Sought, Wanted, write_sought};
use namesieve::index::Index;
use namesieve::screen::{Query, Screener};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::args::{InputArgs, MeasuredArgs, RecallArgs, ReportFormat, ShowingArgs};
use crate::document::{Chart, Document, Rows, four, percent, rate};
use crate::failure::Failure;
use crate::html::{DOCTYPE, SVG};
use crate::index::facts;
use crate::input::Input;
use crate::messages::Messages;
use crate::output::{Output, print_json};

impl MeasuredArgs {
    /// What is measured on: the lists that are given, else the index.
    pub(crate) fn open(&self, messages: Messages) -> Result<Screener, Failure> {
        if self.lists.is_empty() {
            return Ok(Screener::new(self.index.open(messages)?.index)?);
        }
        let (mut lists, mut parties) = (Vec::new(), Vec::new());
        for list in &self.lists {
            let (facts, read) = facts(list.read(&[], messages)?);
            lists.push(facts);
            parties.extend(read);
        }
        Ok(Screener::new(Index::in_memory(lists, parties)?)?)
    }
}

impl RecallArgs {
    /// The negatives that are named, and whether records of them were skipped.
    pub(crate) fn negatives(
        &self,
        screener: &Screener,
        messages: Messages,
    ) -> Result<(Option<Negatives>, bool), Failure> {
        let given = InputArgs::from(&self.negatives);
        let Some(path) = &given.input else {
            messages.note("no names that expect nobody: `--negatives FILE` shows how many of them are alerted");
            return Ok((None, false));
        };
        let (records, skipped) = Input::open(path, &given, messages)?.collect(None, messages);
        let queries: Vec<Query> = records.into_iter().map(|record| record.query).collect();
        let floor = Wanted::from(self).floor();
        let negatives = Negatives::screen(screener, &queries, floor, self.worst, self.threads())?;
        if negatives.skipped() > 0 {
            messages.problem(format_args!("{} negatives that can not be screened SKIPPED", negatives.skipped()));
        }
        let skipped = skipped || negatives.skipped() > 0;
        Ok((Some(negatives), skipped))
    }

    /// What negatives there were, for the report.
    pub(crate) fn facts(&self, recall: &Recall) -> Result<Vec<(&'static str, String)>, Failure> {
        let Recall { negatives, negatives_skipped, .. } = recall;
        let counts = format!("{negatives} screened by name alone, {negatives_skipped} skipped");
        let Some(path) = &self.negatives.negatives else { return Ok(Vec::new()) };
        Ok(vec![input_facts("negatives", path)?, ("expecting nobody", counts)])
    }

    pub(crate) fn threads(&self) -> NonZeroUsize {
        self.threads.count()
    }

    /// Writes all names with their scores where that is asked for.
    pub(crate) fn write_scores(&self, sought: &[Sought]) -> Result<(), Failure> {
        let Some(path) = &self.scores else { return Ok(()) };
        let mut output = Output::create(path, self.negatives.negatives.as_deref())?;
        write_sought(sought, &mut output).map_err(|error| output.failure(error))?;
        output.finish()
    }
}

impl ShowingArgs {
    /// Writes a measurement as it is asked for: its figures or its document on stdout, and the document as HTML or SVG.
    pub(crate) fn write(&self, report: &impl Serialize, document: &Document) -> Result<(), Failure> {
        write_report(self.report.as_deref(), document)?;
        match self.format {
            ReportFormat::Json => print_json(report),
            ReportFormat::Table => print_document(document),
        }
    }
}

/// Writes a document as HTML, or its charts as SVG, where a file for it is named.
pub(crate) fn write_report(path: Option<&Path>, document: &Document) -> Result<(), Failure> {
    let Some(path) = path else { return Ok(()) };
    if is_something_else(path) {
        return Err(Failure::Usage {
            message: format!("`{}` is there and is no report", path.display()),
            hint: "name another file for `--report`; only an earlier report is written over",
        });
    }
    let mut output = Output::create(path, None)?;
    let is_svg = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("svg"));
    let written = if is_svg { document.write_svg(&mut output) } else { document.write_html(&mut output) };
    written.map_err(|error| output.failure(error))?;
    output.finish()
}

/// Whether a file is there that is no report: one that was measured by, most likely.
fn is_something_else(path: &Path) -> bool {
    let mut begins = Vec::new();
    let is_file = path.metadata().is_ok_and(|metadata| metadata.is_file());
    is_file
        && File::open(path).and_then(|file| file.take(SVG.len() as u64).read_to_end(&mut begins)).is_ok()
        && !begins.is_empty()
        && ![DOCTYPE, SVG].iter().any(|start| begins.starts_with(start.as_bytes()))
}

/// Prints a document for people.
pub(crate) fn print_document(document: &Document) -> Result<(), Failure> {
    let mut output = Output::stdout();
    document.write_text(&mut output)?;
    output.finish()
}

/// Lines over the thresholds from their lowest on.
pub(crate) fn curve<'a>(title: &str, lines: impl IntoIterator<Item = (&'a str, Vec<(f64, f64)>)>) -> Chart {
    let lines: Vec<_> = lines.into_iter().map(|(name, points)| (name.to_owned(), points)).collect();
    let from = lines.first().and_then(|(_, points)| points.first()).map_or(0.0, |&(threshold, _)| threshold);
    Chart::shares(title, "threshold", (from, 1.0), lines)
}

/// A file that was measured on: its path as given and its SHA-256, where it can be read twice.
pub(crate) fn input_facts(what: &'static str, path: &Path) -> Result<(&'static str, String), Failure> {
    if !path.is_file() {
        return Ok((what, path.display().to_string()));
    }
    let mut digest = Sha256::new();
    let copied = File::open(path).and_then(|mut file| io::copy(&mut file, &mut digest));
    copied.map_err(Failure::read(path))?;
    let hex: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((what, format!("{}, {hex}", path.display())))
}

/// Recall by groups, curves, worst misses and false alarms.
pub(crate) fn show_recall(document: &mut Document, recall: &Recall) {
    let headers: Vec<String> = recall.points.iter().map(point_name).collect();
    document.heading("Found at each threshold, with the 95 % interval");
    let mut rows =
        Rows::new(["".to_owned(), "names".to_owned()].into_iter().chain(headers), 1..recall.points.len() + 2);
    for group in &recall.groups {
        let of = group.recall.first().map_or(0, |rate| rate.of).to_string();
        let name = if group.by.is_empty() { group.value.clone() } else { format!("{}: {}", group.by, group.value) };
        rows.row([name, of].into_iter().chain(group.recall.iter().map(rate)));
    }
    if recall.negatives > 0 {
        let alerted = recall.points.iter().map(|point| point.alerted.as_ref().map_or("-".to_owned(), rate));
        rows.row(["expecting nobody, alerted".to_owned(), recall.negatives.to_string()].into_iter().chain(alerted));
    }
    document.rows(rows);

    let first = recall.groups.get(1).map_or("", |group| group.by);
    let shown = || recall.groups.iter().filter(|group| group.by.is_empty() || group.by == first);
    let at_thresholds =
        |shares: &[f64]| recall.thresholds.iter().copied().zip(shares.iter().copied()).collect::<Vec<_>>();
    let mut lines: Vec<_> = shown().map(|group| (group.value.as_str(), at_thresholds(&group.curve))).collect();
    if !recall.alerted.is_empty() {
        lines.push(("nobody expected", at_thresholds(&recall.alerted)));
    }
    document.chart(curve("Share alerted at each threshold", lines));
    let most = recall.alerted.iter().copied().fold(0.0, f64::max);
    if most > 0.0 {
        let against = |found: &[f64]| recall.alerted.iter().copied().zip(found.iter().copied()).collect();
        let title = "Share found, against the share alerted of those who expect nobody";
        let lines = shown().map(|group| (group.value.clone(), against(&group.curve))).collect();
        document.chart(Chart::shares(title, "alerted, expecting nobody", (0.0, most), lines));
    }

    if !recall.misses.is_empty() {
        document.heading("Worst misses of each group");
    }
    let mut rows = Rows::new([first, "score", "screened", "listed as", "party", "why"], [1]);
    for miss in &recall.misses {
        let group = miss.sought.groups.first().map_or("", |(_, value)| value);
        let score = four(miss.sought.score);
        rows.row([group, &score, &miss.sought.name, &miss.sought.listed, miss.sought.party.as_str(), &miss.sentence]);
    }
    document.rows(rows);
    if !recall.false_alarms.is_empty() {
        document.heading("Worst false alarms");
    }
    let mut rows = Rows::new(["score", "screened", "like", "party", "why"], [0]);
    for alarm in &recall.false_alarms {
        rows.row([&four(alarm.score), &alarm.name, &alarm.listed, alarm.party.as_str(), &alarm.sentence]);
    }
    document.rows(rows);
}

/// A threshold, with what it was chosen for.
fn point_name(point: &Point) -> String {
    let threshold = point.threshold.map_or("none".to_owned(), |threshold| threshold.to_string());
    match point.at_most_alerted {
        Some(share) => format!("{threshold} (at most {} alerted)", percent(share)),
        None => threshold,
    }
}
