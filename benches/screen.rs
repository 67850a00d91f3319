//! How long does the answer for one name take?
//!
//! - measured: `Screener::screen`, from the text of a name to hits; *cold* forgets all tokens before each query (forgetting included),
//!   *warm* has seen every token and every party that was hit
//! - not measured: opening the index, reading customers, writing answers
//! - corpus: the sample with its customers; OFAC of June 2026 with 1,000 made-up US customers
//! - unit: one name; throughput in names a second
//! - engines: `screener`; `exhaustive`, the naive one, which scores every listed name and gives the same answer; `rapidfuzz`, the rival, which
//!   compares the sorted words of the name with those of every listed name by the crate of that name (Indel, cutoff 0.85) and nothing else
//! - run: `cargo bench --bench screen`

mod corpus;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use namesieve::screen::{Session, Settings};
use namesieve::text::{fold, words};
use rapidfuzz::distance::indel;

/// From where on the rival takes two names for alike.
const CUTOFF: f64 = 0.85;

fn sorted_words(name: &str) -> Vec<char> {
    let mut words = words(&fold(name));
    words.sort_unstable();
    words.join(" ").chars().collect()
}

/// How many listed names are like one, by edits alone.
fn alike(name: &[char], listed: &[Vec<char>]) -> usize {
    let scorer = indel::BatchComparator::new(name.iter().copied());
    let args = indel::Args::default().score_cutoff(CUTOFF);
    let is_alike =
        |listed: &&Vec<char>| scorer.normalized_similarity_with_args(listed.iter().copied(), &args).is_some();
    listed.iter().filter(is_alike).count()
}

fn bench(c: &mut Criterion) {
    let settings = Settings::default();
    let exhaustive = Settings { exhaustive: true, ..settings.clone() };
    let mut group = c.benchmark_group("screen");
    group.throughput(Throughput::Elements(1));
    for corpus in corpus::corpora() {
        let screener = corpus.screener();
        let queries = corpus.queries(1_000);
        let mut session = Session::default();
        let mut ask = |at: usize, settings: &Settings, forget: bool| {
            if forget {
                session.forget();
            }
            screener
                .screen(black_box(&queries[at % queries.len()]), settings, &mut session)
                .expect("a customer can be screened")
                .hits
        };
        for at in (0..queries.len()).step_by(20) {
            assert_eq!(ask(at, &settings, false), ask(at, &exhaustive, false), "{:?}", queries[at].names);
        }
        let mut turn = 0;
        let mut next = || {
            turn += 1;
            turn
        };
        group.bench_function(BenchmarkId::new(format!("{}-cold", corpus.name), "screener"), |b| {
            b.iter(|| ask(next(), &settings, true));
        });
        (0..queries.len()).for_each(|at| drop(ask(at, &settings, false)));
        group.bench_function(BenchmarkId::new(format!("{}-warm", corpus.name), "screener"), |b| {
            b.iter(|| ask(next(), &settings, false));
        });
        group.bench_function(BenchmarkId::new(corpus.name, "exhaustive"), |b| {
            b.iter(|| ask(next(), &exhaustive, false))
        });
        let listed = corpus.parties.iter().flat_map(|party| &party.names);
        let listed: Vec<Vec<char>> = listed.map(|name| sorted_words(&name.full)).collect();
        let names: Vec<Vec<char>> = queries.iter().map(|query| sorted_words(&query.names[0])).collect();
        for name in listed.iter().step_by(listed.len() / 10) {
            assert!(alike(name, &listed) >= 1, "a listed name is like itself: {name:?}");
        }
        group.bench_function(BenchmarkId::new(corpus.name, "rapidfuzz"), |b| {
            b.iter(|| alike(black_box(&names[next() % names.len()]), &listed))
        });
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
