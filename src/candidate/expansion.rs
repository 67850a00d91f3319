//! All listed tokens that are like one query token, found once and remembered.

use std::ops::Range;

use super::edits::EditSearch;
use super::names::{Names, Posting, of_key};
use crate::name::{Similarity, Spelling, Token, TokenKind, TokenRef, initial_of, similarity_with};
use crate::text::{LetterSearch, Pattern};

/// The listed tokens that are like one query token: all of them.
#[derive(Debug, Default)]
pub(super) struct Expansion {
    /// Similarities by listed token.
    similar: Similarities,
    /// Listed tokens, best first.
    pub(super) by_credit: Vec<Credited>,
    /// Their classes.
    pub(super) classes: Classes,
    /// The best credit, 0 where nothing is like it.
    pub(super) query_most: f32,
    /// The most weight of a listed name that can be matched.
    pub(super) listed_most: f32,
    /// The least that a counterpart weighs; over every weight where there is none.
    lightest: f32,
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
    fn insert(&mut self, class: u8) {
        self.0[usize::from(class / 64)] |= 1 << (class % 64);
    }

    pub(super) fn has(&self, class: u8) -> bool {
        self.0[usize::from(class / 64)] >> (class % 64) & 1 != 0
    }
}

impl Expansion {
    /// Whether a form may hold one of the tokens beside the one it was found by.
    pub(super) fn may_be_in(&self, posting: &Posting) -> bool {
        let [a, b, c] = posting.others;
        let has = |class| self.classes.has(class);
        has(a) | has(b) | has(c) | (posting.heaviest_left() >= self.lightest)
    }

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
    similar: Vec<(u32, Similarity)>,
    letters: LetterSearch,
    /// What was found by letters, in the order of tokens.
    by_letters: Vec<(u32, Similarity)>,
    edits: EditSearch,
}

impl Default for Expander {
    fn default() -> Self {
        let spelling = Spelling { sound: Pattern::new(""), text: Pattern::new("") };
        let (possible, similar, letters, by_letters) = (Vec::new(), Vec::new(), LetterSearch::default(), Vec::new());
        Self { spelling, possible, similar, letters, by_letters, edits: EditSearch::default() }
    }
}

impl Expander {
    /// Every listed token that [`crate::name::similarity`] finds like `token`.
    ///
    /// Each way to be alike has a table that finds all tokens for it: equal text, sound and consonants share a key; equivalents
    /// share a group; initials share the first letter; edits leave some piece of a word as it is; words of other scripts are read
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
        names.words_by_letters.find(token, &mut self.letters, &mut self.by_letters);
        self.possible.extend(self.by_letters.iter().map(|&(id, _)| id));
        if token.kind.is_spelled_freely() {
            self.edits.find(token, &names.words_by_pieces, &mut self.possible);
        }
        self.possible.sort_unstable();
        self.possible.dedup();

        let Self { spelling, possible, similar, by_letters, .. } = self;
        similar.clear();
        similar.extend(possible.iter().filter_map(|&id| {
            let known = |_: TokenRef<'_>, _: TokenRef<'_>| {
                let found = by_letters.binary_search_by_key(&id, |&(found, _)| found);
                found.ok().map(|at| by_letters[at].1)
            };
            Some((id, similarity_with(token, spelling, names.token(id), known)?))
        }));
        let mut expansion = Expansion { lightest: f32::MAX, ..Expansion::default() };
        if !similar.is_empty() {
            expansion.similar = Similarities::new(similar);
        }
        expansion.by_credit.reserve_exact(similar.len());
        for &(id, found) in similar.iter() {
            let (credit, weight, postings) = (found.credit(), names.token_weight(id), names.postings_of(id));
            expansion.visits += postings.len();
            expansion.classes.insert(names.token_class(id));
            expansion.query_most = expansion.query_most.max(credit);
            // A name may hold several of them, but one alone is matched.
            expansion.listed_most = expansion.listed_most.max(weight * credit);
            expansion.lightest = expansion.lightest.min(weight);
            expansion.by_credit.push(Credited { credit, weight, postings });
        }
        let best_first =
            |a: &Credited, b: &Credited| b.credit.total_cmp(&a.credit).then(a.postings.start.cmp(&b.postings.start));
        expansion.by_credit.sort_unstable_by(best_first);
        let [sound, skeleton] = token.keys();
        for key in [Some(sound), (skeleton != sound).then_some(skeleton)].into_iter().flatten() {
            let joined = names.forms_joined_as(key).count();
            if joined > 0 {
                expansion.is_split = true;
                expansion.visits += joined;
            }
        }
        expansion
    }

    fn find_initials(&mut self, token: &Token, names: &Names) {
        let Some(first) = initial_of(token.as_ref()).and_then(|initial| initial.chars().next()) else { return };
        // Of the words, thousands begin with one letter; of initials there is one.
        let same_letter = match token.kind {
            TokenKind::Initial => of_key(&names.tokens_by_initial, first),
            TokenKind::Word => of_key(&names.initials, first),
            _ => return,
        };
        self.possible.extend(same_letter.iter().map(|&(_, id)| id));
    }
}
