//! What each fuzz target does with its bytes, and what must hold whatever they are.
//!
//! See `README.md` for how to run them.

use std::cell::RefCell;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use namesieve::ErrorKind;
use namesieve::index::Index;
use namesieve::list::{self, Format, Reading};
use namesieve::name::analyze;
use namesieve::party::{Name, NameKind, Origin, Party, PartyId, PartyKind};
use namesieve::screen::{Columns, InputFormat, Query, Records, Screener, Session, Settings};
use namesieve::search::{Request, Searcher};
use serde_json::Value;
use tempfile::TempDir;
use zip::write::{SimpleFileOptions, ZipWriter};

/// The name of the file that bytes are read as.
const FILE: &str = "f";

/// How much of a file the readers of XML and CSV hold at a time; see `PIECE` in `src/list/xml.rs`.
const PIECE: usize = 256 << 10;

const KINDS: [Option<PartyKind>; 6] = [
    None,
    Some(PartyKind::Person),
    Some(PartyKind::Organization),
    Some(PartyKind::Vessel),
    Some(PartyKind::Aircraft),
    Some(PartyKind::Other),
];

/// Bytes as a list in a format.
pub fn list(format: Format, bytes: &[u8]) {
    let read = |bytes: &[u8]| list::read_bytes("l", FILE, format, bytes);
    let reading = read(bytes);
    check(&reading);
    same(&read(bytes), &reading, "reading again gives the same");

    // Blanks where they mean nothing do not change what is read, wherever a piece of the file then ends.
    let Some(padded) = padded(format, bytes) else { return };
    same(&read(&padded), &reading, "nor do blanks change it");
}

/// Both readings have the same parties and problems; only what differs is shown.
fn same(a: &Reading, b: &Reading, law: &str) {
    for (a, b) in a.problems.iter().zip(&b.problems) {
        assert_eq!(a, b, "{law}");
    }
    for (a, b) in a.parties.iter().zip(&b.parties) {
        assert_eq!(a, b, "{law}");
    }
    let counts = |reading: &Reading| (reading.parties.len(), reading.problems.len());
    assert_eq!(counts(a), counts(b), "{law}: {:?} {:?}", a.problems.last(), b.problems.last());
}

/// The bytes with so much white space before the first record that a piece of the file ends within them, if there is a place for it.
fn padded(format: Format, bytes: &[u8]) -> Option<Vec<u8>> {
    let is_xml = format.as_str().ends_with("xml");
    let is_lines = matches!(format, Format::Jsonl | Format::Ftm | Format::Senzing);
    // Padding takes time, so few are padded; which, and where the piece ends, is told by the bytes.
    let sum = bytes.iter().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)));
    if sum % 32 > 0 {
        return None;
    }
    // What begins as UTF-16 does would no longer.
    let is_wide = bytes.iter().take(4).any(|byte| *byte == 0);
    let (head, rest) = if is_xml && !is_wide && bytes.starts_with(b"<") && !bytes.starts_with(b"<?") {
        bytes.split_at(0)
    } else if !is_xml && !is_lines {
        let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
        let head = ends.take(3).last()?;
        bytes
            .split_at_checked(head)
            .filter(|(head, _)| head.iter().all(|byte| byte.is_ascii() && !b"\"\0".contains(byte)))?
    } else {
        return None;
    };
    let within = (sum / 32).checked_rem(rest.len())?;
    let blanks = vec![if is_xml { b' ' } else { b'\n' }; PIECE - head.len() - within];
    Some([head, &blanks, rest].concat())
}

/// What holds for every list that was read.
fn check(reading: &Reading) {
    let format = reading.list.format;
    let mut ids: Vec<&PartyId> = reading.parties.iter().map(|party| &party.id).collect();
    ids.sort();
    assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "ids are unique");
    for party in &reading.parties {
        assert!(party.names.iter().all(|name| !name.full.trim().is_empty()), "names are not empty: {party:?}");
        let written = serde_json::to_value(party).expect("every party is written");
        // Parties of our own form keep the origins that they had.
        assert!(format == Format::Jsonl || says_where(&written, "f:"), "values say where they were read: {written}");
        let text = serde_json::to_string(party).expect("every party is written");
        assert_eq!(&serde_json::from_str::<Party>(&text).expect("and read"), party);
        assert_eq!(serde_json::from_str::<Value>(&text).expect("and read"), written);
    }
    for problem in &reading.problems {
        assert!(
            !problem.message.is_empty() && (format == Format::Jsonl || !problem.origin.file.is_empty()),
            "{problem}"
        );
    }
}

/// Whether every origin is in this file.
fn says_where(value: &Value, file: &str) -> bool {
    match value {
        Value::Object(fields) => fields.iter().all(|(key, value)| match (key.as_str(), value) {
            ("origin", Value::String(origin)) => origin.starts_with(file),
            (_, value) => says_where(value, file),
        }),
        Value::Array(values) => values.iter().all(|value| says_where(value, file)),
        _ => true,
    }
}

/// A folder of this process.
fn folder() -> &'static Path {
    static FOLDER: LazyLock<TempDir> =
        LazyLock::new(|| tempfile::tempdir().expect("there is a place for temporary files"));
    FOLDER.path()
}

fn write(name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder().join(name);
    fs::write(&path, bytes).expect("a temporary file is written");
    path
}

/// Bytes as a file of which nobody says what it is.
pub fn detect(bytes: &[u8]) {
    // A mapping names another file.
    if bytes.windows(4).any(|word| word == b"file") {
        return;
    }
    match list::read(&write(FILE, bytes), None) {
        Ok(reading) => {
            check(&reading);
            assert!(!reading.parties.is_empty(), "an empty list is refused");
            let again = list::read_bytes(&reading.list.name, FILE, reading.list.format, bytes);
            if reading.list.format != Format::OfacCsv {
                assert_eq!(again.parties, reading.parties, "memory and disk give the same");
            }
        }
        Err(error) => assert!(error.kind() == ErrorKind::List && !error.to_string().is_empty(), "{error}"),
    }
}

/// Bytes as a list that was packed, and damaged afterwards: how it is packed, where it is damaged, and by which bits.
pub fn packed(bytes: &[u8]) {
    let Some((&[how, high, low, bits], content)) = bytes.split_first_chunk() else { return };
    let plain = list::read(&write(FILE, content), None);
    let gzip = |content: &[u8]| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(content).expect("memory is written");
        packer.finish().expect("memory is written")
    };
    let zstd = |content: &[u8]| zstd::encode_all(content, 1).expect("memory is written");
    let mut packed = match how % 5 {
        0 => gzip(content),
        1 => zstd(content),
        2 => zip(&[(FILE, content)]),
        3 => gzip(&zstd(content)),
        // The files of OFAC, which are read together.
        _ => {
            let mut parts = content.splitn(4, |byte| *byte == 0x1a);
            let names = ["sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"];
            zip(&names.map(|name| (name, parts.next().unwrap_or_default())))
        }
    };
    if bits == 0 && how % 5 < 4 {
        let packed = list::read(&write(FILE, &packed), None);
        let parties = |reading: namesieve::Result<Reading>| reading.map_or(Vec::new(), |reading| reading.parties);
        assert_eq!(parties(packed), parties(plain), "packing changes nothing");
        return;
    }
    let at = usize::from(u16::from_be_bytes([high, low])) % packed.len();
    packed[at] ^= bits;
    if let Ok(reading) = list::read(&write(FILE, &packed), None) {
        check_ids(&reading);
    }
    packed.truncate(at);
    let _ = list::read(&write(FILE, &packed), None).map(|reading| check_ids(&reading));
}

fn check_ids(reading: &Reading) {
    assert!(!reading.parties.is_empty(), "an empty list is refused");
    let ids: std::collections::BTreeSet<&PartyId> = reading.parties.iter().map(|party| &party.id).collect();
    assert_eq!(ids.len(), reading.parties.len(), "ids are unique");
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, SimpleFileOptions::default()).expect("memory is written");
        archive.write_all(bytes).expect("memory is written");
    }
    archive.finish().expect("memory is written").into_inner()
}

/// Bytes as a mapping and, after a byte 0x1A, the list that it maps.
pub fn mapping(bytes: &[u8]) {
    let mut parts = bytes.splitn(2, |byte| *byte == 0x1a);
    let mapping = [format!("file = \"{FILE}\"\n").as_bytes(), parts.next().unwrap_or_default()].concat();
    write(FILE, parts.next().unwrap_or_default());
    match list::read(&write("mapping.toml", &mapping), None) {
        Ok(reading) => check(&reading),
        Err(error) => assert!(matches!(error.kind(), ErrorKind::List | ErrorKind::Input | ErrorKind::Io), "{error}"),
    }
}

fn sample() -> &'static Screener {
    static SAMPLE: LazyLock<Screener> = LazyLock::new(|| screener(list::sample().parties));
    &SAMPLE
}

fn screener(parties: Vec<Party>) -> Screener {
    let index = Index::in_memory(Vec::new(), parties).expect("parties make an index");
    Screener::new(index).expect("an index in memory can be read")
}

thread_local! {
    static SESSION: RefCell<Session> = RefCell::default();
}

/// Bytes as the name of a customer: the first says what the customer is.
pub fn names(bytes: &[u8]) {
    let Some((first, name)) = bytes.split_first() else { return };
    let kind = KINDS[usize::from(*first) % KINDS.len()];
    let name = String::from_utf8_lossy(name);
    assert_eq!(analyze(&name, kind).len(), analyze(&name, kind).len());
    let query = Query { kind, ..Query::named(&*name) };
    let cutoff = 0.5;
    SESSION.with_borrow_mut(|session| {
        let mut ask = |exhaustive, explain| {
            sample().screen(&query, &Settings { cutoff, exhaustive, explain, ..Settings::default() }, session)
        };
        match ask(false, false) {
            Ok(answer) => {
                assert!(answer.hits.iter().all(|hit| (cutoff..=1.0).contains(&hit.score)), "{answer:?}");
                let exhaustive = ask(true, false).expect("it was screened before");
                assert_eq!(exhaustive.hits, answer.hits, "nothing is lost");
                let explained = ask(false, true).expect("it was screened before");
                assert_eq!(explained.hits.len(), answer.hits.len());
            }
            Err(error) => assert_eq!(error.kind(), ErrorKind::Input, "{error}"),
        }
    });
}

/// Bytes as the names of listed parties, one a line: each is found by its own name.
pub fn listed_names(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let lines = text.lines().filter(|line| !line.trim().is_empty()).take(8);
    let party = |(number, line): (usize, &str)| {
        let kind = KINDS[number % KINDS.len()].unwrap_or(PartyKind::Other);
        let mut party = Party::new("l", &number.to_string(), kind);
        party.names.push(Name::new(line, NameKind::Primary, Origin::default()));
        party
    };
    let parties: Vec<Party> = lines.enumerate().map(party).collect();
    let screener = screener(parties.clone());
    for party in &parties {
        let query = Query { kind: Some(party.kind), ..Query::named(party.caption()) };
        match screener.screen(&query, &Settings::default(), &mut Session::default()) {
            Ok(answer) => {
                let is_named = analyze(party.caption(), Some(party.kind)).iter().any(|form| !form.tokens.is_empty());
                let is_found = answer.hits.iter().any(|hit| hit.party == party.id);
                assert!(is_found || !is_named, "{party:?} is not found by its name: {answer:?}");
            }
            Err(error) => assert_eq!(error.kind(), ErrorKind::Input, "{error}"),
        }
    }
}

/// Bytes as a file of customers: the first says in which format.
pub fn customers(bytes: &[u8]) {
    let Some((first, input)) = bytes.split_first() else { return };
    let format = if first % 2 == 0 { InputFormat::Csv } else { InputFormat::Jsonl };
    let read = || Records::new(input, format, Columns::default()).map(Iterator::collect::<Vec<_>>);
    let records = match read() {
        Ok(records) => records,
        Err(error) => return assert_eq!(error.kind(), ErrorKind::Input, "{error}"),
    };
    assert_eq!(read().expect("it was read before"), records, "reading again gives the same");
    for (at, record) in records.iter().enumerate() {
        let row = match record {
            Ok(record) => {
                assert!(!record.query.names.is_empty() || !record.query.identifiers.is_empty());
                record.row
            }
            Err(problem) => {
                assert!(!problem.message.is_empty());
                problem.row
            }
        };
        assert_eq!(row, at as u64 + 1, "records are numbered");
    }
}

/// Bytes as a full-text query.
pub fn query(bytes: &[u8]) {
    static SEARCHER: LazyLock<Searcher> =
        LazyLock::new(|| Searcher::new(sample().index()).expect("an index in memory can be read"));
    let request = Request::new(String::from_utf8_lossy(bytes));
    match SEARCHER.search(&request) {
        Ok(results) => {
            assert!(results.hits.len() <= request.limit && results.hits.len() as u64 <= results.total);
            assert!(results.hits.iter().all(|hit| hit.score.is_finite()));
            assert_eq!(SEARCHER.search(&request).expect("it was searched before"), results, "searching again");
        }
        Err(error) => assert_eq!(error.kind(), ErrorKind::Input, "{error}"),
    }
}
