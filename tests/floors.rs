//! Holds the floors of the house: which module may import which, how long a file may be, and where
//! `unsafe` may stand. Reads the sources as text; code that is compiled for tests alone is left out.

#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Modules that everything may import.
const BASE: [&str; 6] = ["article", "error", "hash", "inert", "span", "spool"];

/// The stages; each may import the base modules and what stands before it.
const FLOW: [&str; 11] = [
    "read",
    "text",
    "news",
    "sketch",
    "candidates",
    "passage",
    "cluster",
    "quotes",
    "audit",
    "report",
    "pipeline",
];

/// Modules over the base modules that no stage imports.
const LEAVES: [&str; 2] = ["evaluate", "generate"];

/// Files of the binary, over the public API.
const BINARY: [&str; 2] = ["cli", "main"];

const MAX_LINES: usize = 800;

const FILES_WITH_UNSAFE: [&str; 2] = ["sketch/kernel.rs", "text/kernel.rs"];

/// A source file without comments, doc comments, literals and code for tests.
struct Source {
    /// Path below `src`.
    path: String,
    /// Module at the top that the file belongs to; `lib` for the root of the library.
    module: String,
    num_lines: usize,
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    let sources: Vec<Source> = files
        .iter()
        .map(|file| {
            let text = std::fs::read_to_string(file).unwrap();
            let path = file.strip_prefix(&root).unwrap();
            let parts: Vec<&str> = path.iter().map(|part| part.to_str().unwrap()).collect();
            let module = parts[0].trim_end_matches(".rs").to_owned();
            let code = if parts.last() == Some(&"tests.rs") {
                String::new()
            } else {
                without_tests(&without_comments(&text))
            };
            Source { path: parts.join("/"), module, num_lines: text.lines().count(), code }
        })
        .collect();
    assert!(sources.len() > 50, "sources are read");
    sources
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The lines that are no comment. A comment behind code goes on to its end; text in quotation marks
/// may go with it, which no import stands behind.
fn without_comments(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or("")).fold(
        String::new(),
        |mut code, line| {
            code.push_str(line);
            code.push('\n');
            code
        },
    )
}

/// Leaves out items behind `#[cfg(test)]` up to their closing brace in the same column; `rustfmt`
/// sees to the columns.
fn without_tests(code: &str) -> String {
    let mut kept = String::new();
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        if line.trim() != "#[cfg(test)]" {
            kept.push_str(line);
            kept.push('\n');
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        let end = format!("{}}}", " ".repeat(indent));
        let mut item = lines.next().unwrap_or("");
        while item.trim_start().starts_with("#[") {
            item = lines.next().unwrap_or("");
        }
        if item.ends_with('{') {
            lines.by_ref().find(|line| *line == end);
        }
    }
    kept
}

/// Names that follow `crate::`, also within braces: `crate::{read::Reject, Error}` gives `read` and
/// `Error`.
fn imports(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c == '$' || c == '_' || c.is_alphanumeric()) {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => names.extend(name_at(rest)),
            Some(list) => {
                let mut depth = 0;
                let mut begins = true;
                for (at, c) in list.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => begins = true,
                        c if c.is_whitespace() => {}
                        _ if begins && depth == 0 => {
                            names.extend(name_at(&list[at..]));
                            begins = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    names
}

fn name_at(text: &str) -> Option<String> {
    let end = text.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(text.len());
    (end > 0).then(|| text[..end].to_owned())
}

/// What the root of the library exports under a name of its own, with the module it comes from.
fn exports(lib: &Source) -> BTreeMap<String, String> {
    let mut exports = BTreeMap::new();
    for item in lib.code.split(';').filter_map(|item| item.trim().strip_prefix("pub use ")) {
        let (module, names) = item.split_once("::").unwrap();
        for name in names.trim_matches(['{', '}']).split(',') {
            exports.insert(name.trim().to_owned(), module.to_owned());
        }
    }
    assert_eq!(exports.get("Article").map(String::as_str), Some("article"));
    exports
}

/// Imports between modules at the top, with the file of each.
fn edges() -> BTreeMap<(String, String), String> {
    let sources = sources();
    let lib = sources.iter().find(|source| source.module == "lib").unwrap();
    let exports = exports(lib);
    let mut edges = BTreeMap::new();
    for source in sources.iter().filter(|source| source.module != "lib") {
        for name in imports(&source.code) {
            let module = exports.get(&name).unwrap_or(&name);
            if *module != source.module {
                edges.insert((source.module.clone(), module.clone()), source.path.clone());
            }
        }
    }
    assert!(edges.len() > 30, "imports are read: {edges:?}");
    edges
}

fn may_import(module: &str, other: &str) -> bool {
    if BINARY.contains(&module) {
        return true;
    }
    let place = |name: &str| FLOW.iter().position(|stage| *stage == name);
    BASE.contains(&other)
        || matches!((place(module), place(other)), (Some(own), Some(of_other)) if of_other < own)
}

#[test]
fn every_module_has_a_floor() {
    let known: BTreeSet<&str> =
        BASE.iter().chain(&FLOW).chain(&LEAVES).chain(&BINARY).chain(&["lib"]).copied().collect();
    for source in sources() {
        assert!(known.contains(source.module.as_str()), "{} is on no floor", source.path);
    }
}

#[test]
fn modules_import_only_what_stands_before_them() {
    for ((module, other), path) in edges() {
        assert!(may_import(&module, &other), "{path}: {module} must not import {other}");
    }
}

#[test]
fn no_import_leads_back() {
    let edges = edges();
    let mut left: BTreeSet<String> =
        edges.keys().flat_map(|(from, to)| [from.clone(), to.clone()]).collect();
    // Takes out, again and again, what imports nothing that is left.
    loop {
        let (free, bound): (BTreeSet<_>, BTreeSet<_>) = left.iter().cloned().partition(|module| {
            !edges.keys().any(|(from, to)| from == module && left.contains(to))
        });
        if free.is_empty() {
            assert!(bound.is_empty(), "in a cycle, or above one: {bound:?}");
            return;
        }
        left = bound;
    }
}

#[test]
fn no_file_is_longer_than_800_lines() {
    for source in sources() {
        let num_lines = source.num_lines;
        assert!(num_lines <= MAX_LINES, "{} has {num_lines} lines: split it", source.path);
    }
}

#[test]
fn unsafe_stands_in_the_kernels_alone() {
    let is_unsafe = |source: &Source| {
        source.code.split(|c: char| c != '_' && !c.is_alphanumeric()).any(|word| word == "unsafe")
    };
    let with_unsafe: Vec<String> =
        sources().into_iter().filter(is_unsafe).map(|source| source.path).collect();
    assert_eq!(with_unsafe, FILES_WITH_UNSAFE);
}

#[test]
fn imports_and_test_code_are_told_apart() {
    let code = "use crate::{read::{Reject, Reader}, Error};\nlet x = crate::hash::mix(1); // crate::x\n\
                #[cfg(test)]\nmod tests {\n    use crate::pipeline::Scan;\n}\nuse crate::text;\n";
    let names = imports(&without_tests(&without_comments(code)));
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["Error", "hash", "read", "text"]);
}
