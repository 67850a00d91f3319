//! From a query to the listed names that could reach the cutoff, losing none.
//!
//! # Why nothing is lost
//!
//! A name score never exceeds [`weighed`] of the geometric mean of two coverages, the matched share of the query's weight and that
//! of the listed name's, and of the weight that is matched; and that rises with each of them.
//! Let `b(i)` be the weight of the query's token `i` times the credit of the best listed counterpart it has at all, alone or
//! joined with its neighbors. A match of token `i` with any listed name adds at most `b(i)` to what is matched of the query. Hence:
//!
//! 1. if some tokens' `b(i)` together, with the whole of a listed name matched, stay below the cutoff, a name that matches none but
//!    those can not reach it: it is enough to visit the names that match one of the *other* tokens. Left out are the tokens with
//!    the most names to visit; where all can be left out, nothing is visited at all;
//! 2. while names are visited, what they match on both sides is summed up; with the most that the tokens left out could
//!    add, the sums bound both coverages and the weight from above, and a name whose bound stays below the cutoff is dropped;
//!    then the same with what it does match of them.
//!
//! What is visited for a token is everything: every listed token that [`crate::name::similarity`] finds alike ([`Expansion`]),
//! and every joined word. The differential tests and `namesieve eval lossless` compare the outcome with scoring every listed name.
//!
//! *Cost*: of a token that was not seen before, the listed tokens like it are found by keys and by pieces of their spelling (some ten
//! microseconds at forty thousand tokens, half of them to compare the two dozen found); a remembered one costs a lookup. *Threads*: [`Names`] is shared, each thread owns a [`Finder`].

mod edits;
mod expansion;
mod names;
mod native;

use std::rc::Rc;

use crate::name::{Form, Joined, Similarity, Token, TokenKind, Units, weighed};

pub use expansion::Expansion;
use expansion::{Expander, Memory};
pub use names::{ListedForm, Names};

/// A form of a query, ready for comparing.
#[derive(Debug)]
pub struct QueryForm {
    tokens: Vec<Token>,
    weights: Vec<f32>,
    keys: Vec<[u64; 2]>,
    joined: Vec<Joined>,
}

impl QueryForm {
    /// Weighs the tokens of a form as the listed names' weights tell.
    pub fn new(form: &Form, names: &Names) -> Self {
        Self {
            weights: form.tokens.iter().map(|token| names.weights().of(token)).collect(),
            keys: form.tokens.iter().map(|token| token.keys()).collect(),
            joined: form.joined(),
            tokens: form.tokens.clone(),
        }
    }

    /// Its tokens.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Their weights.
    pub fn weights(&self) -> &[f32] {
        &self.weights
    }
}

impl Units for QueryForm {
    fn len(&self) -> usize {
        self.tokens.len()
    }

    fn weight(&self, at: usize) -> f32 {
        self.weights[at]
    }

    fn kind(&self, at: usize) -> TokenKind {
        self.tokens[at].kind
    }

    fn keys(&self, at: usize) -> [u64; 2] {
        self.keys[at]
    }

    fn joined(&self) -> &[Joined] {
        &self.joined
    }
}

/// Finds candidates and remembers what listed tokens are like a query's. One for each thread.
#[derive(Debug, Default)]
pub struct Finder {
    expander: Expander,
    memory: Memory,
    expansions: Vec<Rc<Expansion>>,
    /// For each of the query's joined words whether it is listed.
    joined: Vec<bool>,
    /// What each form matched of the query that visited it last.
    visits: Vec<Visit>,
    query: u32,
    /// Which [`Names`] all of this is about.
    names: u64,
    found: Vec<u32>,
    order: Vec<(usize, usize)>,
}

/// What a form matches of a query, as far as its tokens were visited: bounds from above.
#[derive(Debug, Clone, Copy, Default)]
struct Visit {
    /// The number of the query.
    query: u32,
    /// The token that came by last.
    token: u32,
    query_weight: f32,
    listed_weight: f32,
}

/// More than rounding can make of a score of 64 weights.
const ROUNDING: f64 = 1e-4;

/// Three listed tokens of full weight: more than a joined word can match.
const JOINED_WEIGHT: f32 = 3.0;

/// Stands for no token of its own: what is joined adds to what single tokens matched, since it may be worth more.
const ANY_TOKEN: usize = 64;

impl Finder {
    /// Forgets all remembered tokens, so that the next query is cold.
    pub fn forget(&mut self) {
        self.memory.clear();
    }

    /// How alike token `at` of the query last given to [`Finder::find`] and a listed token are.
    pub fn similarity(&self, at: usize, token: u32) -> Option<Similarity> {
        self.expansions[at].similarity(token)
    }

    /// Whether some listed name has token `at` of that query as several words.
    pub fn is_split(&self, at: usize) -> bool {
        self.expansions[at].is_split
    }

    /// Whether some listed name has the neighbors `at` of [`Units::joined`] of that query as one word.
    pub fn is_joined(&self, at: usize) -> bool {
        self.joined[at]
    }

    /// What the last [`Finder::find`] found.
    pub fn found(&self) -> &[u32] {
        &self.found
    }

    /// Finds the listed forms that may have a name score of `least`: all that have it, and some that do not.
    ///
    /// They stay in [`Finder::found`], unordered, until the next call.
    pub fn find(&mut self, query: &QueryForm, names: &Names, least: f64) {
        if self.names != names.id {
            // A session may outlive an index: what is remembered of the old one means nothing in the new one.
            self.memory.clear();
            self.visits.clear();
            self.names = names.id;
        }
        self.found.clear();
        self.expansions.clear();
        for token in &query.tokens {
            self.expansions.push(self.memory.get(token, names, &mut self.expander));
        }
        self.visits.resize(names.len(), Visit::default());
        self.query = self.query.checked_add(1).unwrap_or_else(|| {
            self.visits.fill(Visit::default());
            1
        });

        let total: f32 = query.weights.iter().sum();
        // The most that a name scores of which so much is matched, on the query's side and on its own, and in weight.
        let may_reach = |query: f32, listed_coverage: f32, matched: f32| {
            let agreement = ((query / total).min(1.0) * listed_coverage.min(1.0)).sqrt();
            weighed(f64::from(agreement), f64::from(matched)) > least - ROUNDING
        };
        let (mut query_most, mut listed_most) = ([0.0_f32; 64], [0.0_f32; 64]);
        let mut joinable = 0_u64;
        for (at, expansion) in self.expansions.iter().enumerate() {
            query_most[at] = query.weights[at] * expansion.query_most;
            listed_most[at] = expansion.listed_most;
            joinable |= u64::from(expansion.is_split) << at;
        }
        self.joined.clear();
        self.joined.extend(query.joined.iter().map(|joined| !names.tokens_of_key(joined.key).is_empty()));
        for (joined, _) in query.joined.iter().zip(&self.joined).filter(|&(_, &listed)| listed) {
            for at in joined.tokens() {
                query_most[at] = query.weights[at];
                listed_most[at] = JOINED_WEIGHT;
                joinable |= 1 << at;
            }
        }

        // The tokens with the most names to visit are left out, as long as all that are left out can not do it alone.
        self.order.clear();
        self.order.extend((0..query.len()).map(|at| (self.expansions[at].visits, at)));
        self.order.sort_unstable_by(|a, b| b.cmp(a));
        let (mut query_left, mut listed_left, mut to_visit) = (0.0, 0.0, 0_u64);
        for &(_, at) in &self.order {
            let query_more = query_left + query_most[at];
            if !may_reach(query_more, 1.0, query_more) {
                query_left = query_more;
                listed_left += listed_most[at];
            } else {
                to_visit |= 1 << at;
            }
        }
        for at in (0..query.len()).filter(|at| to_visit & (1 << at) != 0) {
            let expansion = Rc::clone(&self.expansions[at]);
            for similar in &expansion.by_credit {
                let add = (query.weights[at] * similar.credit, names.token_weight(similar.token) * similar.credit);
                self.visit(names.forms_of_token(similar.token).iter().copied(), at, add);
            }
            let [sound, skeleton] = query.keys(at);
            for key in [Some(sound), (skeleton != sound).then_some(skeleton)].into_iter().flatten() {
                self.visit(names.forms_joined_as(key), ANY_TOKEN, (query.weights[at], JOINED_WEIGHT));
            }
        }
        for (at, joined) in query.joined.iter().enumerate() {
            if !self.joined[at] || joined.mask & to_visit == 0 {
                continue;
            }
            let weight = joined.tokens().map(|at| query.weights[at]).sum();
            for &(_, token) in names.tokens_of_key(joined.key) {
                self.visit(names.forms_of_token(token).iter().copied(), ANY_TOKEN, (weight, names.token_weight(token)));
            }
        }
        let Self { visits, expansions, found, .. } = self;
        found.retain(|&form| {
            let visit = &visits[form as usize];
            let form_weight = names.form_weight(form);
            let may_reach = |query_left: f32, listed_left: f32| {
                let (query, listed) = (visit.query_weight + query_left, visit.listed_weight + listed_left);
                may_reach(query, listed / form_weight, query.min(listed))
            };
            if !may_reach(query_left, listed_left) {
                return false;
            }
            // With the most that any name could match of the tokens left out, it could; what does this one match of them?
            let (mut query_matched, mut listed_matched) = (0.0, 0.0);
            for at in (0..query.len()).filter(|at| to_visit & (1 << at) == 0) {
                if joinable & (1 << at) != 0 {
                    query_matched += query_most[at];
                    listed_matched += listed_most[at];
                    continue;
                }
                let (mut query_best, mut listed_best) = (0.0_f32, 0.0_f32);
                for &token in names.tokens_of(form) {
                    if let Some(similarity) = expansions[at].similarity(token) {
                        let credit = similarity.credit();
                        query_best = query_best.max(query.weights[at] * credit);
                        listed_best = listed_best.max(names.token_weight(token) * credit);
                    }
                }
                query_matched += query_best;
                listed_matched += listed_best;
            }
            may_reach(query_matched, listed_matched)
        });
    }

    /// Adds to what forms match: the weights matched of the query and of the listed name. Of several listed tokens that one token of
    /// the query matches, the first counts on the query's side: they come best first.
    fn visit(&mut self, forms: impl Iterator<Item = u32>, at: usize, (query_weight, listed_weight): (f32, f32)) {
        let token = at as u32;
        for form in forms {
            let visit = &mut self.visits[form as usize];
            if visit.query != self.query {
                *visit = Visit { query: self.query, token, query_weight, listed_weight };
                self.found.push(form);
                continue;
            }
            if visit.token != token || at == ANY_TOKEN {
                visit.query_weight += query_weight;
                visit.token = token;
            }
            visit.listed_weight += listed_weight;
        }
    }
}
