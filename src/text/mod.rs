//! Strings, and nothing about names: normalization, scripts, romanization, splitting, distance, sound.
//!
//! All functions are pure and total: any string is a valid input.

mod distance;
mod letter_search;
mod letter_tree;
mod letters;
mod normalize;
mod romanize;
mod script;
mod sound;
mod tokenize;
mod wade_giles;

pub use distance::{LANES, Lanes, Pattern};
pub use letter_search::LetterSearch;
pub use letter_tree::LetterTrees;
pub use letters::{MAX_LETTERS, NativeWord};
pub use normalize::{bare, fold, fold_case, unmix};
pub use romanize::{
    Romanization, consonants, korean_reading, romanize, southern_readings, split_article, surname_reading,
};
pub use script::Script;
pub use sound::{long_skeleton, skeleton, sound, sound_on, stable_sound};
pub use tokenize::{apart_by_signs, han_begins, words};
pub use wade_giles::{is_telling as is_wade_giles, pinyin_of_wade_giles};
