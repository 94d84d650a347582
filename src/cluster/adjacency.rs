//! The edges of each article.

use super::stars::Edge;

/// Which edges end in an article: one flat table, since most articles have none or few.
pub(super) struct Adjacency {
    /// Indices of edges, article after article.
    incident: Vec<usize>,
    /// Those of article `a` are `incident[starts[a]..starts[a + 1]]`.
    starts: Vec<usize>,
}

impl Adjacency {
    /// Cost: linear in the edges and articles.
    pub(super) fn new(edges: &[Edge], num_articles: usize) -> Self {
        let mut starts = vec![0; num_articles + 1];
        for edge in edges {
            starts[edge.a as usize + 1] += 1;
            starts[edge.b as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut incident = vec![0; 2 * edges.len()];
        for (index, edge) in edges.iter().enumerate() {
            for end in [edge.a, edge.b] {
                incident[next[end as usize]] = index;
                next[end as usize] += 1;
            }
        }
        Self { incident, starts }
    }

    pub(super) const fn num_articles(&self) -> usize {
        self.starts.len() - 1
    }

    /// Edges that end in `article`, ascending.
    pub(super) fn edges_of(&self, article: u32) -> &[usize] {
        &self.incident[self.starts[article as usize]..self.starts[article as usize + 1]]
    }
}
