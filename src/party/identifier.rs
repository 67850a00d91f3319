//! Numbers and addresses that identify a party.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Country, Origin, PartialDate, standard};

/// What an identifier is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentifierKind {
    /// Passport.
    Passport,
    /// National identity card or number (cédula, C.U.R.P., D.N.I., SSN, ...).
    NationalId,
    /// Number with a tax authority (R.F.C., NIT, RUC, V.A.T., ...).
    TaxId,
    /// Driver's license.
    DriversLicense,
    /// Entry in a register of companies, or a business license.
    Registration,
    /// Ship number of the International Maritime Organization: `IMO` and seven digits, the last a check digit.
    Imo,
    /// Maritime Mobile Service Identity, nine digits.
    Mmsi,
    /// Radio call sign.
    CallSign,
    /// Aircraft registration mark.
    TailNumber,
    /// Aircraft manufacturer's serial or construction number.
    ConstructionNumber,
    /// Aircraft Mode S transponder code.
    Transponder,
    /// Legal Entity Identifier, ISO 17442.
    Lei,
    /// Business identifier code, ISO 9362.
    Bic,
    /// D-U-N-S number.
    Duns,
    /// Address on a block chain; the currency stands in [`Identifier::scheme`].
    CryptoAddress,
    /// Any other, named by [`Identifier::label`].
    Other,
}

impl IdentifierKind {
    /// The word for it in output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passport => "passport",
            Self::NationalId => "national_id",
            Self::TaxId => "tax_id",
            Self::DriversLicense => "drivers_license",
            Self::Registration => "registration",
            Self::Imo => "imo",
            Self::Mmsi => "mmsi",
            Self::CallSign => "call_sign",
            Self::TailNumber => "tail_number",
            Self::ConstructionNumber => "construction_number",
            Self::Transponder => "transponder",
            Self::Lei => "lei",
            Self::Bic => "bic",
            Self::Duns => "duns",
            Self::CryptoAddress => "crypto_address",
            Self::Other => "other",
        }
    }
}

impl IdentifierKind {
    /// Every kind, in the order of the type.
    pub const ALL: [Self; 16] = [
        Self::Passport,
        Self::NationalId,
        Self::TaxId,
        Self::DriversLicense,
        Self::Registration,
        Self::Imo,
        Self::Mmsi,
        Self::CallSign,
        Self::TailNumber,
        Self::ConstructionNumber,
        Self::Transponder,
        Self::Lei,
        Self::Bic,
        Self::Duns,
        Self::CryptoAddress,
        Self::Other,
    ];

    /// The form in which numbers of this kind are compared and looked up: letters and digits alone, ASCII letters in upper case.
    ///
    /// Crypto addresses keep their case, which carries meaning, but for those of Ethereum, where it is a check and no more; an IMO
    /// number loses the letters `IMO`.
    pub fn normalize(self, number: &str) -> String {
        let bare = number.chars().filter(|c| c.is_alphanumeric());
        match self {
            Self::CryptoAddress => {
                let address: String = bare.collect();
                if standard::ethereum(&address).is_some() { address.to_ascii_lowercase() } else { address }
            }
            Self::Imo => bare.filter(char::is_ascii_digit).collect(),
            _ => bare.map(|c| c.to_ascii_uppercase()).collect(),
        }
    }
}

impl FromStr for IdentifierKind {
    type Err = String;

    /// Reads the words of [`IdentifierKind::as_str`].
    fn from_str(word: &str) -> Result<Self, String> {
        let kind = Self::ALL.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(word.trim()));
        kind.ok_or_else(|| {
            format!("unknown kind of identifier `{word}`; use one of {}", Self::ALL.map(Self::as_str).join(", "))
        })
    }
}

impl fmt::Display for IdentifierKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One identifier of a party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identifier {
    /// What it is.
    pub kind: IdentifierKind,
    /// The list's own word for it, for example `Cedula No.`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// The number as written.
    pub number: String,
    /// Currency code of a crypto address, or the register of a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<String>,
    /// Country of issue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// Day of issue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<PartialDate>,
    /// Last day of validity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<PartialDate>,
    /// The list's remark on it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
    /// Where it was read.
    #[serde(default, skip_serializing_if = "Origin::is_empty")]
    pub origin: Origin,
}

impl Identifier {
    /// A number of some kind, and nothing else known of it.
    pub fn new(kind: IdentifierKind, number: impl Into<String>, origin: Origin) -> Self {
        Self {
            kind,
            label: String::new(),
            number: number.into(),
            scheme: None,
            country: None,
            issued_on: None,
            expires_on: None,
            remark: String::new(),
            origin,
        }
    }

    /// The number in the form of [`IdentifierKind::normalize`].
    pub fn normalized(&self) -> String {
        self.kind.normalize(&self.number)
    }
}

/// A way to reach a party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Which way.
    pub kind: ContactKind,
    /// As written.
    pub value: String,
    /// Where it was read.
    #[serde(default, skip_serializing_if = "Origin::is_empty")]
    pub origin: Origin,
}

/// A way to reach somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactKind {
    /// Electronic mail.
    Email,
    /// Telephone.
    Phone,
    /// Fax.
    Fax,
    /// Web page or other address on the internet.
    Website,
}
