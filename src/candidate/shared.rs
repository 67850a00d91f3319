//! What was found for tokens, shared by the threads of one run: a token that several of them meet is searched for once.

use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::expansion::{Expander, Expansion};
use super::names::Names;
use crate::name::{Token, TokenKind};

/// What was found for tokens, shared by several [`Finder`](super::Finder)s. They ask it for tokens that are new to them alone.
///
/// *Memory*: bounded, some 32 MB; a part that is full starts anew. *Threads*: shared; answers do not depend on who found what.
#[derive(Debug, Default)]
pub struct Shared {
    /// By the hash of the token.
    parts: [Mutex<Part>; PARTS],
}

/// So many threads hardly ever ask one part at a time.
const PARTS: usize = 32;

/// Bytes of a part from which on it starts anew.
const MAX_BYTES: usize = (32 << 20) / PARTS;

#[derive(Debug, Default)]
struct Part {
    /// By the names that were searched, the kind and the text of the token.
    found: FxHashMap<(u64, TokenKind, String), Arc<Expansion>>,
    bytes: usize,
}

impl Shared {
    pub(super) fn get(&self, token: &Token, names: &Names, expander: &mut Expander) -> Arc<Expansion> {
        let key = (names.id, token.kind, token.text.clone());
        let part = &self.parts[(FxBuildHasher.hash_one(&key) >> 32) as usize % PARTS];
        let lock = || part.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = lock().found.get(&key) {
            return Arc::clone(found);
        }
        // Nobody waits for the search. Should two threads search for one token at a time, they find the same.
        let found = Arc::new(expander.expand(token, names));
        let mut part = lock();
        if part.bytes > MAX_BYTES {
            *part = Part::default();
        }
        part.bytes += found.heap_bytes() + size_of::<Expansion>() + token.text.len() + ENTRY_BYTES;
        part.found.insert(key, Arc::clone(&found));
        found
    }
}

/// What an entry takes beside the text and what was found.
const ENTRY_BYTES: usize = 80;
