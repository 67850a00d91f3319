//! The evidence behind a score, as data and as one sentence.

use serde::{Deserialize, Serialize};

use super::{AttributeEvidence, Effect, NameScore};
use crate::name::{Form, Scheme, Similarity};
use crate::party::{NameKind, PartyId};

/// Tokens of the query and of the listed name that were assigned to each other, one bit each.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    pub(super) query: u64,
    pub(super) listed: u64,
    pub(super) similarity: Similarity,
}

impl Pair {
    /// The tokens of the query and those of the listed name.
    pub(crate) fn tokens(&self) -> (u64, u64) {
        (self.query, self.listed)
    }
}

/// Why a party has its score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// The party.
    pub party: PartyId,
    /// Its primary name.
    pub caption: String,
    /// 0 to 1.
    pub score: f64,
    /// The names that decided; absent where an identifier decided and no name was compared.
    pub name: Option<NameEvidence>,
    /// What else is known and what it did.
    pub attributes: Vec<AttributeEvidence>,
    /// An identifier that both share.
    pub identifier: Option<String>,
    /// All of it in one sentence.
    pub sentence: String,
}

/// How two names were compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NameEvidence {
    /// The query as given.
    pub query: String,
    /// The listed name as written.
    pub listed: String,
    /// How the list presents it.
    pub kind: NameKind,
    /// How the query was put into Latin letters, where it was.
    pub query_romanization: Option<String>,
    /// How the listed name was put into Latin letters, where it was.
    pub listed_romanization: Option<String>,
    /// Score of the two names, 0 to 1, before the factor.
    pub score: f64,
    /// Factor for a weak alias, for transcription, and for a name being alone.
    pub factor: f64,
    /// Share of the query's weight that is matched, 0 to 1.
    pub query_coverage: f64,
    /// Share of the listed name's weight that is matched, 0 to 1.
    pub listed_coverage: f64,
    /// Token by token: assigned pairs first, then what was left on the query's side, then on the listed side.
    pub tokens: Vec<TokenEvidence>,
}

/// One assigned pair, or a token that nothing was assigned to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TokenEvidence {
    /// Tokens of the query; absent where the listed token was left.
    pub query: Option<String>,
    /// Tokens of the listed name; absent where the query's token was left.
    pub listed: Option<String>,
    /// How alike, 0 to 1.
    pub similarity: f32,
    /// Why, in words.
    pub reason: String,
    /// Share of the query's weight, 0 to 1.
    pub query_share: f32,
    /// Share of the listed name's weight, 0 to 1.
    pub listed_share: f32,
}

/// One side of a comparison.
#[derive(Debug, Clone)]
pub struct Side<'a> {
    /// The name as written.
    pub text: &'a str,
    /// The form of it that was compared.
    pub form: Form,
    /// The weights of the form's tokens.
    pub weights: Vec<f32>,
}

impl Side<'_> {
    /// All tokens, one bit each.
    fn all(&self) -> u64 {
        (0..self.form.tokens.len()).fold(0, |mask, at| mask | 1 << at)
    }

    /// The text of some tokens and their share of the weight.
    fn part(&self, mask: u64) -> (String, f32) {
        let covered = (0..self.form.tokens.len()).filter(|at| mask & (1 << at) != 0);
        let share = covered.clone().map(|at| self.weights[at]).sum::<f32>() / self.weights.iter().sum::<f32>();
        (covered.map(|at| self.form.tokens[at].text.as_str()).collect::<Vec<_>>().join(" "), share)
    }
}

impl NameEvidence {
    /// Puts the assignment of a comparison into words.
    pub fn new(
        query: Side<'_>,
        listed: Side<'_>,
        kind: NameKind,
        score: NameScore,
        factor: f64,
        pairs: &[Pair],
    ) -> Self {
        let mut tokens = Vec::new();
        let (mut query_left, mut listed_left) = (query.all(), listed.all());
        for pair in pairs {
            let (query_text, query_share) = query.part(pair.query);
            let (listed_text, listed_share) = listed.part(pair.listed);
            query_left &= !pair.query;
            listed_left &= !pair.listed;
            tokens.push(TokenEvidence {
                query: Some(query_text),
                listed: Some(listed_text),
                similarity: pair.similarity.value,
                reason: pair.similarity.reason.to_string(),
                query_share,
                listed_share,
            });
        }
        tokens.sort_by(|a, b| (b.query_share + b.listed_share).total_cmp(&(a.query_share + a.listed_share)));
        let left = |(text, share): (String, f32), is_query: bool| TokenEvidence {
            query: is_query.then(|| text.clone()),
            listed: (!is_query).then_some(text),
            similarity: 0.0,
            reason: if is_query { "not in the listed name" } else { "not in the query" }.to_owned(),
            query_share: if is_query { share } else { 0.0 },
            listed_share: if is_query { 0.0 } else { share },
        };
        for at in (0..query.form.tokens.len()).filter(|at| query_left & (1 << at) != 0) {
            tokens.push(left(query.part(1 << at), true));
        }
        for at in (0..listed.form.tokens.len()).filter(|at| listed_left & (1 << at) != 0) {
            tokens.push(left(listed.part(1 << at), false));
        }
        let romanization = |form: &Form| match form.scheme {
            Scheme::Written => None,
            Scheme::Romanized(romanization) => Some(romanization.to_string()),
        };
        Self {
            query: query.text.to_owned(),
            listed: listed.text.to_owned(),
            kind,
            query_romanization: romanization(&query.form),
            listed_romanization: romanization(&listed.form),
            score: score.value,
            factor,
            query_coverage: score.query_coverage,
            listed_coverage: score.listed_coverage,
            tokens,
        }
    }
}

/// One plain sentence for all of it.
pub fn sentence(name: Option<&NameEvidence>, attributes: &[AttributeEvidence], identifier: Option<&str>) -> String {
    let mut parts = Vec::new();
    if let Some(number) = identifier {
        parts.push(format!("shares the identifier {number}"));
    }
    if let Some(name) = name {
        let kind = name.kind.as_str().replace('_', " ");
        let identical = name.score >= 1.0;
        let how = if identical { "agrees in every token with" } else { "resembles" };
        let mut text = format!("\"{}\" {how} the {kind} name \"{}\"", name.query, name.listed);
        let details: Vec<String> = name
            .tokens
            .iter()
            .filter(|token| token.similarity < 1.0)
            .map(|token| match (&token.query, &token.listed) {
                (Some(query), Some(listed)) => format!("{query} for {listed} ({})", token.reason),
                (Some(query), None) => format!("{query} only in the query"),
                (_, listed) => format!("{} only in the listed name", listed.as_deref().unwrap_or_default()),
            })
            .collect();
        if !details.is_empty() {
            text = format!("{text}: {}", details.join(", "));
        }
        parts.push(text);
    }
    for attribute in attributes {
        let verb = match attribute.effect {
            Effect::Confirms => "confirms",
            Effect::Contradicts => "contradicts",
        };
        parts.push(format!("{} {verb} ({})", attribute.attribute.replace('_', " "), attribute.detail));
    }
    if parts.is_empty() { "nothing agrees".to_owned() } else { parts.join("; ") }
}
