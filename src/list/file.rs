//! The bytes of a list's file: read in pieces, unpacked and put into UTF-8 on the way, never in memory whole.

use std::cell::OnceCell;
use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};
use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::bufread::MultiGzDecoder;

use super::{Problem, Problems};
use crate::limits::{MAX_LIST_BYTES, MAX_RECORD_BYTES};
use crate::party::Origin;

/// How much is read at a time.
const CHUNK: usize = 64 << 10;

/// How much of a file is looked at to tell what it is.
const HEAD: u64 = 256 << 10;

/// How often a file may be packed: a list inside an archive that is itself packed, and no more.
const MAX_PACKINGS: usize = 2;

/// The problem of bytes that are no UTF-8.
pub(super) const NOT_UTF8: &str = "not UTF-8, read as windows-1252";

/// The problem of NUL characters.
pub(super) const NULS: &str = "NUL characters, left out";

/// The problem of escapes in JSON that stand for half a character.
pub(super) const LONE_SURROGATES: &str = "surrogates without their other half, read as U+FFFD";

/// The problem of control characters in JSON.
pub(super) const CONTROLS: &str = "control characters, read as blanks";

/// A file of a list. Each pass over it opens it anew.
pub(super) struct File {
    /// Its name, without folders.
    pub(super) name: String,
    bytes: Bytes,
    head: OnceCell<Vec<u8>>,
    /// What kept a pass from reaching the end.
    defect: OnceCell<String>,
}

enum Bytes {
    Memory(Vec<u8>),
    Disk(PathBuf),
}

impl File {
    pub(super) fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self::of(name.into(), Bytes::Memory(bytes))
    }

    pub(super) fn at(path: &Path) -> Self {
        Self::of(Self::name_of(path), Bytes::Disk(path.to_owned()))
    }

    fn of(name: String, bytes: Bytes) -> Self {
        Self { name, bytes, head: OnceCell::new(), defect: OnceCell::new() }
    }

    /// The name of a path's last part.
    pub(super) fn name_of(path: &Path) -> String {
        path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
    }

    pub(super) fn origin(&self, record: u64, field: &str) -> Origin {
        // A colon separates the parts of an origin as it is written.
        Origin::new(self.name.as_str(), record, field.replace(':', " "))
    }

    pub(super) fn problem(&self, record: u64, field: &str, message: impl Into<String>) -> Problem {
        Problem { origin: self.origin(record, field), message: message.into() }
    }

    /// The bytes as they are stored.
    pub(super) fn stored(&self) -> io::Result<Box<dyn BufRead + '_>> {
        Ok(match &self.bytes {
            Bytes::Memory(bytes) => Box::new(bytes.as_slice()),
            Bytes::Disk(path) => Box::new(BufReader::with_capacity(CHUNK, fs::File::open(path)?)),
        })
    }

    /// The content: unpacked, without a byte order mark, UTF-16 turned into UTF-8, lines ended by line feeds.
    pub(super) fn content(&self) -> Content<'_> {
        self.content_in(None)
    }

    /// The content in UTF-8, of a file that is in this encoding unless it has a byte order mark.
    pub(super) fn content_in(&self, encoding: Option<&'static Encoding>) -> Content<'_> {
        let mut has_old_lines = false;
        let decoded = self.unpacked().and_then(|mut input| {
            let start = input.fill_buf()?;
            has_old_lines = start.contains(&b'\r') && !start.contains(&b'\n');
            let encoding = unmarked_utf16(start).or(encoding);
            let mut decoder = DecodeReaderBytesBuilder::new();
            Ok(decoder.encoding(encoding).bom_override(true).strip_bom(true).utf8_passthru(true).build(input))
        });
        let input = match decoded {
            Ok(input) => Box::new(input) as Box<dyn Read + '_>,
            Err(error) => {
                let _ = self.defect.set(format!("cannot be unpacked: {error}"));
                Box::new(io::empty())
            }
        };
        Content { file: self, input, buffer: Vec::new(), at: 0, sure: 0, passed: 0, over: false, has_old_lines }
    }

    /// The bytes without the packing that their first ones tell.
    fn unpacked(&self) -> io::Result<Box<dyn BufRead + '_>> {
        let mut input = self.stored()?;
        for _ in 0..MAX_PACKINGS {
            let start = input.fill_buf()?;
            let (is_gzip, is_zstd) = (start.starts_with(&[0x1f, 0x8b]), start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]));
            if is_gzip {
                input = Box::new(BufReader::with_capacity(CHUNK, MultiGzDecoder::new(input)));
            } else if is_zstd {
                input = Box::new(BufReader::with_capacity(CHUNK, zstd::Decoder::with_buffer(input)?));
            }
        }
        Ok(input)
    }

    /// The beginning of the content, enough to tell what it is.
    pub(super) fn head(&self) -> &[u8] {
        self.head.get_or_init(|| {
            let mut head = Vec::new();
            self.content().take(HEAD).read_to_end(&mut head).expect("content never fails");
            head
        })
    }

    /// What kept the passes so far from reaching the end.
    pub(super) fn defect(&self) -> Option<Problem> {
        self.defect.get().map(|defect| self.problem(0, "", defect))
    }

    /// Whether there is nothing in it, whatever marks its end.
    pub(super) fn is_empty(&self) -> bool {
        self.content().bytes().map_while(Result::ok).all(|byte| byte.is_ascii_whitespace())
    }

    /// A line as text; `None`, with a problem, where it is over the cap.
    pub(super) fn text(&self, line: &Line, problems: &mut Problems) -> Option<String> {
        if line.length > MAX_RECORD_BYTES as u64 {
            let message = format!("a line of {} bytes, over the cap of {MAX_RECORD_BYTES}, left out", line.length);
            problems.push(self.problem(line.number, "", message));
            return None;
        }
        Some(self.decode(line.number, line.bytes.trim_ascii(), problems))
    }

    /// A line as the text of a JSON value; `None`, with a problem, where it is over the cap.
    pub(super) fn json(&self, line: &Line, problems: &mut Problems) -> Option<String> {
        let mut text = self.text(line, problems)?;
        if text.contains(|c: char| c < ' ') {
            // Between values a tab is in its place; within one, its meaning is the same.
            if text.contains(|c: char| c < ' ' && c != '\t') {
                problems.push(self.problem(line.number, "", CONTROLS));
            }
            text = text.replace(|c: char| c < ' ', " ");
        }
        let lone = lone_surrogates(&text);
        if !lone.is_empty() {
            problems.push(self.problem(line.number, "", LONE_SURROGATES));
        }
        for at in lone {
            text.replace_range(at..at + 6, r"\ufffd");
        }
        Some(text)
    }

    /// Bytes as text: as UTF-8, else as windows-1252 with a problem; NUL characters are left out with a problem.
    pub(super) fn decode(&self, record: u64, bytes: &[u8], problems: &mut impl Extend<Problem>) -> String {
        let mut text = match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => {
                problems.extend([self.problem(record, "", NOT_UTF8)]);
                WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
            }
        };
        if text.contains('\0') {
            problems.extend([self.problem(record, "", NULS)]);
            text.retain(|c| c != '\0');
        }
        text
    }
}

/// A pass over a file's content, up to its end or to the first byte that can not be had. It never fails: what kept it from the end is
/// the file's [`defect`](File::defect).
///
/// The end-of-file mark of DOS, 0x1A, is left out at the end, with the white space that editors and tools put after it.
pub(super) struct Content<'a> {
    file: &'a File,
    input: Box<dyn Read + 'a>,
    buffer: Vec<u8>,
    /// How much of the buffer was handed out.
    at: usize,
    /// How much of it may be: what follows may be the end's mark.
    sure: usize,
    /// Bytes that came out of the input.
    passed: u64,
    over: bool,
    /// Whether carriage returns alone end its lines, as on machines of the last century, and in what their programs still write.
    has_old_lines: bool,
}

impl Content<'_> {
    fn fill(&mut self) {
        self.buffer.drain(..self.at);
        self.at = 0;
        let held = self.buffer.len();
        self.buffer.resize(held + CHUNK, 0);
        let got = match read_some(&mut self.input, &mut self.buffer[held..]) {
            Ok(got) => got,
            Err(error) => {
                let _ = self.file.defect.set(format!("cannot be unpacked beyond byte {}: {error}", self.passed));
                0
            }
        };
        self.buffer.truncate(held + got);
        if self.has_old_lines {
            self.buffer[held..].iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
        }
        self.passed += got as u64;
        self.over = got == 0;
        if self.passed > MAX_LIST_BYTES {
            let _ = self.file.defect.set(format!("more than the cap of {MAX_LIST_BYTES} bytes, read up to there"));
            self.over = true;
        }
        let is_end = |byte: &u8| *byte == 0x1A || byte.is_ascii_whitespace();
        let end = self.buffer.iter().rposition(|byte| !is_end(byte)).map_or(0, |last| last + 1);
        let mark = self.buffer[end..].iter().position(|&byte| byte == 0x1A);
        self.sure = match mark {
            // So much white space is no end of a file.
            Some(mark) if self.over || self.buffer.len() - end < CHUNK => end + mark,
            _ => self.buffer.len(),
        };
    }
}

/// Reads what there is, however often that is interrupted.
pub(super) fn read_some(input: &mut dyn Read, into: &mut [u8]) -> io::Result<usize> {
    loop {
        match input.read(into) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            done => return done,
        }
    }
}

impl BufRead for Content<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.at == self.sure && !self.over {
            self.fill();
        }
        Ok(&self.buffer[self.at..self.sure])
    }

    fn consume(&mut self, amount: usize) {
        self.at += amount;
    }
}

impl Read for Content<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let got = self.fill_buf()?.read(into)?;
        self.consume(got);
        Ok(got)
    }
}

/// A line, without its end.
pub(super) struct Line {
    /// From 1.
    pub(super) number: u64,
    /// The line, cut where it is over [`MAX_RECORD_BYTES`].
    pub(super) bytes: Vec<u8>,
    /// Its length before the cut, its end included.
    pub(super) length: u64,
}

/// The lines that are not blank.
pub(super) fn lines(file: &File) -> impl Iterator<Item = Line> {
    let mut content = file.content();
    let lines = (1..).map_while(move |number| {
        let mut bytes = Vec::new();
        let cap = MAX_RECORD_BYTES as u64 + 1;
        let mut length = content.by_ref().take(cap).read_until(b'\n', &mut bytes).expect("content never fails") as u64;
        let is_whole = bytes.pop_if(|last| *last == b'\n').is_some();
        if length == cap && !is_whole {
            length += content.skip_until(b'\n').expect("content never fails") as u64;
        }
        (length > 0).then_some(Line { number, bytes, length })
    });
    lines.filter(|line| !line.bytes.trim_ascii().is_empty())
}

/// The encoding of a file that begins with two letters in UTF-16, as every list that has no byte order mark does.
fn unmarked_utf16(start: &[u8]) -> Option<&'static Encoding> {
    match *start.first_chunk()? {
        [1..=255, 0, 1..=255, 0] => Some(UTF_16LE),
        [0, 1..=255, 0, 1..=255] => Some(UTF_16BE),
        _ => None,
    }
}

/// Where the escapes of UTF-16 in the text of a JSON value have no other half; a parser refuses the whole value for them.
fn lone_surrogates(json: &str) -> Vec<usize> {
    let unit = |at: usize| u16::from_str_radix(json.get(at..at + 6)?.strip_prefix("\\u")?, 16).ok();
    let (mut lone, mut at) = (Vec::new(), 0);
    while let Some(found) = json.as_bytes().get(at..).and_then(|rest| rest.iter().position(|&byte| byte == b'\\')) {
        let escape = at + found;
        at = escape
            + match (unit(escape), unit(escape + 6)) {
                (Some(0xd800..0xdc00), Some(0xdc00..0xe000)) => 12,
                (Some(0xd800..0xe000), _) => {
                    lone.push(escape);
                    6
                }
                _ => 2,
            };
    }
    lone
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn content(bytes: &[u8]) -> Vec<u8> {
        let mut read = Vec::new();
        File::new("f", bytes.to_vec()).content().read_to_end(&mut read).unwrap();
        read
    }

    #[test]
    fn content_ends_before_the_mark_of_its_end() {
        let long = [vec![b'x'; CHUNK - 1], b"\n\x1a\n".to_vec()].concat();
        let blanks = [b"a\x1a".to_vec(), vec![b' '; 3 * CHUNK], b"b".to_vec()].concat();
        for (case, bytes, want) in [
            ("a mark as a line", &b"a\r\n\x1a\r\n"[..], &b"a\r\n"[..]),
            ("marks of joined files", b"a \n\x1a\n\x1a\n\n", b"a \n"),
            ("a mark within", b"a\x1ab", b"a\x1ab"),
            ("only a mark", b"\x1a", b""),
            ("white space without a mark", b"a \n\n", b"a \n\n"),
            ("a mark in the next piece", &long, &long[..CHUNK]),
            ("more white space than an end has", &blanks, &blanks),
            ("a byte order mark", b"\xef\xbb\xbfa", b"a"),
            ("UTF-16", b"\xff\xfea\0\xe4\0", "a\u{e4}".as_bytes()),
            ("UTF-16 without a mark", b"a\0b\0\xe4\0", "ab\u{e4}".as_bytes()),
            ("UTF-16 without a mark, high bytes first", b"\0a\0b\0\xe4", "ab\u{e4}".as_bytes()),
            ("carriage returns alone", b"a\rb\r", b"a\nb\n"),
            ("carriage returns and line feeds", b"a\r\nb\r", b"a\r\nb\r"),
            ("carriage returns alone in UTF-16", b"a\0\r\0b\0", b"a\nb"),
            ("nothing", b"", b""),
        ] {
            assert!(content(bytes) == want, "{case}");
        }
    }

    #[test]
    fn escapes_without_their_other_half_are_told() {
        for (case, json, want) in [
            ("none", r#"["\n\u00e9"]"#, &[][..]),
            ("a pair", r#"["\ud83d\uDE00"]"#, &[]),
            ("the first half", r#"["\ud83d"]"#, &[2]),
            ("the second half", r#"["x\uDE00"]"#, &[3]),
            ("the wrong way round", r#"["\ude00\ud83d"]"#, &[2, 8]),
            ("the first half twice", r#"["\ud83d\ud83d\ude00"]"#, &[2]),
            ("a backslash before it", r#"["\\ud83d"]"#, &[]),
            ("cut", r#"["\ud83"#, &[]),
            ("a letter cut", "\\uab\u{e9}\\", &[]),
        ] {
            assert_eq!(lone_surrogates(json), want, "{case}");
        }
        for (case, json, want, problem) in [
            ("half a character", r#"{"a":"x\ud800y"}"#, r#"{"a":"x\ufffdy"}"#, Some(LONE_SURROGATES)),
            ("a control character", "{\"a\":\"x\x1ay\"}", "{\"a\":\"x y\"}", Some(CONTROLS)),
            ("tabs", "{\"a\":\t\"x\ty\"}", "{\"a\": \"x y\"}", None),
        ] {
            let (file, mut problems) = (File::new("f", json.into()), Problems::default());
            let line = lines(&file).next().unwrap();
            assert_eq!(file.json(&line, &mut problems).as_deref(), Some(want), "{case}");
            assert_eq!(problems.finish().0.first().map(|problem| &*problem.message), problem, "{case}");
        }
    }

    #[test]
    fn interrupted_reads_go_on() {
        /// Every other call is interrupted.
        struct Interrupted<'a>(&'a [u8], bool);
        impl Read for Interrupted<'_> {
            fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
                self.1 = !self.1;
                if self.1 { Err(io::ErrorKind::Interrupted.into()) } else { self.0.read(into) }
            }
        }
        let text = b"a\n".repeat(CHUNK);
        let file = File::new("f", Vec::new());
        let mut content = file.content();
        content.input = Box::new(Interrupted(&text, false));
        let mut read = Vec::new();
        content.read_to_end(&mut read).unwrap();
        assert!(read == text && file.defect().is_none());
    }

    #[test]
    fn packed_files_are_unpacked_as_far_as_they_go() {
        let plain = b"\xef\xbb\xbfid,name\n7,A\n";
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(plain).unwrap();
        let gzip = gzip.finish().unwrap();
        let zstd = zstd::encode_all(&plain[..], 0).unwrap();
        for (case, packed) in
            [("gzip", gzip), ("zstd", zstd.clone()), ("zstd, twice", zstd::encode_all(&zstd[..], 0).unwrap())]
        {
            assert_eq!(content(&packed), &plain[3..], "{case}");
            assert_eq!(content(&[&packed[..], &packed[..]].concat()).len(), 2 * plain.len() - 3, "{case}, joined");
            for cut in 5..packed.len() {
                let file = File::new("f", packed[..cut].to_vec());
                file.content().read_to_end(&mut Vec::new()).unwrap();
                assert!(file.defect().is_some(), "{case}, cut at {cut}");
            }
        }
    }

    #[test]
    fn lines_over_the_cap_are_passed_over() {
        let long = "x".repeat(MAX_RECORD_BYTES + 5);
        let file = File::new("f", format!("a\n\n{long}\nb").into_bytes());
        let mut problems = Problems::default();
        let texts: Vec<_> = lines(&file).map(|line| (line.number, file.text(&line, &mut problems))).collect();
        assert_eq!(texts, [(1, Some("a".to_owned())), (3, None), (4, Some("b".to_owned()))]);
        let (problems, _) = problems.finish();
        assert!(problems[0].message.starts_with("a line of 1048582 bytes"), "{}", problems[0]);
    }
}
