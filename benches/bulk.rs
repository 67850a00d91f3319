//! How many names a second does bulk screening do, on one thread and on all?
//!
//! - measured: `screen_all` from records in memory to counted matches; each run starts with sessions that remember nothing
//!   or, *input*, from a customer file in memory to records
//! - not measured: writing the output
//! - corpus: the sample with its customers, twenty times over; OFAC of June 2026 with 5,000 made-up US customers
//! - unit: names a second
//! - engines: `1-thread`, `all-threads`; `exhaustive`, the naive one, on one thread, on the first 50 names; `records`; `csv`, the naive one,
//!   which only takes lines apart by the crate of that name
//! - run: `cargo bench --bench bulk`

mod corpus;

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::thread::available_parallelism;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use csv::ByteRecord;
use namesieve::screen::{Columns, InputFormat, Query, Record, Records, Screener, Settings, screen_all};

fn matches(screener: &Screener, settings: &Settings, records: &[Record], threads: NonZeroUsize) -> usize {
    let mut matches = 0;
    let add = |some: usize| {
        matches += some;
        Ok::<_, namesieve::Error>(())
    };
    let records = records.iter().cloned().map(Ok);
    screen_all(
        screener,
        settings,
        records,
        threads,
        |matches, screened| *matches += usize::from(screened.is_ok_and(|screened| screened.answer.has_match())),
        add,
    )
    .expect("an index in memory can be read");
    matches
}

fn bench(c: &mut Criterion) {
    let all = available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let mut group = c.benchmark_group("bulk");
    group.sample_size(10);
    for corpus in corpus::corpora() {
        let screener = corpus.screener();
        let names = corpus.customers.iter().cycle().take(if corpus.name == "sample" {
            20 * corpus.customers.len()
        } else {
            5_000
        });
        let records: Vec<Record> = (1..)
            .zip(names)
            .map(|(row, name)| Record {
                row,
                id: String::new(),
                name: name.clone(),
                query: Query::named(name),
                expected: Vec::new(),
                ignored: Vec::new(),
            })
            .collect();
        let settings = Settings::default();
        let exhaustive = Settings { exhaustive: true, ..settings.clone() };
        let few = &records[..50];
        let want = matches(&screener, &settings, &records, NonZeroUsize::MIN);
        assert_eq!(want, matches(&screener, &settings, &records, all), "threads do not show");
        assert_eq!(
            matches(&screener, &settings, few, NonZeroUsize::MIN),
            matches(&screener, &exhaustive, few, NonZeroUsize::MIN),
            "nothing is lost"
        );
        group.throughput(Throughput::Elements(records.len() as u64));
        for (engine, threads) in [("1-thread", NonZeroUsize::MIN), ("all-threads", all)] {
            group.bench_function(BenchmarkId::new(corpus.name, engine), |b| {
                b.iter(|| matches(&screener, &settings, &records, threads));
            });
        }
        group.throughput(Throughput::Elements(few.len() as u64));
        group.bench_function(BenchmarkId::new(corpus.name, "exhaustive"), |b| {
            b.iter(|| matches(&screener, &exhaustive, few, NonZeroUsize::MIN));
        });

        let mut file = "id,name,birth_date,gender,country\n".to_owned();
        for record in &records {
            file += &format!("c-{},\"{}\",1972-11-21,female,FR\n", record.row, record.name.replace('"', "\"\""));
        }
        let read = || {
            let records = Records::new(black_box(file.as_bytes()), InputFormat::Csv, Columns::default());
            records.expect("the header is right").filter(|record| record.is_ok()).count()
        };
        let take_apart = || {
            let mut reader = csv::Reader::from_reader(black_box(file.as_bytes()));
            let (mut record, mut count) = (ByteRecord::new(), 0);
            while reader.read_byte_record(&mut record).expect("memory can be read") {
                count += 1;
            }
            count
        };
        assert_eq!((read(), take_apart()), (records.len(), records.len()));
        group.throughput(Throughput::Elements(records.len() as u64));
        group.bench_function(BenchmarkId::new(format!("{}-input", corpus.name), "records"), |b| b.iter(read));
        group.bench_function(BenchmarkId::new(format!("{}-input", corpus.name), "csv"), |b| b.iter(take_apart));
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
