//! The collection that the benchmarks measure on.

use criterion::Throughput;
use wirecopy::generate::{GenerateConfig, Generator};

/// A generated collection: three articles in ten are copies, some 440 words and 2.6 KB each.
pub(crate) fn generator(num_articles: usize) -> Generator {
    let config = GenerateConfig { articles: num_articles, seed: 1, ..GenerateConfig::default() };
    Generator::new(&config).expect("so many articles can be numbered")
}

/// Articles and bytes, of texts or of records.
pub(crate) fn articles_and_bytes<'a>(texts: impl IntoIterator<Item = &'a str>) -> Throughput {
    let add = |(elements, bytes), text: &str| (elements + 1, bytes + text.len() as u64);
    let (elements, bytes) = texts.into_iter().fold((0, 0), add);
    Throughput::ElementsAndBytes { elements, bytes }
}
