//! Queries over a few invented parties.

use super::*;
use crate::ErrorKind;
use crate::party::*;

fn named(list: &str, reference: &str, kind: PartyKind, names: &[(NameKind, &str)]) -> Party {
    let mut party = Party::new(list, reference, kind);
    party.names = names.iter().map(|(kind, full)| Name::new(*full, *kind, Origin::default())).collect();
    party
}

fn country(name: &str) -> CountryLink {
    CountryLink { role: CountryRole::Nationality, country: Country::named(name), origin: Origin::default() }
}

fn identifier(kind: IdentifierKind, number: &str) -> Identifier {
    Identifier {
        kind,
        label: "Number".into(),
        number: number.into(),
        scheme: None,
        country: None,
        issued_on: None,
        expires_on: None,
        remark: String::new(),
        origin: Origin::default(),
    }
}

fn note(text: &str) -> Note {
    Note { kind: NoteKind::Remark, text: text.into(), origin: Origin::default() }
}

fn parties() -> Vec<Party> {
    use NameKind::*;
    use PartyKind::*;
    let mut kang =
        named("sdn", "1", Person, &[(Primary, "KANG, Tok Su"), (StrongAlias, "KANG, Dok Soo"), (Native, "강덕수")]);
    kang.listing.programs = vec!["DPRK3".into(), "NPWMD".into()];
    kang.countries = vec![country("Korea, North")];
    kang.identifiers = vec![identifier(IdentifierKind::Passport, "PS 654-32")];
    kang.dates =
        vec![DateEvent { kind: DateKind::Birth, date: "1960/1962".parse().unwrap(), origin: Origin::default() }];
    kang.listing.listed_on = Some("2016-07-06".parse().unwrap());
    kang.notes = vec![note("Procured missiles for the Ministry of State Security")];

    let mut orlov =
        named("sdn", "2", Person, &[(Primary, "ORLOV, Ivan"), (Native, "Орлов Иван"), (WeakAlias, "the Eagle")]);
    orlov.listing.programs = vec!["UKRAINE-EO13662".into()];
    orlov.countries = vec![country("RU")];
    orlov.notes = vec![note("Son of Kang; financier of terrorists"), note("Cousin of O'Neill")];

    let mut pearl = named("own", "3", Vessel, &[(Primary, "OCEAN PEARL"), (Former, "Eagle of the Sea")]);
    pearl.identifiers = vec![identifier(IdentifierKind::Imo, "IMO 9187629")];
    pearl.countries = vec![country("Panama")];
    pearl.listing.programs = vec!["DPRK3".into()];

    let mut bank = named("own", "4", Organization, &[(Primary, "Pearl Bank Côte d’Azur"), (StrongAlias, "Банк Перл")]);
    bank.addresses =
        vec![Address { city: "Tripoli".into(), country: Some(Country::named("Libya")), ..Address::default() }];
    bank.identifiers = vec![identifier(IdentifierKind::CryptoAddress, "1AbC9z")];

    let twin = |reference| named("own", reference, Other, &[(Primary, "Twin")]);
    vec![bank, twin("9"), twin("10"), pearl, orlov, kang, twin("8"), named("own", "11", Person, &[(Primary, "金德秀")])]
}

fn searcher() -> Searcher {
    Searcher::new(&Index::in_memory(Vec::new(), parties()).unwrap()).unwrap()
}

fn found(searcher: &Searcher, query: &str) -> Vec<String> {
    let results = searcher.search(&Request::new(query)).unwrap_or_else(|error| panic!("{query}: {error}"));
    assert_eq!(results.total as usize, results.hits.len(), "{query}");
    results.hits.iter().map(|hit| hit.party.to_string()).collect()
}

#[test]
fn a_party_is_found_by_the_reference_that_is_not_its_id() {
    let mut quoted = named("own", "6909378", PartyKind::Person, &[(NameKind::Primary, "Jane Doe")]);
    quoted.listing.reference = "HTi.002".into();
    let other = named("own", "HTi.003", PartyKind::Person, &[(NameKind::Primary, "Ann Roe")]);
    let searcher = Searcher::new(&Index::in_memory(Vec::new(), vec![quoted, other]).unwrap()).unwrap();
    for (query, want) in
        [("HTi.002", vec!["own:6909378"]), ("HTi.003", vec![]), ("id:own:HTi.003", vec!["own:HTi.003"])]
    {
        let hits = searcher.search(&Request::new(query)).unwrap().hits;
        let ids: Vec<&str> = hits.iter().map(|hit| hit.party.as_str()).collect();
        assert_eq!(ids, want, "{query}");
    }
}

#[test]
fn queries_find_parties_best_first() {
    let searcher = searcher();
    for (case, query, want) in [
        ("primary name before a mention", "kang", &["sdn:1", "sdn:2"][..]),
        ("alias", "dok", &["sdn:1"]),
        ("weak alias, former name before it", "eagle", &["own:3", "sdn:2"]),
        ("case and accents", "CÔTE cote", &["own:4"]),
        ("apostrophe", "dazur", &["own:4"]),
        ("all words, any order", "su kang", &["sdn:1"]),
        ("all words, across fields", "kang ministry", &["sdn:1"]),
        ("one word missing", "kang pearl", &[]),
        ("either", "tok OR ocean", &["own:3", "sdn:1"]),
        ("and binds closer", "tok kang OR ocean pearl", &["sdn:1", "own:3"]),
        ("not", "pearl -bank", &["own:3"]),
        ("not, in words", "pearl NOT ocean", &["own:4"]),
        ("not, by sign", "pearl !bank", &["own:3"]),
        ("operators made of signs", "tok && kang || ocean&&pearl", &["sdn:1", "own:3"]),
        ("only not", "NOT (twin OR kang OR pearl)", &["own:11"]),
        ("plus", "+kang ivan", &["sdn:2", "sdn:1"]),
        ("phrase", "\"tok su\"", &["sdn:1"]),
        ("phrase in the other order", "\"su tok\"", &[]),
        ("phrases end with the name", "\"su kang\"", &[]),
        ("prefix", "pear*", &["own:3", "own:4"]),
        ("prefix of a phrase", "\"kang to*\"", &["sdn:1"]),
        ("prefix in a description", "minist*", &["sdn:1"]),
        ("stem", "missile", &["sdn:1"]),
        ("stem, not by the letter", "\"missile\"", &[]),
        ("stem, another form", "description:terrorist", &["sdn:2"]),
        ("punctuation between words", "tok & su - kang", &["sdn:1"]),
        ("hyphenated", "tok-su", &["sdn:1"]),
        ("Cyrillic", "орлов", &["sdn:2"]),
        ("Hangul", "강덕수", &["sdn:1"]),
        ("Han", "德秀", &["own:11"]),
        ("Han, prefix", "金德*", &["own:11"]),
        ("Latin for Cyrillic", "transliteration:orlov", &["sdn:2"]),
        ("Latin for a Cyrillic alias", "perl", &["own:4"]),
        ("Cyrillic for Latin", "перл оцеан*", &[]),
        ("Cyrillic for a Latin name", "primary:орлов OR name:океан", &[]),
        ("Cyrillic finds Latin names", "Канг", &["sdn:1"]),
        ("Cyrillic phrase, given name first", "\"Иван Орлов\"", &["sdn:2"]),
        ("Cyrillic phrase, family name first", "\"Орлов Иван\"", &["sdn:2"]),
        ("Cyrillic phrase with a word between", "\"Канг Су\"", &[]),
        ("Latin for Han", "dexiu OR \"de xiu\"", &["own:11"]),
        ("field name", "name:kang", &["sdn:1"]),
        ("field primary", "primary:dok", &[]),
        ("field alias", "alias:eagle", &["own:3", "sdn:2"]),
        ("field weak alias", "weak_alias:eagle", &["sdn:2"]),
        ("field native", "native:иван", &["sdn:2"]),
        ("field description", "description:kang", &["sdn:2"]),
        ("field of a group", "description:(kang cousin)", &["sdn:2"]),
        ("program", "program:dprk3", &["own:3", "sdn:1"]),
        ("program, prefix", "program:ukraine*", &["sdn:2"]),
        ("program, hyphen", "program:UKRAINE-EO13662", &["sdn:2"]),
        ("country by code", "country:kp", &["sdn:1"]),
        ("country by name", "country:\"Korea, North\"", &["sdn:1"]),
        ("country of an address", "country:Libya", &["own:4"]),
        ("type", "type:Vessel", &["own:3"]),
        ("type in another word", "type:ship", &["own:3"]),
        ("list", "list:SDN", &["sdn:1", "sdn:2"]),
        ("id", "id:sdn:2", &["sdn:2"]),
        ("id, prefix", "id:sdn*", &["sdn:1", "sdn:2"]),
        ("identifier", "identifier:ps65432", &["sdn:1"]),
        ("identifier, its own punctuation", "identifier:\"PS 654/32\"", &["sdn:1"]),
        ("identifier, prefix", "identifier:ps6*", &["sdn:1"]),
        ("identifier, no field", "PS65432", &["sdn:1"]),
        ("IMO", "identifier:imo9187629", &["own:3"]),
        ("IMO without the letters", "9187629", &["own:3"]),
        ("crypto address", "1AbC9z", &["own:4"]),
        ("crypto address in another case", "identifier:1ABC9Z", &[]),
        ("birth year in a range", "birth_year:1961", &["sdn:1"]),
        ("birth years", "birth_year:1950..1960", &["sdn:1"]),
        ("birth year outside", "birth_year:1963", &[]),
        ("listed", "listed_year:2016", &["sdn:1"]),
        ("equal scores by id, as text", "twin", &["own:10", "own:8", "own:9"]),
        ("selects only, so by id", "type:person", &["own:11", "sdn:1", "sdn:2"]),
        ("everything", "* -list:own", &["sdn:1", "sdn:2"]),
        ("city", "tripoli", &["own:4"]),
    ] {
        assert_eq!(found(&searcher, query), want, "{case}: {query}");
    }
    assert_eq!(found(&searcher, "").len(), 8);
}

#[test]
fn words_without_vowels_find_latin_names_by_their_consonants() {
    use NameKind::{Native, Primary};
    let parties = vec![
        named("own", "1", PartyKind::Person, &[(Primary, "AL-RASHID, Khaled")]),
        named("own", "2", PartyKind::Person, &[(Primary, "KALED"), (Native, "خالد")]),
    ];
    let searcher = Searcher::new(&Index::in_memory(Vec::new(), parties).unwrap()).unwrap();
    for (case, query, want) in [
        ("the word itself first", "خالد", &["own:2", "own:1"][..]),
        ("an article", "الراشد خالد", &["own:1"]),
        ("a phrase", "\"خالد الراشد\"", &["own:1"]),
        ("a phrase, family name first", "name:\"الراشد خالد\"", &["own:1"]),
        ("a prefix", "primary:kaled خا*", &["own:2"]),
        ("other consonants", "خليل", &[]),
        ("Latin letters are no consonants", "rsd", &[]),
        ("one field", "alias:خالد", &[]),
    ] {
        assert_eq!(found(&searcher, query), want, "{case}: {query}");
    }
    let hit = searcher.search(&Request::new("\"خالد الراشد\"")).unwrap().hits.remove(0);
    assert_eq!(hit.snippets.iter().map(marked).collect::<Vec<_>>(), ["primary: AL-[RASHID], [Khaled]"]);
}

#[test]
fn filters_and_facets_count_all_that_is_found() {
    let searcher = searcher();
    let results = searcher
        .search(&Request {
            filters: vec![("program".into(), "dprk3".into()), ("birth_year".into(), "1900..2000".into())],
            ..Request::new("kang")
        })
        .unwrap();
    assert_eq!(results.total, 1);
    let unfiltered = searcher.search(&Request::new("kang")).unwrap();
    assert_eq!(results.hits[0], unfiltered.hits[0], "a filter changes no score");

    let results = searcher
        .search(&Request {
            facets: ["country", "type", "program"].map(String::from).to_vec(),
            limit: 1,
            ..Request::new("kang OR pearl")
        })
        .unwrap();
    assert_eq!((results.total, results.hits.len()), (4, 1));
    let facets: Vec<_> = results.facets.iter().map(|facet| (facet.field.as_str(), facet.values.clone())).collect();
    let values =
        |values: &[(&str, u64)]| values.iter().map(|(value, count)| ((*value).to_owned(), *count)).collect::<Vec<_>>();
    assert_eq!(
        facets,
        [
            ("country", values(&[("KP", 1), ("LY", 1), ("PA", 1), ("RU", 1)])),
            ("type", values(&[("person", 2), ("organization", 1), ("vessel", 1)])),
            ("program", values(&[("DPRK3", 2), ("NPWMD", 1), ("UKRAINE-EO13662", 1)])),
        ]
    );
}

#[test]
fn any_limit_gives_the_beginning_of_the_whole() {
    let searcher = searcher();
    let hits =
        |limit| searcher.search(&Request { limit, ..Request::new("kang OR pearl OR twin OR eagle") }).unwrap().hits;
    let all = hits(usize::MAX);
    assert_eq!(all.len(), 7);
    for limit in 0..8 {
        assert_eq!(hits(limit), all[..limit.min(7)], "{limit}");
    }
}

#[test]
fn the_order_of_building_does_not_show() {
    let directory = tempfile::tempdir().unwrap();
    crate::index::build(directory.path(), Vec::new(), parties().into_iter().rev().collect()).unwrap();
    let (disk, memory) = (Searcher::new(&Index::open(directory.path()).unwrap()).unwrap(), searcher());
    for query in ["kang", "twin OR pearl", "ea*", "kang OR the OR eagle", "", "\"eagle of*\""] {
        let request = Request { facets: vec!["country".into()], ..Request::new(query) };
        assert_eq!(disk.search(&request).unwrap(), memory.search(&request).unwrap(), "{query}");
    }
}

/// A snippet with its highlights in brackets.
fn marked(snippet: &Snippet) -> String {
    let mut text = snippet.text.clone();
    for range in snippet.highlights.iter().rev() {
        text.insert(range.end, ']');
        text.insert(range.start, '[');
    }
    format!("{}: {text}", snippet.field)
}

#[test]
fn snippets_show_what_was_found() {
    let searcher = searcher();
    for (case, query, want) in [
        ("word", "tok", &["primary: KANG, [Tok] Su", "transliteration: kang [tok] su"][..]),
        (
            "several names",
            "type:person kang tok",
            &["primary: [KANG], [Tok] Su", "alias: [KANG], Dok Soo", "transliteration: [kang] [tok] su"],
        ),
        ("phrase alone", "\"tok su\"", &["primary: KANG, [Tok] [Su]", "transliteration: kang [tok] [su]"]),
        ("prefix", "minis*", &["description: Procured missiles for the [Ministry] of State Security"]),
        ("stem", "missile", &["description: Procured [missiles] for the Ministry of State Security"]),
        ("identifier", "ps65432", &["identifier: [PS 654-32]"]),
        (
            "other script",
            "강덕수",
            &["primary: [KANG], [Tok] [Su]", "native: [강덕수]", "transliteration: [gang] [deok] [su]"],
        ),
        ("apostrophe", "oneill", &["description: Cousin of [O'Neill]"]),
        ("accents", "azur OR cote", &["primary: Pearl Bank [Côte] d’Azur"]),
        ("nothing that is excluded", "ocean -kang", &["primary: [OCEAN] PEARL"]),
        ("nothing that only selects", "id:sdn:1", &[]),
    ] {
        let results = searcher.search(&Request::new(query)).unwrap();
        let snippets: Vec<_> = results.hits[0].snippets.iter().map(marked).collect();
        assert_eq!(snippets, want, "{case}: {query}");
    }
}

#[test]
fn long_texts_are_cut_between_words() {
    let mut party = named("own", "1", PartyKind::Person, &[(NameKind::Primary, "Doe")]);
    let filler = "é1 b ".repeat(100);
    party.notes =
        vec![note(&format!("{filler}needle {filler}")), note(&format!("{}needle{}", "é".repeat(300), "é".repeat(300)))];
    let searcher = Searcher::new(&Index::in_memory(Vec::new(), vec![party]).unwrap()).unwrap();
    let hit = searcher.search(&Request::new("needle OR é*")).unwrap().hits.remove(0);
    for snippet in searcher.search(&Request::new("needle")).unwrap().hits[0].snippets.iter().chain(&hit.snippets) {
        assert!(snippet.highlights.iter().all(|range| snippet.text.get(range.clone()).is_some()), "{snippet:?}");
    }
    let snippet = &searcher.search(&Request::new("needle")).unwrap().hits[0].snippets[0];
    assert!(snippet.text.starts_with('…') && snippet.text.ends_with('…') && snippet.text.len() < 260, "{snippet:?}");
    assert_eq!(&snippet.text[snippet.highlights[0].clone()], "needle");
}

#[test]
fn what_can_not_be_searched_for_is_refused() {
    let searcher = searcher();
    let request = |query: &str| Request::new(query);
    let filter = |field: &str, value: &str| Request { filters: vec![(field.into(), value.into())], ..request("") };
    for (case, request, message) in [
        ("too long", request(&"a".repeat(MAX_QUERY_BYTES + 1)), "at most 4096"),
        ("unknown field", request("kang foo:x"), "query, character 6: unknown field `foo`; use name, primary"),
        ("unknown type", request("kang type:animal"), "query, character 11: unknown type `animal`"),
        ("unknown country", request("é country:Atlantis"), "query, character 11: unknown country `Atlantis`"),
        ("no year", request("birth_year:old"), "query, character 12: `old` is no year"),
        ("half a range", request("birth_year:1960.."), "query, character 12"),
        ("too many prefixes", request(&"a* ".repeat(11)), "query, character 31: more than 10 values end in `*`"),
        ("nothing but punctuation", request("&"), "no letter or digit"),
        ("filter field", filter("foo", "x"), "filter `foo:x`: unknown field"),
        ("filter value", filter("country", "Atlantis"), "filter `country:Atlantis`: unknown country"),
        ("filter without a word", filter("name", "-"), "filter `name:-`"),
        ("facet", Request { facets: vec!["name".into()], ..request("") }, "`name` has no facets; use type"),
    ] {
        let error = searcher.search(&request).expect_err(case);
        assert_eq!(error.kind(), ErrorKind::Input, "{case}");
        assert!(error.to_string().contains(message), "{case}: {error}");
    }
}

#[test]
fn an_empty_index_answers() {
    let searcher = Searcher::new(&Index::in_memory(Vec::new(), Vec::new()).unwrap()).unwrap();
    for query in ["", "kang", "kan*", "\"a b\"", "type:person", "birth_year:1960..1970"] {
        let results = searcher.search(&Request { facets: vec!["type".into()], ..Request::new(query) }).unwrap();
        assert_eq!((results.total, results.facets[0].values.len()), (0, 0), "{query}");
    }
}

#[test]
fn threads_share_an_index_and_its_searcher() {
    fn shared<T: Send + Sync + Clone + 'static>() {}
    shared::<Index>();
    shared::<Searcher>();
}

#[test]
fn results_are_plain_data() {
    let results = searcher().search(&Request { facets: vec!["type".into()], ..Request::new("ocean") }).unwrap();
    let json = serde_json::to_value(&results).unwrap();
    assert_eq!(json["hits"][0]["type"], "vessel");
    assert_eq!(json["hits"][0]["snippets"][0]["highlights"][0]["end"], 5);
    assert_eq!(json["facets"][0]["values"][0], serde_json::json!(["vessel", 1]));
    let request: Request = serde_json::from_str(r#"{"query": "x"}"#).unwrap();
    assert_eq!(request, Request::new("x"));
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config {
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(20_250_708),
        ..proptest::test_runner::Config::default()
    })]

    /// Whatever is typed, there is an answer or an error of the one who typed it.
    #[test]
    fn no_query_panics(query in r#"([a-z*:+\-()" ]|name:|AND |OR |NOT |é|金|\PC){0,40}"#) {
        static SEARCHER: std::sync::LazyLock<Searcher> = std::sync::LazyLock::new(searcher);
        if let Err(error) = SEARCHER.search(&Request::new(query)) {
            assert_eq!(error.kind(), ErrorKind::Input);
        }
    }
}
