//! `eval compare`: what two ways of screening say differently.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::ExitCode;

use namesieve::eval::{Answered, CompareReport, MatchChange, MatchChangeKind, Side, compare};
use namesieve::screen::{Screener, Settings};

use super::eval::{input_facts, print_document, write_report};
use super::{INCOMPLETE, Outcome};
use crate::args::{CompareArgs, CompareFormat, IndexArg, InputArgs};
use crate::document::{Document, Rows, four};
use crate::failure::Failure;
use crate::input::Input;
use crate::messages::Messages;
use crate::output::{Output, json_line, print_json};

pub(crate) fn run(args: &CompareArgs, messages: Messages) -> Outcome {
    let (old_index, new_index) = indexes(args)?;
    let [old_settings, new_settings] = args.sides.settings();
    let Input { records, progress } = Input::open(&args.records.file, &InputArgs::from(&args.records), messages)?;
    let new = Screener::new(new_index.open(messages)?.index)?;
    let old = old_index.map(|index| Ok::<_, Failure>(Screener::new(index.open(messages)?.index)?)).transpose()?;
    let answers = args.answers.as_deref().map(read_answers).transpose()?;
    let before = match &answers {
        Some(answers) => Side::Answered(answers),
        None => Side::Screened(old.as_ref().unwrap_or(&new), &old_settings),
    };
    let after = Side::Screened(&new, &new_settings);
    let mut unread = false;
    let readable = records.filter_map(|record| {
        record
            .map_err(|problem| {
                unread = true;
                messages.problem(problem);
            })
            .ok()
    });
    let compared = compare(before, after, readable, args.delta, args.threads.count());
    progress.clear();
    let report = compared?;
    for skipped in &report.skipped {
        messages.problem(format_args!("record {}: {}", skipped.row, skipped.message));
    }
    let document = document(args, &report, [&old_settings, &new_settings])?;
    write_report(args.report.as_deref(), &document)?;
    match args.format {
        CompareFormat::Json => print_json(&report)?,
        CompareFormat::Table => print_document(&document)?,
        CompareFormat::Jsonl => {
            let mut output = Output::stdout();
            report.changes.iter().try_for_each(|change| json_line(&mut output, change))?;
            output.finish()?;
        }
    }
    Ok(if unread || !report.skipped.is_empty() { ExitCode::from(INCOMPLETE) } else { ExitCode::SUCCESS })
}

/// The old index, where it is another one, and the new one.
fn indexes(args: &CompareArgs) -> Result<(Option<IndexArg>, IndexArg), Failure> {
    let refuse = |message: &str| {
        Err(Failure::Usage {
            message: message.to_owned(),
            hint: "give two of `--index`, two of `--threshold` or `--preset`, or `--answers`",
        })
    };
    match (args.sides.indexes.len(), args.sides.settings_given(), &args.answers) {
        (_, 3.., _) | (3.., ..) => refuse("there are more than two sides to compare"),
        (2, _, Some(_)) | (_, 2, Some(_)) => refuse(
            "answers given before are the old side; there is one index, one threshold and one preset beside them",
        ),
        (0 | 1, 0 | 1, None) => refuse("both sides would be the same"),
        _ => Ok(args.sides.indexes()),
    }
}

/// Longest answer read: thousands of hits with their explanations.
const MAX_ANSWER_BYTES: u64 = 64 << 20;

/// Answers by row.
fn read_answers(path: &Path) -> Result<BTreeMap<u64, Answered>, Failure> {
    let file = File::open(path).map_err(Failure::read(path))?;
    let mut answers = BTreeMap::new();
    let mut file = BufReader::new(file);
    for number in 1_u64.. {
        let mut line = String::new();
        // Beyond the longest line there is no end of the object, which the message says.
        let read = file.by_ref().take(MAX_ANSWER_BYTES).read_line(&mut line).map_err(Failure::read(path))?;
        if read == 0 {
            break;
        }
        if line.trim().is_empty() {
            continue;
        }
        let answered: Answered = serde_json::from_str(&line).map_err(|error| Failure::Usage {
            message: format!("line {number} of `{}` is no answer: {error}", path.display()),
            hint: "`--answers` takes what `screen --format jsonl` wrote for the same file",
        })?;
        answers.insert(answered.row, answered);
    }
    Ok(answers)
}

fn document(args: &CompareArgs, report: &CompareReport, settings: [&Settings; 2]) -> Result<Document, Failure> {
    let mut document = Document::new("Two ways of screening");
    let mut rows = Rows::new(["", "records", "with a match", "on this side alone"], 1..4);
    let records = report.records.to_string();
    rows.row(["before", &records, &report.matching_before.to_string(), &report.no_longer_matching.to_string()]);
    rows.row(["after", &records, &report.matching_after.to_string(), &report.newly_matching.to_string()]);
    document.rows(rows);
    document.text(format!(
        "Pairs of a record and a party: {} match newly, {} no longer match, {} others changed their score by {} or more, {} are as before",
        report.new_matches, report.lost_matches, report.changed_scores, report.delta, report.unchanged
    ));
    for (heading, kind) in [
        ("New matches", MatchChangeKind::NewMatch),
        ("Matches lost", MatchChangeKind::LostMatch),
        ("Other scores", MatchChangeKind::ChangedScore),
    ] {
        let changes: Vec<&MatchChange> = report.changes.iter().filter(|change| change.change == kind).collect();
        if changes.is_empty() {
            continue;
        }
        document.heading(heading);
        let mut rows = Rows::new(["row", "id", "name", "before", "after", "party", "listed as", "why"], [0, 3, 4]);
        for change in changes {
            let [before, after] = [change.before, change.after].map(|score| score.map_or("-".to_owned(), four));
            let (row, why) = (change.row.to_string(), change.sentence.as_deref().unwrap_or_default());
            let party = change.party.as_str();
            rows.row([&row, &change.id, &change.name, &before, &after, party, &change.caption, why]);
        }
        document.rows(rows);
    }
    let [before, after] = settings.map(|settings| ("threshold", settings.threshold.to_string()));
    match (&report.before, &args.answers) {
        (Some(provenance), _) => document.made_with("Before", provenance, [before]),
        (None, Some(path)) => {
            document.heading("Before");
            let mut rows = Rows::default();
            let (what, file) = input_facts("answers", path)?;
            rows.row([what, &file]);
            document.rows(rows);
        }
        (None, None) => {}
    }
    if let Some(provenance) = &report.after {
        let facts = [after, input_facts("records", &args.records.file)?, ("delta", report.delta.to_string())];
        document.made_with("After", provenance, facts);
    }
    Ok(document)
}
