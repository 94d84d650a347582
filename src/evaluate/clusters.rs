//! Scores of found clusters against true groups: adjusted Rand index and B-cubed. Both compare two
//! partitions of the same articles. Never decides which articles belong together.

use std::collections::BTreeMap;

use serde::Serialize;

use super::FoundCluster;

/// Agreement of two partitions of the same articles.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ClusterScores {
    /// Articles compared.
    pub articles: usize,
    /// True groups of two and more articles.
    pub true_groups: usize,
    /// Found clusters of two and more articles.
    pub found_clusters: usize,
    /// Ids of the table or of clusters that no article has; they are left out.
    pub unknown_ids: usize,
    /// Adjusted Rand index: 1 for equal partitions, about 0 for chance, can be negative.
    pub adjusted_rand_index: f64,
    /// Mean over articles of the share of its cluster that is of its group.
    pub b_cubed_precision: f64,
    /// Mean over articles of the share of its group that is in its cluster.
    pub b_cubed_recall: f64,
    /// Harmonic mean of the two.
    pub b_cubed_f1: f64,
}

/// Scores `clusters` against `groups` over all of `ids`. An article that is in no group or cluster
/// stands alone; of several clusters that hold it the first counts.
///
/// Cost: O(n log n).
///
/// Source: Hubert and Arabie 1985, "Comparing partitions"; Bagga and Baldwin 1998,
/// "Entity-based cross-document coreferencing using the vector space model".
pub(super) fn score<'a>(
    ids: impl Iterator<Item = &'a str>,
    groups: &'a [(String, String)],
    clusters: &'a [FoundCluster],
) -> ClusterScores {
    let mut articles: BTreeMap<&str, (Part<'_>, Part<'_>)> = BTreeMap::new();
    for (number, id) in ids.enumerate() {
        // Numbers of singles and of clusters cannot meet: they are of different variants.
        articles.entry(id).or_insert((Part::Alone(number), Part::Alone(number)));
    }
    let mut unknown_ids = 0;
    for (id, group) in groups {
        match articles.get_mut(id.as_str()) {
            Some((part, _)) => *part = Part::Named(group),
            None => unknown_ids += 1,
        }
    }
    for (number, cluster) in clusters.iter().enumerate() {
        for id in &cluster.members {
            match articles.get_mut(id.as_str()) {
                Some((_, part @ Part::Alone(_))) => *part = Part::Numbered(number),
                Some(_) => {}
                None => unknown_ids += 1,
            }
        }
    }
    let mut cells: BTreeMap<(Part<'_>, Part<'_>), usize> = BTreeMap::new();
    let (mut truth, mut found) = (BTreeMap::new(), BTreeMap::new());
    for &(group, cluster) in articles.values() {
        *cells.entry((group, cluster)).or_insert(0) += 1;
        *truth.entry(group).or_insert(0_usize) += 1;
        *found.entry(cluster).or_insert(0_usize) += 1;
    }
    let (mut precision, mut recall) = (0.0, 0.0);
    for ((group, cluster), &both) in &cells {
        let square = both as f64 * both as f64;
        precision += square / found[cluster] as f64;
        recall += square / truth[group] as f64;
    }
    let num_articles = articles.len();
    let mean = |sum: f64| if num_articles == 0 { 1.0 } else { sum / num_articles as f64 };
    let (precision, recall) = (mean(precision), mean(recall));
    let many = |parts: &BTreeMap<Part<'_>, usize>| parts.values().filter(|&&n| n > 1).count();
    ClusterScores {
        articles: num_articles,
        true_groups: many(&truth),
        found_clusters: many(&found),
        unknown_ids,
        adjusted_rand_index: adjusted_rand_index(
            num_articles,
            pairs_in(cells.values()),
            pairs_in(truth.values()),
            pairs_in(found.values()),
        ),
        b_cubed_precision: precision,
        b_cubed_recall: recall,
        b_cubed_f1: 2.0 * precision * recall / (precision + recall),
    }
}

/// A part of a partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part<'a> {
    Alone(usize),
    Numbered(usize),
    Named(&'a str),
}

/// Pairs within parts of these sizes.
fn pairs_in<'a>(sizes: impl Iterator<Item = &'a usize>) -> f64 {
    sizes.map(|&size| size as f64 * (size as f64 - 1.0) / 2.0).sum()
}

/// From the pairs that are together in both partitions, in the truth, and in what was found.
fn adjusted_rand_index(num_articles: usize, both: f64, truth: f64, found: f64) -> f64 {
    let all = num_articles as f64 * (num_articles as f64 - 1.0) / 2.0;
    let expected = if all > 0.0 { truth * found / all } else { 0.0 };
    let highest = f64::midpoint(truth, found);
    // Equal only where both partitions are all alone or all together: they are the same one.
    if (highest - expected).abs() < f64::EPSILON * all.max(1.0) {
        return 1.0;
    }
    (both - expected) / (highest - expected)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Partitions as a part number for each article; 0 stands alone.
    fn scored(truth: &[u8], found: &[u8]) -> ClusterScores {
        let ids: Vec<String> = (0..truth.len()).map(|i| format!("id{i}")).collect();
        let groups: Vec<(String, String)> = ids
            .iter()
            .zip(truth)
            .filter(|&(_, &group)| group > 0)
            .map(|(id, group)| (id.clone(), group.to_string()))
            .collect();
        let clusters: Vec<FoundCluster> = (1..=u8::MAX)
            .filter_map(|number| {
                let members: Vec<String> = ids
                    .iter()
                    .zip(found)
                    .filter(|&(_, &cluster)| cluster == number)
                    .map(|(id, _)| id.clone())
                    .collect();
                let anchor = members.first()?.clone();
                Some(FoundCluster { anchor, members })
            })
            .collect();
        score(ids.iter().map(String::as_str), &groups, &clusters)
    }

    fn together(parts: &[u8], i: usize, j: usize) -> bool {
        i == j || (parts[i] > 0 && parts[i] == parts[j])
    }

    /// The index by counting pairs one by one.
    fn index_by_pairs(truth: &[u8], found: &[u8]) -> f64 {
        let (mut both, mut only_truth, mut only_found, mut neither) = (0.0, 0.0, 0.0, 0.0);
        for j in 0..truth.len() {
            for i in 0..j {
                match (together(truth, i, j), together(found, i, j)) {
                    (true, true) => both += 1.0,
                    (true, false) => only_truth += 1.0,
                    (false, true) => only_found += 1.0,
                    (false, false) => neither += 1.0,
                }
            }
        }
        let divisor: f64 = (both + only_truth) * (only_truth + neither)
            + (both + only_found) * (only_found + neither);
        if divisor == 0.0 {
            return 1.0;
        }
        2.0 * (both * neither - only_truth * only_found) / divisor
    }

    /// Precision by its definition, article by article; recall with the partitions exchanged.
    fn precision_by_articles(truth: &[u8], found: &[u8]) -> f64 {
        let of_article = |i: usize| {
            let cluster: Vec<usize> = (0..found.len()).filter(|&j| together(found, i, j)).collect();
            let right = cluster.iter().filter(|&&j| together(truth, i, j)).count();
            right as f64 / cluster.len() as f64
        };
        (0..truth.len()).map(of_article).sum::<f64>() / truth.len() as f64
    }

    #[test]
    fn hand_computed_example() {
        // Truth {0 1 2} {3 4} {5}; found {0 1} {2 3 4} {5}.
        let scores = scored(&[1, 1, 1, 2, 2, 0], &[1, 1, 2, 2, 2, 0]);
        // Together in both: 01, 34 = 2; truth 4, found 4, all 15; expected 16/15.
        let expected = (2.0 - 16.0 / 15.0) / (4.0 - 16.0 / 15.0);
        assert!((scores.adjusted_rand_index - expected).abs() < 1e-12);
        // Precision: 1, 1, 1/3, 2/3, 2/3, 1; recall: 2/3, 2/3, 1/3, 1, 1, 1.
        assert!((scores.b_cubed_precision - 14.0 / 18.0).abs() < 1e-12);
        assert!((scores.b_cubed_recall - 14.0 / 18.0).abs() < 1e-12);
        assert_eq!((scores.true_groups, scores.found_clusters), (2, 2));
    }

    #[test]
    fn equal_partitions_score_one() {
        for parts in [&[0, 0, 0][..], &[1, 1, 1], &[1, 1, 2], &[0], &[]] {
            let scores = scored(parts, parts);
            assert!((scores.adjusted_rand_index - 1.0).abs() < 1e-12, "{parts:?}");
            assert!((scores.b_cubed_f1 - 1.0).abs() < 1e-12, "{parts:?}");
        }
    }

    #[test]
    fn first_cluster_counts_and_unknown_ids_are_counted() {
        let cluster = |members: &[&str]| FoundCluster {
            anchor: members[0].to_owned(),
            members: members.iter().map(|&id| id.to_owned()).collect(),
        };
        let groups = [("a", "1"), ("b", "1"), ("x", "1")].map(|(i, g)| (i.into(), g.into()));
        let clusters = [cluster(&["a", "b"]), cluster(&["b", "c", "y"])];
        let scores = score(["a", "b", "c"].into_iter(), &groups, &clusters);
        assert_eq!((scores.articles, scores.unknown_ids), (3, 2));
        assert!((scores.adjusted_rand_index - 1.0).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn scores_equal_their_definitions(
            parts in proptest::collection::vec((0_u8..5, 0_u8..5), 1..40),
        ) {
            let (truth, found): (Vec<u8>, Vec<u8>) = parts.into_iter().unzip();
            let scores = scored(&truth, &found);
            prop_assert!((scores.adjusted_rand_index - index_by_pairs(&truth, &found)).abs() < 1e-9);
            let precision = precision_by_articles(&truth, &found);
            let recall = precision_by_articles(&found, &truth);
            prop_assert!((scores.b_cubed_precision - precision).abs() < 1e-9);
            prop_assert!((scores.b_cubed_recall - recall).abs() < 1e-9);
            let f1 = 2.0 * precision * recall / (precision + recall);
            prop_assert!((scores.b_cubed_f1 - f1).abs() < 1e-9);
        }
    }
}
