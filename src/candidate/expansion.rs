//! All listed tokens that are like one query token, found once and remembered.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::JOINED_WEIGHT;
use super::edits::EditSearch;
use super::names::{Names, of_key};
use crate::name::{Similarity, Spelling, Token, TokenKind, initial_of, similarity};
use crate::text::Pattern;

/// The listed tokens that are like one query token: all of them.
#[derive(Debug, Default)]
pub struct Expansion {
    /// Similarities by listed token.
    similar: Similarities,
    /// Listed tokens, best first.
    pub(super) by_credit: Vec<Credited>,
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
#[derive(Debug, Clone, Copy)]
pub(super) struct Credited {
    pub(super) token: u32,
    pub(super) credit: f32,
}

impl Expansion {
    /// How alike a listed token is.
    pub(super) fn similarity(&self, token: u32) -> Option<Similarity> {
        self.similar.get(token)
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

/// Tokens remembered by one thread before it starts anew: at the size of OFAC's list, some hundred megabytes.
const MAX_REMEMBERED: usize = 200_000;

/// Expansions of the tokens seen so far, by kind and text.
#[derive(Debug, Default)]
pub(super) struct Memory {
    expansions: FxHashMap<TokenKind, FxHashMap<String, Rc<Expansion>>>,
    remembered: usize,
}

impl Memory {
    pub(super) fn clear(&mut self) {
        self.expansions.clear();
        self.remembered = 0;
    }

    pub(super) fn get(&mut self, token: &Token, names: &Names, expander: &mut Expander) -> Rc<Expansion> {
        if self.remembered >= MAX_REMEMBERED {
            self.clear();
        }
        let of_kind = self.expansions.entry(token.kind).or_default();
        if let Some(expansion) = of_kind.get(token.text.as_str()) {
            return Rc::clone(expansion);
        }
        let expansion = Rc::new(expander.expand(token, names));
        of_kind.insert(token.text.clone(), Rc::clone(&expansion));
        self.remembered += 1;
        expansion
    }
}

/// Compares one token with the whole listed vocabulary.
#[derive(Debug)]
pub(super) struct Expander {
    spelling: Spelling,
    possible: Vec<u32>,
    similar: Vec<(u32, Similarity)>,
    edits: EditSearch,
}

impl Default for Expander {
    fn default() -> Self {
        let spelling = Spelling { sound: Pattern::new(""), text: Pattern::new("") };
        Self { spelling, possible: Vec::new(), similar: Vec::new(), edits: EditSearch::default() }
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
        let by_key = |key| names.tokens_of_key(key).iter().map(|&(_, token)| token);
        for key in token.keys_to_find() {
            self.possible.extend(by_key(key));
        }
        for &group in &token.groups {
            self.possible.extend(names.tokens_by_group.get(group).iter().map(|&(_, token)| token));
        }
        self.find_initials(token, names);
        names.words_by_letters.find(token, &mut self.possible);
        if token.kind.is_spelled_freely() {
            self.edits.find(token, &names.words_by_pieces, &mut self.possible);
        }
        self.possible.sort_unstable();
        self.possible.dedup();

        let Self { spelling, possible, similar, .. } = self;
        similar.clear();
        similar.extend(possible.iter().filter_map(|&id| Some((id, similarity(token, spelling, names.token(id))?))));
        let mut expansion = Expansion::default();
        if !similar.is_empty() {
            expansion.similar = Similarities::new(similar);
        }
        expansion.by_credit =
            similar.iter().map(|&(token, found)| Credited { token, credit: found.credit() }).collect();
        for &Credited { token, credit } in &expansion.by_credit {
            expansion.query_most = expansion.query_most.max(credit);
            // A name may hold several of them, but one alone is matched.
            expansion.listed_most = expansion.listed_most.max(names.token_weight(token) * credit);
            expansion.visits += names.forms_of_token(token).len();
        }
        let best_first = |a: &Credited, b: &Credited| b.credit.total_cmp(&a.credit).then(a.token.cmp(&b.token));
        expansion.by_credit.sort_unstable_by(best_first);
        let [sound, skeleton] = token.keys();
        for key in [Some(sound), (skeleton != sound).then_some(skeleton)].into_iter().flatten() {
            let joined = names.forms_joined_as(key).count();
            if joined > 0 {
                expansion.is_split = true;
                expansion.query_most = 1.0;
                expansion.listed_most = JOINED_WEIGHT;
                expansion.visits += joined;
            }
        }
        expansion
    }

    fn find_initials(&mut self, token: &Token, names: &Names) {
        let Some(first) = initial_of(token).and_then(|initial| initial.chars().next()) else { return };
        // Of the words, thousands begin with one letter; of initials there is one.
        let same_letter = match token.kind {
            TokenKind::Initial => of_key(&names.tokens_by_initial, first),
            TokenKind::Word => of_key(&names.initials, first),
            _ => return,
        };
        self.possible.extend(same_letter.iter().map(|&(_, id)| id));
    }
}
