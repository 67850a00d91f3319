//! Why a party was found: the texts in which the query's words stand, cut short, with the words' places.

use std::ops::Range;

use serde::Serialize;
use tantivy::tokenizer::TextAnalyzer;

use super::query::{Needle, Place};
use crate::index::analysis::{STEMS, WORDS, skeletons, tokenizers};
use crate::index::schema::{Text, texts};
use crate::party::Party;

/// Most snippets of one party. A party with forty aliases that all hold the word is not better explained by forty lines.
const MAX_SNIPPETS: usize = 5;

/// About how many bytes of a long text are shown; a line or two.
const MAX_BYTES: usize = 200;

/// A text of a party in which words of the query stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Snippet {
    /// The field: `primary`, `alias`, `weak_alias`, `native`, `transliteration`, `description` or `identifier`.
    pub field: &'static str,
    /// The text as the list has it; of a long one, the part around the first word found, with `…` where it was cut.
    pub text: String,
    /// Where the words stand: ranges of bytes of `text`, in order, not overlapping, never inside a character.
    pub highlights: Vec<Range<usize>>,
}

/// Cuts snippets for one query.
pub(super) struct Snippets {
    needles: Vec<Needle>,
    words: TextAnalyzer,
    stems: TextAnalyzer,
}

impl Snippets {
    pub(super) fn new(needles: Vec<Needle>) -> Self {
        let tokenizers = tokenizers();
        let get = |name| tokenizers.get(name).expect("every tokenizer of the schema is registered");
        Self { needles, words: get(WORDS), stems: get(STEMS) }
    }

    /// The snippets of a party, in the order of its texts: names first.
    pub(super) fn of(&mut self, party: &Party) -> Vec<Snippet> {
        let mut snippets = Vec::new();
        for identifier in &party.identifiers {
            let number = identifier.normalized();
            let found = |needle: &Needle| needle.place == Place::Identifier && fits(needle, 0, &number);
            if self.needles.iter().any(found) {
                let all = 0..identifier.number.len();
                snippets.push(Snippet { field: "identifier", text: identifier.number.clone(), highlights: vec![all] });
            }
        }
        for (kind, text) in texts(party) {
            if snippets.len() >= MAX_SNIPPETS {
                break;
            }
            let mut found = find(|| tokens(&mut self.words, &text), &self.needles, Place::Text(kind));
            if kind == Text::Description {
                found.extend(find(|| tokens(&mut self.stems, &text), &self.needles, Place::Stem));
            } else if Text::LISTED.contains(&kind) {
                found.extend(find(|| skeletons(&text), &self.needles, Place::Consonants));
            }
            let highlights = merged(found);
            // The spellings of one transcription say the same thing over: the first will do.
            let again = |snippet: &Snippet| {
                snippet.text == text || (kind == Text::Transliteration && snippet.field == kind.as_str())
            };
            if !highlights.is_empty() && !snippets.iter().any(again) {
                snippets.push(cut(kind.as_str(), &text, highlights));
            }
        }
        snippets.truncate(MAX_SNIPPETS);
        snippets
    }
}

/// Whether a term is the one at this place of a needle.
fn fits(needle: &Needle, at: usize, term: &str) -> bool {
    let want = needle.terms[at].as_str();
    if needle.prefix && at + 1 == needle.terms.len() { term.starts_with(want) } else { term == want }
}

/// A term and where its word stands, in bytes.
type Placed = (String, Range<usize>);

/// The terms of a text.
fn tokens(analyzer: &mut TextAnalyzer, text: &str) -> Vec<Placed> {
    let mut tokens = Vec::new();
    analyzer
        .token_stream(text)
        .process(&mut |token| tokens.push((token.text.clone(), token.offset_from..token.offset_to)));
    tokens
}

/// The places of all words that belong to a needle.
fn find(tokens: impl FnOnce() -> Vec<Placed>, needles: &[Needle], place: Place) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if !needles.iter().any(|needle| needle.place == place) {
        return found;
    }
    let tokens = tokens();
    for needle in needles.iter().filter(|needle| needle.place == place) {
        for window in tokens.windows(needle.terms.len()) {
            if window.iter().enumerate().all(|(at, (term, _))| fits(needle, at, term)) {
                found.extend(window.iter().map(|(_, range)| range.clone()));
            }
        }
    }
    found
}

/// In order, and one where they overlap.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// The part of a text around its first highlight, at the borders of words where there are any.
fn cut(field: &'static str, text: &str, highlights: Vec<Range<usize>>) -> Snippet {
    if text.len() <= MAX_BYTES {
        return Snippet { field, text: text.to_owned(), highlights };
    }
    let first = &highlights[0];
    let border = |at: &usize| text.is_char_boundary(*at);
    let mut start = (0..=first.start.saturating_sub(MAX_BYTES / 4)).rev().find(border).unwrap_or(0);
    if start > 0 {
        start += text[start..first.start].find(' ').map_or(0, |blank| blank + 1);
    }
    let mut end = ((start + MAX_BYTES).max(first.end)..text.len()).find(border).unwrap_or(text.len());
    if end < text.len() {
        end = text[first.end..end].rfind(' ').map_or(end, |blank| first.end + blank);
    }
    let before = if start > 0 { "…" } else { "" };
    let after = if end < text.len() { "…" } else { "" };
    let moved = |range: Range<usize>| range.start - start + before.len()..range.end - start + before.len();
    Snippet {
        field,
        text: format!("{before}{}{after}", &text[start..end]),
        highlights: highlights.into_iter().take_while(|range| range.end <= end).map(moved).collect(),
    }
}
