//! Reading the lists that the command line names.

use std::path::PathBuf;

use namesieve::list::{self, Format, Reading};

use crate::args::{BuildArgs, ListArg};
use crate::failure::Failure;
use crate::messages::Messages;

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
        for problem in reading.problems.iter().take(SHOWN) {
            messages.problem(format_args!("{}: {problem}", reading.list.name));
        }
        if reading.problems.len() > SHOWN {
            messages.problem(format_args!("{}: {} more problems", reading.list.name, reading.problems.len() - SHOWN));
        }
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
