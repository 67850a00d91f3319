//! With what listed words begin, so that most neighbors in a query are known to make no listed word without being joined.

use crate::text;

/// How the sound of a word begins, whatever follows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beginning {
    hash: u64,
    /// The last letter of it.
    last: Option<char>,
    /// For how many letters of the word it stands.
    pub(super) letters: usize,
    /// Whether some listed word is longer and begins so.
    is_longer: bool,
}

/// A set of beginnings of words, as one bit for the hash of each: it may take a word for one of them, never the other way round.
#[derive(Debug, Default)]
pub(super) struct Beginnings {
    bits: Vec<u64>,
}

/// Bits for each letter of the words: one look in ten or so is wrong.
const BITS: usize = 8;

impl Beginnings {
    /// Of words given by their sound.
    pub(super) fn new<'a>(words: impl Iterator<Item = &'a str> + Clone) -> Self {
        let letters: usize = words.clone().map(str::len).sum();
        let mut set = Self { bits: vec![0; (letters * BITS / 64).next_power_of_two()] };
        for word in words {
            let mut hash = 0;
            for &letter in word.as_bytes() {
                if hash != 0 {
                    set.insert(hash);
                }
                hash = longer(hash, letter);
            }
            set.insert(longer(hash, END));
        }
        set
    }

    /// What is known of the words that begin with a word; `None` where nothing can be said.
    pub(super) fn of(&self, word: &str) -> Option<Beginning> {
        let (sound, letters) = text::stable_sound(word)?;
        let hash = sound.bytes().fold(0, longer);
        let is_longer = hash == 0 || self.contains(hash);
        Some(Beginning { hash, last: sound.chars().next_back(), letters, is_longer })
    }

    /// Whether a listed word sounds as a word that begins so and goes on with `rest`, which is ASCII: what the first word has beyond its
    /// beginning, and others. It may seem so, and then is not.
    pub(super) fn go_on(&self, beginning: Beginning, rest: &str) -> bool {
        let Beginning { mut hash, last, mut is_longer, .. } = beginning;
        let hear = |letter: char| {
            let goes_on = is_longer;
            hash = longer(hash, letter as u8);
            is_longer = goes_on && self.contains(hash);
            // Nothing is longer than the last letter of a word.
            goes_on
        };
        text::sound_on(rest, last, hear) && self.contains(longer(hash, END))
    }

    /// Bytes that it takes in memory.
    pub(super) fn heap_bytes(&self) -> usize {
        size_of_val(&self.bits[..])
    }

    fn insert(&mut self, hash: u64) {
        let (word, bit) = self.place(hash);
        self.bits[word] |= bit;
    }

    fn contains(&self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        self.bits[word] & bit != 0
    }

    fn place(&self, hash: u64) -> (usize, u64) {
        // Products are best mixed in their upper half.
        let mixed = (hash ^ hash >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        ((mixed as usize / 64) & (self.bits.len() - 1), 1 << (mixed % 64))
    }
}

/// Stands behind the last letter of a word.
const END: u8 = 0;

/// The hash of a beginning with one letter more. No letter hashes to 0, which stands for nothing.
fn longer(hash: u64, letter: u8) -> u64 {
    (hash.rotate_left(5) ^ u64::from(letter)).wrapping_mul(0x517c_c1b7_2722_0a95)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listed_words_are_known_by_how_they_begin() {
        let words = ["maria", "mariana", "song", "x"];
        let set = Beginnings::new(words.iter().copied());
        let goes_on = |first: &str, second: &str| {
            let beginning = set.of(first)?;
            Some(set.go_on(beginning, &format!("{}{second}", &first[beginning.letters..])))
        };
        for (case, first, second, want) in [
            ("two words that make a listed one", "mari", "anna", Some(true)),
            ("nothing follows", "maria", "", Some(true)),
            ("a letter that is not heard", "maria", "h", Some(true)),
            ("no listed word goes on so", "maria", "song", Some(false)),
            ("no listed word begins so", "kathryn", "barr", Some(false)),
            ("the beginning of a listed word", "so", "n", Some(false)),
            ("no vowel", "kl", "m", None),
        ] {
            assert_eq!(goes_on(first, second), want, "{case}");
        }
    }
}
