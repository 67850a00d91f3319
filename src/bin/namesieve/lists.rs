//! Reading the lists that the command line names, and writing an index of them.

use std::path::{Path, PathBuf};
use std::time::Instant;

use namesieve::index::Builder;
use namesieve::list::{self, Format, ListInfo, Problem, Reading};
use namesieve::name::{LexiconReading, OwnLexicon};
use namesieve::party::{Counter, Counts};

use crate::args::{BuildArgs, ListArg};
use crate::failure::Failure;
use crate::index::list_facts;
use crate::messages::Messages;
use crate::output::Output;
use crate::table::Table;

/// Problems of one list that are shown; all are counted, and `inspect` shows more.
const SHOWN: usize = 5;

impl ListArg {
    /// Refuses what looks like a format and is none.
    fn check_format(&self) -> Result<(), Failure> {
        if let Some(word) = self.unknown_format() {
            word.parse::<Format>()?;
        }
        Ok(())
    }

    /// Reads the list, with deltas that change it, and says what could not be read as it should.
    pub(crate) fn read(&self, deltas: &[PathBuf], messages: Messages) -> Result<Reading, Failure> {
        self.check_format()?;
        let reading = match deltas {
            [] => list::read(&self.path, self.format)?,
            deltas => list::read_with_deltas(&self.path, deltas)?,
        };
        show_problems(&reading.list, &reading.problems, messages);
        Ok(reading)
    }
}

/// A list whose parties are on their way into an index.
pub(crate) struct ReadList {
    pub(crate) list: ListInfo,
    pub(crate) counts: Counts,
    pub(crate) problems: Vec<Problem>,
}

impl ReadList {
    /// Gives the parties of a list to the builder.
    pub(crate) fn of(Reading { list, parties, problems }: Reading, builder: &mut Builder) -> Result<Self, Failure> {
        let counts = Counts::of(&parties);
        parties.into_iter().try_for_each(|party| builder.add(party))?;
        Ok(Self { list, counts, problems })
    }
}

impl BuildArgs {
    /// Reads every list in turn; its parties go to the builder.
    pub(crate) fn read(&self, builder: &mut Builder, messages: Messages) -> Result<Vec<ReadList>, Failure> {
        let changed = self.changed_list()?;
        let read = |(at, list): (usize, &ListArg)| {
            if changed == Some(at) {
                return ReadList::of(list.read(&self.deltas, messages)?, builder);
            }
            list.check_format()?;
            let mut counter = Counter::default();
            let (list, problems) = list::read_each(&list.path, list.format, |party| {
                counter.add(&party);
                builder.add(party)
            })?;
            show_problems(&list, &problems, messages);
            Ok(ReadList { list, counts: counter.counts(), problems })
        };
        self.lists.iter().enumerate().map(read).collect()
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
pub(crate) fn show_problems(list: &ListInfo, problems: &[Problem], messages: Messages) {
    for problem in problems.iter().take(SHOWN) {
        messages.problem(format_args!("{}: {problem}", list.name));
    }
    if problems.len() > SHOWN {
        messages.problem(format_args!("{}: {} more problems", list.name, problems.len() - SHOWN));
    }
}

/// Writes the index of these lists, whose parties the builder has, and a table of what it holds to stdout.
pub(crate) fn write_index(
    directory: &Path,
    builder: Builder,
    lists: Vec<ReadList>,
    lexicon: Option<&OwnLexicon>,
    start: Instant,
    messages: Messages,
) -> Result<(), Failure> {
    let facts = lists.into_iter().map(|ReadList { list, counts, problems }| list_facts(list, counts, problems));
    let manifest = builder.finish(facts.collect(), lexicon)?;

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
