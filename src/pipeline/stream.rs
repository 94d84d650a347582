//! Records to parts: one thread reads, all others parse, and parts come in the order of reading.

use std::collections::BTreeMap;
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::progress::Progress;
use crate::error::Error;
use crate::read::{RawBatch, ReadSummary, Reader, Reject, RejectLog, Rejects};

/// Batches that may wait between the reading thread and the others.
const MAX_WAITING_BATCHES: usize = 8;

/// Makes a part of each batch, on any thread, and hands the parts over in the order of reading.
///
/// `part` hands each reject to the function that it is given.
pub(super) fn stream<P: Send>(
    mut reader: Reader,
    log: RejectLog<'_>,
    progress: &dyn Progress,
    part: impl Fn(RawBatch, &mut dyn FnMut(Reject)) -> Result<P, Error> + Sync,
    push: impl FnMut(P) -> Result<(), Error> + Send,
) -> Result<(ReadSummary, Rejects), Error> {
    let gathering = Mutex::new(Gathering { next: 0, waiting: BTreeMap::new(), push });
    let (sender, receiver) = sync_channel::<(usize, RawBatch)>(MAX_WAITING_BATCHES);
    let (gathered, reader) = std::thread::scope(|scope| {
        let log = &log;
        let reading = scope.spawn(move || {
            let mut number = 0;
            while log.may_read_on()
                && let Some(batch) = reader.next_batch()
            {
                if sender.send((number, batch)).is_err() {
                    break;
                }
                number += 1;
            }
            reader
        });
        let gathered = receiver.into_iter().par_bridge().try_for_each(|(number, batch)| {
            let num_bytes = batch.num_bytes() as u64;
            let mut rejects = log.batch(number);
            let part = part(batch, &mut |reject| rejects.push(reject))?;
            drop(rejects);
            progress.advance(num_bytes);
            gathering.lock().unwrap_or_else(PoisonError::into_inner).take(number, part)
        });
        (gathered, reading.join())
    });
    let reader = reader.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    gathered?;
    // Only now are its counts of what parsing met whole.
    Ok((reader.summary(), log.finish()?))
}

/// Puts parts in the order of their numbers, as they come.
struct Gathering<P, F> {
    next: usize,
    waiting: BTreeMap<usize, P>,
    push: F,
}

impl<P, F: FnMut(P) -> Result<(), Error>> Gathering<P, F> {
    fn take(&mut self, number: usize, part: P) -> Result<(), Error> {
        self.waiting.insert(number, part);
        while let Some(part) = self.waiting.remove(&self.next) {
            self.next += 1;
            (self.push)(part)?;
        }
        Ok(())
    }
}
