//! From a query to the listed names that could reach the cutoff, losing none.
//!
//! # Why nothing is lost
//!
//! A name score never exceeds [`weighed`](crate::name::weighed) of the geometric mean of two coverages, the matched share of the query's
//! weight and that of the listed name's, and of the weight that is matched; where the query is read by syllables, no more than
//! [`syllables_tell`] of that weight makes of it. All that rises with each of them.
//! Let `b(i)` be the weight of the query's token `i` times the credit of the best listed counterpart it has at all, alone or
//! joined with its neighbors. A match of token `i` with any listed name adds at most `b(i)` to what is matched of the query. Hence:
//!
//! 1. if some tokens' `b(i)` together, with the whole of a listed name matched, stay below the cutoff, a name that matches none but
//!    those can not reach it: it is enough to visit the names that match one of the *other* tokens. Left out are the tokens with
//!    the most names to visit; where all can be left out, nothing is visited at all;
//! 2. a name that is visited matches token `i` by a listed token `t` at a known credit. Whatever else it matches of the query is among
//!    its other tokens. For each token of the query there is a set of all names that hold any of its counterparts; one whose set does not
//!    have the name adds nothing, any other no more than the best of its counterparts, or the best of the weak ones if the set of the strong
//!    ones does not have the name. What the name weighs beside `t` is
//!    known, too: too much of it can not be covered, and too little can not make up for what `t` lacks. Where nothing else is matched, the
//!    heaviest tokens left on either side contradict each other, and a name of one word is a lone one. The names of `t` that could reach the
//!    cutoff are kept. A name's best assignment pairs some visited token with some `t`, and by that pair it is kept;
//! 3. unless the visited token is matched as a part of a joined word, or as one that is listed in parts: then the name is visited by
//!    that word. So in 2, only what is joined of tokens that are all left out has to be reckoned with; that a name has a token in parts
//!    is known of each name.
//!
//! What is visited for a token is everything: every listed token that [`crate::name::similarity`] finds alike (`Expansion`), and every
//! joined word. Of what is kept, the tokens are looked at one by one: where each, on either side, can have no more than its best
//! counterpart gives, and that is too little, the name is dropped. The score itself is cut off where its best pairs would be too little
//! ([`compare_from`](crate::score::compare_from)). The differential tests and `namesieve eval lossless` compare the outcome with scoring
//! every listed name.
//!
//! *Cost*: of a token that was not seen before, the listed tokens like it are found by keys and by pieces of their spelling (some ten
//! microseconds at forty thousand tokens, half of them to compare the two dozen found), and the names of these laid side by side; a
//! remembered one costs a lookup, and each of its names a look into the sets of the others. *Threads*:
//! [`Names`] is shared, each thread owns a [`Memory`] and a [`Finder`].

mod beginnings;
mod by_key;
mod edits;
mod expansion;
mod names;
mod native;
mod query;
mod shared;

use std::sync::Arc;

use smallvec::SmallVec;

use expansion::{Counterpart, CreditMost, Expander, Expansion, Forms};
use names::{Beside, Posting};
pub use names::{ListedForm, Names};
pub use query::{Counterparts, MAX_MEMORY, Memory, QueryForm};
pub use shared::Shared;

use crate::name::{LONE_WORD, Units, contradicted, is_word, least_agreement, syllables_tell, tokens_of};

/// Finds candidates. One for each thread.
#[derive(Debug, Default)]
pub struct Finder {
    expander: Expander,
    /// Where other threads find what was found for tokens.
    shared: Option<Arc<Shared>>,
    found: Vec<u32>,
    order: Vec<(usize, usize)>,
}

/// More than rounding can make of a score of 64 weights.
const ROUNDING: f64 = 1e-4;

/// Three listed tokens of full weight: more than a joined word can match.
const JOINED_WEIGHT: f32 = 3.0;

/// The most that some tokens of a query can match of any name.
#[derive(Debug, Clone, Copy, Default)]
struct Most {
    /// Weight of the query.
    query: f32,
    /// Weight of the listed name.
    listed: f32,
}

impl Most {
    /// Of a token, in any form.
    fn of(weight: f32, expansion: &Expansion) -> Self {
        if expansion.split().is_empty() { Self::alone(weight, expansion.most) } else { Self::joined(weight) }
    }

    /// Of a token, in one form.
    fn in_form(weight: f32, expansion: &Expansion, form: u32) -> Self {
        if expansion.is_split_in(form) {
            Self::joined(weight)
        } else if expansion.strong.has(form) {
            Self::alone(weight, expansion.most)
        } else {
            Self::alone(weight, expansion.weak_most)
        }
    }

    /// Of a token that meets single listed tokens alone.
    fn alone(weight: f32, most: CreditMost) -> Self {
        Self { query: weight * most.credit, listed: most.listed }
    }

    /// Of a token that may be several listed tokens, or with its neighbors one of them.
    fn joined(weight: f32) -> Self {
        Self { query: weight, listed: JOINED_WEIGHT }
    }

    fn and(self, other: Self) -> Self {
        Self { query: self.query + other.query, listed: self.listed + other.listed }
    }
}

/// What a name needs to reach a cutoff.
#[derive(Debug, Clone, Copy)]
struct Need {
    least: f64,
    /// Weight of the query.
    total: f32,
    /// Whether the query is read by syllables, so that what agrees tells less.
    is_read: bool,
}

impl Need {
    /// The least product of the coverages where so much weight is matched; over 1 where none is enough.
    fn coverages(&self, matched: f32) -> f32 {
        let matched = f64::from(matched);
        let least = if self.is_read { self.least / syllables_tell(matched) } else { self.least };
        let agreement = least_agreement(least - ROUNDING, matched).max(0.0) as f32;
        agreement * agreement
    }

    /// The least coverage of the listed name where so much of the query is matched, and in weight; over 1 where none is enough.
    fn listed_coverage(&self, query: f32, matched: f32) -> f32 {
        self.coverages(matched) / (query / self.total).min(1.0)
    }

    /// Whether a form could reach the cutoff by a token that matches as told, if it matched no more than `others` beside it.
    fn allows(&self, weight: f32, similar: &Counterpart, beside: Beside, others: Most) -> bool {
        let credit = similar.similarity.credit();
        let (least_rest, most_rest) = beside.rest();
        let (query, listed) = (weight * credit + others.query, similar.weight * credit + others.listed);
        // All of the rest may be matched, but the token itself lacks something.
        let all = 1.0 - similar.weight * (1.0 - credit) / (similar.weight + most_rest);
        let coverage = (listed / (similar.weight + least_rest)).min(all);
        self.listed_coverage(query, query.min(listed)) <= coverage
    }

    /// For a score that is lowered by a factor afterwards.
    fn lowered(self, factor: f64) -> Self {
        Self { least: self.least / factor, ..self }
    }
}

impl Finder {
    /// One that looks for what others found before it searches, and lets them have what it finds.
    pub fn sharing(shared: &Arc<Shared>) -> Self {
        Self { shared: Some(Arc::clone(shared)), ..Self::default() }
    }

    /// What the last [`Finder::find`] found, ascending.
    pub fn found(&self) -> &[u32] {
        &self.found
    }

    /// Finds the listed forms that may have a name score of `least`: all that have it, and some that do not.
    ///
    /// They stay in [`Finder::found`] until the next call.
    pub fn find(&mut self, query: &QueryForm, names: &Names, least: f64) {
        self.found.clear();
        self.order.clear();
        let need = Need { least, total: query.total(), is_read: query.scheme().read_syllables().is_some() };
        let mut most = [0.0; 64];
        let mut is_split = 0_u64;
        for (at, token) in query.tokens.iter().enumerate() {
            let expansion = token.expand(|token| match &self.shared {
                Some(shared) => shared.get(token, names, &mut self.expander),
                None => Arc::new(self.expander.expand(token, names)),
            });
            most[at] = Most::of(query.weight(at), expansion).query;
            is_split |= u64::from(!expansion.split().is_empty()) << at;
            self.order.push((expansion.visits(), at));
        }
        let is_joined = query.joined().iter().fold(0, |all, joined| all | joined.mask);

        // The tokens with the most names to visit are left out, as long as all that are left out can not do it alone.
        self.order.sort_unstable_by(|a, b| b.cmp(a));
        let (mut left_out, mut to_visit) = (0.0, 0_u64);
        for &(_, at) in &self.order {
            let more = left_out + if is_joined & 1 << at != 0 { query.weight(at) } else { most[at] };
            if need.listed_coverage(more, more) > 1.0 {
                left_out = more;
            } else {
                to_visit |= 1 << at;
            }
        }

        // What is joined with a token that is visited is visited itself. So a name that is none of these only has what is joined of
        // those that are left out.
        let of_left_out = |mask: u64| if mask & to_visit == 0 { mask } else { 0 };
        let joinable = query.joined().iter().fold(0, |all, joined| all | of_left_out(joined.mask));
        let sieve = Sieve::new(query, names, need, joinable);
        for at in tokens_of(to_visit) {
            if let Some(expansion) = query.tokens[at].expansion() {
                self.visit(expansion, &Others::new(query, at, joinable), &sieve);
            }
        }
        let sieve = Sieve::new(query, names, need, is_joined);
        for at in tokens_of(to_visit & is_split) {
            let split = query.tokens[at].expansion().into_iter().flat_map(|expansion| expansion.split());
            self.found.extend(split.copied().filter(|&form| sieve.lets_through(form)));
        }
        for joined in query.joined().iter().filter(|joined| joined.mask & to_visit != 0) {
            for token in names.tokens_of_key(joined.key) {
                let forms = names.postings_of(token).iter().map(|posting| posting.form);
                self.found.extend(forms.filter(|&form| sieve.lets_through(form)));
            }
        }
        self.found.sort_unstable();
        self.found.dedup();
    }

    /// Visits the forms of all counterparts of one token.
    fn visit(&mut self, expansion: &Expansion, others: &Others, sieve: &Sieve) {
        let mut see = |similar: &Counterpart, form: u32, beside: Beside, present: usize| {
            if others.allow(similar, form, beside, present, sieve.need) && sieve.lets_through(form) {
                self.found.push(form);
            }
        };
        let Some(reach) = &expansion.reach else {
            let forms = others.forms();
            for similar in &expansion.counterparts {
                for &Posting { form, beside } in sieve.names.postings_of(similar.token) {
                    see(similar, form, beside, expansion::present(&forms, form));
                }
            }
            return;
        };
        let least = others.least_strength(expansion, sieve.need);
        let mut seen = |at: usize, form: u32, beside: Beside, present: usize| {
            see(&expansion.counterparts[at], form, beside, present);
        };
        // How many are told apart is known before the loop, which most of the time goes to.
        match others.forms()[..] {
            [] => reach.look(least, [], &mut seen),
            [one] => reach.look(least, [one], &mut seen),
            [one, two] => reach.look(least, [one, two], &mut seen),
            [one, two, three, ..] => reach.look(least, [one, two, three], &mut seen),
        }
    }
}

/// Other tokens of a query that are told apart when a form is visited; more are taken for present.
const MOST_TOLD_APART: usize = 3;

/// The tokens of a query beside the one that is visited.
struct Others<'a> {
    /// The weight of the one that is visited.
    weight: f32,
    /// The greatest weight among the others.
    heaviest: f32,
    /// Whether there is a word among them.
    have_word: bool,
    /// Those of most weight, which a form may hold counterparts of or not.
    apart: SmallVec<[(f32, &'a Expansion); 8]>,
    /// All others together.
    always: Most,
}

impl<'a> Others<'a> {
    fn new(query: &'a QueryForm, visited: usize, joinable: u64) -> Self {
        let mut others = Self {
            weight: query.weight(visited),
            heaviest: 0.0,
            have_word: false,
            apart: SmallVec::new(),
            always: Most::default(),
        };
        for (at, token) in query.tokens.iter().enumerate().filter(|&(at, _)| at != visited) {
            others.heaviest = others.heaviest.max(query.weight(at));
            others.have_word |= is_word(query.kind(at));
            match token.expansion() {
                Some(expansion) if joinable & 1 << at == 0 => others.apart.push((query.weight(at), expansion)),
                _ => others.always = others.always.and(Most::joined(query.weight(at))),
            }
        }
        if others.apart.len() > MOST_TOLD_APART {
            let most = |&(weight, expansion): &(f32, &Expansion)| weight * expansion.most.credit;
            others.apart.sort_unstable_by(|a, b| most(b).total_cmp(&most(a)));
            let lightest = others.apart.drain(MOST_TOLD_APART..);
            others.always =
                lightest.fold(others.always, |all, (weight, expansion)| all.and(Most::of(weight, expansion)));
        }
        others
    }

    /// The forms of those that are told apart.
    fn forms(&self) -> SmallVec<[&'a Forms; MOST_TOLD_APART]> {
        self.apart.iter().map(|(_, expansion)| &expansion.forms).collect()
    }

    /// The most that can be matched of a form where some of those that are told apart are present.
    fn most(&self, present: usize, form: u32) -> Most {
        let apart = self.apart.iter().enumerate().filter(|(at, _)| present & 1 << at != 0);
        apart.fold(self.always, |all, (_, &(weight, expansion))| all.and(Most::in_form(weight, expansion, form)))
    }

    /// Whether a form with some of them could reach the cutoff by the token that is visited and one of its counterparts.
    fn allow(&self, similar: &Counterpart, form: u32, beside: Beside, present: usize, need: Need) -> bool {
        if beside.is_nothing() {
            // Nothing else can be matched.
            let need = if self.have_word && beside.is_lone_word() { need.lowered(LONE_WORD) } else { need };
            return need.allows(self.weight, similar, beside, Most::default());
        }
        let most = self.most(present, form);
        // Where nothing else is matched, the heaviest on either side are left.
        let need = if most.query > 0.0 { need } else { need.lowered(contradicted(self.heaviest, beside.heaviest())) };
        need.allows(self.weight, similar, beside, most)
    }

    /// The strength that a form needs where none of those that are told apart is present, as part of 255: less is not enough. See
    /// [`Reach`](expansion::Reach).
    fn least_strength(&self, expansion: &Expansion, need: Need) -> f32 {
        if self.always.query > 0.0 {
            return 0.0;
        }
        need.coverages(self.weight * expansion.most.credit) * need.total / self.weight * 255.0
    }
}

/// Looks at the tokens of a form one by one.
struct Sieve<'a> {
    names: &'a Names,
    need: Need,
    tokens: SmallVec<[(f32, &'a Expansion); 8]>,
    /// What the tokens that may match joined with neighbors can match of any form.
    joined: Most,
}

impl<'a> Sieve<'a> {
    /// With the tokens that may match joined with neighbors.
    fn new(query: &'a QueryForm, names: &'a Names, need: Need, joinable: u64) -> Self {
        let mut sieve = Self { names, need, tokens: SmallVec::new(), joined: Most::default() };
        for (at, token) in query.tokens.iter().enumerate() {
            match token.expansion() {
                Some(expansion) if joinable & 1 << at == 0 => sieve.tokens.push((query.weight(at), expansion)),
                _ => sieve.joined = sieve.joined.and(Most::joined(query.weight(at))),
            }
        }
        sieve
    }

    /// Whether a form could reach the cutoff if each of its tokens met the token of the query that is most like it, and the other way
    /// round.
    fn lets_through(&self, form: u32) -> bool {
        let mut query_best = [0.0_f32; 64];
        let (mut listed_matched, mut listed_left) = (self.joined.listed, 0.0_f32);
        let mut is_joined = self.joined.query > 0.0;
        for ((_, expansion), query_best) in self.tokens.iter().zip(&mut query_best) {
            if expansion.is_split_in(form) {
                (*query_best, is_joined) = (1.0, true);
                listed_matched += JOINED_WEIGHT;
            }
        }
        for &token in self.names.tokens_of(form) {
            let head = self.names.token_head(token);
            let mut best = 0.0_f32;
            for ((_, expansion), query_best) in self.tokens.iter().zip(&mut query_best) {
                if let Some(similarity) = expansion.similarity(head.class, token) {
                    let credit = similarity.credit();
                    best = best.max(credit);
                    *query_best = query_best.max(credit);
                }
            }
            listed_matched += head.weight * best;
            if best == 0.0 {
                listed_left = listed_left.max(head.weight);
            }
        }
        let (mut query_matched, mut query_left) = (self.joined.query, 0.0_f32);
        for ((weight, _), best) in self.tokens.iter().zip(query_best) {
            query_matched += weight * best;
            if best == 0.0 {
                query_left = query_left.max(*weight);
            }
        }
        // What is joined may be any of what is left.
        let contradicted = if is_joined { 1.0 } else { contradicted(query_left, listed_left) };
        let need = self.need.lowered(contradicted);
        let coverage = (listed_matched / self.names.form_weight(form)).min(1.0);
        need.least < 1.0 + ROUNDING
            && need.listed_coverage(query_matched, query_matched.min(listed_matched)) <= coverage
    }
}
