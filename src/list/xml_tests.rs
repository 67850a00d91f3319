//! The official lists in XML, where they are at hand, against counts taken by other means: elements counted in the files by a
//! program that shares nothing with this one.

use std::collections::{BTreeMap, BTreeSet};

use super::tests::shared_list;
use super::*;
use crate::party::{Country, CountryRole, Counts, DateKind, IdentifierKind, NameKind, NoteKind, PartyKind, Precision};

#[test]
fn the_un_list_of_november_2025_is_read_whole() {
    let Some(reading) = shared_list("un/un_2025-11-20.xml") else { return };
    assert_eq!((reading.list.name.as_str(), reading.list.date.as_deref()), ("un-sc", Some("2025-11-20")));
    let counts = Counts::of(&reading.parties);
    assert_eq!(counts.parties, BTreeMap::from([(PartyKind::Person, 727), (PartyKind::Organization, 273)]));
    // 2,753 aliases: 1,525 good and 594 a.k.a., 615 low, 19 f.k.a.; 27 of them hold several names between semicolons, and some a
    // name in its own script with the Latin one in parentheses, or the other way round. One entity has two names in one field.
    let names = [
        (NameKind::Primary, 1_000),
        (NameKind::StrongAlias, 1_525 + 594 + 86 + 1),
        (NameKind::WeakAlias, 615 + 8),
        (NameKind::Former, 19),
        (NameKind::Native, 379),
    ];
    assert_eq!(counts.names, BTreeMap::from(names));
    // 867 of 870 dates of birth, and 25 more from aliases; the others are the problems.
    let births = [
        (Precision::Day, 477),
        (Precision::Month, 5),
        (Precision::Year, 263),
        (Precision::Circa, 124),
        (Precision::Range, 23),
    ];
    assert_eq!(counts.birth_dates, BTreeMap::from(births));
    assert_eq!(reading.problems.len(), 3, "{:?}", reading.problems);
    assert!(reading.problems.iter().all(|problem| problem.message.starts_with("no date, kept as a remark")));
    assert_eq!(counts.places[&DateKind::Birth], 634 + 24); // 24 from aliases
    assert_eq!(counts.countries[&CountryRole::Nationality], 649);
    assert_eq!((counts.genders, counts.addresses, counts.programs), (54, 812, 14));
    // 454 documents with a number, and 3 that have it in their label.
    assert_eq!(counts.identifiers.values().sum::<u64>(), 457);
    assert_eq!(counts.notes[&NoteKind::Title], 423 + 193);
    assert_eq!(counts.notes[&NoteKind::Description], 644 + 266);
    let unknown: Vec<&str> =
        countries(&reading).filter(|country| country.code.is_none()).map(|country| country.name.as_str()).collect();
    assert_eq!(unknown, [""; 0]);
}

#[test]
fn the_lists_of_the_un_differ_as_its_own_ids_do() {
    let files = ["un/un_2025-04-19.xml", "un/un_2025-11-20.xml"].map(shared_list);
    let [Some(old), Some(new)] = files else { return };
    let of = |key: fn(&Party) -> String| {
        let [old, new] = [&old, &new].map(|reading| reading.parties.iter().map(key).collect::<BTreeSet<_>>());
        (new.difference(&old).count(), old.difference(&new).count())
    };
    assert_eq!((old.parties.len(), new.parties.len()), (877, 1_000));
    assert_eq!(of(|party| party.id.to_string()), (132, 9));
    // Six records were drawn up anew under the references that they had, HTi.002 to HTi.007.
    assert_eq!(of(|party| party.listing.reference.clone()), (132 - 6, 9 - 6));
}

#[test]
fn damaged_un_lists_lose_nothing() {
    let Some(reading) = shared_list("un/defective/un_2024-10-16.bare-ampersands.xml") else { return };
    let of_syntax = |reading: &Reading| {
        reading.problems.iter().filter(|problem| problem.message.starts_with("line ")).cloned().collect::<Vec<_>>()
    };
    assert_eq!(reading.parties.len(), 684 + 193);
    assert_eq!(of_syntax(&reading).len(), 6, "{:?}", reading.problems);
    assert!(
        reading
            .parties
            .iter()
            .any(|party| party.names.iter().any(|name| name.full == "CHANG AN SHIPPING & TECHNOLOGY"))
    );

    let Some(reading) = shared_list("un/defective/un_2025-08-16.cp1252-mislabelled.xml") else { return };
    let counts = Counts::of(&reading.parties);
    assert_eq!((reading.parties.len(), counts.names[&NameKind::Native]), (684 + 195, 380));
    let problems = of_syntax(&reading);
    let encoding =
        problems.iter().filter(|problem| problem.message.ends_with("not UTF-8, read as windows-1252")).count();
    // Whoever damaged it kept the low byte of each letter of other scripts, so that some became an `&` or a `<`.
    assert_eq!((encoding, problems.len()), (207, 207 + 39));
    assert!(reading.parties.iter().any(|party| party.names[0].full.contains("JÉRÔME")));
}

#[test]
fn the_non_sdn_list_is_read_whole() {
    let Some(reading) = shared_list("ofac/non-sdn-xml-2025-03/consolidated.xml") else { return };
    assert_eq!((reading.list.name.as_str(), reading.list.date.as_deref()), ("ofac-cons", Some("2025-03-28")));
    assert_eq!(reading.problems, []);
    let counts = Counts::of(&reading.parties);
    assert_eq!(counts.parties, BTreeMap::from([(PartyKind::Person, 80), (PartyKind::Organization, 363)]));
    // 1,136 aliases, of which 1,066 strong and 70 weak.
    let names = [
        (NameKind::Primary, 443),
        (NameKind::StrongAlias, 925),
        (NameKind::WeakAlias, 67),
        (NameKind::Former, 141),
        (NameKind::WeakFormer, 3),
    ];
    assert_eq!(counts.names, BTreeMap::from(names));
    assert_eq!(counts.birth_dates, BTreeMap::from([(Precision::Day, 2), (Precision::Year, 73)]));
    assert_eq!((counts.places[&DateKind::Birth], counts.addresses, counts.genders), (21, 520, 3));
    assert_eq!(counts.contacts.values().sum::<u64>(), 176 + 125);
    assert_eq!(counts.identifiers[&IdentifierKind::Bic], 33);
    assert_eq!(counts.links, 356);
}

#[test]
fn ofac_says_the_same_in_xml_and_csv() {
    let Some(xml) = shared_list("ofac/non-sdn-xml-2025-03/consolidated.xml") else { return };
    let Some(csv) = shared_list("ofac/non-sdn-csv-2025-12") else { return };
    assert_eq!((xml.parties.len(), csv.parties.len()), (443, 442));
    // One party left the list in the nine months between the files, and these were amended: new names and numbers, old addresses
    // put in order. Nothing else differs.
    let [names, dates, identifiers, addresses] = differences(&xml, &csv);
    assert_eq!([names, dates, identifiers, addresses], [6, 0, 22, 5]);
}

#[test]
fn the_enhanced_list_is_read_whole_and_says_the_same() {
    let Some(enhanced) = shared_list("ofac/non-sdn-enhanced-2025-01/CONS_ENHANCED.XML") else { return };
    assert_eq!((enhanced.list.name.as_str(), enhanced.list.date.as_deref()), ("ofac-cons", Some("2025-01-10")));
    assert_eq!(enhanced.problems, []);
    let counts = Counts::of(&enhanced.parties);
    assert_eq!(counts.parties, BTreeMap::from([(PartyKind::Person, 80), (PartyKind::Organization, 363)]));
    // 1,579 names in 1,624 translations, of which 45 are in another script than Latin.
    let names = [
        (NameKind::Primary, 443),
        (NameKind::StrongAlias, 925),
        (NameKind::WeakAlias, 67),
        (NameKind::Former, 141),
        (NameKind::WeakFormer, 3),
        (NameKind::Native, 45),
    ];
    assert_eq!(counts.names, BTreeMap::from(names));
    let Some(mut xml) = shared_list("ofac/non-sdn-xml-2025-03/consolidated.xml") else { return };
    let mut enhanced = enhanced;
    for party in enhanced.parties.iter_mut().chain(&mut xml.parties) {
        party.names.retain(|name| name.kind != NameKind::Native);
        party.addresses.retain(|address| !names::is_native(&format!("{}{}", address.street, address.city)));
    }
    // Two parties' numbers were amended in the two months between the files.
    assert_eq!(differences(&enhanced, &xml), [0, 0, 2, 0]);
}

#[test]
fn the_advanced_sample_says_what_the_csv_says() {
    let Some(advanced) = shared_list("ofac/sdn-advanced-sample-2021-01/ofac_sdn_advanced.xml") else { return };
    let Some(csv) = shared_list("ofac/sdn-2021-07") else { return };
    assert_eq!((advanced.list.name.as_str(), advanced.list.date.as_deref()), ("ofac-sdn", Some("2021-01-19")));
    let [party] = &advanced.parties[..] else { panic!("{} parties", advanced.parties.len()) };
    let other = csv.parties.iter().find(|other| other.id == party.id).expect("the party has one id in all forms");
    assert_eq!(facts(party), facts(other));
    let places = |party: &Party| party.places.iter().map(|place| place.text.clone()).collect::<Vec<_>>();
    let remarks = |party: &Party| party.notes.iter().map(|note| note.text.clone()).collect::<Vec<_>>();
    assert_eq!((places(party), remarks(party)), (places(other), remarks(other)));
    // An excerpt: the nationality and the empty address are of places, the document, the tie and the entries are of parties that
    // it does not hold.
    assert_eq!(advanced.problems.len(), 6, "{:?}", advanced.problems);
    assert!(advanced.problems.iter().all(|problem| problem.message.ends_with("is not in the file, left out")));
}

/// How many of the parties that two readings share differ in names, dates, identifiers and addresses.
fn differences(a: &Reading, b: &Reading) -> [usize; 4] {
    let by_id: BTreeMap<&PartyId, &Party> = b.parties.iter().map(|party| (&party.id, party)).collect();
    let shared = a.parties.iter().filter_map(|party| Some((party, *by_id.get(&party.id)?)));
    let mut differences = [0; 4];
    for (left, right) in shared {
        for (count, (left, right)) in differences.iter_mut().zip(facts(left).iter().zip(facts(right))) {
            *count += usize::from(*left != right);
        }
    }
    differences
}

/// What a party's formats must agree in. The legacy files write single quotes for double ones.
fn facts(party: &Party) -> [BTreeSet<String>; 4] {
    let country = |country: &Option<Country>| country.as_ref().map(|country| country.name.clone()).unwrap_or_default();
    [
        party.names.iter().map(|name| format!("{} {}", name.kind, name.full.replace('"', "'"))).collect(),
        party.dates.iter().map(|event| format!("{:?} {}", event.kind, event.date)).collect(),
        party
            .identifiers
            .iter()
            .map(|id| format!("{} {} {} {}", id.kind, id.label, id.number, country(&id.country)))
            .collect(),
        party.addresses.iter().map(|at| format!("{} {} {}", at.street, at.city, country(&at.country))).collect(),
    ]
}

#[test]
fn the_canadian_list_is_read_whole() {
    let Some(reading) = shared_list("ca/sema_2025-05.xml") else { return };
    assert_eq!(reading.list.name, "ca-sema");
    let counts = Counts::of(&reading.parties);
    let parties = [(PartyKind::Person, 3_334), (PartyKind::Organization, 1_316), (PartyKind::Vessel, 109)];
    assert_eq!(counts.parties, BTreeMap::from(parties));
    assert_eq!(counts.names[&NameKind::Primary], 4_759);
    // 1,825 dates, of which two fields hold two each, and two none that can be read.
    let births = counts.birth_dates.values().sum::<u64>();
    assert_eq!((births, counts.other_dates[&DateKind::Construction]), (1_825 + 2 + 1 - 2 - 109, 109));
    assert_eq!(reading.problems.len(), 2, "{:?}", reading.problems);
    assert_eq!((counts.identifiers[&IdentifierKind::Imo], counts.programs), (109, 19));
    let with_alias = reading.parties.iter().filter(|party| party.names.len() > 1).count();
    assert_eq!(with_alias, 2_877);
}

#[test]
fn the_samples_of_the_eu_are_read_whole() {
    for (file, date, names, births, places, identifiers, problems) in [
        ("batm", "2021-01-15", 7, 4, 4, 0, 0),
        // It holds one entity twice over.
        ("deriv", "2020-04-15", 15, 9, 6, 3, 1),
        ("deriv_old", "2020-04-15", 29, 9, 9, 0, 0),
    ] {
        let Some(reading) = shared_list(&format!("eu/fsf_sample_{file}.xml")) else { return };
        assert_eq!((reading.list.name.as_str(), reading.list.date.as_deref()), ("eu-fsf", Some(date)), "{file}");
        assert_eq!(reading.problems.len(), problems, "{file}: {:?}", reading.problems);
        let counts = Counts::of(&reading.parties);
        assert_eq!(counts.names.values().sum::<u64>(), names, "{file}");
        assert_eq!(counts.birth_dates.values().sum::<u64>(), births, "{file}");
        assert_eq!(counts.places[&DateKind::Birth], places, "{file}");
        assert_eq!(counts.identifiers.values().sum::<u64>(), identifiers, "{file}");
        assert!(countries(&reading).all(|country| country.code.is_some()), "{file}");
    }
}

/// Every country that a list names.
fn countries(reading: &Reading) -> impl Iterator<Item = &Country> {
    reading.parties.iter().flat_map(|party| {
        let links = party.countries.iter().map(|link| &link.country);
        let places = party.places.iter().filter_map(|place| place.country.as_ref());
        let documents = party.identifiers.iter().filter_map(|identifier| identifier.country.as_ref());
        links
            .chain(places)
            .chain(documents)
            .chain(party.addresses.iter().filter_map(|address| address.country.as_ref()))
    })
}
