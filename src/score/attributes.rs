//! What is known beside the name.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::party::{CountryCode, Gender, NameKind, PartialDate, PartyKind, Precision};

/// What is known of somebody beside names. Empty where nothing is known: an omission never counts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attributes {
    /// Person, organization, vessel, aircraft or other.
    pub kind: Option<PartyKind>,
    /// Birth dates.
    pub births: Vec<PartialDate>,
    /// Countries of nationality, citizenship, residence, registration, flag and address.
    pub countries: Vec<CountryCode>,
    /// Gender.
    pub gender: Option<Gender>,
}

/// One attribute's part in a score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttributeEvidence {
    /// Which attribute, for example `birth_date`.
    pub attribute: String,
    /// What it did.
    pub effect: Effect,
    /// Share of the way to 1 that it lifts the score where it confirms, factor on the score where it contradicts.
    pub amount: f64,
    /// What was compared, in words.
    pub detail: String,
}

/// What an attribute did to a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Both sides agree: the score rises.
    Confirms,
    /// The sides disagree: the score falls.
    Contradicts,
}

/// A name alone never gives certainty: two people may share it. What is left to 1 is for attributes to fill.
const NAME_ALONE: f64 = 0.98;

/// A shared identifier leaves this much of the doubt that the names leave: passports are mistyped and numbers of different
/// authorities coincide, but rarely.
const DOUBT_WITH_IDENTIFIER: f64 = 0.05;

/// A weak alias identifies nobody by itself, as the lists that give it say: with nothing else it stays a good step below
/// the full name, yet above the threshold where it agrees letter for letter.
const WEAK: f64 = 0.88;

/// A match in Latin transcription is one of several readings of what was written.
const ROMANIZED: f64 = 0.97;

// Confirmations, as shares of the way that is left to 1. A full birth date is shared by one person in some twenty thousand, a year
// by one in sixty, a country by one in a few.
const BIRTH_DAY: f64 = 0.3;
const BIRTH_MONTH: f64 = 0.2;
const BIRTH_YEAR: f64 = 0.12;
const SAME_COUNTRY: f64 = 0.05;

// Contradictions, as factors. Lists carry several birth dates for many parties, and wrong ones: a near miss costs little.
const BIRTH_NEAR: f64 = 0.96;
const BIRTH_FAR: f64 = 0.8;
/// More than [`GENERATION`] years apart: no list is that wrong, so that with another contradiction even the identical name is cleared.
const BIRTH_OTHER_GENERATION: f64 = 0.72;
const GENERATION: i32 = 12;
const OTHER_COUNTRY: f64 = 0.97;
const OTHER_GENDER: f64 = 0.9;
/// A person and a company may be mixed up in a customer's records, a person and a ship hardly.
const PERSON_OR_ORGANIZATION: f64 = 0.85;
const PERSON_OR_CRAFT: f64 = 0.65;

/// The factor of a listed name on its score: for its kind, for transcription, and for being a name alone.
pub fn name_factor(kind: NameKind, romanized: bool) -> f64 {
    NAME_ALONE * if kind.is_weak() { WEAK } else { 1.0 } * if romanized { ROMANIZED } else { 1.0 }
}

/// Adjusts the score of a name, [`name_factor`] included, by what is known beside it. Monotone in `score`, at most 1.
///
/// With `EXPLAIN`, each attribute that had an effect is left in `evidence`.
pub fn adjust<const EXPLAIN: bool>(
    score: f64,
    query: &Attributes,
    listed: &Attributes,
    evidence: &mut Vec<AttributeEvidence>,
) -> f64 {
    let (mut left, mut factor) = (1.0, 1.0);
    let mut apply = |attribute: &str, finding: Option<(Effect, f64)>, detail: &dyn Fn() -> String| {
        let Some((effect, amount)) = finding else { return };
        match effect {
            Effect::Confirms => left *= 1.0 - amount,
            Effect::Contradicts => factor *= amount,
        }
        if EXPLAIN {
            evidence.push(AttributeEvidence { attribute: attribute.to_owned(), effect, amount, detail: detail() });
        }
    };
    apply("type", kinds(query.kind, listed.kind), &|| {
        format!("{} here, {} on the list", word(query.kind), word(listed.kind))
    });
    apply("birth_date", births(&query.births, &listed.births), &|| {
        format!("{} here, {} on the list", join(&query.births), join(&listed.births))
    });
    apply("country", countries(&query.countries, &listed.countries), &|| {
        format!("{} here, {} on the list", join(&query.countries), join(&listed.countries))
    });
    let genders = query.gender.zip(listed.gender).filter(|(a, b)| a != b);
    apply("gender", genders.map(|_| (Effect::Contradicts, OTHER_GENDER)), &|| {
        "the list gives the other gender".to_owned()
    });
    (1.0 - (1.0 - score) * left) * factor
}

/// The score of a party that shares an identifier with the query, from the score by names and attributes: at least 0.95.
pub fn with_identifier(score: f64) -> f64 {
    1.0 - (1.0 - score) * DOUBT_WITH_IDENTIFIER
}

/// The most that [`adjust`] can make of a score, [`rounded`].
pub fn most_after(score: f64, query: &Attributes) -> f64 {
    rounded(1.0 - (1.0 - score) * least_left(query))
}

/// A score as it is shown, compared and ranked: in steps of 0.0001, so that what looks equal is equal.
pub fn rounded(score: f64) -> f64 {
    (score * 10_000.0).round() / 10_000.0
}

/// The least name score with which a party may reach `cutoff`: the inverse of [`adjust`] and [`name_factor`], rounded to the safe
/// side.
pub fn least_name_score(cutoff: f64, query: &Attributes) -> f64 {
    // Rounding may lift a score by half a step.
    let name = (1.0 - (1.0 - (cutoff - 0.00005)) / least_left(query)) / NAME_ALONE;
    (name - 1e-6).max(0.0)
}

/// The share of doubt that is left when everything the query knows confirms.
fn least_left(query: &Attributes) -> f64 {
    let births = if query.births.is_empty() { 1.0 } else { 1.0 - BIRTH_DAY };
    let countries = if query.countries.is_empty() { 1.0 } else { 1.0 - SAME_COUNTRY };
    births * countries
}

fn kinds(query: Option<PartyKind>, listed: Option<PartyKind>) -> Option<(Effect, f64)> {
    use PartyKind::{Aircraft, Organization, Other, Person, Vessel};
    match (query?, listed?) {
        (Person, Organization) | (Organization, Person) => Some((Effect::Contradicts, PERSON_OR_ORGANIZATION)),
        (Person, Vessel | Aircraft) | (Vessel | Aircraft, Person) | (Vessel, Aircraft) | (Aircraft, Vessel) => {
            Some((Effect::Contradicts, PERSON_OR_CRAFT))
        }
        (Organization, Vessel | Aircraft) | (Vessel | Aircraft, Organization) => {
            Some((Effect::Contradicts, PERSON_OR_ORGANIZATION))
        }
        (Other, _) | (_, Other) => None,
        (Person, Person) | (Organization, Organization) | (Vessel, Vessel) | (Aircraft, Aircraft) => None,
    }
}

/// The best of all pairs of dates.
fn births(query: &[PartialDate], listed: &[PartialDate]) -> Option<(Effect, f64)> {
    let pairs = query.iter().flat_map(|q| listed.iter().map(move |l| birth(q, l)));
    pairs.max_by(|a, b| rank(a).total_cmp(&rank(b)))
}

fn rank((effect, amount): &(Effect, f64)) -> f64 {
    match effect {
        Effect::Confirms => 1.0 + amount,
        Effect::Contradicts => *amount,
    }
}

fn birth(query: &PartialDate, listed: &PartialDate) -> (Effect, f64) {
    if query.overlaps(listed) {
        let amount = match query.precision().max(listed.precision()) {
            Precision::Day => BIRTH_DAY,
            Precision::Month => BIRTH_MONTH,
            Precision::Year | Precision::Circa | Precision::Range => BIRTH_YEAR,
        };
        return (Effect::Confirms, amount);
    }
    let years = i32::from(listed.first().year() - query.last().year())
        .max(i32::from(query.first().year() - listed.last().year()));
    if (query.circa || listed.circa) && years <= 2 {
        return (Effect::Confirms, BIRTH_YEAR / 2.0);
    }
    let near = years <= 1 || day_and_month_swapped(query, listed);
    let amount = match years {
        _ if near => BIRTH_NEAR,
        GENERATION.. => BIRTH_OTHER_GENERATION,
        _ => BIRTH_FAR,
    };
    (Effect::Contradicts, amount)
}

fn day_and_month_swapped(a: &PartialDate, b: &PartialDate) -> bool {
    let (one, other) = (a.first(), b.first());
    let exact = a.precision() == Precision::Day && b.precision() == Precision::Day;
    exact && one.year() == other.year() && one.month() == other.day() && one.day() == other.month()
}

fn countries(query: &[CountryCode], listed: &[CountryCode]) -> Option<(Effect, f64)> {
    if query.is_empty() || listed.is_empty() {
        return None;
    }
    let same = query.iter().any(|country| listed.contains(country));
    Some(if same { (Effect::Confirms, SAME_COUNTRY) } else { (Effect::Contradicts, OTHER_COUNTRY) })
}

fn word(kind: Option<PartyKind>) -> &'static str {
    kind.map_or("unknown", PartyKind::as_str)
}

fn join<T: fmt::Display>(values: &[T]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
