//! Held here: how found pairs and clusters are matched with the tables, on examples small enough to
//! be counted by hand.

use super::*;

fn articles(ids: &[(&str, &str)]) -> Vec<KnownArticle> {
    let known = |&(id, source): &(&str, &str)| KnownArticle {
        id: id.to_owned(),
        source: Some(source.to_owned()).filter(|source| !source.is_empty()),
    };
    ids.iter().map(known).collect()
}

fn cluster(anchor: &str, members: &[&str]) -> FoundCluster {
    let members = members.iter().map(|&id| id.to_owned()).collect();
    FoundCluster { anchor: anchor.to_owned(), members }
}

const IDS: [(&str, &str); 6] =
    [("a", "X"), ("b", "Y"), ("c", "Z"), ("d", "X"), ("e", "Y"), ("f", "")];

fn score(
    listed: &[LabelledPair],
    pairs: &[(&str, &str, &str)],
    clusters: Vec<FoundCluster>,
    options: EvaluateOptions,
) -> Evaluation {
    let found = Found::new(pairs.iter().copied(), clusters).unwrap();
    evaluate(&articles(&IDS), listed, None, &found, options)
}

#[test]
fn figures_equal_a_count_by_hand() {
    let listed = [
        LabelledPair::new("a", "b", Label::Copy), // reprint: right
        LabelledPair::new("a", "c", Label::Abridged), // quotes_only: missed
        LabelledPair::new("b", "c", Label::Partial), // partial: right
        LabelledPair::new("a", "e", Label::Rewritten), // partial: counts in the second alone
        LabelledPair::new("c", "e", Label::Template), // abridgement: false alarm
        LabelledPair::new("b", "d", Label::SameEvent), // none: right
        LabelledPair::new("c", "d", Label::QuotesOnly), // rewritten: wrong in the second alone
    ];
    let pairs = [
        ("b", "a", "reprint"),
        ("a", "c", "quotes_only"),
        ("b", "c", "partial"),
        ("a", "e", "partial"),
        ("e", "c", "abridgement"),
        ("c", "d", "rewritten"),
    ];
    let scores = score(&listed, &pairs, Vec::new(), EvaluateOptions::default());
    let cells =
        |s: &Score| [s.true_positives, s.false_positives, s.false_negatives, s.true_negatives];
    let all = &scores.all;
    assert_eq!(cells(&all.copied), [2, 1, 1, 2]);
    assert_eq!(cells(&all.copied_or_rewritten), [3, 2, 1, 1]);
    assert_eq!(cells(&all.copy_or_abridged), [1, 1, 1, 2]);
    assert_eq!(all.copied.precision, Some(2.0 / 3.0));
    assert_eq!(all.copied.recall, Some(2.0 / 3.0));
    assert_eq!(all.copied.f1, Some(2.0 / 3.0));
    assert_eq!(all.confusion.counts[Label::Template as usize][Kind::Abridgement as usize], 1);
    assert_eq!(all.pairs, 7);
    let ids = |list: &[Disagreement]| -> Vec<String> {
        list.iter().map(|pair| format!("{}{}", pair.id_a, pair.id_b)).collect()
    };
    assert_eq!(
        (ids(&scores.misses), ids(&scores.false_alarms)),
        (vec!["ac".into()], vec!["ce".into()])
    );
}

#[test]
fn nothing_to_divide_by_is_no_score() {
    let listed = [LabelledPair::new("a", "b", Label::Unrelated)];
    let scores = score(&listed, &[], Vec::new(), EvaluateOptions::default());
    let copied = scores.all.copied;
    assert_eq!((copied.precision, copied.recall, copied.f1), (None, None, None));
    assert_eq!((copied.precision_95, copied.true_negatives), (None, 1));
}

#[test]
fn members_of_one_cluster_take_the_weaker_kind_with_the_anchor() {
    let listed = [
        LabelledPair::new("b", "c", Label::Copy),
        LabelledPair::new("b", "d", Label::Copy),
        LabelledPair::new("b", "e", Label::Copy),
        LabelledPair::new("c", "d", Label::Copy),
    ];
    let pairs = [
        ("a", "b", "reprint"),
        ("c", "a", "partial"),
        ("a", "d", "reprint"),
        ("c", "d", "template"),
    ];
    let clusters = vec![cluster("a", &["a", "b", "c", "e"]), cluster("a", &["a", "b", "d", "c"])];
    let scores = score(&listed, &pairs, clusters, EvaluateOptions::default());
    let row = scores.all.confusion.counts[Label::Copy as usize];
    let count = |kind: Kind| row[kind as usize];
    // b-c through the anchor; b-d in the second cluster; e has no pair with the anchor; c-d was
    // found itself, and that counts.
    assert_eq!(count(Kind::Partial), 1);
    assert_eq!(count(Kind::Reprint), 1);
    assert_eq!(count(Kind::None), 1);
    assert_eq!(count(Kind::Template), 1);
}

#[test]
fn sources_come_from_the_table_or_else_from_the_articles() {
    let mut told = LabelledPair::new("a", "b", Label::Copy);
    told.same_source = Some(true);
    let listed = [
        told,
        LabelledPair::new("a", "d", Label::Copy),
        LabelledPair::new("a", "c", Label::Copy),
        LabelledPair::new("a", "f", Label::Copy),
        LabelledPair::new("a", "nowhere", Label::Copy),
    ];
    let scores = score(&listed, &[], Vec::new(), EvaluateOptions::default());
    assert_eq!((scores.same_source.pairs, scores.cross_source.pairs), (2, 1));
    assert_eq!((scores.all.pairs, scores.unknown_pairs), (4, 1));
}

#[test]
fn closed_evaluation_counts_what_is_not_listed() {
    let mut short = LabelledPair::new("c", "d", Label::Copy);
    short.shared_words = Some(11);
    let mut long = LabelledPair::new("a", "b", Label::Copy);
    (long.shared_words, long.longest_run) = (Some(12), Some(12));
    let listed = [long, short];
    let found = Found::new(
        [
            ("a", "b", "reprint"),
            ("c", "d", "partial"),
            ("a", "c", "partial"),
            ("a", "e", "template"),
            ("d", "e", "reprint"),
        ],
        Vec::new(),
    )
    .unwrap();
    let groups = [("d", "1"), ("e", "1"), ("a", "2")].map(|(id, g)| (id.into(), g.into()));
    let open = EvaluateOptions { min_shared_words: 12, min_longest_run: 12, closed: false };
    let closed = EvaluateOptions { closed: true, ..open };
    let score = |options| evaluate(&articles(&IDS), &listed, Some(&groups), &found, options);
    let scores = score(open);
    assert_eq!((scores.unlisted, scores.left_out, scores.all.pairs), (1, 1, 1));
    assert_eq!(scores.all.copied.precision, Some(1.0));
    let scores = score(closed);
    assert_eq!(scores.all.copied.precision, Some(0.5));
    assert_eq!(scores.false_alarms[0].id_b, "c");
    assert_eq!(scores.false_alarms[0].note, "not in the table");
}

#[test]
fn stronger_kind_of_a_repeated_pair_counts() {
    let found = Found::new([("a", "b", "partial"), ("b", "a", "reprint")], Vec::new()).unwrap();
    assert_eq!(found.pair("a", "b"), Some(Kind::Reprint));
    let unknown = Found::new([("a", "b", "copy")], Vec::new()).unwrap_err();
    assert!(unknown.is_config());
}

#[test]
fn text_names_figures_and_disagreements_and_is_inert() {
    let mut pair = LabelledPair::new("a", "b", Label::Copy);
    pair.note = "\u{1b}[31mred".to_owned();
    let listed = [pair, LabelledPair::new("a", "c", Label::Copy)];
    let found = Found::new([("a", "c", "reprint")], vec![cluster("a", &["a", "c"])]).unwrap();
    let groups = [("a", "1"), ("c", "1")].map(|(id, g)| (id.into(), g.into()));
    let scores =
        evaluate(&articles(&IDS), &listed, Some(&groups), &found, EvaluateOptions::default());
    let text = render_text(&scores, 80);
    insta::assert_snapshot!(text, @r"
    cross-source pairs: 2, all pairs
            reprint  none
      copy        1     1
                                      precision               recall     F1
      copied, no rewritten  1.000 (0.207-1.000)  0.500 (0.095-0.905)  0.667
      copied or rewritten   1.000 (0.207-1.000)  0.500 (0.095-0.905)  0.667
      copy and abridged     1.000 (0.207-1.000)  0.500 (0.095-0.905)  0.667

    misses: 1
      a b copy found as none: \u{1b}[31mred

    clusters of 6 articles
      1 true groups
      1 found clusters
      0 unknown ids
      adjusted Rand index 1.0000
      B-cubed: precision 1.0000, recall 1.0000, F1 1.0000
    ");
    insta::assert_snapshot!(render_text(&scores, 40), @r"
    cross-source pairs: 2, all pairs
            reprint  none
      copy        1     1
      copied, no rewritten: precision 1.000
        (0.207-1.000), recall 0.500
        (0.095-0.905), F1 0.667
      copied or rewritten: precision 1.000
        (0.207-1.000), recall 0.500
        (0.095-0.905), F1 0.667
      copy and abridged: precision 1.000
        (0.207-1.000), recall 0.500
        (0.095-0.905), F1 0.667

    misses: 1
      a b copy found as none: \u{1b}[31mred

    clusters of 6 articles
      1 true groups
      1 found clusters
      0 unknown ids
      adjusted Rand index 1.0000
      B-cubed: precision 1.0000, recall
        1.0000, F1 1.0000
    ");
    assert!(!text.contains('\u{1b}'));
    let json = serde_json::to_value(&scores).unwrap();
    assert_eq!(json["all"]["confusion"]["labels"][4], "quotes_only");
    assert_eq!(json["misses"][0]["kind"], "none");
    assert_eq!(json["clusters"]["b_cubed_f1"], 1.0);
}

#[test]
fn beside_credits_nothing_that_was_scored_is_left_out() {
    let labels =
        [LabelledCredits { id: "a".into(), credits: vec![("whole", "PA".into())], form: None }];
    let credits = BTreeMap::from([("a", vec![("whole", "PA")])]);
    let credits = score_credits(&labels, &credits, str::to_owned);
    let text = |listed: &[LabelledPair], groups: Option<&[(String, String)]>| {
        let found = Found::new([("a", "c", "reprint")], vec![cluster("a", &["a", "c"])]).unwrap();
        let options = EvaluateOptions { min_shared_words: 12, ..EvaluateOptions::default() };
        let scores = evaluate(&articles(&IDS), listed, groups, &found, options);
        render_text(&Evaluation { credits: Some(credits.clone()), ..scores }, 80)
    };
    let alone = text(&[], None);
    assert!(alone.contains("credits of 1 articles") && !alone.contains("pairs"), "{alone}");
    let groups = [("a", "1"), ("c", "1")].map(|(id, group)| (id.into(), group.into()));
    let grouped = text(&[], Some(&groups));
    assert!(grouped.contains("adjusted Rand index 1.0000"), "{grouped}");
    let unknown = text(&[LabelledPair::new("a", "nowhere", Label::Copy)], None);
    assert!(unknown.contains("1 listed pairs left out: an article is not there"), "{unknown}");
    let short = LabelledPair { shared_words: Some(3), ..LabelledPair::new("a", "b", Label::Copy) };
    let short = text(&[short], None);
    assert!(short.contains("1 listed pairs left out: they share too little"), "{short}");
}

/// The table of hand-labelled pairs, found through `WIRECOPY_EVAL_DIR`.
#[test]
fn hand_labelled_table_is_read_as_it_is() {
    let Some(dir) = std::env::var_os("WIRECOPY_EVAL_DIR") else {
        println!("skipped: WIRECOPY_EVAL_DIR is not set");
        return;
    };
    let path = std::path::PathBuf::from(dir).join("telegram/pairs.tsv");
    let pairs = read_pairs(&path).unwrap();
    assert_eq!(pairs.len(), 216);
    let count = |label| pairs.iter().filter(|pair| pair.label == label).count();
    assert_eq!(Label::ALL.map(count), [24, 12, 21, 8, 27, 41, 67, 16]);
    assert_eq!(pairs.iter().filter(|pair| pair.same_source == Some(true)).count(), 52);
}

#[test]
fn who_retells_an_anchor_retells_its_reprints() {
    let listed = [
        LabelledPair::new("b", "c", Label::Rewritten),
        LabelledPair::new("c", "d", Label::SameEvent),
        LabelledPair::new("b", "e", Label::Unrelated),
    ];
    let pairs = [
        ("a", "b", "reprint"),
        ("a", "d", "partial"),
        ("a", "c", "rewritten"),
        ("a", "e", "quotes_only"),
    ];
    let clusters = vec![cluster("a", &["a", "b", "d"])];
    let all = score(&listed, &pairs, clusters, EvaluateOptions::default()).all;
    let count = |label: Label, kind: Kind| all.confusion.counts[label as usize][kind as usize];
    assert_eq!(count(Label::Rewritten, Kind::Rewritten), 1);
    // Neither does it hold for what shares less than all, nor for other kinds.
    assert_eq!(count(Label::SameEvent, Kind::None), 1);
    assert_eq!(count(Label::Unrelated, Kind::None), 1);
}
