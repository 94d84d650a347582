//! Where the nodes of a network lie.
//!
//! Only operations that are the same on every machine: no trigonometry, no clock, no chance.
//!
//! Source: Fruchterman and Reingold 1991, "Graph drawing by force-directed placement".

/// Steps after which a drawing hardly moves any more.
const STEPS: usize = 240;

/// How hard nodes are drawn to the middle, so that parts without a link stay in sight.
const GRAVITY: f64 = 0.25;

/// Places of `num_nodes` nodes in the unit square, in the order of the nodes, reaching its sides
/// where there are two or more. `edges` are pairs of nodes with a weight from 0 to 1.
///
/// Cost: the square of the nodes, some hundred times.
pub(super) fn placed(num_nodes: usize, edges: &[(usize, usize, f64)]) -> Vec<(f64, f64)> {
    // What is linked begins side by side: from elsewhere, parts would have to pass through each other.
    let circle = on_circle(num_nodes);
    let mut places = circle.clone();
    for (place, node) in circle.into_iter().zip(by_parts(num_nodes, edges)) {
        if let Some(of_node) = places.get_mut(node) {
            *of_node = place;
        }
    }
    let ideal = (1.0 / num_nodes.max(1) as f64).sqrt();
    for step in 0..STEPS {
        let mut moves = vec![(0.0, 0.0); num_nodes];
        for (at, &(x, y)) in places.iter().enumerate() {
            let mut pull = ((0.5 - x) * GRAVITY, (0.5 - y) * GRAVITY);
            for (other, &(other_x, other_y)) in places.iter().enumerate() {
                if other != at {
                    let (dx, dy) = (x - other_x, y - other_y);
                    let force = ideal * ideal / (dx * dx + dy * dy).max(1e-6);
                    pull = (pull.0 + dx * force, pull.1 + dy * force);
                }
            }
            add(&mut moves, at, pull);
        }
        for &(a, b, weight) in edges {
            let (Some(&from), Some(&to)) = (places.get(a), places.get(b)) else { continue };
            let (dx, dy) = (to.0 - from.0, to.1 - from.1);
            let force = (dx * dx + dy * dy).sqrt() / ideal * (0.25 + 0.35 * weight);
            add(&mut moves, a, (dx * force, dy * force));
            add(&mut moves, b, (-dx * force, -dy * force));
        }
        // Steps get shorter, so that the drawing comes to rest.
        let longest = 0.1 * (1.0 - step as f64 / STEPS as f64) + 0.001;
        for (place, (dx, dy)) in places.iter_mut().zip(moves) {
            let length = (dx * dx + dy * dy).sqrt().max(1e-9);
            let scale = length.min(longest) / length;
            *place = (place.0 + dx * scale, place.1 + dy * scale);
        }
    }
    stretched(places)
}

/// What a node takes with its name: from its place to the left, to the right, up and down.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) half_height: f64,
}

impl Extent {
    /// How far two overlap in each direction; above 0 in both where they do.
    fn overlap(&self, at: (f64, f64), other: &Self, other_at: (f64, f64)) -> (f64, f64) {
        let right = (at.0 + self.right).min(other_at.0 + other.right);
        let left = (at.0 - self.left).max(other_at.0 - other.left);
        let height = self.half_height + other.half_height - (at.1 - other_at.1).abs();
        (right - left, height)
    }
}

/// Passes in which what overlaps is moved apart.
const PASSES: usize = 400;

/// The part of an overlap by which two move along its longer side.
const ASIDE: f64 = 0.05;

/// Moves nodes until no name covers another node or name, or there is no room for that, and keeps
/// them within a drawing of `size`.
pub(super) fn parted(places: &mut [(f64, f64)], extents: &[Extent], size: (f64, f64)) {
    let inside = |(x, y): (f64, f64), extent: &Extent| {
        let high = (size.1 - extent.half_height).max(extent.half_height);
        let right = (size.0 - extent.right).max(extent.left);
        (x.clamp(extent.left, right), y.clamp(extent.half_height, high))
    };
    for _ in 0..PASSES {
        let mut is_moved = false;
        for at in 0..places.len() {
            for other in 0..at {
                let (Some(&place), Some(&known)) = (places.get(at), places.get(other)) else {
                    continue;
                };
                let (Some(extent), Some(beside)) = (extents.get(at), extents.get(other)) else {
                    continue;
                };
                let (wide, high) = extent.overlap(place, beside, known);
                if wide <= 0.0 || high <= 0.0 {
                    continue;
                }
                is_moved = true;
                // The shorter way, half of it each; and a little of the longer one, without which a
                // crowd would stand in one pile.
                let away = |distance: f64, by: f64| if distance < 0.0 { -by } else { by };
                let (by_x, by_y) = if high <= wide {
                    (wide * ASIDE, f64::midpoint(high, 0.1))
                } else {
                    (f64::midpoint(wide, 0.1), high * ASIDE)
                };
                let (dx, dy) = (away(place.0 - known.0, by_x), away(place.1 - known.1, by_y));
                if let Some(moved) = places.get_mut(at) {
                    *moved = inside((place.0 + dx, place.1 + dy), extent);
                }
                if let Some(moved) = places.get_mut(other) {
                    *moved = inside((known.0 - dx, known.1 - dy), beside);
                }
            }
        }
        if !is_moved {
            break;
        }
    }
}

/// Whether each name stands clear of all nodes and names before it.
pub(super) fn are_clear(places: &[(f64, f64)], extents: &[Extent]) -> Vec<bool> {
    let all: Vec<_> = places.iter().copied().zip(extents).collect();
    let is_clear = |(at, (place, extent)): (usize, &((f64, f64), &Extent))| {
        all.iter().take(at).all(|(known, beside)| {
            let (wide, high) = extent.overlap(*place, beside, *known);
            wide <= 0.5 || high <= 0.5
        })
    };
    all.iter().enumerate().map(is_clear).collect()
}

/// Nodes from neighbour to neighbour, one part of the network after the other.
fn by_parts(num_nodes: usize, edges: &[(usize, usize, f64)]) -> Vec<usize> {
    let mut neighbours = vec![Vec::new(); num_nodes];
    for &(a, b, _) in edges {
        for (from, to) in [(a, b), (b, a)] {
            if let Some(of_node) = neighbours.get_mut(from) {
                of_node.push(to);
            }
        }
    }
    let mut order = Vec::with_capacity(num_nodes);
    let mut is_known = vec![false; num_nodes];
    let mut waiting = Vec::new();
    for first in 0..num_nodes {
        waiting.push(first);
        while let Some(node) = waiting.pop() {
            if let Some(known) = is_known.get_mut(node).filter(|known| !**known) {
                *known = true;
                order.push(node);
                waiting.extend(neighbours.get(node).into_iter().flatten().rev());
            }
        }
    }
    order
}

fn add(moves: &mut [(f64, f64)], at: usize, (dx, dy): (f64, f64)) {
    if let Some(sum) = moves.get_mut(at) {
        *sum = (sum.0 + dx, sum.1 + dy);
    }
}

/// Points of a circle by its rational form.
fn on_circle(count: usize) -> Vec<(f64, f64)> {
    let point = |at: usize| {
        // Four quarters, each from 0 to 1.
        let turn = 4.0 * at as f64 / count.max(1) as f64;
        let t = turn - turn.floor();
        let (x, y) = ((1.0 - t * t) / (1.0 + t * t), 2.0 * t / (1.0 + t * t));
        let (x, y) = match turn {
            ..1.0 => (x, y),
            1.0..2.0 => (-y, x),
            2.0..3.0 => (-x, -y),
            _ => (y, -x),
        };
        (0.5 + 0.4 * x, 0.5 + 0.4 * y)
    };
    (0..count).map(point).collect()
}

/// Both directions stretched to 0 to 1; what has no extent lies in the middle.
fn stretched(mut places: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let bounds = |of: fn(&(f64, f64)) -> f64| {
        let values = places.iter().map(of);
        (values.clone().fold(f64::MAX, f64::min), values.fold(f64::MIN, f64::max))
    };
    let (in_x, in_y) = (bounds(|place| place.0), bounds(|place| place.1));
    let scaled = |value: f64, (low, high): (f64, f64)| {
        if high - low > 1e-9 { (value - low) / (high - low) } else { 0.5 }
    };
    for place in &mut places {
        *place = (scaled(place.0, in_x), scaled(place.1, in_y));
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
        ((a.0 - b.0).powi(2) + (a.1 - b.1).powi(2)).sqrt()
    }

    #[test]
    fn what_is_linked_lies_closer_than_what_is_not() {
        // Two triangles.
        let edges: Vec<_> =
            [(0, 2), (2, 4), (4, 0), (1, 3), (3, 5), (5, 1)].map(|(a, b)| (a, b, 1.0)).to_vec();
        let places = placed(6, &edges);
        let mean = |is_linked: bool| {
            let pairs = (0..6).flat_map(|a| (a + 1..6).map(move |b| (a, b)));
            let distances: Vec<f64> = pairs
                .filter(|(a, b)| (a % 2 == b % 2) == is_linked)
                .map(|(a, b)| distance(places[a], places[b]))
                .collect();
            distances.iter().sum::<f64>() / distances.len() as f64
        };
        assert!(mean(true) < 0.6 * mean(false), "{} {}", mean(true), mean(false));
    }

    #[test]
    fn nodes_fill_the_square_and_stand_apart() {
        for count in [2, 3, 10, 150] {
            let edges: Vec<_> = (1..count).map(|at| (at / 2, at, 0.5)).collect();
            let places = placed(count, &edges);
            for (at, place) in places.iter().enumerate() {
                assert!((0.0..=1.0).contains(&place.0) && (0.0..=1.0).contains(&place.1));
                for other in &places[at + 1..] {
                    assert!(distance(*place, *other) > 0.004, "{count}");
                }
            }
        }
    }

    #[test]
    fn names_are_moved_apart_and_stay_inside() {
        let size = (1_000.0, 640.0);
        // Sixty names of a hundred and twenty units, all about one place.
        let extent = Extent { left: 8.0, right: 120.0, half_height: 9.0 };
        let mut places: Vec<_> =
            (0..60).map(|at| (500.0 + f64::from(at % 7), 300.0 + f64::from(at % 5))).collect();
        let extents = vec![extent; 60];
        assert!(are_clear(&places, &extents).iter().filter(|clear| **clear).count() < 3);
        parted(&mut places, &extents, size);
        assert!(are_clear(&places, &extents).iter().all(|clear| *clear));
        for (x, y) in places {
            assert!(x >= extent.left && x + extent.right <= size.0, "{x}");
            assert!(y >= extent.half_height && y + extent.half_height <= size.1, "{y}");
        }
        // Where there is no room the first is clear, and nothing is lost.
        let mut places = vec![(5.0, 5.0); 3];
        parted(&mut places, &[extent; 3], (130.0, 20.0));
        assert_eq!(are_clear(&places, &[extent; 3]), [true, false, false]);
    }

    #[test]
    fn none_and_one_have_their_place() {
        assert_eq!(placed(0, &[]), []);
        assert_eq!(placed(1, &[]), [(0.5, 0.5)]);
    }
}
