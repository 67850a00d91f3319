//! `eval pairs`: accuracy on labelled pairs.

use std::fs::File;
use std::process::ExitCode;

use namesieve::eval::{self, ExplainedPair, GroupReport, PairsReport, PairsWanted, ThresholdReport};

use super::eval::{curve, input_facts};
use super::{INCOMPLETE, Outcome};
use crate::args::PairsArgs;
use crate::document::{Document, Rows, four, interval, rate};
use crate::failure::Failure;
use crate::messages::Messages;
use crate::output::Output;

pub(crate) fn run(args: &PairsArgs, messages: Messages) -> Outcome {
    let file = File::open(&args.file).map_err(Failure::read(&args.file))?;
    let scores = args.scores.as_deref().map(|path| Output::create(path, Some(&args.file))).transpose()?;
    let screener = args.measured.open(messages)?;
    let (report, pairs) = eval::pairs(&screener, file, &PairsWanted::from(args))?;
    if let Some(mut output) = scores {
        eval::write_scores(&pairs, &mut output).map_err(|error| output.failure(error))?;
        output.finish()?;
    }
    report.problems.iter().for_each(|problem| messages.problem(problem));
    let mut document = document(&report);
    let skipped = format!("{} used, {} skipped", report.rows, report.problems.len());
    let facts = [input_facts("pairs", &args.file)?, ("rows", skipped), ("seed", report.seed.to_string())];
    document.made_with("Made with", &report.provenance, facts);
    args.showing.write(&report, &document)?;
    Ok(if report.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(INCOMPLETE) })
}

/// One of the figures that there are at each threshold.
type Figure = fn(&ThresholdReport) -> f64;

fn document(report: &PairsReport) -> Document {
    let mut document = Document::new("Labelled pairs of names");
    let auc = match report.auc.zip(report.auc_interval) {
        Some((auc, around)) => format!("{} ({})", four(auc), interval(&around)),
        None => "none, since all labels are equal".to_owned(),
    };
    document.text(format!("{} pairs, {} of them matches; AUC {auc}", report.rows, report.matches));
    document.heading("Decisions, with the 95 % interval");
    document.rows(decisions(report));
    let figures: [(&str, Figure); 4] = [
        ("precision", |at| at.precision),
        ("recall", |at| at.recall),
        ("F1", |at| at.f1),
        ("false-positive rate", |at| at.false_positive_rate),
    ];
    let line = |figure: Figure| report.curve.iter().map(|at| (at.threshold, figure(at))).collect();
    document.chart(curve("Decisions at each threshold", figures.map(|(name, figure)| (name, line(figure)))));
    let groups = [("quality", &report.by_quality), ("schema", &report.by_schema), ("category", &report.by_category)];
    for (by, groups) in groups {
        if groups.is_empty() {
            continue;
        }
        document.heading(&format!("By {by}, at the threshold asked for"));
        let header = [by, "pairs", "matches", "missed", "false alerts", "recall", "false-positive rate"];
        let mut rows = Rows::new(header, 1..7);
        for (value, group) in groups {
            let GroupReport { rows: pairs, matches, false_negatives, false_positives } = *group;
            let counts = [pairs, matches, false_negatives, false_positives].map(|count| count.to_string());
            let rates = [rate(&group.recall()), rate(&group.false_positive_rate())];
            rows.row([value.clone()].into_iter().chain(counts).chain(rates));
        }
        document.rows(rows);
    }
    worst(&mut document, "Worst misses", &report.misses);
    worst(&mut document, "Worst false alarms", &report.false_alarms);
    document
}

fn decisions(report: &PairsReport) -> Rows {
    let header = ["", "threshold", "precision", "recall", "F1", "found", "missed", "false alerts", "cleared"];
    let mut rows = Rows::new(header, 1..9);
    for (which, at) in [("asked for", &report.at_threshold), ("best F1", &report.at_best)] {
        let ratios = [at.threshold, at.precision, at.recall, at.f1].map(four);
        let counts = [at.true_positives, at.false_negatives, at.false_positives, at.true_negatives];
        rows.row([which.to_owned()].into_iter().chain(ratios).chain(counts.map(|count| count.to_string())));
        if let Some(around) = &at.intervals {
            let ends = [&around.precision, &around.recall, &around.f1].map(interval);
            let blanks = [(); 2].map(|()| String::new());
            rows.row(blanks.into_iter().chain(ends).chain([(); 4].map(|()| String::new())));
        }
    }
    rows
}

fn worst(document: &mut Document, heading: &str, pairs: &[ExplainedPair]) {
    if pairs.is_empty() {
        return;
    }
    document.heading(heading);
    let mut rows = Rows::new(["row", "score", "name 1", "name 2", "quality", "why"], [0, 1]);
    for ExplainedPair { pair, sentence } in pairs {
        rows.row([&pair.row.to_string(), &four(pair.score), &pair.name1, &pair.name2, &pair.quality, sentence]);
    }
    document.rows(rows);
}
