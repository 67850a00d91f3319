//! Which index is in force.

use std::fs::{self, ReadDir};
use std::path::{Path, PathBuf};

use namesieve::index::{Index, ListFacts, ListProblem};
use namesieve::list::{self, ListInfo, Problem, Reading};
use namesieve::party::{Counts, Party};

use crate::args::IndexArg;
use crate::failure::Failure;
use crate::messages::Messages;

/// Where `build` writes and the other commands look, unless told otherwise.
pub(crate) const BUILT: &str = "index/built";

/// What every index has in its directory.
pub(crate) const MANIFEST: &str = "manifest.json";

/// An index and where it came from.
pub(crate) struct Opened {
    pub(crate) index: Index,
    /// `None` for the embedded sample.
    pub(crate) path: Option<PathBuf>,
}

impl IndexArg {
    /// Opens the index that is named, else the one at [`BUILT`], else the embedded sample list.
    pub(crate) fn open(&self, messages: Messages) -> Result<Opened, Failure> {
        let built = Path::new(BUILT);
        let path = self.index.as_deref().or(built.exists().then_some(built));
        if let Some(path) = path {
            // To build one here, as the library advises, works only where nothing else is.
            let empty = |mut entries: ReadDir| entries.next().is_none();
            if path.exists() && !path.join(MANIFEST).exists() && !fs::read_dir(path).is_ok_and(empty) {
                return Err(Failure::Usage {
                    message: format!("`{}` is no index", path.display()),
                    hint: "`namesieve build --index DIR` writes one into a directory that is empty or not there yet",
                });
            }
            return Ok(Opened { index: Index::open(path)?, path: Some(path.to_owned()) });
        }
        let (facts, parties) = facts(list::sample());
        messages.note(format_args!(
            "no index at `{BUILT}`: using the embedded sample list ({} parties), which must not be used for compliance",
            parties.len(),
        ));
        Ok(Opened { index: Index::in_memory(vec![facts], parties)?, path: None })
    }
}

/// The names of the lists in the index at `path`, of whatever version it is, as far as it says so.
pub(crate) fn lists_at(path: &Path) -> Vec<String> {
    let manifest: serde_json::Value =
        fs::read(path.join(MANIFEST)).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
    let lists = manifest["lists"].as_array().into_iter().flatten();
    lists.filter_map(|list| list["name"].as_str().map(str::to_owned)).collect()
}

/// What an index takes of a list.
pub(crate) fn facts(Reading { list, parties, problems }: Reading) -> (ListFacts, Vec<Party>) {
    (list_facts(list, Counts::of(&parties), problems), parties)
}

/// What an index keeps of a list beside its parties.
pub(crate) fn list_facts(list: ListInfo, counts: Counts, problems: Vec<Problem>) -> ListFacts {
    let problems = problems.into_iter().map(|problem| ListProblem { origin: problem.origin, message: problem.message });
    ListFacts {
        name: list.name,
        source: list.source,
        format: list.format.to_string(),
        date: list.date,
        date_source: list.date_source.map(|source| source.as_str().to_owned()),
        digest: list.digest,
        counts,
        delisted: list.delisted,
        problems: problems.collect(),
    }
}
