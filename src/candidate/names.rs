//! The listed names in memory: flat, read-only arrays that every query reads.

use std::mem::size_of_val;
use std::sync::atomic::{AtomicU64, Ordering};

use rustc_hash::FxHashMap;

use super::beginnings::Beginnings;
use super::by_key::ByKey;
use super::edits::WordsByPieces;
use super::native::WordsByLetters;
use crate::Result;
use crate::index::{Index, ListedForms, Owner};
use crate::name::{Form, Joined, Lexicon, Scheme, TokenKind, TokenRef, Units, Weights, is_word};
use crate::party::NameKind;

/// All listed forms with their tokens, weights and keys, loaded from an index.
#[derive(Debug)]
pub struct Names {
    /// Tells one load from another, so that what was remembered of one is not taken for another's.
    pub(super) id: u64,
    pub(super) listed: ListedForms,
    weights: Weights,
    /// What scores read of each token, apart from the rest for the sake of caches.
    token_heads: Vec<TokenHead>,
    /// Sums of the weights of forms' tokens.
    form_weights: Vec<f32>,
    /// For each token, from `listed.posting_starts` on, the forms that hold it.
    postings: Vec<Posting>,
    /// With what tokens begin.
    pub(super) beginnings: Beginnings,
    token_keys: Vec<[u64; 2]>,
    /// Joined words of all forms by key.
    forms_by_key: ByKey,
    /// Tokens by sound key and by skeleton key.
    tokens_by_key: ByKey,
    /// Tokens by group.
    pub(super) tokens_by_group: ByKey,
    /// Words and initials by their first character.
    pub(super) tokens_by_initial: Vec<(char, u32)>,
    /// The initials among them.
    pub(super) initials: Vec<(char, u32)>,
    /// Words by their letters, for the search across scripts.
    pub(super) words_by_letters: WordsByLetters,
    /// Words by their pieces, for the search by edits.
    pub(super) words_by_pieces: WordsByPieces,
}

/// Weight and kind of a token.
#[derive(Debug, Clone, Copy)]
pub(super) struct TokenHead {
    pub(super) weight: f32,
    kind: TokenKind,
    /// The classes share the tokens evenly by the number of forms that hold them. Tokens of one class stand side by side in the order of
    /// their terms, so that words that begin alike are mostly of one.
    pub(super) class: u8,
}

/// A form that holds a token, and what else it holds.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Posting {
    pub(super) form: u32,
    pub(super) beside: Beside,
}

/// What a form has beside a token.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Beside {
    /// Weight of its other tokens in [`STEPS`], no more than it is; 0 where there are none, since no token weighs less than a step.
    rest: u8,
    /// The greatest of these weights, likewise; where there are none, whether the form is a word.
    heaviest: u8,
}

/// Steps in which a weight of 1 is told.
const STEPS: f32 = 16.0;

/// The most steps that are told.
const MOST_STEPS: u8 = u8::MAX;

fn weight_steps(weight: f32) -> u8 {
    // Saturates.
    (weight * STEPS) as u8
}

impl Beside {
    fn new(rest: f32, heaviest: f32) -> Self {
        Self { rest: weight_steps(rest), heaviest: weight_steps(heaviest) }
    }

    fn nothing(is_word: bool) -> Self {
        Self { rest: 0, heaviest: is_word.into() }
    }

    /// Whether there is nothing else.
    pub(super) fn is_nothing(self) -> bool {
        self.rest == 0
    }

    /// Whether the form is one word and nothing else: see [`LONE_WORD`](crate::name::LONE_WORD).
    pub(super) fn is_lone_word(self) -> bool {
        self.rest == 0 && self.heaviest > 0
    }

    /// What the other tokens weigh: no less, and no more.
    pub(super) fn rest(self) -> (f32, f32) {
        let least = f32::from(self.rest) / STEPS;
        let most = match self.rest {
            0 => 0.0,
            MOST_STEPS => f32::INFINITY,
            _ => least + 1.0 / STEPS,
        };
        (least, most)
    }

    /// No more than the heaviest of the other tokens weighs, of which there are some.
    pub(super) fn heaviest(self) -> f32 {
        f32::from(self.heaviest) / STEPS
    }
}

impl Names {
    /// Loads all listed names from an index.
    ///
    /// # Errors
    ///
    /// Where the index can not be read.
    pub fn load(index: &Index) -> Result<Self> {
        Ok(Self::new(index.listed_forms()?))
    }

    fn new(listed: ListedForms) -> Self {
        static LOADS: AtomicU64 = AtomicU64::new(1);
        let token_keys: Vec<_> = listed.tokens.iter().map(|token| token.keys()).collect();
        let weigh = || {
            let mut counts = FxHashMap::with_capacity_and_hasher(token_keys.len(), Default::default());
            for (token, [sound, _]) in token_keys.iter().enumerate() {
                *counts.entry(*sound).or_default() += listed.posting_starts[token + 1] - listed.posting_starts[token];
            }
            let weights = Weights::new(counts, listed.owners.len() as u32, listed.lexicon.clone());
            let classed = listed.tokens.iter().zip(classes(&listed.posting_starts));
            let head =
                |(token, class): (TokenRef<'_>, u8)| TokenHead { weight: weights.of(token), kind: token.kind, class };
            let heads: Vec<TokenHead> = classed.map(head).collect();
            (weights, heads)
        };
        let tokens_by_key = || {
            ByKey::new(token_keys.len() * 2, |see| {
                for (token, keys) in (0..).zip(&token_keys) {
                    keys.iter().for_each(|&key| see(key, token));
                }
            })
        };
        let tokens_by_group = || {
            ByKey::new(listed.tokens.iter().map(|token| token.groups.len()).sum(), |see| {
                for (id, token) in (0..).zip(listed.tokens.iter()) {
                    token.groups.iter().for_each(|&group| see(group, id));
                }
            })
        };
        // Nothing here needs the other: two threads take half the time.
        let (((weights, token_heads), tokens_by_key, tokens_by_group), by_words) = rayon::join(
            || (weigh(), tokens_by_key(), tokens_by_group()),
            || {
                let forms_by_key = ByKey::new(listed.joined_len(), |see| listed.each_joined(see));
                let words_by_letters = WordsByLetters::new(listed.tokens.iter());
                (forms_by_key, words_by_letters, WordsByPieces::new(listed.tokens.iter()))
            },
        );
        let (forms_by_key, words_by_letters, words_by_pieces) = by_words;
        let mut names = Self {
            id: LOADS.fetch_add(1, Ordering::Relaxed),
            form_weights: Vec::new(),
            postings: Vec::new(),
            beginnings: Beginnings::new(listed.tokens.iter().map(|token| token.sound)),
            forms_by_key,
            tokens_by_key,
            tokens_by_group,
            tokens_by_initial: Vec::new(),
            initials: Vec::new(),
            words_by_letters,
            words_by_pieces,
            token_heads,
            weights,
            token_keys,
            listed,
        };
        let weight = |form| names.tokens_of(form).iter().map(|&token| names.token_weight(token)).sum();
        names.form_weights = (0..names.listed.owners.len() as u32).map(weight).collect();
        names.index_postings();
        names.index_tokens();
        names
    }

    fn index_postings(&mut self) {
        let mut next = self.listed.posting_starts.clone();
        let mut postings = vec![Posting::default(); self.listed.postings.len()];
        for form in 0..self.listed.owners.len() as u32 {
            let tokens = self.tokens_of(form);
            for (at, &token) in tokens.iter().enumerate().filter(|&(at, token)| !tokens[..at].contains(token)) {
                let others = tokens.iter().enumerate().filter(|&(other, _)| other != at);
                let heaviest = others.map(|(_, &other)| self.token_weight(other)).reduce(f32::max);
                let beside = match heaviest {
                    Some(heaviest) => Beside::new(self.form_weight(form) - self.token_weight(token), heaviest),
                    None => Beside::nothing(is_word(self.token_head(token).kind)),
                };
                let posting = Posting { form, beside };
                let next = &mut next[token as usize];
                postings[*next as usize] = posting;
                *next += 1;
            }
        }
        self.postings = postings;
        self.listed.postings = Vec::new();
    }

    fn index_tokens(&mut self) {
        for (id, token) in (0..).zip(self.listed.tokens.iter()) {
            if matches!(token.kind, TokenKind::Word | TokenKind::Initial) {
                self.tokens_by_initial.extend(token.text.chars().next().map(|c| (c, id)));
            }
        }
        self.tokens_by_initial.sort_unstable();
        let is_initial = |&&(_, id): &&(char, u32)| self.token(id).kind == TokenKind::Initial;
        self.initials = self.tokens_by_initial.iter().filter(is_initial).copied().collect();
    }

    /// Number of listed forms.
    pub fn len(&self) -> usize {
        self.listed.owners.len()
    }

    /// Whether nothing is listed.
    pub fn is_empty(&self) -> bool {
        self.listed.owners.is_empty()
    }

    /// Number of distinct tokens.
    pub fn distinct_tokens(&self) -> usize {
        self.listed.tokens.len()
    }

    /// What is held in memory of them, and how many bytes each part takes.
    pub fn memory(&self) -> Vec<(&'static str, usize)> {
        let mut parts = self.listed.heap_bytes().to_vec();
        parts.extend([
            (
                "weights",
                self.weights.heap_bytes() + size_of_val(&self.token_heads[..]) + size_of_val(&self.form_weights[..]),
            ),
            ("forms of tokens", size_of_val(&self.postings[..])),
            ("beginnings of words", self.beginnings.heap_bytes()),
            ("tokens by key", self.tokens_by_key.heap_bytes() + size_of_val(&self.token_keys[..])),
            ("tokens by group", self.tokens_by_group.heap_bytes()),
            ("tokens by initial", size_of_val(&self.tokens_by_initial[..])),
            ("forms by joined words", self.forms_by_key.heap_bytes()),
            ("words by pieces", self.words_by_pieces.heap_bytes()),
            ("words by letters", self.words_by_letters.heap_bytes()),
        ]);
        parts
    }

    /// What the names were analyzed with, and queries must be.
    pub fn lexicon(&self) -> &Lexicon {
        &self.listed.lexicon
    }

    /// Weights of tokens as these names tell.
    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    /// A listed form.
    pub fn form(&self, form: u32) -> ListedForm<'_> {
        ListedForm { names: self, tokens: self.tokens_of(form), form }
    }

    /// The forms of one party, in the order of its names.
    pub fn forms_of_party(&self, party: u32) -> std::ops::Range<u32> {
        let owners = &self.listed.owners;
        let start = owners.partition_point(|owner| owner.party < party);
        let end = owners.partition_point(|owner| owner.party <= party);
        start as u32..end as u32
    }

    /// A token.
    pub fn token(&self, token: u32) -> TokenRef<'_> {
        self.listed.tokens.get(token as usize)
    }

    pub(super) fn token_weight(&self, token: u32) -> f32 {
        self.token_heads[token as usize].weight
    }

    pub(super) fn form_weight(&self, form: u32) -> f32 {
        self.form_weights[form as usize]
    }

    pub(super) fn tokens_of(&self, form: u32) -> &[u32] {
        let (start, end) = (self.listed.form_starts[form as usize], self.listed.form_starts[form as usize + 1]);
        &self.listed.form_tokens[start as usize..end as usize]
    }

    pub(super) fn token_class(&self, token: u32) -> u8 {
        self.token_head(token).class
    }

    pub(super) fn token_head(&self, token: u32) -> TokenHead {
        self.token_heads[token as usize]
    }

    /// The forms that hold a token.
    pub(super) fn postings_of(&self, token: u32) -> &[Posting] {
        let starts = &self.listed.posting_starts;
        &self.postings[starts[token as usize] as usize..starts[token as usize + 1] as usize]
    }

    /// Forms in which neighboring tokens make the word with this key.
    pub(super) fn forms_joined_as(&self, key: u64) -> impl Iterator<Item = u32> + '_ {
        self.forms_by_key.get(key)
    }

    /// Tokens with this sound key or skeleton key.
    pub(super) fn tokens_of_key(&self, key: u64) -> impl Iterator<Item = u32> + '_ {
        self.tokens_by_key.get(key)
    }
}

/// A class for each token, given where the forms of each start among those of all.
fn classes(posting_starts: &[u32]) -> impl Iterator<Item = u8> {
    let all = u64::from(posting_starts.last().copied().unwrap_or(0)).max(1);
    posting_starts.iter().map(move |&start| (u64::from(start) * 256 / all).min(255) as u8)
}

/// The run of a sorted table that has one key.
pub(super) fn of_key<K: Ord + Copy>(table: &[(K, u32)], key: K) -> &[(K, u32)] {
    let start = table.partition_point(|&(k, _)| k < key);
    let len = table[start..].iter().take_while(|&&(k, _)| k == key).count();
    &table[start..start + len]
}

/// One listed form.
#[derive(Debug, Clone, Copy)]
pub struct ListedForm<'a> {
    names: &'a Names,
    tokens: &'a [u32],
    form: u32,
}

impl ListedForm<'_> {
    fn owner(&self) -> Owner {
        self.names.listed.owners[self.form as usize]
    }

    /// Ordinal of the party.
    pub fn party(&self) -> u32 {
        self.owner().party
    }

    /// Which of the party's names, in the order of the list.
    pub fn name(&self) -> usize {
        self.owner().name as usize
    }

    /// How the list presents the name.
    pub fn name_kind(&self) -> NameKind {
        self.owner().kind
    }

    /// Its number among all.
    pub fn number(&self) -> u32 {
        self.form
    }

    /// The number of a token among all distinct ones.
    pub fn token(&self, at: usize) -> u32 {
        self.tokens[at]
    }

    /// The form as analyzed.
    pub fn to_form(&self) -> Form {
        let tokens = self.tokens.iter().map(|&token| self.names.token(token).to_token()).collect();
        Form { scheme: self.owner().scheme, tokens }
    }

    /// The weights of its tokens.
    pub fn weights(&self) -> Vec<f32> {
        self.tokens.iter().map(|&token| self.names.token_weight(token)).collect()
    }

    /// Whether it is a Latin transcription.
    pub fn is_romanized(&self) -> bool {
        self.owner().scheme != Scheme::Written
    }
}

impl Units for ListedForm<'_> {
    fn scheme(&self) -> Scheme {
        self.owner().scheme
    }

    fn len(&self) -> usize {
        self.tokens.len()
    }

    fn weight(&self, at: usize) -> f32 {
        self.names.token_weight(self.tokens[at])
    }

    fn kind(&self, at: usize) -> TokenKind {
        self.names.token_heads[self.tokens[at] as usize].kind
    }

    fn keys(&self, at: usize) -> [u64; 2] {
        self.names.token_keys[self.tokens[at] as usize]
    }

    fn total(&self) -> f32 {
        self.names.form_weight(self.form).max(f32::MIN_POSITIVE)
    }

    fn joined(&self, into: &mut Vec<Joined>) {
        self.names.listed.joined_of(self.form, into);
    }
}
