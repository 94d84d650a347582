//! The tables that `bench` prints.

use std::fmt::Write;

use super::model::{BenchReport, Rates, Sketch, Timing};

/// Runs that differ by more of their median say that something else was at work.
const MAX_SPREAD: f64 = 0.2;

/// One thread works nearly all the time that passes, unless it has to wait for a processor.
const MIN_CPU_SHARE: f64 = 0.9;

/// The report as text, in lines of at most 80 columns.
pub(super) fn text(report: &BenchReport) -> String {
    let mut out = String::new();
    // Writing into a string cannot fail.
    let _ = write_text(&mut out, report);
    out
}

fn write_text(out: &mut String, report: &BenchReport) -> std::fmt::Result {
    let BenchReport { machine, input, runs, .. } = report;
    let processor = machine.processor.as_deref().unwrap_or(machine.arch);
    writeln!(out, "wirecopy {}, {processor}, {}", report.version, threads(machine.threads))?;
    let articles = plural(input.articles, "article");
    match input.generated_seed {
        Some(seed) => write!(out, "{articles}, generated from seed {seed}")?,
        None => write!(out, "{articles}")?,
    }
    let megabytes = input.text_bytes as f64 / 1e6;
    writeln!(out, ": {megabytes:.1} MB of text, {} tokens", grouped(input.tokens))?;
    writeln!(out, "Median of {}; spread is half their range", plural(u64::from(*runs), "run"))?;

    let of = if input.sampled_articles < input.articles {
        format!(", on the first {} articles", grouped(input.sampled_articles))
    } else {
        String::new()
    };
    writeln!(out, "\nEach stage alone, one thread{of}\n")?;
    head(out)?;
    for stage in &report.stages {
        row(out, stage.name, &stage.timing, &stage.rates)?;
    }
    let kept: Vec<String> = report
        .stages
        .iter()
        .filter_map(|stage| Some((stage.name, stage.kept_bytes_per_article?)))
        .map(|(name, bytes)| {
            let what = if name == "read" { "text" } else { name };
            format!("{what} {} B", rounded(bytes))
        })
        .collect();
    paragraph(out, &format!("kept for an article: {}", kept.join("; ")))?;

    for scan in &report.scans {
        writeln!(out, "\n{}, {}\n", scan.name, threads(machine.threads))?;
        head(out)?;
        for stage in &scan.stages {
            row(out, stage.name, &stage.timing, &stage.rates)?;
        }
        row(out, "whole", &scan.timing, &scan.rates)?;
        let mut found = format!(
            "{} candidate pairs, {} verified, {}",
            grouped(scan.candidate_pairs),
            grouped(scan.verified_pairs),
            plural(scan.clusters, "cluster")
        );
        if let Some(bytes) = scan.peak_bytes {
            let per_article = bytes / input.articles.max(1);
            let megabytes = bytes as f64 / 1e6;
            write!(
                found,
                "; peak memory {megabytes:.0} MB, {} B an article",
                grouped(per_article)
            )?;
        }
        paragraph(out, &found)?;
    }
    sketch(out, &report.sketch)?;
    notes(out, report)
}

fn head(out: &mut String) -> std::fmt::Result {
    let [stage, time, range, cpu, rate, articles, tokens] =
        ["stage", "time", "spread", "CPU", "MB/s", "articles/s", "ns/token"];
    line(
        out,
        &format!("{stage:20} {time:>9} {range:>6} {cpu:>9} {rate:>8} {articles:>11} {tokens:>8}"),
    )
}

fn row(out: &mut String, name: &str, timing: &Timing, rates: &Rates) -> std::fmt::Result {
    let time = seconds(timing.seconds);
    let half_range = format!("±{:.0} %", spread(timing) * 50.0);
    let cpu = timing.cpu_seconds.map(seconds).unwrap_or_default();
    let megabytes = rate(rates.mb_per_second);
    let articles = rounded(rates.articles_per_second);
    let tokens = format!("{:.2}", rates.ns_per_token);
    line(
        out,
        &format!(
            "{name:20} {time:>9} {half_range:>6} {cpu:>9} {megabytes:>8} {articles:>11} {tokens:>8}"
        ),
    )
}

fn line(out: &mut String, text: &str) -> std::fmt::Result {
    writeln!(out, "{}", text.trim_end())
}

/// A paragraph of its own, in lines that are broken between words.
fn paragraph(out: &mut String, text: &str) -> std::fmt::Result {
    let mut column = 0;
    for word in text.split(' ') {
        let width = word.chars().count();
        let start = if column == 0 {
            "\n"
        } else if column + 1 + width > 80 {
            column = 0;
            "\n"
        } else {
            " "
        };
        column += width + usize::from(column > 0);
        write!(out, "{start}{word}")?;
    }
    writeln!(out)
}

fn sketch(out: &mut String, sketch: &Sketch) -> std::fmt::Result {
    let Some(first) = sketch.kinds.first().filter(|kind| !kind.errors.is_empty()) else {
        return writeln!(out, "\nNo article is long enough to measure the error of the sketch.");
    };
    writeln!(out, "\nEstimates by {} slots against exact resemblance", sketch.num_slots)?;
    paragraph(
        out,
        &format!(
            "Root of the mean squared error at nine resemblances, {} at each, made of the \
             articles' own shingles ({:.0} distinct ones in a pair); last, the squared error \
             relative to that of {} independent permutations:",
            plural(sketch.pairs, "pair"),
            sketch.shingles_per_pair,
            sketch.num_slots
        ),
    )?;
    writeln!(out)?;
    let cells = |values: &mut dyn Iterator<Item = String>| -> String {
        values.fold(String::new(), |row, value| row + &format!("{value:>6}"))
    };
    let all = cells(&mut first.errors.iter().map(|error| format!("{:.2}", error.resemblance)));
    line(out, &format!("{:12}{all}  relative", ""))?;
    for kind in &sketch.kinds {
        let all = cells(&mut kind.errors.iter().map(|error| fraction(error.rms_error)));
        line(out, &format!("{:12}{all}{:>10.2}", kind.name, kind.relative_squared_error))?;
    }
    let all = cells(&mut first.errors.iter().map(|error| fraction(error.expected_rms_error)));
    line(out, &format!("{:12}{all}{:>10.2}", "permutations", 1.0))
}

/// What makes the figures doubtful.
fn notes(out: &mut String, report: &BenchReport) -> std::fmt::Result {
    let of_scans = report.scans.iter().map(|scan| &scan.timing);
    let timings = report.stages.iter().map(|stage| &stage.timing);
    if timings.clone().chain(of_scans).any(|timing| spread(timing) > MAX_SPREAD) {
        let text = "note: some runs differ by more than 20 % of their median: the machine is busy, \
                    or its clock changes; more --runs make medians steadier";
        paragraph(out, text)?;
    }
    let waits = |timing: &Timing| {
        timing.cpu_seconds.is_some_and(|cpu| cpu < MIN_CPU_SHARE * timing.seconds)
    };
    // Reading waits for files; the other single stages wait for nothing but a processor.
    if timings.skip(1).any(waits) {
        let text = "note: stages on one thread had a processor for less than 90 % of the time: \
                    other programs are running, so take CPU for the work";
        paragraph(out, text)?;
    }
    Ok(())
}

/// Range of the runs relative to their median.
fn spread(timing: &Timing) -> f64 {
    (timing.max_seconds - timing.min_seconds) / timing.seconds.max(1e-9)
}

/// `1.23 s`, `45.6 ms`, `7.8 µs`.
fn seconds(seconds: f64) -> String {
    if seconds >= 0.9995 {
        format!("{seconds:.2} s")
    } else if seconds >= 0.000_999_5 {
        format!("{:.1} ms", seconds * 1e3)
    } else {
        format!("{:.1} µs", seconds * 1e6)
    }
}

/// A rate with three digits or more.
fn rate(rate: f64) -> String {
    if rate >= 99.95 { rounded(rate) } else { format!("{rate:.1}") }
}

/// `.034`
fn fraction(share: f64) -> String {
    format!("{share:.3}").trim_start_matches('0').to_owned()
}

fn threads(number: usize) -> String {
    plural(number as u64, "thread")
}

fn plural(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// `12345.6` as `12,346`.
fn rounded(number: f64) -> String {
    group(&format!("{number:.0}"))
}

/// `12345` as `12,345`.
fn grouped(number: u64) -> String {
    group(&number.to_string())
}

fn group(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::model::{Input, Machine, Scan, ScanStage, SketchError, SketchKind, Stage};
    use super::*;

    fn timing(seconds: f64, half_range: f64, cpu_seconds: Option<f64>) -> Timing {
        let (min_seconds, max_seconds) = (seconds - half_range, seconds + half_range);
        Timing { seconds, min_seconds, max_seconds, cpu_seconds }
    }

    fn rates(seconds: f64) -> Rates {
        Rates::new(seconds, 40_000, 104_000_000, 17_600_000)
    }

    fn report() -> BenchReport {
        let stage = |name, seconds, kept_bytes_per_article| Stage {
            name,
            timing: timing(seconds, seconds / 50.0, Some(seconds)),
            rates: Rates::new(seconds, 20_000, 52_000_000, 8_800_000),
            kept_bytes_per_article,
        };
        let scan_stage = |name, seconds| ScanStage {
            name,
            timing: timing(seconds, 0.0, None),
            rates: rates(seconds),
        };
        let error = |resemblance, rms_error| SketchError {
            resemblance,
            bias: 0.0,
            rms_error,
            expected_rms_error: rms_error * 1.25,
        };
        BenchReport {
            schema: "",
            version: "1.2.3",
            machine: Machine { processor: None, arch: "abacus", os: "none", threads: 2 },
            input: Input {
                generated_seed: Some(1),
                articles: 40_000,
                text_bytes: 104_000_000,
                tokens: 17_600_000,
                sampled_articles: 20_000,
                sampled_text_bytes: 52_000_000,
                sampled_tokens: 8_800_000,
            },
            runs: 5,
            stages: vec![
                stage("read", 0.0456, Some(2_600.4)),
                stage("shingles", 0.000_056, None),
                stage("fingerprints", 0.0123, Some(1_502.0)),
            ],
            scans: vec![Scan {
                name: "scan",
                candidate_pairs: 12_345,
                verified_pairs: 678,
                clusters: 1,
                stages: vec![scan_stage("read", 0.9), scan_stage("verify", 1.6)],
                timing: timing(2.5, 0.1, Some(4.75)),
                rates: rates(2.5),
                peak_bytes: Some(400_000_000),
            }],
            sketch: Sketch {
                num_slots: 128,
                pairs: 2_000,
                shingles_per_pair: 431.4,
                kinds: vec![SketchKind {
                    name: "binned",
                    errors: vec![error(0.1, 0.0212), error(0.9, 0.0213)],
                    relative_squared_error: 0.64,
                }],
            },
        }
    }

    #[test]
    fn tables_are_as_people_see_them() {
        insta::assert_snapshot!(text(&report()));
    }

    #[test]
    fn lines_fit_a_terminal() {
        let mut report = report();
        report.stages[0].timing = timing(12_345.678, 9_999.9, Some(12_345.678));
        report.stages[1].rates = Rates::new(1e-9, 4, 4_000, 1);
        for line in text(&report).lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }

    #[test]
    fn doubtful_figures_are_named() {
        let steady = text(&report());
        assert!(!steady.contains("note:"), "{steady}");
        let mut unsteady = report();
        unsteady.scans[0].timing = timing(2.5, 0.3, Some(4.75));
        assert!(text(&unsteady).contains("note: some runs differ"));
        let mut waiting = report();
        waiting.stages[2].timing.cpu_seconds = Some(0.010);
        assert!(text(&waiting).contains("note: stages on one thread"));
        let mut reading = report();
        reading.stages[0].timing.cpu_seconds = Some(0.010);
        assert!(!text(&reading).contains("note:"), "reading may wait for files");
    }

    #[test]
    fn too_short_articles_have_no_error_of_the_sketch() {
        let mut report = report();
        report.sketch.kinds[0].errors.clear();
        assert!(text(&report).contains("No article is long enough"));
    }

    #[test]
    fn figures_have_a_unit_that_suits_them() {
        let shown = [12.345, 0.999_9, 0.0456, 0.000_999_9, 7.8e-6].map(seconds);
        assert_eq!(shown, ["12.35 s", "1.00 s", "45.6 ms", "1.0 ms", "7.8 µs"]);
        assert_eq!([99.94, 99.95, 1234.56].map(rate), ["99.9", "100", "1,235"]);
        assert_eq!([0.0344, 0.5, 1.0].map(fraction), [".034", ".500", "1.000"]);
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
