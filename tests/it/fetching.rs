//! Fetching by the library, from a server that has bad days.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, SystemTime};

use flate2::Compression;
use flate2::write::GzEncoder;
use namesieve::ErrorKind;
use namesieve::fetch::{Client, Event, Options, Source, Store, Version};
use namesieve::list;

use crate::server::{Reply, Request, Server};

const LIST: &str = "id,name\n1,Jane Doe\n2,Richard Roe\n";

/// Patient with a slow machine, but not with retries.
fn options() -> Options {
    Options {
        connect_timeout: Duration::from_secs(5),
        stall_timeout: Duration::from_secs(5),
        total_timeout: Duration::from_secs(20),
        retries: 2,
        backoff: Duration::from_millis(1),
        max_bytes: 10_000,
        proxy_from_environment: false,
    }
}

fn fetch(store: &Store, source: &Source, options: Options) -> namesieve::Result<Option<Version>> {
    store.fetch(&Client::new(options), source, &mut |_| ())
}

fn gzip(text: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}

/// Every entry of a folder, by name.
fn entries(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn answers_are_files_or_errors() {
    type Case = (&'static str, fn(&Request) -> Reply, Result<(), &'static str>, usize);
    let cases: &[Case] = &[
        ("whole", |_| Reply::file(LIST), Ok(()), 1),
        ("chunked", |_| Reply::chunked(&["id,name\n1,Jane ", "Doe\n2,Richard Roe\n"], true), Ok(()), 1),
        ("packed", |_| Reply::file(gzip(LIST)).header("Content-Encoding", "gzip"), Ok(()), 1),
        ("of long ago", |_| Reply::file(LIST).header("Last-Modified", "Mon, 01 Jan 0001 00:00:00 GMT"), Ok(()), 1),
        (
            "of the far future",
            |_| Reply::file(LIST).header("Last-Modified", "Tue, 31 Dec 2999 23:59:59 GMT"),
            Ok(()),
            1,
        ),
        ("of no day", |_| Reply::file(LIST).header("Last-Modified", "yesterday"), Ok(()), 1),
        ("missing", |_| Reply::status("404 Not Found"), Err("the server answers 404 Not Found"), 1),
        ("nothing new, unasked", |_| Reply::status("304 Not Modified"), Err("304 Not Modified"), 1),
        ("always failing", |_| Reply::status("500 Internal Server Error"), Err("500 Internal Server Error"), 3),
        (
            "failing once",
            |request| if request.count == 0 { Reply::status("503 Service Unavailable") } else { Reply::file(LIST) },
            Ok(()),
            2,
        ),
        (
            "too many requests",
            |request| match request.count {
                0 => Reply::status("429 Too Many Requests").header("Retry-After", "0"),
                1 => Reply::status("429 Too Many Requests").header("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"),
                _ => Reply::file(LIST),
            },
            Ok(()),
            3,
        ),
        (
            "too many requests for today",
            |_| Reply::status("429 Too Many Requests").header("Retry-After", "86400"),
            Err("asks to wait 86400 s"),
            1,
        ),
        (
            "broken once",
            |request| if request.count == 0 { Reply::file(LIST).cut(20) } else { Reply::file(LIST) },
            Ok(()),
            2,
        ),
        ("always broken", |_| Reply::file(LIST).cut(20), Err("the connection failed"), 3),
        ("broken between chunks", |_| Reply::chunked(&[LIST], false), Err("the connection failed"), 3),
        ("broken within a chunk", |_| Reply::chunked(&[LIST], true).cut(12), Err("the connection failed"), 3),
        ("broken before the answer", |_| Reply::raw(""), Err("the connection failed"), 3),
        (
            "broken while packed",
            |_| Reply::file(gzip(LIST)).header("Content-Encoding", "gzip").cut(30),
            Err("the connection failed"),
            3,
        ),
        (
            "cut before it was sent",
            |_| Reply::chunked(&[&gzip(LIST)[..30]], true).header("Content-Encoding", "gzip"),
            Err("the connection failed"),
            3,
        ),
        (
            "without an end",
            |_| Reply::raw(&format!("HTTP/1.1 200 OK\r\n\r\n{LIST}")),
            Err("does not say where its answer ends"),
            1,
        ),
        ("silent at once", |_| Reply::raw("").stall(0), Err("nothing came for 0.2 s"), 3),
        ("silent in the middle", |_| Reply::file(LIST).stall(20), Err("nothing came for 0.2 s"), 3),
        ("another protocol", |_| Reply::raw("SSH-2.0-OpenSSH_9.6\r\n"), Err("not as HTTP has it"), 3),
        ("no content", |_| Reply::status("204 No Content"), Err("204 No Content"), 1),
        ("empty", |_| Reply::file(""), Err("the answer is empty"), 1),
        ("empty in chunks", |_| Reply::chunked(&[""; 0], true), Err("the answer is empty"), 1),
        ("large by its own word", |_| Reply::file(LIST.repeat(1_000)).cut(0), Err("over the cap of 10000 bytes"), 1),
        ("large without an end", |_| Reply::endless(), Err("over the cap of 10000 bytes"), 1),
        (
            "large when unpacked",
            |_| Reply::file(gzip(&LIST.repeat(10_000))).header("Content-Encoding", "gzip"),
            Err("over the cap of 10000 bytes"),
            1,
        ),
        ("coded", |_| Reply::file(LIST).header("Content-Encoding", "br"), Err("coded as `br`"), 1),
        (
            "elsewhere",
            |request| if request.path == "/list.csv" { Reply::redirect("/b/other?x=y") } else { Reply::file(LIST) },
            Ok(()),
            2,
        ),
        ("in a circle", |_| Reply::redirect("/list.csv"), Err("more than 10 redirects"), 11),
        ("elsewhere, but not where", |_| Reply::status("302 Found"), Err("not as HTTP has it"), 3),
    ];
    for (case, reply, want, requests) in cases {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let server = Server::new(reply);
        let source = Source::new("mine", vec![server.at("/list.csv")]).unwrap();
        // Silence is waited for only where there is some.
        let is_silent = want.is_err_and(|words| words.starts_with("nothing came"));
        let stall_timeout = if is_silent { Duration::from_millis(200) } else { options().stall_timeout };
        let fetched = fetch(&store, &source, Options { stall_timeout, ..options() });
        match (fetched, want) {
            (Ok(Some(version)), Ok(())) => {
                assert_eq!(fs::read_to_string(version.path().join("list.csv")).unwrap(), LIST, "{case}");
            }
            (Err(error), Err(words)) => {
                assert_eq!(error.kind(), ErrorKind::Network, "{case}: {error}");
                let text = error.to_string();
                assert!(text.starts_with(&format!("cannot fetch `{}`: ", server.at("/list.csv"))), "{case}: {text}");
                assert!(text.contains(words), "{case}: {text}");
                assert_eq!(entries(&folder.path().join("mine")), [""; 0], "{case}: nothing is left");
            }
            (fetched, _) => panic!("{case}: {fetched:?}"),
        }
        assert_eq!(server.requests().len(), *requests, "{case}");
    }
}

#[test]
fn the_whole_has_a_limit_too() {
    // More comes each time before it would count as silence.
    let server = Server::new(|_| Reply::file(LIST).trickle(Duration::from_millis(20)));
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let source = Source::new("mine", vec![server.at("/list.csv")]).unwrap();
    let options = Options { total_timeout: Duration::from_millis(300), ..options() };
    let error = fetch(&store, &source, options).unwrap_err();
    assert!(error.to_string().ends_with("it took longer than 0.3 s"), "{error}");
}

#[test]
fn waits_double_up_to_a_minute() {
    let server = Server::new(|_| Reply::status("503 Service Unavailable").header("Retry-After", "0"));
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let source = Source::new("mine", vec![server.at("/list.csv")]).unwrap();
    let mut waits = Vec::new();
    let client = Client::new(Options { retries: 4, ..options() });
    let fetched = store.fetch(&client, &source, &mut |event| {
        if let Event::Retrying { after, .. } = event {
            waits.push(after.as_millis());
        }
    });
    assert!(fetched.is_err());
    assert_eq!(waits, [1, 2, 4, 8]);
}

#[test]
fn patience_may_be_endless() {
    let server = Server::new(|_| Reply::file(LIST));
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let source = Source::new("mine", vec![server.at("/list.csv")]).unwrap();
    let [connect_timeout, stall_timeout, total_timeout, backoff] = [Duration::MAX; 4];
    let options = Options { connect_timeout, stall_timeout, total_timeout, backoff, ..options() };
    assert!(fetch(&store, &source, options).unwrap().is_some());
}

#[test]
fn a_server_that_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let gone = Server::new(|_| Reply::file(LIST)).at("/list.csv");
    for address in [gone.as_str(), "http://127.0.0.1:99999/list.csv", "https://", "http://[::1"] {
        let source = Source::new("mine", vec![address.to_owned()]).unwrap();
        assert_eq!(fetch(&store, &source, options()).unwrap_err().kind(), ErrorKind::Network, "{address}");
    }
}

#[test]
fn validators_go_to_the_address_that_was_asked_for() {
    // Each time, another address has the file, as with OFAC.
    let server = Server::new(|request| {
        if request.path == "/list.csv" {
            let etag = request.header("if-none-match").unwrap_or("none").trim_matches('"');
            Reply::redirect(&format!("/short-lived?after={etag}"))
        } else {
            Reply::tagged(request, LIST, "\"a\"").header("Last-Modified", "Tue, 08 Jul 2025 12:00:00 GMT")
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let source = Source::new("mine", vec![server.at("/list.csv")]).unwrap();

    let version = fetch(&store, &source, options()).unwrap().expect("a first version");
    assert_eq!(store.lists().unwrap(), [""; 0], "not in force until it is accepted");
    store.accept(&version).unwrap();
    assert!(server.requests().iter().all(|request| request.header("if-none-match").is_none()));
    let modified = fs::metadata(version.path().join("list.csv")).unwrap().modified().unwrap();
    assert_eq!(modified, SystemTime::UNIX_EPOCH + Duration::from_secs(1_751_976_000), "the day the server gives");

    assert_eq!(fetch(&store, &source, options()).unwrap(), None);
    let requests = server.requests();
    assert_eq!(requests[1].path, "/short-lived?after=a");
    for request in requests {
        assert_eq!(request.header("if-none-match"), Some("\"a\""), "{request:?}");
        assert_eq!(request.header("if-modified-since"), Some("Tue, 08 Jul 2025 12:00:00 GMT"), "{request:?}");
    }
    assert_eq!(store.version("mine").unwrap().expect("still there").source(), source);
    assert_eq!(entries(&folder.path().join("mine")), ["record.json", "v-1"]);

    // They are worth nothing at another address.
    let other = Source::new("mine", vec![server.at("/other/list.csv")]).unwrap();
    assert!(fetch(&store, &other, options()).unwrap().is_some());
    assert!(server.requests().iter().all(|request| request.header("if-none-match").is_none()));
}

#[test]
fn the_same_content_is_nothing_new() {
    let server = Server::new(|_| Reply::file(LIST));
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let source = Source::new("mine", vec![server.at("/list.csv")]).unwrap();
    let version = fetch(&store, &source, options()).unwrap().expect("a first version");
    store.accept(&version).unwrap();
    assert_eq!(fetch(&store, &source, options()).unwrap(), None);
    assert_eq!(
        store.version("mine").unwrap().map(|version| version.path().to_owned()).as_deref(),
        Some(version.path())
    );
}

const SDN: &str = "36,\"ACME\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n";
const ALT: [&str; 2] = ["36,1,\"aka\",\"ACME TRADING\",-0- \r\n", "36,1,\"aka\",\"ACME SHIPPING\",-0- \r\n"];

#[test]
fn files_that_belong_together_are_taken_together() {
    let server = Server::new(|request| match (request.path.as_str(), request.count) {
        ("/SDN.CSV", _) => {
            Reply::tagged(request, SDN, "\"sdn\"").header("Last-Modified", "Tue, 08 Jul 2025 12:00:00 GMT")
        }
        ("/ALT.CSV", 0) => Reply::file(ALT[0]),
        ("/ALT.CSV", 1) => Reply::status("404 Not Found"),
        _ => Reply::file(ALT[1]),
    });
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let source = Source::new("ofac-sdn", vec![server.at("/SDN.CSV"), server.at("/ALT.CSV")]).unwrap();
    let alias = |version: &Version| {
        let reading = list::read(version.path(), None).unwrap();
        assert_eq!(reading.list.name, "ofac-sdn");
        reading.parties[0].names[1].full.clone()
    };

    let first = fetch(&store, &source, options()).unwrap().expect("a first version");
    assert_eq!(alias(&first), "ACME TRADING");
    store.accept(&first).unwrap();
    let error = fetch(&store, &source, options()).unwrap_err();
    assert!(error.to_string().contains("ALT.CSV`: the server answers 404"), "{error}");
    assert_eq!(store.version("ofac-sdn").unwrap(), Some(first), "all or none");

    let second = fetch(&store, &source, options()).unwrap().expect("one file is new");
    assert_eq!(alias(&second), "ACME SHIPPING");
    let modified = fs::metadata(second.path().join("SDN.CSV")).unwrap().modified().unwrap();
    assert_eq!(modified, SystemTime::UNIX_EPOCH + Duration::from_secs(1_751_976_000), "the other keeps its day");
    store.accept(&second).unwrap();
    assert_eq!(entries(&folder.path().join("ofac-sdn")), ["record.json", "v-2"]);
}

#[test]
fn what_is_torn_is_seen_and_fetched_again() {
    type Case = (&'static str, fn(&Path));
    let cases: [Case; 5] = [
        ("a file of another content", |list| fs::write(list.join("v-1/list.csv"), "id,name\n1,Nobody\n").unwrap()),
        ("a file cut short", |list| {
            File::options().write(true).open(list.join("v-1/list.csv")).unwrap().set_len(9).unwrap()
        }),
        ("no file", |list| fs::remove_file(list.join("v-1/list.csv")).unwrap()),
        ("a record cut short", |list| {
            File::options().write(true).open(list.join("record.json")).unwrap().set_len(9).unwrap();
        }),
        ("a record that leads elsewhere", |list| {
            let record = fs::read_to_string(list.join("record.json")).unwrap();
            fs::write(list.join("record.json"), record.replace("\"v-1\"", "\"..\"")).unwrap();
        }),
    ];
    for (case, tear) in cases {
        let server = Server::new(|request| Reply::tagged(request, LIST, "\"a\""));
        let folder = tempfile::tempdir().unwrap();
        let source = Source::new("mine", vec![server.at("/list.csv")]).unwrap();
        let store = Store::open(folder.path()).unwrap();
        store.accept(&fetch(&store, &source, options()).unwrap().expect(case)).unwrap();
        drop(store);
        tear(&folder.path().join("mine"));

        let store = Store::open(folder.path()).unwrap();
        let error = store.version("mine").unwrap_err();
        assert!(error.to_string().starts_with("the stored list `mine` is damaged"), "{case}: {error}");
        let version = fetch(&store, &source, options()).unwrap().expect(case);
        store.accept(&version).unwrap();
        assert_eq!(store.version("mine").unwrap(), Some(version), "{case}");
    }
}

#[test]
fn a_store_is_for_one_process_and_takes_no_folder_of_others() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let error = Store::open(folder.path()).unwrap_err();
    assert!(error.to_string().starts_with("another update is at work"), "{error}");
    drop(store);
    fs::create_dir_all(folder.path().join("mine/v-7")).unwrap();
    let store = Store::open(folder.path()).unwrap();
    assert_eq!(entries(&folder.path().join("mine")), [""; 0], "what was left is swept");
    store.remove("../mine").unwrap();
    assert!(folder.path().join("mine").exists());

    let others = tempfile::tempdir().unwrap();
    fs::create_dir_all(others.path().join("ofac/v-1")).unwrap();
    assert_eq!(Store::open(others.path()).unwrap_err().kind(), ErrorKind::Input);
    assert_eq!(entries(&others.path().join("ofac")), ["v-1"]);
}
