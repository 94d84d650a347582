//! Clusters and flows as graphs for other tools, in `GraphML` and GEXF.
//!
//! Source: `GraphML` (graphml.graphdrawing.org, schema 1.0) and GEXF 1.2 (gexf.net), as networkx and
//! Gephi read them.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use super::audit::model::{AuditReport, FeederKind, Via};
use super::lookup::members;
use super::model::ScanReport;
use crate::error::Error;
use crate::passage::PairKind;

/// A format of graphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GraphFormat {
    /// `.graphml`
    GraphMl,
    /// `.gexf`
    Gexf,
}

impl GraphFormat {
    /// The format that the extension of a file names.
    ///
    /// # Errors
    /// [`Error::is_config`] if it names none.
    ///
    /// # Example
    ///
    /// ```
    /// use wirecopy::report::GraphFormat;
    ///
    /// assert_eq!(GraphFormat::of("flows.gexf".as_ref())?, GraphFormat::Gexf);
    /// assert!(GraphFormat::of("flows.png".as_ref()).is_err());
    /// # Ok::<(), wirecopy::Error>(())
    /// ```
    pub fn of(path: &Path) -> Result<Self, Error> {
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("graphml") => Ok(Self::GraphMl),
            Some("gexf") => Ok(Self::Gexf),
            _ => Err(Error::config("a graph is written to a file named .graphml or .gexf")),
        }
    }
}

/// Writes the flows of an audit: a node for each agency and source, an edge for each flow.
///
/// Shape: nodes have `label`, `kind` (`agency` or `outlet`), `articles` and `own_words`; edges go
/// from where words come from, and have `weight` (words), `articles`, `credited_words`, `via`,
/// `median_lag_seconds`, `earliest` and `latest`, the last three where they are known. A flow through
/// a common origin has no direction; its edge goes from the first name to the second.
///
/// # Errors
/// Those of `out`.
pub fn write_flows_graph(
    out: &mut dyn Write,
    report: &AuditReport,
    format: GraphFormat,
) -> io::Result<()> {
    let mut graph = Graph::default();
    let outlet = |name: &str| (name.to_owned(), FeederKind::Outlet);
    let mut nodes: BTreeMap<(String, FeederKind), usize> = BTreeMap::new();
    for source in &report.sources {
        let values = vec![
            ("kind", Value::Text("outlet".to_owned())),
            ("articles", Value::Number(source.articles)),
            ("own_words", Value::Number(source.own_words)),
        ];
        nodes.insert(outlet(&source.source), graph.node(&source.source, values));
    }
    for flow in &report.flows {
        let from = (flow.from.clone(), flow.from_kind);
        let kind = if flow.from_kind == FeederKind::Agency { "agency" } else { "outlet" };
        let values = || vec![("kind", Value::Text(kind.to_owned()))];
        let from = *nodes.entry(from).or_insert_with(|| graph.node(&flow.from, values()));
        let Some(&to) = nodes.get(&outlet(&flow.to)) else { continue };
        let via = if flow.via == Via::Direct { "direct" } else { "common_origin" };
        let mut values = vec![
            ("weight", Value::Number(flow.words)),
            ("articles", Value::Number(flow.articles)),
            ("credited_words", Value::Number(flow.credited_words)),
            ("via", Value::Text(via.to_owned())),
        ];
        let lag = flow.median_lag_seconds.map(Value::Signed);
        values.extend(lag.map(|lag| ("median_lag_seconds", lag)));
        let date = |date: &Option<String>| date.clone().map(Value::Text);
        values.extend(date(&flow.earliest).map(|date| ("earliest", date)));
        values.extend(date(&flow.latest).map(|date| ("latest", date)));
        graph.edges.push(Edge { from, to, values });
    }
    graph.write(out, format)
}

/// Writes the clusters of a scan: a node for each article in a cluster, an edge from each anchor to
/// each other member.
///
/// Shape: nodes have `label` (the id), `source`, `title` and `published` where they are known; edges
/// have `cluster`, `kind` and `weight`, the larger containment of the pair, 0 to 1.
///
/// # Errors
/// Those of `out`.
pub fn write_clusters_graph(
    out: &mut dyn Write,
    report: &ScanReport,
    format: GraphFormat,
) -> io::Result<()> {
    let mut graph = Graph::default();
    let mut nodes: BTreeMap<&str, usize> = BTreeMap::new();
    for cluster in &report.clusters {
        let members: Vec<_> = members(report, cluster).collect();
        for member in &members {
            nodes.entry(&member.entry.id).or_insert_with(|| {
                let text = |value: Option<&String>| value.cloned().map(Value::Text);
                let entry = member.article;
                let date = entry.and_then(|entry| entry.published.as_ref());
                let known = [
                    ("source", text(entry.and_then(|entry| entry.source.as_ref()))),
                    ("title", text(entry.and_then(|entry| entry.title.as_ref()))),
                    ("published", text(date.map(|date| &date.earliest))),
                ];
                let known = known.into_iter().filter_map(|(name, value)| Some((name, value?)));
                graph.node(&member.entry.id, known.collect())
            });
        }
        let Some(&from) = nodes.get(cluster.anchor.as_str()) else { continue };
        for member in members.iter().filter(|member| member.entry.id != cluster.anchor) {
            let Some(&to) = nodes.get(member.entry.id.as_str()) else { continue };
            let containments = [member.containment_in_anchor(), member.containment_of_anchor()];
            let weight = containments.into_iter().flatten().fold(0.0, f64::max);
            let mut values = vec![
                ("cluster", Value::Text(cluster.id.clone())),
                ("weight", Value::Share(weight)),
            ];
            let kind = cluster.kind.map(PairKind::name);
            values.extend(kind.map(|kind| ("kind", Value::Text(kind.to_owned()))));
            graph.edges.push(Edge { from, to, values });
        }
    }
    graph.write(out, format)
}

/// What a node or an edge has.
#[derive(Debug)]
enum Value {
    Text(String),
    Number(u64),
    Signed(i64),
    Share(f64),
}

impl Value {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "string",
            Self::Number(_) | Self::Signed(_) => "long",
            Self::Share(_) => "double",
        }
    }

    fn written(&self) -> String {
        match self {
            Self::Text(text) => escaped(text),
            Self::Number(number) => number.to_string(),
            Self::Signed(number) => number.to_string(),
            Self::Share(share) => share.to_string(),
        }
    }
}

type Values = Vec<(&'static str, Value)>;

#[derive(Debug, Default)]
struct Graph {
    nodes: Vec<(String, Values)>,
    edges: Vec<Edge>,
}

#[derive(Debug)]
struct Edge {
    from: usize,
    to: usize,
    values: Values,
}

impl Graph {
    fn node(&mut self, label: &str, values: Values) -> usize {
        self.nodes.push((label.to_owned(), values));
        self.nodes.len() - 1
    }

    fn write(&self, out: &mut dyn Write, format: GraphFormat) -> io::Result<()> {
        writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
        match format {
            GraphFormat::GraphMl => self.write_graphml(out),
            GraphFormat::Gexf => self.write_gexf(out),
        }
    }

    fn write_graphml(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, r#"<graphml xmlns="http://graphml.graphdrawing.org/xmlns">"#)?;
        writeln!(
            out,
            r#"  <key id="node-label" for="node" attr.name="label" attr.type="string"/>"#
        )?;
        for (of, keys) in [("node", self.node_keys()), ("edge", self.edge_keys())] {
            for (name, kind) in keys {
                writeln!(
                    out,
                    r#"  <key id="{of}-{name}" for="{of}" attr.name="{name}" attr.type="{kind}"/>"#
                )?;
            }
        }
        writeln!(out, r#"  <graph id="wirecopy" edgedefault="directed">"#)?;
        for (number, (label, values)) in self.nodes.iter().enumerate() {
            writeln!(out, r#"    <node id="n{number}">"#)?;
            writeln!(out, r#"      <data key="node-label">{}</data>"#, escaped(label))?;
            write_data(out, "node", values)?;
            writeln!(out, "    </node>")?;
        }
        for (number, edge) in self.edges.iter().enumerate() {
            let Edge { from, to, values } = edge;
            writeln!(out, r#"    <edge id="e{number}" source="n{from}" target="n{to}">"#)?;
            write_data(out, "edge", values)?;
            writeln!(out, "    </edge>")?;
        }
        writeln!(out, "  </graph>\n</graphml>")
    }

    fn write_gexf(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, r#"<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">"#)?;
        writeln!(out, r#"  <graph mode="static" defaultedgetype="directed">"#)?;
        for (of, keys) in [("node", self.node_keys()), ("edge", self.edge_keys())] {
            writeln!(out, r#"    <attributes class="{of}" mode="static">"#)?;
            for (name, kind) in keys {
                writeln!(out, r#"      <attribute id="{name}" title="{name}" type="{kind}"/>"#)?;
            }
            writeln!(out, "    </attributes>")?;
        }
        writeln!(out, "    <nodes>")?;
        for (number, (label, values)) in self.nodes.iter().enumerate() {
            writeln!(out, r#"      <node id="n{number}" label="{}">"#, escaped(label))?;
            write_attvalues(out, values)?;
            writeln!(out, "      </node>")?;
        }
        writeln!(out, "    </nodes>\n    <edges>")?;
        for (number, edge) in self.edges.iter().enumerate() {
            let weight = edge.values.iter().find(|(name, _)| *name == "weight");
            let weight = weight.map_or_else(|| "1".to_owned(), |(_, value)| value.written());
            let Edge { from, to, values } = edge;
            writeln!(
                out,
                r#"      <edge id="e{number}" source="n{from}" target="n{to}" weight="{weight}">"#
            )?;
            write_attvalues(out, values)?;
            writeln!(out, "      </edge>")?;
        }
        writeln!(out, "    </edges>\n  </graph>\n</gexf>")
    }

    fn node_keys(&self) -> BTreeMap<&'static str, &'static str> {
        keys(self.nodes.iter().map(|(_, values)| values))
    }

    fn edge_keys(&self) -> BTreeMap<&'static str, &'static str> {
        keys(self.edges.iter().map(|edge| &edge.values))
    }
}

fn keys<'g>(values: impl Iterator<Item = &'g Values>) -> BTreeMap<&'static str, &'static str> {
    values.flatten().map(|(name, value)| (*name, value.kind())).collect()
}

fn write_data(out: &mut dyn Write, of: &str, values: &Values) -> io::Result<()> {
    values.iter().try_for_each(|(name, value)| {
        writeln!(out, r#"      <data key="{of}-{name}">{}</data>"#, value.written())
    })
}

fn write_attvalues(out: &mut dyn Write, values: &Values) -> io::Result<()> {
    writeln!(out, "        <attvalues>")?;
    for (name, value) in values {
        writeln!(out, r#"          <attvalue for="{name}" value="{}"/>"#, value.written())?;
    }
    writeln!(out, "        </attvalues>")
}

/// Text as XML takes it, in elements and attributes. Characters that no XML may hold are U+FFFD.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\r' => out.push_str("&#13;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::sample::sample_report;
    use super::*;

    fn written(format: GraphFormat) -> String {
        let mut out = Vec::new();
        write_clusters_graph(&mut out, &sample_report().0, format).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn clusters_are_nodes_and_edges_in_graphml() {
        insta::assert_snapshot!(written(GraphFormat::GraphMl));
    }

    #[test]
    fn clusters_are_nodes_and_edges_in_gexf() {
        insta::assert_snapshot!(written(GraphFormat::Gexf));
    }

    #[test]
    fn what_xml_may_not_hold_is_replaced() {
        assert_eq!(
            escaped("a<b>&\"\u{0}\u{1b}\n\u{85}"),
            "a&lt;b&gt;&amp;&quot;\u{fffd}\u{fffd}&#10;\u{fffd}"
        );
    }
}
