//! Full-text search for analysts: words, fields, phrases, prefixes; ranked by BM25, with filters, facets and snippets.
//!
//! This is for looking around. Whether a customer is listed is for [`screen`](crate::screen) to say: BM25 knows neither
//! spelling variants nor contradictions, and its scores compare parties within one query only.
//!
//! # Queries
//!
//! | query | finds parties |
//! |---|---|
//! | `kim jong` | with both words, anywhere in names, descriptions or identifiers, in any order |
//! | `kim OR lee`, `kim AND lee` | with either, with both; `AND` binds closer; operators are in capitals, or `\|\|` and `&&` |
//! | `kim -jong`, `kim NOT jong` | with the first and without the second; also `kim !jong` |
//! | `+kim jong` | with the first; the second only raises the rank |
//! | `"kim jong"` | with the words next to each other, by the letter |
//! | `jon*`, `"kim jo*"` | with a word that begins so |
//! | `(kim OR lee) country:KP` | parentheses group; `field:(a OR b)` asks one field for each |
//! | `*`, or nothing | all, to be narrowed by filters |
//!
//! All the words of a query are required, because an analyst who adds a word wants fewer hits, not more. Signs that other
//! engines read as fuzzy words, weights, ranges, wildcards or regular expressions (`kim~2`, `kim^2`, `[a TO b]`, `k?m`, `/k.m/`) are
//! refused; within quotation marks they are punctuation.
//!
//! | field | what it holds |
//! |---|---|
//! | `name` | names of every kind; `primary`, `alias` (strong, weak and former), `weak_alias`, `native`, `transliteration` for one |
//! | `description` | titles, reasons, remarks, places, addresses, contacts, ties, the list's reference; English word forms are found by each other |
//! | `identifier` | passports, tax numbers, IMO numbers, crypto addresses, however they are punctuated |
//! | `id`, `list`, `program` | party id, list name, program code |
//! | `type` | person, organization, vessel, aircraft, other |
//! | `country` | nationality, residence, flag, address and so on, by code or English name |
//! | `birth_year`, `listed_year` | a year, or years: `1960..1969` |
//!
//! Case and accents do not matter, except in `id`. Words are searched as they are written and, where they are not in Latin
//! letters, in Latin letters as well: `Путин` finds `PUTIN`, `putin` finds `Путин`, and `"Владимир Путин"` finds `PUTIN, Vladimir`, since
//! a phrase in another script is looked for with its last word first as well. Of Arabic and Hebrew only consonants are written, so a
//! word in them finds all Latin names with the same consonants: `بشار` finds `Bashar` and `Bishr`.
//!
//! ```
//! use namesieve::index::Index;
//! use namesieve::party::{Name, NameKind, Origin, Party, PartyKind};
//! use namesieve::search::{Request, Searcher};
//!
//! let mut party = Party::new("own", "7", PartyKind::Vessel);
//! party.names.push(Name::new("OCEAN PEARL", NameKind::Primary, Origin::default()));
//! let searcher = Searcher::new(&Index::in_memory(Vec::new(), vec![party])?)?;
//!
//! let results = searcher.search(&Request::new("pearl type:vessel"))?;
//! assert_eq!(results.hits[0].caption, "OCEAN PEARL");
//! # Ok::<(), namesieve::Error>(())
//! ```

mod query;
mod snippet;
mod syntax;
#[cfg(test)]
mod tests;

pub use snippet::Snippet;

use serde::{Deserialize, Serialize};
use tantivy::columnar::StrColumn;
use tantivy::query::EnableScoring;

use self::query::{Fault, Plan, Planner};
use self::snippet::Snippets;
use self::syntax::{Leaf, Scope, error_at};
use crate::index::Index;
use crate::index::schema::countries;
use crate::limits::MAX_QUERY_BYTES;
use crate::party::{CountryCode, PartyId, PartyKind};
use crate::{Error, Result};

/// What to search for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The query, in the language that the module's documentation describes.
    pub query: String,
    /// Fields and the value that each must have, whatever the query says. They do not change the order of hits.
    #[serde(default)]
    pub filters: Vec<(String, String)>,
    /// Fields whose values are counted over all parties found: `type`, `list`, `program`, `country`.
    #[serde(default)]
    pub facets: Vec<String>,
    /// Most hits to return; all are counted.
    #[serde(default = "default_limit")]
    pub limit: usize,
}

/// A page.
fn default_limit() -> usize {
    20
}

impl Request {
    /// A request for the first 20 hits, without filters or facets.
    pub fn new(query: impl Into<String>) -> Self {
        Self { query: query.into(), filters: Vec::new(), facets: Vec::new(), limit: default_limit() }
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Results {
    /// Number of parties found.
    pub total: u64,
    /// The best of them, best first; equal scores in the order of party ids.
    pub hits: Vec<SearchHit>,
    /// In the order asked for.
    pub facets: Vec<Facet>,
}

/// A party found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SearchHit {
    /// Its id.
    pub party: PartyId,
    /// Its name.
    pub caption: String,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: PartyKind,
    /// The lists it is on.
    pub lists: Vec<String>,
    /// Its sanctions programs.
    pub programs: Vec<String>,
    /// The countries it is tied to or has an address in.
    pub countries: Vec<CountryCode>,
    /// Weighted BM25: larger is better, 0 where the query only selects. Means nothing across queries or indexes.
    pub score: f32,
    /// Where the query's words stand.
    pub snippets: Vec<Snippet>,
}

/// How often each value of a field occurs among the parties found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facet {
    /// The field.
    pub field: String,
    /// Values and numbers of parties, most frequent first, equal ones in the order of values.
    pub values: Vec<(String, u64)>,
}

/// Searches an index.
///
/// *Threads*: shared freely; searches do not wait for each other.
#[derive(Debug, Clone)]
pub struct Searcher {
    index: Index,
    /// Values of each field that can be counted, by party.
    columns: Vec<(&'static str, StrColumn)>,
}

/// Fields that can be counted.
const FACETS: [&str; 4] = ["type", "list", "program", "country"];

impl Searcher {
    /// A searcher over an index, which it shares.
    ///
    /// # Errors
    ///
    /// Where the index is damaged.
    pub fn new(index: &Index) -> Result<Self> {
        let mut columns = Vec::new();
        for field in FACETS {
            // A field that no party fills has no column.
            let column = index.segment().fast_fields().str(field).map_err(|error| index.damaged(error))?;
            columns.extend(column.map(|column| (field, column)));
        }
        Ok(Self { index: index.clone(), columns })
    }

    /// Answers a request.
    ///
    /// # Errors
    ///
    /// Of kind `Input` where the query is longer than [`MAX_QUERY_BYTES`] or can not be read, with the place; where a filter or
    /// facet names an unknown field or a filter's value can not be one.
    ///
    /// *Cost*: grows with the parties found and returned. Over OFAC's 18,991 parties about 0.05 ms for a name, 0.3 ms for words of
    /// 4,000 parties, 2 ms for `a*`, 37 ms for the worst that the cap of ten values with `*` allows.
    pub fn search(&self, request: &Request) -> Result<Results> {
        let plan = self.plan(request)?;
        let facets = request.facets.iter().map(|field| self.column(field)).collect::<Result<Vec<_>>>()?;
        let (total, found, counts) =
            self.collect(&plan, request.limit, &facets).map_err(|error| self.index.damaged(error))?;

        let mut snippets = Snippets::new(plan.needles);
        let hits = found.into_iter().map(|(score, ordinal)| self.hit(score, ordinal, &mut snippets));
        let facets = request.facets.iter().zip(facets).zip(counts);
        Ok(Results {
            total,
            hits: hits.collect::<Result<_>>()?,
            facets: facets
                .map(|((field, column), counts)| self.facet(field, column, &counts))
                .collect::<Result<_>>()?,
        })
    }

    /// Runs a query: the number of parties found, the best of them, and the counts of each column's values.
    #[expect(clippy::type_complexity, reason = "three parts of one answer, named where they are taken apart")]
    fn collect(
        &self,
        plan: &Plan,
        limit: usize,
        facets: &[Option<&StrColumn>],
    ) -> tantivy::Result<(u64, Vec<(f32, u32)>, Vec<Vec<u64>>)> {
        let mut total = 0;
        let mut best: Vec<(f32, u32)> = Vec::new();
        let mut counts: Vec<_> =
            facets.iter().map(|column| vec![0; column.map_or(0, |column| column.num_terms())]).collect();
        let order = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if self.index.is_empty() {
            return Ok((total, best, counts)); // tantivy 0.27 panics on a range over no documents
        }
        let weight = plan.query.weight(EnableScoring::enabled_from_searcher(self.index.parties()))?;
        weight.for_each(self.index.segment(), &mut |ordinal, score| {
            total += 1;
            for (column, counts) in facets.iter().zip(&mut counts) {
                for value in column.iter().flat_map(|column| column.term_ords(ordinal)) {
                    counts[value as usize] += 1;
                }
            }
            best.push((score, ordinal));
            // Twice the limit, so that the cut costs little for each party.
            if limit > 0 && best.len() >= limit.saturating_mul(2) {
                best.select_nth_unstable_by(limit - 1, order);
                best.truncate(limit);
            } else if limit == 0 {
                best.clear();
            }
        })?;
        best.sort_unstable_by(order);
        best.truncate(limit);
        Ok((total, best, counts))
    }

    fn hit(&self, score: f32, ordinal: u32, snippets: &mut Snippets) -> Result<SearchHit> {
        let party = self.index.party_at(ordinal)?;
        Ok(SearchHit {
            caption: party.caption().to_owned(),
            kind: party.kind,
            countries: countries(&party).into_iter().collect(),
            score,
            snippets: snippets.of(&party),
            lists: vec![party.listing.list],
            programs: party.listing.programs,
            party: party.id,
        })
    }

    fn column(&self, field: &str) -> Result<Option<&StrColumn>> {
        if !FACETS.contains(&field) {
            return Err(Error::input(format!("field `{field}` has no facets; use {}", FACETS.join(", "))));
        }
        Ok(self.columns.iter().find(|(name, _)| *name == field).map(|(_, column)| column))
    }

    fn facet(&self, field: &str, column: Option<&StrColumn>, counts: &[u64]) -> Result<Facet> {
        let mut values = Vec::new();
        for (value, &count) in counts.iter().enumerate().filter(|&(_, &count)| count > 0) {
            let mut text = String::new();
            let read = column.map(|column| column.ord_to_str(value as u64, &mut text)).transpose();
            read.map_err(|error| self.index.damaged(error))?;
            values.push((text, count));
        }
        values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Ok(Facet { field: field.to_owned(), values })
    }

    fn plan(&self, request: &Request) -> Result<Plan> {
        let query = &request.query;
        let length = query.len() + request.filters.iter().map(|(_, value)| value.len()).sum::<usize>();
        if length > MAX_QUERY_BYTES {
            let message =
                format!("the query is {length} bytes long, filters included; at most {MAX_QUERY_BYTES} are read");
            return Err(Error::input(message));
        }
        let mut planner = Planner::new(&self.index);
        let mut filters = Vec::new();
        for (field, value) in &request.filters {
            let wrong = |message: &str| Error::input(format!("filter `{field}:{value}`: {message}"));
            let scope = Scope::find(field).map_err(|message| wrong(&message))?;
            let leaf = Leaf { scope, text: value, prefix: false, quoted: true, at: 0 };
            filters.push(planner.filter(leaf).map_err(|fault| match fault {
                Fault::Value { message, .. } => wrong(&message),
                Fault::Index(error) => self.index.damaged(error),
            })?);
        }
        planner.plan(&syntax::parse(query)?, filters).map_err(|fault| match fault {
            Fault::Value { at, message } => error_at(query, at, message),
            Fault::Index(error) => self.index.damaged(error),
        })
    }
}
