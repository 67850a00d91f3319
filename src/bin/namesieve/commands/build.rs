//! `build`: lists in, an index out.

use std::process::ExitCode;
use std::time::Instant;

use namesieve::list;

use super::Outcome;
use crate::args::BuildArgs;
use crate::failure::Failure;
use crate::integrity;
use crate::lists::write_index;
use crate::messages::Messages;

pub(crate) fn run(args: &BuildArgs, messages: Messages) -> Outcome {
    let start = Instant::now();
    let mut readings = args.read(messages)?;
    if readings.is_empty() {
        messages.note("no --list given: using the embedded sample list, which must not be used for compliance");
        readings.push(list::sample());
    }

    let problems: usize = readings.iter().map(|reading| reading.problems.len()).sum();
    if args.strict && problems > 0 {
        return Err(Failure::Usage {
            message: format!("--strict allows no problems, and the lists have {problems}; nothing was written"),
            hint: "without --strict the index is built and `namesieve inspect` shows them",
        });
    }

    integrity::check(&readings, &args.index, &args.accept, messages)?;
    write_index(&args.index, readings, start, messages)?;
    Ok(ExitCode::SUCCESS)
}
