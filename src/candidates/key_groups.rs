//! Keys of many records to groups of records that have a key in common.
//!
//! A key is 32 bits in one of several partitions: the rows of a band, hashed, in the partition of the
//! band; a fingerprint in that of its highest bits. Two keys that are equal by chance put two records
//! into one group, which costs a look at the pair and nothing else.
//!
//! Keys wait in chunks, so that nothing is held twice while it grows, and beyond a limit in a
//! temporary file. A partition is sorted alone; what only one record has is forgotten.

use rayon::prelude::*;

use crate::error::Error;
use crate::spool::Spool;

/// Keys of a chunk: 64 KiB.
const CHUNK_LEN: usize = 8192;

/// Bytes of a key with its record.
const ENTRY_BYTES: usize = 8;

/// Keys of records, by partition.
#[derive(Debug)]
pub(crate) struct KeyPostings {
    partitions: Vec<Partition>,
    num_in_memory: usize,
    /// Beyond so many, they are written out.
    limit: usize,
    spool: Spool,
}

/// Entries hold the key above the record.
#[derive(Debug, Default)]
struct Partition {
    chunks: Vec<Vec<u64>>,
    /// Begin and number of entries of each stretch in the temporary file.
    runs: Vec<(u64, u32)>,
}

/// Groups of two or more records, named by rank.
#[derive(Debug, Default)]
pub(crate) struct KeyGroups {
    /// Members group after group, each group ascending and without repetition.
    members: Vec<u32>,
    /// Begin of each group, and the end of the last.
    starts: Vec<usize>,
}

impl KeyPostings {
    /// No key yet; up to `max_bytes` of them in memory, beyond that in `spool`.
    pub(crate) fn new(num_partitions: usize, max_bytes: u64, spool: Spool) -> Self {
        let partitions = (0..num_partitions).map(|_| Partition::default()).collect();
        let limit = (max_bytes / ENTRY_BYTES as u64) as usize;
        Self { partitions, num_in_memory: 0, limit, spool }
    }

    /// Where keys go that do not fit.
    pub(crate) const fn spool(&self) -> &Spool {
        &self.spool
    }

    /// Adds a key of a record.
    ///
    /// # Errors
    /// [`Error::is_io`] if the temporary file cannot be written.
    pub(crate) fn add(&mut self, partition: usize, key: u32, record: u32) -> Result<(), Error> {
        let entry = u64::from(key) << 32 | u64::from(record);
        let chunks = &mut self.partitions[partition].chunks;
        match chunks.last_mut() {
            Some(chunk) if chunk.len() < CHUNK_LEN => chunk.push(entry),
            _ => {
                let mut chunk = Vec::with_capacity(CHUNK_LEN);
                chunk.push(entry);
                chunks.push(chunk);
            }
        }
        self.num_in_memory += 1;
        if self.num_in_memory > self.limit { self.spill() } else { Ok(()) }
    }

    fn spill(&mut self) -> Result<(), Error> {
        let mut bytes = Vec::new();
        for partition in &mut self.partitions {
            let entries = partition.chunks.iter().flatten();
            bytes.clear();
            entries.for_each(|entry| bytes.extend(entry.to_le_bytes()));
            if !bytes.is_empty() {
                let start = self.spool.append(&bytes)?;
                partition.runs.push((start, (bytes.len() / ENTRY_BYTES) as u32));
            }
            partition.chunks.clear();
        }
        self.num_in_memory = 0;
        Ok(())
    }

    /// The groups, by partition and key. `rank` gives the name of each record in them; `None` leaves
    /// a record out.
    ///
    /// # Errors
    /// [`Error::is_io`] if the temporary file cannot be read.
    pub(crate) fn into_groups(
        self,
        rank: impl Fn(u32) -> Option<u32> + Sync,
    ) -> Result<KeyGroups, Error> {
        let mut groups = KeyGroups { members: Vec::new(), starts: vec![0] };
        let ranked = |entry: u64| {
            rank(entry as u32).map(|rank| entry & !u64::from(u32::MAX) | u64::from(rank))
        };
        let mut entries = Vec::new();
        for partition in self.partitions {
            entries.clear();
            for chunk in partition.chunks {
                entries.extend(chunk.into_iter().filter_map(ranked));
            }
            let mut bytes = Vec::new();
            for (start, count) in partition.runs {
                bytes.resize(count as usize * ENTRY_BYTES, 0);
                self.spool.read(start, &mut bytes)?;
                let words = bytes.as_chunks().0.iter().copied().map(u64::from_le_bytes);
                entries.extend(words.filter_map(ranked));
            }
            entries.par_sort_unstable();
            // A record may have a key twice.
            entries.dedup();
            for group in entries.chunk_by(|x, y| x >> 32 == y >> 32).filter(|g| g.len() > 1) {
                groups.members.extend(group.iter().map(|&entry| entry as u32));
                groups.starts.push(groups.members.len());
            }
        }
        Ok(groups)
    }
}

impl KeyGroups {
    /// Number of groups.
    pub(crate) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Ranks of the members of a group, ascending.
    pub(crate) fn members(&self, group: usize) -> &[u32] {
        &self.members[self.starts[group]..self.starts[group + 1]]
    }

    /// The groups of each of `num_ranks` members.
    pub(crate) fn by_member(&self, num_ranks: usize) -> GroupsOf {
        let mut starts = vec![0; num_ranks + 1];
        for &member in &self.members {
            starts[member as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut groups = vec![0; self.members.len()];
        for group in 0..self.len() {
            for &member in self.members(group) {
                groups[next[member as usize]] = group as u32;
                next[member as usize] += 1;
            }
        }
        GroupsOf { groups, starts }
    }
}

/// The groups of each member.
#[derive(Debug)]
pub(crate) struct GroupsOf {
    groups: Vec<u32>,
    starts: Vec<usize>,
}

impl GroupsOf {
    /// Groups of the member of that rank, ascending.
    pub(crate) fn of(&self, rank: u32) -> &[u32] {
        &self.groups[self.starts[rank as usize]..self.starts[rank as usize + 1]]
    }
}

/// The members of groups that were let in so far, in the order in which they were: an index that
/// grows within the room of its groups.
#[derive(Debug)]
pub(crate) struct GrowingGroups {
    groups: KeyGroups,
    filled: Vec<u32>,
    max_len: u32,
}

impl GrowingGroups {
    /// Empty groups, with the room that `groups` needed, and of at most `max_len` members.
    pub(crate) fn within(groups: KeyGroups, max_len: u32) -> Self {
        Self { filled: vec![0; groups.len()], groups, max_len }
    }

    /// Lets a member in, into each of its groups that has room for it.
    pub(crate) fn add(&mut self, rank: u32, groups_of: &GroupsOf) {
        for &group in groups_of.of(rank) {
            let group = group as usize;
            let filled = &mut self.filled[group];
            let place = self.groups.starts[group] + *filled as usize;
            // A member comes once: no more come than the group had, and all room is its own.
            if *filled < self.max_len && place < self.groups.starts[group + 1] {
                self.groups.members[place] = rank;
                *filled += 1;
            }
        }
    }

    /// The members of a group so far.
    pub(crate) fn members(&self, group: u32) -> &[u32] {
        let start = self.groups.starts[group as usize];
        &self.groups.members[start..start + self.filled[group as usize] as usize]
    }

    /// Those of rank `from` or more, where members were let in by ascending rank.
    pub(crate) fn members_from(&self, group: u32, from: u32) -> &[u32] {
        let members = self.members(group);
        let num_before = if from == 0 { 0 } else { members.partition_point(|&rank| rank < from) };
        &members[num_before..]
    }

    /// Whether no more are let into a group, though they may come.
    pub(crate) fn is_full(&self, group: u32) -> bool {
        self.filled[group as usize] == self.max_len
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use proptest::prelude::*;

    fn spool() -> Spool {
        Spool::new(std::env::temp_dir())
    }

    proptest! {
        #[test]
        fn groups_are_those_of_a_tree_in_memory_and_out_of_it(
            entries in prop::collection::vec((0_usize..3, 0_u32..5, 0_u32..12), 0..80),
            max_bytes in prop_oneof![Just(0), Just(80), Just(u64::MAX)],
        ) {
            let mut postings = KeyPostings::new(3, max_bytes, spool());
            let mut tree = BTreeMap::<(usize, u32), Vec<u32>>::new();
            for &(partition, key, record) in &entries {
                postings.add(partition, key, record).unwrap();
                // The last is left out, and ranks run the other way.
                if record < 11 {
                    tree.entry((partition, key)).or_default().push(10 - record);
                }
            }
            let groups = postings.into_groups(|record| 10_u32.checked_sub(record)).unwrap();
            let expected: Vec<Vec<u32>> = tree
                .into_values()
                .map(|mut members| {
                    members.sort_unstable();
                    members.dedup();
                    members
                })
                .filter(|members| members.len() > 1)
                .collect();
            let found: Vec<&[u32]> = (0..groups.len()).map(|group| groups.members(group)).collect();
            prop_assert_eq!(&found, &expected);
            let by_member = groups.by_member(11);
            for rank in 0..11 {
                let has = |group: &u32| expected[*group as usize].contains(&rank);
                let expected: Vec<u32> = (0..expected.len() as u32).filter(has).collect();
                prop_assert_eq!(by_member.of(rank), expected);
            }
        }
    }

    #[test]
    fn members_come_one_by_one_until_a_group_is_full() {
        let mut postings = KeyPostings::new(1, u64::MAX, spool());
        for record in 0..5 {
            postings.add(0, 7, record).unwrap();
        }
        let groups = postings.into_groups(Some).unwrap();
        let groups_of = groups.by_member(5);
        let mut growing = GrowingGroups::within(groups, 2);
        assert!(growing.members(0).is_empty() && !growing.is_full(0));
        for rank in [1, 3] {
            growing.add(rank, &groups_of);
        }
        assert_eq!((growing.members(0), growing.is_full(0)), (&[1, 3][..], true));
        let from = [0, 1, 2, 4].map(|from| growing.members_from(0, from));
        assert_eq!(from, [&[1, 3][..], &[1, 3], &[3], &[]]);
        growing.add(4, &groups_of);
        assert_eq!(growing.members(0), [1, 3]);
    }
}
