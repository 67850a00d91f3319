//! How long does it take to read a list and to build an index of it?
//!
//! - measured: *read*: bytes of a list to parties; *index*: parties to an index in memory or on disk, synced
//! - not measured: copying the parties that a build consumes
//! - corpus: the sample; OFAC of June 2026, whose files are in the system's cache after the first run
//! - unit: one list; throughput in parties a second
//! - engines: `reader`, `in-memory`, `on-disk`, and `screener`, which loads what screening needs from an index; `json-lines`, the naive one, which
//!   only writes the parties one after the other
//! - run: `cargo bench --bench build`

mod corpus;

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use namesieve::index::{Index, build};
use namesieve::list;
use namesieve::screen::Screener;

fn bench(c: &mut Criterion) {
    let mut group = c.benchmark_group("build");
    group.sample_size(10);
    for corpus in corpus::corpora() {
        let parties = &corpus.parties;
        group.throughput(Throughput::Elements(parties.len() as u64));
        let read = || match corpus.name {
            "sample" => list::sample(),
            _ => list::read(&corpus::ofac().expect("it was there"), None).expect("it was read before"),
        };
        assert_eq!(read().parties, *parties, "reading again gives the same");
        group.bench_function(BenchmarkId::new(format!("{}-read", corpus.name), "reader"), |b| b.iter(read));

        let index = Index::in_memory(Vec::new(), parties.clone()).expect("a list that was read makes an index");
        assert_eq!(index.len(), parties.len());
        let case = format!("{}-index", corpus.name);
        group.bench_function(BenchmarkId::new(&case, "in-memory"), |b| {
            b.iter_batched(|| parties.clone(), |parties| Index::in_memory(Vec::new(), parties), BatchSize::LargeInput);
        });
        let directory = tempfile::tempdir().expect("there is a place for temporary files");
        group.bench_function(BenchmarkId::new(&case, "on-disk"), |b| {
            let build = |parties| build(directory.path(), Vec::new(), parties).expect("the directory can be written");
            b.iter_batched(|| parties.clone(), build, BatchSize::LargeInput);
        });
        assert_eq!(Index::open(directory.path()).map(|index| index.len()).ok(), Some(parties.len()));
        group.bench_function(BenchmarkId::new(&case, "json-lines"), |b| {
            b.iter(|| {
                parties
                    .iter()
                    .map(|party| serde_json::to_vec(black_box(party)).map_or(0, |line| line.len()))
                    .sum::<usize>()
            });
        });
        group.bench_function(BenchmarkId::new(format!("{}-load", corpus.name), "screener"), |b| {
            b.iter(|| Screener::new(index.clone()));
        });
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
