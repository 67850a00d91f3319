//! `eval entities`: accuracy on labelled pairs of whole entities.

use std::fs::File;
use std::process::ExitCode;

use namesieve::eval::{self, EntitiesFigures, EntitiesReport, PairsWanted, ScoredEntities};

use super::eval::input_facts;
use super::{INCOMPLETE, Outcome};
use crate::args::PairsArgs;
use crate::document::{Document, Rows, four, interval};
use crate::failure::Failure;
use crate::messages::Messages;
use crate::output::Output;

pub(crate) fn run(args: &PairsArgs, messages: Messages) -> Outcome {
    let file = File::open(&args.file).map_err(Failure::read(&args.file))?;
    let scores = args.scores.as_deref().map(|path| Output::create(path, Some(&args.file))).transpose()?;
    let screener = args.measured.open(messages)?;
    let wanted = PairsWanted::from(args);
    let (report, pairs) = eval::entities(&screener, file, &wanted)?;
    if let Some(mut output) = scores {
        eval::write_entity_scores(&pairs, &mut output).map_err(|error| output.failure(error))?;
        output.finish()?;
    }
    report.problems.iter().for_each(|problem| messages.problem(problem));
    let mut document = Document::new("Labelled pairs of entities");
    document.heading("Decisions, with the 95 % interval");
    document.rows(decisions(&report));
    let missed = pairs.iter().filter(|pair| pair.is_match && pair.score < wanted.threshold);
    worst(&mut document, "Worst misses", missed, wanted.worst, |a, b| a.total_cmp(&b));
    let alarms = pairs.iter().filter(|pair| !pair.is_match && pair.score >= wanted.threshold);
    worst(&mut document, "Worst false alarms", alarms, wanted.worst, |a, b| b.total_cmp(&a));
    let skipped = format!("{} used, {} skipped", report.all.rows, report.problems.len());
    let facts = [input_facts("pairs", &args.file)?, ("rows", skipped), ("seed", report.seed.to_string())];
    document.made_with("Made with", &report.provenance, facts);
    args.showing.write(&report, &document)?;
    Ok(if report.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(INCOMPLETE) })
}

fn decisions(report: &EntitiesReport) -> Rows {
    let header =
        ["pairs", "threshold", "precision", "recall", "F1", "false-positive rate", "missed", "false alerts", "AUC"];
    let mut rows = Rows::new(header, 1..9);
    let [first, second] = &report.halves;
    for (which, figures) in [("all", &report.all), ("first half", first), ("second half", second)] {
        let EntitiesFigures { rows: count, auc, auc_interval, at_threshold, at_best, .. } = figures;
        let area = auc.map(four).unwrap_or_default();
        let around_area = auc_interval.as_ref().map(interval).unwrap_or_default();
        for (how, at, area, around_area) in [
            (format!("{which}: {count}"), at_threshold, area, around_area),
            ("  best F1".to_owned(), at_best, String::new(), String::new()),
        ] {
            let ratios = [at.threshold, at.precision, at.recall, at.f1, at.false_positive_rate].map(four);
            let counts = [at.false_negatives, at.false_positives].map(|count| count.to_string());
            rows.row([how].into_iter().chain(ratios).chain(counts).chain([area]));
            if let Some(around) = &at.intervals {
                let ends = [&around.precision, &around.recall, &around.f1, &around.false_positive_rate].map(interval);
                let blanks = [(); 2].map(|()| String::new());
                rows.row(blanks.clone().into_iter().chain(ends).chain(blanks).chain([around_area]));
            }
        }
    }
    rows
}

fn worst<'a>(
    document: &mut Document,
    heading: &str,
    pairs: impl Iterator<Item = &'a ScoredEntities>,
    most: usize,
    order: impl Fn(f64, f64) -> std::cmp::Ordering,
) {
    let mut pairs: Vec<&ScoredEntities> = pairs.collect();
    pairs.sort_by(|a, b| order(a.score, b.score));
    let mut rows = Rows::new(["row", "score", "left", "right", "type", "why"], [0, 1]);
    for pair in pairs.into_iter().take(most) {
        rows.row([&pair.row.to_string(), &four(pair.score), &pair.left, &pair.right, pair.kind.as_str(), &pair.reason]);
    }
    if !rows.rows.is_empty() {
        document.heading(heading);
        document.rows(rows);
    }
}
