//! Holds `schemas/` to the table of fields in docs/output.md, which `tests/readme.rs` holds to the
//! documents themselves. `tests/browser/schemas.mjs` validates real output against them.
//!
//! With `WIRECOPY_WRITE_SCHEMAS=1` the files are written anew.

#![cfg(test)]

use std::collections::BTreeMap;
use std::path::Path;
use std::{env, fs};

use serde_json::{Value, json};

const OUTPUT: &str = include_str!("../docs/output.md");

/// A field of the table: its schema but for what it holds, and its fields by name.
#[derive(Default)]
struct Field {
    kind: &'static str,
    is_nullable: bool,
    meaning: &'static str,
    fields: BTreeMap<&'static str, Field>,
}

impl Field {
    fn schema(&self) -> Value {
        let name = if self.kind == "array" { self.kind } else { self.kind_of_fields() };
        let kind = with_null(name, self.is_nullable);
        let mut schema = json!({"type": kind, "description": self.meaning});
        let object = match self.kind {
            // Without fields in the table, its elements are texts, such as ids.
            "array" if self.fields.is_empty() => {
                schema["items"] = json!({"type": "string"});
                return schema;
            }
            "array" => {
                schema["items"] = json!({"type": "object"});
                &mut schema["items"]
            }
            "signed" => {
                schema["type"] = with_null("integer", self.is_nullable);
                return schema;
            }
            "integer" => {
                schema["minimum"] = json!(0);
                return schema;
            }
            "ratio" => return json!({"$ref": "#/$defs/ratio", "description": self.meaning}),
            _ => &mut schema,
        };
        if !self.fields.is_empty() {
            let fields = self.fields.iter().map(|(name, field)| (*name, field.schema()));
            object["properties"] = fields.collect::<BTreeMap<_, _>>().into_iter().collect();
            object["required"] = self.fields.keys().copied().collect();
        }
        schema
    }

    const fn kind_of_fields(&self) -> &'static str {
        if self.kind.is_empty() { "object" } else { self.kind }
    }

    /// The elements of the array `name`, as an object.
    fn element(&self, name: &str) -> Value {
        self.fields[name].schema()["items"].clone()
    }
}

/// The table below a heading of docs/output.md, as a tree.
fn table(heading: &str) -> Field {
    let (_, below) = OUTPUT.split_once(&format!("\n{heading}\n")).expect(heading);
    let end = below.find("\n#").unwrap_or(below.len());
    let mut root = Field::default();
    for row in below[..end].lines().filter_map(|line| line.strip_prefix("| `")) {
        let cells: Vec<&str> = row.strip_suffix(" |").expect(row).split(" | ").collect();
        let [path, kind, null, meaning] = cells[..] else { panic!("four cells: {row}") };
        let mut field = &mut root;
        for name in path.trim_end_matches('`').split('.') {
            field = field.fields.entry(name.trim_end_matches("[]")).or_default();
        }
        (field.kind, field.is_nullable, field.meaning) = (kind, null != "-", meaning);
    }
    root
}

fn with_null(kind: &str, is_nullable: bool) -> Value {
    if is_nullable { json!([kind, "null"]) } else { json!(kind) }
}

fn with(mut schema: Value, name: &str, field: Value) -> Value {
    schema["properties"][name] = field;
    let required = schema["required"].as_array_mut().expect("an object");
    required.push(name.into());
    required.sort_by_key(ToString::to_string);
    schema
}

fn without(mut schema: Value, name: &str) -> Value {
    schema["properties"].as_object_mut().expect("an object").remove(name).expect(name);
    schema["required"].as_array_mut().expect("an object").retain(|field| *field != name);
    schema
}

fn titled(title: &str, mut schema: Value) -> Value {
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    schema["title"] = title.into();
    schema
}

fn schemas() -> Vec<(&'static str, Value)> {
    let scan = table("## The document");
    let mut document = scan.schema();
    document["description"] = "what a scan found; fields may be added within version 1".into();
    let name = json!({"const": "wirecopy.scan/1"});
    document["properties"]["schema"] = name.clone();
    let line = |kind: &str, schema: Value| with(schema, "type", json!({"const": kind}));
    let run = with(scan.fields["run"].schema(), "schema", name.clone());
    let lines = [("article", "articles"), ("pair", "pairs"), ("cluster", "clusters")]
        .into_iter()
        .chain([("quote", "quotes"), ("source", "sources"), ("reject", "rejects")])
        .map(|(kind, field)| line(kind, scan.element(field)));
    let lines: Vec<Value> = std::iter::once(line("run", run)).chain(lines).collect();
    let text = json!({"type": "string", "description": "what all spans index"});
    let passage = scan.fields["pairs"].fields["passages"].schema()["items"].clone();
    let id = |meaning: &str| json!({"type": "string", "description": meaning});
    let passage_line = json!({
        "type": "object",
        "properties": {"a": id("id of the first article"), "b": id("id of the second article"), "passage": passage},
        "required": ["a", "b", "passage"],
    });
    let mut out_run = document.clone();
    out_run["description"] = "what was run, sources and skipped input".into();
    for field in ["articles", "pairs", "clusters", "quotes"] {
        out_run = without(out_run, field);
    }
    vec![
        ("audit", titled("wirecopy.audit/1: the document of wirecopy audit", audit(&scan))),
        ("scan", titled("wirecopy.scan/1: the document of wirecopy scan --format json", document)),
        ("scan-line", titled("A line of wirecopy scan --format jsonl", json!({"oneOf": lines}))),
        (
            "out-articles",
            titled("A line of articles.jsonl", with(scan.element("articles"), "text", text)),
        ),
        ("out-pairs", titled("A line of pairs.jsonl", without(scan.element("pairs"), "passages"))),
        ("out-passages", titled("A line of passages.jsonl", passage_line)),
        ("out-clusters", titled("A line of clusters.jsonl", scan.element("clusters"))),
        ("out-quotes", titled("A line of quotes.jsonl", scan.element("quotes"))),
        ("out-run", titled("The document run.json", out_run)),
        (
            "removed",
            titled(
                "A line of the file of wirecopy dedup --removed",
                table("## The file of --removed").schema(),
            ),
        ),
        ("reject", titled("A line of the file of --rejects", scan.element("rejects"))),
    ]
}

fn audit(scan: &Field) -> Value {
    let mut document = table("## The audit document").schema();
    document["properties"]["schema"] = json!({"const": "wirecopy.audit/1"});
    let run = &scan.fields["run"].fields;
    for field in ["parameters", "config_digest", "limits_hit"] {
        let of_run = document["properties"]["run"].take();
        document["properties"]["run"] = with(of_run, field, run[field].schema());
    }
    document = with(document, "rejects", scan.fields["rejects"].schema());
    let number = |meaning: &str| json!({"type": ["number", "null"], "description": meaning});
    let count = |meaning: &str| json!({"type": "integer", "minimum": 0, "description": meaning});
    document["$defs"]["ratio"] = json!({
        "type": "object",
        "properties": {
            "numerator": count("what is counted"),
            "denominator": count("out of so many"),
            "n": count("articles, or clusters, that the denominator is of"),
            "share": number("numerator / denominator; null if that is 0"),
            "low": number("lower end of the 95 % interval"),
            "high": number("upper end of the 95 % interval"),
        },
        "required": ["denominator", "high", "low", "n", "numerator", "share"],
    });
    document
}

#[test]
fn schemas_are_those_of_the_table() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    for (name, schema) in schemas() {
        let path = folder.join(format!("{name}.json"));
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if env::var_os("WIRECOPY_WRITE_SCHEMAS").is_some_and(|value| value == "1") {
            fs::write(&path, &text).unwrap();
        }
        assert_eq!(
            fs::read_to_string(&path).unwrap(),
            text,
            "write it anew with WIRECOPY_WRITE_SCHEMAS=1 cargo test --test schemas"
        );
    }
}
