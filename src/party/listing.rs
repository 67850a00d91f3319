//! A list's entry for a party, its ties and texts, and where each value was read.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{PartialDate, PartyId};

/// Where a value was read: file, record and field. Serialized as `file:record:field`; shown the same without what is unknown at
/// its end.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub struct Origin {
    /// File name, without folders.
    pub file: String,
    /// Number of the record in the file, from 1; 0 when unknown.
    pub record: u64,
    /// The list's own name of the field.
    pub field: String,
}

impl Origin {
    /// A place in a file.
    pub fn new(file: impl Into<String>, record: u64, field: impl Into<String>) -> Self {
        Self { file: file.into(), record, field: field.into() }
    }
}

impl Origin {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.file.is_empty() && self.record == 0 && self.field.is_empty()
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.record, self.field.as_str()) {
            (0, "") => f.write_str(&self.file),
            (record, "") => write!(f, "{}:{record}", self.file),
            (record, field) => write!(f, "{}:{record}:{field}", self.file),
        }
    }
}

impl From<Origin> for String {
    /// All three parts, also where they are empty: a file's name may have colons of its own.
    fn from(Origin { file, record, field }: Origin) -> Self {
        format!("{file}:{record}:{field}")
    }
}

impl From<String> for Origin {
    fn from(text: String) -> Self {
        let mut parts = text.rsplitn(3, ':');
        let (field, record) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        Self::new(parts.next().unwrap_or_default(), record.parse().unwrap_or(0), field)
    }
}

/// One list's entry for a party.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// The list's name, for example `ofac-sdn`.
    pub list: String,
    /// The list's own id or reference number.
    pub reference: String,
    /// Sanctions programs, as coded by the list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub programs: Vec<String>,
    /// Laws, orders and resolutions it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub legal_basis: Vec<String>,
    /// Day of listing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed_on: Option<PartialDate>,
    /// Day of the last amendment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amended_on: Option<PartialDate>,
    /// Where the designation is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// A tie to another party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The list's word for it, for example `Linked To`.
    pub relation: String,
    /// The other party as named by the list.
    pub name: String,
    /// The other party, where the list gives its id or the name is the primary name of exactly one party of the same list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<PartyId>,
    /// Where it was read.
    #[serde(default, skip_serializing_if = "Origin::is_empty")]
    pub origin: Origin,
}

/// A text of the list about a party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What it is about.
    pub kind: NoteKind,
    /// As written.
    pub text: String,
    /// Where it was read.
    #[serde(default, skip_serializing_if = "Origin::is_empty")]
    pub origin: Origin,
}

/// What a [`Note`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// Position, function or title.
    Title,
    /// Why the party was listed.
    Reason,
    /// What dealings with the party are sanctioned in turn, or prohibited.
    Restriction,
    /// Who or what the party is.
    Description,
    /// A remark that has no type of its own here.
    Remark,
}
