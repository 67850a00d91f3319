//! Screening: one query against all listed parties, or a stream of them in parallel.
//!
//! [`Screener::screen`] is the whole way of a name: it is analyzed, candidates are found, their names scored, the best name of
//! each party adjusted by what else is known, and what reaches the cutoff returned, best first. With
//! [`Settings::exhaustive`] every listed name is scored instead of the candidates; the answer is the same.
//!
//! *Threads*: a [`Screener`] is shared; each thread owns a [`Session`]. Answers depend on neither.

mod answer;
mod asked;
mod bulk;
mod facts;
mod identifier;
mod input;
mod miss;
mod party;
mod preset;

use std::collections::hash_map::Entry;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::candidate::{Finder, ListedForm, MAX_MEMORY, Memory, Names, QueryForm, Shared};
use crate::index::Index;
use crate::name::{Spelling, TokenRef};
use crate::party::{CountryCode, Gender, NameKind, PartialDate, PartyId, PartyKind};
use crate::score::{self, Attributes, NameEvidence, NameScore, Pair, Scratch, Side};
use crate::{Error, Result};

pub use answer::{Answer, Hit};
use asked::{AnalyzedForm, Asked, Found, Plain};
pub use bulk::{Screened, screen_all};
use facts::{Facts, FactsTable};
use identifier::{SharedIdentifier, WantedIdentifier};
pub use input::{Columns, InputFormat, Record, RecordProblem, Records};
pub use preset::Preset;

/// Scores from which a hit is a match, unless told otherwise.
pub const DEFAULT_THRESHOLD: f64 = 0.70;

/// Who is being screened.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// Names by which the one person, company or craft goes; the best one counts.
    pub names: Vec<String>,
    /// Person, organization, vessel, aircraft; `None` where that is not known.
    pub kind: Option<PartyKind>,
    /// Birth dates.
    pub births: Vec<PartialDate>,
    /// Dates on which an organization was founded, or a craft built.
    pub foundations: Vec<PartialDate>,
    /// Countries of nationality, residence or registration.
    pub countries: Vec<CountryCode>,
    /// Gender.
    pub gender: Option<Gender>,
    /// Identifiers: a number, or `kind:number` where the kind is known.
    pub identifiers: Vec<String>,
}

impl Query {
    /// A query that knows a name and nothing else.
    pub fn named(name: impl Into<String>) -> Self {
        Self { names: vec![name.into()], ..Self::default() }
    }
}

/// What to return.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// A hit is a match from this score on, over 0 and at most 1.
    pub threshold: f64,
    /// A party is a hit from this score on, over 0 and at most 1.
    pub cutoff: f64,
    /// Most hits of one query, each listing of a party by itself; `None` for all.
    pub limit: Option<usize>,
    /// Score every listed name, candidates or not.
    pub exhaustive: bool,
    /// Give each hit its explanation.
    pub explain: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { threshold: DEFAULT_THRESHOLD, cutoff: DEFAULT_THRESHOLD, limit: None, exhaustive: false, explain: false }
    }
}

impl Settings {
    /// Checks that threshold and cutoff are scores.
    ///
    /// # Errors
    ///
    /// Where one of them is not over 0 and at most 1, or the limit is 0.
    pub fn check(&self) -> Result<()> {
        for (what, value) in [("threshold", self.threshold), ("cutoff", self.cutoff)] {
            if !(value > 0.0 && value <= 1.0) {
                return Err(Error::input(format!(
                    "{what} `{value}` is not a score; give a number over 0 and at most 1"
                )));
            }
        }
        if self.limit == Some(0) {
            return Err(Error::input("limit `0` would return nothing; give at least 1"));
        }
        Ok(())
    }
}

/// Screens queries against one index. Shared between threads.
#[derive(Debug)]
pub struct Screener {
    index: Index,
    names: Names,
    facts: FactsTable,
}

/// Memory of one thread: scratch of scores, and what was found for tokens seen before.
#[derive(Debug, Default)]
pub struct Session {
    memory: Memory,
    finder: Finder,
    scratch: Scratch,
    pairs: Vec<Pair>,
    best: FxHashMap<u32, Best>,
    /// Room for the forms of a query.
    forms: Vec<AnalyzedForm>,
}

/// Bytes that the threads of a run remember together, as long as none of them has to do with less than [`LEAST_MEMORY`] or may have more than
/// [`MAX_MEMORY`]. A hundred thousand different words take some 150 MB on OFAC's list.
const MEMORY_OF_ALL: usize = 512 << 20;

/// Some twenty thousand different words.
const LEAST_MEMORY: usize = 32 << 20;

impl Session {
    /// Sessions for so many threads of one run. What one finds for a token, the others need not search for; answers do not depend on it.
    pub fn sharing(threads: NonZeroUsize) -> Vec<Self> {
        let shared = Arc::new(Shared::default());
        let session = |_| Self {
            finder: Finder::sharing(&shared),
            memory: Memory::of_bytes((MEMORY_OF_ALL / threads).clamp(LEAST_MEMORY, MAX_MEMORY)),
            ..Self::default()
        };
        (0..threads.get()).map(session).collect()
    }

    /// Forgets what was remembered of tokens, so that the next query is as slow as the first.
    pub fn forget(&mut self) {
        self.memory.forget();
    }
}

/// The best name of one party.
#[derive(Debug, Clone, Copy)]
struct Best {
    /// Name score times factor.
    value: f64,
    /// Which form of the query, which listed form.
    at: Option<(usize, u32)>,
}

impl Screener {
    /// Loads what screening needs from an index.
    ///
    /// # Errors
    ///
    /// Where the index can not be read.
    pub fn new(index: Index) -> Result<Self> {
        let names = Names::load(&index)?;
        Ok(Self { facts: FactsTable::new(index.len()), names, index })
    }

    /// The index that is screened against.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The listed names in memory.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Screens one query.
    ///
    /// # Errors
    ///
    /// Where the query has neither a name with a letter or digit nor an identifier, where a name is too long, and where the
    /// index can not be read.
    pub fn screen(&self, query: &Query, settings: &Settings, session: &mut Session) -> Result<Answer> {
        let asked = self.ask(query, session)?;
        // What a name needs before anything else is known of its party; rounded to the safe side.
        let least = score::least_name_score(settings.cutoff, &asked.attributes);
        session.best.clear();
        let mut candidates = 0;
        for (at, form) in asked.forms.iter().enumerate() {
            candidates += if settings.exhaustive {
                self.score_plainly(at, form, 0..self.names.len() as u32, session)
            } else {
                self.score_candidates(at, form, least, session)
            };
        }
        for &(party, _) in &asked.sharing {
            // Names that no candidate generation would bring up still tell how sure the identifier is.
            self.score_party(&asked, party, None, session);
        }
        let answer = self.answer(&asked, candidates, settings, session);
        session.forms = asked.forms;
        answer
    }

    fn ask<'q>(&self, query: &'q Query, session: &mut Session) -> Result<Asked<'q>> {
        let forms = std::mem::take(&mut session.forms);
        let mut asked = Asked::new(query, &self.names, &mut session.memory, forms)?;
        for identifier in &query.identifiers {
            for normalized in WantedIdentifier::new(identifier).lookups() {
                for party in self.index.ordinals_with_identifier(&normalized)? {
                    if asked.identifier(party).is_none() {
                        let shared = identifier::shared(query, &self.index.party_at(party)?);
                        asked.sharing.extend(shared.map(|shared| (party, shared)));
                    }
                }
            }
        }
        Ok(asked)
    }

    /// Scores the candidates of a form; returns how many there are.
    fn score_candidates(&self, at: usize, form: &AnalyzedForm, least: f64, session: &mut Session) -> usize {
        let Session { finder, scratch, best, .. } = session;
        finder.find(&form.query, &self.names, least);
        let Some(counterparts) = form.query.counterparts(&self.names) else { return 0 };
        for &listed in finder.found() {
            let view = self.names.form(listed);
            let likeness = Found { counterparts: &counterparts, listed: view };
            if let Some(score) = score::compare_from(least, &form.query, &view, &likeness, scratch) {
                keep(best, (at, listed), &view, form, score);
            }
        }
        finder.found().len()
    }

    /// The plain definition: listed forms one after the other, every pair of tokens compared afresh.
    fn score_plainly(&self, at: usize, form: &AnalyzedForm, listed: Range<u32>, session: &mut Session) -> usize {
        let Session { scratch, pairs, best, .. } = session;
        let spellings = form.query.spellings();
        for listed in listed.clone() {
            let view = self.names.form(listed);
            let likeness = self.plain(&form.query, &spellings, &view);
            let score = score::compare::<false>(&form.query, &view, &likeness, scratch, pairs);
            keep(best, (at, listed), &view, form, score);
        }
        listed.len()
    }

    /// Scores all names of one party, but for the one at the place `without`; the party then has a best one, be it none.
    fn score_party(&self, asked: &Asked, party: u32, without: Option<usize>, session: &mut Session) {
        session.best.entry(party).or_insert(Best { value: 0.0, at: None });
        // The forms of one name stand side by side.
        let all = self.names.forms_of_party(party);
        let is_left_out = |&form: &u32| without == Some(self.names.form(form).name());
        let end = all.clone().find(is_left_out).unwrap_or(all.end);
        let start = all.clone().rfind(is_left_out).map_or(all.end, |last| last + 1);
        for (at, form) in asked.forms.iter().enumerate() {
            self.score_plainly(at, form, all.start..end, session);
            self.score_plainly(at, form, start..all.end, session);
        }
    }

    fn plain<'a>(
        &'a self,
        query: &'a QueryForm,
        spellings: &'a [Spelling],
        listed: &'a ListedForm<'a>,
    ) -> Plain<'a, impl Fn(usize) -> TokenRef<'a>> {
        Plain { query, spellings, listed: |at| self.names.token(listed.token(at)) }
    }

    fn answer(&self, asked: &Asked, candidates: usize, settings: &Settings, session: &mut Session) -> Result<Answer> {
        let mut ranked: Vec<(f64, u32, Best)> = Vec::new();
        for (&party, &best) in &session.best {
            // A name far below the cutoff stays below it whatever else agrees: its party is not even read.
            let shared = asked.identifier(party);
            if shared.is_none() && score::most_after(best.value, &asked.attributes) < settings.cutoff {
                continue;
            }
            let facts = self.facts.get(party, &self.index)?;
            let score = final_score::<false>(best.value, shared, &asked.attributes, &facts, &mut Vec::new());
            if score >= settings.cutoff {
                ranked.push((score, party, best));
            }
        }
        // Ordinals ascend as party ids do.
        ranked.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        self.index.groups().bring_together(&mut ranked, |&(_, party, _)| party);
        ranked.truncate(settings.limit.unwrap_or(usize::MAX));
        let mut hits = Vec::with_capacity(ranked.len());
        for (score, party, best) in ranked {
            let facts = self.facts.get(party, &self.index)?;
            let explanation = settings.explain.then(|| self.explanation(asked, party, &facts, best, session));
            let name = best.at.map(|(_, listed)| self.names.form(listed));
            let others = self.index.groups().others(party).map(|other| self.facts.get(other, &self.index));
            let others = others.collect::<Result<Vec<_>>>()?;
            hits.push(Hit::new(score, settings.threshold, &facts, &others, name, explanation));
        }
        Ok(Answer { candidates, hits })
    }

    /// The score that a queried name would have against one listed name, were it the primary name of a party of which nothing
    /// else is known. Words are as rare as the index says.
    pub fn compare_names(&self, query: &str, listed: &str, kind: Option<PartyKind>, session: &mut Session) -> f64 {
        self.best_forms(query, listed, kind, session).map_or(0.0, |(score, ..)| score)
    }

    /// The sentence for what [`Screener::compare_names`] gives.
    pub fn explain_names(&self, query: &str, listed: &str, kind: Option<PartyKind>, session: &mut Session) -> String {
        let best = self.best_forms(query, listed, kind, session);
        let evidence = best.map(|(_, query_form, listed_form)| {
            let Session { scratch, pairs, .. } = session;
            pairs.clear();
            let score = compare_forms::<true>(&query_form, &listed_form, scratch, pairs);
            NameEvidence::new(
                side(query, &query_form),
                side(listed, &listed_form),
                NameKind::Primary,
                score,
                primary_factor(&query_form, &listed_form),
                pairs,
            )
        });
        score::sentence(evidence.as_ref(), &[], None)
    }

    /// The forms of two names that are most alike, and their score; the first of equals.
    fn best_forms(
        &self,
        query: &str,
        listed: &str,
        kind: Option<PartyKind>,
        session: &mut Session,
    ) -> Option<(f64, AnalyzedForm, AnalyzedForm)> {
        let forms = |name: &str| -> Vec<AnalyzedForm> {
            let analyzed = self.names.lexicon().analyze(name, kind);
            analyzed.into_iter().map(|form| AnalyzedForm::new(0, &form, &self.names)).collect()
        };
        let (mut queries, mut listed) = (forms(query), forms(listed));
        let mut best: Option<(f64, usize, usize)> = None;
        for (q, query) in queries.iter().enumerate() {
            for (l, listed) in listed.iter().enumerate() {
                let Session { scratch, pairs, .. } = session;
                let score = compare_forms::<false>(query, listed, scratch, pairs);
                let value = score::rounded(score.value * primary_factor(query, listed));
                if best.is_none_or(|(best, ..)| value > best) {
                    best = Some((value, q, l));
                }
            }
        }
        best.map(|(value, q, l)| (value, queries.swap_remove(q), listed.swap_remove(l)))
    }

    /// Why a party has the score it has for a query, hit or not.
    ///
    /// # Errors
    ///
    /// As [`Screener::screen`]; also where the index has no such party.
    pub fn explain(&self, query: &Query, party: &PartyId, session: &mut Session) -> Result<score::Explanation> {
        self.explain_by_others(query, party, None, session)
    }

    /// As [`Screener::explain`], as if the party were not listed under the name at the place `without` among its names. Words are
    /// as rare as with it.
    ///
    /// # Errors
    ///
    /// As [`Screener::explain`].
    pub fn explain_without(
        &self,
        query: &Query,
        party: &PartyId,
        without: usize,
        session: &mut Session,
    ) -> Result<score::Explanation> {
        self.explain_by_others(query, party, Some(without), session)
    }

    fn explain_by_others(
        &self,
        query: &Query,
        party: &PartyId,
        without: Option<usize>,
        session: &mut Session,
    ) -> Result<score::Explanation> {
        let ordinal = self.index.ordinal(party)?.ok_or_else(|| {
            Error::input(format!("no party `{party}` in the index; `namesieve search` finds the id of a party"))
        })?;
        let asked = self.ask(query, session)?;
        session.best.clear();
        self.score_party(&asked, ordinal, without, session);
        let facts = self.facts.get(ordinal, &self.index)?;
        Ok(self.explanation(&asked, ordinal, &facts, session.best[&ordinal], session))
    }

    fn explanation(
        &self,
        asked: &Asked,
        party: u32,
        facts: &Facts,
        best: Best,
        session: &mut Session,
    ) -> score::Explanation {
        let shared = asked.identifier(party);
        let mut attributes = Vec::new();
        let score = final_score::<true>(best.value, shared, &asked.attributes, facts, &mut attributes);
        let name = best.at.map(|(at, listed)| {
            let form = &asked.forms[at];
            let view = self.names.form(listed);
            let spellings = form.query.spellings();
            let Session { scratch, pairs, .. } = session;
            pairs.clear();
            let likeness = self.plain(&form.query, &spellings, &view);
            let score = score::compare::<true>(&form.query, &view, &likeness, scratch, pairs);
            NameEvidence::new(
                side(&asked.query.names[form.name], form),
                Side { text: &facts.names[view.name()], form: view.to_form(), weights: view.weights() },
                view.name_kind(),
                score,
                factor(&view, form),
                pairs,
            )
        });
        let identifier = shared.map(ToString::to_string);
        score::Explanation {
            sentence: score::sentence(name.as_ref(), &attributes, identifier.as_deref()),
            party: facts.id.clone(),
            caption: facts.caption.clone(),
            score,
            name,
            attributes,
            identifier,
        }
    }
}

/// Keeps the better of two names of a party; of two equals the one that comes first on the list.
fn keep(best: &mut FxHashMap<u32, Best>, at: (usize, u32), view: &ListedForm, form: &AnalyzedForm, score: NameScore) {
    let value = score.value * factor(view, form);
    if value <= 0.0 {
        return;
    }
    let found = Best { value, at: Some(at) };
    match best.entry(view.party()) {
        Entry::Vacant(slot) => {
            slot.insert(found);
        }
        Entry::Occupied(mut slot) => {
            let old = slot.get();
            if value > old.value || (value == old.value && found.at < old.at) {
                slot.insert(found);
            }
        }
    }
}

/// Compares two forms of which neither is listed.
fn compare_forms<const EXPLAIN: bool>(
    query: &AnalyzedForm,
    listed: &AnalyzedForm,
    scratch: &mut Scratch,
    pairs: &mut Vec<Pair>,
) -> NameScore {
    let spellings = query.query.spellings();
    let likeness =
        Plain { query: &query.query, spellings: &spellings, listed: |at: usize| listed.query.token(at).as_ref() };
    score::compare::<EXPLAIN>(&query.query, &listed.query, &likeness, scratch, pairs)
}

/// The factor of a listed name that is primary.
fn primary_factor(query: &AnalyzedForm, listed: &AnalyzedForm) -> f64 {
    score::name_factor(NameKind::Primary, query.is_romanized() || listed.is_romanized())
}

fn factor(view: &ListedForm, form: &AnalyzedForm) -> f64 {
    score::name_factor(view.name_kind(), view.is_romanized() || form.is_romanized())
}

fn side<'a>(text: &'a str, form: &AnalyzedForm) -> Side<'a> {
    Side { text, form: form.query.to_form(), weights: form.query.weights() }
}

fn final_score<const EXPLAIN: bool>(
    name: f64,
    shared: Option<&SharedIdentifier>,
    query: &Attributes,
    facts: &Facts,
    evidence: &mut Vec<score::AttributeEvidence>,
) -> f64 {
    let by_name = if name > 0.0 { score::adjust::<EXPLAIN>(name, query, &facts.attributes, evidence) } else { 0.0 };
    score::rounded(shared.map_or(by_name, |shared| score::with_identifier(by_name, shared.agreement)))
}
