//! Plain data: a designated party as its list describes it.
//!
//! Everything a list says has a typed place here, together with where it was read ([`Origin`]). What can not be typed is kept
//! as a [`Note`] in the issuer's words, so that nothing is lost for search. No module of ours is used here, and nothing here
//! decides anything: readers fill these types, the index stores them, scores compare them.

mod country;
mod counts;
mod date;
mod identifier;
mod listing;
mod name;
mod reference;
mod standard;

pub use country::{Country, CountryCode, CountryLink, CountryRole};
pub use counts::{Counter, Counts};
pub use date::{DateEvent, DateKind, DatePoint, PartialDate, Precision};
pub use identifier::{Contact, ContactKind, Identifier, IdentifierKind};
pub use listing::{Link, Listing, Note, NoteKind, Origin};
pub use name::{Name, NameKind, NamePart, NamePartKind};
pub use reference::{Numbering, Reference};
pub use standard::{Check, STANDARDS, Standard, information};

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Stable name of a party: `<list>:<the list's own id>`, for example `ofac-sdn:49970`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PartyId(String);

impl PartyId {
    /// Joins a list's name and the list's own id.
    pub fn new(list: &str, reference: &str) -> Self {
        Self(format!("{list}:{reference}"))
    }

    /// The whole id.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The list's name: what stands before the first colon.
    pub fn list(&self) -> &str {
        self.0.split_once(':').map_or("", |(list, _)| list)
    }
}

impl From<&str> for PartyId {
    fn from(id: &str) -> Self {
        Self(id.to_owned())
    }
}

impl fmt::Display for PartyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a party is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartyKind {
    /// A natural person.
    Person,
    /// A company, agency, group or any other organization.
    Organization,
    /// A ship.
    Vessel,
    /// An airplane or helicopter.
    Aircraft,
    /// Listed, but none of these, or not said.
    Other,
}

impl PartyKind {
    /// Every kind, in the order of the type.
    pub const ALL: [Self; 5] = [Self::Person, Self::Organization, Self::Vessel, Self::Aircraft, Self::Other];

    /// The word for it in output and filters.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organization => "organization",
            Self::Vessel => "vessel",
            Self::Aircraft => "aircraft",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for PartyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for PartyKind {
    type Err = String;

    /// Reads the words of [`PartyKind::as_str`] and the usual ones of lists and customer files, in any case.
    fn from_str(word: &str) -> Result<Self, String> {
        match word.trim().to_ascii_lowercase().as_str() {
            "person" | "individual" | "natural person" | "p" | "i" => Ok(Self::Person),
            "organization" | "organisation" | "entity" | "company" | "legalentity" | "legal entity" | "business"
            | "publicbody" | "o" | "e" => Ok(Self::Organization),
            "vessel" | "ship" => Ok(Self::Vessel),
            "aircraft" | "airplane" => Ok(Self::Aircraft),
            "other" | "asset" | "vehicle" | "cryptowallet" | "security" => Ok(Self::Other),
            _ => Err(format!("unknown type `{word}`; use person, organization, vessel, aircraft or other")),
        }
    }
}

/// A person's gender as lists give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    /// Male.
    Male,
    /// Female.
    Female,
}

impl FromStr for Gender {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        match word.trim().to_ascii_lowercase().as_str() {
            "male" | "m" => Ok(Self::Male),
            "female" | "f" => Ok(Self::Female),
            _ => Err(format!("unknown gender `{word}`; use male or female")),
        }
    }
}

/// One party of one list, whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Party {
    /// Stable over rebuilds.
    pub id: PartyId,
    /// Person, organization, vessel, aircraft or other.
    pub kind: PartyKind,
    /// Every name, the primary one first.
    pub names: Vec<Name>,
    /// Birth, death, foundation, construction.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<DateEvent>,
    /// Places of birth or foundation, in the issuer's words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    /// Nationality, citizenship, jurisdiction, flags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<CountryLink>,
    /// Gender, where the list gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    /// Passports, tax numbers, IMO numbers, crypto addresses and the like.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
    /// Postal addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<Address>,
    /// E-mail, telephone, fax, web.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// What only ships have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vessel: Option<Vessel>,
    /// What only aircraft have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aircraft: Option<Aircraft>,
    /// The list's entry: programs, legal basis, dates.
    pub listing: Listing,
    /// The numbers under which this list and others know the party.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
    /// Other parties this one is tied to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// Titles, reasons, remarks and whatever could not be typed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

impl Party {
    /// A party with an id, a kind and nothing else.
    pub fn new(list: &str, reference: &str, kind: PartyKind) -> Self {
        Self {
            id: PartyId::new(list, reference),
            kind,
            names: Vec::new(),
            dates: Vec::new(),
            places: Vec::new(),
            countries: Vec::new(),
            gender: None,
            identifiers: Vec::new(),
            addresses: Vec::new(),
            contacts: Vec::new(),
            vessel: None,
            aircraft: None,
            listing: Listing { list: list.to_owned(), reference: reference.to_owned(), ..Listing::default() },
            references: Vec::new(),
            links: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The name to show: the primary one, else the first, else the id.
    pub fn caption(&self) -> &str {
        let primary = self.names.iter().find(|name| name.kind == NameKind::Primary);
        primary.or(self.names.first()).map_or(self.id.as_str(), |name| &name.full)
    }
}

/// A place in the issuer's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// What happened there.
    pub kind: DateKind,
    /// As written.
    pub text: String,
    /// The country it names, where that could be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// Where it was read.
    #[serde(default, skip_serializing_if = "Origin::is_empty")]
    pub origin: Origin,
}

/// A postal address. Absent parts are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Street, house, building.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub street: String,
    /// City, state or province, postal code, as one text where the list does not split them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub city: String,
    /// Country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// The list's remark on the address.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
    /// Where it was read.
    #[serde(default, skip_serializing_if = "Origin::is_empty")]
    pub origin: Origin,
}

/// What only ships have; IMO, MMSI and call sign are [`Identifier`]s, flags are [`CountryLink`]s.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vessel {
    /// Type of ship, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vessel_type: Option<String>,
    /// Deadweight, in metric tons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadweight_tons: Option<u64>,
    /// Gross register tonnage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gross_register_tons: Option<u64>,
    /// Owner, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
}

/// What only aircraft have; tail, construction and transponder numbers are [`Identifier`]s.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aircraft {
    /// Model, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Manufacturer, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manufacturer: Option<String>,
    /// Operator, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
}
