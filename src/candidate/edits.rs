//! Listed words by their pieces, so that those that are a few edits away from a word are found without a look at the others.
//!
//! # Why nothing is lost
//!
//! A listed word of `n` letters is cut into `max_edits(n) + 1` pieces of one to three letters. Each edit between it and a query is charged
//! to one piece: a letter changed or put in to the piece that has it, a letter left out to the piece inside which it was, and to none where
//! it was between two; an exchange of neighbors across two pieces to the second. Let `k` be the most edits that leave the two alike, and let
//! the query be `d` letters longer.
//!
//! - With more pieces than `k`, one piece at least is charged with nothing. It stands in the query letter for letter, but that its last
//!   letter may be exchanged with the one that follows: both are looked up.
//! - With `k` pieces or fewer the query is longer, and `d` edits at least leave out a letter. Were no piece charged with nothing or with one
//!   letter left out alone, then at most `k - d` pieces would be charged with one edit, and the others with two or more: with `2 * pieces -
//!   (k - d)` together, which is more than `k` whatever the lengths (a test holds it). So pieces with one more letter inside are
//!   looked up too.
//!
//! A piece that stands `s` letters later in the query takes `|s|` edits before it and `|d - s|` after it, no more than `k` together. Of more
//! than `k` pieces, the first that is charged with nothing has an edit in each piece before it.
//!
//! Words that share such a piece with a query are few. An edit changes at most one letter on each side, so those with too many other letters
//! are passed over by their signatures; of the rest the distances are computed, many at a time.

use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

use crate::name::{Token, TokenKind, max_edits};
use crate::text::{LANES, Lanes};

/// Listed words, as they are written and as they sound.
///
/// *Memory*: some forty bytes for each spelling.
#[derive(Debug, Default)]
pub(super) struct WordsByPieces {
    /// First the texts of words that sound otherwise, then the words that are written as they sound, then the other words' sounds.
    spellings: Spellings,
    as_heard: Range<u32>,
    /// Where each list of `members` starts; one more at the end. A list has the spellings with one piece, and those with other pieces of the
    /// same hash.
    lists: Vec<u32>,
    members: Vec<u32>,
    /// Of `members`, and a block more, since they are read in blocks.
    signatures: Vec<u32>,
    /// Words of more than [`MOST_LETTERS`], each with the length of a spelling: too few to be worth pieces.
    long: Vec<(usize, u32)>,
}

/// Letters of the longest words that are cut into pieces: of OFAC's words, four in ten thousand are longer.
const MOST_LETTERS: usize = 24;

/// Signatures that are read at a time: as many as fit the widest vectors.
const BLOCK: usize = 16;

#[derive(Debug, Default)]
struct Spellings {
    tokens: Vec<u32>,
    /// Where each spelling ends in `letters`.
    ends: Vec<u32>,
    letters: Vec<u8>,
}

impl Spellings {
    fn len(&self) -> usize {
        self.tokens.len()
    }

    fn letters(&self, at: usize) -> &[u8] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.letters[start as usize..self.ends[at] as usize]
    }
}

impl WordsByPieces {
    pub(super) fn new(tokens: &[Token]) -> Self {
        let words = (0..).zip(tokens).filter(|(_, token)| token.kind == TokenKind::Word);
        let (as_heard, others): (Vec<_>, Vec<_>) = words.partition(|(_, token)| token.text == token.sound);
        let mut words = Self::default();
        others.iter().for_each(|&(id, token)| words.push(id, &token.text));
        words.as_heard.start = words.spellings.len() as u32;
        as_heard.iter().for_each(|&(id, token)| words.push(id, &token.text));
        words.as_heard.end = words.spellings.len() as u32;
        others.iter().for_each(|&(id, token)| words.push(id, &token.sound));
        words.list();
        words
    }

    fn push(&mut self, token: u32, spelling: &str) {
        let length = spelling.chars().count();
        if length > MOST_LETTERS {
            self.long.push((length, token));
        } else {
            self.spellings.letters.extend(letters(spelling));
            self.spellings.ends.push(self.spellings.letters.len() as u32);
            self.spellings.tokens.push(token);
        }
    }

    /// Sorts the spellings into lists, counting first.
    fn list(&mut self) {
        let words = || (0..self.spellings.len()).map(|at| (at, self.spellings.letters(at)));
        let members: usize = words().map(|(_, word)| count_pieces(word.len())).sum();
        // With four to a list its start adds a byte to each, and hardly any that does not belong there is read.
        let count = members / 4 + 1;
        let mut lists = vec![0_u32; count + 1];
        for (_, word) in words() {
            pieces(word).for_each(|(piece, letters)| lists[list_of(count, word.len(), piece, letters) + 1] += 1);
        }
        for at in 1..lists.len() {
            lists[at] += lists[at - 1];
        }
        let mut ends = lists.clone();
        let (mut of_list, mut signatures) = (vec![0; members], vec![0; members + BLOCK]);
        for (at, word) in words() {
            let signature = signature(word);
            for (piece, letters) in pieces(word) {
                let end = &mut ends[list_of(count, word.len(), piece, letters)];
                of_list[*end as usize] = at as u32;
                signatures[*end as usize] = signature;
                *end += 1;
            }
        }
        (self.lists, self.members, self.signatures) = (lists, of_list, signatures);
    }
}

/// The characters of a word in a byte each: ASCII as it is, and different bytes only for different characters.
fn letters(word: &str) -> impl Iterator<Item = u8> + '_ {
    word.chars().map(|c| if c.is_ascii() { c as u8 } else { c as u8 | 0x80 })
}

/// Into how many pieces a word is cut.
fn count_pieces(length: usize) -> usize {
    max_edits(length) + 1
}

/// Where a piece of a word stands.
fn piece_at(piece: usize, length: usize) -> Range<usize> {
    let pieces = count_pieces(length);
    piece * length / pieces..(piece + 1) * length / pieces
}

fn pieces(word: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    (0..count_pieces(word.len())).map(|piece| (piece, &word[piece_at(piece, word.len())]))
}

/// The list of the words of a length that have some letters for one of their pieces.
#[inline(always)]
fn list_of(lists: usize, length: usize, piece: usize, letters: &[u8]) -> usize {
    let key = letters.iter().fold((length * MOST_LETTERS + piece) as u64, |key, &letter| key << 8 | u64::from(letter));
    // The upper half of a product with the golden ratio, brought to the number of lists.
    let hash = key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    (hash * lists as u64 >> 32) as usize
}

/// Letters by bits, those that divide words most evenly first; a capital stands for the second and further ones of its kind. What has no bit
/// only makes the filter weaker.
const SIGNATURE: [u8; 32] = *b"iaenrosltukhAmdvIcgbyEzOpNRfjwxq";

/// For each byte the bit for its first and for its further ones.
static BITS: [(u32, u32); 256] = {
    let mut bits = [(0, 0); 256];
    let mut at = 0;
    while at < SIGNATURE.len() {
        let letter = SIGNATURE[at].to_ascii_lowercase() as usize;
        if SIGNATURE[at].is_ascii_lowercase() {
            bits[letter].0 = 1 << at;
        } else {
            bits[letter].1 = 1 << at;
        }
        at += 1;
    }
    bits
};

/// Which letters a word has.
fn signature(word: &[u8]) -> u32 {
    word.iter().fold(0, |signature, &letter| {
        let (first, further) = BITS[usize::from(letter)];
        signature | first | if signature & first == 0 { 0 } else { further }
    })
}

/// Searches the words that are a few edits away from another. Memory that is used again.
#[derive(Debug)]
pub(super) struct EditSearch {
    vectors: Arch,
    letters: Vec<u8>,
    /// The spelling that is searched, where its distances are computed in lanes.
    lanes: Lanes,
    candidates: Vec<u32>,
}

impl Default for EditSearch {
    fn default() -> Self {
        Self { vectors: Arch::new(), letters: Vec::new(), lanes: Lanes::default(), candidates: Vec::new() }
    }
}

impl EditSearch {
    /// Adds to `found` every listed word that is as few edits away from a word as may be, as written or in sound, some of them twice, and
    /// some that are farther.
    pub(super) fn find(&mut self, token: &Token, words: &WordsByPieces, found: &mut Vec<u32>) {
        let all = words.spellings.len() as u32;
        if token.text == token.sound {
            self.find_spelling(&token.text, words, 0..all, found);
        } else {
            self.find_spelling(&token.text, words, 0..words.as_heard.end, found);
            self.find_spelling(&token.sound, words, words.as_heard.start..all, found);
        }
    }

    /// Among the spellings at some places.
    fn find_spelling(&mut self, spelling: &str, words: &WordsByPieces, among: Range<u32>, found: &mut Vec<u32>) {
        self.letters.clear();
        self.letters.extend(letters(spelling));
        let Self { vectors, letters, lanes, candidates } = self;
        let length = letters.len();
        let like = words.long.iter().filter(|(long, _)| long.abs_diff(length) <= max_edits(length.max(*long)));
        found.extend(like.map(|&(_, token)| token));
        // A listed word that is longer than all that could be alike is none of the words with pieces.
        if length - max_edits(length).min(length) <= MOST_LETTERS {
            let signature = signature(letters);
            vectors.dispatch(Searching { letters, signature, words, among, lanes, candidates, found });
        }
    }
}

/// One search, to be compiled for each kind of vectors; whatever is called has to be inlined for that.
struct Searching<'a> {
    letters: &'a [u8],
    signature: u32,
    words: &'a WordsByPieces,
    among: Range<u32>,
    lanes: &'a mut Lanes,
    candidates: &'a mut Vec<u32>,
    found: &'a mut Vec<u32>,
}

impl WithSimd for Searching<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, _: S) {
        let query = self.letters.len();
        let in_lanes = self.lanes.set(self.letters);
        for length in 1..=MOST_LETTERS {
            let most = max_edits(length.max(query));
            if most == 0 || length.abs_diff(query) > most {
                continue;
            }
            self.candidates.clear();
            self.look_up(length, most);
            self.candidates.sort_unstable();
            self.candidates.dedup();
            let Spellings { tokens, .. } = &self.words.spellings;
            if !in_lanes {
                self.found.extend(self.candidates.iter().map(|&at| tokens[at as usize]));
                continue;
            }
            for candidates in self.candidates.chunks(LANES) {
                let words = candidates.iter().map(|&at| self.words.spellings.letters(at as usize));
                let distances = self.lanes.distances(words, length);
                for (&at, _) in candidates.iter().zip(distances).filter(|&(_, distance)| usize::from(distance) <= most) {
                    self.found.push(tokens[at as usize]);
                }
            }
        }
    }
}

impl Searching<'_> {
    /// Looks up what the pieces of a word of some length may be, where `most` edits are between it and the query.
    #[inline(always)]
    fn look_up(&mut self, length: usize, most: usize) {
        let query = self.letters;
        let (most, longer) = (most as isize, query.len() as isize - length as isize);
        let pieces = count_pieces(length);
        for piece in 0..pieces {
            let place = piece_at(piece, length);
            let size = place.len();
            // Edits before and after a piece that stands at `start` in the query, where so many letters inside are left out.
            let edits = |start: usize, left_out: isize| {
                let later = start as isize - place.start as isize;
                (later.abs(), (longer - left_out - later).abs())
            };
            let first = place.start.saturating_sub(most as usize);
            let last = (place.start + most as usize).min(query.len().saturating_sub(size));
            for start in first..=last {
                let Some(letters) = query.get(start..start + size) else { continue };
                let (before, after) = edits(start, 0);
                let spare = if pieces as isize > most { most - after - before.max(piece as isize) } else { most - after - before };
                if spare >= 0 {
                    self.read(length, piece, letters, most);
                }
                self.exchanged(length, piece, letters, query.get(start + size), spare, most);
                // One more letter inside.
                if pieces as isize > most {
                    continue;
                }
                let (before, after) = edits(start, 1);
                let spare = most - after - before - 1;
                let Some(&end) = query.get(start + size) else { continue };
                for left_out in 1..size {
                    let mut kept = [0; MOST_LETTERS];
                    kept[..size].copy_from_slice(letters);
                    kept.copy_within(left_out + 1..size, left_out);
                    kept[size - 1] = end;
                    if spare >= 0 {
                        self.read(length, piece, &kept[..size], most);
                    }
                    self.exchanged(length, piece, &kept[..size], query.get(start + size + 1), spare, most);
                }
            }
        }
    }

    /// Looks up a piece the last letter of which is exchanged with the next, where so many edits are to spare.
    #[inline(always)]
    fn exchanged(&mut self, length: usize, piece: usize, letters: &[u8], next: Option<&u8>, spare: isize, most: isize) {
        let Some(&next) = next else { return };
        if spare < 1 || piece + 1 == count_pieces(length) || letters.last() == Some(&next) {
            return;
        }
        let mut exchanged = [0; MOST_LETTERS];
        exchanged[..letters.len()].copy_from_slice(letters);
        exchanged[letters.len() - 1] = next;
        self.read(length, piece, &exchanged[..letters.len()], most);
    }

    /// Adds the words of a list to the candidates that pass by their signatures.
    #[inline(always)]
    fn read(&mut self, length: usize, piece: usize, letters: &[u8], most: isize) {
        let words = self.words;
        let list = list_of(words.lists.len() - 1, length, piece, letters);
        let (start, end) = (words.lists[list] as usize, words.lists[list + 1] as usize);
        let most = most as u32;
        let (more, fewer) = (length.saturating_sub(self.letters.len()), self.letters.len().saturating_sub(length));
        let (missing, extra) = (most - more as u32, most - fewer as u32);
        for at in (start..end).step_by(BLOCK) {
            let block = &words.signatures[at..at + BLOCK];
            let mut passes = [0_u8; BLOCK];
            for (passes, &signature) in passes.iter_mut().zip(block) {
                let missing = (self.signature & !signature).count_ones() <= missing;
                let extra = (signature & !self.signature).count_ones() <= extra;
                *passes = u8::from(missing & extra);
            }
            let mut passes = u128::from_le_bytes(passes);
            while passes != 0 {
                let at = at + passes.trailing_zeros() as usize / 8;
                passes &= passes - 1;
                if at < end && self.among.contains(&words.members[at]) {
                    self.candidates.push(words.members[at]);
                }
            }
        }
    }
}
