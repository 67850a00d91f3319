//! One normal form for all comparing.

use std::borrow::Cow;
use std::sync::LazyLock;

use icu_casemap::CaseMapper;
use icu_casemap::CaseMapperBorrowed;
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

const CASE: CaseMapperBorrowed<'static> = CaseMapper::new();

/// Folds away what does not tell names apart: compatibility forms (NFKC), case (full Unicode case folding), accents and other
/// marks, traditional forms of Chinese characters, and characters that do not show (zero-width, bidirectional controls, soft hyphens).
///
/// Idempotent. ASCII in lower case comes back borrowed, and so do the plain letters of the scripts that names come in most.
///
/// ```
/// assert_eq!(namesieve::text::fold("Kİ\u{200b}M Jérôme Straße"), "kim jerome strasse");
/// ```
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_settled) {
        return text.into();
    }
    let cased = fold_case(text);
    if cased.is_ascii() {
        return cased;
    }
    // What stripping a mark uncovers may fold once more: two rounds reach the fixed point.
    let bare: String = cased.nfkd().filter(|&c| !is_accent(c)).collect();
    let again = CASE.fold_string(&bare).nfkd().filter(|&c| !is_accent(c)).collect::<String>();
    again.nfc().map(simplified).collect::<String>().into()
}

/// A Chinese character in its simplified form: who writes 習近平 means 习近平.
fn simplified(c: char) -> char {
    static SIMPLIFIED: LazyLock<FxHashMap<char, char>> = LazyLock::new(|| {
        let rows = include_str!("../../index/lexicons/simplified.tsv").lines().filter(|line| !line.starts_with('#'));
        let pairs = rows.filter_map(|row| row.split_once('\t'));
        pairs.flat_map(|(to, forms)| forms.chars().zip(to.chars().cycle())).collect()
    });
    match c {
        '\u{4e00}'..='\u{9fff}' => SIMPLIFIED.get(&c).copied().unwrap_or(c),
        _ => c,
    }
}

/// As [`fold`], but accents stay: what romanization works on, since `й` is not `и`.
pub fn fold_case(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return if text.bytes().any(|b| b.is_ascii_uppercase()) {
            text.to_ascii_lowercase().into()
        } else {
            text.into()
        };
    }
    if text.chars().all(is_settled) {
        return text.into();
    }
    // Accents that stand alone are apostrophes to whoever typed them; compatibility would make them a blank and a mark.
    let apostrophes =
        text.chars().map(|c| if matches!(c, '´' | '\u{1ffd}' | '\u{384}' | '\u{2b9}') { '\'' } else { c });
    let visible: String = apostrophes.nfkc().filter(|&c| !is_invisible(c)).collect();
    CASE.fold_string(&visible).nfkc().collect::<String>().into()
}

/// A word in which Latin letters and those of other scripts are mixed, with the others replaced by the Latin letters they look like:
/// nobody writes so but to hide a name. Any other word comes back borrowed. The word should be folded.
///
/// The pairs are those of Unicode Technical Standard 39, *confusables.txt*, in lower case and in the upper case folded to it.
///
/// ```
/// assert_eq!(namesieve::text::unmix("рutin"), "putin");
/// assert_eq!(namesieve::text::unmix("путин"), "путин");
/// ```
pub fn unmix(word: &str) -> Cow<'_, str> {
    if word.is_ascii()
        || !word.bytes().any(|b| b.is_ascii_alphabetic())
        || !word.chars().any(|c| lookalike(c).is_some())
    {
        return word.into();
    }
    word.chars().map(|c| lookalike(c).unwrap_or(c)).collect::<String>().into()
}

/// The Latin letter that another one looks like: Cyrillic, Greek, Armenian, Cherokee, Lisu.
fn lookalike(c: char) -> Option<char> {
    // The capitals of Cherokee were there first: case folding leaves them, lower case does not.
    let c = match c {
        '\u{ab70}'..='\u{abbf}' => char::from_u32(c as u32 - 0xab70 + 0x13a0).unwrap_or(c),
        '\u{13f8}'..='\u{13fd}' => char::from_u32(c as u32 - 8).unwrap_or(c),
        _ => c,
    };
    Some(match c {
        'а' | 'α' | 'Ꭺ' | 'ꓮ' => 'a',
        'в' | 'β' | 'ь' | 'Ᏼ' | 'Ꮟ' | 'ꓐ' => 'b',
        'с' | 'ϲ' | 'Ꮯ' | 'ꓚ' => 'c',
        'ԁ' | 'Ꭰ' | 'Ꮷ' | 'ꓓ' => 'd',
        'е' | 'ε' | 'Ꭼ' | 'ꓰ' => 'e',
        'ꓝ' => 'f',
        'ց' | 'Ꮐ' | 'Ᏻ' | 'ꓖ' => 'g',
        'һ' | 'н' | 'η' | 'հ' | 'Ꮋ' | 'Ꮒ' | 'ꓧ' => 'h',
        'і' | 'ι' | 'Ꭵ' | 'Ꮖ' | 'ꓲ' => 'i',
        'ј' | 'ϳ' | 'Ꭻ' | 'ꓙ' => 'j',
        'к' | 'κ' | 'Ꮶ' | 'ꓗ' => 'k',
        'ӏ' | 'Ꮮ' | 'ꓡ' => 'l',
        'м' | 'μ' | 'Ꮇ' | 'ꓟ' => 'm',
        'п' | 'ո' | 'ꓠ' => 'n',
        'о' | 'ο' | 'σ' | 'օ' | 'ꓳ' => 'o',
        'р' | 'ρ' | 'Ꮲ' | 'ꓑ' => 'p',
        'ԛ' | 'զ' => 'q',
        'г' | 'Ꮢ' | 'Ꭱ' | 'ꓣ' => 'r',
        'ѕ' | 'Ꮪ' | 'Ꮥ' | 'ꓢ' => 's',
        'т' | 'τ' | 'Ꭲ' | 'ꓔ' => 't',
        'и' | 'ս' | 'ꓴ' => 'u',
        'ν' | 'ѵ' | 'Ꮩ' | 'ꓦ' => 'v',
        'ԝ' | 'ω' | 'ѡ' | 'Ꮃ' | 'ꓪ' => 'w',
        'х' | 'χ' | 'ꓫ' => 'x',
        'у' | 'υ' | 'ү' | 'γ' | 'Ꮍ' | 'ꓬ' => 'y',
        'ζ' | 'Ꮓ' | 'ꓜ' => 'z',
        _ => return None,
    })
}

/// Zero-width characters, bidirectional controls, soft hyphen, byte order mark, variation selectors, fillers of Hangul and Khmer, tags.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
        || matches!(c, '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a character stays as it is, whatever stands beside it: letters without case, or in lower case, that are composed of nothing
/// and compose with none of these. Only a shortcut: others may stay as well.
fn is_settled(c: char) -> bool {
    matches!(c, '\0'..='@' | '['..='\u{7f}' | 'а'..='и' | 'к'..='я' | 'א'..='ת')
        || matches!(c, 'ء' | 'ا'..='غ' | 'ف'..='ي' | '\u{905}'..='\u{939}' | '\u{93e}'..='\u{94d}')
        || matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// Marks that are accents or points. The vowel signs of Brahmic scripts are marks too, but carry the name, as the voicing marks
/// of kana do.
fn is_accent(c: char) -> bool {
    is_combining_mark(c)
        && matches!(c,
            '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}'
            | '\u{670}' | '\u{6d6}'..='\u{6ed}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
            | '\u{fe20}'..='\u{fe2f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::*;

    #[test]
    fn settled_characters_stay_as_they_are() {
        let settled: Vec<char> = ('\0'..=char::MAX).filter(|c| is_settled(*c)).collect();
        let text: String = settled.iter().collect();
        // What is normalized by itself, and never composes with what stands before it, is normalized in any text.
        assert_eq!(
            unicode_normalization::is_nfkc_quick(settled.iter().copied()),
            unicode_normalization::IsNormalized::Yes
        );
        for text in settled.iter().map(char::to_string).chain([text]) {
            // What follows is not settled, so that all goes the long way.
            let long = format!("{text}ß");
            assert_eq!(fold(&long), format!("{text}ss"));
            assert_eq!(fold_case(&long), format!("{text}ss"));
        }
    }

    #[test]
    fn folds_case_accents_and_the_invisible() {
        for (case, text, want) in [
            ("ASCII", "SONG, Kum Hyok", "song, kum hyok"),
            ("accents", "Recep Tayyip Erdoğan", "recep tayyip erdogan"),
            ("sharp s", "Groß", "gross"),
            ("dotted capital i", "İSTANBUL", "istanbul"),
            ("full width", "ＡＢＣ", "abc"),
            ("zero-width", "Pu\u{200b}tin", "putin"),
            ("acute accent for an apostrophe", "Ba´asyir", "ba'asyir"),
            ("Cyrillic", "ПУТИН", "путин"),
            ("Arabic points", "مُحَمَّد", "محمد"),
            ("kana voicing stays", "バラク", "バラク"),
            ("traditional characters", "習近平 國際貿易", "习近平 国际贸易"),
            ("Japanese forms", "渡邉 広沢", "渡边 广泽"),
            ("mathematical letters", "𝐏𝓾𝔱𝕚𝗻", "putin"),
            ("circled letters", "Ⓟutin", "putin"),
            ("joiner and non-joiner", "Pu\u{200d}ti\u{200c}n", "putin"),
            ("byte order mark", "\u{feff}Putin", "putin"),
            ("soft hyphen", "Pu\u{ad}tin", "putin"),
            ("bidirectional marks", "\u{202b}Pu\u{200f}tin\u{202c}\u{2068}", "putin"),
            ("grapheme joiner", "Pu\u{34f}tin", "putin"),
            ("Hangul filler", "Pu\u{3164}tin", "putin"),
            ("tags", "Pu\u{e0074}tin", "putin"),
            ("variation selector", "Pu\u{fe0f}ti\u{e0101}n", "putin"),
            ("marks above and below", "P\u{306}u\u{317}t\u{488}i\u{20dd}n", "putin"),
        ] {
            assert_eq!(fold(text), want, "{case}");
        }
    }

    #[test]
    fn letters_that_look_latin_are_read_so_in_latin_words() {
        for (case, word, want) in [
            ("Cyrillic p", "рutin", "putin"),
            ("Cyrillic capitals", "РUТIН", "putih"),
            ("Cyrillic small letters", "иpтоn", "upton"),
            ("Greek", "ρυtin", "pytin"),
            ("Greek capitals", "ΚOΖLOΒ", "kozlob"),
            ("Armenian", "рսtiո", "putin"),
            ("Cherokee", "ᏢUᎢIN", "putin"),
            ("Cherokee in lower case", "ꮲuꭲin", "putin"),
            ("Lisu", "ꓑUꓔIN", "putin"),
            ("palochka", "aӏi", "ali"),
            ("a word of one script stays", "роса", "роса"),
            ("a letter that looks like none", "юtin", "юtin"),
        ] {
            assert_eq!(unmix(&fold(word)), want, "{case}");
        }
    }

    proptest! {
        // The gate asks the same questions every time; `PROPTEST_CASES` asks more.
        #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: RngSeed::Fixed(20_250_708), ..ProptestConfig::default() })]

        #[test]
        fn fold_is_idempotent(text in "\\PC{0,24}") {
            let once = fold(&text).into_owned();
            prop_assert_eq!(fold(&once).into_owned(), once);
        }
    }
}
