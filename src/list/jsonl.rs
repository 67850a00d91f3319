//! Parties as this library writes them, or a list of one's own as flat objects: one JSON object a line.

use std::borrow::Cow;

use rustc_hash::FxHashSet;
use serde_json::{Map, Value};

use super::file::{File, lines};
use super::mapping::Mapping;
use super::outlet::Outlet;
use super::own::{Cell, Record};
use super::{Problem, Problems};
use crate::party::{Name, Origin, Party, PartyId};

/// Reads every line as a party; blank lines are passed over, what is none is a problem.
///
/// Ids stay as they are, so that parties written out of an index come back under the same ones; an id without a list's name
/// before a colon gets `list`.
pub(super) fn read(list: &str, file: &File, mapping: &Mapping, problems: &mut Problems, outlet: &mut Outlet<'_>) {
    let mut keys = FxHashSet::default();
    for line in lines(file) {
        let number = line.number;
        let Some(line) = file.json(&line, problems) else { continue };
        let error = match serde_json::from_str(&line) {
            Ok(party) => {
                let party = complete(party, list, &file.origin(number, "names"), problems);
                outlet.put(party, problems);
                continue;
            }
            Err(error) => error,
        };
        match serde_json::from_str::<Map<String, Value>>(&line) {
            Ok(object) if object.keys().any(|key| mapping.column(key).is_name()) => {
                let record = Record { file, number, cells: mapping.complete(cells(&object, mapping)), mapping };
                if let Some(party) = record.party(list, &number.to_string(), problems) {
                    outlet.put(party, problems);
                }
                keys.extend(object.into_iter().map(|(key, _)| key));
            }
            _ => {
                problems.breaks_off |= error.is_eof();
                problems.push(file.problem(number, "", format!("not a party, left out: {error}")));
            }
        }
    }
    mapping.report_absent(keys.iter().map(String::as_str), file, problems);
}

/// The fields of a flat object that have a value. What is not flat is kept as JSON.
fn cells<'a>(object: &'a Map<String, Value>, mapping: &'a Mapping) -> impl Iterator<Item = Cell<'a>> {
    object.iter().filter_map(|(key, value)| {
        let values = match value {
            Value::String(text) => mapping.values(text),
            Value::Array(items) => items.iter().filter_map(text).collect(),
            value => text(value).into_iter().collect(),
        };
        let text = match value {
            Value::String(text) => Cow::from(text.trim()),
            _ => values.join("; ").into(),
        };
        (!text.is_empty()).then(|| Cell { header: key, column: mapping.column(key), text, values })
    })
}

fn text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty()).map(Cow::from),
        value => Some(value.to_string().into()),
    }
}

/// Fills in what a line written by hand may leave out: the list's name, the script of names, and where they were read. Names that say
/// nothing are left out.
fn complete(mut party: Party, list: &str, origin: &Origin, problems: &mut Problems) -> Party {
    if party.id.list().is_empty() {
        party.id = PartyId::new(list, party.id.as_str());
    }
    let names = party.names.len();
    party.names.retain(|name| !name.full.trim().is_empty());
    if party.names.len() < names {
        problems.push(Problem { origin: origin.clone(), message: "an empty name, left out".to_owned() });
    }
    for name in &mut party.names {
        if name.script.is_none() {
            name.script = Name::new(name.full.as_str(), name.kind, Origin::default()).script;
        }
        if name.origin == Origin::default() {
            name.origin = origin.clone();
        }
    }
    party
}

#[cfg(test)]
mod tests {
    use crate::list::{Format, read_bytes, sample};

    const LINE: &str =
        r#"{"id":"7","kind":"person","names":[{"full":"A","kind":"primary"}],"listing":{"list":"l","reference":"7"}}"#;

    #[test]
    fn a_bad_line_is_a_problem_with_its_number() {
        let text = format!("{LINE}\n\nnonsense\r\n{}\n[]", LINE.replace("\"7\"", "\"other:8\""));
        let reading = read_bytes("l", "p.jsonl", Format::Jsonl, text.as_bytes());
        let ids: Vec<&str> = reading.parties.iter().map(|party| party.id.as_str()).collect();
        assert_eq!(ids, ["l:7", "other:8"]);
        assert_eq!(reading.parties[1].names[0].origin.to_string(), "p.jsonl:4:names");
        let lines: Vec<u64> = reading.problems.iter().map(|problem| problem.origin.record).collect();
        assert_eq!(lines, [3, 5]);
    }

    #[test]
    fn flat_objects_have_the_columns_of_a_table() {
        let text = r#"{"ref":7,"full_name":"Jane Doe; J. Doe","aka":["Roe; Jane",null," "],"dob":1960,"pep":true,"x":{"y":1},"note":""}"#;
        let reading = read_bytes("l", "p.jsonl", Format::Jsonl, format!("{text}\n{{\"name\":\"A\"}}\n").as_bytes());
        assert!(reading.problems.is_empty(), "{:?}", reading.problems);
        let [jane, other] = &reading.parties[..] else { panic!("{} parties", reading.parties.len()) };
        assert_eq!((jane.id.as_str(), other.id.as_str()), ("l:7", "l:2"));
        let names: Vec<String> = jane.names.iter().map(|name| format!("{} {}", name.kind, name.full)).collect();
        assert_eq!(names, ["primary Jane Doe", "strong_alias Roe; Jane", "strong_alias J. Doe"]);
        assert_eq!(jane.names[0].origin.to_string(), "p.jsonl:1:full_name");
        assert_eq!(jane.dates[0].date.to_string(), "1960");
        let notes: Vec<&str> = jane.notes.iter().map(|note| note.text.as_str()).collect();
        assert_eq!(notes, ["pep: true", "x: {\"y\":1}"]);
    }

    #[test]
    fn a_name_that_says_nothing_is_left_out() {
        let names = r#""names":[{"full":" ","kind":"primary"},{"full":"A","kind":"strong_alias"}]"#;
        let line = LINE.replace(r#""names":[{"full":"A","kind":"primary"}]"#, names);
        let reading = read_bytes("l", "p.jsonl", Format::Jsonl, line.as_bytes());
        assert_eq!(reading.parties[0].names.len(), 1);
        assert_eq!(reading.problems[0].to_string(), "p.jsonl:1:names: an empty name, left out");
    }

    #[test]
    fn a_repeated_id_keeps_both_parties() {
        let reading = read_bytes("l", "p.jsonl", Format::Jsonl, [LINE; 3].join("\n").as_bytes());
        let ids: Vec<&str> = reading.parties.iter().map(|party| party.id.as_str()).collect();
        assert_eq!(ids, ["l:7", "l:7#2", "l:7#3"]);
        assert_eq!(reading.problems.len(), 2);
    }

    #[test]
    fn the_sample_reads_without_problems() {
        let sample = sample();
        assert!(sample.problems.is_empty(), "{:?}", sample.problems);
        assert!(sample.parties.iter().all(|party| party.id.list() == "sample"));
    }
}
