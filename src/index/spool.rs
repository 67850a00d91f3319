//! Parties on their way into an index: in any order, more than memory holds; out of it by id.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::mem;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::party::{Party, PartyId};

/// Records kept in memory before they are sorted and written: those of every official list, while millions of parties take no more.
const RUN_BYTES: usize = 32 << 20;

/// What is read of a run at a time.
const PIECE: usize = 128 << 10;

/// A party, and its record in the index.
pub(super) struct Spooled {
    pub(super) id: PartyId,
    /// `None` where it must be read from the record.
    party: Option<Box<Party>>,
    /// The party as JSON.
    pub(super) record: Vec<u8>,
}

impl Spooled {
    /// The party.
    ///
    /// # Errors
    ///
    /// Where what was written is not what is read.
    pub(super) fn party(&mut self) -> serde_json::Result<Box<Party>> {
        self.party.take().map_or_else(|| serde_json::from_slice(&self.record), Ok)
    }
}

/// Sorted runs in a file that has no name, so that nothing is left of it whatever happens, and the last run in memory.
pub(super) struct Spool {
    /// In whose directory the file is made, if one is needed.
    beside: PathBuf,
    held: Vec<Spooled>,
    held_bytes: usize,
    file: Option<File>,
    runs: Vec<Range<u64>>,
}

impl Spool {
    pub(super) fn new(beside: &Path) -> Self {
        Self { beside: beside.to_owned(), held: Vec::new(), held_bytes: 0, file: None, runs: Vec::new() }
    }

    /// Adds a party.
    ///
    /// # Errors
    ///
    /// Where it can not be written as JSON, which no party of this library's readers is known to do, and where there is no room for it.
    pub(super) fn push(&mut self, party: Party) -> io::Result<()> {
        let record = serde_json::to_vec(&party)?;
        self.held_bytes += record.len() + mem::size_of::<Party>();
        self.held.push(Spooled { id: party.id.clone(), party: Some(Box::new(party)), record });
        if self.held_bytes > RUN_BYTES { self.write_run() } else { Ok(()) }
    }

    fn write_run(&mut self) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(nameless(&self.beside)?),
        };
        self.held.sort_by(|a, b| a.id.cmp(&b.id));
        let mut bytes = Vec::with_capacity(self.held_bytes);
        for Spooled { id, record, .. } in self.held.drain(..) {
            for part in [id.as_str().as_bytes(), &record] {
                bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
                bytes.extend_from_slice(part);
            }
        }
        self.held_bytes = 0;
        let start = self.runs.last().map_or(0, |last| last.end);
        file.write_all(&bytes)?;
        self.runs.push(start..start + bytes.len() as u64);
        Ok(())
    }

    /// All parties by id. Those with the same id stand together.
    pub(super) fn sorted(mut self) -> io::Result<Sorted> {
        self.held.sort_by(|a, b| a.id.cmp(&b.id));
        let runs = self.runs.into_iter().map(|left| Run { left, bytes: Vec::new(), at: 0 });
        let mut sorted =
            Sorted { file: self.file, held: self.held.into_iter(), runs: runs.collect(), heads: BinaryHeap::new() };
        for source in 0..=sorted.runs.len() {
            sorted.advance(source)?;
        }
        Ok(sorted)
    }
}

/// A file without a name, where the index will need as much room: in its directory, or the nearest one above that is there.
fn nameless(beside: &Path) -> io::Result<File> {
    let directory = beside.ancestors().find(|directory| directory.is_dir());
    tempfile::tempfile_in(directory.unwrap_or(Path::new(".")))
}

/// A run that is being read.
struct Run {
    /// Where in the file the rest of it is.
    left: Range<u64>,
    bytes: Vec<u8>,
    /// How much of `bytes` was taken.
    at: usize,
}

impl Run {
    fn take(&mut self, count: usize, file: &mut File) -> io::Result<&[u8]> {
        if self.bytes.len() - self.at < count {
            self.bytes.drain(..self.at);
            self.at = 0;
            let held = self.bytes.len();
            let more = (self.left.end - self.left.start).min((count - held).max(PIECE) as u64);
            self.bytes.resize(held + more as usize, 0);
            file.seek(SeekFrom::Start(self.left.start))?;
            file.read_exact(&mut self.bytes[held..])?;
            self.left.start += more;
        }
        self.at += count;
        self.bytes.get(self.at - count..self.at).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    fn part(&mut self, file: &mut File) -> io::Result<Vec<u8>> {
        let mut length = [0; 8];
        length.copy_from_slice(self.take(8, file)?);
        Ok(self.take(u64::from_le_bytes(length) as usize, file)?.to_vec())
    }

    fn next(&mut self, file: &mut File) -> io::Result<Option<Spooled>> {
        if self.at == self.bytes.len() && self.left.is_empty() {
            return Ok(None);
        }
        let id = String::from_utf8(self.part(file)?).map_err(|_| io::ErrorKind::InvalidData)?;
        Ok(Some(Spooled { id: id.as_str().into(), party: None, record: self.part(file)? }))
    }
}

/// Parties in the order of their ids.
pub(super) struct Sorted {
    file: Option<File>,
    held: std::vec::IntoIter<Spooled>,
    runs: Vec<Run>,
    /// The next party of each run, and of what was held, whose number is that of the runs.
    heads: BinaryHeap<Reverse<Head>>,
}

struct Head {
    spooled: Spooled,
    source: usize,
}

impl Sorted {
    /// The next so many parties, fewer at the end.
    pub(super) fn next(&mut self, count: usize) -> io::Result<Vec<Spooled>> {
        let mut next = Vec::new();
        while next.len() < count
            && let Some(Reverse(Head { spooled, source })) = self.heads.pop()
        {
            next.push(spooled);
            self.advance(source)?;
        }
        Ok(next)
    }

    fn advance(&mut self, source: usize) -> io::Result<()> {
        let next = match (self.runs.get_mut(source), &mut self.file) {
            (Some(run), Some(file)) => run.next(file)?,
            _ => self.held.next(),
        };
        self.heads.extend(next.map(|spooled| Reverse(Head { spooled, source })));
        Ok(())
    }
}

impl Ord for Head {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.spooled.id.cmp(&other.spooled.id).then(self.source.cmp(&other.source))
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Head {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::party::PartyKind;

    #[test]
    fn parties_come_out_by_id_however_many_there_are() {
        for (case, count, note_bytes, runs) in
            [("none", 0, 0, 0), ("one", 1, 0, 0), ("in memory", 300, 10, 0), ("on disk", 80, 1 << 20, 2)]
        {
            let directory = tempfile::tempdir().unwrap();
            let mut spool = Spool::new(&directory.path().join("not/there"));
            let mut want = Vec::new();
            for number in 0..count {
                let mut party = Party::new("l", &(number * 7919 % 1009).to_string(), PartyKind::Other);
                party.listing.source = Some("x".repeat(note_bytes));
                want.push(party.id.clone());
                spool.push(party).unwrap();
            }
            want.sort();
            assert!(spool.runs.len() >= runs && (runs > 0 || spool.runs.is_empty()), "{case}: {}", spool.runs.len());
            let mut sorted = spool.sorted().unwrap();
            let mut found = Vec::new();
            loop {
                let next = sorted.next(17).unwrap();
                if next.is_empty() {
                    break;
                }
                for mut spooled in next {
                    let party = spooled.party().unwrap();
                    assert_eq!(party.id, spooled.id, "{case}");
                    found.push(spooled.id);
                }
            }
            assert_eq!(found, want, "{case}");
            assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0, "{case}");
        }
    }
}
