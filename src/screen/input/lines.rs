//! Lines of a customer file, each bounded, with a look at those that follow.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read};

use super::Fault;
use super::encoding::Utf8;
use crate::limits::MAX_RECORD_BYTES;

/// Bytes read at a time.
const BUFFER: usize = 1 << 16;

/// Lines without their ends. *Cost*: one pass; memory for one line and those looked at ahead.
pub(super) struct Lines<R> {
    reader: BufReader<Utf8<R>>,
    /// The last byte of a line: a line feed, or the carriage return of old spreadsheets where the first line ends with one.
    end: u8,
    ahead: VecDeque<Line>,
}

type Line = Result<Vec<u8>, Fault>;

impl<R: Read> Lines<R> {
    pub(super) fn new(reader: R) -> io::Result<Self> {
        let mut reader = BufReader::with_capacity(BUFFER, Utf8::new(reader)?);
        let start = reader.fill_buf()?;
        let first_end = start.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
        let end = match first_end.map(|at| &start[at..]) {
            Some([b'\r', next, ..]) if *next != b'\n' => b'\r',
            _ => b'\n',
        };
        Ok(Self { reader, end, ahead: VecDeque::new() })
    }

    /// The line `distance` after the next one, without taking any; `None` after the last one and where it can not be read.
    pub(super) fn peek(&mut self, distance: usize) -> Option<&[u8]> {
        while self.ahead.len() <= distance {
            let line = self.read()?;
            self.ahead.push_back(line);
        }
        self.ahead[distance].as_deref().ok()
    }

    /// Takes the next line.
    pub(super) fn next(&mut self) -> Option<Line> {
        self.ahead.pop_front().or_else(|| self.read())
    }

    fn read(&mut self) -> Option<Line> {
        let mut line = Vec::new();
        if let Err(fault) = self.read_part(&mut line) {
            return Some(Err(fault));
        }
        if line.len() > MAX_RECORD_BYTES {
            // The rest of the line is passed over, so that the next record is read from its start.
            while line.last().is_some_and(|&byte| byte != self.end) {
                line.clear();
                if let Err(fault) = self.read_part(&mut line) {
                    return Some(Err(fault));
                }
            }
            return Some(Err(Fault::Record(format!("a line of more than {MAX_RECORD_BYTES} bytes"))));
        }
        if line.is_empty() {
            return None;
        }
        line.pop_if(|byte| *byte == self.end);
        line.pop_if(|byte| *byte == b'\r');
        Some(Ok(line))
    }

    fn read_part(&mut self, line: &mut Vec<u8>) -> Result<(), Fault> {
        let mut part = self.reader.by_ref().take(MAX_RECORD_BYTES as u64 + 1);
        part.read_until(self.end, line).map(drop).map_err(|error| Fault::Source(error.to_string()))
    }
}
