//! The HTML report in a real browser, and all JSON against its schemas, by the scripts of
//! `tests/browser`.
//!
//! It takes Node.js and npm, and for the report Chromium or the browser that `CHROMIUM` names.
//! Where one is missing a test says so and skips; with `WIRECOPY_REQUIRE_BROWSER` set to 1 that is
//! a failure.

#![cfg(test)]

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Whether a program answers when it is asked for its version.
fn answers(program: &OsString) -> bool {
    let asked = Command::new(program).arg("--version").stdout(Stdio::null()).status();
    asked.is_ok_and(|status| status.success())
}

fn browser() -> Option<OsString> {
    let named = env::var_os("CHROMIUM").into_iter();
    let usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    named.chain(usual.map(OsString::from)).find(answers)
}

fn skip(what: &str) {
    assert!(
        env::var_os("WIRECOPY_REQUIRE_BROWSER").is_none_or(|value| value != "1"),
        "the tests of tests/browser need {what}"
    );
    // Past the harness, which keeps what a passing test prints.
    let line = format!("\nSKIPPED: the tests of tests/browser need {what}.\n");
    let _ = io::stderr().write_all(line.as_bytes());
}

/// The folder of scripts with their packages installed, or what is missing.
static SCRIPTS: LazyLock<Result<PathBuf, &str>> = LazyLock::new(|| {
    if !answers(&"node".into()) || !answers(&"npm".into()) {
        return Err("node and npm");
    }
    let folder = root().join("tests/browser");
    let written = |path: &str| fs::metadata(folder.join(path)).and_then(|file| file.modified());
    let is_installed = matches!(
        (written("node_modules/.package-lock.json"), written("package-lock.json")),
        (Ok(installed), Ok(wanted)) if installed >= wanted
    );
    if !is_installed {
        let mut npm = Command::new("npm");
        npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder);
        if !npm.status().is_ok_and(|status| status.success()) {
            return Err("the packages that npm ci installs");
        }
    }
    Ok(folder)
});

/// Runs a script over the program and this repository.
fn run(script: &str, browser: Option<OsString>) {
    let folder = match &*SCRIPTS {
        Ok(folder) => folder,
        Err(what) => return skip(what),
    };
    let mut node = Command::new("node");
    node.arg(folder.join(script)).arg(env!("CARGO_BIN_EXE_wirecopy")).arg(root());
    if let Some(browser) = browser {
        node.env("CHROMIUM", browser);
    }
    let output = node.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&said));
}

#[test]
fn the_report_holds_in_a_browser() {
    match browser() {
        Some(browser) => run("run.mjs", Some(browser)),
        None => skip("Chromium; CHROMIUM can name it"),
    }
}

#[test]
fn output_is_valid_by_its_schemas() {
    run("schemas.mjs", None);
}
