//! One file a subcommand. Each takes parsed arguments and does three things: resolve, call the library, write.

pub(crate) mod bench;
pub(crate) mod build;
pub(crate) mod diff;
pub(crate) mod eval;
pub(crate) mod eval_aliases;
pub(crate) mod eval_compare;
pub(crate) mod eval_entities;
pub(crate) mod eval_generate;
pub(crate) mod eval_lossless;
pub(crate) mod eval_mutations;
pub(crate) mod eval_pairs;
pub(crate) mod eval_queries;
pub(crate) mod explain;
pub(crate) mod inspect;
pub(crate) mod screen;
pub(crate) mod search;
pub(crate) mod show;
pub(crate) mod update;

use std::process::ExitCode;

/// How a command ends: done, done with a finding, or failed.
pub(crate) type Outcome = Result<ExitCode, crate::failure::Failure>;

/// The exit code for input that was skipped, lists that were not updated, and answers that differ.
pub(crate) const INCOMPLETE: u8 = 2;
