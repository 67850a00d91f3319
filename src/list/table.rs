//! CSV files of others, with a header: rows whose cells are found by the name of their column.

use csv::StringRecord;
use rustc_hash::FxHashMap;

use super::file::File;
use super::records::{Records, Shape, lines_as_records};
use super::{Problem, Problems};
use crate::party::{Note, NoteKind, Origin};

/// How many lines a header is looked for in: some lists begin with the date of the report.
const LINES_LOOKED_AT: usize = 3;

/// The columns of a file, those that a reader knows by name.
pub(super) struct Table<'a> {
    file: &'a File,
    preamble: usize,
    headers: StringRecord,
    columns: FxHashMap<&'static str, usize>,
}

/// One row.
pub(super) struct Row<'a> {
    table: &'a Table<'a>,
    number: u64,
    values: StringRecord,
}

/// How many lines stand before the header, where one of the first lines is a header with all of these columns.
pub(super) fn header_line(file: &File, columns: &[&str]) -> Option<usize> {
    let mut lines = lines_as_records(file, b',').take(LINES_LOOKED_AT);
    lines.position(|line| columns.iter().all(|column| line.iter().any(|header| key(header) == key(column))))
}

/// Letters and digits in lower case: publishers change case, blanks and underscores from file to file, and `weakAlias`, `Weak Alias`
/// and `weak_alias` are one column.
pub(super) fn key(header: &str) -> String {
    header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl<'a> Table<'a> {
    /// The table whose header has the columns `required`; without them it has no rows, which is a problem.
    pub(super) fn new(
        file: &'a File,
        required: &[&str],
        known: &'static [&'static str],
        problems: &mut Problems,
    ) -> Self {
        let Some(preamble) = header_line(file, required) else {
            let message = format!("no header with the columns `{}`, no row read", required.join("`, `"));
            problems.push(file.problem(1, "", message));
            return Self { file, preamble: 0, headers: StringRecord::new(), columns: FxHashMap::default() };
        };
        let headers = lines_as_records(file, b',').nth(preamble).unwrap_or_default();
        let keys: Vec<String> = headers.iter().map(key).collect();
        let column = |&known: &&'static str| Some((known, keys.iter().position(|header| *header == key(known))?));
        Self { file, preamble, columns: known.iter().filter_map(column).collect(), headers }
    }

    /// The rows that have a value. `legacy_encoding`: see [`Shape`].
    pub(super) fn rows(&'a self, legacy_encoding: bool) -> Rows<'a> {
        let preamble = self.preamble as u64;
        let columns = self.headers.len();
        let shape = Shape { columns, delimiter: b',', preamble, legacy_encoding, ..Shape::default() };
        Rows { table: self, records: Records::new(self.file, shape) }
    }
}

/// The rows of a table, from the first one on.
pub(super) struct Rows<'a> {
    table: &'a Table<'a>,
    records: Records<'a>,
}

impl<'a> Rows<'a> {
    /// The next row, and what is wrong with it.
    pub(super) fn next(&mut self, problems: &mut Problems) -> Option<Row<'a>> {
        let table = self.table;
        if table.columns.is_empty() {
            return None;
        }
        loop {
            let (number, values) = self.records.next(problems)?;
            if number > table.preamble as u64 + 1 && values.iter().any(|value| !value.trim().is_empty()) {
                return Some(Row { table, number, values });
            }
        }
    }
}

impl Row<'_> {
    /// The cell of a column, without blanks around it; `None` where it is empty.
    pub(super) fn get(&self, column: &str) -> Option<&str> {
        let value = self.values.get(*self.table.columns.get(column)?)?.trim();
        (!value.is_empty()).then_some(value)
    }

    /// The values of a cell in which some stand, with a character between.
    pub(super) fn all(&self, column: &str, delimiter: char) -> impl Iterator<Item = &str> {
        let values = self.get(column).into_iter().flat_map(move |cell| cell.split(delimiter));
        values.map(str::trim).filter(|value| !value.is_empty())
    }

    pub(super) fn origin(&self, column: &str) -> Origin {
        self.table.file.origin(self.number, column)
    }

    pub(super) fn problem(&self, column: &str, message: impl Into<String>) -> Problem {
        Problem { origin: self.origin(column), message: message.into() }
    }

    pub(super) fn note(&self, column: &str, kind: NoteKind, text: impl Into<String>) -> Note {
        Note { kind, text: text.into(), origin: self.origin(column) }
    }

    /// The cell of a column as a remark, `column: value`.
    pub(super) fn remark(&self, column: &str) -> Option<Note> {
        Some(self.note(column, NoteKind::Remark, format!("{column}: {}", self.get(column)?)))
    }

    /// A remark for every cell whose column the reader does not know.
    pub(super) fn rest(&self) -> impl Iterator<Item = Note> {
        let known = |field: &usize| self.table.columns.values().any(|known| known == field);
        let rest = self.values.iter().enumerate().filter(move |(field, _)| !known(field));
        rest.filter(|(_, value)| !value.trim().is_empty()).map(|(field, value)| {
            match self.table.headers.get(field).map(str::trim).filter(|header| !header.is_empty()) {
                Some(header) => self.note(header, NoteKind::Remark, format!("{header}: {}", value.trim())),
                None => self.note("", NoteKind::Remark, value.trim()),
            }
        })
    }
}
