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

    /// Number of words.
    pub fn len(&self) -> usize {
        self.sides[0].found.len()
    }

    /// Whether there are no words.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
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

/// A tree of words. The beginnings stand by their length; those that go on from one by one part stand side by side.
#[derive(Debug, Default)]
pub(super) struct LetterTree {
    /// The beginnings, the empty one first, and one more at the end.
    pub(super) nodes: Vec<Node>,
    /// What is found of each word, in the order of the beginnings.
    pub(super) found: Vec<u32>,
}

/// A beginning of words.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Node {
    /// The first beginning that is longer by one part.
    pub(super) longer: u32,
    /// How many words come before those that are nothing more, which come before those of the next beginning.
    pub(super) words: u32,
    /// The parts that follow in any word that begins so.
    pub(super) below: u32,
    /// The least that the parts bear which follow in one word.
    pub(super) price: i16,
    /// Its last part.
    pub(super) part: u8,
}

impl LetterTree {
    /// Of words in such an order that those which begin alike are neighbors.
    fn new(words: &[(&[u8], u32)], parts: Parts) -> Self {
        let mut tree = Self { nodes: Vec::new(), found: Vec::with_capacity(words.len()) };
        // A beginning holds the range of its words until it is its turn.
        let waiting = |part, start, end| Node { longer: start, words: end, part, price: i16::MAX, ..Node::default() };
        tree.nodes.push(waiting(0, 0, words.len() as u32));
        let mut prices = vec![0];
        let (mut at, mut depth, mut next_depth) = (0, 0, 1);
        while let Some(&Node { longer: start, words: end, .. }) = tree.nodes.get(at) {
            let (longer, found) = (tree.nodes.len() as u32, tree.found.len() as u32);
            let words = &words[start as usize..end as usize];
            let complete = words.iter().take_while(|(word, _)| word.len() == depth);
            tree.found.extend(complete.map(|(_, id)| id));
            let own = tree.found.len() as u32 - found;
            let mut start = start + own;
            for alike in words[own as usize..].chunk_by(|(a, _), (b, _)| a[depth] == b[depth]) {
                let (part, end) = (alike[0].0[depth], start + alike.len() as u32);
                tree.nodes.push(waiting(parts.number(part), start, end));
                prices.push(parts.price(part));
                start = end;
            }
            let node = &mut tree.nodes[at];
            (node.longer, node.words) = (longer, found);
            if own > 0 {
                node.price = 0;
            }
            at += 1;
            if at == next_depth {
                (depth, next_depth) = (depth + 1, tree.nodes.len());
            }
        }
        let mut end = tree.nodes.len();
        tree.nodes.push(Node { longer: end as u32, words: tree.found.len() as u32, ..Node::default() });
        for at in (0..end).rev() {
            let (above, longer) = tree.nodes.split_at_mut(at + 1);
            let above = &mut above[at];
            let start = above.longer as usize;
            for (node, price) in longer[start - at - 1..end - at - 1].iter().zip(&prices[start..]) {
                // Units of some scripts share bits, which only makes bounds weaker.
                above.below |= node.below | 1 << (node.part % 32);
                above.price = above.price.min(node.price.saturating_add(*price));
            }
            end = start;
        }
        tree
    }
}
