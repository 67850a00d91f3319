//! Many tokens in little memory.

use super::{TokenKind, TokenRef};

/// Tokens one after the other in a few flat arrays: a fifth of what as many [`Token`](super::Token)s take, and nothing to allocate for each.
#[derive(Debug, Default)]
pub struct Tokens {
    kinds: Vec<TokenKind>,
    /// Text, sound and skeleton of each.
    letters: String,
    /// Where text, sound and skeleton of each end in `letters`.
    ends: Vec<[u32; 3]>,
    groups: Vec<u64>,
    /// Where the groups of each end.
    group_ends: Vec<u32>,
}

impl Tokens {
    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// Adds a token at the end.
    pub fn push(&mut self, token: TokenRef<'_>) {
        self.kinds.push(token.kind);
        self.ends.push([token.text, token.sound, token.skeleton].map(|spelling| {
            self.letters.push_str(spelling);
            self.letters.len() as u32
        }));
        self.groups.extend_from_slice(token.groups);
        self.group_ends.push(self.groups.len() as u32);
    }

    /// The token at a place.
    ///
    /// # Panics
    ///
    /// Where there are not so many.
    pub fn get(&self, at: usize) -> TokenRef<'_> {
        let (start, first_group) = match at.checked_sub(1) {
            Some(before) => (self.ends[before][2], self.group_ends[before]),
            None => (0, 0),
        };
        let [text, sound, skeleton] = self.ends[at];
        let spelling = |start: u32, end: u32| &self.letters[start as usize..end as usize];
        TokenRef {
            kind: self.kinds[at],
            text: spelling(start, text),
            sound: spelling(text, sound),
            skeleton: spelling(sound, skeleton),
            groups: &self.groups[first_group as usize..self.group_ends[at] as usize],
        }
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = TokenRef<'_>> + Clone {
        (0..self.len()).map(|at| self.get(at))
    }

    /// Gives back memory that was taken for more of them.
    pub fn shrink_to_fit(&mut self) {
        let Self { kinds, letters, ends, groups, group_ends } = self;
        kinds.shrink_to_fit();
        letters.shrink_to_fit();
        ends.shrink_to_fit();
        groups.shrink_to_fit();
        group_ends.shrink_to_fit();
    }

    /// Bytes of memory that they take.
    pub fn heap_bytes(&self) -> usize {
        let Self { kinds, letters, ends, groups, group_ends } = self;
        kinds.capacity() * size_of::<TokenKind>()
            + letters.capacity()
            + ends.capacity() * size_of::<[u32; 3]>()
            + groups.capacity() * size_of::<u64>()
            + group_ends.capacity() * size_of::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::{Lexicon, Token};

    #[test]
    fn tokens_come_back_as_they_were() {
        let lexicon = Lexicon::compiled_in();
        let tokens: Vec<Token> = [
            (TokenKind::Word, "aleksandr"),
            (TokenKind::Word, ""),
            (TokenKind::LegalForm, "limited liability company"),
            (TokenKind::Native, "иванов"),
            (TokenKind::Number, "7"),
        ]
        .map(|(kind, text)| lexicon.token(kind, text))
        .to_vec();
        let mut kept = Tokens::default();
        tokens.iter().for_each(|token| kept.push(token.as_ref()));
        assert_eq!(kept.iter().map(TokenRef::to_token).collect::<Vec<_>>(), tokens);
        assert!(kept.heap_bytes() > 0 && !kept.is_empty());
    }
}
