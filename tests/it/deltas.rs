//! Deltas of a FollowTheMoney list: what they make of it is what a full build of their result is.

use std::collections::BTreeMap;
use std::fs;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::program::Program;
use crate::shared::shared;

fn person(id: &str, name: &str) -> Value {
    json!({"id": id, "schema": "Person", "caption": name, "properties": {"name": [name]}})
}

fn lines(values: impl IntoIterator<Item = Value>) -> String {
    values.into_iter().map(|value| format!("{value}\n")).collect()
}

#[test]
fn deltas_change_the_list_that_they_belong_to() {
    let program = Program::new();
    program.file("watch.ftm.json", lines([person("a", "Ann Roe"), person("b", "Bob Doe")]));
    program.file("other.ftm.json", lines([person("a", "Cid Poe")]));
    program.file("own.csv", "id,name\n1,Dan Loe\n");
    program.file("1.json", lines([json!({"op": "MOD", "entity": person("a", "Anna Roe")})]));
    program.file(
        "2.json",
        lines([
            json!({"op": "MOD", "entity": person("a", "Hanna Roe")}),
            json!({"op": "DEL", "entity": {"id": "b"}}),
            json!({"op": "ADD", "entity": person("c", "Eve Noe")}),
        ]),
    );
    let deltas = ["--delta", "1.json", "--delta", "2.json"];
    let build = |lists: &[&str]| program.run(&[&["build"], lists, &deltas].concat());

    assert_eq!(build(&["--list", "watch.ftm.json"]).code, Some(0));
    let run = program.run(&["diff", "watch.ftm.json", "index/built"]);
    let changes: Vec<String> = run
        .json_lines()
        .iter()
        .map(|line| format!("{} {} {}", line["change"], line["party"], line["caption"]))
        .collect();
    let want =
        [r#""changed" "watch:a" "Hanna Roe""#, r#""removed" "watch:b" "Bob Doe""#, r#""added" "watch:c" "Eve Noe""#];
    assert_eq!(changes, want, "{run}");

    for (case, lists) in [
        ("beside a list in another format", &["--list", "csv=own.csv", "--list", "watch.ftm.json"][..]),
        ("beside another one", &["--list", "other.ftm.json", "--list", "ftm=watch.ftm.json"]),
    ] {
        let run = build(lists);
        assert_eq!(run.code, Some(0), "{case}: {run}");
        assert_eq!(program.run(&["show", "watch:c", "--quiet"]).code, Some(0), "{case}");
    }
    assert_snapshot!("delta_of_which_list", build(&["--list", "other.ftm.json", "--list", "watch.ftm.json"]));
    assert_snapshot!("delta_of_another_format", build(&["--list", "own.csv"]));
    assert_eq!(program.run(&[&["build"], &deltas[..]].concat()).code, Some(2), "without a list");
}

/// All 1,700 operations of a real delta, on a list made for them: what they change is there in another state, what they delete is
/// there, what they add is not, and some of it they leave alone.
#[test]
fn a_real_delta_gives_the_same_index_as_its_result() {
    let Some(path) = shared("lists/opensanctions/os_entities.delta_2024.jsonl") else { return };
    let delta = fs::read_to_string(path).unwrap();
    let operations: Vec<Value> = delta.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(operations.len(), 1_700);

    let mut base: Vec<Value> =
        (0..50).map(|n| person(&format!("left-alone-{n}"), &format!("Left Alone {n}"))).collect();
    for operation in &operations {
        let id = operation["entity"]["id"].as_str().unwrap();
        match operation["op"].as_str().unwrap() {
            "DEL" => base.push(person(id, &format!("Gone {id}"))),
            "MOD" => {
                let mut before = operation["entity"].clone();
                before["caption"] = format!("Before {id}").into();
                before["properties"].as_object_mut().unwrap().retain(|property, _| property < &"name".to_owned());
                before["properties"]["name"] = json!([format!("Before {id}")]);
                base.push(before);
            }
            _ => {}
        }
    }
    // The operations, applied without the library.
    let mut result: BTreeMap<usize, Value> = base.iter().cloned().enumerate().collect();
    let mut places: BTreeMap<String, usize> =
        base.iter().enumerate().map(|(at, entity)| (entity["id"].as_str().unwrap().to_owned(), at)).collect();
    for operation in &operations {
        let entity = &operation["entity"];
        let id = entity["id"].as_str().unwrap();
        if operation["op"] == "DEL" {
            result.remove(&places.remove(id).unwrap());
        } else {
            let new = result.keys().last().unwrap() + 1;
            result.insert(*places.entry(id.to_owned()).or_insert(new), entity.clone());
        }
    }

    let program = Program::new();
    program.file("watch.ftm.json", lines(base.clone()));
    // The one after the other, as they are published day by day.
    let parts: Vec<&str> = delta.split_inclusive('\n').collect();
    program.file("1.json", parts[..1_000].concat()).file("2.json", parts[1_000..].concat());
    let list = ["build", "--list", "watch.ftm.json"];
    let changed = program.run(&[&list[..], &["--delta", "1.json", "--delta", "2.json", "--index", "changed"]].concat());
    assert_eq!(changed.code, Some(0), "{changed}");
    program.file("watch.ftm.json", lines(result.into_values()));
    let whole = program.run(&[&list[..], &["--index", "whole"]].concat());
    assert_eq!(whole.code, Some(0), "{whole}");
    assert_eq!(changed.stdout, whole.stdout);

    let diff = program.run(&["diff", "changed", "whole", "--fail-on-change"]);
    assert_eq!(diff.code, Some(0), "{diff}");
    assert_eq!(diff.stderr, "0 added, 0 removed, 0 changed, 626 unchanged\n");
    let counts =
        |index| program.run(&["inspect", "--index", index, "--format", "json"]).json()["lists"][0]["counts"].clone();
    assert_eq!(counts("changed"), counts("whole"));
    program.file("watch.ftm.json", lines(base));
    let run = program.run(&["diff", "watch.ftm.json", "changed"]);
    // Parties alone: the others of the 1,700 are sanctions, addresses and ties of theirs.
    assert!(run.stderr.contains("46 added, 571 removed, 5"), "{}", run.stderr);
}
