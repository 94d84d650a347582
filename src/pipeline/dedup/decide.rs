//! Which records are removed: each one in its turn, compared with the kept ones before it.
//!
//! A record is removed if a kept record before it is similar enough, which is verified exactly; so
//! no record is removed for the sake of a removed one, and no chain of small changes carries away
//! what differs much. Records of one text are told apart from the others first: a hundred thousand
//! copies cost a look at each.
//!
//! Records are taken by the batch: first each is compared with what was kept before the batch, on
//! all threads, then with what the batch itself has kept. What comes out does not depend on it.

use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::config::{DedupConfig, DedupMode};
use super::filter::{Filter, Least};
use super::load::{Loaded, Traits};
use super::prepared::Prepared;
use crate::Progress;
use crate::candidates::key_groups::{GroupsOf, GrowingGroups, KeyPostings};
use crate::error::Error;
use crate::passage::{Overlap, ShingleSet};
use crate::read::Records;

/// Records of a batch.
const BATCH_LEN: usize = 1024;

/// Kept records of a group that later ones are compared with: the first. A key that more kept
/// records have is that of a crowd whose members are alike, but not alike enough.
const MAX_KEPT_OF_GROUP: u32 = 256;

/// Kept records that one record is verified against: the likeliest, by estimate, and before them
/// those that most records were removed for. In a crowd the estimates of many that are not alike
/// enough exceed that of the one that is.
const MIN_VERIFIED: usize = 8;
const MAX_VERIFIED: usize = 256;
const MAX_PROVEN: usize = 4;

/// Verifications that a run has to spend: so many, and so many for each record. Most records need
/// one or none, and what they leave lets a crowd be searched to its end; where crowds use it up,
/// [`MIN_VERIFIED`] a record remain.
const VERIFICATIONS: u64 = 1 << 17;
const VERIFICATIONS_OF_RECORD: u64 = 2;

/// Records whose slots are fetched from memory at a time.
const WAITED_FOR: usize = 16;

/// Records that a thread takes at a time.
const RECORDS_OF_TASK: usize = 64;

/// A record that is removed, by index in the order of reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Removal {
    pub(super) record: u32,
    pub(super) kept: u32,
    /// `None` where both have the same text.
    pub(super) overlap: Option<Overlap>,
}

/// All removals, in the order of reading, and what was left undone.
#[derive(Debug, Default)]
pub(super) struct Decision {
    pub(super) removals: Vec<Removal>,
    /// Records that are kept and were not compared with all that they might be similar to.
    pub(super) capped_records: u64,
}

/// What is known of each record once it had its turn.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Kept,
    /// By the rank of the kept record.
    Removed(u32, Option<Overlap>),
}

/// No rank.
const NONE: u32 = u32::MAX;

pub(super) fn decide(
    loaded: &mut Loaded,
    config: &DedupConfig,
    max_shingles: u64,
    progress: &dyn Progress,
) -> Result<Decision, Error> {
    let num_records = loaded.traits.len();
    progress.stage("find copies", None);
    let mut order: Vec<u32> = (0..num_records as u32).collect();
    // Stable: what is equal stays in the order of reading.
    order.par_sort_by_key(|&record| loaded.traits[record as usize].precedence);
    let mut rank = vec![NONE; num_records];
    for (&record, at) in order.iter().zip(0..) {
        rank[record as usize] = at;
    }
    let copy_of = copies(&order, &loaded.traits, &loaded.records)?;
    progress.stage("find candidates", None);
    let none = KeyPostings::new(0, 0, loaded.postings.spool().clone());
    let postings = std::mem::replace(&mut loaded.postings, none);
    let is_compared = |rank: u32| {
        copy_of[rank as usize] == NONE && !loaded.traits[order[rank as usize] as usize].is_too_short
    };
    let groups =
        postings.into_groups(|record| Some(rank[record as usize]).filter(|&at| is_compared(at)))?;
    let groups_of = groups.by_member(num_records);
    drop(rank);
    progress.stage("compare", Some(num_records as u64));
    let mut search = Search {
        loaded,
        config,
        filter: Filter::new(config),
        order: &order,
        groups_of,
        prepared: Prepared::new(&loaded.records, config.shingle(), max_shingles),
        num_removed_for: vec![0; num_records],
        max_verified: MIN_VERIFIED,
        scratches: Mutex::default(),
    };
    let mut num_verified = 0;
    let mut kept = GrowingGroups::within(groups, MAX_KEPT_OF_GROUP);
    let mut capped_records = 0;
    let mut fates: Vec<Fate> = Vec::with_capacity(num_records);
    for start in (0..num_records as u32).step_by(BATCH_LEN) {
        let batch: Vec<u32> = (start..num_records.min(start as usize + BATCH_LEN) as u32).collect();
        search.max_verified = depth(u64::from(start), num_verified);
        let before = search.find_all(&batch, &kept)?;
        num_verified += before.iter().map(|found| u64::from(found.num_verified)).sum::<u64>();
        for (&rank, found) in batch.iter().zip(before) {
            let fate = match copy_of[rank as usize] {
                NONE => {
                    let spent = (&mut capped_records, &mut num_verified);
                    search.fate(rank, start, found, &mut kept, spent)?
                }
                // Its text is that of the other, and so is what it shares with any third.
                original => match fates[original as usize] {
                    Fate::Kept => Fate::Removed(original, None),
                    removed @ Fate::Removed(..) => removed,
                },
            };
            if let Fate::Removed(to, _) = fate {
                search.num_removed_for[to as usize] += 1;
            }
            fates.push(fate);
        }
        progress.advance(batch.len() as u64);
    }
    let mut removals: Vec<Removal> = (order.iter().zip(fates))
        .filter_map(|(&record, fate)| match fate {
            Fate::Kept => None,
            Fate::Removed(kept, overlap) => {
                Some(Removal { record, kept: order[kept as usize], overlap })
            }
        })
        .collect();
    removals.par_sort_unstable_by_key(|removal| removal.record);
    Ok(Decision { removals, capped_records })
}

/// How many kept records each record of the next batch may be verified against. The same for all of
/// them, and known before it begins, so that the result does not depend on the threads.
fn depth(num_records: u64, num_verified: u64) -> usize {
    let earned = VERIFICATIONS + VERIFICATIONS_OF_RECORD * num_records;
    let left = earned.saturating_sub(num_verified) / BATCH_LEN as u64;
    usize::try_from(left).unwrap_or(MAX_VERIFIED).clamp(MIN_VERIFIED, MAX_VERIFIED)
}

/// For each rank, the first rank of the same text; `NONE` for those that are the first, and for
/// texts shorter than a shingle.
fn copies(order: &[u32], traits: &[Traits], records: &Records) -> Result<Vec<u32>, Error> {
    let of = |rank: u32| &traits[order[rank as usize] as usize];
    let mut by_content: Vec<(u64, u32)> = (0..order.len() as u32)
        .into_par_iter()
        .filter(|&rank| !of(rank).is_too_short)
        .map(|rank| (of(rank).content, rank))
        .collect();
    by_content.par_sort_unstable();
    let groups: Vec<&[(u64, u32)]> =
        by_content.chunk_by(|x, y| x.0 == y.0).filter(|group| group.len() > 1).collect();
    // Equal hashes alone would remove what nobody verified.
    let equal: Result<Vec<Vec<(u32, u32)>>, Error> = groups
        .into_par_iter()
        .map(|group| {
            let first = group[0].1;
            let text = records.text(order[first as usize])?;
            let copy = |&(_, rank): &(u64, u32)| {
                let is_equal = records.text(order[rank as usize])? == text;
                Ok(is_equal.then_some((rank, first)))
            };
            group[1..].par_iter().filter_map(|member| copy(member).transpose()).collect()
        })
        .collect();
    let mut copy_of = vec![NONE; order.len()];
    for (copy, of) in equal?.into_iter().flatten() {
        copy_of[copy as usize] = of;
    }
    Ok(copy_of)
}

/// Finds kept records that a record is similar to.
struct Search<'s> {
    loaded: &'s Loaded,
    config: &'s DedupConfig,
    filter: Filter,
    order: &'s [u32],
    groups_of: GroupsOf,
    prepared: Prepared<'s>,
    /// By rank of a kept record, how many were removed for it so far.
    num_removed_for: Vec<u32>,
    /// Likeliest kept records that a record is verified against.
    max_verified: usize,
    /// What no thread uses at the time.
    scratches: Mutex<Vec<Scratch>>,
}

/// What was found of a record.
struct Found {
    /// Rank of a kept record that is similar enough.
    similar: Option<(u32, Overlap)>,
    /// Its shingles, if they were needed.
    set: Option<Arc<ShingleSet>>,
    /// Whether there may be more that it was not compared with.
    is_capped: bool,
    /// Kept records that it was verified against.
    num_verified: u32,
}

/// What one search after the other uses.
struct Scratch {
    /// Keys shared with each kept record.
    shared: Vec<u16>,
    touched: Vec<u32>,
    likely: Vec<Likely>,
    tried: Vec<u32>,
}

/// A kept record under its score, so that the likeliest is the smallest.
type Likely = u64;

const fn likely(score: u32, rank: u32) -> Likely {
    ((u32::MAX - score) as u64) << 32 | rank as u64
}

const fn rank_of(likely: Likely) -> u32 {
    likely as u32
}

impl Search<'_> {
    fn scratch(&self) -> Scratch {
        let lent = self.scratches.lock().unwrap_or_else(PoisonError::into_inner).pop();
        lent.unwrap_or_else(|| Scratch {
            shared: vec![0; self.order.len()],
            touched: Vec::new(),
            likely: Vec::new(),
            tried: Vec::new(),
        })
    }

    fn give_back(&self, scratch: Scratch) {
        self.scratches.lock().unwrap_or_else(PoisonError::into_inner).push(scratch);
    }

    /// What is found of each record of a batch among those that were kept before it.
    fn find_all(&self, batch: &[u32], kept: &GrowingGroups) -> Result<Vec<Found>, Error> {
        let tasks: Result<Vec<Vec<Found>>, Error> = batch
            .par_chunks(RECORDS_OF_TASK)
            .map(|ranks| {
                let mut scratch = self.scratch();
                let find = |&rank: &u32| self.find(rank, 0, kept, None, &mut scratch);
                let found = ranks.iter().map(find).collect();
                self.give_back(scratch);
                found
            })
            .collect();
        Ok(tasks?.into_iter().flatten().collect())
    }

    /// What becomes of a record, once it is also compared with what its batch has kept, from rank
    /// `start` on.
    fn fate(
        &self,
        rank: u32,
        start: u32,
        found: Found,
        kept: &mut GrowingGroups,
        (capped_records, num_verified): (&mut u64, &mut u64),
    ) -> Result<Fate, Error> {
        if let Some((to, overlap)) = found.similar {
            return Ok(Fate::Removed(to, Some(overlap)));
        }
        let mut scratch = self.scratch();
        let within = self.find(rank, start, kept, found.set, &mut scratch)?;
        self.give_back(scratch);
        *num_verified += u64::from(within.num_verified);
        if let Some((to, overlap)) = within.similar {
            return Ok(Fate::Removed(to, Some(overlap)));
        }
        *capped_records += u64::from(found.is_capped || within.is_capped);
        kept.add(rank, &self.groups_of);
        if let Some(set) = within.set {
            self.prepared.keep(self.order[rank as usize], &set);
        }
        Ok(Fate::Kept)
    }

    /// The likeliest kept record of rank `from` or more that is similar enough.
    fn find(
        &self,
        rank: u32,
        from: u32,
        kept: &GrowingGroups,
        mut set: Option<Arc<ShingleSet>>,
        scratch: &mut Scratch,
    ) -> Result<Found, Error> {
        let is_capped = self.find_likely(rank, from, kept, scratch);
        self.choose(scratch);
        let record = self.order[rank as usize];
        let mut num_verified = 0;
        for &other in &scratch.tried {
            num_verified += 1;
            let own = match &set {
                Some(own) => own,
                None => set.insert(self.prepared.make(record)?),
            };
            let other_set = self.prepared.get(self.order[other as usize])?;
            if let Some(overlap) = self.similar(own, &other_set) {
                return Ok(Found { similar: Some((other, overlap)), set, is_capped, num_verified });
            }
        }
        Ok(Found { similar: None, set, is_capped, num_verified })
    }

    /// Fills `likely` with the kept records that are worth a comparison; answers whether some may be
    /// missing, or will not be verified.
    fn find_likely(
        &self,
        rank: u32,
        from: u32,
        kept: &GrowingGroups,
        scratch: &mut Scratch,
    ) -> bool {
        let Scratch { shared, touched, likely: found, .. } = scratch;
        // Whether a record was met before is as good as random: each is written down, and counts
        // if it was not.
        let (mut num_full, mut num_touched) = (0, 0);
        for &group in self.groups_of.of(rank) {
            num_full += u32::from(kept.is_full(group));
            let members = kept.members_from(group, from);
            if touched.len() < num_touched + members.len() {
                touched.resize(num_touched + members.len(), 0);
            }
            for &other in members {
                let count = &mut shared[other as usize];
                touched[num_touched] = other;
                num_touched += usize::from(*count == 0);
                *count = count.saturating_add(1);
            }
        }
        let record = self.order[rank as usize];
        let Least { score: least, may_miss } =
            self.filter.least(&self.loaded.traits[record as usize], num_full);
        found.clear();
        for others in touched[..num_touched].chunks(WAITED_FOR) {
            let records = others.iter().map(|&other| self.order[other as usize]);
            self.filter.fetch(self.loaded, records);
            for &other in others {
                let num_shared = u32::from(std::mem::take(&mut shared[other as usize]));
                let other_record = self.order[other as usize];
                let score = self.filter.score(self.loaded, record, other_record, num_shared);
                if score >= least {
                    found.push(likely(score, other));
                }
            }
        }
        may_miss || found.len() > self.max_verified
    }

    /// Fills `tried` with those of `likely` that are verified, in this order: if there are more
    /// than [`MIN_VERIFIED`], those of the others that most were removed for; then the likeliest.
    fn choose(&self, Scratch { likely, tried, .. }: &mut Scratch) {
        tried.clear();
        // What is proven may be among them, and is not taken twice.
        let num_sorted = self.max_verified + MAX_PROVEN;
        if likely.len() > num_sorted {
            likely.select_nth_unstable(num_sorted);
            likely[..num_sorted].sort_unstable();
        } else {
            likely.sort_unstable();
        }
        if likely.len() > MIN_VERIFIED {
            let mut most_proven: Vec<(u32, u32)> = Vec::with_capacity(MAX_PROVEN + 1);
            for &entry in &likely[MIN_VERIFIED..] {
                let num_removed = self.num_removed_for[rank_of(entry) as usize];
                let proof = (u32::MAX - num_removed, rank_of(entry));
                let is_better = most_proven.len() < MAX_PROVEN || most_proven.last() > Some(&proof);
                if num_removed > 0 && is_better {
                    let place = most_proven.partition_point(|&other| other < proof);
                    most_proven.insert(place, proof);
                    most_proven.truncate(MAX_PROVEN);
                }
            }
            tried.extend(most_proven.iter().map(|&(_, rank)| rank));
        }
        let num_proven = tried.len();
        let likeliest = likely.iter().map(|&entry| rank_of(entry));
        for rank in likeliest.take(num_sorted) {
            if tried.len() < num_proven + self.max_verified && !tried[..num_proven].contains(&rank)
            {
                tried.push(rank);
            }
        }
    }

    /// What a record shares with a kept one that it is similar enough to.
    fn similar(&self, own: &ShingleSet, kept: &ShingleSet) -> Option<Overlap> {
        let threshold = self.config.threshold;
        match self.config.mode() {
            DedupMode::Resemblance => own.overlap_at(kept, threshold),
            DedupMode::Containment => {
                // One less, so that what rounding does to a product decides nothing.
                #[expect(clippy::cast_sign_loss, reason = "a product of what is not negative")]
                let least = ((threshold * own.len() as f64) as u32).saturating_sub(1);
                let overlap = own.overlap_from(kept, least)?;
                Some(overlap).filter(|overlap| overlap.containment_a_in_b() >= threshold)
            }
        }
    }
}
