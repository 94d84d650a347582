//! The command line from outside: standard output, standard error and exit status of each
//! subcommand, pinned by snapshots, and what it leaves on the disk.

#![expect(clippy::unwrap_used, reason = "a helper of tests may end them")]

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
    for command in ["", "scan", "compare", "evaluate", "generate", "bench"] {
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
        wirecopy: bad input under --strict: no report is written
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
            "wirecopy: and 5 more, see --rejects FILE",
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
fn out_directory_is_written_replaced_and_never_a_foreign_one() {
    let folder = collection();
    let root = folder.path();
    assert_eq!(status(&run(root, &["scan", "news", "--out", "results/first"])), Some(0));
    let names = [
        "articles.jsonl",
        "clusters.csv",
        "clusters.jsonl",
        "pairs.csv",
        "pairs.jsonl",
        "passages.jsonl",
        "quotes.jsonl",
        "run.json",
    ];
    assert_eq!(entries(&root.join("results/first")), names);
    let read = |name: &str| fs::read_to_string(root.join("results/first").join(name)).unwrap();

    let passage: Value =
        serde_json::from_str(read("passages.jsonl").lines().next().unwrap()).unwrap();
    let articles = read("articles.jsonl");
    let article: Value = serde_json::from_str(articles.lines().next().unwrap()).unwrap();
    assert_eq!(article["id"], passage["a"]);
    let span = &passage["passage"]["a"];
    let offset = |end: &str| span[end].as_u64().unwrap() as usize;
    let shared = &article["text"].as_str().unwrap()[offset("start")..offset("end")];
    assert!(shared.starts_with("Ministers agreed on Monday"), "{shared}");

    assert_eq!(status(&run(root, &["scan", "news/herald", "--out", "results/first"])), Some(0));
    assert_eq!(read("articles.jsonl").lines().count(), 2);
    assert_eq!(entries(&root.join("results")), ["first"]);

    insta::assert_snapshot!(page(root, &["scan", "news", "--out", "news"]), @r#"
    $ wirecopy scan news --out news
    exit status 2
    --- stderr
    wirecopy: the output directory holds a file that is not wirecopy's: "news/herald"
    "#);
    assert_eq!(entries(root), ["news", "results"]);
    assert_eq!(entries(&root.join("news")), ["echo", "herald"]);
}

#[test]
fn articles_of_an_out_directory_can_be_read_again() {
    let folder = collection();
    let root = folder.path();
    let first = run(root, &["scan", "news", "--out", "out", "--format", "json"]);
    let again = run(root, &["scan", "out/articles.jsonl", "--format", "json"]);
    assert_eq!(stderr(&again), "");
    let pairs =
        |output: &Output| serde_json::from_str::<Value>(stdout(output)).unwrap()["pairs"].clone();
    assert_eq!(pairs(&again), pairs(&first));
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
        lines = format!("{lines}{record}\n");
    }
    write(root, "hostile.jsonl", &lines);
    let (id_a, id_b) = (format!("a{hostile}"), format!("b{hostile}"));
    let is_active = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    for args in [
        &["scan", "hostile.jsonl"][..],
        &["compare", "--articles", "hostile.jsonl", "a", "b"],
        &["scan", "hostile.jsonl", &hostile.replace('\0', "")],
    ] {
        let output = run(root, args);
        let shown = [stdout(&output), stderr(&output)].concat();
        assert!(!shown.is_empty() && !shown.contains(is_active), "{args:?}: {shown}");
    }
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

#[test]
fn compare_shows_passages_of_two_files() {
    let folder = collection();
    let (a, b) = ("news/herald/2017-01-13/span.txt", "news/echo/2017-01-12/bridge.txt");
    insta::assert_snapshot!(page(folder.path(), &["compare", a, b, PATTERN]));
}

#[test]
fn compare_finds_two_articles_by_id() {
    let folder = tempdir().unwrap();
    let record = |id, text| serde_json::json!({"id": id, "text": text}).to_string();
    let lines = [record("x", WIRE), record("y", OTHER), record("x", EDITED)].join("\n");
    write(folder.path(), "all.jsonl", &lines);
    let output = run(folder.path(), &["compare", "--articles", "all.jsonl", "x#2", "x"]);
    assert_eq!(status(&output), Some(0));
    assert!(stdout(&output).contains("[-Tuesday-]{+Monday+}"), "{}", stdout(&output));
    insta::assert_snapshot!(
        page(folder.path(), &["compare", "--articles", "all.jsonl", "x", "y"]),
        @r"
        $ wirecopy compare --articles all.jsonl x y
        exit status 0
        --- stdout
        A   (x), 55 words
        B   (y), 40 words

        No shared passage of 12 words or more (8 in quotations).
        "
    );
}

#[test]
fn compare_takes_one_file_twice() {
    let folder = collection();
    let path = "news/echo/2017-01-12/bridge.txt";
    let output = run(folder.path(), &["compare", path, path]);
    assert_eq!(status(&output), Some(0));
    assert!(stdout(&output).contains("reprint: 100 % of A is in B"), "{}", stdout(&output));
}

#[test]
fn evaluate_scores_pairs_and_groups() {
    let folder = collection();
    let root = folder.path();
    let id = |name: &str| format!("{name}.txt");
    let [a, b, c] = ["echo/2017-01-12/bridge", "herald/2017-01-13/span", "herald/2017-01-13/stove"];
    let (a, b, c) = (id(a), id(b), id(c));
    let pairs = format!("id_a\tid_b\tlabel\n{a}\t{b}\tcopy\n{a}\t{c}\tunrelated\n");
    write(root, "pairs.tsv", &pairs);
    write(root, "groups.tsv", &format!("id\tgroup\n{a}\t1\n{b}\t1\n"));
    let args =
        ["evaluate", "--articles", "news", "--pairs", "pairs.tsv", "--clusters", "groups.tsv"];
    insta::assert_snapshot!(page(root, &args));

    let output = run(root, &[&args[..], &["--format", "json"]].concat());
    let scores: Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(scores["all"]["copied"]["f1"], 1.0);
    assert_eq!(scores["clusters"]["adjusted_rand_index"], 1.0);
}

#[test]
fn generate_writes_articles_and_truth_the_same_each_time() {
    let folder = tempdir().unwrap();
    let root = folder.path();
    let args = ["generate", "--articles", "60", "--seed", "3", "--truth", "t.tsv", "--output"];
    assert_eq!(status(&run(root, &[&args[..], &["one.jsonl"]].concat())), Some(0));
    assert_eq!(entries(root), ["one.jsonl", "t.pairs.tsv", "t.tsv"]);
    let articles = fs::read_to_string(root.join("one.jsonl")).unwrap();
    assert_eq!(articles.lines().count(), 60);
    let groups = fs::read_to_string(root.join("t.tsv")).unwrap();
    assert!(groups.starts_with("id\tgroup\n") && groups.lines().count() > 2, "{groups}");

    let piped = run(root, &[&args[..], &["-"]].concat());
    assert_eq!(stdout(&piped), articles);

    let pairs = ["evaluate", "--articles", "one.jsonl", "--pairs", "t.pairs.tsv", "--clusters"];
    let output = run(root, &[&pairs[..], &["t.tsv", "--format", "json"]].concat());
    assert_eq!(status(&output), Some(0));
    let scores: Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(scores["unknown_pairs"], 0);
}

#[test]
fn bench_measures_every_stage_of_generated_articles() {
    let folder = tempdir().unwrap();
    let args = ["bench", "--articles=50", "--runs=3", "--quiet", "--threads=2", "--format=json"];
    let output = wirecopy(folder.path()).args(args).env("TMPDIR", folder.path()).output().unwrap();
    assert_eq!((status(&output), stderr(&output)), (Some(0), ""));
    assert!(entries(folder.path()).is_empty(), "generated articles are left behind");
    let report: Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(report["schema"], "wirecopy.bench/1");
    assert_eq!((&report["runs"], &report["machine"]["threads"]), (&3.into(), &2.into()));
    let input = &report["input"];
    assert_eq!((&input["articles"], &input["sampled_articles"]), (&50.into(), &50.into()));
    assert_eq!(input["tokens"], input["sampled_tokens"]);

    let names = |list: &Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().into()).collect()
    };
    let stages = "read, tokenise and hash, shingles, signatures, binned, signatures, classic, \
                  fingerprints";
    assert_eq!(names(&report["stages"]).join(", "), stages);
    assert_eq!(names(&report["scans"]), ["scan", "scan --near-duplicates"]);
    let mut timings: Vec<&Value> = report["stages"].as_array().unwrap().iter().collect();
    for scan in report["scans"].as_array().unwrap() {
        assert!(names(&scan["stages"]).contains(&"verify".to_owned()), "{scan}");
        timings.push(scan);
        timings.extend(scan["stages"].as_array().unwrap());
    }
    for timing in timings {
        let [least, median, most] =
            ["min_seconds", "seconds", "max_seconds"].map(|key| timing[key].as_f64().unwrap());
        assert!(0.0 < least && least <= median && median <= most, "{timing}");
        let tokens = input["tokens"].as_f64().unwrap();
        let per_token = timing["ns_per_token"].as_f64().unwrap();
        assert!((per_token * tokens / 1e9 / median - 1.0).abs() < 1e-6, "{timing}");
    }
    let kinds = report["sketch"]["kinds"].as_array().unwrap();
    assert_eq!(kinds.iter().map(|kind| kind["errors"].as_array().unwrap().len()).max(), Some(9));
}

#[test]
fn bench_takes_files_of_the_user_and_names_what_it_skips() {
    let folder = collection();
    add_bad_input(folder.path());
    let output = run(folder.path(), &["bench", "news", "--runs", "1"]);
    assert_eq!(status(&output), Some(3));
    assert!(stderr(&output).contains("record 2"), "{}", stderr(&output));
    assert!(stdout(&output).contains("\n4 articles: 0.0 MB of text, "), "{}", stdout(&output));

    write(folder.path(), "empty.jsonl", "");
    let output = run(folder.path(), &["bench", "empty.jsonl"]);
    assert_eq!((status(&output), stdout(&output)), (Some(2), ""));
    assert!(stderr(&output).contains("nothing to measure"), "{}", stderr(&output));
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let folder = collection();
    for args in [
        &["scan", "news"][..],
        &["scan", "news", "--format", "json"],
        &["scan", "news", "--format", "jsonl"],
        &["compare", "news/echo/2017-01-12/bridge.txt", "news/herald/2017-01-13/span.txt"],
        &["generate", "--articles", "10", "--output", "-"],
        &["--help"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = wirecopy(folder.path()).args(args).stdout(writer).output().unwrap();
        assert_eq!(status(&output), Some(0), "{args:?}");
        assert_eq!(stderr(&output), "", "{args:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let folder = collection();
    let full = || fs::File::options().write(true).open("/dev/full").unwrap();
    for args in [
        &["scan", "news"][..],
        &["scan", "news", "--format", "json"],
        &["generate", "--articles", "10", "--output", "-"],
    ] {
        let output = wirecopy(folder.path()).args(args).stdout(full()).output().unwrap();
        assert_eq!(status(&output), Some(2), "{args:?}");
        assert!(stderr(&output).contains("No space left on device"), "{}", stderr(&output));
    }
    let output = run(folder.path(), &["generate", "--articles", "10", "--output", "/dev/full"]);
    assert_eq!(status(&output), Some(2));
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_the_old_files_and_no_others() {
    let folder = collection();
    let root = folder.path();
    run(root, &["scan", "news", "--out", "out"]);
    let before = fs::read(root.join("out/run.json")).unwrap();
    let mut child = wirecopy(root)
        .args(["scan", "-", "--out", "out", "--rejects", "bad.jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // With its input held open the scan cannot end; both temporaries show that it has begun.
    while entries(root).iter().filter(|name| name.starts_with(".wirecopy-")).count() < 2 {
        assert_eq!(child.try_wait().unwrap(), None);
        std::thread::yield_now();
    }
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    // `wait` and its like would close the input first.
    let stdin = child.stdin.take();
    let output = child.wait_with_output().unwrap();
    drop(stdin);
    assert_eq!(status(&output), Some(130));
    assert_eq!(stderr(&output), "wirecopy: interrupted\n");
    assert_eq!(entries(root), ["news", "out"]);
    assert_eq!(fs::read(root.join("out/run.json")).unwrap(), before);
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

#[test]
fn evaluate_scores_credits() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "a.jsonl",
        "{\"id\":\"a\",\"text\":\"HALVIK (AP) - The ferry ran again, the skipper told PTI.\"}\n\
         {\"id\":\"b\",\"text\":\"The pier at dawn. Photo: Reuters\"}\n",
    );
    write(
        "credits.tsv",
        "id\twhole_article\tcontribution\tin_body\tphoto\tform\n\
         a\tAssociated Press\t\tPTI\t\tdateline\nb\tAFP\t\t\tReuters\t\nc\t\t\t\t\t\n",
    );
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_wirecopy"))
        .args(["evaluate", "--articles", "a.jsonl", "--credits", "credits.tsv", "--quiet"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.starts_with("credits of 2 articles\n"), "{printed}");
    for line in [
        "(1 found, 0 too many, 1 missed)",
        "  whole as dateline: 1 of 1",
        "1 listed articles are not there",
        "  b  whole AFP: missed",
    ] {
        assert!(printed.contains(line), "{line} is not in:\n{printed}");
    }
}
