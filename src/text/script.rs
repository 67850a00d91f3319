//! The script of a word.

use std::fmt;

use unicode_script::{Script as UnicodeScript, UnicodeScript as _};

/// A script, as far as romanization and comparing tell scripts apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Script {
    /// Latin.
    Latin,
    /// Cyrillic.
    Cyrillic,
    /// Arabic, also as used for Persian, Urdu and Pashto.
    Arabic,
    /// Hebrew.
    Hebrew,
    /// Han: Chinese characters, Japanese kanji, Korean hanja.
    Han,
    /// Hangul.
    Hangul,
    /// Any other.
    Other,
}

impl Script {
    /// The script of a character; `None` for digits, punctuation and whatever scripts share.
    pub fn of(c: char) -> Option<Self> {
        if c.is_ascii() {
            return c.is_ascii_alphabetic().then_some(Self::Latin);
        }
        match c.script() {
            UnicodeScript::Common | UnicodeScript::Inherited | UnicodeScript::Unknown => None,
            UnicodeScript::Latin => Some(Self::Latin),
            UnicodeScript::Cyrillic => Some(Self::Cyrillic),
            UnicodeScript::Arabic => Some(Self::Arabic),
            UnicodeScript::Hebrew => Some(Self::Hebrew),
            UnicodeScript::Han => Some(Self::Han),
            UnicodeScript::Hangul => Some(Self::Hangul),
            _ => Some(Self::Other),
        }
    }

    /// The script of the first character that has one; [`Script::Latin`] where none has.
    pub fn of_word(word: &str) -> Self {
        word.chars().find_map(Self::of).unwrap_or(Self::Latin)
    }

    /// Whether the script leaves out most vowels, so that only consonants can be compared with other scripts.
    pub fn is_abjad(self) -> bool {
        matches!(self, Self::Arabic | Self::Hebrew)
    }
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Latin => "Latin",
            Self::Cyrillic => "Cyrillic",
            Self::Arabic => "Arabic",
            Self::Hebrew => "Hebrew",
            Self::Han => "Han",
            Self::Hangul => "Hangul",
            Self::Other => "other",
        })
    }
}
