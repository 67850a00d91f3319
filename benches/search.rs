//! How long does a full-text query take?
//!
//! - measured: `Searcher::search`, from the text of a query to ranked hits with snippets, facets where the case says so
//! - not measured: opening the index
//! - corpus: the sample; OFAC of June 2026; *names*: the longest word of each of 200 listed names, one after the other
//! - unit: one query, the 20 best hits; throughput in queries a second
//! - engines: `searcher`; `scan`, the naive one, which looks for the words in the names of every party, unranked
//! - run: `cargo bench --bench search`

mod corpus;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use namesieve::party::Party;
use namesieve::search::{Request, Searcher};
use namesieve::text::{fold, words};

/// Case, query, and the words, or the start of one, that a name must have one after the other.
const QUERIES: [(&str, &str, &[&str]); 4] = [
    ("word", "name:korea", &["korea "]),
    ("phrase", "name:\"kim yong chol\"", &["kim ", "yong ", "chol "]),
    ("prefix", "name:kala*", &["kala"]),
    ("facets", "name:bank type:organization", &["bank "]),
];

fn scan(parties: &[Party], wanted: &[&str]) -> usize {
    let wanted = format!(" {}", wanted.concat());
    let has = |name: &str| {
        let words: String = words(&fold(name)).into_iter().flat_map(|word| [word, " ".to_owned()]).collect();
        format!(" {words}").contains(&wanted)
    };
    parties.iter().filter(|party| party.names.iter().any(|name| has(&name.full))).count()
}

fn bench(c: &mut Criterion) {
    let mut group = c.benchmark_group("search");
    group.throughput(Throughput::Elements(1));
    for corpus in corpus::corpora() {
        let searcher = Searcher::new(&corpus.index()).expect("an index in memory can be read");
        for (case, query, wanted) in QUERIES {
            let facets = if case == "facets" { vec!["program".to_owned(), "country".to_owned()] } else { Vec::new() };
            let request = Request { facets, ..Request::new(query) };
            let found = searcher.search(&request).expect("the query can be read").total as usize;
            let scanned = scan(&corpus.parties, wanted);
            // The searcher also finds transliterations; `type:organization` leaves out some banks.
            assert!(found > 0 && (found >= scanned || case == "facets"), "{case}: {found} found, {scanned} scanned");
            let case = format!("{}-{case}", corpus.name);
            group.bench_function(BenchmarkId::new(&case, "searcher"), |b| {
                b.iter(|| searcher.search(black_box(&request)))
            });
            group.bench_function(BenchmarkId::new(&case, "scan"), |b| {
                b.iter(|| scan(&corpus.parties, black_box(wanted)))
            });
        }

        let names = corpus.parties.iter().step_by(corpus.parties.len().div_ceil(200)).map(|party| party.caption());
        let longest = |name| words(&fold(name)).into_iter().max_by_key(String::len);
        let listed: Vec<String> = names.filter_map(longest).collect();
        let requests: Vec<Request> = listed.iter().map(|word| Request::new(format!("\"{word}\""))).collect();
        for request in &requests {
            let found = searcher.search(request).expect("a word can be read").total;
            assert!(found > 0, "a listed word is found: {}", request.query);
        }
        let case = format!("{}-names", corpus.name);
        let (mut turn, mut word) = (requests.iter().cycle(), listed.iter().cycle());
        group.bench_function(BenchmarkId::new(&case, "searcher"), |b| {
            b.iter(|| searcher.search(turn.next().expect("there are names")))
        });
        group.bench_function(BenchmarkId::new(&case, "scan"), |b| {
            b.iter(|| scan(&corpus.parties, &[black_box(word.next().expect("there are names"))]))
        });
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
