//! `build`: lists in, an index out.

use std::process::ExitCode;
use std::time::Instant;

use namesieve::list;

use super::{Outcome, readings};
use crate::args::BuildArgs;
use crate::failure::Failure;
use crate::messages::Messages;

pub(crate) fn run(args: &BuildArgs, messages: Messages) -> Outcome {
    let start = Instant::now();
    let mut lists = readings::read(&args.lists)?;
    if lists.is_empty() {
        messages.note("no --list given: using the embedded sample list, which must not be used for compliance");
        lists.push(list::sample());
    }
    let problems = readings::show_problems(&lists, messages);
    if args.strict && problems > 0 {
        return Err(Failure::Usage {
            message: format!("--strict allows no problems, and the lists have {problems}; nothing was written"),
            hint: "without --strict the index is built and `namesieve inspect` shows them",
        });
    }
    readings::write_index(&args.index, lists, start, messages)?;
    Ok(ExitCode::SUCCESS)
}
