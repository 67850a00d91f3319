//! Names that need no analysis beyond that of their words: most names of people that are written in Latin letters.
//!
//! What a word is in a name depends on the words around it. Of most words it does not: `rossi` is a word wherever it stands, and `inc` the
//! legal form of whatever it follows. A name of letters and blanks alone, all of whose words are such, is the words one after the other: it
//! has that form, and those of its acronyms. Whoever remembers words can do without [`Lexicon::analyze`] for such a name, and has the same outcome.

use super::analyze::{are_two_consonants, fold_word, is_birth_mark, is_generation, is_letter_of_two, is_person};
use super::scripts::has_english;
use super::{Lexicon, Token, TokenKind, compound};
use crate::party::PartyKind;
use crate::text::{self, Script};

/// Most words of a name that [`simple_words`] takes apart.
pub const MAX_SIMPLE_WORDS: usize = 8;

/// The longest word that [`simple_words`] gives, in bytes.
const MAX_BYTES: usize = 15;

/// The words of a name as it is written, each with its bytes one after the other in those of a number, ASCII letters in lower case; `None`
/// where the name has anything that takes more than letters and what stands between words, or too much of it.
///
/// What stands between words is what [`text::words`] splits at, and a dot after two letters or more. An apostrophe joins. Brackets, quotes,
/// digits, and dots after single letters say something of the words around them.
pub fn simple_words(name: &str, words: &mut [u128; MAX_SIMPLE_WORDS]) -> Option<usize> {
    let (mut word, mut size, mut letters, mut count) = (0_u128, 0, 0, 0);
    let mut bytes = name.bytes().chain([b' ']).peekable();
    // Where capital letters follow small ones, or small ones several capitals, two words may be written as one.
    let mut capitals = 0;
    while let Some(byte) = bytes.next() {
        capitals = match byte {
            b'A'..=b'Z' if size > 2 && capitals == 0 => return None,
            b'A'..=b'Z' => capitals + 1,
            b'a'..=b'z' if size > 3 && capitals > 3 => return None,
            0x80.. => capitals,
            _ => 0,
        };
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => {
                word = word << 8 | u128::from(if byte < 0x80 { byte | 0x20 } else { byte });
                size += 1;
                // Of a character of several bytes the first.
                letters += usize::from(!(0x80..0xc0).contains(&byte));
            }
            b'\'' if bytes.peek().is_some_and(|next| next.is_ascii_alphabetic()) => letters = 0,
            b'.' if letters == 1 || size == 2 && is_letter_of_two(&simple_word(word)?) => return None,
            b' ' | b',' | b'-' | b'.' | b'/' | b';' if size == 0 => {}
            b' ' | b',' | b'-' | b'.' | b'/' | b';' => {
                *words.get_mut(count).filter(|_| size <= MAX_BYTES)? = word;
                count += 1;
                (word, size, letters) = (0, 0, 0);
            }
            _ => return None,
        }
    }
    Some(count)
}

/// The text of a word that [`simple_words`] gave; `None` where it is cut off.
pub fn simple_word(word: u128) -> Option<String> {
    String::from_utf8(word.to_be_bytes().into_iter().filter(|&byte| byte != 0).collect()).ok()
}

impl Lexicon {
    /// The token of a word of [`simple_words`] in every name of several such words, and in a name of no other word, unless it has a role
    /// there; `None` where it depends on the words around it, or is in another script than Latin.
    ///
    /// ```
    /// use namesieve::name::{Lexicon, TokenKind};
    /// use namesieve::party::PartyKind;
    ///
    /// let settled = |word| Lexicon::compiled_in().settled(word, Some(PartyKind::Person));
    /// assert_eq!(settled("gómez").map(|token| token.text).as_deref(), Some("gomez"));
    /// assert_eq!(settled("born"), None);
    /// ```
    pub fn settled(&self, word: &str, kind: Option<PartyKind>) -> Option<Token> {
        let is_person = is_person(kind);
        let cased = text::fold_case(word);
        let folded = fold_word(&cased);
        let is_word = folded.bytes().all(|byte| byte.is_ascii_lowercase()) && text::words(&cased) == [cased.as_ref()];
        let is_latin = cased.chars().all(|c| Script::of(c) == Some(Script::Latin)) && !has_english(&folded);
        let depends = !is_word
            || !is_latin
            || folded.len() < 2
            || cased.chars().nth(1).is_none()
            // "Son of", or short for Benjamin.
            || folded == "ben"
            || is_person == Some(true) && (are_two_consonants(&cased) || is_birth_mark(&cased) || is_generation(&folded))
            || is_person != Some(true) && self.number(&folded).is_some()
            || is_person != Some(false) && text::is_wade_giles(&folded)
            || compound::may_be_compound(&folded);
        if depends {
            return None;
        }
        match self.lone_phrase(&folded, is_person)? {
            Some(kind) => Some(self.token(kind, folded)),
            None if is_person != Some(true) && self.may_have_legal_form(&folded) => None,
            None => Some(self.token(TokenKind::Word, folded)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::*;
    use crate::name::{Scheme, acronyms};

    const KINDS: [Option<PartyKind>; 4] =
        [None, Some(PartyKind::Person), Some(PartyKind::Organization), Some(PartyKind::Vessel)];

    #[test]
    fn names_come_apart() {
        for (case, name, want) in [
            ("letters and blanks", "Song  Kum-Hyok", Some("song|kum|hyok")),
            ("a comma", "SONG, Kum", Some("song|kum")),
            ("nothing", " - ", Some("")),
            ("an initial", "J. Smith", None),
            ("a dot after a word", "Volta Inc.", Some("volta|inc")),
            ("an initial of two letters", "Yu. Petrov", None),
            ("a dot after two letters", "Mr. Petrov", Some("mr|petrov")),
            ("an apostrophe", "O'Brien", Some("obrien")),
            ("an initial after an apostrophe", "O'B. Smith", None),
            ("a digit", "Star 3", None),
            ("an accent", "Gómez", Some("gómez")),
            ("quotes", "John \"Jack\" Smith", None),
            ("a long word", "abcdefghijklmnop", None),
            ("two words as one", "JohnSMITH", None),
            ("two words as one, the other way round", "SMITHJohn", None),
            ("capital letters", "SMITH McDonald", Some("smith|mcdonald")),
            ("many words", "a b c d e f g h i", None),
        ] {
            let mut words = [0; MAX_SIMPLE_WORDS];
            let found = simple_words(name, &mut words);
            let found = found
                .map(|count| words[..count].iter().filter_map(|&word| simple_word(word)).collect::<Vec<_>>().join("|"));
            assert_eq!(found.as_deref(), want, "{case}");
        }
    }

    /// What whoever remembers words makes of a name.
    fn simple(name: &str, kind: Option<PartyKind>) -> Option<Vec<Token>> {
        let mut words = [0; MAX_SIMPLE_WORDS];
        let count = simple_words(name, &mut words)?;
        let settled = |&word: &u128| Lexicon::compiled_in().settled(&simple_word(word)?, kind);
        let tokens = words[..count].iter().map(settled).collect::<Option<Vec<Token>>>()?;
        let is_role = matches!(&tokens[..], [token] if token.kind != TokenKind::Word);
        (!tokens.is_empty() && !is_role).then_some(tokens)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: RngSeed::Fixed(20_250_708), cases: ProptestConfig::default().cases.max(2_000), ..ProptestConfig::default() })]

        /// The definition is the analyzer.
        #[test]
        fn settled_words_make_the_form_that_analysis_makes(
            words in proptest::collection::vec(
                prop_oneof![
                    "[a-z]{1,8}",
                    // Accents, composed or not, letters that are several, apostrophes and dots.
                    "[a-zà-ɏḀ-ỿ]{1,6}",
                    "[A-zÀ-ÿ'.\u{300}-\u{308}]{1,8}",
                    "[a-c\\PC]{1,5}",
                    proptest::sample::select(vec![
                        "al", "bin", "ben", "de", "la", "van", "von", "abu", "dr", "mr", "jr", "sr", "md", "nee", "born", "ii", "iii", "ng",
                        "the", "company", "limited", "limitead", "ltd", "llc", "ooo", "sa", "co", "of", "and", "trading", "bank", "no", "forty",
                        "four", "one", "mv", "general", "sheikh", "haji", "hsu", "tse", "tung", "chiang", "kai", "shek", "li", "wei", "y",
                        "e", "gómez", "o'brien", "müller", "née", "łukasz", "éa", "ß", "straße", "o'b", "société", "inc.", "co.", "st.",
                        "JohnSMITH", "SMITHJohn", "ÖZTJohn", "JoséLuis", "ÀBéJohn", "obschestvo", "s", "corporation", "corporatoin", "public", "joint", "stock", "kim", "song",
                    ]).prop_map(str::to_owned),
                ],
                1..7,
            ),
            separator in proptest::sample::select(vec![" ", ", ", "-", "  ", ". ", ".", "/"]),
        ) {
            let name = words.join(separator);
            for kind in KINDS {
                if let Some(tokens) = simple(&name, kind) {
                    let forms = Lexicon::compiled_in().analyze(&name, kind);
                    prop_assert_eq!(forms[0].scheme, Scheme::Written);
                    prop_assert_eq!(&forms[0].tokens, &tokens, "{} as {:?}", name, kind);
                    let acronyms = acronyms(tokens.iter().map(|token| (token.kind, token.text.as_str())), kind);
                    let others: Vec<&str> = forms[1..].iter().map(|form| form.tokens[0].text.as_str()).collect();
                    prop_assert_eq!(others, acronyms, "{} as {:?}", name, kind);
                    prop_assert!(forms[1..].iter().all(|form| form.tokens[0].kind == TokenKind::Acronym && form.tokens.len() == 1));
                }
            }
        }
    }

    #[test]
    fn most_names_are_simple() {
        for (name, kind) in [
            ("Kathryn Barr", None),
            ("Reni Mehdi Klemm", Some(PartyKind::Person)),
            ("Muhammad bin Rashid Maktoum", Some(PartyKind::Person)),
            ("Golden Star", Some(PartyKind::Vessel)),
            ("Volta Inc", None),
        ] {
            assert!(simple(name, kind).is_some(), "{name}");
        }
        // "Al" may begin "Al Haj".
        assert!(simple("Rashid al-Maktoum", None).is_none());
    }
}
