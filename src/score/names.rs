//! The score of two names.

use super::assignment::{Edge, Scratch};
use super::explanation::Pair;
use crate::name::{
    JOINED, JOINED_CONSONANTS, Joined, LONE_WORD, Reason, Scheme, Similarity, TokenKind, Units, contradicted,
    is_descent, is_word, syllables_tell, tokens_of, weighed,
};

/// Factor where both names have a number that the other lacks: "Fund III" is not "Fund IV".
const NUMBERS_DIFFER: f64 = 0.6;

/// Factor where one name has a number and the other has none: "Fund II" may or may not be "Fund".
const NUMBER_MISSING: f64 = 0.75;

/// Factor where the child of one name is the father of the other: "Abdullah bin Omar" is not "Omar bin Abdullah", though all agrees.
const TURNED: f64 = 0.6;

/// Factor where both are in the same script and agree in how they are read, while their characters differ.
const OTHER_CHARACTERS: f64 = 0.7;

/// Factor where the syllables stand in another order: Jong Un is not Un Jong. Surnames stand first or last.
const OTHER_ORDER: f64 = 0.6;

/// Factor for each syllable that is only alike: Jun is not Jin, and Chang not Sang. How a sound may be spelled is in the tables.
const OTHER_SYLLABLE: f64 = 0.85;

/// How much is lost with a syllable of full weight that the Latin name lacks: nobody leaves out a part of such a name.
const SYLLABLE_LEFT: f64 = 0.5;

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

    /// Whether a token of the query may be several tokens of the listed name in one word. `false` only where that is known.
    fn may_split(&self, _query: usize) -> bool {
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
    find_edges(query, listed, likeness, scratch);
    scratch.assign();
    if EXPLAIN {
        let pair = |edge: &Edge| Pair { query: edge.query, listed: edge.listed, similarity: edge.similarity };
        pairs.extend(scratch.edges.iter().map(pair));
    }
    Agreeing::of(&scratch.edges, query, listed).score(query, listed)
}

/// As [`compare`], cut off early: `None` where the score is less than `least`, and never where it is not.
pub fn compare_from(
    least: f64,
    query: &impl Units,
    listed: &impl Units,
    likeness: &impl Likeness,
    scratch: &mut Scratch,
) -> Option<NameScore> {
    find_edges(query, listed, likeness, scratch);
    // Whatever is assigned, it is no more than all that could be: each token its best pair.
    if scratch.has_conflict() {
        let most = Agreeing::most(&scratch.edges, query, listed).score(query, listed);
        if most.value < least - ROUNDING {
            return None;
        }
        scratch.assign();
    }
    Some(Agreeing::of(&scratch.edges, query, listed).score(query, listed)).filter(|score| score.value >= least)
}

/// More than rounding can make of a score of 64 weights.
const ROUNDING: f64 = 1e-4;

/// Leaves in `scratch` every pair of tokens that could be assigned.
fn find_edges(query: &impl Units, listed: &impl Units, likeness: &impl Likeness, scratch: &mut Scratch) {
    let (query_total, listed_total) = (query.total(), listed.total());
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
    for joined in &scratch.joined {
        for j in 0..listed.len() {
            if let Some(similarity) = as_joined(listed.keys(j), joined) {
                let gain = gain(weight_of(query, joined.mask), listed.weight(j), similarity);
                scratch.edges.push(Edge { query: joined.mask, listed: 1 << j, gain, similarity });
            }
        }
    }
}

/// What agrees of two names: the weight of it, the credit of each pair counted in, and the tokens.
#[derive(Debug, Clone, Copy)]
struct Agreeing {
    query_weight: f32,
    listed_weight: f32,
    query_tokens: u64,
    listed_tokens: u64,
    /// Whether one word of the query is all that the listed name has in words: "Carly" is hardly Karl Lee.
    is_in_one: bool,
    /// Whether the child here is the father there.
    is_turned: bool,
    /// Whether syllables stand in one order.
    is_in_order: bool,
    /// How many syllables are only alike.
    other_syllables: i32,
}

impl Agreeing {
    /// Where these pairs are assigned.
    fn of(edges: &[Edge], query: &impl Units, listed: &impl Units) -> Self {
        let is_all = |edge: &Edge| edge.query.is_power_of_two() && words(listed, !edge.listed) == 0;
        let is_in_one = edges.iter().any(is_all);
        let is_turned = is_turned(edges, query, listed);
        let is_read = is_read(query, listed);
        let is_in_order = !is_read || are_in_order(edges);
        let is_other = |edge: &&Edge| matches!(edge.similarity.reason, Reason::Edits(_));
        let other_syllables = if is_read { edges.iter().filter(is_other).count() as i32 } else { 0 };
        let mut agreeing = Self {
            query_weight: 0.0,
            listed_weight: 0.0,
            query_tokens: 0,
            listed_tokens: 0,
            is_in_one,
            is_turned,
            is_in_order,
            other_syllables,
        };
        for edge in edges {
            let credit = edge.similarity.credit();
            agreeing.query_weight += credit * weight_of(query, edge.query);
            agreeing.listed_weight += credit * weight_of(listed, edge.listed);
            agreeing.query_tokens |= edge.query;
            agreeing.listed_tokens |= edge.listed;
        }
        agreeing
    }

    /// The most that can be of these pairs, of which not all can be assigned.
    fn most(edges: &[Edge], query: &impl Units, listed: &impl Units) -> Self {
        let (query_tokens, listed_tokens) =
            edges.iter().fold((0, 0), |(query, listed), edge| (query | edge.query, listed | edge.listed));
        let most = |units: &dyn Fn(usize) -> f32, tokens: u64, side: &dyn Fn(&Edge) -> u64| -> f32 {
            let best = |token: usize| {
                let pairs = edges.iter().filter(|edge| side(edge) & (1 << token) != 0);
                pairs.map(|edge| edge.similarity.credit()).fold(0.0, f32::max)
            };
            tokens_of(tokens).map(|token| units(token) * best(token)).sum()
        };
        Self {
            query_weight: most(&|at| query.weight(at), query_tokens, &|edge| edge.query),
            listed_weight: most(&|at| listed.weight(at), listed_tokens, &|edge| edge.listed),
            query_tokens,
            listed_tokens,
            is_in_one: false,
            is_turned: false,
            is_in_order: true,
            other_syllables: 0,
        }
    }

    /// Rises with what agrees.
    fn score(&self, query: &impl Units, listed: &impl Units) -> NameScore {
        let query_coverage = f64::from(self.query_weight / query.total()).min(1.0);
        let listed_coverage = f64::from(self.listed_weight / listed.total()).min(1.0);
        let agreement = (query_coverage * listed_coverage).sqrt();
        let matched = f64::from(self.query_weight.min(self.listed_weight));
        let mut value = weighed(agreement, matched);
        // A pair that is assigned is no contradiction, however weak: what it lacks is already missing from the coverages.
        value *= contradicted(heaviest(query, !self.query_tokens), heaviest(listed, !self.listed_tokens));
        value *= match (has_number(query, !self.query_tokens), has_number(listed, !self.listed_tokens)) {
            (true, true) => NUMBERS_DIFFER,
            (true, false) | (false, true) => NUMBER_MISSING,
            (false, false) => 1.0,
        };
        if self.is_turned {
            value *= TURNED;
        }
        if (self.is_in_one || words(listed, !0) == 1) && words(query, !self.query_tokens) > 0 {
            value *= LONE_WORD;
        }
        if is_read(query, listed) {
            value *= self.read_alike(query, listed, matched);
        }
        NameScore { value, query_coverage, listed_coverage }
    }

    /// The factor of names of which one is read syllable by syllable. Rises with what agrees.
    fn read_alike(&self, query: &impl Units, listed: &impl Units, matched: f64) -> f64 {
        let mut factor = syllables_tell(matched);
        let scripts = [query.scheme(), listed.scheme()].map(Scheme::read_syllables);
        let left = match scripts {
            [Some(_), None] => weight_of_words(query, !self.query_tokens),
            [None, Some(_)] => weight_of_words(listed, !self.listed_tokens),
            _ => 0.0,
        };
        factor *= 1.0 - SYLLABLE_LEFT * f64::from(left.min(1.0));
        if scripts[0] == scripts[1] {
            factor *= OTHER_CHARACTERS;
        }
        factor *= OTHER_SYLLABLE.powi(self.other_syllables);
        if self.is_in_order { factor } else { factor * OTHER_ORDER }
    }
}

/// Whether one of two names is a reading of Chinese characters or Hangul.
fn is_read(query: &impl Units, listed: &impl Units) -> bool {
    query.scheme().read_syllables().is_some() || listed.scheme().read_syllables().is_some()
}

/// Whether tokens stand on the listed side in the order of the query, be it that the last come first there.
fn are_in_order(edges: &[Edge]) -> bool {
    let listed = tokens_of(edges.iter().fold(0, |tokens, edge| tokens | edge.query))
        .filter_map(|at| edges.iter().find(|edge| edge.query & (1 << at) != 0))
        .map(|edge| edge.listed.trailing_zeros());
    let (mut first, mut last, mut falls) = (None, None, 0);
    for place in listed {
        falls += u32::from(last.is_some_and(|last| place < last));
        first = first.or(Some(place));
        last = Some(place);
    }
    falls + u32::from(first < last && falls > 0) < 2
}

/// The words before and after "son of" and "daughter of".
fn descents(units: &impl Units) -> impl Iterator<Item = (u64, u64)> {
    let is_plain = |at: &usize| units.kind(*at) == TokenKind::Word;
    (1..units.len()).filter(|&at| units.kind(at) == TokenKind::Particle && is_descent(units.keys(at))).filter_map(
        move |at| {
            let father = (at + 1..units.len()).take(2).find(is_plain)?;
            is_plain(&(at - 1)).then_some((1 << (at - 1), 1 << father))
        },
    )
}

/// Whether a child of the query is paired with a father of the listed name, and his father with the child.
fn is_turned(edges: &[Edge], query: &impl Units, listed: &impl Units) -> bool {
    let are_paired = |query: u64, listed: u64| edges.iter().any(|edge| edge.query == query && edge.listed == listed);
    descents(query).any(|(child, father)| {
        descents(listed).any(|(other, others)| are_paired(child, others) && are_paired(father, other))
    })
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

/// The weight of some tokens that are words.
fn weight_of_words(units: &impl Units, mask: u64) -> f32 {
    tokens_of(mask)
        .take_while(|&at| at < units.len())
        .filter(|&at| is_word(units.kind(at)))
        .map(|at| units.weight(at))
        .sum()
}

/// How many of some tokens are words.
fn words(units: &impl Units, mask: u64) -> usize {
    (0..units.len()).filter(|&at| mask & (1 << at) != 0 && is_word(units.kind(at))).count()
}

fn has_number(units: &impl Units, mask: u64) -> bool {
    (0..units.len()).any(|at| mask & (1 << at) != 0 && units.kind(at) == TokenKind::Number)
}
