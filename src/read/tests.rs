//! The reader as a whole: bytes on disk to articles and rejects, bad input above all.

use std::io::Write;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::open::tests::{gzip, utf16};
use super::{Format, ReadOptions, ReadSummary, Reader, Reject, RejectReason};
use crate::{Article, DateOrigin, Precision, Provenance};

type Record = Result<Article, Reject>;

fn read_paths(paths: &[PathBuf], options: ReadOptions) -> (Vec<Record>, ReadSummary) {
    let mut reader = Reader::new(paths, options).unwrap();
    let mut records = Vec::new();
    while let Some(batch) = reader.next_batch() {
        assert!(!batch.is_empty());
        let promised = batch.len();
        let parsed = batch.parse();
        assert_eq!(parsed.len(), promised);
        records.extend(parsed);
    }
    assert!(reader.next_batch().is_none());
    (records, reader.summary())
}

/// Writes `bytes` to a file of that name and reads it.
fn read_with(name: &str, bytes: &[u8], options: ReadOptions) -> (Vec<Record>, ReadSummary) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    read_paths(&[path], options)
}

fn read(name: &str, bytes: impl AsRef<[u8]>) -> Vec<Record> {
    read_with(name, bytes.as_ref(), ReadOptions::default()).0
}

/// Each record as its text, or the code of its reject behind a `!`.
fn brief(records: &[Record]) -> Vec<String> {
    let brief = |record: &Record| match record {
        Ok(article) => article.text.clone(),
        Err(reject) => format!("!{}", reject.reason.code()),
    };
    records.iter().map(brief).collect()
}

fn ids(records: &[Record]) -> Vec<&str> {
    records.iter().flatten().map(|article| article.id.as_str()).collect()
}

#[test]
fn format_names_are_read_and_others_refused() {
    assert_eq!("text".parse::<Format>().unwrap(), Format::Text);
    assert_eq!("ndjson".parse::<Format>().unwrap(), Format::JsonLines);
    assert_eq!("json".parse::<Format>().unwrap(), Format::JsonArray);
    assert_eq!("tsv".parse::<Format>().unwrap(), Format::Tsv);
    assert!("pdf".parse::<Format>().unwrap_err().is_config());
}

#[test]
fn bad_options_are_config_errors() {
    for options in [
        ReadOptions { delimiter: Some(b'"'), ..ReadOptions::default() },
        ReadOptions { delimiter: Some(0xe9), ..ReadOptions::default() },
        ReadOptions { max_article_bytes: 0, ..ReadOptions::default() },
        ReadOptions { max_article_bytes: 1 << 32, ..ReadOptions::default() },
    ] {
        assert!(Reader::new(&[], options).unwrap_err().is_config());
    }
}

#[test]
fn reader_and_batch_can_go_to_another_thread() {
    fn is_send<T: Send>() {}
    is_send::<Reader>();
    is_send::<super::RawBatch>();
}

#[test]
fn a_json_line_gives_all_fields_of_an_article() {
    let line = r#"{"id":7,"outlet":" The Daily ","title":"A\tb","author":"A. Writer","x":[1,{"y":2}],
        "date":"2019-05-23T10:00:00Z","url":"https://a.example/1","lang":"en","content":"Té\u0000xt."}"#;
    let line = line.replace('\n', "");
    let records = read("a.jsonl", format!("\n{line}\r\n"));
    let [Ok(article)] = &records[..] else { panic!("{records:?}") };
    assert_eq!(article.id, "7");
    assert_eq!(article.source.as_deref(), Some("The Daily"));
    assert_eq!(article.title.as_deref(), Some("A\tb"));
    assert_eq!(article.byline.as_deref(), Some("A. Writer"));
    assert_eq!(article.url.as_deref(), Some("https://a.example/1"));
    assert_eq!(article.lang.as_deref(), Some("en"));
    assert_eq!(article.text, "Té\0xt.");
    let date = article.published.as_ref().unwrap();
    assert_eq!((date.precision, date.origin), (Precision::Second, DateOrigin::Field));
    let Provenance { path, record, byte, len } = &article.provenance;
    assert!(path.ends_with("/a.jsonl"));
    assert_eq!((*record, *byte, *len), (Some(2), 1, line.len() as u64 + 1));
}

#[test]
fn bad_json_records_are_rejected_alone_each_with_its_reason() {
    let deep = format!("{{\"text\":\"a\",\"x\":{}", "[".repeat(100_000));
    let closed = format!("{deep}{}}}", "]".repeat(100_000));
    let fits = format!("{{\"text\":\"fits\",\"x\":{}{}}}", "[".repeat(126), "]".repeat(126));
    for (line, expected) in [
        (r#"{"text":"ok"}"#, "ok"),
        (r#"{"text":""}"#, ""),
        (r#"{"text":null,"body":"second","content":{"raw":1}}"#, "second"),
        (r#"{"text":" ","body":"second"}"#, "second"),
        (r#"{"text":"","body":" "}"#, ""),
        (&fits, "fits"),
        (r#"{"text":"ok","date":"some day","title":null}"#, "ok"),
        (&deep, "!too_deep"),
        (&closed, "!too_deep"),
        (r#"{"text":"a""#, "!malformed_json"),
        (r#"{"text":"a"} x"#, "!malformed_json"),
        (r"{text:1}", "!malformed_json"),
        ("{\"text\":\"a\u{1}\"}", "!malformed_json"),
        ("nonsense", "!malformed_json"),
        ("[1,2]", "!not_an_object"),
        ("\"text\"", "!not_an_object"),
        (r#"{"text":"a","text":"b"}"#, "!duplicate_field"),
        (r#"{"text":"a","id":1,"id":1}"#, "!duplicate_field"),
        (r#"{"text":"a","x":1,"x":2}"#, "a"),
        (r#"{"text":5}"#, "!wrong_type"),
        (r#"{"text":["a"]}"#, "!wrong_type"),
        (r#"{"text":"a","title":{}}"#, "!wrong_type"),
        (r#"{"text":"a","title":["b"]}"#, "!wrong_type"),
        (r#"{"text":"a","byline":["b",1]}"#, "!wrong_type"),
        (r#"{"text":"a","source":false}"#, "!wrong_type"),
        (r#"{"text":"a","id":true}"#, "!wrong_type"),
        (r#"{"title":"a"}"#, "!missing_text"),
        (r#"{"text":null}"#, "!missing_text"),
        ("{}", "!missing_text"),
    ] {
        let input = format!("{{\"body\":\"before\"}}\n{line}\n{{\"body\":\"after\"}}\n");
        let got = brief(&read("a.jsonl", &input));
        let shown: String = line.chars().take(60).collect();
        assert_eq!(got, ["before", expected, "after"], "line {shown}");
        // (What is no JSON at all gives an array no brackets to go by.)
        if line.starts_with('{') && line != deep && !line.ends_with(['x', '"']) {
            let input = format!("[{{\"body\":\"before\"}},{line},{{\"body\":\"after\"}}]");
            assert_eq!(brief(&read("a.json", &input)), ["before", expected, "after"], "{shown}");
        }
    }
}

#[test]
fn numbers_and_lists_of_authors_are_taken_for_what_they_say() {
    let line = r#"{"text":"a","id":7,"title":1984,"source":20,"author":[" Ada Finch","Reuters "]}"#;
    let records = read("a.jsonl", line);
    let article = records[0].as_ref().unwrap();
    let given = [&article.title, &article.source, &article.byline].map(Option::as_deref);
    assert_eq!(article.id, "7");
    assert_eq!(given, [Some("1984"), Some("20"), Some("Ada Finch, Reuters")]);
    let records = read("a.jsonl", r#"{"text":"a","author":[]}"#);
    assert_eq!(records[0].as_ref().unwrap().byline, None);
}

#[test]
fn surrogates_and_bad_utf8_in_json_are_mended_and_counted() {
    let mut lines =
        br#"{"text":"a \ud800 b \udc00\ud83d\ude00 \\ud800 \ud800\ud83d\ude00"}"#.to_vec();
    lines.extend(b"\n{\"text\":\"caf\xe9 \x93quoted\x94\"}\n");
    lines.extend("{\"text\":\"“naïve” – ".as_bytes());
    lines.extend(b"\xff\"}\n{\"text\":\"plain\"}\n");
    lines.extend(b"{\"text\":\"\\ud800\", \"text\": 1}");
    let (records, summary) = read_with("a.jsonl", &lines, ReadOptions::default());
    let expected = [
        "a \u{fffd} b \u{fffd}😀 \\ud800 \u{fffd}😀",
        "café “quoted”",
        "“naïve” – \u{fffd}",
        "plain",
        "!duplicate_field",
    ];
    assert_eq!(brief(&records), expected);
    assert_eq!((summary.articles_mended, summary.articles_transcoded), (2, 1));
}

#[test]
fn ids_are_as_given_else_made_of_path_and_record() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    };
    let text = write("sub/t.txt", "some text");
    write(
        "sub/l.jsonl",
        "{\"text\":\"1\"}\n\n{\"text\":\"3\",\"id\":\" x \"}\n{\"text\":\"4\",\"id\":\"\"}",
    );
    write("sub/a.json", "[{\"text\":\"1\"},{\"text\":\"2\",\"id\":1.5}]");
    write("c.csv", "text\n1\n\n2\n");
    let (records, summary) = read_paths(&[folder.path().to_owned()], ReadOptions::default());
    let expected = [
        "c.csv:1",
        "c.csv:2",
        "sub/a.json:1",
        "1.5",
        "sub/l.jsonl:1",
        " x ",
        "sub/l.jsonl:4",
        "sub/t.txt",
    ];
    assert_eq!(ids(&records), expected);
    assert_eq!(summary.files_read, 4);
    let total: u64 = ["sub/t.txt", "sub/l.jsonl", "sub/a.json", "c.csv"]
        .iter()
        .map(|name| folder.path().join(name).metadata().unwrap().len())
        .sum();
    assert_eq!(summary.bytes_read, total);
    let (records, _) = read_paths(&[text], ReadOptions::default());
    assert_eq!(ids(&records), ["t.txt"]);
}

#[test]
fn the_path_pattern_gives_what_records_do_not() {
    let folder = tempfile::tempdir().unwrap();
    let sub = folder.path().join("daily/2019-05-23");
    std::fs::create_dir_all(&sub).unwrap();
    std::fs::write(sub.join("7.txt"), "Harbour board rejects plan\n\nThe board ...").unwrap();
    std::fs::write(sub.join("8.jsonl"), "{\"text\":\"a\",\"source\":\"Other\"}").unwrap();
    std::fs::write(folder.path().join("9"), "").unwrap();
    let pattern = Some("{source}/{date}/{id}.{}".parse().unwrap());
    let options = ReadOptions { path_pattern: pattern, ..ReadOptions::default() };
    let (records, summary) = read_paths(&[sub.clone(), folder.path().join("9")], options);
    assert_eq!(ids(&records), ["9", "7", "8.jsonl:1"]);
    let articles: Vec<&Article> = records.iter().flatten().collect();
    assert_eq!(articles[1].source.as_deref(), Some("daily"));
    assert_eq!(articles[1].title.as_deref(), Some("Harbour board rejects plan"));
    assert!(articles[1].text.starts_with("Harbour"));
    assert_eq!(articles[2].source.as_deref(), Some("Other"));
    for article in &articles[1..] {
        let date = article.published.as_ref().unwrap();
        assert_eq!((date.precision, date.origin), (Precision::Day, DateOrigin::Path));
    }
    assert_eq!((articles[0].source.as_ref(), articles[0].text.as_str()), (None, ""));
    assert_eq!(summary.unmatched_paths, 1);
}

#[test]
fn without_a_pattern_the_dated_layout_gives_source_and_date() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    write("daily/2019-05-23/7.txt", b"seven");
    write("daily/2019-05-23/8.txt.gz", &gzip(b"eight"));
    write("daily/2019-05-23/9.jsonl", b"{\"text\":\"nine\"}");
    write("daily/2019-05-32/7.txt", b"no date");
    write("daily/7.txt", b"no folder of a day");
    let known = |paths: &[PathBuf], options| {
        let (records, summary) = read_paths(paths, options);
        assert_eq!(summary.unmatched_paths, 0);
        let brief = |article: Article| {
            let origin = article.published.map(|date| (date.raw, date.precision, date.origin));
            (article.id, article.source, origin)
        };
        let known: Vec<_> = records.into_iter().map(|record| brief(record.unwrap())).collect();
        known.into_iter().filter(|(_, source, date)| source.is_some() || date.is_some()).collect()
    };
    let read_of = |id: &str| {
        let date = ("2019-05-23".to_owned(), Precision::Day, DateOrigin::Path);
        (id.to_owned(), Some("daily".to_owned()), Some(date))
    };
    let found: Vec<_> = known(&[folder.path().to_owned()], ReadOptions::default());
    assert_eq!(found, [read_of("daily/2019-05-23/7.txt"), read_of("daily/2019-05-23/8.txt.gz")]);
    // From a folder further down, and of a file that is named, the path is another one.
    for inner in ["daily", "daily/2019-05-23/7.txt"] {
        assert_eq!(known(&[folder.path().join(inner)], ReadOptions::default()), [], "{inner}");
    }
    let pattern = Some("{}.txt".parse().unwrap());
    let options = ReadOptions { path_pattern: pattern, ..ReadOptions::default() };
    let (records, _) = read_paths(&[folder.path().to_owned()], options);
    assert!(records.iter().flatten().all(|article| article.source.is_none()));
}

#[test]
fn a_table_without_text_is_passed_over_in_a_folder_and_rejected_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    write("a.csv", "id,text\n1,kept\n");
    let labels = write("labels.tsv", "id_a\tid_b\tlabel\n1\t2\tcopy\n");
    write("labels.csv", "id,id\n1,2\n");
    write("twice.csv", "text,Text\n1,2\n");
    write("unclosed.csv", "\"id");
    write("object.json", "{\"name\":\"no article\"}");
    let (records, summary) = read_paths(&[folder.path().to_owned()], ReadOptions::default());
    let expected = ["kept", "!missing_text", "!duplicate_field", "!unclosed"];
    assert_eq!(brief(&records), expected);
    assert_eq!((summary.passed_over_tables, summary.files_passed_over()), (2, 2));
    assert_eq!(summary.files_read, 4);
    let (records, summary) = read_paths(&[labels], ReadOptions::default());
    assert_eq!(brief(&records), ["!missing_header"]);
    assert_eq!((summary.files_passed_over(), summary.files_read), (0, 1));
}

#[test]
fn texts_are_decoded_and_counted() {
    let text = "“Any attempt” to intervene – at the café – is unacceptable, he said.";
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let mut broken = text.as_bytes().to_vec();
    broken.push(0xe2);
    let marked = format!("\u{feff}{text}");
    for (bytes, expected, mended, transcoded) in [
        (text.as_bytes().to_vec(), text.to_owned(), 0, 0),
        (marked.clone().into_bytes(), text.to_owned(), 0, 0),
        (latin.into_owned(), text.to_owned(), 0, 1),
        (utf16(&marked, true), text.to_owned(), 0, 1),
        (utf16(&marked, false), text.to_owned(), 0, 1),
        (utf16(text, true), text.to_owned(), 0, 1),
        (broken, format!("{text}\u{fffd}"), 1, 0),
        (b"\0\x1b[31m\r\n".to_vec(), "\0\u{1b}[31m\r\n".to_owned(), 0, 0),
        (Vec::new(), String::new(), 0, 0),
    ] {
        let (records, summary) = read_with("a.txt", &bytes, ReadOptions::default());
        assert_eq!(brief(&records), [expected]);
        let counted = (summary.articles_mended, summary.articles_transcoded);
        assert_eq!(counted, (mended, transcoded), "{bytes:?}");
    }
    assert_eq!(brief(&read("a.txt", b"\xff\xfe\0\0a\0\0\0")), ["!unsupported_encoding"]);
}

#[test]
fn records_in_utf16_are_read_as_those_in_utf8() {
    let lines = "\u{feff}{\"text\":\"é1\"}\n{\"text\":\"2 \u{fffd}\"}\n";
    let (records, summary) = read_with("a.jsonl", &utf16(lines, true), ReadOptions::default());
    assert_eq!(brief(&records), ["é1", "2 \u{fffd}"]);
    assert_eq!((summary.articles_transcoded, summary.articles_mended), (2, 1));
    let csv = utf16("\u{feff}id;text\n1;“a, b”\n", false);
    assert_eq!(brief(&read("a.csv", csv)), ["“a, b”"]);
}

#[test]
fn an_archive_of_many_records_in_utf16_is_no_bomb() {
    let lines = "{\"text\":\"a text of some thirty characters\"}\n".repeat(5_000);
    let options = ReadOptions { max_article_bytes: 1 << 10, ..ReadOptions::default() };
    let bytes = gzip(&utf16(&format!("\u{feff}{lines}"), true));
    let (records, _) = read_with("a.jsonl.gz", &bytes, options);
    assert_eq!(records.iter().flatten().count(), 5_000);
}

#[test]
fn two_objects_on_the_first_line_are_two_records() {
    let objects = "{\"text\":\"a b\"}{\"text\":\"c d\"}\n{\"text\":\"e f\"}\n";
    assert_eq!(brief(&read("a.json", objects)), ["a b", "c d", "e f"]);
}

#[test]
fn tables_are_read_with_quotes_ragged_rows_and_any_delimiter() {
    let csv = "\u{feff}id,Title,text\r\n1,T,\"line one\nsays \"\"x\"\"\"\r\n2,short\r\n3,,a,b\r\n4,\"\",\r\n5,=1+1,@x";
    let (records, _) = read_with("a.csv", csv.as_bytes(), ReadOptions::default());
    let expected = ["line one\nsays \"x\"", "!ragged_row", "!ragged_row", "", "@x"];
    assert_eq!(brief(&records), expected);
    assert_eq!(ids(&records), ["1", "4", "5"]);
    let titles: Vec<_> = records.iter().flatten().map(|a| a.title.as_deref()).collect();
    assert_eq!(titles, [Some("T"), None, Some("=1+1")]);
    let place = |record: &Record| match record {
        Ok(article) => article.provenance.clone(),
        Err(reject) => reject.provenance.clone(),
    };
    for record in &records {
        let place = place(record);
        let bytes = &csv.as_bytes()[place.byte as usize..][..place.len as usize];
        assert_eq!(bytes[0], b'0' + place.record.unwrap() as u8, "{place:?}");
    }
    for (name, delimiter) in [("a.csv", ';'), ("a.csv", '|'), ("a.tsv", '\t'), ("a.csv", '\t')] {
        let table = format!("text{delimiter}date\na, b{delimiter}23/05/2019\n");
        let records = read(name, table);
        assert_eq!(brief(&records), ["a, b"]);
        assert!(records[0].as_ref().unwrap().published.is_some());
    }
    let options = ReadOptions { delimiter: Some(b'^'), ..ReadOptions::default() };
    assert_eq!(brief(&read_with("a.csv", b"id^text\n1^a,b\n", options).0), ["a,b"]);
    assert_eq!(brief(&read("a.csv", "id,headline\n1,2\n")), ["!missing_header"]);
    assert!(read("a.csv", "").is_empty());
    let latin = b"id,text\n1,caf\xe9 \x93now\x94\n2,plain\n";
    assert_eq!(brief(&read("a.csv", latin)), ["café “now”", "plain"]);
}

#[test]
fn unnamed_formats_are_told_by_content_and_can_be_forced() {
    assert_eq!(brief(&read("a.md", "# Head\n\nText")), ["# Head\n\nText"]);
    assert_eq!(brief(&read("dump", "{\"text\":\"a\"}\n{\"text\":\"b\"}")), ["a", "b"]);
    assert_eq!(brief(&read("dump", "[{\"text\":\"a\"},\n{\"text\":\"b\"}]")), ["a", "b"]);
    assert_eq!(brief(&read("dump", "{\n\"text\":\"a\"\n}")), ["a"]);
    assert_eq!(brief(&read("dump", gzip(b"id|text\n1|a"))), ["a"]);
    assert_eq!(brief(&read("dump", b"\x89PNG\0\0")), ["!not_text"]);
    assert_eq!(brief(&read("a.json", "<html>")), ["!malformed_json"]);
    assert!(read("a.json", "").is_empty());
    let options = ReadOptions { format: Some(Format::Text), ..ReadOptions::default() };
    assert_eq!(brief(&read_with("a.json", b"[1]", options).0), ["[1]"]);
}

#[test]
fn fields_can_be_renamed() {
    let mut options = ReadOptions::default();
    options.fields.set("text=story").unwrap();
    options.fields.set("id=url").unwrap();
    let (records, _) =
        read_with("a.jsonl", br#"{"text":["x"],"story":"s","url":"u"}"#, options.clone());
    assert_eq!(brief(&records), ["s"]);
    assert_eq!(ids(&records), ["u"]);
    assert_eq!(records[0].as_ref().unwrap().url.as_deref(), Some("u"));
    assert_eq!(brief(&read_with("a.csv", b"text,Story\n1,2\n", options).0), ["2"]);
}

#[test]
fn records_over_the_limit_are_rejected_in_every_format() {
    let options = |format| ReadOptions {
        format: Some(format),
        max_article_bytes: 60,
        ..ReadOptions::default()
    };
    let long = "x".repeat(300_000);
    let check = |format, bytes: &str, expected: &[&str]| {
        let (records, _) = read_with("a", bytes.as_bytes(), options(format));
        assert_eq!(brief(&records), expected, "{format:?}");
    };
    check(Format::Text, &long, &["!too_large"]);
    check(Format::Text, &long[..60], &[&long[..60]]);
    let lines = format!("{{\"text\":\"{long}\"}}\n{{\"text\":\"a\"}}\n{long}");
    check(Format::JsonLines, &lines, &["!too_large", "a", "!too_large"]);
    let array = format!("[{{\"text\":\"a\"}},{{\"text\":\"{long}\"}},{{\"text\":\"b\"}}]");
    check(Format::JsonArray, &array, &["a", "!too_large", "b"]);
    let table = format!("id,text\n1,a\n2,\"{long}\n{long}\"\n3,b\n");
    check(Format::Csv, &table, &["a", "!too_large", "b"]);
    // 40 bytes of Windows-1252 are 80 of UTF-8.
    let (records, _) = read_with("a.txt", &[0xe9; 40], options(Format::Text));
    assert_eq!(brief(&records), ["!too_large"]);
}

#[test]
fn bombs_are_given_up_with_bounded_output() {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(b"{\"text\":\"kept\"}\n{\"text\":\"").unwrap();
    for _ in 0..64 {
        encoder.write_all(&vec![b'x'; 1 << 20]).unwrap();
    }
    let bomb = encoder.finish().unwrap();
    let options = |format| ReadOptions {
        format: Some(format),
        max_article_bytes: 1 << 14,
        ..ReadOptions::default()
    };
    for (format, expected) in [
        (Format::JsonLines, vec!["kept", "!archive_bomb"]),
        (Format::JsonArray, vec!["kept", "!archive_bomb"]),
        (Format::Text, vec!["!too_large"]),
    ] {
        let (records, summary) = read_with("a.gz", &bomb, options(format));
        assert_eq!(brief(&records), expected);
        assert!(summary.bytes_read < 2 << 20, "{}", summary.bytes_read);
    }
}

#[test]
fn what_came_before_a_cut_in_an_archive_is_kept() {
    let line = |n| format!("{{\"text\":\"line {}\"}}", crate::hash::mix(n));
    let lines: String = (0..20_000).map(|n| line(n) + "\n").collect();
    for (name, whole) in [
        ("a.jsonl.gz", gzip(lines.as_bytes())),
        ("a.jsonl.zst", zstd::stream::encode_all(lines.as_bytes(), 1).unwrap()),
    ] {
        let mut records = read(name, &whole[..whole.len() * 2 / 3]);
        let Some(Err(reject)) = records.pop() else { panic!("{name}: no reject") };
        assert_eq!(reject.reason, RejectReason::Truncated, "{name}");
        assert_eq!(reject.provenance.record, Some(records.len() as u64 + 1));
        assert!(records.len() > 5_000, "{name}: {}", records.len());
        for (n, record) in records.iter().enumerate() {
            let expected = format!("line {}", crate::hash::mix(n as u64));
            assert_eq!(record.as_ref().unwrap().text, expected);
        }
        assert_eq!(read(name, &whole).len(), 20_000, "{name}");
        assert_eq!(brief(&read(name, &whole[..2])), ["!truncated"], "{name}");
    }
    let noise: String = (0..2_000).map(|n| crate::hash::mix(n).to_string() + " ’").collect();
    let gz = gzip(noise.as_bytes());
    let records = read("a.txt.gz", &gz[..gz.len() / 2]);
    let [Ok(article), Err(reject)] = &records[..] else { panic!("{records:?}") };
    assert!(noise.starts_with(&article.text) && article.text.len() > 1_000);
    assert_eq!(reject.reason, RejectReason::Truncated);
}

#[test]
fn batches_are_bounded_and_hold_many_small_files() {
    let folder = tempfile::tempdir().unwrap();
    for n in 0..50 {
        std::fs::write(folder.path().join(format!("{n:02}.txt")), "small").unwrap();
    }
    let mut reader = Reader::new(&[folder.path().to_owned()], ReadOptions::default()).unwrap();
    assert_eq!(reader.next_batch().unwrap().len(), 50);

    let line = format!("{{\"text\":\"{}\"}}\n", "x".repeat(5_000));
    let path = folder.path().join("big.jsonl");
    std::fs::write(&path, line.repeat(400)).unwrap();
    let mut reader = Reader::new(&[path], ReadOptions::default()).unwrap();
    let mut sizes = Vec::new();
    while let Some(batch) = reader.next_batch() {
        assert!(batch.num_bytes() < (256 << 10) + line.len());
        sizes.push(batch.len());
    }
    assert_eq!(sizes.iter().sum::<usize>(), 400);
    assert!(sizes.len() > 5, "{sizes:?}");
}

#[test]
fn an_unreadable_file_does_not_end_the_run() {
    // A file that can be opened and not read, even by the superuser.
    let memory = PathBuf::from("/proc/self/mem");
    if !memory.exists() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("a.txt");
    std::fs::write(&text, "text").unwrap();
    let (records, _) = read_paths(&[memory, text], ReadOptions::default());
    assert_eq!(brief(&records), ["!read_failed", "text"]);
}

#[test]
fn real_pages_get_their_headline() {
    let titles = |folder: &Path| {
        let (records, _) = read_paths(&[folder.to_owned()], ReadOptions::default());
        records.into_iter().map(|record| record.unwrap().title).collect::<Vec<_>>()
    };
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("a.txt"),
        "The Daily\n\n\nHarbour board rejects plan – again\n\nReporter – 04.10.2018\n\nThe board …",
    )
    .unwrap();
    std::fs::write(folder.path().join("b.txt"), "").unwrap();
    let expected = [Some("Harbour board rejects plan – again".to_owned()), None];
    assert_eq!(titles(folder.path()), expected);
}

/// Bytes that look like the formats.
fn scraps() -> impl Strategy<Value = Vec<u8>> {
    let scrap = prop_oneof![
        prop::sample::select(vec![
            "{\"text\":\"a\"}",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "\\",
            ",",
            "\n",
            "\r\n",
            "\"text\"",
            ":",
            "\\ud800",
            "id,text\n",
            "1,\"a\nb\"\n",
            "null",
            "1e5",
            "\u{feff}",
            "é",
            "\0",
            "date",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 1..4),
    ];
    prop::collection::vec(scrap, 0..20).prop_map(|scraps| scraps.concat())
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic_in_any_format(
        bytes in scraps(), cut in 0_usize..40, limit in 1_u64..64,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let gz = gzip(&bytes);
        let damaged = {
            let mut damaged = gz.clone();
            let at = cut % damaged.len();
            damaged[at] ^= 0x55;
            damaged
        };
        for name in ["a.txt", "a.jsonl", "a.json", "a.csv", "a.tsv", "a"] {
            std::fs::write(folder.path().join(name), &bytes).unwrap();
        }
        std::fs::write(folder.path().join("b.jsonl.gz"), &gz[..cut.min(gz.len())]).unwrap();
        std::fs::write(folder.path().join("c.json.gz"), damaged).unwrap();
        let paths = [folder.path().to_owned(), folder.path().join("a")];
        for max_article_bytes in [limit, 8 << 20] {
            let options = ReadOptions { max_article_bytes, ..ReadOptions::default() };
            let (records, _) = read_paths(&paths, options);
            for article in records.iter().flatten() {
                prop_assert!(article.text.len() as u64 <= max_article_bytes);
            }
        }
    }

    #[test]
    fn every_format_gives_the_same_texts(
        texts in prop::collection::vec("[a-z\"\\\\,;\n\r\u{e9}\u{4e2d}\u{1f600}\u{0} ]{1,30}", 1..8),
    ) {
        let lines: String = texts
            .iter()
            .map(|text| serde_json::json!({"x": [text], "text": text}).to_string() + "\n")
            .collect();
        prop_assert_eq!(&brief(&read("a.jsonl", &lines)), &texts);
        let array: Vec<_> = texts.iter().map(|text| serde_json::json!({"body": text})).collect();
        let array = serde_json::to_string_pretty(&array).unwrap();
        prop_assert_eq!(&brief(&read("a.json", gzip(array.as_bytes()))), &texts);
        let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
        writer.write_record(["id", "text"]).unwrap();
        for text in &texts {
            writer.write_record(["1", text.as_str()]).unwrap();
        }
        prop_assert_eq!(&brief(&read("a.csv", writer.into_inner().unwrap())), &texts);
    }
}

#[test]
fn a_blank_value_gives_way_to_the_next_name_of_its_field() {
    let csv = "id,text,body,outlet,source\n1,,b,Daily, \n2, ,,,\n3,t,b,,\n";
    let records = read("a.csv", csv);
    assert_eq!(brief(&records), ["b", " ", "t"]);
    let [Ok(article), ..] = &records[..] else { panic!("{records:?}") };
    assert_eq!(article.source.as_deref(), Some("Daily"));
    let records = read("a.jsonl", r#"{"text":"a","source":"","outlet":"BBC"}"#);
    let [Ok(article)] = &records[..] else { panic!("{records:?}") };
    assert_eq!(article.source.as_deref(), Some("BBC"));
}

#[test]
fn whole_numbers_keep_all_digits_as_ids() {
    let lines =
        ["12345678901234567890123", "12345678901234567890124", "-98765432109876543210", "7"]
            .map(|id| format!("{{\"id\":{id},\"text\":\"a\",\"x\":{{\"y\":[1]}}}}\n"));
    assert_eq!(
        ids(&read("a.jsonl", lines.concat())),
        ["12345678901234567890123", "12345678901234567890124", "-98765432109876543210", "7"]
    );
    assert_eq!(brief(&read("a.jsonl", r#"{"id":01,"text":"a"}"#)), ["!malformed_json"]);
}

#[test]
fn a_first_line_that_is_an_array_costs_no_other() {
    let lines = "[{\"x\":1}]\n{\"text\":\"a\"}\n{\"text\":\"b\"}\n";
    assert_eq!(brief(&read("a.jsonl", lines)), ["!not_an_object", "a", "b"]);
    assert_eq!(brief(&read("a.jsonl", "[{\"text\":\"a\"}]\n")), ["a"]);
}
