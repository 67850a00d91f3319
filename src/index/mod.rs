//! The index: parties on disk, whole and searchable, and the manifest that says what they were read from.
//!
//! [`build`] writes one, [`Index::open`] reads it, [`Index::in_memory`] does both without a disk.
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
//! DIR/g-17/names/       tantivy: one document a listed name form, for screening
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
//! # Cost
//!
//! Opening maps the files and reads each once for its checksum. A party is read, and unpacked from JSON, only when asked for.

pub(crate) mod analysis;
mod directory;
mod manifest;
mod names;
mod reader;
pub(crate) mod schema;
mod writer;

#[cfg(test)]
mod tests;

pub use manifest::{ListEntry, ListFacts, ListProblem, MAX_LISTED_PROBLEMS, Manifest};
pub(crate) use names::{ListedForms, Owner};
pub use reader::Index;
pub use writer::build;

/// Version of the layout on disk, of both schemas and of the way text becomes terms. Raised with every change of these.
pub const FORMAT: u32 = 3;
