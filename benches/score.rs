//! How long does the score of one pair of names take?
//!
//! - measured: `score::compare`, the likeness of tokens looked up (*remembered*, as screening does) or computed (*afresh*, as
//!   exhaustive screening and explanations do)
//! - not measured: analysis, candidates, attributes
//! - corpus: a name and the listed name of the sample that is most like it
//! - unit: one pair of forms
//! - engines: `remembered`, `afresh`; `table`, the naive one: edit distance of the whole names with a table allocated for each pair, which
//!   knows neither order nor weight
//! - run: `cargo bench --bench score`

mod corpus;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use namesieve::candidate::{Finder, ListedForm, QueryForm};
use namesieve::name::{Form, Similarity, Spelling, analyze, similarity};
use namesieve::score::{Likeness, Scratch, compare};

/// Case and name.
const NAMES: [(&str, &str); 4] = [
    ("order", "Kum Hyok Song"),
    ("transcription", "Gayk Asatrian"),
    ("company", "Korea Mining & Development Trading Corp."),
    ("merged", "Songkumhyok"),
];

struct Remembered<'a> {
    finder: &'a Finder,
    listed: &'a ListedForm<'a>,
}

impl Likeness for Remembered<'_> {
    fn similarity(&self, query: usize, listed: usize) -> Option<Similarity> {
        self.finder.similarity(query, self.listed.token(listed))
    }

    fn may_split(&self, query: usize) -> bool {
        self.finder.is_split(query)
    }

    fn may_join(&self, joined: usize) -> bool {
        self.finder.is_joined(joined)
    }
}

struct Afresh<'a> {
    query: &'a QueryForm,
    spellings: &'a [Spelling],
    listed: &'a Form,
}

impl Likeness for Afresh<'_> {
    fn similarity(&self, query: usize, listed: usize) -> Option<Similarity> {
        similarity(&self.query.tokens()[query], &self.spellings[query], self.listed.tokens[listed].as_ref())
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
    let corpora = corpus::corpora();
    let screener = corpora[0].screener();
    let names = screener.names();
    let (mut finder, mut scratch, mut pairs) = (Finder::default(), Scratch::default(), Vec::new());
    for (case, name) in NAMES {
        let query = QueryForm::new(&analyze(name, None)[0], names);
        finder.find(&query, names, 0.5);
        let score = |listed: u32, scratch: &mut Scratch, pairs: &mut Vec<_>| {
            let listed = &names.form(listed);
            compare::<false>(&query, listed, &Remembered { finder: &finder, listed }, scratch, pairs).value
        };
        let scored = finder.found().iter().map(|&listed| (score(listed, &mut scratch, &mut pairs), listed));
        let (value, listed) = scored.max_by(|a, b| a.0.total_cmp(&b.0)).expect("each name is like a listed one");
        assert!(value > 0.7, "{case}: {value}");

        let view = names.form(listed);
        let form = view.to_form();
        let spellings: Vec<Spelling> = query.tokens().iter().map(Spelling::new).collect();
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
}

criterion_group!(benches, bench);
criterion_main!(benches);
