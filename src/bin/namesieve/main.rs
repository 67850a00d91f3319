//! The command line of namesieve: glue between arguments, the library and the terminal.
//!
//! stdout carries data and nothing else; notes, problems, progress and errors go to stderr.

mod args;
mod commands;
mod document;
mod failure;
mod html;
mod index;
mod input;
mod integrity;
mod lists;
mod messages;
mod output;
mod progress;
mod table;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Args, Command, Eval};
use messages::Messages;

/// Screening makes and drops many short strings; this allocator does that faster than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let Args { command, quiet } = Args::parse();
    let messages = Messages { quiet };
    let done = match &command {
        Command::Build(args) => commands::build::run(args, messages),
        Command::Update(args) => commands::update::run(args, messages),
        Command::Screen(args) => commands::screen::run(args, messages),
        Command::Search(args) => commands::search::run(args, messages),
        Command::Explain(args) => commands::explain::run(args, messages),
        Command::Show(args) => commands::show::run(args, messages),
        Command::Inspect(args) => commands::inspect::run(args, messages),
        Command::Diff(args) => commands::diff::run(args, messages),
        Command::Eval(Eval::Pairs(args)) => commands::eval_pairs::run(args, messages),
        Command::Eval(Eval::Aliases(args)) => commands::eval_aliases::run(args, messages),
        Command::Eval(Eval::Mutations(args)) => commands::eval_mutations::run(args, messages),
        Command::Eval(Eval::Queries(args)) => commands::eval_queries::run(args, messages),
        Command::Eval(Eval::Compare(args)) => commands::eval_compare::run(args, messages),
        Command::Eval(Eval::Entities(args)) => commands::eval_entities::run(args, messages),
        Command::Eval(Eval::Lossless(args)) => commands::eval_lossless::run(args, messages),
        Command::Eval(Eval::Generate(args)) => commands::eval_generate::run(args, messages),
        Command::Bench(args) => commands::bench::run(args, messages),
    };
    match done {
        Ok(code) => code,
        // Who reads stdout has read enough: `namesieve ... | head` is no failure.
        Err(failure) if failure.is_broken_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            messages.failure(&failure);
            ExitCode::from(2)
        }
    }
}
