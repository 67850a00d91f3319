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
    ahead: VecDeque<Result<Vec<u8>, Fault>>,
}

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
            let mut line = Vec::new();
            let read = self.read(&mut line)?;
            self.ahead.push_back(read.map(|()| line));
        }
        self.ahead[distance].as_deref().ok()
    }

    /// Takes the next line, into memory that is used again.
    pub(super) fn next(&mut self, line: &mut Vec<u8>) -> Option<Result<(), Fault>> {
        match self.ahead.pop_front() {
            Some(ahead) => Some(ahead.map(|ahead| *line = ahead)),
            None => self.read(line),
        }
    }

    /// Takes the next line that is not blank.
    pub(super) fn next_filled(&mut self, line: &mut Vec<u8>) -> Option<Result<(), Fault>> {
        loop {
            let read = self.next(line)?;
            if read.is_err() || !line.trim_ascii().is_empty() {
                return Some(read);
            }
        }
    }

    fn read(&mut self, line: &mut Vec<u8>) -> Option<Result<(), Fault>> {
        line.clear();
        if let Err(fault) = self.read_part(line) {
            return Some(Err(fault));
        }
        if line.len() > MAX_RECORD_BYTES {
            // The rest of the line is passed over, so that the next record is read from its start.
            while line.last().is_some_and(|&byte| byte != self.end) {
                line.clear();
                if let Err(fault) = self.read_part(line) {
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
        Some(Ok(()))
    }

    fn read_part(&mut self, line: &mut Vec<u8>) -> Result<(), Fault> {
        let mut part = self.reader.by_ref().take(MAX_RECORD_BYTES as u64 + 1);
        part.read_until(self.end, line).map(drop).map_err(|error| Fault::Source(error.to_string()))
    }
}
