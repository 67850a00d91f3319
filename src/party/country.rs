//! Countries, by code and as written.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::Origin;

/// How lists write countries whose names the ISO register writes otherwise, or that it no longer has.
const SPELLINGS: &str = include_str!("../../index/lexicons/countries.tsv");

/// An ISO 3166-1 alpha-2 code, in upper case; also `XK` (Kosovo) and the withdrawn `AN`, `CS`, `SU` and
/// `YU`, which lists still name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct CountryCode([u8; 2]);

impl CountryCode {
    /// The two letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("only ASCII letters are ever stored")
    }

    /// The country that a list or a customer file names: a code of two or three letters, or a name in one of its usual spellings.
    ///
    /// ```
    /// use namesieve::party::CountryCode;
    ///
    /// assert_eq!(CountryCode::find("Korea, North").unwrap().as_str(), "KP");
    /// assert_eq!(CountryCode::find("prk"), CountryCode::find("KP"));
    /// assert!(CountryCode::find("Atlantis").is_none());
    /// ```
    pub fn find(text: &str) -> Option<Self> {
        let key = key(text);
        NAMES.get(key.as_str()).copied()
    }
}

/// States that were divided, with what they became, and territories that lists name beside the state that they belong to: who is said to
/// be of the one may be said to be of the other. Source: ISO 3166-1 and 3166-3. `CS` was Czechoslovakia, then Serbia and Montenegro.
const TIES: &[(&str, &[&str])] = &[
    ("SU", &["AM", "AZ", "BY", "EE", "GE", "KG", "KZ", "LT", "LV", "MD", "RU", "TJ", "TM", "UA", "UZ"]),
    ("YU", &["BA", "CS", "HR", "ME", "MK", "RS", "SI", "XK"]),
    ("CS", &["CZ", "ME", "RS", "SK", "XK"]),
    ("RS", &["ME", "XK"]),
    ("AN", &["BQ", "CW", "SX"]),
    ("NL", &["AN", "AW", "BQ", "CW", "SX"]),
    ("CN", &["HK", "MO"]),
    ("SD", &["SS"]),
    ("GB", &["AI", "BM", "FK", "GG", "GI", "IM", "JE", "KY", "MS", "SH", "TC", "VG"]),
    ("US", &["AS", "GU", "MP", "PR", "VI"]),
    ("FR", &["GF", "GP", "MF", "MQ", "NC", "PF", "PM", "RE", "WF", "YT"]),
    ("DK", &["FO", "GL"]),
];

impl CountryCode {
    /// Whether two countries are or were of one state: the Soviet Union and Ukraine, China and Hong Kong.
    pub fn is_tied_to(self, other: Self) -> bool {
        let holds = |whole: &Self, part: &Self| {
            TIES.iter().any(|(state, parts)| *state == whole.as_str() && parts.contains(&part.as_str()))
        };
        holds(&self, &other) || holds(&other, &self)
    }
}

/// Letters and digits in lower case, so that commas, dots, blanks and case do not tell names apart.
fn key(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

static NAMES: LazyLock<FxHashMap<String, CountryCode>> = LazyLock::new(|| {
    let mut names = FxHashMap::default();
    for country in celes::Country::get_countries() {
        let code = CountryCode(country.alpha2.as_bytes().try_into().expect("an alpha-2 code has two letters"));
        for name in [country.alpha2, country.alpha3, country.long_name] {
            names.insert(key(name), code);
        }
    }
    for line in SPELLINGS.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (spelling, code) = line.split_once('\t').expect("each line of countries.tsv holds a spelling and a code");
        let code = CountryCode(code.as_bytes().try_into().expect("an alpha-2 code has two letters"));
        names.insert(key(spelling), code);
        names.insert(key(code.as_str()), code);
    }
    names
});

impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for CountryCode {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::find(text).ok_or_else(|| format!("unknown country `{text}`; use an ISO 3166 code or an English name"))
    }
}

impl From<CountryCode> for String {
    fn from(code: CountryCode) -> Self {
        code.as_str().to_owned()
    }
}

impl TryFrom<String> for CountryCode {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// A country as a list names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Country {
    /// Its code, where the name is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<CountryCode>,
    /// As written.
    pub name: String,
}

impl Country {
    /// A country as written, with its code where the name is known.
    pub fn named(name: impl Into<String>) -> Self {
        let name = name.into();
        Self { code: CountryCode::find(&name), name }
    }
}

/// A country's tie to a party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountryLink {
    /// Which tie.
    pub role: CountryRole,
    /// Which country.
    pub country: Country,
    /// Where it was read.
    #[serde(default, skip_serializing_if = "Origin::is_empty")]
    pub origin: Origin,
}

/// How a country is tied to a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountryRole {
    /// Nationality.
    Nationality,
    /// Citizenship.
    Citizenship,
    /// Where a person or organization resides or is active.
    Residence,
    /// Where an organization is registered.
    Jurisdiction,
    /// A ship's present flag.
    Flag,
    /// A flag that a ship once had.
    FormerFlag,
}
