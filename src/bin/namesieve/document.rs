//! A report of a measurement: put together once, written as text or as HTML.

use std::io::{self, Write};

use namesieve::eval::{Interval, Provenance, Rate};

use crate::output::escape;
use crate::table::Table;

/// What a report says, in order.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) title: String,
    pub(crate) blocks: Vec<Block>,
}

/// One piece of a report.
#[derive(Debug)]
pub(crate) enum Block {
    Heading(String),
    Text(String),
    Rows(Rows),
    /// Shown in HTML alone: the figures behind it are in the JSON.
    Chart(Chart),
}

/// A table.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub(crate) header: Vec<String>,
    /// Where columns of numbers stand.
    pub(crate) numbers: Vec<usize>,
    pub(crate) rows: Vec<Vec<String>>,
}

/// Lines over a grid, which goes from 0 to 1 both across and up.
#[derive(Debug)]
pub(crate) struct Chart {
    pub(crate) title: String,
    pub(crate) across: Axis,
    pub(crate) up: Axis,
    pub(crate) lines: Vec<(String, Vec<(f64, f64)>)>,
}

/// What is written along one side of a chart.
#[derive(Debug)]
pub(crate) struct Axis {
    pub(crate) label: String,
    /// Lines of the grid: where, and what that means.
    pub(crate) ticks: Vec<(f64, String)>,
}

impl Chart {
    /// Shares, 0 to 1, over an axis that goes from one value to another.
    pub(crate) fn shares(
        title: &str,
        across: &str,
        (from, to): (f64, f64),
        mut lines: Vec<(String, Vec<(f64, f64)>)>,
    ) -> Self {
        let span = (to - from).max(f64::MIN_POSITIVE);
        lines.iter_mut().flat_map(|(_, points)| points).for_each(|(across, _)| *across = (*across - from) / span);
        let digits = if span < 0.2 { 3 } else { 2 };
        let axis = |label: &str, value: &dyn Fn(f64) -> String| Axis {
            label: label.to_owned(),
            ticks: (0..=10).map(|tenth| f64::from(tenth) / 10.0).map(|at| (at, value(at))).collect(),
        };
        let across = axis(across, &|at| format!("{:.digits$}", from + at * span));
        Self { title: title.to_owned(), across, up: axis("", &|at| format!("{at:.1}")), lines }
    }
}

impl Rows {
    pub(crate) fn new<T: Into<String>>(
        header: impl IntoIterator<Item = T>,
        numbers: impl IntoIterator<Item = usize>,
    ) -> Self {
        Self {
            header: header.into_iter().map(Into::into).collect(),
            numbers: numbers.into_iter().collect(),
            rows: Vec::new(),
        }
    }

    pub(crate) fn row<T: Into<String>>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }
}

impl Document {
    pub(crate) fn new(title: &str) -> Self {
        Self { title: title.to_owned(), blocks: Vec::new() }
    }

    pub(crate) fn heading(&mut self, text: &str) {
        self.blocks.push(Block::Heading(text.to_owned()));
    }

    pub(crate) fn text(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Text(text.into()));
    }

    /// A table of no rows is left out.
    pub(crate) fn rows(&mut self, rows: Rows) {
        if !rows.rows.is_empty() {
            self.blocks.push(Block::Rows(rows));
        }
    }

    pub(crate) fn chart(&mut self, chart: Chart) {
        self.blocks.push(Block::Chart(chart));
    }

    /// What a measurement was made with, and `further` facts about it.
    pub(crate) fn made_with(
        &mut self,
        heading: &str,
        provenance: &Provenance,
        further: impl IntoIterator<Item = (&'static str, String)>,
    ) {
        self.heading(heading);
        let mut rows = Rows::default();
        rows.row(["engine", &provenance.engine]);
        rows.row(["lexicons", &provenance.lexicons]);
        for list in &provenance.lists {
            let date = list.date.as_deref().unwrap_or("no date");
            rows.row(["list".to_owned(), format!("{}, {date}, {}", list.name, list.digest)]);
        }
        rows.row(["parties".to_owned(), format!("{} with {} names", provenance.parties, provenance.names)]);
        for (what, value) in further {
            rows.row([what.to_owned(), value]);
        }
        self.rows(rows);
    }

    /// Writes it for a terminal.
    pub(crate) fn write_text(&self, mut output: impl Write) -> io::Result<()> {
        for (at, block) in self.blocks.iter().enumerate() {
            match block {
                Block::Heading(text) => {
                    let blank = if at > 0 { "\n" } else { "" };
                    writeln!(output, "{blank}{}", escape(text))?;
                }
                Block::Text(text) => writeln!(output, "{}", escape(text))?,
                Block::Rows(Rows { header, numbers, rows }) => {
                    let mut table = if header.is_empty() {
                        Table::without_header()
                    } else {
                        Table::new(header.iter().map(String::as_str))
                    };
                    table.numbers(numbers.iter().copied());
                    rows.iter().for_each(|row| table.row(row));
                    table.write(&mut output)?;
                }
                Block::Chart(_) => {}
            }
        }
        Ok(())
    }
}

/// A share with its interval: `0.8512 (0.841-0.863)`.
pub(crate) fn rate(rate: &Rate) -> String {
    if rate.of == 0 {
        return "-".to_owned();
    }
    format!("{} ({})", four(rate.rate), interval(&rate.interval))
}

/// Four digits, as scores have.
pub(crate) fn four(value: f64) -> String {
    format!("{value:.4}")
}

/// An interval: `0.841-0.863`.
pub(crate) fn interval(Interval { low, high }: &Interval) -> String {
    format!("{low:.3}-{high:.3}")
}

/// A share in percent, as short as it can be: `1 %`.
pub(crate) fn percent(share: f64) -> String {
    format!("{} %", (share * 100_000.0).round() / 1_000.0)
}
