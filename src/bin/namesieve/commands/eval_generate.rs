//! `eval generate`: a list of any size.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use namesieve::eval::{Model, generate, generate_queries};
use namesieve::list;
use namesieve::party::PartyKind;

use super::Outcome;
use crate::args::{GenerateArgs, NamesArg};
use crate::failure::Failure;
use crate::lists::show_problems;
use crate::messages::Messages;
use crate::output::{Output, is_same_file};

pub(crate) fn run(args: &GenerateArgs, messages: Messages) -> Outcome {
    let mut model = Model::default();
    if args.from.is_empty() {
        let index = args.index.open(messages)?.index;
        (0..index.len() as u32).try_for_each(|ordinal| index.party_at(ordinal).map(|party| model.add_party(&party)))?;
    }
    args.from.iter().try_for_each(|from| add(&mut model, from, messages))?;
    if model.is_empty() {
        return Err(Failure::Usage {
            message: "no name to make others of".to_owned(),
            hint: "give a list with names as `--from`",
        });
    }
    let queries = queries(args)?;
    let mut output = args.output.as_deref().map_or_else(|| Ok(Output::stdout()), |path| Output::create(path, None))?;
    let report = generate(&model, args.names, args.seed, &mut output).map_err(|error| output.failure(error))?;
    output.finish()?;
    messages.note(format_args!("{} parties with {} names, made of {}", report.parties, report.names, model.len()));
    if let (Some((number, mut output)), Some(list)) = (queries, &args.output) {
        let list = list.file_stem().unwrap_or_default().to_string_lossy();
        generate_queries(&model, args.names, &list, number, args.seed, &mut output)
            .map_err(|error| output.failure(error))?;
        output.finish()?;
    }
    Ok(ExitCode::SUCCESS)
}

/// How many queries are asked for, and where they go. Whatever is wrong with that, or with the list's own file, is told before any is
/// written: neither may take the place of what names are taken from, nor of the other.
fn queries(args: &GenerateArgs) -> Result<Option<(u64, Output)>, Failure> {
    let usage = |message, hint| Failure::Usage { message, hint };
    let replaces = |path: &Path| usage(format!("`{}` would be replaced", path.display()), "write to another file");
    let path = args.queries.get(1).map(Path::new);
    for output in args.output.as_deref().into_iter().chain(path) {
        if args.from.iter().any(|from| is_same_file(&from.path, output)) {
            return Err(replaces(output));
        }
    }
    let ([number, _], Some(path)) = (args.queries.as_slice(), path) else { return Ok(None) };
    if args.output.as_deref().is_some_and(|output| output == path || is_same_file(output, path)) {
        return Err(replaces(path));
    }
    let hint = "give a number and a file: `--queries 50000 customers.csv`";
    let number = number.parse().map_err(|_| usage(format!("`{number}` is no number of customers"), hint))?;
    Ok(Some((number, Output::create(path, None)?)))
}

/// Adds the names of a file.
fn add(model: &mut Model, NamesArg { kind, path }: &NamesArg, messages: Messages) -> Result<(), Failure> {
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("txt")) {
        let text = fs::read(path).map_err(Failure::read(path))?;
        let kind = kind.unwrap_or(PartyKind::Person);
        String::from_utf8_lossy(&text).lines().for_each(|name| model.add(name, kind));
        return Ok(());
    }
    let reading = list::read(path, None)?;
    show_problems(&reading.list, &reading.problems, messages);
    for mut party in reading.parties {
        party.kind = kind.filter(|_| party.kind == PartyKind::Other).unwrap_or(party.kind);
        model.add_party(&party);
    }
    Ok(())
}
