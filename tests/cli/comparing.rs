//! `wirecopy compare`.

use super::*;

#[test]
fn compare_shows_passages_of_two_files() {
    let folder = collection();
    let (a, b) = ("news/herald/2017-01-13/span.txt", "news/echo/2017-01-12/bridge.txt");
    insta::assert_snapshot!(page(folder.path(), &["compare", a, b, PATTERN]));
}

#[test]
fn compare_finds_two_articles_by_id() {
    let folder = tempdir().unwrap();
    let record = |id, text| serde_json::json!({"id": id, "text": text}).to_string();
    let lines = [record("x", WIRE), record("y", OTHER), record("x", EDITED)].join("\n");
    write(folder.path(), "all.jsonl", &lines);
    let output = run(folder.path(), &["compare", "--articles", "all.jsonl", "x#2", "x"]);
    assert_eq!(status(&output), Some(0));
    assert!(stdout(&output).contains("{-Tuesday-}{+Monday+}"), "{}", stdout(&output));
    insta::assert_snapshot!(
        page(folder.path(), &["compare", "--articles", "all.jsonl", "x", "y"]),
        @r"
        $ wirecopy compare --articles all.jsonl x y
        exit status 0
        --- stdout
        A   (x), 55 words
        B   (y), 40 words

        No shared passage of 12 words or more (8 in quotations).
        "
    );
}

#[test]
fn compare_finds_what_is_too_short_for_a_scan() {
    let folder = tempdir().unwrap();
    write(folder.path(), "a.txt", "The mayor said there was no money left.");
    write(folder.path(), "b.txt", "“For the bridge there was no money left,” she wrote.");
    let output = run(folder.path(), &["compare", "a.txt", "b.txt", "--min-passage-words", "6"]);
    assert!(stdout(&output).contains("No shared passage of 6 words"), "{}", stdout(&output));
    write(folder.path(), "b.txt", "For the bridge, she said there was no money left.");
    let output = run(folder.path(), &["compare", "a.txt", "b.txt", "--min-passage-words", "6"]);
    assert!(stdout(&output).contains("said there was no money left"), "{}", stdout(&output));
}

#[test]
fn compare_says_what_was_skipped_before_what_is_missing() {
    let folder = tempdir().unwrap();
    write(folder.path(), "a.jsonl", "{\"id\":\"x\"}\n{\"id\":\"y\",\"text\":\"Some words\"}\n");
    insta::assert_snapshot!(
        page(folder.path(), &["compare", "--articles", "a.jsonl", "x", "y"]),
        @r#"
        $ wirecopy compare --articles a.jsonl x y
        exit status 2
        --- stderr
        wirecopy: skipped "a.jsonl" record 1, byte 0: missing_text: no field holds the text
        wirecopy: bad input, 1 record or file skipped
        wirecopy: "a.jsonl" holds no article with the id "x"
        "#
    );
    insta::assert_snapshot!(
        page(folder.path(), &["compare", "--articles", "a.jsonl", "x", "y", "--quiet"]),
        @r#"
        $ wirecopy compare --articles a.jsonl x y --quiet
        exit status 2
        --- stderr
        wirecopy: bad input, 1 record or file skipped
        wirecopy: "a.jsonl" holds no article with the id "x"
        "#
    );
}

#[test]
fn compare_takes_one_file_twice() {
    let folder = collection();
    let path = "news/echo/2017-01-12/bridge.txt";
    let output = run(folder.path(), &["compare", path, path]);
    assert_eq!(status(&output), Some(0));
    assert!(stdout(&output).contains("reprint: 100 % of A is in B"), "{}", stdout(&output));
}
