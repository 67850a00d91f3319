//! How long does it take to find the listed names that could reach the threshold, and the listed tokens that are like one?
//!
//! - measured: `Finder::find`; *cold* has seen none of the query's tokens, *warm* has seen every token; of
//!   a *token* with a cutoff that no name reaches, so that none is visited
//! - not measured: analysis of the query, scores of what was found
//! - corpus: the sample with its customers; OFAC of June 2026 with 1,000 made-up US customers; for tokens also *large*, a name of each
//!   first name and each last name of the shared folder
//! - unit: one query of one form; one distinct word of the customers
//! - engines: `finder`; `scan`, the naive one, which scores every listed name and keeps those that reach the threshold, or compares
//!   every listed token
//! - run: `cargo bench --bench candidates`

mod corpus;

use std::collections::HashSet;
use std::fs;
use std::hint::black_box;

use corpus::{Corpus, corpora, shared};
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use namesieve::candidate::{Finder, Names, QueryForm};
use namesieve::name::{Form, Scheme, Similarity, Spelling, TokenKind, TokenRef, analyze, similarity};
use namesieve::party::{Name, NameKind, Origin, Party, PartyKind};
use namesieve::score::{Attributes, Likeness, Scratch, compare, least_name_score};
use namesieve::screen::DEFAULT_THRESHOLD;

struct Plain<'a> {
    query: &'a QueryForm,
    spellings: &'a [Spelling],
    listed: &'a [TokenRef<'a>],
}

impl Likeness for Plain<'_> {
    fn similarity(&self, query: usize, listed: usize) -> Option<Similarity> {
        similarity(self.query.token(query), &self.spellings[query], self.listed[listed])
    }
}

fn scan(query: &QueryForm, names: &Names, least: f64, scratch: &mut Scratch) -> Vec<u32> {
    use namesieve::name::Units as _;
    let spellings = query.spellings();
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
    for corpus in corpora() {
        let names = Names::load(&corpus.index()).expect("an index in memory can be read");
        let forms = corpus.customers.iter().take(1_000).flat_map(|name| analyze(name, None));
        let queries: Vec<QueryForm> = forms.map(|form| QueryForm::new(&form, &names)).collect();
        let (mut finder, mut scratch) = (Finder::default(), Scratch::default());
        for query in queries.iter().take(50) {
            finder.find(query, &names, least);
            for form in scan(query, &names, least, &mut scratch) {
                assert!(finder.found().contains(&form), "lost form {form} of {:?}", query.to_form());
            }
        }
        let mut turn = queries.iter().cycle();
        group.bench_function(BenchmarkId::new(format!("{}-cold", corpus.name), "finder"), |b| {
            let unseen = || QueryForm::new(&turn.next().unwrap().to_form(), &names);
            let find = |query| {
                finder.find(&query, &names, black_box(least));
                query
            };
            b.iter_batched(unseen, find, BatchSize::SmallInput);
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

/// Above every score, so that no name is visited.
const NONE: f64 = 2.0;

fn tokens(c: &mut Criterion) {
    let mut group = c.benchmark_group("tokens");
    group.throughput(Throughput::Elements(1));
    for corpus in corpora().into_iter().chain(large()) {
        let names = Names::load(&corpus.index()).expect("an index in memory can be read");
        let mut seen = HashSet::new();
        let words = corpus.customers.iter().flat_map(|name| analyze(name, None)).flat_map(|form| form.tokens);
        let words = words.filter(|token| token.kind == TokenKind::Word && seen.insert(token.text.clone())).take(5_000);
        let queries: Vec<QueryForm> =
            words.map(|word| QueryForm::new(&Form { scheme: Scheme::Written, tokens: vec![word] }, &names)).collect();
        let every = || 0..names.distinct_tokens() as u32;
        let mut finder = Finder::default();
        for query in queries.iter().take(20) {
            finder.find(query, &names, NONE);
            let word = query.token(0);
            let counterparts = query.counterparts(&names).expect("they were found");
            let spelling = Spelling::new(word);
            for token in every() {
                let want = similarity(word, &spelling, names.token(token));
                assert_eq!(counterparts.similarity(0, token), want, "{} and {}", word.text, names.token(token).text);
            }
        }
        let mut turn = queries.iter().cycle();
        group.bench_function(BenchmarkId::new(corpus.name, "finder"), |b| {
            let unseen = || QueryForm::new(&turn.next().unwrap().to_form(), &names);
            let find = |query| {
                finder.find(&query, &names, black_box(NONE));
                query
            };
            b.iter_batched(unseen, find, BatchSize::SmallInput);
        });
        group.bench_function(BenchmarkId::new(corpus.name, "scan"), |b| {
            b.iter(|| {
                let word = turn.next().unwrap().token(0);
                let spelling = Spelling::new(word);
                every().filter_map(|token| similarity(word, &spelling, names.token(token))).count()
            });
        });
    }
}

/// Some two hundred thousand words, with the customers of OFAC's list.
fn large() -> Option<Corpus> {
    let lines = |path| Some(fs::read_to_string(shared(path)?).expect("the names of the shared folder can be read"));
    let (first, last) = (lines("load/first_names.txt")?, lines("load/last_names.txt")?);
    let names = first.lines().zip(last.lines().cycle()).enumerate();
    let parties = names.map(|(at, (first, last))| {
        let mut party = Party::new("large", &at.to_string(), PartyKind::Person);
        party.names.push(Name::new(format!("{first} {last}"), NameKind::Primary, Origin::default()));
        party
    });
    let customers = corpora().pop()?.customers;
    Some(Corpus { name: "large", parties: parties.collect(), customers })
}

criterion_group!(benches, bench, tokens);
criterion_main!(benches);
