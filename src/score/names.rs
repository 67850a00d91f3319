//! The score of two names.

use super::assignment::{Edge, Scratch};
use super::explanation::Pair;
use crate::name::{JOINED, JOINED_CONSONANTS, Joined, Similarity, TokenKind, Units, weighed};

/// How much of the score is lost where both sides have a word of full weight left, so that a swapped surname can not be averaged away,
/// however much else agrees. It goes by the heaviest word that each side has left, of these the lighter one: a middle name that one
/// side lacks costs nothing here, only coverage. By the share of all weight that is left, where it told labelled pairs apart as well,
/// one in fifty fewer of organizations' other names came back with as many customers alerted.
const CONTRADICTION: f64 = 1.1;

/// What is left of the score where a word of nearly full weight contradicts: next to nothing, so that it still ranks.
const CONTRADICTED: f64 = 0.02;

/// Factor where both names have a number that the other lacks: "Fund III" is not "Fund IV".
const NUMBERS_DIFFER: f64 = 0.6;

/// Factor where one name has a number and the other has none: "Fund II" may or may not be "Fund".
const NUMBER_MISSING: f64 = 0.75;

/// Factor where a listed name of one word meets a query that has other words besides: "Sofia", a ship or a nickname, is hardly
/// "Sofia Walter". A query of one word is another matter: who types it means whatever has it.
const LONE_WORD: f64 = 0.85;

/// The score of two names, and the two coverages that it is made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NameScore {
    /// 0 to 1.
    pub value: f64,
    /// Share of the query's weight that is matched, 0 to 1.
    pub query_coverage: f64,
    /// Share of the listed name's weight that is matched, 0 to 1.
    pub listed_coverage: f64,
}

/// How alike the tokens of a query and of a listed name are, wherever that is known from.
pub trait Likeness {
    /// How alike two tokens are: what [`crate::name::similarity`] says.
    fn similarity(&self, query: usize, listed: usize) -> Option<Similarity>;

    /// Whether a token of the query may be several listed tokens in one word. `false` only where that is known.
    fn may_split(&self, _query: usize) -> bool {
        true
    }

    /// Whether the query's neighbors in [`Units::joined`] may be one listed token. `false` only where that is known.
    fn may_join(&self, _joined: usize) -> bool {
        true
    }
}

/// Scores a query form against a listed form.
///
/// With `EXPLAIN`, what was assigned is left in `pairs`; without it, `pairs` is not touched. Both give the same score, bit for bit.
///
/// *Cost*: one look at `likeness` for each pair of tokens. Allocates nothing once `scratch` has grown.
pub fn compare<const EXPLAIN: bool>(
    query: &impl Units,
    listed: &impl Units,
    likeness: &impl Likeness,
    scratch: &mut Scratch,
    pairs: &mut Vec<Pair>,
) -> NameScore {
    let query_total = total(query);
    let listed_total = total(listed);
    let gain = |query_weight: f32, listed_weight: f32, similarity: Similarity| {
        similarity.credit() * (query_weight / query_total + listed_weight / listed_total)
    };
    scratch.clear();
    for i in 0..query.len() {
        for j in 0..listed.len() {
            if let Some(similarity) = likeness.similarity(i, j) {
                let gain = gain(query.weight(i), listed.weight(j), similarity);
                scratch.edges.push(Edge { query: 1 << i, listed: 1 << j, gain, similarity });
            }
        }
    }
    let as_joined = |keys: [u64; 2], joined: &Joined| match keys.iter().position(|&key| key == joined.key)? {
        0 => Some(JOINED),
        _ => Some(JOINED_CONSONANTS),
    };
    scratch.joined.clear();
    if (0..query.len()).any(|i| likeness.may_split(i)) {
        listed.joined(&mut scratch.joined);
    }
    for i in (0..query.len()).filter(|&i| likeness.may_split(i)) {
        for joined in &scratch.joined {
            if let Some(similarity) = as_joined(query.keys(i), joined) {
                let gain = gain(query.weight(i), weight_of(listed, joined.mask), similarity);
                scratch.edges.push(Edge { query: 1 << i, listed: joined.mask, gain, similarity });
            }
        }
    }
    scratch.joined.clear();
    query.joined(&mut scratch.joined);
    for (_, joined) in scratch.joined.iter().enumerate().filter(|&(at, _)| likeness.may_join(at)) {
        for j in 0..listed.len() {
            if let Some(similarity) = as_joined(listed.keys(j), joined) {
                let gain = gain(weight_of(query, joined.mask), listed.weight(j), similarity);
                scratch.edges.push(Edge { query: joined.mask, listed: 1 << j, gain, similarity });
            }
        }
    }
    scratch.assign();

    let (mut query_matched, mut listed_matched) = (0.0, 0.0);
    let (mut query_mask, mut listed_mask) = (0, 0);
    for edge in &scratch.edges {
        let credit = edge.similarity.credit();
        query_matched += credit * weight_of(query, edge.query);
        listed_matched += credit * weight_of(listed, edge.listed);
        query_mask |= edge.query;
        listed_mask |= edge.listed;
        if EXPLAIN {
            pairs.push(Pair { query: edge.query, listed: edge.listed, similarity: edge.similarity });
        }
    }
    let query_coverage = f64::from(query_matched / query_total).min(1.0);
    let listed_coverage = f64::from(listed_matched / listed_total).min(1.0);
    let agreement = (query_coverage * listed_coverage).sqrt();
    let mut value = weighed(agreement, f64::from(query_matched.min(listed_matched)));
    // A pair that is assigned is no contradiction, however weak: what it lacks is already missing from the coverages.
    let contradicting = heaviest(query, !query_mask).min(heaviest(listed, !listed_mask));
    value *= (1.0 - CONTRADICTION * f64::from(contradicting)).max(CONTRADICTED);
    value *= match (has_number(query, !query_mask), has_number(listed, !listed_mask)) {
        (true, true) => NUMBERS_DIFFER,
        (true, false) | (false, true) => NUMBER_MISSING,
        (false, false) => 1.0,
    };
    if words(listed, !0) == 1 && words(query, !query_mask) > 0 {
        value *= LONE_WORD;
    }
    NameScore { value, query_coverage, listed_coverage }
}

fn total(units: &impl Units) -> f32 {
    (0..units.len()).map(|at| units.weight(at)).sum::<f32>().max(f32::MIN_POSITIVE)
}

fn weight_of(units: &impl Units, mut mask: u64) -> f32 {
    let mut weight = 0.0;
    while mask != 0 {
        weight += units.weight(mask.trailing_zeros() as usize);
        mask &= mask - 1;
    }
    weight
}

/// The greatest weight of some tokens, 0 of none.
fn heaviest(units: &impl Units, mask: u64) -> f32 {
    (0..units.len()).filter(|&at| mask & (1 << at) != 0).map(|at| units.weight(at)).fold(0.0, f32::max)
}

/// How many of some tokens are words.
fn words(units: &impl Units, mask: u64) -> usize {
    let is_word = |at: usize| matches!(units.kind(at), TokenKind::Word | TokenKind::Native);
    (0..units.len()).filter(|&at| mask & (1 << at) != 0 && is_word(at)).count()
}

fn has_number(units: &impl Units, mask: u64) -> bool {
    (0..units.len()).any(|at| mask & (1 << at) != 0 && units.kind(at) == TokenKind::Number)
}
