//! A name as scores see it: weights, kinds and keys, wherever they are stored.

use super::TokenKind;
use super::token::{key, skeleton_key};
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
        let mask = self.mask;
        (0..64).filter(move |at| mask & (1 << at) != 0)
    }
}

/// A prepared form of a name: what scores read of it. Implemented by queries (own memory) and by the table of listed names.
pub trait Units {
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
    for first in 0..tokens.len() {
        for part in (2..=3).filter_map(|len| tokens.get(first..first + len)) {
            words.extend(keys_of(part).map(|key| Joined { key, mask: ((1 << part.len()) - 1) << first }));
        }
    }
    if let [first, .., last] = tokens {
        words.extend(keys_of(&[*last, *first]).map(|key| Joined { key, mask: 1 | 1 << (tokens.len() - 1) }));
    }
    words
}

/// The keys of some tokens as one word.
fn keys_of(part: &[(TokenKind, &str)]) -> impl Iterator<Item = u64> + use<> {
    let numbers = part.iter().filter(|(kind, _)| *kind == TokenKind::Number).count();
    let is_word = numbers < 2 && part.iter().all(|(_, text)| !text.contains(' '));
    let keys = is_word.then(|| {
        let whole: String = part.iter().map(|(_, text)| *text).collect();
        let assimilated = without_article(part);
        let without_vowels = part.iter().any(|(kind, _)| *kind == TokenKind::Native);
        // "Servant of" nearly always stands before the article within a given name; other words need to agree in more.
        let least = if without_vowels || part[0].1.starts_with("abd") { 3 } else { 5 };
        let spoken = (!without_vowels).then(|| key(&text::sound(&whole)));
        let consonants = (without_vowels || assimilated.is_some()).then(|| consonant_key(&whole, least)).flatten();
        let assimilated = assimilated.and_then(|word| consonant_key(&word, least));
        [spoken, consonants, assimilated]
    });
    keys.into_iter().flatten().flatten()
}

/// The key of a word's consonants, if there are so many at least.
fn consonant_key(word: &str, least: usize) -> Option<u64> {
    Some(text::skeleton(word)).filter(|skeleton| skeleton.len() >= least).and_then(|skeleton| skeleton_key(&skeleton))
}

/// The word without the article within it; `None` where there is none.
fn without_article(part: &[(TokenKind, &str)]) -> Option<String> {
    let is_article = |&(kind, text): &(TokenKind, &str)| {
        kind == TokenKind::Particle && matches!(text, "al" | "el" | "il" | "ol" | "ul")
    };
    let article = part.iter().skip(1).position(is_article)? + 1;
    Some(part.iter().enumerate().filter(|&(at, _)| at != article).map(|(_, (_, text))| *text).collect())
}

impl super::Form {
    /// See [`joined`].
    pub fn joined(&self) -> Vec<Joined> {
        joined(&self.tokens.iter().map(|token| (token.kind, token.text.as_str())).collect::<Vec<_>>())
    }
}
