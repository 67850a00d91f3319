//! What screening returns.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::facts::Facts;
use crate::candidate::ListedForm;
use crate::index::all_lists;
use crate::party::{NameKind, PartyId, PartyKind};
use crate::score::Explanation;

/// The answer to one query.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// How many listed names were scored, each script and transcription by itself.
    pub candidates: usize,
    /// Listings that reach the cutoff, best first; equal scores in the order of party ids. The listings of one party stand together,
    /// where the best of them stands, in the same order among themselves. A limit counts listings, in this order.
    pub hits: Vec<Hit>,
}

impl Answer {
    /// Whether some hit reaches the threshold.
    pub fn has_match(&self) -> bool {
        self.hits.iter().any(|hit| hit.is_match)
    }
}

/// One listing that reaches the cutoff, with the score of its own names and facts. See [`index`](crate::index) for which listings are
/// of one party.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// The party's id.
    pub party: PartyId,
    /// Its primary name.
    pub caption: String,
    /// The name that gave the score; absent where an identifier alone did.
    pub matched_name: Option<String>,
    /// How the list presents that name.
    pub name_kind: Option<NameKind>,
    /// 0 to 1, in steps of 0.0001.
    pub score: f64,
    /// Whether the score reaches the threshold.
    #[serde(rename = "match")]
    pub is_match: bool,
    /// What the party is.
    #[serde(rename = "type")]
    pub kind: PartyKind,
    /// Lists that the party is on: the one of this listing, then those of its others in the order of their ids.
    pub lists: Vec<String>,
    /// The sanctions programs of this listing.
    pub programs: Vec<String>,
    /// The other listings of the same party, in the order of their ids, hits or not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub same_as: Vec<PartyId>,
    /// Why, if asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Explanation>,
}

impl Hit {
    pub(super) fn new(
        score: f64,
        threshold: f64,
        facts: &Facts,
        others: &[Arc<Facts>],
        name: Option<ListedForm<'_>>,
        explanation: Option<Explanation>,
    ) -> Self {
        Self {
            party: facts.id.clone(),
            caption: facts.caption.clone(),
            matched_name: name.map(|form| facts.names[form.name()].clone()),
            name_kind: name.map(|form| form.name_kind()),
            score,
            is_match: score >= threshold,
            kind: facts.kind,
            lists: all_lists(&facts.list, others.iter().map(|other| other.list.as_str())),
            programs: facts.programs.clone(),
            same_as: others.iter().map(|other| other.id.clone()).collect(),
            explanation,
        }
    }
}
