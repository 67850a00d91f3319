//! The one analyzer, for listed and queried names alike.

use super::{Lexicon, Token, TokenKind};
use crate::limits::MAX_NAME_TOKENS;
use crate::party::PartyKind;
use crate::text::{self, Romanization, Script};

/// A name in one script or one Latin transcription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// As written, or how it was put into Latin letters.
    pub scheme: Scheme,
    /// Its tokens in order, at most [`MAX_NAME_TOKENS`].
    pub tokens: Vec<Token>,
}

/// How a [`Form`] relates to what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// In the script it was written in.
    Written,
    /// Put into Latin letters.
    Romanized(Romanization),
}

/// Analyzes a name: first the form as written, then one form for each romanization that differs. A text without any letter or
/// digit has no form.
///
/// `kind` settles what words mean: `SA` is a legal form of a company and a name of a person. `None` leaves both open.
///
/// ```
/// use namesieve::name::{TokenKind, analyze};
/// use namesieve::party::PartyKind;
///
/// let forms = analyze("Fortuna OOO", Some(PartyKind::Organization));
/// let kinds: Vec<TokenKind> = forms[0].tokens.iter().map(|token| token.kind).collect();
/// assert_eq!(kinds, [TokenKind::Word, TokenKind::LegalForm]);
/// ```
///
/// With the compiled-in lexicon; names are only comparable with those of an index if they were analyzed with the index's own.
pub fn analyze(name: &str, kind: Option<PartyKind>) -> Vec<Form> {
    Lexicon::compiled_in().analyze(name, kind)
}

impl Lexicon {
    /// As [`analyze`], with this lexicon.
    pub fn analyze(&self, name: &str, kind: Option<PartyKind>) -> Vec<Form> {
        let words = text::words(&text::fold_case(name)).into_iter().map(|word| text::unmix(&word).into_owned());
        // Marks alone are no word.
        let words: Vec<String> = words.filter(|word| word.contains(char::is_alphanumeric)).collect();
        let pieces = pieces(self, &words, kind);
        let Some(schemes) = pieces.iter().map(|piece| piece.romanized.len()).max() else { return Vec::new() };
        let written = pieces.iter().map(|piece| piece.written.clone()).take(MAX_NAME_TOKENS).collect();
        let mut forms = vec![Form { scheme: Scheme::Written, tokens: written }];
        for at in 0..schemes {
            let mut tokens = Vec::with_capacity(pieces.len());
            let mut scheme = None;
            for piece in &pieces {
                match piece.romanized.get(at).or(piece.romanized.last()) {
                    Some((romanization, romanized)) => {
                        scheme.get_or_insert(*romanization);
                        tokens.extend_from_slice(romanized);
                    }
                    None => tokens.push(piece.written.clone()),
                }
            }
            let scheme = Scheme::Romanized(scheme.expect("a name with romanizations has a romanized piece"));
            tokens.truncate(MAX_NAME_TOKENS);
            if forms.iter().all(|form| form.tokens != tokens) {
                forms.push(Form { scheme, tokens });
            }
        }
        forms
    }
}

/// A word, or the words of one phrase, with its role.
struct Piece {
    written: Token,
    romanized: Vec<(Romanization, Vec<Token>)>,
}

fn pieces(lexicon: &Lexicon, words: &[String], kind: Option<PartyKind>) -> Vec<Piece> {
    let is_person = match kind {
        Some(PartyKind::Person) => Some(true),
        Some(PartyKind::Organization | PartyKind::Vessel | PartyKind::Aircraft) => Some(false),
        Some(PartyKind::Other) | None => None,
    };
    let folded: Vec<String> = words.iter().map(|word| fold_word(word)).collect();
    let mut pieces = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        // A phrase that is the whole name is the name: "The Company".
        let phrase = lexicon.phrase(&folded[at..], is_person).filter(|&(_, taken)| taken < words.len());
        let (written, taken) = match phrase {
            Some((kind, taken)) => (lexicon.token(kind, folded[at..at + taken].join(" ")), taken),
            None => (plain(lexicon, &folded[at], is_person), 1),
        };
        let romanized = match written.kind {
            TokenKind::Word | TokenKind::Initial => romanized(lexicon, &words[at]),
            _ => Vec::new(),
        };
        pieces.push(Piece { written, romanized });
        at += taken;
    }
    pieces
}

/// A word that is in no phrase.
fn plain(lexicon: &Lexicon, word: &str, is_person: Option<bool>) -> Token {
    let kind = match word.chars().count() {
        _ if word.chars().all(char::is_numeric) => TokenKind::Number,
        1 if is_person != Some(false) && !matches!(Script::of_word(word), Script::Han | Script::Hangul) => {
            TokenKind::Initial
        }
        _ if is_person != Some(true) && lexicon.is_number_word(word) => TokenKind::Number,
        _ => TokenKind::Word,
    };
    lexicon.token(kind, word)
}

fn romanized(lexicon: &Lexicon, word: &str) -> Vec<(Romanization, Vec<Token>)> {
    let forms = text::romanize(word).into_iter();
    forms
        .map(|(scheme, form)| {
            let kind = match scheme {
                Romanization::Consonants => TokenKind::Consonants,
                _ => TokenKind::Word,
            };
            let token = |word: &str| match word {
                "al" => lexicon.token(TokenKind::Particle, word),
                _ if word.len() == 1 && kind == TokenKind::Word => lexicon.token(TokenKind::Initial, word),
                _ => lexicon.token(kind, word),
            };
            (scheme, form.split(' ').map(token).collect())
        })
        .collect()
}

/// Latin words in ASCII, others folded.
pub(super) fn fold_word(word: &str) -> String {
    let folded = text::fold(word);
    if folded.is_ascii() || Script::of_word(&folded) != Script::Latin {
        return folded.into_owned();
    }
    // Letters that no decomposition turns into ASCII: ø, đ, ł.
    let ascii: String = any_ascii::any_ascii(&folded).chars().filter(char::is_ascii_alphanumeric).collect();
    if ascii.is_empty() { folded.into_owned() } else { ascii.to_ascii_lowercase() }
}
