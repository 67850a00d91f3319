//! Building: a new generation beside the old one, then one rename. The module's doc describes the layout.

use std::collections::BTreeMap;
use std::error::Error as StdError;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use tantivy::TantivyDocument;
use tantivy::directory::RamDirectory;

use super::manifest::{FILE, ListFacts, Manifest};
use super::names::NAMES;
use super::schema::{PARTIES, document};
use super::segments::{Place, SEGMENT_BYTES, Segments};
use super::spool::{Sorted, Spool};
use super::{groups, names};
use crate::error::Repr;
use crate::name::{Lexicon, OwnLexicon};
use crate::party::{Name, Origin, Party, PartyId, Reference};
use crate::{Error, Result};

/// Held while a build runs; the system lets go of it when the process ends, however it ends.
const LOCK: &str = "build.lock";
/// The manifest until it is renamed.
const DRAFT: &str = "manifest.json.new";
/// What names of generations begin with; a number follows.
const GENERATION: &str = "g-";

/// Directories of a generation.
pub(super) const PARTIES_DIR: &str = "parties";
pub(super) const NAMES_DIR: &str = "names";
/// Where a user's own lexicon is, if there is one.
pub(super) const LEXICON_DIR: &str = "lexicon";

type Cause = Box<dyn StdError + Send + Sync>;

/// Builds the index at `directory`, which is made where it is absent, and returns its manifest. Until it returns, readers see
/// the index that was there before.
///
/// # Errors
///
/// Of kind `Input` where two parties have one id, or where `directory` holds files but no index of ours: nothing that others
/// put there is ever touched. Of kind `Io` where another build is at work in `directory`, or where writing fails, a full
/// disk included. In each case the old index stays as it was.
///
/// *Cost*: see [`Builder`], to which parties need not be given all at once.
pub fn build(directory: &Path, lists: Vec<ListFacts>, parties: Vec<Party>) -> Result<Manifest> {
    build_with(directory, lists, parties, None)
}

/// As [`build`], with a user's own lexicon beside the compiled-in one. The index keeps it, and screens with it from then on.
///
/// # Errors
///
/// As [`build`].
pub fn build_with(
    directory: &Path,
    lists: Vec<ListFacts>,
    parties: Vec<Party>,
    own: Option<&OwnLexicon>,
) -> Result<Manifest> {
    let mut builder = Builder::new(directory);
    parties.into_iter().try_for_each(|party| builder.add(party))?;
    builder.finish(lists, own)
}

/// The same as [`build_with`], in memory: the manifest and the directories of the two indexes.
pub(super) fn build_in_memory(
    lists: Vec<ListFacts>,
    parties: Vec<Party>,
    own: Option<&OwnLexicon>,
    lexicon: &Lexicon,
) -> Result<(Manifest, RamDirectory, RamDirectory)> {
    let memory = PathBuf::from("memory");
    let mut builder = Builder::new(&memory);
    parties.into_iter().try_for_each(|party| builder.add(party))?;
    let manifest = Manifest::new(lists, builder.parties, builder.names, own);
    let (for_parties, for_names) = (RamDirectory::create(), RamDirectory::create());
    let places = [Place::Memory(for_parties.clone()), Place::Memory(for_names.clone())];
    builder.write(places, lexicon).map_err(|source| failed(&memory, source))?;
    Ok((manifest, for_parties, for_names))
}

/// Builds an index of parties that come one by one, in any order, and may be more than memory holds.
///
/// ```
/// use namesieve::index::{Builder, Index};
/// use namesieve::list;
///
/// let directory = tempfile::tempdir()?;
/// let mut builder = Builder::new(directory.path());
/// list::sample().parties.into_iter().try_for_each(|party| builder.add(party))?;
/// builder.finish(Vec::new(), None)?;
/// assert_eq!(Index::open(directory.path())?.len(), 130);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// *Cost*: some 25 microseconds a party, most of it shared by two threads. *Memory*: half a gigabyte at most for what is on its way,
/// whatever the number of parties; beside that, names and references of each party that has
/// [references](Party::references), which tell the listings of one party. Parties of lists of one's own have none. Others wait in a
/// file without a name, in the directory of the index or the nearest one above it that is there.
pub struct Builder {
    directory: PathBuf,
    spool: Spool,
    /// What groups are made of, of the parties that may be in one.
    referring: Vec<Party>,
    parties: u64,
    names: u64,
}

impl Builder {
    /// A builder of the index at `directory`. Nothing is there before [`Builder::finish`].
    pub fn new(directory: &Path) -> Self {
        let spool = Spool::new(directory);
        Self { directory: directory.to_owned(), spool, referring: Vec::new(), parties: 0, names: 0 }
    }

    /// Adds a party.
    ///
    /// # Errors
    ///
    /// Of kind `Io` where there is no room for it.
    pub fn add(&mut self, party: Party) -> Result<()> {
        self.parties += 1;
        self.names += party.names.len() as u64;
        if !party.references.is_empty() {
            self.referring.push(reduced(&party));
        }
        self.spool.push(party).map_err(|error| failed(&self.directory, error.into()))
    }

    /// Writes the index of all parties that were added, and puts it into force.
    ///
    /// # Errors
    ///
    /// As [`build`].
    pub fn finish(self, lists: Vec<ListFacts>, own: Option<&OwnLexicon>) -> Result<Manifest> {
        let directory = self.directory.clone();
        let lock = claim(&directory)?;
        let live = live_generation(&directory)?;
        let last = sweep(&directory, live.as_deref()).map_err(|error| failed(&directory, error.into()))?;

        let mut manifest = Manifest::new(lists, self.parties, self.names, own);
        manifest.generation = format!("{GENERATION}{}", last + 1);
        let root = directory.join(&manifest.generation);
        let written = self.write_generation(&root, own, &lock).and_then(|files| {
            manifest.files = files;
            publish(&directory, &manifest)
        });
        if let Err(source) = written {
            // If this fails as well, the next build does it.
            let _ = fs::remove_dir_all(&root);
            return Err(failed(&directory, source));
        }
        // The index is in force; what can not be removed now (files in use on Windows) is removed by a later build.
        let _ = sweep(&directory, Some(&manifest.generation));
        Ok(manifest)
    }

    /// Writes both indexes and returns the sizes of their files, all on disk for good.
    ///
    /// tantivy makes some files for their owner alone. An index is for everyone who may read its directory, so all of them get the
    /// permissions of the lock, a file made in the usual way.
    fn write_generation(
        self,
        root: &Path,
        own: Option<&OwnLexicon>,
        lock: &File,
    ) -> Result<BTreeMap<PathBuf, u64>, Cause> {
        fs::create_dir(root)?;
        let lexicon = own.map_or_else(Lexicon::default, Lexicon::with);
        self.write([PARTIES_DIR, NAMES_DIR].map(|name| Place::Disk(root.join(name))), &lexicon)?;
        let mut directories = vec![PARTIES_DIR, NAMES_DIR];
        if let Some(own) = own {
            fs::create_dir(root.join(LEXICON_DIR))?;
            own.files().try_for_each(|(name, content)| fs::write(root.join(LEXICON_DIR).join(name), content))?;
            directories.push(LEXICON_DIR);
        }

        let mut files = BTreeMap::new();
        for directory in directories {
            for entry in fs::read_dir(root.join(directory))? {
                let entry = entry?;
                let file = File::open(entry.path())?;
                file.set_permissions(lock.metadata()?.permissions())?;
                file.sync_all()?;
                files.insert(Path::new(directory).join(entry.file_name()), file.metadata()?.len());
            }
            sync_directory(&root.join(directory))?;
        }
        sync_directory(root)?;
        Ok(files)
    }

    /// Writes the index of parties and that of names, each at its place.
    ///
    /// Parties come by id, and a party's place among them becomes its ordinal. While some are written, the next are analyzed.
    fn write(mut self, [for_parties, for_names]: [Place; 2], lexicon: &Lexicon) -> Result<(), Cause> {
        self.referring.sort_by(|a, b| a.id.cmp(&b.id));
        let mut batches = Batches {
            sorted: self.spool.sorted()?,
            groups: groups::group(&self.referring),
            referring: self.referring,
            ordinals: Vec::new(),
            parties: 0,
            last: None,
            lexicon,
        };
        let (mut parties, mut names) = (
            Segments::new(for_parties, &PARTIES.schema, SEGMENT_BYTES)?,
            Segments::new(for_names, &NAMES.schema, SEGMENT_BYTES)?,
        );
        let mut batch = batches.next()?;
        while !batch.is_empty() {
            let (of_parties, of_names): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
            let (added, next) = rayon::join(
                || parties.add(of_parties),
                || {
                    names.add(of_names.into_iter().flatten())?;
                    batches.next()
                },
            );
            added?;
            batch = next?;
        }
        let (parties, names) = rayon::join(|| parties.finish(), || names.finish());
        parties?;
        Ok(names?)
    }
}

fn failed(directory: &Path, source: Cause) -> Error {
    match source.downcast::<Error>() {
        Ok(own) => *own,
        Err(source) => Repr::Build { path: directory.to_owned(), source }.into(),
    }
}

/// A party without what groups do not depend on.
fn reduced(party: &Party) -> Party {
    let name = |name: &Name| Name {
        full: name.full.clone(),
        kind: name.kind,
        parts: Vec::new(),
        language: None,
        script: None,
        origin: Origin::default(),
    };
    let reference = |reference: &Reference| Reference {
        numbering: reference.numbering,
        number: reference.number.clone(),
        own: reference.own,
        origin: Origin::default(),
    };
    Party {
        id: party.id.clone(),
        names: party.names.iter().map(name).collect(),
        references: party.references.iter().map(reference).collect(),
        ..Party::new(&party.listing.list, "", party.kind)
    }
}

/// Parties that are analyzed at a time.
const BATCH: usize = 2048;

/// The document of a party and those of its names.
type Documents = (TantivyDocument, Vec<TantivyDocument>);

/// Parties by their ordinals, analyzed.
struct Batches<'a> {
    sorted: Sorted,
    /// Those that may have several listings, by id.
    referring: Vec<Party>,
    /// For each of them the first one of its group, if there are several.
    groups: Vec<Option<u32>>,
    /// The ordinals of those that came by.
    ordinals: Vec<u32>,
    /// How many parties came by.
    parties: u32,
    last: Option<PartyId>,
    lexicon: &'a Lexicon,
}

impl Batches<'_> {
    fn next(&mut self) -> Result<Vec<Documents>, Cause> {
        let spooled = self.sorted.next(BATCH)?;
        let numbered = spooled.into_iter().map(|spooled| {
            if self.last.as_ref() == Some(&spooled.id) {
                return Err(Error::input(format!(
                    "two parties have the id `{}`; give each list a name of its own",
                    spooled.id
                )));
            }
            let ordinal = self.parties;
            self.parties += 1;
            let at = self.ordinals.len();
            let mut group = None;
            if self.referring.get(at).is_some_and(|referring| referring.id == spooled.id) {
                self.ordinals.push(ordinal);
                // The first of a group comes first.
                group = self.groups[at].map(|first| self.ordinals[first as usize]);
            }
            self.last = Some(spooled.id.clone());
            Ok((ordinal, group, spooled))
        });
        let numbered = numbered.collect::<Result<Vec<_>>>()?;
        let documents = numbered.into_par_iter().map(|(ordinal, group, mut spooled)| {
            let party = spooled.party()?;
            Ok((document(&party, group, &spooled.record), names::documents(ordinal, &party, self.lexicon)))
        });
        documents.collect()
    }
}

/// Makes the directory, makes sure that it is ours, and locks it.
fn claim(directory: &Path) -> Result<File> {
    let failed = |error| Error::write(directory, error);
    fs::create_dir_all(directory).map_err(failed)?;
    let empty = fs::read_dir(directory).map_err(failed)?.next().is_none();
    let path = directory.join(LOCK);
    if !empty && !path.exists() && live_generation(directory)?.is_none() {
        return Err(Repr::NotOurs { path: directory.to_owned() }.into());
    }
    let lock = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|error| Error::write(&path, error))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(Repr::Busy { path: directory.to_owned() }.into()),
        Err(TryLockError::Error(error)) => Err(Error::write(&path, error)),
    }
}

/// The generation that the manifest names, of whatever format version it is; none where there is no manifest of ours. A
/// manifest that is there but can not be read is an error: what it names must not be swept away.
fn live_generation(directory: &Path) -> Result<Option<String>> {
    let path = directory.join(FILE);
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::read(path, error)),
    };
    let manifest: serde_json::Value = serde_json::from_slice(&text).unwrap_or_default();
    let generation = manifest["generation"].as_str().filter(|generation| number(generation).is_some());
    Ok(generation.map(str::to_owned))
}

/// The number of a generation, by its name.
fn number(generation: &str) -> Option<u64> {
    generation.strip_prefix(GENERATION)?.parse().ok()
}

/// Removes every generation but the one in force, as far as that can be done, and tells the highest number in use.
fn sweep(directory: &Path, live: Option<&str>) -> io::Result<u64> {
    let mut last = 0;
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name();
        let Some(number) = name.to_str().and_then(number) else { continue };
        last = last.max(number);
        if live.is_none_or(|live| name != live) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    Ok(last)
}

/// The swap: the new manifest takes the place of the old one.
fn publish(directory: &Path, manifest: &Manifest) -> Result<(), Cause> {
    let draft = directory.join(DRAFT);
    let mut file = File::create(&draft)?;
    file.write_all(&serde_json::to_vec_pretty(manifest)?)?;
    file.sync_all()?;
    fs::rename(&draft, directory.join(FILE))?;
    Ok(sync_directory(directory)?)
}

/// Makes sure that the names in a directory are on disk; only Unix lets a directory be opened for that.
fn sync_directory(directory: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(directory)?.sync_all() } else { Ok(()) }
}
