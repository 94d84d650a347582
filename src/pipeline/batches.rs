//! Which candidate pairs are verified together, so that few articles are prepared twice.
//!
//! A component of connected pairs that fits is verified as a whole, several small ones at a time. One
//! that does not fit is laid out in an order that keeps neighbours together, depth first, and cut into
//! blocks of that order; articles that hundreds are linked to come before all others. The pairs of a
//! block with all that follow are verified in one go: the block stays prepared while its partners come
//! and go, in the same order. So a star costs one preparation of each leaf however large it is, and a
//! knot of stories that are linked here and there little more than one of each article.

use rayon::prelude::*;

use super::union_find::UnionFind;
use super::verify::Plan;

/// Edges of an article from which it is worth to stay prepared for all others.
const HUB_EDGES: u32 = 256;

/// Pairs with their articles, ascending.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) pairs: Vec<(u32, u32)>,
    pub(super) articles: Vec<u32>,
}

/// Pairs by connected component: several small components to a batch, a large one in several.
pub(super) fn batches(pairs: &[(u32, u32)], plan: &Plan<'_>) -> Vec<Batch> {
    let mut components = UnionFind::new(plan.num_articles);
    for &(a, b) in pairs {
        components.join(a, b);
    }
    let mut keyed: Vec<(u32, (u32, u32))> =
        pairs.iter().map(|&pair| (components.root(pair.0), pair)).collect();
    drop(components);
    keyed.par_sort_unstable();
    let mut batches = Batches { plan, done: Vec::new(), open: Batch::default(), weight: 0 };
    for component in keyed.chunk_by(|x, y| x.0 == y.0) {
        batches.add_component(component);
    }
    batches.close();
    batches.done
}

struct Batches<'p> {
    plan: &'p Plan<'p>,
    done: Vec<Batch>,
    open: Batch,
    weight: u64,
}

impl Batches<'_> {
    fn close(&mut self) {
        let mut batch = std::mem::take(&mut self.open);
        self.weight = 0;
        if !batch.pairs.is_empty() {
            batch.articles.sort_unstable();
            self.done.push(batch);
        }
    }

    fn weight_of(&self, articles: &[u32]) -> u64 {
        articles.iter().map(|&article| (self.plan.weight)(article)).sum()
    }

    fn add_component(&mut self, component: &[(u32, (u32, u32))]) {
        let mut articles: Vec<u32> = component.iter().flat_map(|&(_, (a, b))| [a, b]).collect();
        articles.sort_unstable();
        articles.dedup();
        let weight = self.weight_of(&articles);
        if self.weight + weight > self.plan.batch_weight {
            self.close();
        }
        if weight > self.plan.max_weight {
            self.add_in_pieces(component, &articles);
            return;
        }
        self.weight += weight;
        self.open.articles.extend(articles);
        self.open.pairs.extend(component.iter().map(|&(_, pair)| pair));
    }

    /// `articles` are those of the component, ascending.
    fn add_in_pieces(&mut self, component: &[(u32, (u32, u32))], articles: &[u32]) {
        let at = |article: u32| articles.partition_point(|&other| other < article) as u32;
        let mut pairs: Vec<(u32, u32)> =
            component.par_iter().map(|&(_, (a, b))| (at(a), at(b))).collect();
        let mut order = depth_first(&pairs, articles.len());
        // Partners come once in a row of pairs: the room is for the block.
        let for_partners = self.plan.batch_weight.min(self.plan.max_weight / 2);
        let for_block = self.plan.max_weight - for_partners;
        let weight_of = |node: u32| (self.plan.weight)(articles[node as usize]);
        let hubs = hubs(&pairs, articles.len(), &weight_of, for_block);
        order.retain(|node| hubs.binary_search(node).is_err());
        let num_hubs = hubs.len() as u32;
        order.splice(0..0, hubs);
        let mut place = vec![0; order.len()];
        for (&node, at) in order.iter().zip(0_u32..) {
            place[node as usize] = at;
        }
        let weight_at = |place: u32| weight_of(order[place as usize]);
        let mut block_of = Vec::with_capacity(order.len());
        let (mut block, mut in_block) = (0_u32, 0);
        for place in 0..order.len() as u32 {
            let weight = weight_at(place);
            // Hubs are a block of their own: others would be prepared for nothing.
            if place > 0 && (in_block + weight > for_block || place == num_hubs) {
                block += 1;
                in_block = 0;
            }
            in_block += weight;
            block_of.push(block);
        }
        for pair in &mut pairs {
            let (x, y) = (place[pair.0 as usize], place[pair.1 as usize]);
            *pair = (x.min(y), x.max(y));
        }
        pairs.par_sort_unstable_by_key(|&(low, high)| (block_of[low as usize], high, low));
        let mut done = Vec::new();
        for row in pairs.chunk_by(|x, y| block_of[x.0 as usize] == block_of[y.0 as usize]) {
            let block = block_of[row[0].0 as usize];
            let is_own = |place: u32| block_of[place as usize] == block;
            let mut own: Vec<u32> = row.iter().flat_map(|&(low, high)| [low, high]).collect();
            own.retain(|&place| is_own(place));
            own.sort_unstable();
            own.dedup();
            let article = |place: u32| articles[order[place as usize] as usize];
            let own: Vec<u32> = own.into_iter().map(article).collect();
            let mut open = Batch { pairs: Vec::new(), articles: own.clone() };
            let mut weight = 0;
            let mut last = u32::MAX;
            for &(low, high) in row {
                if high != last && !is_own(high) {
                    if weight > 0 && weight + weight_at(high) > for_partners {
                        let next = Batch { pairs: Vec::new(), articles: own.clone() };
                        done.push(std::mem::replace(&mut open, next));
                        weight = 0;
                    }
                    weight += weight_at(high);
                    open.articles.push(article(high));
                }
                last = high;
                let (a, b) = (article(low), article(high));
                open.pairs.push((a.min(b), a.max(b)));
            }
            done.push(open);
        }
        for batch in &mut done {
            batch.articles.sort_unstable();
        }
        self.done.extend(done);
    }
}

/// The nodes that most others are linked to, ascending: as many of those with [`HUB_EDGES`] as make up
/// `max_weight`, those of most edges before the others (tie: the first).
fn hubs(
    edges: &[(u32, u32)],
    num_nodes: usize,
    weight_of: &impl Fn(u32) -> u64,
    max_weight: u64,
) -> Vec<u32> {
    let mut num_edges = vec![0_u32; num_nodes];
    for &(a, b) in edges {
        num_edges[a as usize] += 1;
        num_edges[b as usize] += 1;
    }
    let mut hubs: Vec<u32> =
        (0..num_nodes as u32).filter(|&node| num_edges[node as usize] >= HUB_EDGES).collect();
    hubs.sort_by_key(|&node| std::cmp::Reverse(num_edges[node as usize]));
    let mut weight = 0;
    let num_kept = hubs.iter().take_while(|&&hub| {
        weight += weight_of(hub);
        weight <= max_weight
    });
    hubs.truncate(num_kept.count());
    hubs.sort_unstable();
    hubs
}

/// The nodes of a graph, those that lie near each other close together: depth first, from the first
/// node on. Shape: the edges connect all of `num_nodes`.
fn depth_first(edges: &[(u32, u32)], num_nodes: usize) -> Vec<u32> {
    let mut starts = vec![0_usize; num_nodes + 1];
    for &(a, b) in edges {
        starts[a as usize + 1] += 1;
        starts[b as usize + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut next = starts.clone();
    let mut neighbours = vec![0_u32; 2 * edges.len()];
    for &(a, b) in edges {
        for (from, to) in [(a as usize, b), (b as usize, a)] {
            neighbours[next[from]] = to;
            next[from] += 1;
        }
    }
    // From here on, the next neighbour to be looked at.
    let mut next = starts.clone();
    let mut is_seen = vec![false; num_nodes];
    let mut order = Vec::with_capacity(num_nodes);
    let mut path = Vec::new();
    for start in 0..num_nodes as u32 {
        if std::mem::replace(&mut is_seen[start as usize], true) {
            continue;
        }
        order.push(start);
        path.push(start);
        while let Some(&node) = path.last() {
            let node = node as usize;
            if next[node] == starts[node + 1] {
                path.pop();
                continue;
            }
            let neighbour = neighbours[next[node]];
            next[node] += 1;
            if !std::mem::replace(&mut is_seen[neighbour as usize], true) {
                order.push(neighbour);
                path.push(neighbour);
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn plan(max_weight: u64) -> Plan<'static> {
        Plan::of_equal_weights(20, max_weight)
    }

    #[test]
    fn a_large_component_is_cut_and_small_ones_are_not() {
        let star: Vec<(u32, u32)> = (1..6).map(|leaf| (0, leaf)).collect();
        let cut = batches(&star, &plan(3));
        assert!(cut.iter().all(|batch| batch.articles.len() <= 4), "{cut:?}");
        assert_eq!(cut.iter().map(|batch| batch.pairs.len()).sum::<usize>(), 5);
        assert_eq!(batches(&[(0, 1), (2, 3), (4, 5)], &plan(100)).len(), 1);
        assert_eq!(batches(&[(0, 1), (2, 3), (4, 5)], &plan(3)).len(), 3);
    }

    #[test]
    fn cliques_in_a_row_are_laid_out_one_after_the_other() {
        // Four cliques of five, their members dealt in turn, each linked to the next.
        let member = |clique: u32, at: u32| at * 4 + clique;
        let mut edges: Vec<(u32, u32)> =
            (0..3).map(|clique| (member(clique, 4), member(clique + 1, 0))).collect();
        for clique in 0..4 {
            for b in 0..5 {
                edges.extend((0..b).map(|a| (member(clique, a), member(clique, b))));
            }
        }
        let order = depth_first(&edges, 20);
        let cliques: Vec<u32> = order.iter().map(|node| node % 4).collect();
        assert_eq!(cliques.chunk_by(|x, y| x == y).count(), 4, "{cliques:?}");
    }

    proptest! {
        #[test]
        fn every_pair_is_in_one_batch_with_its_articles(
            pairs in prop::collection::btree_set((0_u32..20, 0_u32..20), 0..60),
            max_weight in 0_u64..25,
        ) {
            let pairs: BTreeSet<(u32, u32)> = pairs.into_iter().filter(|(a, b)| a < b).collect();
            let flat: Vec<(u32, u32)> = pairs.iter().copied().collect();
            let cut = batches(&flat, &plan(max_weight));
            for batch in &cut {
                prop_assert!(batch.articles.is_sorted_by(|x, y| x < y));
                // One at least of a block and one of its partners.
                prop_assert!(batch.articles.len() as u64 <= max_weight.max(2), "{:?}", batch);
                for (a, b) in &batch.pairs {
                    prop_assert!(batch.articles.binary_search(a).is_ok());
                    prop_assert!(batch.articles.binary_search(b).is_ok());
                }
            }
            let mut found: Vec<(u32, u32)> = cut.into_iter().flat_map(|batch| batch.pairs).collect();
            found.sort_unstable();
            prop_assert_eq!(found, flat);
        }
    }
}
