//! From the text of a name to an analyzed name: forms in several scripts, tokens with roles, keys for comparing.
//!
//! Listed and queried names go through the same [`analyze`]. Two tokens are compared by [`similarity`] alone, whoever asks:
//! candidate generation finds by it, scores are made of it, explanations name its [`Reason`].
//!
//! Nothing here knows of indexes or lists. Of scores it has one formula, [`weighed`], since candidates are bounded by what scores are
//! made of.

mod analyze;
mod lexicon;
mod native;
mod own_lexicon;
mod prepared;
mod scripts;
mod similarity;
mod token;
mod weight;

pub use analyze::{Form, Scheme, analyze};
pub use lexicon::{Lexicon, digest as lexicon_digest};
pub use native::{most_cost, transcription};
pub use own_lexicon::{LexiconProblem, LexiconReading, OwnLexicon};
pub use prepared::{Joined, Units, joined};
pub use similarity::{
    FLOOR, JOINED, JOINED_CONSONANTS, Reason, Similarity, Spelling, initial_of, max_edits, similarity, similarity_with,
};
pub use token::{Token, TokenKind};
pub use weight::{Weights, weighed};
