//! `update`, run against a server that has bad days.

use std::fs;
use std::io::{Cursor, Write as _};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use insta::assert_snapshot;

use crate::program::{Program, Run};
use crate::server::{Reply, Request, Server};
use crate::shared::shared;

const DAY: &str = "Tue, 08 Jul 2025 12:00:00 GMT";

/// A list of one's own, of so many parties.
fn list(prefix: &str, parties: usize) -> String {
    let rows = (1..=parties).map(|number| format!("{number},{prefix} {}\n", ["Doe", "Roe", "Bloggs"][number % 3]));
    format!("id,name\n{}", rows.collect::<String>())
}

/// A list of the UN that was made on a day.
fn un(day: &str) -> String {
    format!(
        "<CONSOLIDATED_LIST dateGenerated=\"{day}T00:00:00Z\"><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID>\
         <FIRST_NAME>JANE</FIRST_NAME><SECOND_NAME>DOE</SECOND_NAME>\
         <REFERENCE_NUMBER>XYi.001</REFERENCE_NUMBER></INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>"
    )
}

/// The replies of a server as they are on each day: a test goes from one day to the next.
fn over_days(reply: impl Fn(&Request, usize) -> Reply + Send + 'static) -> (Server, Arc<AtomicUsize>) {
    let day = Arc::new(AtomicUsize::new(1));
    let today = Arc::clone(&day);
    (Server::new(move |request| reply(request, today.load(Ordering::SeqCst))), day)
}

/// A run without the server's port.
fn shown(run: &Run, server: &Server) -> String {
    run.to_string().replace(&server.address, "http://[SERVER]")
}

/// The number of parties of each list in the index.
fn parties(program: &Program) -> Vec<(String, u64)> {
    let inspected = program.run(&["inspect", "--index", "index/built", "--format", "json"]);
    let lists = inspected.json()["lists"].as_array().cloned().unwrap_or_else(|| panic!("{inspected}"));
    let count = |list: &serde_json::Value| {
        list["counts"]["parties"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum()
    };
    lists.iter().map(|list| (list["name"].as_str().unwrap().to_owned(), count(list))).collect()
}

fn manifest(program: &Program) -> String {
    fs::read_to_string(program.path("index/built/manifest.json")).unwrap()
}

fn of(lists: &[(&str, u64)]) -> Vec<(String, u64)> {
    lists.iter().map(|&(list, parties)| (list.to_owned(), parties)).collect()
}

#[test]
fn lists_are_fetched_built_and_kept_up_to_date() {
    let (server, day) = over_days(|request, day| match (request.path.as_str(), day) {
        ("/own.csv", 1 | 2) => Reply::tagged(request, &list("Jane", 2), "\"1\"").header("Last-Modified", DAY),
        ("/own.csv", _) => Reply::tagged(request, &list("Jane", 3), "\"2\"").header("Last-Modified", DAY),
        ("/un.xml", _) => Reply::tagged(request, &un("2025-07-01"), "\"un\""),
        _ => Reply::status("404 Not Found"),
    });
    let program = Program::new();
    let sources = [&*server.source("mine", "/own.csv"), &server.source("un", "/un.xml")];
    let first = program.run(&["update", "--source", sources[0], "--source", sources[1]]);
    assert_snapshot!("update", shown(&first, &server));
    assert_eq!(program.run(&["screen", "Jane Doe", "--fail-on-match"]).code, Some(1));
    let source = program.run(&["inspect", "--format", "json"]).json()["lists"][0]["source"].clone();
    assert_eq!(source, server.at("/own.csv").as_str(), "where it is from");

    let built = manifest(&program);
    day.store(2, Ordering::SeqCst);
    assert_snapshot!("update_unchanged", shown(&program.run(&["update"]), &server));
    assert_eq!(manifest(&program), built, "not built again");
    assert_eq!(program.run(&["update", "--force", "--quiet"]).stderr, "");
    assert_ne!(manifest(&program), built);

    day.store(3, Ordering::SeqCst);
    let run = program.run(&["update", "un-sc", "mine"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.stderr.contains("`mine`: a new version") && run.stderr.contains("`un-sc`: unchanged"), "{run}");
    assert_eq!(parties(&program), of(&[("mine", 3), ("un-sc", 1)]));
}

#[test]
fn a_list_that_fails_stays_as_it_was_and_the_others_go_on() {
    let html = "<!DOCTYPE html><html><body>Down for maintenance</body></html>";
    type Failure = (&'static str, fn(&str) -> Reply, &'static str);
    let failures: [Failure; 6] = [
        ("missing", |_| Reply::status("404 Not Found"), "the server answers 404 Not Found"),
        ("broken", |_| Reply::file(list("Jane", 9)).cut(10), "the connection failed"),
        ("html", |html| Reply::file(html).header("Content-Type", "text/html; charset=utf-8"), "text/html"),
        (
            "json",
            |_| Reply::file("{\"error\":\"overloaded\"}").header("Content-Type", "application/json"),
            "its content type is `application/json`",
        ),
        ("empty", |_| Reply::file(""), "the answer is empty"),
        ("header", |_| Reply::file("id,name\n"), "its content type is not given"),
    ];
    for (case, failure, words) in failures {
        let (server, day) = over_days(move |request, day| match (request.path.as_str(), day) {
            ("/a.csv", 1) => Reply::file(list("Jane", 2)).header("Last-Modified", DAY),
            ("/a.csv", _) => failure(html),
            (_, day) => Reply::file(list("Richard", day)).header("Last-Modified", DAY),
        });
        let program = Program::new();
        let sources = [&*server.source("a", "/a.csv"), &server.source("b", "/b.csv")];
        assert_eq!(program.run(&["update", "--source", sources[0], "--source", sources[1]]).code, Some(0), "{case}");
        day.store(2, Ordering::SeqCst);
        let run = program.run(&["update", "--retries", "0"]);
        if ["missing", "html"].contains(&case) {
            assert_snapshot!(format!("update_{case}"), shown(&run, &server));
        }
        assert!(run.stderr.contains(words), "{case}: {run}");
        assert_eq!((run.code, parties(&program)), (Some(2), of(&[("a", 2), ("b", 2)])), "{case}");

        // Nothing else has changed, so the index stays; the failure is said again.
        let built = manifest(&program);
        let run = program.run(&["update", "--retries", "0", "--quiet"]);
        assert_eq!((run.code, manifest(&program)), (Some(2), built), "{case}: {run}");
        assert!(run.stderr.starts_with("error: the list `a` is not updated; its last version stays in force"), "{run}");
    }
}

#[test]
fn no_index_lacks_a_list_that_was_asked_for() {
    let server = Server::new(|request| match request.path.as_str() {
        "/a.csv" => Reply::file(list("Jane", 2)),
        _ => Reply::status("403 Forbidden"),
    });
    let program = Program::new();
    let (a, b) = (server.source("a", "/a.csv"), server.source("b", "/b.csv"));
    assert_snapshot!("update_never_fetched", shown(&program.run(&["update", "--source", &a, "--source", &b]), &server));
    assert!(!program.path("index/built").exists());

    // What was fetched is kept.
    assert_eq!(program.run(&["update", "a"]).code, Some(0));
    assert_eq!(program.run(&["update", "a", "--source", &b]).code, Some(2));
    assert_eq!(parties(&program), of(&[("a", 2)]));
}

#[test]
fn no_index_loses_a_list_that_it_had() {
    let server = Server::new(|_| Reply::file(list("Jane", 2)));
    let program = Program::new();
    program.file("own.csv", list("Richard", 3));
    assert_eq!(program.run(&["build", "--list", "own.csv"]).code, Some(0));
    let a = server.source("a", "/a.csv");
    assert_snapshot!("update_would_lose", shown(&program.run(&["update", "--source", &a]), &server));
    assert_eq!(parties(&program), of(&[("own", 3)]));
    // Also where the index can not be opened any more.
    let built = manifest(&program);
    program.file("index/built/manifest.json", built.replacen("\"format\": ", "\"format\": 9", 1));
    assert_eq!(program.run(&["update"]).code, Some(2));
    program.file("index/built/manifest.json", built);

    assert_eq!(program.run(&["update", "--list", "own.csv"]).code, Some(0));
    assert_eq!(parties(&program), of(&[("a", 2), ("own", 3)]));
    let run = program.run(&["update", "--drop", "nobody"]);
    assert!(run.code == Some(2) && run.stderr.contains("no list `nobody` to drop"), "{run}");
    assert_eq!(program.run(&["update", "--drop", "own"]).code, Some(0));
    assert_eq!(parties(&program), of(&[("a", 2)]));
    let run = program.run(&["update", "--drop", "a"]);
    assert!(run.code == Some(2) && run.stderr.contains("no list is left"), "{run}");
    assert_eq!(program.run(&["update", "--drop", "a", "--list", "own.csv"]).code, Some(0));
    assert_eq!(parties(&program), of(&[("own", 3)]));
    assert!(!program.path("index/lists/a").exists());
    // The sample is there to try things with, and goes.
    assert_eq!(program.run(&["build", "--index", "b"]).code, Some(0));
    assert_eq!(program.run(&["update", "--source", &a, "--index", "b"]).code, Some(0));
}

#[test]
fn a_list_is_what_it_is_said_to_be() {
    let (server, day) = over_days(|request, day| match (request.path.as_str(), day) {
        ("/un.xml", 1) => Reply::file(un("2025-07-01")),
        ("/un.xml", _) => Reply::file(un("2025-06-01")),
        _ => Reply::file(list("Jane", 2)),
    });
    let program = Program::new();
    let wrong = program.run(&["update", "--source", &server.source("un", "/own.csv")]);
    assert_snapshot!("update_another_list", shown(&wrong, &server));
    assert!(program.path("index/lists/un-sc/refused/own.csv").exists());

    // Under a name of one's own it may be anything.
    assert_eq!(program.run(&["update", "--source", &server.source("watch", "/un.xml")]).code, Some(0));
    assert_eq!(program.run(&["show", "watch:1"]).code, Some(0));

    let un = server.source("un", "/un.xml");
    assert_eq!(program.run(&["update", "--source", &un]).code, Some(0));
    day.store(2, Ordering::SeqCst);
    let older = program.run(&["update", "un"]);
    assert_snapshot!("update_older", shown(&older, &server));
    assert_eq!(program.run(&["update", "un", "--accept", "un"]).code, Some(0));
    assert!(!program.path("index/lists/un-sc/refused").exists());
}

#[test]
fn files_of_one_list_come_from_several_addresses() {
    let sdn = "36,\"ACME\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n";
    let (server, day) = over_days(move |request, day| match request.path.as_str() {
        "/SDN.CSV" => Reply::tagged(request, sdn, "\"sdn\""),
        _ => Reply::file(format!("36,{day},\"aka\",\"ACME {}\",-0- \r\n", ["", "TRADING", "SHIPPING"][day])),
    });
    let program = Program::new();
    let sources = ["/SDN.CSV", "/ALT.CSV"].map(|path| server.source("ofac-sdn", path));
    let run = program.run(&["update", "--source", &sources[0], "--source", &sources[1]]);
    assert_eq!(run.code, Some(0), "{run}");
    day.store(2, Ordering::SeqCst);
    let run = program.run(&["update"]);
    assert_eq!(run.code, Some(0), "{run}");
    let shown = program.run(&["show", "ofac-sdn:36"]);
    assert!(shown.stdout.contains("ACME SHIPPING") && !shown.stdout.contains("ACME TRADING"), "{shown}");
}

#[test]
fn packed_lists_are_kept_as_they_were_sent() {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("lists/people.csv", zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(list("Jane", 2).as_bytes()).unwrap();
    let archive = archive.finish().unwrap().into_inner();
    let server = Server::new(move |_| Reply::file(&archive).header("Content-Type", "application/zip"));
    let program = Program::new();
    let run = program.run(&["update", "--source", &server.source("mine", "/people.zip")]);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(parties(&program), of(&[("mine", 2)]));
    let run = program.run(&["update"]);
    assert!(run.stderr.contains("nothing to do"), "{run}");

    // A list leads to no other file: what looks like a mapping of columns is not one.
    program.file("secret.csv", list("Richard", 9));
    let mapping = format!("file = \"{}\"\n", program.path("secret.csv").display());
    let server = Server::new(move |_| Reply::file(&mapping));
    let run = program.run(&["update", "--source", &server.source("mine", "/people.toml")]);
    assert_eq!((run.code, parties(&program)), (Some(2), of(&[("mine", 2)])), "{run}");
}

/// All that a list's folder in the store holds.
fn stored(program: &Program, list: &str) -> Vec<String> {
    let folder = program.path("index/lists").join(list);
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_killed_update_loses_nothing() {
    let (server, day) = over_days(|_, day| match day {
        1 => Reply::file(list("Jane", 2)),
        2 => Reply::file(list("Jane", 6)).stall(30),
        _ => Reply::file(list("Jane", 7)),
    });
    let program = Program::new();
    assert_eq!(program.run(&["update", "--source", &server.source("mine", "/own.csv")]).code, Some(0));
    server.sent.recv().unwrap();

    day.store(2, Ordering::SeqCst);
    let mut update = program.command(&["update"]);
    let mut update = update.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    server.sent.recv().unwrap();
    // It holds the store now, in the middle of a file.
    let other = program.run(&["update"]);
    assert_eq!(other.code, Some(2));
    assert!(other.stderr.starts_with("error: another update is at work on the lists at `index/lists`"), "{other}");
    update.kill().unwrap();
    update.wait().unwrap();

    assert_eq!(stored(&program, "mine"), ["record.json", "v-1", "v-2"], "killed in the middle");
    assert_eq!(parties(&program), of(&[("mine", 2)]));
    assert_eq!(program.run(&["screen", "Jane Roe", "--fail-on-match"]).code, Some(1));

    // Without the server, what is there is whole.
    day.store(3, Ordering::SeqCst);
    let run = program.run(&["update", "--source", "mine=http://127.0.0.1:1/own.csv", "--retries", "0", "--force"]);
    assert_eq!((run.code, parties(&program)), (Some(2), of(&[("mine", 2)])), "{run}");
    assert_eq!(stored(&program, "mine"), ["record.json", "v-1"], "what was left is swept");
    assert_eq!(program.run(&["update"]).code, Some(0));
    assert_eq!(parties(&program), of(&[("mine", 7)]));
}

#[test]
fn an_update_killed_at_any_moment_loses_nothing() {
    let (server, day) = over_days(|_, day| Reply::file(list("Jane", day)));
    let program = Program::new();
    let start = Instant::now();
    assert_eq!(program.run(&["update", "--source", &server.source("mine", "/own.csv")]).code, Some(0));
    let whole = start.elapsed();
    for number in 1..=12_u32 {
        day.fetch_add(1, Ordering::SeqCst);
        let mut update = program.command(&["update"]);
        let mut update = update.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(whole * number / 12);
        update.kill().unwrap();
        update.wait().unwrap();
        let today = day.load(Ordering::SeqCst) as u64;
        let built = parties(&program);
        assert!(
            [today - 1, today].iter().any(|&day| built == of(&[("mine", day)])),
            "after {number} twelfths: {built:?}"
        );
        let run = program.run(&["update"]);
        assert_eq!((run.code, parties(&program)), (Some(0), of(&[("mine", today)])), "after {number} twelfths: {run}");
        assert_eq!(stored(&program, "mine").len(), 2, "after {number} twelfths");
    }
}

#[test]
fn an_update_killed_before_its_index_is_made_up_for() {
    let server = Server::new(|request| Reply::tagged(request, &list("Jane", request.count + 2), "\"1\""));
    let program = Program::new();
    assert_eq!(program.run(&["update", "--source", &server.source("mine", "/own.csv")]).code, Some(0));
    // As if it had been: the store is ahead of the index.
    program.file("own.csv", list("Richard", 1));
    assert_eq!(program.run(&["build", "--list", "own.csv"]).code, Some(0));
    let run = program.run(&["update", "--drop", "own"]);
    assert!(run.code == Some(0) && run.stderr.contains("`mine`: unchanged"), "{run}");
    assert_eq!(parties(&program), of(&[("mine", 2)]));
}

#[test]
fn a_damaged_store_is_said_and_repaired() {
    let server = Server::new(|request| Reply::tagged(request, &list("Jane", 2), "\"1\""));
    let program = Program::new();
    let (a, b) = (server.source("a", "/a.csv"), server.source("b", "/b.csv"));
    assert_eq!(program.run(&["update", "--source", &a, "--source", &b]).code, Some(0));
    fs::write(program.path("index/lists/a/v-1/a.csv"), list("Jane", 1)).unwrap();
    let run = program.run(&["update", "b", "--force"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.contains("error: the stored list `a` is damaged") && run.stderr.contains("run `namesieve update a`"),
        "{run}"
    );
    assert_eq!(parties(&program), of(&[("a", 2), ("b", 2)]), "the index stays");
    let run = program.run(&["update", "a"]);
    assert_eq!(run.code, Some(0), "the remedy works: {run}");
    assert!(program.path("index/lists/a/v-2/a.csv").exists());

    // Without its record, a list of one's own has no address.
    fs::write(program.path("index/lists/a/record.json"), "{").unwrap();
    let run = program.run(&["update"]);
    assert!(run.code == Some(2) && run.stderr.contains("no address of a list `a` is known"), "{run}");
    assert_eq!(program.run(&["update", "--source", &a]).code, Some(0));
}

#[test]
fn the_published_lists_under_the_words_for_them() {
    let lists = [
        ("un", "un-sc", "lists/un/un_2025-11-20.xml"),
        ("ofac-cons", "ofac-cons", "lists/ofac/non-sdn-enhanced-2025-01/CONS_ENHANCED.XML"),
        ("ca", "ca-sema", "lists/ca/sema_2025-05.xml"),
        ("eu", "eu-fsf", "lists/eu/fsf_sample_batm.xml"),
        ("us-csl", "us-csl", "lists/us_csl/consolidated_small.csv"),
        (
            "opensanctions:de_parteispenden",
            "de-parteispenden",
            "lists/opensanctions/yente_parteispenden.entities.ftm.json",
        ),
    ];
    let mut files = Vec::new();
    for (_, _, file) in lists {
        let Some(file) = shared(file) else { return };
        files.push(fs::read(file).unwrap());
    }
    let server = Server::new(move |request| Reply::file(&files[request.path[1..].parse::<usize>().unwrap()]));
    let sources = lists.iter().enumerate().map(|(at, (word, ..))| server.source(word, &format!("/{at}")));
    let arguments: Vec<String> = sources.flat_map(|source| ["--source".to_owned(), source]).collect();
    let arguments: Vec<&str> = ["update"].into_iter().chain(arguments.iter().map(String::as_str)).collect();
    let program = Program::new();
    let run = program.run(&arguments);
    assert_eq!(run.code, Some(0), "{run}");
    let built = parties(&program);
    let mut names: Vec<&str> = lists.iter().map(|(_, name, _)| *name).collect();
    names.sort_unstable();
    assert_eq!(built.iter().map(|(list, _)| list.as_str()).collect::<Vec<_>>(), names);
    assert!(built.contains(&("un-sc".to_owned(), 1_000)), "{built:?}");
}

#[test]
fn a_proxy_is_asked_where_there_is_one() {
    let proxy = Server::new(|_| Reply::status("407 Proxy Authentication Required"));
    let program = Program::new();
    for address in ["http://lists.example/a.csv", "https://lists.example/a.csv"] {
        let mut update = program.command(&["update", "--retries", "0", "--source", &format!("mine={address}")]);
        let update = update.env("HTTPS_PROXY", &proxy.address).output().unwrap();
        assert_eq!(update.status.code(), Some(2));
        let port = if address.starts_with("https") { 443 } else { 80 };
        assert_eq!(
            proxy.requests()[0].path,
            format!("lists.example:{port}"),
            "{}",
            String::from_utf8_lossy(&update.stderr)
        );
    }
}

#[test]
fn arguments_that_can_not_be() {
    let program = Program::new();
    fs::create_dir(program.path("folder")).unwrap();
    program.file("folder/file", "");
    for (case, arguments) in [
        ("update_nothing", &["update"][..]),
        ("update_accept_unfetched", &["update", "un", "--accept", "eu"]),
        ("update_unknown_list", &["update", "ofac"]),
        ("update_bad_name", &["update", "OFAC"]),
        ("update_bad_source", &["update", "--source", "https://a.example/list.csv"]),
        ("update_bad_address", &["update", "--source", "mine=own.csv"]),
        ("update_foreign_store", &["update", "un", "--store", "folder"]),
    ] {
        assert_snapshot!(case, program.run(arguments));
    }
    assert!(!program.path("index/built").exists());
}
