//! `inspect`: what the index holds.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use namesieve::index::{Index, ListEntry};
use namesieve::list::Counts;
use namesieve::party::Party;
use serde::Serialize;

use super::Outcome;
use crate::args::{InspectArgs, ReportFormat};
use crate::failure::Failure;
use crate::messages::Messages;
use crate::output::{Output, escape, print_json, word};
use crate::table::Table;

/// Problems of one list in the table; JSON has all that the manifest keeps.
const SHOWN: usize = 20;

#[derive(Serialize)]
struct Inspection<'a> {
    /// Absent for the embedded sample.
    path: Option<&'a Path>,
    format: u32,
    engine: &'a str,
    lexicons: &'a str,
    parties: u64,
    names: u64,
    lists: Vec<InspectedList<'a>>,
}

#[derive(Serialize)]
struct InspectedList<'a> {
    #[serde(flatten)]
    entry: &'a ListEntry,
    counts: Counts,
}

pub(crate) fn run(args: &InspectArgs, messages: Messages) -> Outcome {
    let opened = args.index.open(messages)?;
    let manifest = opened.index.manifest();
    let mut parties = parties_by_list(&opened.index)?;
    let lists = manifest.lists.iter().map(|entry| {
        let parties = parties.remove(&entry.facts.name).unwrap_or_default();
        InspectedList { entry, counts: Counts::of(&parties) }
    });
    let inspection = Inspection {
        path: opened.path.as_deref(),
        format: manifest.format,
        engine: &manifest.engine,
        lexicons: &manifest.lexicons,
        parties: manifest.parties,
        names: manifest.names,
        lists: lists.collect(),
    };
    match args.format {
        ReportFormat::Json => print_json(&inspection)?,
        ReportFormat::Table => write_tables(&inspection)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn parties_by_list(index: &Index) -> Result<BTreeMap<String, Vec<Party>>, Failure> {
    let mut lists: BTreeMap<String, Vec<Party>> = BTreeMap::new();
    for ordinal in 0..index.len() as u32 {
        let party = index.party_at(ordinal)?;
        lists.entry(party.listing.list.clone()).or_default().push(party);
    }
    Ok(lists)
}

fn write_tables(inspection: &Inspection<'_>) -> Result<(), Failure> {
    let mut output = Output::stdout();
    let mut table = Table::without_header();
    let path = inspection.path.map_or("the embedded sample list".to_owned(), |path| path.display().to_string());
    table.row(["index", &path]);
    table.row(["engine", inspection.engine]);
    table.row(["format", &inspection.format.to_string()]);
    table.row(["lexicons", inspection.lexicons]);
    table.row(["parties", &inspection.parties.to_string()]);
    table.row(["names", &inspection.names.to_string()]);
    table.write(&mut output)?;
    for InspectedList { entry, counts } in &inspection.lists {
        let facts = &entry.facts;
        writeln!(output)?;
        let mut table = Table::without_header();
        table.row(["list", &facts.name]);
        table.row(["source", &facts.source]);
        table.row(["format", &facts.format]);
        table.row(["date", facts.shown_date().as_deref().unwrap_or("not given")]);
        table.row(["digest", &facts.digest]);
        if facts.delisted > 0 {
            table.row(["de-listed", &format!("{} left out", facts.delisted)]);
        }
        for (what, counts) in counted(counts) {
            table.row([what, &counts]);
        }
        table.row(["problems", &entry.problem_count.to_string()]);
        table.write(&mut output)?;
        for problem in facts.problems.iter().take(SHOWN) {
            writeln!(output, "  {}", escape(&problem.to_string()))?;
        }
        let more = (entry.problem_count as usize).saturating_sub(SHOWN);
        if more > 0 {
            writeln!(output, "  {more} more; see --format json")?;
        }
    }
    output.finish()
}

/// Each kind of data with its numbers.
fn counted(counts: &Counts) -> [(&'static str, String); 13] {
    [
        ("parties", by_kind(&counts.parties)),
        ("names", by_kind(&counts.names)),
        ("birth dates", by_kind(&counts.birth_dates)),
        ("other dates", by_kind(&counts.other_dates)),
        ("places", by_kind(&counts.places)),
        ("countries", by_kind(&counts.countries)),
        ("genders", counts.genders.to_string()),
        ("identifiers", by_kind(&counts.identifiers)),
        ("addresses", counts.addresses.to_string()),
        ("contacts", by_kind(&counts.contacts)),
        ("links", format!("{}, {} of them to a known party", counts.links, counts.links_resolved)),
        ("notes", by_kind(&counts.notes)),
        ("programs", counts.programs.to_string()),
    ]
}

fn by_kind<K: Serialize>(counts: &BTreeMap<K, u64>) -> String {
    let total: u64 = counts.values().sum();
    let kinds: Vec<String> =
        counts.iter().map(|(kind, count)| format!("{count} {}", word(kind).replace('_', " "))).collect();
    if kinds.is_empty() { total.to_string() } else { format!("{total}: {}", kinds.join(", ")) }
}
