//! How long does it take to find the listed names that could reach the threshold?
//!
//! - measured: `Finder::find`; *cold* forgets all tokens before each query (forgetting included), *warm* has seen every token
//! - not measured: analysis of the query, scores of what was found
//! - corpus: the sample with its customers; OFAC of June 2026 with 1,000 made-up US customers
//! - unit: one query of one form
//! - engines: `finder`; `scan`, the naive one, which scores every listed name and keeps those that reach the threshold
//! - run: `cargo bench --bench candidates`

mod corpus;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use namesieve::candidate::{Finder, Names, QueryForm};
use namesieve::name::{Similarity, Spelling, TokenRef, analyze, similarity};
use namesieve::score::{Attributes, Likeness, Scratch, compare, least_name_score};
use namesieve::screen::DEFAULT_THRESHOLD;

struct Plain<'a> {
    query: &'a QueryForm,
    spellings: &'a [Spelling],
    listed: &'a [TokenRef<'a>],
}

impl Likeness for Plain<'_> {
    fn similarity(&self, query: usize, listed: usize) -> Option<Similarity> {
        similarity(&self.query.tokens()[query], &self.spellings[query], self.listed[listed])
    }
}

fn scan(query: &QueryForm, names: &Names, least: f64, scratch: &mut Scratch) -> Vec<u32> {
    use namesieve::name::Units as _;
    let spellings: Vec<Spelling> = query.tokens().iter().map(Spelling::new).collect();
    let reaches = |&form: &u32| {
        let form = names.form(form);
        let listed: Vec<TokenRef<'_>> = (0..form.len()).map(|at| names.token(form.token(at))).collect();
        let likeness = Plain { query, spellings: &spellings, listed: &listed };
        compare::<false>(query, &form, &likeness, scratch, &mut Vec::new()).value >= least
    };
    (0..names.len() as u32).filter(reaches).collect()
}

fn bench(c: &mut Criterion) {
    let least = least_name_score(DEFAULT_THRESHOLD, &Attributes::default());
    let mut group = c.benchmark_group("candidates");
    for corpus in corpus::corpora() {
        let names = Names::load(&corpus.index()).expect("an index in memory can be read");
        let forms = corpus.customers.iter().take(1_000).flat_map(|name| analyze(name, None));
        let queries: Vec<QueryForm> = forms.map(|form| QueryForm::new(&form, &names)).collect();
        let (mut finder, mut scratch) = (Finder::default(), Scratch::default());
        for query in queries.iter().take(50) {
            finder.find(query, &names, least);
            for form in scan(query, &names, least, &mut scratch) {
                assert!(finder.found().contains(&form), "lost form {form} of {:?}", query.tokens());
            }
        }
        let mut turn = queries.iter().cycle();
        group.bench_function(BenchmarkId::new(format!("{}-cold", corpus.name), "finder"), |b| {
            b.iter(|| {
                finder.forget();
                finder.find(turn.next().unwrap(), &names, black_box(least));
                finder.found().len()
            });
        });
        queries.iter().for_each(|query| finder.find(query, &names, least));
        group.bench_function(BenchmarkId::new(format!("{}-warm", corpus.name), "finder"), |b| {
            b.iter(|| {
                finder.find(turn.next().unwrap(), &names, black_box(least));
                finder.found().len()
            });
        });
        group.bench_function(BenchmarkId::new(corpus.name, "scan"), |b| {
            b.iter(|| scan(turn.next().unwrap(), &names, black_box(least), &mut scratch));
        });
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
