//! The index: parties on disk, whole and searchable, and the manifest that says what they were read from.
//!
//! [`build`] writes one, a [`Builder`] one of more parties than memory holds; [`Index::open`] reads it, [`Index::in_memory`] does both
//! without a disk.
//!
//! ```
//! use namesieve::index::Index;
//! use namesieve::party::{Name, NameKind, Origin, Party, PartyKind};
//!
//! let mut party = Party::new("own", "7", PartyKind::Person);
//! party.names.push(Name::new("Doe, Jane", NameKind::Primary, Origin::default()));
//!
//! let directory = tempfile::tempdir()?;
//! namesieve::index::build(directory.path(), Vec::new(), vec![party.clone()])?;
//! let index = Index::open(directory.path())?;
//! assert_eq!(index.party(&"own:7".into())?, Some(party));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # On disk
//!
//! ```text
//! DIR/manifest.json     names the generation in force; replaced by rename, which is the swap
//! DIR/build.lock        held by the one build that may run; also marks the directory as ours
//! DIR/g-17/parties/     tantivy: one document a party, its number the party's ordinal
//! DIR/g-17/names/       tantivy: one document a listed name form, for screening; columns only
//! DIR/g-17/lexicon/     the user's own lexicon, as text, if there is one: whoever opens the index needs not have it
//! ```
//!
//! A build writes a new generation beside the one in force, syncs it, and only then renames a new manifest over the old one. A
//! directory can not be replaced by rename while it has content, a file can: so a reader sees the old index or the new
//! one, whole, and a build killed at any moment leaves the old one in force. What a killed build left is removed by the next.
//! A reader that has opened a generation keeps its files mapped after they are removed (on Windows, which refuses to remove
//! them, they go with a later build).
//!
//! # Invariants
//!
//! Ordinals are ranks of party ids: parties are sorted by id before they are numbered, so the order of documents is the order in
//! which equal scores are shown. There is one segment, no deletions, and nothing is ever written to a published generation.
//! This module knows nothing of list files; what the manifest says about lists is handed in as data.
//!
//! # Same party on several lists
//!
//! Whoever is on several lists has a listing on each, and each is a [`Party`](crate::party::Party) of its own, screened and found by
//! itself. What ties them together are [references](crate::party::Reference), the numbers under which official lists know a party.
//! Names tie nobody; they only keep apart whom a misprint would tie. The rule, by which a build groups listings:
//!
//! 1. Listings that have the same number as *their own* are of one party.
//! 2. A listing that *quotes* a number is of one party with those that have it, and with others that quote it, where that is one to one:
//!    nothing else of the same list quotes the number, and the listing quotes no other number of that numbering. A quotation that can
//!    not be right does not count at all: by a person of what is none; where no word of their names is the same; or of what a list or a
//!    numbering tells apart from the one that quotes.
//! 3. Where quotations, one leading to the next, would make one party of two that a list or a numbering tells apart, the lists contradict
//!    each other, and none of these quotations counts.
//!
//! In 2 and 3, what 1 has made one party counts as one. So no chain of quotations makes one of two parties that any list tells apart:
//! only a list does that gives two entries one number, or says that it has found them to be one, as OpenSanctions does.
//!
//! # Cost
//!
//! Opening maps the files and reads each once for its checksum. A party is read, and unpacked from JSON, only when asked for.

pub(crate) mod analysis;
mod checksum;
mod directory;
mod groups;
mod manifest;
mod names;
mod reader;
pub(crate) mod schema;
mod segments;
mod spool;
mod writer;

#[cfg(test)]
mod tests;

pub(crate) use groups::all_lists;
pub use manifest::{ListEntry, ListFacts, ListProblem, MAX_LISTED_PROBLEMS, Manifest, OwnLexiconEntry};
pub(crate) use names::{ListedForms, Owner, forms};
pub use reader::{Index, own_lexicon};
pub use writer::{Builder, build, build_with};

/// Version of the layout on disk, of both schemas and of the way text becomes terms. Raised with every change of these.
pub const FORMAT: u32 = 7;
