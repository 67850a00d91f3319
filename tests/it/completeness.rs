//! The library's own differential test, as a user of the library would run it.

use std::num::NonZeroUsize;
use std::time::Duration;

use namesieve::eval::{Latency, Measured, latency, lossless, mutated_names};
use namesieve::index::Index;
use namesieve::limits::MAX_THREADS;
use namesieve::screen::{Query, Screener, Settings, screen_all};
use namesieve::{Error, list};

fn screener() -> Screener {
    Screener::new(Index::in_memory(Vec::new(), list::sample().parties).unwrap()).unwrap()
}

#[test]
fn the_sample_loses_nothing() {
    let screener = screener();
    let mut queries: Vec<Query> = mutated_names(&screener, 120, 1).unwrap().into_iter().map(Query::named).collect();
    queries.push(Query::named("..."));
    let thresholds = [0.85, 0.5, 0.7];
    let report = lossless(&screener, &queries, &thresholds, NonZeroUsize::new(3).unwrap()).unwrap();
    assert_eq!((report.queries, report.skipped), (120, 1));
    assert_eq!(report.differences, 0, "{:#?}", report.examples);
    assert!(report.hits >= 120, "changed names still find their parties: {report:?}");
    assert!(report.candidates < report.pairs);
    assert_eq!(report, lossless(&screener, &queries, &thresholds, NonZeroUsize::MIN).unwrap());
}

#[test]
fn the_seed_decides_which_names() {
    let screener = screener();
    let names = mutated_names(&screener, 200, 7).unwrap();
    assert_eq!(names, mutated_names(&screener, 200, 7).unwrap());
    assert_ne!(names, mutated_names(&screener, 200, 8).unwrap());
    assert!(names.iter().all(|name| !name.is_empty()));
}

#[test]
fn threads_have_a_most() {
    let screener = screener();
    let (queries, settings) = ([Query::named("a")], Settings::default());
    for threads in [MAX_THREADS.checked_add(1).unwrap(), NonZeroUsize::MAX] {
        let how = Latency { threads, cold_limit: 1, least: Duration::ZERO, rates: Vec::new(), checked: 0 };
        let side = Measured { screener: &screener, settings: &settings };
        let none = std::iter::empty();
        for error in [
            screen_all(&screener, &settings, none, threads, |(), _| {}, |()| Ok::<_, Error>(())).unwrap_err(),
            lossless(&screener, &queries, &[0.7], threads).unwrap_err(),
            latency(side, &queries, &how).unwrap_err(),
        ] {
            assert_eq!(error.to_string(), format!("{threads} threads are over the most of {MAX_THREADS}"));
        }
    }
}
