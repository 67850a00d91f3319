//! How far a long run has come.

use std::io::Read;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};

use crate::messages::Messages;

/// A bar over the bytes of an input; hidden where it would disturb, and taken away when it is dropped.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// `bytes` is the size of the input where it is known.
    pub(crate) fn over_bytes(bytes: Option<u64>, messages: Messages) -> Self {
        let bar = match (messages.may_draw(), bytes) {
            (false, _) => ProgressBar::hidden(),
            (true, Some(bytes)) => ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::stderr())
                .with_style(style("{bar:30} {percent:>3}%  {bytes} of {total_bytes}  {eta} left")),
            (true, None) => ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())
                .with_style(style("{spinner} {bytes} read  {elapsed}")),
        };
        Self(bar.with_finish(ProgressFinish::AndClear))
    }

    /// That many bytes more.
    pub(crate) fn add(&self, bytes: u64) {
        self.0.inc(bytes);
    }

    /// The same bytes, counted.
    pub(crate) fn wrap<R: Read>(&self, reader: R) -> impl Read + use<R> {
        self.0.wrap_read(reader)
    }

    /// Takes the bar away.
    pub(crate) fn clear(&self) {
        self.0.finish_and_clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("the templates here are well-formed")
}
