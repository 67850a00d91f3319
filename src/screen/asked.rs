//! A query on its way through screening: analyzed once, then only read.

use super::Query;
use super::identifier::{self, SharedIdentifier};
use crate::candidate::{Counterparts, ListedForm, Memory, Names, QueryForm};
use crate::limits::MAX_NAME_BYTES;
use crate::name::{Form, Scheme, Similarity, Spelling, TokenRef, Units, similarity};
use crate::score::{Attributes, Likeness};
use crate::{Error, Result};

/// A query with everything that follows from it and the index.
pub(super) struct Asked<'q> {
    pub(super) query: &'q Query,
    /// The forms of all its names.
    pub(super) forms: Vec<AnalyzedForm>,
    pub(super) attributes: Attributes,
    /// Parties that share an identifier with it.
    pub(super) sharing: Vec<(u32, SharedIdentifier<'q>)>,
}

impl<'q> Asked<'q> {
    /// Analyzes the names of a query; nobody shares an identifier yet. The forms take the place of those in `forms`.
    pub(super) fn new(
        query: &'q Query,
        names: &Names,
        memory: &mut Memory,
        mut forms: Vec<AnalyzedForm>,
    ) -> Result<Self> {
        forms.clear();
        for (at, name) in query.names.iter().enumerate() {
            if name.len() > MAX_NAME_BYTES {
                return Err(Error::input(format!(
                    "name of {} bytes starting with `{}` is longer than {MAX_NAME_BYTES}; screen the parties it names one by one",
                    name.len(),
                    name.chars().take(40).collect::<String>(),
                )));
            }
            memory.analyze(name, query.kind, names, |form| forms.push(AnalyzedForm { name: at, query: form }));
        }
        if forms.is_empty() && query.identifiers.is_empty() {
            let names = query.names.join("; ");
            return Err(Error::input(format!("name `{names}` has no letter and no digit; nothing to screen")));
        }
        let attributes = Attributes {
            kind: query.kind,
            births: query.births.clone(),
            foundations: query.foundations.clone(),
            countries: query.countries.clone(),
            surroundings: Vec::new(),
            gender: query.gender,
            numbers: identifier::numbers(query),
        };
        Ok(Self { query, forms, attributes, sharing: Vec::new() })
    }

    /// The identifier that a party shares.
    pub(super) fn identifier(&self, party: u32) -> Option<&SharedIdentifier<'q>> {
        self.sharing.iter().find(|(other, _)| *other == party).map(|(_, shared)| shared)
    }
}

/// A form of a queried name, analyzed and weighed.
#[derive(Debug)]
pub(super) struct AnalyzedForm {
    /// Which of the query's names it is a form of.
    pub(super) name: usize,
    pub(super) query: QueryForm,
}

impl AnalyzedForm {
    pub(super) fn new(name: usize, form: &Form, names: &Names) -> Self {
        Self { name, query: QueryForm::new(form, names) }
    }

    /// Whether it is a Latin transcription.
    pub(super) fn is_romanized(&self) -> bool {
        self.query.scheme() != Scheme::Written
    }
}

/// Likeness as candidate generation found it.
pub(super) struct Found<'a, 'q> {
    pub(super) counterparts: &'a Counterparts<'q>,
    pub(super) listed: ListedForm<'a>,
}

impl Likeness for Found<'_, '_> {
    fn similarity(&self, query: usize, listed: usize) -> Option<Similarity> {
        self.counterparts.similarity(query, self.listed.token(listed))
    }

    fn may_split(&self, query: usize) -> bool {
        self.counterparts.is_split(query, self.listed.number())
    }
}

/// Likeness computed afresh for each pair of tokens.
pub(super) struct Plain<'a, L> {
    pub(super) query: &'a QueryForm,
    pub(super) spellings: &'a [Spelling],
    /// The listed token at a place.
    pub(super) listed: L,
}

impl<'a, L: Fn(usize) -> TokenRef<'a>> Likeness for Plain<'a, L> {
    fn similarity(&self, query: usize, listed: usize) -> Option<Similarity> {
        similarity(self.query.token(query), &self.spellings[query], (self.listed)(listed))
    }
}
