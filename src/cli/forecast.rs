//! How long a run will take and how much memory, told from its first megabytes.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use walkdir::WalkDir;

/// A run that is over sooner is not announced.
const LEAST: Duration = Duration::from_secs(10);

/// Bytes read, and time since the start, from which the rate says something.
const MIN_BYTES: u64 = 8 << 20;
const MIN_ELAPSED: Duration = Duration::from_millis(500);

/// Files of a folder beyond which their sizes are not asked for.
const MAX_FILES: usize = 100_000;

/// News texts are about so many times as long as their compressed files.
const PACKED: u64 = 3;

/// What a kind of run costs: measured on 100,000 and 1,000,000 generated articles of 3 KB
/// (`wirecopy bench`, `/usr/bin/time -v`), with the default `--memory-limit`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cost {
    /// Time after reading / time of reading, of [`Cost::MEASURED`] bytes.
    rest: f64,
    /// Exponent by which this ratio grows with the input.
    growth: f64,
    base_bytes: u64,
    /// Bytes for a hundred bytes of input that `--memory-limit` bounds, and those that it does not.
    bounded: u64,
    unbounded: u64,
}

impl Cost {
    const MEASURED: f64 = 300e6;

    pub(super) const NEWS: Self =
        Self { rest: 1.2, growth: 0.4, base_bytes: 70_000_000, bounded: 120, unbounded: 65 };
    pub(super) const PASSAGES: Self =
        Self { rest: 1.6, growth: 0.4, base_bytes: 70_000_000, bounded: 120, unbounded: 35 };
    pub(super) const NEAR_DUPLICATES: Self =
        Self { rest: 0.5, growth: 0.1, base_bytes: 40_000_000, bounded: 0, unbounded: 29 };
    pub(super) const DEDUP: Self =
        Self { rest: 0.8, growth: 0.1, base_bytes: 22_000_000, bounded: 0, unbounded: 13 };
}

/// What is known of a run before it begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Forecast {
    pub(super) cost: Cost,
    pub(super) input_bytes: u64,
    pub(super) memory_limit: u64,
}

/// What a run is expected to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Expected {
    time: Duration,
    memory_bytes: u64,
    input_bytes: u64,
}

impl Forecast {
    /// From how far reading has come; `None` as long as that says nothing.
    pub(super) fn after(&self, bytes_read: u64, elapsed: Duration) -> Option<Expected> {
        if bytes_read < MIN_BYTES || elapsed < MIN_ELAPSED {
            return None;
        }
        let Cost { rest, growth, base_bytes, bounded, unbounded } = self.cost;
        let input_bytes = self.input_bytes.max(bytes_read);
        let input = input_bytes as f64;
        let reading = elapsed.as_secs_f64() * input / bytes_read as f64;
        let rest = rest * (input / Cost::MEASURED).max(1.0).powf(growth);
        let share = |percent: u64| input_bytes / 100 * percent;
        let memory_bytes = base_bytes + share(bounded).min(self.memory_limit) + share(unbounded);
        Some(Expected {
            time: Duration::from_secs_f64(reading * (1.0 + rest)),
            memory_bytes,
            input_bytes,
        })
    }
}

impl Expected {
    pub(super) fn is_long(&self) -> bool {
        self.time >= LEAST
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.time.as_secs();
        let (count, unit) = match seconds {
            0..=99 => (seconds, "seconds"),
            100..=5_999 => (seconds.div_ceil(60), "minutes"),
            _ => (seconds.div_ceil(3_600), "hours"),
        };
        let megabytes = |bytes: u64| match bytes / 1_000_000 {
            megabytes @ ..1_000 => format!("{megabytes} MB"),
            megabytes => format!("{}.{} GB", megabytes / 1_000, megabytes % 1_000 / 100),
        };
        let (input, memory) = (megabytes(self.input_bytes), megabytes(self.memory_bytes));
        write!(f, "{input} to read: about {count} {unit} and {memory} of memory in all")
    }
}

/// Bytes of text that will be read, about; `None` if it cannot be known, as of standard input.
pub(super) fn input_bytes(paths: &[PathBuf]) -> Option<u64> {
    let mut total = 0_u64;
    for path in paths {
        let there = fs::metadata(path).ok()?;
        if there.is_file() {
            total += unpacked(path, there.len());
            continue;
        }
        let mut files = 0;
        for entry in WalkDir::new(path).into_iter().flatten() {
            if !entry.file_type().is_file() {
                continue;
            }
            files += 1;
            if files > MAX_FILES {
                return None;
            }
            total += unpacked(entry.path(), entry.metadata().ok()?.len());
        }
    }
    Some(total)
}

fn unpacked(path: &Path, len: u64) -> u64 {
    let is_packed =
        path.extension().is_some_and(|extension| extension == "gz" || extension == "zst");
    if is_packed { PACKED * len } else { len }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forecast(cost: Cost, input_bytes: u64) -> Forecast {
        Forecast { cost, input_bytes, memory_limit: 1 << 30 }
    }

    #[test]
    fn nothing_is_told_of_the_first_moments() {
        let forecast = forecast(Cost::NEWS, 1 << 30);
        assert_eq!(forecast.after(MIN_BYTES - 1, Duration::from_secs(9)), None);
        assert_eq!(forecast.after(1 << 30, Duration::from_millis(9)), None);
        assert!(forecast.after(MIN_BYTES, MIN_ELAPSED).is_some());
    }

    #[test]
    fn time_follows_the_rate_and_memory_the_limit() {
        let small = forecast(Cost::PASSAGES, 300_000_000);
        let second = Duration::from_secs(1);
        let expected = small.after(30_000_000, second).unwrap();
        assert_eq!(expected.time.as_secs(), 26);
        assert!(expected.is_long());
        assert_eq!(small.after(30_000_000, 2 * second).unwrap().time.as_secs(), 52);
        assert!(!small.after(300_000_000, second).unwrap().is_long());
        let text = "300 MB to read: about 26 seconds and 535 MB of memory in all";
        assert_eq!(expected.to_string(), text);

        let large = forecast(Cost::PASSAGES, 3_000_000_000);
        let bounded = Forecast { memory_limit: 64 << 20, ..large };
        let [large, bounded] = [large, bounded].map(|f| f.after(30_000_000, second).unwrap());
        assert!(large.time > 11 * expected.time, "{large:?}");
        assert_eq!(large.memory_bytes - bounded.memory_bytes, (1 << 30) - (64 << 20));
        assert!(large.to_string().ends_with(" minutes and 2.1 GB of memory in all"), "{large}");
    }

    #[test]
    fn sizes_are_those_of_files_and_folders() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.txt"), [b'x'; 100]).unwrap();
        fs::write(folder.path().join("b.jsonl.gz"), [b'x'; 10]).unwrap();
        let file = folder.path().join("a.txt");
        assert_eq!(input_bytes(&[folder.path().to_owned(), file]), Some(230));
        assert_eq!(input_bytes(&[PathBuf::from("-")]), None);
    }
}
