//! Progress bars on standard error.

use std::io::{self, IsTerminal};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use wirecopy::Progress;

const STEPS: &str = "{msg:14} [{wide_bar}] {human_pos}/{human_len} {eta}";
const OPEN_END: &str = "{msg:14} {spinner} {human_pos} {elapsed}";

/// One bar for each stage; each takes the place of the one before, and none stays.
pub(super) struct Bars {
    /// `None`: nothing is to be shown.
    bar: Option<Mutex<ProgressBar>>,
}

impl Bars {
    /// Shows nothing if `quiet`, or if standard error is no terminal.
    pub(super) fn new(quiet: bool) -> Self {
        let shown = !quiet && io::stderr().is_terminal();
        Self { bar: shown.then(|| Mutex::new(ProgressBar::hidden())) }
    }

    fn bar(&self) -> Option<MutexGuard<'_, ProgressBar>> {
        self.bar.as_ref().map(|bar| bar.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Progress for Bars {
    fn stage(&self, name: &'static str, total: Option<u64>) {
        let Some(mut bar) = self.bar() else { return };
        bar.finish_and_clear();
        let (next, template) = match total {
            Some(total) => (ProgressBar::new(total), STEPS),
            None => (ProgressBar::new_spinner(), OPEN_END),
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            next.set_style(style);
        }
        next.set_message(name);
        next.enable_steady_tick(Duration::from_millis(100));
        *bar = next;
    }

    fn advance(&self, steps: u64) {
        if let Some(bar) = self.bar() {
            bar.inc(steps);
        }
    }
}

impl Drop for Bars {
    fn drop(&mut self) {
        if let Some(bar) = self.bar() {
            bar.finish_and_clear();
        }
    }
}
