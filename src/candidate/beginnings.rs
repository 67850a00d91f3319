//! With what listed words begin, so that most neighbors in a query are known to make no listed word without being joined.

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
            set.insert(!hash);
        }
        set
    }

    /// Whether some word is longer and begins so, and whether one is the same; or may be.
    pub(super) fn of(&self, beginning: &str) -> [bool; 2] {
        let hash = beginning.bytes().fold(0, longer);
        [hash == 0 || self.contains(hash), self.contains(!hash)]
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
        let mixed = (hash ^ hash >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
        ((mixed as usize / 64) & (self.bits.len() - 1), 1 << (mixed % 64))
    }
}

/// The hash of a beginning with one letter more. No letter hashes to 0, which stands for nothing.
fn longer(hash: u64, letter: u8) -> u64 {
    (hash.rotate_left(5) ^ u64::from(letter)).wrapping_mul(0x517c_c1b7_2722_0a95)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listed_beginnings_are_known() {
        let words = ["maria", "marian", "song", "x"];
        let set = Beginnings::new(words.iter().copied());
        for word in words {
            assert!(set.of(word)[1], "{word}");
            assert!((0..word.len()).all(|end| set.of(&word[..end])[0]), "{word}");
        }
        assert_eq!(set.of("maria"), [true, true]);
        let unknown = ["kathryn", "barr", "mehdi", "klemm", "ingeborg", "abrahamsen", "walter", "schmidt"];
        assert!(unknown.iter().filter(|word| set.of(word) != [false, false]).count() < 4);
    }
}
