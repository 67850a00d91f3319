//! Opening an index and reading parties from it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::MmapDirectory;
use tantivy::schema::{IndexRecordOption, Schema, Value};
use tantivy::{DocAddress, DocSet, ReloadPolicy, Searcher, SegmentReader, TERMINATED, TantivyDocument, Term};

use super::directory::ReadOnly;
use super::groups::Groups;
use super::manifest::{ListFacts, Manifest, damaged};
use super::names::NAMES;
use super::schema::PARTIES;
use super::writer::{LEXICON_DIR, NAMES_DIR, PARTIES_DIR, build_in_memory};
use super::{ListedForms, analysis, names};
use crate::name::{Lexicon, OwnLexicon};
use crate::party::{Party, PartyId};
use crate::{Error, Result};

/// An open index. It never changes; a newer build is seen by opening again.
///
/// *Threads*: shared freely. Cloning is cheap, and all clones are one index.
#[derive(Clone)]
pub struct Index(Arc<Inner>);

struct Inner {
    /// For messages.
    path: PathBuf,
    manifest: Manifest,
    parties: Searcher,
    names: Searcher,
    groups: Groups,
    lexicon: Lexicon,
}

impl Index {
    /// Opens the index at `path`.
    ///
    /// # Errors
    ///
    /// Of kind `Index` where there is none, where it was built by another version of this library, or where a file is missing
    /// or not as it was written. The message names the remedy.
    pub fn open(path: &Path) -> Result<Self> {
        // A build may put another generation in force, and remove this one, between reading the manifest and opening the
        // files. A generation that fails twice in a row is damaged.
        let mut failed = None;
        loop {
            let manifest = Manifest::read(path)?;
            let generation = manifest.generation.clone();
            match Self::open_generation(path, manifest) {
                Err(_) if failed.as_ref() != Some(&generation) => failed = Some(generation),
                done => return done,
            }
        }
    }

    fn open_generation(path: &Path, manifest: Manifest) -> Result<Self> {
        manifest.check_files(path)?;
        let root = path.join(&manifest.generation);
        let directory = |name| MmapDirectory::open(root.join(name)).map_err(|error| damaged(path, error));
        let (parties, names) = (directory(PARTIES_DIR)?, directory(NAMES_DIR)?);
        let lexicon = kept_lexicon(path, &manifest)?.as_ref().map_or_else(Lexicon::default, Lexicon::with);
        Self::new(path, manifest, lexicon, ReadOnly(Box::new(parties)), ReadOnly(Box::new(names)))
    }

    /// Builds an index of these parties that lives in memory.
    ///
    /// # Errors
    ///
    /// Of kind `Input` where two parties have one id.
    pub fn in_memory(lists: Vec<ListFacts>, parties: Vec<Party>) -> Result<Self> {
        Self::in_memory_with(lists, parties, None)
    }

    /// As [`Index::in_memory`], with a user's own lexicon beside the compiled-in one.
    ///
    /// # Errors
    ///
    /// As [`Index::in_memory`].
    pub fn in_memory_with(lists: Vec<ListFacts>, parties: Vec<Party>, own: Option<&OwnLexicon>) -> Result<Self> {
        let lexicon = own.map_or_else(Lexicon::default, Lexicon::with);
        let (manifest, parties, names) = build_in_memory(lists, parties, own, &lexicon)?;
        Self::new(Path::new("memory"), manifest, lexicon, ReadOnly(Box::new(parties)), ReadOnly(Box::new(names)))
    }

    fn new(path: &Path, manifest: Manifest, lexicon: Lexicon, parties: ReadOnly, names: ReadOnly) -> Result<Self> {
        let parties = searcher(parties, &PARTIES.schema).map_err(|error| damaged(path, error))?;
        let names = searcher(names, &NAMES.schema).map_err(|error| damaged(path, error))?;
        if parties.segment_readers().len() != 1 || parties.num_docs() != manifest.parties {
            return Err(damaged(path, "the number of parties is not the one in the manifest"));
        }
        let groups = Groups::load(parties.segment_reader(0)).map_err(|error| damaged(path, error))?;
        Ok(Self(Arc::new(Inner { path: path.to_owned(), manifest, parties, names, groups, lexicon })))
    }

    /// What the index says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.0.manifest
    }

    /// The lexicon that its names were analyzed with, and that names compared with them must be.
    pub fn lexicon(&self) -> &Lexicon {
        &self.0.lexicon
    }

    /// Number of parties.
    pub fn len(&self) -> usize {
        self.0.parties.num_docs() as usize
    }

    /// Whether it holds no party.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The party with this id, if there is one.
    ///
    /// # Errors
    ///
    /// Where the index is damaged.
    pub fn party(&self, id: &PartyId) -> Result<Option<Party>> {
        self.ordinal(id)?.map(|ordinal| self.party_at(ordinal)).transpose()
    }

    /// The party with this ordinal: its rank among the ids, from 0 to [`Index::len`].
    ///
    /// # Errors
    ///
    /// Where no party has it, or the index is damaged.
    pub fn party_at(&self, ordinal: u32) -> Result<Party> {
        let document: TantivyDocument =
            self.0.parties.doc(DocAddress::new(0, ordinal)).map_err(|error| self.damaged(error))?;
        let record = document.get_first(PARTIES.record).and_then(|value| value.as_bytes());
        let record = record.ok_or_else(|| self.damaged(format!("party {ordinal} has no record")))?;
        serde_json::from_slice(record).map_err(|error| self.damaged(format!("record of party {ordinal}: {error}")))
    }

    /// The other listings of the same party, in the order of their ids; none where there is no party with this id.
    ///
    /// # Errors
    ///
    /// Where the index is damaged.
    pub fn other_listings(&self, id: &PartyId) -> Result<Vec<Party>> {
        let ordinal = self.ordinal(id)?;
        ordinal
            .into_iter()
            .flat_map(|ordinal| self.groups().others(ordinal))
            .map(|other| self.party_at(other))
            .collect()
    }

    /// Number of parties that have several listings, be it on several lists or on one.
    pub fn listed_more_than_once(&self) -> usize {
        self.groups().count()
    }

    /// Which listings are of one party.
    pub(crate) fn groups(&self) -> &Groups {
        &self.0.groups
    }

    /// The ordinal of the party with this id.
    pub(crate) fn ordinal(&self, id: &PartyId) -> Result<Option<u32>> {
        let find = || -> tantivy::Result<Option<u32>> {
            let terms = self.segment().inverted_index(PARTIES.id)?;
            let postings =
                terms.read_postings(&Term::from_field_text(PARTIES.id, id.as_str()), IndexRecordOption::Basic)?;
            Ok(postings.map(|postings| postings.doc()).filter(|&doc| doc != TERMINATED))
        };
        find().map_err(|error| self.damaged(error))
    }

    /// The `parties` index, for full-text search.
    pub(crate) fn parties(&self) -> &Searcher {
        &self.0.parties
    }

    /// Its one segment.
    pub(crate) fn segment(&self) -> &SegmentReader {
        self.0.parties.segment_reader(0)
    }

    /// The ordinals of the parties that have an identifier with this normalized number.
    pub(crate) fn ordinals_with_identifier(&self, normalized: &str) -> Result<Vec<u32>> {
        let find = || -> tantivy::Result<Vec<u32>> {
            let terms = self.segment().inverted_index(PARTIES.identifier)?;
            let term = Term::from_field_text(PARTIES.identifier, normalized);
            let mut ordinals = Vec::new();
            if let Some(mut postings) = terms.read_postings(&term, IndexRecordOption::Basic)? {
                while postings.doc() != TERMINATED {
                    ordinals.push(postings.doc());
                    postings.advance();
                }
            }
            Ok(ordinals)
        };
        find().map_err(|error| self.damaged(error))
    }

    /// All listed names, analyzed.
    pub(crate) fn listed_forms(&self) -> Result<ListedForms> {
        names::load(&self.0.names, &self.0.lexicon).map_err(|error| self.damaged(error))
    }

    /// The error for what should have been in the index and is not.
    pub(crate) fn damaged(&self, detail: impl ToString) -> Error {
        damaged(&self.0.path, detail)
    }
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("path", &self.0.path).field("parties", &self.len()).finish_non_exhaustive()
    }
}

/// The user's own lexicon that the index at `path` was built with; `None` where there is no index, or none with one.
///
/// # Errors
///
/// Of kind `Index` where the index has another format or is damaged.
pub fn own_lexicon(path: &Path) -> Result<Option<OwnLexicon>> {
    Manifest::find(path)?.map_or(Ok(None), |manifest| kept_lexicon(path, &manifest))
}

fn kept_lexicon(path: &Path, manifest: &Manifest) -> Result<Option<OwnLexicon>> {
    let Some(entry) = &manifest.own_lexicon else { return Ok(None) };
    let directory = Path::new(LEXICON_DIR);
    let mut files = BTreeMap::new();
    for file in manifest.files.keys().filter(|file| file.starts_with(directory)) {
        let failed = |error| damaged(path, format!("{}: {error}", file.display()));
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        files.insert(name, fs::read_to_string(path.join(&manifest.generation).join(file)).map_err(failed)?);
    }
    let own = OwnLexicon::of_files(files);
    if own.digest() != entry.digest {
        return Err(damaged(path, "the lexicon is not as it was written"));
    }
    Ok(Some(own))
}

/// Opens one of the two indexes and checks that it is one of this version.
fn searcher(directory: ReadOnly, schema: &Schema) -> Result<Searcher, String> {
    let open = || -> tantivy::Result<_> {
        let mut index = tantivy::Index::open(directory)?;
        index.set_tokenizers(analysis::tokenizers());
        Ok(index)
    };
    let index = open().map_err(|error| error.to_string())?;
    if index.schema() != *schema {
        return Err("its fields are not those of this version".to_owned());
    }
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
    let searcher = reader.map_err(|error| error.to_string())?.searcher();
    // An index of no parties has no segment.
    if searcher.segment_readers().len() > 1 { Err("it has more than one segment".to_owned()) } else { Ok(searcher) }
}
