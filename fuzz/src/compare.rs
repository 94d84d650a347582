//! Two texts that share a run of twelve words are found, and every span that is reported holds the
//! words that it is said to hold.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wirecopy::text::Tokens;
use wirecopy::{Article, Scan, ScanConfig, Span};

/// Units of twelve words.
const RUN_UNITS: u64 = 24;

fuzz_target!(|input: (&str, &str)| {
    let (a, b) = input;
    let articles = vec![Article::new("a", a), Article::new("b", b)];
    let config = ScanConfig::default();
    let outcome = Scan::new(config).run_articles(articles).expect("a scan in memory succeeds");
    let pairs = &outcome.report.pairs;
    if shares_a_run(&Tokens::of(a), &Tokens::of(b)) {
        assert_eq!(pairs.len(), 1, "a shared run of twelve words makes a pair");
    }
    for passage in pairs.iter().filter_map(|pair| pair.passages.as_ref()).flatten() {
        let (in_a, in_b) = (Tokens::of(cut(passage.a, a)), Tokens::of(cut(passage.b, b)));
        assert!(passage.verbatim_words as usize <= in_a.len().min(in_b.len()));
        assert!(passage.words as usize >= in_a.len().max(in_b.len()));
        for edit in &passage.edits {
            assert!(passage.a.contains(edit.a) && passage.b.contains(edit.b));
            assert!(a.get(edit.a.start as usize..edit.a.end as usize).is_some());
            assert!(b.get(edit.b.start as usize..edit.b.end as usize).is_some());
        }
    }
});

fn cut(span: Span, text: &str) -> &str {
    text.get(span.start as usize..span.end as usize).expect("a span lies on character boundaries")
}

/// By the quadratic table.
fn shares_a_run(a: &Tokens, b: &Tokens) -> bool {
    let units = |at: usize| u64::from(a.units().get(at).copied().unwrap_or(2));
    let mut above = vec![0_u64; b.len() + 1];
    for (at, hash) in a.hashes().iter().enumerate() {
        let mut diagonal = 0;
        for (at_b, other) in b.hashes().iter().enumerate() {
            let run = if hash == other { diagonal + units(at) } else { 0 };
            diagonal = std::mem::replace(&mut above[at_b + 1], run);
            if run >= RUN_UNITS {
                return true;
            }
        }
    }
    false
}
