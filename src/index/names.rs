//! The `names` index: one document for each form of each listed name, what screening searches.
//!
//! Document order is party order, then name, then form. The `token` field holds the analyzed tokens with positions, each term the
//! letter of its kind and its text ([`Token`](crate::name::Token) follows from both); `party`, `name`, `kind` and `scheme` are fast fields. The index
//! holds nothing that is not needed to rebuild the analyzed forms exactly.

use std::sync::LazyLock;

use tantivy::postings::Postings;
use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{PreTokenizedString, Token as IndexToken};
use tantivy::{Directory, DocSet, Index, Searcher, TERMINATED, TantivyDocument};

use crate::limits::MAX_NAME_BYTES;
use crate::name::{Form, Lexicon, Scheme, TokenKind, Tokens};
use crate::party::{Name, NameKind, Party, PartyKind};
use crate::text::Romanization;

/// Only sets the first size of tantivy's hash table: a single segment is never flushed early.
const WRITER_BYTES: usize = 64 << 20;

const SCHEMES: [Scheme; 9] = [
    Scheme::Written,
    Scheme::Romanized(Romanization::Pinyin),
    Scheme::Romanized(Romanization::RevisedKorean),
    Scheme::Romanized(Romanization::NorthKorean),
    Scheme::Romanized(Romanization::Letters),
    Scheme::Romanized(Romanization::Transcription),
    Scheme::Romanized(Romanization::KoreanReading),
    Scheme::Romanized(Romanization::Translated),
    Scheme::Romanized(Romanization::WadeGiles),
];

/// The schema of the `names` index and its fields.
pub(super) struct Names {
    pub(super) schema: Schema,
    token: Field,
    party: Field,
    name: Field,
    kind: Field,
    scheme: Field,
}

pub(super) static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut schema = Schema::builder();
    let indexing =
        TextFieldIndexing::default().set_index_option(IndexRecordOption::WithFreqsAndPositions).set_fieldnorms(false);
    let token = schema.add_text_field("token", TextOptions::default().set_indexing_options(indexing));
    let [party, name, kind, scheme] =
        ["party", "name", "kind", "scheme"].map(|field| schema.add_u64_field(field, FAST));
    Names { schema: schema.build(), token, party, name, kind, scheme }
});

/// Writes the `names` index of `parties`, analyzed with `lexicon`, which stand in the order of their ordinals, as one segment.
///
/// # Errors
///
/// Where the directory can not be written.
pub(super) fn write(directory: Box<dyn Directory>, parties: &[Party], lexicon: &Lexicon) -> tantivy::Result<()> {
    let index = Index::builder().schema(NAMES.schema.clone());
    let mut writer = index.single_segment_index_writer::<TantivyDocument>(directory, WRITER_BYTES)?;
    for (ordinal, party) in parties.iter().enumerate() {
        for (at, name) in party.names.iter().enumerate() {
            for form in forms(name, party.kind, lexicon) {
                writer.add_document(document(ordinal, at, name.kind, &form))?;
            }
        }
    }
    writer.finalize()?;
    Ok(())
}

/// The forms of a name of a party. A longer name is kept and shown whole; what is screened of it is its beginning.
pub(crate) fn forms(name: &Name, party: PartyKind, lexicon: &Lexicon) -> Vec<Form> {
    let end = (0..=name.full.len().min(MAX_NAME_BYTES)).rev().find(|&end| name.full.is_char_boundary(end));
    lexicon.analyze(&name.full[..end.unwrap_or(0)], Some(party))
}

fn document(ordinal: usize, at: usize, kind: NameKind, form: &Form) -> TantivyDocument {
    let tokens = form.tokens.iter().enumerate().map(|(position, token)| IndexToken {
        offset_from: 0,
        offset_to: 0,
        position,
        text: format!("{}{}", token.kind.letter(), token.text),
        position_length: 1,
    });
    let scheme = SCHEMES.iter().position(|&scheme| scheme == form.scheme).expect("every scheme is in the table");
    let mut document = TantivyDocument::new();
    document.add_pre_tokenized_text(NAMES.token, PreTokenizedString { text: String::new(), tokens: tokens.collect() });
    document.add_u64(NAMES.party, ordinal as u64);
    document.add_u64(NAMES.name, at as u64);
    document.add_u64(NAMES.kind, kind as u64);
    document.add_u64(NAMES.scheme, scheme as u64);
    document
}

/// Everything of the `names` index, in memory: distinct tokens, and forms as sequences of them.
#[derive(Debug, Default)]
pub(crate) struct ListedForms {
    /// What they were analyzed with.
    pub(crate) lexicon: Lexicon,
    /// Distinct tokens in the order of their terms.
    pub(crate) tokens: Tokens,
    /// For each form where its tokens start in `form_tokens`; one more at the end.
    pub(crate) form_starts: Vec<u32>,
    /// Indices into `tokens`, form after form.
    pub(crate) form_tokens: Vec<u32>,
    /// For each form its party and name.
    pub(crate) owners: Vec<Owner>,
    /// For each token where its forms start in `postings`; one more at the end.
    pub(crate) posting_starts: Vec<u32>,
    /// Forms, ascending for each token.
    pub(crate) postings: Vec<u32>,
}

/// To whom a form belongs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Owner {
    /// Ordinal of the party.
    pub(crate) party: u32,
    /// Which of its names.
    pub(crate) name: u32,
    pub(crate) kind: NameKind,
    pub(crate) scheme: Scheme,
}

/// Reads the whole `names` index.
///
/// *Cost*: one pass over its terms and positions.
pub(super) fn load(searcher: &Searcher, lexicon: &Lexicon) -> tantivy::Result<ListedForms> {
    let Some(segment) = searcher.segment_readers().first() else {
        let lexicon = lexicon.clone();
        return Ok(ListedForms { lexicon, form_starts: vec![0], posting_starts: vec![0], ..ListedForms::default() });
    };
    let forms = segment.max_doc() as usize;
    let inverted = segment.inverted_index(NAMES.token)?;

    let mut loaded = ListedForms { lexicon: lexicon.clone(), posting_starts: vec![0], ..ListedForms::default() };
    // (form, position, token), sorted by form and position by counting.
    let mut placed: Vec<(u32, u32, u32)> = Vec::new();
    let mut lengths = vec![0_u32; forms];
    let mut positions = Vec::new();
    let mut terms = inverted.terms().stream()?;
    while let Some((term, info)) = terms.next() {
        let damaged = || tantivy::TantivyError::SchemaError("a term of the names index is no token".to_owned());
        let text = std::str::from_utf8(term).map_err(|_| damaged())?;
        let kind = text.chars().next().and_then(TokenKind::from_letter).ok_or_else(damaged)?;
        let token = loaded.tokens.len() as u32;
        loaded.tokens.push(lexicon.token(kind, &text[1..]).as_ref());
        let mut postings = inverted.read_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions)?;
        while postings.doc() != TERMINATED {
            let form = postings.doc();
            loaded.postings.push(form);
            postings.positions(&mut positions);
            lengths[form as usize] += positions.len() as u32;
            placed.extend(positions.iter().map(|&position| (form, position, token)));
            postings.advance();
        }
        loaded.posting_starts.push(loaded.postings.len() as u32);
    }
    let mut start = 0;
    for length in lengths {
        loaded.form_starts.push(start);
        start += length;
    }
    loaded.form_starts.push(start);
    loaded.form_tokens = vec![0; placed.len()];
    for (form, position, token) in placed {
        let place = loaded.form_starts[form as usize] + position;
        if place >= loaded.form_starts[form as usize + 1] {
            return Err(tantivy::TantivyError::SchemaError("a form of the names index lacks a token".to_owned()));
        }
        loaded.form_tokens[place as usize] = token;
    }

    let fast = segment.fast_fields();
    let (party, name, kind, scheme) = (fast.u64("party")?, fast.u64("name")?, fast.u64("kind")?, fast.u64("scheme")?);
    loaded.owners = (0..forms as u32)
        .map(|form| Owner {
            party: party.first(form).unwrap_or(0) as u32,
            name: name.first(form).unwrap_or(0) as u32,
            kind: NameKind::ALL[(kind.first(form).unwrap_or(0) as usize).min(NameKind::ALL.len() - 1)],
            scheme: SCHEMES[(scheme.first(form).unwrap_or(0) as usize).min(SCHEMES.len() - 1)],
        })
        .collect();
    Ok(loaded)
}
