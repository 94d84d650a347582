//! Files that a run writes beside its report, and what may go wrong with any output.

use super::*;

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
    wirecopy: "news" is read: it cannot be written to as well
    "#);
    insta::assert_snapshot!(page(root, &["scan", "news/echo", "--out", "news/herald"]), @r#"
    $ wirecopy scan news/echo --out news/herald
    exit status 2
    --- stderr
    wirecopy: the output directory holds a file that is not wirecopy's: "news/herald/2017-01-13"
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
fn a_file_is_replaced_with_its_mode_and_through_links() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = collection();
    let root = folder.path();
    fs::create_dir(root.join("elsewhere")).unwrap();
    write(root, "elsewhere/page.html", "old");
    let page = root.join("elsewhere/page.html");
    fs::set_permissions(&page, fs::Permissions::from_mode(0o600)).unwrap();
    symlink(&page, root.join("link.html")).unwrap();
    assert_eq!(status(&run(root, &["scan", "news", "--report", "link.html"])), Some(0));
    assert!(fs::read_to_string(&page).unwrap().starts_with("<!doctype html>"));
    assert_eq!(fs::metadata(&page).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(root.join("link.html").is_symlink());
    assert_eq!(entries(&root.join("elsewhere")), ["page.html"], "no temporary file is left");
}

#[test]
fn standard_output_is_not_shared() {
    let folder = collection();
    for flag in ["--report", "--rejects"] {
        let output = run(folder.path(), &["scan", "news", flag, "-"]);
        assert_eq!(status(&output), Some(2), "{flag}");
        assert_eq!(stdout(&output), "", "{flag}");
        assert!(stderr(&output).contains("- is standard output"), "{}", stderr(&output));
    }
}

/// A reader that has had enough of standard output is no failure. That of any other pipe is: what it
/// was to get is lost.
#[cfg(unix)]
#[test]
fn a_closed_pipe_beside_standard_output_is_an_error() {
    let folder = collection();
    let root = folder.path();
    let made = Command::new("mkfifo").arg(root.join("pipe")).status().unwrap();
    assert!(made.success());
    let reader = std::thread::spawn({
        let path = root.join("pipe");
        move || drop(fs::File::open(path).unwrap())
    });
    // More than a pipe holds, so that the writer meets the closed end.
    let long = OTHER.repeat(2_000);
    for name in ["a", "b"] {
        write(root, &format!("{name}.txt"), &long);
    }
    let output = run(root, &["scan", "a.txt", "b.txt", "--report", "pipe"]);
    reader.join().unwrap();
    assert_eq!(status(&output), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("its reader has closed it"), "{}", stderr(&output));
}

#[test]
fn nothing_is_written_to_what_is_read_nor_twice_to_one_place() {
    let folder = collection();
    let root = folder.path();
    let line = format!("{{\"text\": \"{WIRE}\"}}\n");
    write(root, "in.jsonl", &line);
    write(root, "old/run.json", "{}");
    write(root, "old/articles.jsonl", &line);
    let runs: [&[&str]; 9] = [
        &["scan", "in.jsonl", "--rejects", "in.jsonl"],
        &["scan", "news", "in.jsonl", "--report", "./news/../in.jsonl"],
        &["scan", "old/articles.jsonl", "--out", "old"],
        &["scan", "news", "--report", "r.html", "--rejects", "r.html"],
        &["scan", "news", "--out", "results", "--rejects", "results/rejects.jsonl"],
        &["audit", "news", "--report", "x.gexf", "--graph", "x.gexf"],
        &["dedup", "in.jsonl", "-o", "in.jsonl"],
        &["dedup", "in.jsonl", "-o", "out.jsonl", "--removed", "out.jsonl"],
        &["generate", "--articles", "2", "--output", "x.jsonl", "--truth", "x.jsonl"],
    ];
    let before = entries(root);
    let pages: Vec<String> = runs.iter().map(|args| page(root, args)).collect();
    insta::assert_snapshot!(pages.join("\n"));
    assert_eq!(entries(root), before);
    assert_eq!(fs::read_to_string(root.join("in.jsonl")).unwrap(), line);
}

#[test]
fn a_folder_can_be_scanned_again_with_its_own_results_in_it() {
    let folder = collection();
    let root = folder.path();
    let args = [
        "scan",
        ".",
        "--out",
        "results",
        "--report",
        "r.html",
        "--rejects",
        "r.jsonl",
        "--format",
        "json",
    ];
    let first = run(root, &args);
    assert_eq!(stderr(&first), "");
    let again = run(root, &args);
    assert_eq!((stdout(&again), stderr(&again)), (stdout(&first), ""));
    let counts = &serde_json::from_str::<Value>(stdout(&again)).unwrap()["run"]["counts"];
    assert_eq!((&counts["articles"], &counts["files_passed_over"]), (&3.into(), &0.into()));
    // The records that are kept are not read the next time, either.
    for _ in 0..2 {
        let output = run(root, &["dedup", "news", "-o", "news/kept.jsonl"]);
        assert_eq!(status(&output), Some(0), "{}", stderr(&output));
        let kept = fs::read_to_string(root.join("news/kept.jsonl")).unwrap();
        assert_eq!(kept.lines().count(), 3);
    }
}
