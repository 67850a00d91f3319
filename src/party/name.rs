//! A party's names.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_script::{Script, UnicodeScript};

use super::Origin;

/// How a list presents a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameKind {
    /// The name the party is listed under.
    Primary,
    /// Another name the list vouches for (a.k.a., n.k.a.).
    StrongAlias,
    /// A nickname, acronym or other name that the list itself calls weak or of low quality.
    WeakAlias,
    /// A name no longer in use (f.k.a.).
    Former,
    /// A former name that the list calls weak.
    WeakFormer,
    /// A name in its own script.
    Native,
}

impl NameKind {
    /// Every kind, in the order of the type.
    pub const ALL: [Self; 6] =
        [Self::Primary, Self::StrongAlias, Self::WeakAlias, Self::Former, Self::WeakFormer, Self::Native];

    /// The word for it in output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::StrongAlias => "strong_alias",
            Self::WeakAlias => "weak_alias",
            Self::Former => "former",
            Self::WeakFormer => "weak_former",
            Self::Native => "native",
        }
    }

    /// Whether the list itself says that the name alone identifies nobody.
    pub fn is_weak(self) -> bool {
        matches!(self, Self::WeakAlias | Self::WeakFormer)
    }
}

impl fmt::Display for NameKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One name of a party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// The whole name as written, `LAST, First` included.
    pub full: String,
    /// How the list presents it.
    pub kind: NameKind,
    /// Its parts, where the list gives them or its convention (`LAST, First`) tells them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<NamePart>,
    /// BCP 47 language, where the list gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// ISO 15924 code of its script (`Cyrl`), as the list gives it or as the letters tell; none where that is Latin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<String>,
    /// Where it was read.
    #[serde(default, skip_serializing_if = "Origin::is_empty")]
    pub origin: Origin,
}

impl Name {
    /// A name without parts or language, in the script that its letters tell.
    pub fn new(full: impl Into<String>, kind: NameKind, origin: Origin) -> Self {
        let full = full.into();
        let script = script_of(&full);
        Self { full, kind, parts: Vec::new(), language: None, script, origin }
    }
}

/// The script of a text's first letter; a word in another one further on, a brand or an abbreviation, changes nothing.
fn script_of(text: &str) -> Option<String> {
    let is_kana = |c: char| matches!(c.script(), Script::Hiragana | Script::Katakana);
    match text.chars().find(|c| c.is_alphabetic())?.script() {
        Script::Latin | Script::Common | Script::Inherited | Script::Unknown => None,
        // Only Japanese has both.
        Script::Han | Script::Hiragana | Script::Katakana if text.chars().any(is_kana) => Some("Jpan".to_owned()),
        script => Some(script.short_name().to_owned()),
    }
}

/// One part of a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamePart {
    /// Which part.
    pub kind: NamePartKind,
    /// As written.
    pub text: String,
}

/// Which part of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NamePartKind {
    /// First and further given names.
    Given,
    /// Middle name, where the list tells it from the given one.
    Middle,
    /// Surname.
    Family,
    /// Second surname (Spanish, Portuguese) or maiden name.
    Maternal,
    /// Father's name.
    Patronymic,
    /// Title or honorific before the name.
    Title,
    /// Jr., Sr., III.
    Suffix,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_tell_the_script() {
        for (text, want) in [
            ("Jane Doe", None),
            ("Élodie Ødegård", None),
            ("Джейн Доу", Some("Cyrl")),
            ("«ДОУ» LLC", Some("Cyrl")),
            ("DOE (ДОУ)", None),
            ("جين", Some("Arab")),
            ("김정은", Some("Hang")),
            ("習近平", Some("Hani")),
            ("山田 たろう", Some("Jpan")),
            ("スズキ", Some("Jpan")),
            ("", None),
            ("7 + 7", None),
        ] {
            assert_eq!(Name::new(text, NameKind::Native, Origin::default()).script.as_deref(), want, "{text}");
        }
    }
}
