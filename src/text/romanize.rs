//! Latin forms of words in other scripts, in every scheme that this library knows.
//!
//! Chinese goes through Pinyin and Korean through tables of its own (`index/lexicons/korean.tsv`) for the Revised and the
//! North Korean usage; every other script through the `any_ascii` tables, which follow the common English transcriptions.

use std::fmt;
use std::sync::LazyLock;

use pinyin::ToPinyin;
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use super::Script;

/// How a Latin form was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Romanization {
    /// Hanyu Pinyin without tones (ISO 7098).
    Pinyin,
    /// Revised Romanization of Korean (2000).
    RevisedKorean,
    /// Spelling of personal names in North Korea and McCune-Reischauer without its marks.
    NorthKorean,
    /// The letters of a script that writes no short vowels.
    Consonants,
    /// In its own letters, each of which may stand for several Latin ones: see [`super::NativeWord`].
    Letters,
    /// As [`Romanization::Letters`], of a name of two or three Chinese characters or syllables of Hangul that stand apart.
    Syllables,
    /// Wade-Giles, in Latin letters already, as Pinyin.
    WadeGiles,
    /// Chinese characters as Koreans read them, in the spelling of North Korea.
    KoreanReading,
    /// Words of company names in English, the others letter by letter.
    Translated,
    /// The common English transcription.
    Transcription,
}

impl fmt::Display for Romanization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Pinyin => "Pinyin",
            Self::RevisedKorean => "Revised Romanization",
            Self::NorthKorean => "North Korean usage",
            Self::Consonants => "consonants",
            Self::Letters => "letter by letter",
            Self::Syllables => "syllable by syllable",
            Self::WadeGiles => "Wade-Giles",
            Self::KoreanReading => "Korean reading",
            Self::Translated => "translation",
            Self::Transcription => "transcription",
        })
    }
}

/// The Latin forms of one word of one script: lower-case ASCII, syllables of Korean apart by blanks. Nothing for Latin words and
/// for words that have no letter with a Latin form.
///
/// The word should come from [`super::fold_case`]: accents change letters in some scripts.
///
/// ```
/// use namesieve::text::{Romanization, romanize};
///
/// assert_eq!(romanize("гайк"), [(Romanization::Transcription, "gayk".to_owned())]);
/// assert!(romanize("송금혁").contains(&(Romanization::NorthKorean, "song kum hyok".to_owned())));
/// ```
pub fn romanize(word: &str) -> Vec<(Romanization, String)> {
    let forms = match Script::of_word(word) {
        Script::Latin => return Vec::new(),
        Script::Han => {
            let syllables = word.chars().map(|c| pinyin(c).map_or_else(|| ascii(&c.to_string()), ascii));
            vec![(Romanization::Pinyin, syllables.collect::<Vec<_>>().join(" "))]
        }
        Script::Hangul => {
            vec![(Romanization::RevisedKorean, hangul(word, 0)), (Romanization::NorthKorean, hangul(word, 1))]
        }
        script if script.is_abjad() => vec![(Romanization::Consonants, without_article(word))],
        _ => vec![(Romanization::Transcription, ascii(word))],
    };
    forms.into_iter().filter(|(_, form)| !form.is_empty()).collect()
}

/// The syllable of a Chinese character, without its tone.
pub(super) fn pinyin(c: char) -> Option<&'static str> {
    c.to_pinyin().map(|pinyin| pinyin.plain())
}

/// The `any_ascii` form, letters and digits alone.
pub(super) fn ascii(word: &str) -> String {
    any_ascii::any_ascii(word).chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The consonants and long vowels of a word in a script that writes no others, in Latin letters; empty for any other word.
pub fn consonants(word: &str) -> String {
    if Script::of_word(word).is_abjad() { ascii(word) } else { String::new() }
}

/// [`consonants`], with the Arabic article split off, since Latin spellings write it apart (`al-Qadhafi`).
fn without_article(word: &str) -> String {
    match split_article(word) {
        Some(rest) => format!("al {}", ascii(rest)),
        None => ascii(word),
    }
}

/// What follows the article of an Arabic word; `None` where there is none.
pub fn split_article(word: &str) -> Option<&str> {
    let rest = word.strip_prefix("ال")?;
    // "Allah" begins with the same two letters, but the article is part of it.
    (rest.chars().count() >= 2 && !rest.starts_with("له") && !rest.starts_with("لہ")).then_some(rest)
}

/// Latin forms of the parts of a Hangul syllable by position: initial, medial, final.
struct Jamo {
    tables: [Vec<[String; 2]>; 3],
}

static JAMO: LazyLock<Jamo> = LazyLock::new(|| {
    // Rows stand in Unicode order within each position, so that a jamo's offset is its row.
    let mut tables = [vec![], vec![], vec![[String::new(), String::new()]]];
    for line in include_str!("../../index/lexicons/korean.tsv").lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let position = match cells[0] {
            "initial" => 0,
            "medial" => 1,
            _ => 2,
        };
        // A hyphen stands for no sound: the initial of a syllable that begins with a vowel.
        tables[position].push([2, 4].map(|cell| cells[cell].replace('-', "")));
    }
    Jamo { tables }
});

/// The Pinyin of a Chinese name whose surname is read otherwise than its characters by themselves, syllables apart; `None` for any
/// other.
///
/// ```
/// assert_eq!(namesieve::text::surname_reading("单田芳").as_deref(), Some("shan tian fang"));
/// ```
pub fn surname_reading(name: &str) -> Option<String> {
    static SURNAMES: LazyLock<FxHashMap<&str, &str>> = LazyLock::new(|| {
        let rows = include_str!("../../index/lexicons/chinese_surnames.tsv").lines();
        rows.filter(|line| !line.starts_with('#')).filter_map(|row| row.split_once('\t')).collect()
    });
    let ends = [2, 1].into_iter().filter_map(|len| name.char_indices().map(|(at, _)| at).chain([name.len()]).nth(len));
    let (end, surname) = ends.into_iter().find_map(|end| Some((end, *SURNAMES.get(&name[..end])?)))?;
    let rest = name[end..].chars().map(|c| pinyin(c).map(ascii)).collect::<Option<Vec<_>>>()?;
    Some([&[surname.to_owned()], rest.as_slice()].concat().join(" "))
}

/// How the surname and the rest of Chinese names are spelled in the south.
#[derive(Default)]
struct Southern {
    /// Each with whether it is a spelling of Hong Kong.
    surnames: FxHashMap<char, Vec<(bool, &'static str)>>,
    rest: FxHashMap<char, &'static str>,
}

/// How a Chinese name is spelled where its characters are read in Cantonese, Hokkien, Teochew or Hakka, syllables apart: the surname so and the
/// rest in Pinyin, as is usual in Singapore, and all of it as in Hong Kong. Empty where nothing is known of its surname. The name should be in
/// simplified characters.
///
/// ```
/// assert_eq!(namesieve::text::southern_readings("陈大文"), ["chan da wen", "chan tai man", "chin da wen", "tan da wen"]);
/// ```
pub fn southern_readings(name: &str) -> Vec<String> {
    static SOUTHERN: LazyLock<Southern> = LazyLock::new(|| {
        let mut southern = Southern::default();
        let rows = include_str!("../../index/lexicons/southern.tsv").lines().filter(|line| !line.starts_with('#'));
        for (spelling, characters) in rows.filter_map(|row| row.split_once('\t')) {
            let surname = spelling.strip_prefix(['*', '+']);
            for c in characters.chars() {
                match surname {
                    Some(surname) => {
                        southern.surnames.entry(c).or_default().push((spelling.starts_with('*'), surname));
                    }
                    None => _ = southern.rest.insert(c, spelling),
                }
            }
        }
        southern
    });
    let mut characters = name.chars();
    let Some(surnames) = characters.next().and_then(|surname| SOUTHERN.surnames.get(&surname)) else {
        return Vec::new();
    };
    let read = |by: &dyn Fn(char) -> Option<String>| -> Option<String> {
        let syllables = characters.clone().map(by).collect::<Option<Vec<_>>>()?;
        Some(syllables.join(" ")).filter(|rest| !rest.is_empty())
    };
    let by_pinyin = read(&|c| pinyin(c).map(ascii));
    let in_cantonese = read(&|c| SOUTHERN.rest.get(&c).map(|&syllable| syllable.to_owned()));
    let mut readings: Vec<String> = surnames
        .iter()
        .flat_map(|&(is_cantonese, surname)| {
            let rests = by_pinyin.iter().chain(in_cantonese.iter().filter(move |_| is_cantonese));
            rests.map(move |rest| format!("{surname} {rest}"))
        })
        .collect();
    readings.sort_unstable();
    readings.dedup();
    readings
}

/// Readings of characters, and of those that have another one as a surname.
static HANJA: LazyLock<[FxHashMap<char, &'static str>; 2]> = LazyLock::new(|| {
    let mut readings = [FxHashMap::default(), FxHashMap::default()];
    let rows = include_str!("../../index/lexicons/hanja.tsv").lines().filter(|line| !line.starts_with('#'));
    for (reading, characters) in rows.filter_map(|row| row.split_once('\t')) {
        let surname = reading.strip_prefix('*');
        readings[usize::from(surname.is_some())].extend(characters.chars().map(|c| (c, surname.unwrap_or(reading))));
    }
    readings
});

/// The name that Chinese characters are to a Korean, in Latin letters as North Korea writes them; `None` where one of them is not
/// in use there.
///
/// ```
/// assert_eq!(namesieve::text::korean_reading("金正恩").as_deref(), Some("kim jong un"));
/// ```
pub fn korean_reading(word: &str) -> Option<String> {
    let [inner, surnames] = &*HANJA;
    let read = |(at, c)| inner.get(&c).filter(|_| at > 0 || !surnames.contains_key(&c)).or_else(|| surnames.get(&c));
    let reading: String =
        word.chars().enumerate().map(read).collect::<Option<Vec<_>>>()?.into_iter().copied().collect();
    Some(hangul(&reading, 1))
}

/// Syllables by the decomposition of The Unicode Standard, section 3.12.
fn hangul(word: &str, scheme: usize) -> String {
    let mut syllables: Vec<String> = Vec::new();
    for c in word.nfc() {
        let Some(index) = (c as usize).checked_sub(0xac00).filter(|&index| index < 19 * 21 * 28) else {
            syllables.push(ascii(&c.to_string()));
            continue;
        };
        let parts = [index / (21 * 28), index / 28 % 21, index % 28];
        syllables.push(parts.iter().enumerate().map(|(at, &part)| JAMO.tables[at][part][scheme].as_str()).collect());
    }
    syllables.retain(|syllable| !syllable.is_empty());
    syllables.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_names_come_out_as_they_are_written() {
        for (case, word, scheme, want) in [
            ("Russian", "щербаков", Romanization::Transcription, "shcherbakov"),
            ("Greek", "κυριάκος", Romanization::Transcription, "kyriakos"),
            ("Georgian", "ბარაკ", Romanization::Transcription, "barak"),
            ("Chinese", "金", Romanization::Pinyin, "jin"),
            ("Korean, South", "김정은", Romanization::RevisedKorean, "gim jeong eun"),
            ("Korean, North", "김정은", Romanization::NorthKorean, "kim jong un"),
            ("Arabic", "محمد", Romanization::Consonants, "mhmd"),
            ("Arabic article", "القذافي", Romanization::Consonants, "al qdhfy"),
            ("Allah keeps its article", "الله", Romanization::Consonants, "llh"),
            ("Persian", "حسینی", Romanization::Consonants, "hsyny"),
        ] {
            let forms = romanize(word);
            assert!(forms.contains(&(scheme, want.to_owned())), "{case}: {forms:?}");
        }
    }
}
