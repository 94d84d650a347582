//! Which things belong together, by joining two at a time.

/// Sets of numbers from 0, each known by its smallest.
pub(super) struct UnionFind {
    parents: Vec<u32>,
}

impl UnionFind {
    /// Every number alone.
    pub(super) fn new(len: usize) -> Self {
        Self { parents: (0..len as u32).collect() }
    }

    /// The smallest number of a set. Cost: nearly constant over many calls, by halving of paths.
    pub(super) fn root(&mut self, of: u32) -> u32 {
        let mut at = of;
        while self.parents[at as usize] != at {
            let grandparent = self.parents[self.parents[at as usize] as usize];
            self.parents[at as usize] = grandparent;
            at = grandparent;
        }
        at
    }

    /// Makes one set of two. The smaller root stays one, so that roots do not depend on the order of
    /// joins.
    pub(super) fn join(&mut self, x: u32, y: u32) {
        let (x, y) = (self.root(x), self.root(y));
        self.parents[x.max(y) as usize] = x.min(y);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_joined_has_the_smallest_as_its_root() {
        let mut sets = UnionFind::new(6);
        for (x, y) in [(4, 5), (1, 3), (5, 1)] {
            sets.join(x, y);
        }
        assert_eq!([0, 1, 2, 3, 4, 5].map(|of| sets.root(of)), [0, 1, 2, 1, 1, 1]);
    }
}
