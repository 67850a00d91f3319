//! `eval pairs`: accuracy on labelled pairs.

use std::fs::File;
use std::io::Write as _;
use std::process::ExitCode;

use namesieve::eval::{self, PairsReport};
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
    let (report, pairs) = eval::pairs(&screener, file, args.threshold())?;
    if let Some(mut output) = scores {
        eval::write_scores(&pairs, &mut output).map_err(|error| output.failure(error))?;
        output.finish()?;
    }
    report.problems.iter().for_each(|problem| messages.problem(problem));
    match args.format {
        ReportFormat::Json => print_json(&report)?,
        ReportFormat::Table => write_tables(&report)?,
    }
    Ok(if report.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(INCOMPLETE) })
}

fn write_tables(report: &PairsReport) -> Result<(), Failure> {
    let mut output = Output::stdout();
    let auc = report.auc.map_or("none, since all labels are equal".to_owned(), |auc| format!("{auc:.4}"));
    writeln!(output, "{} pairs, {} of them matches; AUC {auc}\n", report.rows, report.matches)?;
    let mut table =
        Table::new(["", "threshold", "precision", "recall", "F1", "found", "missed", "false alerts", "cleared"]);
    table.numbers(1..9);
    for (which, at) in [("asked for", &report.at_threshold), ("best F1", &report.at_best)] {
        let ratios = [at.threshold, at.precision, at.recall, at.f1].map(|ratio| format!("{ratio:.4}"));
        let counts = [at.true_positives, at.false_negatives, at.false_positives, at.true_negatives];
        let cells = [which.to_owned()].into_iter().chain(ratios).chain(counts.map(|count| count.to_string()));
        table.row(cells);
    }
    table.write(&mut output)?;
    if !report.by_quality.is_empty() {
        writeln!(output)?;
        let mut table = Table::new(["quality", "pairs", "matches", "missed", "false alerts"]);
        table.numbers(1..5);
        for (quality, counts) in &report.by_quality {
            let counts = [counts.rows, counts.matches, counts.false_negatives, counts.false_positives];
            table.row([quality.clone()].into_iter().chain(counts.map(|count| count.to_string())));
        }
        table.write(&mut output)?;
    }
    output.finish()
}
