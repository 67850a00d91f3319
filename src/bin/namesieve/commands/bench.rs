//! `bench`: latency and throughput, cold and warm apart.

use std::io::Write as _;
use std::process::ExitCode;

use namesieve::eval::{Latency, LatencyReport, latency};
use namesieve::screen::{Query, Screener};

use super::{INCOMPLETE, Outcome};
use crate::args::{BenchArgs, ReportFormat};
use crate::failure::Failure;
use crate::input::Input;
use crate::messages::Messages;
use crate::output::{Output, print_json};
use crate::table::Table;

/// Enough for a p99.9 with some queries beyond it, and a second or two at the largest lists.
const COLD_QUERIES: usize = 5_000;

const WARM_ROUNDS: usize = 3;

pub(crate) fn run(args: &BenchArgs, messages: Messages) -> Outcome {
    let input = Input::open_or_sample(&args.input, messages)?;
    let screener = Screener::new(args.index.open(messages)?.index)?;
    let (records, skipped) = input.collect(args.limit, messages);
    let queries: Vec<Query> = records.into_iter().map(|record| record.query).collect();
    let how = Latency {
        settings: args.preset.settings(None, None),
        threads: args.threads.count(),
        cold_limit: COLD_QUERIES,
        warm_rounds: WARM_ROUNDS,
    };
    let report = latency(&screener, &queries, &how)?;
    match args.format {
        ReportFormat::Json => print_json(&report)?,
        ReportFormat::Table => write_table(&report)?,
    }
    if report.skipped > 0 {
        messages.problem(format_args!("{} queries that can not be screened SKIPPED", report.skipped));
    }
    Ok(if skipped || report.skipped > 0 { ExitCode::from(INCOMPLETE) } else { ExitCode::SUCCESS })
}

fn write_table(report: &LatencyReport) -> Result<(), Failure> {
    let mut output = Output::stdout();
    writeln!(
        output,
        "{} queries against {} names of {} parties ({} forms); {:.1} candidates a query, {} hits, {} queries with a match\n",
        report.queries,
        report.listed_names,
        report.parties,
        report.listed_forms,
        report.candidates_per_query,
        report.hits,
        report.matches,
    )?;
    let mut table = Table::new(["pass", "queries", "names/s", "p50 us", "p90 us", "p99 us", "p99.9 us", "max us"]);
    table.numbers(1..8);
    for (name, pass) in [("cold", &report.cold), ("first", &report.first), ("warm", &report.warm)] {
        let times = [pass.p50_us, pass.p90_us, pass.p99_us, pass.p999_us, pass.max_us].map(|us| format!("{us:.1}"));
        let counts = [name.to_owned(), pass.queries.to_string(), format!("{:.0}", pass.per_second)];
        table.row(counts.into_iter().chain(times));
    }
    table.write(&mut output)?;
    writeln!(output, "\nwarm, {} threads together: {:.0} names/s", report.threads, report.parallel_per_second)?;
    output.finish()
}
