//! `eval mutations`: do parties come back by their names when these are misspelt?

use std::process::ExitCode;

use namesieve::eval::{Wanted, mutations};

use super::eval::show_recall;
use super::{INCOMPLETE, Outcome};
use crate::args::MutationsArgs;
use crate::document::Document;
use crate::messages::Messages;

pub(crate) fn run(args: &MutationsArgs, messages: Messages) -> Outcome {
    let screener = args.measured.open(messages)?;
    let (negatives, skipped) = args.recall.negatives(&screener, messages)?;
    let (wanted, threads) = (Wanted::from(&args.recall), args.recall.threads());
    let (report, sought) = mutations(&screener, args.per_class, args.seed, negatives.as_ref(), &wanted, threads)?;
    args.recall.write_scores(&sought)?;
    let mut document = Document::new("Names changed");
    document
        .text(format!("{} listed names, each changed in one way and screened against the whole index", report.names));
    show_recall(&mut document, &report.recall);
    let drawn = [("seed", report.seed.to_string()), ("names of each class", format!("at most {}", report.per_class))];
    document.made_with("Made with", &report.provenance, drawn.into_iter().chain(args.recall.facts(&report.recall)?));
    args.showing.write(&report, &document)?;
    Ok(if skipped { ExitCode::from(INCOMPLETE) } else { ExitCode::SUCCESS })
}
