//! What goes to stderr: notes, problems, errors.

use std::error::Error as _;
use std::fmt;
use std::io::{IsTerminal as _, Write as _};

use clap::builder::styling::{AnsiColor, Style};

use crate::failure::Failure;
use crate::output::escape;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const HINT: Style = AnsiColor::Green.on_default().bold();

/// Writes to stderr. Where stderr itself fails there is nobody left to tell, so that is let go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Messages {
    pub(crate) quiet: bool,
}

impl Messages {
    /// Something good to know.
    pub(crate) fn note(self, text: impl fmt::Display) {
        if !self.quiet {
            self.problem(text);
        }
    }

    /// Something that was not as it should be: said even when quiet.
    pub(crate) fn problem(self, text: impl fmt::Display) {
        let _ = writeln!(std::io::stderr().lock(), "{}", escape(&text.to_string()));
    }

    pub(crate) fn failure(self, failure: &Failure) {
        let mut stderr = anstream::stderr().lock();
        let _ = writeln!(stderr, "{ERROR}error:{ERROR:#} {}", escape(&failure.to_string()));
        let mut cause = failure.source();
        while let Some(error) = cause {
            let _ = writeln!(stderr, "  cause: {}", escape(&error.to_string()));
            cause = error.source();
        }
        if let Some(hint) = failure.hint() {
            let _ = writeln!(stderr, "{HINT}hint:{HINT:#} {}", escape(&hint));
        }
    }

    /// Whether a progress bar may be drawn on stderr.
    pub(crate) fn may_draw(self) -> bool {
        !self.quiet && std::io::stderr().is_terminal()
    }
}
