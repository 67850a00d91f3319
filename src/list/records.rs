//! Files in memory, and CSV records out of them, losing nothing.
//!
//! A defect stays where it is: a quote that never closes ends with its line, bytes of another encoding are decoded for their
//! record alone, and each defect is a [`Problem`]. *Cost*: one pass over the bytes; each runaway quote reads its line again.

use std::io::Read;
use std::path::Path;

use csv::{ByteRecord, ReaderBuilder, StringRecord};
use encoding_rs::{Encoding, WINDOWS_1252};
use flate2::read::MultiGzDecoder;

use super::Problem;
use crate::limits::{MAX_RECORD_BYTES, MAX_UNPACKED_BYTES};
use crate::party::Origin;

/// The problem of bytes that are no UTF-8.
const NOT_UTF8: &str = "not UTF-8, read as windows-1252";

/// The problem of NUL characters.
const NULS: &str = "NUL characters, left out";

impl Problem {
    /// Whether it is about its record as a whole: not one of the fields, and not the encoding, in which most of a text is the same.
    pub(super) fn spoils_record(&self) -> bool {
        self.origin.record > 0 && self.origin.field.is_empty() && ![NOT_UTF8, NULS].contains(&self.message.as_str())
    }
}

/// A file, read: its name without folders and its bytes, unpacked, without a byte order mark, UTF-16 turned into UTF-8.
pub(super) struct File {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    /// What kept it from being unpacked to its end.
    pub(super) defect: Option<String>,
}

impl File {
    pub(super) fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        let (mut bytes, defect) = unpack(bytes);
        if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
            bytes.drain(..mark);
            if encoding != encoding_rs::UTF_8 {
                bytes = encoding.decode_without_bom_handling(&bytes).0.into_owned().into_bytes();
            }
        }
        Self { name: name.into(), bytes, defect }
    }

    /// The name of a path's last part.
    pub(super) fn name_of(path: &Path) -> String {
        path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
    }

    pub(super) fn origin(&self, record: u64, field: &str) -> Origin {
        Origin::new(self.name.as_str(), record, field)
    }

    pub(super) fn problem(&self, record: u64, field: &str, message: impl Into<String>) -> Problem {
        Problem { origin: self.origin(record, field), message: message.into() }
    }

    /// The bytes without the end-of-file mark of DOS, 0x1A, and the ends of line that editors and tools put after it.
    fn content(&self) -> &[u8] {
        let is_end = |byte: &u8| *byte == 0x1A || byte.is_ascii_whitespace();
        let end = self.bytes.iter().rposition(|byte| !is_end(byte)).map_or(0, |last| last + 1);
        let mark = self.bytes[end..].iter().position(|&byte| byte == 0x1A);
        mark.map_or(&self.bytes, |mark| &self.bytes[..end + mark])
    }

    /// Whether there is nothing in it, whatever marks its end.
    pub(super) fn is_empty(&self) -> bool {
        self.content().trim_ascii().is_empty()
    }

    /// A line as text; `None`, with a problem, where it is over the cap.
    pub(super) fn line(&self, record: u64, line: &[u8], problems: &mut Vec<Problem>) -> Option<String> {
        if line.len() > MAX_RECORD_BYTES {
            let message = format!("a line of {} bytes, over the cap of {MAX_RECORD_BYTES}, left out", line.len());
            problems.push(self.problem(record, "", message));
            return None;
        }
        Some(self.decode(record, line, problems))
    }

    /// Bytes as text: as UTF-8, else as windows-1252 with a problem; NUL characters are left out with a problem.
    pub(super) fn decode(&self, record: u64, bytes: &[u8], problems: &mut Vec<Problem>) -> String {
        let mut text = match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => {
                problems.push(self.problem(record, "", NOT_UTF8));
                WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
            }
        };
        if text.contains('\0') {
            problems.push(self.problem(record, "", NULS));
            text.retain(|c| c != '\0');
        }
        text
    }
}

/// The lines that are not blank, each with its number from 1.
pub(super) fn lines(file: &File) -> impl Iterator<Item = (u64, &[u8])> {
    let lines = file.content().split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    (1..).zip(lines).filter(|(_, line)| !line.is_empty())
}

/// Unpacks what is packed with gzip, as far as it goes.
fn unpack(packed: Vec<u8>) -> (Vec<u8>, Option<String>) {
    if !packed.starts_with(&[0x1f, 0x8b]) {
        return (packed, None);
    }
    let mut bytes = Vec::new();
    let end = MultiGzDecoder::new(packed.as_slice()).take(MAX_UNPACKED_BYTES + 1).read_to_end(&mut bytes);
    let defect = match end {
        Err(error) => Some(format!("cannot be unpacked beyond byte {}: {error}", bytes.len())),
        Ok(_) if bytes.len() as u64 > MAX_UNPACKED_BYTES => {
            bytes.truncate(MAX_UNPACKED_BYTES as usize);
            Some(format!("unpacks to more than the cap of {MAX_UNPACKED_BYTES} bytes, read up to there"))
        }
        Ok(_) => None,
    };
    (bytes, defect)
}

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
pub(super) fn records(file: &File, shape: Shape, problems: &mut Vec<Problem>) -> Vec<(u64, StringRecord)> {
    let mut records = Vec::new();
    let mut rest = file.content();
    while !rest.is_empty() {
        let mut reader = reader(rest, shape.delimiter);
        let mut raw = ByteRecord::new();
        let mut read = rest.len();
        while reader.read_byte_record(&mut raw).unwrap_or(false) {
            let number = records.len() as u64 + 1;
            let start = raw.position().map_or(0, |position| position.byte() as usize);
            let lines = &rest[start..reader.position().byte() as usize];
            let blanks = lines.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let lines = lines[blanks..].trim_ascii_end();
            let first = lines.split(|&byte| byte == b'\n').next().unwrap_or_default();
            let last = reader.position().byte() as usize == rest.len();
            let runaway = is_runaway(lines, first.len(), raw.len(), last, shape);
            if runaway {
                problems.push(file.problem(number, "", "a quote that never closes, ended with its line"));
                raw = single(first, shape.delimiter);
                read = start + blanks + first.len();
            }
            // Spreadsheets leave delimiters after the last column.
            let is_blank = |field: &[u8]| field.trim_ascii().is_empty();
            if number > shape.preamble && (raw.len() < shape.columns || !raw.iter().skip(shape.columns).all(is_blank)) {
                let message = format!("{} columns instead of {}, read by position", raw.len(), shape.columns);
                problems.push(file.problem(number, "", message));
            }
            let mut found = Vec::new();
            records.push((number, text(file, number, &raw, &mut found)));
            found.retain(|problem| !(shape.legacy_encoding && problem.message == NOT_UTF8));
            problems.append(&mut found);
            if runaway {
                break;
            }
        }
        rest = &rest[read..];
    }
    records
}

/// The lines of a file as a record each, whatever quotes say: enough to tell a format by.
pub(super) fn lines_as_records(file: &File, delimiter: u8) -> impl Iterator<Item = StringRecord> {
    let lines = file.content().split(|&byte| byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    lines.map(move |line| text(file, 0, &single(line, delimiter), &mut Vec::new()))
}

fn reader(bytes: &[u8], delimiter: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes)
}

/// One line as a record.
fn single(line: &[u8], delimiter: u8) -> ByteRecord {
    let mut record = ByteRecord::new();
    reader(line.trim_ascii_end(), delimiter).read_byte_record(&mut record).expect("reading from memory does not fail");
    record
}

/// Whether a record of several lines has swallowed others, or the last one is still waiting for its closing quote.
fn is_runaway(lines: &[u8], first: usize, columns: usize, last: bool, shape: Shape) -> bool {
    if last && lines.iter().filter(|&&byte| byte == b'"').count() % 2 == 1 {
        return true;
    }
    if first == lines.len() {
        return false;
    }
    let begins_record = |line: &[u8]| {
        let digits = line.iter().take_while(|byte| byte.is_ascii_digit()).count();
        digits > 0 && line.get(digits) == Some(&shape.delimiter)
    };
    columns != shape.columns
        || lines.len() > MAX_RECORD_BYTES
        || shape.numbered && lines[first + 1..].split(|&byte| byte == b'\n').any(begins_record)
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
    use super::*;

    const SHAPE: Shape = Shape { columns: 3, delimiter: b',', numbered: true, preamble: 0, legacy_encoding: false };

    #[test]
    fn defects_stay_where_they_are() {
        for (case, bytes, want, problems) in [
            ("sound", &b"1,\"a\",b\r\n2,c,d\r\n\x1a"[..], &["1|a|b", "2|c|d"][..], 0),
            ("no end of line", b"1,a,b\n2,c,d", &["1|a|b", "2|c|d"], 0),
            ("blanks kept", b"1,a ,-0- \n", &["1|a |-0- "], 0),
            ("line break in a value", b"1,\"a\nz\",b\n2,c,d\n", &["1|a\nz|b", "2|c|d"], 0),
            ("doubled quotes", b"1,\"a \"\"q\"\" z\",b\n", &["1|a \"q\" z|b"], 0),
            ("runaway quote", b"1,\"a,b\n2,\"c\",d\r\n3,e,f\n", &["1|a,b", "2|c|d", "3|e|f"], 2),
            ("runaway quote in the last field", b"1,a,\"b\n2,c,\"d\"\n3,e,f\n", &["1|a|b", "2|c|d", "3|e|f"], 1),
            ("runaway quote at the end", b"1,a,b\n2,c,\"d\n", &["1|a|b", "2|c|d"], 1),
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
            let mut found = Vec::new();
            let records = records(&File::new("f", bytes.to_vec()), SHAPE, &mut found);
            let lines: Vec<String> =
                records.iter().map(|(_, record)| record.iter().collect::<Vec<_>>().join("|")).collect();
            assert_eq!(lines, want, "{case}");
            assert_eq!(found.len(), problems, "{case}: {found:?}");
        }
    }

    #[test]
    fn gzip_is_unpacked_as_far_as_it_goes() {
        use std::io::Write;
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(b"\xef\xbb\xbfid,name\n7,A\n").unwrap();
        let packed = packer.finish().unwrap();
        let whole = File::new("f", packed.clone());
        assert_eq!((whole.bytes.as_slice(), whole.defect), (&b"id,name\n7,A\n"[..], None));
        for cut in 2..packed.len() {
            let file = File::new("f", packed[..cut].to_vec());
            assert!(file.defect.is_some(), "cut at {cut}");
        }
    }
}
