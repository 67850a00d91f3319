//! Whether lists may take the place of those in the index in force.

use std::path::Path;

use namesieve::index::{ListEntry, Manifest};
use namesieve::list::{Bounds, ListInfo};
use namesieve::party::Counts;

use crate::failure::{Failure, quoted};
use crate::lists::ReadList;
use crate::messages::Messages;

/// Compares lists that were just read with those in the index that they are to replace, and refuses those that fall short, unless
/// they are among the `accepted`. What is wrong with a list is said either way, and so is which lists the new index will not have.
pub(crate) fn check(lists: &[ReadList], index: &Path, accepted: &[String], messages: Messages) -> Result<(), Failure> {
    let names: Vec<&str> = lists.iter().map(|read| read.list.name.as_str()).collect();
    if let Some(unknown) = accepted.iter().find(|name| !names.contains(&name.as_str())) {
        return Err(Failure::Usage {
            message: format!("no list `{unknown}` to accept; given are {}", quoted(names)),
            hint: "a list of one's own has the name of its file, without what follows the dot",
        });
    }
    let before = Manifest::find(index).unwrap_or_else(|error| {
        messages.problem(format_args!("the lists are not compared with those before: {error}"));
        None
    });
    let before = before.map(|manifest| manifest.lists).unwrap_or_default();
    for facts in before.iter().map(|entry| &entry.facts).filter(|facts| !names.contains(&facts.name.as_str())) {
        let parties = Counts::total(&facts.counts.parties);
        messages.problem(format_args!("{}: not given, so the new index is without its {parties} parties", facts.name));
    }
    let refused = lists.iter().filter(|ReadList { list, counts, .. }| {
        let is_accepted = accepted.contains(&list.name);
        !may_replace(list, counts, &before, is_accepted, messages)
    });
    let refused: Vec<String> = refused.map(|read| read.list.name.clone()).collect();
    if refused.is_empty() { Ok(()) } else { Err(Failure::Refused { lists: refused, index: index.to_owned() }) }
}

/// Whether a list may take the place of the one among `before` that has its name. What is wrong with it is said even where it is
/// accepted all the same.
pub(crate) fn may_replace(
    list: &ListInfo,
    counts: &Counts,
    before: &[ListEntry],
    is_accepted: bool,
    messages: Messages,
) -> bool {
    let name = &list.name;
    // Of two lists with one name, the one that was read from the same place.
    let same = before.iter().map(|entry| &entry.facts).filter(|facts| facts.name == *name);
    let facts = same.min_by_key(|facts| facts.source != list.source);
    let bounds = facts.map(|facts| Bounds::of(&facts.counts, facts.own_date())).unwrap_or_default();
    let breaches = bounds.check_counts(list, counts);
    for breach in &breaches {
        messages.problem(format_args!("{name}: {breach}{}", if is_accepted { "; accepted" } else { "" }));
    }
    breaches.is_empty() || is_accepted
}
