//! `eval lossless`: is anything lost?

use std::io::Write as _;
use std::process::ExitCode;

use namesieve::eval::{LosslessReport, lossless, mutated_names};
use namesieve::screen::{Hit, Query, Screener};

use super::{INCOMPLETE, Outcome};
use crate::args::{LosslessArgs, ReportFormat};
use crate::failure::Failure;
use crate::input::Input;
use crate::messages::Messages;
use crate::output::{Output, escape, print_json};
use crate::table::Table;

pub(crate) fn run(args: &LosslessArgs, messages: Messages) -> Outcome {
    let input = Input::open_or_sample(&args.input, messages)?;
    let screener = Screener::new(args.index.open(messages)?.index)?;
    let (records, skipped) = input.collect(Some(args.names), messages);
    let mut queries: Vec<Query> = records.into_iter().map(|record| record.query).collect();
    queries.extend(mutated_names(&screener, args.mutations, args.seed)?.into_iter().map(Query::named));
    let report = lossless(&screener, &queries, &args.thresholds, args.threads.count())?;
    match args.format {
        ReportFormat::Json => print_json(&report)?,
        ReportFormat::Table => write_table(&report)?,
    }
    let complete = !skipped && report.skipped == 0 && report.differences == 0;
    Ok(if complete { ExitCode::SUCCESS } else { ExitCode::from(INCOMPLETE) })
}

fn write_table(report: &LosslessReport) -> Result<(), Failure> {
    let thresholds: Vec<String> = report.thresholds.iter().map(ToString::to_string).collect();
    let mut output = Output::stdout();
    let mut table = Table::without_header();
    table.numbers([1]);
    for (what, value) in [
        ("queries", report.queries.to_string()),
        ("queries that can not be screened", report.skipped.to_string()),
        ("thresholds", thresholds.join(", ")),
        ("pairs of query and listed name", report.pairs.to_string()),
        ("candidates scored", report.candidates.to_string()),
        ("hits that agree", report.hits.to_string()),
        ("differences", report.differences.to_string()),
    ] {
        table.row([what, &value]);
    }
    table.write(&mut output)?;
    for difference in &report.examples {
        writeln!(output, "\n{} at {}", escape(&difference.names.join("; ")), difference.threshold)?;
        write_hits(&mut output, "missing", &difference.missing)?;
        write_hits(&mut output, "extra", &difference.extra)?;
    }
    output.finish()
}

fn write_hits(output: &mut Output, what: &str, hits: &[Hit]) -> Result<(), Failure> {
    for hit in hits {
        let name = hit.matched_name.as_deref().unwrap_or_default();
        writeln!(output, "  {what}: {} {} {}", hit.score, escape(hit.party.as_str()), escape(name))?;
    }
    Ok(())
}
