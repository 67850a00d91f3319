//! `eval` and `bench`.

use std::fs;

use insta::assert_snapshot;

use crate::program::Program;
use crate::shared::shared;

const PAIRS: &str = "group,schema,name1,name2,is_match,quality
a,Person,Kum Hyok Song,\"SONG, Kum Hyok\",true,STRONG
a,Person,John Smith,John Smith,true,STRONG
a,Company,Red Lion Trading LLC,Blue Whale Shipping LLC,false,STRONG
a,Company,Red Lion Trading LLC,Red Lion Trading LLC,true,MEDIUM
a,Person,John Smith,Peter Miller,false,MEDIUM
";

#[test]
fn labelled_pairs() {
    let program = Program::new();
    program.file("pairs.csv", PAIRS);
    let run = program.run(&["eval", "pairs", "pairs.csv", "--scores", "scores.csv", "--quiet"]);
    assert_snapshot!("eval_pairs", run);
    let scores = fs::read_to_string(program.path("scores.csv")).unwrap();
    assert_eq!(scores.lines().next(), Some("row,schema,name1,name2,is_match,quality,category,score"));
    assert_eq!(scores.lines().count(), 6);

    program
        .file("bad.csv", format!("{PAIRS}b,Person,a\nb,Person,a,b,maybe,\nb,Person,,b,true,\nb,Nothing,a,b,true,\n"));
    let run = program.run(&["eval", "pairs", "bad.csv", "--format", "json", "--quiet"]);
    assert_eq!((run.code, &run.json()["rows"], &run.json()["auc"]), (Some(2), &5.into(), &1.0.into()));
    assert_snapshot!("eval_pairs_problems", run.stderr);
}

#[test]
fn nothing_is_lost() {
    let program = Program::new();
    let arguments =
        ["eval", "lossless", "--names", "80", "--mutations", "80", "--seed", "5", "--format", "json", "--quiet"];
    let run = program.run(&arguments);
    assert_eq!(run.code, Some(0), "{run}");
    let report = run.json();
    assert_eq!((&report["queries"], &report["differences"]), (&160.into(), &0.into()));
    assert_eq!(report["thresholds"], serde_json::json!([0.5, 0.7, 0.85]));
    assert!(report["candidates"].as_u64() < report["pairs"].as_u64());
    assert_eq!(program.run(&[&arguments[..], &["--threads", "1"]].concat()).json(), report);
}

/// A measurement that takes no time worth speaking of.
const BENCH: [&str; 8] = ["bench", "--limit", "40", "--threads", "2", "--seconds", "0.01", "--quiet"];

#[test]
fn latency_has_its_figures() {
    let program = Program::new();
    let report = program.run(&[&BENCH[..], &["--format", "json", "--rate", "2000", "--rate", "1e3"]].concat()).json();
    assert_eq!((&report["queries"], &report["listed_names"]), (&40.into(), &527.into()));
    let open: Vec<_> = report["open_loop"].as_array().unwrap().iter().map(|at| (&at["rate"], &at["planned"])).collect();
    assert_eq!(open, [(&2_000.0.into(), &20.into()), (&1_000.0.into(), &10.into())]);
    for pass in [&report["cold"], &report["first"], &report["warm"], &report["open_loop"][0]["latency"]] {
        let times = ["p50_us", "p90_us", "p99_us", "p999_us", "max_us"].map(|time| pass[time].as_f64().unwrap());
        assert!(times.is_sorted() && times[0] > 0.0 && pass["per_second"].as_f64() > Some(0.0), "{pass}");
    }
    let threads = report["throughput"].as_array().unwrap();
    assert_eq!(threads.iter().map(|at| &at["threads"]).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(threads[1]["per_second"], report["parallel_per_second"]);
    assert_eq!((&report["check"]["queries"], &report["check"]["differences"]), (&40.into(), &0.into()));
    assert!(program.run(&BENCH).stdout.contains("NAMES/S"));
}

#[test]
fn two_indexes_or_settings_are_measured_side_by_side() {
    let program = Program::new();
    let own = "name\nSong Kum Hyok\n";
    program.file("own.csv", own).run(&["build", "--list", "csv=own.csv", "--index", "own", "--quiet"]);
    program.run(&["build", "--index", "sample", "--quiet"]);
    for (case, more, want) in [
        ("indexes", &["--index", "own", "--index", "sample"][..], [(1, 0.7), (527, 0.7)]),
        ("presets", &["--preset", "strict", "--preset", "broad"], [(527, 0.85), (527, 0.45)]),
        ("both", &["--index", "sample", "--index", "own", "--threshold", "0.6"], [(527, 0.6), (1, 0.6)]),
    ] {
        let report = program.run(&[&BENCH[..], more, &["--format", "json", "--check", "0"]].concat()).json();
        for (side, (names, cutoff)) in ["before", "after"].into_iter().zip(want) {
            let side = &report[side];
            assert_eq!((&side["listed_names"], &side["cutoff"]), (&names.into(), &cutoff.into()), "{case}");
            assert!(side["check"].is_null(), "{case}");
        }
        for pass in ["cold", "first", "warm"] {
            let [low, ratio, high] = ["low", "ratio", "high"].map(|end| report[pass][end].as_f64().unwrap());
            assert!(low > 0.0 && low <= ratio && ratio <= high && report[pass]["blocks"] == 40, "{case}: {pass}");
        }
    }
    let side_by_side = [&BENCH[..], &["--preset", "strict", "--preset", "broad", "--report"]].concat();
    for (file, begins, charts) in [("a.html", "<!DOCTYPE html>", 2), ("a.svg", "<svg xmlns", 3)] {
        let run = program.run(&[&side_by_side[..], &[file]].concat());
        assert!(run.code == Some(0) && run.stdout.contains("before, warm"), "{run}");
        let written = fs::read_to_string(program.path(file)).unwrap();
        assert!(written.starts_with(begins) && written.contains("after, cold"), "{file}");
        assert_eq!(written.matches("<svg").count(), charts, "{file}");
        assert_eq!(program.run(&[&side_by_side[..], &[file]].concat()).code, Some(0), "written again");
    }
}

#[test]
fn what_can_not_be_measured_is_said() {
    let program = Program::new();
    program.file("notes.svg", "<svg><!-- drawn by hand --></svg>");
    for (case, more, want) in [
        ("rate", &["--rate", "0"][..], "`0` is no rate"),
        ("time", &["--seconds=-1"], "`-1` is no time"),
        ("long", &["--seconds", "1e6"], "over the most of 3600"),
        ("sides", &["--preset", "strict", "--preset", "broad", "--preset", "default"], "more than two sides"),
        ("a drawing", &["--seconds", "0", "--report", "notes.svg"], "is there and is no report"),
    ] {
        let run = program.run(&[&["bench", "--limit", "5", "--quiet"], more].concat());
        assert!(run.code == Some(2) && run.stderr.contains(want), "{case}: {run}");
    }
}

#[test]
fn pairs_of_the_real_world() {
    let Some(pairs) = shared("eval/name_pairs.csv") else { return };
    let program = Program::new();
    let report = program.run(&["eval", "pairs", pairs.to_str().unwrap(), "--format", "json", "--quiet"]).json();
    assert_eq!(report["rows"], 423);
    assert!(report["auc"].as_f64() > Some(0.8), "{}", report["auc"]);
}
