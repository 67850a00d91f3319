//! Parties as this library writes them, one JSON object a line.

use super::Problem;
use super::records::{File, lines};
use crate::party::{Name, Origin, Party, PartyId};

/// Reads every line that is a party; blank lines are passed over, any other is a problem.
///
/// Ids stay as they are, so that parties written out of an index come back under the same ones; an id without a list's name
/// before a colon gets `list`.
pub(super) fn read(list: &str, file: &File, problems: &mut Vec<Problem>) -> Vec<Party> {
    let mut parties = Vec::new();
    for (number, line) in lines(file) {
        let Some(line) = file.line(number, line, problems) else { continue };
        match serde_json::from_str(&line) {
            Ok(party) => parties.push(complete(party, list, &file.origin(number, "names"))),
            Err(error) => problems.push(file.problem(number, "", format!("not a party, left out: {error}"))),
        }
    }
    parties
}

/// Fills in what a line written by hand may leave out: the list's name, the script of names, and where they were read.
fn complete(mut party: Party, list: &str, origin: &Origin) -> Party {
    if party.id.list().is_empty() {
        party.id = PartyId::new(list, party.id.as_str());
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
        let text = format!("{LINE}\n\nnonsense\r\n{}\n{{}}", LINE.replace("\"7\"", "\"other:8\""));
        let reading = read_bytes("l", "p.jsonl", Format::Jsonl, text.as_bytes());
        let ids: Vec<&str> = reading.parties.iter().map(|party| party.id.as_str()).collect();
        assert_eq!(ids, ["l:7", "other:8"]);
        assert_eq!(reading.parties[1].names[0].origin.to_string(), "p.jsonl:4:names");
        let lines: Vec<u64> = reading.problems.iter().map(|problem| problem.origin.record).collect();
        assert_eq!(lines, [3, 5]);
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
