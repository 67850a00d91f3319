//! Identifiers as OFAC's remarks write them: `Passport A123 (Iran) issued 01 Jan 2005 expires 01 Jan 2010`.

use super::dates;
use super::phrase::{strip_prefix_ignoring_case, trailing_parentheses};
use crate::party::{Country, CountryCode, Identifier, IdentifierKind, Origin, PartyKind};

/// Words that end a label whose kind is not in any table: `Tourism License No. 585026`.
const LABEL_ENDS: [&str; 11] =
    ["No.", "No", "No:", "Number", "Number:", "ID", "Card", "Code", "Passport", "License", "Document"];

/// Most words that stand between a label and its number; lists have at most two. The rest is taken for the number's own.
const MAX_QUALIFIERS: usize = 4;

/// Reads what follows a label. `None` where it holds no number, which makes it prose.
///
/// ```text
/// value = ["(" qualifier ")"] [words] number [", " remark] {"(" register | country ")"} {("issued" | "expires") date}
/// ```
pub(super) fn read(
    kind: IdentifierKind,
    label: &str,
    value: &str,
    party: PartyKind,
    origin: &Origin,
) -> Option<Identifier> {
    let mut label = label.to_owned();
    let (head, validity) = split_validity(value);
    let mut number = skip_qualifiers(head.trim(), &mut label);
    let mut remarks = Vec::new();
    let mut found = Identifier::new(kind, "", origin.clone());

    while let Some((before, inner)) = trailing_parentheses(number) {
        match CountryCode::find(inner) {
            Some(_) if found.country.is_none() => found.country = Some(Country::named(inner)),
            _ if kind == IdentifierKind::Registration && found.scheme.is_none() => {
                found.scheme = Some(inner.to_owned())
            }
            _ => remarks.push(inner.to_owned()),
        }
        number = before;
    }
    let (number, rest) = split_prose(number);
    match CountryCode::find(rest) {
        Some(_) if found.country.is_none() => found.country = Some(Country::named(rest)),
        _ if !rest.is_empty() => remarks.push(rest.to_owned()),
        _ => {}
    }
    if !is_number(number) {
        return None;
    }
    // Found from the end to the start.
    remarks.reverse();
    read_validity(validity, &mut found, &mut remarks);
    // Where the files have two blanks, they say nothing by it.
    found.number = number.split_whitespace().collect::<Vec<_>>().join(" ");
    found.label = label;
    found.remark = remarks.join("; ");
    specify(&mut found, party);
    Some(found)
}

/// An identifier whose label and number the list gives apart.
pub(super) fn typed(kind: IdentifierKind, label: &str, number: &str, party: PartyKind, origin: &Origin) -> Identifier {
    let mut found = Identifier::new(kind, number, origin.clone());
    found.label = label.to_owned();
    specify(&mut found, party);
    found
}

/// Reads a segment whose label is in no table but ends as labels do.
pub(super) fn read_unknown(segment: &str, party: PartyKind, origin: &Origin) -> Option<Identifier> {
    let mut end = 0;
    for (count, word) in segment.split(' ').enumerate() {
        end += word.len();
        if LABEL_ENDS.iter().any(|end| end.eq_ignore_ascii_case(word)) || word == "#" {
            let (label, value) = segment.split_at(end);
            if begins_with_number(value) {
                return read(kind_by_words(label, party), label, value, party, origin);
            }
        }
        // A label is short and has no comma; what runs on is prose that happens to hold such a word.
        if count >= 8 || word.ends_with(',') || word.ends_with('.') && word.len() > 5 {
            return None;
        }
        end += 1;
    }
    None
}

/// Whether a value is a number from its first word on, or from its second after one of capitals: `E 427689`.
fn begins_with_number(value: &str) -> bool {
    let mut words = value.split_whitespace();
    let Some(first) = words.next() else { return false };
    let is_series = !first.contains(|c: char| !c.is_ascii_uppercase());
    has_digit(first) || is_series && words.next().is_some_and(has_digit)
}

pub(super) fn kind_by_words(label: &str, party: PartyKind) -> IdentifierKind {
    let has = |words: &[&str]| words.iter().any(|word| label.contains(word));
    if has(&["Passport"]) {
        IdentifierKind::Passport
    } else if has(&["Tax", "tax", "Fiscal"]) {
        IdentifierKind::TaxId
    } else if has(&["Company", "Chamber", "Registration", "Registry", "Trade", "Business", "Charity", "Provider"]) {
        IdentifierKind::Registration
    } else if party == PartyKind::Person && has(&[" ID", "Identification", "Identity", "Resident"]) {
        IdentifierKind::NationalId
    } else {
        IdentifierKind::Other
    }
}

/// Makes the kind as precise as the number itself tells.
fn specify(found: &mut Identifier, party: PartyKind) {
    let digits = |text: &str, count| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = found.number.as_str();
    if let Some(imo) = strip_prefix_ignoring_case(number, "IMO").map(str::trim_start).filter(|rest| digits(rest, 7)) {
        if party == PartyKind::Vessel || found.label.starts_with("Vessel") {
            found.kind = IdentifierKind::Imo;
        } else {
            // Companies have numbers of the IMO too, of another series than ships.
            (found.kind, found.scheme) = (IdentifierKind::Registration, Some("IMO".to_owned()));
            found.number = imo.to_owned();
        }
    } else if party == PartyKind::Vessel && digits(number, 7) && found.label.starts_with("Vessel") {
        found.kind = IdentifierKind::Imo;
    } else if found.kind == IdentifierKind::Lei
        && !(number.len() == 20 && number.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    {
        // `Legal Entity Number` is both the LEI and some registers' own number.
        found.kind = IdentifierKind::Registration;
    } else if found.label.ends_with("ISIN") {
        found.kind = IdentifierKind::Other;
    }
}

/// Moves to the label what stands between it and the number: `#`, `(MSN)`, `Booklet`, `RNE:`.
fn skip_qualifiers<'a>(mut value: &'a str, label: &mut String) -> &'a str {
    for _ in 0..MAX_QUALIFIERS {
        value = value.trim_start_matches([' ', ':']);
        let qualifier = match value.split_once(' ') {
            _ if value.starts_with('(') => match closing_parenthesis(value) {
                Some(end) if !value[end + 1..].trim().is_empty() => &value[..=end],
                // The whole value in parentheses.
                Some(end) if !label.is_empty() => return value[1..end].trim(),
                _ => return value,
            },
            Some((word, rest)) if is_qualifier(word) && has_digit(rest) => word,
            _ => return value,
        };
        label.push(' ');
        label.push_str(qualifier.trim_end_matches(':'));
        value = &value[qualifier.len()..];
    }
    value.trim_start_matches([' ', ':'])
}

fn is_qualifier(word: &str) -> bool {
    word == "#"
        || !has_digit(word) && (word.ends_with(':') || word.contains(|c: char| c.is_lowercase()) && !is_validity(word))
}

fn closing_parenthesis(text: &str) -> Option<usize> {
    let mut depth = 0;
    text.char_indices().find_map(|(at, c)| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })
}

/// Splits a number from words after it: `AB123, Diplomatic`, `123 and another one`, `AB123 Colombia`.
fn split_prose(text: &str) -> (&str, &str) {
    let Some(first_digit) = text.find(|c: char| c.is_ascii_digit()) else { return (text.trim(), "") };
    let last_digit = text.rfind(|c: char| c.is_ascii_digit()).unwrap_or(first_digit);
    let split = |at: usize| (text[..at].trim_end().trim_end_matches(','), text[at..].trim_start());
    let mut at = 0;
    for word in text.split_inclusive(' ') {
        // The check letter of an Austrian register ends a number: `FN 123456 i`.
        let is_letter = word.chars().count() == 1 && at + word.len() == text.len();
        let is_lower = word.starts_with(char::is_lowercase) || at > last_digit && word.contains(char::is_lowercase);
        let is_prose = is_lower && !is_letter;
        if at > first_digit && is_prose {
            return split(at);
        }
        at += word.len();
        if at > first_digit && word.ends_with(", ") {
            return split(at);
        }
    }
    (text.trim(), "")
}

fn is_validity(word: &str) -> bool {
    matches!(word, "issued" | "expires" | "expired")
}

/// Splits what tells validity off the end.
fn split_validity(value: &str) -> (&str, &str) {
    let mut at = 0;
    for word in value.split_inclusive(' ') {
        if is_validity(word.trim_end()) {
            return (&value[..at], &value[at..]);
        }
        at += word.len();
    }
    (value, "")
}

/// Reads `issued DATE`, `expires DATE` in any order; what is no date is kept as a remark.
fn read_validity(mut text: &str, found: &mut Identifier, remarks: &mut Vec<String>) {
    while let Some((word, rest)) = text.split_once(' ') {
        let value;
        (value, text) = split_validity(rest);
        match (word, dates::parse(value.trim().trim_end_matches(','))) {
            ("issued", Some(date)) if found.issued_on.is_none() => found.issued_on = Some(date),
            ("expires" | "expired", Some(date)) if found.expires_on.is_none() => found.expires_on = Some(date),
            _ => remarks.push(format!("{word} {}", value.trim())),
        }
    }
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

/// A number has a digit, or letters in upper case alone: `EP-MMH`, `AFABAFKA`.
fn is_number(text: &str) -> bool {
    has_digit(text) || text.contains(char::is_uppercase) && !text.contains(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_all_that_may_surround_them() {
        use IdentifierKind::*;
        let shown = |found: Option<Identifier>| {
            found.map(|found| {
                let country = found.country.map(|country| country.name).unwrap_or_default();
                let date =
                    |date: Option<crate::party::PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
                let (issued, expires) = (date(found.issued_on), date(found.expires_on));
                let scheme = found.scheme.unwrap_or_default();
                [found.label, found.number, scheme, country, issued, expires, found.remark].join("|")
            })
        };
        for (case, kind, label, value, want) in [
            ("number alone", Passport, "Passport", "A1234567", "Passport|A1234567|||||"),
            ("country", Passport, "Passport", "A1 (Korea, North)", "Passport|A1||Korea, North|||"),
            (
                "validity",
                Passport,
                "Passport",
                "27 81 (Norway) issued 11 May 2011 expires 2020",
                "Passport|27 81||Norway|2011-05-11|2020|",
            ),
            ("expired", Passport, "Passport", "K7 expired Aug 2009", "Passport|K7||||2009-08|"),
            (
                "validity in words",
                Passport,
                "Passport",
                "K7 issued in Ulm expires 2020",
                "Passport|K7||||2020|issued in Ulm",
            ),
            ("country without parentheses", Passport, "Passport", "AF46 Colombia", "Passport|AF46||Colombia|||"),
            (
                "qualifier after a comma",
                Passport,
                "Passport",
                "D48, Diplomatic (Syria)",
                "Passport|D48||Syria|||Diplomatic",
            ),
            (
                "qualifier before the number",
                Passport,
                "Passport",
                "Booklet: A5 (Pakistan)",
                "Passport Booklet|A5||Pakistan|||",
            ),
            ("number sign", TaxId, "NIT", "# 800-7 (Colombia)", "NIT #|800-7||Colombia|||"),
            ("qualifier in parentheses", Other, "BIK", "(RU) 044525607", "BIK (RU)|044525607|||||"),
            ("all in parentheses", Other, "No.", "(5777731)", "No.|5777731|||||"),
            ("check digit in parentheses", NationalId, "ID", "G1234(5) (Hong Kong)", "ID|G1234(5)||Hong Kong|||"),
            ("words within", NationalId, "ID", "8/Ta Na (Naing)019 (Burma)", "ID|8/Ta Na (Naing)019||Burma|||"),
            ("place after", NationalId, "ID", "55 Niha El-Mehfara (Lebanon)", "ID|55||Lebanon|||Niha El-Mehfara"),
            ("register", Registration, "Folio", "228 (Jalisco) (Mexico)", "Folio|228|Jalisco|Mexico|||"),
            ("check letter", Registration, "No.", "FN 123456 i (Austria)", "No.|FN 123456 i||Austria|||"),
            ("two blanks", Other, "Equity Ticker", "601698  CN", "Equity Ticker|601698 CN|||||"),
            ("words after", NationalId, "ID", "28 and another one", "ID|28|||||and another one"),
            ("company of the IMO", Registration, "Company Number", "IMO 5055293", "Company Number|5055293|IMO||||"),
        ] {
            let found = read(kind, label, value, PartyKind::Organization, &Origin::default());
            assert_eq!(shown(found).as_deref(), Some(want), "{case}");
        }
        for value in ["issued in Sarajevo", "and National ID were issued in Ulm", ""] {
            assert!(read(Passport, "Passport", value, PartyKind::Person, &Origin::default()).is_none(), "{value}");
        }
    }

    #[test]
    fn labels_outside_the_table_are_told_by_their_last_word() {
        use IdentifierKind::*;
        for (segment, want) in [
            ("Tourism License No. 585026 (United Arab Emirates)", Some((Other, "Tourism License No.", "585026"))),
            ("Moroccan Personal ID No. E 427689", Some((NationalId, "Moroccan Personal ID No.", "E 427689"))),
            ("Istanbul Chamber of Comm. No. 5 (Turkey)", Some((Registration, "Istanbul Chamber of Comm. No.", "5"))),
            ("Interpol: Red Notice. File No. 2009/3599", None),
            ("Kenyan ID No. 12773667", Some((NationalId, "Kenyan ID No.", "12773667"))),
            (
                "Romanian Tax Registration Number 146 (Romania)",
                Some((TaxId, "Romanian Tax Registration Number", "146")),
            ),
            ("National Level Prosecutor, 20th District", None),
            ("President since 1979", None),
            ("Minister of Finance", None),
        ] {
            let found = read_unknown(segment, PartyKind::Person, &Origin::default());
            let found = found.as_ref().map(|found| (found.kind, found.label.as_str(), found.number.as_str()));
            assert_eq!(found, want, "{segment}");
        }
    }
}
