//! The collection that all work on: the words of generated articles, in lower case, with one space
//! between two. So every library cuts the same tokens, whatever it takes for a word.

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};

use serde::{Deserialize, Serialize};
use wirecopy::generate::{GenerateConfig, Generator};
use wirecopy::text::Tokens;

/// One line of the collection; the id is the place of the line, from 0.
#[derive(Deserialize, Serialize)]
pub(crate) struct Record {
    pub(crate) id: String,
    pub(crate) text: String,
}

/// Writes the collection.
pub(crate) fn write(out: &str, num_articles: usize) -> Result<(), Box<dyn Error>> {
    let config = GenerateConfig { articles: num_articles, seed: 1, ..GenerateConfig::default() };
    let mut out = BufWriter::new(File::create(out)?);
    for (article, number) in Generator::new(&config)?.articles().zip(0..) {
        let text = plain_words(&article.text);
        // What is compared is worth nothing unless both sides see the same tokens.
        assert_eq!(Tokens::of(&text).len(), text.split(' ').count());
        serde_json::to_writer(&mut out, &Record { id: format!("{number:08}"), text })?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

/// The texts of a collection.
pub(crate) fn read(path: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let lines = BufReader::new(File::open(path)?).lines();
    lines.map(|line| Ok(serde_json::from_str::<Record>(&line?)?.text)).collect()
}

/// Words of letters and digits alone.
fn plain_words(text: &str) -> String {
    let words = Tokens::of(text);
    let is_kept = |word: &&str| word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let words: Vec<&str> = words.spans().iter().map(|span| span.of(text)).filter(is_kept).collect();
    words.join(" ").to_ascii_lowercase()
}
