//! All listed tokens that are like one query token, found once and remembered.

use super::edits::EditSearch;
use super::names::{Names, Posting, of_key};
use crate::name::{Similarity, Spelling, Token, TokenKind, TokenRef, initial_of, similarity_with};
use crate::text::{LetterSearch, Pattern};

/// The listed tokens that are like one query token: all of them.
#[derive(Debug, Default)]
pub(super) struct Expansion {
    /// Best first.
    pub(super) counterparts: Vec<Counterpart>,
    /// Places in `counterparts` by token.
    places: Places,
    /// Their classes.
    classes: Classes,
    /// The best credit, 0 where nothing is like it.
    pub(super) query_most: f32,
    /// The most weight of a listed name that can be matched.
    pub(super) listed_most: f32,
    /// The forms that have the token as several words, ascending.
    split: Vec<u32>,
    /// How many forms hold one of the tokens, counted once for each token.
    visits: usize,
    /// The forms that hold one of the tokens, and those that have it as several words.
    pub(super) forms: Forms,
    /// The same one after the other, if they are not too many: [`Reach`].
    pub(super) reach: Option<Reach>,
}

/// A set of forms, which may seem to have more than were put in.
#[derive(Debug, Default)]
pub(super) struct Forms {
    /// A bit for each of the last bits of a form's number: forms of one party have different ones.
    bits: Box<[u64]>,
}

impl Forms {
    /// With room for so many.
    fn new(len: usize) -> Self {
        let bits = (len * BITS_OF_FORM).next_power_of_two().clamp(64, MOST_BITS);
        Self { bits: vec![0; bits / 64].into_boxed_slice() }
    }

    fn insert(&mut self, form: u32) {
        let at = form as usize / 64 & (self.bits.len() - 1);
        self.bits[at] |= 1 << (form % 64);
    }

    /// Whether a form may be among them.
    #[inline]
    pub(super) fn has(&self, form: u32) -> bool {
        let at = form as usize / 64 & self.bits.len().wrapping_sub(1);
        self.bits.get(at).is_some_and(|bits| bits >> (form % 64) & 1 != 0)
    }
}

/// Bits of [`Forms`] for each form, at the least: one in sixteen of the other forms seems to be among them.
const BITS_OF_FORM: usize = 16;

/// All bits that [`Forms`] may have: eight kilobytes.
const MOST_BITS: usize = 1 << 16;

/// The names of all counterparts of a token, side by side in memory: most of them are passed over by a look at this alone.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// The forms of the first counterpart, those of the second, and so on.
    pub(super) forms: Vec<u32>,
    /// The [`strength`] of the form's match with the token, as part of 255 and no less than it is.
    pub(super) strengths: Vec<u8>,
}

/// More forms than that are visited where they stand.
const MOST_REACH: usize = 4096;

/// What a match by one counterpart alone is worth: its credit times the share of the listed name that is matched. With the query's share
/// of weight, it makes the two coverages.
fn strength(counterpart: &Counterpart, posting: &Posting) -> u8 {
    let credit = counterpart.similarity.credit();
    let (rest, _) = posting.rest();
    (credit * credit * counterpart.weight / (counterpart.weight + rest) * 255.0).ceil() as u8
}

/// A listed token that is like one of a query.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counterpart {
    pub(super) token: u32,
    /// The token's weight.
    pub(super) weight: f32,
    pub(super) similarity: Similarity,
    /// Where its forms begin in the [`Reach`].
    pub(super) start: u32,
}

/// A set of classes of tokens: see [`TokenHead`](super::names::TokenHead).
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
    /// Finds the forms of the counterparts.
    fn find_forms(&mut self, names: &Names) {
        self.forms = Forms::new(self.visits + self.split.len());
        self.split.iter().for_each(|&form| self.forms.insert(form));
        let mut reach = (self.visits <= MOST_REACH)
            .then(|| Reach { forms: Vec::with_capacity(self.visits), strengths: Vec::with_capacity(self.visits) });
        let mut start = 0;
        for counterpart in &mut self.counterparts {
            counterpart.start = start;
            let postings = names.postings_of(counterpart.token);
            start += postings.len() as u32;
            for posting in postings {
                self.forms.insert(posting.form);
                if let Some(reach) = &mut reach {
                    reach.forms.push(posting.form);
                    reach.strengths.push(strength(counterpart, posting));
                }
            }
        }
        self.reach = reach;
    }

    /// The forms to visit for the token.
    pub(super) fn visits(&self) -> usize {
        self.visits + self.split.len()
    }

    /// The forms that have the token as several words, ascending.
    pub(super) fn split(&self) -> &[u32] {
        &self.split
    }

    /// Whether a form has the token as several words.
    pub(super) fn is_split_in(&self, form: u32) -> bool {
        !self.split.is_empty() && self.split.binary_search(&form).is_ok()
    }

    /// How alike a listed token of a class is.
    pub(super) fn similarity(&self, class: u8, token: u32) -> Option<Similarity> {
        // Most classes have nothing that is like the token: that spares a look into the table.
        if !self.classes.has(class) {
            return None;
        }
        let found = self.places.find(token, |place| self.counterparts[place].token == token)?;
        Some(self.counterparts[found].similarity)
    }

    /// Bytes that it takes in memory.
    pub(super) fn heap_bytes(&self) -> usize {
        let reach = self.reach.as_ref().map_or(0, |reach| size_of_val(&reach.forms[..]) + reach.strengths.len());
        size_of_val(&self.counterparts[..])
            + size_of_val(&self.places.slots[..])
            + size_of_val(&self.forms.bits[..])
            + reach
    }
}

/// A hash table from tokens to their places among others, read for most pairs of tokens that are scored: open addressing, at most half
/// full, with some bits of the hash beside each place, so that most tokens that are not in it are known by one look.
#[derive(Debug, Default)]
struct Places {
    /// The place and one, below the [`TAG`]; 0 where there is none.
    slots: Vec<u32>,
}

/// Bits of the hash that stand in a slot.
const TAG: u32 = 0xff << 24;

impl Places {
    fn new(tokens: impl ExactSizeIterator<Item = u32>) -> Self {
        let mut table = Self { slots: vec![0; (tokens.len() * 2).next_power_of_two()] };
        for (place, token) in (1..).zip(tokens) {
            let (mut at, tag) = table.start(token);
            while table.slots[at] != 0 {
                at = (at + 1) & (table.slots.len() - 1);
            }
            table.slots[at] = tag | (place & !TAG);
        }
        table
    }

    /// Where a token's place would stand, and with which tag: bits of a product with the golden ratio (after Fibonacci hashing).
    fn start(&self, token: u32) -> (usize, u32) {
        let hash = token.wrapping_mul(0x9e37_79b9);
        ((hash >> 8) as usize & (self.slots.len() - 1), hash & TAG)
    }

    /// The place of a token, told by `is_it`.
    fn find(&self, token: u32, is_it: impl Fn(usize) -> bool) -> Option<usize> {
        if self.slots.is_empty() {
            return None;
        }
        let (mut at, tag) = self.start(token);
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                return None;
            }
            let place = (slot & !TAG) as usize - 1;
            if slot & TAG == tag && is_it(place) {
                return Some(place);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
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
        let mut expansion = Expansion::default();
        expansion.counterparts.reserve_exact(similar.len());
        for &(token, similarity) in similar.iter() {
            let (credit, weight) = (similarity.credit(), names.token_weight(token));
            expansion.visits += names.postings_of(token).len();
            expansion.classes.insert(names.token_class(token));
            expansion.query_most = expansion.query_most.max(credit);
            // A name may hold several of them, but one alone is matched.
            expansion.listed_most = expansion.listed_most.max(weight * credit);
            expansion.counterparts.push(Counterpart { token, weight, similarity, start: 0 });
        }
        let value = |counterpart: &Counterpart| counterpart.similarity.value;
        expansion.counterparts.sort_unstable_by(|a, b| value(b).total_cmp(&value(a)).then(a.token.cmp(&b.token)));
        if !similar.is_empty() {
            expansion.places = Places::new(expansion.counterparts.iter().map(|counterpart| counterpart.token));
        }
        expansion.split.extend(token.keys().into_iter().flat_map(|key| names.forms_joined_as(key)));
        expansion.split.sort_unstable();
        expansion.split.dedup();
        expansion.find_forms(names);
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
