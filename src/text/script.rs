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
        match unicode_script(c) {
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

/// The script of a character as Unicode tells it; that of the letters which names have most without a search.
pub(super) fn unicode_script(c: char) -> UnicodeScript {
    match c {
        '\u{4e00}'..='\u{9fff}' => UnicodeScript::Han,
        '\u{ac00}'..='\u{d7a3}' => UnicodeScript::Hangul,
        '\u{410}'..='\u{44f}' => UnicodeScript::Cyrillic,
        '\u{620}'..='\u{63f}' | '\u{641}'..='\u{64a}' => UnicodeScript::Arabic,
        '\u{5d0}'..='\u{5ea}' => UnicodeScript::Hebrew,
        '\u{904}'..='\u{939}' => UnicodeScript::Devanagari,
        _ => c.script(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_those_of_unicode() {
        assert!(('\0'..=char::MAX).all(|c| unicode_script(c) == c.script()));
    }
}
