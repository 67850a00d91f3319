//! The `names` index: one document for each form of each listed name, what screening searches.
//!
//! Document order is party order, then name, then form. All of it is columns (tantivy's fast fields), read at open:
//!
//! | column | values of a form |
//! |---|---|
//! | `token` | its tokens in order, each with everything it is compared by, see [`put`] |
//! | `joined` | the keys of its neighbors as one word, see [`joined`](crate::name::joined) |
//! | `window` | which of its tokens each of these covers, see [`window`] |
//! | `party`, `name` | whose it is, and which of the party's names |
//! | `kind`, `scheme` | how the list presents the name, and how the form was put into Latin letters |
//!
//! What takes time to find out of a text is found out when the index is built; what follows from all names together, how rare words
//! are and which forms hold them, is found out when it is opened.

use std::mem::size_of_val;
use std::ops::Range;
use std::sync::LazyLock;

use tantivy::columnar::Column;
use tantivy::schema::{BytesOptions, FAST, Field, Schema};
use tantivy::{Searcher, TantivyDocument, TantivyError};

use crate::limits::MAX_NAME_BYTES;
use crate::name::{Form, Joined, Lexicon, Scheme, TokenKind, TokenRef, Tokens};
use crate::party::{Name, NameKind, Party, PartyKind};
use crate::text::Romanization;

const SCHEMES: [Scheme; 10] = [
    Scheme::Written,
    Scheme::Romanized(Romanization::Pinyin),
    Scheme::Romanized(Romanization::RevisedKorean),
    Scheme::Romanized(Romanization::NorthKorean),
    Scheme::Romanized(Romanization::Letters),
    Scheme::Romanized(Romanization::Transcription),
    Scheme::Romanized(Romanization::KoreanReading),
    Scheme::Romanized(Romanization::Translated),
    Scheme::Romanized(Romanization::WadeGiles),
    Scheme::Romanized(Romanization::Syllables),
];

/// The schema of the `names` index and its fields.
pub(super) struct Names {
    pub(super) schema: Schema,
    token: Field,
    joined: Field,
    window: Field,
    party: Field,
    name: Field,
    kind: Field,
    scheme: Field,
}

pub(super) static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut schema = Schema::builder();
    let token = schema.add_bytes_field("token", BytesOptions::default().set_fast());
    let [joined, window, party, name, kind, scheme] =
        ["joined", "window", "party", "name", "kind", "scheme"].map(|field| schema.add_u64_field(field, FAST));
    Names { schema: schema.build(), token, joined, window, party, name, kind, scheme }
});

/// The documents of a party's names, analyzed with `lexicon`.
pub(super) fn documents(ordinal: u32, party: &Party, lexicon: &Lexicon) -> Vec<TantivyDocument> {
    let mut documents = Vec::new();
    for (at, name) in party.names.iter().enumerate() {
        let forms = forms(name, party.kind, lexicon);
        documents.extend(forms.iter().map(|form| document(ordinal, at, name.kind, form)));
    }
    documents
}

/// The forms of a name of a party. A longer name is kept and shown whole; what is screened of it is its beginning.
pub(crate) fn forms(name: &Name, party: PartyKind, lexicon: &Lexicon) -> Vec<Form> {
    let end = (0..=name.full.len().min(MAX_NAME_BYTES)).rev().find(|&end| name.full.is_char_boundary(end));
    lexicon.analyze(&name.full[..end.unwrap_or(0)], Some(party))
}

fn document(ordinal: u32, at: usize, kind: NameKind, form: &Form) -> TantivyDocument {
    let mut document = TantivyDocument::new();
    let mut bytes = Vec::new();
    for token in &form.tokens {
        bytes.clear();
        put(token.as_ref(), &mut bytes);
        document.add_bytes(NAMES.token, &bytes);
    }
    for joined in form.joined() {
        document.add_u64(NAMES.joined, joined.key);
        document.add_u64(NAMES.window, window(joined.mask));
    }
    let scheme = SCHEMES.iter().position(|&scheme| scheme == form.scheme).expect("every scheme is in the table");
    document.add_u64(NAMES.party, ordinal.into());
    document.add_u64(NAMES.name, at as u64);
    document.add_u64(NAMES.kind, kind as u64);
    document.add_u64(NAMES.scheme, scheme as u64);
    document
}

/// Puts a token into bytes: the letter of its kind and its text, its sound and its skeleton, each closed by a zero, which no text holds;
/// then its groups. What begins with the same kind stands together, in the order of texts.
fn put(token: TokenRef<'_>, bytes: &mut Vec<u8>) {
    bytes.push(token.kind.letter() as u8);
    for spelling in [token.text, token.sound, token.skeleton] {
        bytes.extend_from_slice(spelling.as_bytes());
        bytes.push(0);
    }
    token.groups.iter().for_each(|group| bytes.extend_from_slice(&group.to_le_bytes()));
}

/// Takes a token out of what [`put`] made; `None` where it made no such thing.
fn take<'a>(bytes: &'a [u8], groups: &'a mut Vec<u64>) -> Option<TokenRef<'a>> {
    let (&letter, mut rest) = bytes.split_first()?;
    let mut spelling = || -> Option<&'a str> {
        let end = rest.iter().position(|&byte| byte == 0)?;
        let spelling = std::str::from_utf8(&rest[..end]).ok()?;
        rest = &rest[end + 1..];
        Some(spelling)
    };
    let (text, sound, skeleton) = (spelling()?, spelling()?, spelling()?);
    let (numbers, over) = rest.as_chunks();
    groups.clear();
    groups.extend(numbers.iter().copied().map(u64::from_le_bytes));
    let kind = TokenKind::from_letter(letter.into()).filter(|_| over.is_empty())?;
    Some(TokenRef { kind, text, sound, skeleton, groups })
}

/// The tokens that a joined word covers, in eight bits: the first one and how many, or the last one of a form with the first.
fn window(mask: u64) -> u64 {
    let (first, count) = (mask.trailing_zeros(), mask.count_ones());
    let run = u64::MAX.checked_shr(64 - count).unwrap_or(0).checked_shl(first).unwrap_or(0);
    u64::from(if run == mask { first | count << 6 } else { 63 - mask.leading_zeros() })
}

/// The mask that [`window`] was made of.
fn mask(window: u64) -> u64 {
    let (at, count) = (window & 63, window >> 6);
    if count == 0 { 1 | 1 << at } else { ((1 << (count & 3)) - 1) << at }
}

/// Everything of the `names` index: distinct tokens, and forms as sequences of them, in memory; joined words, where they are.
#[derive(Debug)]
pub(crate) struct ListedForms {
    /// What they were analyzed with.
    pub(crate) lexicon: Lexicon,
    /// Distinct tokens, by kind and text.
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
    joined: Column<u64>,
    windows: Column<u64>,
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

/// Tokens that are made anew at open and compared with those of the index: whoever changes how they are made, and not the version,
/// has to build anew.
const CHECKED: usize = 256;

/// Values that are taken out of a column at a time.
const BLOCK: usize = 1024;

impl ListedForms {
    /// Number of joined words of all forms.
    pub(crate) fn joined_len(&self) -> usize {
        self.joined.values.num_vals() as usize
    }

    /// Shows the key of each joined word of each form, with the form, form after form.
    pub(crate) fn each_joined(&self, mut see: impl FnMut(u64, u32)) {
        let mut block = [0; BLOCK];
        let (mut start, mut end) = (0, 0);
        for form in 0..self.owners.len() as u32 {
            for row in rows(&self.joined, form) {
                if row >= end {
                    (start, end) = (row, self.joined.values.num_vals().min(row + BLOCK as u32));
                    self.joined.values.get_range(row.into(), &mut block[..(end - start) as usize]);
                }
                see(block[(row - start) as usize], form);
            }
        }
    }

    /// Adds the joined words of a form to others.
    pub(crate) fn joined_of(&self, form: u32, into: &mut Vec<Joined>) {
        into.extend(
            rows(&self.joined, form).map(|row| Joined {
                key: self.joined.values.get_val(row),
                mask: mask(self.windows.values.get_val(row)),
            }),
        );
    }

    /// What is held in memory, and how many bytes each part takes.
    pub(crate) fn heap_bytes(&self) -> [(&'static str, usize); 4] {
        let Self { tokens, form_starts, form_tokens, owners, posting_starts, postings, .. } = self;
        [
            ("distinct tokens", tokens.heap_bytes()),
            ("tokens of forms", size_of_val(&form_starts[..]) + size_of_val(&form_tokens[..])),
            ("starts of postings", size_of_val(&posting_starts[..]) + size_of_val(&postings[..])),
            ("owners of forms", size_of_val(&owners[..])),
        ]
    }
}

/// Where the values of a form are in a column.
fn rows(column: &Column<u64>, form: u32) -> Range<u32> {
    column.index.value_row_ids(form)
}

/// Reads the whole `names` index.
///
/// *Cost*: one pass over its distinct tokens and its columns, on two threads where there are as many.
pub(super) fn load(searcher: &Searcher, lexicon: &Lexicon) -> tantivy::Result<ListedForms> {
    let lexicon = lexicon.clone();
    let Some(segment) = searcher.segment_readers().first() else {
        let (joined, windows) = (Column::build_empty_column(0), Column::build_empty_column(0));
        return Ok(ListedForms {
            lexicon,
            tokens: Tokens::default(),
            form_starts: vec![0],
            form_tokens: Vec::new(),
            owners: Vec::new(),
            posting_starts: vec![0],
            postings: Vec::new(),
            joined,
            windows,
        });
    };
    let damaged = |what: &str| TantivyError::SchemaError(format!("in the names index, {what}"));
    let forms = segment.max_doc();
    let columns = segment.fast_fields();
    // An index of names without any letter has no such column.
    let column = columns.bytes("token")?;

    let read_tokens = || -> tantivy::Result<Tokens> {
        let (mut tokens, mut groups) = (Tokens::default(), Vec::new());
        let Some(column) = &column else { return Ok(tokens) };
        let mut terms = column.dictionary().stream()?;
        while terms.advance() {
            tokens.push(take(terms.key(), &mut groups).ok_or_else(|| damaged("a term is no token"))?);
        }
        tokens.shrink_to_fit();
        Ok(tokens)
    };
    let read_forms = || -> tantivy::Result<_> {
        let (mut starts, mut tokens) = (Vec::with_capacity(forms as usize + 1), Vec::new());
        if let Some(column) = &column {
            let ords = column.ords();
            starts.extend((0..forms).map(|form| rows(ords, form).start));
            tokens = numbers(ords);
        }
        starts.resize(forms as usize + 1, tokens.len() as u32);
        let postings = invert(&starts, &tokens, column.as_ref().map_or(0, |column| column.num_terms()));
        Ok((starts, tokens, postings.ok_or_else(|| damaged("a form has a token that is none"))?))
    };
    let (tokens, forms_read) = rayon::join(read_tokens, read_forms);
    let (tokens, (form_starts, form_tokens, (posting_starts, postings))) = (tokens?, forms_read?);
    let step = tokens.len().div_ceil(CHECKED).max(1);
    let is_other = |token: &TokenRef<'_>| lexicon.token(token.kind, token.text).as_ref() != *token;
    if let Some(token) = tokens.iter().step_by(step).find(is_other) {
        return Err(damaged(&format!("`{}` is not what this build makes of it", token.text)));
    }

    let [party, name, kind, scheme] = ["party", "name", "kind", "scheme"].map(|field| columns.u64(field));
    let of_forms = [party?, name?, kind?, scheme?];
    if of_forms.iter().any(|column| column.values.num_vals() != forms) {
        return Err(damaged("a form is nobody's"));
    }
    let mut owners = Vec::with_capacity(forms as usize);
    let mut blocks = [[0; BLOCK]; 4];
    for start in (0..forms as usize).step_by(BLOCK) {
        let count = BLOCK.min(forms as usize - start);
        for (column, block) in of_forms.iter().zip(&mut blocks) {
            column.values.get_range(start as u64, &mut block[..count]);
        }
        let [party, name, kind, scheme] = &blocks;
        for at in 0..count {
            let kind = NameKind::ALL.get(kind[at] as usize).zip(SCHEMES.get(scheme[at] as usize));
            let (&kind, &scheme) = kind.ok_or_else(|| damaged("a form is of no kind"))?;
            owners.push(Owner { party: party[at] as u32, name: name[at] as u32, kind, scheme });
        }
    }
    Ok(ListedForms {
        lexicon,
        tokens,
        form_starts,
        form_tokens,
        owners,
        posting_starts,
        postings,
        joined: columns.column_opt("joined")?.unwrap_or_else(|| Column::build_empty_column(forms)),
        windows: columns.column_opt("window")?.unwrap_or_else(|| Column::build_empty_column(forms)),
    })
}

/// All values of a column of numbers below 2^32.
fn numbers(column: &Column<u64>) -> Vec<u32> {
    let count = column.values.num_vals() as usize;
    let mut numbers = Vec::with_capacity(count);
    let mut block = [0; BLOCK];
    for start in (0..count).step_by(BLOCK) {
        let block = &mut block[..BLOCK.min(count - start)];
        column.values.get_range(start as u64, block);
        numbers.extend(block.iter().map(|&number| number as u32));
    }
    numbers
}

/// For each token where its forms start, and these forms, each once; `None` where a form has a token beyond all.
fn invert(form_starts: &[u32], form_tokens: &[u32], tokens: usize) -> Option<(Vec<u32>, Vec<u32>)> {
    // The form in which a token came by last, counted from 1.
    let mut last = vec![0_u32; tokens];
    let mut starts = vec![0_u32; tokens + 1];
    let tokens_of = |form: usize| form_tokens.get(form_starts[form] as usize..form_starts[form + 1] as usize);
    let forms = form_starts.len() - 1;
    for form in 0..forms {
        for &token in tokens_of(form)? {
            let last = last.get_mut(token as usize)?;
            if std::mem::replace(last, form as u32 + 1) != form as u32 + 1 {
                starts[token as usize + 1] += 1;
            }
        }
    }
    for token in 0..tokens {
        starts[token + 1] += starts[token];
    }
    // From here on, where the next form of a token goes.
    last.copy_from_slice(&starts[..tokens]);
    let mut postings = vec![0_u32; starts[tokens] as usize];
    for form in 0..forms {
        for &token in tokens_of(form)? {
            let (next, start) = (&mut last[token as usize], starts[token as usize]);
            if *next == start || postings[*next as usize - 1] != form as u32 {
                postings[*next as usize] = form as u32;
                *next += 1;
            }
        }
    }
    Some((starts, postings))
}

#[cfg(test)]
mod tests {
    use tantivy::directory::RamDirectory;

    use super::super::segments::{Place, Segments};
    use super::*;
    use crate::name::{Token, analyze, joined};

    #[test]
    fn tokens_come_out_as_they_were_put_in() {
        let tokens = ["Aleksandr Ivanov", "Acme Trading LLC", "김정은", "Fund III", "Ó"]
            .into_iter()
            .flat_map(|name| analyze(name, None))
            .flat_map(|form| form.tokens);
        let mut groups = Vec::new();
        let mut count = 0;
        for token in tokens {
            let mut bytes = Vec::new();
            put(token.as_ref(), &mut bytes);
            assert_eq!(take(&bytes, &mut groups).map(TokenRef::to_token).as_ref(), Some(&token));
            for end in 0..bytes.len() {
                let cut: Option<Token> = take(&bytes[..end], &mut groups).map(TokenRef::to_token);
                assert_ne!(cut.as_ref(), Some(&token), "cut at {end}");
            }
            count += 1;
        }
        assert!(count > 10);
    }

    #[test]
    fn tokens_of_other_rules_are_refused() {
        for (case, is_changed) in [("as they are", false), ("another sound", true)] {
            let mut form = analyze("Jane Doe", None).swap_remove(0);
            if is_changed {
                form.tokens[1].sound.push('x');
            }
            let memory = RamDirectory::create();
            let mut segments = Segments::new(Place::Memory(memory.clone()), &NAMES.schema, usize::MAX).unwrap();
            segments.add([document(0, 0, NameKind::Primary, &form)]).unwrap();
            segments.finish().unwrap();
            let searcher = tantivy::Index::open(memory).unwrap().reader().unwrap().searcher();
            let loaded = load(&searcher, Lexicon::compiled_in());
            assert_eq!(loaded.is_err(), is_changed, "{case}");
        }
    }

    #[test]
    fn windows_are_the_masks_of_joined_words() {
        let word = (TokenKind::Word, "ab");
        for count in 1..=64 {
            for found in joined(&vec![word; count]) {
                let window = window(found.mask);
                assert!(window < 256 && mask(window) == found.mask, "{:b} of {count}", found.mask);
            }
        }
    }

    #[test]
    fn each_token_knows_its_forms() {
        // Forms of tokens: 2 0, none, 0 0 1, 2.
        let found = invert(&[0, 2, 2, 5, 6], &[2, 0, 0, 0, 1, 2], 4);
        assert_eq!(found, Some((vec![0, 2, 3, 5, 5], vec![0, 2, 2, 0, 3])));
        assert_eq!(invert(&[0, 1], &[4], 4), None);
        assert_eq!(invert(&[0], &[], 0), Some((vec![0], vec![])));
    }
}
