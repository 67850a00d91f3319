//! Reading the lists that the command line names, and writing an index of them.

use std::path::{Path, PathBuf};
use std::time::Instant;

use namesieve::index;
use namesieve::list::{self, Format, Reading};
use namesieve::name::{LexiconReading, OwnLexicon};
use namesieve::party::Counts;

use crate::args::{BuildArgs, ListArg};
use crate::failure::Failure;
use crate::index::facts;
use crate::messages::Messages;
use crate::output::Output;
use crate::table::Table;

/// Problems of one list that are shown; all are counted, and `inspect` shows more.
const SHOWN: usize = 5;

impl ListArg {
    /// Reads the list, with deltas that change it, and says what could not be read as it should.
    pub(crate) fn read(&self, deltas: &[PathBuf], messages: Messages) -> Result<Reading, Failure> {
        if let Some(word) = self.unknown_format() {
            word.parse::<Format>()?;
        }
        let reading = match deltas {
            [] => list::read(&self.path, self.format)?,
            deltas => list::read_with_deltas(&self.path, deltas)?,
        };
        show_problems(&reading, messages);
        Ok(reading)
    }
}

impl BuildArgs {
    /// Reads every list in turn.
    pub(crate) fn read(&self, messages: Messages) -> Result<Vec<Reading>, Failure> {
        let changed = self.changed_list()?;
        let deltas = |at| if changed == Some(at) { self.deltas.as_slice() } else { &[] };
        self.lists.iter().enumerate().map(|(at, list)| list.read(deltas(at), messages)).collect()
    }

    /// Which list the deltas change: the one that is given as FollowTheMoney, else the one that is given without a format.
    fn changed_list(&self) -> Result<Option<usize>, Failure> {
        if self.deltas.is_empty() {
            return Ok(None);
        }
        let given_as = |format| {
            let lists = self.lists.iter().enumerate().filter(move |(_, list)| list.format == format);
            lists.map(|(at, _)| at).collect::<Vec<_>>()
        };
        match (given_as(Some(Format::Ftm)).as_slice(), given_as(None).as_slice()) {
            ([at], _) | ([], [at]) => Ok(Some(*at)),
            _ => Err(Failure::Usage {
                message: "no telling which list --delta changes".to_owned(),
                hint: "give that list, and no other, as `--list ftm=PATH`",
            }),
        }
    }
}

/// Reads a user's own lexicon, and says what of it can not be used. Returns how many problems it has beside it.
pub(crate) fn read_lexicon(directory: &Path, messages: Messages) -> Result<(OwnLexicon, usize), Failure> {
    let LexiconReading { lexicon, problems, notes } = OwnLexicon::read(directory)?;
    let name = directory.display();
    for problem in problems.iter().take(SHOWN) {
        messages.problem(format_args!("{name}: {problem}"));
    }
    if problems.len() > SHOWN {
        messages.problem(format_args!("{name}: {} more problems", problems.len() - SHOWN));
    }
    messages.note(format_args!("{name}: {} entries and groups of words", lexicon.len()));
    notes.iter().for_each(|note| messages.note(format_args!("{name}: {note}")));
    Ok((lexicon, problems.len()))
}

/// Shows the first problems of a list.
pub(crate) fn show_problems(Reading { list, problems, .. }: &Reading, messages: Messages) {
    for problem in problems.iter().take(SHOWN) {
        messages.problem(format_args!("{}: {problem}", list.name));
    }
    if problems.len() > SHOWN {
        messages.problem(format_args!("{}: {} more problems", list.name, problems.len() - SHOWN));
    }
}

/// Writes the index of these lists, and a table of what it holds to stdout.
pub(crate) fn write_index(
    directory: &Path,
    readings: Vec<Reading>,
    lexicon: Option<&OwnLexicon>,
    start: Instant,
    messages: Messages,
) -> Result<(), Failure> {
    let (mut lists, mut parties) = (Vec::new(), Vec::new());
    for reading in readings {
        let (facts, read) = facts(reading);
        lists.push(facts);
        parties.extend(read);
    }
    let manifest = index::build_with(directory, lists, parties, lexicon)?;

    let mut table = Table::new(["list", "format", "date", "parties", "names", "problems"]);
    table.numbers(3..6);
    for entry in &manifest.lists {
        table.row([
            entry.facts.name.as_str(),
            &entry.facts.format,
            entry.facts.shown_date().as_deref().unwrap_or_default(),
            &Counts::total(&entry.facts.counts.parties).to_string(),
            &Counts::total(&entry.facts.counts.names).to_string(),
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
