//! `eval queries`: records of which a column says whom they should bring up.

use std::process::ExitCode;

use namesieve::eval::{QueriesReport, QueryCase, queries};

use super::eval::{curve, input_facts};
use super::{INCOMPLETE, Outcome};
use crate::args::{ColumnArg, InputArgs, QueriesArgs};
use crate::document::{Document, Rows, four, interval, rate};
use crate::input::Input;
use crate::messages::Messages;
use crate::output::joined;

pub(crate) fn run(args: &QueriesArgs, messages: Messages) -> Outcome {
    let mut given = InputArgs::from(&args.records);
    if given.columns.iter().all(|column| column.field != "expected") {
        given.columns.push(ColumnArg { field: "expected".to_owned(), header: "expected".to_owned() });
    }
    let (records, unread) = Input::open(&args.records.file, &given, messages)?.collect(None, messages);
    let screener = args.measured.open(messages)?;
    let report = queries(&screener, &records, args.threshold(), args.worst, args.threads.count())?;
    for problem in &report.skipped {
        messages.problem(format_args!("record {}: {}", problem.row, problem.message));
    }
    if !report.unknown.is_empty() {
        let unknown = joined(&report.unknown, ", ");
        messages.problem(format_args!("expected, and not in the index, where no record can find them: {unknown}"));
    }
    let mut document = document(&report);
    document.made_with(
        "Made with",
        &report.provenance,
        [
            input_facts("records", &args.records.file)?,
            ("screened", format!("{}, {} skipped", report.records, report.skipped.len())),
            ("threshold", report.threshold.to_string()),
        ],
    );
    args.showing.write(&report, &document)?;
    let complete = !unread && report.skipped.is_empty() && report.unknown.is_empty();
    Ok(if complete { ExitCode::SUCCESS } else { ExitCode::from(INCOMPLETE) })
}

fn document(report: &QueriesReport) -> Document {
    let mut document = Document::new("Records of known parties");
    document.text(format!(
        "{} records, {} of them expect somebody; a match scores {} or more, a hit {}",
        report.records, report.found.of, report.threshold, report.floor
    ));
    let mut rows = Rows::new(["with the 95 % interval", "records", "of", "share"], 1..4);
    for (what, share) in [
        ("expected party is a match", &report.found),
        ("expected party is the best hit", &report.first),
        ("expected party is among the best ten hits", &report.within_ten),
        ("another match besides", &report.beside),
        ("nobody expected, and a match", &report.false_alarms),
    ] {
        rows.row([what, &share.count.to_string(), &share.of.to_string(), &rate(share)]);
    }
    if let Some((mean, around)) = report.mean_reciprocal_rank.zip(report.mean_reciprocal_rank_interval) {
        rows.row(["mean reciprocal rank", "", "", &format!("{} ({})", four(mean), interval(&around))]);
    }
    document.rows(rows);
    let found = report.curve.iter().map(|at| (at.threshold, at.found)).collect();
    let false_alarms = report.curve.iter().map(|at| (at.threshold, at.false_alarms)).collect();
    document.chart(curve("Decisions at each threshold", [("found", found), ("false alarms", false_alarms)]));
    worst(&mut document, "Worst misses", &report.worst_misses);
    worst(&mut document, "Worst false alarms", &report.worst_false_alarms);
    document
}

fn worst(document: &mut Document, heading: &str, cases: &[QueryCase]) {
    if cases.is_empty() {
        return;
    }
    document.heading(heading);
    let mut rows = Rows::new(["row", "id", "name", "score", "rank", "party", "why"], [0, 3, 4]);
    for case in cases {
        let rank = case.rank.map_or("none".to_owned(), |rank| rank.to_string());
        let (row, score) = (case.row.to_string(), four(case.score));
        rows.row([&row, &case.id, &case.name, &score, &rank, case.party.as_str(), &case.sentence]);
    }
    document.rows(rows);
}
