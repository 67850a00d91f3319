//! The query language: from text to a tree. What the fields hold is not known here.
//!
//! ```text
//! any    = all { OR all }
//! all    = { [ AND ] [ "+" | "-" | NOT ] one }
//! one    = [ FIELD ":" ] ( "(" any ")" | PHRASE | WORD )
//! OR     = "OR" | "||"
//! AND    = "AND" | "&&"
//! NOT    = "NOT" | "!"
//! ```
//!
//! What other engines read as fuzzy words, weights, ranges, wildcards and regular expressions is an error that names what is
//! supported instead: passed over as punctuation, it would make a query that finds something else, or nothing.

use std::fmt;

use crate::{Error, Result};

/// Deepest nesting of parentheses and negations. The parser calls itself at each level; nobody types as many.
const MAX_DEPTH: usize = 50;

/// A query, or a part of one.
#[derive(Debug, PartialEq)]
pub(super) enum Node<'q> {
    /// Every party: an empty query, or `*`.
    Everything,
    Leaf(Leaf<'q>),
    /// Joined by `AND`, or by nothing.
    All(Vec<(Mark, Node<'q>)>),
    /// Joined by `OR`.
    Any(Vec<Node<'q>>),
}

/// A value to look for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Leaf<'q> {
    pub(super) scope: Scope,
    pub(super) text: &'q str,
    /// Whether it may go on: `prefix*`.
    pub(super) prefix: bool,
    /// Whether it stood between quotation marks.
    pub(super) quoted: bool,
    /// Where it stands in the query, in bytes.
    pub(super) at: usize,
}

/// What a part asks of a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Must,
    /// Only raises the score.
    May,
    MustNot,
}

/// Where a value is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// No field given: names, descriptions and identifiers.
    Anywhere,
    /// Names of every kind.
    Name,
    Primary,
    /// Strong and weak aliases and former names.
    Alias,
    WeakAlias,
    Native,
    Transliteration,
    Description,
    Identifier,
    Id,
    Type,
    List,
    Program,
    Country,
    BirthYear,
    ListedYear,
}

impl Scope {
    const FIELDS: [(&str, Self); 15] = [
        ("name", Self::Name),
        ("primary", Self::Primary),
        ("alias", Self::Alias),
        ("weak_alias", Self::WeakAlias),
        ("native", Self::Native),
        ("transliteration", Self::Transliteration),
        ("description", Self::Description),
        ("identifier", Self::Identifier),
        ("id", Self::Id),
        ("type", Self::Type),
        ("list", Self::List),
        ("program", Self::Program),
        ("country", Self::Country),
        ("birth_year", Self::BirthYear),
        ("listed_year", Self::ListedYear),
    ];

    /// The field with this name.
    pub(super) fn find(name: &str) -> Result<Self, String> {
        let found = Self::FIELDS.iter().find(|(field, _)| field.eq_ignore_ascii_case(name));
        found.map(|&(_, scope)| scope).ok_or_else(|| {
            let fields: Vec<_> = Self::FIELDS.iter().map(|(field, _)| *field).collect();
            format!("unknown field `{name}`; use {}, or quote the text", fields.join(", "))
        })
    }
}

/// The error of a query, with its place: in characters, from 1.
pub(super) fn error_at(query: &str, at: usize, message: impl fmt::Display) -> Error {
    let place = query[..at].chars().count() + 1;
    Error::input(format!("query, character {place}: {message}"))
}

/// Reads a query.
pub(super) fn parse(query: &str) -> Result<Node<'_>> {
    let mut parser = Parser { query, at: 0, depth: 0 };
    let node = parser.any(Scope::Anywhere)?;
    match parser.next() {
        None => Ok(node),
        Some(_) => Err(parser.error("`)` closes nothing")),
    }
}

const OR: [&str; 2] = ["OR", SIGNS[0]];
const AND: [&str; 2] = ["AND", SIGNS[1]];
/// Operators made of signs.
const SIGNS: [&str; 2] = ["||", "&&"];

/// What a bare word has of another query language, with its place in the word and what to write instead. `rest` is the query
/// from the word on.
fn unsupported(rest: &str, word: &str) -> Option<(usize, &'static str)> {
    const FUZZY: &str = "`~` for similar words is not supported; `screen` finds other spellings, `word*` other endings; or quote the text";
    const WEIGHT: &str =
        "`^` for weights is not supported; `+word` asks for a word that must be there; or quote the text";
    const RANGE: &str =
        "`[ TO ]` is not supported; years have ranges, such as `birth_year:1960..1969`; or quote the text";
    const WILDCARD: &str = "`?` for one letter is not supported; `word*` finds all endings; or quote the text";
    const REGEX: &str = "`/` for regular expressions is not supported; `word*` finds all endings; or quote the text";

    let after = |at: usize| word[at + 1..].chars().next();
    let sign = word.char_indices().find_map(|(at, c)| match c {
        '~' => Some((at, FUZZY)),
        '^' => Some((at, WEIGHT)),
        // At its end a question is meant.
        '?' if after(at).is_some_and(char::is_alphanumeric) => Some((at, WILDCARD)),
        _ => None,
    });
    sign.or_else(|| {
        let inner = rest.strip_prefix(['[', '{'])?;
        let (first, last) = inner[..inner.find([']', '}'])?].split_once(" TO ")?;
        (!first.trim().is_empty() && !last.trim().is_empty()).then_some((0, RANGE))
    })
    .or_else(|| {
        // Not the folders of `/a/b`, nor a slash between words.
        let inner = rest.strip_prefix('/').filter(|inner| !inner.starts_with(char::is_whitespace))?;
        let (_, after) = inner.split_once('/')?;
        after.chars().next().is_none_or(|c| c.is_whitespace() || c == ')').then_some((0, REGEX))
    })
}

struct Parser<'q> {
    query: &'q str,
    /// In bytes, always between characters.
    at: usize,
    depth: usize,
}

impl<'q> Parser<'q> {
    fn rest(&self) -> &'q str {
        &self.query[self.at..]
    }

    /// The next character that is not white space; the place is moved to it.
    fn next(&mut self) -> Option<char> {
        self.at = self.query.len() - self.rest().trim_start().len();
        self.rest().chars().next()
    }

    /// The bare word at the place, without moving on. An operator made of signs is a word of its own, blanks around it or not.
    fn word(&self) -> &'q str {
        let rest = self.rest();
        let is_sign = |at: usize| SIGNS.iter().any(|sign| rest[at..].starts_with(sign));
        let ends = |(at, c): (usize, char)| c.is_whitespace() || matches!(c, '(' | ')' | '"') || is_sign(at);
        match rest.char_indices().find(|&place| ends(place)) {
            Some((0, '&' | '|')) => &rest[..2],
            Some((end, _)) => &rest[..end],
            None => rest,
        }
    }

    /// The next word, where it is one of these operators.
    fn next_of(&mut self, operators: &[&str]) -> Option<&'q str> {
        self.next();
        Some(self.word()).filter(|word| operators.contains(word))
    }

    /// Moves over the next word, where it is one of these operators.
    fn take(&mut self, operators: &[&str]) -> Option<&'q str> {
        let operator = self.next_of(operators)?;
        self.at += operator.len();
        Some(operator)
    }

    fn error(&self, message: impl fmt::Display) -> Error {
        error_at(self.query, self.at, message)
    }

    fn any(&mut self, scope: Scope) -> Result<Node<'q>> {
        let mut parts = vec![self.all(scope)?];
        while let Some(or) = self.take(&OR) {
            if parts.last() == Some(&Node::Everything) {
                return Err(self.error(format_args!("nothing stands before `{or}`")));
            }
            parts.push(self.all(scope)?);
            if parts.last() == Some(&Node::Everything) {
                return Err(self.error(format_args!("nothing stands after `{or}`")));
            }
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Node::Any(parts) })
    }

    /// Parts next to each other. As soon as one is marked by `+`, those without a mark or an `AND` only raise the score.
    fn all(&mut self, scope: Scope) -> Result<Node<'q>> {
        let mut parts: Vec<(Option<Mark>, Node<'q>)> = Vec::new();
        let mut plus = false;
        loop {
            let and = self.take(&AND);
            if let Some(and) = and {
                match parts.last_mut() {
                    Some((mark, _)) => *mark = mark.or(Some(Mark::Must)),
                    None => return Err(self.error(format_args!("nothing stands before `{and}`"))),
                }
            }
            let next = self.next();
            if matches!(next, None | Some(')')) || self.next_of(&OR).is_some() {
                if let Some(and) = and {
                    return Err(self.error(format_args!("nothing stands after `{and}`")));
                }
                break;
            }
            let mut mark = and.map(|_| Mark::Must);
            if let Some(sign) = next.filter(|&sign| matches!(sign, '+' | '-') && self.signs(sign)) {
                self.at += 1;
                plus |= sign == '+';
                mark = Some(if sign == '+' { Mark::Must } else { Mark::MustNot });
            } else if next == Some('!') {
                self.at += 1;
                mark = Some(Mark::MustNot);
            } else if self.take(&["NOT"]).is_some() {
                mark = Some(Mark::MustNot);
            }
            self.depth += 1;
            if self.depth > MAX_DEPTH {
                return Err(self.error(format_args!("more than {MAX_DEPTH} levels of parentheses")));
            }
            let part = self.one(scope)?;
            self.depth -= 1;
            parts.push((mark, part));
        }
        let unmarked = if plus { Mark::May } else { Mark::Must };
        let mut parts: Vec<_> = parts.into_iter().map(|(mark, part)| (mark.unwrap_or(unmarked), part)).collect();
        match parts.as_slice() {
            [] => Ok(Node::Everything),
            [(Mark::Must, _)] => Ok(parts.remove(0).1),
            _ => Ok(Node::All(parts)),
        }
    }

    /// Whether a sign belongs to what follows; one that stands alone is punctuation.
    fn signs(&self, sign: char) -> bool {
        self.rest()[sign.len_utf8()..].starts_with(|c: char| !c.is_whitespace() && !matches!(c, ')' | '+' | '-'))
    }

    fn one(&mut self, outer: Scope) -> Result<Node<'q>> {
        self.next();
        let start = self.at;
        let mut scope = outer;
        let mut word = self.word();
        if let Some((field, value)) = word.split_once(':') {
            scope = Scope::find(field).map_err(|message| self.error(message))?;
            self.at += field.len() + 1;
            word = value;
            if word.is_empty() && !self.rest().starts_with(['(', '"']) {
                return Err(self.error(format_args!("no value after `{field}:`")));
            }
        }
        match self.rest().chars().next() {
            None => Err(self.error("something to search for is missing")),
            Some(')') => Err(self.error("something to search for is missing before `)`")),
            Some('!') => Err(self.error("`!` stands before a field or a value, and only once")),
            Some('(') => {
                let open = self.at;
                self.at += 1;
                let node = self.any(scope)?;
                if self.next() != Some(')') {
                    return Err(error_at(self.query, open, "`(` is never closed"));
                }
                self.at += 1;
                if node == Node::Everything {
                    return Err(error_at(self.query, open, "nothing between `(` and `)`"));
                }
                Ok(node)
            }
            Some('"') => {
                let open = self.at;
                let text = &self.rest()[1..];
                let Some(length) = text.find('"') else { return Err(self.error("`\"` is never closed")) };
                self.at += length + 2;
                self.leaf(scope, &text[..length], true, open + 1)
            }
            Some(_) if word == "*" => {
                self.at += 1;
                if start + 1 != self.at {
                    return Err(error_at(self.query, self.at - 1, "`*` needs a beginning of a value before it"));
                }
                Ok(Node::Everything)
            }
            Some(_) => {
                let at = self.at;
                self.at += word.len();
                if matches!(word, "AND" | "OR" | "NOT") || SIGNS.contains(&word) {
                    return Err(error_at(
                        self.query,
                        at,
                        format_args!("something to search for is missing before `{word}`"),
                    ));
                }
                match unsupported(&self.query[at..], word) {
                    Some((place, message)) => Err(error_at(self.query, at + place, message)),
                    None => self.leaf(scope, word, false, at),
                }
            }
        }
    }

    fn leaf(&self, scope: Scope, text: &'q str, quoted: bool, at: usize) -> Result<Node<'q>> {
        let (text, prefix) = text.strip_suffix('*').map_or((text, false), |text| (text, true));
        match text.find('*') {
            Some(star) => Err(error_at(self.query, at + star, "`*` can only end a word")),
            None => Ok(Node::Leaf(Leaf { scope, text, prefix, quoted, at })),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tree in a form that is short to write down.
    fn show(node: &Node<'_>) -> String {
        match node {
            Node::Everything => "*".to_owned(),
            Node::Leaf(leaf) => {
                let field = Scope::FIELDS.iter().find(|(_, scope)| *scope == leaf.scope).map_or("", |(field, _)| field);
                let quote = if leaf.quoted { "\"" } else { "" };
                let star = if leaf.prefix { "*" } else { "" };
                format!("{field}{}{quote}{}{star}{quote}", if field.is_empty() { "" } else { ":" }, leaf.text)
            }
            Node::All(parts) => {
                let parts: Vec<_> = parts
                    .iter()
                    .map(|(mark, part)| match mark {
                        Mark::Must => format!("+{}", show(part)),
                        Mark::May => format!("?{}", show(part)),
                        Mark::MustNot => format!("-{}", show(part)),
                    })
                    .collect();
                format!("({})", parts.join(" "))
            }
            Node::Any(parts) => format!("[{}]", parts.iter().map(show).collect::<Vec<_>>().join(" ")),
        }
    }

    #[test]
    fn queries_become_trees() {
        for (query, want) in [
            ("", "*"),
            ("  ", "*"),
            ("*", "*"),
            ("kim", "kim"),
            ("kim jong", "(+kim +jong)"),
            ("kim AND jong", "(+kim +jong)"),
            ("kim and jong", "(+kim +and +jong)"),
            ("kim OR lee jong", "[kim (+lee +jong)]"),
            ("(kim OR lee) jong", "(+[kim lee] +jong)"),
            ("kim -jong", "(+kim -jong)"),
            ("kim NOT jong", "(+kim -jong)"),
            ("NOT kim", "(-kim)"),
            ("!kim", "(-kim)"),
            ("kim ! jong", "(+kim -jong)"),
            ("kim !(jong un)", "(+kim -(+jong +un))"),
            ("kim !name:jong", "(+kim -name:jong)"),
            ("yahoo! inc", "(+yahoo! +inc)"),
            ("kim && jong", "(+kim +jong)"),
            ("kim || lee&&jong", "[kim (+lee +jong)]"),
            ("(kim||lee) jong", "(+[kim lee] +jong)"),
            ("kim && !jong", "(+kim -jong)"),
            ("AT&T | R&D", "(+AT&T +| +R&D)"),
            ("\"kim || jong~2\"", "\"kim || jong~2\""),
            ("who? /a/b a / b / c [x]", "(+who? +/a/b +a +/ +b +/ +c +[x])"),
            ("kim AND NOT jong", "(+kim -jong)"),
            ("+kim jong", "(+kim ?jong)"),
            ("+kim jong AND un", "(+kim +jong +un)"),
            ("kim - jong", "(+kim +- +jong)"),
            ("al-assad", "al-assad"),
            ("kim*", "kim*"),
            ("\"kim jong\"", "\"kim jong\""),
            ("\"kim jo*\"", "\"kim jo*\""),
            ("\"a ( b\" c", "(+\"a ( b\" +c)"),
            ("program:DPRK3", "program:DPRK3"),
            ("PROGRAM:DPRK3", "program:DPRK3"),
            ("id:ofac-sdn:49970", "id:ofac-sdn:49970"),
            ("name:\"kim jong\" type:person", "(+name:\"kim jong\" +type:person)"),
            ("country:(KP OR IR) -type:vessel", "(+[country:KP country:IR] -type:vessel)"),
            ("name:(kim description:army)", "(+name:kim +description:army)"),
            ("-(a b) c", "(-(+a +b) +c)"),
            ("金正恩", "金正恩"),
        ] {
            assert_eq!(show(&parse(query).unwrap_or_else(|error| panic!("{query}: {error}"))), want, "{query}");
        }
    }

    #[test]
    fn errors_say_where() {
        for (query, place, message) in [
            ("foo:bar", 1, "unknown field `foo`"),
            ("kim foo:bar", 5, "unknown field `foo`"),
            ("金 :x", 3, "unknown field ``"),
            ("kim \"jong", 5, "`\"` is never closed"),
            ("(kim", 1, "`(` is never closed"),
            ("kim)", 4, "`)` closes nothing"),
            ("kim ()", 5, "nothing between"),
            ("AND kim", 4, "nothing stands before `AND`"),
            ("kim AND", 8, "nothing stands after `AND`"),
            ("OR kim", 3, "nothing stands before `OR`"),
            ("kim OR", 7, "nothing stands after `OR`"),
            ("kim NOT", 8, "missing"),
            ("NOT AND", 5, "missing"),
            ("(NOT )", 6, "missing"),
            ("program:", 9, "no value after `program:`"),
            ("program: x", 9, "no value after `program:`"),
            ("program:*", 9, "needs a beginning"),
            ("k*m", 2, "`*` can only end a word"),
            ("&& kim", 3, "nothing stands before `&&`"),
            ("kim ||", 7, "nothing stands after `||`"),
            ("kim || || jong", 8, "nothing stands after `||`"),
            ("NOT ||", 5, "missing before `||`"),
            ("kim !", 6, "missing"),
            ("!!kim", 2, "only once"),
            ("-!kim", 2, "only once"),
            ("name:!kim", 6, "stands before a field"),
            ("kim lee~2", 8, "`screen` finds other spellings"),
            ("\"kim jong\"~2", 11, "`screen` finds other spellings"),
            ("name:kim^2", 9, "`^` for weights"),
            ("(kim jong)^2", 11, "`^` for weights"),
            ("[a TO b]", 1, "`birth_year:1960..1969`"),
            ("name:[a TO z]", 6, "`birth_year:1960..1969`"),
            ("birth_year:{1960 TO *}", 12, "`birth_year:1960..1969`"),
            ("kim /k.m/", 5, "regular expressions"),
            ("name:/k(i|y)m/ x", 6, "regular expressions"),
            ("k?m", 2, "for one letter"),
            ("a \"b* c\"", 5, "`*` can only end a word"),
        ] {
            let error = parse(query).expect_err(query);
            assert_eq!(error.kind(), crate::ErrorKind::Input, "{query}");
            let error = error.to_string();
            assert!(
                error.starts_with(&format!("query, character {place}: ")) && error.contains(message),
                "{query}: {error}"
            );
        }
        assert!(parse(&"(".repeat(4_000)).unwrap_err().to_string().contains("levels"));
        assert!(parse(&format!("{}a{}", "(".repeat(40), ")".repeat(40))).is_ok());
    }
}
