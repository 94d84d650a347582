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
    fn none_and_one_have_their_place() {
        assert_eq!(placed(0, &[]), []);
        assert_eq!(placed(1, &[]), [(0.5, 0.5)]);
    }
}
