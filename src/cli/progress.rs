//! Progress bars on standard error, and what a long run will take.

use std::io::{self, IsTerminal};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use wirecopy::Progress;

use super::forecast::Forecast;

const STEPS: &str = "{msg:14} [{wide_bar}] {human_pos}/{human_len} {eta}";
const OPEN_END: &str = "{msg:14} {spinner} {human_pos} {elapsed}";

/// One bar for each stage; each takes the place of the one before, and none stays.
pub(super) struct Bars {
    /// `None`: nothing is to be shown.
    bar: Option<Mutex<Shown>>,
}

struct Shown {
    bar: ProgressBar,
    /// Until it is told.
    forecast: Option<Forecast>,
    started: Instant,
}

impl Bars {
    /// Shows nothing if `quiet`, or if standard error is no terminal.
    pub(super) fn new(quiet: bool) -> Self {
        Self::forecasting(quiet, || None)
    }

    /// As [`Bars::new`]; of a run that reads bytes first, it is told what it will take. `forecast` is
    /// asked only if anything is shown.
    pub(super) fn forecasting(quiet: bool, forecast: impl FnOnce() -> Option<Forecast>) -> Self {
        let is_shown = !quiet && io::stderr().is_terminal();
        let bar = is_shown.then(|| Shown {
            bar: ProgressBar::hidden(),
            forecast: forecast(),
            started: Instant::now(),
        });
        Self { bar: bar.map(Mutex::new) }
    }

    fn bar(&self) -> Option<MutexGuard<'_, Shown>> {
        self.bar.as_ref().map(|bar| bar.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Progress for Bars {
    fn stage(&self, name: &'static str, total: Option<u64>) {
        let Some(mut shown) = self.bar() else { return };
        shown.bar.finish_and_clear();
        if !shown.bar.is_hidden() {
            // Reading is over: what is left is seen.
            shown.forecast = None;
        }
        shown.started = Instant::now();
        let (next, template) = match total {
            Some(total) => (ProgressBar::new(total), STEPS),
            None => (ProgressBar::new_spinner(), OPEN_END),
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            next.set_style(style);
        }
        next.set_message(name);
        next.enable_steady_tick(Duration::from_millis(100));
        shown.bar = next;
    }

    fn advance(&self, steps: u64) {
        let Some(mut shown) = self.bar() else { return };
        shown.bar.inc(steps);
        let expected = shown
            .forecast
            .and_then(|forecast| forecast.after(shown.bar.position(), shown.started.elapsed()));
        if let Some(expected) = expected {
            shown.forecast = None;
            if expected.is_long() {
                shown.bar.println(format!("wirecopy: {expected}"));
            }
        }
    }
}

impl Drop for Bars {
    fn drop(&mut self) {
        if let Some(shown) = self.bar() {
            shown.bar.finish_and_clear();
        }
    }
}
