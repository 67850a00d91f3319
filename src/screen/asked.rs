//! A query on its way through screening: analyzed once, then only read.

use super::Query;
use super::identifier::{self, SharedIdentifier};
use crate::candidate::{Finder, ListedForm, Names, QueryForm};
use crate::limits::MAX_NAME_BYTES;
use crate::name::{Form, Similarity, Spelling, TokenRef, similarity};
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
    /// Analyzes the names of a query; nobody shares an identifier yet.
    pub(super) fn new(query: &'q Query, names: &Names) -> Result<Self> {
        let mut forms = Vec::with_capacity(query.names.len());
        for (at, name) in query.names.iter().enumerate() {
            if name.len() > MAX_NAME_BYTES {
                return Err(Error::input(format!(
                    "name of {} bytes starting with `{}` is longer than {MAX_NAME_BYTES}; screen the parties it names one by one",
                    name.len(),
                    name.chars().take(40).collect::<String>(),
                )));
            }
            let analyzed = names.lexicon().analyze(name, query.kind);
            forms.extend(analyzed.into_iter().map(|form| AnalyzedForm::new(at, form, names)));
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
pub(super) struct AnalyzedForm {
    /// Which of the query's names it is a form of.
    pub(super) name: usize,
    pub(super) form: Form,
    pub(super) query: QueryForm,
}

impl AnalyzedForm {
    pub(super) fn new(name: usize, form: Form, names: &Names) -> Self {
        Self { name, query: QueryForm::new(&form, names), form }
    }

    /// Its tokens, ready for [`similarity`].
    pub(super) fn spellings(&self) -> Vec<Spelling> {
        self.form.tokens.iter().map(Spelling::new).collect()
    }
}

/// Likeness as candidate generation found it.
pub(super) struct Found<'a> {
    pub(super) finder: &'a Finder,
    pub(super) listed: &'a ListedForm<'a>,
}

impl Likeness for Found<'_> {
    fn similarity(&self, query: usize, listed: usize) -> Option<Similarity> {
        self.finder.similarity(query, self.listed.token(listed))
    }

    fn may_split(&self, query: usize) -> bool {
        self.finder.is_split(query)
    }

    fn may_join(&self, joined: usize) -> bool {
        self.finder.is_joined(joined)
    }
}

/// Likeness computed afresh for each pair of tokens.
pub(super) struct Plain<'a, L> {
    pub(super) query: &'a Form,
    pub(super) spellings: &'a [Spelling],
    /// The listed token at a place.
    pub(super) listed: L,
}

impl<'a, L: Fn(usize) -> TokenRef<'a>> Likeness for Plain<'a, L> {
    fn similarity(&self, query: usize, listed: usize) -> Option<Similarity> {
        similarity(&self.query.tokens[query], &self.spellings[query], (self.listed)(listed))
    }
}
