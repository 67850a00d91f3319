//! `eval generate`, and what is made of it.

use std::fs;

use crate::program::Program;

#[test]
fn made_up_lists_are_built_and_their_queries_find_them() {
    let program = Program::new();
    program.file("firms.txt", "Alpha Shipping LLC\nBeta Trading Company\n");
    program.file("people.csv", "name,country\nJane Doe,Cuba\nRichard Roe,Iran\nIvan Petrov,\n");
    let make = |seed: &str, list: &str| {
        let from = ["--from", "organization=firms.txt", "--from", "people.csv", "--queries", "100", "customers.csv"];
        let run = program
            .run(&[&["eval", "generate", "--names", "400", "--seed", seed, "--output", list][..], &from].concat());
        assert_eq!(run.code, Some(0), "{run}");
        fs::read_to_string(program.path(list)).unwrap()
    };
    assert_ne!(make("8", "other.csv"), make("7", "made.csv"));
    assert_eq!(make("7", "again.csv"), make("7", "made.csv"));

    assert_eq!(program.run(&["build", "--list", "made.csv", "--index", "made", "--strict"]).code, Some(0));
    let inspected = program.run(&["inspect", "--index", "made", "--format", "json"]).json();
    assert_eq!(inspected["names"], 400);
    let parts = inspected["memory"]["parts"].as_object().expect("memory has parts");
    let sum: u64 = parts.values().map(|bytes| bytes.as_u64().expect("bytes are a number")).sum();
    assert!(sum > 0 && inspected["memory"]["bytes"] == sum, "{}", inspected["memory"]);
    let found = program.run(&["eval", "queries", "customers.csv", "--index", "made", "--format", "json"]).json();
    assert_eq!((&found["records"], &found["unknown"]), (&100.into(), &serde_json::json!([])), "{found}");
}

#[test]
fn a_list_is_made_of_the_index_where_nothing_else_is_given() {
    let program = Program::new();
    let run = program.run(&["eval", "generate", "--names", "30", "--quiet"]);
    assert_eq!(
        (run.code, run.stdout.lines().next()),
        (Some(0), Some("id,type,name,alias,birth_date,country")),
        "{run}"
    );
    program.file("none.txt", "\n77\n");
    let run = program.run(&["eval", "generate", "--names", "30", "--from", "none.txt"]);
    assert_eq!((run.code, run.stderr.lines().next()), (Some(2), Some("error: no name to make others of")), "{run}");
}

#[test]
fn what_names_are_taken_from_is_never_replaced() {
    let program = Program::new();
    let names = "name\nJane Doe\nRichard Roe\n";
    program.file("people.csv", names);
    for (case, output, queries) in [
        ("the list", "people.csv", "q.csv"),
        ("the queries", "made.csv", "people.csv"),
        ("each other", "made.csv", "made.csv"),
    ] {
        let files = ["--from", "people.csv", "--output", output, "--queries", "5", queries];
        let run = program.run(&[&["eval", "generate", "--names", "30"][..], &files].concat());
        assert_eq!(run.code, Some(2), "{case}: {run}");
        assert!(run.stderr.contains("would be replaced"), "{case}: {run}");
        assert_eq!(fs::read_to_string(program.path("people.csv")).unwrap(), names, "{case}");
        assert!(!program.path("made.csv").exists(), "{case}");
    }
}
