//! What an index says of itself: versions, lists, counts, files.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

use super::FORMAT;
use super::checksum::is_whole;
use super::writer::LEXICON_DIR;
use crate::error::Repr;
use crate::name::{OwnLexicon, lexicon_digest};
use crate::party::{Counts, Origin};
use crate::{Error, Result};

/// The manifest's file in an index's directory.
pub(super) const FILE: &str = "manifest.json";

/// Most problems of one list that a manifest holds; it says how many there were in all. The manifest is read whole at every
/// open, and a list with more problems than this is not read by going through them one by one.
pub const MAX_LISTED_PROBLEMS: usize = 1_000;

/// What the caller of a build knows about a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListFacts {
    /// The list's name, under which its parties' ids stand.
    pub name: String,
    /// The path it was read from, as given; of a list that was fetched, its addresses.
    pub source: String,
    /// Its format, in the word used for it in output.
    pub format: String,
    /// Its date (`YYYY-MM-DD`).
    pub date: Option<String>,
    /// What the date is taken from, in the word used for it in output: `list` where the list gives it, `file` where it is the day
    /// on which a file of it was last changed.
    pub date_source: Option<String>,
    /// SHA-256 over its files, in hexadecimal.
    pub digest: String,
    /// What its parties have: the next build of the list is measured by it.
    pub counts: Counts,
    /// How many parties the list still has that are no longer listed; they are not in the index.
    #[serde(default)]
    pub delisted: u64,
    /// What could not be read as it should.
    pub problems: Vec<ListProblem>,
}

/// Something in a list that could not be read as it should.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListProblem {
    /// File, record and field.
    pub origin: Origin,
    /// What is wrong and what was done about it.
    pub message: String,
}

impl ListFacts {
    /// The date that the list gives for itself.
    pub fn own_date(&self) -> Option<&str> {
        self.date.as_deref().filter(|_| self.date_source.as_deref() == Some("list"))
    }

    /// The date as it is shown: with its source where that is not the list itself.
    pub fn shown_date(&self) -> Option<String> {
        let date = self.date.as_ref()?;
        let source = self.date_source.as_deref().filter(|&source| source != "list");
        Some(source.map_or_else(|| date.clone(), |source| format!("{date} ({source})")))
    }
}

impl fmt::Display for ListProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.origin, self.message)
    }
}

/// What a manifest records about a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListEntry {
    /// What the build was told, with the first [`MAX_LISTED_PROBLEMS`] problems.
    #[serde(flatten)]
    pub facts: ListFacts,
    /// Number of problems, those not kept included.
    pub problem_count: u64,
}

/// What a manifest records about a user's own lexicon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnLexiconEntry {
    /// SHA-256 over what is kept of it, in hexadecimal.
    pub digest: String,
    /// Number of entries and groups.
    pub entries: u64,
}

/// What an index says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the layout; see [`FORMAT`].
    pub format: u32,
    /// Version of this library.
    pub engine: String,
    /// Digest of the compiled-in lexicons.
    pub lexicons: String,
    /// The user's own lexicon, if the index was built with one; it is kept with the index.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_lexicon: Option<OwnLexiconEntry>,
    /// The lists, in the order in which they were given.
    pub lists: Vec<ListEntry>,
    /// Number of parties of all lists.
    pub parties: u64,
    /// Number of names of all parties.
    pub names: u64,
    /// The directory that holds the index files; empty in memory.
    pub(super) generation: String,
    /// Size in bytes of each file of the generation, by its path there: what a truncated copy does not have.
    pub(super) files: BTreeMap<PathBuf, u64>,
}

impl Manifest {
    /// A manifest for so many parties and names, without any files yet.
    pub(super) fn new(lists: Vec<ListFacts>, parties: u64, names: u64, own: Option<&OwnLexicon>) -> Self {
        let entry = |mut facts: ListFacts| {
            let problem_count = facts.problems.len() as u64;
            facts.problems.truncate(MAX_LISTED_PROBLEMS);
            ListEntry { facts, problem_count }
        };
        Self {
            format: FORMAT,
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            lexicons: lexicon_digest().to_owned(),
            own_lexicon: own.map(|own| OwnLexiconEntry { digest: own.digest(), entries: own.len() as u64 }),
            lists: lists.into_iter().map(entry).collect(),
            parties,
            names,
            generation: String::new(),
            files: BTreeMap::new(),
        }
    }

    /// The manifest of the index at `path`, be it built by this version of the library or by another that writes the same
    /// format; `None` where there is no index. What it says of lists can be relied on, what it says of files is for
    /// [`Index::open`](super::Index::open) to check.
    ///
    /// # Errors
    ///
    /// Of kind `Index` where it has another format or is damaged.
    pub fn find(path: &Path) -> Result<Option<Self>> {
        /// All that every format has.
        #[derive(Deserialize)]
        struct Version {
            format: u32,
        }

        let text = match fs::read(path.join(FILE)) {
            Ok(text) => text,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Ok(None);
            }
            Err(error) => return Err(Error::read(path.join(FILE), error)),
        };
        let damaged = |error: serde_json::Error| damaged(path, format!("{FILE}: {error}"));
        let Version { format: found } = serde_json::from_slice(&text).map_err(damaged)?;
        if found != FORMAT {
            return Err(Repr::Format { path: path.to_owned(), found, expected: FORMAT }.into());
        }
        serde_json::from_slice(&text).map(Some).map_err(damaged)
    }

    /// Reads the manifest of the index at `path` and checks that this build can use it.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let manifest = Self::find(path)?.ok_or_else(|| Repr::NoIndex { path: path.to_owned() })?;
        for (what, same) in [
            ("version of this program", manifest.engine == env!("CARGO_PKG_VERSION")),
            ("lexicon", manifest.lexicons == lexicon_digest()),
        ] {
            if !same {
                return Err(Repr::Digest { path: path.to_owned(), what }.into());
            }
        }
        Ok(manifest)
    }

    /// Checks that each file of the generation is there, of its size, and as it was written, if it has a checksum.
    pub(super) fn check_files(&self, path: &Path) -> Result<()> {
        let check = |(file, &size): (&PathBuf, &u64)| {
            let failed = |error: io::Error| damaged(path, format!("{}: {error}", file.display()));
            let full = path.join(&self.generation).join(file);
            let found = fs::metadata(&full).map_err(failed)?.len();
            if found != size {
                return Err(damaged(path, format!("{} has {found} bytes, not {size}", file.display())));
            }
            // JSON and the lexicon show by themselves that they are not as they were.
            let is_of_segment = file.extension().is_some_and(|extension| extension != "json");
            if is_of_segment && !file.starts_with(LEXICON_DIR) && !is_whole(&full).map_err(failed)? {
                return Err(damaged(path, format!("{} is not as it was written", file.display())));
            }
            Ok(())
        };
        // Of several that are damaged, the first one is named.
        let files: Vec<_> = self.files.iter().collect();
        files.into_par_iter().map(check).collect::<Vec<_>>().into_iter().collect()
    }
}

pub(super) fn damaged(path: &Path, detail: impl ToString) -> Error {
    Repr::Damaged { path: path.to_owned(), detail: detail.to_string() }.into()
}
