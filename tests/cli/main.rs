//! The command line from outside: standard output, standard error and exit status of each
//! subcommand, pinned by snapshots, and what it leaves on the disk.

#![expect(clippy::unwrap_used, reason = "a helper of tests may end them")]

mod comparing;
mod measuring;
mod outputs;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::{TempDir, tempdir};

const WIRE: &str = "Ministers agreed on Monday to share the cost of a new bridge over the river, \
                    ending a quarrel that had kept both ferry towns waiting for eleven years. The \
                    first piles will be driven before the spring floods, the harbour office said, \
                    and the old ferry will run until the last span is in place.";
const EDITED: &str = "Ministers agreed on Tuesday to share the cost of a new bridge over the \
                      river, ending a long quarrel that had kept both ferry towns waiting for \
                      eleven years. The first piles will be driven before the floods, the harbour \
                      office said, and the old ferry will run until the last span is in place.";
const OTHER: &str = "The reading room keeps its stove this winter after the council found an \
                     unspent legacy in a biscuit tin. Coal will be carried up by the scouts on \
                     Saturdays, who asked for nothing but the use of the chess boards.";

/// `wirecopy` without terminal, colour wishes and standard input, in `folder`.
fn wirecopy(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wirecopy"));
    command.current_dir(folder).stdin(Stdio::null());
    for wish in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        command.env_remove(wish);
    }
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    wirecopy(folder).args(args).output().unwrap()
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

fn status(output: &Output) -> Option<i32> {
    output.status.code()
}

/// A run as a page to read.
fn page(folder: &Path, args: &[&str]) -> String {
    let output = run(folder, args);
    let (stdout, stderr) = (stdout(&output), stderr(&output));
    let status = output.status.code().unwrap();
    let mut page = format!("$ wirecopy {}\nexit status {status}\n", args.join(" "));
    for (name, text) in [("stdout", stdout), ("stderr", stderr)] {
        if !text.is_empty() {
            page = format!("{page}--- {name}\n{text}");
        }
    }
    page.replace(env!("CARGO_PKG_VERSION"), "[version]")
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Three articles in two outlets' folders, two of which share copy.
fn collection() -> TempDir {
    let folder = tempdir().unwrap();
    let root = folder.path();
    write(root, "news/echo/2017-01-12/bridge.txt", &format!("Bridge agreed at last\n\n{WIRE}\n"));
    write(root, "news/herald/2017-01-13/span.txt", &format!("Towns will share\n\n{EDITED}\n"));
    write(root, "news/herald/2017-01-13/stove.txt", &format!("A stove is saved\n\n{OTHER}\n"));
    folder
}

const PATTERN: &str = "--path-pattern={source}/{date}/{}.txt";

/// Adds a file with one good record between bad ones, one that is too short, one passed over.
fn add_bad_input(root: &Path) {
    write(
        root,
        "news/more.jsonl",
        "{\"id\": \"m1\", \"text\": \"Too short.\"}\n{\"id\": \n{\"id\": \"m3\"}\n",
    );
    write(root, "news/read.me", "not an article");
}

fn entries(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn help_of_each_subcommand() {
    let folder = tempdir().unwrap();
    for command in [
        "",
        "scan",
        "audit",
        "dedup",
        "compare",
        "evaluate",
        "generate",
        "bench",
        "schema",
        "completions",
        "man",
    ] {
        let args: Vec<&str> = [command, "--help"].into_iter().filter(|a| !a.is_empty()).collect();
        let name = format!("help_{}", if command.is_empty() { "wirecopy" } else { command });
        insta::assert_snapshot!(name, page(folder.path(), &args));
    }
    insta::assert_snapshot!(page(folder.path(), &["--version"]), @r"
    $ wirecopy --version
    exit status 0
    --- stdout
    wirecopy [version]
    ");
}

#[test]
fn errors_are_one_line_and_status_2() {
    let folder = collection();
    let root = folder.path();
    write(root, "many.jsonl", "{\"text\": \"one\"}\n{\"text\": \"two\"}\n");
    let runs: [&[&str]; 25] = [
        &[],
        &["frob"],
        &["scan"],
        &["scan", "news", "--folow"],
        &["scan", "nowhere"],
        &["scan", "news", "--format", "xml"],
        &["scan", "news", "--min-run", "7"],
        &["scan", "news", "--threshold", "0.8"],
        &["scan", "news", "--near-duplicates", "--threshold", "1.5"],
        &["scan", "news", "--near-duplicates", "--min-run", "9"],
        &["scan", "news", "--format-in", "pdf"],
        &["scan", "news", "--field", "colour=blue"],
        &["scan", "news", "--delimiter", "ab"],
        &["scan", "news", "--path-pattern", "{colour}"],
        &["scan", "news", "--max-article-bytes", "8X"],
        &["scan", "news", "--threads", "0"],
        &["compare", "news/echo/2017-01-12/bridge.txt"],
        &["compare", "many.jsonl", "news/echo/2017-01-12/bridge.txt"],
        &["compare", "--articles", "many.jsonl", "x", "y"],
        &["compare", "--articles", "many.jsonl", "x", "x"],
        &["generate", "--output", "out.jsonl"],
        &["evaluate", "--articles", "news"],
        &["bench", "-"],
        &["bench", "news", "--articles", "10"],
        &["bench", "--articles", "10", "--threshold", "0"],
    ];
    let mut pages = String::new();
    for args in runs {
        let output = run(root, args);
        assert_eq!(status(&output), Some(2), "{args:?}");
        assert_eq!(stdout(&output), "", "{args:?}");
        assert_eq!(stderr(&output).lines().count(), 1, "{args:?}: {}", stderr(&output));
        pages = format!("{pages}$ wirecopy {}\n{}", args.join(" "), stderr(&output));
    }
    insta::assert_snapshot!(pages);
    assert_eq!(entries(root), ["many.jsonl", "news"]);
}

#[test]
fn scan_writes_a_summary() {
    let folder = collection();
    insta::assert_snapshot!(page(folder.path(), &["scan", "news", PATTERN]));
}

#[test]
fn scan_names_bad_input_and_goes_on() {
    let folder = collection();
    add_bad_input(folder.path());
    insta::assert_snapshot!(page(folder.path(), &["scan", "news"]));
}

#[test]
fn scan_writes_one_json_document_in_one_line() {
    let folder = collection();
    add_bad_input(folder.path());
    let output = run(folder.path(), &["scan", "news", PATTERN, "--format", "json", "--quiet"]);
    assert_eq!(status(&output), Some(3));
    assert_eq!(stdout(&output).matches('\n').count(), 1);
    assert!(stdout(&output).starts_with("{\"schema\":\"wirecopy.scan/1\",\"run\":{"));
    let mut document: Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(document["run"]["version"], env!("CARGO_PKG_VERSION"));
    document["run"]["version"] = "[version]".into();
    document["run"]["config_digest"] = "[digest]".into();
    insta::assert_snapshot!(serde_json::to_string_pretty(&document).unwrap());
}

#[test]
fn scan_writes_json_lines_by_type() {
    let folder = collection();
    add_bad_input(folder.path());
    let output = run(folder.path(), &["scan", "news", "--format", "jsonl"]);
    let types: Vec<String> = stdout(&output)
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["type"].as_str().unwrap().into())
        .collect();
    let expected = "run article article article article pair cluster source source reject reject";
    assert_eq!(types.join(" "), expected);
}

#[test]
fn scan_finds_near_duplicates() {
    let folder = collection();
    let args = ["scan", "news", PATTERN, "--near-duplicates", "--threshold", "0.5"];
    insta::assert_snapshot!(page(folder.path(), &args));
}

#[test]
fn scan_of_nothing_shared_says_so() {
    let folder = collection();
    insta::assert_snapshot!(page(folder.path(), &["scan", "news/herald"]), @r"
        $ wirecopy scan news/herald
        exit status 0
        --- stdout
        2 articles of 102 words: no cluster of shared copy.
        0 candidate pairs compared, 0 verified, 0 passages of 12 words or more (8 in
        quotations).
        ");
}

#[test]
fn scan_reads_standard_input() {
    let folder = tempdir().unwrap();
    let mut child = wirecopy(folder.path())
        .args(["scan", "-", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    for (id, text) in [("a", WIRE), ("b", EDITED)] {
        writeln!(stdin, "{}", serde_json::json!({"id": id, "text": text})).unwrap();
    }
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert_eq!(status(&output), Some(0));
    let document: Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(document["clusters"][0]["members"].as_array().unwrap().len(), 2);
    assert_eq!(document["articles"][0]["path"], "-");
}

#[test]
fn output_is_the_same_for_any_threads_and_order_of_arguments() {
    let folder = collection();
    add_bad_input(folder.path());
    let mut paths = ["news/herald", "news/echo", "news/more.jsonl"];
    let mut outputs = Vec::new();
    for threads in ["1", "2", "8"] {
        paths.rotate_left(1);
        let args = [&["scan", "--format", "json", "--threads", threads], &paths[..]].concat();
        outputs.push(run(folder.path(), &args).stdout);
    }
    assert!(!outputs[0].is_empty());
    assert!(outputs.iter().all(|output| *output == outputs[0]));
}

#[test]
fn status_is_1_for_overlap_only_when_asked() {
    let folder = collection();
    let status_of = |args: &[&str]| status(&run(folder.path(), args));
    assert_eq!(status_of(&["scan", "news"]), Some(0));
    assert_eq!(status_of(&["scan", "news", "--fail-on-overlap"]), Some(1));
    assert_eq!(status_of(&["scan", "news/herald", "--fail-on-overlap"]), Some(0));
    let near = ["scan", "news", "--fail-on-overlap", "--near-duplicates", "--threshold", "0.5"];
    assert_eq!(status_of(&near), Some(1));
    add_bad_input(folder.path());
    assert_eq!(status_of(&["scan", "news", "--fail-on-overlap"]), Some(1));
    assert_eq!(
        status_of(&["scan", "news/herald", "news/more.jsonl", "--fail-on-overlap"]),
        Some(3)
    );
}

#[test]
fn strict_scan_ends_before_any_report() {
    let folder = collection();
    add_bad_input(folder.path());
    let args = ["scan", "news", "--strict", "--out", "out", "--rejects", "bad.jsonl"];
    insta::assert_snapshot!(page(folder.path(), &args), @r#"
        $ wirecopy scan news --strict --out out --rejects bad.jsonl
        exit status 2
        --- stderr
        wirecopy: skipped "news/more.jsonl" record 2, byte 35: malformed_json: no valid JSON
        wirecopy: skipped "news/more.jsonl" record 3, byte 43: missing_text: no field holds the text
        wirecopy: bad input, 2 records or files skipped
        wirecopy: bad input under --strict: nothing is written
        "#);
    assert_eq!(entries(folder.path()), ["bad.jsonl", "news"]);
    assert_eq!(status(&run(folder.path(), &["scan", "news/echo", "--strict"])), Some(0));
}

#[test]
fn rejects_are_capped_on_screen_and_whole_in_the_file() {
    let folder = tempdir().unwrap();
    write(folder.path(), "bad.jsonl", &"{\n".repeat(25));
    let output = run(folder.path(), &["scan", "bad.jsonl", "--rejects", "rejects.jsonl"]);
    assert_eq!(status(&output), Some(3));
    let lines: Vec<&str> = stderr(&output).lines().collect();
    assert_eq!(lines.len(), 22);
    assert!(lines[0].contains("\"bad.jsonl\" record 1, byte 0: malformed_json"), "{}", lines[0]);
    assert_eq!(
        lines[20..],
        [
            "wirecopy: and 5 more, see \"rejects.jsonl\"",
            "wirecopy: bad input, 25 records or files skipped"
        ]
    );
    let rejects = fs::read_to_string(folder.path().join("rejects.jsonl")).unwrap();
    assert_eq!(rejects.lines().count(), 25);
    let last: Value = serde_json::from_str(rejects.lines().last().unwrap()).unwrap();
    let expected = serde_json::json!(
        {"path": "bad.jsonl", "record": 25, "byte": 48, "reason": "malformed_json"}
    );
    assert_eq!(last, expected);

    let quiet = run(folder.path(), &["scan", "bad.jsonl", "--quiet"]);
    assert_eq!(stderr(&quiet), "wirecopy: bad input, 25 records or files skipped\n");
}

#[test]
fn a_flood_of_bad_records_is_counted_whole_and_listed_in_part() {
    let folder = tempdir().unwrap();
    let root = folder.path();
    // Read in the order of names, `b` before `b-`; sorted by path the other way round.
    write(root, "in/b/x.jsonl", &"{}\n".repeat(9_000));
    write(root, "in/b-/x.jsonl", &"{\n".repeat(3_500));
    let args = ["scan", "in", "--format", "json", "--quiet", "--rejects"];
    let output = run(root, &[&args[..], &["one.jsonl", "--threads=1"]].concat());
    let document: Value = serde_json::from_str(stdout(&output)).unwrap();
    let run_of = &document["run"];
    assert_eq!(run_of["counts"]["rejects"], 12_500);
    let by_reason = serde_json::json!([
        {"reason": "malformed_json", "count": 3_500},
        {"reason": "missing_text", "count": 9_000}
    ]);
    assert_eq!(run_of["counts"]["rejects_by_reason"], by_reason);
    assert_eq!(run_of["limits_hit"]["unlisted_rejects"], 2_500);
    let listed = document["rejects"].as_array().unwrap();
    assert_eq!(listed.len(), 10_000);
    assert_eq!((&listed[0]["path"], &listed[0]["record"]), (&"in/b-/x.jsonl".into(), &1.into()));
    assert_eq!(listed[9_999]["record"], 6_500);

    let streamed = fs::read_to_string(root.join("one.jsonl")).unwrap();
    let places: Vec<(String, u64)> = streamed
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|line| (line["path"].as_str().unwrap().to_owned(), line["record"].as_u64().unwrap()))
        .collect();
    let of = |path: &'static str, most: u64| (1..=most).map(move |n| (path.to_owned(), n));
    let expected: Vec<_> = of("in/b/x.jsonl", 9_000).chain(of("in/b-/x.jsonl", 3_500)).collect();
    assert!(places == expected, "order of reading");

    let again = run(root, &[&args[..], &["two.jsonl", "--threads=8"]].concat());
    assert_eq!(again.stdout, output.stdout);
    assert_eq!(fs::read_to_string(root.join("two.jsonl")).unwrap(), streamed);
}

#[test]
fn what_reading_had_to_mend_is_counted() {
    let folder = tempdir().unwrap();
    let root = folder.path();
    fs::write(root.join("latin.txt"), b"Caf\xe9s r\xe9ouverts apr\xe8s l'\xe9t\xe9 \xe0 la mairie")
        .unwrap();
    let mended =
        b"{\"text\": \"\xd0\xb4\xd0\xbe\xd0\xbc \xff\", \"date\": \"soon\", \"source\": \"x\"}";
    fs::write(root.join("mended.jsonl"), mended).unwrap();
    let args = ["scan", "latin.txt", "mended.jsonl", "--format=json", "--path-pattern={date}/{}"];
    let document: Value = serde_json::from_str(stdout(&run(root, &args))).unwrap();
    let counts = &document["run"]["counts"];
    let of = ["transcoded", "mended", "unreadable_dates", "sources", "unmatched_paths"];
    assert_eq!(of.map(|name| counts[name].as_u64().unwrap()), [1, 1, 1, 1, 2], "{counts}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_under_rejects_is_an_error() {
    let folder = tempdir().unwrap();
    write(folder.path(), "bad.jsonl", &"{\n".repeat(20_000));
    insta::assert_snapshot!(page(folder.path(), &["scan", "bad.jsonl", "--rejects", "/dev/full"]), @r#"
    $ wirecopy scan bad.jsonl --rejects /dev/full
    exit status 2
    --- stderr
    wirecopy: cannot write "/dev/full": No space left on device (os error 28)
    "#);
}

#[test]
fn hostile_text_is_inert_in_every_report() {
    let folder = tempdir().unwrap();
    let root = folder.path();
    let hostile = "\u{1b}[2J\u{9b}1m\u{202e}\u{7}<script>\0=cmd";
    let mut lines = String::new();
    for (id, text) in [("a", WIRE), ("b", EDITED)] {
        let record = serde_json::json!({
            "id": format!("{id}{hostile}"),
            "source": format!("={hostile}"),
            "title": hostile,
            "date": hostile,
            "text": text.replace("the river", &format!("the {hostile} river")),
        });
        write(root, &format!("{id}.jsonl"), &record.to_string());
        lines = format!("{lines}{record}\n");
    }
    write(root, "hostile.jsonl", &lines);
    let (id_a, id_b) = (format!("a{hostile}"), format!("b{hostile}"));
    let is_active = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    for args in [
        &["scan", "hostile.jsonl"][..],
        &["compare", "a.jsonl", "b.jsonl"],
        &["audit", "hostile.jsonl"],
        &["scan", "hostile.jsonl", &hostile.replace('\0', "")],
    ] {
        let output = run(root, args);
        let shown = [stdout(&output), stderr(&output)].concat();
        assert!(!shown.is_empty() && !shown.contains(is_active), "{args:?}: {shown}");
        let is_error = args.iter().any(|arg| arg.contains(&hostile[..4]));
        assert_eq!(status(&output), Some(if is_error { 2 } else { 0 }), "{args:?}: {shown}");
    }
    let compared = run(root, &["compare", "a.jsonl", "b.jsonl"]);
    assert!(stdout(&compared).contains("{+Tuesday+}"), "{}", stdout(&compared));
    let json = run(root, &["scan", "hostile.jsonl", "--format", "json", "--out", "out"]);
    assert!(!stdout(&json).trim_end_matches('\n').contains(char::is_control));
    let document: Value = serde_json::from_str(stdout(&json)).unwrap();
    assert_eq!(document["articles"][0]["id"], id_a.as_str());
    assert_eq!(document["articles"][1]["id"], id_b.as_str());
    let table = fs::read_to_string(root.join("out/clusters.csv")).unwrap();
    assert!(table.contains(&format!(",'={hostile},")), "{table}");
}

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    let folder = collection();
    let escapes = |args: &[&str]| run(folder.path(), args).stdout.contains(&0x1b);
    assert!(!escapes(&["scan", "news"]));
    assert!(escapes(&["scan", "news", "--color", "always"]));
    assert!(!escapes(&["scan", "news", "--color", "never"]));
    assert!(!escapes(&["scan", "news", "--color", "always", "--format", "json"]));
}

#[cfg(unix)]
#[test]
fn names_that_are_not_utf8_are_shown_escaped() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let folder = tempdir().unwrap();
    let name = OsStr::from_bytes(b"caf\xe9\x1b[m.txt");
    let output = wirecopy(folder.path()).arg("scan").arg(name).output().unwrap();
    assert_eq!(status(&output), Some(2));
    assert!(stderr(&output).contains("\\u{1b}[m.txt"), "{}", stderr(&output));

    let path = Path::new(name).join("out.jsonl");
    let args = ["generate", "--articles=1", "--output"];
    let output = wirecopy(folder.path()).args(args).arg(path).output().unwrap();
    assert_eq!(status(&output), Some(2));
    assert!(stderr(&output).contains("\"caf\\xE9\\u{1b}[m.txt"), "{}", stderr(&output));
}

#[test]
fn the_corpus_is_scanned_without_a_word_of_complaint() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let outlets: Vec<String> =
        entries(&corpus).into_iter().filter(|name| corpus.join(name).is_dir()).collect();
    let mut args = vec!["scan", PATTERN, "--top", "100"];
    args.extend(outlets.iter().map(String::as_str));
    let output = run(&corpus, &args);
    assert_eq!((status(&output), stderr(&output)), (Some(0), ""));
    let summary = stdout(&output);
    assert!(summary.starts_with("38 articles of "), "{summary}");
    for outlet in ["harbour-herald", "quarrow-echo", "shiqiaodu-wanbao"] {
        assert!(summary.contains(outlet), "{outlet}");
    }
}
