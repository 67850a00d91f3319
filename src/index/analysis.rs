//! How text becomes search terms: one set of tokenizers, the same when a party is written and when a query is read.

use std::iter::Peekable;
use std::ops::Range;
use std::str::CharIndices;

use tantivy::tokenizer::{
    Language, RemoveLongFilter, Stemmer, TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager,
};
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script as UnicodeScript, UnicodeScript as _};

use crate::text::{self, Script, fold};

/// Folded words, with positions.
pub(crate) const WORDS: &str = "words";
/// [`WORDS`], each cut to its English stem.
pub(crate) const STEMS: &str = "stems";
/// The whole value as one folded term: codes and other values of filters.
pub(crate) const KEY: &str = "key";
/// The whole value as it is: tantivy's own.
pub(crate) const RAW: &str = "raw";

/// Every tokenizer that the schema names, beside tantivy's own: it asks for one of these even where a field has only numbers.
pub(crate) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(WORDS, Words::default());
    let stems = TextAnalyzer::builder(Words::default()).filter(RemoveLongFilter::limit(MAX_STEMMED));
    manager.register(STEMS, stems.filter(Stemmer::new(Language::English)).build());
    manager.register(KEY, Key::default());
    manager
}

/// Words of so many bytes have no stem: none of English has, and stemming takes time in the square of the length.
const MAX_STEMMED: usize = 128;

/// Splits at whatever is neither letter nor digit and folds each word.
///
/// Han and kana characters stand alone, since nothing between them shows where a word ends; neighbors are found by position.
/// Apostrophes vanish instead of splitting, so that `Al-Qa'ida` is found by `qaida` and `O'Brien` by `obrien`.
#[derive(Debug, Clone, Default)]
struct Words {
    token: Token,
}

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        self.token.reset();
        WordStream { text, rest: text.char_indices().peekable(), token: &mut self.token }
    }
}

struct WordStream<'a> {
    text: &'a str,
    rest: Peekable<CharIndices<'a>>,
    token: &'a mut Token,
}

/// What a character does to the word around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    /// A word of its own.
    Ideograph,
    /// Belongs to the character before it, or does not show at all.
    Mark,
    Apostrophe,
    Gap,
}

impl Class {
    fn of(c: char) -> Self {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' => Self::Letter,
            '\'' | '`' | '´' | '‘' | '’' | '′' | 'ʹ' | 'ʻ' | 'ʼ' | 'ʾ' | 'ʿ' | '\u{5f3}' | '\u{5f4}' => {
                Self::Apostrophe
            }
            c if c.is_ascii() => Self::Gap,
            // The blocks, not the scripts: the mark of long vowels (ー) belongs to both kana scripts.
            '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}' => {
                Self::Ideograph
            }
            c if c.script() == UnicodeScript::Han => Self::Ideograph,
            // Draws a word out.
            '\u{640}' => Self::Mark,
            c if is_combining_mark(c) => Self::Mark,
            c if c.is_alphanumeric() => Self::Letter,
            c if fold(c.encode_utf8(&mut [0; 4])).is_empty() => Self::Mark,
            _ => Self::Gap,
        }
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        let Some((start, first)) = self.rest.find(|&(_, c)| matches!(Class::of(c), Class::Letter | Class::Ideograph))
        else {
            return false;
        };
        let alone = Class::of(first) == Class::Ideograph;
        let mut end = start + first.len_utf8();
        let mut apostrophes = false;
        while let Some(&(at, c)) = self.rest.peek() {
            match Class::of(c) {
                Class::Mark => end = at + c.len_utf8(),
                Class::Letter if !alone => end = at + c.len_utf8(),
                Class::Apostrophe if !alone => apostrophes = true,
                _ => break,
            }
            self.rest.next();
        }
        let word = &self.text[start..end];
        self.token.text.clear();
        if apostrophes {
            let bare: String = word.chars().filter(|&c| Class::of(c) != Class::Apostrophe).collect();
            self.token.text.push_str(&fold(&bare));
        } else {
            self.token.text.push_str(&fold(word));
        }
        self.token.offset_from = start;
        self.token.offset_to = end;
        self.token.position = self.token.position.wrapping_add(1); // tantivy starts at usize::MAX
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// The whole text, folded, as one token.
#[derive(Debug, Clone, Default)]
struct Key {
    token: Token,
}

struct KeyStream<'a> {
    text: Option<&'a str>,
    token: &'a mut Token,
}

impl Tokenizer for Key {
    type TokenStream<'a> = KeyStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> KeyStream<'a> {
        self.token.reset();
        KeyStream { text: Some(text), token: &mut self.token }
    }
}

impl TokenStream for KeyStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(text) = self.text.take() else { return false };
        self.token.text.push_str(&fold(text.trim()));
        self.token.offset_to = text.len();
        self.token.position = 0;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// The forms in Latin letters of a text in another script, one for each scheme of [`text::romanize`]; none for a text that is Latin
/// throughout.
///
/// Where words have several syllables, or characters stand alone, each form comes in the three spellings in use: `kim jong un`,
/// `kim jongun` and `kimjongun`.
pub(crate) fn romanizations(text: &str) -> Vec<String> {
    if text.is_ascii() {
        return Vec::new();
    }
    let words: Vec<String> = text::words(&text::fold_case(text));
    let romanized: Vec<_> = words.iter().map(|word| text::romanize(word)).collect();
    let schemes = romanized.iter().map(Vec::len).max().unwrap_or(0);
    let mut forms = Vec::new();
    for scheme in 0..schemes {
        let syllables = words.iter().zip(&romanized).flat_map(|(word, forms)| {
            let form = forms.get(scheme).or(forms.last()).map_or(word.as_str(), |(_, form)| form);
            form.split(' ')
        });
        let syllables: Vec<&str> = syllables.collect();
        forms.push(syllables.join(" "));
        let is_syllabic = |word: &String| matches!(Script::of_word(word), Script::Han | Script::Hangul);
        if words.iter().any(is_syllabic) && syllables.len() > 1 {
            forms.push(format!("{} {}", syllables[0], syllables[1..].concat()));
            forms.push(syllables.concat());
        }
    }
    forms.sort();
    forms.dedup();
    forms
}

/// The consonants of each Latin word of a name, with the word's place in bytes: what can be compared with [`consonants`]. The
/// Arabic article is left out, since it is written or not as the list pleases, and single letters, which are no words.
pub(crate) fn skeletons(text: &str) -> Vec<(String, Range<usize>)> {
    let mut words = Words::default();
    let mut stream = words.token_stream(text);
    let mut skeletons = Vec::new();
    while let Some(token) = stream.next() {
        let word = token.text.as_str();
        let is_word = word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
        let is_word = is_word && !matches!(word, "al" | "el" | "ul");
        let skeleton = if is_word { text::skeleton(word) } else { String::new() };
        if !skeleton.is_empty() {
            skeletons.push((skeleton, token.offset_from..token.offset_to));
        }
    }
    skeletons
}

/// The consonants of a text in a script without vowels, as [`skeletons`] has them of Latin words; none for any other text.
pub(crate) fn consonants(text: &str) -> Vec<String> {
    let words = text::words(&text::fold_case(text));
    if !words.iter().all(|word| Script::of_word(word).is_abjad()) {
        return Vec::new();
    }
    // Of `al qdhfy` only the last part is the word.
    let forms = words.iter().flat_map(|word| text::romanize(word));
    forms.map(|(_, form)| text::skeleton(form.rsplit(' ').next().unwrap_or_default())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(tokenizer: &str, text: &str) -> Vec<String> {
        let mut analyzer = tokenizers().get(tokenizer).unwrap();
        let mut stream = analyzer.token_stream(text);
        let mut terms = Vec::new();
        while let Some(token) = stream.next() {
            assert_eq!(token.position, terms.len(), "{text}: positions count up");
            assert!(text.is_char_boundary(token.offset_from) && text.is_char_boundary(token.offset_to), "{text}");
            terms.push(token.text.clone());
        }
        terms
    }

    #[test]
    fn text_becomes_terms() {
        for (case, tokenizer, text, want) in [
            ("case and accents", WORDS, "JÉRÔME Kim", &["jerome", "kim"][..]),
            ("accents as marks of their own", WORDS, "Je\u{301}ro\u{302}me", &["jerome"]),
            ("hyphens split", WORDS, "AL-ASSAD, Bashar", &["al", "assad", "bashar"]),
            ("apostrophes do not", WORDS, "O'Brien Qa’ida 'quoted'", &["obrien", "qaida", "quoted"]),
            ("digits stay", WORDS, "Fund III-2 4x4", &["fund", "iii", "2", "4x4"]),
            ("Han alone", WORDS, "金正恩 Kim", &["金", "正", "恩", "kim"]),
            ("kana alone, the long mark too", WORDS, "オーム真理教", &["オ", "ー", "ム", "真", "理", "教"]),
            ("Hangul by words", WORDS, "김정은 동지", &["김정은", "동지"]),
            ("Arabic without points", WORDS, "مُحَمَّد علي", &["محمد", "علي"]),
            ("zero width inside a word", WORDS, "Ki\u{200b}m", &["kim"]),
            ("nothing in it", WORDS, " -- & '", &[]),
            ("empty", WORDS, "", &[]),
            ("stems", STEMS, "Terrorists financing", &["terrorist", "financ"]),
            ("keys whole", KEY, " UKRAINE-EO13662 ", &["ukraine-eo13662"]),
            ("raw whole", RAW, "ofac-sdn:1 A", &["ofac-sdn:1 A"]),
        ] {
            assert_eq!(terms(tokenizer, text), want, "{case}");
        }
    }

    #[test]
    fn scripts_without_vowels_meet_latin_words_in_their_consonants() {
        for (latin, other) in [
            ("Bashar al-Assad", "بشار الأسد"),
            ("QADHAFI, Muammar", "القذافي معمر"),
            ("HUSSEIN", "حسين"),
            ("Abd ul-Rahman", "عبد الرحمن"),
        ] {
            let skeletons: Vec<String> = skeletons(latin).into_iter().map(|(skeleton, _)| skeleton).collect();
            assert_eq!(skeletons, consonants(other), "{latin}");
        }
        assert!(consonants("Bashar").is_empty() && consonants("بشار Assad").is_empty());
        assert!(skeletons("بشار Путин 2004 L.L.C.").is_empty());
    }

    #[test]
    fn other_scripts_have_latin_forms() {
        for (case, text, want) in [
            ("Latin", "Šešelj", &[][..]),
            ("Cyrillic", "Владимир", &["vladimir"]),
            ("Han", "金正恩", &["jin zheng en", "jin zhengen", "jinzhengen"]),
            (
                "Hangul",
                "김정은",
                &["gim jeong eun", "gim jeongeun", "gimjeongeun", "kim jong un", "kim jongun", "kimjongun"],
            ),
        ] {
            assert_eq!(romanizations(text), want, "{case}");
        }
    }
}
