//! The screen of flows: which source has words in common with which, as a matrix, as a network and
//! as a table.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use unicode_width::UnicodeWidthStr;

use super::super::audit::model::{AuditReport, FeederKind, Flow, Via};
use super::super::figures::grouped;
use super::book::{counted, duration, share};
use super::network::{Extent, are_clear, parted, placed};
use super::sources::numbers;

/// Agencies and outlets of the matrix.
const MAX_MATRIX: usize = 24;

/// Nodes and edges of the network.
const MAX_NODES: usize = 150;
const MAX_EDGES: usize = 600;

/// Nodes that are named beside their sign, and signs of a name.
const MAX_NAMES: usize = 90;
const MAX_NAME_CHARS: usize = 26;

/// Rows of the table; the JSON and the graph have all.
const MAX_ROWS: usize = 500;

/// Width of the network in units of the drawing, and the air around it for names.
const WIDTH: f64 = 1000.0;
const AIR: (f64, f64) = (90.0, 30.0);

/// Units that a column of a name is wide, of the wider among common typefaces, and half its height.
const COLUMN: f64 = 7.7;
const HALF_LINE: f64 = 9.0;

/// An agency or an outlet.
type Entity<'r> = (FeederKind, &'r str);

#[derive(Template)]
#[template(path = "flows.html")]
pub(super) struct Flows<'r> {
    total: String,
    is_empty: bool,
    direct: String,
    common: String,
    matrix: Vec<MatrixRow<'r>>,
    more_entities: Option<String>,
    network: Option<Network<'r>>,
    rows: Vec<Row<'r>>,
    more_rows: Option<String>,
}

struct MatrixRow<'r> {
    number: usize,
    name: &'r str,
    /// Agencies have no column: they take nothing.
    is_agency: bool,
    cells: Vec<Cell>,
}

struct Cell {
    is_self: bool,
    class: &'static str,
    direct: Option<String>,
    common: Option<String>,
}

struct Network<'r> {
    width: f64,
    height: f64,
    /// Nodes whose name has no room.
    unnamed: Option<String>,
    nodes: Vec<Node<'r>>,
    edges: Vec<Edge>,
    /// Words from which flows are drawn, where some are not.
    least: Option<String>,
    lightest: u64,
}

struct Node<'r> {
    is_agency: bool,
    x: String,
    y: String,
    /// Radius, and the corner and the side of the square of an agency.
    radius: String,
    corner: (String, String),
    side: String,
    name: &'r str,
    short: Option<String>,
    label_x: String,
    label_y: String,
    anchor: &'static str,
}

struct Edge {
    words: u64,
    path: String,
    arrow: Option<String>,
    width: String,
    label: String,
}

struct Row<'r> {
    from: &'r str,
    /// Where the details of an outlet are.
    from_number: Option<usize>,
    is_from_agency: bool,
    to: &'r str,
    to_number: Option<usize>,
    is_direct: bool,
    num_words: u64,
    words: String,
    articles: String,
    num_articles: u64,
    credited: String,
    credited_at: f64,
    lag: Option<String>,
    lag_seconds: i64,
    earliest: &'r str,
    dates: String,
}

impl<'r> Flows<'r> {
    pub(super) fn new(audit: &'r AuditReport) -> Self {
        let flows = &audit.flows;
        let num_direct = flows.iter().filter(|flow| flow.via == Via::Direct).count() as u64;
        let entities = entities(flows);
        let numbers = numbers(audit);
        let more = |number: usize| (number > 0).then(|| grouped(number as u64));
        Self {
            total: counted(flows.len() as u64, "flow"),
            is_empty: flows.is_empty(),
            direct: grouped(num_direct),
            common: grouped(flows.len() as u64 - num_direct),
            matrix: matrix(flows, entities.get(..MAX_MATRIX).unwrap_or(&entities)),
            more_entities: more(entities.len().saturating_sub(MAX_MATRIX)),
            network: network(flows),
            rows: flows.iter().take(MAX_ROWS).map(|flow| row(flow, &numbers)).collect(),
            more_rows: more(flows.len().saturating_sub(MAX_ROWS)),
        }
    }
}

fn ends(flow: &Flow) -> [Entity<'_>; 2] {
    [(flow.from_kind, &flow.from), (FeederKind::Outlet, &flow.to)]
}

/// Agencies and outlets, those of the largest flows first. Flows come by their words.
fn entities(flows: &[Flow]) -> Vec<Entity<'_>> {
    let mut seen = BTreeSet::new();
    flows.iter().flat_map(ends).filter(|entity| seen.insert(*entity)).collect()
}

fn matrix<'r>(flows: &'r [Flow], entities: &[Entity<'r>]) -> Vec<MatrixRow<'r>> {
    let mut entities = entities.to_vec();
    // Stable: within each kind those of the largest flows stay first.
    entities.sort_by_key(|(kind, _)| *kind);
    let mut between: BTreeMap<(Entity<'_>, Entity<'_>), (Option<u64>, Option<u64>)> =
        BTreeMap::new();
    for flow in flows {
        let [from, to] = ends(flow);
        let cell = between.entry((from, to)).or_default();
        match flow.via {
            Via::Direct => cell.0 = Some(flow.words),
            Via::CommonOrigin => cell.1 = Some(flow.words),
        }
    }
    let most = flows.iter().map(|flow| flow.words).max().unwrap_or_default();
    let outlets: Vec<Entity<'_>> =
        entities.iter().filter(|(kind, _)| *kind == FeederKind::Outlet).copied().collect();
    let cell = |from: Entity<'r>, to: Entity<'r>| {
        let (direct, common) = between.get(&(from, to)).copied().unwrap_or_default();
        Cell {
            is_self: from == to,
            class: direct.map_or("", |words| heat(words, most)),
            direct: direct.map(grouped),
            common: common.map(grouped),
        }
    };
    (1..)
        .zip(&entities)
        .map(|(number, &from)| MatrixRow {
            number,
            name: from.1,
            is_agency: from.0 == FeederKind::Agency,
            cells: outlets.iter().map(|&to| cell(from, to)).collect(),
        })
        .collect()
}

/// A shade by the share of the largest flow, which halves from step to step: flows differ by orders.
const fn heat(words: u64, most: u64) -> &'static str {
    match words.saturating_mul(16).checked_div(most) {
        Some(8..) => "h5",
        Some(4..) => "h4",
        Some(2..) => "h3",
        Some(1..) => "h2",
        _ => "h1",
    }
}

/// The network of the largest flows: as many as touch no more nodes than a drawing bears.
fn network(flows: &[Flow]) -> Option<Network<'_>> {
    let mut drawn: &[Flow] = &[];
    let mut at = 0;
    let mut nodes: BTreeSet<Entity<'_>> = BTreeSet::new();
    // Flows of the same words are drawn together or not at all, so that a least weight says it.
    while let Some(words) = flows.get(at).map(|flow| flow.words) {
        let end = at + flows.iter().skip(at).take_while(|flow| flow.words == words).count();
        nodes.extend(flows.iter().take(end).skip(at).flat_map(ends));
        if nodes.len() > MAX_NODES || end > MAX_EDGES {
            break;
        }
        drawn = flows.get(..end).unwrap_or(flows);
        at = end;
    }
    let lightest = drawn.last()?.words;
    let most = drawn.first()?.words.max(1) as f64;
    let entities = entities(drawn);
    let number = |entity: Entity<'_>| entities.iter().position(|one| *one == entity);
    let edges: Vec<(usize, usize, f64)> = drawn
        .iter()
        .filter_map(|flow| {
            let [from, to] = ends(flow);
            Some((number(from)?, number(to)?, (flow.words as f64 / most).sqrt()))
        })
        .collect();
    let height = (160.0 + 14.0 * entities.len() as f64).clamp(240.0, 720.0);
    let mut places: Vec<(f64, f64)> = placed(entities.len(), &edges)
        .into_iter()
        .map(|(x, y)| (AIR.0 + x * (WIDTH - 2.0 * AIR.0), AIR.1 + y * (height - 2.0 * AIR.1)))
        .collect();
    // A node is as large as the largest flow that it is part of.
    let size = |node: usize| {
        let of_node = edges.iter().filter(|(a, b, _)| *a == node || *b == node);
        4.0 + 9.0 * of_node.map(|edge| edge.2).fold(0.0, f64::max)
    };
    let sides: Vec<bool> = places.iter().map(|place| is_left(*place, &places)).collect();
    let mut names: Vec<Option<String>> = (0..)
        .zip(&entities)
        .map(|(at, entity)| (at < MAX_NAMES).then(|| shortened(entity.1)))
        .collect();
    let extent = |(at, (name, is_left)): (usize, (&Option<String>, &bool))| {
        let radius = size(at) + 2.0;
        let beside =
            name.as_ref().map_or(radius, |name| radius + 6.0 + COLUMN * name.width() as f64);
        let (left, right) = if *is_left { (beside, radius) } else { (radius, beside) };
        Extent { left, right, half_height: radius.max(HALF_LINE) }
    };
    let extents: Vec<Extent> = names.iter().zip(&sides).enumerate().map(extent).collect();
    parted(&mut places, &extents, (WIDTH, height));
    for (name, is_clear) in names.iter_mut().zip(are_clear(&places, &extents)) {
        *name = name.take().filter(|_| is_clear);
    }
    let unnamed = names.iter().filter(|name| name.is_none()).count() as u64;
    let nodes = entities.iter().zip(&places).zip(names.into_iter().zip(sides)).enumerate();
    Some(Network {
        width: WIDTH,
        height,
        unnamed: (unnamed > 0).then(|| counted(unnamed, "name")),
        nodes: nodes
            .map(|(at, ((entity, place), (short, is_left)))| {
                node(*entity, *place, size(at), short, is_left)
            })
            .collect(),
        edges: drawn
            .iter()
            .zip(&edges)
            .map(|(flow, edge)| drawn_edge(flow, edge, &places))
            .collect(),
        least: (drawn.len() < flows.len()).then(|| counted(lightest, "word")),
        lightest,
    })
}

fn shortened(name: &str) -> String {
    match name.char_indices().nth(MAX_NAME_CHARS) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or(name)),
        None => name.to_owned(),
    }
}

/// Whether a name has more room to the left of a place: the nearer the neighbours, the more they count.
fn is_left((x, y): (f64, f64), places: &[(f64, f64)]) -> bool {
    let crowd: f64 = places
        .iter()
        .map(|(other_x, other_y)| {
            let (dx, dy) = (other_x - x, other_y - y);
            // Names are wide and low: what lies above or below is hardly in their way.
            let near = dx * dx + 9.0 * dy * dy + 1.0;
            dx / (near * near)
        })
        .sum();
    x > WIDTH * 0.85 || (x > WIDTH * 0.15 && crowd > 0.0)
}

fn node(
    (kind, name): Entity<'_>,
    (x, y): (f64, f64),
    radius: f64,
    short: Option<String>,
    is_left: bool,
) -> Node<'_> {
    Node {
        is_agency: kind == FeederKind::Agency,
        x: unit(x),
        y: unit(y),
        radius: unit(radius),
        corner: (unit(x - radius), unit(y - radius)),
        side: unit(2.0 * radius),
        name,
        short,
        label_x: unit(if is_left { x - radius - 4.0 } else { x + radius + 4.0 }),
        label_y: unit(y + 4.5),
        anchor: if is_left { "end" } else { "start" },
    }
}

fn unit(value: f64) -> String {
    format!("{value:.1}")
}

/// A curve that bends to one side of its direction, so that two ways do not hide each other.
fn drawn_edge(flow: &Flow, edge: &(usize, usize, f64), places: &[(f64, f64)]) -> Edge {
    let place = |at: usize| places.get(at).copied().unwrap_or_default();
    let ((x1, y1), (x2, y2)) = (place(edge.0), place(edge.1));
    let (dx, dy) = (x2 - x1, y2 - y1);
    let length = (dx * dx + dy * dy).sqrt().max(1.0);
    let is_direct = flow.via == Via::Direct;
    let bend = if is_direct { 0.12 } else { 0.0 };
    let (control_x, control_y) =
        (f64::midpoint(x1, x2) - dy * bend, f64::midpoint(y1, y2) + dx * bend);
    // The middle of the curve, where its direction is that of the line.
    let (middle_x, middle_y) =
        ((x1 + x2 + 2.0 * control_x) / 4.0, (y1 + y2 + 2.0 * control_y) / 4.0);
    let (along_x, along_y) = (dx / length, dy / length);
    let width = 1.0 + 4.0 * edge.2;
    let tip = 4.0 + width;
    let arrow = format!(
        "{:.1},{:.1} {:.1},{:.1} {:.1},{:.1}",
        middle_x + along_x * tip,
        middle_y + along_y * tip,
        middle_x - along_x * tip - along_y * tip * 0.7,
        middle_y - along_y * tip + along_x * tip * 0.7,
        middle_x - along_x * tip + along_y * tip * 0.7,
        middle_y - along_y * tip - along_x * tip * 0.7,
    );
    let between = if is_direct { "to" } else { "and" };
    Edge {
        words: flow.words,
        path: format!("M{x1:.1} {y1:.1}Q{control_x:.1} {control_y:.1} {x2:.1} {y2:.1}"),
        arrow: is_direct.then_some(arrow),
        width: unit(width),
        label: format!("{} {between} {}: {}", flow.from, flow.to, counted(flow.words, "word")),
    }
}

fn row<'r>(flow: &'r Flow, numbers: &BTreeMap<&str, usize>) -> Row<'r> {
    let day = |date: &'_ Option<String>| {
        date.as_deref().map(|date| date.get(..10).unwrap_or(date).to_owned())
    };
    let dates = match (day(&flow.earliest), day(&flow.latest)) {
        (Some(from), Some(to)) if from == to => from,
        (Some(from), Some(to)) => format!("{from} to {to}"),
        _ => String::new(),
    };
    Row {
        from: &flow.from,
        from_number: numbers
            .get(flow.from.as_str())
            .copied()
            .filter(|_| flow.from_kind == FeederKind::Outlet),
        is_from_agency: flow.from_kind == FeederKind::Agency,
        to: &flow.to,
        to_number: numbers.get(flow.to.as_str()).copied(),
        is_direct: flow.via == Via::Direct,
        num_words: flow.words,
        words: grouped(flow.words),
        articles: grouped(flow.articles),
        num_articles: flow.articles,
        credited: share(flow.credited_share),
        credited_at: flow.credited_share,
        lag: flow.median_lag_seconds.map(duration),
        lag_seconds: flow.median_lag_seconds.unwrap_or(-1),
        earliest: flow.earliest.as_deref().unwrap_or_default(),
        dates,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(from: (FeederKind, &str), to: &str, via: Via, words: u64) -> Flow {
        Flow {
            from: from.1.to_owned(),
            from_kind: from.0,
            to: to.to_owned(),
            via,
            articles: 1,
            words,
            credited_words: 0,
            credited_share: 0.0,
            lag_n: 0,
            median_lag_seconds: None,
            earliest: None,
            latest: None,
        }
    }

    #[test]
    fn a_matrix_has_each_flow_in_its_field() {
        use FeederKind::{Agency, Outlet};
        let flows = [
            flow((Outlet, "b"), "a", Via::Direct, 900),
            // An agency and an outlet of one name are two.
            flow((Agency, "a"), "b", Via::Direct, 100),
            flow((Outlet, "b"), "a", Via::CommonOrigin, 30),
        ];
        let rows = matrix(&flows, &entities(&flows));
        let names: Vec<_> = rows.iter().map(|row| (row.name, row.is_agency)).collect();
        assert_eq!(names, [("a", true), ("b", false), ("a", false)]);
        let cells = |row: usize| -> Vec<_> {
            let shown = |cell: &Cell| (cell.direct.clone(), cell.common.clone(), cell.is_self);
            rows[row].cells.iter().map(shown).collect()
        };
        let none = (None, None, false);
        assert_eq!(cells(0), [(Some("100".to_owned()), None, false), none.clone()]);
        let both = (Some("900".to_owned()), Some("30".to_owned()), false);
        assert_eq!(cells(1), [(None, None, true), both]);
        assert_eq!(cells(2), [none, (None, None, true)]);
        assert_eq!((rows[0].cells[0].class, rows[1].cells[1].class), ("h2", "h5"));
    }

    #[test]
    fn a_network_holds_no_more_nodes_than_it_can_and_says_from_which_weight() {
        let names: Vec<String> = (0..400).map(|number| format!("paper {number}")).collect();
        let flows: Vec<Flow> = (0..200)
            .map(|at| {
                let from = (FeederKind::Outlet, names[2 * at].as_str());
                // Two of each weight.
                flow(from, &names[2 * at + 1], Via::Direct, 1_000 - at as u64 / 2)
            })
            .collect();
        let network = network(&flows).unwrap();
        // 75 flows touch 150, of which the last has a partner that is not drawn.
        assert_eq!((network.nodes.len(), network.edges.len()), (148, 74));
        assert_eq!((network.lightest, network.least.as_deref()), (964, Some("964\u{a0}words")));
        let small = super::network(&flows[..4]).unwrap();
        assert_eq!((small.nodes.len(), small.least), (8, None));
        assert!(super::network(&[]).is_none());
    }

    #[test]
    fn what_has_a_common_origin_has_no_arrow() {
        let outlet = |name| (FeederKind::Outlet, name);
        let flows = [
            flow(outlet("a"), "b", Via::Direct, 50),
            flow(outlet("a"), "c", Via::CommonOrigin, 20),
        ];
        let arrows: Vec<bool> =
            network(&flows).unwrap().edges.iter().map(|edge| edge.arrow.is_some()).collect();
        assert_eq!(arrows, [true, false]);
    }

    #[test]
    fn a_row_has_dates_and_lag_where_they_are_known() {
        let mut dated = flow((FeederKind::Agency, "AFP"), "b", Via::Direct, 1_234);
        dated.median_lag_seconds = Some(7_200);
        dated.earliest = Some("2019-05-01T00:00:00Z".to_owned());
        dated.latest = Some("2019-05-03T00:00:00Z".to_owned());
        let numbers = BTreeMap::from([("AFP", 1), ("b", 2)]);
        let shown = row(&dated, &numbers);
        // An agency is no source, though one may have its name.
        assert_eq!((shown.from_number, shown.to_number), (None, Some(2)));
        assert_eq!(shown.dates, "2019-05-01 to 2019-05-03");
        assert_eq!(shown.lag.as_deref(), Some("2\u{a0}hours"));
        assert_eq!((shown.words.as_str(), shown.is_from_agency), ("1,234", true));
    }
}
