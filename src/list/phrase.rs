//! The smallest parts of a list's texts.

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

/// The values of a text that numbers them, `(1) A (2) B`, `a) A, b) B`; a text that does not is one value.
pub(super) fn enumerated(text: &str) -> Vec<&str> {
    let mut values = Vec::new();
    let mut start = None;
    for at in (0..text.len()).filter(|&at| at == 0 || text.as_bytes()[at - 1] == b' ') {
        if let Some(length) = mark(&text.as_bytes()[at..], values.len() + usize::from(start.is_some())) {
            values.extend(start.map(|start| &text[start..at]));
            start = Some(at + length);
        }
        if start.is_none() {
            return vec![text.trim()];
        }
    }
    values.extend(start.map(|start| &text[start..]));
    let values = values.into_iter().map(|value| value.trim().trim_end_matches([',', ';']));
    values.filter(|value| !value.is_empty()).collect()
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
            ("not at the start", "Director (1) of A", &["Director (1) of A"]),
            ("no blank after the mark", "(1)É (2)B", &["É", "B"]),
            ("nothing", "", &[]),
        ] {
            assert_eq!(enumerated(text), want, "{case}");
        }
    }
}
