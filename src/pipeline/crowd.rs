//! What is compared of a story that everybody ran, in near-duplicate mode.
//!
//! Articles in groups above the limit are linked to the first of each of their groups, and many share
//! a band with dozens of others besides. An article that has more such proposals than a group may
//! have articles is compared with one first after the other, those that most are linked to before
//! all others, until it resembles one: its anchor. Two that resemble one anchor are members of
//! one cluster by it, and are not compared with each other.

use std::ops::Range;

use crate::candidates::bands::Link;

/// No article.
const NONE: u32 = u32::MAX;

/// The links of a crowd, and what has become of its members.
pub(super) struct Crowd {
    /// By member; of one member, the firsts that most are linked to come first.
    links: Vec<Link>,
    /// The links of each member that has any: those that are still to be taken.
    open: Vec<Range<usize>>,
    is_in: Vec<bool>,
    is_crowded: Vec<bool>,
    anchor: Vec<u32>,
}

impl Crowd {
    /// Shape: ranks are below `num_articles`; `pairs` are what smaller groups propose.
    pub(super) fn new(
        pairs: &[(u32, u32)],
        mut links: Vec<Link>,
        num_articles: usize,
        max_group: u32,
    ) -> Self {
        let mut num_links = vec![0_u32; num_articles];
        let mut num_proposals = vec![0_u32; num_articles];
        let mut is_in = vec![false; num_articles];
        for link in &links {
            num_links[link.first as usize] += 1;
            for article in [link.first, link.member] {
                num_proposals[article as usize] += 1;
                is_in[article as usize] = true;
            }
        }
        for &(a, b) in pairs {
            num_proposals[a as usize] += 1;
            num_proposals[b as usize] += 1;
        }
        let is_crowded =
            is_in.iter().zip(num_proposals).map(|(&is_in, num)| is_in && num > max_group).collect();
        let popularity = |first: u32| std::cmp::Reverse(num_links[first as usize]);
        links.sort_unstable_by_key(|link| (link.member, popularity(link.first), link.first));
        let anchor = vec![NONE; num_articles];
        Self { open: by_member(&links), links, is_in, is_crowded, anchor }
    }

    /// Takes out the links whose articles cannot resemble each other; they are handed back, sorted.
    pub(super) fn retain_likely(
        &mut self,
        is_likely: impl Fn(u32, u32) -> bool,
    ) -> Vec<(u32, u32)> {
        let (likely, unlikely): (Vec<Link>, Vec<Link>) =
            self.links.iter().partition(|link| is_likely(link.first, link.member));
        self.open = by_member(&likely);
        self.links = likely;
        let mut unlikely: Vec<(u32, u32)> =
            unlikely.into_iter().map(|link| (link.first, link.member)).collect();
        unlikely.sort_unstable();
        unlikely
    }

    /// The pairs that are compared next, sorted: a link of each crowded member that has no anchor yet,
    /// and at once all links of the others.
    pub(super) fn next_round(&mut self) -> Vec<(u32, u32)> {
        let Self { is_crowded, .. } = self;
        let is_crowded = std::mem::take(is_crowded);
        let round = self.take(|member, num| if is_crowded[member as usize] { 1 } else { num });
        self.is_crowded = is_crowded;
        round
    }

    /// All links of members that have no anchor yet, sorted.
    pub(super) fn rest(&mut self) -> Vec<(u32, u32)> {
        self.take(|_, num| num)
    }

    /// Takes so many of the open links of each member that still looks for an anchor.
    fn take(&mut self, how_many: impl Fn(u32, usize) -> usize) -> Vec<(u32, u32)> {
        let mut round = Vec::new();
        let Self { links, open, anchor, .. } = self;
        open.retain_mut(|own| {
            let member = links[own.start].member;
            if anchor[member as usize] != NONE {
                return false;
            }
            let end = own.start + how_many(member, own.len());
            round.extend(links[own.start..end].iter().map(|link| (link.first, link.member)));
            own.start = end;
            own.start < own.end
        });
        round.sort_unstable();
        round
    }

    /// Is told which pairs of a round reach the threshold.
    pub(super) fn has_verified(&mut self, pairs: impl Iterator<Item = (u32, u32)>) {
        for (first, member) in pairs {
            let anchor = &mut self.anchor[member as usize];
            if *anchor == NONE {
                *anchor = first;
            }
        }
    }

    /// Whether both are in groups above the limit.
    pub(super) fn holds_both(&self, a: u32, b: u32) -> bool {
        self.is_in[a as usize] && self.is_in[b as usize]
    }

    /// Whether two need no comparison: both are crowded, and one anchor has them both.
    pub(super) fn is_spared(&self, a: u32, b: u32) -> bool {
        let anchors = (self.anchor[a as usize], self.anchor[b as usize]);
        self.is_crowded[a as usize]
            && self.is_crowded[b as usize]
            && (anchors.0 != NONE && anchors.0 == anchors.1 || anchors.0 == b || anchors.1 == a)
    }
}

/// Where the links of each member stand.
fn by_member(links: &[Link]) -> Vec<Range<usize>> {
    let mut end = 0;
    let own = links.chunk_by(|x, y| x.member == y.member).map(|own| {
        end += own.len();
        end - own.len()..end
    });
    own.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(links: &[(u32, u32)]) -> Vec<Link> {
        links.iter().map(|&(first, member)| Link { first, member }).collect()
    }

    #[test]
    fn a_crowded_member_takes_one_first_after_the_other_until_it_has_an_anchor() {
        // 1 is linked to most; 5 and 6 are crowded, 4 is not.
        let links = links(&[(0, 4), (0, 5), (0, 6), (1, 4), (1, 5), (1, 6), (1, 7)]);
        let pairs = [(5, 6), (5, 7), (6, 7)];
        let mut crowd = Crowd::new(&pairs, links, 8, 3);
        assert_eq!(crowd.retain_likely(|first, member| (first, member) != (1, 6)), [(1, 6)]);
        assert_eq!(crowd.next_round(), [(0, 4), (0, 6), (1, 4), (1, 5), (1, 7)]);
        crowd.has_verified([(0, 6), (1, 7)].into_iter());
        assert_eq!(crowd.next_round(), [(0, 5)]);
        assert_eq!(crowd.rest(), []);
        crowd.has_verified([(0, 5)].into_iter());
        assert!(crowd.is_spared(5, 6) && crowd.is_spared(0, 5));
        // They have different anchors, or 7 is not crowded.
        assert!(!crowd.is_spared(1, 5) && !crowd.is_spared(1, 7));
        assert!(crowd.holds_both(5, 7) && !crowd.holds_both(3, 5));
    }

    #[test]
    fn members_of_one_anchor_are_spared() {
        let links = links(&[(0, 1), (0, 2), (0, 3)]);
        let pairs = [(1, 2), (1, 3), (2, 3)];
        let mut crowd = Crowd::new(&pairs, links, 4, 2);
        assert_eq!(crowd.next_round(), [(0, 1), (0, 2), (0, 3)]);
        crowd.has_verified([(0, 1), (0, 2)].into_iter());
        assert_eq!(crowd.next_round(), []);
        assert!(crowd.is_spared(1, 2) && !crowd.is_spared(1, 3));
    }
}
