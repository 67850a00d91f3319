//! Many words, so arranged that what they share is gone through once: as a tree of their beginnings, and as one of their ends.

use super::letters::{BEGIN, END, MAX_LETTERS, NativeWord, PRICE, PRICES};

/// Words of one side, Latin ones or those of one script, for [`super::LetterSearch`].
///
/// *Memory*: 16 bytes for each different beginning and each different end, some three of each for a word.
#[derive(Debug, Default)]
pub struct LetterTrees {
    /// By the beginnings of the words, and by their ends.
    pub(super) sides: [LetterTree; 2],
}

impl LetterTrees {
    /// Of words in ASCII, of [`MAX_LETTERS`] at the most, each with what shall be found of it. Others are left out.
    pub fn of_latin<'w>(words: impl Iterator<Item = (&'w str, u32)>) -> Self {
        let words = words.filter(|(word, _)| word.is_ascii() && (1..=MAX_LETTERS).contains(&word.len()));
        Self::new(words.map(|(word, id)| (word.as_bytes(), id)).collect(), Parts::Letters)
    }

    /// Of words of one script, each with what shall be found of it.
    pub fn of_native<'w>(words: impl Iterator<Item = (&'w NativeWord, u32)>) -> Self {
        Self::new(words.map(|(word, id)| (word.between_marks(), id)).collect(), Parts::Units)
    }

    /// Bytes of memory that they take.
    pub fn heap_bytes(&self) -> usize {
        self.sides.iter().map(|side| size_of_val(&side.nodes[..]) + size_of_val(&side.found[..])).sum()
    }

    fn new(mut words: Vec<(&[u8], u32)>, parts: Parts) -> Self {
        words.sort_unstable();
        let letters: Vec<u8> = words.iter().flat_map(|(word, _)| word.iter().rev()).copied().collect();
        let mut rest = letters.as_slice();
        let mut reversed = Vec::with_capacity(words.len());
        for &(word, id) in &words {
            let (word, others) = rest.split_at(word.len());
            reversed.push((word, id));
            rest = others;
        }
        reversed.sort_unstable();
        Self { sides: [words, reversed].map(|words| LetterTree::new(&words, parts)) }
    }
}

/// What the words of a tree are made of.
#[derive(Debug, Clone, Copy)]
pub(super) enum Parts {
    /// Latin letters.
    Letters,
    /// Units of another script.
    Units,
}

impl Parts {
    /// The number of a letter or a unit. All that are no letters have one: they cost the same.
    pub(super) fn number(self, part: u8) -> u8 {
        match (self, part) {
            (Self::Units, unit) => unit,
            (_, b'a'..=b'z') => part - b'a' + 1,
            (_, BEGIN) => 27,
            (_, END) => 28,
            _ => 29,
        }
    }

    /// How many bits numbers have.
    pub(super) fn bits(self) -> u32 {
        match self {
            Self::Letters => 5,
            Self::Units => 7,
        }
    }

    /// What a letter or a unit bears of the cost of its group.
    pub(super) fn price(self, part: u8) -> i16 {
        match self {
            Self::Letters => PRICES[usize::from(part)],
            Self::Units => 0,
        }
    }

    /// The most that one bears.
    pub(super) fn highest_price(self) -> i16 {
        match self {
            Self::Letters => PRICE,
            Self::Units => 0,
        }
    }
}

/// A tree of words, each beginning after the one that it goes on from.
#[derive(Debug, Default)]
pub(super) struct LetterTree {
    /// The beginnings, and one more at the end.
    pub(super) nodes: Vec<Node>,
    /// What is found of each word, in the order of the beginnings.
    pub(super) found: Vec<u32>,
}

/// A beginning of words.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Node {
    /// The next beginning that does not begin so.
    pub(super) next: u32,
    /// How many words come before those that begin so. Those that are nothing more come first.
    pub(super) words: u32,
    /// The parts that follow in any word that begins so.
    pub(super) below: u32,
    /// The least that the parts bear which follow in one word.
    pub(super) price: i16,
    /// Its last part.
    pub(super) part: u8,
    /// How many parts it has.
    pub(super) depth: u8,
}

impl LetterTree {
    /// Of words in such an order that those which begin alike are neighbors.
    fn new(words: &[(&[u8], u32)], parts: Parts) -> Self {
        let mut tree = Self::default();
        // Where the beginnings of the last word stand, with what their last parts bear.
        let mut open: Vec<(usize, i16)> = Vec::new();
        let mut before: &[u8] = &[];
        for &(word, id) in words {
            let shared = before.iter().zip(word).take_while(|(a, b)| a == b).count();
            tree.close(&mut open, shared);
            for &part in &word[shared..] {
                open.push((tree.nodes.len(), parts.price(part)));
                let (words, depth, part) = (tree.found.len() as u32, open.len() as u8, parts.number(part));
                tree.nodes.push(Node { words, depth, part, price: i16::MAX, ..Node::default() });
            }
            if let Some(&(at, _)) = open.last() {
                tree.nodes[at].price = 0;
                tree.found.push(id);
            }
            before = word;
        }
        tree.close(&mut open, 0);
        tree.nodes.push(Node { next: tree.nodes.len() as u32, words: tree.found.len() as u32, ..Node::default() });
        tree
    }

    /// No more words begin as those of the open beginnings do that are longer than some.
    fn close(&mut self, open: &mut Vec<(usize, i16)>, longest: usize) {
        while open.len() > longest {
            let Some((at, price)) = open.pop() else { return };
            self.nodes[at].next = self.nodes.len() as u32;
            let node = self.nodes[at];
            if let Some(&(above, _)) = open.last() {
                let above = &mut self.nodes[above];
                // Units of some scripts share bits, which only makes bounds weaker.
                above.below |= node.below | 1 << (node.part % 32);
                above.price = above.price.min(node.price + price);
            }
        }
    }
}
