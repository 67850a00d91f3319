//! Strings, and nothing about names: normalization, scripts, romanization, splitting, distance, sound.
//!
//! All functions are pure and total: any string is a valid input.

mod distance;
mod letters;
mod normalize;
mod romanize;
mod script;
mod sound;
mod tokenize;

pub use distance::Pattern;
pub use letters::{MAX_LETTERS, NativeWord, Readings};
pub use normalize::{fold, fold_case, unmix};
pub use romanize::{Romanization, consonants, korean_reading, romanize, split_article};
pub use script::Script;
pub use sound::{long_skeleton, skeleton, sound};
pub use tokenize::{han_begins, words};
