//! Words of other scripts and Latin words, so arranged that all that may be transcriptions of one word are found together.

use crate::name::{Similarity, Token, TokenKind, TokenRef, most_cost, transcription};
use crate::text::{LetterSearch, LetterTrees, NativeWord};

/// The listed words that letters are compared of.
#[derive(Debug, Default)]
pub(super) struct WordsByLetters {
    latin: LetterTrees,
    /// Words of other scripts, each time those of one script and one length, with one of them.
    native: Vec<(NativeWord, LetterTrees)>,
}

impl WordsByLetters {
    pub(super) fn new<'a>(tokens: impl Iterator<Item = TokenRef<'a>> + Clone) -> Self {
        let tokens = || (0..).zip(tokens.clone());
        let latin = tokens().filter(|(_, token)| token.kind == TokenKind::Word);
        let latin = LetterTrees::of_latin(latin.map(|(id, token)| (token.text, id)));
        let native = tokens().filter(|(_, token)| token.kind == TokenKind::Native);
        let mut native: Vec<(NativeWord, u32)> =
            native.filter_map(|(id, token)| Some((NativeWord::new(token.text)?, id))).collect();
        native.sort_unstable_by_key(|(word, _)| word.kind());
        let groups = native.chunk_by(|(a, _), (b, _)| a.kind() == b.kind());
        let native = groups
            .map(|group| (group[0].0.clone(), LetterTrees::of_native(group.iter().map(|(word, id)| (word, *id)))));
        Self { latin, native: native.collect() }
    }

    /// Bytes of memory that they take.
    pub(super) fn heap_bytes(&self) -> usize {
        self.latin.heap_bytes() + self.native.iter().map(|(_, words)| words.heap_bytes()).sum::<usize>()
    }

    /// Finds every listed token that a token may be a transcription of, or that may be one of it, in the order of tokens, and how alike
    /// their letters make them.
    pub(super) fn find(&self, token: &Token, search: &mut LetterSearch, found: &mut Vec<(u32, Similarity)>) {
        found.clear();
        match token.kind {
            TokenKind::Native => {
                let Some(native) = NativeWord::new(&token.text) else { return };
                let most = most_cost(&native);
                search.set_native(&native, most);
                search.find(&self.latin, most, |id, cost| found.extend(like(id, &native, cost)));
            }
            TokenKind::Word => {
                for script in self.native.chunk_by(|(a, _), (b, _)| a.is_of_one_script(b)) {
                    let highest = script.iter().map(|(native, _)| most_cost(native)).max().unwrap_or(0);
                    if search.set_latin(&token.text, &script[0].0, highest).is_none() {
                        return;
                    }
                    for (native, words) in script {
                        search.find(words, most_cost(native), |id, cost| found.extend(like(id, native, cost)));
                    }
                }
            }
            _ => {}
        }
        // What was found twice counts at its own cost, which is the less.
        found.sort_unstable_by(|(a, x), (b, y)| a.cmp(b).then(y.value.total_cmp(&x.value)));
        found.dedup_by_key(|(id, _)| *id);
    }
}

fn like(id: u32, native: &NativeWord, cost: u32) -> Option<(u32, Similarity)> {
    Some((id, transcription(native, cost)?))
}
