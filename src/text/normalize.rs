//! One normal form for all comparing.

use std::borrow::Cow;
use std::sync::LazyLock;

use icu_casemap::CaseMapper;
use icu_casemap::CaseMapperBorrowed;
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Script;

const CASE: CaseMapperBorrowed<'static> = CaseMapper::new();

/// Folds away what does not tell names apart: compatibility forms (NFKC), case (full Unicode case folding), accents and other
/// marks, traditional forms of Chinese characters, letters that are one to whoever reads them (`ی` and `ي`, the final forms of Hebrew, small
/// kana, hiragana and katakana), digits of other scripts, and characters that do not show (zero-width, bidirectional controls, soft hyphens).
///
/// Idempotent. ASCII in lower case comes back borrowed.
///
/// ```
/// assert_eq!(namesieve::text::fold("Kİ\u{200b}M Jérôme Straße"), "kim jerome strasse");
/// assert_eq!(namesieve::text::fold("مصطفی"), namesieve::text::fold("مصطفى"));
/// ```
pub fn fold(text: &str) -> Cow<'_, str> {
    let bare = bare(text);
    if bare.is_ascii() {
        return bare;
    }
    let mut folded = String::with_capacity(bare.len());
    let mut last = ' ';
    for c in bare.chars().map(folded_letter) {
        // Persian leaves it out at the end: بهاء, بها.
        if c != 'ء' || !matches!(last, 'ا' | 'و' | 'ي') {
            folded.push(c);
            last = c;
        }
    }
    folded.into()
}

/// As [`fold`], but letters stay that are read otherwise than those they stand for: what names in their own script are compared with
/// Latin ones by.
pub fn bare(text: &str) -> Cow<'_, str> {
    let cased = fold_case(text);
    if cased.is_ascii() {
        return cased;
    }
    if cased.chars().all(is_settled) {
        return cased.chars().map(|c| of_one_shape(simplified(c))).collect::<String>().into();
    }
    // What stripping a mark uncovers may fold once more: two rounds reach the fixed point.
    let bare: String = cased.nfkd().filter(|&c| !is_accent(c)).collect();
    let again = CASE.fold_string(&bare).nfkd().filter(|&c| !is_accent(c)).collect::<String>();
    again.nfc().map(|c| of_one_shape(simplified(c))).collect::<String>().into()
}

/// The letter of Arabic script that another one is written for, by the keyboard at hand: Persian, Urdu, Pashto and Kurdish have forms of their
/// own of `ي`, `ك`, `ه`, `ن` and `گ`. What stands for another sound (`ٹ`, `ڑ`) is another letter.
pub(super) fn of_one_shape(c: char) -> char {
    match c {
        'ی' | 'ے' | 'ې' | 'ۍ' | 'ێ' => 'ي',
        'ک' | 'ڪ' => 'ك',
        'ہ' | 'ھ' | 'ە' => 'ه',
        'ں' => 'ن',
        'ګ' => 'گ',
        'ٱ' => 'ا',
        _ => c,
    }
}

/// A letter as whoever reads its script takes it, though it may be read otherwise: at the end of words `ة` is written `ه`, and `ي` without
/// its points, and kana are small where a machine has such.
fn folded_letter(c: char) -> char {
    let back = |by: u32| char::from_u32(c as u32 + by).unwrap_or(c);
    match c {
        'ة' => 'ه',
        'ى' => 'ي',
        'ך' | 'ם' | 'ן' | 'ף' | 'ץ' => back(1),
        'ґ' => 'г',
        'ぁ' | 'ぃ' | 'ぅ' | 'ぇ' | 'ぉ' | 'っ' | 'ゃ' | 'ゅ' | 'ょ' | 'ゎ' => back(0x61),
        'ァ' | 'ィ' | 'ゥ' | 'ェ' | 'ォ' | 'ッ' | 'ャ' | 'ュ' | 'ョ' | 'ヮ' => back(1),
        'ゕ' | 'ヵ' => 'カ',
        'ゖ' | 'ヶ' => 'ケ',
        'あ'..='ゔ' => back(0x60),
        _ => c,
    }
}

/// A Chinese character in its simplified form: who writes 習近平 means 习近平.
fn simplified(c: char) -> char {
    static SIMPLIFIED: LazyLock<FxHashMap<char, char>> = LazyLock::new(|| {
        let rows = include_str!("../../index/lexicons/simplified.tsv").lines().filter(|line| !line.starts_with('#'));
        let pairs = rows.filter_map(|row| row.split_once('\t'));
        pairs.flat_map(|(to, forms)| forms.chars().zip(to.chars().cycle())).collect()
    });
    match c {
        '\u{4e00}'..='\u{9fff}' | '\u{fa0e}'..='\u{fa29}' => SIMPLIFIED.get(&c).copied().unwrap_or(c),
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
    // Accents that stand alone are apostrophes to whoever typed them; compatibility would make them a blank and a mark. So is the geresh of
    // Hebrew, which most keyboards lack.
    let apostrophes = text
        .chars()
        .map(|c| if matches!(c, '´' | '\u{1ffd}' | '\u{384}' | '\u{2b9}' | '\u{5f3}' | '\u{5f4}') { '\'' } else { c });
    let visible: String = apostrophes.nfkc().filter(|&c| !is_invisible(c)).map(decimal).collect();
    CASE.fold_string(&visible).nfkc().collect::<String>().into()
}

/// The ASCII digit of a decimal digit of another script.
fn decimal(c: char) -> char {
    if c.is_ascii() || !c.is_numeric() {
        return c;
    }
    match any_ascii::any_ascii_char(c).as_bytes() {
        [digit @ b'0'..=b'9'] => char::from(*digit),
        _ => c,
    }
}

/// A word in which Latin letters and those of other scripts are mixed, with the others replaced by the Latin letters they look like:
/// nobody writes so but to hide a name. A Cyrillic word, one of whose letters looks like none, has its Latin letters replaced: keyboards lack
/// the Ukrainian `і`. Any other word comes back borrowed. The word should be folded.
///
/// The pairs are those of Unicode Technical Standard 39, *confusables.txt*, in lower case and in the upper case folded to it.
///
/// ```
/// assert_eq!(namesieve::text::unmix("рutin"), "putin");
/// assert_eq!(namesieve::text::unmix("путин"), "путин");
/// assert_eq!(namesieve::text::unmix("вiталiй"), "віталій");
/// ```
pub fn unmix(word: &str) -> Cow<'_, str> {
    if word.is_ascii()
        || !word.bytes().any(|b| b.is_ascii_alphabetic())
        || !word.chars().any(|c| lookalike(c).is_some())
    {
        return word.into();
    }
    let is_cyrillic = |c| Script::of(c) == Some(Script::Cyrillic) && lookalike(c).is_none();
    if word.chars().any(is_cyrillic)
        && let Some(cyrillic) =
            word.chars().map(|c| if c.is_ascii_alphabetic() { cyrillic(c) } else { Some(c) }).collect()
    {
        return Cow::Owned(cyrillic);
    }
    word.chars().map(|c| lookalike(c).unwrap_or(c)).collect::<String>().into()
}

/// The Cyrillic letter that a Latin one looks like.
fn cyrillic(c: char) -> Option<char> {
    let at = "abcehijkmopstxy".find(c)?;
    "авсеніјкморѕтху".chars().nth(at)
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

/// Zero-width characters, bidirectional controls, soft hyphen, byte order mark, variation selectors, fillers of Hangul and Khmer, tags, and the
/// stroke that draws Arabic words out.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{640}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
        || matches!(c, '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a character stays as it is in [`fold_case`], whatever stands beside it: letters without case, or in lower case, that are composed of
/// nothing and compose with none of these. Only a shortcut: others may stay as well.
fn is_settled(c: char) -> bool {
    matches!(c, '\0'..='@' | '['..='\u{7f}' | 'а'..='и' | 'к'..='я' | 'א'..='ת')
        || matches!(c, 'ء' | 'ا'..='غ' | 'ف'..='ي' | '\u{905}'..='\u{939}' | '\u{93e}'..='\u{94d}')
        || matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// Marks that are accents or points, those of Devanagari and Gurmukhi that make foreign sounds among them. The vowel signs of Brahmic scripts are
/// marks too, but carry the name, as the voicing marks
/// of kana do.
fn is_accent(c: char) -> bool {
    is_combining_mark(c)
        && matches!(c,
            '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}'
            | '\u{670}' | '\u{6d6}'..='\u{6ed}' | '\u{93c}' | '\u{a3c}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
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
            assert_eq!(fold(&long), format!("{}ss", fold(&text)));
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
            ("Arabic digits", "فندق ٢٣", "فندق 23"),
            ("Persian and Devanagari digits", "۱۴ १९", "14 19"),
            ("tatweel", "محـــمد", "محمد"),
            ("Arabic presentation forms", "ﻣﺤﻤﺪ ﷲ", "محمد الله"),
            ("alef with hamza, madda and wasla", "أحمد إسلام آية ٱلله", "احمد اسلام ايه الله"),
            ("hamza on waw and ya", "مؤمن رئيس", "مومن رييس"),
            ("hamza at the end", "بهاء ضوء شيء", "بها ضو شي"),
            ("hamza elsewhere", "ءال مرءه ء", "ءال مرءه ء"),
            ("Persian ya and kaf", "علی کریم", "علي كريم"),
            ("ya without points", "مصطفى", "مصطفي"),
            ("final ta", "فاطمة", "فاطمه"),
            ("Urdu", "ہے ھما خاں", "هي هما خان"),
            ("Kurdish and Pashto", "نەورۆ ګل", "نهورۆ گل"),
            ("Persian izafe", "خانۀ", "خانه"),
            ("another letter stays", "ٹڑڈ پچژگ", "ٹڑڈ پچژگ"),
            ("non-joiner", "علی\u{200c}رضا", "عليرضا"),
            ("Hebrew final letters and points", "שָׁלוֹם כהן", "שלומ כהנ"),
            ("geresh", "ג׳ורג", "ג'ורג"),
            ("Cyrillic", "ЁЛКА Ґалаґан Йод", "елка галаган иод"),
            ("Ukrainian i stays", "Віктор", "віктор"),
            ("Greek accents and final sigma", "ΚΥΡΙΆΚΟΣ Κυριάκος", "κυριακοσ κυριακοσ"),
            ("kana voicing stays", "バラク", "バラク"),
            ("half-width kana", "ﾊﾞﾗｸ", "バラク"),
            ("small kana", "キョウ ッ ァ ヶ", "キヨウ ツ ア ケ"),
            ("hiragana", "きょう ゔ", "キヨウ ヴ"),
            ("nukta", "ज़ाकिर ज\u{93c}", "जाकिर ज"),
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
            ("a Cyrillic word with Latin letters", "Дмитpo", "дмитро"),
            ("a Cyrillic word with others", "Дмитpoz", "дmutpoz"),
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
