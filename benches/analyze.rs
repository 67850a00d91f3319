//! How long does the analysis of one name take, by script?
//!
//! - measured: `name::analyze`, from text to tokens with roles, sounds and keys, romanizations included
//! - not measured: weights, which depend on the list
//! - corpus: one name for each script, publicly known parties and an invented company
//! - unit: one name; throughput in names a second
//! - engines: `analyzer`; `split`, the naive one, which only lowers case and splits at blanks
//! - run: `cargo bench --bench analyze`

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use namesieve::name::analyze;
use namesieve::party::PartyKind;

/// Script, name, number of forms, tokens of the first form.
const NAMES: [(&str, &str, PartyKind, usize, usize); 7] = [
    ("latin", "Kum-hyok Song", PartyKind::Person, 1, 3),
    (
        "latin-company",
        "Brightwater Veterinary Practice & Trading Company (Overseas) Limited",
        PartyKind::Organization,
        3,
        8,
    ),
    ("latin-accents", "Nicolás Maduro Moros", PartyKind::Person, 1, 3),
    ("cyrillic", "Асатрян Гайк Ванушевич", PartyKind::Person, 3, 3),
    ("arabic", "أيمن محمد ربيع الظواهري", PartyKind::Person, 3, 4),
    ("hangul", "송금혁", PartyKind::Person, 4, 1),
    ("han", "新疆生产建设兵团", PartyKind::Organization, 6, 8),
];

fn bench(c: &mut Criterion) {
    let mut group = c.benchmark_group("analyze");
    group.throughput(Throughput::Elements(1));
    for (script, name, kind, forms, tokens) in NAMES {
        let analyzed = analyze(name, Some(kind));
        assert_eq!((analyzed.len(), analyzed[0].tokens.len()), (forms, tokens), "{script}");
        group.bench_function(BenchmarkId::new(script, "analyzer"), |b| b.iter(|| analyze(black_box(name), Some(kind))));
        group.bench_function(BenchmarkId::new(script, "split"), |b| {
            b.iter(|| black_box(name).to_lowercase().split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        });
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
