//! Decisions that must stand: named cases on the sample list, and the sample's customers as a whole.

use std::fmt::Write as _;

use namesieve::eval::sample_customers;
use namesieve::index::Index;
use namesieve::list;
use namesieve::screen::{Columns, InputFormat, Query, Records, Screener, Session, Settings};

fn screener() -> Screener {
    Screener::new(Index::in_memory(Vec::new(), list::sample().parties).unwrap()).unwrap()
}

/// The id of the party that matches, if one does, with its score.
fn matched(screener: &Screener, query: &Query) -> Option<(String, f64)> {
    let answer = screener.screen(query, &Settings::default(), &mut Session::default()).unwrap();
    let best = answer.hits.first().filter(|hit| hit.is_match)?;
    Some((best.party.to_string(), best.score))
}

#[test]
fn golden_cases() {
    let screener = screener();
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b'\t').comment(Some(b'#')).from_path("tests/data/cases.tsv").unwrap();
    let (mut wrong, mut cases) = (String::new(), 0);
    for row in reader.records() {
        let row = row.unwrap();
        let [case, name, kind, birth, country, gender, identifier, expected, holds, reason] =
            std::array::from_fn(|at| &row[at]);
        let query = Query {
            names: vec![name.to_owned()],
            kind: (!kind.is_empty()).then(|| kind.parse().unwrap()),
            births: birth.split_terminator(';').map(|date| date.parse().unwrap()).collect(),
            foundations: Vec::new(),
            countries: country.split_terminator(';').map(|code| code.parse().unwrap()).collect(),
            gender: (!gender.is_empty()).then(|| gender.parse().unwrap()),
            identifiers: identifier.split_terminator(';').map(str::to_owned).collect(),
        };
        let found = matched(&screener, &query);
        let party = found.as_ref().map_or("", |(party, _)| party.trim_start_matches("sample:"));
        let is_right = party == expected;
        match holds {
            "yes" if !is_right => {
                writeln!(wrong, "{case}: `{name}` must match `{expected}` ({reason}), got {found:?}").unwrap()
            }
            "not yet" if is_right => writeln!(wrong, "{case}: `{name}` is right now; say `yes` in cases.tsv").unwrap(),
            "yes" | "not yet" => {}
            other => panic!("{case}: `holds` is `{other}`, not `yes` or `not yet`"),
        }
        cases += 1;
    }
    assert!(wrong.is_empty(), "of {cases} cases:\n{wrong}");
    assert!(cases >= 60, "{cases} cases");
}

/// What was measured on `index/sample/customers.csv` at the default threshold. A change that finds more raises the floor; one
/// that finds fewer has to say why. The known miss: `Mullah Hasan Akhund`, for Mohammad Hassan Akhund.
const FOUND: usize = 81;
/// Of 82 customers who are listed.
const LISTED: usize = 82;
/// Alerts on the 132 customers who are not: namesakes whose birth date contradicts while all else agrees.
const FALSE_ALERTS: usize = 3;

#[test]
fn the_samples_customers() {
    let screener = screener();
    // Two readers of one file: what to ask, and what must come out.
    let records = Records::new(sample_customers().as_bytes(), InputFormat::Csv, Columns::default()).unwrap();
    let mut expectations = csv::Reader::from_reader(sample_customers().as_bytes());
    let (mut listed, mut found, mut false_alerts) = (0, 0, 0);
    let mut log = String::new();
    for (record, row) in records.zip(expectations.records()) {
        let (record, row) = (record.unwrap(), row.unwrap());
        let (expected, note) = (&row[7], &row[8]);
        let best = matched(&screener, &record.query);
        let party = best.as_ref().map_or("", |(party, _)| party.as_str());
        listed += usize::from(!expected.is_empty());
        found += usize::from(!expected.is_empty() && party == expected);
        false_alerts += usize::from(expected.is_empty() && !party.is_empty());
        if party != expected {
            writeln!(log, "{} `{}` ({note}): want `{expected}`, got {best:?}", record.id, record.name).unwrap();
        }
    }
    assert_eq!(listed, LISTED);
    assert!(
        found >= FOUND && false_alerts <= FALSE_ALERTS,
        "found {found} of {listed}, {false_alerts} false alerts; must be {FOUND} and {FALSE_ALERTS}\n{log}"
    );
}
