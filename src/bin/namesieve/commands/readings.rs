//! What `build` and `update` share: lists that are read, their problems shown, an index of them written.

use std::path::Path;
use std::time::Instant;

use namesieve::list::{Format, Reading};
use namesieve::{index, list};

use crate::args::ListArg;
use crate::failure::Failure;
use crate::index::facts;
use crate::messages::Messages;
use crate::output::Output;
use crate::table::Table;

/// Problems of one list that are shown; all are counted, and `inspect` shows more.
const SHOWN: usize = 5;

/// Reads lists from files and folders.
pub(super) fn read(lists: &[ListArg]) -> Result<Vec<Reading>, Failure> {
    let read = |list: &ListArg| {
        if let Some(word) = list.unknown_format() {
            word.parse::<Format>()?;
        }
        Ok(list::read(&list.path, list.format)?)
    };
    lists.iter().map(read).collect()
}

/// Shows the first problems of each list, and tells how many there are in all.
pub(super) fn show_problems(readings: &[Reading], messages: Messages) -> usize {
    let mut problems = 0;
    for reading in readings {
        problems += reading.problems.len();
        for problem in reading.problems.iter().take(SHOWN) {
            messages.problem(format_args!("{}: {problem}", reading.list.name));
        }
        if reading.problems.len() > SHOWN {
            messages.problem(format_args!("{}: {} more problems", reading.list.name, reading.problems.len() - SHOWN));
        }
    }
    problems
}

/// Writes the index of these lists, and a table of what it holds to stdout.
pub(super) fn write_index(
    directory: &Path,
    readings: Vec<Reading>,
    start: Instant,
    messages: Messages,
) -> Result<(), Failure> {
    let (mut lists, mut parties) = (Vec::new(), Vec::new());
    for reading in readings {
        let (facts, read) = facts(reading);
        lists.push(facts);
        parties.extend(read);
    }
    let manifest = index::build(directory, lists, parties)?;

    let mut table = Table::new(["list", "format", "date", "parties", "names", "problems"]);
    table.numbers(3..6);
    for entry in &manifest.lists {
        table.row([
            entry.facts.name.as_str(),
            &entry.facts.format,
            entry.facts.shown_date().as_deref().unwrap_or_default(),
            &entry.parties.values().sum::<u64>().to_string(),
            &entry.names.to_string(),
            &entry.problem_count.to_string(),
        ]);
    }
    let mut output = Output::stdout();
    table.write(&mut output)?;
    output.finish()?;
    messages.note(format_args!(
        "index written to `{}` in {:.2} s; `namesieve inspect` describes it",
        directory.display(),
        start.elapsed().as_secs_f64(),
    ));
    Ok(())
}
