//! The numbers under which official lists know a party.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Origin;

/// Who gives out a number.
///
/// The lists of one issuer share a numbering; an issuer that numbers twice has two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Numbering {
    /// OFAC, on both its lists and in all its formats: `36`.
    Ofac,
    /// The UN Security Council's permanent reference numbers: `QDi.001`.
    Un,
    /// The numbers of the UN's records, which its XML calls `DATAID`: `1234567`.
    UnRecord,
    /// The European Union's reference numbers: `EU.123.45`.
    Eu,
    /// The unique ids of the UK Sanctions List: `AQD0028`.
    Uk,
    /// The group ids of the United Kingdom's OFSI: `7154`.
    Ofsi,
    /// The `ssid` of Switzerland's SECO: `12345`.
    Seco,
    /// The ids of the US Consolidated Screening List: digits and `a` to `f`.
    UsCsl,
    /// The ids of OpenSanctions, one for all entries that it has found to be of one party: `NK-` and letters, or `Q` and the number
    /// in Wikidata.
    #[serde(rename = "opensanctions")]
    OpenSanctions,
}

impl Numbering {
    /// The word for it in output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ofac => "ofac",
            Self::Un => "un",
            Self::UnRecord => "un_record",
            Self::Eu => "eu",
            Self::Uk => "uk",
            Self::Ofsi => "ofsi",
            Self::Seco => "seco",
            Self::UsCsl => "us_csl",
            Self::OpenSanctions => "opensanctions",
        }
    }

    /// The number that a text is, in the one spelling in which it is compared; `None` where the text is no such number.
    ///
    /// What follows a number of the UN or of the UK in its text does not count. Earlier numbers of its lists on Al-Qaida and the Taliban had the
    /// first letter of the name and the year in them, and go on without: `QI.A.12.01` is now `QDi.012`, and `TE.H.9.12` is `TAe.009`.
    pub fn read(self, text: &str) -> Option<String> {
        let text = text.trim();
        match self {
            Self::Ofac | Self::UnRecord | Self::Ofsi | Self::Seco => {
                let number = text.trim_start_matches('0');
                (is_number(text) && !number.is_empty()).then(|| number.to_owned())
            }
            Self::Un => un_number(text),
            Self::Eu => match words(text)[..] {
                [eu, first, second] if eu.eq_ignore_ascii_case("EU") && is_number(first) && is_number(second) => {
                    Some(format!("EU.{first}.{second}"))
                }
                _ => None,
            },
            Self::Uk => {
                let id = *words(text).first()?;
                let (regime, number) = id.split_at_checked(3)?;
                let is_id = regime.bytes().all(|byte| byte.is_ascii_alphabetic()) && is_number(number);
                is_id.then(|| id.to_ascii_uppercase())
            }
            Self::UsCsl => (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit()))
                .then(|| text.to_ascii_lowercase()),
            Self::OpenSanctions => {
                let is_made = |id: &str| id.len() == MADE_ID && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
                let is_id =
                    text.strip_prefix("NK-").is_some_and(is_made) || text.strip_prefix('Q').is_some_and(is_number);
                is_id.then(|| text.to_owned())
            }
        }
    }
}

/// Letters and digits of an id that OpenSanctions makes.
const MADE_ID: usize = 22;

fn un_number(text: &str) -> Option<String> {
    match words(text)[..] {
        [list, number, ..] if list.len() == 3 && is_number(number) && number.len() <= 3 => un_spelling(list, number),
        [list, letter, number, year, ..]
            if letter.len() == 1 && is_number(number) && number.len() <= 3 && is_number(year) && year.len() == 2 =>
        {
            let list = match list.to_ascii_uppercase().as_str() {
                "QI" => "QDI",
                "QE" => "QDE",
                "TI" => "TAI",
                "TE" => "TAE",
                _ => return None,
            };
            un_spelling(list, number)
        }
        _ => None,
    }
}

/// `KPE` and `23` as `KPe.023`: the committee, whether it is an individual or an entity, and the number.
fn un_spelling(list: &str, number: &str) -> Option<String> {
    let (committee, kind) = list.split_at_checked(2)?;
    let kind = kind.to_ascii_lowercase();
    let is_list = list.bytes().all(|byte| byte.is_ascii_alphabetic()) && matches!(kind.as_str(), "i" | "e");
    is_list.then(|| format!("{}{kind}.{number:0>3}", committee.to_ascii_uppercase()))
}

/// What stands between signs and blanks.
fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(5).collect()
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

impl fmt::Display for Numbering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A number under which an official list knows the party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Whose number it is.
    pub numbering: Numbering,
    /// The number in the spelling of [`Numbering::read`].
    pub number: String,
    /// Whether the entry is itself the one that has the number. Else it only quotes the number of another entry, of which its
    /// issuer says that it is about the same party.
    pub own: bool,
    /// Where it was read.
    #[serde(default, skip_serializing_if = "Origin::is_empty")]
    pub origin: Origin,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_spelling() {
        use Numbering::*;
        for (case, numbering, text, want) in [
            ("plain", Ofac, "36", Some("36")),
            ("zeros before it", Ofsi, "007154", Some("7154")),
            ("zeros alone", Seco, "000", None),
            ("a stand-in", Ofac, "record-7", None),
            ("nothing", UnRecord, " ", None),
            ("UN", Un, "QDi.001", Some("QDi.001")),
            ("a blank at its end", Un, "KPe.001 ", Some("KPe.001")),
            ("case", Un, "KPI.074", Some("KPi.074")),
            ("blanks within", Un, "KPI. 076", Some("KPi.076")),
            ("no dot", Un, "KPe 070. Registered", Some("KPe.070")),
            ("short", Un, "KPe.23", Some("KPe.023")),
            ("text at its end", Un, "KPe.035.Subordinated", Some("KPe.035")),
            ("old", Un, "QI.A.12.01.", Some("QDi.012")),
            ("old, of an entity", Un, "TE.H.9.12 Financial", Some("TAe.009")),
            ("a numbering that ended", Un, "E.29.I.22", None),
            ("misspelt", Un, "QD1.410", None),
            ("not at the start", Un, "see QDi.001", None),
            ("neither of a person nor of an entity", Un, "ABC.001", None),
            ("no number", Un, "QDi", None),
            ("other letters", Un, "ЖДi.001", None),
            ("EU", Eu, "EU.123.45", Some("EU.123.45")),
            ("EU in an id", Eu, "eu-123-45", Some("EU.123.45")),
            ("logical id of the EU", Eu, "13", None),
            ("too many parts", Eu, "EU.1.2.3", None),
            ("UK", Uk, "AQD0028", Some("AQD0028")),
            ("UK in an id", Uk, "rus0001", Some("RUS0001")),
            ("UK in prose", Uk, "AFG0001 Daughter of another", Some("AFG0001")),
            ("no regime", Uk, "0001", None),
            ("a stand-in of the UK", Uk, "row-7", None),
            ("letters of several bytes", Uk, "éé0001", None),
            ("screening list", UsCsl, "4398D33e", Some("4398d33e")),
            ("no id", UsCsl, "none", None),
            ("made", OpenSanctions, "NK-Utopia0Utopia0Utopia00", Some("NK-Utopia0Utopia0Utopia00")),
            ("Wikidata", OpenSanctions, "Q42", Some("Q42")),
            ("one's own", OpenSanctions, "NK-1", None),
            ("a word", OpenSanctions, "Queen", None),
        ] {
            assert_eq!(numbering.read(text).as_deref(), want, "{case}");
            if let Some(number) = want {
                assert_eq!(numbering.read(number).as_deref(), want, "{case}, again");
            }
        }
    }

    #[test]
    fn words_are_those_of_json() {
        use Numbering::*;
        for numbering in [Ofac, Un, UnRecord, Eu, Uk, Ofsi, Seco, UsCsl, OpenSanctions] {
            assert_eq!(serde_json::to_value(numbering).unwrap(), numbering.as_str());
        }
    }
}
