//! Listings of one party on several lists: shown together, tied by what the lists say of each other.

use std::collections::{BTreeMap, BTreeSet};

use insta::assert_snapshot;
use namesieve::index::Index;
use namesieve::list;
use namesieve::party::{Numbering, Party};

use crate::program::Program;
use crate::shared::shared;

const SDN: &str = "36,\"DOE, Jane\",\"individual\",\"UTOPIA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- 
37,\"ROE, Richard\",\"individual\",\"UTOPIA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- 
";

/// The second row's number is another bureau's.
const SCREENING_LIST: &str = "_id,source,entity_number,type,programs,name,alt_names,source_list_url
36,Specially Designated Nationals (SDN) - Treasury Department,36,Individual,UTOPIA,\"DOE, Jane\",\"DOE, Janet\",
abc,Entity List (EL) - Bureau of Industry and Security,37,,,\"ROE, Richard\",,
";

const UN: &str = "<?xml version=\"1.0\"?><CONSOLIDATED_LIST dateGenerated=\"2025-11-20T00:00:00.000Z\"><INDIVIDUALS><INDIVIDUAL>\
    <DATAID>111</DATAID><FIRST_NAME>JANE</FIRST_NAME><SECOND_NAME>DOE</SECOND_NAME><REFERENCE_NUMBER>UTi.001</REFERENCE_NUMBER>\
    </INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>";

const EU: &str = "<?xml version=\"1.0\"?><export xmlns=\"http://x.example/export\" generationDate=\"2025-11-20T00:00:00.000Z\">\
    <sanctionEntity unitedNationId=\"UTi.1\" euReferenceNumber=\"EU.1.2\" logicalId=\"36\"><subjectType code=\"person\"/>\
    <nameAlias wholeName=\"Jane Ann Doe\" strong=\"true\"/></sanctionEntity></export>";

const UK: &str = "Report Date: 20-Nov-2025
Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name type,Regime Name,Designation Type
UTO0001,7154,UTi.001,DOE,Jane,Primary Name,Utopia,Individual
";

const CONLIST: &str = "Last Updated,20/11/2025
Name 6,Name 1,Group Type,Alias Type,Regime,Other Information,Group ID
DOE,J.,Individual,Prime Alias,Utopia,(UK Sanctions List Ref):UTO0001. (UN Ref):UTi.001. Associate of ROE (UTi.002).,7154
";

const OPENSANCTIONS: &str = r#"{"id":"NK-Utopia0Utopia0Utopia00","caption":"Jane Doe","schema":"Person","target":true,"referents":["ofac-36","gb-hmt-7154","acf-1"],"properties":{"name":["Jane Doe"]}}
{"id":"Q42","caption":"Richard Roe","schema":"Person","target":true,"referents":["ofac-37"],"properties":{"name":["Richard Roe"]}}
"#;

/// A namesake that no list ties to anybody.
const OWN: &str = "id,name,type\n36,Jane Doe,person\n";

const LISTS: [&str; 8] = ["sdn.csv", "csl.csv", "un.xml", "eu.xml", "uk.csv", "conlist.csv", "os.ftm.json", "own.csv"];

/// A program with the lists, and an index of them in an order.
fn built(lists: &[&str]) -> Program {
    let program = Program::new();
    for (list, content) in LISTS.iter().zip([SDN, SCREENING_LIST, UN, EU, UK, CONLIST, OPENSANCTIONS, OWN]) {
        program.file(list, content);
    }
    let lists = lists.iter().flat_map(|list| ["--list", list]);
    let run = program.run(&["build", "--quiet"].into_iter().chain(lists).collect::<Vec<_>>());
    assert_eq!(run.code, Some(0), "{run}");
    program
}

#[test]
fn listings_of_one_party_are_shown_together() {
    let program = built(&LISTS);
    assert_snapshot!("same_party_screen", program.run(&["screen", "Jane Doe", "Richard Roe"]));
    assert_snapshot!("same_party_table", program.run(&["screen", "Jane Doe", "--format", "table", "--quiet"]));
    let run = program.run(&["screen", "Richard Roe", "--format", "csv", "--quiet"]);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert!(lines[0].ends_with(",lists,programs,same_as") && lines[1].ends_with(",ofac-sdn;os,UTOPIA,os:Q42"), "{run}");
    assert_snapshot!("same_party_search", program.run(&["search", "name:jane", "--format", "table"]));
    assert_snapshot!("same_party_show", program.run(&["show", "uk-sl:UTO0001"]));
    assert_snapshot!("same_party_explain", program.run(&["explain", "Jane Doe", "eu-fsf:EU.1.2"]).head(3));
    let party = program.run(&["show", "ofac-sdn:37", "--format", "json"]).json();
    let other = serde_json::json!([{"party": "os:Q42", "list": "os", "caption": "Richard Roe"}]);
    assert_eq!(party["same_as"], other);
    let explained = program.run(&["explain", "Jane", "ofac-sdn:37", "--format", "json"]).json();
    assert_eq!(explained["same_as"], serde_json::json!(["os:Q42"]));
    let inspected = program.run(&["inspect", "--format", "json"]).json();
    assert_eq!((&inspected["parties"], &inspected["listed_more_than_once"]), (&11.into(), &2.into()));
    let found = program.run(&["search", "name:richard", "--quiet"]).json_lines();
    let tied: Vec<_> = found.iter().map(|hit| (hit["party"].as_str().unwrap(), hit["lists"].to_string())).collect();
    let want = [
        ("ofac-sdn:37", r#"["ofac-sdn","os"]"#),
        ("os:Q42", r#"["os","ofac-sdn"]"#),
        ("us-csl:el-abc", r#"["us-csl"]"#),
    ];
    assert_eq!(tied.into_iter().collect::<BTreeMap<_, _>>(), want.map(|(id, lists)| (id, lists.to_owned())).into());
}

#[test]
fn the_order_of_lists_does_not_show() {
    let mut lists = LISTS.to_vec();
    let answers =
        |program: &Program| program.run(&["screen", "Jane Doe", "Richard Roe", "--cutoff", "0.3", "--quiet"]).stdout;
    let want = answers(&built(&lists));
    lists.reverse();
    assert_eq!(answers(&built(&lists)), want);
    lists.rotate_left(3);
    assert_eq!(answers(&built(&lists)), want);
}

#[test]
fn a_limit_counts_listings() {
    let program = built(&LISTS);
    let parties = |more: &[&str]| -> Vec<String> {
        let lines = program.run(&[&["screen", "Jane Doe", "--quiet"], more].concat()).json_lines();
        lines[0]["hits"].as_array().unwrap().iter().map(|hit| hit["party"].as_str().unwrap().to_owned()).collect()
    };
    let all = parties(&[]);
    assert_eq!(parties(&["--limit", "3"]), all[..3]);
    let found = program.run(&["search", "name:jane", "--limit", "3", "--quiet"]).json_lines();
    assert_eq!(found.len(), 3);
}

/// An index of real lists, and its parties.
fn index(lists: &[&str]) -> Option<(Index, Vec<Party>)> {
    let lists = lists.iter().map(|list| shared(list)).collect::<Option<Vec<_>>>()?;
    let parties = lists.iter().flat_map(|list| list::read(list, None).unwrap().parties).collect();
    let index = Index::in_memory(Vec::new(), parties).unwrap();
    let parties = (0..index.len() as u32).map(|ordinal| index.party_at(ordinal).unwrap()).collect();
    Some((index, parties))
}

/// The words of a party's names.
fn words(party: &Party) -> BTreeSet<String> {
    let names = party.names.iter().map(|name| name.full.to_lowercase());
    let words =
        names.flat_map(|name| name.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>());
    words.filter(|word| !word.is_empty()).collect()
}

/// How many pairs of listings on two lists are of one party; their names must have a word in common.
fn pairs(index: &Index, parties: &[Party]) -> usize {
    let mut pairs = 0;
    for party in parties {
        let others = index.other_listings(&party.id).unwrap().into_iter();
        for other in others.filter(|other| party.id < other.id && party.listing.list != other.listing.list) {
            pairs += 1;
            assert!(!words(party).is_disjoint(&words(&other)), "{} and {}", party.id, other.id);
        }
    }
    pairs
}

#[test]
fn ofac_is_tied_to_the_screening_list() {
    // As counted by a script: numbers that both have, or the screening list twice; rows of the screening list with a number of OFAC's.
    for (ofac, tied, rows) in [("lists/ofac/sdn-2021-07", 8_621, 8_562), ("lists/ofac/sdn-2026-06", 8_879, 8_970)] {
        let Some((index, parties)) = index(&[ofac, "lists/us_csl/consolidated_full.csv.gz"]) else { return };
        assert_eq!((index.listed_more_than_once(), pairs(&index, &parties)), (tied, rows), "{ofac}");
    }
}

#[test]
fn the_un_is_tied_to_who_quotes_it() {
    let lists = ["lists/un/un_2025-11-20.xml", "lists/uk/ConList_2020-04-27.csv"];
    let Some((index, parties)) = index(&lists) else { return };
    assert_eq!((index.listed_more_than_once(), pairs(&index, &parties)), (609, 609));

    let un = parties.iter().flat_map(|party| &party.references).filter(|found| found.numbering == Numbering::Un);
    let listed: BTreeSet<&str> = un.filter(|found| found.own).map(|found| found.number.as_str()).collect();
    let quotes = |party: &&Party| {
        party
            .references
            .iter()
            .any(|found| found.numbering == Numbering::Un && !found.own && listed.contains(&*found.number))
    };
    let is_alone = |party: &&Party| index.other_listings(&party.id).unwrap().is_empty();
    let untied: BTreeSet<&str> =
        parties.iter().filter(quotes).filter(is_alone).map(|party| &*party.listing.reference).collect();
    // Six listings quote `KPe.023`, of which the first is right. The others quote the number of an organization that they are members of,
    // or of somebody else.
    let right_among_others = ["13341"];
    let of_korean_banks = ["11286", "13355", "13484", "13485", "13537"];
    let of_organizations = ["13135", "13349", "6995", "8425"];
    let of_others = ["13289", "13331", "13569", "13571", "13698", "13699"];
    let want = right_among_others.into_iter().chain(of_korean_banks).chain(of_organizations).chain(of_others);
    assert_eq!(untied, want.collect());
}
