//! How long does the score of one pair of names take?
//!
//! - measured: `score::compare`, the likeness of tokens looked up (*remembered*, as screening does) or computed (*afresh*, as
//!   exhaustive screening and explanations do)
//! - not measured: analysis, candidates, attributes
//! - corpus: a name and the listed name of the sample that is most like it; *candidates*: all pairs that screening scores of the sample's
//!   customers, and of 1,000 made-up US customers against OFAC of June 2026, one after the other
//! - unit: one pair of forms, on average over the candidates; throughput in pairs a second
//! - engines: `remembered`, `afresh`; `table`, the naive one: edit distance of the whole names with a table allocated for each pair, which
//!   knows neither order nor weight
//! - run: `cargo bench --bench score`

mod corpus;

use std::hint::black_box;
use std::time::{Duration, Instant};

use corpus::Corpus;
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use namesieve::candidate::{Counterparts, Finder, ListedForm, Names, QueryForm};
use namesieve::name::{Form, Similarity, Spelling, analyze, similarity};
use namesieve::score::{Attributes, Likeness, Scratch, compare, least_name_score};
use namesieve::screen::DEFAULT_THRESHOLD;

/// Case and name.
const NAMES: [(&str, &str); 4] = [
    ("order", "Kum Hyok Song"),
    ("transcription", "Gayk Asatrian"),
    ("company", "Korea Mining & Development Trading Corp."),
    ("merged", "Songkumhyok"),
];

struct Remembered<'a, 'q> {
    counterparts: &'a Counterparts<'q>,
    listed: ListedForm<'a>,
}

impl Likeness for Remembered<'_, '_> {
    fn similarity(&self, query: usize, listed: usize) -> Option<Similarity> {
        self.counterparts.similarity(query, self.listed.token(listed))
    }

    fn may_split(&self, query: usize) -> bool {
        self.counterparts.is_split(query, self.listed.number())
    }
}

struct Afresh<'a> {
    query: &'a QueryForm,
    spellings: &'a [Spelling],
    listed: &'a Form,
}

impl Likeness for Afresh<'_> {
    fn similarity(&self, query: usize, listed: usize) -> Option<Similarity> {
        similarity(self.query.token(query), &self.spellings[query], self.listed.tokens[listed].as_ref())
    }
}

fn table(a: &[char], b: &[char]) -> usize {
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i][j] = match (i, j) {
                (0, _) => j,
                (_, 0) => i,
                _ => {
                    let substituted = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                    substituted.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1)
                }
            };
        }
    }
    table[a.len()][b.len()]
}

fn bench(c: &mut Criterion) {
    let mut group = c.benchmark_group("score");
    group.throughput(Throughput::Elements(1));
    let corpora = corpus::corpora();
    let screener = corpora[0].screener();
    let names = screener.names();
    let (mut finder, mut scratch, mut pairs) = (Finder::default(), Scratch::default(), Vec::new());
    for (case, name) in NAMES {
        let query = QueryForm::new(&analyze(name, None)[0], names);
        finder.find(&query, names, 0.5);
        let counterparts = query.counterparts(names).expect("they were found");
        let score = |listed: u32, scratch: &mut Scratch, pairs: &mut Vec<_>| {
            let listed = names.form(listed);
            compare::<false>(&query, &listed, &Remembered { counterparts: &counterparts, listed }, scratch, pairs).value
        };
        let scored = finder.found().iter().map(|&listed| (score(listed, &mut scratch, &mut pairs), listed));
        let (value, listed) = scored.max_by(|a, b| a.0.total_cmp(&b.0)).expect("each name is like a listed one");
        assert!(value > 0.7, "{case}: {value}");

        let view = names.form(listed);
        let form = view.to_form();
        let spellings = query.spellings();
        let afresh = Afresh { query: &query, spellings: &spellings, listed: &form };
        assert_eq!(
            compare::<false>(&query, &view, &afresh, &mut scratch, &mut pairs).value.to_bits(),
            value.to_bits(),
            "{case}"
        );

        group.bench_function(BenchmarkId::new(case, "remembered"), |b| {
            b.iter(|| score(black_box(listed), &mut scratch, &mut pairs));
        });
        group.bench_function(BenchmarkId::new(case, "afresh"), |b| {
            b.iter(|| compare::<false>(black_box(&query), &view, &afresh, &mut scratch, &mut pairs).value);
        });
        let a: Vec<char> = name.chars().collect();
        let b: Vec<char> =
            form.tokens.iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ").chars().collect();
        group.bench_function(BenchmarkId::new(case, "table"), |bench| {
            bench.iter(|| table(black_box(&a), black_box(&b)))
        });
    }
    for corpus in &corpora {
        let screener = corpus.screener();
        candidates(&mut group, corpus, screener.names());
    }
}

/// The clock is read once for that many scores of each pair, so that it does not count.
const TIMES: u32 = 10;

/// All pairs that screening scores, query by query, as what is like the tokens of one is at hand until the next.
fn candidates(group: &mut BenchmarkGroup<'_, WallTime>, corpus: &Corpus, names: &Names) {
    let least = least_name_score(DEFAULT_THRESHOLD, &Attributes::default());
    let forms = corpus.customers.iter().take(5_000).flat_map(|name| analyze(name, None));
    let queries: Vec<QueryForm> = forms.map(|form| QueryForm::new(&form, names)).collect();
    let (mut finder, mut scratch, mut pairs) = (Finder::default(), Scratch::default(), Vec::new());
    let mut score_all = || {
        let (mut elapsed, mut scored, mut most) = (Duration::ZERO, 0, 0.0_f64);
        for query in &queries {
            finder.find(query, names, least);
            let counterparts = query.counterparts(names).expect("they were found");
            let start = Instant::now();
            for _ in 0..TIMES {
                for &listed in finder.found() {
                    let listed = names.form(black_box(listed));
                    let likeness = Remembered { counterparts: &counterparts, listed };
                    most = most.max(compare::<false>(query, &listed, &likeness, &mut scratch, &mut pairs).value);
                }
            }
            elapsed += start.elapsed() / TIMES;
            scored += finder.found().len() as u64;
        }
        (elapsed, scored, most)
    };
    let (_, scored, most) = score_all();
    assert!(most >= least, "some customer is listed");
    group.throughput(Throughput::Elements(scored));
    group.bench_function(BenchmarkId::new(format!("{}-candidates", corpus.name), "remembered"), |b| {
        b.iter_custom(|rounds| (0..rounds).map(|_| score_all().0).sum());
    });
}

criterion_group!(benches, bench);
criterion_main!(benches);
