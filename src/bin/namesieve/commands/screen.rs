//! `screen`: names or a customer file against the listed parties.

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::time::Instant;

use namesieve::screen::{Hit, Record, RecordProblem, Screened, Screener, Settings, screen_all};
use serde::Serialize;

use super::{INCOMPLETE, Outcome};
use crate::args::{ScreenArgs, ScreenFormat};
use crate::failure::Failure;
use crate::input::Input;
use crate::messages::Messages;
use crate::output::{Output, escape, joined, json_line, stdout_is_terminal};
use crate::progress::Progress;
use crate::table::{Table, terminal_width};

/// Lines after which a table is written and another begun, so that an endless input needs no endless memory.
const TABLE_LINES: usize = 1_000;

pub(crate) fn run(args: &ScreenArgs, messages: Messages) -> Outcome {
    let settings = Settings { explain: args.explain, ..Settings::try_from(&args.settings)? };
    if args.names.is_empty() && args.input.input.is_none() && !args.sample {
        return Err(Failure::Usage {
            message: "nothing to screen".to_owned(),
            hint: "give names, `--input FILE`, or `--sample` for the embedded customers",
        });
    }
    let to_terminal = args.output.is_none() && stdout_is_terminal();
    let format = args.format.unwrap_or(if to_terminal { ScreenFormat::Table } else { ScreenFormat::Jsonl });
    // A bar would be torn by the lines of the output.
    let drawn = Messages { quiet: messages.quiet || to_terminal };
    let input = match &args.input.input {
        Some(path) => Some(Input::open(path, &args.input, drawn)?),
        None if args.sample => Some(Input::sample(drawn)?),
        None => None,
    };
    let screener = Screener::new(args.index.open(messages)?.index)?;
    let tied = screener.index().listed_more_than_once() > 0;
    let style = Style::new(format, to_terminal, args.explain, tied);
    let bulk = Bulk { args, screener: &screener, settings, style };
    let tally = match input {
        Some(Input { records, progress }) => bulk.run(records, &progress, messages)?,
        None => {
            let names = (1..).zip(&args.names).map(|(row, name)| {
                Record::new(row, String::new(), name.clone(), args.attributes.query(name, args.kind))
            });
            bulk.run(names, &Progress::over_bytes(None, Messages { quiet: true }), messages)?
        }
    };
    Ok(match tally {
        Tally { problems: 1.., .. } => ExitCode::from(INCOMPLETE),
        Tally { matches: 1.., .. } if args.fail_on_match => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    })
}

/// What was screened, counted.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    records: u64,
    skipped: u64,
    problems: u64,
    matches: u64,
    hits: u64,
    candidates: u64,
}

/// Problems of records that stderr names one by one where the output has a line for each of them anyway.
const NAMED: u64 = 100;

/// One run over all records.
struct Bulk<'a> {
    args: &'a ScreenArgs,
    screener: &'a Screener,
    settings: Settings,
    style: Style,
}

impl Bulk<'_> {
    fn run(
        &self,
        records: impl Iterator<Item = Result<Record, RecordProblem>>,
        progress: &Progress,
        messages: Messages,
    ) -> Result<Tally, Failure> {
        let start = Instant::now();
        let mut output = match &self.args.output {
            Some(path) => Output::create(path, self.args.input.input.as_deref())?,
            None => Output::stdout(),
        };
        let mut tally = Tally::default();
        let mut table = self.style.table();
        if self.style.format == ScreenFormat::Csv {
            let mut header = Vec::new();
            write_csv(&mut header, [self.style.columns()]);
            output.write_all(&header).map_err(|error| output.failure(error))?;
        }
        let records = records.map(|record| {
            record.map(|mut record| {
                record.query.kind = record.query.kind.or(self.args.kind);
                record
            })
        });
        let render = |rendered: &mut Rendered, outcome| self.style.render(outcome, rendered);
        let sink = |rendered: Rendered| -> Result<(), Failure> {
            tally.add(&rendered.tally);
            for problem in &rendered.problems {
                tally.problems += 1;
                let in_output = self.style.format == ScreenFormat::Jsonl;
                if !in_output || tally.problems <= NAMED {
                    messages.problem(problem);
                }
                if in_output && tally.problems == NAMED {
                    messages.problem("problems of records from here on are named in the output alone");
                }
            }
            let write = || -> io::Result<()> {
                output.write_all(&rendered.bytes)?;
                for row in rendered.rows {
                    table.row(row);
                    if table.rows() >= TABLE_LINES {
                        std::mem::replace(&mut table, self.style.table()).write(&mut output)?;
                    }
                }
                Ok(())
            };
            write().map_err(|error| output.failure(error))
        };
        let done = screen_all(self.screener, &self.settings, records, self.args.threads.count(), render, sink);
        progress.clear();
        done?;
        table.write(&mut output).map_err(|error| output.failure(error))?;
        output.finish()?;
        let seconds = start.elapsed().as_secs_f64();
        messages.note(format_args!("{}, {:.0} names/s", tally.summary(), tally.records as f64 / seconds));
        Ok(tally)
    }
}

impl Tally {
    fn add(&mut self, others: &Self) {
        self.records += others.records;
        self.skipped += others.skipped;
        self.matches += others.matches;
        self.hits += others.hits;
        self.candidates += others.candidates;
    }

    fn summary(&self) -> String {
        let Self { records, skipped, problems, matches, hits, candidates } = self;
        let screened = records - skipped;
        let skipped = if *skipped > 0 { format!(", {skipped} SKIPPED") } else { String::new() };
        let problems = if *problems > 0 { format!(", {problems} problems") } else { String::new() };
        format!(
            "{screened} screened{skipped}{problems}: {matches} with a match, {hits} hits, {candidates} candidates scored"
        )
    }
}

/// Some records, ready to be written: made on the thread that screened them.
#[derive(Default)]
struct Rendered {
    bytes: Vec<u8>,
    rows: Vec<Vec<String>>,
    problems: Vec<RecordProblem>,
    tally: Tally,
}

/// How records are written.
#[derive(Debug, Clone, Copy)]
struct Style {
    format: ScreenFormat,
    to_terminal: bool,
    /// Whether all columns of a table have room.
    wide: bool,
    explain: bool,
    /// Whether some parties have several listings.
    tied: bool,
}

/// Terminals with fewer columns get the columns of a table that matter most; `show` has the rest.
const WIDE: u16 = 150;

#[derive(Serialize)]
struct AnsweredLine<'a> {
    row: u64,
    id: &'a str,
    name: &'a str,
    candidates: usize,
    hits: &'a [Hit],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    ignored: &'a [String],
}

#[derive(Serialize)]
struct SkippedLine<'a> {
    row: u64,
    id: &'a str,
    error: &'a str,
}

impl Style {
    fn new(format: ScreenFormat, to_terminal: bool, explain: bool, tied: bool) -> Self {
        let wide = !to_terminal || terminal_width().is_none_or(|width| width >= WIDE);
        Self { format, to_terminal, wide, explain, tied }
    }

    fn columns(self) -> Vec<&'static str> {
        let mut columns = match self.format {
            ScreenFormat::Table if self.wide => {
                vec!["id", "name", "score", "", "matched name", "kind", "party", "listed as", "type", "programs"]
            }
            ScreenFormat::Table => vec!["id", "name", "score", "", "matched name", "party"],
            ScreenFormat::Jsonl | ScreenFormat::Csv => vec![
                "row",
                "id",
                "name",
                "candidates",
                "party",
                "caption",
                "matched_name",
                "name_kind",
                "score",
                "match",
                "type",
                "lists",
                "programs",
                "same_as",
            ],
        };
        columns.extend((self.format == ScreenFormat::Table && self.wide && self.tied).then_some("same party as"));
        columns.extend(self.explain.then_some("explanation"));
        columns
    }

    fn table(self) -> Table {
        Table::new(self.columns())
    }

    fn render(self, outcome: Result<Screened, RecordProblem>, rendered: &mut Rendered) {
        let Rendered { bytes, rows, problems, tally } = rendered;
        tally.records += 1;
        match outcome {
            Ok(Screened { record, answer }) => {
                let Record { row, id, name, .. } = &record;
                match self.format {
                    ScreenFormat::Table => {
                        let before = std::iter::once(None).chain(answer.hits.iter().map(Some));
                        let hits = before.zip(&answer.hits);
                        rows.extend(hits.map(|(before, hit)| self.table_row(&record, before, hit)));
                    }
                    ScreenFormat::Csv => {
                        if !answer.hits.is_empty() {
                            write_csv(
                                bytes,
                                answer.hits.iter().map(|hit| self.csv_row(&record, answer.candidates, hit)),
                            );
                        }
                    }
                    ScreenFormat::Jsonl => json_line(
                        bytes,
                        &AnsweredLine {
                            row: *row,
                            id,
                            name,
                            candidates: answer.candidates,
                            hits: &answer.hits,
                            ignored: &record.ignored,
                        },
                    )
                    .expect("texts and finite numbers go into memory"),
                }
                tally.matches += u64::from(answer.has_match());
                tally.hits += answer.hits.len() as u64;
                tally.candidates += answer.candidates as u64;
                problems.extend(record.ignored.iter().map(|message| RecordProblem {
                    row: record.row,
                    id: record.id.clone(),
                    message: format!("{message}; screened without it"),
                }));
            }
            Err(problem) => {
                if self.format == ScreenFormat::Jsonl {
                    let RecordProblem { row, id, message } = &problem;
                    json_line(bytes, &SkippedLine { row: *row, id, error: message })
                        .expect("texts and numbers go into memory");
                }
                tally.skipped += 1;
                problems.push(problem);
            }
        }
    }

    /// A hit, after the one `before` it.
    fn table_row(self, record: &Record, before: Option<&Hit>, hit: &Hit) -> Vec<String> {
        // Without ids the number tells records apart.
        let id = if record.id.is_empty() { format!("#{}", record.row) } else { record.id.clone() };
        let verdict = if hit.is_match { "match" } else { "hit" };
        let is_further = before.is_some_and(|before| hit.same_as.contains(&before.party));
        let verdict = if is_further { format!("{verdict}, same party") } else { verdict.to_owned() };
        let mut row = vec![id, record.name.clone(), format!("{:.4}", hit.score), verdict];
        row.push(hit.matched_name.clone().unwrap_or_else(|| "by identifier".to_owned()));
        if self.wide {
            row.push(hit.name_kind.map(|kind| kind.as_str().replace('_', " ")).unwrap_or_default());
            row.extend([hit.party.to_string(), hit.caption.clone(), hit.kind.to_string(), hit.programs.join(", ")]);
            row.extend(self.tied.then(|| joined(&hit.same_as, ", ")));
        } else {
            row.push(hit.party.to_string());
        }
        row.extend(sentence(hit));
        row
    }

    fn csv_row(self, record: &Record, candidates: usize, hit: &Hit) -> Vec<String> {
        let mut row = vec![
            record.row.to_string(),
            record.id.clone(),
            record.name.clone(),
            candidates.to_string(),
            hit.party.to_string(),
            hit.caption.clone(),
            hit.matched_name.clone().unwrap_or_default(),
            hit.name_kind.map(|kind| kind.to_string()).unwrap_or_default(),
            hit.score.to_string(),
            hit.is_match.to_string(),
            hit.kind.to_string(),
            hit.lists.join(";"),
            hit.programs.join(";"),
            joined(&hit.same_as, ";"),
        ];
        row.extend(sentence(hit));
        // CSV has no escapes of its own, so a file keeps the text as it is.
        if self.to_terminal {
            row.iter_mut().for_each(|cell| *cell = escape(cell).into_owned());
        }
        row
    }
}

fn sentence(hit: &Hit) -> Option<String> {
    hit.explanation.as_ref().map(|explanation| explanation.sentence.clone())
}

fn write_csv<T: AsRef<[u8]>>(bytes: &mut Vec<u8>, rows: impl IntoIterator<Item = Vec<T>>) {
    let mut writer = csv::Writer::from_writer(bytes);
    rows.into_iter().for_each(|row| writer.write_record(row).expect("a line goes into memory"));
    writer.flush().expect("memory is never full before the process ends");
}
