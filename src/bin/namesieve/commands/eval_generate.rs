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
use crate::output::Output;

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
    let mut output = args.output.as_deref().map_or_else(|| Ok(Output::stdout()), |path| Output::create(path, None))?;
    let report = generate(&model, args.names, args.seed, &mut output).map_err(|error| output.failure(error))?;
    output.finish()?;
    messages.note(format_args!("{} parties with {} names, made of {}", report.parties, report.names, model.len()));
    if let ([number, path], Some(list)) = (args.queries.as_slice(), &args.output) {
        let usage =
            |message| Failure::Usage { message, hint: "give a number and a file: `--queries 50000 customers.csv`" };
        let number = number.parse().map_err(|_| usage(format!("`{number}` is no number of customers")))?;
        let list = list.file_stem().unwrap_or_default().to_string_lossy();
        let mut output = Output::create(Path::new(path), None)?;
        generate_queries(&model, args.names, &list, number, args.seed, &mut output)
            .map_err(|error| output.failure(error))?;
        output.finish()?;
    }
    Ok(ExitCode::SUCCESS)
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
