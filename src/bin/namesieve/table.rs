//! Tables for people: columns, blanks between them, nothing drawn; they fit the terminal where there is one.

use std::io::{self, Write};

use comfy_table::{CellAlignment, ContentArrangement, presets};

use crate::output::escape;

/// Columns of the terminal that stdout is; `None` where it is none.
pub(crate) fn terminal_width() -> Option<u16> {
    // A terminal that does not know its width says 0.
    comfy_table::Table::new().width().map(|width| if width == 0 { 80 } else { width.max(NARROWEST) })
}

/// On fewer columns, lines are left to the terminal to break.
const NARROWEST: u16 = 60;

/// A table in the making.
pub(crate) struct Table {
    inner: comfy_table::Table,
}

impl Table {
    pub(crate) fn new<'a>(header: impl IntoIterator<Item = &'a str>) -> Self {
        let mut table = Self::without_header();
        table.inner.set_header(header.into_iter().map(str::to_ascii_uppercase));
        table
    }

    pub(crate) fn without_header() -> Self {
        let mut inner = comfy_table::Table::new();
        inner.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        if let Some(width) = terminal_width() {
            inner.set_width(width);
        }
        Self { inner }
    }

    pub(crate) fn row<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.inner.add_row(cells.into_iter().map(|cell| escape(cell.as_ref()).into_owned()));
    }

    /// Puts columns of numbers at the right.
    pub(crate) fn numbers(&mut self, columns: impl IntoIterator<Item = usize>) {
        for column in columns {
            if let Some(column) = self.inner.column_mut(column) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.inner.is_empty()
    }

    pub(crate) fn rows(&self) -> usize {
        self.inner.row_count()
    }

    /// Writes it; a table of no rows writes nothing.
    pub(crate) fn write(mut self, mut output: impl Write) -> io::Result<()> {
        if self.is_empty() {
            return Ok(());
        }
        // Cells begin at the margin, two blanks between them.
        for column in self.inner.column_iter_mut() {
            column.set_padding((0, 2));
        }
        writeln!(output, "{}", self.inner.trim_fmt())
    }
}
