//! Words of other scripts and Latin words, so arranged that all that may be transcriptions of one word are found together.

use crate::name::{Token, TokenKind, most_cost};
use crate::text::{MAX_LETTERS, NativeWord, Readings};

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
}

impl Sorted {
    fn push(&mut self, token: u32, word: &[u8]) {
        let before = self.words().next_back().map_or(&[][..], |(_, before)| before);
        let shared = before.iter().zip(word).take_while(|(a, b)| a == b).count();
        self.tokens.push(token);
        self.shared.push(shared as u8);
        self.letters.extend_from_slice(word);
        self.ends.push(self.letters.len() as u32);
    }

    /// For each word how much it shares with the one before, and its letters.
    fn words(&self) -> impl DoubleEndedIterator<Item = (usize, &[u8])> + ExactSizeIterator {
        (0..self.tokens.len()).map(|at| {
            let start = if at == 0 { 0 } else { self.ends[at - 1] };
            (usize::from(self.shared[at]), &self.letters[start as usize..self.ends[at] as usize])
        })
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
        let mut scan = |readings: &mut Readings, words: &Sorted, native: &NativeWord| {
            readings.scan(words.words(), most_cost(native), |at| found.push(words.tokens[at]));
        };
        match token.kind {
            TokenKind::Native => {
                if let Some(native) = NativeWord::new(&token.text) {
                    scan(&mut Readings::of_native(&native), &self.latin, &native);
                }
            }
            TokenKind::Word => {
                let mut readings: Option<(Readings, &NativeWord)> = None;
                for (native, words) in &self.native {
                    if readings.as_ref().is_none_or(|(_, of)| !of.is_of_one_script(native)) {
                        readings = Readings::of_latin(&token.text, native).map(|readings| (readings, native));
                    }
                    let Some((readings, _)) = &mut readings else { return };
                    scan(readings, words, native);
                }
            }
            _ => {}
        }
    }
}
