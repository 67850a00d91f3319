//! Tables from keys to numbers of tokens or forms.

use std::mem::size_of_val;

/// A table by keys, most of them hashes, in little memory and without sorting: a directory by some bits of the mixed key, and behind it
/// entries side by side, of which one look finds nearly always those of one key.
///
/// Of a key, 32 bits are kept beside those of the directory. So of a thousand million keys that are looked for, two meet an entry of
/// another key: whoever asks must bear an entry too many, as candidate generation does, since it finds bounds and what scores judge.
#[derive(Debug)]
pub(super) struct ByKey {
    /// For each value of the directory's bits where its entries start; one more at the end.
    starts: Vec<u32>,
    /// The bits of the key that follow, and the number.
    entries: Vec<(u32, u32)>,
    bits: u32,
}

/// Entries of one value of the directory, on average: they fill one line of the cache.
const ENTRIES_EACH: usize = 8;

impl ByKey {
    /// A table of the `count` entries that `each` shows. It is asked twice, and must show the same both times.
    pub(super) fn new(count: usize, each: impl Fn(&mut dyn FnMut(u64, u32))) -> Self {
        let bits = (count / ENTRIES_EACH).next_power_of_two().trailing_zeros().clamp(8, 24);
        // Two places on, so that counts become starts, and starts ends, in one array.
        let mut starts = vec![0_u32; (1 << bits) + 2];
        each(&mut |key, _| starts[bucket(key, bits) + 2] += 1);
        for at in 2..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut entries = vec![(0, 0); count];
        each(&mut |key, number| {
            let next = &mut starts[bucket(key, bits) + 1];
            entries[*next as usize] = (rest(key, bits), number);
            *next += 1;
        });
        starts.pop();
        Self { starts, entries, bits }
    }

    /// The numbers of a key, in the order in which they were shown, each once where it was shown several times in a row.
    pub(super) fn get(&self, key: u64) -> impl Iterator<Item = u32> + '_ {
        let bucket = bucket(key, self.bits);
        let entries = &self.entries[self.starts[bucket] as usize..self.starts[bucket + 1] as usize];
        let rest = rest(key, self.bits);
        let mut last = None;
        let found = entries.iter().filter(move |&&(other, _)| other == rest).map(|&(_, number)| number);
        found.filter(move |&number| last.replace(number) != Some(number))
    }

    /// Bytes of memory that it takes.
    pub(super) fn heap_bytes(&self) -> usize {
        size_of_val(&self.starts[..]) + size_of_val(&self.entries[..])
    }
}

/// Spreads keys that are no hashes: a product with the golden ratio (after Fibonacci hashing), which no two keys share.
fn mixed(key: u64) -> u64 {
    key.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn bucket(key: u64, bits: u32) -> usize {
    (mixed(key) >> (64 - bits)) as usize
}

/// The bits after those of the directory.
fn rest(key: u64, bits: u32) -> u32 {
    (mixed(key) >> (32 - bits)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_found_by_their_keys() {
        for count in [0_u64, 1, 7, 1_000, 50_000] {
            let key = |number: u64| if number.is_multiple_of(2) { number / 6 } else { u64::MAX / (number / 6 + 1) };
            let table = ByKey::new(count as usize, |see| (0..count).for_each(|number| see(key(number), number as u32)));
            assert!(table.heap_bytes() >= count as usize * 8);
            for number in (0..count).step_by(count as usize / 100 + 1) {
                let found: Vec<u32> = table.get(key(number)).collect();
                let want: Vec<u32> =
                    (0..count).filter(|&other| key(other) == key(number)).map(|other| other as u32).collect();
                assert_eq!(found, want, "{number} of {count}");
            }
            assert_eq!(table.get(u64::MAX - 77).count(), 0);
        }
    }

    #[test]
    fn what_is_shown_again_is_found_once() {
        let table = ByKey::new(5, |see| [1, 1, 2, 2, 1].into_iter().for_each(|number| see(9, number)));
        assert_eq!(table.get(9).collect::<Vec<_>>(), [1, 2, 1]);
    }
}
