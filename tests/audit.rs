//! `wirecopy audit` end to end: what a person sees, and what must hold of every audit.

#![cfg(test)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wirecopy"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn printed(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn audited(folder: &Path, arguments: &[&str]) -> Value {
    let arguments = [&["audit", "--format", "json"], arguments].concat();
    serde_json::from_str(&printed(folder, &arguments)).unwrap()
}

#[test]
fn the_summary_of_the_corpus_reads_as_planned() {
    insta::assert_snapshot!(printed(root(), &["audit", "corpus", "--top", "4"]));
}

#[test]
fn shares_of_every_source_add_up_to_its_own_words() {
    let audit = audited(root(), &["corpus"]);
    let sources = audit["sources"].as_array().unwrap();
    assert!(sources.len() > 10);
    for source in sources {
        let shares = source["shares"].as_object().unwrap();
        let words: u64 = shares.values().map(|share| share["numerator"].as_u64().unwrap()).sum();
        assert_eq!(words, source["own_words"].as_u64().unwrap(), "{}", source["source"]);
        assert!(shares.values().all(|share| share["denominator"] == source["own_words"]));
        let derivation = source["derivation"].as_object().unwrap();
        let articles: u64 = derivation.values().map(|number| number.as_u64().unwrap()).sum();
        assert_eq!(articles, source["articles"].as_u64().unwrap());
    }
    let table = printed(root(), &["audit", "corpus", "--format", "csv"]);
    assert_eq!(table.lines().count(), sources.len() + 1);
}

#[test]
fn threads_change_nothing() {
    let of =
        |threads| printed(root(), &["audit", "corpus", "--format", "json", "--threads", threads]);
    assert_eq!(of("1"), of("8"));
}

#[test]
fn unrelated_articles_of_other_sources_change_no_source() {
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("elsewhere.jsonl");
    let lines: Vec<String> = (0..40)
        .map(|n| {
            let words: Vec<String> = (0..60).map(|at| format!("wort{n}x{at}")).collect();
            serde_json::json!({"id": format!("e{n}"), "source": "Elsewhere", "text": words.join(" ")})
                .to_string()
        })
        .collect();
    fs::write(&other, lines.join("\n")).unwrap();
    let alone = audited(root(), &["corpus"]);
    let beside = audited(root(), &["corpus", other.to_str().unwrap()]);
    let beside = beside["sources"].as_array().unwrap();
    for source in alone["sources"].as_array().unwrap() {
        assert!(beside.contains(source), "{}", source["source"]);
    }
}

#[test]
fn text_of_a_sister_outlet_is_own_text() {
    let folder = tempfile::tempdir().unwrap();
    let owners = folder.path().join("owners.tsv");
    let table = "source\towner\ntidewater-ledger\tMarsh Press\nostermere-courier\tMarsh Press\n";
    fs::write(&owners, table).unwrap();
    let audit = audited(root(), &["corpus", "--owners", owners.to_str().unwrap()]);
    let sources = audit["sources"].as_array().unwrap();
    let courier = sources.iter().find(|source| source["source"] == "ostermere-courier").unwrap();
    assert_eq!(courier["owner"], "Marsh Press");
    assert!(courier["shares"]["self"]["numerator"].as_u64().unwrap() > 300);
    assert_eq!(courier["shares"]["outlet_uncredited"]["numerator"], 0);
    fs::write(&owners, "outlet\towner\n").unwrap();
    let refused = run(root(), &["audit", "corpus", "--owners", owners.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(2));
}

/// Reads a graph with networkx, and prints its nodes, its edges and the sum of their weights.
const NETWORKX: &str = "
import sys, networkx
graph = networkx.read_graphml(sys.argv[1]) if sys.argv[1].endswith('graphml') else networkx.read_gexf(sys.argv[1])
weight = sum(edge[-1]['weight'] for edge in graph.edges(data=True))
print(graph.number_of_nodes(), graph.number_of_edges(), round(weight, 6))
";

#[test]
fn graphs_open_in_networkx() {
    let knows = Command::new("python3").args(["-c", "import networkx"]).output();
    let has_networkx = knows.is_ok_and(|output| output.status.success());
    if !has_networkx {
        eprintln!("SKIPPED in part: python3 with networkx is not there; graphs are only counted.");
    }
    let folder = tempfile::tempdir().unwrap();
    for (command, name) in [
        ("audit", "flows.graphml"),
        ("audit", "flows.gexf"),
        ("scan", "c.graphml"),
        ("scan", "c.gexf"),
    ] {
        let path = folder.path().join(name);
        let path = path.to_str().unwrap();
        printed(root(), &[command, "corpus", "--quiet", "--graph", path]);
        let graph = fs::read_to_string(path).unwrap();
        let (nodes, edges) = (graph.matches("<node ").count(), graph.matches("<edge ").count());
        assert!(nodes > 10 && edges > 10, "{name}: {nodes} nodes, {edges} edges");
        if has_networkx {
            let output = Command::new("python3").args(["-c", NETWORKX, path]).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let read = String::from_utf8(output.stdout).unwrap();
            assert!(read.starts_with(&format!("{nodes} {edges} ")), "{name}: {read}");
        }
    }
    let refused = run(root(), &["audit", "corpus", "--graph", "flows.png"]);
    assert_eq!(refused.status.code(), Some(2));
}
