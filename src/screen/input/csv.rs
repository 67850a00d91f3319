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
use super::{Columns, FIELDS, Fault, Fields};
use crate::limits::{MAX_RECORD_BYTES, MAX_RECORD_LINES};
use crate::{Error, Result};

/// The records of a CSV input.
pub(super) struct Csv<R> {
    lines: Lines<R>,
    delimiter: u8,
    width: usize,
    /// In which column each field stands.
    places: [Option<usize>; FIELDS.len()],
}

impl<R: Read> Csv<R> {
    /// Reads the header.
    pub(super) fn new(mut lines: Lines<R>, columns: &Columns) -> Result<Self> {
        while lines.peek(0).is_some_and(|line| line.trim_ascii().is_empty()) {
            lines.next();
        }
        let delimiter = delimiter(lines.peek(0).unwrap_or_default());
        let record = next(&mut lines, delimiter, None).transpose();
        let record = record.map_err(|fault| Error::input(format!("cannot read the header: {}", fault.message())))?;
        let headers = record.as_deref().and_then(|record| split(record, delimiter).ok()).unwrap_or_default();
        let headers: Vec<String> =
            headers.iter().map(|header| String::from_utf8_lossy(header).trim().to_owned()).collect();
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
        Ok(Self { width: headers.len(), lines, delimiter, places })
    }

    pub(super) fn next(&mut self) -> Option<Result<Fields, Fault>> {
        let record = next(&mut self.lines, self.delimiter, Some(self.width))?;
        Some(record.and_then(|record| self.fields(&record)))
    }

    fn fields(&self, record: &[u8]) -> Result<Fields, Fault> {
        let values = split(record, self.delimiter).map_err(Defect::fault)?;
        if values.len() != self.width {
            return Err(Fault::Record(format!("{} columns where the header has {}", values.len(), self.width)));
        }
        let mut fields = Fields::default();
        for ((field, place), name) in fields.iter_mut().zip(self.places).zip(FIELDS) {
            let Some(value) = place.and_then(|place| values.get(place)) else { continue };
            let text = std::str::from_utf8(value).map_err(|_| {
                Fault::Record(format!("field `{name}` is not UTF-8: `{}`", String::from_utf8_lossy(value)))
            })?;
            text.clone_into(field);
        }
        Ok(fields)
    }
}

/// Spreadsheets in countries with a decimal comma write semicolons, some programs tabs: whichever the header has most of.
fn delimiter(header: &[u8]) -> u8 {
    let count = |delimiter: u8| header.iter().filter(|&&byte| byte == delimiter).count();
    // Of equals the last wins, so the comma stands last.
    [b'\t', b';', b','].into_iter().max_by_key(|&delimiter| count(delimiter)).unwrap_or(b',')
}

/// Takes the next record, blank lines before it left out.
fn next<R: Read>(lines: &mut Lines<R>, delimiter: u8, width: Option<usize>) -> Option<Result<Vec<u8>, Fault>> {
    let first = loop {
        match lines.next()? {
            Ok(line) if line.trim_ascii().is_empty() => {}
            Ok(line) => break line,
            Err(fault) => return Some(Err(fault)),
        }
    };
    let is_open = first.contains(&b'"') && split(&first, delimiter) == Err(Defect::Open);
    Some(if is_open { continued(first, lines, delimiter, width).ok_or(Defect::Open.fault()) } else { Ok(first) })
}

/// The record that a line begins and lines ahead complete. These are taken if there is one, else left where they are.
fn continued<R: Read>(
    mut record: Vec<u8>,
    lines: &mut Lines<R>,
    delimiter: u8,
    width: Option<usize>,
) -> Option<Vec<u8>> {
    for distance in 0..MAX_RECORD_LINES - 1 {
        let line = lines.peek(distance)?;
        if record.len() + line.len() >= MAX_RECORD_BYTES {
            return None;
        }
        let columns = line.iter().filter(|&&byte| byte == delimiter).count() + 1;
        let is_like_a_record = width == Some(columns) && !line.trim_ascii().is_empty();
        record.push(b'\n');
        record.extend_from_slice(line);
        match split(&record, delimiter) {
            Ok(values) if width.is_none_or(|width| width == values.len()) => {
                (0..=distance).for_each(|_| drop(lines.next()));
                return Some(record);
            }
            Err(Defect::Open) if !is_like_a_record => {}
            _ => return None,
        }
    }
    None
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

/// The values of a record.
fn split(record: &[u8], delimiter: u8) -> Result<Vec<Cow<'_, [u8]>>, Defect> {
    let mut values = Vec::new();
    let mut rest = record;
    loop {
        let (value, after) = match rest.strip_prefix(b"\"") {
            Some(quoted) => unquote(quoted, delimiter)?,
            None => {
                let end = rest.iter().position(|&byte| byte == delimiter).unwrap_or(rest.len());
                (Cow::Borrowed(&rest[..end]), &rest[end..])
            }
        };
        values.push(value);
        match after {
            [_, after @ ..] => rest = after,
            [] => return Ok(values),
        }
    }
}

/// The value of a field after its opening quote, and what follows it: a delimiter or nothing.
fn unquote(quoted: &[u8], delimiter: u8) -> Result<(Cow<'_, [u8]>, &[u8]), Defect> {
    let mut value = Cow::Borrowed(&quoted[..0]);
    let mut rest = quoted;
    loop {
        let end = rest.iter().position(|&byte| byte == b'"').ok_or(Defect::Open)?;
        if value.is_empty() {
            value = Cow::Borrowed(&rest[..end]);
        } else {
            value.to_mut().extend_from_slice(&rest[..end]);
        }
        rest = &rest[end + 1..];
        match rest.strip_prefix(b"\"") {
            Some(after) => {
                value.to_mut().push(b'"');
                rest = after;
            }
            None => break,
        }
    }
    let blanks = rest.iter().take_while(|&&byte| byte == b' ').count();
    match rest[blanks..].first() {
        Some(&byte) if byte != delimiter => Err(Defect::Stray),
        _ => Ok((value, &rest[blanks..])),
    }
}
