//! The official lists in XML, where they are at hand, against counts taken by other means: elements counted in the files by a
//! program that shares nothing with this one.

use std::collections::{BTreeMap, BTreeSet};

use super::tests::{shared, shared_list};
use super::*;
use crate::party::{
    Address, Country, CountryRole, Counts, DateKind, Identifier, IdentifierKind, NameKind, NoteKind, PartyKind,
    Precision,
};

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
fn the_three_forms_of_the_non_sdn_list_agree() {
    const FILES: [&str; 3] = [
        "ofac/non-sdn-enhanced-2025-01/CONS_ENHANCED.XML",
        "ofac/non-sdn-xml-2025-03/consolidated.xml",
        "ofac/non-sdn-csv-2025-12",
    ];
    let [Some(enhanced), Some(xml), Some(csv)] = FILES.map(shared_list) else { return };
    assert_eq!([&enhanced, &xml, &csv].map(|reading| reading.parties.len()), [443, 443, 442]);
    // What the files hold, whatever the readers make of it.
    let raw = |path: &str| -> String {
        let path = shared(&format!("lists/{path}")).expect("it was read");
        let paths = if path.is_dir() {
            std::fs::read_dir(path)
                .expect("a folder is readable")
                .map(|file| file.expect("an entry is").path())
                .collect()
        } else {
            vec![path]
        };
        paths.iter().map(|path| std::fs::read_to_string(path).expect("the files are UTF-8")).collect()
    };
    let raw = FILES.map(raw);

    // By rule: the legacy files write single quotes for double ones, and have no names in other scripts; only ENHANCED has
    // comments on numbers (`OGRN`, `(HKEX)`), so these are compared between the other two.
    let forms = [&enhanced, &xml, &csv].map(|reading| {
        reading.parties.iter().map(|party| (party.listing.reference.as_str(), party)).collect::<BTreeMap<_, _>>()
    });
    let in_all = forms[0].keys().filter(|id| forms[1].contains_key(*id) && forms[2].contains_key(*id));
    let in_all: Vec<&str> = in_all.copied().collect();
    assert_eq!(in_all.len(), 442);
    let names = |party: &Party| -> BTreeSet<Fact> {
        let names = party.names.iter().filter(|name| name.kind != NameKind::Native);
        names.map(|name| (name.full.replace('"', "'"), name.kind.to_string())).collect()
    };
    let dates =
        |party: &Party| party.dates.iter().map(|event| (event.date.to_string(), format!("{:?}", event.kind))).collect();
    let documents = |party: &Party| -> BTreeSet<Fact> {
        let country = |id: &Identifier| id.country.as_ref().map(|country| country.name.clone());
        let more = |id: &Identifier| {
            format!("{} {} {:?} {:?} {:?} {:?}", id.kind, id.label, country(id), id.scheme, id.issued_on, id.expires_on)
        };
        party.identifiers.iter().map(|id| (id.number.clone(), more(id))).collect()
    };
    let remarks = |party: &Party| party.identifiers.iter().map(|id| (id.number.clone(), id.remark.clone())).collect();
    let addresses = |party: &Party| -> BTreeSet<Fact> {
        let text = |at: &Address| format!("{}, {}", at.street, at.city);
        let country = |at: &Address| at.country.as_ref().map(|country| country.name.clone()).unwrap_or_default();
        let latin = party.addresses.iter().filter(|at| !names::is_native(&text(at)));
        latin.map(|at| (text(at), country(at))).collect()
    };
    let facts: [(&str, Compared<'_>); 5] = [
        ("names", &names),
        ("dates", &dates),
        ("documents", &documents),
        ("remarks on documents", &remarks),
        ("addresses", &addresses),
    ];

    // By date: what was amended between the files. A value that only one of them has is not in the other in any form, and of
    // these numbers the country was amended alone; a name became an alias beside the primary one.
    const OF_2025: [&str; 10] =
        ["17248", "18267", "18269", "18271", "18274", "18276", "18282", "18284", "18290", "18292"];
    let of_lukoil = ["00044434", "1027700035769", "7708004767"];
    let amended: [(usize, &str, &[&str], &[&str]); 9] = [
        (0, "names", &[], &[]),
        (0, "dates", &[], &[]),
        (0, "documents", &["17013", "18784"], &["253400V1H6ART1UQ0N98", "1027739075891", "17541272", "7706196340"]),
        (1, "names", &["17248", "18271", "18282", "18284", "18290", "18292"], &["OJSC NOVOKUYBYSHEV REFINERY"]),
        (1, "dates", &[], &[]),
        (1, "documents", &OF_2025, &of_lukoil),
        (1, "remarks on documents", &OF_2025, &[]),
        (0, "addresses", &[], &[]),
        (1, "addresses", &["18267", "18269", "18271", "18274", "18282"], &[]),
    ];
    for (step, what, want, want_said) in amended {
        let (_, facts) = facts.iter().find(|(known, _)| *known == what).expect("the table names what is compared");
        let (mut differing, mut said_otherwise) = (Vec::new(), BTreeSet::new());
        for id in &in_all {
            let sides = [step, step + 1].map(|form| facts(forms[form][id]));
            if sides[0] != sides[1] {
                differing.push(*id);
            }
            for (side, other, raw) in [(0, 1, &raw[step + 1]), (1, 0, &raw[step])] {
                for (value, _) in sides[side].difference(&sides[other]) {
                    if sides[other].iter().any(|(known, _)| known == value) {
                        said_otherwise.insert(value.clone());
                    } else if what != "addresses" {
                        // An address is put together out of fields.
                        assert!(!raw.contains(value), "{id} {what}: `{value}` is in both files");
                    }
                }
            }
        }
        let files = format!("{what} in {} and {}", FILES[step], FILES[step + 1]);
        assert_eq!(differing, want, "{files}");
        assert_eq!(said_otherwise, want_said.iter().map(|value| (*value).to_owned()).collect(), "{files}");
    }
}

/// A value, and what else is said of it.
type Fact = (String, String);

/// What a party's forms are compared in.
type Compared<'a> = &'a dyn Fn(&Party) -> BTreeSet<Fact>;

#[test]
fn the_enhanced_list_is_read_whole() {
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
    // 37 names are in two languages, 34 of them of parties without another alias.
    assert_eq!(with_alias, 2_877 + 34);
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
