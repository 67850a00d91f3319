//! Customer files: named on the command line, stdin, or the embedded one.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use namesieve::eval::sample_customers;
use namesieve::screen::{Columns, InputFormat, Record, Records};

use crate::args::InputArgs;
use crate::failure::Failure;
use crate::messages::Messages;
use crate::progress::Progress;

/// Skipped records that are named where only their number matters.
const NAMED: usize = 5;

/// An input, opened.
pub(crate) struct Input {
    pub(crate) records: Records<Box<dyn Read>>,
    pub(crate) progress: Progress,
}

impl Input {
    /// The embedded sample customers.
    pub(crate) fn sample(messages: Messages) -> Result<Self, Failure> {
        let bytes = sample_customers().as_bytes();
        Self::over(bytes, Some(bytes.len() as u64), InputFormat::Csv, Columns::default(), messages)
    }

    /// The input that is named, else the sample.
    pub(crate) fn open_or_sample(args: &InputArgs, messages: Messages) -> Result<Self, Failure> {
        match &args.input {
            Some(path) => Self::open(path, args, messages),
            None => Self::sample(messages),
        }
    }

    pub(crate) fn open(path: &Path, args: &InputArgs, messages: Messages) -> Result<Self, Failure> {
        let columns = Columns::try_from(args)?;
        let format = args.input_format.unwrap_or_else(|| InputFormat::of_path(path));
        if path == Path::new("-") {
            return Self::over(io::stdin(), None, format, columns, messages);
        }
        let file = File::open(path).map_err(Failure::read(path))?;
        let metadata = file.metadata().map_err(Failure::read(path))?;
        if metadata.is_dir() {
            return Err(Failure::read(path)(io::ErrorKind::IsADirectory.into()));
        }
        // A pipe or device has no size to speak of.
        let bytes = metadata.is_file().then_some(metadata.len());
        Self::over(file, bytes, format, columns, messages)
    }

    fn over(
        reader: impl Read + 'static,
        bytes: Option<u64>,
        format: InputFormat,
        columns: Columns,
        messages: Messages,
    ) -> Result<Self, Failure> {
        let progress = Progress::over_bytes(bytes, messages);
        let reader: Box<dyn Read> = Box::new(progress.wrap(reader));
        Ok(Self { records: Records::new(reader, format, columns)?, progress })
    }

    /// The first `limit` records but those that can not be read, and whether there were any. The first of these are named.
    pub(crate) fn collect(self, limit: Option<usize>, messages: Messages) -> (Vec<Record>, bool) {
        let (mut records, mut skipped) = (Vec::new(), 0);
        for record in self.records.take(limit.unwrap_or(usize::MAX)) {
            match record {
                Ok(record) => records.push(record),
                Err(problem) => {
                    skipped += 1;
                    if skipped <= NAMED {
                        messages.problem(problem);
                    }
                }
            }
        }
        self.progress.clear();
        if skipped > 0 {
            messages.problem(format_args!("{skipped} records SKIPPED, {} go on", records.len()));
        }
        (records, skipped > 0)
    }
}
