//! CSV records out of a file, losing nothing.
//!
//! A defect stays where it is: a quote that never closes ends with its line, bytes of another encoding are decoded for their
//! record alone, and each defect is a [`Problem`]. *Cost*: one pass over the file, in memory for one record of at most
//! [`MAX_RECORD_BYTES`] and one piece of the file. What a runaway quote has swallowed is read again, up to [`MAX_BYTES_AGAIN`] in one file;
//! after that, no value is read beyond its line.

use std::collections::VecDeque;
use std::io::{BufRead, Read};

use csv::{ByteRecord, ReaderBuilder, StringRecord};

use super::file::{Content, File, NOT_UTF8, lines};
use super::{Problem, Problems};
use crate::limits::{MAX_BYTES_AGAIN, MAX_RECORD_BYTES};

/// How much of a file is read before records are taken out of it.
const PIECE: u64 = 256 << 10;

/// Most records that are taken out of a piece before they are handed over.
const AT_A_TIME: usize = 1_000;

/// How many bytes a runaway quote counts for at the least, since to read on from its line takes as long as to read some.
const LEAST_SWALLOWED: usize = 1 << 10;

/// How the records of a CSV file look.
#[derive(Clone, Copy, Default)]
pub(super) struct Shape {
    /// Number of columns of a sound record.
    pub(super) columns: usize,
    /// Byte between fields.
    pub(super) delimiter: u8,
    /// Whether each record begins with a number, so that a line that does so begins a record, whatever quotes say.
    pub(super) numbered: bool,
    /// Number of records before the header, which have a form of their own.
    pub(super) preamble: u64,
    /// Whether windows-1252 is an encoding of the format, and no defect.
    pub(super) legacy_encoding: bool,
}

/// All records of a file, each with its number from 1. Records of another length than `shape` says are among them, with a problem.
pub(super) struct Records<'a> {
    file: &'a File,
    shape: Shape,
    content: Content<'a>,
    /// A piece of the file, and how much of it was taken: up to the beginning of a record.
    piece: Vec<u8>,
    taken: usize,
    /// Whether the file ends with the piece.
    is_last: bool,
    /// Records so far.
    count: u64,
    /// Whether the file ends in the middle of its last record.
    is_cut: bool,
    /// Bytes that runaway quotes have swallowed so far.
    swallowed: usize,
    /// Those taken out of the file and not yet handed over.
    ready: VecDeque<(u64, StringRecord, Vec<Problem>)>,
    /// What is wrong with the record that comes after those.
    found: Vec<Problem>,
}

impl<'a> Records<'a> {
    pub(super) fn new(file: &'a File, shape: Shape) -> Self {
        let content = file.content();
        Self {
            file,
            shape,
            content,
            piece: Vec::new(),
            taken: 0,
            is_last: false,
            is_cut: false,
            count: 0,
            swallowed: 0,
            ready: VecDeque::new(),
            found: Vec::new(),
        }
    }

    /// The next record, and what is wrong with it.
    pub(super) fn next(&mut self, problems: &mut Problems) -> Option<(u64, StringRecord)> {
        while self.ready.is_empty() {
            let piece = std::mem::take(&mut self.piece);
            let taken = self.take(&piece[self.taken..]);
            self.piece = piece;
            match taken {
                0 if self.is_last => {
                    problems.breaks_off |= self.is_cut;
                    return None;
                }
                0 => self.fill(),
                taken => self.taken += taken,
            }
        }
        let (number, record, found) = self.ready.pop_front()?;
        problems.extend(found);
        if problems.is_hopeless(&self.file.name, number) {
            let message = format!("most of the first {number} records are spoiled, the rest is not read");
            problems.push(self.file.problem(number, "", message));
            self.is_last = true;
            self.piece.truncate(self.taken);
            self.ready.clear();
        }
        Some((number, record))
    }

    /// Reads on, if there is anything to read.
    fn fill(&mut self) {
        self.piece.drain(..self.taken);
        self.taken = 0;
        let got = self.content.by_ref().take(PIECE).read_to_end(&mut self.piece).expect("content never fails");
        self.is_last = got == 0;
        // No end of line far and wide: of this line nothing is kept beyond the cap.
        if self.piece.len() > MAX_RECORD_BYTES && !self.piece.contains(&b'\n') {
            self.piece.truncate(MAX_RECORD_BYTES);
            self.piece.push(b'\n');
            self.content.skip_until(b'\n').expect("content never fails");
            let message = format!("a line over the cap of {MAX_RECORD_BYTES} bytes, read up to there");
            self.found.push(self.file.problem(self.count + 1, "", message));
        }
    }

    /// Takes records out of the rest of the piece, up to a runaway quote or to a record that may go on beyond it; tells how many bytes
    /// they take.
    fn take(&mut self, rest: &[u8]) -> usize {
        let shape = self.shape;
        if self.swallowed > MAX_BYTES_AGAIN {
            return self.take_line(rest);
        }
        let mut reader = reader(rest, shape.delimiter);
        let mut raw = ByteRecord::new();
        let mut read = 0;
        while reader.read_byte_record(&mut raw).unwrap_or(false) {
            let end = reader.position().byte() as usize;
            let start = raw.position().map_or(0, |position| position.byte() as usize);
            let is_over_cap = end - start > MAX_RECORD_BYTES;
            if end == rest.len() && !self.is_last && !is_over_cap {
                return read;
            }
            // Where it ends with a line, the line is as it was meant to be.
            let is_end = self.is_last && end == rest.len() && !rest.ends_with(b"\n");
            let start = start + blanks(&rest[start..end]);
            let lines = &rest[start..end];
            if is_runaway(lines.trim_ascii_end(), &raw, end == rest.len(), shape) {
                let line = lines.split_inclusive(|&byte| byte == b'\n').next().unwrap_or_default();
                self.swallowed += (end - start).max(LEAST_SWALLOWED);
                return start + self.push_line(line, is_end && line.len() == lines.len());
            }
            read = end;
            self.push(&raw, false, is_end);
            if self.ready.len() >= AT_A_TIME {
                return read;
            }
        }
        rest.len()
    }

    /// Takes one line out of the rest of the piece, as a record whatever its quotes say.
    fn take_line(&mut self, rest: &[u8]) -> usize {
        let start = blanks(rest);
        match rest[start..].split_inclusive(|&byte| byte == b'\n').next() {
            Some(line) if line.ends_with(b"\n") => start + self.push_line(line, false),
            Some(line) if self.is_last => start + self.push_line(line, true),
            _ => start,
        }
    }

    /// Adds a line as a record; tells how many of its bytes that is.
    fn push_line(&mut self, line: &[u8], is_end: bool) -> usize {
        let split = split(line.trim_ascii_end(), self.shape.delimiter);
        self.push(&split.raw, split.is_open, is_end);
        if split.is_open { line.len() } else { split.length }
    }

    fn push(&mut self, raw: &ByteRecord, is_open: bool, is_end: bool) {
        let Self { file, shape, .. } = *self;
        self.count += 1;
        self.is_cut = is_end && (is_open || raw.len() < shape.columns);
        let mut problems = std::mem::take(&mut self.found);
        if is_open {
            problems.push(file.problem(self.count, "", "a quote that never closes, ended with its line"));
        }
        if self.count > shape.preamble && !has_columns(raw, shape) {
            let message = format!("{} columns instead of {}, read by position", raw.len(), shape.columns);
            problems.push(file.problem(self.count, "", message));
        }
        let mut found = Vec::new();
        let record = text(file, self.count, raw, &mut found);
        found.retain(|problem| !(shape.legacy_encoding && problem.message == NOT_UTF8));
        problems.append(&mut found);
        self.ready.push_back((self.count, record, problems));
    }
}

/// The lines of a file as a record each, whatever quotes say: enough to tell a format by.
pub(super) fn lines_as_records(file: &File, delimiter: u8) -> impl Iterator<Item = StringRecord> {
    lines(file).map(move |line| text(file, 0, &split(line.bytes.trim_ascii_end(), delimiter).raw, &mut Vec::new()))
}

fn reader(bytes: &[u8], delimiter: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes)
}

/// How many ends of lines a text begins with.
fn blanks(text: &[u8]) -> usize {
    text.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count()
}

/// The first record of a text, taken apart as the `csv` crate would, without what that costs to set up.
#[derive(Default)]
struct Split {
    raw: ByteRecord,
    length: usize,
    /// Whether a quote does not close before the end of the text.
    is_open: bool,
    /// Whether one closes before the end of its field: the quote of another line does so, where one's own is missing.
    closes_early: bool,
}

fn split(text: &[u8], delimiter: u8) -> Split {
    let ends_field = |byte: &u8| *byte == delimiter || matches!(byte, b'\r' | b'\n');
    let (mut split, mut field, mut rest) = (Split::default(), Vec::new(), text);
    loop {
        field.clear();
        if let Some(quoted) = rest.strip_prefix(b"\"") {
            rest = quoted;
            loop {
                let quote = rest.iter().position(|&byte| byte == b'"');
                field.extend_from_slice(&rest[..quote.unwrap_or(rest.len())]);
                rest = quote.map_or(&[], |quote| &rest[quote + 1..]);
                let Some(after) = rest.strip_prefix(b"\"") else {
                    split.is_open = quote.is_none();
                    break;
                };
                field.push(b'"');
                rest = after;
            }
            split.closes_early |= rest.iter().find(|byte| **byte != b' ').is_some_and(|byte| !ends_field(byte));
        }
        let end = rest.iter().position(ends_field).unwrap_or(rest.len());
        field.extend_from_slice(&rest[..end]);
        split.raw.push_field(&field);
        rest = &rest[end..];
        match rest.split_first() {
            Some((byte, after)) if *byte == delimiter => rest = after,
            _ => break,
        }
    }
    split.length = text.len() - rest.len();
    split
}

/// Whether a record has its columns; spreadsheets leave delimiters after the last one.
fn has_columns(raw: &ByteRecord, shape: Shape) -> bool {
    raw.len() >= shape.columns && raw.iter().skip(shape.columns).all(|field| field.trim_ascii().is_empty())
}

/// Whether a record of several lines has swallowed others, or the last one is still waiting for its closing quote.
fn is_runaway(lines: &[u8], raw: &ByteRecord, last: bool, shape: Shape) -> bool {
    let mut others = lines.split(|&byte| byte == b'\n').skip(1).peekable();
    if others.peek().is_none() {
        return last && split(lines, shape.delimiter).is_open;
    }
    let begins_record = |line: &[u8]| {
        let digits = line.iter().take_while(|byte| byte.is_ascii_digit()).count();
        digits > 0 && line.get(digits) == Some(&shape.delimiter)
    };
    let is_wrong = |split: Split| split.is_open || split.closes_early;
    !has_columns(raw, shape)
        || lines.len() > MAX_RECORD_BYTES
        || shape.numbered && others.any(begins_record)
        || is_wrong(split(lines, shape.delimiter))
}

fn text(file: &File, number: u64, raw: &ByteRecord, problems: &mut Vec<Problem>) -> StringRecord {
    if !raw.as_slice().contains(&0)
        && let Ok(fields) = raw.iter().map(std::str::from_utf8).collect::<Result<Vec<&str>, _>>()
    {
        // Not a clone of the record, which would keep the room of the longest one so far.
        let mut record = StringRecord::with_capacity(raw.as_slice().len(), fields.len());
        record.extend(fields);
        return record;
    }
    // One problem for the record, not one for each field.
    let mut found = Vec::new();
    let record = raw.iter().map(|field| file.decode(number, field, &mut found)).collect();
    found.dedup();
    problems.append(&mut found);
    record
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::*;

    const SHAPE: Shape = Shape { columns: 3, delimiter: b',', numbered: true, preamble: 0, legacy_encoding: false };

    /// Every record with `|` between its fields, and every problem.
    fn read_all(bytes: &[u8]) -> (Vec<String>, Vec<Problem>) {
        let file = File::new("f", bytes.to_vec());
        let (mut records, mut problems) = (Records::new(&file, SHAPE), Problems::default());
        let mut lines = Vec::new();
        while let Some((number, record)) = records.next(&mut problems) {
            lines.push(record.iter().collect::<Vec<_>>().join("|"));
            assert_eq!(number, lines.len() as u64);
        }
        (lines, problems.finish().0)
    }

    #[test]
    fn defects_stay_where_they_are() {
        for (case, bytes, want, problems) in [
            ("sound", &b"1,\"a\",b\r\n2,c,d\r\n\x1a"[..], &["1|a|b", "2|c|d"][..], 0),
            ("no end of line", b"1,a,b\n2,c,d", &["1|a|b", "2|c|d"], 0),
            ("blanks kept", b"1,a ,-0- \n", &["1|a |-0- "], 0),
            ("line break in a value", b"1,\"a\nz\",b\n2,c,d\n", &["1|a\nz|b", "2|c|d"], 0),
            ("doubled quotes", b"1,\"a \"\"q\"\" z\",b\n", &["1|a \"q\" z|b"], 0),
            ("runaway quote", b"1,\"a,b\n2,\"c\",d\r\n3,e,f\n", &["1|a,b", "2|c|d", "3|e|f"], 2),
            ("runaway quote with blanks after it", b"1,a,b\n2,c,\"d \n", &["1|a|b", "2|c|d"], 1),
            ("runaway quote in the last field", b"1,a,\"b\n2,c,\"d\"\n3,e,f\n", &["1|a|b", "2|c|d", "3|e|f"], 1),
            ("runaway quote at the end", b"1,a,b\n2,c,\"d\n", &["1|a|b", "2|c|d"], 1),
            ("runaway quote at the end after a quote within a value", b"1,5\" x,\"d", &["1|5\" x|d"], 1),
            ("quote within a value at the end", b"1,5\" x,d", &["1|5\" x|d"], 0),
            ("short and long", b"1,a\n2,a,b,c\n", &["1|a", "2|a|b|c"], 2),
            ("another encoding", b"1,M\xfcller,b\n2,\xc3\xbc,d\n", &["1|Müller|b", "2|ü|d"], 1),
            ("blank columns at the end", b"1,a,b,, \n2,c,d\n", &["1|a|b|| ", "2|c|d"], 0),
            ("NUL", b"1,a\0a,\0\n2,c,d\n", &["1|aa|", "2|c|d"], 1),
            ("byte order mark", b"\xef\xbb\xbf1,a,b\n", &["1|a|b"], 0),
            ("UTF-16", b"\xff\xfe1\0,\0a\0,\0b\0\n\0", &["1|a|b"], 0),
            ("nothing", b"", &[], 0),
            ("only the end mark", b"\x1a", &[], 0),
            ("end mark without a line", b"1,a,b\x1a", &["1|a|b"], 0),
            ("end mark as a line", b"1,a,b\r\n\x1a\r\n", &["1|a|b"], 0),
            ("end marks of joined files", b"1,a,b \n\x1a\n\x1a\n\n", &["1|a|b "], 0),
            ("end mark within", b"1,a,\x1ab\n", &["1|a|\x1ab"], 0),
        ] {
            let (lines, found) = read_all(bytes);
            assert_eq!(lines, want, "{case}");
            assert_eq!(found.len(), problems, "{case}: {found:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: RngSeed::Fixed(20_261_120), ..ProptestConfig::default() })]

        #[test]
        fn a_record_is_taken_apart_as_by_the_csv_crate(text in "[a\",\r\n ]{0,14}") {
            let text = text.trim_start_matches(['\r', '\n']).as_bytes();
            let mut raw = ByteRecord::new();
            let mut reader = reader(text, b',');
            let is_one = reader.read_byte_record(&mut raw).unwrap();
            let split = split(text, b',');
            if is_one {
                prop_assert_eq!(&split.raw, &raw);
            }
            // A line more is read by itself unless a quote is open.
            let more = [text, b"\n."].concat();
            let mut reader = super::reader(&more, b',');
            reader.read_byte_record(&mut raw).unwrap();
            prop_assert_eq!(split.is_open, !text.is_empty() && reader.position().byte() as usize == more.len());
        }
    }

    #[test]
    fn a_quote_of_another_line_closes_nothing() {
        let shape = Shape { columns: 2, delimiter: b',', ..Shape::default() };
        for (case, bytes, want) in [
            ("in the same column", &b"1,\"A\n2,\"B\"\n3,C\n"[..], &["1|A", "2|B", "3|C"][..]),
            ("in a further column", b"\"A,B\n\"C\",D\nE,F\n", &["A,B", "C|D", "E|F"]),
            ("a value of two lines", b"1,\"A \"\"B\"\"\nC\" \n\"2\n\",\"\"\n", &["1|A \"B\"\nC ", "2\n|"]),
        ] {
            let file = File::new("f", bytes.to_vec());
            let (mut records, mut problems) = (Records::new(&file, shape), Problems::default());
            let records = std::iter::from_fn(|| records.next(&mut problems));
            let records: Vec<String> = records.map(|(_, record)| record.iter().collect::<Vec<_>>().join("|")).collect();
            assert_eq!(records, want, "{case}");
        }
    }

    #[test]
    fn records_are_the_same_wherever_a_piece_of_the_file_ends() {
        let row = |n: usize, pad: usize| format!("{n},\"a \"\"{}\"\"\r\nz\",b\r\n", "x".repeat(pad));
        let start: String = (0..(PIECE as usize - 300) / row(1, 90).len()).map(|_| row(1, 90)).collect();
        for pad in 0..400 {
            let text = format!("{start}7,{},b\n{}8,c,\"d\n", "y".repeat(pad), row(7, 3).repeat(3));
            let (lines, problems) = read_all(text.as_bytes());
            let mut reader = ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
            let mut want: Vec<String> = reader
                .records()
                .map_while(Result::ok)
                .map(|record| record.iter().collect::<Vec<_>>().join("|"))
                .collect();
            want.pop();
            want.push("8|c|d".to_owned());
            assert_eq!((lines, problems.len()), (want, 1), "{pad}");
        }
    }

    #[test]
    fn what_is_meant_to_exhaust_memory_is_left_out() {
        let long = "x".repeat(3 * MAX_RECORD_BYTES);
        let (lines, problems) = read_all(format!("1,a,b\n2,{long},c\n3,\"{long}\n4,a,b\n5,\"c\",d\n").as_bytes());
        let lengths: Vec<usize> = lines.iter().map(String::len).collect();
        assert_eq!(lengths, [5, MAX_RECORD_BYTES, MAX_RECORD_BYTES - 1, 5, 5]);
        assert_eq!(problems.len(), 5, "{problems:?}");
        // Of many that each swallow as much as a record may hold, few are given the time; a value of several lines is then cut.
        let (sound, stray) = ("1,a,b\n".repeat(200_000), "1,b\"c,\"d\n".repeat(10_000));
        let (lines, problems) = read_all(format!("{stray}{sound}{stray}2,\"e\nf\",g\n").as_bytes());
        assert_eq!(lines.len(), 220_002);
        assert_eq!(
            [&lines[0], &lines[9_999], &lines[210_000], &lines[220_000]],
            ["1|b\"c|d", "1|b\"c|d", "1|b\"c|d", "2|e"]
        );
        assert_eq!(problems.len(), 20_000 + 1, "{:?}", problems.last());
        // Of a file of nothing else, the rest is left out.
        let (lines, problems) = read_all(stray.repeat(30).as_bytes());
        assert_eq!((lines.len(), problems.len()), (20_001, 20_001));
        // A quote that never closes costs its own line, with however much after it.
        let (lines, problems) = read_all(format!("1,a,\"b\n{}", "2,c,d\n".repeat(MAX_RECORD_BYTES / 2)).as_bytes());
        assert_eq!((lines.len(), problems.len()), (1 + MAX_RECORD_BYTES / 2, 1));
    }
}
