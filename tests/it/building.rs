//! Building: from files, strictly, and when it is killed.

use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use insta::assert_snapshot;

use crate::program::Program;
use crate::shared::shared;

#[test]
fn builds_what_it_is_given() {
    let program = Program::new();
    program.file("own.csv", "id,name,type,birth_date\n1,\"DOE, Jane\",person,1970\n2,ACME GmbH,organization,\n");
    program.file("bad.csv", "id,name,birth_date\n1,Richard Roe,yesterday\n");
    assert_snapshot!("build", program.run(&["build", "--list", "own.csv", "--list", "csv=bad.csv", "--index", "a"]));
    assert_eq!(program.run(&["screen", "Jane Doe", "--index", "a", "--fail-on-match"]).code, Some(1));
    assert_snapshot!("build_strict", program.run(&["build", "--list", "bad.csv", "--index", "b", "--strict"]));
    assert!(!program.path("b").exists(), "a refused build writes nothing");
    assert_snapshot!("build_sample", program.run(&["build"]));
    assert!(program.run(&["screen", "Song Kum Hyok"]).stderr.starts_with("1 screened"), "index/built is found");
    assert_snapshot!("build_over_files", program.run(&["build", "--index", "."]));
}

/// A list that takes a while.
fn long_list() -> String {
    let row = |n: usize| {
        format!("{n},\"{} {} {n}\",organization\n", ["GOLDEN", "NORTHERN", "RED"][n % 3], ["STAR", "LION"][n % 2])
    };
    format!("id,name,type\n{}", (0..6_000).map(row).collect::<String>())
}

#[test]
fn a_killed_build_leaves_an_index_that_answers() {
    let program = Program::new();
    program.file("long.csv", long_list());
    assert_eq!(program.run(&["build", "--index", "built"]).code, Some(0));
    let start = Instant::now();
    assert_eq!(program.run(&["build", "--list", "long.csv", "--index", "elsewhere"]).code, Some(0));
    let whole = start.elapsed();

    // Twenty moments between start and end, shuffled by a linear congruence: the same on every run, as far as time can be.
    for number in 0..20_u32 {
        let moment = whole.mul_f64(f64::from((number * 7 + 3) % 20) / 20.0);
        let mut build = program.command(&["build", "--list", "long.csv", "--index", "built"]);
        let mut build = build.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(moment.max(Duration::from_millis(1)));
        build.kill().unwrap();
        build.wait().unwrap();

        let inspected = program.run(&["inspect", "--index", "built", "--format", "json"]);
        let parties = inspected.json()["parties"].as_u64();
        match parties {
            Some(130) => {
                let screened = program.run(&["screen", "Song Kum Hyok", "--index", "built", "--fail-on-match"]);
                assert_eq!(screened.code, Some(1), "killed after {moment:?}: {screened}");
            }
            // The build was over, or its last rename was.
            Some(6_000) => assert_eq!(program.run(&["build", "--index", "built"]).code, Some(0), "back to the old one"),
            _ => panic!("killed after {moment:?}: {inspected}"),
        }
    }
    assert_eq!(program.run(&["build", "--list", "long.csv", "--index", "built"]).code, Some(0));
    let generations = fs::read_dir(program.path("built")).unwrap().map(|entry| entry.unwrap().file_name());
    let generations = generations.filter(|name| name.to_string_lossy().starts_with("g-")).count();
    assert_eq!(generations, 1, "what killed builds left is removed");
}

#[test]
fn the_list_of_ofac() {
    let program = Program::new();
    for (list, parties) in [("lists/ofac/sdn-2026-06", 18_991), ("lists/ofac/sdn-2021-07", 8_976)] {
        let Some(path) = shared(list) else { return };
        // The second is older, and has fewer parties.
        let path = path.to_str().unwrap();
        let run = program.run(&["build", "--list", path, "--index", "ofac", "--accept", "ofac-sdn"]);
        assert_eq!(run.code, Some(0), "{run}");
        let json = program.run(&["inspect", "--index", "ofac", "--format", "json"]).json();
        assert_eq!((&json["parties"], &json["lists"][0]["problem_count"]), (&parties.into(), &0.into()), "{list}");
    }
    let json = program.run(&["inspect", "--index", "ofac", "--format", "json"]).json();
    let counts = &json["lists"][0]["counts"];
    let expected = serde_json::json!({"day": 4025, "month": 48, "year": 862, "circa": 78, "range": 112});
    assert_eq!(counts["birth_dates"], expected);
    assert_eq!(
        counts["parties"],
        serde_json::json!({"person": 4620, "organization": 3673, "vessel": 406, "aircraft": 277})
    );
}
