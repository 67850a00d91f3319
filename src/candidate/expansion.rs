//! All listed tokens that are like one query token, found once and remembered.

use super::edits::EditSearch;
use super::names::{Beside, Names, of_key};
use crate::name::{Similarity, Spelling, Token, TokenKind, TokenRef, initial_of, similarity_with};
use crate::text::{LetterSearch, Pattern};

/// The listed tokens that are like one query token: all of them.
#[derive(Debug, Default)]
pub(super) struct Expansion {
    /// In the order of tokens.
    pub(super) counterparts: Box<[Counterpart]>,
    /// Their classes.
    classes: Classes,
    /// The most that they can match.
    pub(super) most: CreditMost,
    /// The most that those can match that are less alike than [`STRONG`].
    pub(super) weak_most: CreditMost,
    /// The forms that have the token as several words, ascending.
    split: Box<[u32]>,
    /// How many forms hold one of the tokens, counted once for each token.
    visits: usize,
    /// The forms that hold one of the tokens, and those that have it as several words.
    pub(super) forms: Forms,
    /// The forms that hold one of those that are as alike as [`STRONG`].
    pub(super) strong: Forms,
    /// All forms one after the other, if they are not too many: [`Reach`].
    pub(super) reach: Option<Box<Reach>>,
}

/// The most that one of some counterparts can match.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CreditMost {
    /// The best credit, 0 where there is none.
    pub(super) credit: f32,
    /// The most weight of a listed name.
    pub(super) listed: f32,
}

impl CreditMost {
    fn add(&mut self, credit: f32, weight: f32) {
        self.credit = self.credit.max(credit);
        // A name may hold several of them, but one alone is matched.
        self.listed = self.listed.max(weight * credit);
    }
}

/// The credit from which on a counterpart is told apart from the many that are hardly alike: of two words, one must be about as much alike.
const STRONG: f32 = 0.7;

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
        let at = (form as usize / 64) & (self.bits.len() - 1);
        self.bits[at] |= 1 << (form % 64);
    }

    fn heap_bytes(&self) -> usize {
        size_of_val(&self.bits[..])
    }

    /// Whether a form may be among them.
    #[inline]
    pub(super) fn has(&self, form: u32) -> bool {
        let at = (form as usize / 64) & self.bits.len().wrapping_sub(1);
        self.bits.get(at).is_some_and(|bits| bits >> (form % 64) & 1 != 0)
    }
}

/// Bits of [`Forms`] for each form, at the least, up to [`MOST_BITS`]: of the other forms, no more than one in eight seems to be among them.
const BITS_OF_FORM: usize = 8;

/// All bits that [`Forms`] may have: eight kilobytes.
const MOST_BITS: usize = 1 << 16;

/// The names of all counterparts of a token, side by side in memory: most of them are passed over by a look at this alone.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// The forms of the first counterpart, those of the second, and so on.
    forms: Vec<u32>,
    /// Where the forms of each counterpart begin.
    starts: Vec<u32>,
    /// The [`strength`] of the form's match with the token, as part of 255 and no less than it is.
    strengths: Vec<u8>,
    /// What the form has beside the counterpart.
    beside: Vec<Beside>,
}

impl Reach {
    /// Shows the forms that some of the others may be in, with which of them, and those that are strong enough by themselves: the place
    /// of the counterpart, the form, what it has beside, and in which of the others it may be.
    #[inline]
    pub(super) fn look<const N: usize>(
        &self,
        least: f32,
        others: [&Forms; N],
        seen: &mut impl FnMut(usize, u32, Beside, usize),
    ) {
        let (mut counterpart, mut next) = (0, 0);
        for (place, (&form, &strength)) in self.forms.iter().zip(&self.strengths).enumerate() {
            let present = present(&others, form);
            if present == 0 && f32::from(strength) < least {
                continue;
            }
            while place >= next {
                counterpart += 1;
                next = self.starts.get(counterpart).map_or(usize::MAX, |&start| start as usize);
            }
            seen(counterpart - 1, form, self.beside[place], present);
        }
    }

    fn heap_bytes(&self) -> usize {
        let Self { forms, starts, strengths, beside } = self;
        size_of_val(&forms[..]) + size_of_val(&starts[..]) + strengths.len() + size_of_val(&beside[..])
    }
}

/// In which of some sets a form may be, one bit each.
#[inline]
pub(super) fn present(sets: &[&Forms], form: u32) -> usize {
    sets.iter().enumerate().fold(0, |all, (at, forms)| all | usize::from(forms.has(form)) << at)
}

/// More forms than that are visited where they stand.
const MOST_REACH: usize = 4096;

/// What a match by one counterpart alone is worth: its credit times the share of the listed name that is matched. With the query's share
/// of weight, it makes the two coverages.
fn strength(counterpart: &Counterpart, beside: Beside) -> u8 {
    let credit = counterpart.similarity.credit();
    let (rest, _) = beside.rest();
    (credit * credit * counterpart.weight / (counterpart.weight + rest) * 255.0).ceil() as u8
}

/// A listed token that is like one of a query.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counterpart {
    pub(super) token: u32,
    /// The token's weight.
    pub(super) weight: f32,
    pub(super) similarity: Similarity,
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
        self.forms = Forms::new(self.visits());
        self.split.iter().for_each(|&form| self.forms.insert(form));
        let is_strong = |counterpart: &&Counterpart| counterpart.similarity.credit() >= STRONG;
        let postings = |counterpart: &Counterpart| names.postings_of(counterpart.token);
        let strong = self.counterparts.iter().filter(is_strong).flat_map(postings);
        self.strong = Forms::new(strong.clone().count());
        strong.for_each(|posting| self.strong.insert(posting.form));
        if self.visits > MOST_REACH {
            self.counterparts.iter().flat_map(postings).for_each(|posting| self.forms.insert(posting.form));
            return;
        }
        let mut reach = Reach {
            forms: Vec::with_capacity(self.visits),
            starts: Vec::with_capacity(self.counterparts.len()),
            strengths: Vec::with_capacity(self.visits),
            beside: Vec::with_capacity(self.visits),
        };
        for counterpart in &self.counterparts {
            reach.starts.push(reach.forms.len() as u32);
            for posting in postings(counterpart) {
                self.forms.insert(posting.form);
                reach.forms.push(posting.form);
                reach.strengths.push(strength(counterpart, posting.beside));
                reach.beside.push(posting.beside);
            }
        }
        self.reach = Some(Box::new(reach));
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
        let found = self.counterparts.binary_search_by_key(&token, |counterpart| counterpart.token).ok()?;
        Some(self.counterparts[found].similarity)
    }

    /// Bytes that it takes in memory.
    pub(super) fn heap_bytes(&self) -> usize {
        let reach = self.reach.as_ref().map_or(0, |reach| reach.heap_bytes());
        size_of_val(&self.counterparts[..])
            + size_of_val(&self.split[..])
            + self.forms.heap_bytes()
            + self.strong.heap_bytes()
            + reach
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
        let mut counterparts = Vec::with_capacity(similar.len());
        for &(token, similarity) in similar.iter() {
            let (credit, weight) = (similarity.credit(), names.token_weight(token));
            expansion.visits += names.postings_of(token).len();
            expansion.classes.insert(names.token_class(token));
            expansion.most.add(credit, weight);
            if credit < STRONG {
                expansion.weak_most.add(credit, weight);
            }
            counterparts.push(Counterpart { token, weight, similarity });
        }
        expansion.counterparts = counterparts.into_boxed_slice();
        let mut split: Vec<u32> = token.keys().into_iter().flat_map(|key| names.forms_joined_as(key)).collect();
        split.sort_unstable();
        split.dedup();
        expansion.split = split.into_boxed_slice();
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
