//! Names as lists write them.

use unicode_script::{Script, UnicodeScript};

use super::phrase::trailing_parentheses;
use crate::party::{Name, NameKind, NamePart, NamePartKind, Origin, PartyKind};

/// A name with the parts that the usual convention for persons tells: `FAMILY, Given Middle` and `FAMILY, Given, Jr.`
pub(super) fn listed_name(full: &str, kind: NameKind, party: PartyKind, origin: Origin) -> Name {
    let mut name = Name::new(full, kind, origin);
    if let (PartyKind::Person, Some((family, mut given))) = (party, full.split_once(',')) {
        let mut suffix = None;
        let is_suffix = |word: &str| {
            matches!(word.trim().trim_end_matches('.').to_ascii_uppercase().as_str(), "JR" | "SR" | "II" | "III" | "IV")
        };
        if let Some((first, last)) = given.rsplit_once(',') {
            match (is_suffix(first), is_suffix(last)) {
                (true, _) => (suffix, given) = (Some(first), last),
                (_, true) => (given, suffix) = (first, Some(last)),
                _ => {}
            }
        }
        let parts =
            [(NamePartKind::Family, Some(family)), (NamePartKind::Given, Some(given)), (NamePartKind::Suffix, suffix)];
        let parts = parts
            .into_iter()
            .filter_map(|(kind, text)| Some((kind, text?.trim())))
            .filter(|(_, text)| !text.is_empty());
        name.parts = parts.map(|(kind, text)| NamePart { kind, text: text.to_owned() }).collect();
    }
    name
}

/// Whether a name is in another script than Latin: its first letter is. A Latin word further on, a brand or an abbreviation, is
/// part of the name as its country writes it.
pub(super) fn is_native(name: &str) -> bool {
    name.chars().find(|c| c.is_alphabetic()).is_some_and(|c| c.script() != Script::Latin)
}

/// Languages as lists name them, in English and by their codes in ISO 639-2, with their BCP 47 tags.
const LANGUAGES: [(&str, &str); 26] = [
    ("arabic ara", "ar"),
    ("armenian arm hye", "hy"),
    ("azerbaijani aze", "az"),
    ("belarusian belarussian bel", "be"),
    ("bulgarian bul", "bg"),
    ("burmese bur mya", "my"),
    ("chinese chi zho", "zh"),
    ("dari prs", "prs"),
    ("english eng", "en"),
    ("farsi persian per fas", "fa"),
    ("french fre fra", "fr"),
    ("georgian geo kat", "ka"),
    ("german ger deu", "de"),
    ("greek gre ell", "el"),
    ("hebrew heb", "he"),
    ("italian ita", "it"),
    ("japanese jpn", "ja"),
    ("korean kor", "ko"),
    ("kurdish kur", "ku"),
    ("pashto pus", "ps"),
    ("russian rus", "ru"),
    ("serbian srp scc", "sr"),
    ("spanish spa", "es"),
    ("turkish tur", "tr"),
    ("ukrainian ukr", "uk"),
    ("urdu urd", "ur"),
];

/// The BCP 47 tag of a language that a list names.
pub(super) fn language_tag(word: &str) -> Option<&'static str> {
    let is_word = |words: &str| words.split(' ').any(|known| known.eq_ignore_ascii_case(word.trim()));
    LANGUAGES.iter().find(|(words, _)| is_word(words)).map(|(_, tag)| *tag)
}

/// What lists call scripts beside their names in Unicode and their ISO 15924 codes.
const SCRIPTS: [(&str, &str); 9] = [
    ("Chinese", "Hani"),
    ("Chinese simplified", "Hans"),
    ("Hans", "Hans"),
    ("Chinese traditional", "Hant"),
    ("Hant", "Hant"),
    ("Japanese", "Jpan"),
    ("Jpan", "Jpan"),
    ("Korean", "Kore"),
    ("Kore", "Kore"),
];

/// Sets a name's script to the one that its list gives. Returns whether that could be: not where the word is unknown, or where
/// the letters are of another script, which are believed then.
pub(super) fn set_script(name: &mut Name, word: &str) -> bool {
    let mut word = word.trim().to_lowercase();
    if let Some(first) = word.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let of_unicode =
        || Script::from_full_name(&word).or_else(|| Script::from_short_name(&word)).map(Script::short_name);
    let known = SCRIPTS.iter().find(|(known, _)| *known == word).map(|(_, code)| *code).or_else(of_unicode);
    let is_east_asian = |code| matches!(code, "Hani" | "Hans" | "Hant" | "Jpan" | "Kore" | "Hang");
    let told = name.script.as_deref().unwrap_or("Latn");
    let Some(code) = known.filter(|code| *code == told || is_east_asian(code) && is_east_asian(told)) else {
        return false;
    };
    name.script = (code != "Latn").then(|| code.to_owned());
    true
}

/// The names in a field that holds several: `a; b`, `native (a; b)`. Parentheses that are part of a name stay in it.
pub(super) fn listed_names(field: &str) -> Vec<&str> {
    let mut names = Vec::new();
    add_names(field, 0, &mut names);
    names
}

fn add_names<'a>(field: &'a str, depth: u8, names: &mut Vec<&'a str>) {
    for piece in split_outside_parentheses(field) {
        match trailing_parentheses(piece) {
            Some((before, "original script")) => names.push(before),
            // Real fields nest twice.
            Some((before, inner)) if depth < 3 && (inner.contains(';') || is_native(before) != is_native(inner)) => {
                add_names(before, depth + 1, names);
                add_names(inner, depth + 1, names);
            }
            _ => names.push(piece),
        }
    }
}

/// The parts of a text between semicolons; one within parentheses that close separates nothing.
fn split_outside_parentheses(text: &str) -> impl Iterator<Item = &str> {
    let closed = text.matches('(').count() == text.matches(')').count();
    let mut depth = 0_usize;
    let parts = text.split(move |c| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ';' && (depth == 0 || !closed)
    });
    parts.map(str::trim).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_tell_the_parts_of_a_persons_name() {
        for (case, kind, full, want) in [
            ("family and given", PartyKind::Person, "DOE, Jane Ann", "Family:DOE Given:Jane Ann"),
            ("suffix last", PartyKind::Person, "DOE, John, Jr.", "Family:DOE Given:John Suffix:Jr."),
            ("suffix in the middle", PartyKind::Person, "DOE, JR., John", "Family:DOE Given:John Suffix:JR."),
            ("a second comma that is no suffix", PartyKind::Person, "DOE, John, Baker", "Family:DOE Given:John, Baker"),
            ("no comma", PartyKind::Person, "Jane Doe", ""),
            ("nothing given", PartyKind::Person, "DOE,", "Family:DOE"),
            ("organization", PartyKind::Organization, "DOE TRADING, S.A.", ""),
        ] {
            let name = listed_name(full, NameKind::Primary, kind, Origin::default());
            let parts: Vec<String> = name.parts.iter().map(|part| format!("{:?}:{}", part.kind, part.text)).collect();
            assert_eq!(parts.join(" "), want, "{case}");
            assert_eq!(name.full, full, "{case}");
        }
    }

    #[test]
    fn a_script_is_as_the_list_gives_it_where_the_letters_are_of_it() {
        for (full, word, want) in [
            ("ДОУ", "Cyrillic", Some("Cyrl")),
            ("ДОУ", "CYRL", Some("Cyrl")),
            ("ДОУ", "Arabic", None),
            ("ДОУ", "Runes of old", None),
            ("ДОУ", "", None),
            ("习近平", "Chinese Simplified", Some("Hans")),
            ("金正恩", "Korean", Some("Kore")),
            ("دو", "Arab", Some("Arab")),
            ("DOE", "Latin", Some("Latn")),
            ("DOE", "Cyrillic", None),
        ] {
            let mut name = Name::new(full, NameKind::Native, Origin::default());
            let told = name.script.clone();
            assert_eq!(set_script(&mut name, word), want.is_some(), "{full} {word}");
            let want = want.map_or(told, |code| Some(code.to_owned()).filter(|code| code != "Latn"));
            assert_eq!(name.script, want, "{full} {word}");
        }
    }

    #[test]
    fn fields_of_several_names_come_apart() {
        for (case, field, want) in [
            ("one", "Jane Doe", &["Jane Doe"][..]),
            ("two", "Jane Doe; Jane Dow ;", &["Jane Doe", "Jane Dow"]),
            ("parentheses", "Doe Trading (DT)", &["Doe Trading (DT)"]),
            ("native and Latin", "Шульц (Schulz; Shults)", &["Шульц", "Schulz", "Shults"]),
            ("Latin and native", "Schulz (Шульц)", &["Schulz", "Шульц"]),
            ("nested", "A (B) (Шульц (original script); Schulz; D)", &["A (B)", "Шульц", "Schulz", "D"]),
            ("never closed", "A (b; c", &["A (b", "c"]),
            ("nothing", " ; ", &[]),
        ] {
            assert_eq!(listed_names(field), want, "{case}");
        }
    }
}
