//! `diff`: what changed from one state of a list or an index to another.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use namesieve::diff::{Change, ChangeKind, Diff, compare};
use namesieve::fetch::Source;
use namesieve::index::Index;
use namesieve::list::Reading;
use namesieve::party::Party;
use serde_json::Value;

use super::Outcome;
use crate::args::{DiffArgs, LinesFormat, ListArg};
use crate::failure::{Failure, quoted};
use crate::index::MANIFEST;
use crate::messages::Messages;
use crate::output::{Output, json_line, stdout_is_terminal};
use crate::table::Table;

pub(crate) fn run(args: &DiffArgs, messages: Messages) -> Outcome {
    let (old, new) = sides(Side::read(&args.old, messages)?, Side::read(&args.new, messages)?, messages)?;
    let diff = compare(&old, &new);

    let mut output = Output::stdout();
    match args.format.unwrap_or(if stdout_is_terminal() { LinesFormat::Table } else { LinesFormat::Jsonl }) {
        LinesFormat::Table => table(&diff.changes).write(&mut output)?,
        LinesFormat::Jsonl => diff.changes.iter().try_for_each(|change| json_line(&mut output, change))?,
    }
    output.finish()?;
    messages.note(summary(&diff));
    Ok(if args.fail_on_change && !diff.changes.is_empty() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// One of the two things that are compared.
enum Side {
    List(Reading),
    Index(Vec<Party>),
}

impl Side {
    fn read(arg: &ListArg, messages: Messages) -> Result<Self, Failure> {
        if arg.format.is_some() || !arg.path.join(MANIFEST).is_file() {
            return Ok(Self::List(arg.read(&[], messages)?));
        }
        let index = Index::open(&arg.path)?;
        let parties = (0..index.len() as u32).map(|ordinal| index.party_at(ordinal));
        Ok(Self::Index(parties.collect::<Result<_, _>>()?))
    }
}

/// The parties to compare: two lists are two states of one, whatever their files are called, and of an index only the lists that
/// the other side has.
fn sides(old: Side, new: Side, messages: Messages) -> Result<(Vec<Party>, Vec<Party>), Failure> {
    Ok(match (old, new) {
        (Side::Index(old), Side::Index(new)) => (old, new),
        (Side::List(mut old), Side::List(new)) => {
            let is_official = |reading: &Reading| Source::words().any(|(_, official)| official == reading.list.name);
            if old.list.name != new.list.name && (is_official(&old) || is_official(&new)) {
                return Err(Failure::Usage {
                    message: format!("`{}` and `{}` are not two states of one list", old.list.name, new.list.name),
                    hint: "compare two files of one list, or two indexes",
                });
            }
            if old.list.name != new.list.name {
                messages.note(format_args!("list `{}` is taken for an older `{}`", old.list.name, new.list.name));
                old.rename(&new.list.name);
            }
            (old.parties, new.parties)
        }
        (Side::Index(old), Side::List(new)) => (only(old, &new.parties, messages)?, new.parties),
        (Side::List(old), Side::Index(new)) => {
            let new = only(new, &old.parties, messages)?;
            (old.parties, new)
        }
    })
}

/// The parties of an index that are of the lists of some others.
fn only(mut indexed: Vec<Party>, others: &[Party], messages: Messages) -> Result<Vec<Party>, Failure> {
    let lists = |parties: &[Party]| parties.iter().map(|party| party.id.list().to_owned()).collect::<BTreeSet<_>>();
    let (all, wanted) = (lists(&indexed), lists(others));
    if all.is_disjoint(&wanted) {
        return Err(Failure::Usage {
            message: format!("the index has no list {}; it has {}", quoted(wanted), quoted(all)),
            hint: "a list of one's own has the name of its file",
        });
    }
    let left_out: BTreeSet<&String> = all.difference(&wanted).collect();
    if !left_out.is_empty() {
        messages.note(format_args!("not compared, being in the index alone: {}", quoted(left_out)));
    }
    indexed.retain(|party| wanted.contains(party.id.list()));
    Ok(indexed)
}

fn summary(diff: &Diff) -> String {
    let [added, removed, changed] =
        [ChangeKind::Added, ChangeKind::Removed, ChangeKind::Changed].map(|kind| diff.count(kind));
    let mut fields: BTreeMap<&str, u64> = BTreeMap::new();
    for change in diff.changes.iter().flat_map(|change| &change.fields) {
        *fields.entry(&change.field).or_default() += 1;
    }
    let fields: Vec<String> = fields.iter().map(|(field, parties)| format!("{field} {parties}")).collect();
    let fields = if fields.is_empty() { String::new() } else { format!(" ({})", fields.join(", ").replace('_', " ")) };
    let mut summary =
        format!("{added} added, {removed} removed, {changed} changed{fields}, {} unchanged", diff.unchanged);
    let anew = diff.changes.iter().filter(|change| change.change == ChangeKind::Added && change.counterpart.is_some());
    match anew.count() {
        0 => {}
        anew => summary += &format!("; {anew} of those added have the reference of one removed"),
    }
    summary
}

/// A line for each value, one that was removed beside one that was added.
fn table(changes: &[Change]) -> Table {
    let mut table = Table::new(["change", "party", "type", "listed as", "field", "removed", "added"]);
    for change in changes {
        let party = [change.change.as_str(), change.party.as_str(), change.kind.as_str(), &change.caption];
        if change.fields.is_empty() {
            let id = change.party.as_str();
            let cells = match (&change.counterpart, change.change) {
                (None, _) => [""; 3],
                (Some(old), ChangeKind::Added) => ["id", old.as_str(), id],
                (Some(new), _) => ["id", id, new.as_str()],
            };
            table.row(party.into_iter().chain(cells));
        }
        for field in &change.fields {
            for line in 0..field.removed.len().max(field.added.len()) {
                let [removed, added] =
                    [&field.removed, &field.added].map(|values| values.get(line).map(text).unwrap_or_default());
                table.row(party.into_iter().chain([field.field.replace('_', " ").as_str(), &removed, &added]));
            }
        }
    }
    table
}

/// A value in one line: what it is, then what it says.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => format!("({})", values.iter().map(text).collect::<Vec<_>>().join(", ")),
        Value::Object(object) => {
            let what = ["kind", "role", "relation"].into_iter().find(|key| object.contains_key(*key));
            let rest = object.iter().filter(|(key, _)| Some(key.as_str()) != what);
            let rest = rest.map(|(_, value)| text(value)).collect::<Vec<_>>().join(", ");
            what.map_or(rest.clone(), |what| format!("{}: {rest}", text(&object[what]).replace('_', " ")))
        }
        other => other.to_string(),
    }
}
