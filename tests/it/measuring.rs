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

#[test]
fn latency_has_its_figures() {
    let program = Program::new();
    let report = program.run(&["bench", "--limit", "40", "--threads", "2", "--format", "json", "--quiet"]).json();
    assert_eq!((&report["queries"], &report["listed_names"]), (&40.into(), &527.into()));
    for pass in ["cold", "first", "warm"] {
        let pass = &report[pass];
        let times = ["p50_us", "p90_us", "p99_us", "p999_us", "max_us"].map(|time| pass[time].as_f64().unwrap());
        assert!(times.is_sorted() && times[0] > 0.0 && pass["per_second"].as_f64() > Some(0.0), "{pass}");
    }
    assert!(report["parallel_per_second"].as_f64() > Some(0.0));
    assert!(program.run(&["bench", "--limit", "5"]).stdout.contains("names/s"));
}

#[test]
fn pairs_of_the_real_world() {
    let Some(pairs) = shared("eval/name_pairs.csv") else { return };
    let program = Program::new();
    let report = program.run(&["eval", "pairs", pairs.to_str().unwrap(), "--format", "json", "--quiet"]).json();
    assert_eq!(report["rows"], 423);
    assert!(report["auc"].as_f64() > Some(0.8), "{}", report["auc"]);
}
