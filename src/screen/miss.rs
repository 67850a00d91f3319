//! Why a party is no hit, found by asking again with one thing changed: by the same code as every score.

use super::asked::{AnalyzedForm, Asked};
use super::{Best, Query, Screener, Session, factor, final_score};
use crate::Result;
use crate::candidate::ListedForm;
use crate::limits::MAX_NAME_TOKENS;
use crate::name::Form;
use crate::party::{NameKind, PartyId};
use crate::score::{self, Change, Effect, ListedNameScore, Miss, Pair, Step, StepScore};

/// Most words of a name that are changed to see whether that makes a hit; whoever needs more has another name.
const MAX_CHANGED: usize = 3;

/// Most tokens of each side, the heaviest, that are tried.
const MAX_TRIED: usize = 8;

impl Screener {
    /// Why a party does not reach `cutoff`, and what would have made it a hit; `None` where it does.
    ///
    /// # Errors
    ///
    /// As [`Screener::explain`].
    pub fn miss(&self, query: &Query, party: &PartyId, cutoff: f64, session: &mut Session) -> Result<Option<Miss>> {
        let explanation = self.explain(query, party, session)?;
        if explanation.score >= cutoff {
            return Ok(None);
        }
        let Some(ordinal) = self.index.ordinal(party)? else { return Ok(None) };
        let asked = self.ask(query, session)?;
        let best = session.best[&ordinal];

        let mut steps = Vec::new();
        match &explanation.name {
            Some(name) => {
                steps.push(StepScore { step: Step::NameScore, score: score::rounded(name.score) });
                steps.push(StepScore { step: Step::NameKind, score: score::rounded(best.value) });
                steps.push(StepScore { step: Step::Attributes, score: explanation.score });
            }
            None => steps.push(StepScore { step: Step::Words, score: explanation.score }),
        }
        let names = self.name_scores(&asked, ordinal, session)?;

        let mut changes = Vec::new();
        let mut add = |what: String, score: f64| {
            if score > explanation.score {
                changes.push(Change { what, score, is_hit: score >= cutoff });
            }
        };
        for (what, other) in without_contradictions(query, &explanation.attributes) {
            add(what, self.explain(&other, party, session)?.score);
        }
        if let Some(name) = explanation.name.filter(|name| name.kind.is_weak()) {
            let value =
                best.value / score::name_factor(name.kind, false) * score::name_factor(NameKind::Primary, false);
            add("if the list did not call the name weak".to_owned(), self.after_attributes(&asked, ordinal, value)?);
        }
        if let Some((what, value)) = self.other_words(
            &asked,
            best,
            |value| Ok(self.after_attributes(&asked, ordinal, value)? >= cutoff),
            session,
        )? {
            add(what, self.after_attributes(&asked, ordinal, value)?);
        }
        Ok(Some(Miss::new(cutoff, steps, names, changes)))
    }

    /// What a name score, the kind of name counted in, comes to with what is known beside it.
    fn after_attributes(&self, asked: &Asked, party: u32, value: f64) -> Result<f64> {
        let facts = self.facts.get(party, &self.index)?;
        Ok(final_score::<false>(value, asked.identifier(party), &asked.attributes, &facts, &mut Vec::new()))
    }

    /// Each name of a party with the best score that a form of it has.
    fn name_scores(&self, asked: &Asked, party: u32, session: &mut Session) -> Result<Vec<ListedNameScore>> {
        let facts = self.facts.get(party, &self.index)?;
        let mut names: Vec<Option<ListedNameScore>> = vec![None; facts.names.len()];
        for listed in self.names.forms_of_party(party) {
            let view = self.names.form(listed);
            for form in &asked.forms {
                let (value, _) = self.compare(form, &view, session);
                let score = score::rounded(value);
                let slot = &mut names[view.name()];
                if slot.as_ref().is_none_or(|known| known.score < score) {
                    *slot =
                        Some(ListedNameScore { name: facts.names[view.name()].clone(), kind: view.name_kind(), score });
                }
            }
        }
        let mut names: Vec<ListedNameScore> = names.into_iter().flatten().collect();
        names.sort_by(|a, b| b.score.total_cmp(&a.score));
        Ok(names)
    }

    /// The score of a form against a listed one, the kind of name counted in, and the tokens of both that nothing was assigned to.
    fn compare(&self, form: &AnalyzedForm, view: &ListedForm, session: &mut Session) -> (f64, Left) {
        let Session { scratch, pairs, .. } = session;
        pairs.clear();
        let spellings = form.query.spellings();
        let likeness = self.plain(&form.query, &spellings, view);
        let score = score::compare::<true>(&form.query, view, &likeness, scratch, pairs);
        (score.value * factor(view, form), Left::of(form, view, pairs))
    }

    /// The fewest words of the query that, were they others, would make `is_enough` of the name score; or those that raise it most.
    fn other_words(
        &self,
        asked: &Asked,
        best: Best,
        is_enough: impl Fn(f64) -> Result<bool>,
        session: &mut Session,
    ) -> Result<Option<(String, f64)>> {
        let Some((at, listed)) = best.at else { return Ok(None) };
        let view = self.names.form(listed);
        let listed = view.to_form();
        let mut form = asked.forms[at].query.to_form();
        let mut changed: Vec<String> = Vec::new();
        let mut value = best.value;
        while changed.len() < MAX_CHANGED {
            let (_, left) = self.compare(&AnalyzedForm::new(0, &form, &self.names), &view, session);
            let mut found: Option<(f64, String, Form)> = None;
            // A form that is full takes no word more.
            let is_full = form.tokens.len() >= MAX_NAME_TOKENS;
            for edit in left.edits().into_iter().filter(|edit| !(is_full && matches!(edit, Edit::Add(_)))) {
                let (what, other) = edit.apply(&form, &listed);
                if other.tokens.is_empty() {
                    continue;
                }
                let (other_value, _) = self.compare(&AnalyzedForm::new(0, &other, &self.names), &view, session);
                if other_value > found.as_ref().map_or(value, |found| found.0) {
                    found = Some((other_value, what, other));
                }
            }
            let Some((raised, what, other)) = found else { break };
            value = raised;
            changed.push(what);
            form = other;
            if is_enough(value)? {
                break;
            }
        }
        Ok((!changed.is_empty()).then(|| (changed.join(" and "), value)))
    }
}

/// Tokens that nothing was assigned to, the heaviest first.
struct Left {
    query: Vec<usize>,
    listed: Vec<usize>,
}

impl Left {
    fn of(form: &AnalyzedForm, view: &ListedForm, pairs: &[Pair]) -> Self {
        let (query, listed) = pairs.iter().fold((0, 0), |(query, listed), pair| {
            let tokens = pair.tokens();
            (query | tokens.0, listed | tokens.1)
        });
        let left = |assigned: u64, weights: &[f32]| {
            let mut left: Vec<usize> = (0..weights.len()).filter(|at| assigned & (1 << at) == 0).collect();
            left.sort_by(|&a, &b| weights[b].total_cmp(&weights[a]).then(a.cmp(&b)));
            left.truncate(MAX_TRIED);
            left
        };
        Self { query: left(query, &form.query.weights()), listed: left(listed, &view.weights()) }
    }

    /// Every change of one word. One that replaces a word comes before those that add or drop one.
    fn edits(&self) -> Vec<Edit> {
        let replace =
            self.query.iter().flat_map(|&at| self.listed.iter().map(move |&listed| Edit::Replace(at, listed)));
        let drop = self.query.iter().map(|&at| Edit::Drop(at));
        let add = self.listed.iter().map(|&listed| Edit::Add(listed));
        replace.chain(drop).chain(add).collect()
    }
}

/// A change of one word of the query.
#[derive(Debug, Clone, Copy)]
enum Edit {
    Replace(usize, usize),
    Drop(usize),
    Add(usize),
}

impl Edit {
    /// What it is, in words, and the form after it.
    fn apply(self, form: &Form, listed: &Form) -> (String, Form) {
        let mut changed = form.clone();
        let what = match self {
            Self::Replace(at, listed_at) => {
                let token = listed.tokens[listed_at].clone();
                let what = format!("with `{}` in place of `{}`", token.text, form.tokens[at].text);
                changed.tokens[at] = token;
                what
            }
            Self::Drop(at) => format!("without `{}`", changed.tokens.remove(at).text),
            Self::Add(listed_at) => {
                let token = listed.tokens[listed_at].clone();
                let what = format!("with `{}`", token.text);
                changed.tokens.push(token);
                what
            }
        };
        (what, changed)
    }
}

/// The query without each thing that contradicts; and, where there are several, without all of them.
fn without_contradictions(query: &Query, evidence: &[score::AttributeEvidence]) -> Vec<(String, Query)> {
    let without = |query: &Query, attribute: &str| {
        let mut other = query.clone();
        match attribute {
            "type" => other.kind = None,
            "birth_date" => other.births.clear(),
            "foundation_date" => other.foundations.clear(),
            "country" => other.countries.clear(),
            "number" => other.identifiers.clear(),
            "gender" => other.gender = None,
            _ => return None,
        }
        Some(other)
    };
    let contradicts = evidence.iter().filter(|evidence| evidence.effect == Effect::Contradicts);
    let mut found = Vec::new();
    let mut all = query.clone();
    for attribute in contradicts.map(|evidence| evidence.attribute.as_str()) {
        let Some(other) = without(query, attribute) else { continue };
        all = without(&all, attribute).unwrap_or(all);
        found.push((format!("without the contradicting {}", attribute.replace('_', " ")), other));
    }
    if found.len() > 1 {
        found.push(("without anything that contradicts".to_owned(), all));
    }
    found
}
