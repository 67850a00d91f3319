//! What screening returns.

use serde::{Deserialize, Serialize};

use super::facts::Facts;
use crate::candidate::ListedForm;
use crate::party::{NameKind, PartyId, PartyKind};
use crate::score::Explanation;

/// The answer to one query.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// How many listed names were scored, each script and transcription by itself.
    pub candidates: usize,
    /// Parties that reach the cutoff, best first; equal scores in the order of party ids.
    pub hits: Vec<Hit>,
}

impl Answer {
    /// Whether some hit reaches the threshold.
    pub fn has_match(&self) -> bool {
        self.hits.iter().any(|hit| hit.is_match)
    }
}

/// One party that reaches the cutoff.
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
    /// Lists that it is on.
    pub lists: Vec<String>,
    /// Its sanctions programs.
    pub programs: Vec<String>,
    /// Why, if asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Explanation>,
}

impl Hit {
    pub(super) fn new(
        score: f64,
        threshold: f64,
        facts: &Facts,
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
            lists: facts.lists.clone(),
            programs: facts.programs.clone(),
            explanation,
        }
    }
}
