//! `bench`: latency and throughput, cold and warm apart, of one way of screening or of two side by side.

use std::process::ExitCode;
use std::time::Duration;

use namesieve::eval::{
    CurvePoint, Latency, LatencyComparison, LatencyReport, Measured, Pass, Ratio, compare_latency, latency,
};
use namesieve::screen::{Query, Screener};

use super::eval::input_facts;
use super::{INCOMPLETE, Outcome};
use crate::args::BenchArgs;
use crate::document::{Axis, Chart, Document, Rows};
use crate::failure::Failure;
use crate::input::Input;
use crate::messages::Messages;

/// Enough for a p99.9 with some queries beyond it, and a second or two at the largest lists.
const COLD_QUERIES: usize = 5_000;

pub(crate) fn run(args: &BenchArgs, messages: Messages) -> Outcome {
    let least = Duration::try_from_secs_f64(args.seconds).map_err(|_| Failure::Usage {
        message: format!("`{}` is no time to measure for", args.seconds),
        hint: "give seconds, 1 for example",
    })?;
    let sides = &args.sides;
    if sides.indexes.len() > 2 || sides.settings_given() > 2 {
        return Err(Failure::Usage {
            message: "there are more than two sides to compare".to_owned(),
            hint: "give at most two of `--index`, and two of `--threshold` or `--preset`",
        });
    }
    let input = Input::open_or_sample(&args.input, messages)?;
    let (old_index, new_index) = sides.indexes();
    let [old_settings, settings] = sides.settings();
    let screener = Screener::new(new_index.open(messages)?.index)?;
    let old = old_index.map(|index| Ok::<_, Failure>(Screener::new(index.open(messages)?.index)?)).transpose()?;
    let (records, skipped) = input.collect(args.limit, messages);
    let queries: Vec<Query> = records.into_iter().map(|record| record.query).collect();
    let how = Latency {
        threads: args.threads.count(),
        cold_limit: COLD_QUERIES,
        least,
        rates: args.rates.clone(),
        checked: args.check,
    };
    let side = Measured { screener: &screener, settings: &settings };
    let incomplete = if old.is_some() || sides.settings_given() == 2 {
        let before = Measured { screener: old.as_ref().unwrap_or(&screener), settings: &old_settings };
        let report = compare_latency(before, side, &queries, &how)?;
        args.showing.write(&report, &comparison(&report, args)?)?;
        is_incomplete(&[&report.before, &report.after], messages)
    } else {
        let report = latency(side, &queries, &how)?;
        args.showing.write(&report, &single(&report, args)?)?;
        is_incomplete(&[&report], messages)
    };
    Ok(if skipped || incomplete { ExitCode::from(INCOMPLETE) } else { ExitCode::SUCCESS })
}

/// Says what was left out, and which answers are not what they should be.
fn is_incomplete(reports: &[&LatencyReport], messages: Messages) -> bool {
    let skipped = reports[0].skipped;
    if skipped > 0 {
        messages.problem(format_args!("{skipped} queries that can not be screened SKIPPED"));
    }
    let differences: u64 = reports.iter().filter_map(|report| report.check).map(|check| check.differences).sum();
    if differences > 0 {
        messages.problem(format_args!(
            "{differences} answers DIFFER from scoring every listed name; `namesieve eval lossless` shows which"
        ));
    }
    skipped > 0 || differences > 0
}

fn single(report: &LatencyReport, args: &BenchArgs) -> Result<Document, Failure> {
    let mut document = Document::new("Latency and throughput");
    about(&mut document, report);
    figures(&mut document, &[("", report)]);
    document.made_with("Measured with", &report.provenance, input(args)?);
    Ok(document)
}

fn comparison(report: &LatencyComparison, args: &BenchArgs) -> Result<Document, Failure> {
    let LatencyComparison { before, after, cold, first, warm } = report;
    let mut document = Document::new("Latency and throughput of two ways of screening");
    for (side, report) in [("before", before), ("after", after)] {
        document.heading(side);
        about(&mut document, report);
    }
    document.heading("Time after, by the time before, with the 95 % interval");
    let mut rows = Rows::new(["pass", "ratio", "interval", "blocks"], 1..4);
    for (pass, Ratio { ratio, low, high, blocks }) in [("cold", cold), ("first", first), ("warm", warm)] {
        let interval = format!("{low:.3}-{high:.3}");
        rows.row([pass, &format!("{ratio:.3}"), &interval, &blocks.to_string()]);
    }
    document.rows(rows);
    figures(&mut document, &[("before, ", before), ("after, ", after)]);
    document.made_with("Before", &before.provenance, []);
    document.made_with("After", &after.provenance, input(args)?);
    Ok(document)
}

fn input(args: &BenchArgs) -> Result<Vec<(&'static str, String)>, Failure> {
    args.input.input.iter().map(|path| input_facts("names", path)).collect()
}

/// What is screened, and whether the answers are right.
fn about(document: &mut Document, report: &LatencyReport) {
    document.text(format!(
        "{} queries against {} names of {} parties ({} forms), cutoff {}; {:.1} candidates a query, {} hits, {} queries with a match",
        report.queries,
        report.listed_names,
        report.parties,
        report.listed_forms,
        report.cutoff,
        report.candidates_per_query,
        report.hits,
        report.matches,
    ));
    if let Some(check) = &report.check {
        document.text(format!(
            "{} of {} answers differ from scoring every listed name, {} pairs; {} hits in both",
            check.differences, check.queries, check.pairs, check.hits
        ));
    }
}

/// All figures of each side, whose name stands before those of its rows.
fn figures(document: &mut Document, sides: &[(&str, &LatencyReport)]) {
    let times =
        |pass: &Pass| [pass.p50_us, pass.p90_us, pass.p99_us, pass.p999_us, pass.max_us].map(|us| format!("{us:.1}"));
    document.heading("One thread, one query after the other");
    let mut rows = Rows::new(["pass", "queries", "names/s", "p50 us", "p90 us", "p99 us", "p99.9 us", "max us"], 1..8);
    let mut lines = Vec::new();
    for (side, report) in sides {
        for (name, pass) in [("cold", &report.cold), ("first", &report.first), ("warm", &report.warm)] {
            let name = format!("{side}{name}");
            let counts = [name.clone(), pass.queries.to_string(), format!("{:.0}", pass.per_second)];
            rows.row(counts.into_iter().chain(times(pass)));
            lines.push((name, pass));
        }
    }
    document.rows(rows);
    document.chart(percentiles("Latency of one thread", &lines));

    document.heading("Closed loop, warm: each thread asks when it has its answer");
    let mut rows = Rows::new(["", "threads", "names/s", "times one thread"], 1..4);
    for (side, report) in sides {
        for at in &report.throughput {
            let side = side.trim_end_matches(", ").to_owned();
            rows.row([side, at.threads.to_string(), format!("{:.0}", at.per_second), format!("{:.2}", at.speedup)]);
        }
    }
    document.rows(rows);

    let threads = sides[0].1.threads;
    document.heading(&format!("Open loop, warm, {threads} threads: queries come at a fixed rate, and waiting counts"));
    let mut rows = Rows::new(
        ["names/s that come", "answered", "names/s", "p50 us", "p90 us", "p99 us", "p99.9 us", "max us"],
        1..8,
    );
    let mut lines = Vec::new();
    for (side, report) in sides {
        for at in &report.open_loop {
            let digits = if at.rate < 10.0 { 2 } else { 0 };
            let name = format!("{side}{:.digits$}", at.rate);
            let answered = format!("{} of {}", at.latency.queries, at.planned);
            let kept = if at.kept { "" } else { " NOT KEPT" };
            let counts = [format!("{name}{kept}"), answered, format!("{:.0}", at.per_second)];
            rows.row(counts.into_iter().chain(times(&at.latency)));
            lines.push((format!("{name} a second{kept}"), &at.latency));
        }
    }
    document.rows(rows);
    document.chart(percentiles("Latency at fixed rates, waiting included", &lines));

    if let Some(memory) = &sides[0].1.memory {
        let mebibytes = |bytes: u64| bytes as f64 / f64::from(1 << 20);
        document.text(format!(
            "memory of the process, queries included: {:.1} MiB with all tokens remembered by one thread, {:.1} MiB at most",
            mebibytes(memory.resident_bytes),
            mebibytes(memory.peak_bytes),
        ));
    }
}

/// Latencies, log scale, over percentiles: each step to the right is a tenth of the queries that were left.
fn percentiles(title: &str, passes: &[(String, &Pass)]) -> Chart {
    let queries = passes.iter().map(|(_, pass)| pass.queries).max().unwrap_or_default();
    let steps = (queries as f64).log10().ceil().clamp(1.0, 9.0);
    let across = |share: f64| if share < 1.0 { (-(1.0 - share).log10() / steps).min(1.0) } else { 1.0 };
    let curves = || passes.iter().flat_map(|(_, pass)| &pass.curve);
    let power = |us: f64| us.max(1e-3).log10();
    let lowest = curves().map(|point| power(point.us).floor()).fold(f64::INFINITY, f64::min);
    let highest = curves().map(|point| power(point.us).ceil()).fold(lowest + 1.0, f64::max);
    let up = |us: f64| (power(us) - lowest) / (highest - lowest);
    let point = |point: &CurvePoint| (across(point.share), up(point.us));
    let percents = (0..=steps as usize).map(|step| {
        let label = match step {
            0 => "0 %".to_owned(),
            1 => "90 %".to_owned(),
            2 => "99 %".to_owned(),
            more => format!("99.{} %", "9".repeat(more - 2)),
        };
        (step as f64 / steps, label)
    });
    let times = (0..=(highest - lowest) as i32).map(|step| {
        let us = 10_f64.powf(lowest + f64::from(step));
        let label = match us {
            1e6.. => format!("{:.0} s", us / 1e6),
            1e3.. => format!("{:.0} ms", us / 1e3),
            0.999.. => format!("{us:.0} us"),
            _ => format!("{:.0} ns", us * 1e3),
        };
        (f64::from(step) / (highest - lowest), label)
    });
    Chart {
        title: title.to_owned(),
        across: Axis { label: "share of the queries".to_owned(), ticks: percents.collect() },
        up: Axis { label: "at most".to_owned(), ticks: times.collect() },
        lines: passes.iter().map(|(name, pass)| (name.clone(), pass.curve.iter().map(point).collect())).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_and_times_are_on_log_scales() {
        let curve = [(0.0, 2.0), (0.9, 10.0), (0.99, 100.0), (0.9999, 150.0), (1.0, 2_000.0)];
        let pass = Pass {
            queries: 1_000,
            per_second: 1.0,
            p50_us: 5.0,
            p90_us: 10.0,
            p99_us: 100.0,
            p999_us: 120.0,
            max_us: 2_000.0,
            curve: curve.map(|(share, us)| CurvePoint { share, us }).to_vec(),
        };
        let chart = percentiles("t", &[("warm".to_owned(), &pass)]);
        let labels = |axis: &Axis| axis.ticks.iter().map(|(_, label)| label.clone()).collect::<Vec<_>>();
        assert_eq!(labels(&chart.across), ["0 %", "90 %", "99 %", "99.9 %"]);
        assert_eq!(labels(&chart.up), ["1 us", "10 us", "100 us", "1 ms", "10 ms"]);
        let close = |(x, y): (f64, f64), (a, b): (f64, f64)| (x - a).abs() < 1e-9 && (y - b).abs() < 1e-9;
        let points = &chart.lines[0].1;
        assert!(close(points[1], (1.0 / 3.0, 0.25)) && close(points[2], (2.0 / 3.0, 0.5)), "{points:?}");
        assert!(points[3].0 == 1.0 && points[4].0 == 1.0, "beyond what that many queries can tell: {points:?}");
        assert!(points.iter().all(|(x, y)| (0.0..=1.0).contains(x) && (0.0..=1.0).contains(y)));
    }
}
