//! `build`: lists in, an index out.

use std::process::ExitCode;
use std::time::Instant;

use namesieve::party::Counts;
use namesieve::{index, list};

use super::Outcome;
use crate::args::BuildArgs;
use crate::failure::Failure;
use crate::index::facts;
use crate::integrity;
use crate::messages::Messages;
use crate::output::Output;
use crate::table::Table;

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

    let (mut lists, mut parties) = (Vec::new(), Vec::new());
    for reading in readings {
        let (facts, read) = facts(reading);
        lists.push(facts);
        parties.extend(read);
    }
    let manifest = index::build(&args.index, lists, parties)?;

    let mut table = Table::new(["list", "format", "date", "parties", "names", "problems"]);
    table.numbers(3..6);
    for entry in &manifest.lists {
        table.row([
            entry.facts.name.as_str(),
            &entry.facts.format,
            entry.facts.shown_date().as_deref().unwrap_or_default(),
            &Counts::total(&entry.facts.counts.parties).to_string(),
            &Counts::total(&entry.facts.counts.names).to_string(),
            &entry.problem_count.to_string(),
        ]);
    }
    let mut output = Output::stdout();
    table.write(&mut output)?;
    output.finish()?;
    messages.note(format_args!(
        "index written to `{}` in {:.2} s; `namesieve inspect` describes it",
        args.index.display(),
        start.elapsed().as_secs_f64(),
    ));
    Ok(ExitCode::SUCCESS)
}
