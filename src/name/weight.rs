//! How much a token counts in its name.

use rustc_hash::FxHashMap;

use super::token::key;
use super::{Lexicon, TokenKind, TokenRef};
use crate::text::{self, Script};

/// Weights of tokens, from their role and from how many listed names hold them.
///
/// The weight is *role x rarity*. Rarity is the lesser of two: what the world's frequency of the word tells
/// (`index/lexicons/frequent.tsv`), and `1 - 0.75 ln(n) / ln(N)` for a word that `n` of `N` listed forms hold, which falls from 1 for a word
/// of a single name to 0.25 for a word of all. Spellings of one sound count together, so that a misspelt "Muhamad" is as common
/// as "Muhammad".
#[derive(Debug, Clone, Default)]
pub struct Weights {
    counts: FxHashMap<u64, u32>,
    names: u32,
    lexicon: Lexicon,
}

impl Weights {
    /// Weights for listed names: for each the first of [`Token::keys`](super::Token::keys) how many of `names` listed names hold it, and
    /// the lexicon that they were analyzed with.
    pub fn new(counts: FxHashMap<u64, u32>, names: u32, lexicon: Lexicon) -> Self {
        Self { counts, names, lexicon }
    }

    /// Bytes of memory that the counts take, about.
    pub fn heap_bytes(&self) -> usize {
        self.counts.capacity() * (size_of::<(u64, u32)>() + 1)
    }

    /// The weight of a token, over 0 and at most 1, in steps of 1/1024.
    pub fn of(&self, token: TokenRef<'_>) -> f32 {
        let weight = match token.kind {
            TokenKind::Word if is_patronymic(token.text) => PATRONYMIC * self.rarity(key(token.sound)),
            TokenKind::Word => match self.lexicon.in_full(token.text) {
                Some(full) => self.rarity(key(&text::sound(full))),
                None => self.rarity(key(token.sound)),
            },
            TokenKind::Native => self.rarity(key(token.sound)).min(most_of_syllables(token.text)),
            // Stands alone, for the whole name.
            TokenKind::Acronym => 1.0,
            // A number tells funds, ships and brigades apart, but every list has its "3".
            TokenKind::Number => 0.75,
            // An initial stands for a name that is left out: it can confirm, hardly contradict.
            TokenKind::Initial => 0.25,
            // What most companies share, or what people put before a name and leave out as freely.
            TokenKind::LegalForm | TokenKind::Particle => 0.125,
            TokenKind::Title => 0.0625,
        };
        // Logarithms may differ in the last bits between machines: a coarse step hides that, and sums of steps are exact.
        (weight * 1024.0).round() / 1024.0
    }

    fn rarity(&self, sound_key: u64) -> f32 {
        let by_list = match self.counts.get(&sound_key) {
            Some(&count) if self.names > 1 => 1.0 - 0.75 * (f64::from(count).ln() / f64::from(self.names).ln()) as f32,
            _ => 1.0,
        };
        by_list.clamp(0.25, self.lexicon.rarity(sound_key))
    }
}

/// The most that a word in another script weighs: a syllable of Chinese or Korean no more than one in Latin letters.
fn most_of_syllables(word: &str) -> f32 {
    if !matches!(Script::of_word(word), Script::Han | Script::Hangul) {
        return 1.0;
    }
    match word.chars().count() {
        0 | 1 => 0.5,
        2 => 0.75,
        _ => 1.0,
    }
}

/// A father's name is left out as often as it is given, even on lists.
const PATRONYMIC: f32 = 0.5;

/// Whether a word is a Slavic or Turkic father's name, by its ending. Surnames like Abramovich have the short endings too; they
/// lose weight, not their match.
fn is_patronymic(word: &str) -> bool {
    const ENDINGS: [&str; 12] =
        ["ovich", "evich", "ovych", "evych", "ovitch", "evitch", "ovna", "evna", "ivna", "ichna", "ogly", "oglu"];
    // Few words end like one of them at all: the last byte spares the comparisons.
    let may_be = word.bytes().last().is_some_and(|last| matches!(last, b'h' | b'a' | b'y' | b'u'));
    may_be && ENDINGS.iter().any(|ending| word.len() > ending.len() + 2 && word.ends_with(ending))
}

/// The score of two names of which so much agrees, 0 to 1, where so much weight is matched: the lesser of the query's side and of the
/// listed one's.
///
/// What does not agree is doubt, and doubt counts the less, the more is matched: two rare surnames, a given name and a place are hardly
/// all the same by chance, whatever else the names have, while one word of two may well be. Rises with either argument.
///
/// Against doubt that always counts the same, and contradiction by the share of weight left, at nine customers in a thousand alerted
/// it brings back 1 in 100 more of persons' other names and 2 in 100 of organizations' on OFAC's list of 2021.
pub fn weighed(agreement: f64, matched: f64) -> f64 {
    (1.0 - (1.0 - agreement) * doubt(matched)).max(0.0)
}

/// The least agreement for which [`weighed`] gives `least`, over 0, where so much weight is matched; over 1 where none does.
pub fn least_agreement(least: f64, matched: f64) -> f64 {
    1.0 - (1.0 - least) / doubt(matched)
}

/// The factor of a score where both names have words left that nothing agrees with, the heaviest of these of such weights, so that a
/// swapped surname can not be averaged away, however much else agrees. The lighter one counts: a middle name that one side lacks costs
/// nothing here, only coverage. Falls with either argument.
///
/// By the share of all weight that is left, where it told labelled pairs apart as well, one in fifty fewer of organizations' other names
/// came back with as many customers alerted.
pub fn contradicted(query_left: f32, listed_left: f32) -> f64 {
    (1.0 - CONTRADICTION * f64::from(query_left.min(listed_left))).max(CONTRADICTED)
}

/// How much of the score is lost where both sides have a word of full weight left.
const CONTRADICTION: f64 = 1.1;

/// What is left of the score where a word of nearly full weight contradicts: next to nothing, so that it still ranks.
const CONTRADICTED: f64 = 0.02;

/// Factor where a listed name of one word meets a query that has other words besides: "Sofia", a ship or a nickname, is hardly
/// "Sofia Walter". A query of one word is another matter: who types it means whatever has it.
pub const LONE_WORD: f64 = 0.85;

/// The factor of a score where one of two names is a reading of Chinese characters or Hangul, by the weight that agrees. Rises with it.
pub fn syllables_tell(matched: f64) -> f64 {
    let telling = ((matched - AS_TWO) / (AS_THREE - AS_TWO)).clamp(0.0, 1.0);
    TWO_SYLLABLES + (1.0 - TWO_SYLLABLES) * telling
}

/// The factor where a name in Chinese characters or Hangul agrees in two of its syllables with a Latin one. Syllables are few, without their
/// tones some four hundred, and half of all people share twenty surnames: whoever is called so is one of millions. It stays below the
/// threshold by itself, and a birth year lifts it over.
const TWO_SYLLABLES: f64 = 0.64;

/// The weights that agree up to which it is two syllables, and from which on it is enough: three, or two of which one is rare.
const AS_TWO: f64 = 1.0;
const AS_THREE: f64 = 1.3;

/// Whether tokens of a kind are words in this sense.
pub fn is_word(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Word | TokenKind::Native)
}

fn doubt(matched: f64) -> f64 {
    (MOST_DOUBT - DOUBT_LESS * matched).max(LEAST_DOUBT)
}

/// What doubt counts where hardly anything is matched.
const MOST_DOUBT: f64 = 1.6;
/// How much less it counts for each word of full weight that is matched.
const DOUBT_LESS: f64 = 0.6;
/// What it counts at least: of two words more nothing follows that did not follow from two.
const LEAST_DOUBT: f64 = 0.4;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: RngSeed::Fixed(20_250_708), ..ProptestConfig::default() })]

        /// What candidates are bounded by.
        #[test]
        fn scores_rise_with_what_agrees_and_what_is_matched(a in 0.0..=1.0, b in 0.0..=1.0, m in 0.0..64.0, n in 0.0..64.0) {
            let (low, high) = (weighed(f64::min(a, b), f64::min(m, n)), weighed(f64::max(a, b), f64::max(m, n)));
            prop_assert!(low <= high && (0.0..=1.0).contains(&low) && high <= 1.0);
            prop_assert_eq!(weighed(1.0, m), 1.0);
            let least = least_agreement(0.01 + 0.99 * b, m);
            prop_assert!(least <= 1.0);
            prop_assert!((weighed(least.max(0.0), m) - (0.01 + 0.99 * b)).max(0.0) < 1e-9 || least < 0.0);
        }
    }
}
