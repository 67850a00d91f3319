//! How many bytes of a list may come to stand in several places.
//!
//! Lists refer to places, measures and ties by number, and each reference becomes a copy of what it refers to. A file of two
//! megabytes can so ask for thirty gigabytes; what is copied is counted, and above [`MAX_COPIED_BYTES`] left out.

use super::{Problem, Problems};
use crate::limits::MAX_COPIED_BYTES;
use crate::party::Origin;

/// What may still be copied, and what was left out.
pub(super) struct Budget {
    most: usize,
    left: usize,
    refused: u64,
    first: Option<Origin>,
}

impl Default for Budget {
    fn default() -> Self {
        Self::of(MAX_COPIED_BYTES)
    }
}

impl Budget {
    pub(super) fn of(most: usize) -> Self {
        Self { most, left: most, refused: 0, first: None }
    }

    /// Whether there is room for a copy, which then counts; `origin` is that of the reference.
    pub(super) fn takes(&mut self, bytes: usize, origin: &Origin) -> bool {
        // Once one is refused all are, so that it does not depend on the sizes of what comes after.
        match self.left.checked_sub(bytes).filter(|_| self.refused == 0) {
            Some(left) => self.left = left,
            None => {
                self.refused += 1;
                self.first.get_or_insert_with(|| origin.clone());
            }
        }
        self.refused == 0
    }

    /// Tells what was left out, in one problem.
    pub(super) fn report(self, problems: &mut Problems) {
        let Self { most, refused, first, .. } = self;
        if let Some(origin) = first {
            let message =
                format!("{refused} references would copy more than {most} bytes in all, left out from here on");
            problems.push(Problem { origin, message });
        }
    }
}
