//! A report as one HTML file: style and charts are in it, nothing is loaded from elsewhere, nothing runs. Or its charts alone, as SVG.
//!
//! A chart is a grid and some polylines. That is less code than it takes to tell a library of charts to draw neither fonts nor
//! bitmaps.

use std::borrow::Cow;
use std::io::{self, Write};

/// What a report begins with, and what its charts alone do.
pub(crate) const DOCTYPE: &str = "<!DOCTYPE html>";
pub(crate) const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"";

use crate::document::{Axis, Block, Chart, Document, Rows};
use crate::output;

const STYLE: &str = "body{font:15px/1.45 system-ui,sans-serif;max-width:75em;margin:2em auto;padding:0 1em;color:#1a1a1a}\
table{border-collapse:collapse;margin:.6em 0}th,td{text-align:left;vertical-align:top;padding:.2em 1.2em .2em 0;border-bottom:1px solid #ddd}\
th{font-weight:600}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}td{overflow-wrap:anywhere}\
svg{display:block;margin:1em 0;max-width:100%}svg text{font:12px system-ui,sans-serif;fill:#1a1a1a}";

/// Colors that differ in hue and in lightness, and dashes that differ too: as there is no common divisor, fifty-six lines are told
/// apart.
const COLORS: [&str; 8] = ["#0b3d91", "#c1440e", "#1b7837", "#762a83", "#000000", "#b8860b", "#008b8b", "#808080"];
const DASHES: [&str; 7] = ["none", "6 3", "2 3", "10 3", "8 3 2 3", "4 4", "12 4 4 4"];

/// The field of a chart, and what is around it.
const WIDTH: f64 = 560.0;
const HEIGHT: f64 = 320.0;
const LEFT: f64 = 60.0;
const TOP: f64 = 30.0;
const LEGEND: f64 = 230.0;
const CHART: (f64, f64) = (LEFT + WIDTH + LEGEND, TOP + HEIGHT + 50.0);

impl Document {
    /// Writes its charts below each other as one SVG, on white, for pages that show pictures alone.
    pub(crate) fn write_svg(&self, mut output: impl Write) -> io::Result<()> {
        let charts =
            || self.blocks.iter().filter_map(|block| if let Block::Chart(chart) = block { Some(chart) } else { None });
        let (width, height) = (CHART.0, CHART.1 * charts().count() as f64);
        writeln!(
            output,
            "{SVG} width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n\
             <style>text{{font:12px system-ui,sans-serif;fill:#1a1a1a}}</style>\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>"
        )?;
        for (at, chart) in charts().enumerate() {
            write_chart(&mut output, chart, CHART.1 * at as f64)?;
        }
        output.write_all(b"</svg>\n")
    }

    /// Writes it as HTML.
    pub(crate) fn write_html(&self, mut output: impl Write) -> io::Result<()> {
        let title = text(&self.title);
        write!(
            output,
            "{DOCTYPE}\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
             <style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        )?;
        for block in &self.blocks {
            match block {
                Block::Heading(heading) => writeln!(output, "<h2>{}</h2>", text(heading))?,
                Block::Text(paragraph) => writeln!(output, "<p>{}</p>", text(paragraph))?,
                Block::Rows(rows) => write_rows(&mut output, rows)?,
                Block::Chart(chart) => write_chart(&mut output, chart, 0.0)?,
            }
        }
        output.write_all(b"</body>\n</html>\n")
    }
}

/// Text that is no markup, whatever it holds, and that does not turn the order of letters around.
fn text(text: &str) -> String {
    let harmless: Cow<str> = output::escape(text);
    quick_xml::escape::escape(harmless).into_owned()
}

fn write_rows(output: &mut impl Write, rows: &Rows) -> io::Result<()> {
    let write_row = |output: &mut dyn Write, tag: &str, cells: &[String]| -> io::Result<()> {
        output.write_all(b"<tr>")?;
        for (at, cell) in cells.iter().enumerate() {
            let class = if rows.numbers.contains(&at) { " class=\"n\"" } else { "" };
            write!(output, "<{tag}{class}>{}</{tag}>", text(cell))?;
        }
        output.write_all(b"</tr>\n")
    };
    output.write_all(b"<table>\n")?;
    if !rows.header.is_empty() {
        write_row(output, "th", &rows.header)?;
    }
    rows.rows.iter().try_for_each(|row| write_row(output, "td", row))?;
    output.write_all(b"</table>\n")
}

fn write_chart(output: &mut impl Write, chart: &Chart, from_top: f64) -> io::Result<()> {
    let x = |value: f64| LEFT + value * WIDTH;
    let y = |value: f64| TOP + (1.0 - value) * HEIGHT;
    let ((width, height), title) = (CHART, text(&chart.title));
    writeln!(
        output,
        "<svg y=\"{from_top}\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-label=\"{title}\">"
    )?;
    writeln!(output, "<text x=\"{LEFT}\" y=\"16\" font-weight=\"600\">{title}</text>")?;
    let Axis { label, ticks } = &chart.across;
    let (bottom, right) = (TOP + HEIGHT, LEFT + WIDTH);
    for (at, value) in ticks {
        let at = x(*at);
        writeln!(
            output,
            "<path d=\"M{at:.1} {TOP}V{bottom:.1}\" stroke=\"#ddd\"/>\
             <text x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            bottom + 18.0,
            text(value),
        )?;
    }
    for (at, value) in &chart.up.ticks {
        let at = y(*at);
        writeln!(
            output,
            "<path d=\"M{LEFT} {at:.1}H{right:.1}\" stroke=\"#ddd\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            LEFT - 8.0,
            at + 4.0,
            text(value),
        )?;
    }
    let middle = LEFT + WIDTH / 2.0;
    writeln!(output, "<text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">{}</text>", bottom + 38.0, text(label))?;
    if !chart.up.label.is_empty() {
        let label = text(&chart.up.label);
        writeln!(output, "<text x=\"{:.1}\" y=\"16\" text-anchor=\"end\">{label}</text>", right)?;
    }
    for (at, (name, points)) in chart.lines.iter().enumerate() {
        let (color, dashes) = (COLORS[at % COLORS.len()], DASHES[at % DASHES.len()]);
        let stroke = format!("fill=\"none\" stroke=\"{color}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"");
        write!(output, "<polyline {stroke} points=\"")?;
        for &(across, up) in points {
            write!(output, "{:.1},{:.1} ", x(across), y(up))?;
        }
        let (legend, line) = (LEFT + WIDTH + 20.0, TOP + 10.0 + 18.0 * at as f64);
        writeln!(
            output,
            "\"/><path {stroke} d=\"M{legend} {line}h30\"/><text x=\"{}\" y=\"{}\">{}</text>",
            legend + 38.0,
            line + 4.0,
            text(name)
        )?;
    }
    output.write_all(b"</svg>\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_no_markup() {
        let hostile = "<script>alert('1')</script>\u{202e}\"&";
        let mut document = Document::new(hostile);
        document.heading(hostile);
        document.text(hostile);
        let mut rows = Rows::new([hostile], [0]);
        rows.row([hostile]);
        document.rows(rows);
        let lines = vec![(hostile.to_owned(), vec![(0.5, 0.0), (1.0, 1.0)])];
        document.chart(Chart::shares(hostile, hostile, (0.5, 1.0), lines));
        let mut html = Vec::new();
        document.write_html(&mut html).unwrap();
        let html = String::from_utf8(html).unwrap();
        assert!(!html.contains("<script") && !html.contains('\u{202e}'), "{html}");
        assert_eq!(html.matches("&lt;script&gt;").count(), 10, "{html}");
        assert!(html.contains("points=\"60.0,350.0 620.0,30.0 \""), "{html}");
        assert_eq!(html.matches("http").count(), 0, "nothing is loaded from elsewhere");

        let mut svg = Vec::new();
        document.write_svg(&mut svg).unwrap();
        let svg = String::from_utf8(svg).unwrap();
        assert!(svg.starts_with(SVG) && svg.contains("points=\"60.0,350.0 620.0,30.0 \""), "{svg}");
        assert_eq!((svg.matches("&lt;script&gt;").count(), svg.matches("<script").count()), (4, 0), "{svg}");
    }
}
