//! Every cap on input, each with its reason. Input over a cap is an error or a problem that names the cap, never a panic.

use std::num::NonZeroUsize;

use crate::{Error, Result};

/// Longest name that is analyzed, in bytes. The longest name on any official list is under 500 bytes; a customer record with a
/// longer one is a data error that a person must see.
pub const MAX_NAME_BYTES: usize = 2_048;

/// Most tokens of one name that take part in scoring: one bit each in a machine word. The longest listed name has 41.
pub const MAX_NAME_TOKENS: usize = 64;

/// Largest file of a list, in bytes, packed and unpacked. The largest collection of lists that is served as one file has about half
/// of this, and a few kilobytes can be made to unpack to more than any disk holds.
pub const MAX_LIST_BYTES: u64 = 4 << 30;

/// Most files in an archive of a list; OFAC's has four.
pub const MAX_ARCHIVED_FILES: usize = 1_000;

/// Largest file that is fetched, in bytes, unless told otherwise: what is larger could not be read as a file of a list. A server
/// that sends without end must not fill the disk.
pub const MAX_FETCHED_BYTES: u64 = MAX_LIST_BYTES;

/// Most redirects from the address of a file to the file. Publishers use one or two; a circle must end.
pub const MAX_REDIRECTS: u32 = 10;

/// Longest record of an input file, in bytes: a quoted field that never closes must not swallow the rest of the file.
pub const MAX_RECORD_BYTES: usize = 1 << 20;

/// Most bytes of one CSV list that are read again because a quote did not close where it should have. Lists have a few such quotes,
/// each with some lines after it; a file in which each swallows as much as a record may hold would take hours.
pub const MAX_BYTES_AGAIN: usize = 16 << 20;

/// Most lines of one record of a CSV input: quoted addresses and remarks have a few; a quote that stands astray must not cost more.
pub const MAX_RECORD_LINES: usize = 20;

/// Most threads of one run: above the cores of the largest machines, and far below where stacks and the memory of tokens that each
/// thread has of its own would use up a machine.
pub const MAX_THREADS: NonZeroUsize = NonZeroUsize::new(1_024).unwrap();

/// Longest full-text query, in bytes: a query is typed or assembled by a person.
pub const MAX_QUERY_BYTES: usize = 4_096;

/// Deepest nesting within one record of an XML list. The deepest list nests 8 levels within a record; what lies deeper in a
/// hostile file is passed over, and costs no memory.
pub const MAX_XML_DEPTH: usize = 32;

/// Most breaks in the syntax of one XML file that reading goes on after. Each may cost a pass over the rest of a piece of the file; a
/// file with more of them is not a damaged list but something else.
pub const MAX_XML_BREAKS: usize = 256;

/// Most bytes of one list that are copied to where references name them: addresses, measures, names at the other end of a tie.
/// A few entries share each of them, so that even the largest list copies less than this; a hostile one of two megabytes could ask
/// for thirty gigabytes.
pub const MAX_COPIED_BYTES: usize = 1 << 30;

/// Most problems kept for one file of a list; the rest are counted. A list of the largest size with a defect in each record stays
/// below it.
pub const MAX_PROBLEMS: usize = 20_000;

/// Largest lexicon of a user's own, all files together, in bytes, unpacked: five times the largest collection of name parts known to be in use. All of
/// its words are in memory while it is read.
pub const MAX_LEXICON_BYTES: u64 = 64 << 20;

/// Refuses more threads than [`MAX_THREADS`].
pub(crate) fn check_threads(threads: NonZeroUsize) -> Result<()> {
    if threads > MAX_THREADS {
        return Err(Error::input(format!("{threads} threads are over the most of {MAX_THREADS}")));
    }
    Ok(())
}
