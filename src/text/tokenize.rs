//! Words of a text.

use super::Script;

/// Splits a text into words of letters, digits and the marks that belong to them.
///
/// Apostrophes join (`Ba'asyir` is one word), and so do dots between single letters (`p.l.c.`, `L.X.C`); `&` between two words
/// stands for `and`; hyphens and everything else split. A Chinese character is a word by itself, since nothing separates the
/// words of a Chinese name.
///
/// ```
/// let words: Vec<String> = namesieve::text::words("AT&T p.l.c., Ba'asyir-Smith J. R.");
/// assert_eq!(words, ["at", "and", "t", "plc", "baasyir", "smith", "j", "r"]);
/// ```
///
/// Letters come out in lower case; accents stay as they are.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut rest = text.chars().flat_map(char::to_lowercase).peekable();
    // Letters since the last dot or start of the word: a dot after a single one is part of an abbreviation.
    let mut run = 0;
    while let Some(c) = rest.next() {
        let mut next_is_letter = || rest.peek().is_some_and(|c| c.is_alphanumeric());
        match c {
            _ if Script::of(c) == Some(Script::Han) => {
                close(&mut word, &mut words);
                words.push(c.to_string());
                run = 0;
            }
            _ if c.is_alphanumeric() || is_mark(c) => {
                word.push(c);
                run += 1;
            }
            '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´' | 'ʿ' | 'ʾ' if next_is_letter() => {}
            '.' if run == 1 && next_is_letter() => run = 0,
            '&' => {
                close(&mut word, &mut words);
                words.push("and".to_owned());
                run = 0;
            }
            _ => {
                close(&mut word, &mut words);
                run = 0;
            }
        }
    }
    close(&mut word, &mut words);
    words
}

/// A text with a blank where two words were written as one and their case or a dot still tells: `JohnSmith`, `SMITHJohn`, `VoltaS.A.`; `None`
/// where nothing does. By case, both words have three letters or more, so that `McDonald` is one, and meet in letters of ASCII.
///
/// ```
/// use namesieve::text::apart_by_signs;
///
/// assert_eq!(apart_by_signs("AlinaVOLKOVA, Dr.").as_deref(), Some("Alina VOLKOVA, Dr."));
/// assert_eq!(apart_by_signs("McDonald USAir"), None);
/// ```
pub fn apart_by_signs(text: &str) -> Option<String> {
    let letters: Vec<char> = text.chars().collect();
    let are = |range: std::ops::Range<usize>, is: fn(&char) -> bool| {
        letters.get(range).is_some_and(|part| part.iter().all(is))
    };
    let begins_at = |at: usize| {
        let after_small = are(at - 1..at, char::is_ascii_lowercase);
        let after_capitals = are(at - 3..at, char::is_ascii_uppercase) && are(at + 1..at + 2, char::is_ascii_lowercase);
        letters[at].is_ascii_uppercase()
            && (after_small || after_capitals)
            && are(at - 3..at + 3, |c| c.is_alphabetic())
    };
    // A letter with a dot, and another alone, right behind a word.
    let is_abbreviation = |at: usize| {
        let ends = letters.get(at + 3).is_none_or(|c| !c.is_alphanumeric());
        are(at - 3..at + 1, |c| c.is_alphabetic())
            && letters.get(at + 1) == Some(&'.')
            && are(at + 2..at + 3, |c| c.is_alphabetic())
            && ends
    };
    let mut apart = String::with_capacity(text.len() + 1);
    for (at, &c) in letters.iter().enumerate() {
        if at > 2 && (begins_at(at) || is_abbreviation(at)) {
            apart.push(' ');
        }
        apart.push(c);
    }
    (apart.len() > text.len()).then_some(apart)
}

/// For each Chinese character of a text whether it is the first of those that stand together.
pub fn han_begins(text: &str) -> Vec<bool> {
    let is_han = |c: char| Script::of(c) == Some(Script::Han);
    let before = std::iter::once(' ').chain(text.chars());
    text.chars().zip(before).filter(|&(c, _)| is_han(c)).map(|(_, before)| !is_han(before)).collect()
}

fn close(word: &mut String, words: &mut Vec<String>) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

/// Vowel signs and the like, which are not alphanumeric but belong to the letter before them.
fn is_mark(c: char) -> bool {
    !c.is_ascii() && unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_names_as_people_write_them() {
        for (case, text, want) in [
            ("comma and blank", "song, kum hyok", "song|kum|hyok"),
            ("hyphen splits", "kum-hyok", "kum|hyok"),
            ("apostrophe joins", "ba'asyir qa’ida", "baasyir|qaida"),
            ("leading apostrophe goes", "'ndrangheta", "ndrangheta"),
            ("abbreviation joins", "p.l.c. l.x.c", "plc|lxc"),
            ("initials apart stay apart", "j. r. smith", "j|r|smith"),
            ("abbreviation, then word", "st.petersburg", "st|petersburg"),
            ("ampersand", "at&t", "at|and|t"),
            ("quotes split", "ооо\"базо\"", "ооо|базо"),
            ("Chinese characters stand alone", "华为abc", "华|为|abc"),
            ("middle dot splits", "バラク・オバマ", "バラク|オバマ"),
            ("vowel signs stay", "ហ៊ុន ម៉ាណែត", "ហ៊ុន|ម៉ាណែត"),
            ("nothing", " .,- ", ""),
        ] {
            assert_eq!(words(text).join("|"), want, "{case}");
        }
    }
}
