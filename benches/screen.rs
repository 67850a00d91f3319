//! How long does the answer for one name take?
//!
//! - measured: `Screener::screen`, from the text of a name to hits; *cold* forgets all tokens before each query (forgetting included),
//!   *warm* has seen every token and every party that was hit
//! - not measured: opening the index, reading customers, writing answers
//! - corpus: the sample with its customers; OFAC of June 2026 with 1,000 made-up US customers
//! - unit: one name
//! - engines: `screener`; `exhaustive`, the naive one, which scores every listed name and gives the same answer
//! - run: `cargo bench --bench screen`

mod corpus;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use namesieve::screen::{Session, Settings};

fn bench(c: &mut Criterion) {
    let settings = Settings::default();
    let exhaustive = Settings { exhaustive: true, ..settings.clone() };
    let mut group = c.benchmark_group("screen");
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
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
