//! `wirecopy generate`, `evaluate` and `bench`.

use super::*;

#[test]
fn evaluate_scores_pairs_and_groups() {
    let folder = collection();
    let root = folder.path();
    let id = |name: &str| format!("{name}.txt");
    let [a, b, c] = ["echo/2017-01-12/bridge", "herald/2017-01-13/span", "herald/2017-01-13/stove"];
    let (a, b, c) = (id(a), id(b), id(c));
    let pairs = format!("id_a\tid_b\tlabel\n{a}\t{b}\tcopy\n{a}\t{c}\tunrelated\n");
    write(root, "pairs.tsv", &pairs);
    write(root, "groups.tsv", &format!("id\tgroup\n{a}\t1\n{b}\t1\n"));
    let args =
        ["evaluate", "--articles", "news", "--pairs", "pairs.tsv", "--clusters", "groups.tsv"];
    insta::assert_snapshot!(page(root, &args));

    let output = run(root, &[&args[..], &["--format", "json"]].concat());
    let scores: Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(scores["all"]["copied"]["f1"], 1.0);
    assert_eq!(scores["clusters"]["adjusted_rand_index"], 1.0);
}

#[test]
fn generate_writes_articles_and_truth_the_same_each_time() {
    let folder = tempdir().unwrap();
    let root = folder.path();
    let args = ["generate", "--articles", "60", "--seed", "3", "--truth", "t.tsv", "--output"];
    assert_eq!(status(&run(root, &[&args[..], &["one.jsonl"]].concat())), Some(0));
    assert_eq!(entries(root), ["one.jsonl", "t.pairs.tsv", "t.tsv"]);
    let articles = fs::read_to_string(root.join("one.jsonl")).unwrap();
    assert_eq!(articles.lines().count(), 60);
    let groups = fs::read_to_string(root.join("t.tsv")).unwrap();
    assert!(groups.starts_with("id\tgroup\n") && groups.lines().count() > 2, "{groups}");

    let piped = run(root, &[&args[..], &["-"]].concat());
    assert_eq!(stdout(&piped), articles);

    let pairs = ["evaluate", "--articles", "one.jsonl", "--pairs", "t.pairs.tsv", "--clusters"];
    let output = run(root, &[&pairs[..], &["t.tsv", "--format", "json"]].concat());
    assert_eq!(status(&output), Some(0));
    let scores: Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(scores["unknown_pairs"], 0);
}

#[test]
fn bench_measures_every_stage_of_generated_articles() {
    let folder = tempdir().unwrap();
    let args = ["bench", "--articles=50", "--runs=3", "--quiet", "--threads=2", "--format=json"];
    let output = wirecopy(folder.path()).args(args).env("TMPDIR", folder.path()).output().unwrap();
    assert_eq!((status(&output), stderr(&output)), (Some(0), ""));
    assert!(entries(folder.path()).is_empty(), "generated articles are left behind");
    let report: Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(report["schema"], "wirecopy.bench/1");
    assert_eq!((&report["runs"], &report["machine"]["threads"]), (&3.into(), &2.into()));
    let input = &report["input"];
    assert_eq!((&input["articles"], &input["sampled_articles"]), (&50.into(), &50.into()));
    assert_eq!(input["tokens"], input["sampled_tokens"]);

    let names = |list: &Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().into()).collect()
    };
    let stages = "read, tokenise and hash, shingles, signatures, binned, signatures, classic, \
                  fingerprints";
    assert_eq!(names(&report["stages"]).join(", "), stages);
    assert_eq!(names(&report["scans"]), ["scan", "scan --near-duplicates"]);
    let mut timings: Vec<&Value> = report["stages"].as_array().unwrap().iter().collect();
    for scan in report["scans"].as_array().unwrap() {
        assert!(names(&scan["stages"]).contains(&"verify".to_owned()), "{scan}");
        timings.push(scan);
        timings.extend(scan["stages"].as_array().unwrap());
    }
    for timing in timings {
        let [least, median, most] =
            ["min_seconds", "seconds", "max_seconds"].map(|key| timing[key].as_f64().unwrap());
        assert!(0.0 < least && least <= median && median <= most, "{timing}");
        let tokens = input["tokens"].as_f64().unwrap();
        let per_token = timing["ns_per_token"].as_f64().unwrap();
        assert!((per_token * tokens / 1e9 / median - 1.0).abs() < 1e-6, "{timing}");
    }
    let kinds = report["sketch"]["kinds"].as_array().unwrap();
    assert_eq!(kinds.iter().map(|kind| kind["errors"].as_array().unwrap().len()).max(), Some(9));
}

#[test]
fn bench_takes_files_of_the_user_and_names_what_it_skips() {
    let folder = collection();
    add_bad_input(folder.path());
    let output = run(folder.path(), &["bench", "news", "--runs", "1"]);
    assert_eq!(status(&output), Some(3));
    assert!(stderr(&output).contains("record 2"), "{}", stderr(&output));
    assert!(stdout(&output).contains("\n4 articles: 0.0 MB of text, "), "{}", stdout(&output));

    write(folder.path(), "empty.jsonl", "");
    let output = run(folder.path(), &["bench", "empty.jsonl"]);
    assert_eq!((status(&output), stdout(&output)), (Some(2), ""));
    assert!(stderr(&output).contains("nothing to measure"), "{}", stderr(&output));
}

#[test]
fn a_limit_on_a_column_that_is_not_there_is_an_error() {
    let folder = collection();
    write(folder.path(), "pairs.tsv", "id_a\tid_b\tlabel\na\tb\tcopy\n");
    let args =
        ["evaluate", "--articles", "news", "--pairs", "pairs.tsv", "--min-shared-words", "5"];
    insta::assert_snapshot!(page(folder.path(), &args), @r"
    $ wirecopy evaluate --articles news --pairs pairs.tsv --min-shared-words 5
    exit status 2
    --- stderr
    wirecopy: --min-shared-words needs a column of it in --pairs, and there is none
    ");
}

#[test]
fn evaluate_scores_credits() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "a.jsonl",
        "{\"id\":\"a\",\"text\":\"HALVIK (AP) - The ferry ran again, the skipper told PTI.\"}\n\
         {\"id\":\"b\",\"text\":\"The pier at dawn. Photo: Reuters\"}\n",
    );
    write(
        "credits.tsv",
        "id\twhole_article\tcontribution\tin_body\tphoto\tform\n\
         a\tAssociated Press\t\tPTI\t\tdateline\nb\tAFP\t\t\tReuters\t\nc\t\t\t\t\t\n",
    );
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_wirecopy"))
        .args(["evaluate", "--articles", "a.jsonl", "--credits", "credits.tsv", "--quiet"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.starts_with("credits of 2 articles\n"), "{printed}");
    for line in [
        "found  too many  missed\n",
        "  whole                          1.000   0.500  0.667      1         0       1\n",
        "  whole as dateline: 1 of 1",
        "1 listed articles are not there",
        "  b whole AFP: missed",
    ] {
        assert!(printed.contains(line), "{line} is not in:\n{printed}");
    }
}
