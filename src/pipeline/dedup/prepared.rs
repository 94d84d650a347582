//! Shingle sets of records that are compared again and again, within bounded memory.

use std::collections::HashMap;
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::Error;
use crate::passage::ShingleSet;
use crate::read::Records;
use crate::sketch::ShingleConfig;

/// Sets that were asked for last, by record. The others are made again from the text.
pub(super) struct Prepared<'r> {
    records: &'r Records,
    shingle: ShingleConfig,
    recent: Mutex<Recent>,
}

/// Two generations: what is asked for moves to the younger, and the elder goes when that is full.
struct Recent {
    young: HashMap<u32, Arc<ShingleSet>, ahash::RandomState>,
    old: HashMap<u32, Arc<ShingleSet>, ahash::RandomState>,
    young_shingles: u64,
    max_shingles: u64,
}

impl<'r> Prepared<'r> {
    /// Keeps sets of up to `max_shingles` shingles all in all.
    pub(super) fn new(records: &'r Records, shingle: ShingleConfig, max_shingles: u64) -> Self {
        let recent = Recent {
            young: HashMap::default(),
            old: HashMap::default(),
            young_shingles: 0,
            max_shingles: max_shingles / 2,
        };
        Self { records, shingle, recent: Mutex::new(recent) }
    }

    /// The set of a record that will be asked for again.
    pub(super) fn get(&self, record: u32) -> Result<Arc<ShingleSet>, Error> {
        if let Some(set) = self.recent().get(record) {
            return Ok(set);
        }
        let set = self.make(record)?;
        self.keep(record, &set);
        Ok(set)
    }

    /// The set of a record that may not be asked for again.
    pub(super) fn make(&self, record: u32) -> Result<Arc<ShingleSet>, Error> {
        Ok(Arc::new(ShingleSet::new(&self.records.text(record)?, self.shingle)))
    }

    /// Keeps a set that was made.
    pub(super) fn keep(&self, record: u32, set: &Arc<ShingleSet>) {
        self.recent().put(record, Arc::clone(set));
    }

    fn recent(&self) -> std::sync::MutexGuard<'_, Recent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Recent {
    fn get(&mut self, record: u32) -> Option<Arc<ShingleSet>> {
        if let Some(set) = self.young.get(&record) {
            return Some(Arc::clone(set));
        }
        let set = self.old.remove(&record)?;
        self.put(record, Arc::clone(&set));
        Some(set)
    }

    fn put(&mut self, record: u32, set: Arc<ShingleSet>) {
        if self.young_shingles > self.max_shingles {
            self.old = mem::take(&mut self.young);
            self.young_shingles = 0;
        }
        self.young_shingles += set.len() as u64;
        self.young.insert(record, set);
    }
}
