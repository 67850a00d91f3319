//! Where data goes, and how text of others is made harmless for a terminal.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal as _, StdoutLock, Write};
use std::path::{Path, PathBuf};

use namesieve::party::PartyId;
use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};
use tempfile::{NamedTempFile, TempPath};

use crate::failure::Failure;

/// Large enough that a system call costs little beside the lines it carries.
const BUFFER: usize = 1 << 18;

/// Whether stdout is looked at by a person.
pub(crate) fn stdout_is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Most symbolic links from one to the next; they may lead in a circle.
const MAX_LINKS: usize = 40;

/// Stdout, a file that takes its name when it is complete, or what else a path may name: a device, a pipe.
pub(crate) enum Output {
    Stdout(BufWriter<StdoutLock<'static>>),
    File { writer: BufWriter<File>, draft: TempPath, path: PathBuf },
    Through { writer: BufWriter<File>, path: PathBuf },
}

impl Output {
    pub(crate) fn stdout() -> Self {
        Self::Stdout(BufWriter::with_capacity(BUFFER, io::stdout().lock()))
    }

    /// What a path names. Links are followed, and a file that is replaced hands its permissions on.
    ///
    /// `input` is what the output is made from, `-` for stdin: to write over it is refused.
    pub(crate) fn create(path: &Path, input: Option<&Path>) -> Result<Self, Failure> {
        let existing = match File::options().write(true).open(path) {
            Ok(file) => Some(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(Failure::write(path)(error)),
        };
        let permissions = match existing {
            None => None,
            Some(file) => {
                let metadata = file.metadata().map_err(Failure::write(path))?;
                if !metadata.is_file() {
                    let writer = BufWriter::with_capacity(BUFFER, file);
                    return Ok(Self::Through { writer, path: path.to_owned() });
                }
                if input.is_some_and(|input| is_same_file(input, path)) {
                    return Err(Failure::Usage {
                        message: format!("`{}` is the input itself, which the output would replace", path.display()),
                        hint: "write to another file",
                    });
                }
                Some(metadata.permissions())
            }
        };
        let draft = target(path).and_then(|target| Ok((draft_beside(&target, permissions)?, target)));
        let (draft, path) = draft.map_err(Failure::write(path))?;
        let (file, draft) = draft.into_parts();
        Ok(Self::File { writer: BufWriter::with_capacity(BUFFER, file), draft, path })
    }

    /// The failure for what went wrong while writing here.
    pub(crate) fn failure(&self, error: io::Error) -> Failure {
        match self {
            Self::Stdout(_) => Failure::Stdout(error),
            Self::File { path, .. } | Self::Through { path, .. } => Failure::write(path)(error),
        }
    }

    /// Writes what is left, and gives a file its name.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        self.flush().map_err(|error| self.failure(error))?;
        match self {
            Self::File { draft, path, .. } => draft.persist(&path).map_err(|error| Failure::write(&path)(error.error)),
            Self::Stdout(_) | Self::Through { .. } => Ok(()),
        }
    }

    fn writer(&mut self) -> &mut dyn Write {
        match self {
            Self::Stdout(writer) => writer,
            Self::File { writer, .. } | Self::Through { writer, .. } => writer,
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer().flush()
    }
}

/// Where symbolic links lead, be there a file or not.
fn target(path: &Path) -> io::Result<PathBuf> {
    let mut target = path.to_owned();
    for _ in 0..MAX_LINKS {
        match fs::read_link(&target) {
            Ok(next) => target = directory(&target).join(next),
            Err(_) => return Ok(target),
        }
    }
    Err(io::Error::other("too many symbolic links"))
}

fn directory(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A file with the permissions of the one that it will replace, else those that any new file of the user has; temporary files are
/// for their owner alone otherwise.
fn draft_beside(target: &Path, permissions: Option<fs::Permissions>) -> io::Result<NamedTempFile> {
    // Without a folder of that name, a temporary file names another path in its error.
    let directory = directory(target);
    fs::metadata(directory)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".namesieve-");
    #[cfg(unix)]
    if permissions.is_none() {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let draft = builder.tempfile_in(directory)?;
    if let Some(permissions) = permissions {
        draft.as_file().set_permissions(permissions)?;
    }
    Ok(draft)
}

/// Whether an input, `-` for stdin, and an output are one file, by whatever names.
#[cfg(unix)]
pub(crate) fn is_same_file(input: &Path, output: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let input = if input == Path::new("-") { Path::new("/dev/stdin") } else { input };
    let id = |path| fs::metadata(path).map(|file| (file.dev(), file.ino())).ok();
    id(input).is_some_and(|input| id(output) == Some(input))
}

/// Whether an input and an output are one file; hard links are not seen through.
#[cfg(not(unix))]
pub(crate) fn is_same_file(input: &Path, output: &Path) -> bool {
    let real = |path| fs::canonicalize(path).ok();
    real(input).is_some_and(|input| real(output) == Some(input))
}

/// Prints a value as JSON a person can read.
pub(crate) fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    let mut output = Output::stdout();
    value.serialize(&mut Serializer::with_formatter(&mut output, Harmless(PrettyFormatter::new())))?;
    writeln!(output)?;
    output.finish()
}

/// Appends a value as one line of JSON.
pub(crate) fn json_line(mut output: impl Write, value: &impl Serialize) -> serde_json::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut output, Harmless(CompactFormatter)))?;
    output.write_all(b"\n").map_err(serde_json::Error::io)
}

/// Ids in one text.
pub(crate) fn joined(ids: &[PartyId], separator: &str) -> String {
    ids.iter().map(PartyId::as_str).collect::<Vec<_>>().join(separator)
}

/// The word that a value has in JSON, which is the one in use everywhere.
pub(crate) fn word(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// Text with what a terminal would obey or what would turn the order of letters around written as `\u{...}`. Line ends and tabs
/// too: a value never breaks out of its line.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(is_harmful) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_harmful(c) {
            escaped.extend(c.escape_unicode());
        } else {
            escaped.push(c);
        }
    }
    Cow::Owned(escaped)
}

/// Control characters (C0, DEL, C1), line and paragraph separators, and the characters that steer bidirectional text.
fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// JSON in which harmful characters stand as `\uXXXX`: the same data to every reader, harmless to a terminal.
struct Harmless<F>(F);

impl<F: Formatter> Formatter for Harmless<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        // Most text is plain, and that is seen many bytes at a time.
        if fragment.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return self.0.write_string_fragment(writer, fragment);
        }
        let mut rest = fragment;
        while let Some(at) = rest.find(is_harmful) {
            self.0.write_string_fragment(writer, &rest[..at])?;
            let mut characters = rest[at..].chars();
            for c in characters.by_ref().take(1) {
                write!(writer, "\\u{:04x}", u32::from(c))?;
            }
            rest = characters.as_str();
        }
        self.0.write_string_fragment(writer, rest)
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn end_object_key<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_key(writer)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminals_obey_nothing_that_comes_from_a_list() {
        for (case, text, want) in [
            ("plain", "SONG, Kum Hyok", "SONG, Kum Hyok"),
            ("escape sequence", "a\u{1b}[31mb", "a\\u{1b}[31mb"),
            ("line end", "a\nb", "a\\u{a}b"),
            ("right to left override", "a\u{202e}b", "a\\u{202e}b"),
            ("C1", "\u{9b}31m", "\\u{9b}31m"),
            ("Arabic letters stay", "محمد", "محمد"),
        ] {
            assert_eq!(escape(text), want, "{case}");
        }
    }

    #[test]
    fn harmless_json_is_the_same_data() {
        for text in ["plain", "", "\u{202e}", "a\u{202e}b\u{9b}c\u{1b}\n\"\\", "محمد", "\u{feff}ends\u{7f}"] {
            let mut line = Vec::new();
            json_line(&mut line, &text).unwrap();
            let line = String::from_utf8(line).unwrap();
            assert!(!line.trim_end().contains(is_harmful), "{line}");
            assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
        }
    }
}
