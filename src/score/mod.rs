//! Pure scores: a query and a party in, one number in 0..=1 out, with the evidence behind it.
//!
//! A party's score is made in two steps.
//!
//! 1. The *name score* ([`compare`]) of the best pair of a query form and a listed form. Tokens are assigned one to one; the
//!    share of the query's weight that is matched and the share of the listed name's are the two *coverages*. The agreement is
//!    their geometric mean, lowered where both sides have something left that the other contradicts, where a number is missing,
//!    where father and child have changed places, where a listed name of one word meets a query of several, and where one of the names is read by syllables. What does not
//!    agree counts the less, the more weight is matched ([`weighed`](crate::name::weighed)).
//! 2. [`Attributes`] move its odds: dates, countries, gender, type and numbers confirm or contradict, each by a likelihood ratio; a
//!    weak alias counts less; an identifier that agrees decides by itself or hints, as its check digit tells.
//!
//! # The bound
//!
//! The name score never exceeds [`weighed`](crate::name::weighed) of the geometric mean of the two coverages, and every later step
//! is monotone in it. So a party can only reach a cutoff if some name of it reaches [`least_name_score`], and that name only if
//! what it matches is enough: what candidate generation rests on when it leaves names out.
//!
//! Scoring and explaining are one body, compiled with and without evidence. Nothing here allocates once the [`Scratch`] has grown.

mod assignment;
mod attributes;
mod explanation;
mod miss;
mod names;

pub use assignment::Scratch;
pub use attributes::{
    Agreement, AttributeEvidence, Attributes, Effect, Number, adjust, least_name_score, most_after, name_factor,
    rounded, with_identifier,
};
pub use explanation::{Explanation, NameEvidence, Pair, Side, TokenEvidence, sentence};
pub use miss::{Change, ListedNameScore, Miss, Step, StepScore};
pub use names::{Likeness, NameScore, compare, compare_from};
