//! Files of customers: order, threads, formats, files of output, pipes.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;

use namesieve::eval::sample_customers;

use crate::program::Program;

/// The sample customers, over and over.
fn customers(times: usize) -> String {
    let (header, rows) = sample_customers().split_once('\n').unwrap();
    format!("{header}\n{}", rows.repeat(times))
}

#[test]
fn threads_change_nothing() {
    let program = Program::new();
    program.file("customers.csv", customers(6));
    let run = |threads| {
        let run = program.run(&["screen", "--input", "customers.csv", "--threads", threads, "--quiet"]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        run.stdout
    };
    let one = run("1");
    assert_eq!(one.lines().count(), 6 * 214);
    assert!(run("2") == one && run("7") == one, "the output depends on the number of threads");
}

#[test]
fn exhaustive_changes_only_the_number_of_candidates() {
    let program = Program::new();
    let hits = |more: &[&str]| -> Vec<serde_json::Value> {
        let lines = program.run(&[&["screen", "--sample", "--quiet"], more].concat()).json_lines();
        lines.into_iter().map(|mut line| line["hits"].take()).collect()
    };
    for (row, (hits, all)) in (1..).zip(hits(&[]).into_iter().zip(hits(&["--exhaustive"]))) {
        assert_eq!(hits, all, "row {row}");
    }
}

#[test]
fn csv_and_json_lines_ask_the_same() {
    let program = Program::new();
    program.file("a.csv", "ref,who,dob,extra\n1,Song Kum Hyok,1987-08-30,x\n2,Gayk Asatryan;Asatrian,,y\n");
    program.file(
        "a.jsonl",
        "{\"ref\":1,\"who\":\"Song Kum Hyok\",\"dob\":\"1987-08-30\"}\n\n{\"ref\":\"2\",\"who\":[\"Gayk Asatryan\",\"Asatrian\"]}\n",
    );
    let columns = ["--column", "id=ref", "--column", "name=who", "--column", "birth_date=dob", "--quiet"];
    let run = |input| program.run(&[&["screen", "--input", input][..], &columns].concat());
    let (csv, jsonl) = (run("a.csv"), run("a.jsonl"));
    assert_eq!(csv.stdout, jsonl.stdout);
    assert_eq!((csv.code, csv.json_lines()[1]["id"].as_str()), (Some(0), Some("2")));
}

#[test]
fn type_is_for_records_that_give_none() {
    let program = Program::new();
    let csv = b"name,type\nFortuna,organization\nFortuna,\n";
    let hits = |more: &[&str]| -> Vec<serde_json::Value> {
        let lines = program.run_with(&[&["screen", "--input", "-", "--quiet"], more].concat(), csv).json_lines();
        lines.into_iter().map(|mut line| line["hits"].take()).collect()
    };
    let (plain, vessels) = (hits(&[]), hits(&["--type", "vessel"]));
    assert_eq!(plain[0], vessels[0]);
    assert_ne!(plain[1], vessels[1]);
}

#[test]
fn a_file_of_output_is_whole_or_not_there() {
    let program = Program::new();
    let run = program.run(&["screen", "--sample", "--output", "out.jsonl", "--quiet"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), ""));
    let written = fs::read_to_string(program.path("out.jsonl")).unwrap();
    assert_eq!(written, program.run(&["screen", "--sample", "--quiet"]).stdout);

    assert_eq!(program.run(&["screen", "a", "--output", "none.jsonl", "--index", "missing"]).code, Some(2));
    let left: Vec<_> = fs::read_dir(program.path(".")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["out.jsonl"], "drafts are removed");
}

/// Modes, links and pipes are Unix's.
#[cfg(unix)]
mod outputs {
    use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _, symlink};
    use std::process::Command;

    use super::*;

    const WRITE: [&str; 5] = ["screen", "Song Kum Hyok", "--quiet", "--output", "out"];

    #[test]
    fn a_pipe_stays_a_pipe() {
        let program = Program::new();
        let pipe = program.path("out");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let mut child = program.command(&WRITE).spawn().unwrap();
        let written = fs::read_to_string(&pipe).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0));
        assert_eq!(written, program.run(&WRITE[..3]).stdout);
        assert!(fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo());
    }

    #[test]
    fn links_are_followed_and_modes_kept() {
        let program = Program::new();
        fs::create_dir(program.path("folder")).unwrap();
        symlink("folder/link", program.path("out")).unwrap();
        symlink("file", program.path("folder/link")).unwrap();
        for before in ["dangling", "to a file"] {
            assert_eq!(program.run(&WRITE).code, Some(0), "{before}");
            assert!(program.path("out").is_symlink() && program.path("folder/link").is_symlink(), "{before}");
            let file = program.path("folder/file");
            assert_eq!(fs::read_to_string(&file).unwrap(), program.run(&WRITE[..3]).stdout, "{before}");
            if before == "to a file" {
                assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
            }
            fs::write(&file, "old").unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        }
        symlink("circle", program.path("circle")).unwrap();
        assert_eq!(program.run(&["screen", "a", "--output", "circle"]).code, Some(2));
    }

    #[test]
    fn an_input_is_not_written_over() {
        let program = Program::new();
        let csv = "id,name\n1,Song Kum Hyok\n";
        program.file("in.csv", csv).file("pairs.csv", "schema,name1,name2,is_match\n,a,a,1\n");
        symlink("in.csv", program.path("link.csv")).unwrap();
        fs::hard_link(program.path("in.csv"), program.path("hard.csv")).unwrap();
        let scores = ["eval", "pairs", "pairs.csv", "--quiet", "--scores", "pairs.csv"];
        let over = |input, output| ["screen", "--quiet", "--input", input, "--output", output];
        for arguments in [over("in.csv", "./in.csv"), over("link.csv", "in.csv"), over("in.csv", "hard.csv"), scores] {
            let run = program.run(&arguments);
            assert!(run.code == Some(2) && run.stderr.contains("is the input itself"), "{run}");
        }
        let stdin = fs::File::open(program.path("in.csv")).unwrap();
        let output = program.command(&over("-", "in.csv")).stdin(stdin).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(fs::read_to_string(program.path("in.csv")).unwrap(), csv);
    }
}

#[test]
fn a_reader_that_has_enough_is_no_failure() {
    let program = Program::new();
    program.file("customers.csv", customers(60));
    let arguments = ["screen", "--input", "customers.csv", "--quiet"];
    let mut child = program.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with("{\"row\":1,"));
    // The pipe is closed now, with more to come than it holds.
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!((child.wait().unwrap().code(), stderr.as_str()), (Some(0), ""));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said() {
    let program = Program::new();
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let output = program.command(&["screen", "--sample", "--quiet"]).stdout(full).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr.starts_with("error: cannot write to stdout\n  cause: No space left on device"), "{stderr}");
}
