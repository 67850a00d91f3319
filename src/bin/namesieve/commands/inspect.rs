//! `inspect`: what the index holds.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use namesieve::candidate::Names;
use namesieve::index::{ListEntry, OwnLexiconEntry};
use namesieve::list::Bounds;
use namesieve::party::{Counts, PartyKind};
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
    #[serde(skip_serializing_if = "Option::is_none")]
    own_lexicon: Option<&'a OwnLexiconEntry>,
    parties: u64,
    names: u64,
    /// Parties that have several listings, which are counted one by one above.
    listed_more_than_once: usize,
    /// What screening holds in memory, in bytes. What it was asked for comes on top.
    memory: Memory,
    lists: Vec<InspectedList<'a>>,
}

#[derive(Serialize)]
struct Memory {
    bytes: usize,
    parts: BTreeMap<&'static str, usize>,
}

#[derive(Serialize)]
struct InspectedList<'a> {
    #[serde(flatten)]
    entry: &'a ListEntry,
    parties: &'a BTreeMap<PartyKind, u64>,
    names: u64,
    /// What the next build of the list is held to.
    bounds: Bounds,
}

pub(crate) fn run(args: &InspectArgs, messages: Messages) -> Outcome {
    let opened = args.index.open(messages)?;
    let manifest = opened.index.manifest();
    let lists = manifest.lists.iter().map(|entry| {
        let counts = &entry.facts.counts;
        let bounds = Bounds::of(counts, entry.facts.own_date());
        InspectedList { entry, parties: &counts.parties, names: Counts::total(&counts.names), bounds }
    });
    let parts: BTreeMap<_, _> = Names::load(&opened.index)?.memory().into_iter().collect();
    let inspection = Inspection {
        path: opened.path.as_deref(),
        format: manifest.format,
        engine: &manifest.engine,
        lexicons: &manifest.lexicons,
        own_lexicon: manifest.own_lexicon.as_ref(),
        parties: manifest.parties,
        names: manifest.names,
        listed_more_than_once: opened.index.listed_more_than_once(),
        memory: Memory { bytes: parts.values().sum(), parts },
        lists: lists.collect(),
    };
    match args.format {
        ReportFormat::Json => print_json(&inspection)?,
        ReportFormat::Table => write_tables(&inspection)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn write_tables(inspection: &Inspection<'_>) -> Result<(), Failure> {
    let mut output = Output::stdout();
    let mut table = Table::without_header();
    let path = inspection.path.map_or("the embedded sample list".to_owned(), |path| path.display().to_string());
    table.row(["index", &path]);
    table.row(["engine", inspection.engine]);
    table.row(["format", &inspection.format.to_string()]);
    table.row(["lexicons", inspection.lexicons]);
    if let Some(OwnLexiconEntry { digest, entries }) = inspection.own_lexicon {
        table.row(["own lexicon", &format!("{digest}, {entries} entries and groups")]);
    }
    table.row(["parties", &inspection.parties.to_string()]);
    table.row(["names", &inspection.names.to_string()]);
    table.row(["listed more than once", &inspection.listed_more_than_once.to_string()]);
    table.row(["memory while screening", &kilobytes(inspection.memory.bytes)]);
    for (part, &bytes) in &inspection.memory.parts {
        table.row([&format!("- {part}"), &kilobytes(bytes)]);
    }
    table.write(&mut output)?;
    for InspectedList { entry, bounds, .. } in &inspection.lists {
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
        for (what, counts) in counted(&facts.counts) {
            table.row([what, &counts]);
        }
        table.row(["next build", &bound(bounds)]);
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

fn kilobytes(bytes: usize) -> String {
    format!("{} kB", bytes.div_ceil(1_000))
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
        ("programs", format!("{}, of {} parties", counts.programs, counts.parties_with_program)),
    ]
}

/// What the next build of a list is held to. The floors of single kinds are in the JSON form alone.
fn bound(Bounds { not_before, floors, .. }: &Bounds) -> String {
    let floors = floors.iter().filter(|floor| floor.kind.is_none());
    let floors: Vec<String> = floors.map(|floor| format!("{} {}", floor.at_least, floor.what)).collect();
    let floors = if floors.is_empty() { "as it may be".to_owned() } else { format!("at least {}", floors.join(", ")) };
    not_before.as_ref().map_or(floors.clone(), |date| format!("{floors}; not before {date}"))
}

fn by_kind<K: Serialize>(counts: &BTreeMap<K, u64>) -> String {
    let total = Counts::total(counts);
    let kinds: Vec<String> =
        counts.iter().map(|(kind, count)| format!("{count} {}", word(kind).replace('_', " "))).collect();
    if kinds.is_empty() { total.to_string() } else { format!("{total}: {}", kinds.join(", ")) }
}
