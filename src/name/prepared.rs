//! A name as scores see it: weights, kinds and keys, wherever they are stored.

use std::sync::LazyLock;

use smallvec::SmallVec;

use super::token::{key, skeleton_key};
use super::{Scheme, TokenKind};
use crate::text;

/// Two or three neighboring tokens of a name, written as one word. The last and the first are neighbors, too: a list's "LAST, First"
/// is "First Last" elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Joined {
    /// Key of the word, comparable with [`Token::keys`](super::Token::keys).
    pub key: u64,
    /// The tokens covered, one bit each.
    pub mask: u64,
}

impl Joined {
    /// The indices of the tokens covered.
    pub fn tokens(&self) -> impl Iterator<Item = usize> + use<> {
        tokens_of(self.mask)
    }
}

/// The indices of the tokens of a mask, ascending.
pub fn tokens_of(mut mask: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let token = mask.trailing_zeros() as usize;
        mask &= mask.wrapping_sub(1);
        (token < 64).then_some(token)
    })
}

/// A prepared form of a name: what scores read of it. Implemented by queries (own memory) and by the table of listed names.
pub trait Units {
    /// How the form relates to what was written.
    fn scheme(&self) -> Scheme;
    /// Number of tokens, at most 64.
    fn len(&self) -> usize;
    /// Whether there are no tokens.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Weight of a token.
    fn weight(&self, at: usize) -> f32;
    /// Kind of a token.
    fn kind(&self, at: usize) -> TokenKind;
    /// [`Token::keys`](super::Token::keys) of a token.
    fn keys(&self, at: usize) -> [u64; 2];
    /// Adds its neighbors joined to others: those of a query lie in memory, those of millions of listed names do not.
    fn joined(&self, into: &mut Vec<Joined>);
    /// Sum of all weights, over 0.
    fn total(&self) -> f32 {
        (0..self.len()).map(|at| self.weight(at)).sum::<f32>().max(f32::MIN_POSITIVE)
    }
}

/// All words that two or three neighboring tokens make when written as one. Numbers do not join with numbers: `2004 1` is not
/// `20041`.
///
/// Where an Arabic article is among them, its vowel follows the grammar and its `l` the next letter (Abd al-Rahman, Abdul
/// Rahman, Abdurrahman): then the consonants stand for the word, with and without the `l`.
pub fn joined(tokens: &[(TokenKind, &str)]) -> Vec<Joined> {
    if !tokens.iter().any(|(kind, _)| *kind == TokenKind::Native) {
        return joined_letters(tokens);
    }
    // Of other scripts, only words without vowels: the Latin forms of the rest are joined as any Latin words.
    let letters: Vec<String> = tokens
        .iter()
        .map(|&(kind, text)| match kind {
            TokenKind::Native => Some(text::consonants(text)).filter(|text| !text.is_empty()).unwrap_or(" ".to_owned()),
            _ => text.to_owned(),
        })
        .collect();
    let tokens = tokens.iter().zip(&letters).map(|((kind, _), text)| (*kind, text.as_str()));
    joined_letters(&tokens.collect::<Vec<_>>())
}

fn joined_letters(tokens: &[(TokenKind, &str)]) -> Vec<Joined> {
    let mut words = Vec::new();
    for neighbors in neighbors(tokens.len()) {
        let part: SmallVec<[_; 3]> = neighbors.places().map(|at| tokens[at]).collect();
        words.extend(joined_keys(&part).map(|key| Joined { key, mask: neighbors.mask() }));
    }
    words
}

/// Two or three tokens that stand side by side, in the order in which they make one word.
#[derive(Debug, Clone, Copy)]
pub struct Neighbors {
    at: [usize; 3],
    len: usize,
}

impl Neighbors {
    /// Their places.
    pub fn places(&self) -> impl Iterator<Item = usize> + Clone + use<> {
        self.at.into_iter().take(self.len)
    }

    /// One bit for each.
    pub fn mask(&self) -> u64 {
        self.places().fold(0, |mask, at| mask | 1 << at)
    }
}

/// All neighbors among so many tokens: see [`Joined`].
pub fn neighbors(tokens: usize) -> impl Iterator<Item = Neighbors> {
    let within = (0..tokens).flat_map(move |first| {
        let longest = (tokens - first).min(3);
        (2..=longest).map(move |len| Neighbors { at: [first, first + 1, first + 2], len })
    });
    within.chain((tokens >= 2).then(|| Neighbors { at: [tokens - 1, 0, 0], len: 2 }))
}

/// The keys of some neighbors, by kind and text, written as one word: see [`joined`].
pub fn joined_keys(part: &[(TokenKind, &str)]) -> impl Iterator<Item = u64> + use<> {
    let numbers = part.iter().filter(|(kind, _)| *kind == TokenKind::Number).count();
    let is_word = numbers < 2 && part.iter().all(|(_, text)| !text.contains(' '));
    let keys = is_word.then(|| {
        let whole: String = part.iter().map(|(_, text)| *text).collect();
        let assimilated = without_article(part);
        let without_vowels = part.iter().any(|(kind, _)| *kind == TokenKind::Native);
        // "Servant of" nearly always stands before the article within a given name; other words need to agree in more. At three consonants
        // where a script writes no others, one in six thousand customers was a ship by the letters of both names.
        let is_servant = part[0].1.starts_with("abd") || without_vowels && part[0].1 == "bd";
        let least = if is_servant { 3 } else { 5 };
        let spoken = (!without_vowels).then(|| text::sound(&whole)).filter(|sound| !number_vanishes(part, sound));
        let spoken = spoken.map(|sound| key(&sound));
        let consonants = (without_vowels || assimilated.is_some()).then(|| consonant_key(&whole, least)).flatten();
        let assimilated = assimilated.and_then(|word| consonant_key(&word, least));
        [spoken, consonants, assimilated]
    });
    keys.into_iter().flatten().flatten()
}

/// Whether a number among these, written as one word that sounds so, adds nothing to the others: "II Inc" sounds as Inc, and is not it.
fn number_vanishes(part: &[(TokenKind, &str)], sound: &str) -> bool {
    part.iter().any(|(kind, _)| *kind == TokenKind::Number) && {
        let others: String =
            part.iter().filter(|(kind, _)| *kind != TokenKind::Number).map(|(_, text)| *text).collect();
        text::sound(&others) == sound
    }
}

/// The key of a word's consonants, if there are so many at least.
fn consonant_key(word: &str, least: usize) -> Option<u64> {
    Some(text::skeleton(word)).filter(|skeleton| skeleton.len() >= least).and_then(|skeleton| skeleton_key(&skeleton))
}

/// Whether a token is the Arabic article.
pub fn is_article(kind: TokenKind, text: &str) -> bool {
    kind == TokenKind::Particle && matches!(text, "al" | "el" | "il" | "ol" | "ul")
}

/// Whether the keys of a particle are those of "son of" or "daughter of" between a name and a father's name.
pub fn is_descent(keys: [u64; 2]) -> bool {
    static DESCENTS: LazyLock<[u64; 6]> =
        LazyLock::new(|| ["bin", "ben", "ibn", "bint", "bn", "binti"].map(|word| key(&text::sound(word))));
    DESCENTS.contains(&keys[0])
}

/// The word without the article within it; `None` where there is none.
fn without_article(part: &[(TokenKind, &str)]) -> Option<String> {
    let article = part.iter().skip(1).position(|&(kind, text)| is_article(kind, text))? + 1;
    Some(part.iter().enumerate().filter(|&(at, _)| at != article).map(|(_, (_, text))| *text).collect())
}

impl super::Form {
    /// See [`joined`].
    pub fn joined(&self) -> Vec<Joined> {
        joined(&self.tokens.iter().map(|token| (token.kind, token.text.as_str())).collect::<Vec<_>>())
    }
}
