//! What the program says of itself: schemas, completions, manual pages.

#![cfg(test)]

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;

fn wirecopy(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wirecopy")).args(args).output().unwrap()
}

fn printed(args: &[&str]) -> String {
    let output = wirecopy(args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

const SUBCOMMANDS: [&str; 9] =
    ["scan", "dedup", "compare", "evaluate", "generate", "bench", "schema", "completions", "man"];

#[test]
fn every_file_of_the_folder_is_printed_as_a_schema() {
    let mut names = 0;
    for entry in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas")).unwrap() {
        let path = entry.unwrap().path();
        let text = printed(&["schema", path.file_stem().unwrap().to_str().unwrap()]);
        assert_eq!(text, fs::read_to_string(&path).unwrap());
        let schema: Value = serde_json::from_str(&text).unwrap();
        assert!(schema["title"].is_string() && schema["$schema"].is_string(), "{path:?}");
        names += 1;
    }
    assert!(names >= 10);
    assert_eq!(wirecopy(&["schema", "nothing"]).status.code(), Some(2));
}

#[test]
fn completions_know_all_subcommands_and_flags() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = printed(&["completions", shell]);
        for word in SUBCOMMANDS.into_iter().chain(["near-duplicates", "min-run"]) {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    assert_eq!(wirecopy(&["completions", "tcsh"]).status.code(), Some(2));
}

#[test]
fn manual_pages_are_printed_or_written_one_a_subcommand() {
    let page = printed(&["man"]);
    assert!(page.contains(".TH wirecopy 1"));
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("new/man1");
    assert_eq!(printed(&["man", "--out", pages.to_str().unwrap()]), "");
    for name in SUBCOMMANDS {
        assert!(page.contains(&format!("wirecopy\\-{name}")), "{name}");
        let path = pages.join(format!("wirecopy-{name}.1"));
        assert!(fs::read_to_string(path).unwrap().contains(&format!(".TH wirecopy-{name} 1")));
    }
    assert!(fs::read_to_string(pages.join("wirecopy-scan.1")).unwrap().contains("\\-\\-min\\-run"));
    assert!(pages.join("wirecopy.1").is_file());
}
