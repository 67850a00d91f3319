//! What a measurement was made with.

use serde::Serialize;

use crate::screen::Screener;

/// All that has to be the same for a measurement to come out the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// Version of this library.
    pub engine: String,
    /// Digest of the lexicons.
    pub lexicons: String,
    /// The lists that were screened against.
    pub lists: Vec<ListUsed>,
    /// Their parties.
    pub parties: u64,
    /// Names of these.
    pub names: u64,
}

/// A list that was screened against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListUsed {
    /// Its name.
    pub name: String,
    /// Its date, with its source where that is not the list itself.
    pub date: Option<String>,
    /// SHA-256 over its files, in hexadecimal.
    pub digest: String,
}

impl Provenance {
    /// Of a screener's index.
    pub fn of(screener: &Screener) -> Self {
        let manifest = screener.index().manifest();
        Self {
            engine: manifest.engine.clone(),
            lexicons: manifest.lexicons.clone(),
            lists: manifest
                .lists
                .iter()
                .map(|list| ListUsed {
                    name: list.facts.name.clone(),
                    date: list.facts.shown_date(),
                    digest: list.facts.digest.clone(),
                })
                .collect(),
            parties: manifest.parties,
            names: manifest.names,
        }
    }
}
