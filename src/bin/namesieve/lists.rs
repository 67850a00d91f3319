//! Reading the lists that the command line names.

use namesieve::list::{self, Format, Reading};

use crate::args::ListArg;
use crate::failure::Failure;
use crate::messages::Messages;

/// Problems of one list that are shown; all are counted, and `inspect` shows more.
const SHOWN: usize = 5;

impl ListArg {
    /// Reads the list and says what could not be read as it should.
    pub(crate) fn read(&self, messages: Messages) -> Result<Reading, Failure> {
        if let Some(word) = self.unknown_format() {
            word.parse::<Format>()?;
        }
        let reading = list::read(&self.path, self.format)?;
        for problem in reading.problems.iter().take(SHOWN) {
            messages.problem(format_args!("{}: {problem}", reading.list.name));
        }
        if reading.problems.len() > SHOWN {
            messages.problem(format_args!("{}: {} more problems", reading.list.name, reading.problems.len() - SHOWN));
        }
        Ok(reading)
    }
}
