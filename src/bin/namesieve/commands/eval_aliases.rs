//! `eval aliases`: does a party come back by a name that it is not listed under?

use std::process::ExitCode;

use namesieve::eval::{Wanted, aliases};

use super::eval::show_recall;
use super::{INCOMPLETE, Outcome};
use crate::args::AliasesArgs;
use crate::document::Document;
use crate::messages::Messages;

pub(crate) fn run(args: &AliasesArgs, messages: Messages) -> Outcome {
    let screener = args.measured.open(messages)?;
    let (negatives, skipped) = args.recall.negatives(&screener, messages)?;
    let wanted = Wanted::from(&args.recall);
    let (report, sought) = aliases(&screener, negatives.as_ref(), &wanted, args.recall.threads())?;
    args.recall.write_scores(&sought)?;
    let mut document = Document::new("Names left out, one at a time");
    document.text(format!(
        "{} names of {} parties, each left out in turn and screened against the other names of its party",
        report.names, report.parties
    ));
    show_recall(&mut document, &report.recall);
    document.made_with("Made with", &report.provenance, args.recall.facts(&report.recall)?);
    args.showing.write(&report, &document)?;
    Ok(if skipped { ExitCode::from(INCOMPLETE) } else { ExitCode::SUCCESS })
}
