//! Tokenising of texts in several scripts.

#![expect(clippy::expect_used, reason = "a benchmark stops at a wrong set-up")]

mod common;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use wirecopy::hash::mix;
use wirecopy::text::Tokens;

const NUM_ARTICLES: usize = 256;

fn tokenise(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("tokenise");
    let generated: Vec<String> =
        common::generator(NUM_ARTICLES).articles().map(|article| article.text).collect();
    let ascii: Vec<String> = generated.iter().map(|text| ascii(text)).collect();
    let typographic: Vec<String> = ascii.iter().map(|text| typographic(text)).collect();
    let cyrillic: Vec<String> = ascii.iter().map(|text| cyrillic(text)).collect();
    let cjk: Vec<String> = ascii.iter().map(|text| cjk(text)).collect();
    for (ascii, typographic) in ascii.iter().zip(&typographic) {
        assert!(ascii.is_ascii() && !typographic.is_ascii());
        assert_eq!(Tokens::of(ascii).hashes(), Tokens::of(typographic).hashes());
    }
    let num_words = count(&ascii);
    assert!(num_words > 300 * NUM_ARTICLES, "{num_words}");
    assert_eq!(count(&cyrillic), num_words);
    let ideographs = |text: &String| text.chars().filter(|c| ('一'..='鿿').contains(c)).count();
    let num_ideographs = cjk.iter().map(ideographs).sum();
    for (name, texts, expected) in [
        ("generated", &generated, count(&generated)),
        ("ascii", &ascii, num_words),
        ("typographic", &typographic, num_words),
        ("cyrillic", &cyrillic, num_words),
        ("cjk", &cjk, num_ideographs),
    ] {
        group.throughput(common::articles_and_bytes(texts.iter().map(String::as_str)));
        let mut tokens = Tokens::default();
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let mut sum = 0;
                for text in texts {
                    tokens.tokenize(black_box(text));
                    sum += tokens.len();
                }
                assert_eq!(sum, expected);
            });
        });
    }
    group.finish();
}

fn count(texts: &[String]) -> usize {
    texts.iter().map(|text| Tokens::of(text).len()).sum()
}

/// Typewriter marks for typographic ones; other characters beyond ASCII are left out.
fn ascii(text: &str) -> String {
    let plain = |c| match c {
        '‘' | '’' => Some('\''),
        '“' | '”' | '„' | '«' | '»' => Some('"'),
        '–' | '—' => Some('-'),
        '\u{a0}' | '\u{202f}' => Some(' '),
        _ => Some(c).filter(char::is_ascii),
    };
    text.chars().filter_map(plain).collect()
}

/// Typographic marks for those of a typewriter, as most newsrooms print them.
fn typographic(text: &str) -> String {
    let mut is_open = false;
    let set = |c| match c {
        '"' => {
            is_open = !is_open;
            if is_open { '“' } else { '”' }
        }
        '\'' => '’',
        _ => c,
    };
    text.chars().map(set).collect::<String>().replace(" - ", " – ") + " …"
}

/// Cyrillic letters for Latin ones.
fn cyrillic(text: &str) -> String {
    let letter = |c: char| match c {
        'a'..='z' => char::from_u32('а' as u32 + (c as u32 - 'a' as u32)).unwrap_or(c),
        'A'..='Z' => char::from_u32('А' as u32 + (c as u32 - 'A' as u32)).unwrap_or(c),
        _ => c,
    };
    text.chars().map(letter).collect()
}

/// Two ideographs for each word, without spaces, and full stops of that script.
fn cjk(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_ascii_whitespace() {
        let hash = wirecopy::hash::hash_token(word.as_bytes());
        for part in [hash, mix(hash)] {
            out.extend(char::from_u32('一' as u32 + (part % 8_000) as u32));
        }
        if word.ends_with('.') {
            out.push('。');
        }
    }
    out
}

criterion_group!(benches, tokenise);
criterion_main!(benches);
