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

use crate::name::{Token, TokenKind, TokenRef, max_edits};
use crate::text::{LANES, Lanes};

/// Listed words, as they are written and as they sound.
///
/// *Memory*: some forty bytes for each spelling.
#[derive(Debug)]
pub(super) struct WordsByPieces {
    /// Spellings by their length.
    by_length: [WordsOfLength; MOST_LETTERS + 1],
    /// Words of more than [`MOST_LETTERS`], each with the length of a spelling: too few to be worth pieces.
    long: Vec<(usize, u32)>,
}

/// Letters of the longest words that are cut into pieces: of OFAC's words, four in ten thousand are longer.
const MOST_LETTERS: usize = 24;

/// Signatures that are read at a time: as many as fit the widest vectors.
const BLOCK: usize = 16;

#[derive(Debug, Default)]
struct WordsOfLength {
    /// First the texts of words that sound otherwise, then the words that are written as they sound, then the other words' sounds.
    tokens: Vec<u32>,
    as_heard: Range<u32>,
    /// The spellings one after the other.
    letters: Vec<u8>,
    /// Where each list of `members` starts; one more at the end. A list has the words with one piece, and those with other pieces of the
    /// same hash.
    lists: Vec<u32>,
    /// Places of words in `tokens`.
    members: Vec<u32>,
    /// Of `members`, see [`around`], and a block more, since they are read in blocks.
    signatures: Vec<u32>,
}

impl WordsByPieces {
    pub(super) fn new<'a>(tokens: impl Iterator<Item = TokenRef<'a>> + Clone) -> Self {
        let mut words = Self { by_length: Default::default(), long: Vec::new() };
        let of_kind = || (0..).zip(tokens.clone()).filter(|(_, token)| token.kind == TokenKind::Word);
        let others = || of_kind().filter(|(_, token)| token.text != token.sound);
        others().for_each(|(id, token)| words.push(id, token.text));
        words.by_length.iter_mut().for_each(|words| words.as_heard.start = words.tokens.len() as u32);
        of_kind().filter(|(_, token)| token.text == token.sound).for_each(|(id, token)| words.push(id, token.text));
        words.by_length.iter_mut().for_each(|words| words.as_heard.end = words.tokens.len() as u32);
        others().for_each(|(id, token)| words.push(id, token.sound));
        words.by_length.iter_mut().enumerate().skip(1).for_each(|(length, words)| words.list(length));
        words
    }

    /// Bytes of memory that they take.
    pub(super) fn heap_bytes(&self) -> usize {
        let of_length = |words: &WordsOfLength| {
            let WordsOfLength { tokens, letters, lists, members, signatures, .. } = words;
            size_of_val(&tokens[..])
                + letters.len()
                + [lists, members, signatures].map(|table| size_of_val(&table[..])).iter().sum::<usize>()
        };
        self.by_length.iter().map(of_length).sum::<usize>() + size_of_val(&self.long[..])
    }

    fn push(&mut self, token: u32, spelling: &str) {
        let length = spelling.chars().count();
        match self.by_length.get_mut(length) {
            Some(words) => {
                words.letters.extend(letters(spelling));
                words.tokens.push(token);
            }
            None => self.long.push((length, token)),
        }
    }
}

impl WordsOfLength {
    /// Sorts the words into lists, counting first.
    fn list(&mut self, length: usize) {
        let count = count_pieces(length);
        let all = self.tokens.len() * count;
        // With four to a list its start adds a byte to each, and hardly any that does not belong there is read; of few words, none.
        let lists = all / 4 + 1_000;
        self.lists = vec![0; lists + 1];
        self.members = vec![0; all];
        self.signatures = vec![0; all + BLOCK];
        for word in self.letters.chunks_exact(length) {
            for piece in 0..count {
                self.lists[list_of(lists, piece, &word[piece_at(piece, length)]) + 1] += 1;
            }
        }
        for at in 0..lists {
            self.lists[at + 1] += self.lists[at];
        }
        let mut ends = self.lists.clone();
        for (at, word) in (0..).zip(self.letters.chunks_exact(length)) {
            for piece in 0..count {
                let place = piece_at(piece, length);
                let end = &mut ends[list_of(lists, piece, &word[place.clone()])];
                self.members[*end as usize] = at;
                self.signatures[*end as usize] = around(signature(&word[..place.start]), signature(&word[place.end..]));
                *end += 1;
            }
        }
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

/// Which of so many lists has the words with some letters for a piece.
#[inline(always)]
fn list_of(lists: usize, piece: usize, letters: &[u8]) -> usize {
    let key = letters.iter().fold(piece as u64 + 1, |key, &letter| key << 8 | u64::from(letter));
    // The upper half of a product with the golden ratio, brought to the number of lists.
    let hash = key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    ((hash * lists as u64) >> 32) as usize
}

/// Letters by the bit that stands for them, so that all bits are set about as often. What is no letter has none, which only makes the filter
/// weaker.
const BITS: [&[u8]; 16] =
    [b"a", b"i", b"e", b"n", b"r", b"o", b"s", b"l", b"t", b"u", b"kx", b"hw", b"mj", b"df", b"vpq", b"cgbyz"];

static BIT_OF: [u32; 256] = {
    let mut bits = [0; 256];
    let mut bit = 0;
    while bit < BITS.len() {
        let mut at = 0;
        while at < BITS[bit].len() {
            bits[BITS[bit][at] as usize] = 1 << bit;
            at += 1;
        }
        bit += 1;
    }
    bits
};

/// Which letters there are, in 16 bits.
#[inline(always)]
fn signature(letters: &[u8]) -> u32 {
    letters.iter().fold(0, |signature, &letter| signature | BIT_OF[usize::from(letter)])
}

/// Which letters there are before and after a piece.
#[inline(always)]
fn around(before: u32, after: u32) -> u32 {
    before | after << 16
}

/// Searches the words that are a few edits away from another. Its memory is used again.
#[derive(Debug)]
pub(super) struct EditSearch {
    vectors: Arch,
    query: Vec<u8>,
    /// Letters of the query before each place, and from it on.
    around: Vec<(u32, u32)>,
    lists: Vec<List>,
    candidates: Vec<u32>,
    lanes: Lanes,
}

/// A list to be read, and which of its words pass: those that lack at most so many of the query's letters, or those that have at most so many
/// others, whichever is fewer.
#[derive(Debug)]
struct List {
    start: u32,
    end: u32,
    /// Letters that count.
    letters: u32,
    /// All bits where letters count that a word lacks, none where those count that it has.
    lacking: u32,
    most: u32,
}

impl Default for EditSearch {
    fn default() -> Self {
        Self {
            vectors: Arch::new(),
            query: Vec::new(),
            around: Vec::new(),
            lists: Vec::new(),
            candidates: Vec::new(),
            lanes: Lanes::default(),
        }
    }
}

/// Letters that a listed word has for a piece, where they stand in the query.
#[derive(Clone, Copy)]
struct Piece {
    number: usize,
    letters: [u8; 3],
    size: usize,
    start: usize,
    end: usize,
    /// By how many letters the query is longer before the piece, and after it.
    longer: (isize, isize),
    /// Edits outside it: all of them at the most, and before it at least.
    most: isize,
    least_before: isize,
}

impl EditSearch {
    /// Adds to `found` every listed word that is as few edits away from a word as may be, as written or in sound, some of them twice, and
    /// some that are farther.
    pub(super) fn find(&mut self, token: &Token, words: &WordsByPieces, found: &mut Vec<u32>) {
        if token.text == token.sound {
            self.find_spelling(&token.text, words, |words| 0..words.tokens.len() as u32, found);
        } else {
            self.find_spelling(&token.text, words, |words| 0..words.as_heard.end, found);
            self.find_spelling(&token.sound, words, |words| words.as_heard.start..words.tokens.len() as u32, found);
        }
    }

    /// Among some spellings of each length.
    fn find_spelling(
        &mut self,
        spelling: &str,
        words: &WordsByPieces,
        among: fn(&WordsOfLength) -> Range<u32>,
        found: &mut Vec<u32>,
    ) {
        self.query.clear();
        self.query.extend(letters(spelling));
        let size = self.query.len();
        let is_near = |length: usize, most: usize| most > 0 && length.abs_diff(size) <= most;
        let long = words.long.iter().filter(|&&(length, _)| is_near(length, max_edits(length.max(size))));
        found.extend(long.map(|&(_, token)| token));
        if size > MOST_LETTERS && !is_near(MOST_LETTERS, max_edits(size)) {
            return;
        }
        self.around.clear();
        self.around.extend((0..=size).map(|at| (signature(&self.query[..at]), signature(&self.query[at..]))));
        let in_lanes = self.lanes.set(&self.query);
        for (length, words) in words.by_length.iter().enumerate() {
            let most = max_edits(length.max(size));
            if is_near(length, most) && !words.tokens.is_empty() {
                self.look_up(words, length, most);
                let Self { lists, candidates, lanes, .. } = self;
                candidates.clear();
                let lanes = in_lanes.then_some(lanes);
                self.vectors.dispatch(Reading {
                    words,
                    length,
                    most,
                    among: among(words),
                    lists,
                    candidates,
                    lanes,
                    found,
                });
            }
        }
    }

    /// Looks up what the pieces of a word of some length may be, where `most` edits are between it and the query.
    fn look_up(&mut self, words: &WordsOfLength, length: usize, most: usize) {
        self.lists.clear();
        let longer = self.query.len() as isize - length as isize;
        let pieces = count_pieces(length);
        for number in 0..pieces {
            let place = piece_at(number, length);
            let size = place.len();
            let last = (place.start + most).min(self.query.len().saturating_sub(size));
            for start in place.start.saturating_sub(most)..=last {
                let end = start + size;
                let Some(part) = self.query.get(start..end) else { continue };
                let mut letters = [0; 3];
                letters[..size].copy_from_slice(part);
                let later = start as isize - place.start as isize;
                let piece = Piece {
                    number,
                    letters,
                    size,
                    start,
                    end,
                    longer: (later, longer - later),
                    most: most as isize,
                    least_before: if pieces > most { number as isize } else { 0 },
                };
                self.look_up_piece(words, piece, number + 1 == pieces);
                if pieces > most || end == self.query.len() {
                    continue;
                }
                for left_out in 1..size {
                    let mut letters = letters;
                    letters[left_out..size].copy_from_slice(&self.query[start + left_out + 1..=end]);
                    let longer = (later, longer - later - 1);
                    let piece = Piece { letters, end: end + 1, longer, most: most as isize - 1, ..piece };
                    self.look_up_piece(words, piece, number + 1 == pieces);
                }
            }
        }
    }

    /// Looks up a piece, and the same with its last letter exchanged with the next.
    fn look_up_piece(&mut self, words: &WordsOfLength, mut piece: Piece, is_last: bool) {
        let spare = piece.most - piece.longer.0.abs().max(piece.least_before) - piece.longer.1.abs();
        if spare < 0 {
            return;
        }
        self.push(words, &piece, self.around[piece.end].1);
        let last = &mut piece.letters[piece.size - 1];
        if let Some(&next) = self.query.get(piece.end)
            && !is_last
            && *last != next
            && spare > 0
        {
            let after = BIT_OF[usize::from(*last)] | self.around[piece.end + 1].1;
            *last = next;
            piece.most -= 1;
            self.push(words, &piece, after);
        }
    }

    fn push(&mut self, words: &WordsOfLength, piece: &Piece, after: u32) {
        let list = list_of(words.lists.len() - 1, piece.number, &piece.letters[..piece.size]);
        let signature = around(self.around[piece.start].0, after);
        // Letters put in are not missing, and those left out are none too many.
        let (before, then) = piece.longer;
        let missing = piece.most + before.min(0) + then.min(0);
        let extra = piece.most - before.max(0) - then.max(0);
        let (start, end) = (words.lists[list], words.lists[list + 1]);
        let (letters, lacking) = if missing <= extra { (signature, !0) } else { (!signature, 0) };
        self.lists.push(List { start, end, letters, lacking, most: missing.min(extra) as u32 });
    }
}

/// Reading the lists, to be compiled for each kind of vectors; whatever is called has to be inlined for that.
struct Reading<'a> {
    words: &'a WordsOfLength,
    length: usize,
    most: usize,
    among: Range<u32>,
    lists: &'a [List],
    candidates: &'a mut Vec<u32>,
    /// Where distances can be had.
    lanes: Option<&'a mut Lanes>,
    found: &'a mut Vec<u32>,
}

impl WithSimd for Reading<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { words, length, most, among, lists, candidates, lanes, found } = self;
        for list in lists {
            match list.most {
                0 => sift::<0>(list, &words.signatures, candidates),
                1 => sift::<1>(list, &words.signatures, candidates),
                2 => sift::<2>(list, &words.signatures, candidates),
                3 => sift::<3>(list, &words.signatures, candidates),
                _ => candidates.extend(list.start..list.end),
            }
        }
        candidates.iter_mut().for_each(|at| *at = words.members[*at as usize]);
        candidates.retain(|at| among.contains(at));
        candidates.sort_unstable();
        candidates.dedup();
        let Some(lanes) = lanes else {
            found.extend(candidates.iter().map(|&at| words.tokens[at as usize]));
            return;
        };
        for candidates in candidates.chunks(LANES) {
            let spellings = candidates.iter().map(|&at| &words.letters[at as usize * length..][..length]);
            let distances = lanes.distances(spellings, length);
            for (&at, _) in candidates.iter().zip(distances).filter(|&(_, distance)| usize::from(distance) <= most) {
                found.push(words.tokens[at as usize]);
            }
        }
    }
}

/// Adds to the candidates the places of a list where at most `MOST` letters differ. Without a branch for each word, so that it runs in vector
/// instructions; most blocks have none that passes.
#[inline(always)]
fn sift<const MOST: usize>(list: &List, signatures: &[u32], candidates: &mut Vec<u32>) {
    for at in (list.start..list.end).step_by(BLOCK) {
        let Some(block) = signatures[at as usize..].first_chunk::<BLOCK>() else { return };
        let mut passes = 0_u32;
        for (lane, &signature) in block.iter().enumerate() {
            let mut differing = list.letters & (signature ^ list.lacking);
            for _ in 0..MOST {
                differing &= differing.wrapping_sub(1);
            }
            passes |= if differing == 0 { 1 << lane } else { 0 };
        }
        if list.end - at < BLOCK as u32 {
            passes &= (1 << (list.end - at)) - 1;
        }
        while passes != 0 {
            candidates.push(at + passes.trailing_zeros());
            passes &= passes - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::*;
    use crate::text::Pattern;

    /// The words that are as few edits away as may be, by looking at each.
    fn naive(query: &Token, words: &[Token]) -> Vec<u32> {
        let is_near = |a: &str, b: &str| {
            let most = max_edits(a.chars().count().max(b.chars().count()));
            most > 0 && Pattern::new(a).distance(b) <= most
        };
        let near =
            (0..).zip(words).filter(|(_, word)| is_near(&query.text, &word.text) || is_near(&query.sound, &word.sound));
        near.map(|(id, _)| id).collect()
    }

    fn found(query: &Token, words: &[Token], search: &mut EditSearch) -> Vec<u32> {
        let mut found = Vec::new();
        search.find(query, &WordsByPieces::new(words.iter().map(Token::as_ref)), &mut found);
        found
    }

    fn word(text: &str) -> Token {
        Token::new(TokenKind::Word, text)
    }

    #[test]
    fn words_that_are_near_are_found() {
        let mut search = EditSearch::default();
        for (case, listed, query) in [
            ("nothing", "", ""),
            ("the same", "scholz", "scholz"),
            ("one letter", "a", "b"),
            ("a letter more than two", "li", "lin"),
            ("an exchange across pieces, and another letter", "markov", "mrakot"),
            ("an exchange across pieces, and a letter more before it", "abdei", "axdbei"),
            ("a letter more in each piece", "abdei", "aobduei"),
            ("a letter less in each piece", "aobduei", "abdei"),
            ("all edits in the first pieces", "alexandrovich", "oleksandrovich"),
            ("longer than what is cut into pieces", &"abcde".repeat(6), &"abcdf".repeat(5)),
            ("longer than a lane", "konstantinopoulos", "konstantinopulos"),
            ("not ASCII", "łódźaska", "łodzaska"),
            ("heard alike", "youssouf", "yusuff"),
        ] {
            let words = [word("tschernobyl"), word(listed), word("łžš")];
            let query = word(query);
            let found = found(&query, &words, &mut search);
            naive(&query, &words).iter().for_each(|id| assert!(found.contains(id), "{case}: {id}"));
        }
    }

    #[test]
    fn fewer_pieces_than_edits_leave_one_with_a_letter_left_out_alone() {
        for length in 1..=MOST_LETTERS {
            for query in length..2 * MOST_LETTERS {
                let (pieces, most) = (count_pieces(length), max_edits(query));
                if query - length <= most && pieces <= most {
                    assert!(2 * pieces + (query - length) > 2 * most, "{length} of {query}");
                }
            }
        }
    }

    fn edited(word: &str, edits: &[(u8, usize, char)]) -> String {
        let mut letters: Vec<char> = word.chars().collect();
        for &(edit, at, letter) in edits {
            let at = at % (letters.len() + 1);
            match edit {
                0 => letters.insert(at, letter),
                _ if at == letters.len() => {}
                1 => letters[at] = letter,
                2 => drop(letters.remove(at)),
                _ if at > 0 => letters.swap(at - 1, at),
                _ => {}
            }
        }
        letters.into_iter().collect()
    }

    proptest! {
        // The gate asks the same questions every time; `PROPTEST_CASES` asks more.
        #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: RngSeed::Fixed(20_261_120), ..ProptestConfig::default() })]

        /// Few letters, so that words have much by chance in common, and edits that meet.
        #[test]
        fn no_word_that_is_near_is_lost(
            words in prop::collection::vec("[abchsy]{1,9}|[abeikln]{3,26}|[abж]{1,7}", 1..40),
            edits in prop::collection::vec((0..4_u8, 0..30_usize, prop::char::range('a', 'c')), 0..7),
        ) {
            let query = word(&edited(&words[0], &edits));
            let words: Vec<Token> = words.iter().map(|text| word(text)).collect();
            let found = found(&query, &words, &mut EditSearch::default());
            for id in naive(&query, &words) {
                prop_assert!(found.contains(&id), "{} of {}", words[id as usize].text, query.text);
            }
        }
    }
}
