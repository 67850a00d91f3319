//! `eval entities`: accuracy on labelled pairs of whole entities.

use std::fs::File;
use std::process::ExitCode;

use namesieve::eval::{self, EntitiesFigures, EntitiesReport};
use namesieve::screen::Screener;

use super::{INCOMPLETE, Outcome};
use crate::args::{PairsArgs, ReportFormat};
use crate::failure::Failure;
use crate::messages::Messages;
use crate::output::{Output, print_json};
use crate::table::Table;

pub(crate) fn run(args: &PairsArgs, messages: Messages) -> Outcome {
    let file = File::open(&args.file).map_err(Failure::read(&args.file))?;
    let scores = args.scores.as_deref().map(|path| Output::create(path, Some(&args.file))).transpose()?;
    let screener = Screener::new(args.index.open(messages)?.index)?;
    let (report, pairs) = eval::entities(&screener, file, args.threshold())?;
    if let Some(mut output) = scores {
        eval::write_entity_scores(&pairs, &mut output).map_err(|error| output.failure(error))?;
        output.finish()?;
    }
    report.problems.iter().for_each(|problem| messages.problem(problem));
    match args.format {
        ReportFormat::Json => print_json(&report)?,
        ReportFormat::Table => write_table(&report)?,
    }
    Ok(if report.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(INCOMPLETE) })
}

fn write_table(report: &EntitiesReport) -> Result<(), Failure> {
    let mut output = Output::stdout();
    let mut table = Table::new([
        "pairs",
        "threshold",
        "precision",
        "recall",
        "F1",
        "F1, 95 %",
        "false positives",
        "95 %",
        "missed",
        "false alerts",
        "AUC",
    ]);
    table.numbers(1..11);
    let [first, second] = &report.halves;
    for (which, figures) in [("all", &report.all), ("first half", first), ("second half", second)] {
        let EntitiesFigures { rows, auc, at_threshold, intervals, at_best, .. } = figures;
        let interval = |[low, high]: [f64; 2]| format!("{low:.3} to {high:.3}");
        for (how, at, intervals) in
            [(format!("{which}: {rows}"), at_threshold, Some(intervals)), ("  best F1".to_owned(), at_best, None)]
        {
            let others = at.false_positives + at.true_negatives;
            let rate = if others == 0 { 0.0 } else { at.false_positives as f64 / others as f64 };
            let of =
                |pick: fn(&eval::Intervals) -> [f64; 2]| intervals.map(|all| interval(pick(all))).unwrap_or_default();
            table.row([
                how,
                format!("{:.4}", at.threshold),
                format!("{:.4}", at.precision),
                format!("{:.4}", at.recall),
                format!("{:.4}", at.f1),
                of(|all| all.f1),
                format!("{rate:.4}"),
                of(|all| all.false_positive_rate),
                at.false_negatives.to_string(),
                at.false_positives.to_string(),
                auc.filter(|_| intervals.is_some()).map(|auc| format!("{auc:.4}")).unwrap_or_default(),
            ]);
        }
    }
    table.write(&mut output)?;
    output.finish()
}
