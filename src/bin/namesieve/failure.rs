//! Why a command ended before its work was done.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Library(#[from] namesieve::Error),
    #[error("cannot read `{}`", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("cannot write `{}`", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("cannot write to stdout")]
    Stdout(#[from] io::Error),
    #[error("{message}")]
    Usage { message: String, hint: &'static str },
    #[error("refused: {}; nothing was written, and the index at `{}` stays in force", quoted(lists), index.display())]
    Refused { lists: Vec<String>, index: PathBuf },
    #[error("the list falls short of the one before")]
    FallsShort { list: String },
    #[error("the list `{list}` is not updated; {}", if *stays { "its last version stays in force" } else { "there is no version of it" })]
    Update { list: String, stays: bool, source: Box<Failure> },
    #[error("what was fetched is refused and kept in `{}`; its content type is {content_type}", path.display())]
    NotTaken { path: PathBuf, content_type: String, source: Box<Failure> },
}

impl Failure {
    pub(crate) fn read(path: &Path) -> impl FnOnce(io::Error) -> Self {
        |source| Self::Read { path: path.to_owned(), source }
    }

    pub(crate) fn write(path: &Path) -> impl FnOnce(io::Error) -> Self {
        |source| Self::Write { path: path.to_owned(), source }
    }

    pub(crate) fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Stdout(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// What to do about it, where the message does not say so itself.
    pub(crate) fn hint(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Usage { hint, .. } => Some(Cow::Borrowed(hint)),
            Self::Refused { lists, .. } => Some(accept(lists).into()),
            Self::FallsShort { list } => Some(accept(std::slice::from_ref(list)).into()),
            Self::Update { source, .. } | Self::NotTaken { source, .. } => source.hint(),
            _ => None,
        }
    }
}

fn accept(lists: &[String]) -> String {
    let accept: Vec<String> = lists.iter().map(|list| format!("--accept {list}")).collect();
    format!("if that is how the list should be, `{}` takes it", accept.join(" "))
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Stdout(error.into())
    }
}

/// Names in a row.
pub(crate) fn quoted<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> String {
    names.into_iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>().join(", ")
}
