//! Chinese names in the spelling of Wade and Giles (1912), as Taiwan and older texts have it, put into Pinyin.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::romanize::pinyin;

/// Syllables of a name: surname and one or two of the given name.
const SYLLABLES: std::ops::RangeInclusive<usize> = 2..=3;

/// Every syllable of Pinyin.
static PINYIN: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| ('\u{4e00}'..='\u{9fa5}').filter_map(pinyin).filter(|syllable| syllable.is_ascii()).collect());

/// The readings in Pinyin of a name in Wade-Giles, given by its syllables in lower case; nothing where it may as well be Pinyin, or is no
/// name of that kind.
///
/// The apostrophe that tells `p'` from `p` is left out more often than not, so the first two syllables that it could stand in are read
/// both ways: four readings at most.
///
/// *Cost*: some comparisons of bytes for a name that is not meant; allocates nothing then.
///
/// ```
/// let readings = namesieve::text::pinyin_of_wade_giles(&["mao", "tse", "tung"]);
/// assert!(readings.iter().any(|reading| reading.concat() == "maozedong"));
/// assert!(namesieve::text::pinyin_of_wade_giles(&["li", "wei"]).is_empty());
/// ```
pub fn pinyin_of_wade_giles(syllables: &[&str]) -> Vec<Vec<String>> {
    if !SYLLABLES.contains(&syllables.len()) || !syllables.iter().any(|syllable| is_telling(syllable)) {
        return Vec::new();
    }
    let mut readings = vec![Vec::new()];
    for syllable in syllables {
        let [plain, aspirated] = [false, true].map(|aspirated| read(syllable, aspirated));
        let ways: Vec<String> = match (plain, aspirated) {
            (Some(plain), Some(aspirated)) if plain != aspirated && readings.len() < 4 => vec![plain, aspirated],
            (Some(one), _) | (None, Some(one)) => vec![one],
            (None, None) => return Vec::new(),
        };
        let with = |reading: &Vec<String>| {
            ways.iter().map(|way| [reading.as_slice(), std::slice::from_ref(way)].concat()).collect::<Vec<_>>()
        };
        readings = readings.iter().flat_map(with).collect();
    }
    readings
}

/// Whether a syllable is spelled as none of Pinyin is: without one, no name has a reading.
pub fn is_telling(syllable: &str) -> bool {
    let begins = ["hs", "ts", "tz", "ss", "sz"].iter().any(|letters| syllable.starts_with(letters));
    let ends = ["ung", "ieh", "ien", "ueh", "uei", "ih", "erh"].iter().any(|letters| syllable.ends_with(letters));
    (begins || ends) && syllable.len() <= 6 && !PINYIN.contains(syllable)
}

/// One syllable in Pinyin, its initial read with or without breath.
fn read(syllable: &str, aspirated: bool) -> Option<String> {
    let at = syllable.find(['a', 'e', 'i', 'o', 'u'])?;
    let (initial, last) = syllable.split_at(at);
    // The vowel that is no more than a buzz.
    if matches!(last, "u" | "e" | "ih") && matches!(initial, "tz" | "ss" | "sz") {
        return Some(
            if initial != "tz" {
                "si"
            } else if aspirated {
                "ci"
            } else {
                "zi"
            }
            .to_owned(),
        );
    }
    let palatal = last.starts_with('i') && last != "ih";
    let initial = match (initial, aspirated) {
        ("ch", false) => {
            if palatal {
                "j"
            } else {
                "zh"
            }
        }
        ("ch", true) => {
            if palatal {
                "q"
            } else {
                "ch"
            }
        }
        ("ts" | "tz", false) => "z",
        ("ts" | "tz", true) => "c",
        ("k", false) => "g",
        ("p", false) => "b",
        ("t", false) => "d",
        ("hs", _) => "x",
        ("j", _) => "r",
        (other, _) => other,
    };
    let last = match last {
        "ih" => "i",
        "ung" => "ong",
        "iung" => "iong",
        "ien" => "ian",
        "ieh" => "ie",
        "ueh" => "ue",
        "uei" => "ui",
        "erh" => "er",
        "eh" => "e",
        "o" if matches!(initial, "g" | "k" | "h") => "e",
        "o" if !matches!(initial, "b" | "p" | "m" | "f" | "w" | "") => "uo",
        other => other,
    };
    Some(format!("{initial}{last}")).filter(|syllable| PINYIN.contains(syllable.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_pinyin() {
        for (case, name, want) in [
            ("both ways", "mao tse tung", Some("mao ze dong")),
            ("apostrophe left out", "hsi chin ping", Some("xi jin ping")),
            ("aspirated", "chen shui pien", Some("chen shui bian")),
            ("ch before i", "teng hsiao ping", Some("deng xiao ping")),
            ("buzz", "sun tzu", Some("sun zi")),
            ("o after velars", "ko hsi", Some("ge xi")),
            ("o after others", "lo hsi", Some("luo xi")),
            ("one syllable is no name", "hsi", None),
            ("Pinyin", "li wei", None),
            ("Cantonese", "lee wai", None),
            ("Korean", "kim jung un", None),
            ("English", "tung smith", None),
            ("four words", "hsi chin ping hsi", None),
        ] {
            let readings = pinyin_of_wade_giles(&name.split(' ').collect::<Vec<_>>());
            assert!(readings.len() <= 4, "{case}: {readings:?}");
            match want {
                Some(want) => assert!(readings.iter().any(|reading| reading.join(" ") == want), "{case}: {readings:?}"),
                None => assert!(readings.is_empty(), "{case}: {readings:?}"),
            }
        }
    }
}
