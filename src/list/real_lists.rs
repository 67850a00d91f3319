//! Counts of the published lists other than OFAC's own, where they are at hand, as independent scripts have taken them.

use std::collections::BTreeMap;

use super::tests::{real_file, shared};
use super::*;
use crate::party::{CountryRole, Counts, IdentifierKind, NameKind, PartyKind, Precision};

#[test]
fn the_consolidated_screening_list_is_read_whole() {
    let Some(reading) = real_file("lists/us_csl/consolidated_full.csv.gz") else { return };
    assert_eq!((reading.list.name.as_str(), reading.list.format), ("us-csl", Format::UsCsl));
    let counts = Counts::of(&reading.parties);
    assert_eq!(counts.parties.values().sum::<u64>(), 14_160);
    assert_eq!(counts.parties[&PartyKind::Person], 5_286);
    assert_eq!(counts.names, BTreeMap::from([(NameKind::Primary, 14_160), (NameKind::StrongAlias, 20_011)]));
    assert_eq!(counts.birth_dates.values().sum::<u64>(), 5_859);
    assert_eq!(counts.addresses, 17_455);
    assert_eq!(counts.countries[&CountryRole::Nationality], 2_958);
    assert_eq!(counts.countries[&CountryRole::Citizenship], 920);
    assert_eq!(counts.genders, 2_404);
    assert_eq!(counts.identifiers[&IdentifierKind::Passport], 1_679);
    assert_eq!(counts.identifiers[&IdentifierKind::CryptoAddress], 345);
    // Linked To, and issuers of securities.
    assert_eq!(counts.links, 4_346 + 73);
    // Those of the column, and the thirteen underlying lists.
    assert_eq!(counts.programs, 85 + 13);
    // One entity has two rows on one list.
    assert_eq!(reading.problems.len(), 1, "{:?}", reading.problems);
}

#[test]
fn the_conlist_is_read_whole_in_both_forms() {
    let Some(reading) = real_file("lists/uk/ConList_2020-04-27.csv") else { return };
    assert_eq!((reading.list.format, reading.list.date.as_deref()), (Format::UkConlist, Some("2020-04-27")));
    assert_eq!(reading.problems, []);
    let counts = Counts::of(&reading.parties);
    assert_eq!(counts.parties.values().sum::<u64>(), 2_114);
    let names = [(NameKind::Primary, 2_114), (NameKind::StrongAlias, 3_648), (NameKind::Former, 14)];
    assert_eq!(counts.names, BTreeMap::from(names));
    assert_eq!(counts.birth_dates.values().sum::<u64>(), 1_573);
    assert_eq!((counts.addresses, counts.programs), (1_060, 30));

    let Some(reading) = real_file("lists/uk/ConList_2022format_sample.csv") else { return };
    assert_eq!(reading.problems, []);
    let counts = Counts::of(&reading.parties);
    assert_eq!((counts.parties[&PartyKind::Person], counts.names[&NameKind::Native]), (6, 3));
}

#[test]
fn a_delta_of_opensanctions_is_read_whole() {
    let Some(reading) = real_file("lists/opensanctions/os_entities.delta_2024.jsonl") else { return };
    assert_eq!((reading.list.name.as_str(), reading.list.format), ("os-2024", Format::Ftm));
    let counts = Counts::of(&reading.parties);
    let parties = [(PartyKind::Person, 451), (PartyKind::Organization, 98), (PartyKind::Other, 27)];
    assert_eq!(counts.parties, BTreeMap::from(parties));
    let names = [
        (NameKind::Primary, 576),
        (NameKind::StrongAlias, 8_450),
        (NameKind::Native, 3_008),
        (NameKind::Former, 16),
        (NameKind::WeakAlias, 4_314),
    ];
    assert_eq!(counts.names, BTreeMap::from(names));
    assert_eq!(counts.birth_dates, BTreeMap::from([(Precision::Day, 342), (Precision::Year, 350)]));
    assert_eq!(counts.identifiers[&IdentifierKind::Passport], 656);
    // Without the list it changes: 571 parties to delete, addresses and sanctions of others.
    assert_eq!(reading.problems.len(), 3, "{:?}", reading.problems);
}

#[test]
fn other_json_lists_are_read_whole() {
    for (file, format, parties, problems) in [
        ("lists/opensanctions/yente_parteispenden.entities.ftm.json", Format::Ftm, 96, 0),
        ("lists/opensanctions/yente_t1.entities.ftm.json", Format::Ftm, 6, 2),
        ("lists/opensanctions/yente_zala.entities.ftm.json", Format::Ftm, 17, 1),
        ("lists/opensanctions/us_congress_senzing.json", Format::Senzing, 1_319, 0),
        ("eval/senzing_truth_reference.jsonl", Format::Senzing, 22, 0),
        ("eval/senzing_truth_watchlist.jsonl", Format::Senzing, 17, 7),
        ("eval/senzing_truth_customers.jsonl", Format::Senzing, 120, 63),
    ] {
        let Some(reading) = real_file(file) else { continue };
        assert_eq!(reading.list.format, format, "{file}");
        assert_eq!(reading.parties.len(), parties, "{file}");
        assert_eq!(reading.problems.len(), problems, "{file}: {:?}", reading.problems);
    }
}

#[test]
fn the_official_journal_of_the_eu_is_read_whole() {
    let (mut names, mut parties) = (BTreeMap::new(), 0);
    for folder in ["amendments", "consolidated"] {
        let path = format!("lists/eu/journal-2026-08/{folder}");
        let Some(files) = shared(&path) else { return };
        for file in std::fs::read_dir(files).expect("a folder is readable") {
            let file = file.expect("an entry is readable").path();
            let bytes = std::fs::read(&file).expect("a file is readable");
            let reading = read_bytes("eu", "f.csv", Format::Csv, &bytes);
            parties += reading.parties.len();
            for name in reading.parties.iter().flat_map(|party| &party.names) {
                *names.entry(name.kind).or_insert(0) += 1;
            }
        }
    }
    assert_eq!(parties, 8_434);
    assert_eq!(names[&NameKind::Primary], 8_434);
    // Three weak aliases have the same name in another script in parentheses.
    assert_eq!((names[&NameKind::WeakAlias], names[&NameKind::Former]), (213 + 3, 62));
    // 13,277 aliases and three further names, and those in another script in parentheses within the same value.
    assert!(names[&NameKind::StrongAlias] + names[&NameKind::Native] >= 13_280, "{names:?}");
}
