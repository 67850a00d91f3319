//! An embedded search-index engine for designated parties: it reads sanctions lists, indexes everyone on them, and
//! screens names against the index, losing none.
//!
//! The way of the data is the order of the modules: a [`list`] is read into [`party`] data, parties are written into an
//! [`index`], and names are [`screen`]ed against it or its full text is [`search`]ed. [`eval`] measures how well and
//! how fast.
//!
//! # Build an index
//!
//! Reading a list gives parties and the problems there were; both go into the index, whose manifest says what it was
//! built from.
//!
//! ```
//! use namesieve::index::{Index, ListFacts, build};
//! use namesieve::list;
//! use namesieve::party::Counts;
//!
//! # let directory = tempfile::tempdir()?;
//! # let directory = directory.path();
//! // `list::read` reads the files of a list; this is the embedded sample, which must not be used for compliance.
//! let reading = list::sample();
//! assert_eq!((reading.parties.len(), reading.problems.len()), (130, 0));
//!
//! let facts = ListFacts {
//!     name: reading.list.name,
//!     source: reading.list.source,
//!     format: reading.list.format.to_string(),
//!     date: reading.list.date,
//!     date_source: reading.list.date_source.map(|source| source.as_str().to_owned()),
//!     digest: reading.list.digest,
//!     counts: Counts::of(&reading.parties),
//!     delisted: reading.list.delisted,
//!     problems: Vec::new(),
//! };
//! build(directory, vec![facts], reading.parties)?;
//!
//! let index = Index::open(directory)?;
//! assert_eq!(index.manifest().lists[0].facts.name, "sample");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Screen a name
//!
//! An [`Answer`](screen::Answer) holds the parties that reach the cutoff, best first, and how many listed names were
//! scored for it. It is exactly what scoring every listed name would have given.
//!
//! ```
//! use namesieve::index::Index;
//! use namesieve::list;
//! use namesieve::screen::{Query, Screener, Session, Settings};
//!
//! let screener = Screener::new(Index::in_memory(Vec::new(), list::sample().parties)?)?;
//! let mut session = Session::default();
//!
//! let by_name = screener.screen(&Query::named("SONG Kumhyok"), &Settings::default(), &mut session)?;
//! assert_eq!(by_name.hits[0].caption, "SONG, Kum Hyok");
//! assert!(by_name.hits[0].is_match);
//!
//! // What else is known confirms or contradicts; an identifier decides by itself.
//! let query = Query {
//!     births: vec!["1987-08-30".parse().expect("a date")],
//!     countries: vec!["KP".parse().expect("a country")],
//!     ..Query::named("SONG Kumhyok")
//! };
//! let with_birth_date = screener.screen(&query, &Settings::default(), &mut session)?;
//! assert!(with_birth_date.hits[0].score > by_name.hits[0].score);
//! # Ok::<(), namesieve::Error>(())
//! ```
//!
//! # Screen a file of customers
//!
//! [`Records`](screen::Records) reads CSV or JSON lines; [`screen_all`](screen::screen_all) screens on as many threads
//! as wanted and gives the answers in the order of the records.
//!
//! ```
//! use std::num::NonZeroUsize;
//!
//! use namesieve::index::Index;
//! use namesieve::list;
//! use namesieve::screen::{Columns, InputFormat, Records, Screener, Settings, screen_all};
//!
//! let screener = Screener::new(Index::in_memory(Vec::new(), list::sample().parties)?)?;
//! let customers = "id,full_name\n1,Gayk Asatrian\n2,Emily Hartwell\n";
//! let mut columns = Columns::default();
//! columns.map("name", "full_name")?;
//! let records = Records::new(customers.as_bytes(), InputFormat::Csv, columns)?;
//!
//! let mut lines = Vec::new();
//! screen_all(
//!     &screener,
//!     &Settings::default(),
//!     records,
//!     NonZeroUsize::MIN,
//!     // On the thread that screened the record: into what is handed on for some records together.
//!     |some: &mut Vec<String>, outcome| match outcome {
//!         Ok(screened) => some.push(format!("{}: {}", screened.record.id, screened.answer.has_match())),
//!         Err(problem) => some.push(problem.to_string()),
//!     },
//!     |some| {
//!         lines.extend(some);
//!         Ok::<_, namesieve::Error>(())
//!     },
//! )?;
//! assert_eq!(lines, ["1: true", "2: false"]);
//! # Ok::<(), namesieve::Error>(())
//! ```
//!
//! # Explain a score
//!
//! For a hit, or for a party that is none. The evidence is made by the code that makes the score.
//!
//! ```
//! use namesieve::index::Index;
//! use namesieve::list;
//! use namesieve::screen::{Query, Screener, Session};
//!
//! let screener = Screener::new(Index::in_memory(Vec::new(), list::sample().parties)?)?;
//! let party = "sample:asatryan-gayk".into();
//! let explanation = screener.explain(&Query::named("Gayk Asatrian"), &party, &mut Session::default())?;
//!
//! let name = explanation.name.expect("a name was compared");
//! assert_eq!(name.listed, "ASATRYAN, Gayk");
//! let reasons: Vec<&str> = name.tokens.iter().map(|token| token.reason.as_str()).collect();
//! assert_eq!(reasons, ["equal", "sounds the same"]);
//! # Ok::<(), namesieve::Error>(())
//! ```
//!
//! # Search the lists
//!
//! For analysts: words, phrases, prefixes, fields, filters, facets; see [`search`] for the language.
//!
//! ```
//! use namesieve::index::Index;
//! use namesieve::list;
//! use namesieve::search::{Request, Searcher};
//!
//! let searcher = Searcher::new(&Index::in_memory(Vec::new(), list::sample().parties)?)?;
//! let results = searcher.search(&Request::new("program:DPRK3 country:KP"))?;
//! assert!(results.hits.iter().any(|hit| hit.party.as_str() == "sample:andariel"));
//! # Ok::<(), namesieve::Error>(())
//! ```
//!
//! # Scores
//!
//! One number from 0 to 1: the name score of the best pair of names ([`score`]), moved by birth date, country, gender
//! and type. It is the same on every machine and any number of threads; equal scores stand in the order of party ids, and
//! the listings of one party together (see [`index`] for which are). A hit is a match from
//! [`DEFAULT_THRESHOLD`](screen::DEFAULT_THRESHOLD) on, unless told otherwise.
//!
//! # Resources
//!
//! - *Memory*: a [`Screener`](screen::Screener) holds all listed names in flat arrays, and what was asked of the parties
//!   hit last. Parties themselves stay in the index, on disk. [`Builder`](index::Builder) takes more parties than memory
//!   holds. A [`Session`](screen::Session) remembers what is like each token it has seen, in some 192 MB at the most; the
//!   threads that screen one stream remember some 512 MB together, each 32 to 192 of them, and share 32 MB besides.
//! - *Time*: a token that a session has not seen is looked for among the listed ones by its keys, by pieces of its
//!   spelling and by its letters; after that it costs a lookup. Finding candidates by remembered tokens, and scoring,
//!   allocate nothing, but for names of more than eight tokens.
//! - *Files*: an open index keeps its files mapped. It is never changed: a newer build is seen by opening again.
//!
//! # Threads
//!
//! [`Index`](index::Index), [`Screener`](screen::Screener) and [`Searcher`](search::Searcher) are shared by reference.
//! Each thread owns a [`Session`](screen::Session); no answer depends on what a session was asked before.
//!
//! # What can fail
//!
//! Everything that can returns [`Error`], whose [`ErrorKind`] says whose fault it is, and whose message carries the
//! remedy. A bad record of a list or an input is no error but a problem beside the rest. Analysis, comparing and
//! scoring can not fail; no input makes this crate panic.
//!
//! # Features
//!
//! `cli`, on by default, adds the program and what only it needs, `fetch` among it. `fetch` adds the module that gets lists from
//! their publishers. The library is whole without them, and then has no code that could use a network.

#![deny(missing_docs)]

mod error;
pub mod limits;

pub mod candidate;
pub mod diff;
pub mod eval;
#[cfg(feature = "fetch")]
pub mod fetch;
pub mod index;
pub mod list;
pub mod name;
pub mod party;
pub mod score;
pub mod screen;
pub mod search;
pub mod text;

pub use error::{Error, ErrorKind, Result};

/// The README's example, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
