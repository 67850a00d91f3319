//! What is wrong with a list, as far as somebody can read it.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::file::{CONTROLS, LONE_SURROGATES, NOT_UTF8, NULS};
use crate::limits::MAX_PROBLEMS;
use crate::party::Origin;

/// Something in a list that could not be read as it should. The rest of the record and of the list is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// File, record and field.
    pub origin: Origin,
    /// What is wrong and what was done about it.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.origin, self.message)
    }
}

impl Problem {
    /// Whether it is about its record as a whole: not one of the fields, and not the encoding, in which most of a text is the same.
    fn spoils_record(&self) -> bool {
        let is_of_encoding = [NOT_UTF8, NULS, LONE_SURROGATES, CONTROLS].contains(&self.message.as_str());
        self.origin.record > 0 && self.origin.field.is_empty() && !is_of_encoding
    }
}

/// Problems in the order in which they are found; of each file no more than [`MAX_PROBLEMS`] are kept, and the rest counted.
#[derive(Default)]
pub(super) struct Problems {
    kept: Vec<Problem>,
    files: BTreeMap<String, Tally>,
    /// Whether a file ends in the middle of something.
    pub(super) breaks_off: bool,
}

/// How a file fares.
#[derive(Default)]
pub(super) struct Tally {
    problems: usize,
    /// The last record that has a problem.
    pub(super) last: u64,
    /// How many records are spoiled; those of a file come in order.
    pub(super) spoiled: u64,
    last_spoiled: u64,
    pub(super) first_to_spoil: Option<Problem>,
}

impl Problems {
    pub(super) fn push(&mut self, problem: Problem) {
        if !self.files.contains_key(&problem.origin.file) {
            self.files.insert(problem.origin.file.clone(), Tally::default());
        }
        let tally = self.files.get_mut(&problem.origin.file).expect("it was inserted");
        tally.problems += 1;
        tally.last = tally.last.max(problem.origin.record);
        if problem.spoils_record() {
            tally.spoiled += u64::from(tally.last_spoiled != problem.origin.record);
            tally.last_spoiled = problem.origin.record;
            tally.first_to_spoil.get_or_insert_with(|| problem.clone());
        }
        if tally.problems <= MAX_PROBLEMS {
            self.kept.push(problem);
        }
    }

    /// Whether so many of the first `records` of a file are spoiled that the rest of it is not worth reading.
    pub(super) fn is_hopeless(&self, file: &str, records: u64) -> bool {
        self.files.get(file).is_some_and(|tally| tally.spoiled > MAX_PROBLEMS as u64 && tally.spoiled * 2 > records)
    }

    /// All that were kept, how many more there were of each file, and how each file fares.
    pub(super) fn finish(mut self) -> (Vec<Problem>, BTreeMap<String, Tally>) {
        for (file, tally) in &self.files {
            if let Some(more @ 1..) = tally.problems.checked_sub(MAX_PROBLEMS) {
                let message = format!("{more} further problems, not shown");
                self.kept.push(Problem { origin: Origin::new(file, 0, ""), message });
            }
        }
        (self.kept, self.files)
    }
}

impl Extend<Problem> for Problems {
    fn extend<T: IntoIterator<Item = Problem>>(&mut self, problems: T) {
        problems.into_iter().for_each(|problem| self.push(problem));
    }
}
