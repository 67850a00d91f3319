//! Records out of XML files, losing nothing that can be read.
//!
//! A list in XML is a run of records, one element each. They are built one at a time, borrowed from the file, and handed to the
//! reader of the format; nothing else of the document is kept. Defects stay where they are, and each is a [`Problem`] with its
//! line:
//!
//! - bytes of another encoding are decoded for their piece of text alone, as windows-1252; NUL characters are left out;
//! - an `&` that begins no reference stands for itself, entities of HTML are what HTML says, any other is kept as written;
//!   entities that a file defines itself are never expanded;
//! - a `<` before what is no name stands for itself, too;
//! - an end tag that does not fit closes what it names, or nothing; a tag cut by another ends there; an element left open ends
//!   with its parent, and a record with the next one, unless that is a copy in its history (`added`, `removed`);
//! - a file that breaks off yields the record it breaks off in, as far as it goes.
//!
//! A file is read in pieces. Where a piece ends within a record, the record is read again from its beginning with the next piece
//! behind it, so that elements are borrowed from one text; all that stands outside of records is read once.
//!
//! *Cost*: one pass, and a further one over the rest of a piece from each of at most [`MAX_XML_BREAKS`] breaks; memory for a few
//! records of at most [`MAX_RECORD_BYTES`] bytes and [`MAX_XML_DEPTH`] levels.

use std::borrow::Cow;
use std::io::Read;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use quick_xml::Reader;
use quick_xml::errors::Error;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesRef, Event};

use super::file::{Content, File, NOT_UTF8, NULS};
use super::{Problem, Problems};
use crate::limits::{MAX_RECORD_BYTES, MAX_XML_BREAKS, MAX_XML_DEPTH};
use crate::party::{Note, NoteKind, Origin};

/// How much of a text a problem shows, in characters.
const EXCERPT: usize = 60;

/// Longest name of an entity, in bytes: what is longer after an `&` is text. HTML's longest has 31.
const MAX_ENTITY_NAME: usize = 32;

/// How much of a file is read at a time.
const PIECE: u64 = 256 << 10;

/// Longest piece: what does not end in it, a comment say, is taken to be broken. Records are cut short before.
const MAX_PIECE: usize = 2 * MAX_RECORD_BYTES;

/// How many elements may be open before the parser begins anew, which costs nothing: no list has more than a dozen open.
const MAX_OPEN: usize = 100_000;

/// Elements that hold copies of records as they once were: a record within one is part of the record around it.
const HISTORY: [&str; 2] = ["added", "removed"];

/// An element with all that it holds. Names are without prefixes; runs of white space are one blank.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Element<'a> {
    pub(super) name: &'a str,
    attributes: Vec<(&'a str, Cow<'a, str>)>,
    text: Cow<'a, str>,
    pub(super) children: Vec<Element<'a>>,
}

impl<'a> Element<'a> {
    /// Its text, where there is any.
    pub(super) fn text(&self) -> Option<&str> {
        (!self.text.is_empty()).then_some(&*self.text)
    }

    /// An attribute that is not empty.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let value = self.attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| &**value)?;
        (!value.is_empty()).then_some(value)
    }

    /// The attributes that are not empty.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().map(|(key, value)| (*key, &**value)).filter(|(_, value)| !value.is_empty())
    }

    /// The first child of that name.
    pub(super) fn child(&self, name: &str) -> Option<&Element<'a>> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the first child of that name that has any.
    pub(super) fn text_of(&self, name: &str) -> Option<&str> {
        self.children.iter().filter(|child| child.name == name).find_map(Element::text)
    }

    /// The texts of all children of that name.
    pub(super) fn texts_of(&self, name: &str) -> impl Iterator<Item = &str> {
        self.children.iter().filter(move |child| child.name == name).filter_map(Element::text)
    }

    /// Whether it says nothing at all: lists are full of placeholders.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty() && self.attributes().next().is_none() && self.children.iter().all(Self::is_empty)
    }

    /// All that it says, its text first: `text; name: value; name: value`.
    pub(super) fn flatten(&self) -> String {
        let mut parts = Vec::from_iter(self.text().map(str::to_owned));
        self.flatten_into(&mut parts);
        parts.join("; ")
    }

    fn flatten_into(&self, parts: &mut Vec<String>) {
        parts.extend(self.attributes().map(|(key, value)| format!("{key}: {value}")));
        for child in &self.children {
            parts.extend(child.text().map(|text| format!("{}: {text}", child.name)));
            child.flatten_into(parts);
        }
    }
}

/// One record of a file.
pub(super) struct Record<'a> {
    file: &'a File,
    /// Its number in the file, from 1; 0 for what stands before the records.
    pub(super) number: u64,
    pub(super) element: Element<'a>,
}

impl Record<'_> {
    pub(super) fn origin(&self, field: &str) -> Origin {
        self.file.origin(self.number, field)
    }

    pub(super) fn problem(&self, field: &str, message: impl Into<String>) -> Problem {
        self.file.problem(self.number, field, message)
    }

    pub(super) fn note(&self, field: &str, kind: NoteKind, text: impl Into<String>) -> Note {
        Note { kind, text: text.into(), origin: self.origin(field) }
    }

    /// What an element says that has no place of its own, as a remark; `None` where it says nothing.
    pub(super) fn remark(&self, element: &Element<'_>) -> Option<Note> {
        (!element.is_empty())
            .then(|| self.note(element.name, NoteKind::Remark, format!("{}: {}", element.name, element.flatten())))
    }
}

/// The name of the root element, without its prefix, where a file begins as XML does and the name is one of plain letters, as the
/// names of all lists are: what merely begins with `<` is something else.
pub(super) fn root(file: &File) -> Option<String> {
    if !file.head().trim_ascii_start().starts_with(b"<") {
        return None;
    }
    let mut piece = Piece::new(file);
    piece.extend();
    let mut reader = reader(&piece.text);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                let name = tag.local_name().as_ref().to_owned();
                return Some(name).filter(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)));
            }
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

/// Hands over the root element by itself, as soon as it opens, and then each element whose name is among `headers` (with the
/// number 0) or `records` (with its own), in the order of the file.
pub(super) fn read<'n>(
    file: &File,
    headers: &'n [&'n str],
    records: &'n [&'n str],
    problems: &mut Problems,
    mut each: impl FnMut(&Record<'_>, &mut Problems),
) {
    let mut piece = Piece::new(file);
    let (mut progress, mut told) = (Progress::default(), 0);
    loop {
        let may_grow = piece.extend();
        let mut builder = Builder {
            file,
            text: &piece.text,
            defects: &piece.defects,
            lines: Lines { text: &piece.text, at: 0, line: piece.line },
            headers,
            records,
            each: &mut each,
            problems,
            told: &mut told,
            is_last: piece.is_last,
            may_grow,
            event: 0,
            start: 0,
            stack: Vec::new(),
            passed_over: 0,
            safe: Mark::default(),
            progress,
        };
        let read = builder.run();
        if piece.is_last || builder.has_given_up() {
            return builder.finish();
        }
        progress = builder.progress;
        piece.pass(read);
    }
}

fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    config.trim_markup_names_in_closing_tags = false;
    reader
}

/// A piece of a file that was not in its encoding: where it begins in the decoded text, and what was done about it.
type Defect = (usize, &'static str);

/// A part of a file as text. What is not UTF-8 is decoded as the declaration says, else as windows-1252, the text between two tags
/// for itself.
struct Piece<'a> {
    content: Content<'a>,
    /// What was read and is not decoded yet, since what it belongs to is not whole.
    bytes: Vec<u8>,
    text: String,
    defects: Vec<Defect>,
    /// The line of the file with which the text begins.
    line: usize,
    /// Whether the file ends with the text.
    is_last: bool,
}

impl<'a> Piece<'a> {
    fn new(file: &'a File) -> Self {
        // A declaration that is not true does no harm; one that could be read where it names UTF-16 is not.
        let is_utf8 = || file.head().utf8_chunks().next().is_some_and(|chunk| !chunk.valid().is_ascii());
        let encoding = declared_encoding(file.head())
            .filter(|encoding| *encoding != UTF_8 && encoding.is_ascii_compatible() && !is_utf8());
        let content = file.content_in(encoding);
        Self { content, bytes: Vec::new(), text: String::new(), defects: Vec::new(), line: 1, is_last: false }
    }

    /// Adds what comes next in the file, unless the text is long enough; tells whether it would still grow if it were asked to.
    fn extend(&mut self) -> bool {
        while !self.is_last && self.text.len() < MAX_PIECE {
            let before = self.text.len();
            let got = self.content.by_ref().take(PIECE).read_to_end(&mut self.bytes).expect("content never fails");
            self.is_last = got == 0;
            let whole = match self.bytes.iter().rposition(|byte| matches!(byte, b'<' | b'>')) {
                Some(last) if !self.is_last => last + 1,
                None if !self.is_last && self.bytes.len() < MAX_RECORD_BYTES => 0,
                _ => self.bytes.len(),
            };
            let rest = self.bytes.split_off(whole);
            let bytes = std::mem::replace(&mut self.bytes, rest);
            self.decode(&bytes);
            if self.text.len() > before {
                break;
            }
        }
        !self.is_last && self.text.len() < MAX_PIECE
    }

    fn decode(&mut self, bytes: &[u8]) {
        for part in bytes.split_inclusive(|byte| matches!(byte, b'<' | b'>')) {
            let at = self.text.len();
            match std::str::from_utf8(part) {
                Ok(part) => self.text.push_str(part),
                Err(_) => {
                    self.defects.push((at, NOT_UTF8));
                    self.text.push_str(&WINDOWS_1252.decode_without_bom_handling(part).0);
                }
            }
            if part.contains(&0) {
                self.defects.push((at, NULS));
                let clean = self.text[at..].replace('\0', "");
                self.text.truncate(at);
                self.text.push_str(&clean);
            }
            // Where reading goes on after a defect, the parser would take a byte order mark for the start of a file and pass over it, and
            // its positions would be off. A word joiner is as invisible, and as long.
            if self.text[at..].contains('\u{feff}') {
                let joined = self.text[at..].replace('\u{feff}', "\u{2060}");
                self.text.replace_range(at.., &joined);
            }
        }
    }

    /// Leaves out what was read.
    fn pass(&mut self, read: usize) {
        self.line += self.text.as_bytes()[..read].iter().filter(|&&byte| byte == b'\n').count();
        self.text.drain(..read);
        self.defects.retain_mut(|(at, _)| {
            let is_ahead = *at >= read;
            *at = at.saturating_sub(read);
            is_ahead
        });
    }
}

/// The encoding that the XML declaration names.
fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let declaration = bytes.strip_prefix(b"<?xml")?;
    let end = declaration.iter().take(256).position(|&byte| byte == b'>')?;
    let declaration = std::str::from_utf8(&declaration[..end]).ok()?;
    let (_, value) = declaration.split_once("encoding")?;
    let mut quoted = value.trim_start_matches([' ', '=']).split(['"', '\'']);
    Encoding::for_label(quoted.nth(1)?.as_bytes())
}

/// Line numbers of positions that come in ascending order, for the most part.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn number(&mut self, position: usize) -> usize {
        if let Some(passed) = self.text.as_bytes().get(self.at..position) {
            self.line += passed.iter().filter(|&&byte| byte == b'\n').count();
            self.at = position;
        }
        self.line
    }
}

/// What is known of a file beside the record that is being built.
#[derive(Clone, Default)]
struct Progress {
    /// Problems of syntax so far.
    reported: usize,
    /// Breaks in the syntax so far.
    breaks: usize,
    /// Defects of the encoding of this piece that were reported.
    defects: usize,
    /// Records so far, the one being built among them.
    number: u64,
    has_root: bool,
    /// Elements open outside of records.
    open_outside: u64,
}

/// A place between records, with how things stood there.
#[derive(Default)]
struct Mark {
    at: usize,
    progress: Progress,
}

/// Reads a piece of a document and builds its records.
struct Builder<'a, 'n, F> {
    file: &'a File,
    text: &'a str,
    defects: &'a [Defect],
    lines: Lines<'a>,
    headers: &'n [&'n str],
    records: &'n [&'n str],
    each: &'a mut F,
    problems: &'a mut Problems,
    /// How many problems of syntax were passed on: what is read again finds the same once more.
    told: &'a mut usize,
    /// Whether the file ends with this piece.
    is_last: bool,
    /// Whether the piece may get longer.
    may_grow: bool,
    /// Where the event that is being read begins.
    event: usize,
    /// Where the record being built begins.
    start: usize,
    /// The record being built and, within it, the elements still open.
    stack: Vec<Element<'a>>,
    /// Elements open below the deepest level.
    passed_over: u64,
    /// The last place from which reading can begin again.
    safe: Mark,
    progress: Progress,
}

/// How far a piece was read.
enum Reached {
    /// Its end.
    End,
    /// Something that its end cuts through, and that more of the file will tell.
    Cut,
    /// A break in the syntax, and where to go on after it.
    Break(usize),
}

impl<'a, F: FnMut(&Record<'_>, &mut Problems)> Builder<'a, '_, F> {
    /// Reads the piece and returns up to where it is done with.
    fn run(&mut self) -> usize {
        let mut from = 0;
        loop {
            match self.run_from(from) {
                Reached::Cut => {
                    self.progress = std::mem::take(&mut self.safe.progress);
                    self.progress.defects = 0;
                    return self.safe.at;
                }
                Reached::Break(next) => {
                    self.progress.breaks += 1;
                    if self.has_given_up() {
                        let message = format!("more than {MAX_XML_BREAKS} breaks in the syntax, the rest is not read");
                        self.report(next, message);
                        self.close_record();
                        self.problems.breaks_off = true;
                        return next;
                    }
                    from = next;
                }
                Reached::End => break,
            }
        }
        let end = self.text.len();
        self.report_defects(end);
        if !self.is_last && !self.stack.is_empty() {
            self.cut_record(end);
        }
        self.progress.defects = 0;
        end
    }

    fn has_given_up(&self) -> bool {
        self.progress.breaks > MAX_XML_BREAKS
    }

    /// Ends the file.
    fn finish(&mut self) {
        let end = self.text.len();
        if let Some(open) = self.stack.last() {
            let message = format!("the file breaks off within `{}`", open.name);
            self.report(end, message);
            self.close_record();
            self.problems.breaks_off = true;
        } else if self.progress.open_outside > 0 && !self.has_given_up() {
            self.report(end, "the file breaks off before its end");
            self.problems.breaks_off = true;
        }
        if self.progress.number == 0 {
            self.report(end, format!("no record `{}`", self.records.join("` or `")));
        }
    }

    /// Whether what the end of the piece cuts through can be read later: with more of the file behind it, or with less before it.
    fn may_wait(&self) -> bool {
        !self.is_last && (self.may_grow || self.safe.at > 0)
    }

    /// Remembers that all is done up to the event being read.
    fn mark(&mut self) {
        self.safe = Mark { at: self.event, progress: self.progress.clone() };
    }

    /// Reads on from a position.
    fn run_from(&mut self, mut from: usize) -> Reached {
        let text = self.text;
        let mut reader = reader(&text[from..]);
        // The parser remembers each open element, though nobody asks it to check them.
        let mut open = 0;
        loop {
            if open > MAX_OPEN {
                from += reader.buffer_position() as usize;
                reader = self::reader(&text[from..]);
                open = 0;
            }
            let before = from + reader.buffer_position() as usize;
            let event = reader.read_event();
            let after = from + reader.buffer_position() as usize;
            self.event = before;
            // Of what may yet be read again, defects are not told ahead of what stands before them.
            self.report_defects(before);
            if self.stack.is_empty() {
                self.mark();
            }
            if self.may_wait() && (after >= text.len() || matches!(event, Ok(Event::Eof) | Err(Error::Syntax(_)))) {
                return Reached::Cut;
            }
            if !self.stack.is_empty() && after - self.start > MAX_RECORD_BYTES {
                self.cut_record(after);
            }
            match event {
                Ok(Event::Start(tag)) => {
                    open += 1;
                    let content = &text[after - 1 - tag.len()..after - 1];
                    if let Some(cut) = self.tag(content, after - 1 - content.len(), false) {
                        return Reached::Break(cut);
                    }
                }
                Ok(Event::Empty(tag)) => {
                    let content = &text[after - 2 - tag.len()..after - 2];
                    if let Some(cut) = self.tag(content, after - 2 - content.len(), true) {
                        return Reached::Break(cut);
                    }
                }
                Ok(Event::End(tag)) => {
                    open = open.saturating_sub(1);
                    let content = &text[after - 1 - tag.len()..after - 1];
                    if let Some(cut) = content.find('<') {
                        let at = after - 1 - content.len();
                        self.report(at, format!("an end tag cut short: `{}`", excerpt(&content[..cut])));
                        self.end_cut(content[..cut].trim());
                        return Reached::Break(at + cut);
                    }
                    self.end(local(content.trim()), after);
                }
                Ok(Event::Text(_)) if self.stack.is_empty() => {}
                Ok(Event::Text(piece)) => {
                    if piece.starts_with('&') {
                        self.report(before, format!("an `&` that begins no reference, kept: `{}`", excerpt(&piece)));
                    }
                    self.push_text(piece.into_inner());
                }
                Ok(Event::CData(piece)) => self.push_text(piece.into_inner()),
                Ok(Event::GeneralRef(reference)) => {
                    let resolved = self.resolve(&reference, before);
                    self.push_text(resolved);
                }
                Ok(Event::DocType(_)) => self.report(before, "a document type definition, not used"),
                Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_)) => {}
                Ok(Event::Eof) => return Reached::End,
                Err(error) => {
                    // Found at the end of the file, for the most part, but told of the place where it begins.
                    let start = from + reader.error_position() as usize;
                    let rest = text.get(start + 1..).unwrap_or_default();
                    let end = rest.find('<').unwrap_or(rest.len());
                    if end == rest.len() && self.may_wait() {
                        return Reached::Cut;
                    }
                    self.report(start, format!("{error}, read on after it"));
                    if rest.is_empty() {
                        return Reached::End;
                    }
                    if !begins_name(rest) && !rest.starts_with(['/', '!', '?']) {
                        self.push_text("<".into());
                        return Reached::Break(start + 1);
                    }
                    if begins_name(rest) && rest[..end].contains(char::is_whitespace) {
                        self.begin(&rest[..end], start, true);
                    }
                    return if end < rest.len() { Reached::Break(start + 1 + end) } else { Reached::End };
                }
            }
        }
    }

    /// A start tag; returns where it was cut by another one.
    fn tag(&mut self, content: &'a str, at: usize, is_empty: bool) -> Option<usize> {
        if !begins_name(content) {
            self.literal(content, at);
            return Some(at);
        }
        let Some(cut) = content.find('<') else {
            self.begin(content, at, is_empty);
            return None;
        };
        let whole = &content[..cut];
        self.report(at, format!("a tag cut short: `{}`", excerpt(whole)));
        // A blank says that the name is whole; whether the element was closed at once, nobody knows.
        if whole.contains(char::is_whitespace) {
            self.begin(whole, at, true);
        }
        Some(at + cut)
    }

    /// A `<` in a text, with what stands between it and the next `>`.
    fn literal(&mut self, content: &str, at: usize) {
        let text = content.split('<').next().unwrap_or_default();
        self.report(at, format!("a `<` that begins no tag, kept: `<{}`", excerpt(text)));
        self.push_text("<".into());
    }

    fn begin(&mut self, content: &'a str, at: usize, is_empty: bool) {
        let qualified = content.split(|c: char| c.is_ascii_whitespace()).next().unwrap_or_default();
        let name = local(qualified);
        let is_record = self.records.contains(&name);
        if !self.progress.has_root {
            self.progress.has_root = true;
            let element =
                Element { name, attributes: self.attributes(content, qualified.len(), at), ..Element::default() };
            if !is_record {
                (self.each)(&Record { file: self.file, number: 0, element }, self.problems);
            }
        }
        let is_copy = self.stack.iter().any(|open| HISTORY.contains(&open.name));
        if is_record
            && !is_copy
            && let Some(open) = self.stack.first()
        {
            let message = format!("`{}` is not closed before the next record", open.name);
            self.report(at, message);
            self.close_record();
            self.mark();
        }
        if self.stack.is_empty() && !is_record && !self.headers.contains(&name) {
            self.progress.open_outside += u64::from(!is_empty);
            return;
        }
        if self.stack.len() >= MAX_XML_DEPTH {
            if self.passed_over == 0 {
                self.report(at, format!("more than {MAX_XML_DEPTH} levels within a record, left out below"));
            }
            self.passed_over += u64::from(!is_empty);
            return;
        }
        if self.stack.is_empty() {
            self.start = at;
            self.progress.number += u64::from(is_record);
        }
        let attributes = self.attributes(content, qualified.len(), at);
        self.stack.push(Element { name, attributes, ..Element::default() });
        if is_empty {
            self.close(at);
        }
    }

    fn attributes(&mut self, content: &'a str, name: usize, at: usize) -> Vec<(&'a str, Cow<'a, str>)> {
        let mut found = Vec::new();
        if content.len() == name {
            return found;
        }
        // In the manner of HTML, so that one without quotes is read.
        for attribute in Attributes::html(content, name).with_checks(false) {
            match attribute {
                Ok(attribute) => {
                    let key = local(attribute.key.0);
                    let value = match attribute.value {
                        Cow::Borrowed(raw) => self.unescape(raw, at),
                        Cow::Owned(raw) => Cow::Owned(raw),
                    };
                    found.push((key, single_spaced(value)));
                }
                Err(_) => {
                    self.report(at, format!("attributes that do not read: `{}`", excerpt(content)));
                    break;
                }
            }
        }
        found
    }

    fn end(&mut self, name: &str, at: usize) {
        if self.passed_over > 0 {
            self.passed_over -= 1;
        } else if self.stack.is_empty() {
            self.progress.open_outside = self.progress.open_outside.saturating_sub(1);
        } else if let Some(depth) = self.stack.iter().rposition(|open| open.name == name) {
            while self.stack.len() > depth + 1 {
                let message = format!("`{}` is not closed", self.stack.last().expect("longer than zero").name);
                self.report(at, message);
                self.close(at);
            }
            self.close(at);
        } else {
            self.report(at, format!("an end tag `{}` that closes nothing, passed over", excerpt(name)));
        }
    }

    /// An end tag without its end closes the element that it may mean.
    fn end_cut(&mut self, name: &str) {
        if self.passed_over == 0 && self.stack.last().is_some_and(|open| open.name.starts_with(local(name))) {
            self.close(self.start);
        }
    }

    /// Closes the innermost element.
    fn close(&mut self, at: usize) {
        let Some(mut element) = self.stack.pop() else { return };
        element.text = single_spaced(std::mem::take(&mut element.text));
        if !element.text.is_empty() && !element.children.is_empty() {
            let message = format!("text beside the fields of `{}`: `{}`", element.name, excerpt(&element.text));
            self.report(at, message);
        }
        match self.stack.last_mut() {
            Some(parent) => parent.children.push(element),
            None => {
                let number = if self.records.contains(&element.name) { self.progress.number } else { 0 };
                (self.each)(&Record { file: self.file, number, element }, self.problems);
            }
        }
    }

    /// Closes a record that is over the cap.
    fn cut_record(&mut self, at: usize) {
        let message = format!("a record of more than {MAX_RECORD_BYTES} bytes, the rest of it is left out");
        self.report(at, message);
        self.close_record();
    }

    /// Closes all that is open.
    fn close_record(&mut self) {
        self.passed_over = 0;
        while !self.stack.is_empty() {
            self.close(self.start);
        }
    }

    fn push_text(&mut self, piece: Cow<'a, str>) {
        let Some(element) = self.stack.last_mut().filter(|_| self.passed_over == 0) else { return };
        if element.text.is_empty() {
            element.text = piece;
        } else {
            element.text.to_mut().push_str(&piece);
        }
    }

    /// The text of an attribute.
    fn unescape(&mut self, raw: &'a str, at: usize) -> Cow<'a, str> {
        if !raw.contains('&') {
            return Cow::Borrowed(raw);
        }
        let mut value = String::with_capacity(raw.len());
        let mut rest = raw;
        while let Some((before, after)) = rest.split_once('&') {
            value.push_str(before);
            match after.split_once(';') {
                Some((name, after)) if name.len() <= MAX_ENTITY_NAME && !name.contains('&') => {
                    value.push_str(&self.resolve(&BytesRef::new(name), at));
                    rest = after;
                }
                _ => {
                    self.report(at, format!("an `&` that begins no reference, kept: `&{}`", excerpt(after)));
                    value.push('&');
                    rest = after;
                }
            }
        }
        value.push_str(rest);
        Cow::Owned(value)
    }

    /// What a reference stands for.
    fn resolve(&mut self, reference: &BytesRef<'_>, at: usize) -> Cow<'static, str> {
        let name: &str = reference;
        match name {
            "amp" => return "&".into(),
            "lt" => return "<".into(),
            "gt" => return ">".into(),
            "quot" => return "\"".into(),
            "apos" => return "'".into(),
            _ => {}
        }
        if let Ok(Some(c)) = reference.resolve_char_ref() {
            return c.to_string().into();
        }
        if let Some(text) = resolve_html5_entity(name) {
            self.report(at, format!("`&{name};` is no entity of XML, read as HTML"));
            return text.into();
        }
        self.report(at, format!("`&{};` is no entity of XML, kept as written", excerpt(name)));
        format!("&{name};").into()
    }

    fn report_defects(&mut self, up_to: usize) {
        while let Some(&(at, message)) = self.defects.get(self.progress.defects).filter(|(at, _)| *at < up_to) {
            self.progress.defects += 1;
            self.report(at, message);
        }
    }

    /// Adds a problem of syntax with the line it is on.
    fn report(&mut self, at: usize, message: impl AsRef<str>) {
        self.progress.reported += 1;
        if self.progress.reported > *self.told {
            *self.told += 1;
            let line = self.lines.number(at);
            let (number, field) = match self.stack.as_slice() {
                [] => (0, ""),
                [record, ..] if !self.records.contains(&record.name) => (0, record.name),
                [.., open] => (self.progress.number, open.name),
            };
            self.problems.push(self.file.problem(number, field, format!("line {line}: {}", message.as_ref())));
        }
    }
}

/// Whether the name of an element may begin so.
fn begins_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | ':'))
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// A text without white space around it, and with one blank for each run of white space within.
fn single_spaced(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_plain = {
        let bytes = text.as_bytes();
        let is_space = |byte: &u8| byte.is_ascii_whitespace();
        !bytes.first().is_some_and(is_space)
            && !bytes.last().is_some_and(is_space)
            && !bytes.windows(2).any(|pair| is_space(&pair[0]) && (pair[0] != b' ' || is_space(&pair[1])))
    };
    if is_plain {
        return text;
    }
    match text {
        Cow::Borrowed(text) if !text.trim_ascii().bytes().any(|byte| byte.is_ascii_whitespace()) => {
            text.trim_ascii().into()
        }
        text => text.split_ascii_whitespace().collect::<Vec<_>>().join(" ").into(),
    }
}

/// The beginning of a text.
fn excerpt(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}...", &text[..end]).into(),
        None => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::MAX_PROBLEMS;

    /// Every record as `number name(attributes)[children]=text`, and every problem.
    fn read_all(bytes: &[u8]) -> (Vec<String>, Vec<String>) {
        fn show(element: &Element<'_>) -> String {
            let attributes: Vec<String> = element.attributes().map(|(key, value)| format!("{key}={value}")).collect();
            let children: Vec<String> = element.children.iter().map(show).collect();
            let attributes = if attributes.is_empty() { String::new() } else { format!("({})", attributes.join(",")) };
            let children = if children.is_empty() { String::new() } else { format!("[{}]", children.join(" ")) };
            let text = element.text().map_or(String::new(), |text| format!("={text}"));
            format!("{}{attributes}{children}{text}", element.name)
        }
        let file = File::new("f", bytes.to_vec());
        let (mut shown, mut problems) = (Vec::new(), Problems::default());
        read(&file, &["head"], &["r", "s"], &mut problems, |record, _| {
            shown.push(format!("{} {}", record.number, show(&record.element)));
        });
        (shown, problems.finish().0.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn sound_files_have_no_problems() {
        for (case, text, want) in [
            (
                "all of it",
                "<?xml version=\"1.0\"?>\n<!-- c --><p:l d='1'><head><n>2</n></head><r a='x &amp; y'/><r><b>1</b></r></p:l>",
                &["0 l(d=1)", "0 head[n=2]", "1 r(a=x & y)", "2 r[b=1]"][..],
            ),
            ("references", "<l><r>a &amp; b &lt; &#233;&#xe9;</r></l>", &["0 l", "1 r=a & b < éé"]),
            ("character data", "<l><r>a<![CDATA[ & <b> ]]>c</r></l>", &["0 l", "1 r=a & <b> c"]),
            ("white space", "<l><r>\n  a\n\t b  c </r><s> d </s></l>", &["0 l", "1 r=a b c", "2 s=d"]),
            ("white space in attributes", "<l><r a=' x\n y '/></l>", &["0 l", "1 r(a=x y)"]),
            ("comments within", "<l><r>a<!-- <r> -->b</r></l>", &["0 l", "1 r=ab"]),
            ("byte order mark", "\u{feff}<l><r/></l>", &["0 l", "1 r"]),
            ("an end of tag in an attribute", "<l><r a='x > y'/></l>", &["0 l", "1 r(a=x > y)"]),
            ("records at the root", "<r><b/></r>", &["1 r[b]"]),
        ] {
            let (records, problems) = read_all(text.as_bytes());
            assert_eq!((records.as_slice(), problems), (&want.map_to_strings()[..], vec![]), "{case}");
        }
    }

    trait MapToStrings {
        fn map_to_strings(&self) -> Vec<String>;
    }

    impl MapToStrings for &[&str] {
        fn map_to_strings(&self) -> Vec<String> {
            self.iter().map(|text| (*text).to_owned()).collect()
        }
    }

    /// Case, bytes, records, and how one of the problems begins.
    type Case = (&'static str, &'static [u8], &'static [&'static str], &'static str);

    const DEFECTS: &[Case] = &[
        ("bare ampersand", b"<l>\n<r>a & b</r></l>", &["0 l", "1 r=a & b"], "f:1:r: line 2: an `&`"),
        ("bare ampersand at the end", b"<l><r>a &</r></l>", &["0 l", "1 r=a &"], "f:1:r: line 1: an `&`"),
        ("bare ampersand in a word", b"<l><r>R&D; x</r></l>", &["0 l", "1 r=R&D; x"], "f:1:r: line 1: `&D;`"),
        ("bare less-than", b"<l><r>a <5> b</r><s/></l>", &["0 l", "1 r=a <5> b", "2 s"], "f:1:r: line 1: a `<`"),
        ("a tag without a name", b"<l><r>a<>\xff</r></l>", &["0 l", "1 r=a<>\u{ff}"], "f:1:r: line 1: a `<`"),
        ("bare less-than at the end", b"<l><r>a < b", &["0 l", "1 r=a < b"], "f:1:r: line 1: "),
        ("bare ampersand in an attribute", b"<l><r a='b & c'/></l>", &["0 l", "1 r(a=b & c)"], "f: line 1: an `&`"),
        ("entity of HTML", b"<l><r>caf&eacute;</r></l>", &["0 l", "1 r=caf\u{e9}"], "f:1:r: line 1: `&eacute;`"),
        ("no such character", b"<l><r>a&#0;</r></l>", &["0 l", "1 r=a&#0;"], "f:1:r: line 1: `&#0;`"),
        (
            "another encoding",
            b"<l>\n<r>M\xfcller</r><s>\xc3\xbc</s></l>",
            &["0 l", "1 r=M\u{fc}ller", "2 s=\u{fc}"],
            "f:1:r: line 2: not UTF-8",
        ),
        ("NUL", b"<l><r>a\0b</r></l>", &["0 l", "1 r=ab"], "f:1:r: line 1: NUL"),
        (
            "no end tag",
            b"<l><r><b>1<c>2</c></r><s/></l>",
            &["0 l", "1 r[b[c=2]=1]", "2 s"],
            "f:1:b: line 1: `b` is not closed",
        ),
        (
            "no end of the record",
            b"<l><r><b>1</b><s/></l>",
            &["0 l", "1 r[b=1]", "2 s"],
            "f:1:r: line 1: `r` is not closed before",
        ),
        ("a wrong end tag", b"<l><r><b>1</b></x></r></l>", &["0 l", "1 r[b=1]"], "f:1:r: line 1: an end tag `x`"),
        (
            "an end tag cut",
            b"<l><r><bc>1</b<d>2</d></r></l>",
            &["0 l", "1 r[bc=1 d=2]"],
            "f:1:bc: line 1: an end tag cut",
        ),
        ("a tag cut", b"<l><r><b<d>2</d></r></l>", &["0 l", "1 r[d=2]"], "f:1:r: line 1: a tag cut"),
        (
            "a tag cut in an attribute",
            b"<l><r><b x='1' y='2<d>2</d></r></l>",
            &["0 l", "1 r[b(x=1) d=2]"],
            "f:1:r: line 1",
        ),
        (
            "a comment that never ends",
            b"<l><r/><!-- x <s/></l>",
            &["0 l", "1 r", "2 s"],
            "f: line 1: syntax error: comment not closed",
        ),
        (
            "a comment that never ends, and a NUL after it",
            b"<l><r/><!-- x\n<s>a\0</s></l>",
            &["0 l", "1 r", "2 s=a"],
            "f:2:s: line 2: NUL",
        ),
        (
            "breaking off in a text",
            b"<l><r/><s><b>1",
            &["0 l", "1 r", "2 s[b=1]"],
            "f:2:b: line 1: the file breaks off within `b`",
        ),
        ("breaking off in a tag", b"<l><r/><s><b>1</b><c", &["0 l", "1 r", "2 s[b=1]"], "f:2:s: line 1: "),
        (
            "breaking off between records",
            b"<l><r/>\n",
            &["0 l", "1 r"],
            "f: line 2: the file breaks off before its end",
        ),
        ("no records", b"<l></l>", &["0 l"], "f: line 1: no record `r` or `s`"),
        (
            "an entity of its own",
            b"<!DOCTYPE l [<!ENTITY e 'x'>]><l><r>&e;</r></l>",
            &["0 l", "1 r=&e;"],
            "f: line 1: a document type",
        ),
        ("not XML", b"7,A\n", &[], "f: line 2: no record"),
    ];

    #[test]
    fn defects_stay_where_they_are() {
        for &(case, bytes, want, problem) in DEFECTS {
            let (records, problems) = read_all(bytes);
            assert_eq!(records, want.map_to_strings(), "{case}: {problems:?}");
            assert!(problems.iter().any(|found| found.starts_with(problem)), "{case}: {problems:?}");
            assert!(problems.len() <= 3, "{case}: {problems:?}");
        }
    }

    #[test]
    fn records_are_the_same_wherever_a_piece_of_the_file_ends() {
        for (case, bytes, ..) in DEFECTS {
            let want = read_all(bytes);
            for before in 0..bytes.len() {
                let blanks = vec![b' '; PIECE as usize - before];
                assert_eq!(
                    read_all(&[&blanks, *bytes].concat()),
                    want,
                    "{case}, {before} bytes before the end of a piece"
                );
            }
        }
    }

    #[test]
    fn a_byte_order_mark_within_is_no_start() {
        let (records, problems) = read_all("<l><\u{feff}<r/><r>\u{feff}1</r></l>".as_bytes());
        assert!(records.iter().any(|record| record.contains('1')), "{records:?} {problems:?}");
    }

    #[test]
    fn all_that_an_element_says_is_one_text() {
        for (case, text, want) in [
            ("text", "<r>a</r>", "a"),
            ("attributes", "<r x='1' y=''/>", "x: 1"),
            ("text and attributes", "<r x='1'>a</r>", "a; x: 1"),
            ("children", "<r><b>1</b><c/><d>2</d></r>", "b: 1; d: 2"),
            ("a child with all of it", "<r><b x='1'>2<c y='3'>4</c></b></r>", "b: 2; x: 1; c: 4; y: 3"),
            ("a child without text", "<r><b x='1'><c>2</c></b></r>", "x: 1; c: 2"),
        ] {
            let file = File::new("f", format!("<l>{text}</l>").into_bytes());
            let mut found = Vec::new();
            read(&file, &[], &["r"], &mut Problems::default(), |record, _| found.push(record.element.flatten()));
            assert_eq!(found.last().map(String::as_str), Some(want), "{case}");
        }
    }

    #[test]
    fn encodings_are_those_of_the_declaration() {
        let text = "<?xml version='1.0' encoding='windows-1251'?><l><r>Шульц</r></l>";
        let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(text);
        assert_eq!(read_all(&bytes), (vec!["0 l".to_owned(), "1 r=Шульц".to_owned()], vec![]));
        assert_eq!(read_all(text.as_bytes()).0[1], "1 r=Шульц", "a declaration that is not true");
        let text = "<?xml version='1.0' encoding='utf-16'?><l><r>Schulz</r></l>";
        assert_eq!(read_all(text.as_bytes()), (vec!["0 l".to_owned(), "1 r=Schulz".to_owned()], vec![]), "not UTF-16");
        let unmarked: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read_all(&unmarked), read_all(text.as_bytes()), "UTF-16 without a mark");
        let wide: Vec<u8> = "\u{feff}<l><r>é</r></l>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read_all(&wide).0[1], "1 r=é");
    }

    #[test]
    fn what_is_meant_to_exhaust_memory_is_passed_over() {
        let deep = |count: usize| "<a>".repeat(count) + "x" + &"</a>".repeat(count);
        let (_, problems) = read_all(("<l><r>".to_owned() + &"<a>".repeat(MAX_OPEN * 3)).as_bytes());
        assert_eq!(problems.len(), 2, "{problems:?}");
        let (records, problems) = read_all(format!("<l>{}<r><b>1</b></r></l>", deep(100_000)).as_bytes());
        assert_eq!((records[1].as_str(), problems.len()), ("1 r[b=1]", 0), "outside of records");
        let (records, problems) = read_all(format!("<l><r>{}<b>1</b></r><s/></l>", deep(100_000)).as_bytes());
        assert!(records[1].ends_with(" b=1]") && records[2] == "2 s", "within a record");
        assert_eq!(problems.len(), 1, "{problems:?}");

        let long = "<b>x</b>".repeat(MAX_RECORD_BYTES / 4);
        let (records, problems) = read_all(format!("<l><r>{long}</r><s/></l>").as_bytes());
        assert!(records[1].len() < 2 * MAX_RECORD_BYTES && records[2] == "2 s");
        assert_eq!(problems.len(), 1, "{problems:?}");

        let (_, problems) = read_all(("<l><r>".to_owned() + &"<b".repeat(MAX_XML_BREAKS * 2)).as_bytes());
        assert!(problems.last().unwrap().ends_with("the rest is not read"), "{problems:?}");
        let (records, problems) = read_all(("<l>".to_owned() + &"<!-- <r/>".repeat(10_000)).as_bytes());
        assert!(records.len() <= MAX_XML_BREAKS + 2 && problems.len() <= MAX_XML_BREAKS + 3);
        let (_, problems) = read_all(format!("<l>{}</l>", "<r>&</r>".repeat(MAX_PROBLEMS * 2)).as_bytes());
        assert_eq!(problems.len(), MAX_PROBLEMS + 1);
    }

    #[test]
    fn the_root_tells_the_format() {
        for (case, text, want) in [
            (
                "declaration and comments",
                "\u{feff} \n<?xml version='1.0'?><!-- <no> --><!DOCTYPE x><a:b c='d'>",
                Some("b"),
            ),
            ("empty element", "<b/>", Some("b")),
            ("no XML", "b", None),
            ("breaking off", "<b", None),
        ] {
            assert_eq!(root(&File::new("f", text.into())).as_deref(), want, "{case}");
        }
    }
}
