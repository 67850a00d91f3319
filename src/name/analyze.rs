//! The one analyzer, for listed and queried names alike.

use super::{Token, TokenKind, lexicon, scripts};
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
pub fn analyze(name: &str, kind: Option<PartyKind>) -> Vec<Form> {
    let text = text::fold_case(name);
    let words = text::words(&text).into_iter().map(|word| text::unmix(&word).into_owned());
    // Marks alone are no word.
    let words: Vec<String> = words.filter(|word| word.contains(char::is_alphanumeric)).collect();
    let is_person = match kind {
        Some(PartyKind::Person) => Some(true),
        Some(PartyKind::Organization | PartyKind::Vessel | PartyKind::Aircraft) => Some(false),
        Some(PartyKind::Other) | None => None,
    };
    let mut pieces = pieces(&words, is_person);
    if pieces.is_empty() {
        return Vec::new();
    }
    if !name.is_ascii() {
        add_native(&mut pieces, text::han_begins(&text), is_person);
    }
    let written = pieces.iter().map(|piece| piece.written.clone()).take(MAX_NAME_TOKENS).collect();
    let mut forms = vec![Form { scheme: Scheme::Written, tokens: written }];
    // Each scheme, and how often a piece has it.
    let mut schemes: Vec<(Romanization, usize)> = Vec::new();
    for piece in &pieces {
        for (romanization, _) in &piece.romanized {
            let nth = (0..).find(|&nth| !schemes.contains(&(*romanization, nth))).expect("counting does not end");
            if piece.of(*romanization).count() > nth {
                schemes.push((*romanization, nth));
            }
        }
    }
    for (romanization, nth) in schemes {
        let mut tokens = Vec::with_capacity(pieces.len());
        for piece in &pieces {
            match piece.romanized(romanization, nth) {
                Some(romanized) => tokens.extend_from_slice(romanized),
                None => tokens.push(piece.written.clone()),
            }
        }
        tokens.truncate(MAX_NAME_TOKENS);
        if forms.iter().all(|form| form.tokens != tokens) {
            forms.push(Form { scheme: Scheme::Romanized(romanization), tokens });
        }
    }
    forms
}

/// A word, or the words of one phrase, with its role.
struct Piece {
    /// The word as it stands, before accents are folded away.
    word: String,
    written: Token,
    romanized: Vec<(Romanization, Vec<Token>)>,
}

impl Piece {
    fn of(&self, romanization: Romanization) -> impl Iterator<Item = &[Token]> {
        self.romanized.iter().filter(move |(own, _)| *own == romanization).map(|(_, tokens)| tokens.as_slice())
    }

    /// Its tokens in the `nth` form of a romanization, or in the one that goes best with it; `None` where it has none.
    fn romanized(&self, romanization: Romanization, nth: usize) -> Option<&[Token]> {
        let by_letters = matches!(romanization, Romanization::Letters | Romanization::Translated);
        let own = self.of(romanization).nth(nth).or_else(|| self.of(romanization).last());
        let letters = || by_letters.then(|| self.of(Romanization::Letters).last())?;
        own.or_else(letters).or_else(|| self.romanized.first().map(|(_, tokens)| tokens.as_slice()))
    }
}

fn pieces(words: &[String], is_person: Option<bool>) -> Vec<Piece> {
    let folded: Vec<String> = words.iter().map(|word| fold_word(word)).collect();
    let mut pieces = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        // A phrase that is the whole name is the name: "The Company".
        let phrase = lexicon::phrase(&folded[at..], is_person).filter(|&(_, taken)| taken < words.len());
        let (written, taken) = match phrase {
            Some((kind, taken)) => (Token::new(kind, folded[at..at + taken].join(" ")), taken),
            None => (plain(&folded[at], is_person), 1),
        };
        let romanized = match written.kind {
            TokenKind::Word | TokenKind::Initial => romanized(&words[at]),
            _ => Vec::new(),
        };
        pieces.push(Piece { word: words[at..at + taken].concat(), written, romanized });
        at += taken;
    }
    pieces
}

/// A word that is in no phrase.
fn plain(word: &str, is_person: Option<bool>) -> Token {
    let kind = match word.chars().count() {
        _ if word.chars().all(char::is_numeric) => TokenKind::Number,
        1 if is_person != Some(false) && !matches!(Script::of_word(word), Script::Han | Script::Hangul) => {
            TokenKind::Initial
        }
        _ if is_person != Some(true) && lexicon::is_number_word(word) => TokenKind::Number,
        _ => TokenKind::Word,
    };
    Token::new(kind, word)
}

fn romanized(word: &str) -> Vec<(Romanization, Vec<Token>)> {
    let forms = text::romanize(word).into_iter().filter(|(scheme, _)| *scheme != Romanization::Consonants);
    let token = |word: &str| match word.len() {
        1 => Token::new(TokenKind::Initial, word),
        _ => Token::new(TokenKind::Word, word),
    };
    forms.map(|(scheme, form)| (scheme, form.split(' ').map(token).collect())).collect()
}

/// Adds to the pieces of other scripts what they are compared by beside their transcriptions. `begins` tells of each Chinese
/// character whether it is the first of those that stand together.
fn add_native(pieces: &mut [Piece], begins: Vec<bool>, is_person: Option<bool>) {
    let mut begins = begins.into_iter();
    let parts = scripts::parts(pieces.iter().map(|piece| {
        let characters = piece.word.chars().filter(|&c| Script::of(c) == Some(Script::Han)).count();
        let begins = begins.by_ref().take(characters).reduce(|first, _| first);
        // A single letter stands for a word, whatever its script; a Chinese character is one.
        let is_word = piece.written.kind == TokenKind::Word || !piece.romanized.is_empty() && begins.is_some();
        is_word.then_some((piece.word.as_str(), begins.unwrap_or(true)))
    }));
    for part in &parts {
        let is_alone = part.pieces.len() == pieces.len();
        for (romanization, tokens) in scripts::forms(part, is_person, is_alone, |kind, text| Token::new(kind, text)) {
            pieces[part.pieces.start].romanized.push((romanization, tokens));
            for rest in &mut pieces[part.pieces.start + 1..part.pieces.end] {
                rest.romanized.push((romanization, Vec::new()));
            }
        }
    }
}

/// Latin words in ASCII, others folded.
fn fold_word(word: &str) -> String {
    let folded = text::fold(word);
    if folded.is_ascii() || Script::of_word(&folded) != Script::Latin {
        return folded.into_owned();
    }
    // Letters that no decomposition turns into ASCII: ø, đ, ł.
    let ascii: String = any_ascii::any_ascii(&folded).chars().filter(char::is_ascii_alphanumeric).collect();
    if ascii.is_empty() { folded.into_owned() } else { ascii.to_ascii_lowercase() }
}
