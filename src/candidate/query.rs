//! Queries, ready for comparing, and the memory of the tokens that they are made of.

use std::collections::hash_map::Entry;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use rustc_hash::{FxBuildHasher, FxHashMap};
use smallvec::{SmallVec, smallvec};

use super::beginnings::Beginning;
use super::expansion::Expansion;
use super::names::Names;
use crate::name::{
    Form, Joined, MAX_SIMPLE_WORDS, Scheme, Similarity, Spelling, Token, TokenKind, Units, acronyms, is_article,
    joined, joined_keys, neighbors, simple_word, simple_words,
};
use crate::party::PartyKind;

/// A token of a query with what comparing needs of it, found once.
#[derive(Debug)]
pub(super) struct QueryToken {
    pub(super) token: Token,
    weight: f32,
    keys: [u64; 2],
    /// How words sound that begin with it.
    beginning: Option<Beginning>,
    /// Whether words with it further on are not spelled as they sound: see [`joined`].
    is_free: bool,
    expansion: OnceLock<Arc<Expansion>>,
    /// Whether it came up again since it was last asked for by [`Memory::count`].
    came_up: AtomicBool,
}

impl QueryToken {
    fn new(token: Token, names: &Names) -> Self {
        Self {
            weight: names.weights().of(token.as_ref()),
            keys: token.keys(),
            beginning: names.beginnings.of(&token.text),
            is_free: is_article(token.kind, &token.text) || !token.text.is_ascii(),
            expansion: OnceLock::new(),
            came_up: AtomicBool::new(false),
            token,
        }
    }

    /// The same, remembered.
    fn again(self: &Arc<Self>) -> Arc<Self> {
        self.came_up.store(true, Ordering::Relaxed);
        Arc::clone(self)
    }

    /// Whether it is this token: what else a token has follows from its kind and text.
    fn is(&self, token: &Token) -> bool {
        self.text() == (token.kind, token.text.as_str())
    }

    fn text(&self) -> (TokenKind, &str) {
        (self.token.kind, &self.token.text)
    }

    /// The listed tokens that are like it.
    pub(super) fn expand(&self, find: impl FnOnce(&Token) -> Arc<Expansion>) -> &Expansion {
        self.expansion.get_or_init(|| find(&self.token))
    }

    /// The same, which was found before.
    pub(super) fn expansion(&self) -> Option<&Expansion> {
        self.expansion.get().map(Arc::as_ref)
    }

    /// Bytes that it takes in memory, what was found for it included.
    fn heap_bytes(&self) -> usize {
        let Token { text, sound, skeleton, groups, .. } = &self.token;
        let texts = text.len() + sound.len() + skeleton.len() + size_of_val(&groups[..]);
        let found = self.expansion().map_or(0, |found| found.heap_bytes() + size_of::<Expansion>());
        size_of::<Self>() + texts + found + ENTRY_BYTES
    }
}

/// A form of a query, ready for comparing with the names of one index.
#[derive(Debug, Clone)]
pub struct QueryForm {
    scheme: Scheme,
    pub(super) tokens: SmallVec<[Arc<QueryToken>; 4]>,
    joined: Vec<Joined>,
    total: f32,
}

impl QueryForm {
    /// Weighs the tokens of a form as the listed names' weights tell.
    pub fn new(form: &Form, names: &Names) -> Self {
        let tokens = form.tokens.iter().map(|token| Arc::new(QueryToken::new(token.clone(), names)));
        let form_joined = form.joined();
        Self { joined: form_joined, ..Self::of_tokens(form.scheme, tokens.collect()) }
    }

    fn of_tokens(scheme: Scheme, tokens: SmallVec<[Arc<QueryToken>; 4]>) -> Self {
        let total = tokens.iter().map(|token| token.weight).sum::<f32>().max(f32::MIN_POSITIVE);
        Self { scheme, tokens, joined: Vec::new(), total }
    }

    /// With those of its neighbors joined that are listed as one word: no other is ever met.
    fn with_listed_neighbors(mut self, names: &Names) -> Self {
        let tokens = &self.tokens;
        let is_listed = |key: u64| names.tokens_of_key(key).next().is_some();
        if tokens.iter().any(|token| token.token.kind == TokenKind::Native) {
            let all: Vec<_> = tokens.iter().map(|token| token.text()).collect();
            self.joined = joined(&all);
            self.joined.retain(|joined| is_listed(joined.key));
            return self;
        }
        let mut found = Vec::new();
        let mut rest: SmallVec<[u8; 64]> = SmallVec::new();
        for neighbors in neighbors(tokens.len()) {
            let mut others = neighbors.places().map(|at| &tokens[at]);
            let Some(first) = others.next() else { continue };
            if let Some(beginning) = first.beginning
                && others.clone().all(|other| !other.is_free)
            {
                rest.clear();
                rest.extend_from_slice(&first.token.text.as_bytes()[beginning.letters..]);
                others.for_each(|other| rest.extend_from_slice(other.token.text.as_bytes()));
                // What is not text can not be told, and stays.
                if std::str::from_utf8(&rest).is_ok_and(|rest| !names.beginnings.go_on(beginning, rest)) {
                    continue;
                }
            }
            let part: SmallVec<[_; 3]> = neighbors.places().map(|at| tokens[at].text()).collect();
            let keys = joined_keys(&part).filter(|&key| is_listed(key));
            found.extend(keys.map(|key| Joined { key, mask: neighbors.mask() }));
        }
        self.joined = found;
        self
    }

    /// What [`Finder::find`](super::Finder::find) has found to be like its tokens among `names`; `None` before.
    pub fn counterparts<'q>(&'q self, names: &'q Names) -> Option<Counterparts<'q>> {
        let expansions: Option<SmallVec<_>> = self.tokens.iter().map(|token| token.expansion()).collect();
        expansions.map(|expansions| Counterparts { names, expansions })
    }

    /// As analyzed.
    pub fn to_form(&self) -> Form {
        Form { scheme: self.scheme, tokens: self.tokens().cloned().collect() }
    }

    /// Its tokens.
    pub fn tokens(&self) -> impl ExactSizeIterator<Item = &Token> {
        self.tokens.iter().map(|token| &token.token)
    }

    /// Its neighbors joined.
    pub fn joined(&self) -> &[Joined] {
        &self.joined
    }

    /// Its tokens, ready for [`similarity`](crate::name::similarity).
    pub fn spellings(&self) -> Vec<Spelling> {
        self.tokens().map(Spelling::new).collect()
    }

    /// A token.
    pub fn token(&self, at: usize) -> &Token {
        &self.tokens[at].token
    }

    /// Their weights.
    pub fn weights(&self) -> Vec<f32> {
        self.tokens.iter().map(|token| token.weight).collect()
    }
}

/// The listed tokens that are like those of a query.
#[derive(Debug)]
pub struct Counterparts<'q> {
    names: &'q Names,
    expansions: SmallVec<[&'q Expansion; 8]>,
}

impl Counterparts<'_> {
    /// How alike a token of the query and a listed one are.
    pub fn similarity(&self, at: usize, token: u32) -> Option<Similarity> {
        self.expansions[at].similarity(self.names.token_class(token), token)
    }

    /// Whether a form has a token of the query as several words.
    pub fn is_split(&self, at: usize, form: u32) -> bool {
        self.expansions[at].is_split_in(form)
    }
}

impl Units for QueryForm {
    fn scheme(&self) -> Scheme {
        self.scheme
    }

    fn len(&self) -> usize {
        self.tokens.len()
    }

    fn weight(&self, at: usize) -> f32 {
        self.tokens[at].weight
    }

    fn kind(&self, at: usize) -> TokenKind {
        self.tokens[at].token.kind
    }

    fn keys(&self, at: usize) -> [u64; 2] {
        self.tokens[at].keys
    }

    fn joined(&self, into: &mut Vec<Joined>) {
        into.extend_from_slice(&self.joined);
    }

    fn total(&self) -> f32 {
        self.total
    }
}

/// Bytes of tokens that one thread remembers, unless told otherwise.
pub const MAX_MEMORY: usize = 192 << 20;

/// What an entry takes in a table, and what the allocator adds to what it holds, about.
const ENTRY_BYTES: usize = 48;

/// The tokens of queries seen so far, with what was found for them. One for each thread.
///
/// *Memory*: bounded, some 192 MB unless told otherwise. What came up again stays, as long as that alone is not too much.
#[derive(Debug)]
pub struct Memory {
    /// By the hash of kind and text. Of two with one hash, which hardly are, one is remembered.
    tokens: FxHashMap<u64, Arc<QueryToken>>,
    /// Words of simple names, by the kind of party and their bytes; `None` for words that need analysis.
    words: FxHashMap<u128, Option<Arc<QueryToken>>>,
    /// Those met of late whose bytes have not been counted, since it was not known yet what would be found for them.
    uncounted: Vec<Arc<QueryToken>>,
    bytes: usize,
    max_bytes: usize,
    /// Which [`Names`] all of this is about.
    names: u64,
}

impl Default for Memory {
    fn default() -> Self {
        Self::of_bytes(MAX_MEMORY)
    }
}

impl Memory {
    /// One that takes so many bytes at most, about.
    pub fn of_bytes(max_bytes: usize) -> Self {
        let (tokens, words, uncounted) = (FxHashMap::default(), FxHashMap::default(), Vec::new());
        Self { tokens, words, uncounted, bytes: 0, max_bytes, names: 0 }
    }

    /// Forgets all, so that the next query is cold.
    pub fn forget(&mut self) {
        *self = Self::of_bytes(self.max_bytes);
    }

    /// Counts what was remembered, and forgets what did not come up again where that is too much; all of it, where that is not enough.
    fn count(&mut self) {
        let bytes = &mut self.bytes;
        // Of a query of several names, nothing may have been found yet.
        self.uncounted.retain(|token| {
            let is_found = token.expansion().is_some();
            *bytes += if is_found { token.heap_bytes() } else { 0 };
            !is_found
        });
        if self.bytes <= self.max_bytes {
            return;
        }
        let came_up = |token: &Arc<QueryToken>| token.came_up.load(Ordering::Relaxed);
        self.words.retain(|_, token| token.as_ref().is_some_and(came_up));
        self.tokens.retain(|_, token| came_up(token));
        self.tokens.values().for_each(|token| token.came_up.store(false, Ordering::Relaxed));
        let tokens: usize = self.tokens.values().map(|token| token.heap_bytes()).sum();
        self.bytes = tokens + self.words.len() * ENTRY_BYTES;
        if self.bytes > self.max_bytes / 4 * 3 {
            let names = self.names;
            self.forget();
            self.names = names;
        }
    }

    /// Analyzes a name and adds its forms to `forms`: those of [`Lexicon::analyze`](crate::name::Lexicon::analyze), ready for comparing.
    pub fn analyze(&mut self, name: &str, kind: Option<PartyKind>, names: &Names, mut add: impl FnMut(QueryForm)) {
        if self.names != names.id {
            // A session may outlive an index: what is remembered of the old one means nothing in the new one.
            self.forget();
            self.names = names.id;
        }
        self.count();
        match self.simple(name, kind, names) {
            Some(tokens) => {
                let form = QueryForm::of_tokens(Scheme::Written, tokens).with_listed_neighbors(names);
                let acronyms = acronyms(form.tokens.iter().map(|token| token.text()), kind);
                add(form);
                for acronym in acronyms {
                    let token = names.lexicon().token(TokenKind::Acronym, acronym);
                    add(QueryForm::of_tokens(Scheme::Written, smallvec![self.token(token, names)]));
                }
            }
            None => {
                for form in names.lexicon().analyze(name, kind) {
                    let tokens = form.tokens.into_iter().map(|token| self.token(token, names)).collect();
                    add(QueryForm::of_tokens(form.scheme, tokens).with_listed_neighbors(names));
                }
            }
        }
    }

    /// The tokens of a name that needs no analysis beyond that of its words.
    fn simple(&mut self, name: &str, kind: Option<PartyKind>, names: &Names) -> Option<SmallVec<[Arc<QueryToken>; 4]>> {
        let mut words = [0; MAX_SIMPLE_WORDS];
        let count = simple_words(name, &mut words)?;
        let mut tokens: SmallVec<[Arc<QueryToken>; 4]> = SmallVec::new();
        for &word in &words[..count] {
            tokens.push(self.word(word, kind, names)?);
        }
        let is_role = matches!(&tokens[..], [token] if token.token.kind != TokenKind::Word);
        (count > 0 && !is_role).then_some(tokens)
    }

    fn word(&mut self, word: u128, kind: Option<PartyKind>, names: &Names) -> Option<Arc<QueryToken>> {
        let key = word | (kind.map_or(0, |kind| kind as u128 + 1)) << 120;
        if let Some(known) = self.words.get(&key) {
            return known.as_ref().map(QueryToken::again);
        }
        let settled = simple_word(word).and_then(|word| names.lexicon().settled(&word, kind));
        // One token, whichever way it came up first.
        let token = settled.map(|token| self.token(token, names));
        self.bytes += ENTRY_BYTES;
        self.words.insert(key, token.clone());
        token
    }

    fn token(&mut self, token: Token, names: &Names) -> Arc<QueryToken> {
        match self.tokens.entry(FxBuildHasher.hash_one((token.kind, token.text.as_str()))) {
            Entry::Occupied(known) if known.get().is(&token) => known.get().again(),
            Entry::Occupied(_) => Arc::new(QueryToken::new(token, names)),
            Entry::Vacant(place) => {
                let token = place.insert(Arc::new(QueryToken::new(token, names)));
                self.uncounted.push(Arc::clone(token));
                Arc::clone(token)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::*;
    use crate::index::Index;
    use crate::list;

    fn names() -> Names {
        Names::load(&Index::in_memory(Vec::new(), list::sample().parties).unwrap()).unwrap()
    }

    /// A listed word in two or three pieces, with letters put in that may or may not be heard.
    fn pieces(word: &str, cuts: [usize; 2], silent: [&str; 2]) -> String {
        let letters: Vec<char> = word.chars().collect();
        let [first, second] = cuts.map(|cut| cut % (letters.len() + 1));
        let (first, second) = (first.min(second), first.max(second));
        let text = |letters: &[char]| letters.iter().collect::<String>();
        let [before, after] = silent;
        let (head, middle, tail) = (text(&letters[..first]), text(&letters[first..second]), text(&letters[second..]));
        format!("{head} {before}{middle} {after}{tail}")
    }

    proptest! {
        // The gate asks the same questions every time; `PROPTEST_CASES` asks more.
        #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: RngSeed::Fixed(20_261_120), ..ProptestConfig::default() })]

        /// The definition is all neighbors joined, of which those count that are listed.
        #[test]
        fn no_neighbors_that_are_listed_as_one_word_are_lost(
            cases in prop::collection::vec((any::<usize>(), any::<[usize; 2]>(), any::<[prop::sample::Index; 2]>()), 40),
        ) {
            static NAMES: LazyLock<Names> = LazyLock::new(names);
            let mut memory = Memory::default();
            for (at, cuts, silent) in cases {
                let word = NAMES.token((at % NAMES.distinct_tokens()) as u32).text;
                let silent = silent.map(|at| *at.get(&["", "", "h", "hhh", "a", "al ", "ll", "s", "é"]));
                let name = pieces(word, cuts, silent);
                let mut forms = Vec::new();
                memory.analyze(&name, None, &NAMES, |form| forms.push(form));
                for form in forms {
                    let mut all = form.to_form().joined();
                    all.retain(|joined| NAMES.tokens_of_key(joined.key).next().is_some());
                    prop_assert_eq!(&all, form.joined(), "{}", name);
                }
            }
        }
    }
}
