//! Words of other scripts and Latin words, so arranged that all that may be transcriptions of one word are found together.

use crate::name::{Token, TokenKind, TokenRef, most_cost};
use crate::text::{LeastCost, MAX_LETTERS, NativeWord, Pairs, Readings, Sieve};

/// The listed words that letters are compared of.
#[derive(Debug, Default)]
pub(super) struct WordsByLetters {
    latin: Sorted,
    /// Which letters the words of `latin` have.
    pairs: Pairs,
    /// Words of other scripts, each time those of one script and one length, with one of them.
    native: Vec<(NativeWord, Sorted)>,
}

/// Words in their order, so that neighbors begin alike.
#[derive(Debug, Default)]
struct Sorted {
    tokens: Vec<u32>,
    /// Where each word ends in `letters`.
    ends: Vec<u32>,
    letters: Vec<u8>,
}

impl Sorted {
    fn push(&mut self, token: u32, word: &[u8]) {
        self.tokens.push(token);
        self.letters.extend_from_slice(word);
        self.ends.push(self.letters.len() as u32);
    }

    fn word(&self, at: usize) -> &[u8] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.letters[start as usize..self.ends[at] as usize]
    }

    /// Adds to `found` those of the words at some places of which the costs of `readings` are `most` at the most.
    fn find(&self, possible: &[usize], readings: &mut Readings, most: u32, found: &mut Vec<u32>) {
        readings.scan(possible.iter().map(|&at| self.word(at)), most, |at| found.push(self.tokens[possible[at]]));
    }
}

impl WordsByLetters {
    pub(super) fn new<'a>(tokens: impl Iterator<Item = TokenRef<'a>>) -> Self {
        let (mut latin, mut native) = (Vec::new(), Vec::new());
        for (id, token) in (0..).zip(tokens) {
            match token.kind {
                TokenKind::Word if token.text.is_ascii() && (1..=MAX_LETTERS).contains(&token.text.len()) => {
                    latin.push((token.text.as_bytes(), id));
                }
                TokenKind::Native => native.extend(NativeWord::new(token.text).map(|word| (word, id))),
                _ => {}
            }
        }
        latin.sort_unstable();
        native.sort_unstable_by(|(a, x), (b, y)| a.kind().cmp(&b.kind()).then(a.cmp(b)).then(x.cmp(y)));
        let mut words = Self::default();
        for (word, id) in latin {
            words.latin.push(id, word);
            words.pairs.push(word);
        }
        for group in native.chunk_by(|(a, _), (b, _)| a.kind() == b.kind()) {
            let mut sorted = Sorted::default();
            group.iter().for_each(|(word, id)| sorted.push(*id, word.as_ref()));
            words.native.push((group[0].0.clone(), sorted));
        }
        words
    }

    /// Bytes of memory that they take.
    pub(super) fn heap_bytes(&self) -> usize {
        let sorted = |words: &Sorted| {
            size_of_val(&words.tokens[..]) + size_of_val(&words.ends[..]) + size_of_val(&words.letters[..])
        };
        let native: usize = self.native.iter().map(|(_, words)| sorted(words)).sum();
        sorted(&self.latin) + self.pairs.heap_bytes() + native
    }

    /// Adds to `found` every listed token that a token may be a transcription of, or that may be one of it.
    pub(super) fn find(&self, token: &Token, found: &mut Vec<u32>) {
        let mut possible = Vec::new();
        match token.kind {
            TokenKind::Native => {
                if let Some(native) = NativeWord::new(&token.text) {
                    let most = most_cost(&native);
                    Sieve::new(&native, most).sift(&self.pairs, |at| possible.push(at));
                    self.latin.find(&possible, &mut Readings::of_native(&native), most, found);
                }
            }
            TokenKind::Word => {
                let mut prepared: Option<(Readings, LeastCost, &NativeWord)> = None;
                for (native, words) in &self.native {
                    if prepared.as_ref().is_none_or(|(_, _, of)| !of.is_of_one_script(native)) {
                        let readings = Readings::of_latin(&token.text, native);
                        let least = LeastCost::of_latin(&token.text, native);
                        prepared = readings.zip(least).map(|(readings, least)| (readings, least, native));
                    }
                    let Some((readings, least, _)) = &mut prepared else { return };
                    let most = most_cost(native);
                    possible.clear();
                    possible.extend((0..words.tokens.len()).filter(|&at| least.is_within(most, words.word(at))));
                    words.find(&possible, readings, most, found);
                }
            }
            _ => {}
        }
    }
}
