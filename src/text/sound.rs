//! Latin spelling made coarse: letters that different languages use for the same sound become one.
//!
//! Both forms are keys for comparing, never for showing. They are heuristics of transcription, not phonetics of one language:
//! the correspondences are those between the English, French, German, Spanish and Turkish ways to write Arabic, Persian and
//! Russian names (BGN/PCGN, ISO 9 and press usage).

/// Letter groups that begin with a letter, and what becomes of them; the first that fits wins, so longer ones come first. By first
/// letter, since most letters begin none.
fn sounds(first: u8) -> &'static [(&'static str, &'static str)] {
    match first {
        // Tchaikovsky, Tschernobyl; Kuznetsov, Kuznetzov
        b't' => &[("tsch", "c"), ("tch", "c"), ("th", "t"), ("ts", "z"), ("tz", "z")],
        // Shcherbakov, Scherbakov; Schukow
        b's' => &[("shch", "s"), ("sch", "s"), ("sh", "s")],
        // Dzhokhar, Djohar
        b'd' => &[("dzh", "j"), ("dh", "d"), ("dj", "j")],
        b'c' => &[("ch", "c"), ("cz", "c"), ("ck", "k"), ("ce", "se"), ("ci", "si"), ("cy", "si"), ("c", "k")],
        // Mikhail, Mihail
        b'k' => &[("kh", "h")],
        b'z' => &[("zh", "z")],
        b'g' => &[("gh", "g")],
        b'p' => &[("ph", "f")],
        b'q' => &[("qu", "k"), ("q", "k")],
        // Youssef; Noor; Ameer
        b'o' => &[("ou", "u"), ("oo", "u")],
        b'e' => &[("ee", "i")],
        b'i' => &[("ie", "i"), ("iy", "i"), ("ij", "i")],
        b'w' => &[("w", "v")],
        b'x' => &[("x", "ks")],
        _ => &[],
    }
}

/// Letters of the longest group: `tsch`.
const LONGEST_GROUP: usize = 4;

/// The same for consonants alone, as coarse as scripts without vowels are: Arabic has neither `p` nor `v`.
fn consonants(first: u8) -> &'static [(&'static str, &'static str)] {
    match first {
        b's' => &[("shch", "s"), ("sch", "s"), ("sh", "s")],
        b't' => &[("tch", "c"), ("th", "t")],
        b'd' => &[("dzh", "j"), ("dh", "d"), ("dj", "j")],
        b'c' => &[("ch", "c")],
        b'k' => &[("kh", "k")],
        b'z' => &[("zh", "z")],
        b'g' => &[("gh", "g")],
        b'p' => &[("ph", "f"), ("p", "b")],
        b'q' => &[("q", "k")],
        b'x' => &[("x", "ks")],
        b'v' => &[("v", "f")],
        _ => &[],
    }
}

/// The coarse spelling of a word in lower-case ASCII; any other word, and one without a vowel, comes back as it is.
///
/// ```
/// use namesieve::text::sound;
///
/// assert_eq!(sound("asatrian"), sound("asatryan"));
/// assert_eq!(sound("youssouf"), "iusuf");
/// ```
pub fn sound(word: &str) -> String {
    if is_spoken(word) { spoken(word, word.len()) } else { word.to_owned() }
}

/// With what the coarse spelling of every longer word begins that begins with `word`, and for how many of its letters that stands; `None`
/// where nothing can be said.
///
/// ```
/// use namesieve::text::{sound, stable_sound};
///
/// assert_eq!(stable_sound("marit"), Some(("mari".to_owned(), 4)));
/// assert!(sound("maritsch").starts_with("mari"));
/// ```
pub fn stable_sound(word: &str) -> Option<(String, usize)> {
    // The end of a word may turn out to be the beginning of a group of letters, and an h may turn out to be spoken.
    let is_open = |end: &str| {
        end == "h"
            || sounds(end.as_bytes()[0]).iter().any(|(group, _)| group.len() > end.len() && group.starts_with(end))
    };
    is_spoken(word).then(|| {
        let open = (1..LONGEST_GROUP.min(word.len() + 1)).rev().find(|&len| is_open(&word[word.len() - len..]));
        let mut out = String::with_capacity(word.len());
        let spoken = speak(word, word.len() - open.unwrap_or(0), None, |letter| {
            out.push(letter);
            true
        });
        (out, spoken.unwrap_or(word.len()))
    })
}

/// Hands on, letter by letter, how the coarse spelling of a word goes on with `rest`, if it is ASCII, after a part of it that is stable and
/// ends with the letter `last`. Stops when `hear` has heard enough, and says whether it wants more to the end.
pub fn sound_on(rest: &str, last: Option<char>, hear: impl FnMut(char) -> bool) -> bool {
    speak(rest, rest.len(), last, hear).is_some()
}

/// What has no vowel is spelled out, not spoken: LKCK does not sound like LLC.
fn is_spoken(word: &str) -> bool {
    word.is_ascii() && word.contains(is_vowel_or_y)
}

/// The coarse spelling of what begins in the first `end` letters of a word.
fn spoken(word: &str, end: usize) -> String {
    let mut out = String::with_capacity(word.len());
    speak(word, end, None, |letter| {
        out.push(letter);
        true
    });
    out
}

/// Says the coarse spelling of what begins in the first `end` letters of a word that goes on from the letter `last`, as long as it is heard.
/// Gives the number of letters that this stands for; `None` where it was stopped.
fn speak(word: &str, end: usize, mut last: Option<char>, mut hear: impl FnMut(char) -> bool) -> Option<usize> {
    let mut rest = word;
    while word.len() - rest.len() < end {
        let first = char::from(rest.as_bytes()[0]);
        let (taken, sounds) = match sounds(first as u8).iter().find(|(letters, _)| begins(rest, letters)) {
            Some((letters, sounds)) => (letters.len(), *sounds),
            // An h that only lengthens the vowel before it: Mahmoud, Abdullah, John.
            None if first == 'h' && last.is_some_and(is_vowel) && !rest[1..].starts_with(is_vowel_or_y) => (1, ""),
            None if first == 'y' => (1, "i"),
            // Digits that are written for letters they look like, inside a word: Ig0r Sech1n.
            None if first == '0' && last.is_some_and(|c| c.is_ascii_alphabetic()) => (1, "o"),
            None if first == '1' && last.is_some_and(|c| c.is_ascii_alphabetic()) => (1, "i"),
            None => (1, &rest[..1]),
        };
        for letter in sounds.chars().filter(|&letter| last.replace(letter) != Some(letter)) {
            if !hear(letter) {
                return None;
            }
        }
        rest = &rest[taken..];
    }
    Some(word.len() - rest.len())
}

/// The consonants of a word in lower-case ASCII, coarse, without the half vowels `w` and `y` and without a final `h`; a leading
/// vowel leaves no trace. What a script without vowels has of the name. Empty where the word is not ASCII.
///
/// ```
/// use namesieve::text::skeleton;
///
/// assert_eq!(skeleton("muhammad"), skeleton("mohamed"));
/// assert_eq!(skeleton("husayn"), "hsn");
/// ```
pub fn skeleton(word: &str) -> String {
    if !word.is_ascii() {
        return String::new();
    }
    let mut out = String::with_capacity(word.len());
    let mut rest = word.strip_suffix('h').unwrap_or(word);
    while let Some(&first) = rest.as_bytes().first() {
        let (taken, sounds) = match consonants(first).iter().find(|(letters, _)| begins(rest, letters)) {
            Some((letters, sounds)) => (letters.len(), *sounds),
            None if rest.starts_with(|c| is_vowel(c) || matches!(c, 'w' | 'y' | '\'' | '`')) => (1, ""),
            None => (1, &rest[..1]),
        };
        push_once(&mut out, sounds);
        rest = &rest[taken..];
    }
    out
}

/// Appends letters, each unless it would double the one before it.
fn push_once(out: &mut String, letters: &str) {
    for c in letters.chars() {
        if !out.ends_with(c) {
            out.push(c);
        }
    }
}

/// As `starts_with`, byte by byte: calling the library's comparison for two letters took a quarter of the time to load a list.
fn begins(text: &str, letters: &str) -> bool {
    text.len() >= letters.len() && letters.bytes().zip(text.bytes()).all(|(a, b)| a == b)
}

/// As [`skeleton`], with the letters that a script without vowels writes for long ones: `w` for o and u, `y` for e and i. For words
/// that have hardly a consonant: `ali`, `abu`, `yahya`.
pub fn long_skeleton(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars().filter(char::is_ascii_alphabetic) {
        let letter = match c {
            'a' => continue,
            'e' | 'i' | 'y' => 'y',
            'o' | 'u' | 'w' => 'w',
            other => other,
        };
        if !out.ends_with(letter) {
            out.push(letter);
        }
    }
    out
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

fn is_vowel_or_y(c: char) -> bool {
    is_vowel(c) || c == 'y'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_to_write_one_sound_meet() {
        for (case, a, b) in [
            ("y for i", "asatryan", "asatrian"),
            ("French ou", "youssouf", "yusuf"),
            ("long o", "noor", "nour"),
            ("double letters", "mohammed", "mohamed"),
            ("German w", "wladimir", "vladimir"),
            ("French dj", "djokhar", "dzhohar"),
            ("Russian shch", "shcherbakov", "scherbakov"),
            ("final h", "abdullah", "abdulla"),
            ("silent h", "john", "jon"),
            ("q and k", "qasim", "kasim"),
            ("tz", "kuznetzov", "kuznetsov"),
        ] {
            assert_eq!(sound(a), sound(b), "{case}");
        }
    }

    #[test]
    fn different_sounds_stay_apart() {
        for (a, b) in [("li", "lu"), ("wei", "wai"), ("hasan", "hussein"), ("kim", "kum")] {
            assert_ne!(sound(a), sound(b), "{a} {b}");
        }
    }

    #[test]
    fn consonants_are_what_an_abjad_writes() {
        for (case, latin, consonants) in [
            ("muhammad", "muhammad", "mhmd"),
            ("abdullah in one word", "abdullah", "bdl"),
            ("husayn", "hossein", "hsn"),
            ("qadhafi", "qadhafi", "kdf"),
            ("not ASCII", "محمد", ""),
        ] {
            assert_eq!(skeleton(latin), consonants, "{case}");
        }
    }
}
