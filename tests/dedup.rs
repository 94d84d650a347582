//! `Dedup` and `wirecopy dedup`, held to exhaustive comparison, and to what may be lost or changed of
//! a record: nothing.

#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};
use wirecopy::generate::{GenerateConfig, Generator};
use wirecopy::hash::mix;
use wirecopy::passage::ShingleSet;
use wirecopy::read::{ReadOptions, Reader};
use wirecopy::report::RemovedEntry;
use wirecopy::sketch::ShingleConfig;
use wirecopy::{Dedup, DedupConfig, DedupMode, DedupOutcome, Keep, Resources};

/// A record as the tests know it.
#[derive(Clone, Debug)]
struct Known {
    line: String,
    id: String,
    text: String,
    date: Option<String>,
}

fn known(id: &str, text: &str, date: Option<&str>) -> Known {
    let mut object = json!({"id": id, "text": text});
    if let Some(date) = date {
        object["date"] = date.into();
    }
    let (id, text) = (id.to_owned(), text.to_owned());
    Known { line: object.to_string(), id, text, date: date.map(str::to_owned) }
}

/// Stories, each with copies of which some words were replaced, some cut short, some the same.
fn collection(seed: u64, num_stories: u64, copies_of_story: u64) -> Vec<Known> {
    let mut state = mix(seed);
    let mut below = |bound: u64| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(state) % bound
    };
    let mut records = Vec::new();
    for story in 0..num_stories {
        let len = 20 + below(120);
        let words: Vec<String> = (0..len).map(|word| format!("s{story}w{word}")).collect();
        for copy in 0..=copies_of_story {
            let mut own = words.clone();
            for edit in 0..below(6) {
                let at = below(len) as usize;
                own[at] = format!("e{story}x{copy}x{edit}");
            }
            if below(4) == 0 {
                own.truncate((len / 2 + below(len / 2)) as usize);
            }
            let date = (below(3) > 0).then(|| format!("2019-05-{:02}", 1 + below(28)));
            records.push((below(u64::MAX), own.join(" "), date));
        }
    }
    records.sort();
    let named = records.iter().zip(0..);
    named.map(|((_, text, date), n)| known(&format!("r{n}"), text, date.as_deref())).collect()
}

fn write_lines(path: &Path, records: &[Known]) {
    let lines: Vec<&str> = records.iter().map(|record| record.line.as_str()).collect();
    fs::write(path, lines.join("\n") + "\n").unwrap();
}

fn dedup(path: &Path, config: DedupConfig, resources: Resources) -> DedupOutcome {
    let reader = Reader::new(&[path.to_path_buf()], ReadOptions::default()).unwrap();
    Dedup::new(config).with_resources(resources).run(reader, &()).unwrap()
}

fn removed(outcome: &DedupOutcome) -> Vec<RemovedEntry> {
    outcome.removed().map(|entry| entry.unwrap()).collect()
}

fn kept(outcome: &DedupOutcome) -> String {
    let mut out = Vec::new();
    outcome.write_kept(&mut out, Path::new("out")).unwrap();
    String::from_utf8(out).unwrap()
}

/// Indexes of removed records, by comparing each with every kept one before it.
fn greedy(records: &[Known], mode: DedupMode, keep: Keep, threshold: f64) -> BTreeSet<usize> {
    let sets: Vec<ShingleSet> = records
        .iter()
        .map(|record| ShingleSet::new(&record.text, ShingleConfig::default()))
        .collect();
    let mut order: Vec<usize> = (0..records.len()).collect();
    match keep {
        Keep::First => {}
        Keep::Longest => {
            order.sort_by_key(|&at| std::cmp::Reverse(records[at].text.split(' ').count()));
        }
        Keep::Earliest => {
            order.sort_by_key(|&at| (records[at].date.is_none(), records[at].date.clone()));
        }
    }
    let (mut kept, mut removed) = (Vec::new(), BTreeSet::new());
    for at in order {
        let is_similar = |&other: &usize| {
            let overlap = sets[at].overlap(&sets[other]);
            let similarity = match mode {
                DedupMode::Resemblance => overlap.resemblance(),
                DedupMode::Containment => overlap.containment_a_in_b(),
            };
            similarity >= threshold
        };
        if kept.iter().any(is_similar) {
            removed.insert(at);
        } else {
            kept.push(at);
        }
    }
    removed
}

#[test]
fn what_is_removed_is_what_comparing_all_removes() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("in.jsonl");
    let (mut num_removed, mut num_missed) = (0, 0);
    for seed in 0..4 {
        let records = collection(seed, 60, 5);
        write_lines(&path, &records);
        for mode in [DedupMode::Resemblance, DedupMode::Containment] {
            for keep in [Keep::First, Keep::Longest, Keep::Earliest] {
                for threshold in [0.6, 0.8, 0.95] {
                    let config = DedupConfig::builder().mode(mode).keep(keep).threshold(threshold);
                    let outcome = dedup(&path, config.build().unwrap(), Resources::default());
                    let found: BTreeSet<usize> = removed(&outcome)
                        .iter()
                        .map(|entry| entry.record.unwrap() as usize - 1)
                        .collect();
                    let expected = greedy(&records, mode, keep, threshold);
                    num_removed += expected.len();
                    num_missed += expected.symmetric_difference(&found).count();
                }
            }
        }
    }
    // Pairs at the threshold are found with a probability: one in a hundred may be missed there, and
    // few lie there. A record that is missed may take another one's place.
    assert!(num_removed > 2_000, "{num_removed}");
    assert!(num_missed * 200 <= num_removed, "{num_missed} of {num_removed}");
}

#[test]
fn every_figure_of_the_removed_is_exact_and_the_kept_one_is_kept_and_before_it() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("in.jsonl");
    let records = collection(9, 80, 6);
    write_lines(&path, &records);
    let by_id: BTreeMap<&str, (usize, &Known)> =
        records.iter().enumerate().map(|(at, record)| (record.id.as_str(), (at, record))).collect();
    for mode in [DedupMode::Resemblance, DedupMode::Containment] {
        let config = DedupConfig::builder().mode(mode).threshold(0.7).build().unwrap();
        let outcome = dedup(&path, config, Resources::default());
        let entries = removed(&outcome);
        let gone: BTreeSet<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
        assert!(gone.len() > 50 && gone.len() == entries.len());
        assert!(entries.is_sorted_by_key(|entry| entry.record));
        for entry in &entries {
            let (at, record) = by_id[entry.id.as_str()];
            let (kept_at, kept) = by_id[entry.kept_id.as_str()];
            assert!(!gone.contains(entry.kept_id.as_str()) && kept_at < at, "{entry:?}");
            assert_eq!(entry.record, Some(at as u64 + 1));
            assert_eq!(entry.kept_record, Some(kept_at as u64 + 1));
            let set = |text: &str| ShingleSet::new(text, ShingleConfig::default());
            let overlap = set(&record.text).overlap(&set(&kept.text));
            assert_eq!(
                [entry.shingles, entry.kept_shingles, entry.shared_shingles],
                [overlap.num_a, overlap.num_b, overlap.num_shared]
            );
            assert_eq!(entry.total_shingles, overlap.num_a + overlap.num_b - overlap.num_shared);
            let ratios = [overlap.resemblance(), overlap.containment_a_in_b()];
            assert_eq!(
                [entry.resemblance, entry.containment].map(f64::to_bits),
                ratios.map(f64::to_bits)
            );
            let similarity = match mode {
                DedupMode::Resemblance => entry.resemblance,
                DedupMode::Containment => entry.containment,
            };
            assert!(similarity >= 0.7, "{entry:?}");
            assert_eq!(
                serde_json::to_value(entry.reason).unwrap() == "exact_copy",
                record.text == kept.text
            );
        }
        let counts = outcome.counts;
        assert_eq!(counts.records, records.len() as u64);
        assert_eq!(counts.exact_copies + counts.near_copies, entries.len() as u64);
        assert_eq!(counts.kept + entries.len() as u64, counts.records);
        let expected: String = records
            .iter()
            .filter(|record| !gone.contains(record.id.as_str()))
            .map(|record| record.line.clone() + "\n")
            .collect();
        assert_eq!(kept(&outcome), expected);
    }
}

#[test]
fn neither_threads_nor_memory_nor_packing_change_what_is_kept() {
    let folder = tempdir().unwrap();
    let (plain, packed) = (folder.path().join("in.jsonl"), folder.path().join("in.jsonl.zst"));
    write_lines(&plain, &collection(3, 300, 5));
    fs::write(&packed, zstd::encode_all(&fs::read(&plain).unwrap()[..], 1).unwrap()).unwrap();
    for mode in [DedupMode::Resemblance, DedupMode::Containment] {
        let config = DedupConfig::builder().mode(mode).build().unwrap();
        let run = |threads: usize, memory_limit: u64, path: &Path| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let resources = Resources { memory_limit, ..Resources::default() };
            let outcome = pool.install(|| dedup(path, config.clone(), resources));
            let pairs =
                removed(&outcome).into_iter().map(|entry| (entry.record, entry.kept_record));
            (kept(&outcome), pairs.collect::<Vec<_>>())
        };
        let first = run(1, 1 << 30, &plain);
        assert!(first.1.len() > 100, "{}", first.1.len());
        for (threads, memory_limit, path) in
            [(3, 1 << 30, &plain), (2, 1 << 12, &plain), (2, 0, &packed), (7, 1 << 30, &packed)]
        {
            assert!(run(threads, memory_limit, path) == first, "{threads} {memory_limit} {path:?}");
        }
    }
}

/// Linear work, and nothing that hangs: twenty thousand copies, and as many that differ in words.
#[test]
fn a_story_that_twenty_thousand_ran() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("in.jsonl");
    for (identical, near_identical) in [(20_000, 0), (0, 20_000)] {
        let config = GenerateConfig { identical, near_identical, seed: 4, ..Default::default() };
        let mut lines = Vec::new();
        Generator::new(&config).unwrap().write_jsonl(&mut lines, &path).unwrap();
        fs::write(&path, lines).unwrap();
        let config = DedupConfig::builder().threshold(0.4).build().unwrap();
        let outcome = dedup(&path, config, Resources::default());
        let counts = outcome.counts;
        assert_eq!(counts.records, 20_000);
        if identical > 0 {
            assert_eq!((counts.kept, counts.exact_copies), (1, 19_999));
        } else {
            // One to five words of a hundred differ from the story: all resemble most others.
            let expected = num_kept_by_comparing_all(&path, 0.4);
            assert_eq!((counts.kept, counts.crowded), (expected, 0));
        }
    }
}

/// Records of a file that none before them that is kept resembles.
fn num_kept_by_comparing_all(path: &Path, threshold: f64) -> u64 {
    let mut reader = Reader::new(&[path.to_path_buf()], ReadOptions::default()).unwrap();
    let mut kept: Vec<ShingleSet> = Vec::new();
    while let Some(batch) = reader.next_batch() {
        for article in batch.parse() {
            let set = ShingleSet::new(&article.unwrap().text, ShingleConfig::default());
            if kept.iter().all(|other| set.overlap(other).resemblance() < threshold) {
                kept.push(set);
            }
        }
    }
    kept.len() as u64
}

fn wirecopy(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wirecopy"));
    command.current_dir(folder).stdin(Stdio::null()).args(args).output().unwrap()
}

/// A run as a page to read.
fn page(folder: &Path, args: &[&str]) -> String {
    let output = wirecopy(folder, args);
    let status = output.status.code().unwrap();
    let mut page = format!("$ wirecopy {}\nexit status {status}\n", args.join(" "));
    for (name, bytes) in [("stdout", output.stdout), ("stderr", output.stderr)] {
        if !bytes.is_empty() {
            page = format!("{page}--- {name}\n{}", String::from_utf8(bytes).unwrap());
        }
    }
    page
}

const WIRE: &str = "Ministers agreed on Monday to share the cost of a new bridge over the river, \
                    ending a quarrel that had kept both ferry towns waiting for eleven years.";

/// Odd spacing, unknown fields, repeated ids, bad lines, one that is too short, no last line end.
fn odd_lines() -> Vec<String> {
    vec![
        format!(
            "{{\"id\": 7,  \"text\":\"{WIRE}\", \"score\" : 1.50e0 , \"x\": [ {{ }}, null ]}}\r"
        ),
        format!("  {{\"text\": \"{}\", \"id\": 7}}", WIRE.replace("both", "\\u0062oth")),
        "{\"id\": 8, \"text\": \"Too short.\"}".to_owned(),
        "{\"id\": 8, \"text\": \"Too short.\"}".to_owned(),
        "{\"id\": 9}".to_owned(),
        String::new(),
        "{\"id\": 10, \"text\": \"Coal will be carried up by the scouts on Saturdays\", \"y\":\t0}"
            .to_owned(),
    ]
}

fn odd() -> TempDir {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("in.jsonl"), odd_lines().join("\n")).unwrap();
    folder
}

/// What is kept of [`odd_lines`].
fn odd_kept() -> String {
    let lines = odd_lines();
    [0, 2, 3, 6].map(|at| lines[at].clone() + "\n").concat()
}

#[test]
fn records_pass_through_byte_for_byte() {
    let folder = odd();
    insta::assert_snapshot!(page(
        folder.path(),
        &["dedup", "in.jsonl", "-o", "out.jsonl", "--removed", "gone.jsonl"]
    ));
    assert_eq!(fs::read_to_string(folder.path().join("out.jsonl")).unwrap(), odd_kept());
    insta::assert_snapshot!(fs::read_to_string(folder.path().join("gone.jsonl")).unwrap());
    let schema: Value = serde_json::from_str(include_str!("../schemas/removed.json")).unwrap();
    let gone = fs::read_to_string(folder.path().join("gone.jsonl")).unwrap();
    let line: Value = serde_json::from_str(&gone).unwrap();
    let fields: BTreeSet<&str> = line.as_object().unwrap().keys().map(String::as_str).collect();
    let required = schema["required"].as_array().unwrap().iter().filter_map(Value::as_str);
    assert_eq!(fields, required.collect());
    // What is kept stays as it is when it is run again.
    assert_eq!(
        wirecopy(folder.path(), &["dedup", "out.jsonl", "-o", "-"]).stdout,
        odd_kept().as_bytes()
    );
}

#[test]
fn packed_input_and_output_hold_the_same_bytes() {
    let folder = odd();
    let root = folder.path();
    let plain = fs::read(root.join("in.jsonl")).unwrap();
    fs::write(root.join("in.jsonl.zst"), zstd::encode_all(&plain[..], 1).unwrap()).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&plain).unwrap();
    fs::write(root.join("in.jsonl.gz"), gzip.finish().unwrap()).unwrap();
    for input in ["in.jsonl", "in.jsonl.zst", "in.jsonl.gz"] {
        for output in ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst"] {
            let run = wirecopy(root, &["dedup", input, "-o", output]);
            assert_eq!(run.status.code(), Some(3), "{run:?}");
            let packed = fs::read(root.join(output)).unwrap();
            let mut text = String::new();
            match output.rsplit('.').next() {
                Some("gz") => {
                    flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut text).unwrap();
                }
                Some("zst") => {
                    text = String::from_utf8(zstd::decode_all(&packed[..]).unwrap()).unwrap();
                }
                _ => text = String::from_utf8(packed).unwrap(),
            }
            assert_eq!(text, odd_kept(), "{input} {output}");
        }
    }
}

#[test]
fn standard_input_is_read_and_standard_output_written() {
    let folder = tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_wirecopy"))
        .current_dir(folder.path())
        .args(["dedup", "-", "-o", "-", "--quiet"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(odd_lines().join("\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), odd_kept());
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn other_formats_become_lines_of_json_that_can_be_read_again() {
    let folder = tempdir().unwrap();
    let root = folder.path();
    fs::create_dir_all(root.join("in/echo/2017-01-12")).unwrap();
    fs::write(root.join("in/echo/2017-01-12/a.txt"), format!("A bridge\n\n{WIRE}\n")).unwrap();
    fs::write(root.join("in/b.csv"), format!("id,body,extra\n1,\"{WIRE}\",x\n2,\"one\ntwo\",y\n"))
        .unwrap();
    let array = format!(
        "[\n  {{\"id\": 3,\r\n   \"text\": \"{WIRE}\", \"z\": 1}},\n {{\"text\": \"four\"}}]"
    );
    fs::write(root.join("in/c.json"), array).unwrap();
    let output = wirecopy(root, &["dedup", "in", "-o", "-", "--threshold", "1", "--quiet"]);
    insta::assert_snapshot!(String::from_utf8(output.stdout).unwrap());
}

#[test]
fn a_dry_run_and_bad_input_under_strict_write_no_records() {
    let folder = odd();
    let root = folder.path();
    insta::assert_snapshot!(page(
        root,
        &["dedup", "in.jsonl", "--dry-run", "--removed", "gone.jsonl", "--rejects", "bad.jsonl"]
    ));
    assert_eq!(fs::read_to_string(root.join("gone.jsonl")).unwrap().lines().count(), 1);
    assert_eq!(fs::read_to_string(root.join("bad.jsonl")).unwrap().lines().count(), 1);
    fs::remove_file(root.join("gone.jsonl")).unwrap();
    fs::write(root.join("out.jsonl"), "old").unwrap();
    let args =
        ["dedup", "in.jsonl", "-o", "out.jsonl", "--removed", "gone.jsonl", "--strict", "-q"];
    insta::assert_snapshot!(page(root, &args));
    assert_eq!(fs::read_to_string(root.join("out.jsonl")).unwrap(), "old");
    let mut names: Vec<PathBuf> =
        fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    assert_eq!(names, ["bad.jsonl", "in.jsonl", "out.jsonl"].map(|name| root.join(name)));
}

#[test]
fn what_cannot_be_done_is_said_in_one_line() {
    let folder = odd();
    let root = folder.path();
    fs::create_dir(root.join("news")).unwrap();
    fs::write(root.join("news/a.jsonl"), "").unwrap();
    let cases: [&[&str]; 6] = [
        &["dedup", "in.jsonl", "-o", "./in.jsonl"],
        &["dedup", "news", "-o", "news/new.jsonl"],
        &["dedup", "in.jsonl", "-o", "out.jsonl", "--removed", "in.jsonl"],
        &["dedup", "in.jsonl"],
        &["dedup", "in.jsonl", "-o", "out.jsonl", "--threshold", "0"],
        &["dedup", "in.jsonl", "-o", "out.jsonl", "--mode", "containment", "--threshold", "1.1"],
    ];
    let pages: Vec<String> = cases.iter().map(|args| page(root, args)).collect();
    insta::assert_snapshot!(pages.join("\n"));
    assert_eq!(fs::read_to_string(root.join("in.jsonl")).unwrap(), odd_lines().join("\n"));
}

#[test]
fn nothing_read_is_nothing_written() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("in.jsonl"), "\n").unwrap();
    let output = wirecopy(folder.path(), &["dedup", "in.jsonl", "-o", "out.jsonl"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(fs::read(folder.path().join("out.jsonl")).unwrap(), b"");
}

#[test]
fn a_full_disk_is_an_error() {
    let folder = odd();
    if !Path::new("/dev/full").exists() {
        println!("SKIPPED: this test needs /dev/full");
        return;
    }
    let output = wirecopy(folder.path(), &["dedup", "in.jsonl", "-o", "/dev/full"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn which_one_is_kept() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("in.jsonl");
    let longer = format!("{WIRE} The piles come before the floods.");
    let records = [
        known("undated", WIRE, None),
        known("late", WIRE, Some("2019-05-03")),
        known("long", &longer, Some("2019-05-02")),
        known("early", WIRE, Some("2019-05-01")),
    ];
    write_lines(&path, &records);
    for (keep, expected) in
        [(Keep::First, "undated"), (Keep::Longest, "long"), (Keep::Earliest, "early")]
    {
        let config = DedupConfig::builder().keep(keep).threshold(0.7).build().unwrap();
        let kept = kept(&dedup(&path, config, Resources::default()));
        let [line] = kept.lines().collect::<Vec<_>>()[..] else { panic!("{kept}") };
        assert_eq!(serde_json::from_str::<Value>(line).unwrap()["id"], expected);
    }
}

#[test]
fn a_file_that_changes_meanwhile_is_an_error() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("in.jsonl");
    write_lines(&path, &collection(1, 5, 0));
    let outcome = dedup(&path, DedupConfig::default(), Resources::default());
    write_lines(&path, &collection(2, 5, 0));
    let error = outcome.write_kept(&mut Vec::new(), Path::new("out")).unwrap_err();
    assert!(error.is_corrupt() && error.to_string().contains("in.jsonl"), "{error}");
}
