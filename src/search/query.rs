//! From the tree of a query to what tantivy runs and what snippets highlight.

use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur, PhrasePrefixQuery, PhraseQuery,
    Query, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{Score, Term};

use std::borrow::Cow;
use std::ops::Bound;

use super::syntax::{Leaf, Mark, Node, Scope};
use crate::index::Index;
use crate::index::analysis::{KEY, RAW, STEMS, WORDS, consonants, romanizations, tokenizers};
use crate::index::schema::{PARTIES, Text};
use crate::party::{CountryCode, Identifier, IdentifierKind, Origin, PartyKind};
use crate::text::fold;

// Weights of what a word is found in. Only their order is meant: a party listed under a name comes before one that is also
// known by it, before one that its list mentions beside it; a number that identifies beats them all. The gaps are wide enough
// that BM25, which runs up to about 10 for a rare word in a short name, seldom turns the order around.
const IDENTIFIER: Score = 100.0;
const DESCRIPTION: Score = 1.0;
/// Below `DESCRIPTION`: the word as typed comes before its other forms.
const STEM: Score = 0.8;
/// What the romanization of a query's word counts, against the word as typed.
const ROMANIZED: Score = 0.5;
/// The consonants of a word, shared with others of quite another sound.
const CONSONANTS: Score = 1.0;
/// What a further field counts in which the same word is found: enough to part equals, not enough to add up.
const TIE_BREAKER: Score = 0.05;

fn weight(text: Text) -> Score {
    match text {
        Text::Primary | Text::Native => 4.0,
        Text::Alias => 3.0,
        Text::WeakAlias | Text::Transliteration => 2.0,
        Text::Description => DESCRIPTION,
    }
}

/// Most values of one query that may end in `*`. One letter takes 2 ms at 19 thousand parties, a hundred times as long as a word,
/// and 7 ms at the end of a phrase, where each word that it begins is read with its positions. Ten took 8 to 37 ms of one core
/// (`a* b* ...`, `a* a* ...`, `"al a*" "al b*" ...` over OFAC's list of June 2026), twenty over twice as long: a query should not take
/// over 50 ms.
const MAX_PREFIXES: usize = 10;

/// A query, ready to run.
pub(super) struct Plan {
    pub(super) query: Box<dyn Query>,
    /// What to highlight; nothing that is excluded.
    pub(super) needles: Vec<Needle>,
}

/// Terms in a row that a snippet highlights.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Needle {
    pub(super) place: Place,
    pub(super) terms: Vec<String>,
    /// Whether the last term may go on.
    pub(super) prefix: bool,
}

/// Where a needle is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Text(Text),
    /// Among the stems of descriptions.
    Stem,
    /// Among the consonants of listed names.
    Consonants,
    Identifier,
}

/// Why there is no plan.
pub(super) enum Fault {
    /// A value that its field can not have, and its place in the query, in bytes.
    Value { at: usize, message: String },
    /// The index can not be read.
    Index(tantivy::TantivyError),
}

impl Fault {
    fn value(at: usize, message: impl Into<String>) -> Self {
        Self::Value { at, message: message.into() }
    }
}

impl From<tantivy::TantivyError> for Fault {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Index(error)
    }
}

/// A query, or none where there is nothing to search for: punctuation between words asks for nothing.
type Planned = Result<Option<Box<dyn Query>>, Fault>;

/// Turns trees into queries. Filters are leaves like any other and share it.
pub(super) struct Planner<'i> {
    index: &'i Index,
    words: TextAnalyzer,
    stems: TextAnalyzer,
    key: TextAnalyzer,
    raw: TextAnalyzer,
    needles: Vec<Needle>,
    negations: usize,
    prefixes: usize,
}

impl<'i> Planner<'i> {
    pub(super) fn new(index: &'i Index) -> Self {
        let tokenizers = tokenizers();
        let get = |name| tokenizers.get(name).expect("every tokenizer of the schema is registered");
        Self {
            index,
            words: get(WORDS),
            stems: get(STEMS),
            key: get(KEY),
            raw: get(RAW),
            needles: Vec::new(),
            negations: 0,
            prefixes: 0,
        }
    }

    /// Plans a query and the filters beside it.
    pub(super) fn plan(mut self, node: &Node<'_>, filters: Vec<Box<dyn Query>>) -> Result<Plan, Fault> {
        let Some(query) = self.node(node)? else {
            return Err(Fault::value(0, "there is no letter or digit to search for"));
        };
        let mut clauses = vec![(Occur::Must, query)];
        clauses.extend(filters.into_iter().map(|filter| (Occur::Must, filter)));
        Ok(Plan { query: Box::new(BooleanQuery::new(clauses)), needles: self.needles })
    }

    /// A filter: what it finds is not highlighted and does not count for the score.
    pub(super) fn filter(&mut self, leaf: Leaf<'_>) -> Result<Box<dyn Query>, Fault> {
        self.negations += 1;
        let query = self.leaf(leaf);
        self.negations -= 1;
        query?.map(unscored).ok_or_else(|| Fault::value(0, "there is no letter or digit to search for"))
    }

    fn node(&mut self, node: &Node<'_>) -> Planned {
        match node {
            Node::Everything => Ok(Some(unscored(Box::new(AllQuery)))),
            Node::Leaf(leaf) => self.leaf(*leaf),
            Node::Any(parts) => {
                let mut any = Vec::new();
                for part in parts {
                    any.extend(self.node(part)?);
                }
                Ok((!any.is_empty()).then(|| Box::new(BooleanQuery::union(any)) as _))
            }
            Node::All(parts) => {
                let mut clauses = Vec::new();
                for (mark, part) in parts {
                    let negation = usize::from(*mark == Mark::MustNot);
                    self.negations += negation;
                    let query = self.node(part)?;
                    self.negations -= negation;
                    let occur = match mark {
                        Mark::Must => Occur::Must,
                        Mark::May => Occur::Should,
                        Mark::MustNot => Occur::MustNot,
                    };
                    clauses.extend(query.map(|query| (occur, query)));
                }
                if clauses.is_empty() {
                    return Ok(None);
                }
                if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
                    clauses.push((Occur::Must, unscored(Box::new(AllQuery))));
                }
                Ok(Some(Box::new(BooleanQuery::new(clauses))))
            }
        }
    }

    fn leaf(&mut self, leaf: Leaf<'_>) -> Planned {
        let fields = &*PARTIES;
        let wrong = |message: String| Fault::value(leaf.at, message);
        self.prefixes += usize::from(leaf.prefix);
        if self.prefixes > MAX_PREFIXES {
            return Err(wrong(format!("more than {MAX_PREFIXES} values end in `*`")));
        }
        let mut any = Vec::new();
        match leaf.scope {
            Scope::Anywhere => {
                self.texts(&Text::NAMES, leaf, &mut any)?;
                self.romanized(leaf, &mut any)?;
                self.consonants(leaf, &mut any)?;
                self.texts(&[Text::Description], leaf, &mut any)?;
                self.stem(leaf, &mut any)?;
                if leaf.text.contains(|c: char| c.is_ascii_digit()) {
                    self.identifier(leaf, &mut any)?;
                }
            }
            Scope::Name => {
                self.texts(&Text::NAMES, leaf, &mut any)?;
                self.romanized(leaf, &mut any)?;
                self.consonants(leaf, &mut any)?;
            }
            Scope::Primary => self.texts(&[Text::Primary], leaf, &mut any)?,
            Scope::Alias => self.texts(&[Text::Alias, Text::WeakAlias], leaf, &mut any)?,
            Scope::WeakAlias => self.texts(&[Text::WeakAlias], leaf, &mut any)?,
            Scope::Native => self.texts(&[Text::Native], leaf, &mut any)?,
            Scope::Transliteration => self.texts(&[Text::Transliteration], leaf, &mut any)?,
            Scope::Description => {
                self.texts(&[Text::Description], leaf, &mut any)?;
                self.stem(leaf, &mut any)?;
            }
            Scope::Identifier => self.identifier(leaf, &mut any)?,
            Scope::Id => any.extend(self.keyed(fields.id, leaf.text, leaf.prefix)?),
            Scope::List => any.extend(self.keyed(fields.list, leaf.text, leaf.prefix)?),
            Scope::Program => any.extend(self.keyed(fields.program, leaf.text, leaf.prefix)?),
            Scope::Type if leaf.prefix => any.extend(self.keyed(fields.kind, leaf.text, true)?),
            Scope::Type => {
                let kind: PartyKind = leaf.text.parse().map_err(wrong)?;
                any.extend(self.keyed(fields.kind, kind.as_str(), false)?);
            }
            Scope::Country if leaf.prefix => any.extend(self.keyed(fields.country, leaf.text, true)?),
            Scope::Country => {
                let code: CountryCode = leaf.text.parse().map_err(wrong)?;
                any.extend(self.keyed(fields.country, code.as_str(), false)?);
            }
            Scope::BirthYear => any.push(years(fields.birth_year, leaf).map_err(wrong)?),
            Scope::ListedYear => any.push(years(fields.listed_year, leaf).map_err(wrong)?),
        }
        Ok(match any.len() {
            0 | 1 => any.pop(),
            _ => Some(Box::new(DisjunctionMaxQuery::with_tie_breaker(any, TIE_BREAKER))),
        })
    }

    fn texts(&mut self, texts: &[Text], leaf: Leaf<'_>, any: &mut Vec<Box<dyn Query>>) -> Result<(), Fault> {
        let terms = terms(&mut self.words, leaf.text);
        for &text in texts {
            self.needle(Place::Text(text), &terms, leaf.prefix);
            let query = self.row(PARTIES.text(text), &terms, leaf.prefix)?;
            any.extend(query.map(|query| boosted(query, weight(text))));
        }
        Ok(())
    }

    /// A word in another script also finds names that only stand in Latin letters.
    fn romanized(&mut self, leaf: Leaf<'_>, any: &mut Vec<Box<dyn Query>>) -> Result<(), Fault> {
        for form in orders(leaf).iter().flat_map(|text| romanizations(text)) {
            let terms = terms(&mut self.words, &form);
            for text in [Text::Primary, Text::Alias, Text::WeakAlias, Text::Transliteration] {
                self.needle(Place::Text(text), &terms, leaf.prefix);
                let query = self.row(PARTIES.text(text), &terms, leaf.prefix)?;
                any.extend(query.map(|query| boosted(query, weight(text) * ROMANIZED)));
            }
        }
        Ok(())
    }

    /// A word in a script without vowels finds Latin names with the same consonants.
    fn consonants(&mut self, leaf: Leaf<'_>, any: &mut Vec<Box<dyn Query>>) -> Result<(), Fault> {
        for text in orders(leaf) {
            let terms = consonants(&text);
            self.needle(Place::Consonants, &terms, leaf.prefix);
            let query = self.row(PARTIES.skeleton, &terms, leaf.prefix)?;
            any.extend(query.map(|query| boosted(query, CONSONANTS)));
        }
        Ok(())
    }

    /// The other forms of a word. Quotation marks and `*` ask for the letters as they are.
    fn stem(&mut self, leaf: Leaf<'_>, any: &mut Vec<Box<dyn Query>>) -> Result<(), Fault> {
        let terms = terms(&mut self.stems, leaf.text);
        if !leaf.quoted && !leaf.prefix && terms.len() == 1 {
            self.needle(Place::Stem, &terms, false);
            any.extend(self.row(PARTIES.stem, &terms, false)?.map(|query| boosted(query, STEM)));
        }
        Ok(())
    }

    /// An identifier in each form in which a number so written may be indexed.
    fn identifier(&mut self, leaf: Leaf<'_>, any: &mut Vec<Box<dyn Query>>) -> Result<(), Fault> {
        let mut kinds = vec![IdentifierKind::Other, IdentifierKind::CryptoAddress];
        if fold(leaf.text).trim_start().starts_with("imo") {
            kinds.push(IdentifierKind::Imo);
        }
        let mut forms: Vec<String> = kinds.into_iter().map(|kind| normalized(kind, leaf.text)).collect();
        forms.dedup();
        for form in forms.into_iter().filter(|form| !form.is_empty()) {
            let form = [form];
            self.needle(Place::Identifier, &form, leaf.prefix);
            let query = self.row(PARTIES.identifier, &form, leaf.prefix)?;
            any.extend(query.map(|query| Box::new(ConstScoreQuery::new(query, IDENTIFIER)) as _));
        }
        Ok(())
    }

    /// A value that selects: an id as it is, all others folded.
    fn keyed(&mut self, field: Field, value: &str, prefix: bool) -> Planned {
        let analyzer = if field == PARTIES.id { &mut self.raw } else { &mut self.key };
        let terms = terms(analyzer, value);
        Ok(self.row(field, &terms, prefix)?.map(unscored))
    }

    /// Terms in a row, the last of which may go on.
    fn row(&self, field: Field, terms: &[String], prefix: bool) -> Planned {
        let mut row: Vec<_> = terms.iter().map(|term| Term::from_field_text(field, term)).collect();
        Ok(Some(match row.len() {
            0 => return Ok(None),
            _ if prefix => {
                let expansions = self.expansions(field, &terms[terms.len() - 1])?;
                let mut query = PhrasePrefixQuery::new(row);
                query.set_max_expansions(expansions);
                Box::new(query)
            }
            1 => Box::new(TermQuery::new(row.remove(0), IndexRecordOption::WithFreqs)),
            _ => Box::new(PhraseQuery::new(row)),
        }))
    }

    /// Number of terms that begin so. tantivy asks for a cap on them, sets memory aside for as many, and drops those over it,
    /// so the cap must be what there is.
    fn expansions(&self, field: Field, prefix: &str) -> Result<u32, Fault> {
        let dictionary = self.index.segment().inverted_index(field)?;
        let mut terms = dictionary.terms().range().ge(prefix).into_stream().map_err(tantivy::TantivyError::from)?;
        let mut count = 0;
        while terms.advance() && terms.key().starts_with(prefix.as_bytes()) {
            count += 1;
        }
        Ok(count)
    }

    fn needle(&mut self, place: Place, terms: &[String], prefix: bool) {
        if self.negations == 0 && !terms.is_empty() {
            let needle = Needle { place, terms: terms.to_vec(), prefix };
            if !self.needles.contains(&needle) {
                self.needles.push(needle);
            }
        }
    }
}

/// The orders in which the words of a name in another script stand where it is listed in Latin letters: as they are, and, for a
/// phrase, with the last word, the family name of many languages, first, as lists do it.
fn orders(leaf: Leaf<'_>) -> Vec<Cow<'_, str>> {
    let mut orders = vec![Cow::from(leaf.text)];
    if leaf.quoted
        && !leaf.prefix
        && let Some((rest, last)) = leaf.text.trim().rsplit_once(char::is_whitespace)
    {
        orders.push(format!("{last} {rest}").into());
    }
    orders
}

/// The normal form of a number, were it an identifier of this kind.
fn normalized(kind: IdentifierKind, number: &str) -> String {
    let identifier = Identifier {
        kind,
        label: String::new(),
        number: number.to_owned(),
        scheme: None,
        country: None,
        issued_on: None,
        expires_on: None,
        remark: String::new(),
        origin: Origin::default(),
    };
    identifier.normalized()
}

/// The terms that a tokenizer makes of a text.
fn terms(analyzer: &mut TextAnalyzer, text: &str) -> Vec<String> {
    let mut terms = Vec::new();
    analyzer.token_stream(text).process(&mut |token| terms.push(token.text.clone()));
    terms.retain(|term| !term.is_empty());
    terms
}

/// A year, or a range of years that holds both its ends.
fn years(field: Field, leaf: Leaf<'_>) -> Result<Box<dyn Query>, String> {
    let wrong = || format!("`{}` is no year; use a year or a range such as `1960..1969`", leaf.text);
    let year = |text: &str| text.trim().parse::<i64>().map_err(|_| wrong());
    if leaf.prefix {
        return Err(wrong());
    }
    let (first, last) = leaf.text.split_once("..").unwrap_or((leaf.text, leaf.text));
    let bound = |text| Ok::<_, String>(Bound::Included(Term::from_field_i64(field, year(text)?)));
    Ok(unscored(Box::new(RangeQuery::new(bound(first)?, bound(last)?))))
}

fn boosted(query: Box<dyn Query>, weight: Score) -> Box<dyn Query> {
    Box::new(BoostQuery::new(query, weight))
}

/// What only selects has no say in the order.
fn unscored(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}
