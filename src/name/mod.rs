//! From the text of a name to an analyzed name: forms in several scripts, tokens with roles, keys for comparing.
//!
//! Listed and queried names go through the same [`analyze`]. Two tokens are compared by [`similarity`] alone, whoever asks:
//! candidate generation finds by it, scores are made of it, explanations name its [`Reason`].
//!
//! Nothing here knows of indexes or lists. Of scores it has [`weighed`], [`contradicted`], [`syllables_tell`] and [`LONE_WORD`], since candidates are bounded by
//! what scores are made of.

mod analyze;
mod compound;
mod lexicon;
mod native;
mod own_lexicon;
mod prepared;
mod scripts;
mod settled;
mod similarity;
mod token;
mod tokens;
mod weight;

pub use analyze::{Form, Scheme, acronyms, analyze};
pub use lexicon::{Lexicon, digest as lexicon_digest};
pub use native::{most_cost, transcription};
pub use own_lexicon::{LexiconProblem, LexiconReading, OwnLexicon};
pub use prepared::{Joined, Units, is_article, is_descent, joined, joined_keys, neighbors, tokens_of};
pub use settled::{MAX_SIMPLE_WORDS, simple_word, simple_words};
pub use similarity::{
    FLOOR, JOINED, JOINED_CONSONANTS, Reason, Similarity, Spelling, initial_of, max_edits, similarity, similarity_with,
};
pub use token::{Token, TokenKind, TokenRef};
pub use tokens::Tokens;
pub use weight::{LONE_WORD, Weights, contradicted, is_word, least_agreement, syllables_tell, weighed};
