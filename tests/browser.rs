//! The HTML report in a real browser, if one is at hand: `tests/browser/run.mjs` says what is held.
//!
//! It takes Chromium (or the browser that `CHROMIUM` names), Node.js and npm. Where one is missing
//! the test says so and skips; with `WIRECOPY_REQUIRE_BROWSER` set to 1 that is a failure.

use std::env;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};

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

#[test]
fn the_report_holds_in_a_browser() {
    let missing = |what: &str| {
        assert!(
            env::var_os("WIRECOPY_REQUIRE_BROWSER").is_none_or(|value| value != "1"),
            "the tests in a browser need {what}"
        );
        // Past the harness, which keeps what a passing test prints.
        let say = format!("\nSKIPPED: the tests of the HTML report in a browser need {what}.\n");
        let _ = io::stderr().write_all(say.as_bytes());
    };
    let Some(browser) = browser() else { return missing("Chromium; CHROMIUM can name it") };
    if !answers(&"node".into()) || !answers(&"npm".into()) {
        return missing("node and npm");
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scripts = root.join("tests/browser");
    if !scripts.join("node_modules/.package-lock.json").exists() {
        let install = Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund"])
            .current_dir(&scripts)
            .status();
        if !install.is_ok_and(|status| status.success()) {
            return missing("the packages that npm ci installs");
        }
    }
    let run = Command::new("node")
        .arg(scripts.join("run.mjs"))
        .arg(env!("CARGO_BIN_EXE_wirecopy"))
        .arg(root)
        .env("CHROMIUM", browser)
        .output();
    let Ok(output) = run else { return missing("node") };
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
