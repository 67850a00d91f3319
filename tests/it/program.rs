//! Runs the program in a folder of its own and shows all it did in one text.

use std::fmt;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

/// A folder to run the program in: nothing built, no environment that changes anything.
pub(crate) struct Program {
    directory: TempDir,
}

impl Program {
    pub(crate) fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Puts a file into the folder.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        std::fs::write(self.path(name), content).unwrap();
        // A list without a date of its own has the one of its file: 8 July 2025.
        let day = SystemTime::UNIX_EPOCH + Duration::from_secs(1_751_976_000);
        File::options().write(true).open(self.path(name)).unwrap().set_modified(day).unwrap();
        self
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_namesieve"));
        command.args(arguments).current_dir(self.directory.path()).env("NO_COLOR", "1");
        let proxies = ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "all_proxy", "https_proxy", "http_proxy"];
        for name in ["NAMESIEVE_INDEX", "NAMESIEVE_STORE"].into_iter().chain(proxies) {
            command.env_remove(name);
        }
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, b"")
    }

    /// With something on stdin.
    pub(crate) fn run_with(&self, arguments: &[&str], stdin: &[u8]) -> Run {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A program that fails early does not read its input; that is for the exit code to show.
        let _ = child.stdin.take().unwrap().write_all(stdin);
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
        Run {
            arguments: arguments.iter().map(ToString::to_string).collect(),
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
            directory: self.directory.path().to_owned(),
        }
    }
}

/// What one run did. Shown with what differs from run to run taken out.
pub(crate) struct Run {
    arguments: Vec<String>,
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    directory: PathBuf,
}

impl Run {
    /// The run, its output cut to the first lines.
    pub(crate) fn head(mut self, lines: usize) -> Self {
        self.stdout = self.stdout.lines().take(lines).map(|line| format!("{line}\n")).collect();
        self
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error} in {self}"))
    }

    pub(crate) fn json_lines(&self) -> Vec<serde_json::Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let arguments: Vec<String> = self.arguments.iter().map(|argument| shown_argument(argument)).collect();
        writeln!(f, "$ namesieve {}", arguments.join(" "))?;
        writeln!(f, "exit {}", self.code.map_or("by a signal".to_owned(), |code| code.to_string()))?;
        for (what, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            writeln!(f, "--- {what}")?;
            f.write_str(&steady(text, &self.directory))?;
        }
        Ok(())
    }
}

fn shown_argument(argument: &str) -> String {
    if argument.contains([' ', '"', '*']) || argument.is_empty() {
        format!("'{argument}'")
    } else {
        argument.to_owned()
    }
}

/// Takes out folders, speed, durations, digests, and how many candidates there were: a better index has fewer.
fn steady(text: &str, directory: &Path) -> String {
    let text = text.replace(&directory.display().to_string(), "[DIR]");
    let text = before(&text, " names/s", |c| c.is_ascii_digit(), "[N]");
    let text = before(&text, " candidates scored", |c| c.is_ascii_digit(), "[N]");
    let text = before(&text, " s;", |c| c.is_ascii_digit() || c == '.', "[T]");
    let text = before(&text, " kB", |c| c.is_ascii_digit(), "[N]");
    let text = after(&text, "\"candidates\":", |c| c.is_ascii_digit(), "[N]");
    digests(&text)
}

/// Replaces what stands before each `marker` as long as it is `of`.
fn before(text: &str, marker: &str, of: impl Fn(char) -> bool, by: &str) -> String {
    let mut parts = text.split(marker).peekable();
    let mut steady = String::new();
    while let Some(part) = parts.next() {
        let kept = part.trim_end_matches(&of);
        match parts.peek() {
            Some(_) if kept.len() < part.len() => steady.extend([kept, by, marker]),
            Some(_) => steady.extend([part, marker]),
            None => steady.push_str(part),
        }
    }
    steady
}

fn after(text: &str, marker: &str, of: impl Fn(char) -> bool, by: &str) -> String {
    let mut parts = text.split(marker);
    let mut steady = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        steady.extend([marker, by, part.trim_start_matches(&of)]);
    }
    steady
}

/// SHA-256 in hexadecimal.
fn digests(text: &str) -> String {
    let is_digest = |word: &str| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let words = text.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
    words
        .map(|word| {
            let bare = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
            if is_digest(bare) { word.replace(bare, "[SHA-256]") } else { word.to_owned() }
        })
        .collect()
}
