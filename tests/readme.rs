//! Holds README.md and docs/output.md to what the program says and writes. Its Rust example is a documentation test of
//! the library, see `src/lib.rs`.

#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use wirecopy::audit::Owners;
use wirecopy::passage::PairKind;
use wirecopy::read::{ReadOptions, Reader};
use wirecopy::report::{OUT_FILES, write_clusters_csv, write_jsonl, write_pairs_csv};
use wirecopy::{Scan, ScanConfig, ScanOutcome};

const README: &str = include_str!("../README.md");
const OUTPUT: &str = include_str!("../docs/output.md");

/// The part of a document below a heading, up to the next one.
fn section(document: &'static str, heading: &str) -> &'static str {
    let (_, below) = document.split_once(&format!("\n{heading}\n")).expect(heading);
    let end = below.find("\n#").unwrap_or(below.len());
    &below[..end]
}

/// Cells of the table rows whose first cell is code, without its marks.
fn rows(part: &'static str) -> Vec<Vec<&'static str>> {
    part.lines()
        .filter_map(|line| line.strip_prefix("| `")?.strip_suffix(" |"))
        .map(|line| line.split(" | ").map(|cell| cell.trim_end_matches('`')).collect())
        .collect()
}

fn run(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_wirecopy"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// How a heading is named in links: as the usual renderers of Markdown do.
fn anchors(document: &str) -> BTreeSet<String> {
    let headings = document.lines().filter(|line| line.starts_with('#'));
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    let anchor = |heading: &str| {
        let name: String =
            heading.trim_start_matches('#').trim().to_lowercase().chars().filter(kept).collect();
        name.replace(' ', "-")
    };
    headings.map(anchor).collect()
}

#[test]
fn links_lead_to_headings_that_are_there() {
    let mut num_links = 0;
    for (document, other, path) in
        [(README, OUTPUT, "docs/output.md"), (OUTPUT, README, "../README.md")]
    {
        for link in document.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let Some((file, anchor)) = link.split_once('#') else { continue };
            let target = if file.is_empty() { document } else { other };
            assert!(file.is_empty() || file == path, "{link}");
            assert!(anchors(target).contains(anchor), "{link}");
            num_links += 1;
        }
    }
    assert!(num_links > 20, "{num_links}");
}

#[test]
fn output_on_the_first_screen_is_real() {
    let (_, shown) = README.split_once("$ cargo run --release -- scan corpus\n").unwrap();
    let (shown, _) = shown.split_once("```").unwrap();
    let printed = run(&["scan", "corpus"]);
    let mut rest = printed.as_str();
    for part in shown.split("[...]\n") {
        let (_, after) = rest.split_once(part).unwrap_or_else(|| panic!("not printed:\n{part}"));
        rest = after;
    }
}

#[test]
fn flags_of_the_table_are_those_of_the_program() {
    let help = run(&["scan", "--help"]);
    let flags = rows(section(README, "### scan"));
    assert!(flags.len() > 10);
    for row in flags {
        let flag = match row[0].split_once(' ') {
            Some((name, value)) => format!(" {name} <{value}>\n"),
            None => format!(" {}\n", row[0]),
        };
        assert!(help.contains(&flag), "{flag}");
    }
}

/// A story, and how another source tells it again.
const RETOLD: [&str; 2] = [
    "The harbour of Ostermere will be closed for 17 weeks from Monday, mayor Ada Brandt announced on \
     Thursday. Divers found cracks in 42 of the 96 piers that Norland Steel built in 1974. Repairs \
     cost 8.3 million crowns, of which the province of Kallen pays half. The ferries to Sonderby leave \
     from the old fish market until the work is done.",
    "For 17 weeks nothing moves in the harbour of Ostermere, as mayor Ada Brandt made known on Thursday. \
     In 42 out of 96 piers, work of Norland Steel in 1974, divers had found cracks. The repairs are to \
     cost 8.3 million crowns and the province of Kallen bears half of it. Until then ferries to \
     Sonderby start at the old fish market.",
];

/// A scan of the corpus, of a story that is told twice, and of a file with a bad record and one that
/// is no archive.
fn scan(config: ScanConfig) -> ScanOutcome {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bad.jsonl"), "{\"id\": 1}\n").unwrap();
    std::fs::write(folder.path().join("bad.txt.gz"), "no archive").unwrap();
    for (source, text) in ["Wire", "Echo"].into_iter().zip(RETOLD) {
        let record = serde_json::json!({ "id": source, "source": source, "text": text });
        let path = folder.path().join(format!("{source}.jsonl"));
        std::fs::write(path, format!("{record}\n")).unwrap();
    }
    let paths = [corpus, folder.path().to_path_buf()];
    let reader = Reader::new(&paths, ReadOptions::default()).unwrap();
    Scan::new(config).run(reader, &()).unwrap()
}

fn both_modes() -> [(&'static str, ScanOutcome); 2] {
    let near_duplicates = ScanConfig::builder().near_duplicates(0.8).build().unwrap();
    let passages = ScanConfig::builder().related().build().unwrap();
    [("passages", scan(passages)), ("near duplicates", scan(near_duplicates))]
}

/// Values by the path of keys that leads to them.
fn walk<'v>(value: &'v Value, path: &str, found: &mut BTreeMap<String, Vec<&'v Value>>) {
    match value {
        Value::Object(fields) => {
            for (key, inner) in fields {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                found.entry(path.clone()).or_default().push(inner);
                walk(inner, &path, found);
            }
        }
        Value::Array(elements) => {
            for element in elements {
                walk(element, &format!("{path}[]"), found);
            }
        }
        _ => {}
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[test]
fn every_field_of_an_audit_is_in_the_table_and_no_other() {
    let audit = scan(ScanConfig::default()).audit(&Owners::default()).unwrap();
    let document = serde_json::to_value(&audit).unwrap();
    let mut found = BTreeMap::new();
    walk(&document, "", &mut found);
    let ratio = ["numerator", "denominator", "n", "share", "low", "high"];
    let is_ratio = |value: &Value| {
        let fields = value.as_object().map(|fields| fields.keys().map(String::as_str).collect());
        fields == Some(BTreeSet::from(ratio))
    };
    let table = rows(section(OUTPUT, "## The audit document"));
    for row in &table {
        let [field, kind, null, _] = row[..] else { panic!("four cells: {row:?}") };
        let values = found.remove(field).unwrap_or_else(|| panic!("{field} is not written"));
        for value in values {
            let is_of_kind = match kind {
                "ratio" => is_ratio(value),
                "number" => value.is_number(),
                "signed" => value.is_i64() || value.is_u64(),
                _ => type_of(value) == kind,
            };
            assert!(is_of_kind || (value.is_null() && null != "-"), "{field} is {value}");
        }
        if kind == "ratio" {
            found.retain(|name, _| !name.starts_with(&format!("{field}.")));
        }
    }
    let as_in_a_scan = ["run.parameters", "run.config_digest", "run.limits_hit", "rejects"];
    found.retain(|field, _| !as_in_a_scan.iter().any(|same| field.starts_with(same)));
    assert!(found.is_empty(), "not in the table: {:?}", found.keys());
}

#[test]
fn every_field_of_the_document_is_in_the_table_and_no_other() {
    let table = rows(section(OUTPUT, "## The document"));
    let listed: BTreeSet<String> = table.iter().map(|row| row[0].to_owned()).collect();
    assert_eq!(listed.len(), table.len(), "a field is listed twice");
    let mut seen = BTreeSet::new();
    for (mode, outcome) in both_modes() {
        let document = serde_json::to_value(&outcome.report).unwrap();
        let mut found = BTreeMap::new();
        walk(&document, "", &mut found);
        for row in &table {
            let [field, kind, null, meaning] = row[..] else { panic!("four cells: {row:?}") };
            assert!(!meaning.is_empty(), "{field}");
            for value in found.get(field).into_iter().flatten() {
                let is_of_kind = type_of(value) == kind
                    || (kind == "number" && type_of(value) == "integer")
                    || (value.is_null() && null != "-");
                assert!(is_of_kind, "{field} is {value} in the mode of {mode}");
                // A field that a mode does not compute is null throughout, and only there.
                if ["passages", "near duplicates"].contains(&null) {
                    assert_eq!(value.is_null(), null == mode, "{field} in the mode of {mode}");
                }
            }
        }
        seen.extend(found.into_keys());
    }
    assert_eq!(seen, listed);
}

#[test]
fn every_field_of_bench_is_in_its_table_and_no_other() {
    let document: Value =
        serde_json::from_str(&run(&["bench", "corpus", "--runs=1", "--quiet", "--format=json"]))
            .unwrap();
    let mut found = BTreeMap::new();
    walk(&document, "", &mut found);
    let written: BTreeSet<&str> =
        found.keys().filter_map(|path| path.rsplit(['.', ']']).next()).collect();
    let table = section(README, "### bench");
    let listed: BTreeSet<&str> = table
        .lines()
        .filter(|line| line.starts_with("| "))
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .filter(|name| !["sampled_", "wirecopy.bench/1"].contains(name))
        .collect();
    let written: BTreeSet<&str> =
        written.into_iter().map(|name| name.trim_start_matches("sampled_")).collect();
    assert_eq!(written, listed);
}

#[test]
fn lines_files_and_columns_are_those_written() {
    let part = section(OUTPUT, "## JSON Lines and the directory of --out");
    let files: BTreeSet<&str> = rows(part).into_iter().map(|row| row[0]).collect();
    assert_eq!(files, BTreeSet::from(OUT_FILES));

    let [(_, outcome), _] = both_modes();
    let mut lines = Vec::new();
    write_jsonl(&mut lines, &outcome.report).unwrap();
    for line in String::from_utf8(lines).unwrap().lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let name = line["type"].as_str().unwrap();
        assert!(part.contains(&format!("`{name}`")), "{name}");
    }
    let (mut clusters, mut pairs) = (Vec::new(), Vec::new());
    write_clusters_csv(&mut clusters, &outcome.report).unwrap();
    write_pairs_csv(&mut pairs, &outcome.report).unwrap();
    for (file, csv) in [("clusters.csv", clusters), ("pairs.csv", pairs)] {
        let csv = String::from_utf8(csv).unwrap();
        let mut rest = part.lines().find(|line| line.starts_with(&format!("| `{file}`"))).unwrap();
        for column in csv.lines().next().unwrap().split(',') {
            let (_, after) = rest.split_once(&format!("`{column}`")).expect(column);
            rest = after;
        }
    }
}

#[test]
fn every_reason_to_skip_input_is_in_the_table_and_no_other() {
    let source = include_str!("../src/read/reject.rs");
    let (_, codes) = source.split_once("const fn code(").unwrap();
    let (codes, _) = codes.split_once("const fn sentence(").unwrap();
    let codes: BTreeSet<&str> = codes.split('"').skip(1).step_by(2).collect();
    assert!(codes.contains("missing_text"));
    let listed: BTreeSet<&str> =
        rows(section(README, "### Bad input")).iter().map(|row| row[0]).collect();
    assert_eq!(listed, codes);
}

#[test]
fn every_kind_is_in_the_table_and_no_other() {
    use PairKind::{Abridgement, Partial, QuotesOnly, Reprint, Rewritten, SameEvent, Template};
    let kinds = [Reprint, Abridgement, Partial, QuotesOnly, Template, Rewritten, SameEvent]
        .map(PairKind::name);
    let listed: BTreeSet<&str> =
        rows(section(README, "### Kinds of pairs")).iter().map(|row| row[0]).collect();
    assert_eq!(listed, BTreeSet::from(kinds));
}
