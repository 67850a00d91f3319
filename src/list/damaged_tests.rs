//! Good documents of every format, damaged in every way that was seen or feared.
//!
//! The documents are those of `tests/data/lists`. Whatever the damage, parties none of whose records it touches are read as they were;
//! those of a record whose text alone it changes are still there; and what it takes away is said: reading is refused, or there is a
//! problem that was not there before.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use encoding_rs::WINDOWS_1252;
use serde_json::Value;
use tempfile::TempDir;

use super::*;
use crate::party::Origin;

/// Two words that one record of each document has in a name, alone in its record with them.
const WORDS: &str = "ever sail";

/// A good document.
struct Document {
    format: Format,
    folder: PathBuf,
    /// The main file.
    name: String,
    bytes: Vec<u8>,
    /// Where its records stand, the first line of a table left out.
    records: Vec<Range<usize>>,
    /// The number of the first one in origins.
    first: u64,
    before: Reading,
}

impl Document {
    fn all() -> Vec<Self> {
        Format::ALL.map(Self::of).into()
    }

    fn of(format: Format) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/lists").join(format.as_str());
        let before = read(&folder, None).unwrap_or_else(|error| panic!("{format}: {error}"));
        assert_eq!(
            (before.list.format, &before.problems[..]),
            (format, &[][..]),
            "a document of {format} without a problem"
        );
        let Origin { file: name, record: first, .. } = before.parties[0].names[0].origin.clone();
        let bytes = fs::read(folder.join(&name)).unwrap();
        let records = records(format, &bytes);
        assert!(records.len() >= 5, "{format}: {} records", records.len());
        Self { format, folder, name, bytes, records, first, before }
    }

    fn is_xml(&self) -> bool {
        self.format.as_str().ends_with("xml")
    }

    fn is_json(&self) -> bool {
        matches!(self.format, Format::Jsonl | Format::Ftm | Format::Senzing)
    }

    /// Whether windows-1252 is an encoding that the format has.
    fn is_legacy(&self) -> bool {
        matches!(self.format, Format::UkConlist | Format::UkSl)
    }

    fn text(&self) -> String {
        std::str::from_utf8(&self.bytes).map_or_else(|_| WINDOWS_1252.decode(&self.bytes).0.into_owned(), str::to_owned)
    }

    /// The document with something else in a place.
    fn with(&self, place: Range<usize>, other: &[u8]) -> Vec<u8> {
        [&self.bytes[..place.start], other, &self.bytes[place.end..]].concat()
    }

    fn place_of(&self, text: &str) -> Option<usize> {
        self.bytes.windows(text.len()).position(|window| window.eq_ignore_ascii_case(text.as_bytes()))
    }

    /// The record that a place is in.
    fn record_at(&self, at: usize) -> Option<usize> {
        self.records.iter().position(|record| record.contains(&at))
    }

    /// Reads other bytes in place of its own.
    fn read(&self, bytes: &[u8]) -> Result<Reading> {
        // Some lists are named for the folder that they are in.
        let temporary = TempDir::new().unwrap();
        let folder = &temporary.path().join(self.folder.file_name().unwrap());
        fs::create_dir(folder).unwrap();
        for file in fs::read_dir(&self.folder).unwrap().map(|file| file.unwrap().path()) {
            fs::copy(&file, folder.join(file.file_name().unwrap())).unwrap();
        }
        fs::write(folder.join(&self.name), bytes).unwrap();
        let _ = read(folder, None);
        read(&folder.join(&self.name), Some(self.format))
    }

    /// The parties that were read out of none of these records.
    fn untouched<'a>(&'a self, records: &'a BTreeSet<usize>) -> impl Iterator<Item = &'a Party> {
        self.before.parties.iter().filter(move |party| {
            let mut numbers = BTreeSet::new();
            add_records(&serde_json::to_value(party).unwrap(), &self.name, &mut numbers);
            records.iter().all(|record| !numbers.contains(&(self.first + *record as u64)))
        })
    }

    /// Whether what stands after all parties is joined to them.
    fn has_appendix(&self) -> bool {
        matches!(self.format, Format::OfacAdvancedXml | Format::SecoXml)
    }
}

/// Where the records of parties are in a document.
fn records(format: Format, bytes: &[u8]) -> Vec<Range<usize>> {
    let tags: &[&str] = match format {
        Format::UnXml => &["INDIVIDUAL", "ENTITY"],
        Format::OfacXml => &["sdnEntry"],
        Format::OfacEnhancedXml => &["entity"],
        Format::EuXml => &["sanctionEntity"],
        Format::CaXml => &["record"],
        Format::OfacAdvancedXml => &["DistinctParty"],
        Format::SecoXml => &["target"],
        Format::UkSlXml => &["Designation"],
        _ => &[],
    };
    if let Ok(text) = std::str::from_utf8(bytes)
        && !tags.is_empty()
    {
        let mut records: Vec<Range<usize>> = Vec::new();
        for tag in tags {
            let start = format!("\n<{tag}");
            let starts = text.match_indices(&start).map(|(at, _)| at + 1);
            let starts = starts.filter(|at| text[at + 1 + tag.len()..].starts_with([' ', '>']));
            let end = format!("</{tag}>\n");
            records.extend(starts.map(|start| start..start + text[start..].find(&end).unwrap() + end.len()));
        }
        records.sort_by_key(|record| record.start);
        return records;
    }
    let before = match format {
        Format::OfacCsv | Format::Jsonl | Format::Ftm | Format::Senzing => 0,
        Format::UkConlist | Format::UkSl => 2,
        _ => 1,
    };
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    if matches!(format, Format::Jsonl | Format::Ftm | Format::Senzing) {
        reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).quoting(false).from_reader(bytes);
    }
    let mut ends = Vec::new();
    while reader.read_byte_record(&mut ::csv::ByteRecord::new()).unwrap() {
        let end = reader.position().byte() as usize;
        ends.push(end + usize::from(bytes[end - 1] == b'\r'));
    }
    ends.retain(|end| bytes[end - 1] == b'\n');
    let starts = std::iter::once(0).chain(ends.clone());
    starts.zip(ends).map(|(start, end)| start..end).skip(before).collect()
}

/// The numbers of the records of a file that values come from.
fn add_records(value: &Value, file: &str, numbers: &mut BTreeSet<u64>) {
    match value {
        Value::Object(fields) => {
            if let Some(origin) =
                fields.get("origin").and_then(Value::as_str).map(|origin| Origin::from(origin.to_owned()))
                && origin.file == file
            {
                numbers.insert(origin.record);
            }
            fields.values().for_each(|value| add_records(value, file, numbers));
        }
        Value::Array(values) => values.iter().for_each(|value| add_records(value, file, numbers)),
        _ => {}
    }
}

/// What a party says, whatever the numbers of its records are, and without what others are called.
fn said(party: &Party) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.remove("links");
                if let Some(Value::String(origin)) = fields.get_mut("origin") {
                    *origin = origin.rsplit(':').next().unwrap_or_default().to_owned();
                }
                fields.values_mut().for_each(strip);
            }
            Value::Array(values) => values.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(party).unwrap();
    strip(&mut value);
    value
}

/// What becomes of a document.
struct Damage {
    what: &'static str,
    bytes: Vec<u8>,
    /// Records whose parties may be lost.
    lost: BTreeSet<usize>,
    /// Records whose parties may be read otherwise, and are there.
    changed: BTreeSet<usize>,
    is_said: IsSaid,
}

/// Whether reading says that something is wrong.
#[derive(Clone, Copy, PartialEq)]
enum IsSaid {
    Yes,
    /// Nothing is wrong in the end.
    No,
    /// The format can not tell, or it depends.
    Maybe,
}

fn damages(document: &Document) -> Vec<Damage> {
    use IsSaid::{Maybe, No, Yes};
    let Document { bytes, records, .. } = document;
    let (is_xml, is_json, is_legacy) = (document.is_xml(), document.is_json(), document.is_legacy());
    let is_table = !is_xml && !is_json;
    let count = records.len();
    let (none, all) = (BTreeSet::new, || (0..count).collect::<BTreeSet<usize>>());
    let from = |record: usize| (record..count).collect::<BTreeSet<usize>>();
    let one = |record: usize| BTreeSet::from([record]);
    let text = document.text();
    let at = document.place_of(WORDS).expect("a record with the words") + WORDS.find(' ').unwrap();
    let named = document.record_at(at).expect("they are in a record");
    let half = |record: usize| records[record].start + records[record].len() / 2;
    let mut damages = Vec::new();
    let mut add = |what, bytes: Vec<u8>, lost: BTreeSet<usize>, changed: BTreeSet<usize>, is_said| {
        damages.push(Damage { what, bytes, lost, changed, is_said });
    };
    let when = |condition: bool, is_said: IsSaid| if condition { is_said } else { Maybe };

    let appended = if document.has_appendix() { all() } else { none() };
    add("breaks off within a record", bytes[..half(3)].to_vec(), from(3), appended.clone(), Yes);
    add("breaks off within the first record", bytes[..half(0)].to_vec(), all(), none(), Yes);
    // Where a list has no end of its own, only its length before can tell.
    add("breaks off between records", bytes[..records[3].start].to_vec(), from(3), appended.clone(), when(is_xml, Yes));
    add("nothing left but the beginning", bytes[..records[0].start].to_vec(), all(), none(), Yes);
    add("nothing left at all", Vec::new(), all(), none(), Yes);
    let (middle, end) = (records[2].start, records[count - 1].end);
    let halves =
        [&bytes[..records[0].start], &bytes[middle..end], &bytes[records[0].start..middle], &bytes[end..]].concat();
    add("the second half before the first", halves, none(), none(), No);
    add(
        "a record twice",
        document.with(records[1].start..records[1].start, &bytes[records[1].clone()]),
        none(),
        none(),
        Maybe,
    );
    add("the whole twice", [&bytes[..], bytes].concat(), none(), appended, Maybe);
    let merged = if is_xml { one(2) } else { BTreeSet::from([2, 3]) };
    add("a record is cut off by the next", document.with(half(2)..records[3].start, b""), merged, none(), Yes);
    let page = &b"<html>\n<p>Sorry</p>\n</html>\n"[..];
    add(
        "a page between records",
        document.with(records[2].start..records[2].start, page),
        none(),
        none(),
        when(!is_xml, Yes),
    );
    let blank = document.with(records[2].start..records[2].start, b"\n\n\n");
    add("blank lines between records", blank, none(), none(), No);
    add("a page for a list", page.to_vec(), all(), none(), Yes);

    let put = |bytes: &[u8]| document.with(at..at, bytes);
    add("a letter of windows-1252", put(b"\xe9"), none(), one(named), when(!is_legacy, Yes));
    add("a NUL", put(b"\0"), none(), none(), Yes);
    add("many NULs", put(&[0; 5_000]), none(), none(), Yes);
    add("an end mark of DOS", put(b"\x1a"), none(), one(named), Maybe);
    add("half a character in UTF-8", put(b"\xed\xa0\x80"), none(), one(named), when(!is_legacy, Yes));
    add("a byte order mark", put(b"\xef\xbb\xbf"), none(), one(named), Maybe);
    add("an escape", put(b"\x1b[2J"), none(), one(named), Maybe);
    add("a bare ampersand", put(b" & "), none(), one(named), when(is_xml, Yes));
    add("a bare less-than", put(b" < "), none(), one(named), when(is_xml, Yes));
    let (lost, changed) = if is_json { (one(named), none()) } else { (none(), one(named)) };
    add("a bare quote", put(b"\""), lost, changed, when(is_json, Yes));
    if is_json {
        add("half a character in JSON", put(br"\ud800"), none(), one(named), Yes);
        add("a control character in JSON", put(b"\x01"), none(), one(named), Yes);
        add("depth", put(&[b"\":", "[".repeat(50_000).as_bytes()].concat()), one(named), none(), Yes);
    }

    let utf16 =
        |mark: &str, bytes: fn(u16) -> [u8; 2]| format!("{mark}{text}").encode_utf16().flat_map(bytes).collect();
    add("UTF-16", utf16("\u{feff}", u16::to_le_bytes), none(), none(), No);
    add("UTF-16 without a mark", utf16("", u16::to_le_bytes), none(), none(), No);
    add("UTF-16 without a mark, high bytes first", utf16("", u16::to_be_bytes), none(), none(), No);
    let latin: Vec<u8> = text
        .chars()
        .map(|c| {
            WINDOWS_1252
                .encode(c.encode_utf8(&mut [0; 4]))
                .0
                .first()
                .copied()
                .filter(|_| c.len_utf8() < 3 && !('\u{370}'..).contains(&c))
                .unwrap_or(b'?')
        })
        .collect();
    let not_latin = (0..count).filter(|record| {
        let has = |c: char| ('\u{370}'..).contains(&c);
        String::from_utf8_lossy(&bytes[records[*record].clone()]).replace('\u{fffd}', "").contains(has)
    });
    add("windows-1252", latin, none(), not_latin.collect(), when(!is_legacy, Yes));
    let unix = text.replace("\r\n", "\n");
    let several = (0..count).filter(|record| bytes[records[*record].clone()].trim_ascii().contains(&b'\n'));
    let several: BTreeSet<usize> = if is_table { several.collect() } else { none() };
    let encoded = |text: &str| {
        if is_legacy && document.bytes != document.text().as_bytes() {
            WINDOWS_1252.encode(text).0.into_owned()
        } else {
            text.as_bytes().to_vec()
        }
    };
    add("carriage returns and line feeds", encoded(&unix.replace('\n', "\r\n")), none(), several.clone(), No);
    add("line feeds alone", encoded(&unix), none(), several.clone(), No);
    add("carriage returns alone", encoded(&unix.replace('\n', "\r")), none(), several, No);

    let packed = gzip(bytes);
    add("packed and cut", packed[..packed.len() / 2].to_vec(), all(), none(), Yes);
    let mut broken = packed.clone();
    broken[packed.len() / 2] ^= 0x10;
    add("packed and damaged", broken, all(), none(), Yes);
    add("packed twice", gzip(&packed), none(), none(), No);
    let zstd = zstd::encode_all(&bytes[..], 0).unwrap();
    add("packed with Zstandard and cut", zstd[..zstd.len() * 9 / 10].to_vec(), all(), none(), Yes);

    if is_xml {
        let after = bytes.iter().position(|&byte| byte == b'>').unwrap() + 1;
        let mut entities = "<!DOCTYPE x [<!ENTITY a0 \"ha\">".to_owned();
        (1..30).for_each(|n| entities.push_str(&format!("<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10))));
        let bomb = [&bytes[..after], entities.as_bytes(), b"]>", &bytes[after..at], b"&a29;", &bytes[at..]].concat();
        add("an entity bomb", bomb, none(), one(named), Yes);
        let outside = [
            &bytes[..after],
            b"<!DOCTYPE x SYSTEM \"file:///etc/passwd\" [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>",
            &bytes[after..at],
            b"&e;",
            &bytes[at..],
        ]
        .concat();
        add("an entity from outside", outside, none(), one(named), Yes);
        add("an entity of nobody", put(b"&nbsq;"), none(), one(named), Yes);
        add("half a character as a reference", put(b"&#xD800;"), none(), one(named), Yes);
        add("depth", put("<a>".repeat(50_000).as_bytes()), one(named), none(), Yes);
        add(
            "depth between records",
            document.with(middle..middle, "<a>".repeat(50_000).as_bytes()),
            none(),
            none(),
            Yes,
        );
        let last = bytes[..records[2].end].windows(2).rposition(|pair| pair == b"</").unwrap();
        add("no end tag", document.with(last..records[2].end, b""), none(), one(2), Yes);
        add("an end tag cut", document.with(last + 4..records[2].end, b""), none(), one(2), Yes);
        add("a start tag cut", document.with(records[2].start + 3..records[2].end, b""), one(2), none(), Yes);
        add("a comment that never ends", document.with(middle..middle, b"<!-- "), none(), none(), Yes);
        add("text that never ends", document.with(middle..middle, b"<![CDATA[ "), none(), none(), Yes);
        let tag = text[records[0].start + 1..].split([' ', '>']).next().unwrap();
        let renamed = text.replace(&format!("<{tag}"), "<a").replace(&format!("</{tag}"), "</a");
        let of_tag = (0..count).filter(|record| text[records[*record].start + 1..].starts_with(tag));
        add("records renamed", renamed.into_bytes(), of_tag.collect(), none(), Maybe);
        add(
            "another encoding declared",
            text.replacen("?>", " encoding=\"utf-16\"?>", 1)
                .replacen("encoding=\"utf-8\"", "", 1)
                .replacen("encoding=\"UTF-8\"", "", 1)
                .into_bytes(),
            none(),
            none(),
            No,
        );
    }
    if let Some(quote) = bytes[records[1].clone()].iter().rposition(|&byte| byte == b'"').filter(|_| !is_xml) {
        let quote = records[1].start + quote;
        let lost = if is_json { one(1) } else { none() };
        add("a quote that never closes", document.with(quote..quote + 1, b""), lost, one(1), when(is_json, Yes));
    }
    if is_table {
        let mut columns = bytes[..records[0].start].to_vec();
        for record in records {
            let line = &bytes[record.clone()];
            let end = line.len() - line.iter().rev().take_while(|byte| b"\r\n".contains(byte)).count();
            columns.extend([&line[..end], b",,,", &line[end..]].concat());
        }
        add("empty columns at the end", columns, none(), none(), No);
        let renamed = text.replacen("name", "nom", 1).replacen("Name 6", "Nom 6", 1);
        if document.format != Format::OfacCsv {
            add("the header renamed", renamed.into_bytes(), all(), none(), Yes);
        }
        add("quotes that never close", document.with(end..end, b"\"x\n\"y\n\"z\n"), none(), one(count - 1), Yes);
    }
    damages
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

/// What is not as it must be after a damage.
fn faults(document: &Document, damage: &Damage) -> Vec<String> {
    let Damage { bytes, lost, changed, is_said, .. } = damage;
    let reading = document.read(bytes);
    let (problems, parties) = match &reading {
        Ok(reading) => (reading.problems.iter().map(ToString::to_string).collect(), reading.parties.as_slice()),
        Err(error) => (vec![error.to_string()], &[][..]),
    };
    let mut faults = Vec::new();
    match is_said {
        IsSaid::Yes if problems.is_empty() => faults.push("nothing is said".to_owned()),
        IsSaid::No if !problems.is_empty() => faults.push(format!("said: {}", problems.join(" | "))),
        _ => {}
    }
    let after: BTreeMap<&PartyId, &Party> = parties.iter().map(|party| (&party.id, party)).collect();
    let touched: BTreeSet<usize> = lost.union(changed).copied().collect();
    for party in document.untouched(&touched) {
        match after.get(&party.id) {
            None => faults.push(format!("`{}` is lost: {}", party.id, problems.join(" | "))),
            Some(other) if said(other) != said(party) => {
                faults.push(format!("`{}` is another: {} {}", party.id, said(other), said(party)))
            }
            Some(_) => {}
        }
    }
    let missing = document.untouched(lost).filter(|party| !after.contains_key(&party.id));
    faults.extend(missing.map(|party| format!("`{}` is lost: {}", party.id, problems.join(" | "))));
    faults
}

#[test]
fn damage_takes_no_more_than_it_must() {
    let (mut count, mut found) = (0, Vec::new());
    for document in Document::all() {
        for damage in damages(&document) {
            count += 1;
            let faults = faults(&document, &damage)
                .into_iter()
                .map(|fault| format!("{}, {}: {fault}", document.format, damage.what));
            found.extend(faults);
        }
    }
    assert!(found.is_empty(), "{} faults of {count} damages:\n{}", found.len(), found.join("\n"));
    assert!(count > 400, "{count}");
}

#[test]
fn a_flipped_bit_takes_no_more_than_its_record() {
    let mut found = Vec::new();
    for document in Document::all() {
        let Document { bytes, records, before, format, name, .. } = &document;
        let places = (0..bytes.len()).flat_map(|at| (0..8).map(move |bit| (at, bit)));
        let of_table = |at| !document.is_xml() && bytes[at] == b'\n';
        for (at, bit) in places.filter(|(at, bit)| *at >= records[0].start && (at * 8 + bit) % 13 == 0) {
            let mut bytes = bytes.clone();
            bytes[at] ^= 1 << bit;
            let reading = read_bytes(&before.list.name, name, *format, &bytes);
            let Some(record) = document.record_at(at) else { continue };
            let touched = BTreeSet::from([record, record + usize::from(of_table(at))]);
            let after: BTreeMap<&PartyId, &Party> = reading.parties.iter().map(|party| (&party.id, party)).collect();
            for party in document.untouched(&touched) {
                if !after.contains_key(&party.id) {
                    found.push(format!(
                        "{format}, bit {bit} of byte {at}: `{}` is lost, {:?}",
                        party.id, reading.problems
                    ));
                }
            }
        }
    }
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
}
