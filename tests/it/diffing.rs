//! What changed between two states of a list or an index, as the program shows it.

use insta::assert_snapshot;

use crate::program::Program;
use crate::shared::shared;

const OLD: &str = "id,name,type,alias,birth_date,country,passport,program,reason\n\
    1,\"DOE, Jane\",person,Jane ROE;J. DOE,1970,Iran,A1,X,Fled\n\
    2,ACME GmbH,organization,,,Germany,,X;Y,\n\
    3,\"POE, Edgar\",person,,1809~,,,,\n";
/// The rows in another order, one gone, one new, and one of them changed.
const NEW: &str = "id,name,type,alias,birth_date,country,passport,program,reason\n\
    4,OCEAN PEARL,vessel,,,,,X,\n\
    3,\"POE, Edgar\",person,,1809~,,,,\n\
    1,\"DOE, Jane\",person,J. DOE;Jana ROE,1970-05,Iran,A1;B2,X,Fled to \u{202e}Utopia\n";

#[test]
fn lists_are_compared_party_by_party() {
    let program = Program::new();
    program.file("own-2024.csv", OLD).file("own-2025.csv", NEW);
    let compared = ["diff", "own-2024.csv", "csv=own-2025.csv"];
    assert_snapshot!("diff_table", program.run(&[&compared[..], &["--format", "table"]].concat()));
    assert_snapshot!("diff", program.run(&[&compared[..], &["--fail-on-change"]].concat()));
    assert_snapshot!("diff_of_nothing", program.run(&["diff", "own-2024.csv", "own-2024.csv", "--fail-on-change"]));
}

#[test]
fn an_index_is_told_by_its_manifest() {
    let program = Program::new();
    program.file("own.csv", OLD).file("other.csv", "id,name\n1,A\n").file("third.csv", "id,name\n1,A\n");
    assert_eq!(program.run(&["build", "--list", "own.csv", "--list", "other.csv", "--index", "a"]).code, Some(0));
    program.file("own.csv", NEW);
    assert_eq!(program.run(&["build", "--list", "own.csv", "--list", "other.csv", "--index", "b"]).code, Some(0));

    let of_indexes = program.run(&["diff", "a", "b"]);
    assert!(of_indexes.stderr.starts_with("1 added, 1 removed, 1 changed"), "{of_indexes}");
    assert!(of_indexes.stderr.contains(", 2 unchanged"), "{of_indexes}");
    let of_index_and_list = program.run(&["diff", "a", "own.csv"]);
    assert_eq!(of_index_and_list.stdout, of_indexes.stdout);
    assert!(
        of_index_and_list.stderr.starts_with("not compared, being in the index alone: `other`\n1 added, 1 removed")
    );
    let back = program.run(&["diff", "own.csv", "a"]);
    assert!(back.stderr.contains("1 added, 1 removed, 1 changed"), "{back}");
    assert_eq!(program.run(&["diff", "b", "own.csv", "--fail-on-change"]).code, Some(0), "the index and its list");
    assert_snapshot!("diff_without_the_list", program.run(&["diff", "a", "third.csv"]));
    assert_snapshot!("diff_missing", program.run(&["diff", "a", "missing"]));
}

#[test]
fn the_lists_of_the_un() {
    let (Some(old), Some(new)) = (shared("lists/un/un_2025-04-19.xml"), shared("lists/un/un_2025-11-20.xml")) else {
        return;
    };
    let run = Program::new().run(&["diff", old.to_str().unwrap(), new.to_str().unwrap()]);
    let lines = run.json_lines();
    let count = |change: &str| lines.iter().filter(|line| line["change"] == change).count();
    // As many records differ in their text, by their `DATAID`.
    assert_eq!([count("added"), count("removed"), count("changed")], [132, 9, 10], "{}", run.stderr);
    let anew = lines.iter().filter(|line| line["change"] == "added" && line["counterpart"].is_string());
    let anew: Vec<&str> = anew.map(|line| line["reference"].as_str().unwrap()).collect();
    assert_eq!(anew, ["HTi.002", "HTi.003", "HTi.004", "HTi.005", "HTi.006", "HTi.007"]);
}
