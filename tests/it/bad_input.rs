//! Input that is not as it should be: a clear error or a counted problem, never a panic.

use std::fs;

use insta::assert_snapshot;

use crate::program::{Program, Run};

#[test]
fn files_that_can_not_be_read_at_all() {
    let program = Program::new();
    program.file("customers.csv", "id,full_name\n1,Song Kum Hyok\n").file("empty.csv", "");
    fs::create_dir(program.path("folder.jsonl")).unwrap();
    for (case, arguments) in [
        ("missing_file", &["screen", "--input", "missing.csv"][..]),
        ("folder_for_a_file", &["screen", "--input", "folder.jsonl"]),
        ("wrong_column", &["screen", "--input", "customers.csv"]),
        ("unknown_field", &["screen", "--input", "customers.csv", "--column", "nom=full_name"]),
        ("empty_file", &["screen", "--input", "empty.csv"]),
        ("nothing_to_screen", &["screen"]),
        ("output_in_no_folder", &["screen", "a", "--output", "missing/out.jsonl", "--quiet"]),
        ("missing_list", &["build", "--list", "missing"]),
        ("unknown_list_format", &["build", "--list", "foo=customers.csv"]),
        ("index_is_a_file", &["screen", "a", "--index", "customers.csv"]),
        ("index_is_a_folder_of_others", &["screen", "a", "--index", "."]),
        ("missing_pairs", &["eval", "pairs", "missing.csv"]),
        ("pairs_without_columns", &["eval", "pairs", "customers.csv", "--quiet"]),
    ] {
        assert_snapshot!(case, program.run(arguments));
    }
}

#[test]
fn values_that_can_not_be() {
    let program = Program::new();
    for (case, arguments) in [
        ("bad_threshold", &["screen", "a", "--threshold", "70"][..]),
        ("bad_limit", &["screen", "a", "--limit", "0"]),
        ("bad_search_limit", &["search", "a", "--limit", "0"]),
        ("no_threads", &["screen", "a", "--threads", "0"]),
        ("too_many_threads", &["bench", "--threads", "99999999999"]),
        ("bad_identifier", &["screen", "a", "--identifier", "foo:123"]),
        ("bad_year", &["screen", "a", "--birth-date", "9999"]),
        ("bad_range", &["explain", "a", "sample:nobody", "--birth-date", "1970/1960"]),
        ("bad_date", &["screen", "a", "--birth-date", "1963-02-30"]),
        ("unknown_party", &["show", "sample:nobody", "--quiet"]),
        ("unknown_party_to_explain", &["explain", "a", "sample:nobody", "--quiet"]),
        ("bad_query", &["search", "nosuchfield:x", "--quiet"]),
        ("bad_facet", &["search", "x", "--facet", "name", "--quiet"]),
    ] {
        assert_snapshot!(case, program.run(arguments));
    }
}

#[test]
fn bad_records_are_named_and_the_others_go_on() {
    let program = Program::new();
    let mut csv =
        b"id,name,birth_date\n1,Song Kum Hyok,1987\n2,too,many,columns\n3,\xff\xfe,\n4,,\n5,...,\n6,".to_vec();
    csv.extend(b"x".repeat(1 << 20));
    csv.extend(b",\n7,Gayk Asatryan,yesterday\n8,Gayk Asatryan,\n");
    program.file("customers.csv", csv);
    assert_snapshot!("bad_csv_records", program.run(&["screen", "--input", "customers.csv"]));
    let run = program.run(&["screen", "--input", "customers.csv", "--format", "csv", "--quiet"]);
    assert_eq!((run.code, run.stdout.lines().count(), run.stderr.lines().count()), (Some(2), 4, 6), "{run}");
    let jsonl = "{\"id\":1,\"name\":\"Song Kum Hyok\"}\n{\"name\":[]}\nno object\n\n{\"id\":\"4\",\"name\":{\"first\":\"a\"}}\n";
    let run = program.run_with(&["screen", "--input", "-", "--input-format", "jsonl"], jsonl.as_bytes());
    assert_snapshot!("bad_json_records", run);
}

#[test]
fn a_stray_quote_swallows_nobody() {
    let program = Program::new();
    let csv = "id,name\n1,\"Song Kum Hyok\n2,\"Gayk Asatryan\"\n3,\"Song\nKum Hyok\"\n4,\"Gayk\" Asatryan\n5,---\n6,\u{301}\n";
    assert_snapshot!("stray_quotes", program.run_with(&["screen", "--input", "-"], csv.as_bytes()));
}

#[test]
fn values_that_are_not_understood_are_said() {
    let program = Program::new();
    let csv = "name,birth_date,identifier\nSong Kum Hyok,0000,\nSong Kum Hyok,1970/1960,foo:123456\n,,bar:1\n";
    assert_snapshot!("ignored_values", program.run_with(&["screen", "--input", "-"], csv.as_bytes()));
}

#[test]
fn a_measurement_of_less_than_was_asked_for_says_so() {
    let program = Program::new();
    program.file("customers.csv", "name\nSong Kum Hyok\n---\n");
    for arguments in [&["bench", "--seconds", "0"][..], &["eval", "lossless", "--mutations", "1"]] {
        let run = program.run(&[arguments, &["--input", "customers.csv", "--quiet"]].concat());
        assert_eq!(run.code, Some(2), "{run}");
        assert!(run.stderr.contains("1 records SKIPPED, 1 go on"), "{run}");
    }
}

#[test]
fn a_flood_of_bad_records_is_in_the_output_alone() {
    let program = Program::new();
    let csv = format!("id,name\n{}", "x,...\n".repeat(250));
    let run = program.run_with(&["screen", "--input", "-"], csv.as_bytes());
    assert_eq!(run.code, Some(2));
    assert_eq!(run.json_lines().iter().filter(|line| line["error"].is_string()).count(), 250);
    assert!(run.stderr.lines().count() < 110 && run.stderr.contains("250 SKIPPED"), "{}", run.stderr);
}

#[test]
fn terminals_obey_nothing_from_outside() {
    let program = Program::new();
    let csv = "id,name\n\u{1b}[2J,Song Kum Hyok\n2,\u{202e}...\n";
    for format in ["table", "jsonl"] {
        let run = program.run_with(&["screen", "--input", "-", "--format", format], csv.as_bytes());
        assert!(!run.stdout.contains(['\u{1b}', '\u{202e}']), "{run}");
        assert!(!run.stderr.contains(['\u{1b}', '\u{202e}']), "{run}");
    }
}

fn assert_damaged(run: &Run) {
    assert_eq!(run.code, Some(2), "{run}");
    let said = run.stderr.starts_with("error: index `built` is damaged") && run.stderr.contains("namesieve build");
    assert!(said, "{run}");
}

#[test]
fn an_index_that_is_not_one() {
    let program = Program::new();
    assert_snapshot!("no_index", program.run(&["screen", "a", "--index", "missing"]));
    assert_eq!(program.run(&["build", "--index", "built"]).code, Some(0));
    let manifest = fs::read_to_string(program.path("built/manifest.json")).unwrap();

    let format = format!("\"format\": {},", namesieve::index::FORMAT);
    program.file("built/manifest.json", manifest.replacen(&format, "\"format\": 999,", 1));
    assert_snapshot!("other_format", program.run(&["screen", "a", "--index", "built"]));
    program.file("built/manifest.json", &manifest[..manifest.len() / 2]);
    assert_damaged(&program.run(&["inspect", "--index", "built"]));
    program.file("built/manifest.json", &manifest);

    let store = fs::read_dir(program.path("built/g-1/parties")).unwrap().map(|entry| entry.unwrap().path());
    let store = store.into_iter().find(|path| path.extension().is_some_and(|extension| extension == "store")).unwrap();
    let bytes = fs::read(&store).unwrap();
    fs::write(&store, &bytes[..bytes.len() / 2]).unwrap();
    assert_damaged(&program.run(&["screen", "a", "--index", "built"]));

    assert_eq!(program.run(&["build", "--index", "built"]).code, Some(0), "the remedy works");
    assert_eq!(program.run(&["screen", "Song Kum Hyok", "--index", "built", "--fail-on-match"]).code, Some(1));
}
