//! Lists that are meant to exhaust memory or patience: what reading takes does not grow with them.

use std::fs::File;
use std::io::{BufWriter, Write};

use allocation_counter::measure;
use namesieve::ErrorKind;
use namesieve::list::{Format, Reading, read};
use tempfile::tempdir;

/// How long each list is, in bytes: longer than what is held of one at a time, and three times that.
const SIZES: [usize; 2] = [6 << 20, 18 << 20];

/// Most bytes that may be in memory at a time: a record of the largest size, which may be half a million values, and the problems that
/// are kept.
const MEMORY: u64 = 100 << 20;

/// Case, format, how the list begins, and what it repeats.
const LISTS: [(&str, Format, &str, &str); 16] = [
    ("nesting", Format::UnXml, "<CONSOLIDATED_LIST>", "<a>"),
    ("nesting within a record", Format::UnXml, "<CONSOLIDATED_LIST><INDIVIDUAL>", "<a>"),
    ("a tag without an end", Format::EuXml, "<export><sanctionEntity ", "a='1' "),
    ("a value without an end", Format::EuXml, "<export><sanctionEntity a='", "x"),
    ("a comment without an end", Format::CaXml, "<data-set><!-- ", "x"),
    ("comments without an end", Format::CaXml, "<data-set>", "<!-- "),
    ("tags that begin and no more", Format::OfacXml, "<sdnList><sdnEntry>", "<"),
    ("ampersands", Format::OfacXml, "<sdnList><sdnEntry><uid>1</uid>", "&"),
    ("NULs", Format::OfacEnhancedXml, "<sanctionsData><entity id='1'>", "<a>\u{0}</a>"),
    ("a record without an end", Format::UkSlXml, "<Designations><Designation>", "<Name6>A</Name6>"),
    ("quotes that do not close", Format::Csv, "id,name\n", "\"1,A\n"),
    ("quotes that swallow all", Format::Csv, "id,name,b\n", "1,A\"b,\"c\n"),
    ("a line without an end", Format::UsCsl, "source,name,alt_names,source_list_url\n", "x,"),
    ("lines that are no JSON", Format::Ftm, "", "{\"id\"\n"),
    ("JSON without an end", Format::Jsonl, "", "{\"a\":["),
    ("half characters", Format::Senzing, "", "{\"DATA_SOURCE\":\"\\ud800\",\n"),
];

/// Writes so much of a list to disk, packed where it should be, and reads it; tells how much was in memory at the same time.
fn read_from_disk(
    size: usize,
    format: Format,
    start: &str,
    unit: &str,
    pack: impl FnOnce(BufWriter<File>, &mut dyn FnMut(&mut dyn Write)),
) -> (namesieve::Result<Reading>, u64) {
    let folder = tempdir().unwrap();
    let path = folder.path().join("list");
    pack(BufWriter::new(File::create(&path).unwrap()), &mut |into| {
        into.write_all(start.as_bytes()).unwrap();
        let block = unit.repeat((64 << 10) / unit.len());
        (0..size / block.len()).for_each(|_| into.write_all(block.as_bytes()).unwrap());
    });
    let mut reading = None;
    let memory = measure(|| reading = Some(read(&path, Some(format)))).bytes_max;
    (reading.expect("it was read"), memory)
}

fn assert_steady(case: &str, [short, long]: [u64; 2]) {
    assert!(short < MEMORY && long < short + (1 << 20), "{case}: {short} bytes, and {long} of the longer list");
}

#[test]
fn memory_does_not_grow_with_what_cannot_be_read() {
    for (case, format, start, unit) in LISTS {
        let memory = SIZES.map(|size| {
            let (reading, memory) = read_from_disk(size, format, start, unit, |mut file, write| write(&mut file));
            match reading {
                Ok(reading) => assert!(!reading.problems.is_empty(), "{case}"),
                Err(error) => assert_eq!(error.kind(), ErrorKind::List, "{case}: {error}"),
            }
            memory
        });
        assert_steady(case, memory);
    }
}

#[test]
fn memory_does_not_grow_with_what_unpacks_to_much() {
    let start = "<CONSOLIDATED_LIST><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>Jane Doe</FIRST_NAME></INDIVIDUAL>";
    for case in ["gzip", "zstd"] {
        let memory = SIZES.map(|size| {
            let (reading, memory) = read_from_disk(size, Format::UnXml, start, " ", |file, write| match case {
                "gzip" => {
                    let mut packer = flate2::write::GzEncoder::new(file, flate2::Compression::best());
                    write(&mut packer);
                    packer.finish().unwrap();
                }
                _ => {
                    let mut packer = zstd::Encoder::new(file, 0).unwrap();
                    write(&mut packer);
                    packer.finish().unwrap();
                }
            });
            assert_eq!(reading.unwrap().parties.len(), 1, "{case}");
            memory
        });
        assert_steady(case, memory);
    }
}
