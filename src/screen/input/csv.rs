//! CSV with a header, read line by line, so that a stray quote costs its own line and no other.
//!
//! # Quotes
//!
//! A field that begins with a quote ends at the next quote that is not doubled, and a delimiter or the end of the line must follow
//! (blanks between them are let go). Quotes elsewhere in a field stand for themselves. A line where that does not hold is a
//! problem, and the lines after it are read on their own.
//!
//! A quoted field may hold line ends, within [`MAX_RECORD_LINES`] lines, if the record then has as many columns as the header.
//! But no line that lies within the quotes whole may look like a record, that is, have as many columns by itself: it is more likely
//! a customer whom two stray quotes would swallow than a part of a value.
//!
//! *Cost*: one pass; a line that leaves a quote open is read again for each line after it until the quote closes.

use std::borrow::Cow;
use std::io::Read;

use super::lines::Lines;
use super::{Columns, FIELDS, Fault, Fields, NO_FIELDS};
use crate::limits::{MAX_RECORD_BYTES, MAX_RECORD_LINES};
use crate::{Error, Result};

/// The records of a CSV input.
pub(super) struct Csv<R> {
    lines: Lines<R>,
    delimiter: u8,
    width: usize,
    /// In which column each field stands.
    places: [Option<usize>; FIELDS.len()],
    /// The record at hand and its values, in memory that is used again.
    record: Vec<u8>,
    values: Values,
}

impl<R: Read> Csv<R> {
    /// Reads the header.
    pub(super) fn new(mut lines: Lines<R>, columns: &Columns) -> Result<Self> {
        let mut record = Vec::new();
        while lines.peek(0).is_some_and(|line| line.trim_ascii().is_empty()) {
            lines.next(&mut record);
        }
        let delimiter = delimiter(lines.peek(0).unwrap_or_default());
        let mut values = Values::default();
        let read = next(&mut lines, delimiter, None, &mut record, &mut values).transpose();
        read.map_err(|fault| Error::input(format!("cannot read the header: {}", fault.message())))?;
        let headers: Vec<String> =
            values.iter().map(|header| String::from_utf8_lossy(header).trim().to_owned()).collect();
        if headers.iter().all(String::is_empty) {
            return Err(Error::input("the input is empty; a CSV input begins with a header"));
        }
        let mut places = [None; FIELDS.len()];
        for (place, field) in places.iter_mut().zip(FIELDS) {
            let Some(wanted) = columns.header(field) else { continue };
            let mut found = (0..).zip(&headers).filter(|(_, header)| header.eq_ignore_ascii_case(wanted));
            *place = found.next().map(|(at, _)| at);
            if found.next().is_some() {
                return Err(Error::input(format!(
                    "the header has several columns `{wanted}`; give the one to read a name of its own"
                )));
            }
            if place.is_none() && (field == "name" || columns.headers.contains_key(field)) {
                return Err(Error::input(format!(
                    "the header has no column `{wanted}` but {}; say `--column {field}=HEADER`",
                    headers.iter().map(|header| format!("`{header}`")).collect::<Vec<_>>().join(", "),
                )));
            }
        }
        Ok(Self { width: headers.len(), lines, delimiter, places, record, values })
    }

    pub(super) fn next(&mut self) -> Option<Result<Fields<'_>, Fault>> {
        let Self { lines, delimiter, width, record, values, .. } = self;
        let read = next(lines, *delimiter, Some(*width), record, values)?;
        Some(read.and_then(|()| self.fields()))
    }

    fn fields(&self) -> Result<Fields<'_>, Fault> {
        if self.values.len() != self.width {
            return Err(Fault::Record(format!("{} columns where the header has {}", self.values.len(), self.width)));
        }
        let mut fields = NO_FIELDS;
        for ((field, place), name) in fields.iter_mut().zip(self.places).zip(FIELDS) {
            let Some(value) = place.map(|place| self.values.get(place)) else { continue };
            let text = std::str::from_utf8(value).map_err(|_| {
                Fault::Record(format!("field `{name}` is not UTF-8: `{}`", String::from_utf8_lossy(value)))
            })?;
            *field = Cow::Borrowed(text);
        }
        Ok(fields)
    }
}

/// The values of a record, one after the other.
#[derive(Default)]
struct Values {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Values {
    fn len(&self) -> usize {
        self.ends.len()
    }

    fn get(&self, at: usize) -> &[u8] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start..self.ends[at]]
    }

    fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).map(|at| self.get(at))
    }
}

/// Spreadsheets in countries with a decimal comma write semicolons, some programs tabs: whichever the header has most of.
fn delimiter(header: &[u8]) -> u8 {
    let count = |delimiter: u8| header.iter().filter(|&&byte| byte == delimiter).count();
    // Of equals the last wins, so the comma stands last.
    [b'\t', b';', b','].into_iter().max_by_key(|&delimiter| count(delimiter)).unwrap_or(b',')
}

/// Takes the next record, blank lines before it left out, and its values.
fn next<R: Read>(
    lines: &mut Lines<R>,
    delimiter: u8,
    width: Option<usize>,
    record: &mut Vec<u8>,
    values: &mut Values,
) -> Option<Result<(), Fault>> {
    if let Err(fault) = lines.next_filled(record)? {
        return Some(Err(fault));
    }
    let read = match split(record, delimiter, values) {
        Err(Defect::Open) if continued(record, lines, delimiter, width, values) => Ok(()),
        read => read,
    };
    Some(read.map_err(Defect::fault))
}

/// Completes a record that a line begins by lines ahead. These are taken if that can be done, else left where they are.
fn continued<R: Read>(
    record: &mut Vec<u8>,
    lines: &mut Lines<R>,
    delimiter: u8,
    width: Option<usize>,
    values: &mut Values,
) -> bool {
    for distance in 0..MAX_RECORD_LINES - 1 {
        let Some(line) = lines.peek(distance) else { return false };
        if record.len() + line.len() >= MAX_RECORD_BYTES {
            return false;
        }
        let columns = line.iter().filter(|&&byte| byte == delimiter).count() + 1;
        let is_like_a_record = width == Some(columns) && !line.trim_ascii().is_empty();
        record.push(b'\n');
        record.extend_from_slice(line);
        match split(record, delimiter, values) {
            Ok(()) if width.is_none_or(|width| width == values.len()) => {
                let mut taken = Vec::new();
                (0..=distance).for_each(|_| drop(lines.next(&mut taken)));
                return true;
            }
            Err(Defect::Open) if !is_like_a_record => {}
            _ => return false,
        }
    }
    false
}

/// Why quotes do not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Defect {
    /// A quote does not close.
    Open,
    /// Something other than a delimiter follows the quote that closes.
    Stray,
}

impl Defect {
    fn fault(self) -> Fault {
        Fault::Record(
            match self {
                Self::Open => "a quote that does not close; the lines after it are read on their own",
                Self::Stray => "a quote that closes before the end of its field; double the quotes within a value",
            }
            .to_owned(),
        )
    }
}

/// Takes a record apart.
fn split(record: &[u8], delimiter: u8, values: &mut Values) -> Result<(), Defect> {
    let Values { bytes, ends } = values;
    bytes.clear();
    ends.clear();
    let mut rest = record;
    loop {
        rest = match rest.strip_prefix(b"\"") {
            Some(quoted) => unquote(quoted, delimiter, bytes)?,
            None => {
                let end = rest.iter().position(|&byte| byte == delimiter).unwrap_or(rest.len());
                bytes.extend_from_slice(&rest[..end]);
                &rest[end..]
            }
        };
        ends.push(bytes.len());
        match rest {
            [_, after @ ..] => rest = after,
            [] => return Ok(()),
        }
    }
}

/// Appends the value of a field after its opening quote; what follows it: a delimiter or nothing.
fn unquote<'a>(quoted: &'a [u8], delimiter: u8, value: &mut Vec<u8>) -> Result<&'a [u8], Defect> {
    let mut rest = quoted;
    loop {
        let end = rest.iter().position(|&byte| byte == b'"').ok_or(Defect::Open)?;
        value.extend_from_slice(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix(b"\"") {
            Some(after) => {
                value.push(b'"');
                rest = after;
            }
            None => break,
        }
    }
    let blanks = rest.iter().take_while(|&&byte| byte == b' ').count();
    match rest[blanks..].first() {
        Some(&byte) if byte != delimiter => Err(Defect::Stray),
        _ => Ok(&rest[blanks..]),
    }
}
