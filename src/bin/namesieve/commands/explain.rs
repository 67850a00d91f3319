//! `explain`: why this score, and why not a hit.

use std::io::Write as _;
use std::process::ExitCode;

use namesieve::party::PartyId;
use namesieve::score::{Effect, Explanation, NameEvidence};
use namesieve::screen::{Screener, Session, Settings};
use serde::Serialize;

use super::Outcome;
use crate::args::{ExplainArgs, ReportFormat};
use crate::failure::Failure;
use crate::messages::Messages;
use crate::output::{Output, escape, joined, print_json};
use crate::table::Table;

/// An explanation and what it comes to at a threshold.
#[derive(Serialize)]
struct Explained<'a> {
    #[serde(flatten)]
    explanation: &'a Explanation,
    /// The other listings of the same party.
    #[serde(skip_serializing_if = "<[PartyId]>::is_empty")]
    same_as: &'a [PartyId],
    threshold: f64,
    #[serde(rename = "match")]
    is_match: bool,
    /// What the score lacks for a match; 0 for a match.
    missing: f64,
}

pub(crate) fn run(args: &ExplainArgs, messages: Messages) -> Outcome {
    let threshold = args.threshold;
    Settings { threshold, cutoff: threshold, ..Settings::default() }.check()?;
    let screener = Screener::new(args.index.open(messages)?.index)?;
    let query = args.attributes.query(&args.name, args.kind);
    let explanation = screener.explain(&query, &args.party, &mut Session::default())?;
    let others = screener.index().other_listings(&args.party)?;
    let others: Vec<PartyId> = others.into_iter().map(|other| other.id).collect();
    let explained = Explained {
        same_as: &others,
        is_match: explanation.score >= threshold,
        missing: (threshold - explanation.score).max(0.0),
        threshold,
        explanation: &explanation,
    };
    match args.format {
        ReportFormat::Json => print_json(&explained)?,
        ReportFormat::Table => write_table(&args.name, &explained)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn write_table(name: &str, explained: &Explained<'_>) -> Result<(), Failure> {
    let Explained { explanation, same_as, threshold, is_match, missing } = explained;
    let Explanation { party, caption, score, name: evidence, attributes, identifier, sentence } = explanation;
    let mut output = Output::stdout();
    writeln!(output, "{} against {} ({})", escape(name), escape(caption), escape(party.as_str()))?;
    if !same_as.is_empty() {
        writeln!(output, "the same party as {}", escape(&joined(same_as, ", ")))?;
    }
    if *is_match {
        writeln!(output, "score {score:.4}: a match, the threshold is {threshold:.2}")?;
    } else {
        writeln!(output, "score {score:.4}: no match, {missing:.4} below the threshold of {threshold:.2}")?;
    }
    writeln!(output, "{}", escape(sentence))?;
    match evidence {
        Some(evidence) => write_names(&mut output, evidence)?,
        None => writeln!(output, "\nNo name of the party has a token in common with the query.")?,
    }
    if !attributes.is_empty() || identifier.is_some() {
        writeln!(output)?;
        let mut table = Table::new(["beside the name", "effect", "amount", "compared"]);
        table.numbers([2]);
        for attribute in attributes {
            let effect = match attribute.effect {
                Effect::Confirms => "confirms",
                Effect::Contradicts => "contradicts",
            };
            let amount = format!("odds x {}", attribute.amount);
            table.row([&attribute.attribute, effect, &amount, &attribute.detail]);
        }
        if let Some(identifier) = identifier {
            table.row(["identifier", "agrees", "", identifier]);
        }
        table.write(&mut output)?;
    }
    output.finish()
}

fn write_names(output: &mut Output, evidence: &NameEvidence) -> Result<(), Failure> {
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    writeln!(output)?;
    let mut table = Table::new(["query", "listed", "alike", "of query", "of listed", "why"]);
    table.numbers(2..5);
    for token in &evidence.tokens {
        table.row([
            token.query.as_deref().unwrap_or("-"),
            token.listed.as_deref().unwrap_or("-"),
            &format!("{:.2}", token.similarity),
            &percent(token.query_share.into()),
            &percent(token.listed_share.into()),
            &token.reason,
        ]);
    }
    table.write(&mut *output)?;
    writeln!(output)?;
    let mut table = Table::without_header();
    let how = |romanization: &Option<String>| {
        romanization.as_ref().map(|how| format!(" (in Latin letters: {how})")).unwrap_or_default()
    };
    table.row(["query", &format!("{}{}", evidence.query, how(&evidence.query_romanization))]);
    let listed = format!("{}{}", evidence.listed, how(&evidence.listed_romanization));
    table.row(["listed name", &format!("{listed}, {}", evidence.kind.as_str().replace('_', " "))]);
    let coverage = (percent(evidence.query_coverage), percent(evidence.listed_coverage));
    table.row(["matched", &format!("{} of the query, {} of the listed name", coverage.0, coverage.1)]);
    table.row([
        "name score",
        &format!("{:.4}, times {:.4} for the kind of name it is", evidence.score, evidence.factor),
    ]);
    Ok(table.write(output)?)
}
