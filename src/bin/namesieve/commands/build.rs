//! `build`: lists in, an index out.

use std::process::ExitCode;
use std::time::Instant;

use namesieve::index::{Builder, own_lexicon};
use namesieve::list;

use super::Outcome;
use crate::args::BuildArgs;
use crate::failure::Failure;
use crate::integrity;
use crate::lists::{ReadList, read_lexicon, write_index};
use crate::messages::Messages;

pub(crate) fn run(args: &BuildArgs, messages: Messages) -> Outcome {
    let start = Instant::now();
    let mut builder = Builder::new(&args.index);
    let mut lists = args.read(&mut builder, messages)?;
    if lists.is_empty() {
        messages.note("no --list given: using the embedded sample list, which must not be used for compliance");
        lists.push(ReadList::of(list::sample(), &mut builder)?);
    }

    let lexicon = args.lexicon.as_deref().map(|directory| read_lexicon(directory, messages)).transpose()?;
    let problems: usize = lists.iter().map(|read| read.problems.len()).sum();
    let problems = problems + lexicon.as_ref().map_or(0, |(_, problems)| *problems);
    if args.strict && problems > 0 {
        return Err(Failure::Usage {
            message: format!("--strict allows no problems, and there are {problems}; nothing was written"),
            hint: "without --strict the index is built and `namesieve inspect` shows them",
        });
    }

    integrity::check(&lists, &args.index, &args.accept, messages)?;
    if lexicon.is_none() && matches!(own_lexicon(&args.index), Ok(Some(_))) {
        messages.problem("no --lexicon given, so the new index is without the one that the old index has");
    }
    write_index(&args.index, builder, lists, lexicon.as_ref().map(|(lexicon, _)| lexicon), start, messages)?;
    Ok(ExitCode::SUCCESS)
}
