//! All listed tokens that are like one query token, found once and remembered.

use std::ops::Range;

use super::JOINED_WEIGHT;
use super::names::{ANY_CLASS, Names, Posting, WordsOfLength, letters, of_key};
use crate::name::{Similarity, Spelling, Token, TokenKind, TokenRef, initial_of, max_edits, similarity};
use crate::text::Pattern;

/// The listed tokens that are like one query token: all of them.
#[derive(Debug, Default)]
pub(super) struct Expansion {
    /// Similarities by listed token.
    similar: Similarities,
    /// Listed tokens, best first.
    pub(super) by_credit: Vec<Credited>,
    /// Their classes.
    pub(super) classes: Classes,
    /// The best credit, 1 where a joined word may match, 0 where nothing does.
    pub(super) query_most: f32,
    /// The most weight of a listed name that can be matched.
    pub(super) listed_most: f32,
    /// Whether some listed name has the token as several words.
    pub(super) is_split: bool,
    /// How many forms hold one of the tokens, counted once for each token.
    pub(super) visits: usize,
}

/// A listed token and what a match with it is worth.
#[derive(Debug, Clone)]
pub(super) struct Credited {
    pub(super) credit: f32,
    /// The token's weight.
    pub(super) weight: f32,
    /// Its forms: see [`Names::postings`].
    pub(super) postings: Range<u32>,
}

/// A set of classes of tokens: see [`Posting::others`].
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Classes([u64; 4]);

impl Classes {
    pub(super) const NONE: Self = Self([0; 4]);
    pub(super) const ALL: Self = Self([!1, !0, !0, !0]);

    fn insert(&mut self, class: u8) {
        self.0[usize::from(class / 64)] |= 1 << (class % 64);
    }

    pub(super) fn with(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] | other.0[at]))
    }

    pub(super) fn has(&self, class: u8) -> bool {
        self.0[usize::from(class / 64)] >> (class % 64) & 1 != 0
    }

    /// Whether a form may hold a token of these classes beside the one it was found by.
    pub(super) fn may_have(&self, posting: &Posting) -> bool {
        let [a, b, c] = posting.others;
        self.has(a) | self.has(b) | self.has(c)
    }
}

impl Expansion {
    /// How alike a listed token of a class is.
    pub(super) fn similarity(&self, class: u8, token: u32) -> Option<Similarity> {
        // Most classes have nothing that is like the token: that spares a look into the table.
        if self.classes.has(class) { self.similar.get(token) } else { None }
    }
}

/// A hash table from tokens to similarities, read for every pair of tokens that is scored: open addressing in one allocation, at
/// most half full, so that most tokens that are not in it are known by one look.
#[derive(Debug, Default)]
struct Similarities {
    slots: Vec<Option<(u32, Similarity)>>,
}

impl Similarities {
    fn new(entries: &[(u32, Similarity)]) -> Self {
        let mut table = Self { slots: vec![None; (entries.len() * 2).next_power_of_two()] };
        for &entry in entries {
            let mut at = table.start(entry.0);
            while table.slots[at].is_some() {
                at = (at + 1) & (table.slots.len() - 1);
            }
            table.slots[at] = Some(entry);
        }
        table
    }

    /// Where a token's entry would stand: bits from the middle of a product with the golden ratio (after Fibonacci hashing).
    fn start(&self, token: u32) -> usize {
        (token.wrapping_mul(0x9e37_79b9) >> 8) as usize & (self.slots.len() - 1)
    }

    fn get(&self, token: u32) -> Option<Similarity> {
        if self.slots.is_empty() {
            return None;
        }
        let mut at = self.start(token);
        while let Some((found, similarity)) = self.slots[at] {
            if found == token {
                return Some(similarity);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        None
    }
}

/// Compares one token with the whole listed vocabulary.
#[derive(Debug)]
pub(super) struct Expander {
    spelling: Spelling,
    possible: Vec<u32>,
    vectors: pulp::Arch,
}

impl Default for Expander {
    fn default() -> Self {
        let spelling = Spelling { sound: Pattern::new(""), text: Pattern::new("") };
        Self { spelling, possible: Vec::new(), vectors: pulp::Arch::new() }
    }
}

impl Expander {
    /// Every listed token that [`similarity`] finds like `token`.
    ///
    /// Each way to be alike has a table that finds all tokens for it: equal text, sound and consonants share a key; equivalents
    /// share a group; initials share the first letter; edits are searched among words of similar length; words of other scripts are read
    /// letter by letter.
    pub(super) fn expand(&mut self, token: &Token, names: &Names) -> Expansion {
        self.spelling.set(token);
        self.possible.clear();
        for key in token.keys_to_find() {
            self.possible.extend(names.tokens_of_key(key));
        }
        for &group in &token.groups {
            self.possible.extend(names.tokens_by_group.get(group));
        }
        self.find_initials(token, names);
        names.words_by_letters.find(token, &mut self.possible);
        if token.kind.is_spelled_freely() {
            let Self { spelling, possible, vectors } = self;
            let mut find = |word, pattern: &Pattern, words, of: fn(TokenRef<'_>) -> &str| {
                find_edits(word, pattern, words, *vectors, |token| of(names.token(token)), possible);
            };
            find(&token.sound, &spelling.sound, &names.words_by_sound, |token| token.sound);
            find(&token.text, &spelling.text, &names.words_by_text, |token| token.text);
            // Where both are written as they sound, sounds were compared already.
            if token.text != token.sound {
                find(&token.text, &spelling.text, &names.words_as_heard, |token| token.text);
            }
        }
        self.possible.sort_unstable();
        self.possible.dedup();

        let mut expansion = Expansion::default();
        let mut similar = Vec::new();
        for &id in &self.possible {
            if let Some(similarity) = similarity(token, &self.spelling, names.token(id)) {
                let (credit, weight, postings) = (similarity.credit(), names.token_weight(id), names.postings_of(id));
                similar.push((id, similarity));
                expansion.visits += postings.len();
                expansion.classes.insert(names.token_class(id));
                expansion.query_most = expansion.query_most.max(credit);
                // A name may hold several of them, but one alone is matched.
                expansion.listed_most = expansion.listed_most.max(weight * credit);
                expansion.by_credit.push(Credited { credit, weight, postings });
            }
        }
        if !similar.is_empty() {
            expansion.similar = Similarities::new(&similar);
            expansion.classes.insert(ANY_CLASS);
        }
        expansion.by_credit.sort_by(|a, b| b.credit.total_cmp(&a.credit));
        let [sound, skeleton] = token.keys();
        for key in [Some(sound), (skeleton != sound).then_some(skeleton)].into_iter().flatten() {
            let joined = names.forms_joined_as(key).count();
            if joined > 0 {
                expansion.is_split = true;
                expansion.query_most = 1.0;
                expansion.listed_most = JOINED_WEIGHT;
                expansion.classes = Classes::ALL;
                expansion.visits += joined;
            }
        }
        expansion
    }

    fn find_initials(&mut self, token: &Token, names: &Names) {
        let Some(first) = initial_of(token.as_ref()).and_then(|initial| initial.chars().next()) else { return };
        let same_letter = of_key(&names.tokens_by_initial, first).iter().map(|&(_, id)| id);
        match token.kind {
            TokenKind::Initial => self.possible.extend(same_letter),
            TokenKind::Word => {
                self.possible.extend(same_letter.filter(|&id| names.token(id).kind == TokenKind::Initial));
            }
            _ => {}
        }
    }
}

/// Words within the most edits that may be alike, by one of their spellings. An edit changes at most one letter on each side, so words that
/// differ in more letters are passed over without computing the distance. `spelling` tells those that are not ASCII.
fn find_edits<'a>(
    word: &str,
    pattern: &Pattern,
    by_length: &[WordsOfLength],
    vectors: pulp::Arch,
    spelling: impl Fn(u32) -> &'a str,
    found: &mut Vec<u32>,
) {
    let query = letters(word);
    let mut differing = [0_u8; BLOCK];
    let mut least = [0_u8; BLOCK / LANE];
    for (length, words) in by_length.iter().enumerate() {
        let edits = max_edits(pattern.len().max(length));
        if pattern.len().abs_diff(length) > edits || edits == 0 {
            continue;
        }
        for (block, start) in words.letters.chunks(BLOCK).zip((0..).step_by(BLOCK)) {
            vectors.dispatch(|| count_differing(query, block, &mut differing, &mut least));
            for (lane, first) in differing[..block.len()].chunks(LANE).zip((start..).step_by(LANE)) {
                // Hardly one word in a hundred passes: most lanes are done with one comparison.
                if usize::from(least[(first - start) / LANE]) > edits {
                    continue;
                }
                for (at, _) in lane.iter().enumerate().filter(|&(_, &letters)| usize::from(letters) <= edits) {
                    let token = words.tokens[first + at];
                    let other = words.spelling(first + at, length).unwrap_or_else(|| spelling(token));
                    if pattern.distance(other) <= edits {
                        found.push(token);
                    }
                }
            }
        }
    }
}

/// Words that are filtered at a time.
const BLOCK: usize = 128;

/// Words of a block that are passed over at a time.
const LANE: usize = 16;

/// For each word how many letters it has or lacks against the query's, whichever is more, and the least of each lane. Without a
/// branch, so that it runs in vector instructions.
#[inline(always)]
fn count_differing(query: u64, words: &[u64], differing: &mut [u8; BLOCK], least: &mut [u8; BLOCK / LANE]) {
    for (differing, &letters) in differing.iter_mut().zip(words) {
        *differing = (query & !letters).count_ones().max((letters & !query).count_ones()) as u8;
    }
    for (least, lane) in least.iter_mut().zip(differing.chunks_exact(LANE)) {
        *least = lane.iter().fold(u8::MAX, |least, &letters| least.min(letters));
    }
}
