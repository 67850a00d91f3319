//! A list that is worse than the one before does not take its place.

use insta::assert_snapshot;

use crate::program::Program;
use crate::shared::shared;

/// A list of one's own: so many persons, some columns of which may be empty.
fn own(parties: usize, columns: &[&str]) -> String {
    let row = |n: usize| {
        let cells = [("name", format!("Some Body {n}")), ("birth_date", format!("{}", 1950 + n % 50))];
        let cells = cells.map(|(column, value)| if columns.contains(&column) { value } else { String::new() });
        format!("{n},{}\n", cells.join(","))
    };
    format!("id,name,birth_date\n{}", (1..=parties).map(row).collect::<String>())
}

/// A list in OFAC's XML.
fn ofac(date: &str, declared: usize, entries: usize) -> String {
    let entry = |n| {
        format!(
            "<sdnEntry><uid>{n}</uid><firstName>Some</firstName><lastName>BODY {n}</lastName><sdnType>Individual</sdnType>\
             <programList><program>UTOPIA</program></programList></sdnEntry>"
        )
    };
    format!(
        "<?xml version=\"1.0\"?><sdnList><publshInformation><Publish_Date>{date}</Publish_Date>\
         <Record_Count>{declared}</Record_Count></publshInformation>{}</sdnList>",
        (1..=entries).map(entry).collect::<String>()
    )
}

const BUILD: [&str; 7] = ["build", "--list", "own.csv", "--list", "sdn.xml", "--index", "built"];
const WHOLE: [&str; 2] = ["name", "birth_date"];

/// A program that has built both lists once.
fn built() -> Program {
    let program = Program::new();
    program.file("own.csv", own(200, &WHOLE)).file("sdn.xml", ofac("11/20/2025", 100, 100));
    let run = program.run(&BUILD);
    assert_eq!(run.code, Some(0), "the first build has nothing to be compared with: {run}");
    assert!(!run.stderr.contains("expected"), "{run}");
    program
}

#[test]
fn a_list_that_falls_short_is_refused_and_the_last_good_index_answers() {
    for (case, own, sdn, refused) in [
        ("refused_shrunken", own(120, &WHOLE), ofac("11/21/2025", 100, 100), "own"),
        ("refused_without_names", own(200, &["birth_date"]), ofac("11/21/2025", 100, 100), "own"),
        ("refused_without_dates", own(200, &["name"]), ofac("11/21/2025", 100, 100), "own"),
        ("refused_older", own(200, &WHOLE), ofac("11/19/2025", 100, 100), "ofac-sdn"),
        ("refused_miscounted", own(200, &WHOLE), ofac("11/21/2025", 101, 100), "ofac-sdn"),
        ("refused_unparsable", own(200, &WHOLE), "<html>Sorry</html>".to_owned(), ""),
        ("refused_twice", own(120, &WHOLE), ofac("11/19/2025", 100, 70), "own ofac-sdn"),
    ] {
        let program = built();
        program.file("own.csv", own).file("sdn.xml", sdn);
        let run = program.run(&BUILD);
        assert_eq!(run.code, Some(2), "{run}");
        assert_snapshot!(case, run);
        let inspected = program.run(&["inspect", "--index", "built", "--format", "json"]).json();
        assert_eq!(inspected["parties"], 300, "{case}");
        let screened = program.run(&["screen", "Some Body 177", "--index", "built", "--fail-on-match"]);
        assert_eq!(screened.code, Some(1), "{case}: the last good index answers");

        // What was said to override it does so, and the next build has the new numbers to go by.
        let mut arguments = BUILD.to_vec();
        refused.split_whitespace().for_each(|list| arguments.extend(["--accept", list]));
        let run = program.run(&arguments);
        assert_eq!(run.code, Some(if refused.is_empty() { 2 } else { 0 }), "{case}: {run}");
        assert_eq!(run.stderr.contains("; accepted"), !refused.is_empty(), "{case}: {run}");
        if case == "refused_shrunken" {
            assert_eq!(program.run(&BUILD).code, Some(0), "{case}: what was accepted once is the new measure");
        }
    }
}

#[test]
fn a_small_list_may_change_as_it_likes() {
    let program = Program::new();
    let build = ["build", "--list", "own.csv"];
    for (case, list) in [
        ("first", own(4, &WHOLE)),
        ("half", own(2, &WHOLE)),
        ("no dates", own(2, &["name"])),
        ("many more", own(25, &WHOLE)),
        ("nineteen fewer", own(6, &WHOLE)),
    ] {
        program.file("own.csv", list);
        let run = program.run(&build);
        assert_eq!(run.code, Some(0), "{case}: {run}");
    }
}

#[test]
fn bounds_are_shown() {
    let program = built();
    assert_snapshot!("inspect_bounds", program.run(&["inspect", "--index", "built"]));
    let json = program.run(&["inspect", "--index", "built", "--format", "json"]).json();
    let bounds = &json["lists"][1]["bounds"];
    assert_eq!(bounds["not_before"], "2025-11-20");
    let person = serde_json::json!({"what": "parties", "kind": "person", "before": 100, "at_least": 50});
    assert!(bounds["floors"].as_array().unwrap().contains(&person), "{bounds}");
}

#[test]
fn a_list_that_is_no_longer_given_is_named() {
    let program = built();
    let run = program.run(&["build", "--list", "own.csv", "--index", "built", "--quiet"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(run.stderr, "ofac-sdn: not given, so the new index is without its 100 parties\n");
}

#[test]
fn an_index_that_can_not_be_read_gives_no_bounds() {
    for (case, manifest) in
        [("another format", "{\"format\": 1, \"generation\": \"g-1\"}"), ("damaged", "{\"format\": ")]
    {
        let program = built();
        program.file("built/manifest.json", manifest).file("own.csv", own(100, &WHOLE));
        let run = program.run(&BUILD);
        assert_eq!(run.code, Some(0), "{case}: {run}");
        let said = "the lists are not compared with those before: index `built` ";
        assert!(run.stderr.starts_with(said), "{case}: {run}");
    }
}

#[test]
fn only_a_list_that_is_given_is_accepted() {
    let program = built();
    let accept = |list| program.run(&[&BUILD[..], &["--accept", list]].concat());
    assert_eq!(accept("own").code, Some(0), "there is nothing to accept, and that is fine");
    assert_snapshot!("accept_unknown", accept("own.csv"));
    assert_eq!(program.run(&["build", "--accept", "own"]).code, Some(2), "without a list");
}

#[test]
fn real_lists_that_fall_short() {
    let program = Program::new();
    for (index, good, worse, list, said) in [
        (
            "un",
            "un/un_2025-11-20.xml",
            "un/un_2025-04-19.xml",
            "un-sc",
            &["parties: 877, and at least 900 are", "date: 2025-0"][..],
        ),
        // Its remarks are empty: nearly twice the parties, but no dates, no passports, no links.
        (
            "ofac",
            "ofac/sdn-2021-07",
            "ofac/sdn-2026-06",
            "ofac-sdn",
            &["birth dates: 15, and at least 2563 are", "identifiers: 38, and", "links: 12, and"],
        ),
    ] {
        let paths = [good, worse].map(|path| shared(&format!("lists/{path}")));
        let [Some(good), Some(worse)] = paths else { return };
        assert_eq!(program.run(&["build", "--list", good.to_str().unwrap(), "--index", index]).code, Some(0));
        let run = program.run(&["build", "--list", worse.to_str().unwrap(), "--index", index]);
        assert_eq!(run.code, Some(2), "{run}");
        for said in said {
            assert!(run.stderr.contains(&format!("{list}: {said}")), "`{said}` is not said: {run}");
        }
    }
}
