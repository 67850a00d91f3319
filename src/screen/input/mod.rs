//! Customer files: CSV with a header, or JSON lines, in UTF-8 or UTF-16.
//!
//! They are read as a stream. What is wrong with a record is a [`RecordProblem`] in its place, and the records after it go on.

mod csv;
mod encoding;
mod jsonl;
mod lines;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::io::Read;
use std::ops::RangeInclusive;
use std::str::FromStr;

use unicode_normalization::char::is_combining_mark;

use super::Query;
use super::identifier::WantedIdentifier;
use crate::party::{PartialDate, PartyId};
use crate::{Error, Result};
use csv::Csv;
use jsonl::Jsonl;
use lines::Lines;

/// The form of a customer file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InputFormat {
    /// CSV with a header, fields separated by commas, semicolons or tabs: whichever the header has most of.
    ///
    /// A quoted value may hold line ends, if its quote closes before a delimiter or line end within
    /// [`MAX_RECORD_LINES`](crate::limits::MAX_RECORD_LINES) lines, the columns are as many as the header's, and no line wholly
    /// within it has that many by itself. Otherwise the line with the quote is a problem, and the lines after it are read on their own.
    Csv,
    /// One JSON object a line.
    Jsonl,
}

impl InputFormat {
    /// The format that a file name's extension tells; CSV where it tells none.
    pub fn of_path(path: &std::path::Path) -> Self {
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        match extension.to_ascii_lowercase().as_str() {
            "jsonl" | "ndjson" | "json" => Self::Jsonl,
            _ => Self::Csv,
        }
    }
}

impl FromStr for InputFormat {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        match word {
            "csv" => Ok(Self::Csv),
            "jsonl" => Ok(Self::Jsonl),
            _ => Err(format!("unknown input format `{word}`; use csv or jsonl")),
        }
    }
}

/// The fields of a record that screening knows, and [`EXPECTED`].
const FIELDS: [&str; 9] =
    ["id", "name", "type", "birth_date", "foundation_date", "country", "gender", "identifier", EXPECTED];

/// The parties that an answer should have: what is measured by, and is read only where [`Columns`] gives it a header.
const EXPECTED: &str = "expected";

/// Which column or key of the input each field stands in, where that is not the field's own name.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    headers: BTreeMap<String, String>,
}

impl Columns {
    /// Maps a field to a header of the input.
    ///
    /// # Errors
    ///
    /// Where there is no such field, or it has a header already.
    pub fn map(&mut self, field: &str, header: &str) -> Result<()> {
        if !FIELDS.contains(&field) {
            return Err(Error::input(format!(
                "unknown field `{field}` for a column; use one of {}",
                FIELDS.join(", ")
            )));
        }
        match self.headers.insert(field.to_owned(), header.to_owned()) {
            Some(other) => Err(Error::input(format!("two columns for field `{field}`: `{other}` and `{header}`"))),
            None => Ok(()),
        }
    }

    /// Where a field stands, if it is read at all.
    fn header<'a>(&'a self, field: &'a str) -> Option<&'a str> {
        self.headers.get(field).map(String::as_str).or((field != EXPECTED).then_some(field))
    }
}

/// One record of the input.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its number, from 1, the header left out.
    pub row: u64,
    /// Its id, empty where it has none.
    pub id: String,
    /// Its names as given.
    pub name: String,
    /// What it asks.
    pub query: Query,
    /// Ids of the parties that its answer should have, where the input has a column for them that [`Columns::map`] names.
    pub expected: Vec<PartyId>,
    /// Values that could not be understood: the record is screened without them.
    pub ignored: Vec<String>,
}

impl Record {
    /// A record of which all was understood.
    ///
    /// # Errors
    ///
    /// Where it has neither a name with a letter or digit, to which no mark or sign adds up, nor an identifier.
    pub fn new(row: u64, id: String, name: String, query: Query) -> Result<Self, RecordProblem> {
        let is_screened = |c: char| c.is_alphanumeric() && !is_combining_mark(c);
        if !query.identifiers.is_empty() || query.names.iter().any(|name| name.contains(is_screened)) {
            return Ok(Self { row, id, name, query, expected: Vec::new(), ignored: Vec::new() });
        }
        let message = if name.trim().is_empty() {
            "the name is empty".to_owned()
        } else {
            format!("name `{name}` has no letter and no digit; nothing to screen")
        };
        Err(RecordProblem { row, id, message })
    }

    /// A name is screened whatever else its record says: a value that is not understood is left out of the query, and said so.
    fn of_fields(row: u64, fields: Fields<'_>) -> Result<Self, RecordProblem> {
        let [id, name, kind, births, foundations, countries, gender, identifiers, expected] = fields;
        let mut ignored = Vec::new();
        let query = Query {
            names: values(&name).map(ToOwned::to_owned).collect(),
            kind: understood(&kind, str::parse, &mut ignored).pop(),
            births: understood(&births, Query::read_birth, &mut ignored),
            foundations: understood(&foundations, Query::read_foundation, &mut ignored),
            countries: understood(&countries, str::parse, &mut ignored),
            gender: understood(&gender, str::parse, &mut ignored).pop(),
            identifiers: understood(&identifiers, Query::read_identifier, &mut ignored),
        };
        match Self::new(row, id.into_owned(), name.into_owned(), query) {
            Ok(record) => Ok(Self { expected: values(&expected).map(PartyId::from).collect(), ignored, ..record }),
            Err(mut problem) => {
                ignored.insert(0, problem.message);
                problem.message = ignored.join("; ");
                Err(problem)
            }
        }
    }
}

/// A record that can not be screened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordProblem {
    /// Its number, from 1, the header left out.
    pub row: u64,
    /// Its id, empty where it has none or where that could not be read.
    pub id: String,
    /// What is wrong with it.
    pub message: String,
}

impl fmt::Display for RecordProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "record {}: {}", self.row, self.message)
    }
}

/// The records of an input, in order.
pub struct Records<R> {
    source: Source<R>,
    columns: Columns,
    row: u64,
}

/// Where records come from; nothing, once reading has failed.
enum Source<R> {
    Ended,
    Csv(Box<Csv<R>>),
    Jsonl(Jsonl<R>),
}

impl<R: Read> Records<R> {
    /// Starts reading an input.
    ///
    /// # Errors
    ///
    /// Where the input can not be read, and where a CSV input has no header, none of a column that it must have (`name`, or one
    /// that `columns` names), or two of a column that is read.
    pub fn new(reader: R, format: InputFormat, columns: Columns) -> Result<Self> {
        let lines = Lines::new(reader).map_err(|error| Error::input(format!("cannot read the input: {error}")))?;
        let source = match format {
            InputFormat::Csv => Source::Csv(Box::new(Csv::new(lines, &columns)?)),
            InputFormat::Jsonl => Source::Jsonl(Jsonl::new(lines)),
        };
        Ok(Self { source, columns, row: 0 })
    }
}

impl<R: Read> Iterator for Records<R> {
    type Item = Result<Record, RecordProblem>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = self.row + 1;
        let read = match &mut self.source {
            Source::Ended => return None,
            Source::Csv(csv) => csv.next()?,
            Source::Jsonl(jsonl) => jsonl.next(&self.columns)?,
        };
        let read = read.map(|fields| Record::of_fields(row, fields));
        self.row = row;
        Some(match read {
            Ok(record) => record,
            Err(fault) => {
                if let Fault::Source(_) = fault {
                    self.source = Source::Ended;
                }
                Err(RecordProblem { row, id: String::new(), message: fault.message() })
            }
        })
    }
}

/// Why a record can not be read.
#[derive(Debug)]
enum Fault {
    /// It is not of the form it must have; the next one may be.
    Record(String),
    /// The input itself fails.
    Source(String),
}

impl Fault {
    fn message(self) -> String {
        match self {
            Self::Record(message) => message,
            Self::Source(message) => format!("{message}; nothing from here on is read"),
        }
    }
}

/// The texts of the fields, in the order of [`FIELDS`]; several values separated by `;`.
type Fields<'a> = [Cow<'a, str>; FIELDS.len()];

/// Fields of which none is given.
const NO_FIELDS: Fields<'static> = [const { Cow::Borrowed("") }; FIELDS.len()];

/// Years in which a living or listed person may have been born. `0000`, `1000` and `9999` are how systems write that they do not
/// know: taken for years, they would contradict every listed date.
const BIRTH_YEARS: RangeInclusive<i16> = 1800..=2100;

impl Query {
    /// Reads a birth date: `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, `YYYY~` (about) or two of these with `/` between them, the earlier one
    /// first. Years are from 1800 to 2100; other ones are placeholders or slips.
    ///
    /// # Errors
    ///
    /// Where it is not such a date.
    pub fn read_birth(text: &str) -> Result<PartialDate> {
        let date: PartialDate = text.parse().map_err(Error::input)?;
        let end = |part: &str| part.trim().parse::<PartialDate>().map_err(Error::input);
        if let Some((from, to)) = text.split_once('/')
            && end(from)?.first() > end(to)?.last()
        {
            return Err(Error::input(format!("`{text}` ends before it begins; give the earlier date first")));
        }
        if ![date.first(), date.last()].iter().all(|day| BIRTH_YEARS.contains(&day.year())) {
            let (first, last) = (BIRTH_YEARS.start(), BIRTH_YEARS.end());
            return Err(Error::input(format!("`{text}` is no birth date; years are from {first} to {last}")));
        }
        Ok(date)
    }

    /// Reads the date on which an organization was founded or a craft built, written as a birth date.
    ///
    /// # Errors
    ///
    /// Where it is not such a date.
    pub fn read_foundation(text: &str) -> Result<PartialDate> {
        text.parse().map_err(Error::input)
    }

    /// Reads an identifier: a number, or `kind:number`. Kinds are the words of [`IdentifierKind`](crate::party::IdentifierKind), their usual synonyms and currencies (`XBT:`).
    ///
    /// # Errors
    ///
    /// Where the kind is not known, the number has no letter and no digit, or is too short to count without a kind.
    pub fn read_identifier(text: &str) -> Result<String> {
        WantedIdentifier::read(text).map(|_| text.to_owned())
    }
}

/// The values of a field.
fn values(field: &str) -> impl Iterator<Item = &str> {
    field.split(';').map(str::trim).filter(|value| !value.is_empty())
}

fn understood<T, E: fmt::Display>(
    field: &str,
    read: impl Fn(&str) -> Result<T, E>,
    ignored: &mut Vec<String>,
) -> Vec<T> {
    let known = values(field).filter(|value| !UNKNOWN.iter().any(|unknown| value.eq_ignore_ascii_case(unknown)));
    let mut understood = Vec::new();
    for value in known {
        match read(value) {
            Ok(value) => understood.push(value),
            Err(error) => ignored.push(error.to_string()),
        }
    }
    understood
}

/// What customer files write where nothing is known, or nothing that lists could agree or disagree with.
const UNKNOWN: [&str; 9] = ["unknown", "other", "n/a", "none", "null", "x", "u", "-", "non-binary"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::MAX_RECORD_LINES;

    /// What is read of an input: the names of each record, or `!` for a problem.
    fn names(input: &[u8], format: InputFormat) -> Vec<String> {
        let records = Records::new(input, format, Columns::default()).unwrap();
        records.map(|record| record.map_or("!".to_owned(), |record| record.name)).collect()
    }

    #[test]
    fn a_defect_costs_its_own_line_alone() {
        let long = format!("name\n\"{}\"\nb\n", "a\n".repeat(MAX_RECORD_LINES));
        for (case, input, want) in [
            ("sound", "id,name\r\n1,a\r\n\r\n2,\"b, c\"\r\n", &["a", "b, c"][..]),
            ("no end of line", "name\na", &["a"]),
            ("carriage returns", "id,name\r1,a\r2,b\r", &["a", "b"]),
            ("doubled quotes", "name\n\"\"\"a\"\" \"\"b\"\"\"\n\"\"\"\"\nc\n", &["\"a\" \"b\"", "!", "c"]),
            ("quote within a field", "name\na \"b\" c\n", &["a \"b\" c"]),
            ("blank after a quote", "id,name\n\"1\" ,\"a\" \n", &["a"]),
            ("line end in a field", "id,name\n1,\"a\r\nb\"\n2,c\n", &["a\nb", "c"]),
            ("blank line in a field", "name,id\n\"a\n\nb\",1\n", &["a\n\nb"]),
            ("line end in a field, and quotes", "name\n\"a \"\"x\n\"\" b\"\nc\n", &["a \"x\n\" b", "c"]),
            ("never closes", "name\n\"a\nb\nc\n", &["!", "b", "c"]),
            ("closes at another field", "id,name\n1,\"a\n2,\"b\"\n3,c\n", &["!", "b", "c"]),
            ("closes within another field", "id,name\n1,\"a\n2,b \"x\" c\n3,d\n", &["!", "b \"x\" c", "d"]),
            ("swallows a record", "id,name\n1,\"a\n2,b\n3,c\"\n4,d\n", &["!", "b", "c\"", "d"]),
            ("columns do not fit", "id,name,type\n1,\"a\nb\"\n2,c,\n", &["!", "!", "c"]),
            ("closes too early", "id,name\n1,\"a\" b\n2,c\n", &["!", "c"]),
            ("closes beyond the bound", &long, &[&["!"][..], &["a"; MAX_RECORD_LINES - 1], &["!", "b"]].concat()),
        ] {
            assert_eq!(names(input.as_bytes(), InputFormat::Csv), want, "{case}");
        }
    }

    #[test]
    fn encodings_and_delimiters_are_told_from_the_start() {
        let utf16 = |text: &str, mark: &[u8], bytes: fn(u16) -> [u8; 2]| {
            [mark, &text.encode_utf16().flat_map(bytes).collect::<Vec<_>>()].concat()
        };
        let many = format!("id\tname\n{}", "1\tПутин 🙂\n".repeat(5_000));
        for (case, input) in [
            ("UTF-8 with a mark", b"\xef\xbb\xbfid,name\n1,a\n".to_vec()),
            ("semicolons", b"id;name\n1;a\n".to_vec()),
            ("tabs", b"id\tname\n1\ta\n".to_vec()),
            ("UTF-16, little end first", utf16("id\tname\n1\ta\n", b"\xff\xfe", u16::to_le_bytes)),
            ("UTF-16, big end first", utf16("id,name\n1,a\n", b"\xfe\xff", u16::to_be_bytes)),
            ("UTF-16 without a mark", utf16("id,name\n1,a\n", b"", u16::to_le_bytes)),
        ] {
            assert_eq!(names(&input, InputFormat::Csv), ["a"], "{case}");
        }
        let read = names(&utf16(&many, b"\xff\xfe", u16::to_le_bytes), InputFormat::Csv);
        assert_eq!((read.len(), read.iter().all(|name| name == "Путин 🙂")), (5_000, true), "chunk by chunk");
        assert_eq!(names(b"\xef\xbb\xbf{\"name\":\"a\"}\n", InputFormat::Jsonl), ["a"]);
    }

    #[test]
    fn what_is_there_twice_is_not_chosen_from() {
        assert_eq!(names(b"{\"name\":\"a\",\"name\":\"b\"}\n{\"name\":\"c\"}\n", InputFormat::Jsonl), ["!", "c"]);
        let error = Records::new(&b"name,id,Name\n"[..], InputFormat::Csv, Columns::default()).err().unwrap();
        assert!(error.to_string().starts_with("the header has several columns `name`"), "{error}");
        assert!(Records::new(&b"name,note,note\n"[..], InputFormat::Csv, Columns::default()).is_ok());
        let mut columns = Columns::default();
        columns.map("name", "a").unwrap();
        assert!(columns.map("name", "b").is_err());
    }

    #[test]
    fn names_without_letter_and_digit_are_all_alike() {
        for name in ["---", "\u{301}", "\u{64b}", "\u{940}", "\u{200b}", "..."] {
            assert_eq!(names(format!("name\n{name}\na\n").as_bytes(), InputFormat::Csv), ["!", "a"], "{name:?}");
        }
        assert_eq!(names("name\n々\nि क\n7\n".as_bytes(), InputFormat::Csv).len(), 3);
    }

    #[test]
    fn birth_dates_are_plausible() {
        for (text, want) in [
            ("1963-07-28", true),
            ("1800", true),
            ("2100-12-31", true),
            ("1960/1970", true),
            ("1960-05/1960", true),
            ("1957~", true),
            ("0000", false),
            ("1000", false),
            ("9999-12-31", false),
            ("1960/9999", false),
            ("1970/1960", false),
            ("1963-02-30", false),
        ] {
            assert_eq!(Query::read_birth(text).is_ok(), want, "{text}");
        }
    }
}
