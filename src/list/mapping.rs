//! How the fields of a list of one's own are called, and what else its reader can not know.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::Deserialize;

use super::Problems;
use super::dates::DateOrder;
use super::file::File;
use super::own::{Cell, Column, column};
use crate::party::PartyKind;
use crate::{Error, Result};

/// How a list of one's own is to be read: a file in TOML beside the list, given to [`read`](super::read) in place of it.
///
/// ```toml
/// file = "staff.csv"                # the list, CSV or JSON lines with one flat object a line; from the folder of this file; "-" is stdin
/// name = "do-not-hire"              # the name under which its parties' ids stand; else made of the file's name
/// delimiter = ";"                   # between columns; else told by the header
/// separator = "|"                   # between several values in a cell; else `;`
/// dates = "day-first"               # or "month-first": how 03/04/1963 is read; else it is no date
/// left_out = ["Salary"]             # columns that are not to be in the index
///
/// [columns]                         # a field, and the column or columns that it stands in
/// id = "Ref"
/// last_name = "Surname"
/// first_name = "Forename"
/// alias = ["Other name", "Nickname"]
///
/// [types]                           # words of the column `type`
/// P = "person"
/// F = "organization"
///
/// [constants]                       # fields of every record that has no value of its own
/// program = "HR-7"
/// type = "person"
/// ```
///
/// Fields are called by the names of the columns of [`Format::Csv`](super::Format::Csv); columns that are not mapped are found by
/// their own names. Only `file` must be there.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    file: PathBuf,
    name: Option<String>,
    delimiter: Option<char>,
    separator: Option<char>,
    dates: Option<DateOrder>,
    #[serde(default)]
    left_out: Vec<String>,
    #[serde(default)]
    columns: BTreeMap<String, Headers>,
    #[serde(default)]
    types: BTreeMap<String, PartyKind>,
    #[serde(default)]
    constants: BTreeMap<String, String>,
}

/// One column or several.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
enum Headers {
    One(String),
    Several(Vec<String>),
}

impl Headers {
    fn all(&self) -> &[String] {
        match self {
            Self::One(header) => std::slice::from_ref(header),
            Self::Several(headers) => headers,
        }
    }
}

impl FromStr for Mapping {
    type Err = Error;

    /// # Errors
    ///
    /// Where the text is not TOML of this form, or maps what is no field.
    fn from_str(text: &str) -> Result<Self> {
        let mapping: Self = toml::from_str(text).map_err(|error| {
            let line =
                error.span().map_or(1, |span| text.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
            Error::input(format!("line {line}: {}", error.message()))
        })?;
        let fields = mapping.columns.keys().chain(mapping.constants.keys());
        if let Some(unknown) = fields.clone().find(|field| column(field) == Column::Unknown) {
            return Err(Error::input(format!(
                "`{unknown}` is no field of a list; use one such as `name`, `alias`, `birth_date`"
            )));
        }
        let is_name = |name: &str| {
            let is_word = |word: &str| {
                !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
            };
            name.split('-').all(is_word)
        };
        if let Some(name) = mapping.name().filter(|name| !is_name(name)) {
            return Err(Error::input(format!(
                "`{name}` is no name of a list; use a to z, digits and hyphens between them"
            )));
        }
        if mapping.delimiter.is_some_and(|delimiter| !delimiter.is_ascii()) {
            return Err(Error::input("a delimiter between columns must be an ASCII character"));
        }
        Ok(mapping)
    }
}

impl Mapping {
    /// The mapping in a file, where its content is one.
    pub(super) fn of_file(path: &Path, file: &File) -> Result<Option<Self>> {
        let is_mapping = |line: &[u8]| {
            let line = line.trim_ascii_start();
            line.strip_prefix(b"file").is_some_and(|rest| rest.trim_ascii_start().starts_with(b"="))
        };
        if !file.head().split(|&byte| byte == b'\n').any(is_mapping) {
            return Ok(None);
        }
        let wrong =
            |why: &dyn std::fmt::Display| Error::list(format!("`{}` is no mapping of a list: {why}", path.display()));
        let text = std::str::from_utf8(file.head()).map_err(|error| wrong(&error))?;
        let mut mapping = Self::from_str(text).map_err(|error| wrong(&error))?;
        if mapping.file != Path::new("-") {
            mapping.file = path.parent().unwrap_or(Path::new("")).join(&mapping.file);
        }
        Ok(Some(mapping))
    }

    /// The list's file.
    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    pub(super) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    pub(super) fn delimiter(&self) -> Option<u8> {
        self.delimiter.and_then(|delimiter| u8::try_from(delimiter).ok())
    }

    pub(super) fn date_order(&self) -> Option<DateOrder> {
        self.dates
    }

    /// What the column under a header holds.
    pub(super) fn column(&self, header: &str) -> Column {
        let header = header.trim();
        if self.left_out.iter().any(|left_out| left_out == header) {
            return Column::LeftOut;
        }
        let mapped = self.columns.iter().find(|(_, headers)| headers.all().iter().any(|mapped| mapped == header));
        if let Some((field, _)) = mapped {
            return column(field);
        }
        // Where a field is mapped, a column that only happens to have its name is another one.
        let own = column(header);
        if self.columns.keys().any(|field| column(field) == own) { Column::Unknown } else { own }
    }

    /// The values in a cell.
    pub(super) fn values<'a>(&self, cell: &'a str) -> Vec<Cow<'a, str>> {
        let values = cell.split(self.separator.unwrap_or(';')).map(str::trim);
        values.filter(|value| !value.is_empty()).map(Cow::from).collect()
    }

    /// What the word of a list stands for.
    pub(super) fn kind(&self, word: &str) -> Option<PartyKind> {
        self.types.get(word).copied()
    }

    /// The cells of a record that are to be read, constants for those that it does not have among them.
    pub(super) fn complete<'a>(&'a self, cells: impl Iterator<Item = Cell<'a>>) -> Vec<Cell<'a>> {
        let mut cells: Vec<Cell<'a>> = cells.filter(|cell| cell.column != Column::LeftOut).collect();
        if cells.is_empty() {
            return cells;
        }
        for (field, value) in &self.constants {
            let column = column(field);
            if !cells.iter().any(|cell| cell.column == column) {
                cells.push(Cell { header: field, column, text: value.as_str().into(), values: self.values(value) });
            }
        }
        cells
    }

    /// Reports columns that are mapped or left out, and are not there.
    pub(super) fn report_absent<'h>(
        &self,
        headers: impl Iterator<Item = &'h str> + Clone,
        file: &File,
        problems: &mut Problems,
    ) {
        let named = self.columns.values().flat_map(Headers::all).chain(&self.left_out);
        for absent in named.filter(|named| !headers.clone().any(|header| header.trim() == *named)) {
            problems.push(file.problem(1, absent, "a column of the mapping that is not there"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::{Format, Reading, read};

    const MAPPING: &str = r#"
        file = "staff.txt"
        name = "do-not-hire"
        delimiter = "|"
        separator = "+"
        dates = "month-first"
        left_out = ["Salary"]
        columns = { id = "Ref", last_name = "Nom", first_name = ["Prénom", "Prénom 2"], alias = ["Other"], birth_date = "Né" }
        types = { P = "person" }
        constants = { type = "P", program = "HR-7" }
    "#;

    fn read_mapped(mapping: &str, list: &str) -> Result<Reading> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("staff.txt"), list).unwrap();
        let path = folder.path().join("staff.toml");
        std::fs::write(&path, mapping).unwrap();
        read(&path, None)
    }

    fn shown(reading: &Reading) -> Vec<String> {
        let names = |party: &crate::party::Party| {
            party.names.iter().map(|name| name.full.as_str()).collect::<Vec<_>>().join(", ")
        };
        let dates =
            |party: &crate::party::Party| party.dates.first().map_or(String::new(), |event| event.date.to_string());
        let show = |party: &crate::party::Party| {
            format!("{} {} [{}] {} {:?}", party.id, party.kind, names(party), dates(party), party.listing.programs)
        };
        reading.parties.iter().map(show).collect()
    }

    #[test]
    fn columns_go_where_the_mapping_says() {
        let want = ["do-not-hire:7 person [Jane Ann Doe, A, B; C] 1963-03-04 [\"HR-7\"]"];
        let table =
            "Ref|Nom|Prénom|Prénom 2|Other|Né|Salary|Program\n7|Doe|Jane|Ann|A+B; C|03/04/1963|9000|\n||||||5|\n";
        let reading = read_mapped(MAPPING, table).unwrap();
        assert_eq!(
            (shown(&reading), reading.problems, reading.list.format),
            (want.map(str::to_owned).into(), vec![], Format::Csv)
        );
        let json = serde_json::to_string(&reading.parties).unwrap();
        assert!(!json.contains("9000"), "{json}");

        let lines = r#"{"Ref":"7","Nom":"Doe","Prénom":"Jane","Prénom 2":"Ann","Other":["A","B; C"],"Né":"03/04/1963","Salary":9000}"#;
        let reading = read_mapped(MAPPING, lines).unwrap();
        assert_eq!(
            (shown(&reading), reading.problems, reading.list.format),
            (want.map(str::to_owned).into(), vec![], Format::Jsonl)
        );
    }

    #[test]
    fn a_mapping_goes_before_the_name_of_a_column() {
        const BY_REF: &str = "file = 'staff.txt'\nname = 'own'\ncolumns = { id = 'Ref' }";
        let table = read_mapped(BY_REF, "id,Ref,name\n1,A:7,Jane Doe\n").unwrap();
        let lines = read_mapped(BY_REF, r#"{"id":1,"Ref":"A:7","name":"Jane Doe"}"#).unwrap();
        for reading in [table, lines] {
            assert_eq!(
                (reading.parties[0].id.as_str(), reading.parties[0].notes[0].text.as_str()),
                ("own:A:7", "id: 1")
            );
        }
        let mapping: Mapping = "file = 'nowhere.csv'".parse().unwrap();
        assert_eq!(crate::list::read_mapped(mapping).unwrap_err().kind(), crate::ErrorKind::Io);
    }

    #[test]
    fn columns_that_are_not_there_are_problems() {
        let reading = read_mapped(MAPPING, "Ref|Nom\n7|Doe\n").unwrap();
        let fields: Vec<&str> = reading.problems.iter().map(|problem| problem.origin.field.as_str()).collect();
        assert_eq!(fields, ["Other", "Né", "Prénom", "Prénom 2", "Salary"]);
    }

    #[test]
    fn wrong_mappings_are_refused() {
        for (case, mapping, why) in [
            ("no file", "name = 'a'\nfile =", "staff.toml` is no mapping of a list: line 2: "),
            ("a word that is none", "file = 'staff.txt'\nfiel = 'a'", "unknown field `fiel`"),
            ("a field that is none", "file = 'staff.txt'\ncolumns = { nmae = 'a' }", "`nmae` is no field of a list"),
            ("a type that is none", "file = 'staff.txt'\ntypes = { P = 'robot' }", "unknown variant `robot`"),
            ("no such list", "file = 'other.txt'", "cannot read `"),
            ("a mapping of a mapping", "file = 'staff.toml'", "no column `name` in the header"),
        ] {
            let error = read_mapped(mapping, "name\nA\n").unwrap_err().to_string();
            assert!(error.contains(why), "{case}: {error}");
        }
    }
}
