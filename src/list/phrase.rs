//! The smallest parts of a list's texts.

use rustc_hash::FxHashSet;

/// Leaves each value where it first stands, and nowhere else.
pub(super) fn unique(values: &mut Vec<String>) {
    let mut seen = FxHashSet::default();
    let is_first: Vec<bool> = values.iter().map(|value| seen.insert(value.as_str())).collect();
    let mut is_first = is_first.into_iter();
    values.retain(|_| is_first.next().unwrap_or(true));
}

/// What follows `prefix`, whose ASCII letters may stand in either case.
pub(super) fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// `a (b)` as `a` and `b`; parentheses within `b` belong to it, and without a blank before them they belong to `a`.
pub(super) fn trailing_parentheses(text: &str) -> Option<(&str, &str)> {
    let inner = text.trim_end().strip_suffix(')')?;
    let mut depth = 1;
    let open = inner.char_indices().rev().find_map(|(at, c)| {
        match c {
            ')' => depth += 1,
            '(' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })?;
    let before = inner[..open].strip_suffix(' ')?.trim_end();
    (!before.is_empty()).then_some((before, inner[open + 1..].trim()))
}

/// Most values that one mark stands for; lists have at most eight.
const MAX_RANGE: usize = 32;

/// The values of a text that numbers them, `(1) A (2) B`, `a) A, b) B`; a text that does not is one value. A value that is
/// numbered as several, `(1)-(3) A`, stands so many times.
pub(super) fn enumerated(text: &str) -> Vec<&str> {
    // Where each value begins, how many it stands for, and where its mark begins.
    let mut starts: Vec<(usize, usize, usize)> = Vec::new();
    let mut count = 0;
    for at in (0..text.len()).filter(|&at| at == 0 || text.as_bytes()[at - 1] == b' ') {
        let open = starts.last().map_or(0, |(start, ..)| *start);
        if let Some((length, last)) =
            Some(&text.as_bytes()[at..]).filter(|_| at >= open).and_then(|rest| marks(rest, count))
        {
            starts.push((at + length, last + 1 - count, at));
            count = last + 1;
        }
        if starts.is_empty() {
            return vec![text.trim()];
        }
    }
    let ends = starts.iter().skip(1).map(|(.., mark)| *mark).chain([text.len()]);
    let values = starts.iter().zip(ends).flat_map(|(&(start, repeated, _), end)| {
        std::iter::repeat_n(text[start..end].trim().trim_end_matches([',', ';']), repeated)
    });
    values.filter(|value| !value.is_empty()).collect()
}

/// The length of the mark of the value at `index`, and the last value that it is for: more than one in `(1)-(3)` and `(1) to (3)`.
fn marks(text: &[u8], index: usize) -> Option<(usize, usize)> {
    let length = mark(text, index)?;
    let rest = &text[length..];
    let bare = rest.trim_ascii_start();
    let range = bare.strip_prefix(b"-").or(bare.strip_prefix(b"to ")).map(<[u8]>::trim_ascii_start);
    let last = range.and_then(|range| {
        let last = (index + 1..index + MAX_RANGE).find_map(|last| Some((mark(range, last)?, last)))?;
        Some((length + rest.len() - range.len() + last.0, last.1))
    });
    Some(last.unwrap_or((length, index)))
}

/// The length of the mark of the value at `index`, from 0, where the text begins with one: `(1)`, `1)`, `(a)`, `a)`.
fn mark(text: &[u8], index: usize) -> Option<usize> {
    let bare = text.strip_prefix(b"(").unwrap_or(text);
    let letter = u8::try_from(index).ok().filter(|index| *index < 26).map(|index| char::from(b'a' + index).to_string());
    let mark = [Some((index + 1).to_string()), letter].into_iter().flatten();
    let length = mark.filter(|mark| bare.starts_with(mark.as_bytes())).map(|mark| mark.len()).next()?;
    (bare.get(length) == Some(&b')')).then_some(text.len() - bare.len() + length + 1)
}

/// The values of a text that enumerates some: `1 or 2`, `(a) 1, (b) 2`.
pub(super) fn alternatives(text: &str) -> impl Iterator<Item = &str> {
    let is_mark = |word: &str| {
        let letter = word.strip_suffix(')').map(|word| word.trim_start_matches('('));
        matches!(word, "or" | "(or") || letter.is_some_and(|word| matches!(word, "i" | "ii" | "iii") || is_letter(word))
    };
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let current = rest?;
        let mut at = 0;
        for word in current.split_inclusive(' ') {
            if is_mark(word.trim_matches([' ', '"'])) {
                rest = Some(&current[at + word.len()..]);
                return Some(&current[..at]);
            }
            at += word.len();
        }
        rest = None;
        Some(current)
    })
    .map(|value| value.trim_matches([' ', ',', '"']))
    .map(|value| if value.contains('(') { value } else { value.trim_end_matches(')') })
    .filter(|value| !value.is_empty())
}

fn is_letter(word: &str) -> bool {
    matches!(word.as_bytes(), [b'a'..=b'z'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_once() {
        let mut values = ["b", "a", "b", "c", "a"].map(str::to_owned).to_vec();
        unique(&mut values);
        assert_eq!(values, ["b", "a", "c"]);
    }

    #[test]
    fn the_last_parentheses_are_split_off() {
        for (case, text, want) in [
            ("one", "A1 (Iran)", Some(("A1", "Iran"))),
            ("two", "228 (Jalisco) (Mexico)", Some(("228 (Jalisco)", "Mexico"))),
            ("nested", "7 (Macau (China))", Some(("7", "Macau (China)"))),
            ("none", "A1", None),
            ("part of a number", "G123456(9)", None),
            ("not last", "A (b) c", None),
            ("nothing before", "(571)", None),
            ("never opened", "A1 Iran)", None),
            ("empty", "", None),
        ] {
            assert_eq!(trailing_parentheses(text), want, "{case}");
        }
    }
    #[test]
    fn enumerated_values_come_apart() {
        for (case, text, want) in [
            ("one", "1963", &["1963"][..]),
            ("or", "18.1.1970 or 29.3.1965", &["18.1.1970", "29.3.1965"]),
            ("letters", "(a) 1.1.1965, (b) circa 1967", &["1.1.1965", "circa 1967"]),
            ("letters half open", "a) 1965, b) 1967", &["1965", "1967"]),
            ("parentheses that enumerate nothing", "10 October (year unknown)", &["10 October (year unknown)"]),
            ("quoted", "\"(i) 1965 (ii) 1966\"", &["1965", "1966"]),
            ("in parentheses", "10.2.1983 (or 10.3.1983)", &["10.2.1983", "10.3.1983"]),
            ("nothing", "", &[]),
        ] {
            assert_eq!(alternatives(text).collect::<Vec<_>>(), want, "{case}");
        }
    }

    #[test]
    fn numbered_values_come_apart() {
        for (case, text, want) in [
            ("one", "Iran", &["Iran"][..]),
            ("numbers", "(1) Iraq (2) Syria", &["Iraq", "Syria"]),
            ("half open, with commas", "1) Mullah, 2) Maulavi, 3) Haji", &["Mullah", "Maulavi", "Haji"]),
            ("letters", "(a) A 1 (b) B 2", &["A 1", "B 2"]),
            ("out of turn", "(1) A (3) B", &["A (3) B"]),
            ("ranges", "(1)-(3) A (4) B (5) to (6) C", &["A", "A", "A", "B", "C", "C"]),
            ("range with blanks", "(1) - (2) A (3) B", &["A", "A", "B"]),
            ("a range that ends before it begins", "(2)-(1) A", &["(2)-(1) A"]),
            ("a hyphen that is no range", "(1) -A (2) B", &["-A", "B"]),
            ("a range too long", "(1)-(900) A", &["-(900) A"]),
            ("not at the start", "Director (1) of A", &["Director (1) of A"]),
            ("no blank after the mark", "(1)É (2)B", &["É", "B"]),
            ("nothing", "", &[]),
        ] {
            assert_eq!(enumerated(text), want, "{case}");
        }
    }
}
