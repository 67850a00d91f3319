//! What the benches run on: the embedded sample, and the OFAC list of June 2026 where the folder of shared data is.
//!
//! The folder is `NAMESIEVE_SHARED`, else `../shared` beside the repository. It holds `lists/ofac/sdn-2026-06` (18,991 parties) and
//! `load/customers_us_50k.csv` (50,000 made-up people, hardly any of whom is listed).

#![allow(dead_code, reason = "each bench takes what it needs")]

use std::io::Write as _;
use std::path::PathBuf;

use namesieve::eval::sample_customers;
use namesieve::index::Index;
use namesieve::list;
use namesieve::party::Party;
use namesieve::screen::{Query, Screener};

/// A list and the names to screen against it.
pub(crate) struct Corpus {
    /// `sample` or `ofac`; stands in the ids of benches.
    pub(crate) name: &'static str,
    pub(crate) parties: Vec<Party>,
    pub(crate) customers: Vec<String>,
}

impl Corpus {
    pub(crate) fn index(&self) -> Index {
        Index::in_memory(Vec::new(), self.parties.clone()).expect("a list that was read makes an index")
    }

    pub(crate) fn screener(&self) -> Screener {
        Screener::new(self.index()).expect("an index in memory can be read")
    }

    pub(crate) fn queries(&self, count: usize) -> Vec<Query> {
        self.customers.iter().take(count).map(Query::named).collect()
    }
}

/// All there is to run on.
pub(crate) fn corpora() -> Vec<Corpus> {
    let sample = Corpus {
        name: "sample",
        parties: list::sample().parties,
        customers: column(sample_customers().as_bytes(), "name"),
    };
    let (Some(ofac), Some(customers)) = (ofac(), shared("load/customers_us_50k.csv")) else { return vec![sample] };
    let parties = list::read(&ofac, None).expect("the list of the shared folder can be read").parties;
    let customers = std::fs::read(customers).expect("the customers of the shared folder can be read");
    vec![sample, Corpus { name: "ofac", parties, customers: column(&customers, "full_name") }]
}

/// The OFAC list of June 2026.
pub(crate) fn ofac() -> Option<PathBuf> {
    shared("lists/ofac/sdn-2026-06")
}

/// A path in the folder of shared data.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let full = std::env::var_os("NAMESIEVE_SHARED").map_or_else(beside, PathBuf::from).join(path);
    if full.exists() {
        return Some(full);
    }
    let _ = writeln!(std::io::stderr(), "SKIPPED: no `{}`; set NAMESIEVE_SHARED", full.display());
    None
}

fn column(bytes: &[u8], header: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(bytes);
    let headers = reader.headers().expect("customers have a header");
    let at = headers.iter().position(|name| name == header).expect("customers have a name");
    reader.records().map(|record| record.expect("customers are CSV")[at].to_owned()).collect()
}
