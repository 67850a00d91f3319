//! `eval aliases`, `eval mutations`, `eval queries` and `eval compare`.

use std::fs;

use insta::assert_snapshot;

use crate::program::Program;
use crate::shared::shared;

/// Names that are either the same words or share none, so that figures do not hang on how words are compared.
const LIST: &str = "id,name,alias,type
1,Ximena Quorvath,\"QUORVATH, Ximena\",person
2,Bolgrim Steffleton,Ulvander Threpwick,person
3,Zanquil Hydrofoils,Hydrofoils Zanquil;Brindlemore Estuary Pilots,organization
4,Ostrava <script>alert(1)</script>,Pemmican <b>Voss</b>,organization
5,Lone,Yalta,vessel
";

const PEOPLE: &str = "full_name,country
Ximena Quorvath,FR
Wanda Merriweather,DE
Ferdinand Oakhurst,
???,
";

#[test]
fn names_are_left_out() {
    let program = Program::new();
    program.file("list.csv", LIST).file("people.csv", PEOPLE);
    let arguments =
        ["eval", "aliases", "--list", "list.csv", "--negatives", "people.csv", "--column", "name=full_name"];
    let shown = ["--report", "report.html", "--scores", "scores.csv", "--worst", "2"];
    let run = program.run(&[&arguments[..], &shown].concat());
    assert_snapshot!("eval_aliases", run);

    let html = fs::read_to_string(program.path("report.html")).unwrap();
    assert!(html.contains("<svg") && html.contains("&lt;script&gt;"), "{html}");
    assert!(!html.contains("<script") && !html.contains("<b>") && !html.contains("://"), "{html}");
    let scores = fs::read_to_string(program.path("scores.csv")).unwrap();
    assert_eq!(scores.lines().next(), Some("party,listed,name,type,kind,script,score"));
    assert_eq!(scores.lines().nth(1), Some("list:1,\"QUORVATH, Ximena\",Ximena Quorvath,person,primary,Latn,0.98"));

    let json = [&arguments[..], &["--format", "json", "--quiet"]].concat();
    let report = program.run(&json).json();
    assert_eq!((&report["parties"], &report["names"]), (&4.into(), &9.into()));
    assert_eq!(report["groups"][0]["recall"][1]["count"], 4);
    assert_eq!(report["points"][4]["at_most_alerted"], 0.01);
    assert_eq!(report["provenance"]["lists"][0]["name"], "list");
    for threads in ["1", "3"] {
        assert_eq!(program.run(&[&json[..], &["--threads", threads]].concat()).json(), report, "{threads} threads");
    }
}

#[test]
fn names_are_changed() {
    let program = Program::new();
    program.file("list.csv", LIST);
    let arguments = [
        "eval",
        "mutations",
        "--list",
        "list.csv",
        "--per-class",
        "5",
        "--format",
        "json",
        "--quiet",
        "--worst",
        "100",
    ];
    let report = program.run(&[&arguments[..], &["--report", "report.html"]].concat()).json();
    let groups = report["groups"].as_array().unwrap();
    let class = |name: &str| groups.iter().find(|group| group["value"] == name);
    assert_eq!(class("swapped order").unwrap()["recall"][3]["count"], 5, "{report}");
    // No name of a person has three words.
    assert!(class("initial").is_none() && class("dropped word").is_some());
    assert_eq!(report["negatives"], 0);
    assert!(fs::read_to_string(program.path("report.html")).unwrap().contains("names of each class"));
    assert_eq!(program.run(&[&arguments[..], &["--threads", "1"]].concat()).json(), report);
    let other = program.run(&[&arguments[..], &["--seed", "2"]].concat()).json();
    assert_ne!(other["misses"], report["misses"]);
    assert!(program.run(&["eval", "mutations", "--per-class", "2", "--quiet"]).stdout.contains("class: several"));
}

#[test]
fn records_bring_up_whom_they_should() {
    let program = Program::new();
    program.file("list.csv", LIST).file(
        "cases.csv",
        "id,who,party
a,Ximena Quorvath,list:1
b,Ximena Quorvath,
c,Wanda Merriweather,
d,Wanda Merriweather,list:2
e,Zanquil Hydrofoils,list:3; list:2
f,Ferdinand Oakhurst,list:99
g,Bolgrim Steffleton,list:3
",
    );
    let arguments =
        ["eval", "queries", "cases.csv", "--list", "list.csv", "--column", "name=who", "--column", "expected=party"];
    assert_snapshot!("eval_queries", program.run(&[&arguments[..], &["--report", "report.html"]].concat()));
    let report = program.run(&[&arguments[..], &["--format", "json", "--quiet"]].concat()).json();
    // Ranks 1, none, 1, none and none.
    assert_eq!((&report["found"]["count"], &report["mean_reciprocal_rank"]), (&2.into(), &0.4.into()));
    assert!(fs::read_to_string(program.path("report.html")).unwrap().contains("<polyline"));

    program.file("cases.jsonl", "{\"name\":\"Ximena Quorvath\",\"expected\":[\"list:1\",\"list:2\"]}\n");
    let report = program.run(&["eval", "queries", "cases.jsonl", "--list", "list.csv", "--format", "json", "--quiet"]);
    assert_eq!((report.code, &report.json()["first"]["rate"]), (Some(0), &1.0.into()));
}

#[test]
fn two_ways_of_screening() {
    let program = Program::new();
    program.file("list.csv", LIST).file("people.csv", PEOPLE);
    let newer = LIST
        .replace("3,Zanquil", "6,Wanda Merriweather,,person\n3,Zanquil")
        .replace("1,Ximena Quorvath,\"QUORVATH, Ximena\",person\n", "");
    fs::create_dir(program.path("new")).unwrap();
    program.file("new/list.csv", newer);
    program.run(&["build", "--list", "list.csv", "--index", "old-index"]);
    program.run(&["build", "--list", "new/list.csv", "--index", "new-index", "--accept", "list"]);
    let compare = ["eval", "compare", "people.csv", "--column", "name=full_name"];
    let with = |more: &[&str]| program.run(&[&compare[..], more].concat());
    let both = ["--index", "old-index", "--index", "new-index"];
    assert_snapshot!("eval_compare", with(&[&both[..], &["--report", "report.html"]].concat()));
    assert!(fs::read_to_string(program.path("report.html")).unwrap().contains("<h2>New matches</h2>"));
    let report = with(&[&both[..], &["--format", "json", "--quiet"]].concat()).json();
    assert_eq!(with(&[&both[..], &["--format", "json", "--quiet", "--threads", "1"]].concat()).json(), report);

    // What the old index answered, without the old index.
    program.file(
        "answers.jsonl",
        program
            .run(&["screen", "--input", "people.csv", "--column", "name=full_name", "--index", "old-index", "--quiet"])
            .stdout,
    );
    let lines =
        with(&["--answers", "answers.jsonl", "--index", "new-index", "--format", "jsonl", "--quiet"]).json_lines();
    let changes: Vec<[&str; 2]> =
        lines.iter().map(|line| ["change", "party"].map(|key| line[key].as_str().unwrap())).collect();
    assert_eq!(changes, [["lost_match", "list:1"], ["new_match", "list:6"]]);
    assert_eq!(lines[0]["after"], serde_json::Value::Null);

    // An identical name alone scores 0.98.
    let report =
        with(&["--index", "old-index", "--threshold", "0.9", "--threshold", "0.99", "--format", "json", "--quiet"])
            .json();
    assert_eq!((&report["lost_matches"], &report["changes"][0]["after"]), (&1.into(), &0.98.into()));
}

#[test]
fn measurements_that_can_not_be_made() {
    let program = Program::new();
    program
        .file("list.csv", LIST)
        .file("people.csv", PEOPLE)
        .file("empty.csv", "")
        .file("header.csv", "name,expected\n")
        .file("single.csv", "name\nJane Doe\n")
        .file("answers.jsonl", "{\"row\":1,\"name\":\"Jane Doe\",\"hits\":[]}\n");
    let mut messages = String::new();
    for arguments in [
        &["aliases", "--list", "single.csv"][..],
        &["aliases", "--list", "list.csv", "--negatives", "header.csv"],
        &["aliases", "--list", "list.csv", "--negatives", "empty.csv"],
        &["aliases", "--list", "list.csv", "--negatives", "people.csv"],
        &["aliases", "--list", "list.csv", "--threshold", "0"],
        &["mutations", "--list", "list.csv", "--alerted", "1.5"],
        &["queries", "people.csv", "--list", "list.csv", "--column", "name=full_name"],
        &["queries", "header.csv", "--list", "list.csv"],
        &["queries", "missing.csv"],
        &["compare", "people.csv", "--column", "name=full_name"],
        &["compare", "people.csv", "--index", "a", "--index", "b", "--index", "c"],
        &["compare", "people.csv", "--column", "name=full_name", "--answers", "answers.jsonl"],
        &["compare", "people.csv", "--column", "name=full_name", "--answers", "list.csv"],
        &[
            "compare",
            "people.csv",
            "--column",
            "name=full_name",
            "--threshold",
            "0.7",
            "--threshold",
            "0.8",
            "--delta",
            "2",
        ],
    ] {
        let run = program.run(&[&["eval", "--quiet"][..], arguments].concat());
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{run}");
        messages.push_str(&format!("{}\n{}", arguments.join(" "), run.stderr));
    }
    assert_snapshot!("eval_errors", messages);
}

#[test]
fn other_names_of_the_real_world() {
    let Some(list) = shared("lists/ofac/sdn-2021-07") else { return };
    let program = Program::new();
    let list = list.to_str().unwrap();
    let report = program.run(&["eval", "aliases", "--list", list, "--format", "json", "--quiet"]).json();
    assert_eq!((&report["parties"], &report["names"]), (&4540.into(), &17283.into()));
    assert!(report["groups"][0]["recall"][1]["rate"].as_f64() > Some(0.6), "{}", report["groups"][0]);
}
