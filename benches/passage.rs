//! Alignment and verification of single pairs, and what is prepared for it.

#![expect(clippy::expect_used, reason = "a benchmark stops at a wrong set-up")]

mod common;

use std::hint::black_box;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};
use wirecopy::passage::{EditOp, Prepared, Verified, Verifier, VerifyConfig};
use wirecopy::sketch::shingle::ShingleConfig;

const NUM_WORDS: usize = 440;

/// A word is replaced, added or dropped after so many.
const WORDS_PER_EDIT: usize = 25;

const RUN: &str = "officials of both ports had agreed in writing to close the outer basin at night";

fn prepare(text: &str) -> Prepared {
    Prepared::new(text, &[], ShingleConfig::default())
}

fn prepared(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("prepare");
    let texts: Vec<String> = common::generator(256).articles().map(|a| a.text).collect();
    let words: Vec<usize> = texts.iter().map(|text| prepare(text).tokens().len()).collect();
    group.throughput(common::articles_and_bytes(texts.iter().map(String::as_str)));
    group.bench_function("articles", |bencher| {
        bencher.iter(|| {
            for (text, &words) in texts.iter().zip(&words) {
                assert_eq!(prepare(black_box(text)).num_own() as usize, words);
            }
        });
    });
    group.finish();
}

fn alignment(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("alignment");
    let generator = common::generator(100);
    let mut stories = generator.articles().filter(|article| article.group.is_none());
    let mut story = || {
        let text = stories.next().expect("most articles are no copies").text;
        let words = text.split_ascii_whitespace().map(str::to_owned);
        words.filter(|word| word.chars().any(char::is_alphanumeric)).collect::<Vec<_>>()
    };
    let copied: Vec<String> = (0..3).flat_map(|_| story()).take(NUM_WORDS).collect();
    let [mut one, mut other] = [story(), story()];
    one.insert(60, RUN.to_owned());
    other.insert(200, RUN.to_owned());

    let edits = NUM_WORDS.div_ceil(WORDS_PER_EDIT) - 1;
    verify(&mut group, "near_copies", &[copied.join(" "), edited(&copied).join(" ")], |verified| {
        assert_eq!(verified.passages.len(), 1);
        let passage = &verified.passages[0];
        assert_eq!(passage.edits.len(), edits);
        let count = |op| passage.edits.iter().filter(|edit| edit.op == op).count();
        assert!([EditOp::Replace, EditOp::Insert, EditOp::Delete].iter().all(|&op| count(op) >= 5));
    });
    verify(&mut group, "one_shared_run", &[one.join(" "), other.join(" ")], |verified| {
        assert_eq!(verified.passages.len(), 1);
        let words = RUN.split(' ').count() as u32;
        assert!((words..words + 4).contains(&verified.shared_words_a));
    });
    group.finish();
}

/// Measures the verification of one pair, and checks what it gives.
fn verify(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    texts: &[String; 2],
    check: impl Fn(Verified),
) {
    let [a, b] = [&texts[0], &texts[1]].map(|text| prepare(text));
    let mut verifier = Verifier::new(VerifyConfig::default());
    group.throughput(common::articles_and_bytes(texts.iter().map(String::as_str)));
    group.bench_function(name, |bencher| {
        bencher.iter(|| black_box(verifier.verify(black_box(&a), &b)));
        check(verifier.verify(&a, &b).expect("the pair shares a passage"));
    });
}

/// The words with an edit after every [`WORDS_PER_EDIT`]; the kinds of edits take turns.
fn edited(words: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for (number, part) in words.chunks(WORDS_PER_EDIT).enumerate() {
        let is_first = number == 0;
        match number % 3 {
            _ if is_first => out.extend_from_slice(part),
            0 => out.extend_from_slice(&part[1..]),
            1 => {
                out.push(format!("unheard{number}"));
                out.extend_from_slice(&part[1..]);
            }
            _ => {
                out.push(format!("unheard{number}"));
                out.extend_from_slice(part);
            }
        }
    }
    out
}

criterion_group!(benches, prepared, alignment);
criterion_main!(benches);
