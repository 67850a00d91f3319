//! What each command says when all is well: exit code, stdout and stderr together.

use insta::assert_snapshot;

use crate::program::Program;

#[test]
fn names_on_the_command_line() {
    let program = Program::new();
    assert_snapshot!("screen_names", program.run(&["screen", "Kum-hyok Song", "Nobody Atall"]));
    assert_snapshot!("screen_table", program.run(&["screen", "Kum-hyok Song", "--format", "table", "--quiet"]));
}

#[test]
fn csv_has_a_line_for_each_hit() {
    let run = Program::new().run(&["screen", "Nobody Atall", "Kum-hyok Song", "--format", "csv", "--quiet"]);
    let lines: Vec<&str> = run.stdout.lines().collect();
    let header = "row,id,name,candidates,party,caption,matched_name,name_kind,score,match,type,lists,programs";
    assert_eq!((lines[0], lines.len()), (header, 2), "{run}");
    assert!(lines[1].starts_with("2,,Kum-hyok Song,"), "{run}");
    let hit = r#",sample:song-kum-hyok,"SONG, Kum Hyok","SONG, Kum Hyok",primary,0.98,true,person,sample,CYBER4"#;
    assert!(lines[1].ends_with(hit), "{run}");
}

#[test]
fn the_names_that_must_be_found() {
    let program = Program::new();
    for (name, party) in [
        ("Song Kum Hyok", "sample:song-kum-hyok"),
        ("Kum-hyok Song", "sample:song-kum-hyok"),
        ("SONG Kumhyok", "sample:song-kum-hyok"),
        ("Gayk Asatrian", "sample:asatryan-gayk"),
        ("Fortuna OOO", "sample:fortuna-llc"),
    ] {
        let lines = program.run(&["screen", name]).json_lines();
        let best = &lines[0]["hits"][0];
        assert_eq!((&best["party"], &best["match"]), (&party.into(), &true.into()), "{name}: {lines:?}");
    }
}

#[test]
fn what_else_is_known_counts() {
    let program = Program::new();
    let score = |more: &[&str]| {
        let lines = program.run(&[&["screen", "Song Kum Hyok", "--cutoff", "0.01"], more].concat()).json_lines();
        lines[0]["hits"][0]["score"].as_f64().unwrap()
    };
    let alone = score(&[]);
    assert!(score(&["--birth-date", "1987-08-30"]) > alone);
    assert!(score(&["--birth-date", "1950-01-01"]) < alone);
    assert!(score(&["--country", "KP"]) > alone);
    assert!(score(&["--gender", "female"]) < alone);
    assert!(score(&["--type", "vessel"]) < alone);
}

#[test]
fn the_sample_customers() {
    let program = Program::new();
    assert_snapshot!("screen_sample", program.run(&["screen", "--sample", "--format", "table"]).head(4));
    let lines = program.run(&["screen", "--sample", "--quiet"]).json_lines();
    assert_eq!(lines.len(), 214);
    assert!(lines.iter().zip(1..).all(|(line, row)| line["row"] == row), "in the order of the input");
}

#[test]
fn exit_codes() {
    let program = Program::new();
    for (case, arguments, code) in [
        ("a match", &["screen", "Song Kum Hyok"][..], 0),
        ("a match that fails", &["screen", "Song Kum Hyok", "--fail-on-match"], 1),
        ("no match that fails", &["screen", "Nobody Atall", "--fail-on-match"], 0),
        ("skipped input weighs more", &["screen", "Song Kum Hyok", "...", "--fail-on-match"], 2),
        ("not our words", &["scren"], 2),
        ("version", &["--version"], 0),
    ] {
        assert_eq!(program.run(arguments).code, Some(code), "{case}");
    }
}

#[test]
fn explanations() {
    let program = Program::new();
    let song = "sample:song-kum-hyok";
    assert_snapshot!("explain", program.run(&["explain", "Kum-hyok Song", song, "--birth-date", "1984", "--quiet"]));
    assert_snapshot!("explain_no_hit", program.run(&["explain", "Song Chol", song, "--quiet"]));
    let json = program.run(&["explain", "John Smith", song, "--format", "json", "--quiet"]).json();
    assert_eq!((&json["match"], &json["threshold"], &json["party"]), (&false.into(), &0.7.into(), &song.into()));
    let lines = program.run(&["screen", "Kum-hyok Song", "--explain", "--quiet"]).json_lines();
    let json = program.run(&["explain", "Kum-hyok Song", song, "--format", "json", "--quiet"]).json();
    assert_eq!(lines[0]["hits"][0]["explanation"]["tokens"], json["tokens"]);
    assert_eq!(lines[0]["hits"][0]["explanation"]["sentence"], json["sentence"]);
}

#[test]
fn parties_and_lists() {
    let program = Program::new();
    assert_snapshot!("show", program.run(&["show", "sample:song-kum-hyok", "--quiet"]));
    assert_snapshot!("show_json", program.run(&["show", "sample:artavil", "--format", "json", "--quiet"]));
    assert_snapshot!("inspect", program.run(&["inspect"]));
    let json = program.run(&["inspect", "--format", "json", "--quiet"]).json();
    assert_eq!((&json["parties"], &json["lists"][0]["name"]), (&130.into(), &"sample".into()));
    assert_eq!(json["lists"][0]["counts"]["parties"]["person"], 66);
}

#[test]
fn search() {
    let program = Program::new();
    assert_snapshot!("search", program.run(&["search", "andariel", "--format", "table", "--facet", "type"]));
    let lines = program.run(&["search", "program:DPRK3", "--filter", "type:person", "--facet", "country", "--quiet"]);
    let lines = lines.json_lines();
    let (facets, hits) = lines.split_last().unwrap();
    assert_eq!(facets["facets"][0]["field"], "country");
    assert!(!hits.is_empty() && hits.iter().all(|hit| hit["type"] == "person"));
    assert_eq!(program.run(&["search", "*", "--limit", "3", "--quiet"]).json_lines().len(), 3);
}

#[test]
fn help_has_an_example_for_each_command() {
    let program = Program::new();
    for command in [
        &["build"][..],
        &["screen"],
        &["search"],
        &["explain"],
        &["show"],
        &["inspect"],
        &["diff"],
        &["eval", "pairs"],
        &["eval", "lossless"],
        &["bench"],
    ] {
        let help = program.run(&[command, &["--help"]].concat());
        let example = format!("\n  namesieve {} ", command.join(" "));
        assert_eq!(help.code, Some(0));
        assert!(help.stdout.contains(&example), "{help}");
    }
}

#[test]
fn an_identifier_finds_its_party_whatever_it_is_called() {
    let program = Program::new();
    let address = "3BQACtiMXYB9JpUMpkEWt9m8BzswpGHq4X";
    for kind in ["", "XBT:", "btc:", "crypto:", "Digital Currency Address - XBT:", "other:", "passport:"] {
        let arguments = ["screen", "Q", "--quiet", "--format", "table", "--identifier", &format!("{kind}{address}")];
        let run = program.run(&arguments);
        assert!(run.stdout.contains("by identifier") && run.stdout.contains("sample:hydra-market"), "{kind}: {run}");
    }
}
