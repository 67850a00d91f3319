//! The one error of the library: opaque, with a kind that says whose fault it is and causes kept as causes.

use std::io;
use std::path::{Path, PathBuf};

/// The result of everything in this library that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, with its causes reachable through [`std::error::Error::source`].
///
/// Messages are lowercase, name the value at fault between backticks, and carry the remedy where there is one.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(Box<Repr>);

/// Whose fault an [`Error`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The caller's arguments, query or input file are not of the form they must have.
    Input,
    /// A list file can not be read as the list it should be.
    List,
    /// The index is absent, of another version, or damaged: build it again.
    Index,
    /// The operating system refused: no such file, no permission, no space.
    Io,
    /// A server can not be reached, or does not give what it is asked for.
    Network,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum Repr {
    #[error("cannot read `{path}`")]
    Read { path: PathBuf, source: io::Error },
    #[error("cannot write `{path}`")]
    Write { path: PathBuf, source: io::Error },
    #[error("{message}")]
    Input { message: String },
    #[error("{message}")]
    List { message: String },
    #[error("no index at `{path}`; run `namesieve build --index {path}`")]
    NoIndex { path: PathBuf },
    #[error("index `{path}` has format {found}, this build reads {expected}; run `namesieve build`")]
    Format { path: PathBuf, found: u32, expected: u32 },
    #[error("index `{path}` was built with another {what}; run `namesieve build`")]
    Digest { path: PathBuf, what: &'static str },
    #[error("index `{path}` is damaged ({detail}); run `namesieve build`")]
    Damaged { path: PathBuf, detail: String },
    #[error("`{path}` holds files but no index; give a directory that is empty or not there yet")]
    NotOurs { path: PathBuf },
    #[error("another build is writing the index at `{path}`; wait until it ends")]
    Busy { path: PathBuf },
    #[error("cannot build the index at `{path}`; the old index, if any, is untouched")]
    Build { path: PathBuf, source: Box<dyn std::error::Error + Send + Sync> },
    #[cfg(feature = "fetch")]
    #[error("another update is at work on the lists at `{path}`; wait until it ends")]
    StoreBusy { path: PathBuf },
    #[cfg(feature = "fetch")]
    #[error("cannot fetch `{address}`: {why}")]
    Fetch { address: String, why: String, source: Option<Box<dyn std::error::Error + Send + Sync>> },
}

impl Error {
    /// Whose fault it is.
    pub fn kind(&self) -> ErrorKind {
        match *self.0 {
            Repr::Input { .. } | Repr::NotOurs { .. } => ErrorKind::Input,
            Repr::List { .. } => ErrorKind::List,
            Repr::NoIndex { .. } | Repr::Format { .. } | Repr::Digest { .. } | Repr::Damaged { .. } => ErrorKind::Index,
            Repr::Read { .. } | Repr::Write { .. } | Repr::Busy { .. } | Repr::Build { .. } => ErrorKind::Io,
            #[cfg(feature = "fetch")]
            Repr::StoreBusy { .. } => ErrorKind::Io,
            #[cfg(feature = "fetch")]
            Repr::Fetch { .. } => ErrorKind::Network,
        }
    }

    pub(crate) fn is_input(&self) -> bool {
        self.kind() == ErrorKind::Input
    }

    pub(crate) fn input(message: impl Into<String>) -> Self {
        Repr::Input { message: message.into() }.into()
    }

    pub(crate) fn list(message: impl Into<String>) -> Self {
        Repr::List { message: message.into() }.into()
    }

    pub(crate) fn read(path: impl AsRef<Path>, source: io::Error) -> Self {
        Repr::Read { path: path.as_ref().to_owned(), source }.into()
    }

    pub(crate) fn write(path: impl AsRef<Path>, source: io::Error) -> Self {
        Repr::Write { path: path.as_ref().to_owned(), source }.into()
    }
}

impl From<Repr> for Error {
    fn from(repr: Repr) -> Self {
        Self(Box::new(repr))
    }
}
