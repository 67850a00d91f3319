//! What is known beside the name.
//!
//! Each attribute multiplies the *odds* of a score, `score / (1 - score)`, by a likelihood ratio: how much likelier what was found is
//! if both are the same party than if they are two. Ratios of several attributes multiply, so several contradictions together clear
//! even an identical name, several confirmations lift further and further, and no score ever reaches 1: there is nothing to saturate.
//! A name that agrees in nothing has no odds, and nothing beside it can give it any; only an identifier can.
//!
//! The ratios are what lists and customer files bear out, drawn in where the name has to carry the decision: of pairs of people of
//! whom both birth dates are known, some 96 in 100 have one of the same day where they are the same and 5 in 100 where they are not,
//! and a birth date is never an accident that brings up a name which is none.

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
    /// Dates on which an organization was founded, or a craft built.
    pub foundations: Vec<PartialDate>,
    /// Countries to which one belongs: nationality, citizenship, jurisdiction, flag; of a query all countries it gives.
    pub countries: Vec<CountryCode>,
    /// Countries in which one merely is or was: residence, address, place of birth, former flag.
    pub surroundings: Vec<CountryCode>,
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
    /// Factor on the odds of the score: over 1 where it confirms, below 1 where it contradicts.
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

// Confirmations, as factors on the odds. By chance alone, one person in some twenty thousand has a given birthday, one in seven hundred
// a given month and one in sixty a given year: the ratios could be that high, if it were one listed person with whom a name is compared
// and not a list of tens of thousands, of whom a few have any birthday. They are drawn in to what may bring up a name that resembles
// well, and no more. Their order is the order of their chances.
const BIRTH_DAY: f64 = 2.7;
const BIRTH_MONTH: f64 = 2.2;
const BIRTH_YEAR: f64 = 1.8;
/// About a year, and a year or two off.
const BIRTH_ABOUT: f64 = 1.3;
/// One digit mistyped, two swapped, or day and month: one date in seven hundred is so by chance, one in a hundred of the same person.
const BIRTH_SLIP: f64 = 1.2;
/// A foundation date, to the day; companies of one group are often founded together, and registers give their own dates.
const FOUNDED_DAY: f64 = 2.0;
const FOUNDED_YEAR: f64 = 1.4;
/// A country is shared by one in a few.
const SAME_COUNTRY: f64 = 1.35;
/// So is where one is, or a state that a country has become.
const SAME_SURROUNDINGS: f64 = 1.15;

// Contradictions, as factors on the odds. Lists carry several birth dates for many parties, and wrong ones: a near miss costs little.
/// The year agrees, month or day do not: three in a hundred of the same person, and five in a hundred of two people.
const BIRTH_IN_YEAR: f64 = 0.65;
/// A year apart, as where ages are known and birthdays are not.
const BIRTH_NEAR: f64 = 0.5;
/// Further apart: not found once among two hundred pairs of the same person, and in nine of ten pairs of two people. The ratio is
/// drawn in so that an identical name alone is still to be looked at.
const BIRTH_FAR: f64 = 0.075;
/// More than [`GENERATION`] years apart: no list is that wrong.
const BIRTH_OTHER_GENERATION: f64 = 0.05;
const GENERATION: i32 = 12;
/// Registers and lists differ in which of several registrations they give.
const FOUNDED_OTHERWISE: f64 = 0.25;
/// One in three or four people on lists has more than one country; one in a few of a file's records says where somebody lives, and
/// not whose citizen he is.
const OTHER_COUNTRY: f64 = 0.4;
/// Where a list says no more than where somebody is or was.
const OTHER_SURROUNDINGS: f64 = 0.55;
/// Genders are seldom wrong, and half of all people have the other one.
const OTHER_GENDER: f64 = 0.2;
/// A person and a company may be mixed up in a customer's records, a person and a ship hardly; a ship is called like its owner.
const PERSON_OR_ORGANIZATION: f64 = 0.15;
const PERSON_OR_CRAFT: f64 = 0.04;

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
    let mut ratio = 1.0;
    let mut apply = |attribute: &str, finding: Option<f64>, detail: &dyn Fn() -> String| {
        let Some(amount) = finding else { return };
        ratio *= amount;
        if EXPLAIN {
            let effect = if amount > 1.0 { Effect::Confirms } else { Effect::Contradicts };
            evidence.push(AttributeEvidence { attribute: attribute.to_owned(), effect, amount, detail: detail() });
        }
    };
    apply("type", kinds(query.kind, listed.kind), &|| {
        format!("{} here, {} on the list", word(query.kind), word(listed.kind))
    });
    apply("birth_date", best_of(&query.births, &listed.births, birth), &|| {
        format!("{} here, {} on the list", join(&query.births), join(&listed.births))
    });
    apply("foundation_date", best_of(&query.foundations, &listed.foundations, foundation), &|| {
        format!("{} here, {} on the list", join(&query.foundations), join(&listed.foundations))
    });
    apply("country", countries(&query.countries, listed), &|| {
        let listed: Vec<_> = [&listed.countries[..], &listed.surroundings].concat();
        format!("{} here, {} on the list", join(&query.countries), join(&listed))
    });
    let genders = query.gender.zip(listed.gender).filter(|(a, b)| a != b);
    apply("gender", genders.map(|_| OTHER_GENDER), &|| "the list gives the other gender".to_owned());
    with_odds(score, ratio)
}

/// The score whose odds are those of `score` times `ratio`.
fn with_odds(score: f64, ratio: f64) -> f64 {
    let (is, is_not) = (score * ratio, 1.0 - score);
    if is + is_not > 0.0 { is / (is + is_not) } else { 1.0 }
}

/// The score of a party that shares an identifier with the query, from the score by names and attributes: at least 0.95.
pub fn with_identifier(score: f64) -> f64 {
    1.0 - (1.0 - score) * DOUBT_WITH_IDENTIFIER
}

/// The most that [`adjust`] can make of a score, [`rounded`].
pub fn most_after(score: f64, query: &Attributes) -> f64 {
    // Multiplied in another order, ratios may round otherwise.
    rounded(with_odds(score, most_ratio(query)) + 1e-9)
}

/// A score as it is shown, compared and ranked: in steps of 0.0001, so that what looks equal is equal.
pub fn rounded(score: f64) -> f64 {
    (score * 10_000.0).round() / 10_000.0
}

/// The least name score with which a party may reach `cutoff`: the inverse of [`adjust`] and [`name_factor`], rounded to the safe
/// side.
pub fn least_name_score(cutoff: f64, query: &Attributes) -> f64 {
    // Rounding may lift a score by half a step.
    let name = with_odds((cutoff - 0.00005).max(0.0), 1.0 / most_ratio(query)) / NAME_ALONE;
    (name - 1e-6).max(0.0)
}

/// The factor on the odds when everything that the query knows confirms.
fn most_ratio(query: &Attributes) -> f64 {
    let most = |is_known: bool, ratio: f64| if is_known { ratio } else { 1.0 };
    most(!query.births.is_empty(), BIRTH_DAY)
        * most(!query.foundations.is_empty(), FOUNDED_DAY)
        * most(!query.countries.is_empty(), SAME_COUNTRY)
}

fn kinds(query: Option<PartyKind>, listed: Option<PartyKind>) -> Option<f64> {
    use PartyKind::{Aircraft, Organization, Other, Person, Vessel};
    match (query?, listed?) {
        (Person, Organization) | (Organization, Person) => Some(PERSON_OR_ORGANIZATION),
        (Person, Vessel | Aircraft) | (Vessel | Aircraft, Person) | (Vessel, Aircraft) | (Aircraft, Vessel) => {
            Some(PERSON_OR_CRAFT)
        }
        (Organization, Vessel | Aircraft) | (Vessel | Aircraft, Organization) => Some(PERSON_OR_ORGANIZATION),
        (Other, _) | (_, Other) => None,
        (Person, Person) | (Organization, Organization) | (Vessel, Vessel) | (Aircraft, Aircraft) => None,
    }
}

/// The best of all pairs of dates.
fn best_of(
    query: &[PartialDate],
    listed: &[PartialDate],
    compare: impl Fn(&PartialDate, &PartialDate) -> f64,
) -> Option<f64> {
    query.iter().flat_map(|q| listed.iter().map(|l| compare(q, l))).max_by(f64::total_cmp)
}

fn birth(query: &PartialDate, listed: &PartialDate) -> f64 {
    let is_circa = query.circa || listed.circa;
    if query.overlaps(listed) {
        return match query.precision().max(listed.precision()) {
            Precision::Day => BIRTH_DAY,
            Precision::Month => BIRTH_MONTH,
            Precision::Year | Precision::Circa | Precision::Range => BIRTH_YEAR,
        };
    }
    match years_apart(query, listed) {
        ..=2 if is_circa => BIRTH_ABOUT,
        _ if is_slip(query, listed) => BIRTH_SLIP,
        0 => BIRTH_IN_YEAR,
        1 => BIRTH_NEAR,
        GENERATION.. => BIRTH_OTHER_GENERATION,
        _ => BIRTH_FAR,
    }
}

fn foundation(query: &PartialDate, listed: &PartialDate) -> f64 {
    if query.overlaps(listed) {
        let is_day = query.precision().max(listed.precision()) == Precision::Day;
        return if is_day { FOUNDED_DAY } else { FOUNDED_YEAR };
    }
    match years_apart(query, listed) {
        0 => 1.0,
        _ if is_slip(query, listed) => 1.0,
        _ => FOUNDED_OTHERWISE,
    }
}

/// Calendar years between two dates that do not overlap, at their closest.
fn years_apart(a: &PartialDate, b: &PartialDate) -> i32 {
    let apart = (b.first().year() - a.last().year()).max(a.first().year() - b.last().year());
    i32::from(apart.max(0))
}

/// Whether one date becomes the other by one digit, two neighboring digits, or day and month swapped. Only of days.
fn is_slip(a: &PartialDate, b: &PartialDate) -> bool {
    if [a, b].iter().any(|date| date.precision() != Precision::Day) {
        return false;
    }
    let (one, other) = (a.first(), b.first());
    if one.year() == other.year() && one.month() == other.day() && one.day() == other.month() {
        return true;
    }
    let digits = |date: &PartialDate| -> [u8; 8] {
        let (mut left, mut digits) = (date_number(date), [0; 8]);
        for digit in digits.iter_mut().rev() {
            *digit = (left % 10) as u8;
            left /= 10;
        }
        digits
    };
    let (one, other) = (digits(a), digits(b));
    let differing: Vec<usize> = (0..one.len()).filter(|&at| one[at] != other[at]).collect();
    match differing[..] {
        [_] => true,
        [i, j] => j == i + 1 && one[i] == other[j] && one[j] == other[i],
        _ => false,
    }
}

/// `1963-07-28` as 19630728.
fn date_number(date: &PartialDate) -> u32 {
    let day = date.first();
    u32::from(day.year().unsigned_abs()) * 10_000
        + day.month().unsigned_abs() as u32 * 100
        + day.day().unsigned_abs() as u32
}

fn countries(query: &[CountryCode], listed: &Attributes) -> Option<f64> {
    let (own, around) = (&listed.countries, &listed.surroundings);
    if query.is_empty() || own.is_empty() && around.is_empty() {
        return None;
    }
    let any = |of: &[CountryCode], tie: fn(CountryCode, CountryCode) -> bool| {
        query.iter().any(|&here| of.iter().any(|&there| tie(here, there)))
    };
    Some(if any(own, |a, b| a == b) {
        SAME_COUNTRY
    } else if any(around, |a, b| a == b) || any(own, CountryCode::is_tied_to) || any(around, CountryCode::is_tied_to) {
        SAME_SURROUNDINGS
    } else if own.is_empty() {
        OTHER_SURROUNDINGS
    } else {
        OTHER_COUNTRY
    })
}

fn word(kind: Option<PartyKind>) -> &'static str {
    kind.map_or("unknown", PartyKind::as_str)
}

fn join<T: fmt::Display>(values: &[T]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
