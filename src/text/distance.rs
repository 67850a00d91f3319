//! Edit distance, many words against one.

use rustc_hash::FxHashMap;

/// A word prepared for distances to many others.
///
/// The distance is *optimal string alignment*: insertions, deletions, substitutions and swaps of neighbors each cost one, and no
/// part of a word is edited twice. Computed in bits after H. Hyyrö, *A Bit-Vector Algorithm for Computing Levenshtein and Damerau
/// Edit Distances* (2003), for words of up to 64 characters; by the usual table for longer ones.
///
/// *Cost*: preparing touches 1 KiB; a distance takes a few operations for each character and allocates nothing, except for
/// words of more than 64 characters.
#[derive(Debug, Clone)]
pub struct Pattern {
    chars: Vec<char>,
    ascii: Box<[u64; 128]>,
    other: FxHashMap<char, u64>,
}

impl Pattern {
    /// Prepares a word.
    pub fn new(word: &str) -> Self {
        let mut pattern = Self { chars: Vec::new(), ascii: Box::new([0; 128]), other: FxHashMap::default() };
        pattern.set(word);
        pattern
    }

    /// Prepares another word in the same memory.
    pub fn set(&mut self, word: &str) {
        for &c in &self.chars {
            if c.is_ascii() {
                self.ascii[c as usize] = 0;
            }
        }
        self.other.clear();
        self.chars.clear();
        self.chars.extend(word.chars());
        for (i, &c) in self.chars.iter().take(64).enumerate() {
            if c.is_ascii() {
                self.ascii[c as usize] |= 1 << i;
            } else {
                *self.other.entry(c).or_default() |= 1 << i;
            }
        }
    }

    /// Length of the prepared word in characters.
    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// Whether the prepared word is empty.
    pub fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }

    /// The distance to another word, in edits.
    pub fn distance(&self, other: &str) -> usize {
        match self.chars.len() {
            0 => other.chars().count(),
            1..=64 if other.is_ascii() => self.distance_in_bits(other.bytes().map(|b| self.ascii[usize::from(b)])),
            1..=64 => {
                self.distance_in_bits(other.chars().map(|c| {
                    if c.is_ascii() { self.ascii[c as usize] } else { self.other.get(&c).copied().unwrap_or(0) }
                }))
            }
            _ => optimal_string_alignment(&self.chars, &other.chars().collect::<Vec<_>>()),
        }
    }

    /// `matches` tells for each character of the other word where it stands in this one.
    fn distance_in_bits(&self, matches: impl Iterator<Item = u64>) -> usize {
        let last = 1_u64 << (self.chars.len() - 1);
        let mut distance = self.chars.len();
        let (mut vertical_plus, mut vertical_minus) = (!0_u64, 0_u64);
        let (mut diagonal, mut matches_before) = (0_u64, 0_u64);
        for matches in matches {
            let swaps = (((!diagonal) & matches) << 1) & matches_before;
            diagonal = (((matches & vertical_plus).wrapping_add(vertical_plus)) ^ vertical_plus)
                | matches
                | vertical_minus
                | swaps;
            let horizontal_plus = vertical_minus | !(diagonal | vertical_plus);
            let horizontal_minus = diagonal & vertical_plus;
            distance += usize::from(horizontal_plus & last != 0);
            distance -= usize::from(horizontal_minus & last != 0);
            let shifted = (horizontal_plus << 1) | 1;
            vertical_plus = (horizontal_minus << 1) | !(diagonal | shifted);
            vertical_minus = shifted & diagonal;
            matches_before = matches;
        }
        distance
    }
}

/// Words that [`Lanes`] compares at a time: those of the widest vectors.
pub const LANES: usize = 32;

/// A word prepared for distances to many others of one length at a time, each in a lane of the machine's vectors; the distance is that of
/// [`Pattern`]. Letters are bytes, and equal where those are.
///
/// *Cost*: a word in a full round takes as long as a letter or two do in [`Pattern::distance`], where the caller compiles
/// it for wide vectors. Allocates nothing once its memory has grown.
#[derive(Debug, Clone)]
pub struct Lanes {
    word: Vec<u8>,
    /// Where each letter stands in the word.
    places: Box<[u16; 256]>,
    /// The places of the others' first letters, of their second ones, and so on.
    columns: Vec<[u16; LANES]>,
}

impl Default for Lanes {
    fn default() -> Self {
        Self { word: Vec::new(), places: Box::new([0; 256]), columns: Vec::new() }
    }
}

impl Lanes {
    /// Prepares a word. `false` where it is empty or longer than 16 letters, and no distances can be had.
    pub fn set(&mut self, word: &[u8]) -> bool {
        for &letter in &self.word {
            self.places[usize::from(letter)] = 0;
        }
        self.word.clear();
        let fits = (1..=16).contains(&word.len());
        if fits {
            self.word.extend_from_slice(word);
            for (at, &letter) in word.iter().enumerate() {
                self.places[usize::from(letter)] |= 1 << at;
            }
        }
        fits
    }

    /// The distances to at most [`LANES`] words of one length, in edits; what comes after them means nothing.
    #[inline(always)]
    pub fn distances<'a>(&mut self, words: impl Iterator<Item = &'a [u8]>, length: usize) -> [u16; LANES] {
        if self.columns.len() < length {
            self.columns.resize(length, [0; LANES]);
        }
        for (lane, word) in words.take(LANES).enumerate() {
            for (column, &letter) in self.columns[..length].iter_mut().zip(word) {
                column[lane] = self.places[usize::from(letter)];
            }
        }
        // As in [`Pattern::distance_in_bits`].
        let last = self.word.len().saturating_sub(1) as u32;
        let mut distance = [self.word.len() as u16; LANES];
        let (mut vertical_plus, mut vertical_minus) = ([!0_u16; LANES], [0_u16; LANES]);
        let (mut diagonal, mut matches_before) = ([0_u16; LANES], [0_u16; LANES]);
        for column in &self.columns[..length] {
            for lane in 0..LANES {
                let (matches, plus, minus) = (column[lane], vertical_plus[lane], vertical_minus[lane]);
                let swaps = ((!diagonal[lane] & matches) << 1) & matches_before[lane];
                diagonal[lane] = ((matches & plus).wrapping_add(plus) ^ plus) | matches | minus | swaps;
                let horizontal_plus = minus | !(diagonal[lane] | plus);
                let horizontal_minus = diagonal[lane] & plus;
                let change = (horizontal_plus >> last & 1).wrapping_sub(horizontal_minus >> last & 1);
                distance[lane] = distance[lane].wrapping_add(change);
                let shifted = (horizontal_plus << 1) | 1;
                vertical_plus[lane] = (horizontal_minus << 1) | !(diagonal[lane] | shifted);
                vertical_minus[lane] = shifted & diagonal[lane];
                matches_before[lane] = matches;
            }
        }
        distance
    }
}

/// The definition, row by row.
fn optimal_string_alignment(a: &[char], b: &[char]) -> usize {
    let mut rows = [vec![0; b.len() + 1], (0..=b.len()).collect::<Vec<_>>(), vec![0; b.len() + 1]];
    for i in 1..=a.len() {
        let [before, last, row] = &mut rows;
        row[0] = i;
        for j in 1..=b.len() {
            let substituted = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = substituted.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        rows.rotate_left(1);
    }
    rows[1][b.len()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::*;

    fn naive(a: &str, b: &str) -> usize {
        optimal_string_alignment(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>())
    }

    #[test]
    fn distances_of_known_pairs() {
        let mut pattern = Pattern::new("stale state must not leak");
        for (case, a, b, want) in [
            ("equal", "scholz", "scholz", 0),
            ("o for u", "scholz", "schulz", 1),
            ("insertion", "scholz", "scholze", 1),
            ("swap of neighbors", "donald", "donlad", 1),
            ("no part edited twice", "ca", "abc", 3),
            ("chars, not bytes", "путин", "путен", 1),
            ("to nothing", "abc", "", 3),
            ("from nothing", "", "abc", 3),
            ("64 characters", &"a".repeat(64), &"a".repeat(63), 1),
            ("65 characters", &"a".repeat(65), &"b".repeat(65), 65),
        ] {
            assert_eq!(naive(a, b), want, "{case}: the table itself");
            pattern.set(a);
            assert_eq!(pattern.distance(b), want, "{case}");
        }
    }

    proptest! {
        // The gate asks the same questions every time; `PROPTEST_CASES` asks more.
        #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: RngSeed::Fixed(20_250_708), ..ProptestConfig::default() })]

        #[test]
        fn bits_agree_with_the_definition(a in "[abcдж]{0,12}", b in "[abcдж]{0,12}") {
            prop_assert_eq!(Pattern::new(&a).distance(&b), naive(&a, &b));
        }

        #[test]
        fn lanes_agree_with_the_definition(
            before in "[a-d]{1,16}",
            word in "[a-d]{1,16}",
            others in (1..20_usize).prop_flat_map(|length| {
                prop::collection::vec(prop::collection::vec(b'a'..=b'd', length), 1..=LANES)
            }),
        ) {
            let mut lanes = Lanes::default();
            prop_assert!(lanes.set(before.as_bytes()) && !lanes.set(b"") && lanes.set(word.as_bytes()));
            let distances = lanes.distances(others.iter().map(Vec::as_slice), others[0].len());
            for (other, distance) in others.iter().zip(distances) {
                prop_assert_eq!(usize::from(distance), naive(&word, std::str::from_utf8(other).unwrap()));
            }
        }
    }
}
