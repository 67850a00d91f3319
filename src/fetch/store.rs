//! What was fetched, on disk: the module's doc describes the layout.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::client::{Client, Observer, Received, Request, http_date};
use super::source::Source;
use crate::error::Repr;
use crate::{Error, Result};

/// Held by the process that may write; the system lets go of it when that ends, however it ends.
const LOCK: &str = "update.lock";
/// What a list's folder says of the version in force.
const RECORD: &str = "record.json";
/// The record until it is renamed.
const DRAFT: &str = "record.json.new";
/// What names of versions begin with; a number follows.
const VERSION: &str = "v-";
/// The last version that was refused.
const REFUSED: &str = "refused";

/// A folder of fetched lists, held by this process alone.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    lock: File,
}

impl Drop for Store {
    /// A program that this one has just started holds its open files for a moment, and would hold the lock with them.
    fn drop(&mut self) {
        // What can not be unlocked is as soon as it is closed.
        let _ = self.lock.unlock();
    }
}

/// A version of a list: the files, and where they are from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    path: PathBuf,
    record: Record,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Record {
    list: String,
    /// The folder of the files.
    version: String,
    /// Whether the addresses are those of the publisher, which another version of this library may know better.
    official: bool,
    /// SHA-256 over the files in the order of their names.
    digest: String,
    files: Vec<FileRecord>,
}

/// A fetched file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileRecord {
    name: String,
    /// The address that was asked for, whatever others it led to.
    address: String,
    /// When the file was fetched, and when the server last said that it is still good.
    fetched: Timestamp,
    checked: Timestamp,
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
    content_type: Option<String>,
}

impl Record {
    fn source(&self) -> Source {
        let addresses = self.files.iter().map(|file| file.address.clone()).collect();
        Source { list: self.list.clone(), addresses, official: self.official }
    }
}

impl Version {
    /// The folder that holds the list's files and nothing else.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The list's name.
    pub fn list(&self) -> &str {
        &self.record.list
    }

    /// SHA-256 over the files in the order of their names, in hexadecimal.
    pub fn digest(&self) -> &str {
        &self.record.digest
    }

    /// The list and the addresses that the files are from.
    pub fn source(&self) -> Source {
        self.record.source()
    }

    /// What the servers called the files' content, each kind once.
    pub fn content_types(&self) -> Vec<&str> {
        let mut types: Vec<&str> = self.record.files.iter().filter_map(|file| file.content_type.as_deref()).collect();
        types.sort_unstable();
        types.dedup();
        types
    }

    fn file(&self, address: &str) -> Option<&FileRecord> {
        self.record.files.iter().find(|file| file.address == address)
    }
}

impl Store {
    /// Opens the store at `path`, which is made where it is absent, and removes what an interrupted process left there.
    ///
    /// # Errors
    ///
    /// Of kind `Input` where the directory holds files but no store of ours: nothing that others put there is ever touched. Of kind
    /// `Io` where another process holds it, and where it can not be written.
    pub fn open(path: &Path) -> Result<Self> {
        let failed = |error| Error::write(path, error);
        fs::create_dir_all(path).map_err(failed)?;
        let lock = path.join(LOCK);
        if !lock.exists() && fs::read_dir(path).map_err(failed)?.next().is_some() {
            let message = format!(
                "`{}` holds files but no fetched lists; give a directory that is empty or not there yet",
                path.display()
            );
            return Err(Error::input(message));
        }
        let lock = File::options().create(true).truncate(false).write(true).open(&lock).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Repr::StoreBusy { path: path.to_owned() }.into()),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let store = Self { path: path.to_owned(), lock };
        for folder in store.folders()? {
            // What a damaged record names is not known, and stays until the list is fetched again.
            if let Ok(record) = store.record(&folder) {
                store.sweep(&folder, record.as_ref())?;
            }
        }
        Ok(store)
    }

    /// The names of the lists of which there is a version in force, in order.
    pub fn lists(&self) -> Result<Vec<String>> {
        let mut folders = self.folders()?;
        folders.retain(|list| self.folder(list).join(RECORD).exists());
        Ok(folders)
    }

    /// Where a list in the store is from, whatever became of its files; `None` where it is not there.
    ///
    /// # Errors
    ///
    /// Of kind `List` where the record is torn.
    pub fn source(&self, list: &str) -> Result<Option<Source>> {
        Ok(self.record(list)?.map(|record| record.source()))
    }

    /// The version of a list that is in force, after comparing its files with its digest; `None` where the list is not in the store.
    ///
    /// # Errors
    ///
    /// Of kind `List` where the record is torn, or where the files are not those that were fetched.
    pub fn version(&self, list: &str) -> Result<Option<Version>> {
        let Some(record) = self.record(list)? else { return Ok(None) };
        let version = Version { path: self.folder(list).join(&record.version), record };
        if digest(&version).is_ok_and(|digest| digest == version.record.digest) {
            return Ok(Some(version));
        }
        Err(damaged(list, "its files are not those that were fetched"))
    }

    /// Fetches what is new of a list; `None` where nothing is. The version is in force only when it is [accepted](Self::accept).
    ///
    /// # Errors
    ///
    /// Of kind `Network` where an address does not give its file, of kind `Io` where it can not be written. The version in force
    /// stays what it was; where that is damaged, it is as if there were none.
    pub fn fetch(&self, client: &Client, source: &Source, observer: Observer<'_>) -> Result<Option<Version>> {
        let in_force = self.version(&source.list).unwrap_or_default();
        let number = self.versions(&source.list)?.into_iter().max().map_or(1, |last| last + 1);
        let name = format!("{VERSION}{number}");
        let path = self.folder(&source.list).join(&name);
        fs::create_dir_all(&path).map_err(|error| Error::write(&path, error))?;
        let record = Record {
            list: source.list.clone(),
            version: name,
            official: source.official,
            digest: String::new(),
            files: Vec::new(),
        };
        let mut version = Version { path, record };
        let fetched = self.fetch_files(client, source, in_force.as_ref(), &mut version, observer);
        let is_new = match &fetched {
            Ok(()) => in_force
                .as_ref()
                .is_none_or(|in_force| in_force.source() != *source || in_force.record.digest != version.record.digest),
            Err(_) => false,
        };
        if is_new {
            return Ok(Some(version));
        }
        // If this fails, the next that opens the store does it.
        let _ = fs::remove_dir_all(&version.path);
        fetched?;
        if let Some(in_force) = in_force {
            // The same files, confirmed today.
            let record = Record { version: in_force.record.version, ..version.record };
            self.publish(&record)?;
        }
        Ok(None)
    }

    /// Fills a version with the files of its source, those that are as they were taken over.
    fn fetch_files(
        &self,
        client: &Client,
        source: &Source,
        in_force: Option<&Version>,
        version: &mut Version,
        observer: Observer<'_>,
    ) -> Result<()> {
        for address in &source.addresses {
            let name = source.file_name(address);
            let path = version.path.join(&name);
            let known = in_force.and_then(|version| Some((version, version.file(address)?)));
            let request = Request { address, known: known.map(|(_, file)| file), path: &path };
            let received = client.get(&request, observer)?;
            let now = Timestamp::from_second(Timestamp::now().as_second()).unwrap_or_default();
            let file = match received {
                Some(Received { etag, last_modified, content_type }) => {
                    let address = address.clone();
                    FileRecord { name, address, fetched: now, checked: now, etag, last_modified, content_type }
                }
                None => {
                    let (version, file) = known.expect("only a file that is known is as it was");
                    take_over(&version.path.join(&file.name), &path, file)?;
                    FileRecord { name, checked: now, ..file.clone() }
                }
            };
            version.record.files.push(file);
        }
        let finished = sync_directory(&version.path).and_then(|()| digest(version));
        version.record.digest = finished.map_err(|error| Error::write(&version.path, error))?;
        Ok(())
    }

    /// Puts a fetched version in force, and removes the one before it.
    pub fn accept(&self, version: &Version) -> Result<()> {
        self.publish(&version.record)?;
        let _ = fs::remove_dir_all(self.folder(version.list()).join(REFUSED));
        self.sweep(version.list(), Some(&version.record))
    }

    /// Sets a fetched version aside and tells where it is then. The one in force stays.
    pub fn refuse(&self, version: &Version) -> Result<PathBuf> {
        let refused = self.folder(version.list()).join(REFUSED);
        match fs::remove_dir_all(&refused) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => fs::rename(&version.path, &refused),
        }
        .map_err(|error| Error::write(&refused, error))?;
        Ok(refused)
    }

    /// Removes a list, if it is there, with all that is known of it.
    pub fn remove(&self, list: &str) -> Result<()> {
        let mut folders = self.folders()?.into_iter();
        folders.find(|folder| folder == list).map_or(Ok(()), |folder| {
            let folder = self.folder(&folder);
            fs::remove_dir_all(&folder).map_err(|error| Error::write(&folder, error))
        })
    }

    fn folder(&self, list: &str) -> PathBuf {
        self.path.join(list)
    }

    /// The folders of lists, those without a version in force included, in the order of their names.
    fn folders(&self) -> Result<Vec<String>> {
        let mut folders = names(&self.path)?;
        folders.retain(|name| self.folder(name).is_dir());
        folders.sort();
        Ok(folders)
    }

    /// The numbers of a list's versions.
    fn versions(&self, list: &str) -> Result<Vec<u64>> {
        let folder = self.folder(list);
        let names = if folder.exists() { names(&folder)? } else { Vec::new() };
        Ok(names.iter().filter_map(|name| name.strip_prefix(VERSION)?.parse().ok()).collect())
    }

    fn record(&self, list: &str) -> Result<Option<Record>> {
        let path = self.folder(list).join(RECORD);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::read(path, error)),
        };
        let record: Record =
            serde_json::from_slice(&text).map_err(|error| damaged(list, format!("{RECORD}: {error}")))?;
        // A record names files, which are opened and removed: what was not written here must not lead elsewhere.
        let is_name = |name: &str| Path::new(name).file_name().is_some_and(|last| last == name);
        if record.list != list
            || !record.files.iter().map(|file| &file.name).chain([&record.version]).all(|name| is_name(name))
        {
            return Err(damaged(list, format!("{RECORD} is of something else")));
        }
        Ok(Some(record))
    }

    /// The swap: a record takes the place of the old one.
    fn publish(&self, record: &Record) -> Result<()> {
        let folder = self.folder(&record.list);
        let (draft, path) = (folder.join(DRAFT), folder.join(RECORD));
        let written = || -> io::Result<()> {
            let mut file = File::create(&draft)?;
            file.write_all(&serde_json::to_vec_pretty(record)?)?;
            file.sync_all()?;
            // What the record names is on disk before the record is.
            sync_directory(&folder)?;
            fs::rename(&draft, &path)?;
            sync_directory(&folder)?;
            sync_directory(&self.path)
        };
        written().map_err(|error| Error::write(&path, error))
    }

    /// Removes every version of a list but the one in force. What can not be removed now, a later process removes.
    fn sweep(&self, list: &str, in_force: Option<&Record>) -> Result<()> {
        let _ = fs::remove_file(self.folder(list).join(DRAFT));
        for number in self.versions(list)? {
            let version = format!("{VERSION}{number}");
            if in_force.is_none_or(|record| record.version != version) {
                let _ = fs::remove_dir_all(self.folder(list).join(version));
            }
        }
        Ok(())
    }
}

fn damaged(list: &str, why: impl AsRef<str>) -> Error {
    Error::list(format!("the stored list `{list}` is damaged ({}); run `namesieve update {list}`", why.as_ref()))
}

/// The names of what is in a folder, as far as they are text: ours all are.
fn names(folder: &Path) -> Result<Vec<String>> {
    let failed = |error| Error::read(folder, error);
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        names.extend(entry.map_err(failed)?.file_name().into_string());
    }
    Ok(names)
}

/// Puts a known file, with its day, into a new version.
fn take_over(from: &Path, to: &Path, known: &FileRecord) -> Result<()> {
    let written = || -> io::Result<()> {
        fs::copy(from, to)?;
        let file = File::options().write(true).open(to)?;
        let modified = known.last_modified.as_deref().and_then(http_date).unwrap_or(known.fetched);
        file.set_modified(modified.into())?;
        file.sync_all()
    };
    written().map_err(|error| Error::write(to, error))
}

/// SHA-256 over the files of a version in the order of their names, in hexadecimal.
fn digest(version: &Version) -> io::Result<String> {
    let mut names: Vec<&str> = version.record.files.iter().map(|file| file.name.as_str()).collect();
    names.sort_unstable();
    let mut hash = Sha256::new();
    for name in names {
        io::copy(&mut File::open(version.path.join(name))?, &mut hash)?;
    }
    Ok(format!("{:x}", hash.finalize()))
}

/// Makes sure that the names in a directory are on disk; only Unix lets a directory be opened for that.
fn sync_directory(directory: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(directory)?.sync_all() } else { Ok(()) }
}
