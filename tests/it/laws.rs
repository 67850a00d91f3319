//! Laws that hold for every name: what screening promises whatever it is asked.

use std::num::NonZeroUsize;
use std::sync::LazyLock;

use namesieve::eval::sample_customers;
use namesieve::index::{self, Index};
use namesieve::list;
use namesieve::name::{Form, TokenKind, analyze};
use namesieve::party::{
    CountryCode, Gender, NameKind, Numbering, Origin, PartialDate, Party, PartyId, PartyKind, Reference,
};
use namesieve::score::name_factor;
use namesieve::screen::{
    Answer, Columns, Hit, InputFormat, Query, Record, Records, Screener, Session, Settings, screen_all,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index as Pick, select};
use proptest::test_runner::RngSeed;

/// The sample, and another list with half of its parties under some of their names.
static PARTIES: LazyLock<Vec<Party>> = LazyLock::new(|| {
    let mut parties = list::sample().parties;
    let mut copies = Vec::new();
    for (at, party) in parties.iter_mut().enumerate().step_by(2) {
        let reference =
            |own| Reference { numbering: Numbering::Ofac, number: at.to_string(), own, origin: Origin::default() };
        party.references.push(reference(true));
        let mut copy = Party { references: vec![reference(at % 4 == 0)], ..party.clone() };
        copy.id = PartyId::new("copy", &party.listing.reference);
        copy.listing.list = "copy".to_owned();
        copy.names.rotate_left(1);
        copy.names.truncate(party.names.len().div_ceil(2));
        copy.dates.clear();
        copies.push(copy);
    }
    parties.extend(copies);
    parties
});

static SCREENER: LazyLock<Screener> = LazyLock::new(|| screener(PARTIES.clone()));

static NAMES: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| PARTIES.iter().flat_map(|party| &party.names).map(|name| name.full.as_str()).collect());

fn screener(parties: Vec<Party>) -> Screener {
    Screener::new(Index::in_memory(Vec::new(), parties).unwrap()).unwrap()
}

fn settings(cutoff: f64) -> Settings {
    Settings { cutoff, ..Settings::default() }
}

fn screen(query: &Query, settings: &Settings) -> Answer {
    // A session of its own for each question: what was asked before must not matter, and other laws ask with a used one.
    SCREENER.screen(query, settings, &mut Session::default()).unwrap()
}

/// A listed name, changed by hand as often as not.
fn listed_name() -> impl Strategy<Value = String> {
    let letter =
        select(vec!['a', 'e', 'i', 'o', 'u', 'y', 'h', 'k', 'n', 's', 't', 'z', ' ', '-', '1', 'о', 'н', '金', 'م']);
    (any::<Pick>(), vec((0..9_u8, any::<Pick>(), letter), 0..4)).prop_map(|(name, changes)| {
        let mut chars: Vec<char> = NAMES[name.index(NAMES.len())].chars().collect();
        for (change, place, letter) in changes {
            let at = place.index(chars.len() + 1);
            match change {
                0 => chars.insert(at, letter),
                1 if at < chars.len() => drop(chars.remove(at)),
                2 if at < chars.len() => chars[at] = letter,
                3 if at + 1 < chars.len() => chars.swap(at, at + 1),
                // Order: what stands before the place goes to the end.
                4 => chars = [&chars[at..], &[' '], &chars[..at]].concat(),
                // One word of the name, or two in one.
                5 => chars = chars.iter().copied().skip_while(|c| *c != ' ').collect(),
                6 => chars = without_first_blank(&chars),
                // What it may be called for short.
                7 => chars = chars.split(|c| !c.is_alphanumeric()).filter_map(|word| word.first()).copied().collect(),
                _ => chars = chars.iter().flat_map(|c| c.to_uppercase()).collect(),
            }
        }
        chars.into_iter().collect()
    })
}

/// A listed name in the letters of another script, as somebody may write it who only hears it.
fn transcribed_name() -> impl Strategy<Value = String> {
    const LATIN: &str = "abcdefghijklmnopqrstuvwxyz";
    let letters = select(vec![
        "абцдефгхийклмнопкрстуввхйз",
        "αβκδεφγχιζκλμνοπκρστυβουχιζ",
        "ابكد فغهيجكلمنوبقرستوفوكيز",
        "אבקדהפגהיגקלמנופקרסטוווקיז",
        "აბკდეფგჰიჯკლმნოპქრსტუვვხიზ",
        "アブクドエフグハイジクルムンオプクルスツウヴワクイズ",
        "아브크드에프그흐이즈크르므느오프크르스트우브와크이즈",
        "阿布克德埃夫格赫伊吉克勒姆恩奥普克尔斯特乌维瓦克伊兹",
    ]);
    (any::<Pick>(), letters, option::of(0..3_usize)).prop_map(|(name, letters, without)| {
        let name = NAMES[name.index(NAMES.len())].to_lowercase();
        let vowel = |c: char| without == Some(0) && "aeo".contains(c);
        let letter = |c: char| LATIN.find(c).and_then(|at| letters.chars().nth(at)).unwrap_or(c);
        name.chars().filter(|&c| !vowel(c)).map(letter).collect()
    })
}

fn without_first_blank(chars: &[char]) -> Vec<char> {
    let blank = chars.iter().position(|c| *c == ' ');
    chars.iter().enumerate().filter(|&(at, _)| Some(at) != blank).map(|(_, c)| *c).collect()
}

/// Words of several listed names thrown together: much agrees, little as a whole.
fn mixed_name() -> impl Strategy<Value = String> {
    vec((any::<Pick>(), any::<Pick>()), 1..6).prop_map(|words| {
        let word = |(name, word): &(Pick, Pick)| {
            let words: Vec<&str> = NAMES[name.index(NAMES.len())].split(' ').collect();
            words[word.index(words.len())]
        };
        words.iter().map(word).collect::<Vec<_>>().join(" ")
    })
}

/// Any name that has something to compare.
fn any_name() -> impl Strategy<Value = String> {
    let name = prop_oneof![4 => listed_name(), 2 => mixed_name(), 2 => transcribed_name(), 1 => "\\PC{1,24}", 1 => "[a-z]{1,9}( [a-z]{1,9}){0,3}"];
    name.prop_filter("no letter and no digit", |name| !analyze(name, None).is_empty())
}

fn any_kind() -> impl Strategy<Value = Option<PartyKind>> {
    option::of(select(PartyKind::ALL.to_vec()))
}

/// Values of the parties, so that they often agree, and others.
fn any_query() -> impl Strategy<Value = Query> {
    let listed = |values: Vec<String>, other: &'static str| prop_oneof![3 => select(values), 1 => other];
    let births = PARTIES.iter().flat_map(|party| &party.dates).map(|event| event.date.to_string()).collect();
    let births = listed(births, "19[4-9][0-9]-0[1-9]-[12][0-8]|19[4-9][0-9]").boxed();
    let countries = PARTIES.iter().flat_map(|party| &party.countries).filter_map(|link| link.country.code);
    let countries = listed(countries.map(|code| code.to_string()).collect(), "FR|BR|KE");
    let identifiers = PARTIES.iter().flat_map(|party| &party.identifiers).map(|identifier| identifier.number.clone());
    let identifiers =
        listed(identifiers.collect::<Vec<String>>(), "([A-Z]{0,2}[0-9]{5,9})|(inn:[0-9]{10})|(imo:[0-9]{7})");
    let genders = option::weighted(0.3, select(vec![Gender::Male, Gender::Female]));
    let names = prop_oneof![5 => vec(any_name(), 1), 1 => vec(any_name(), 2..4)];
    let dates = (vec(births.clone(), 0..2), vec(births, 0..2));
    (names, any_kind(), dates, vec(countries, 0..3), genders, option::weighted(0.15, identifiers)).prop_map(
        |(names, kind, (births, foundations), countries, gender, identifier)| Query {
            names,
            kind,
            births: births.iter().map(|date| date.parse::<PartialDate>().unwrap()).collect(),
            foundations: foundations.iter().map(|date| date.parse::<PartialDate>().unwrap()).collect(),
            countries: countries.iter().map(|code| code.parse::<CountryCode>().unwrap()).collect(),
            gender,
            identifiers: identifier.into_iter().collect(),
        },
    )
}

fn word_count(form: &Form) -> usize {
    form.tokens.iter().filter(|token| matches!(token.kind, TokenKind::Word | TokenKind::Native)).count()
}

fn is_acronym(form: &Form) -> bool {
    form.tokens.iter().all(|token| token.kind == TokenKind::Acronym)
}

fn any_cutoff() -> impl Strategy<Value = f64> {
    prop_oneof![4 => select(vec![0.5, 0.6, 0.7, 0.8, 0.85, 0.95]), 1 => 0.05..=1.0]
}

proptest! {
    // `PROPTEST_CASES` may ask for more.
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases.max(1_000),
        // Names of one word are many, and some laws are not for them.
        max_global_rejects: 8_192,
        failure_persistence: None,
        // The gate asks the same questions every time.
        rng_seed: RngSeed::Fixed(20_250_708),
        ..ProptestConfig::default()
    })]

    #[test]
    fn candidates_are_enough(query in any_query(), cutoff in any_cutoff()) {
        let settings = settings(cutoff);
        let exhaustive = Settings { exhaustive: true, ..settings.clone() };
        prop_assert_eq!(screen(&query, &settings).hits, screen(&query, &exhaustive).hits);
    }

    #[test]
    fn a_name_is_identical_to_itself(name in any_name(), kind in any_kind()) {
        let score = SCREENER.compare_names(&name, &name, kind, &mut Session::default());
        prop_assert_eq!(score, name_factor(NameKind::Primary, false));
    }

    #[test]
    fn scores_are_symmetrical(a in any_name(), b in any_name(), kind in any_kind()) {
        // A listed name of one word is another matter than a query of one word.
        let words = |name: &str| analyze(name, kind).iter().filter(|form| !is_acronym(form)).map(word_count).min();
        prop_assume!(words(&a) > Some(1) && words(&b) > Some(1));
        let mut session = Session::default();
        let (there, back) = (SCREENER.compare_names(&a, &b, kind, &mut session), SCREENER.compare_names(&b, &a, kind, &mut session));
        prop_assert!((0.0..=1.0).contains(&there));
        prop_assert!((there - back).abs() < 1e-6, "{there} there, {back} back");
    }

    #[test]
    fn a_cutoff_changes_no_score_that_it_lets_through(query in any_query(), low in any_cutoff(), high in any_cutoff()) {
        let (low, high) = (low.min(high), low.max(high));
        let (mut more, fewer) = (screen(&query, &settings(low)).hits, screen(&query, &settings(high)).hits);
        more.retain(|hit| hit.score >= high);
        prop_assert_eq!(more, fewer);
    }

    #[test]
    fn explaining_is_scoring(query in any_query(), cutoff in any_cutoff()) {
        let mut session = Session::default();
        let plain = screen(&query, &settings(cutoff)).hits;
        let explaining = Settings { explain: true, ..settings(cutoff) };
        let explained = SCREENER.screen(&query, &explaining, &mut session).unwrap().hits;
        prop_assert_eq!(plain.len(), explained.len());
        for (plain, mut explained) in plain.into_iter().zip(explained) {
            let explanation = explained.explanation.take().expect("an explanation was asked for");
            prop_assert_eq!(&plain, &explained);
            prop_assert_eq!((explanation.score * 10_000.0).round() / 10_000.0, plain.score);
            let alone = SCREENER.explain(&query, &plain.party, &mut session).unwrap();
            prop_assert_eq!(alone.score.to_bits(), explanation.score.to_bits());
            prop_assert_eq!(alone, explanation);
        }
    }

    #[test]
    fn what_was_asked_before_does_not_matter(queries in vec(any_query(), 1..6), cutoff in any_cutoff()) {
        let mut session = Session::default();
        for query in &queries {
            let used = SCREENER.screen(query, &settings(cutoff), &mut session).unwrap();
            prop_assert_eq!(used, screen(query, &settings(cutoff)));
        }
    }

    #[test]
    fn a_limit_only_cuts_the_end(query in any_query(), cutoff in any_cutoff(), limit in 1_usize..5) {
        let mut all = screen(&query, &settings(cutoff)).hits;
        all.truncate(limit);
        prop_assert_eq!(screen(&query, &Settings { limit: Some(limit), ..settings(cutoff) }).hits, all);
    }

    #[test]
    fn listings_of_one_party_stand_together_where_the_best_stands(query in any_query(), cutoff in any_cutoff()) {
        let hits = screen(&query, &settings(cutoff)).hits;
        let rank = |hit: &Hit| (-hit.score, hit.party.clone());
        let parties: Vec<&[Hit]> = hits.chunk_by(|a, b| a.same_as.contains(&b.party)).collect();
        prop_assert!(parties.iter().all(|party| party.is_sorted_by_key(rank)), "{hits:?}");
        prop_assert!(parties.is_sorted_by_key(|party| rank(&party[0])), "{hits:?}");
        for (at, party) in parties.iter().enumerate() {
            let elsewhere = parties.iter().enumerate().filter(|(other, _)| *other != at).flat_map(|(_, hits)| *hits);
            let apart = elsewhere.filter(|hit| party[0].same_as.contains(&hit.party)).count();
            prop_assert_eq!(apart, 0, "{:?}", hits);
        }
    }

    #[test]
    fn the_right_birth_date_never_harms(name in listed_name(), party in any::<Pick>()) {
        let party = &PARTIES[party.index(PARTIES.len())];
        let Some(event) = party.dates.iter().find(|event| event.kind == namesieve::party::DateKind::Birth) else { return Ok(()) };
        let score = |query: &Query| SCREENER.explain(query, &party.id, &mut Session::default()).map(|explanation| explanation.score);
        let without = Query::named(name);
        let with = Query { births: vec![event.date], ..without.clone() };
        if let (Ok(without), Ok(with)) = (score(&without), score(&with)) {
            prop_assert!(with >= without, "{with} with the birth date, {without} without");
        }
    }
}

/// The sample's customers, several times over, so that there are more chunks than threads.
fn customers() -> Vec<Record> {
    let once = || Records::new(sample_customers().as_bytes(), InputFormat::Csv, Columns::default()).unwrap();
    (0..8).flat_map(|_| once()).map(|record| record.expect("every record of the sample can be read")).collect()
}

#[test]
fn bulk_is_single_and_threads_do_not_show() {
    let records = customers();
    let settings = settings(0.6);
    let single: Vec<Answer> = records.iter().map(|record| screen(&record.query, &settings)).collect();
    for threads in [1, 2, 7] {
        let mut bulk = Vec::new();
        let sink = |answers: Vec<Answer>| {
            bulk.extend(answers);
            Ok::<_, namesieve::Error>(())
        };
        let input = records.iter().cloned().map(Ok);
        screen_all(
            &SCREENER,
            &settings,
            input,
            NonZeroUsize::new(threads).unwrap(),
            |answers, screened| answers.push(screened.unwrap().answer),
            sink,
        )
        .unwrap();
        assert_eq!(bulk.len(), single.len(), "{threads} threads");
        for ((record, bulk), single) in records.iter().zip(&bulk).zip(&single) {
            assert_eq!(bulk, single, "{threads} threads: {}", record.name);
        }
    }
}

#[test]
fn a_rebuild_answers_the_same() {
    let mut turned = PARTIES.clone();
    turned.reverse();
    turned.rotate_left(41);
    let directory = tempfile::tempdir().unwrap();
    index::build(directory.path(), Vec::new(), turned.clone()).unwrap();
    let on_disk = Screener::new(Index::open(directory.path()).unwrap()).unwrap();
    let in_memory = screener(turned);
    let settings = Settings { explain: true, ..settings(0.5) };
    let records = Records::new(sample_customers().as_bytes(), InputFormat::Csv, Columns::default()).unwrap();
    for record in records {
        let query = record.unwrap().query;
        let want = screen(&query, &settings);
        for (how, screener) in [("on disk", &on_disk), ("in memory", &in_memory)] {
            let got = screener.screen(&query, &settings, &mut Session::default()).unwrap();
            assert_eq!(got, want, "{how}: {:?}", query.names);
        }
    }
}

#[test]
fn a_session_may_outlive_its_index() {
    let other = |name: &str| {
        let mut party = Party::new("own", "1", PartyKind::Person);
        party.names.push(namesieve::party::Name::new(name, NameKind::Primary, Default::default()));
        Screener::new(Index::in_memory(Vec::new(), vec![party]).unwrap()).unwrap()
    };
    let mut session = Session::default();
    for (screener, name) in
        [(&*SCREENER, "Song Kum Hyok"), (&other("Kum Song"), "Kum Song"), (&*SCREENER, "Song Kum Hyok")]
    {
        let answer = screener.screen(&Query::named(name), &Settings::default(), &mut session).unwrap();
        assert_eq!(
            answer,
            screener.screen(&Query::named(name), &Settings::default(), &mut Session::default()).unwrap()
        );
        assert!(answer.has_match(), "{name}");
    }
}

#[test]
fn repeated_words_are_identical_to_themselves() {
    for (count, word) in [(4, "ali"), (30, "abdul"), (64, "kim")] {
        let name = vec![word; count].join(" ");
        let score = SCREENER.compare_names(&name, &name, Some(PartyKind::Person), &mut Session::default());
        assert_eq!(score, name_factor(NameKind::Primary, false), "{count} times {word}");
    }
}
