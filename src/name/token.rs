//! One token of an analyzed name.

use std::borrow::Cow;
use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::Lexicon;
use crate::text;

/// What a token does in its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenKind {
    /// A word that tells parties apart: given name, surname, brand, place.
    Word,
    /// A word in another script as a whole, whose letters may stand for several Latin ones: see [`text::NativeWord`].
    Native,
    /// A single letter that stands for a word of a person's name.
    Initial,
    /// A number in digits, words or Roman numerals.
    Number,
    /// A legal form (`LLC`, `ООО`), of one or more words.
    LegalForm,
    /// A title or honorific, of one or more words.
    Title,
    /// An article, preposition or word of descent (`al`, `bin`, `de la`).
    Particle,
    /// The first letters of an organization's words: what it may be called, not what it is called.
    Acronym,
}

impl TokenKind {
    /// Every kind, in the order of the type.
    pub const ALL: [Self; 8] = [
        Self::Word,
        Self::Native,
        Self::Initial,
        Self::Number,
        Self::LegalForm,
        Self::Title,
        Self::Particle,
        Self::Acronym,
    ];

    /// A letter that stands for the kind in the index.
    pub fn letter(self) -> char {
        match self {
            Self::Word => 'w',
            Self::Native => 'c',
            Self::Initial => 'i',
            Self::Number => 'n',
            Self::LegalForm => 'l',
            Self::Title => 't',
            Self::Particle => 'p',
            Self::Acronym => 'a',
        }
    }

    /// The kind that a letter stands for.
    pub fn from_letter(letter: char) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.letter() == letter)
    }

    /// Whether spelling may differ between two tokens of the same meaning; other kinds agree exactly or by lexicon.
    pub fn is_spelled_freely(self) -> bool {
        matches!(self, Self::Word)
    }
}

/// One token of an analyzed name, with the keys by which it is compared. Everything follows from the kind, the text and the lexicon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it does in its name.
    pub kind: TokenKind,
    /// Folded text: lower case, without accents; several words for legal forms and titles.
    pub text: String,
    /// Coarse spelling, see [`text::sound`].
    pub sound: String,
    /// Consonants, see [`text::skeleton`]; where there is one at most, see [`text::long_skeleton`]. Of a word in another script, those that
    /// [`text::consonants`] tells.
    pub skeleton: String,
    /// Which tokens mean the same: a class of legal forms, a number's value, groups of equivalent names. Two tokens are
    /// equivalent if they share one.
    pub groups: Vec<u64>,
}

/// A [`Token`] wherever it is kept: a million listed ones lie in a few flat arrays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenRef<'a> {
    /// [`Token::kind`].
    pub kind: TokenKind,
    /// [`Token::text`].
    pub text: &'a str,
    /// [`Token::sound`].
    pub sound: &'a str,
    /// [`Token::skeleton`].
    pub skeleton: &'a str,
    /// [`Token::groups`].
    pub groups: &'a [u64],
}

impl Token {
    /// A token of a kind and a folded text, with the compiled-in lexicon.
    pub fn new(kind: TokenKind, text: impl Into<String>) -> Self {
        Lexicon::compiled_in().token(kind, text)
    }

    /// The token as it is compared.
    pub fn as_ref(&self) -> TokenRef<'_> {
        TokenRef {
            kind: self.kind,
            text: &self.text,
            sound: &self.sound,
            skeleton: &self.skeleton,
            groups: &self.groups,
        }
    }

    /// See [`TokenRef::keys`].
    pub fn keys(&self) -> [u64; 2] {
        self.as_ref().keys()
    }

    /// Under which of other tokens' [`Token::keys`] to look for those that are like this one.
    pub fn keys_to_find(&self) -> [u64; 3] {
        let [sound, skeleton] = self.as_ref().spelled_keys();
        [sound, skeleton, if self.kind == TokenKind::Word { acronym_key(&self.text) } else { sound }]
    }
}

impl TokenRef<'_> {
    /// The token in memory of its own.
    pub fn to_token(self) -> Token {
        Token {
            kind: self.kind,
            text: self.text.to_owned(),
            sound: self.sound.to_owned(),
            skeleton: self.skeleton.to_owned(),
            groups: self.groups.to_vec(),
        }
    }

    /// Whether the lexicons hold the two for equivalent.
    pub fn is_equivalent(self, other: TokenRef<'_>) -> bool {
        self.groups.iter().any(|group| other.groups.contains(group))
    }

    /// Keys under which words meet: spellings of one sound, and a word with its form without vowels. An acronym has one of its own, so
    /// that neighbors that happen to spell it do not meet it.
    pub fn keys(self) -> [u64; 2] {
        if self.kind == TokenKind::Acronym {
            return [acronym_key(self.text); 2];
        }
        self.spelled_keys()
    }

    fn spelled_keys(self) -> [u64; 2] {
        let sound = key(self.sound);
        [sound, skeleton_key(self.skeleton).unwrap_or(sound)]
    }
}

impl Lexicon {
    /// A token of a kind and a folded text.
    pub fn token(&self, kind: TokenKind, text: impl Into<String>) -> Token {
        let text = text.into();
        let sound = text::sound(&text);
        let spelled = if kind == TokenKind::Native { text::consonants(&text).into() } else { Cow::from(&text) };
        let skeleton = Some(text::skeleton(&spelled)).filter(|skeleton| skeleton.len() >= 2);
        let skeleton = skeleton.unwrap_or_else(|| text::long_skeleton(&spelled));
        let groups = self.groups(kind, &text);
        Token { kind, text, sound, skeleton, groups }
    }
}

// Keys are as wide as the machine's words: on narrower ones different words would meet.
const _: () = assert!(usize::BITS == 64, "namesieve needs a 64-bit target");

/// Hash of a text, the same on every run. Two texts with one hash would be taken for equal: of a hundred million different pairs
/// the chance that one does is below 1e-11.
pub(super) fn key(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

fn acronym_key(text: &str) -> u64 {
    key(text).rotate_left(43) ^ 0x9e37_79b9_7f4a_7c15
}

/// As [`key`], in a space of its own, so that a word spelled like the consonants of another is not taken for it. One letter alone says
/// nothing.
pub(super) fn skeleton_key(skeleton: &str) -> Option<u64> {
    (skeleton.len() >= 2).then(|| key(skeleton).rotate_left(17) ^ 0x9e37_79b9_7f4a_7c15)
}
