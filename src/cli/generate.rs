//! `wirecopy generate`: article collections with known truth.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::Args;
use wirecopy::generate::{GenerateConfig, Generator};

use super::Status;
use super::failure::Failure;
use super::output::OutputFile;
use super::places::Places;

/// Write invented articles of which it is known who copied what.
#[derive(Args, Debug)]
pub(super) struct GenerateArgs {
    /// Articles of the mixed collection: single stories, groups of copies, shared quotations. By
    /// default, none.
    #[arg(long, value_name = "N")]
    articles: Option<usize>,

    /// Seed: the same flags give the same bytes on every machine. By default, 0.
    #[arg(long, value_name = "S")]
    seed: Option<u64>,

    /// JSON Lines file for the articles, or - for standard output.
    #[arg(long, value_name = "FILE", required = true)]
    output: PathBuf,

    /// Table for the groups (id, group); the pairs, with the words that they share, go beside it,
    /// into a file named with .pairs before the extension. By default, no truth is written.
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,

    /// Edit copies heavily: words replaced, dropped and added, sentences moved, paragraphs cut. By
    /// default, lightly.
    #[arg(long)]
    heavy_edits: bool,

    /// Form stories that are no copies, besides the articles. By default, none.
    #[arg(long, value_name = "N")]
    templates: Option<usize>,

    /// Copies of one story word for word, besides the articles. By default, none.
    #[arg(long, value_name = "N")]
    identical: Option<usize>,

    /// Copies of one story, each with some words changed, besides the articles. By default, none.
    #[arg(long, value_name = "N")]
    near_identical: Option<usize>,

    /// Unrelated articles, all under one footer, in place of the mixed collection. By default, the
    /// collection is mixed.
    #[arg(long)]
    footer: bool,
}

pub(super) fn run(args: &GenerateArgs) -> Result<Status, Failure> {
    let generator = Generator::new(&GenerateConfig {
        articles: args.articles.unwrap_or_default(),
        seed: args.seed.unwrap_or_default(),
        heavy_edits: args.heavy_edits,
        templates: args.templates.unwrap_or_default(),
        identical: args.identical.unwrap_or_default(),
        near_identical: args.near_identical.unwrap_or_default(),
        footer: args.footer,
    })?;
    if generator.is_empty() {
        return Err(Failure::message(
            "nothing to generate: set --articles, --templates, --identical or --near-identical",
        ));
    }
    let pairs = args.truth.as_deref().map(pairs_path);
    Places::of([]).add_all([Some(&*args.output), args.truth.as_deref(), pairs.as_deref()])?;
    let mut output = OutputFile::create(&args.output)?;
    // All files are open before the first is written, and whole before the first is put in place.
    let truth = match args.truth.as_deref().zip(pairs) {
        Some((path, pairs)) => {
            Some((path, OutputFile::create_beside(path)?, OutputFile::create(&pairs)?, pairs))
        }
        None => None,
    };
    generator.write_jsonl(&mut output, &args.output)?;
    if let Some((path, mut groups, mut pairs, pairs_path)) = truth {
        generator.write_groups(&mut groups, path)?;
        generator.write_pairs(&mut pairs, &pairs_path)?;
        groups.commit()?;
        pairs.commit()?;
    }
    output.commit()?;
    Ok(Status::Done)
}

/// `truth.tsv` to `truth.pairs.tsv`.
fn pairs_path(truth: &Path) -> PathBuf {
    let mut extension = OsString::from("pairs");
    if let Some(given) = truth.extension() {
        extension.push(".");
        extension.push(given);
    }
    truth.with_extension(extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_stand_beside_the_groups() {
        assert_eq!(pairs_path(Path::new("out/truth.tsv")), Path::new("out/truth.pairs.tsv"));
        assert_eq!(pairs_path(Path::new("truth")), Path::new("truth.pairs"));
    }
}
