//! Names that need no analysis beyond that of their words: most names of people that are written in Latin letters.
//!
//! What a word is in a name depends on the words around it. Of most words it does not: `rossi` is a word wherever it stands, and `inc` the
//! legal form of whatever it follows. A name of letters and blanks alone, all of whose words are such, has one form, and that is the words
//! one after the other. Whoever remembers words can do without [`Lexicon::analyze`] for such a name, and has the same outcome.

use super::analyze::{MIN_ACRONYM, are_two_consonants, is_birth_mark, is_generation, is_person};
use super::{Lexicon, TokenKind};
use crate::party::PartyKind;
use crate::text;

/// Most words of a name that [`simple_words`] takes apart.
pub const MAX_SIMPLE_WORDS: usize = 8;

/// The longest word that [`simple_words`] gives, in letters.
const MAX_LETTERS: usize = 15;

/// The words of a name of ASCII letters, blanks, commas and hyphens, each with its letters in lower case one after the other in the bytes
/// of a number; `None` where it has anything else, or too much.
pub fn simple_words(name: &str, words: &mut [u128; MAX_SIMPLE_WORDS]) -> Option<usize> {
    let (mut word, mut letters, mut count) = (0_u128, 0, 0);
    for byte in name.bytes().chain([b' ']) {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {
                word = word << 8 | u128::from(byte | 0x20);
                letters += 1;
            }
            b' ' | b',' | b'-' if letters == 0 => {}
            b' ' | b',' | b'-' => {
                *words.get_mut(count).filter(|_| letters <= MAX_LETTERS)? = word;
                count += 1;
                (word, letters) = (0, 0);
            }
            _ => return None,
        }
    }
    Some(count)
}

/// Whether a name may have an acronym for one more form.
pub fn may_have_acronym(tokens: usize, has_legal_form: bool, kind: Option<PartyKind>) -> bool {
    tokens >= MIN_ACRONYM && (kind == Some(PartyKind::Organization) || has_legal_form)
}

impl Lexicon {
    /// What a word in lower-case ASCII letters is in every name of several words that [`simple_words`] takes apart, and in a name of
    /// no other word, unless it has a role there; `None` where that depends on the words around it.
    ///
    /// ```
    /// use namesieve::name::{Lexicon, TokenKind};
    /// use namesieve::party::PartyKind;
    ///
    /// let settled = |word| Lexicon::compiled_in().settled(word, Some(PartyKind::Person));
    /// assert_eq!(settled("rossi"), Some(TokenKind::Word));
    /// assert_eq!(settled("born"), None);
    /// ```
    pub fn settled(&self, word: &str, kind: Option<PartyKind>) -> Option<TokenKind> {
        let is_person = is_person(kind);
        let depends = word.len() < 2
            // "Son of", or short for Benjamin.
            || word == "ben"
            || is_person == Some(true) && (are_two_consonants(word) || is_birth_mark(word) || is_generation(word))
            || is_person != Some(true) && self.number(word).is_some()
            || is_person != Some(false) && text::is_wade_giles(word);
        if depends {
            return None;
        }
        match self.lone_phrase(word, is_person)? {
            Some(kind) => Some(kind),
            None if is_person != Some(true) && self.misspelt_legal_form(word).is_some() => None,
            None => Some(TokenKind::Word),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::*;
    use crate::name::{Scheme, Token};

    const KINDS: [Option<PartyKind>; 4] =
        [None, Some(PartyKind::Person), Some(PartyKind::Organization), Some(PartyKind::Vessel)];

    fn unpacked(word: u128) -> String {
        word.to_be_bytes().into_iter().filter(|&byte| byte != 0).map(char::from).collect()
    }

    #[test]
    fn names_come_apart() {
        for (case, name, want) in [
            ("letters and blanks", "Song  Kum-Hyok", Some("song|kum|hyok")),
            ("a comma", "SONG, Kum", Some("song|kum")),
            ("nothing", " - ", Some("")),
            ("a dot", "J. Smith", None),
            ("a digit", "Star 3", None),
            ("another script", "Гайк", None),
            ("an accent", "Gómez", None),
            ("a long word", "abcdefghijklmnop", None),
            ("many words", "a b c d e f g h i", None),
        ] {
            let mut words = [0; MAX_SIMPLE_WORDS];
            let found = simple_words(name, &mut words).map(|count| words[..count].map_to_text());
            assert_eq!(found.as_deref(), want, "{case}");
        }
    }

    trait MapToText {
        fn map_to_text(&self) -> String;
    }

    impl MapToText for [u128] {
        fn map_to_text(&self) -> String {
            self.iter().map(|&word| unpacked(word)).collect::<Vec<_>>().join("|")
        }
    }

    /// What whoever remembers words makes of a name.
    fn simple(name: &str, kind: Option<PartyKind>) -> Option<Vec<Token>> {
        let lexicon = Lexicon::compiled_in();
        let mut words = [0; MAX_SIMPLE_WORDS];
        let count = simple_words(name, &mut words)?;
        let tokens: Option<Vec<Token>> = words[..count]
            .iter()
            .map(|&word| lexicon.settled(&unpacked(word), kind).map(|kind| lexicon.token(kind, unpacked(word))))
            .collect();
        let tokens = tokens?;
        let has_legal_form = tokens.iter().any(|token| token.kind == TokenKind::LegalForm);
        let is_alone = matches!(&tokens[..], [token] if token.kind != TokenKind::Word);
        (!tokens.is_empty() && !is_alone && !may_have_acronym(tokens.len(), has_legal_form, kind)).then_some(tokens)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: RngSeed::Fixed(20_250_708), cases: 2_000, ..ProptestConfig::default() })]

        /// The definition is the analyzer.
        #[test]
        fn settled_words_make_the_form_that_analysis_makes(
            words in proptest::collection::vec(
                prop_oneof![
                    "[a-z]{1,8}",
                    proptest::sample::select(vec![
                        "al", "bin", "ben", "de", "la", "van", "von", "abu", "dr", "mr", "jr", "sr", "md", "nee", "born", "ii", "iii", "ng",
                        "the", "company", "limited", "limitead", "ltd", "llc", "ooo", "sa", "co", "of", "and", "trading", "bank", "no", "forty",
                        "four", "one", "mv", "general", "sheikh", "haji", "hsu", "tse", "tung", "chiang", "kai", "shek", "li", "wei", "y",
                        "e", "obschestvo", "s", "corporation", "corporatoin", "public", "joint", "stock", "kim", "song",
                    ]).prop_map(str::to_owned),
                ],
                1..7,
            ),
            separator in proptest::sample::select(vec![" ", ", ", "-", "  "]),
        ) {
            let name = words.join(separator);
            for kind in KINDS {
                if let Some(tokens) = simple(&name, kind) {
                    let forms = Lexicon::compiled_in().analyze(&name, kind);
                    prop_assert_eq!(forms.len(), 1, "{} as {:?}", name, kind);
                    prop_assert_eq!(forms[0].scheme, Scheme::Written);
                    prop_assert_eq!(&forms[0].tokens, &tokens, "{} as {:?}", name, kind);
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
