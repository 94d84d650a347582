//! Time that passed, and time that the processors worked for this process.

use std::time::Instant;

use super::model::Timing;

/// A moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    wall: Instant,
    cpu_seconds: Option<f64>,
}

/// What lies between two moments, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Spent {
    pub(super) wall_seconds: f64,
    /// Of all threads; `None` where the system does not tell.
    pub(super) cpu_seconds: Option<f64>,
}

impl Moment {
    pub(super) fn now() -> Self {
        Self { wall: Instant::now(), cpu_seconds: cpu_seconds() }
    }

    /// From `self` to the later moment `end`.
    pub(super) fn until(self, end: Self) -> Spent {
        Spent {
            wall_seconds: end.wall.duration_since(self.wall).as_secs_f64(),
            cpu_seconds: self.cpu_seconds.zip(end.cpu_seconds).map(|(start, end)| end - start),
        }
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have no such clock")]
fn cpu_seconds() -> Option<f64> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Some(time.tv_sec as f64 + time.tv_nsec as f64 / 1e9)
}

#[cfg(not(unix))]
fn cpu_seconds() -> Option<f64> {
    None
}

impl Spent {
    pub(super) fn add(&mut self, other: Self) {
        self.wall_seconds += other.wall_seconds;
        self.cpu_seconds = match (self.cpu_seconds, other.cpu_seconds) {
            (Some(own), Some(other)) => Some(own + other),
            // The sum of nothing is what is added.
            (None, other) => other,
            (own, None) => own,
        };
    }
}

/// Medians and range of the runs of one measurement; all zero for no runs.
pub(super) fn timing(runs: &[Spent]) -> Timing {
    let wall: Vec<f64> = runs.iter().map(|run| run.wall_seconds).collect();
    let cpu: Option<Vec<f64>> = runs.iter().map(|run| run.cpu_seconds).collect();
    Timing {
        seconds: median(wall.clone()),
        min_seconds: wall.iter().copied().reduce(f64::min).unwrap_or_default(),
        max_seconds: wall.iter().copied().reduce(f64::max).unwrap_or_default(),
        cpu_seconds: cpu.map(median),
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.get(middle) {
        None => 0.0,
        Some(&upper) if values.len() % 2 == 1 => upper,
        Some(&upper) => f64::midpoint(values[middle - 1], upper),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_is_the_middle_or_the_mean_of_the_two_in_the_middle() {
        let medians = [&[] as &[f64], &[3.0], &[9.0, 1.0, 2.0], &[9.0, 1.0, 2.0, 4.0]]
            .map(|values| median(values.to_vec()).to_string());
        assert_eq!(medians, ["0", "3", "2", "3"]);
    }

    #[test]
    fn runs_are_summed_up_by_median_and_range() {
        let run = |wall_seconds, cpu_seconds| Spent { wall_seconds, cpu_seconds };
        let runs = [run(2.0, Some(1.0)), run(5.0, Some(4.0)), run(1.0, Some(0.5))];
        let timing = timing(&runs);
        assert_eq!((timing.seconds, timing.min_seconds, timing.max_seconds), (2.0, 1.0, 5.0));
        assert_eq!(timing.cpu_seconds, Some(1.0));
        assert_eq!(super::timing(&[run(2.0, None), runs[0]]).cpu_seconds, None);
    }

    #[test]
    fn parts_add_up() {
        let mut sum = Spent::default();
        sum.add(Spent { wall_seconds: 1.0, cpu_seconds: Some(2.0) });
        sum.add(Spent { wall_seconds: 0.5, cpu_seconds: Some(0.25) });
        assert_eq!(sum, Spent { wall_seconds: 1.5, cpu_seconds: Some(2.25) });
    }
}
