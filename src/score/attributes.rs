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

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::party::{
    Check, CountryCode, Gender, Identifier, IdentifierKind, NameKind, PartialDate, PartyKind, Precision, Standard,
};

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
    /// Numbers of which a party has one alone, and others of which it seldom has two.
    pub numbers: Vec<Number>,
}

/// A number that may contradict another one. That two numbers agree is for screening to find, whatever the names.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    kind: IdentifierKind,
    /// The standard of which one party has one number alone.
    standard: Option<(&'static Standard, Check)>,
    country: Option<CountryCode>,
    /// As normalized.
    text: String,
}

impl Number {
    /// What there is to compare of an identifier of a party with some countries: numbers of a [`Standard`] that is unique, and of those
    /// without a standard the numbers of people, taxpayers and companies. People have several passports, and banks several codes.
    pub fn of(identifier: &Identifier, countries: &[CountryCode]) -> Option<Self> {
        let standard = Standard::of(identifier, countries);
        let is_compared = match standard {
            Some((standard, _)) => standard.is_unique,
            None => matches!(
                identifier.kind,
                IdentifierKind::NationalId | IdentifierKind::TaxId | IdentifierKind::Registration
            ),
        };
        is_compared.then(|| Self {
            kind: identifier.kind,
            standard,
            country: identifier.country.as_ref().and_then(|country| country.code),
            text: identifier.normalized(),
        })
    }

    /// Whether both are numbers of one series.
    fn is_like(&self, other: &Self) -> bool {
        match (self.standard, other.standard) {
            (Some((one, _)), Some((another, _))) => one == another,
            (None, None) => {
                let is_of_one = self.country.zip(other.country).is_none_or(|(one, another)| one == another);
                let is_digit = |c: char| c.is_ascii_digit();
                let has_its_form = self.text.chars().map(is_digit).eq(other.text.chars().map(is_digit));
                self.kind == other.kind && is_of_one && has_its_form
            }
            _ => false,
        }
    }

    fn is_wrong(&self) -> bool {
        self.standard.is_some_and(|(_, check)| check == Check::Wrong)
    }
}

/// What it is worth that an identifier is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Agreement {
    /// The number says little, or its check digit is wrong: a name that resembles at all must go with it.
    Hints,
    /// Whatever the names.
    Decides,
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

/// So does one that says little: with nothing else it stays below the threshold, with the beginnings of a name it does not.
const DOUBT_WITH_HINT: f64 = 0.4;

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
/// So is where one is.
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
const FOUNDED_OTHERWISE: f64 = 0.15;
/// Of pairs of people of whom countries are known, two in a hundred have none in common where they are the same, and nine in ten where
/// they are any two. Drawn in, since a file's record may say where somebody lives and a list whose citizen he is.
const OTHER_COUNTRY: f64 = 0.25;
/// Where a list says no more than where somebody is or was.
const OTHER_SURROUNDINGS: f64 = 0.35;
/// A register gives each one number, and no list gave another of the same party in eighty pairs: clears an identical name by itself.
const OTHER_NUMBER: f64 = 0.02;
/// The same where a check digit is wrong, or it is not known which register the two numbers are of.
const OTHER_NUMBER_PERHAPS: f64 = 0.3;
/// One digit mistyped, or two swapped, where a check digit says that something is.
const NUMBER_SLIP: f64 = 2.7;
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
        // What leaves the odds as they are had no effect.
        let Some(amount) = finding.filter(|&amount| amount != 1.0) else { return };
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
    let found = numbers(&query.numbers, &listed.numbers);
    apply("number", found, &|| {
        let text = |numbers: &[Number]| numbers.iter().map(|number| number.text.clone()).collect::<Vec<_>>();
        let slip = if found == Some(NUMBER_SLIP) { ": one slip apart, and a check digit is wrong" } else { "" };
        format!("{} here, {} on the list{slip}", join(&text(&query.numbers)), join(&text(&listed.numbers)))
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

/// The score of a party that shares an identifier with the query, from the score by names and attributes: at least 0.95 where the
/// identifier decides, and 0.6 where it does not.
pub fn with_identifier(score: f64, agreement: Agreement) -> f64 {
    let doubt = match agreement {
        Agreement::Hints => DOUBT_WITH_HINT,
        Agreement::Decides => DOUBT_WITH_IDENTIFIER,
    };
    1.0 - (1.0 - score) * doubt
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
        * most(query.numbers.iter().any(|number| number.standard.is_some()), NUMBER_SLIP)
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
    is_one_slip(&digits(one), &digits(other))
}

/// `1963-07-28` as its eight digits.
fn digits(day: Date) -> [u8; 8] {
    let mut left = i32::from(day.year()) * 10_000 + i32::from(day.month()) * 100 + i32::from(day.day());
    let mut digits = [0; 8];
    for digit in digits.iter_mut().rev() {
        *digit = (left % 10).unsigned_abs() as u8;
        left /= 10;
    }
    digits
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
    } else if any(around, |a, b| a == b) {
        SAME_SURROUNDINGS
    } else if any(own, CountryCode::is_tied_to) || any(around, CountryCode::is_tied_to) {
        // Who was of the Soviet Union may be of Ukraine, or may not.
        return None;
    } else if own.is_empty() {
        OTHER_SURROUNDINGS
    } else {
        OTHER_COUNTRY
    })
}

/// Numbers of one series of which none agrees.
fn numbers(query: &[Number], listed: &[Number]) -> Option<f64> {
    if query.iter().any(|here| listed.iter().any(|there| here.text == there.text)) {
        return None;
    }
    let pairs = query.iter().flat_map(|here| listed.iter().map(move |there| (here, there)));
    let ratios = pairs.filter(|(here, there)| here.is_like(there)).map(|(here, there)| {
        let is_wrong = here.is_wrong() || there.is_wrong();
        if is_wrong && is_one_slip(here.text.as_bytes(), there.text.as_bytes()) {
            NUMBER_SLIP
        } else if is_wrong || here.standard.is_none() {
            OTHER_NUMBER_PERHAPS
        } else {
            OTHER_NUMBER
        }
    });
    // A slip explains why no other number agrees; without one, the plainest word counts.
    let plainer = |one: f64, other: f64| if one.max(other) > 1.0 { one.max(other) } else { one.min(other) };
    ratios.reduce(plainer)
}

/// Whether one text becomes the other by one letter or digit, or two neighboring ones swapped.
fn is_one_slip(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut differing = (0..one.len()).filter(|&at| one[at] != other[at]);
    match (differing.next(), differing.next(), differing.next()) {
        (Some(_), None, None) => true,
        (Some(i), Some(j), None) => j == i + 1 && one[i] == other[j] && one[j] == other[i],
        _ => false,
    }
}

fn word(kind: Option<PartyKind>) -> &'static str {
    kind.map_or("unknown", PartyKind::as_str)
}

fn join<T: fmt::Display>(values: &[T]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::party::Origin;

    fn dates(texts: &[&str]) -> Vec<PartialDate> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    fn countries_of(codes: &str) -> Vec<CountryCode> {
        codes.split_whitespace().map(|code| code.parse().unwrap()).collect()
    }

    fn after(query: &Attributes, listed: &Attributes) -> f64 {
        adjust::<false>(NAME_ALONE, query, listed, &mut Vec::new())
    }

    #[test]
    fn birth_dates_agree_as_far_as_they_are_known() {
        for (case, here, listed, want) in [
            ("same day", &["1963-07-28"][..], &["1963-07-28"][..], BIRTH_DAY),
            ("one of several", &["1963-07-28"], &["1959", "1963-07-28"], BIRTH_DAY),
            ("several of one", &["1959", "1963-07-28"], &["1963-07-28"], BIRTH_DAY),
            ("same month", &["1963-07-28"], &["1963-07"], BIRTH_MONTH),
            ("same year", &["1963-07-28"], &["1963"], BIRTH_YEAR),
            ("years alone", &["1963"], &["1963"], BIRTH_YEAR),
            ("about then", &["1963-07-28"], &["1963~"], BIRTH_YEAR),
            ("within a range", &["1963-07-28"], &["1960/1965"], BIRTH_YEAR),
            ("at the end of a range", &["1965-12-31"], &["1960/1965"], BIRTH_YEAR),
            ("about then, two years off", &["1965-07-28"], &["1963~"], BIRTH_ABOUT),
            ("about then, three years off", &["1966-07-28"], &["1963~"], BIRTH_FAR),
            ("day and month swapped", &["1972-03-04"], &["1972-04-03"], BIRTH_SLIP),
            ("one digit", &["1972-03-04"], &["1982-03-04"], BIRTH_SLIP),
            ("two digits swapped", &["1972-03-12"], &["1972-03-21"], BIRTH_SLIP),
            ("digits of a year swapped", &["1956-03-14"], &["1965-03-14"], BIRTH_SLIP),
            ("another day of the year", &["1972-03-04"], &["1972-11-25"], BIRTH_IN_YEAR),
            ("the year before", &["1972-03-04"], &["1971-11-25"], BIRTH_NEAR),
            ("years alone, one off", &["1972"], &["1971"], BIRTH_NEAR),
            ("years alone, one digit is no slip", &["1972"], &["1982"], BIRTH_FAR),
            ("far", &["1972-03-04"], &["1967-11-25"], BIRTH_FAR),
            ("beyond a range", &["1972-03-04"], &["1960/1965"], BIRTH_FAR),
            ("another generation", &["1972-03-04"], &["1935-11-25"], BIRTH_OTHER_GENERATION),
        ] {
            let (here, listed) = (dates(here), dates(listed));
            assert_eq!(best_of(&here, &listed, birth), Some(want), "{case}");
            assert_eq!(best_of(&listed, &here, birth), Some(want), "{case}, the other way");
        }
        assert_eq!(best_of(&[], &dates(&["1963"]), birth), None);
    }

    #[test]
    fn companies_are_founded_once_or_registered_again() {
        for (case, here, listed, want) in [
            ("same day", "2002-09-09", "2002-09-09", FOUNDED_DAY),
            ("same year", "2002-09-09", "2002", FOUNDED_YEAR),
            ("another day of the year", "2002-09-09", "2002-11-21", 1.0),
            ("another year", "2002-09-09", "2014-11-21", FOUNDED_OTHERWISE),
        ] {
            assert_eq!(best_of(&dates(&[here]), &dates(&[listed]), foundation), Some(want), "{case}");
        }
    }

    #[test]
    fn countries_agree_contradict_or_say_nothing() {
        for (case, here, own, around, want) in [
            ("same", "SY", "SY", "", Some(SAME_COUNTRY)),
            ("one of several", "SY LB", "IQ LB", "", Some(SAME_COUNTRY)),
            ("where he lives", "SY", "IQ", "SY", Some(SAME_SURROUNDINGS)),
            ("neither", "SY", "IQ", "LB", Some(OTHER_COUNTRY)),
            ("not where he lives", "SY", "", "LB", Some(OTHER_SURROUNDINGS)),
            ("a state that was", "UA", "SU", "", None),
            ("a state that came to be", "YU", "HR", "", None),
            ("two states that were one", "HR", "RS", "", Some(OTHER_COUNTRY)),
            ("a territory", "HK", "", "CN", None),
            ("nothing listed", "SY", "", "", None),
            ("nothing known", "", "SY", "", None),
        ] {
            let listed = Attributes {
                countries: countries_of(own),
                surroundings: countries_of(around),
                ..Attributes::default()
            };
            assert_eq!(countries(&countries_of(here), &listed), want, "{case}");
        }
    }

    #[test]
    fn a_register_gives_one_number() {
        let number = |(kind, label, number): &(IdentifierKind, &str, &str)| {
            let identifier = Identifier::new(*kind, *number, Origin::default());
            Number::of(&Identifier { label: (*label).to_owned(), ..identifier }, &[])
        };
        use IdentifierKind::{NationalId, Passport, TaxId};
        let inn = |text| (TaxId, "innCode", text);
        for (case, here, listed, want) in [
            ("same", &[inn("7707083893")][..], &[inn("7707083893")][..], None),
            ("another", &[inn("7707083893")], &[inn("7736617998")], Some(OTHER_NUMBER)),
            ("one of several", &[inn("7707083893")], &[inn("7736617998"), inn("7707083893")], None),
            ("mistyped", &[inn("7707083898")], &[inn("7707083893")], Some(NUMBER_SLIP)),
            ("digits swapped", &[inn("7707038893")], &[inn("7707083893")], Some(NUMBER_SLIP)),
            ("wrong and another", &[inn("7707083898")], &[inn("7736617998")], Some(OTHER_NUMBER_PERHAPS)),
            ("of another series", &[inn("7707083893")], &[(NationalId, "", "3410174505535")], None),
            (
                "of the same form",
                &[(NationalId, "", "74130258")],
                &[(NationalId, "", "74130369")],
                Some(OTHER_NUMBER_PERHAPS),
            ),
            ("of another form", &[(NationalId, "", "74130258")], &[(NationalId, "", "AB130369")], None),
            ("passports run out", &[(Passport, "", "74130258")], &[(Passport, "", "74130369")], None),
        ] {
            let of = |side: &[_]| -> Vec<Number> { side.iter().filter_map(number).collect() };
            assert_eq!(numbers(&of(here), &of(listed)), want, "{case}");
        }
    }

    #[test]
    fn evidence_adds_up_and_nothing_saturates() {
        let with = |births: &[&str], countries: &str| Attributes {
            births: dates(births),
            countries: countries_of(countries),
            ..Attributes::default()
        };
        let query = with(&["1963-07-28"], "SY");
        let steps = [
            with(&["1935", "1940"], "IQ"),
            with(&["1967"], "IQ"),
            with(&["1967"], ""),
            with(&[], "IQ"),
            with(&["1962"], ""),
            with(&[], ""),
            with(&["1963-07-29"], ""),
            with(&[], "SY"),
            with(&["1963"], ""),
            with(&["1963-07"], ""),
            with(&["1963-07-28"], ""),
            with(&["1963-07-28"], "SY"),
        ];
        let mut scores: Vec<f64> = steps.iter().map(|listed| rounded(after(&query, listed))).collect();
        scores.push(rounded(with_identifier(after(&query, &steps[5]), Agreement::Decides)));
        scores.push(rounded(with_identifier(after(&query, &steps[11]), Agreement::Decides)));
        assert!(scores.is_sorted_by(|a, b| a < b), "{scores:?}");
        // One contradiction leaves an identical name to be looked at, several clear it.
        let inn = |number: &str| {
            let identifier = Identifier::new(IdentifierKind::TaxId, number, Origin::default());
            Number::of(&Identifier { label: "inn".to_owned(), ..identifier }, &[]).unwrap()
        };
        let query = Attributes { numbers: vec![inn("7707083893")], ..query };
        let woman = Attributes { gender: Some(Gender::Female), kind: Some(PartyKind::Person), ..query.clone() };
        for (case, listed, is_match) in [
            ("birth date", with(&["1967-01-01"], ""), true),
            ("another generation", with(&["1935-01-01"], ""), true),
            ("country", with(&[], "IQ"), true),
            ("gender", Attributes { gender: Some(Gender::Male), ..Attributes::default() }, true),
            ("type", Attributes { kind: Some(PartyKind::Organization), ..Attributes::default() }, true),
            ("number", Attributes { numbers: vec![inn("7736617998")], ..Attributes::default() }, false),
            ("number, all else confirmed", Attributes { numbers: vec![inn("7736617998")], ..query.clone() }, true),
            ("ship", Attributes { kind: Some(PartyKind::Vessel), ..Attributes::default() }, false),
            ("birth date and country", with(&["1967-01-01"], "IQ"), false),
            ("birth date and gender", Attributes { gender: Some(Gender::Male), ..with(&["1967-01-01"], "") }, false),
            (
                "country, gender and type",
                Attributes { gender: Some(Gender::Male), kind: Some(PartyKind::Organization), ..with(&[], "IQ") },
                false,
            ),
        ] {
            assert_eq!(after(&woman, &listed) >= 0.7, is_match, "{case}: {}", after(&woman, &listed));
        }
    }

    fn any_attributes() -> impl Strategy<Value = Attributes> {
        let date = prop_oneof!["19[3-9][0-9]", "19[3-9][0-9]-0[1-9]", "19[6-7][0-9]-0[1-9]-[12][0-8]", "19[3-9][0-9]~"];
        let date = date.prop_map(|text| text.parse::<PartialDate>().unwrap());
        let dates = proptest::collection::vec(date, 0..3);
        let country = proptest::sample::select(vec!["SY", "IQ", "RU", "SU", "UA", "CN", "HK"]);
        let countries = proptest::collection::vec(country.prop_map(|code| code.parse().unwrap()), 0..3);
        let number = proptest::sample::select(vec!["7707083893", "7736617998", "7707083898", "500100732259", "12"]);
        let number = number.prop_map(|number| {
            let identifier = Identifier::new(IdentifierKind::TaxId, number, Origin::default());
            Number::of(&Identifier { label: "inn".to_owned(), ..identifier }, &[]).unwrap()
        });
        let gender = proptest::sample::select(vec![None, Some(Gender::Male), Some(Gender::Female)]);
        let kind = proptest::option::of(proptest::sample::select(PartyKind::ALL.to_vec()));
        let numbers = proptest::collection::vec(number, 0..3);
        (kind, dates.clone(), dates, countries.clone(), countries, gender, numbers).prop_map(
            |(kind, births, foundations, countries, surroundings, gender, numbers)| Attributes {
                kind,
                births,
                foundations,
                countries,
                surroundings,
                gender,
                numbers,
            },
        )
    }

    proptest! {
        #[test]
        fn scores_stay_in_order_and_within_their_bounds(
            query in any_attributes(),
            listed in any_attributes(),
            one in 0.0..=NAME_ALONE,
            other in 0.0..=NAME_ALONE,
            cutoff in 0.0001..=1.0,
        ) {
            let (low, high) = (one.min(other), one.max(other));
            let after = |score| adjust::<false>(score, &query, &listed, &mut Vec::new());
            prop_assert!((0.0..=1.0).contains(&after(low)));
            prop_assert!(after(low) <= after(high));
            prop_assert!(rounded(after(high)) <= most_after(high, &query));
            // What candidate generation leaves out could not have reached the cutoff.
            if rounded(after(high)) >= cutoff {
                prop_assert!(high / NAME_ALONE >= least_name_score(cutoff, &query));
            }
        }

        #[test]
        fn explaining_is_adjusting(query in any_attributes(), listed in any_attributes(), score in 0.0..=NAME_ALONE) {
            let mut evidence = Vec::new();
            let explained = adjust::<true>(score, &query, &listed, &mut evidence);
            prop_assert_eq!(explained.to_bits(), adjust::<false>(score, &query, &listed, &mut Vec::new()).to_bits());
            for found in evidence {
                prop_assert!(found.amount > 0.0);
                prop_assert_eq!(found.effect == Effect::Confirms, found.amount > 1.0, "{}", found.attribute);
            }
        }
    }
}
