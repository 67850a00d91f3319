//! Dates as precise as lists give them, and no more.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Origin;

/// Something that happened to a party at some time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateEvent {
    /// What happened.
    pub kind: DateKind,
    /// When.
    pub date: PartialDate,
    /// Where it was read.
    #[serde(default, skip_serializing_if = "Origin::is_empty")]
    pub origin: Origin,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateKind {
    /// A person was born.
    Birth,
    /// A person died.
    Death,
    /// An organization was founded.
    Foundation,
    /// A ship or an aircraft was built.
    Construction,
}

/// How precise a [`PartialDate`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// Year, month and day.
    Day,
    /// Year and month.
    Month,
    /// Year alone.
    Year,
    /// Around a date.
    Circa,
    /// Between two dates.
    Range,
}

/// A year, a month of a year, or a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DatePoint {
    year: i16,
    month: u8,
    day: u8,
}

impl DatePoint {
    /// A whole year, -9999 to 9999.
    pub fn year(year: i16) -> Option<Self> {
        Date::new(year, 1, 1).ok().map(|_| Self { year, month: 0, day: 0 })
    }

    /// A month of a year, 1 to 12.
    pub fn month(year: i16, month: u8) -> Option<Self> {
        Date::new(year, i8::try_from(month).ok()?, 1).ok().map(|_| Self { year, month, day: 0 })
    }

    /// A day that the calendar has.
    pub fn day(year: i16, month: u8, day: u8) -> Option<Self> {
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok().map(|_| Self { year, month, day })
    }

    /// A year with the month and the day where they are known; a day without a month says nothing.
    pub(crate) fn of_parts(year: i16, month: Option<u8>, day: Option<u8>) -> Option<Self> {
        match (month, day) {
            (Some(month), Some(day)) => Self::day(year, month, day),
            (Some(month), None) => Self::month(year, month),
            (None, _) => Self::year(year),
        }
    }

    /// The first day that it may mean.
    pub fn first(self) -> Date {
        Date::constant(self.year, self.month.max(1) as i8, self.day.max(1) as i8)
    }

    /// The last day that it may mean.
    pub fn last(self) -> Date {
        match (self.month, self.day) {
            (0, _) => self.first().last_of_year(),
            (_, 0) => self.first().last_of_month(),
            _ => self.first(),
        }
    }

    fn precision(self) -> Precision {
        match (self.month, self.day) {
            (0, _) => Precision::Year,
            (_, 0) => Precision::Month,
            _ => Precision::Day,
        }
    }
}

impl fmt::Display for DatePoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.precision() {
            Precision::Year => write!(f, "{:04}", self.year),
            Precision::Month => write!(f, "{:04}-{:02}", self.year, self.month),
            _ => write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day),
        }
    }
}

impl FromStr for DatePoint {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a date; use YYYY, YYYY-MM or YYYY-MM-DD");
        let digits = |part: &str, width| {
            if part.len() == width && part.bytes().all(|b| b.is_ascii_digit()) {
                part.parse().ok()
            } else {
                None::<i16>
            }
        };
        let mut parts = text.splitn(3, '-');
        let mut next = |width| parts.next().map(|part| digits(part, width).ok_or_else(wrong)).transpose();
        let (year, month, day) = (next(4)?.ok_or_else(wrong)?, next(2)?, next(2)?);
        Self::of_parts(year, month.map(|month| month as u8), day.map(|day| day as u8)).ok_or_else(wrong)
    }
}

/// A date with its precision: a point, `circa` a point, or a range of two points.
///
/// Written and read in the Extended Date/Time Format of ISO 8601-2: `1963-07-28`, `1963-07`, `1963`, `1957~` (circa),
/// `1960/1961` (some day between).
///
/// ```
/// use namesieve::party::{PartialDate, Precision};
///
/// let range: PartialDate = "1960/1961".parse().unwrap();
/// assert_eq!(range.precision(), Precision::Range);
/// assert!(range.overlaps(&"1961-05-02".parse().unwrap()));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct PartialDate {
    /// The point, or the first point of a range.
    pub from: DatePoint,
    /// The last point of a range.
    pub to: Option<DatePoint>,
    /// Whether the list says `circa` or `approximately`.
    pub circa: bool,
}

impl PartialDate {
    /// A date that is one point.
    pub fn point(point: DatePoint) -> Self {
        Self { from: point, to: None, circa: false }
    }

    /// Around a point.
    pub fn circa(point: DatePoint) -> Self {
        Self { from: point, to: None, circa: true }
    }

    /// Some day from the start of `from` to the end of `to`; the two are put in order.
    pub fn range(from: DatePoint, to: DatePoint) -> Self {
        Self { from: from.min(to), to: Some(from.max(to)), circa: false }
    }

    /// How precise it is; `circa` and a range come before the precision of their points.
    pub fn precision(&self) -> Precision {
        match (self.circa, self.to) {
            (true, _) => Precision::Circa,
            (false, Some(_)) => Precision::Range,
            (false, None) => self.from.precision(),
        }
    }

    /// The first day that it may mean, `circa` left out of account.
    pub fn first(&self) -> Date {
        self.from.first()
    }

    /// The last day that it may mean, `circa` left out of account.
    pub fn last(&self) -> Date {
        self.to.unwrap_or(self.from).last()
    }

    /// Whether both may mean the same day, `circa` left out of account.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.first() <= other.last() && other.first() <= self.last()
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.circa { "~" } else { "" };
        match self.to {
            Some(to) => write!(f, "{}{mark}/{to}{mark}", self.from),
            None => write!(f, "{}{mark}", self.from),
        }
    }
}

impl FromStr for PartialDate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let circa = text.contains('~');
        let point = |part: &str| part.trim().trim_end_matches('~').parse::<DatePoint>();
        let mut date = match text.split_once('/') {
            Some((from, to)) => Self::range(point(from)?, point(to)?),
            None => Self::point(point(text)?),
        };
        date.circa = circa;
        Ok(date)
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

impl TryFrom<String> for PartialDate {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_round_trips_with_its_precision() {
        for (case, text, precision, first, last) in [
            ("day", "1963-07-28", Precision::Day, "1963-07-28", "1963-07-28"),
            ("month", "1964-02", Precision::Month, "1964-02-01", "1964-02-29"),
            ("year", "1960", Precision::Year, "1960-01-01", "1960-12-31"),
            ("circa", "1957~", Precision::Circa, "1957-01-01", "1957-12-31"),
            ("range of years", "1960/1961", Precision::Range, "1960-01-01", "1961-12-31"),
            ("range of days", "1960-03-04/1961-01-02", Precision::Range, "1960-03-04", "1961-01-02"),
        ] {
            let date: PartialDate = text.parse().unwrap();
            assert_eq!(date.to_string(), text, "{case}");
            assert_eq!(date.precision(), precision, "{case}");
            assert_eq!(
                (date.first().to_string(), date.last().to_string()),
                (first.to_owned(), last.to_owned()),
                "{case}"
            );
        }
    }

    #[test]
    fn what_no_calendar_has_is_refused() {
        for text in ["1963-02-30", "1963-13", "63", "1963-7-1", "", "circa 1957", "1963-07-28-01", "+963"] {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
        }
    }

    #[test]
    fn ranges_are_put_in_order() {
        let (early, late) = (DatePoint::year(1960).unwrap(), DatePoint::year(1965).unwrap());
        assert_eq!(PartialDate::range(late, early), PartialDate::range(early, late));
    }
}
