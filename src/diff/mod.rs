//! What changed between two states of a list, or of an index: parties added, removed and changed, and of these each value.
//!
//! A party is the same by its id, which holds the list's name and the list's own id of the record. Where it was read and in which
//! order its values stand does not count: a list that was only sorted anew has not changed. A list without ids of its own is
//! numbered by its rows, so that one row put in changes all that follow; such a list needs a column for ids.
//!
//! Pure: parties in, changes out, in the order of party ids.
//!
//! *Cost*: one pass over both sides, each sorted by id; the parties that are on both are taken apart, one at a time,
//! unless they are equal with all that is said of where they were read.
//!
//! ```
//! use namesieve::diff::{ChangeKind, compare};
//! use namesieve::party::{Name, NameKind, Origin, Party, PartyKind};
//!
//! let mut old = Party::new("own", "7", PartyKind::Person);
//! old.names.push(Name::new("DOE, Jane", NameKind::Primary, Origin::new("old.csv", 1, "name")));
//! let mut new = old.clone();
//! new.names[0].origin = Origin::new("new.csv", 3, "name");
//! assert!(compare([&old], [&new]).changes.is_empty());
//!
//! new.names.push(Name::new("ROE, Jane", NameKind::StrongAlias, Origin::default()));
//! let change = &compare([&old], [&new]).changes[0];
//! assert_eq!((change.change, change.fields[0].field.as_str()), (ChangeKind::Changed, "names"));
//! assert_eq!(change.fields[0].added[0]["full"], "ROE, Jane");
//! ```

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::party::{Party, PartyId, PartyKind};

/// All that changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Diff {
    /// The parties added, removed and changed, in the order of their ids.
    pub changes: Vec<Change>,
    /// Number of parties that are on both sides and the same.
    pub unchanged: u64,
}

/// One party that is not what it was.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// What became of it.
    pub change: ChangeKind,
    /// Its id.
    pub party: PartyId,
    /// Its primary name: the new one, or the last one of a party that was removed.
    pub caption: String,
    /// Its type, likewise.
    #[serde(rename = "type")]
    pub kind: PartyKind,
    /// The list's own id or reference number, likewise.
    pub reference: String,
    /// For a party that was added the one removed, and for one that was removed the one added, that stands under the same reference
    /// of the same list: the issuer has drawn up the entry anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counterpart: Option<PartyId>,
    /// Each field that changed; none for a party that was added or removed.
    pub fields: Vec<FieldChange>,
}

/// What became of a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It was not there before.
    Added,
    /// It is no longer there.
    Removed,
    /// Some of its values are not what they were.
    Changed,
}

impl ChangeKind {
    /// The word for it in output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// The values of a field that one side has and the other has not.
///
/// Values are those of a party's JSON form without their origins; each counts as often as it stands there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldChange {
    /// The field's name in the JSON form of a party, those of `listing`, `vessel` and `aircraft` each by itself; `type` for its kind.
    pub field: String,
    /// Values no longer there, in the order in which they stood.
    pub removed: Vec<Value>,
    /// New values, in the order in which they stand.
    pub added: Vec<Value>,
}

/// Compares two sets of parties, each of which has each id once.
pub fn compare<'a>(old: impl IntoIterator<Item = &'a Party>, new: impl IntoIterator<Item = &'a Party>) -> Diff {
    let by_id = |party: &'a Party| (&party.id, party);
    let old: BTreeMap<&PartyId, &Party> = old.into_iter().map(by_id).collect();
    let new: BTreeMap<&PartyId, &Party> = new.into_iter().map(by_id).collect();
    let mut diff = Diff { changes: Vec::new(), unchanged: 0 };
    for id in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
        let (change, party, fields) = match (old.get(id), new.get(id)) {
            (Some(old), Some(new)) if old == new => (ChangeKind::Changed, new, Vec::new()),
            (Some(old), Some(new)) => (ChangeKind::Changed, new, changed_fields(old, new)),
            (Some(old), None) => (ChangeKind::Removed, old, Vec::new()),
            (None, new) => (ChangeKind::Added, new.expect("the id is of one side at least"), Vec::new()),
        };
        if change == ChangeKind::Changed && fields.is_empty() {
            diff.unchanged += 1;
            continue;
        }
        diff.changes.push(Change {
            change,
            party: party.id.clone(),
            caption: party.caption().to_owned(),
            kind: party.kind,
            reference: party.listing.reference.clone(),
            counterpart: None,
            fields,
        });
    }
    find_counterparts(&mut diff.changes);
    diff
}

impl Diff {
    /// Number of parties with this kind of change.
    pub fn count(&self, kind: ChangeKind) -> usize {
        self.changes.iter().filter(|change| change.change == kind).count()
    }
}

/// Ties each party that was added to the one removed under the same list and reference.
fn find_counterparts(changes: &mut [Change]) {
    let key = |change: &Change| (change.party.list().to_owned(), change.reference.clone());
    let one_sided = changes.iter().filter(|change| change.fields.is_empty() && !change.reference.is_empty());
    let mut ends: BTreeMap<_, [Option<PartyId>; 2]> = BTreeMap::new();
    for change in one_sided {
        let [added, removed] = ends.entry(key(change)).or_default();
        let end = if change.change == ChangeKind::Added { added } else { removed };
        end.get_or_insert_with(|| change.party.clone());
    }
    for change in changes.iter_mut().filter(|change| change.fields.is_empty()) {
        if let Some([Some(added), Some(removed)]) = ends.get(&key(change)) {
            let other = if change.change == ChangeKind::Added { removed } else { added };
            change.counterpart = Some(other.clone());
        }
    }
}

fn changed_fields(old: &Party, new: &Party) -> Vec<FieldChange> {
    let (mut old, mut new) = (fields(old), fields(new));
    let names: BTreeSet<String> = old.keys().chain(new.keys()).cloned().collect();
    let changes = names.into_iter().map(|field| {
        let [old, new] = [&mut old, &mut new].map(|fields| fields.remove(&field).unwrap_or_default());
        let (removed, added) = (beyond(&old, &new), beyond(&new, &old));
        FieldChange { field, removed, added }
    });
    changes.filter(|change| !change.removed.is_empty() || !change.added.is_empty()).collect()
}

/// The values of `these` that `others` has not, or not as often.
fn beyond(these: &[Value], others: &[Value]) -> Vec<Value> {
    let mut counts: FxHashMap<String, usize> = FxHashMap::default();
    others.iter().for_each(|value| *counts.entry(value.to_string()).or_default() += 1);
    let is_new = |value: &&Value| match counts.get_mut(&value.to_string()) {
        Some(count @ 1..) => {
            *count -= 1;
            false
        }
        _ => true,
    };
    these.iter().filter(is_new).cloned().collect()
}

/// The values of each field. Going by the JSON form, no field that a party will ever have is forgotten here.
fn fields(party: &Party) -> BTreeMap<String, Vec<Value>> {
    let party = serde_json::to_value(party).expect("a party has nothing that JSON can not hold");
    let mut fields = BTreeMap::new();
    add_fields(party, &mut fields);
    // Both sides have the same one.
    fields.remove("id");
    fields
}

fn add_fields(object: Value, fields: &mut BTreeMap<String, Vec<Value>>) {
    let Value::Object(object) = object else { return };
    for (name, value) in object {
        let name = if name == "kind" { "type".to_owned() } else { name };
        match value {
            Value::Object(_) => add_fields(value, fields),
            Value::Array(values) => fields.entry(name).or_default().extend(values.into_iter().map(without_origin)),
            value => fields.entry(name).or_default().push(value),
        }
    }
}

fn without_origin(mut value: Value) -> Value {
    value.as_object_mut().map(|object: &mut Map<String, Value>| object.remove("origin"));
    value
}
