//! What is compared of a story that everybody ran, in near-duplicate mode.
//!
//! Articles in groups above the limit are linked to the first of each of their groups, and many share
//! a band with dozens of others besides: those with more proposals than a group may have articles are
//! crowded. Where a story holds many of them, an anchor is looked for that most of its articles
//! resemble, by estimate and by trial, and each is compared with it; then another for those that do
//! not resemble it, and so on. It may be any of them, not the first of a group alone: copies with the
//! fewest edits are in large groups by all their bands, and so linked to few. Two that resemble one
//! anchor are members of one cluster by it, and are not compared with each other. Those that
//! resemble no anchor are compared with all that was proposed.

use std::cmp::Reverse;

use super::union_find::UnionFind;
use crate::candidates::bands::Link;

/// No article.
const NONE: u32 = u32::MAX;

/// Articles that an anchor is chosen from, and articles by which, by estimate.
const MAX_CHOICE: usize = 4096;
const MAX_SAMPLE: usize = 128;

/// The best of them are verified against some articles before one is chosen: an estimate that is too
/// high is so for all pairs of an article.
const MAX_TRIED: usize = 64;
const MAX_TRIAL: usize = 96;

/// Of so many articles that are compared with an anchor, one at least has to resemble it for
/// another to be looked for.
const MIN_YIELD: usize = 4;

/// A pair's equal slots, and what is made of them.
pub(super) struct Estimate<F> {
    /// Of two articles by rank.
    pub(super) num_equal: F,
    /// Below it, a pair does not reach the threshold.
    pub(super) least: u32,
    /// Those of a pair at the threshold, on average.
    pub(super) expected: u32,
}

/// The articles of a crowd, and what has become of them.
pub(super) struct Crowd {
    stories: Vec<Story>,
    max_group: usize,
    is_in: Vec<bool>,
    /// The anchor that each article resembles; its own, if it is one.
    anchor: Vec<u32>,
}

/// Articles that links connect, many of them crowded.
struct Story {
    /// Those that have no anchor yet, ascending.
    open: Vec<u32>,
    /// Those that may be its next anchor, the likeliest first.
    choice: Vec<u32>,
    /// How many were compared with its last anchor.
    num_compared: usize,
}

impl Crowd {
    /// Shape: ranks are below `num_articles`; `pairs` are what smaller groups propose. Links that are
    /// not likely do not make one story of two articles.
    pub(super) fn new(
        pairs: &[(u32, u32)],
        links: &[Link],
        is_likely: impl Fn(u32, u32) -> bool,
        num_articles: usize,
        max_group: u32,
    ) -> Self {
        let mut num_proposals = vec![0_u32; num_articles];
        let mut is_in = vec![false; num_articles];
        for link in links {
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
            |article: u32| is_in[article as usize] && num_proposals[article as usize] > max_group;
        let mut components = UnionFind::new(num_articles);
        for link in links.iter().filter(|link| is_likely(link.first, link.member)) {
            components.join(link.first, link.member);
        }
        let stories = stories(components, &is_in, is_crowded, max_group as usize);
        let max_group = max_group as usize;
        Self { stories, max_group, is_in, anchor: vec![NONE; num_articles] }
    }

    /// Pairs by which the next anchor of each story is chosen, sorted; none where no story is left.
    pub(super) fn trial(
        &mut self,
        estimate: &Estimate<impl Fn(u32, u32) -> u32>,
    ) -> Vec<(u32, u32)> {
        let mut trial = Vec::new();
        for Story { open, choice, num_compared } in &mut self.stories {
            let num_before = open.len();
            open.retain(|&article| self.anchor[article as usize] == NONE);
            // An anchor that few resemble saves less than it costs, and the next is no better.
            let is_worth_it = (num_before - open.len()) * MIN_YIELD >= *num_compared;
            if open.len() <= self.max_group || !is_worth_it {
                open.clear();
            }
            *choice = likeliest_anchors(open, estimate);
            for other in some(open, MAX_TRIAL) {
                let others = choice.iter().filter(|&&article| article != other);
                trial.extend(others.map(|&article| (article.min(other), article.max(other))));
            }
        }
        trial.sort_unstable();
        trial.dedup();
        trial
    }

    /// The pairs that are compared next, sorted: of each story, the anchor that most resemble of the
    /// pairs of the trial, with those that have none. `resembling` are those that reach the threshold.
    pub(super) fn next_round(
        &mut self,
        resembling: impl Iterator<Item = (u32, u32)>,
        estimate: &Estimate<impl Fn(u32, u32) -> u32>,
    ) -> Vec<(u32, u32)> {
        let mut is_sample = vec![false; self.anchor.len()];
        for story in &self.stories {
            some(&story.open, MAX_TRIAL).for_each(|article| is_sample[article as usize] = true);
        }
        let mut num_alike = vec![0_u32; self.anchor.len()];
        for (a, b) in resembling {
            num_alike[a as usize] += u32::from(is_sample[b as usize]);
            num_alike[b as usize] += u32::from(is_sample[a as usize]);
        }
        let mut round = Vec::new();
        for Story { open, choice, num_compared, .. } in &mut self.stories {
            let by_number = |&&article: &&u32| (num_alike[article as usize], Reverse(article));
            let Some(&anchor) = choice.iter().max_by_key(by_number) else { continue };
            self.anchor[anchor as usize] = anchor;
            let others = open.iter().copied().filter(|&other| other != anchor);
            let likely =
                others.filter(|&other| (estimate.num_equal)(anchor, other) >= estimate.least);
            let len_before = round.len();
            round.extend(likely.map(|other| (anchor.min(other), anchor.max(other))));
            *num_compared = round.len() - len_before;
        }
        round.sort_unstable();
        round
    }

    /// Is told which pairs of a round reach the threshold.
    pub(super) fn has_verified(&mut self, pairs: impl Iterator<Item = (u32, u32)>) {
        for (a, b) in pairs {
            for (anchor, member) in [(a, b), (b, a)] {
                if self.anchor[anchor as usize] == anchor && self.anchor[member as usize] == NONE {
                    self.anchor[member as usize] = anchor;
                }
            }
        }
    }

    /// Whether both are in groups above the limit.
    pub(super) fn holds_both(&self, a: u32, b: u32) -> bool {
        self.is_in[a as usize] && self.is_in[b as usize]
    }

    /// Whether two need no comparison: one anchor has them both.
    pub(super) fn is_spared(&self, a: u32, b: u32) -> bool {
        let anchor = self.anchor[a as usize];
        anchor != NONE && anchor == self.anchor[b as usize]
    }
}

/// Articles in groups above the limit by component, where more than `max_group` of them are crowded.
fn stories(
    mut components: UnionFind,
    is_in: &[bool],
    is_crowded: impl Fn(u32) -> bool,
    max_group: usize,
) -> Vec<Story> {
    let mut keyed: Vec<(u32, u32)> = (0..is_in.len() as u32)
        .filter(|&article| is_in[article as usize])
        .map(|article| (components.root(article), article))
        .collect();
    keyed.sort_unstable();
    let is_crowd = |members: &&[(u32, u32)]| {
        members.iter().filter(|&&(_, article)| is_crowded(article)).count() > max_group
    };
    let story = |members: &[(u32, u32)]| {
        let open = members.iter().map(|&(_, article)| article).collect();
        Story { open, choice: Vec::new(), num_compared: 0 }
    };
    keyed.chunk_by(|x, y| x.0 == y.0).filter(is_crowd).map(story).collect()
}

/// The articles that most of `open` resemble by estimate, of some of them.
fn likeliest_anchors(open: &[u32], estimate: &Estimate<impl Fn(u32, u32) -> u32>) -> Vec<u32> {
    if open.is_empty() {
        return Vec::new();
    }
    let is_alike = |a: u32, b: u32| (estimate.num_equal)(a, b) >= estimate.expected;
    let num_alike =
        |article: u32| some(open, MAX_SAMPLE).filter(|&other| is_alike(article, other)).count();
    let choice = some(open, MAX_CHOICE).map(|article| (Reverse(num_alike(article)), article));
    let mut choice: Vec<(Reverse<usize>, u32)> = choice.collect();
    choice.sort_unstable();
    choice.truncate(MAX_TRIED);
    choice.into_iter().map(|(_, article)| article).collect()
}

/// At most `num` of some articles, from all of their range.
fn some(articles: &[u32], num: usize) -> impl Iterator<Item = u32> {
    articles.iter().copied().step_by(articles.len().div_ceil(num).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(links: &[(u32, u32)]) -> Vec<Link> {
        links.iter().map(|&(first, member)| Link { first, member }).collect()
    }

    #[test]
    fn each_story_is_compared_with_the_anchor_that_most_resemble_and_then_with_another() {
        // 3 resembles all but 5 and 6, though most are linked to 0.
        let all = links(&[(0, 1), (0, 2), (0, 3), (0, 4), (0, 5), (5, 6), (7, 8)]);
        let pairs: Vec<(u32, u32)> = (0..7).flat_map(|b| (0..b).map(move |a| (a, b))).collect();
        let mut crowd = Crowd::new(&pairs, &all, |_, _| true, 9, 2);
        let resembles = |a: u32, b: u32| {
            a == b || (a.min(b), a.max(b)) == (5, 6) || { (a == 3 || b == 3) && a.max(b) < 5 }
        };
        let estimate = Estimate {
            num_equal: |a, b| u32::from(resembles(a, b)) * 9 + 1,
            least: 1,
            expected: 5,
        };
        let resembling =
            |pairs: Vec<(u32, u32)>| pairs.into_iter().filter(|&(a, b)| resembles(a, b));
        let trial = crowd.trial(&estimate);
        let round = crowd.next_round(resembling(trial), &estimate);
        assert_eq!(round, [(0, 3), (1, 3), (2, 3), (3, 4), (3, 5), (3, 6)]);
        crowd.has_verified(resembling(round));
        // Two are left, no more than a group may have.
        assert_eq!(crowd.trial(&estimate), []);
        assert_eq!(crowd.next_round(std::iter::empty(), &estimate), []);
        assert!(crowd.is_spared(0, 4) && crowd.is_spared(3, 4));
        assert!(!crowd.is_spared(0, 5) && !crowd.is_spared(5, 6) && !crowd.is_spared(7, 8));
        assert!(crowd.holds_both(0, 7));
    }

    #[test]
    fn an_anchor_is_chosen_by_what_is_verified_and_few_that_resemble_it_end_the_search() {
        let all = links(&(1..40).map(|member| (0, member)).collect::<Vec<_>>());
        let pairs: Vec<(u32, u32)> = (0..40).flat_map(|b| (0..b).map(move |a| (a, b))).collect();
        let mut crowd = Crowd::new(&pairs, &all, |_, _| true, 40, 4);
        // By estimate 0 and 1 are the best, and 1 resembles but one.
        let num_equal = |a: u32, _: u32| if a < 2 { 9 } else { 1 };
        let estimate = Estimate { num_equal, least: 1, expected: 5 };
        let trial = crowd.trial(&estimate);
        assert!(trial.contains(&(0, 39)) && trial.contains(&(1, 39)));
        let round = crowd.next_round(trial.into_iter().filter(|pair| pair.0 == 0), &estimate);
        assert_eq!(round, (1..40).map(|member| (0, member)).collect::<Vec<_>>());
        crowd.has_verified([(0, 5)].into_iter());
        assert_eq!(crowd.trial(&estimate), []);
    }

    #[test]
    fn few_proposals_or_unlikely_links_make_no_story() {
        let all = links(&[(0, 1), (0, 2), (0, 3), (0, 4)]);
        let estimate = Estimate { num_equal: |_, _| 9, least: 1, expected: 5 };
        let mut few = Crowd::new(&[], &all, |_, _| true, 5, 3);
        assert_eq!(few.trial(&estimate), []);
        assert!(!few.is_spared(0, 1));
        let pairs: Vec<(u32, u32)> = (1..5).flat_map(|b| (1..b).map(move |a| (a, b))).collect();
        let mut unlikely = Crowd::new(&pairs, &all, |_, _| false, 5, 2);
        assert_eq!(unlikely.trial(&estimate), []);
    }
}
