//! Check digits against the numbers of real lists: a rule that is read wrongly would find most of them wrong.

use std::collections::BTreeMap;

use namesieve::list;
use namesieve::party::{CountryCode, Party, Standard};

use crate::shared::shared;

/// Fewer numbers of one standard say nothing of it.
const ENOUGH: usize = 12;

fn countries(party: &Party) -> Vec<CountryCode> {
    let own = party.countries.iter().map(|link| &link.country);
    let addresses = party.addresses.iter().filter_map(|address| address.country.as_ref());
    own.chain(addresses).filter_map(|country| country.code).collect()
}

#[test]
fn numbers_on_lists_have_the_right_check_digits() {
    let paths = [
        "lists/ofac/sdn-2021-07",
        "lists/ofac/sdn-2026-06",
        "lists/un/un_2025-11-20.xml",
        "lists/us_csl/consolidated_full.csv.gz",
        "lists/opensanctions/os_entities.delta_2024.jsonl",
    ];
    let mut found: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for path in paths {
        let Some(path) = shared(path) else { return };
        for party in list::read(&path, None).unwrap().parties {
            let countries = countries(&party);
            for identifier in &party.identifiers {
                if let Some((standard, check)) = Standard::of(identifier, &countries) {
                    found.entry(standard.word).or_default()[check as usize] += 1;
                }
            }
        }
    }
    let checked: Vec<_> = found.iter().filter(|(_, [_, right, wrong])| right + wrong >= ENOUGH).collect();
    for (word, [_, right, wrong]) in &checked {
        assert!(right * 10 >= (right + wrong) * 8, "{word}: {right} right, {wrong} wrong; all: {found:?}");
    }
    assert!(checked.len() >= 8, "{found:?}");
}
