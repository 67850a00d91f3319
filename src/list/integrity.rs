//! Whether a list that was just read may take the place of the one before: a list that is cut off, emptied, old or miscounted is
//! worse than none, because nobody sees what is missing. Fifteen thousand entries once vanished from the US Consolidated Screening
//! List, and nothing failed.
//!
//! [`Bounds`] are made of what the list had when it was last built, and say what it must have at least. A list of one's own may change
//! from one day to the next in ways that an official one does not, but is small: small losses are never held against a list.
//!
//! *Cost*: one pass over the parties.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::{DateSource, ListInfo, Reading};
use crate::party::Counts;

/// How many of its parties a list keeps at least, in percent. Of 7,379 parties OFAC took 261 (3.5 %) off its list in the two and a
/// half years to July 2021, while it added seven times as many; the UN took 9 of 877 (1 %) off its own in seven months of 2025. An
/// update comes after days.
const PARTIES_KEPT: u64 = 90;

/// How many values of a kind a list keeps at least, in percent. Values come and go more freely than parties, and two formats of one
/// list do not say quite the same (OFAC's notes in XML are three fifths of those in ENHANCED), while what is no longer read is lost
/// all but whole: OFAC's list of June 2026 without its remarks has 15 birth dates, and had 5,125 five years before with half the parties.
const VALUES_KEPT: u64 = 50;

/// Fewer than this may go without a question. It is what makes small lists free to change, and rare kinds of data in large ones.
const LOSSES_OF_NOTE: u64 = 20;

/// From so many values on, one for every other party at least, a kind of data is not gone altogether: whoever kept a birth date for
/// each of a dozen parties and now has none has renamed a column.
const FILLED_FROM: u64 = 5;

/// What a list must have, by what it had before. The default, where nothing is known, asks for nothing.
///
/// ```
/// use namesieve::list::{Bounds, sample};
/// use namesieve::party::Counts;
///
/// let mut list = sample();
/// let bounds = Bounds::of(&Counts::of(&list.parties), list.list.date.as_deref());
/// assert!(bounds.check(&list).is_empty());
/// list.parties.truncate(60);
/// assert_eq!(bounds.check(&list)[0].to_string(), "parties: 60, and at least 111 are expected after 130");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Bounds {
    /// The oldest date that it may give for itself (`YYYY-MM-DD`).
    pub not_before: Option<String>,
    /// Numbers that must not fall too low, in the order of [`Counts`]; a number that may fall to nothing is not among them.
    pub floors: Vec<Floor>,
    /// Whether there is a list in force that would be lost.
    #[serde(skip)]
    follows: bool,
}

/// A number that must not fall too low.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Floor {
    /// What is counted, for example `names`.
    pub what: &'static str,
    /// The one kind of it that is counted, for example `native`; all kinds together where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// How many there were before.
    pub before: u64,
    /// How many there must be.
    pub at_least: u64,
}

/// Why a list should not take the place of the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Breach {
    /// It has too little of something.
    Fewer {
        /// What it must have.
        floor: Floor,
        /// How many it has.
        found: u64,
    },
    /// It is older than the one before, by the dates that they give for themselves.
    Older {
        /// Its date.
        date: String,
        /// The date of the one before.
        before: String,
    },
    /// A file of it ends in the middle, and the one before was whole or was taken for it.
    BreaksOff,
    /// It has not as many records as it says itself.
    Miscounted {
        /// What it says.
        declared: u64,
        /// What it has.
        found: u64,
    },
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fewer { floor: Floor { what, kind, before, at_least }, found } => {
                f.write_str(what)?;
                kind.iter().try_for_each(|kind| write!(f, " ({kind})"))?;
                write!(f, ": {found}, and at least {at_least} are expected after {before}")
            }
            Self::Older { date, before } => write!(f, "date: {date}, and the list in force is of {before}"),
            Self::BreaksOff => f.write_str("it breaks off before its end"),
            Self::Miscounted { declared, found } => {
                write!(f, "records: {found}, and the list says itself that it has {declared}")
            }
        }
    }
}

impl Bounds {
    /// The bounds for the list that follows one with these counts and this date of its own.
    pub fn of(counts: &Counts, date: Option<&str>) -> Self {
        let parties = Counts::total(&counts.parties);
        let floors = tallies(counts).into_iter().map(|((what, kind), before)| {
            let kept = if (what, &kind) == (PARTIES, &None) { PARTIES_KEPT } else { VALUES_KEPT };
            let kept = before.saturating_mul(kept).div_ceil(100);
            let is_filled = before >= FILLED_FROM && before.saturating_mul(2) >= parties;
            let at_least = kept.min(before.saturating_sub(LOSSES_OF_NOTE - 1)).max(u64::from(is_filled));
            Floor { what, kind, before, at_least }
        });
        let floors = floors.filter(|floor| floor.at_least > 0).collect();
        Self { not_before: date.map(str::to_owned), floors, follows: true }
    }

    /// What keeps a list that was just read from taking the place of the one before; nothing, if all is well. Also where there was
    /// none before, its own number of records is compared.
    pub fn check(&self, Reading { list, parties, .. }: &Reading) -> Vec<Breach> {
        self.check_counts(list, &Counts::of(parties))
    }

    /// As [`Bounds::check`], of a list of which is known what its parties have.
    pub fn check_counts(&self, list: &ListInfo, counts: &Counts) -> Vec<Breach> {
        let mut breaches = Vec::new();
        let found = Counts::total(&counts.parties);
        let declared = list.declared_records.filter(|&declared| declared != found);
        breaches.extend(declared.map(|declared| Breach::Miscounted { declared, found }));
        breaches.extend((self.follows && list.breaks_off).then_some(Breach::BreaksOff));
        // Days in this form are in order as text.
        let date = list.date.as_ref().filter(|_| list.date_source == Some(DateSource::List));
        let older = date.zip(self.not_before.as_ref()).filter(|(date, before)| date < before);
        breaches.extend(older.map(|(date, before)| Breach::Older { date: date.clone(), before: before.clone() }));
        let found: BTreeMap<_, u64> = tallies(counts).into_iter().collect();
        let mut short = None;
        for floor in &self.floors {
            let found = found.get(&(floor.what, floor.kind.clone())).copied().unwrap_or(0);
            // Where all kinds together are too few, the single ones say nothing new.
            if found < floor.at_least && short != Some(floor.what) {
                short = floor.kind.is_none().then_some(floor.what);
                breaches.push(Breach::Fewer { floor: floor.clone(), found });
            }
        }
        breaches
    }
}

/// What is counted, of which kind if not of all, and how many.
type Tally = ((&'static str, Option<String>), u64);

const PARTIES: &str = "parties";

/// Every number that bounds are made of. Kinds are looked at where each is data of its own; dates by precision and notes by what
/// they are about are only looked at together, because a reader that tells them apart better moves them from one kind to another.
fn tallies(counts: &Counts) -> Vec<Tally> {
    // Taken apart, so that a new count is not forgotten here.
    let Counts {
        parties,
        names,
        birth_dates,
        other_dates,
        places,
        countries,
        identifiers,
        contacts,
        notes,
        genders,
        addresses,
        links,
        links_resolved,
        programs,
        parties_with_program,
    } = counts;
    let mut tallies = Vec::new();
    add_kinds(&mut tallies, PARTIES, parties);
    add_kinds(&mut tallies, "names", names);
    tallies.push((("birth dates", None), Counts::total(birth_dates)));
    add_kinds(&mut tallies, "other dates", other_dates);
    add_kinds(&mut tallies, "places", places);
    add_kinds(&mut tallies, "countries", countries);
    add_kinds(&mut tallies, "identifiers", identifiers);
    add_kinds(&mut tallies, "contacts", contacts);
    let rest = [
        ("notes", Counts::total(notes)),
        ("genders", *genders),
        ("addresses", *addresses),
        ("links", *links),
        ("links to a known party", *links_resolved),
        ("programs", *programs),
        ("parties with a program", *parties_with_program),
    ];
    tallies.extend(rest.map(|(what, count)| ((what, None), count)));
    tallies
}

/// A number in all, and of each kind.
fn add_kinds<K: Serialize>(tallies: &mut Vec<Tally>, what: &'static str, by_kind: &BTreeMap<K, u64>) {
    tallies.push(((what, None), Counts::total(by_kind)));
    for (kind, count) in by_kind {
        let kind = serde_json::to_value(kind).unwrap_or_default();
        let kind = kind.as_str().unwrap_or_default().replace('_', " ");
        tallies.push(((what, Some(kind)), *count));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::{Format, read_bytes};

    /// A list of one's own with so many parties, each with these columns filled.
    fn own(parties: usize, columns: &[&str]) -> Reading {
        let cell = |column: &str, n: usize| match column {
            "name" | "alias" => format!("Some Body {n}"),
            "native_name" => format!("Имя {n}"),
            "birth_date" => format!("{}", 1950 + n % 50),
            "country" => "Iran".to_owned(),
            "passport" => format!("A{n}"),
            "program" => "X".to_owned(),
            _ => String::new(),
        };
        let row = |n| format!("{n},{}\n", columns.iter().map(|column| cell(column, n)).collect::<Vec<_>>().join(","));
        let rows: String = (1..=parties).map(row).collect();
        let reading = read_bytes("own", "own.csv", Format::Csv, format!("id,{}\n{rows}", columns.join(",")).as_bytes());
        assert_eq!(reading.parties.len(), parties);
        reading
    }

    fn bounds(reading: &Reading) -> Bounds {
        Bounds::of(&Counts::of(&reading.parties), reading.list.date.as_deref())
    }

    const ALL: [&str; 7] = ["name", "alias", "native_name", "birth_date", "country", "passport", "program"];

    #[test]
    fn what_is_lost_is_said_with_its_numbers() {
        let but = |left_out: &str| ALL.map(|column| if column == left_out { "x" } else { column });
        let old = |parties| own(parties, &ALL);
        for (case, old, new, want) in [
            ("the same", old(300), own(300, &ALL), &[][..]),
            ("more", old(300), own(400, &ALL), &[]),
            ("a tenth less", old(300), own(270, &ALL), &[]),
            ("over a tenth less", old(300), own(269, &ALL), &["parties: 269, and at least 270 are expected after 300"]),
            ("few of a small list", old(40), own(21, &ALL), &[]),
            ("many of a small list", old(40), own(20, &ALL), &["parties: 20, and at least 21 are expected after 40"]),
            ("half of four", old(4), own(2, &ALL), &[]),
            ("four without their data", old(4), own(2, &["name"]), &[]),
            (
                "no birth dates",
                old(300),
                own(300, &but("birth_date")),
                &["birth dates: 0, and at least 150 are expected after 300"],
            ),
            (
                "no birth dates in a small list",
                old(12),
                own(12, &but("birth_date")),
                &["birth dates: 0, and at least 1 are expected after 12"],
            ),
            (
                "no native names",
                old(300),
                own(300, &but("native_name")),
                &["names (native): 0, and at least 150 are expected after 300"],
            ),
            (
                "no programs",
                old(300),
                own(300, &but("program")),
                &["parties with a program: 0, and at least 150 are expected after 300"],
            ),
            (
                "no passports",
                old(30),
                own(30, &but("passport")),
                &["identifiers: 0, and at least 11 are expected after 30"],
            ),
        ] {
            let breaches: Vec<String> = bounds(&old).check(&new).iter().map(Breach::to_string).collect();
            assert_eq!(breaches, want, "{case}");
        }
    }

    #[test]
    fn no_names_are_no_list() {
        let (old, mut new) = (own(300, &ALL), own(300, &ALL));
        new.parties.iter_mut().for_each(|party| party.names.clear());
        let breaches = bounds(&old).check(&new);
        assert_eq!(breaches[0].to_string(), "names: 0, and at least 450 are expected after 900");
    }

    #[test]
    fn dates_are_compared_where_lists_give_them() {
        let of = |day: &str, source| {
            let mut reading = own(5, &ALL);
            (reading.list.date, reading.list.date_source) = (Some(day.to_owned()), Some(source));
            reading
        };
        let bounds = Bounds::of(&Counts::default(), Some("2025-11-20"));
        for (case, reading, want) in [
            ("newer", of("2025-11-21", DateSource::List), &[][..]),
            ("the same day", of("2025-11-20", DateSource::List), &[]),
            (
                "older",
                of("2025-04-19", DateSource::List),
                &["date: 2025-04-19, and the list in force is of 2025-11-20"],
            ),
            ("the day of a copy", of("2025-04-19", DateSource::File), &[]),
            ("no date", own(5, &ALL), &[]),
        ] {
            let breaches: Vec<String> = bounds.check(&reading).iter().map(Breach::to_string).collect();
            assert_eq!(breaches, want, "{case}");
        }
    }

    #[test]
    fn a_list_is_held_to_its_own_count() {
        let entry = "<sdnEntry><uid>7</uid><lastName>DOE</lastName></sdnEntry>";
        for (count, want) in [
            ("1", &[][..]),
            ("2", &["records: 1, and the list says itself that it has 2"]),
            ("0", &["records: 1, and the list says itself that it has 0"]),
            ("many", &[]),
        ] {
            let text = format!(
                "<sdnList><publshInformation><Record_Count>{count}</Record_Count></publshInformation>{entry}</sdnList>"
            );
            let reading = read_bytes("l", "sdn.xml", Format::OfacXml, text.as_bytes());
            let breaches: Vec<String> = Bounds::default().check(&reading).iter().map(Breach::to_string).collect();
            assert_eq!(breaches, want, "{count}");
        }
    }

    #[test]
    fn counts_beyond_all_bounds_are_no_danger() {
        let mut counts = Counts { addresses: u64::MAX, ..Counts::default() };
        counts.names.insert(crate::party::NameKind::Primary, u64::MAX);
        counts.names.insert(crate::party::NameKind::Native, u64::MAX);
        assert!(Bounds::of(&counts, None).floors.iter().all(|floor| floor.at_least <= floor.before));
    }

    #[test]
    fn a_list_that_breaks_off_replaces_none() {
        let whole = own(200, &["name"]);
        let mut cut = read_bytes("own", "own.csv", Format::Csv, b"id,name,dob\n1,A,1960\n2,B");
        assert!(cut.list.breaks_off && !whole.list.breaks_off);
        assert_eq!(Bounds::default().check(&cut), [], "there is none to be lost");
        let bounds = Bounds::of(&Counts::of(&cut.parties), None);
        assert_eq!(bounds.check(&cut), [Breach::BreaksOff]);
        cut.list.breaks_off = false;
        assert_eq!(bounds.check(&cut), []);
        for (case, format, bytes) in [
            ("XML", Format::UnXml, &b"<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>A"[..]),
            ("JSON lines", Format::Ftm, b"{\"id\":\"a\",\"schema\":\"Person\",\"properties\":{}}\n{\"id\":\"b\",\"sch"),
            ("gzip", Format::Csv, b"\x1f\x8b\x08\0\0\0\0\0\0\x03"),
        ] {
            assert!(read_bytes("l", "f", format, bytes).list.breaks_off, "{case}");
        }
    }
}
