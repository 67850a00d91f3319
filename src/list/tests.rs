//! Laws that hold for every format, and the official lists, where they are at hand.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::*;
use crate::party::{
    ContactKind, CountryRole, Counts, DateKind, IdentifierKind, NameKind, NoteKind, Origin, PartyKind, Precision,
};

/// Bytes that look like a list here and there: what separates, quotes and labels, between arbitrary others.
fn list_bytes() -> impl Strategy<Value = Vec<u8>> {
    let pieces = prop_oneof![
        any::<Vec<u8>>(),
        prop::sample::select(vec![
            "\"",
            "\"\"",
            ",",
            ";",
            "; ",
            "\n",
            "\r\n",
            "-0- ",
            "\x1a",
            "\0",
            "7,",
            "name,",
            "id",
            "{\"id\":\"7\"",
            "'",
            "a.k.a. '",
            "'; ",
            "DOB ",
            "circa ",
            " to ",
            "1960",
            "Passport ",
            "#",
            "(",
            ")",
            " (Iran)",
            " issued ",
            " expires ",
            "alt. ",
            "Linked To: ",
            "{\"id\":\"a\",\"schema\":\"Person\",\"properties\":{\"name\":[\"",
            "\"]}}",
            "{\"op\":\"MOD\",\"entity\":",
            "{\"DATA_SOURCE\":\"x\",\"RECORD_ID\":\"1\",\"FEATURES\":[{\"NAME_FULL\":\"",
            "\"}]}",
            "source,name,alt_names,source_list_url,ids,dates_of_birth\n",
            "Name 6,Name 1,Group ID,Unique ID,Regime,Regime Name,DOB,Passport Number\n",
            "id,schema,name,aliases,birth_date,dataset\n",
            "(1) ",
            "00/00/",
            "&#",
            "\x1f\u{8b}",
            "ü",
            "Digital Currency Address - ",
            "POB ",
            "No. ",
            "E 7",
            "individual",
            "] [",
            "\u{feff}",
            "<?xml version=\"1.0\"?>",
            "<CONSOLIDATED_LIST>",
            "<INDIVIDUAL>",
            "<FIRST_NAME>",
            "</FIRST_NAME>",
            "<INDIVIDUAL_DOCUMENT><NUMBER>",
            "</INDIVIDUAL>",
            "<sdnEntry><lastName>",
            "<idList><id><idType>Passport</idType><idNumber>",
            "<sanctionEntity>",
            "<nameAlias wholeName=\"",
            "\"/>",
            "<record><Aliases>",
            "<entity id='7'>",
            "<FeatureType ID='8'>Birthdate</FeatureType>",
            "<DistinctParty FixedRef='7'><Profile ID='7'>",
            "<Identity ID='7'><Alias Primary='true'><DocumentedName><DocumentedNamePart><NamePartValue>",
            "<Feature FeatureTypeID='8'><FeatureVersion>",
            "<DatePeriod><Start><From><Year>",
            "<VersionLocation LocationID='7'/>",
            "<Location ID='7'><LocationCountry CountryID='7'/>",
            "<ProfileRelationship From-ProfileID='7' To-ProfileID='7'>",
            "<SanctionsEntry ProfileID='7'>",
            "<target ssid='7'><individual>",
            "<modification modification-type='de-listed'><added>",
            "<identity><name><name-part order='1'><value>",
            "<spelling-variant lang='RUS' script='CYRL'>",
            "<address place-id='7'/>",
            "<place ssid='7'>",
            "<Designation><Names><Name><Name6>",
            "<PassportDetails><Passport><PassportNumber>",
            "<names><name><translations><translation><formattedFullName>",
            "</",
            ">",
            "<",
            "&",
            "&amp;",
            "&#0;",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "<!DOCTYPE x [",
        ])
        .prop_map(|piece| piece.as_bytes().to_vec()),
    ];
    prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    // The gate asks the same questions every time; `PROPTEST_CASES` asks more.
    #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: RngSeed::Fixed(20_250_708), ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_panic(bytes in list_bytes()) {
        for format in Format::ALL {
            let reading = read_bytes("l", "f", format, &bytes);
            let json = serde_json::to_string(&reading.parties).expect("every party is written");
            prop_assert_eq!(serde_json::from_str::<Vec<Party>>(&json).expect("and read"), reading.parties);
        }
    }

    #[test]
    fn no_remarks_panic_nor_vanish(remarks in "(DOB |a\\.k\\.a\\. '|Passport |POB |Linked To: |[ -~é]){0,40}") {
        let row = format!("7,A,individual,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"{}\"\n", remarks.replace('"', ""));
        let reading = read_bytes("l", "sdn.csv", Format::OfacCsv, row.as_bytes());
        prop_assert_eq!(reading.parties.len(), 1);
        let json = serde_json::to_string(&reading.parties[0]).expect("every party is written");
        for word in remarks.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.len() > 12) {
            prop_assert!(json.contains(word), "{} is lost from {}", word, remarks);
        }
    }
}

#[test]
fn a_packed_list_that_breaks_off_is_read_as_far_as_it_goes() {
    use std::io::Write;
    let rows: String = (0..20_000).map(|row| format!("{row},Name {}\n", row * 7_919 % 1_000)).collect();
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(format!("id,name\n{rows}").as_bytes()).unwrap();
    let packed = packer.finish().unwrap();
    let whole = read_bytes("l", "l.csv.gz", Format::Csv, &packed);
    assert_eq!((whole.parties.len(), whole.problems.len()), (20_000, 0));
    let cut = read_bytes("l", "l.csv.gz", Format::Csv, &packed[..packed.len() / 2]);
    assert!(cut.parties.len() > 1_000, "{}", cut.parties.len());
    assert!(cut.problems[0].message.contains("cannot be unpacked beyond byte"), "{}", cut.problems[0]);
}

#[test]
fn a_list_is_the_same_however_it_is_packed() {
    use std::io::{Cursor, Write};
    use zip::write::{SimpleFileOptions, ZipWriter};

    const FILES: [(&str, &str); 3] = [
        ("SDN.CSV", "7,\"DOE, Jane\",individual,X,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\x1a"),
        ("ALT.CSV", "7,1,aka,\"ROE, Jane\",-0- \r\n\x1a"),
        ("ADD.CSV", "7,1,\"1 Main St\",Atown,Iran,-0- \r\n\x1a"),
    ];
    let folder = tempfile::tempdir().unwrap();
    let plain = folder.path().join("plain");
    std::fs::create_dir(&plain).unwrap();
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in FILES {
        std::fs::write(plain.join(name), text).unwrap();
        archive.start_file(format!("lists/{name}"), SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.start_file("__MACOSX/._SDN.CSV", SimpleFileOptions::default()).unwrap();
    let archive = archive.finish().unwrap().into_inner();
    let zip = folder.path().join("ofac.zip");
    std::fs::write(&zip, &archive).unwrap();

    let want = read(&plain, None).unwrap();
    assert_eq!((want.parties[0].names.len(), want.parties[0].addresses.len(), want.problems.len()), (2, 1, 0));
    let unpacked = read(&zip, None).unwrap();
    assert_eq!((&unpacked.list.name, &unpacked.list.digest), (&want.list.name, &want.list.digest));
    assert_eq!((unpacked.parties, unpacked.list.source), (want.parties, zip.display().to_string()));

    for (case, bytes, why) in [
        ("cut", &archive[..archive.len() / 2], "cannot be unpacked"),
        ("damaged", &[&archive[..60], &[0xff; 8], &archive[68..]].concat(), "cannot read"),
        ("empty", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "is in no known list format"),
    ] {
        std::fs::write(&zip, bytes).unwrap();
        let error = read(&zip, None).unwrap_err().to_string();
        assert!(error.contains(why) && error.contains(&format!("`{}`", zip.display())), "{case}: {error}");
    }

    // A dataset's name is that of the archive, as it is that of the folder.
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("entities.ftm.json.zst", SimpleFileOptions::default()).unwrap();
    let line = br#"{"id":"a","schema":"Person","properties":{"name":["Jane Doe"]}}"#;
    archive.write_all(&zstd::encode_all(&line[..], 0).unwrap()).unwrap();
    let zip = folder.path().join("us_ofac_sdn.zip");
    std::fs::write(&zip, archive.finish().unwrap().into_inner()).unwrap();
    let reading = read(&zip, None).unwrap();
    assert_eq!((reading.parties[0].id.as_str(), reading.list.format), ("us-ofac-sdn:a", Format::Ftm));
}

#[test]
fn a_list_takes_another_name_whole() {
    let line = |id: &str| {
        format!(
            "{{\"id\":\"{id}\",\"kind\":\"person\",\"names\":[{{\"full\":\"A\",\"kind\":\"primary\"}}],\
             \"listing\":{{\"list\":\"{}\",\"reference\":\"7\"}},\
             \"links\":[{{\"relation\":\"r\",\"name\":\"n\",\"party\":\"old:8\"}}]}}\n",
            id.split(':').next().unwrap_or_default()
        )
    };
    let mut reading = read_bytes("old", "f", Format::Jsonl, [line("old:7"), line("older:7")].concat().as_bytes());
    assert_eq!(reading.problems, []);
    reading.rename("new");
    let shown: Vec<String> = reading
        .parties
        .iter()
        .map(|party| format!("{} on {}, {}", party.id, party.listing.list, party.links[0].party.as_ref().unwrap()))
        .collect();
    assert_eq!(shown, ["new:7 on new, new:8", "older:7 on older, new:8"]);
    assert_eq!(reading.list.name, "new");
}

#[test]
fn formats_are_fuzzed() {
    // The package is published without its fuzz targets.
    let Ok(manifest) = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/Cargo.toml")) else {
        return;
    };
    for format in Format::ALL {
        assert!(
            manifest.contains(&format!("{{ name = \"{format}\",")),
            "no fuzz target `{format}`; add a line to fuzz/Cargo.toml"
        );
    }
}

#[test]
fn formats_have_the_words_of_the_command_line() {
    for format in Format::ALL {
        assert_eq!(format.to_string().parse::<Format>().unwrap(), format);
        assert_eq!(serde_json::to_string(&format).unwrap(), format!("\"{format}\""));
    }
    assert!("xml".parse::<Format>().unwrap_err().to_string().contains("ofac-csv, csv, jsonl"));
}

#[test]
fn lists_are_found_by_folder_and_by_main_file() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("SDN.CSV", "7,A,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n");
    write("ALT.CSV", "7,1,aka,B,-0- \r\n");
    write("Add.csv", "7,1,S,C,Iran,-0- \r\n");
    write(".hidden", "x");
    let from_folder = read(folder.path(), None).unwrap();
    let from_file = read(&folder.path().join("SDN.CSV"), Some(Format::OfacCsv)).unwrap();
    assert_eq!((from_folder.list.name.as_str(), from_folder.list.format), ("ofac-sdn", Format::OfacCsv));
    assert!(from_folder.problems.is_empty(), "{:?}", from_folder.problems);
    assert_eq!(from_folder.parties, from_file.parties);
    assert_eq!((from_folder.parties[0].names.len(), from_folder.parties[0].addresses.len()), (2, 1));
    assert_eq!(from_folder.list.digest, from_file.list.digest);
    assert_eq!(from_folder.list.date.as_ref().map(String::len), Some(10));

    let error = read(&folder.path().join("ALT.CSV"), None).unwrap_err();
    assert!(error.to_string().contains("only goes with `sdn.csv`; give that file"), "{error}");
    let error = read(&folder.path().join("none.csv"), None).unwrap_err();
    assert_eq!(error.kind(), crate::ErrorKind::Io);
    write("other.json", "{\"schema\":\"Person\"}\n");
    let error = read(&folder.path().join("other.json"), None).unwrap_err();
    assert!(error.to_string().contains("as a list in format `jsonl`: other.json:1:"), "{error}");
}

#[test]
fn what_would_make_a_worthless_index_is_refused() {
    const SOUND: &str = "7,A,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n";
    const OFAC: Option<Format> = Some(Format::OfacCsv);
    let alt: String = (0..20).map(|n| format!("{n},{n},\"aka\",\"B, C\",-0- \n")).collect();
    let half = format!("{SOUND}8,B\n");
    // A fixed sequence of bytes without order: a linear congruence.
    let noise: Vec<u8> = (0..100_000_u32)
        .scan(1_u32, |state, _| {
            *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Some((*state >> 24) as u8)
        })
        .collect();
    for (case, files, format, want) in [
        ("sound", &[("sdn.csv", SOUND.as_bytes())][..], OFAC, None),
        ("half of the records", &[("sdn.csv", half.as_bytes())], OFAC, None),
        ("one encoding for another", &[("own.csv", b"name\n\xe4\n\xf6\n\xfc\n")], None, None),
        ("blank columns", &[("own.csv", b"id,name\n1,A,\n2,B,\n3,C,\n")], None, None),
        ("nameless columns", &[("own.csv", b"id,name\n1,A,x\n2,B,x\n")], None, Some("2 of 3 records of `own.csv`")),
        ("names of the primary file", &[("alt.csv", alt.as_bytes())], OFAC, Some("only goes with `sdn.csv`")),
        ("the same under another name", &[("sdn.csv", alt.as_bytes())], OFAC, Some("only goes with `sdn.csv` or")),
        ("noise", &[("sdn.csv", &noise)], OFAC, Some("are spoiled (sdn.csv:1: ")),
        ("noise, undetected", &[("own.csv", &noise)], None, Some("no known list format")),
        ("header alone", &[("own.csv", b"id,name\n")], None, Some("format `csv`: it has no records")),
        ("nothing", &[("sdn.csv", b"")], OFAC, Some("no party in")),
        (
            "a page instead of the alternative names",
            &[("sdn.csv", SOUND.as_bytes()), ("alt.csv", b"<html>\n<p>Sorry\n</html>\n"), ("add.csv", b"\x1a")],
            OFAC,
            Some("3 of 3 records of `alt.csv` are spoiled"),
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        match (read(&folder.path().join(files[0].0), format), want) {
            (Ok(reading), None) => assert!(!reading.parties.is_empty(), "{case}"),
            (Err(error), Some(want)) => {
                assert_eq!(error.kind(), crate::ErrorKind::List, "{case}");
                assert!(error.to_string().contains(want), "{case}: {error}");
            }
            (Ok(reading), Some(_)) => panic!("{case}: {} parties", reading.parties.len()),
            (Err(error), None) => panic!("{case}: {error}"),
        }
    }
}

#[test]
fn a_folder_without_the_main_file_says_which() {
    let folder = tempfile::tempdir().unwrap();
    for (companion, main) in [("ALT.CSV", "sdn.csv"), ("add.csv", "sdn.csv"), ("cons_add.csv", "cons_prim.csv")] {
        let folder = tempfile::tempdir_in(&folder).unwrap();
        std::fs::write(folder.path().join(companion), "7,1,aka,B,-0- \n").unwrap();
        std::fs::write(folder.path().join("readme.txt"), "x").unwrap();
        let error = read(folder.path(), None).unwrap_err().to_string();
        assert!(error.contains(&format!("has `{companion}` but not `{main}`; add that file")), "{error}");
    }
}

#[test]
fn places_are_shown_without_what_is_unknown_and_kept_whole() {
    for (origin, shown) in [
        (Origin::new("sdn.csv", 0, ""), "sdn.csv"),
        (Origin::new("sdn.csv", 3, ""), "sdn.csv:3"),
        (Origin::new("a:7", 3, "name"), "a:7:3:name"),
        (Origin::new("a:7", 0, ""), "a:7"),
    ] {
        let problem = Problem { origin: origin.clone(), message: "no".to_owned() };
        assert_eq!(problem.to_string(), format!("{shown}: no"));
        assert_eq!(Origin::from(String::from(origin.clone())), origin);
    }
}

#[test]
fn a_date_says_where_it_is_from() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("own.csv");
    std::fs::write(&path, "name\nA\n").unwrap();
    let list = read(&path, None).unwrap().list;
    assert_eq!((list.date.is_some(), list.date_source), (true, Some(DateSource::File)));
    assert_eq!((sample().list.date, sample().list.date_source), (None, None));
}

#[cfg(unix)]
#[test]
fn devices_are_refused_and_pipes_are_read() {
    for device in ["/dev/zero", "/dev/null"] {
        let error = read(Path::new(device), Some(Format::Csv)).unwrap_err();
        assert_eq!(error.kind(), crate::ErrorKind::List);
        assert!(error.to_string().contains("is a device; give a file or a pipe"), "{error}");
    }
    let (reader, mut writer) = std::io::pipe().unwrap();
    std::io::Write::write_all(&mut writer, b"name\nA\n").unwrap();
    drop(writer);
    let path = format!("/dev/fd/{}", std::os::fd::AsRawFd::as_raw_fd(&reader));
    assert_eq!(read(Path::new(&path), Some(Format::Csv)).unwrap().parties.len(), 1);
}

#[test]
fn a_file_over_the_cap_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("own.csv");
    // A hole in the file: it takes no space.
    std::fs::File::create(&path).unwrap().set_len(crate::limits::MAX_LIST_BYTES + 1).unwrap();
    let error = read(&path, None).unwrap_err();
    assert!(error.to_string().contains("over the cap of 4294967296 bytes"), "{error}");
}

/// A real list by its path in the folder of lists.
pub(super) fn shared_list(path: &str) -> Option<Reading> {
    real_file(&format!("lists/{path}"))
}

/// A folder of real lists, or `None`, said plainly, where there is none.
fn real_list(name: &str) -> Option<Reading> {
    real_file(&format!("lists/ofac/{name}"))
}

/// A real list by its path in the shared folder.
pub(super) fn real_file(path: &str) -> Option<Reading> {
    shared(path).map(|path| read(&path, None).expect("a real list is readable"))
}

/// A path in the shared folder, or `None`, said plainly, where there is none.
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
pub(super) fn shared(path: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let path = std::env::var_os("NAMESIEVE_SHARED").map_or_else(beside, PathBuf::from).join(path);
    if !path.exists() {
        eprintln!("skipped: no list `{}`; NAMESIEVE_SHARED names the folder of lists", path.display());
        return None;
    }
    Some(path)
}

#[test]
fn the_sdn_list_of_july_2021_is_read_whole() {
    let Some(reading) = real_list("sdn-2021-07") else { return };
    assert_eq!(reading.problems, []);
    let counts = Counts::of(&reading.parties);
    let parties = [
        (PartyKind::Person, 4_620),
        (PartyKind::Organization, 3_673),
        (PartyKind::Vessel, 406),
        (PartyKind::Aircraft, 277),
    ];
    assert_eq!(counts.parties, BTreeMap::from(parties));
    let names = [
        (NameKind::Primary, 8_976),
        (NameKind::StrongAlias, 11_523 + 18), // a.k.a. and n.k.a.
        (NameKind::WeakAlias, 2_417 + 1),     // quoted a.k.a. and one d.b.a.
        (NameKind::Former, 369),
        (NameKind::WeakFormer, 24),
    ];
    assert_eq!(counts.names, BTreeMap::from(names));
    let births = [
        (Precision::Day, 4_025),
        (Precision::Month, 48),
        (Precision::Year, 862),
        (Precision::Circa, 78),
        (Precision::Range, 112),
    ];
    assert_eq!(counts.birth_dates, BTreeMap::from(births));
    assert_eq!(counts.countries[&CountryRole::Nationality], 2_137);
    assert_eq!(counts.countries[&CountryRole::Citizenship], 919);
    assert_eq!(counts.genders, 1_513);
    assert_eq!(counts.places[&DateKind::Birth], 3_073 + 1); // one stands within a remark in parentheses, as `POB:`
    // The segments that begin `Passport` are 1,538, two of them prose; the rest are passports under other labels.
    assert_eq!(counts.identifiers[&IdentifierKind::Passport], 1_536 + 18);
    // Those in the main file, and those that the cut put into the comments.
    assert_eq!(counts.identifiers[&IdentifierKind::CryptoAddress], 81 + 16);
    assert_eq!(counts.links, 3_391 + 17);
    assert!(counts.links_resolved * 100 >= counts.links * 99, "{} of {}", counts.links_resolved, counts.links);
    assert!(counts.contacts[&ContactKind::Website] > 500);
    assert!(counts.notes[&NoteKind::Remark] < 460, "{}", counts.notes[&NoteKind::Remark]);
}

#[test]
fn every_ofac_list_is_read_whole() {
    for (name, list, parties, problems) in [
        // Its comments are of a later date, ten of them on later parties; its addresses break off.
        ("sdn-2019-01", "ofac-sdn", 7_379, 11),
        ("sdn-2021-07", "ofac-sdn", 8_976, 0),
        ("sdn-2026-06", "ofac-sdn", 18_991, 0),
        ("sdn-excerpt-2026-04", "ofac-sdn", 29, 0),
        ("non-sdn-csv-2025-12", "ofac-cons", 442, 0),
    ] {
        let Some(reading) = real_list(name) else { continue };
        assert_eq!(reading.list.name, list, "{name}");
        assert_eq!(reading.parties.len(), parties, "{name}");
        assert_eq!(reading.problems.len(), problems, "{name}: {:?}", reading.problems);
    }
}

#[test]
fn every_country_on_the_ofac_lists_has_a_code() {
    /// What stands in a country's place without naming one; see the head of `countries.tsv`.
    const NONE: [&str; 6] = [
        "None Identified",
        "undetermined",
        "possibly Palestinian",
        "Region: Kafia Kingi",
        "Region: Commonwealth of Independent States",
        "Region: Jammu and Kashmir",
    ];
    for name in ["sdn-2019-01", "sdn-2021-07", "sdn-2026-06", "sdn-excerpt-2026-04", "non-sdn-csv-2025-12"] {
        for party in real_list(name).map(|reading| reading.parties).unwrap_or_default() {
            let addresses = party.addresses.iter().filter_map(|address| address.country.as_ref());
            for country in addresses.chain(party.countries.iter().map(|link| &link.country)) {
                let known = country.code.is_some() || NONE.contains(&country.name.as_str());
                assert!(known, "{}: `{}`", party.id, country.name);
            }
        }
    }
}

#[test]
fn parties_are_given_away_one_by_one() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("own.csv");
    std::fs::write(&path, "id,name\n1,A\n2,B\n1,C\n").unwrap();
    let whole = read(&path, None).unwrap();
    let mut parties = Vec::new();
    let (list, problems) = read_each(&path, None, |party| {
        parties.push(party);
        Ok(())
    })
    .unwrap();
    assert_eq!(Reading { list, parties, problems }, whole);
    assert_eq!(whole.parties[2].id.as_str(), "own:1#2");

    // Whoever can not keep one is not asked again.
    let mut kept = 0;
    let refused = read_each(&path, None, |_| {
        kept += 1;
        Err(crate::Error::input("no room"))
    });
    assert_eq!((refused.unwrap_err().to_string().as_str(), kept), ("no room", 1));
}
