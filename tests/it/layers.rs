//! Holds the layers: which module of the library may use which. The table stands in ARCHITECTURE.md and is read from there, so that the
//! words and the rule can not drift apart.
//!
//! Sources are read as text, with comments, strings and `#[cfg(test)]` items taken out. What a macro makes up is not seen.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What every module may use: the error, and the caps on input.
const OPEN_TO_ALL: [&str; 2] = ["error", "limits"];

/// Where the search library may be named.
const TANTIVY: [&str; 3] = ["index", "candidate", "search"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The rows of the table under "Layers": modules, and what they may use.
fn table() -> Vec<(Vec<String>, BTreeSet<String>)> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let section = text.split("\n## Layers\n").nth(1).expect("ARCHITECTURE.md has a section `Layers`");
    let section = section.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let mut cells = row.trim_matches('|').split('|').map(in_backticks);
        let modules = cells.next().unwrap_or_default();
        (modules, cells.next().unwrap_or_default().into_iter().collect())
    })
    .collect()
}

fn in_backticks(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// All Rust files below a folder, modules of tests left out.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
            files.push(path);
        }
    }
    files
}

/// The module of the library that a file belongs to, and how deep in the tree of modules it stands: 1 for `src/text/mod.rs`.
fn place(file: &Path) -> (String, usize) {
    let below = file.strip_prefix(root().join("src")).unwrap().with_extension("");
    let mut parts: Vec<String> = below.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    parts.retain(|part| part != "mod");
    (parts[0].clone(), parts.len())
}

/// A file's code: without comments, the content of strings, and items for tests.
fn code(file: &Path) -> String {
    without_tests(&without_comments(&fs::read_to_string(file).unwrap()))
}

fn without_comments(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    let until = |rest: &str, end: &str| rest.find(end).map_or(rest.len(), |at| at + end.len());
    while let Some(c) = rest.chars().next() {
        let raw = rest.strip_prefix('r').map(|rest| rest.trim_start_matches('#')).filter(|rest| rest.starts_with('"'));
        let after_word = code.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let taken = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            until(rest, "*/")
        } else if let (Some(text), false) = (raw, after_word) {
            let hashes = rest.len() - text.len() - 1;
            let start = rest.len() - text.len() + 1;
            start + until(&text[1..], &format!("\"{}", "#".repeat(hashes)))
        } else if c == '"' {
            let mut escaped = false;
            let end = rest[1..].find(|c| {
                let ends = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                ends
            });
            end.map_or(rest.len(), |end| end + 2)
        } else if rest.starts_with("'\\") {
            // The character after the backslash may be the quote itself.
            3 + until(&rest[3..], "'")
        } else if c == '\'' && rest.chars().nth(2) == Some('\'') {
            rest.char_indices().nth(3).map_or(rest.len(), |(at, _)| at)
        } else {
            code.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        code.push(' ');
        rest = &rest[taken..];
    }
    code
}

fn without_tests(code: &str) -> String {
    const TEST: &str = "#[cfg(test)]";
    let mut kept = String::new();
    let mut rest = code;
    while let Some((before, item)) = rest.split_once(TEST) {
        kept.push_str(before);
        let mut depth = 0;
        let end = item.find(|c| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            depth == 0 && (c == ';' || c == '}')
        });
        rest = &item[end.map_or(item.len(), |end| end + 1)..];
    }
    kept + rest
}

/// The modules of the library that a piece of code names by `crate::` or by as many `super::` as lead to the root.
fn named_modules(code: &str, depth: usize) -> BTreeSet<String> {
    let to_root = "super::".repeat(depth);
    let mut named = BTreeSet::new();
    for path in [&"crate::".to_owned(), &to_root] {
        for (at, _) in code.match_indices(path.as_str()) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let after = &code[at + path.len()..];
            if let Some(tree) = after.strip_prefix('{') {
                named.extend(first_words(tree));
            } else {
                named.extend(first_word(after));
            }
        }
    }
    named.remove("super");
    // What the root re-exports is the error's.
    named.into_iter().map(|name| if name.starts_with(char::is_uppercase) { "error".to_owned() } else { name }).collect()
}

fn first_word(text: &str) -> Option<String> {
    let word: String = text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!word.is_empty()).then_some(word)
}

/// The first word of each branch of a `use` tree that has just been opened.
fn first_words(tree: &str) -> Vec<String> {
    let mut depth = 1;
    let (mut words, mut starts) = (Vec::new(), true);
    for (at, c) in tree.char_indices() {
        if starts && !c.is_whitespace() {
            words.extend(first_word(&tree[at..]));
            starts = false;
        }
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => starts = true,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    words
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty())
}

#[test]
fn each_module_uses_what_the_table_allows() {
    let mut allowed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (modules, may_use) in table() {
        for module in &may_use {
            assert!(
                allowed.contains_key(module),
                "ARCHITECTURE.md lets a row use `{module}`, which no row above it defines"
            );
        }
        allowed.extend(modules.into_iter().map(|module| (module, may_use.clone())));
    }
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for file in sources(&root().join("src")) {
        let (module, depth) = place(&file);
        if depth == 1 && !file.ends_with("mod.rs") || module == "bin" {
            continue;
        }
        let may_use = allowed.get(&module).unwrap_or_else(|| panic!("no row of ARCHITECTURE.md defines `{module}`"));
        let code = code(&file);
        assert!(!code.contains("namesieve::"), "{}: the library calls itself `crate`", file.display());
        for used in named_modules(&code, depth) {
            if used != module && !may_use.contains(&used) && !OPEN_TO_ALL.contains(&used.as_str()) {
                faults.push(format!("{}: `{module}` may not use `{used}`", file.display()));
            }
        }
        seen.insert(module);
    }
    assert!(faults.is_empty(), "against the layers of ARCHITECTURE.md:\n{}", faults.join("\n"));
    assert_eq!(seen, allowed.into_keys().collect(), "modules of src/ and rows of ARCHITECTURE.md");
}

#[test]
fn tantivy_stays_behind_the_index() {
    for file in sources(&root().join("src")) {
        let code = code(&file);
        let (module, _) = place(&file);
        if !words(&code).any(|word| word == "tantivy") {
            continue;
        }
        assert!(TANTIVY.contains(&module.as_str()), "{}: `{module}` names tantivy", file.display());
        let imports = code.split(';').map(str::trim_start).filter(|statement| statement.starts_with("use tantivy"));
        let mut foreign: BTreeSet<&str> =
            imports.flat_map(words).filter(|word| word.starts_with(char::is_uppercase)).collect();
        foreign.insert("tantivy");
        // `unreachable_pub` is on: what says `pub` is public.
        for signature in signatures(&code) {
            let leak = words(signature).find(|word| foreign.contains(word));
            assert_eq!(leak, None, "{}: in a public signature: {signature}", file.display());
        }
    }
}

/// Public items up to their bodies, public fields, and conversions into public types.
fn signatures(code: &str) -> impl Iterator<Item = &str> {
    let public = code.match_indices("pub ").filter(|&(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric()));
    let conversions = code.match_indices("impl From<").filter(|&(at, _)| {
        let target = code[at..].split(" for ").nth(1).and_then(first_word).unwrap_or_default();
        target == "Error" || ["struct", "enum"].iter().any(|item| code.contains(&format!("pub {item} {target}")))
    });
    public.chain(conversions).map(|(at, _)| {
        let item = &code[at..];
        let end = item.find(['{', ';', '}']).unwrap_or(item.len());
        let line = item.find(",\n").unwrap_or(item.len());
        // A field ends with its line; a function's parameters stand on several.
        let is_field =
            !["fn ", "struct ", "enum ", "trait ", "type ", "use "].iter().any(|word| item[..end].contains(word));
        &item[..if is_field { end.min(line) } else { end }]
    })
}

#[test]
fn the_network_stays_behind_fetch() {
    for file in sources(&root().join("src")) {
        let (module, _) = place(&file);
        let code = code(&file);
        let used = words(&code).find(|word| ["ureq", "net", "rustls_native_certs"].contains(word));
        assert!(
            module == "fetch" || used.is_none(),
            "{}: `{module}` names `{}`",
            file.display(),
            used.unwrap_or_default()
        );
    }
}

#[test]
fn the_program_uses_the_public_library_alone() {
    for file in sources(&root().join("src/bin")) {
        let code = code(&file);
        for way_around in ["#[path", "include!"] {
            assert!(!code.contains(way_around), "{}: `{way_around}` takes in files of the library", file.display());
        }
        assert!(words(&code).all(|word| word != "tantivy"), "{}: the program names tantivy", file.display());
    }
}

#[test]
fn the_reader_of_sources_reads_right() {
    let source = r####"
use crate::text; // crate::screen
use crate::{Error, limits::{A, B}, party};
/* crate::eval */ const QUOTED: &str = "crate::list \" crate::list";
const RAW: &str = r#"crate::search "crate::search" "#; const QUOTE: char = '"'; const ESCAPED: char = '\'';
fn name<'a>(_: &'a str) { super::super::index::open(); super::near(); }
#[cfg(test)]
mod tests { use crate::score::{x}; fn f() {} }
use crate::name;
"####;
    let code = without_tests(&without_comments(source));
    let named: Vec<String> = named_modules(&code, 2).into_iter().collect();
    assert_eq!(named, ["error", "index", "limits", "name", "party", "text"]);
}
