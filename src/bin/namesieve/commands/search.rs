//! `search`: the full text, for an analyst.

use std::io::Write as _;
use std::process::ExitCode;

use namesieve::search::{Facet, Request, Results, SearchHit, Searcher};
use serde::Serialize;

use super::Outcome;
use crate::args::{LinesFormat, SearchArgs};
use crate::failure::Failure;
use crate::messages::Messages;
use crate::output::{Output, json_line, stdout_is_terminal};
use crate::table::Table;

pub(crate) fn run(args: &SearchArgs, messages: Messages) -> Outcome {
    let format = args.format.unwrap_or(if stdout_is_terminal() { LinesFormat::Table } else { LinesFormat::Jsonl });
    let request = Request {
        query: args.query.clone(),
        filters: args.filters.iter().map(|filter| (filter.field.clone(), filter.value.clone())).collect(),
        facets: args.facets.clone(),
        limit: args.limit,
    };
    let results = Searcher::new(&args.index.open(messages)?.index)?.search(&request)?;
    match format {
        LinesFormat::Table => write_tables(&results)?,
        LinesFormat::Jsonl => write_lines(&results)?,
    }
    messages.note(format_args!("{} found, {} shown", results.total, results.hits.len()));
    Ok(ExitCode::SUCCESS)
}

fn write_tables(results: &Results) -> Result<(), Failure> {
    let mut output = Output::stdout();
    let mut table = Table::new(["score", "party", "listed as", "type", "countries", "programs", "found in"]);
    for hit in &results.hits {
        let countries: Vec<&str> = hit.countries.iter().map(|country| country.as_str()).collect();
        table.row([
            format!("{:.2}", hit.score),
            hit.party.to_string(),
            hit.caption.clone(),
            hit.kind.to_string(),
            countries.join(", "),
            hit.programs.join(", "),
            found_in(hit),
        ]);
    }
    table.write(&mut output)?;
    for Facet { field, values } in &results.facets {
        writeln!(output)?;
        let mut table = Table::new([field.as_str(), "parties"]);
        table.numbers([1]);
        values.iter().for_each(|(value, count)| table.row([value.as_str(), &count.to_string()]));
        table.write(&mut output)?;
    }
    output.finish()
}

/// The first place that is not the caption itself, which is shown anyway.
fn found_in(hit: &SearchHit) -> String {
    let snippet = hit.snippets.iter().find(|snippet| snippet.text != hit.caption);
    snippet.map(|snippet| format!("{}: {}", snippet.field, snippet.text)).unwrap_or_default()
}

/// Counts come last, on a line of their own, where they were asked for.
#[derive(Serialize)]
struct FacetsLine<'a> {
    total: u64,
    facets: &'a [Facet],
}

fn write_lines(results: &Results) -> Result<(), Failure> {
    let mut output = Output::stdout();
    for hit in &results.hits {
        json_line(&mut output, hit)?;
    }
    if !results.facets.is_empty() {
        json_line(&mut output, &FacetsLine { total: results.total, facets: &results.facets })?;
    }
    output.finish()
}
