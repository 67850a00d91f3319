//! How long does it take to read a list, by format?
//!
//! - measured: bytes of a list to parties and problems; real lists are opened, unpacked and their digest is taken, too
//! - not measured: the disk, since files are in the system's cache after the first run; indexing, which `build` measures
//! - corpus: for each format the document of `tests/data/lists`, its parties repeated under other ids to a megabyte; real lists where the
//!   folder of shared data is
//! - unit: one list; throughput in bytes, unpacked
//! - engines: `reader`; `pass`, the naive one, which only takes the same bytes apart as CSV, XML or JSON
//! - run: `cargo bench --bench read`

#[path = "corpus/mod.rs"]
mod corpus;

use std::fs;
use std::hint::black_box;
use std::io::Read;
use std::path::{Path, PathBuf};

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use flate2::read::MultiGzDecoder;
use namesieve::list::{self, Format};
use quick_xml::events::Event;
use serde::de::IgnoredAny;

/// Least bytes of a repeated document.
const BYTES: usize = 1 << 20;

/// Where the parties of a format's document begin, where they end, and what stands before each of their ids.
const DOCUMENTS: [(Format, &str, &str, &[&str]); Format::ALL.len()] = [
    (Format::OfacCsv, "101,", "\x1a", &["\n"]),
    (Format::Csv, "1,\"DOE", "", &["\n"]),
    (Format::Jsonl, "{", "", &["\"id\":\"own:"]),
    (Format::UnXml, "<INDIVIDUALS>", "</CONSOLIDATED_LIST>", &["<DATAID>"]),
    (Format::OfacXml, "<sdnEntry>", "</sdnList>", &["<uid>"]),
    (Format::OfacEnhancedXml, "<entity ", "</entities>", &["<entity id=\"", " entityId=\""]),
    (
        Format::OfacAdvancedXml,
        "<Locations>",
        "</Sanctions>",
        &[
            "<Location ID=\"",
            "LocationID=\"",
            "<Profile ID=\"",
            "ProfileID=\"",
            "<Identity ID=\"",
            "IdentityID=\"",
            "FixedRef=\"",
        ],
    ),
    (Format::EuXml, "<sanctionEntity", "</export>", &["euReferenceNumber=\""]),
    (Format::SecoXml, "<target", "<place", &["<target ssid=\"", "target-id=\""]),
    (Format::CaXml, "<record>", "</data-set>", &["<Item>"]),
    (Format::UsCsl, "101,", "", &["\n"]),
    (
        Format::Ftm,
        "{",
        "",
        &["\"id\":\"", "\"entity\":[\"", "\"holder\":[\"", "\"owner\":[\"", "\"asset\":[\"", "\"addressEntity\":[\""],
    ),
    (Format::UkConlist, "DOE,", "", &[",700"]),
    (Format::UkSl, "01/02/2024,UTO", "", &["UTO000"]),
    (Format::UkSlXml, "<Designation>", "</Designations>", &["<UniqueID>UTO"]),
    (Format::OpensanctionsCsv, "\"p1\"", "", &["\n\""]),
    (Format::Senzing, "{", "", &["\"RECORD_ID\":\"", "\"REL_ANCHOR_KEY\":\"", "\"REL_POINTER_KEY\":\""]),
];

/// Real lists by their names in ids of benches, with the number of their parties.
const REAL: [(&str, &str, usize); 8] = [
    ("ofac-csv-2026", "lists/ofac/sdn-2026-06", 18_991),
    ("ofac-xml-2025", "lists/ofac/non-sdn-xml-2025-03/consolidated.xml", 443),
    ("ofac-enhanced-xml-2025", "lists/ofac/non-sdn-enhanced-2025-01/CONS_ENHANCED.XML", 443),
    ("un-xml-2025", "lists/un/un_2025-11-20.xml", 1_000),
    ("ca-xml-2025", "lists/ca/sema_2025-05.xml", 4_759),
    ("us-csl-full", "lists/us_csl/consolidated_full.csv.gz", 14_160),
    ("uk-conlist-2020", "lists/uk/ConList_2020-04-27.csv", 2_114),
    ("ftm-delta-2024", "lists/opensanctions/os_entities.delta_2024.jsonl", 576),
];

/// The only file of a format's document, or the main one.
fn document(format: Format) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/lists").join(format.as_str());
    let mut files = fs::read_dir(folder).expect("every format has a document").map(|file| file.expect("a file").path());
    let is_main = |path: &PathBuf| !path.ends_with("alt.csv") && !path.ends_with("add.csv");
    files.find(is_main).expect("every format has a document")
}

/// A format's document with its parties repeated, and how often they are.
fn repeated(path: &Path, from: &str, to: &str, before_ids: &[&str]) -> (Vec<u8>, usize) {
    let bytes = fs::read(path).expect("a document can be read");
    // One of them is in windows-1252; as far as it is repeated, it need not be.
    let text = String::from_utf8_lossy(&bytes);
    let start = text.find(from).expect("parties begin");
    let end = text.rfind(to).expect("and end");
    let (head, parties, tail) = (&text[..start], text[start..end].trim_end(), &text[end..]);
    let count = BYTES.div_ceil(parties.len());
    let mut repeated = head.trim_end().to_owned();
    for copy in 0..count {
        let numbered = |parties: String, before: &&str| parties.replace(before, &format!("{before}{copy}"));
        repeated += &before_ids.iter().fold(format!("\n{parties}"), numbered);
    }
    (format!("{repeated}\n{tail}").into_bytes(), count)
}

/// Takes bytes apart and counts the pieces.
fn pass(bytes: &[u8]) -> usize {
    match bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'<') => {
            let mut reader = quick_xml::Reader::from_reader(bytes);
            std::iter::from_fn(|| reader.read_event().ok().filter(|event| *event != Event::Eof)).count()
        }
        Some(b'{') => {
            let lines = bytes.split(|&byte| byte == b'\n');
            lines.filter(|line| serde_json::from_slice::<IgnoredAny>(line).is_ok()).count()
        }
        _ => {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
            reader.byte_records().map_while(Result::ok).count()
        }
    }
}

fn compare<T>(group: &mut BenchmarkGroup<'_, WallTime>, case: &str, bytes: &[Vec<u8>], read: impl Fn() -> T) {
    group.throughput(Throughput::Bytes(bytes.iter().map(Vec::len).sum::<usize>() as u64));
    group.bench_function(BenchmarkId::new(case, "reader"), |b| b.iter(&read));
    group.bench_function(BenchmarkId::new(case, "pass"), |b| {
        b.iter(|| bytes.iter().map(|bytes| pass(black_box(bytes))).sum::<usize>());
    });
}

fn bench(c: &mut Criterion) {
    let mut group = c.benchmark_group("read");
    group.sample_size(10);
    for (format, from, to, before_ids) in DOCUMENTS {
        let path = document(format);
        let once = list::read(&path, None).expect("a document can be read").parties.len();
        let (bytes, count) = repeated(&path, from, to, before_ids);
        let read = || list::read_bytes("l", "f", format, black_box(&bytes));
        let reading = read();
        assert_eq!(reading.parties.len(), once * count, "{format}");
        assert!(reading.problems.len() <= 2, "{format}: {:?}", &reading.problems[..3]);
        assert!(pass(&bytes) >= once * count, "{format}");
        compare(&mut group, format.as_str(), std::slice::from_ref(&bytes), read);
    }
    for (case, path, parties) in REAL {
        let Some(path) = corpus::shared(path) else { continue };
        let read = || list::read(black_box(&path), None).expect("a real list can be read");
        assert_eq!(read().parties.len(), parties, "{case}");
        let files = fs::read_dir(&path)
            .map_or(vec![path.clone()], |files| files.map(|file| file.expect("a file").path()).collect());
        let unpacked = |path: PathBuf| {
            let mut bytes = fs::read(&path).expect("a file can be read");
            if path.extension().is_some_and(|extension| extension == "gz") {
                let packed = std::mem::take(&mut bytes);
                MultiGzDecoder::new(&packed[..]).read_to_end(&mut bytes).expect("a real list can be unpacked");
            }
            bytes
        };
        let bytes: Vec<Vec<u8>> = files.into_iter().map(unpacked).collect();
        assert!(bytes.iter().map(|bytes| pass(bytes)).sum::<usize>() >= parties, "{case}");
        compare(&mut group, case, &bytes, read);
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
