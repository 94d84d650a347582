//! Which story each place of the output holds. Stories with several members are spread by one
//! seeded shuffle; eight bytes an article are kept, never a text.

use super::GenerateConfig;
use super::rng::Rng;
use crate::error::Error;

/// What stands at one place of the output. `unit` numbers the stories of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Role {
    /// A member of a group of copies.
    Copy { unit: u32, member: u32 },
    /// One of a few independent stories that share quotations.
    Speech { unit: u32, member: u32 },
    /// A story that shares nothing.
    Single { unit: u32 },
    /// A form story.
    Form { unit: u32, member: u32 },
    /// A copy of the story that many print word for word.
    Identical { member: u32 },
    /// A copy of the story that many print with small changes.
    Near { member: u32 },
}

/// Form stories that share one wording, about.
const FORM_MEMBERS: usize = 20;

/// Shares of the articles, in 1,000.
const COPIES_PER_MILLE: usize = 300;
const SPEECHES_PER_MILLE: usize = 40;

/// The order of the output.
#[derive(Debug)]
pub(super) struct Plan {
    /// Place in the output -> slot; slots run through the roles kind by kind.
    slots: Vec<u32>,
    /// Slot -> place in the output.
    places: Vec<u32>,
    /// First slots of the groups of copies, and one past the last.
    copies: Vec<u32>,
    /// First slots of the stories that share quotations, and one past the last.
    speeches: Vec<u32>,
    /// First slots of the single stories, forms, identical and near-identical copies.
    singles: u32,
    forms: u32,
    identical: u32,
    near: u32,
    num_forms: u32,
}

impl Plan {
    /// # Errors
    /// [`Error::is_config`] if the articles are too many to number.
    pub(super) fn new(config: &GenerateConfig) -> Result<Self, Error> {
        let counts = [config.articles, config.templates, config.identical, config.near_identical];
        let total = counts.iter().try_fold(0_usize, |sum, &count| sum.checked_add(count));
        let total = total
            .and_then(|total| u32::try_from(total).ok())
            .ok_or_else(|| Error::config("too many articles to generate: at most 2^32 - 1"))?;
        let mut rng = Rng::new(config.seed, 0x706c_616e, 0);
        let (num_copied, num_spoken) = if config.footer {
            (0, 0)
        } else {
            // In 128 bits no count overflows.
            let share =
                |per_mille: usize| (config.articles as u128 * per_mille as u128 / 1000) as usize;
            (share(COPIES_PER_MILLE), share(SPEECHES_PER_MILLE))
        };
        let copies = cut(0, num_copied, &mut rng, |rng| match rng.below(100) {
            0..45 => 2,
            45..67 => 3,
            67..79 => 4,
            79..87 => 5,
            87..96 => rng.between(6, 10),
            _ => rng.between(11, 20),
        });
        let first = copies.last().copied().unwrap_or(0);
        let speeches = cut(first, num_spoken, &mut rng, |rng| rng.between(2, 4));
        let singles = speeches.last().copied().unwrap_or(first);
        let forms = config.articles as u32;
        let identical = forms + config.templates as u32;
        let near = identical + config.identical as u32;
        let mut slots: Vec<u32> = (0..total).collect();
        rng.shuffle(&mut slots);
        let mut places = vec![0; slots.len()];
        for (&slot, place) in slots.iter().zip(0..) {
            places[slot as usize] = place;
        }
        let num_forms = config.templates.div_ceil(FORM_MEMBERS) as u32;
        Ok(Self { slots, places, copies, speeches, singles, forms, identical, near, num_forms })
    }

    /// Number of articles.
    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    /// The role at place `index` of the output.
    pub(super) fn role(&self, index: usize) -> Option<Role> {
        let slot = *self.slots.get(index)?;
        Some(if slot >= self.near {
            Role::Near { member: slot - self.near }
        } else if slot >= self.identical {
            Role::Identical { member: slot - self.identical }
        } else if slot >= self.forms {
            let number = slot - self.forms;
            Role::Form { unit: number % self.num_forms, member: number / self.num_forms }
        } else if slot >= self.singles {
            Role::Single { unit: slot - self.singles }
        } else {
            let is_copy = self.copies.last().is_some_and(|&end| slot < end);
            let starts = if is_copy { &self.copies } else { &self.speeches };
            let unit = starts.partition_point(|&start| start <= slot) - 1;
            let (unit, member) = (unit as u32, slot - starts[unit]);
            if is_copy { Role::Copy { unit, member } } else { Role::Speech { unit, member } }
        })
    }

    /// The place of a role that the plan holds; of speeches, copies and large groups alone.
    pub(super) fn place(&self, role: Role) -> u32 {
        let slot = match role {
            Role::Copy { unit, member } => self.copies[unit as usize] + member,
            Role::Speech { unit, member } => self.speeches[unit as usize] + member,
            Role::Single { unit } => self.singles + unit,
            Role::Form { unit, member } => self.forms + unit + member * self.num_forms,
            Role::Identical { member } => self.identical + member,
            Role::Near { member } => self.near + member,
        };
        self.places[slot as usize]
    }

    /// Number of groups of copies, the large ones left out.
    pub(super) fn num_copied(&self) -> u32 {
        self.copies.len().saturating_sub(1) as u32
    }

    /// Number of sets of stories that share quotations.
    pub(super) fn num_speeches(&self) -> u32 {
        self.speeches.len().saturating_sub(1) as u32
    }

    /// Members of a story with this role.
    pub(super) fn size(&self, role: Role) -> u32 {
        let span = |starts: &[u32], unit: u32| starts[unit as usize + 1] - starts[unit as usize];
        match role {
            Role::Copy { unit, .. } => span(&self.copies, unit),
            Role::Speech { unit, .. } => span(&self.speeches, unit),
            Role::Single { .. } | Role::Form { .. } => 1,
            Role::Identical { .. } => self.near - self.identical,
            Role::Near { .. } => self.slots.len() as u32 - self.near,
        }
    }

    /// The group that an article of this role belongs to, from 1; `None` outside groups.
    pub(super) fn group(&self, role: Role) -> Option<u32> {
        if self.size(role) < 2 {
            return None;
        }
        match role {
            Role::Copy { unit, .. } => Some(unit + 1),
            Role::Identical { .. } => Some(self.num_copied() + 1),
            Role::Near { .. } => Some(self.num_copied() + 2),
            Role::Speech { .. } | Role::Single { .. } | Role::Form { .. } => None,
        }
    }
}

/// Cuts `count` slots from `first` on into units of two and more; a rest of one is left over.
/// Returns the first slots, and one past the last.
fn cut(first: u32, count: usize, rng: &mut Rng, size: impl Fn(&mut Rng) -> usize) -> Vec<u32> {
    let (mut starts, mut start) = (Vec::new(), first as usize);
    let end = start + count;
    while end - start >= 2 {
        starts.push(start as u32);
        start += size(rng).min(end - start);
    }
    starts.push(start as u32);
    starts
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    fn config() -> GenerateConfig {
        GenerateConfig {
            articles: 5_000,
            seed: 3,
            templates: 90,
            identical: 70,
            near_identical: 60,
            ..GenerateConfig::default()
        }
    }

    #[test]
    fn every_place_has_one_role_and_back() {
        let plan = Plan::new(&config()).unwrap();
        assert_eq!(plan.len(), 5_220);
        let mut seen = BTreeMap::new();
        for index in 0..plan.len() {
            let role = plan.role(index).unwrap();
            assert_eq!(plan.place(role) as usize, index);
            let kind = match role {
                Role::Copy { .. } => 0,
                Role::Speech { .. } => 1,
                Role::Single { .. } => 2,
                Role::Form { .. } => 3,
                Role::Identical { .. } => 4,
                Role::Near { .. } => 5,
            };
            *seen.entry(kind).or_insert(0) += 1;
        }
        assert_eq!(plan.role(plan.len()), None);
        assert!((1499..=1500).contains(&seen[&0]), "{seen:?}");
        assert!((199..=200).contains(&seen[&1]), "{seen:?}");
        assert_eq!((seen[&3], seen[&4], seen[&5]), (90, 70, 60));
    }

    #[test]
    fn groups_hold_two_to_twenty_and_are_spread() {
        let plan = Plan::new(&config()).unwrap();
        let mut groups: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for index in 0..plan.len() {
            if let Some(group) = plan.role(index).and_then(|role| plan.group(role)) {
                groups.entry(group).or_default().push(index);
            }
        }
        let large = groups.split_off(&(plan.num_copied() + 1));
        assert_eq!(large.values().map(Vec::len).collect::<Vec<_>>(), [70, 60]);
        assert!(groups.values().all(|members| (2..=20).contains(&members.len())));
        let small = groups.values().filter(|members| members.len() <= 3).count();
        assert!(small * 2 > groups.len(), "skewed to small groups");
        let adjacent = groups.values().flat_map(|m| m.windows(2)).filter(|w| w[0] + 1 == w[1]);
        assert!(adjacent.count() < 10);
        let sizes: BTreeSet<usize> = groups.values().map(Vec::len).collect();
        assert!(sizes.iter().any(|&size| size > 10), "{sizes:?}");
    }

    #[test]
    fn too_many_articles_are_refused() {
        let config =
            GenerateConfig { articles: usize::MAX, templates: 1, ..GenerateConfig::default() };
        assert!(Plan::new(&config).unwrap_err().is_config());
    }
}
