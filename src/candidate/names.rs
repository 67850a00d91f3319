//! The listed names in memory: flat, read-only arrays that every query reads.

use std::sync::atomic::{AtomicU64, Ordering};

use rustc_hash::FxHashMap;

use super::edits::WordsByPieces;
use super::native::WordsByLetters;
use crate::Result;
use crate::index::{Index, ListedForms, Owner};
use crate::name::{Form, Joined, Lexicon, Token, TokenKind, Units, Weights, joined};
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
    token_keys: Vec<[u64; 2]>,
    /// For each form where its joined words start in `joined`; one more at the end.
    joined_starts: Vec<u32>,
    joined: Vec<Joined>,
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
struct TokenHead {
    weight: f32,
    kind: TokenKind,
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
        let token_keys: Vec<_> = listed.tokens.iter().map(|token| token.keys()).collect();
        let mut counts = FxHashMap::default();
        for (token, [sound, _]) in token_keys.iter().enumerate() {
            *counts.entry(*sound).or_default() += listed.posting_starts[token + 1] - listed.posting_starts[token];
        }
        let weights = Weights::new(counts, listed.owners.len() as u32, listed.lexicon.clone());
        static LOADS: AtomicU64 = AtomicU64::new(1);
        let mut names = Self {
            id: LOADS.fetch_add(1, Ordering::Relaxed),
            token_heads: listed
                .tokens
                .iter()
                .map(|token| TokenHead { weight: weights.of(token), kind: token.kind })
                .collect(),
            weights,
            form_weights: Vec::with_capacity(listed.owners.len()),
            token_keys,
            joined_starts: Vec::with_capacity(listed.owners.len() + 1),
            joined: Vec::new(),
            forms_by_key: ByKey::default(),
            tokens_by_key: ByKey::default(),
            tokens_by_group: ByKey::default(),
            tokens_by_initial: Vec::new(),
            initials: Vec::new(),
            words_by_letters: WordsByLetters::new(&listed.tokens),
            words_by_pieces: WordsByPieces::new(&listed.tokens),
            listed,
        };
        names.index_forms();
        names.index_tokens();
        names
    }

    fn index_forms(&mut self) {
        let mut by_key = Vec::new();
        for form in 0..self.listed.owners.len() as u32 {
            self.joined_starts.push(self.joined.len() as u32);
            self.form_weights.push(self.tokens_of(form).iter().map(|&token| self.token_weight(token)).sum());
            let tokens = self.tokens_of(form).iter().map(|&token| self.token(token));
            let words = joined(&tokens.map(|token| (token.kind, token.text.as_str())).collect::<Vec<_>>());
            by_key.extend(words.iter().map(|joined| (joined.key, form)));
            self.joined.extend(words);
        }
        self.joined_starts.push(self.joined.len() as u32);
        self.forms_by_key = ByKey::new(by_key);
    }

    fn index_tokens(&mut self) {
        let (mut by_key, mut by_group) = (Vec::new(), Vec::new());
        for (at, token) in self.listed.tokens.iter().enumerate() {
            let id = at as u32;
            by_key.extend(self.token_keys[at].map(|key| (key, id)));
            by_group.extend(token.groups.iter().map(|&group| (group, id)));
            if matches!(token.kind, TokenKind::Word | TokenKind::Initial) {
                self.tokens_by_initial.extend(token.text.chars().next().map(|c| (c, id)));
            }
        }
        self.tokens_by_key = ByKey::new(by_key);
        self.tokens_by_group = ByKey::new(by_group);
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
    pub fn token(&self, token: u32) -> &Token {
        &self.listed.tokens[token as usize]
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

    pub(super) fn forms_of_token(&self, token: u32) -> &[u32] {
        let (start, end) = (self.listed.posting_starts[token as usize], self.listed.posting_starts[token as usize + 1]);
        &self.listed.postings[start as usize..end as usize]
    }

    /// Forms in which neighboring tokens make the word with this key.
    pub(super) fn forms_joined_as(&self, key: u64) -> impl Iterator<Item = u32> + '_ {
        self.forms_by_key.get(key).iter().map(|&(_, form)| form)
    }

    /// Tokens with this sound key or skeleton key.
    pub(super) fn tokens_of_key(&self, key: u64) -> &[(u64, u32)] {
        self.tokens_by_key.get(key)
    }
}

/// The run of a sorted table that has one key.
pub(super) fn of_key<K: Ord + Copy>(table: &[(K, u32)], key: K) -> &[(K, u32)] {
    let start = table.partition_point(|&(k, _)| k < key);
    let len = table[start..].iter().take_while(|&&(k, _)| k == key).count();
    &table[start..start + len]
}

/// A sorted table by keys, most of them hashes, with a directory by their first bits: a search by halves would miss the caches a dozen
/// times where this does it twice.
#[derive(Debug, Default)]
pub(super) struct ByKey {
    entries: Vec<(u64, u32)>,
    /// For each value of the first [`DIRECTORY_BITS`] where its entries start; one more at the end.
    starts: Vec<u32>,
}

const DIRECTORY_BITS: u32 = 16;

impl ByKey {
    fn new(mut entries: Vec<(u64, u32)>) -> Self {
        entries.sort_unstable();
        entries.dedup();
        let mut starts = Vec::with_capacity((1 << DIRECTORY_BITS) + 1);
        for (at, &(key, _)) in entries.iter().enumerate() {
            starts.resize((key >> (64 - DIRECTORY_BITS)) as usize + 1, at as u32);
        }
        starts.resize((1 << DIRECTORY_BITS) + 1, entries.len() as u32);
        Self { entries, starts }
    }

    /// The entries of a key.
    pub(super) fn get(&self, key: u64) -> &[(u64, u32)] {
        let first = (key >> (64 - DIRECTORY_BITS)) as usize;
        match self.starts.get(first..first + 2) {
            Some(&[start, end]) => of_key(&self.entries[start as usize..end as usize], key),
            _ => &[],
        }
    }
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

    /// The number of a token among all distinct ones.
    pub fn token(&self, at: usize) -> u32 {
        self.tokens[at]
    }

    /// The form as analyzed.
    pub fn to_form(&self) -> Form {
        let tokens = self.tokens.iter().map(|&token| self.names.token(token).clone()).collect();
        Form { scheme: self.owner().scheme, tokens }
    }

    /// The weights of its tokens.
    pub fn weights(&self) -> Vec<f32> {
        self.tokens.iter().map(|&token| self.names.token_weight(token)).collect()
    }

    /// Whether it is a Latin transcription.
    pub fn is_romanized(&self) -> bool {
        self.owner().scheme != crate::name::Scheme::Written
    }
}

impl Units for ListedForm<'_> {
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

    fn joined(&self) -> &[Joined] {
        let at = self.form as usize;
        &self.names.joined[self.names.joined_starts[at] as usize..self.names.joined_starts[at + 1] as usize]
    }
}
