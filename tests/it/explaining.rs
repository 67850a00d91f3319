//! Why somebody is no hit: the step at which it was lost, and what would have made it one.

use std::sync::LazyLock;

use namesieve::index::Index;
use namesieve::list;
use namesieve::party::{Gender, PartyKind};
use namesieve::score::{Miss, Step};
use namesieve::screen::{Query, Screener, Session};

static SCREENER: LazyLock<Screener> = LazyLock::new(|| {
    let index = Index::in_memory(Vec::new(), list::sample().parties).unwrap();
    Screener::new(index).unwrap()
});

fn miss(query: &Query, party: &str, cutoff: f64) -> Option<Miss> {
    SCREENER.miss(query, &party.into(), cutoff, &mut Session::default()).unwrap()
}

#[test]
fn a_miss_names_the_step_and_the_smallest_change_that_makes_a_hit() {
    let person = |name: &str| Query { kind: Some(PartyKind::Person), ..Query::named(name) };
    let born = |name: &str, date: &str| Query { births: vec![date.parse().unwrap()], ..person(name) };
    let song = "sample:song-kum-hyok";
    for (case, query, party, cutoff, lost_at, change) in [
        ("nothing in common", person("Xqzw Vvbb"), song, 0.7, Step::Words, None),
        (
            "a word other than listed",
            person("Song Chol"),
            song,
            0.7,
            Step::NameScore,
            Some("with `kum` in place of `chol`"),
        ),
        (
            "a word too much",
            person("Kum Hyok Song Ferdinand Weber"),
            song,
            0.95,
            Step::NameScore,
            Some("without `ferdinand`"),
        ),
        (
            "another birth date",
            born("Song Kum Hyok", "1952-03-05"),
            song,
            0.9,
            Step::Attributes,
            Some("without the contradicting birth date"),
        ),
        (
            "a weak alias",
            person("Ibrahim al-Madani"),
            "sample:zidane-mohammed-salahaldin",
            0.9,
            Step::NameKind,
            Some("if the list did not call the name weak"),
        ),
    ] {
        let miss = miss(&query, party, cutoff).unwrap_or_else(|| panic!("{case}: a hit"));
        assert_eq!(miss.lost_at, lost_at, "{case}: {miss:?}");
        let first = miss.changes.first();
        match change {
            Some(change) => {
                let first = first.unwrap_or_else(|| panic!("{case}: {miss:?}"));
                assert!(first.what.starts_with(change) && first.is_hit && first.score >= cutoff, "{case}: {miss:?}");
                assert!(miss.sentence.contains(&first.what), "{case}: {}", miss.sentence);
            }
            None => assert!(!first.is_some_and(|change| change.is_hit), "{case}: {miss:?}"),
        }
        let score = miss.steps.last().map(|step| step.score).unwrap();
        assert!((cutoff - score - miss.missing).abs() < 1e-4, "{case}");
        assert!(miss.changes.iter().all(|change| change.score > score), "{case}: no change is for the worse");
        assert!(miss.names.is_sorted_by(|a, b| a.score >= b.score), "{case}: the best name first");
    }
    assert_eq!(miss(&person("Song Kum Hyok"), song, 0.7), None, "a hit is no miss");
}

/// What is said to make a hit does so when it is asked.
#[test]
fn a_change_is_what_asking_so_would_give() {
    let song = "sample:song-kum-hyok";
    let asked = |query: &Query| SCREENER.explain(query, &song.into(), &mut Session::default()).unwrap().score;
    let contradicted = Query {
        births: vec!["1952-03-05".parse().unwrap()],
        gender: Some(Gender::Female),
        ..Query::named("Song Kum Hyok")
    };
    let lost = miss(&contradicted, song, 0.99).unwrap();
    let change = |what: &str| lost.changes.iter().find(|change| change.what.contains(what)).map(|change| change.score);
    let without_date = Query { births: Vec::new(), ..contradicted.clone() };
    assert_eq!(change("birth date"), Some(asked(&without_date)), "{lost:?}");
    let replaced = miss(&Query::named("Song Chol"), song, 0.7).unwrap();
    assert_eq!(replaced.changes[0].score, asked(&Query::named("Song Kum")), "{replaced:?}");
}
