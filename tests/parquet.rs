//! The tables of `scan --parquet`, read back. Without the feature: what the program says then.

#![cfg(test)]

use std::path::Path;
use std::process::{Command, Output};

fn scan(folder: &Path) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Command::new(env!("CARGO_BIN_EXE_wirecopy"))
        .current_dir(root)
        .args(["scan", "corpus", "--format", "json", "--parquet"])
        .arg(folder)
        .output()
        .unwrap()
}

#[cfg(not(feature = "parquet"))]
#[test]
fn without_the_feature_it_is_said_what_to_build() {
    let folder = tempfile::tempdir().unwrap();
    let output = scan(&folder.path().join("tables"));
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("--features parquet"), "{said}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[cfg(feature = "parquet")]
mod tables {
    use std::fs::{self, File};

    use parquet::file::reader::{FileReader, SerializedFileReader};
    use serde_json::Value;

    use super::*;

    /// The rows of a table, as objects.
    fn rows(folder: &Path, name: &str) -> Vec<Value> {
        let reader = SerializedFileReader::new(File::open(folder.join(name)).unwrap()).unwrap();
        let mut rows = Vec::new();
        for row in reader.get_row_iter(None).unwrap() {
            let fields = row.unwrap();
            let field = |(name, field): (&String, &parquet::record::Field)| {
                use parquet::record::Field;
                let value = match field {
                    Field::Null => Value::Null,
                    Field::Str(text) => Value::from(text.as_str()),
                    Field::Long(number) | Field::TimestampMicros(number) => Value::from(*number),
                    Field::Double(share) => Value::from(*share),
                    Field::Bool(flag) => Value::from(*flag),
                    other => panic!("{name}: {other:?}"),
                };
                (name.clone(), value)
            };
            rows.push(Value::Object(fields.get_column_iter().map(field).collect()));
        }
        rows
    }

    fn list(value: &Value) -> Vec<Value> {
        value.as_array().cloned().unwrap_or_default()
    }

    /// Each list of the articles, with its fields by their names in the document.
    fn assert_lists_of_articles(tables: &Path, document: &Value) {
        for (table, list_name) in
            [("credits.parquet", "credits"), ("furniture.parquet", "furniture")]
        {
            let found = rows(tables, table);
            assert!(!found.is_empty(), "{table}");
            let expected = list(&document["articles"]).into_iter().flat_map(|article| {
                let entries = list(&article[list_name]).into_iter();
                entries.map(move |mut entry| {
                    entry["article"] = article["id"].clone();
                    entry
                })
            });
            assert_eq!(found, expected.collect::<Vec<_>>(), "{table}");
        }
    }

    fn assert_quotations(tables: &Path, document: &Value) {
        let table = |name| {
            let rows = rows(tables, name);
            assert!(!rows.is_empty(), "{name}");
            rows.into_iter()
        };
        let mut quotations = table("quotations.parquet");
        let mut parts = table("quotation_parts.parquet");
        let mut changes = table("quotation_changes.parquet");
        for quote in list(&document["quotes"]) {
            for (at, member) in list(&quote["members"]).iter().enumerate() {
                let row = quotations.next().unwrap();
                assert_eq!(
                    (&row["quote"], &row["quote_speaker"]),
                    (&quote["id"], &quote["speaker"])
                );
                for field in ["role", "words"] {
                    assert_eq!(row[field], quote[field], "{field}");
                }
                for field in ["article", "start", "end", "speaker", "closed", "form"] {
                    assert_eq!(row[field], member[field], "{field}");
                }
                assert_eq!(row["is_fullest"], at as u64 == quote["fullest"]);
                let assert_of_variant = |row: &Value| {
                    let of = (&row["quote"], &row["variant"], &row["article"]);
                    assert_eq!(of, (&quote["id"], &Value::from(at), &member["article"]));
                };
                assert_of_variant(&row);
                for part in list(&member["parts"]) {
                    let row = parts.next().unwrap();
                    assert_of_variant(&row);
                    assert_eq!((&row["start"], &row["end"]), (&part["start"], &part["end"]));
                }
                for change in list(&member["changed"]) {
                    let row = changes.next().unwrap();
                    assert_of_variant(&row);
                    for field in ["op", "start", "end", "is_number", "is_name"] {
                        assert_eq!(row[field], change[field], "{field}");
                    }
                    let other = (&row["other_start"], &row["other_end"]);
                    assert_eq!(other, (&change["other"]["start"], &change["other"]["end"]));
                }
                let in_member = list(&member["changed"]);
                let with = |field: &str| in_member.iter().filter(|of| of[field] == true).count();
                assert_eq!(row["changes"], in_member.len());
                assert_eq!(row["changes_with_number"], with("is_number"));
                assert_eq!(row["changes_with_name"], with("is_name"));
            }
        }
        assert!(quotations.next().is_none() && parts.next().is_none() && changes.next().is_none());
    }

    #[test]
    fn the_tables_hold_what_the_document_holds() {
        let folder = tempfile::tempdir().unwrap();
        let tables = folder.path().join("tables");
        let output = scan(&tables);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();

        let articles = rows(&tables, "articles.parquet");
        let expected = list(&document["articles"]);
        assert_eq!(articles.len(), expected.len());
        for (row, entry) in articles.iter().zip(&expected) {
            for field in ["id", "source", "title", "url", "path", "words", "own_words"] {
                assert_eq!(row[field], entry[field], "{field}");
            }
            assert_eq!(row["published"], entry["published"]["raw"]);
            let earliest: jiff::Timestamp =
                entry["published"]["earliest"].as_str().unwrap().parse().unwrap();
            assert_eq!(row["published_earliest"], earliest.as_microsecond());
        }

        let pairs = rows(&tables, "pairs.parquet");
        let expected = list(&document["pairs"]);
        assert_eq!(pairs.len(), expected.len());
        for (row, entry) in pairs.iter().zip(&expected) {
            for (field, value) in row.as_object().unwrap() {
                // serde_json reads shares of the document to the last bit but one.
                match value.as_f64().filter(|_| value.is_f64()) {
                    Some(share) => {
                        let expected = entry[field].as_f64().unwrap();
                        assert!((share - expected).abs() <= f64::EPSILON, "{field}: {share}");
                    }
                    None => assert_eq!(*value, entry[field], "{field}"),
                }
            }
        }

        // In the order of the document; spans cut the texts.
        let passages = rows(&tables, "passages.parquet");
        let text = |id: &Value| {
            let row = articles.iter().find(|row| row["id"] == *id).unwrap();
            row["text"].as_str().unwrap()
        };
        let mut edits = rows(&tables, "edits.parquet").into_iter();
        let mut of_table = passages.iter();
        for pair in &expected {
            for (number, passage) in list(&pair["passages"]).iter().enumerate() {
                let row = of_table.next().unwrap();
                assert_eq!((&row["a"], &row["b"]), (&pair["a"], &pair["b"]));
                assert_eq!(row["passage"], number);
                assert_eq!(row["verbatim_words"], passage["verbatim_words"]);
                let [start, end] = ["a_start", "a_end"].map(|n| row[n].as_u64().unwrap() as usize);
                assert_eq!(row["a_start"], passage["a"]["start"]);
                assert!(text(&row["a"]).get(start..end).is_some_and(|part| !part.is_empty()));
                for edit in list(&passage["edits"]) {
                    let row = edits.next().unwrap();
                    assert_eq!((&row["op"], &row["a"]), (&edit["op"], &pair["a"]));
                    assert_eq!(
                        (&row["passage"], &row["b_end"]),
                        (&Value::from(number), &edit["b"]["end"])
                    );
                }
            }
        }
        assert!(of_table.next().is_none() && edits.next().is_none());

        assert_lists_of_articles(&tables, &document);
        assert_quotations(&tables, &document);

        let members = rows(&tables, "clusters.parquet");
        let expected: Vec<(Value, Value)> = list(&document["clusters"])
            .iter()
            .flat_map(|cluster| {
                let members = list(&cluster["members"]);
                members.into_iter().map(|member| (cluster["id"].clone(), member["id"].clone()))
            })
            .collect();
        let found: Vec<_> =
            members.iter().map(|row| (row["cluster"].clone(), row["id"].clone())).collect();
        assert_eq!(found, expected);
        assert!(members.iter().any(|row| row["added_words"].as_u64().is_some_and(|n| n > 0)));
        assert_eq!(
            members.iter().filter(|row| row["is_anchor"] == true).count(),
            list(&document["clusters"]).len()
        );
    }

    #[test]
    fn tables_are_the_same_each_time_and_replace_their_own_alone() {
        let folder = tempfile::tempdir().unwrap();
        let tables = folder.path().join("tables");
        let bytes = || {
            assert!(scan(&tables).status.success());
            wirecopy::report::PARQUET_FILES.map(|name| fs::read(tables.join(name)).unwrap())
        };
        assert_eq!(bytes(), bytes());
        fs::write(tables.join("notes.txt"), "mine").unwrap();
        assert_eq!(scan(&tables).status.code(), Some(2));
        assert!(tables.join("notes.txt").exists());
    }
}
