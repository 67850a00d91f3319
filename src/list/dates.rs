//! Dates as lists write them in words.

use jiff::civil::Date;
use serde::Deserialize;

use super::phrase::strip_prefix_ignoring_case;
use crate::party::{DatePoint, PartialDate};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The date that a text gives: `1963-07-28`, `28 Jul 1963`, `July 28, 1963`, `28.7.1963`, `Jul 1963`, `1963`, each also after
/// `circa`, and two of them with `to` between; two years may stand as `1960-1961`.
///
/// Dates with slashes are not read: nobody can tell `3/4/1963` from April 3rd. (`1960/1961` is the range of ISO 8601-2.)
pub(super) fn parse(text: &str) -> Option<PartialDate> {
    let text = text.trim().trim_end_matches('.');
    let circa =
        ["circa ", "approximately ", "c. ", "ca. "].iter().find_map(|word| strip_prefix_ignoring_case(text, word));
    match circa {
        Some(rest) => exact(rest.trim_start()).map(|date| PartialDate { circa: true, ..date }),
        None => exact(text),
    }
}

/// What the first number of a date such as `03/04/1963` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum DateOrder {
    DayFirst,
    MonthFirst,
}

/// As [`parse`]; also a date in numbers alone with the year last, where it is known in which order they stand.
pub(super) fn parse_in(text: &str, order: Option<DateOrder>) -> Option<PartialDate> {
    let numbers = text.trim().split(['/', '-', '.']).collect::<Vec<_>>();
    let (Some(order), [first, second, year]) = (order, numbers.as_slice()) else { return parse(text) };
    let Some(year) = parse_year(year).filter(|_| is_number(first) && is_number(second)) else { return parse(text) };
    let (day, month) = match order {
        DateOrder::DayFirst => (first, second),
        DateOrder::MonthFirst => (second, first),
    };
    DatePoint::day(year, month.parse().ok()?, day.parse().ok()?).map(PartialDate::point)
}

/// A date, or two, without `circa`.
fn exact(text: &str) -> Option<PartialDate> {
    if let Ok(date) = text.parse() {
        return Some(date);
    }
    let (from, to) = match (text.split_once(" to "), strip_prefix_ignoring_case(text, "between ")) {
        (Some(ends), _) => ends,
        (None, Some(ends)) => ends.split_once(" and ")?,
        (None, None) => match text.split_once('-') {
            Some((from, to)) if from.trim().len() == 4 && to.trim().len() == 4 => (from, to),
            _ => return point(text).map(PartialDate::point),
        },
    };
    Some(PartialDate::range(point(from)?, point(to)?))
}

/// The date that means all days from the first that one point may be to the last that another may be: in years or months where
/// they are whole ones, as databases write a date that is no more precise.
pub(super) fn span(from: DatePoint, to: DatePoint) -> PartialDate {
    let (first, last) = (from.first(), to.last());
    let point = |day: Date| {
        let (month, date) = (day.month().unsigned_abs(), day.day().unsigned_abs());
        if first == first.first_of_year() && last == last.last_of_year() {
            DatePoint::year(day.year())
        } else if first == first.first_of_month() && last == last.last_of_month() {
            DatePoint::month(day.year(), month)
        } else {
            DatePoint::day(day.year(), month, date)
        }
        .expect("a day of the calendar has a year, a month and a day")
    };
    let (from, to) = (point(first), point(last));
    if from == to { PartialDate::point(from) } else { PartialDate::range(from, to) }
}

fn point(text: &str) -> Option<DatePoint> {
    let text = text.trim();
    if let Ok(point) = text.parse() {
        return Some(point);
    }
    let words: Vec<&str> = text.split([' ', ',', '.']).filter(|word| !word.is_empty()).collect();
    match *words {
        [month, year] => DatePoint::month(parse_year(year)?, parse_month(month)?),
        // Only dots tell that the middle number of three is the month.
        [day, month, year] if text.contains('.') && is_number(day) && is_number(month) => {
            DatePoint::day(parse_year(year)?, month.parse().ok()?, day.parse().ok()?)
        }
        [day, month, year] if is_number(day) => {
            DatePoint::day(parse_year(year)?, parse_month(month)?, day.parse().ok()?)
        }
        [month, day, year] => DatePoint::day(parse_year(year)?, parse_month(month)?, day.parse().ok()?),
        _ => None,
    }
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

fn parse_year(word: &str) -> Option<i16> {
    if word.len() == 4 && is_number(word) { word.parse().ok() } else { None }
}

/// A month by its name or by three letters and more of it; a number is none.
fn parse_month(word: &str) -> Option<u8> {
    let word = word.to_ascii_lowercase();
    let month = MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(&word))?;
    u8::try_from(month + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_alone_are_a_date_where_their_order_is_known() {
        use DateOrder::*;
        for (text, order, want) in [
            ("03/04/1963", None, None),
            ("03/04/1963", Some(DayFirst), Some("1963-04-03")),
            ("03/04/1963", Some(MonthFirst), Some("1963-03-04")),
            ("3-4-1963", Some(MonthFirst), Some("1963-03-04")),
            ("03.04.1963", Some(MonthFirst), Some("1963-03-04")),
            ("28.04.1963", Some(MonthFirst), None),
            ("28 Apr 1963", Some(MonthFirst), Some("1963-04-28")),
            ("13/04/1963", Some(MonthFirst), None),
            ("03/04/63", Some(DayFirst), None),
            ("1960/1961", Some(DayFirst), Some("1960/1961")),
            ("1963-04-03", Some(DayFirst), Some("1963-04-03")),
        ] {
            assert_eq!(parse_in(text, order).map(|date| date.to_string()).as_deref(), want, "{text} {order:?}");
        }
    }

    #[test]
    fn every_way_of_writing_a_date() {
        for (case, text, want) in [
            ("day", "28 Jul 1963", Some("1963-07-28")),
            ("day of one digit", "3 Feb 1960", Some("1960-02-03")),
            ("name of the month in full", "21 August 2006", Some("2006-08-21")),
            ("American order", "March 24, 2009", Some("2009-03-24")),
            ("dots", "9.10.1967", Some("1967-10-09")),
            ("month", "Jul 1963", Some("1963-07")),
            ("year", "1960", Some("1960")),
            ("circa a year", "circa 1957", Some("1957~")),
            ("circa a day", "circa 07 Jul 1966", Some("1966-07-07~")),
            ("circa two years", "circa 1979-1982", Some("1979~/1982~")),
            ("two years", "1960 to 1961", Some("1960/1961")),
            ("two years with a hyphen", "1960-1961", Some("1960/1961")),
            ("two years, wrong order", "1961 to 1960", Some("1960/1961")),
            ("two days", "01 Jan 1953 to 31 Dec 1954", Some("1953-01-01/1954-12-31")),
            ("between", "Between 1953 and 1954", Some("1953/1954")),
            ("final stop", "1963.", Some("1963")),
            ("ISO", "1963-07-28", Some("1963-07-28")),
            ("slashes tell no order", "03/04/1963", None),
            ("no such day", "30 Feb 1960", None),
            ("two letters are no month", "28 Ju 1963", None),
            ("two digits are no year", "28 Jul 63", None),
            ("words", "unknown", None),
            ("nothing", "", None),
        ] {
            assert_eq!(parse(text).map(|date| date.to_string()).as_deref(), want, "{case}");
        }
    }

    #[test]
    fn a_span_is_as_precise_as_it_is() {
        for (case, from, to, want) in [
            ("day", "1937-04-28", "1937-04-28", "1937-04-28"),
            ("first day of a year", "1937-01-01", "1937-01-01", "1937-01-01"),
            ("year", "1962-01-01", "1962-12-31", "1962"),
            ("years", "1960-01-01", "1961-12-31", "1960/1961"),
            ("month", "1964-02-01", "1964-02-29", "1964-02"),
            ("months", "1964-02-01", "1965-04-30", "1964-02/1965-04"),
            ("days", "1960-03-04", "1961-12-31", "1960-03-04/1961-12-31"),
            ("points that are no days", "1960", "1961-06", "1960-01/1961-06"),
        ] {
            assert_eq!(span(from.parse().unwrap(), to.parse().unwrap()).to_string(), want, "{case}");
        }
    }
}
