//! Whole scans, with what each of their stages takes.

use std::sync::{Mutex, PoisonError};

use wirecopy::read::{Reader, Rejects};
use wirecopy::report::model::Counts;
use wirecopy::{Progress, Scan, ScanConfig, ScanOutcome};

use super::super::failure::Failure;
use super::super::progress::Bars;
use super::clock::{Moment, Spent, timing};
use super::machine;
use super::model::{self, Rates, ScanStage};

/// What a scan read, and what it had to skip.
pub(super) struct Input {
    pub(super) counts: Counts,
    pub(super) rejects: Rejects,
}

/// Runs the scan so often.
pub(super) fn measure(
    name: &'static str,
    config: &ScanConfig,
    runs: u32,
    bars: &Bars,
    reader: impl Fn() -> Result<Reader, Failure>,
) -> Result<(model::Scan, Input), Failure> {
    let scan = Scan::new(config.clone());
    machine::reset_peak();
    let Run { stages, whole, mut outcome } = Run::of(&scan, reader()?, bars)?;
    // Later runs find memory that the first has given back in part.
    let peak_bytes = machine::peak_bytes();
    let mut stage_runs: Vec<(&'static str, Vec<Spent>)> =
        stages.into_iter().map(|(name, spent)| (name, vec![spent])).collect();
    let mut whole_runs = vec![whole];
    for _ in 1..runs {
        drop(outcome);
        let run = Run::of(&scan, reader()?, bars)?;
        outcome = run.outcome;
        whole_runs.push(run.whole);
        for (name, spent) in run.stages {
            match stage_runs.iter_mut().find(|(known, _)| *known == name) {
                Some((_, runs)) => runs.push(spent),
                None => stage_runs.push((name, vec![spent])),
            }
        }
    }
    let counts = &outcome.report.run.counts;
    let rates = |seconds| Rates::new(seconds, counts.articles, counts.text_bytes, counts.words);
    let timing_of_whole = timing(&whole_runs);
    let measured = model::Scan {
        name,
        candidate_pairs: counts.candidate_pairs,
        verified_pairs: counts.verified_pairs,
        clusters: counts.clusters,
        stages: stage_runs
            .iter()
            .map(|(name, runs)| {
                let timing = timing(runs);
                ScanStage { name, rates: rates(timing.seconds), timing }
            })
            .collect(),
        rates: rates(timing_of_whole.seconds),
        timing: timing_of_whole,
        peak_bytes,
    };
    Ok((measured, Input { counts: outcome.report.run.counts, rejects: outcome.rejects }))
}

/// One scan.
struct Run {
    stages: Vec<(&'static str, Spent)>,
    whole: Spent,
    outcome: ScanOutcome,
}

impl Run {
    fn of(scan: &Scan, reader: Reader, bars: &Bars) -> Result<Self, Failure> {
        let clock = StageClock { begun: Mutex::new(Vec::new()), bars };
        let start = Moment::now();
        let outcome = scan.run(reader, &clock)?;
        let end = Moment::now();
        Ok(Self { stages: clock.finish(end), whole: start.until(end), outcome })
    }
}

/// Notes when each stage begins, and shows it.
struct StageClock<'a> {
    begun: Mutex<Vec<(&'static str, Moment)>>,
    bars: &'a Bars,
}

impl StageClock<'_> {
    /// What each stage took, in the order of their beginnings; a stage that began several times
    /// stands once.
    fn finish(self, end: Moment) -> Vec<(&'static str, Spent)> {
        let begun = self.begun.into_inner().unwrap_or_else(PoisonError::into_inner);
        let ends = begun.iter().skip(1).map(|(_, moment)| *moment).chain([end]);
        let mut stages: Vec<(&'static str, Spent)> = Vec::new();
        for ((name, start), end) in begun.iter().zip(ends) {
            let spent = start.until(end);
            match stages.iter_mut().find(|(known, _)| known == name) {
                Some((_, sum)) => sum.add(spent),
                None => stages.push((name, spent)),
            }
        }
        stages
    }
}

impl Progress for StageClock<'_> {
    fn stage(&self, name: &'static str, total: Option<u64>) {
        self.bars.stage(name, total);
        self.begun.lock().unwrap_or_else(PoisonError::into_inner).push((name, Moment::now()));
    }

    fn advance(&self, steps: u64) {
        self.bars.advance(steps);
    }
}
