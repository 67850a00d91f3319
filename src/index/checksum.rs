//! Whether a file of an index is what was written.
//!
//! tantivy ends each file of a segment with a checksum, and compares it with a file that is mapped, all of which then counts as memory
//! in use. Here files are read in pieces.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use serde::Deserialize;

/// What is read at a time.
const PIECE: usize = 256 << 10;

/// What tantivy writes at the end, in JSON, before the length of that and a number that marks it.
#[derive(Deserialize)]
struct Footer {
    crc: u32,
}

const MARK: u32 = 1337;

/// Longest footer that is one; tantivy's have some 120 bytes.
const MAX_FOOTER: u64 = 50_000;

/// Whether a file is as it was written, by its own checksum.
///
/// # Errors
///
/// Where it can not be read.
pub(super) fn is_whole(path: &Path) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    let Some(end) = size.checked_sub(8) else { return Ok(false) };
    let mut last = [0; 8];
    file.seek(SeekFrom::Start(end))?;
    file.read_exact(&mut last)?;
    let [length, mark] = [0, 4].map(|at| u32::from_le_bytes([last[at], last[at + 1], last[at + 2], last[at + 3]]));
    let body = end.checked_sub(length.into()).filter(|_| mark == MARK && u64::from(length) < MAX_FOOTER);
    let Some(body) = body else { return Ok(false) };
    let mut footer = vec![0; length as usize];
    file.seek(SeekFrom::Start(body))?;
    file.read_exact(&mut footer)?;
    let Ok(Footer { crc }) = serde_json::from_slice(&footer) else { return Ok(false) };

    file.seek(SeekFrom::Start(0))?;
    let (mut hasher, mut piece, mut left) = (crc32fast::Hasher::new(), vec![0; PIECE], body);
    while left > 0 {
        let piece = &mut piece[..PIECE.min(left as usize)];
        file.read_exact(piece)?;
        hasher.update(piece);
        left -= piece.len() as u64;
    }
    Ok(hasher.finalize() == crc)
}
