//! What becomes of rejects: counted without end, kept up to a limit, handed on one by one.

use std::collections::{BTreeMap, BinaryHeap};
use std::fmt;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::Reject;
use crate::Error;

/// Rejects that are kept; all others are counted, and handed to the sink if there is one.
pub const MAX_KEPT_REJECTS: usize = 10_000;

/// Rejects that may wait for those of an earlier batch before reading pauses.
const MAX_WAITING: usize = 1 << 18;

/// All that was refused: how much for which reason, and the first of it.
///
/// Memory: [`MAX_KEPT_REJECTS`] rejects, however many there are.
///
/// # Example
///
/// ```
/// use wirecopy::read::{ReadOptions, Reader, RejectReason};
/// use wirecopy::{Scan, ScanConfig};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("a.jsonl");
/// std::fs::write(&path, "{\n".repeat(12_000))?;
/// let reader = Reader::new(&[path], ReadOptions::default())?;
/// let rejects = Scan::new(ScanConfig::default()).run(reader, &())?.rejects;
/// assert_eq!((rejects.total(), rejects.first().len()), (12_000, 10_000));
/// assert_eq!(rejects.by_reason(), [(RejectReason::MalformedJson.code(), 12_000)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rejects {
    first: Vec<Reject>,
    by_reason: Vec<(&'static str, u64)>,
}

impl Rejects {
    /// Number of records and files that were refused.
    pub fn total(&self) -> u64 {
        self.by_reason.iter().map(|(_, number)| number).sum()
    }

    /// Whether nothing was refused.
    pub const fn is_empty(&self) -> bool {
        self.by_reason.is_empty()
    }

    /// The first [`MAX_KEPT_REJECTS`] of all, in the order of path, record, byte and reason.
    pub fn first(&self) -> &[Reject] {
        &self.first
    }

    /// Number of rejects by the code of their reason, codes in byte order; none is 0.
    pub fn by_reason(&self) -> &[(&'static str, u64)] {
        &self.by_reason
    }

    /// The rejects of two runs as those of one.
    pub fn merge(self, other: Self) -> Self {
        let mut tally = Tally::default();
        for (reason, number) in self.by_reason.into_iter().chain(other.by_reason) {
            *tally.by_reason.entry(reason).or_default() += number;
        }
        self.first.into_iter().chain(other.first).for_each(|reject| tally.keep(reject));
        tally.finish()
    }
}

impl FromIterator<Reject> for Rejects {
    fn from_iter<I: IntoIterator<Item = Reject>>(rejects: I) -> Self {
        let mut tally = Tally::default();
        rejects.into_iter().for_each(|reject| tally.take(reject));
        tally.finish()
    }
}

/// Rejects that are being counted.
#[derive(Debug, Default)]
struct Tally {
    by_reason: BTreeMap<&'static str, u64>,
    /// The largest on top, to be replaced by smaller ones.
    first: BinaryHeap<Reject>,
}

impl Tally {
    fn take(&mut self, reject: Reject) {
        *self.by_reason.entry(reject.reason.code()).or_default() += 1;
        self.keep(reject);
    }

    fn keep(&mut self, reject: Reject) {
        if self.first.len() < MAX_KEPT_REJECTS {
            self.first.push(reject);
        } else if let Some(mut largest) = self.first.peek_mut()
            && reject < *largest
        {
            *largest = reject;
        }
    }

    fn finish(self) -> Rejects {
        Rejects {
            first: self.first.into_sorted_vec(),
            by_reason: self.by_reason.into_iter().collect(),
        }
    }
}

/// Called with each reject. An error ends the run with it.
pub type RejectSink<'s> = dyn FnMut(&Reject) -> Result<(), Error> + Send + 's;

/// Takes the rejects of a run, batch by batch from any thread.
///
/// The sink is called in the order of reading, whatever the number of threads: arguments in byte
/// order of their paths, files of a folder in byte order of names level by level, and within a file
/// by record.
pub struct RejectLog<'s> {
    state: Mutex<State<'s>>,
    moved: Condvar,
}

struct State<'s> {
    sink: Option<&'s mut RejectSink<'s>>,
    /// The first error of the sink, which is not called again.
    failure: Option<Error>,
    /// Number of the batch whose rejects are next.
    next: usize,
    /// Rejects of later batches.
    waiting: BTreeMap<usize, Vec<Reject>>,
    num_waiting: usize,
    tally: Tally,
}

impl State<'_> {
    /// Whether so many rejects wait that reading is to wait for an earlier batch.
    const fn is_full(&self) -> bool {
        self.num_waiting > MAX_WAITING
    }
}

impl Default for RejectLog<'_> {
    fn default() -> Self {
        Self::new(None)
    }
}

impl fmt::Debug for RejectLog<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RejectLog")
            .field("by_reason", &self.lock().tally.by_reason)
            .finish_non_exhaustive()
    }
}

impl<'s> RejectLog<'s> {
    /// A log that hands each reject on.
    pub fn with_sink(sink: &'s mut RejectSink<'s>) -> Self {
        Self::new(Some(sink))
    }

    fn new(sink: Option<&'s mut RejectSink<'s>>) -> Self {
        let state = State {
            sink,
            failure: None,
            next: 0,
            waiting: BTreeMap::new(),
            num_waiting: 0,
            tally: Tally::default(),
        };
        Self { state: Mutex::new(state), moved: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State<'s>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether to read on; waits while too many rejects wait for an earlier batch.
    ///
    /// To be called by the thread that reads, which hands out batches in order: those that are
    /// waited for are then on their way.
    pub(crate) fn may_read_on(&self) -> bool {
        let state = self
            .moved
            .wait_while(self.lock(), |state| state.is_full())
            .unwrap_or_else(PoisonError::into_inner);
        state.failure.is_none()
    }

    /// The place for the rejects of batch `number`; batches count from 0 without a gap.
    pub(crate) const fn batch(&self, number: usize) -> BatchRejects<'_, 's> {
        BatchRejects { log: self, number, rejects: Vec::new() }
    }

    /// Ends the log.
    ///
    /// # Errors
    /// The first error of the sink.
    pub(crate) fn finish(self) -> Result<Rejects, Error> {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        match state.failure {
            Some(error) => Err(error),
            None => Ok(state.tally.finish()),
        }
    }
}

impl State<'_> {
    fn take(&mut self, reject: Reject) {
        if let Some(sink) = &mut self.sink
            && self.failure.is_none()
        {
            self.failure = sink(&reject).err();
        }
        self.tally.take(reject);
    }
}

/// The rejects of one batch. Logged when dropped, so that a batch that fails holds up no other.
pub(crate) struct BatchRejects<'l, 's> {
    log: &'l RejectLog<'s>,
    number: usize,
    rejects: Vec<Reject>,
}

impl BatchRejects<'_, '_> {
    pub(crate) fn push(&mut self, reject: Reject) {
        self.rejects.push(reject);
    }
}

impl Drop for BatchRejects<'_, '_> {
    fn drop(&mut self) {
        let rejects = std::mem::take(&mut self.rejects);
        let mut guard = self.log.lock();
        let state = &mut *guard;
        state.num_waiting += rejects.len();
        state.waiting.insert(self.number, rejects);
        while let Some(rejects) = state.waiting.remove(&state.next) {
            state.next += 1;
            state.num_waiting -= rejects.len();
            for reject in rejects {
                state.take(reject);
            }
        }
        drop(guard);
        self.log.moved.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::super::RejectReason;
    use super::*;
    use crate::Provenance;

    fn reject(path: &str, record: u64) -> Reject {
        let provenance =
            Provenance { path: path.to_owned(), record: Some(record), ..Provenance::default() };
        Reject { provenance, reason: RejectReason::MissingText }
    }

    /// Logs batches of one reject each in the order given.
    fn log_in_order(log: &RejectLog<'_>, path: &str, numbers: impl Iterator<Item = usize>) {
        for number in numbers {
            log.batch(number).push(reject(path, number as u64));
        }
    }

    #[test]
    fn the_sink_sees_rejects_in_the_order_of_batches() {
        let mut seen = Vec::new();
        let mut sink = |reject: &Reject| {
            seen.extend(reject.provenance.record);
            Ok(())
        };
        let log = RejectLog::with_sink(&mut sink);
        log_in_order(&log, "a", [2, 0, 4, 1, 3].into_iter());
        drop(log.batch(5));
        log_in_order(&log, "a", [6].into_iter());
        assert_eq!(log.finish().unwrap().total(), 6);
        assert_eq!(seen, [0, 1, 2, 3, 4, 6]);
    }

    #[test]
    fn the_smallest_are_kept_whatever_the_order_of_reading() {
        let most = MAX_KEPT_REJECTS;
        let kept = |numbers: &mut dyn Iterator<Item = u64>| {
            let log = RejectLog::default();
            let mut batch = log.batch(0);
            numbers.for_each(|number| batch.push(reject("a", number)));
            drop(batch);
            log.finish().unwrap()
        };
        let up = kept(&mut (0..most as u64 + 7));
        assert_eq!(up, kept(&mut (0..most as u64 + 7).rev()));
        assert_eq!(up.total(), most as u64 + 7);
        assert_eq!(up.by_reason(), [("missing_text", most as u64 + 7)]);
        assert!(up.first().iter().zip(0..).all(|(kept, at)| *kept == reject("a", at)));
        assert_eq!(up.first().len(), most);

        let halves = [0..most as u64, most as u64..most as u64 + 7];
        let [low, high] = halves.map(|half| half.map(|n| reject("a", n)).collect::<Rejects>());
        assert_eq!(high.merge(low), up);
    }

    #[test]
    fn an_error_of_the_sink_ends_reading_and_is_handed_back() {
        let mut calls = 0;
        let mut sink = |_: &Reject| {
            calls += 1;
            Err(Error::config("full"))
        };
        let log = RejectLog::with_sink(&mut sink);
        assert!(log.may_read_on());
        log_in_order(&log, "a", 0..3);
        assert!(!log.may_read_on());
        assert!(log.finish().unwrap_err().is_config());
        assert_eq!(calls, 1);
    }

    #[test]
    fn reading_pauses_until_an_earlier_batch_is_done() {
        let log = RejectLog::default();
        let mut later = log.batch(1);
        (0..=MAX_WAITING as u64).for_each(|number| later.push(reject("a", number)));
        let earlier = log.batch(0);
        drop(later);
        assert!(log.lock().is_full());
        std::thread::scope(|scope| {
            let reading = scope.spawn(|| log.may_read_on());
            drop(earlier);
            assert!(reading.join().unwrap());
        });
        assert_eq!(log.lock().num_waiting, 0);
    }
}
