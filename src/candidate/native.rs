//! Words of other scripts and Latin words, so arranged that all that may be transcriptions of one word are found together.

use crate::name::{Token, TokenKind, most_cost};
use crate::text::{LeastCost, LetterSet, MAX_LETTERS, NativeWord, Readings, letter_set};

/// The listed words that letters are compared of.
#[derive(Debug, Default)]
pub(super) struct WordsByLetters {
    latin: Sorted,
    /// Words of other scripts, each time those of one script and one length, with one of them.
    native: Vec<(NativeWord, Sorted)>,
}

/// Words in their order, so that neighbors begin alike.
#[derive(Debug, Default)]
struct Sorted {
    tokens: Vec<u32>,
    /// For each how many letters it shares with the one before.
    shared: Vec<u8>,
    /// Where each word ends in `letters`.
    ends: Vec<u32>,
    letters: Vec<u8>,
    /// Which letters the word has; of no use for other scripts.
    sets: Vec<LetterSet>,
}

impl Sorted {
    fn push(&mut self, token: u32, word: &[u8]) {
        let before = self.tokens.len().checked_sub(1).map_or(&[][..], |last| self.word(last));
        let shared = before.iter().zip(word).take_while(|(a, b)| a == b).count();
        self.tokens.push(token);
        self.shared.push(shared as u8);
        self.letters.extend_from_slice(word);
        self.sets.push(letter_set(word));
        self.ends.push(self.letters.len() as u32);
    }

    fn word(&self, at: usize) -> &[u8] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.letters[start as usize..self.ends[at] as usize]
    }

    /// Adds to `found` the words of which the costs of `readings` are `most` at the most. Most words are passed over for what letters they have.
    fn find(&self, readings: &mut Readings, least: &LeastCost, most: u32, found: &mut Vec<u32>) {
        let mut possible = Vec::new();
        let mut shared = usize::MAX;
        for (at, &set) in self.sets.iter().enumerate() {
            shared = shared.min(usize::from(self.shared[at]));
            if least.is_within(most, set, self.word(at)) {
                possible.push((at, shared));
                shared = usize::MAX;
            }
        }
        let words = possible.iter().map(|&(at, shared)| (shared, self.word(at)));
        readings.scan(words, most, |at| found.push(self.tokens[possible[at].0]));
    }
}

impl WordsByLetters {
    pub(super) fn new(tokens: &[Token]) -> Self {
        let (mut latin, mut native) = (Vec::new(), Vec::new());
        for (id, token) in (0..).zip(tokens) {
            match token.kind {
                TokenKind::Word if token.text.is_ascii() && (1..=MAX_LETTERS).contains(&token.text.len()) => {
                    latin.push((token.text.as_bytes(), id));
                }
                TokenKind::Native => native.extend(NativeWord::new(&token.text).map(|word| (word, id))),
                _ => {}
            }
        }
        latin.sort_unstable();
        native.sort_unstable_by(|(a, x), (b, y)| a.kind().cmp(&b.kind()).then(a.cmp(b)).then(x.cmp(y)));
        let mut words = Self::default();
        latin.into_iter().for_each(|(word, id)| words.latin.push(id, word));
        for group in native.chunk_by(|(a, _), (b, _)| a.kind() == b.kind()) {
            let mut sorted = Sorted::default();
            group.iter().for_each(|(word, id)| sorted.push(*id, word.as_ref()));
            words.native.push((group[0].0.clone(), sorted));
        }
        words
    }

    /// Adds to `found` every listed token that a token may be a transcription of, or that may be one of it.
    pub(super) fn find(&self, token: &Token, found: &mut Vec<u32>) {
        match token.kind {
            TokenKind::Native => {
                if let Some(native) = NativeWord::new(&token.text) {
                    let least = LeastCost::of_native(&native);
                    self.latin.find(&mut Readings::of_native(&native), &least, most_cost(&native), found);
                }
            }
            TokenKind::Word => {
                let letters = letter_set(token.text.as_bytes());
                let mut prepared: Option<(Readings, LeastCost, &NativeWord)> = None;
                for (native, words) in &self.native {
                    if prepared.as_ref().is_none_or(|(_, _, of)| !of.is_of_one_script(native)) {
                        let least = LeastCost::of_latin(letters, native);
                        prepared = Readings::of_latin(&token.text, native).map(|readings| (readings, least, native));
                    }
                    let Some((readings, least, _)) = &mut prepared else { return };
                    words.find(readings, least, most_cost(native), found);
                }
            }
            _ => {}
        }
    }
}
