//! Flags that say what is to be found, checked into [`ScanConfig`].

use clap::{Args, value_parser};
use wirecopy::ScanConfig;

use super::failure::Failure;
use super::forecast::Cost;
use super::share::parse_share;

#[derive(Args, Debug)]
#[command(next_help_heading = "What to find")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct SearchArgs {
    /// Shared runs of so many words are always found, 8 to 64; fewer words, more work. By default,
    /// 12.
    #[arg(long, value_name = "WORDS", value_parser = value_parser!(u32).range(8..=64))]
    min_run: Option<u32>,

    /// Words from which a passage counts, 6 to 1000; inside quotation marks two thirds of that. By
    /// default, 12.
    #[arg(long, value_name = "WORDS", value_parser = value_parser!(u32).range(6..=1000))]
    min_passage_words: Option<u32>,

    /// Articles with one passage in common up to which each is compared with each; in larger groups
    /// each is compared with one of them. By default, 50.
    #[arg(long, value_name = "ARTICLES", value_parser = value_parser!(u32).range(2..))]
    max_group: Option<u32>,

    /// Words of a shingle, 3 to 16. By default, 5.
    #[arg(long, value_name = "WORDS", value_parser = value_parser!(u32).range(3..=16))]
    shingle_len: Option<u32>,

    /// Do not look for credits of agencies, speakers and quotes; furniture and quotation marks stay.
    /// By default, all are looked for.
    #[arg(long, conflicts_with = "near_duplicates")]
    no_news: bool,

    /// Also find articles of different sources that tell a story in the same order in other words:
    /// pairs of the kind `rewritten`, which are estimated and in no cluster. By default, they are
    /// not looked for.
    #[arg(long, conflicts_with = "near_duplicates")]
    rewritten: bool,

    /// Also find articles of different sources about one event, by their rare names and numbers:
    /// pairs of the kind `same_event`, and those of --rewritten, all estimated. By default, they are
    /// not looked for.
    #[arg(long, conflicts_with = "near_duplicates")]
    related: bool,

    /// Find whole articles that resemble each other, and no passages: the fast way through millions.
    /// By default, passages are found.
    #[arg(long, conflicts_with_all = ["min_run", "min_passage_words"])]
    near_duplicates: bool,

    /// Least resemblance of near duplicates, above 0 and up to 1; with --near-duplicates alone. By
    /// default, 0.8.
    #[arg(long, value_name = "SHARE", value_parser = parse_share)]
    threshold: Option<f64>,
}

impl SearchArgs {
    /// What such a search costs.
    pub(super) const fn cost(&self) -> Cost {
        if self.near_duplicates {
            Cost::NEAR_DUPLICATES
        } else if self.no_news {
            Cost::PASSAGES
        } else {
            Cost::NEWS
        }
    }

    pub(super) fn config(&self) -> Result<ScanConfig, Failure> {
        const DEFAULT_THRESHOLD: f64 = 0.8;
        if self.threshold.is_some() && !self.near_duplicates {
            return Err(Failure::message(
                "--threshold is for --near-duplicates: give both, or neither",
            ));
        }
        let mut config = ScanConfig::builder();
        if let Some(words) = self.min_run {
            config = config.min_run(words);
        }
        if let Some(words) = self.min_passage_words {
            config = config.min_passage_words(words);
        }
        if let Some(articles) = self.max_group {
            config = config.max_group(articles);
        }
        if let Some(words) = self.shingle_len {
            config = config.shingle_len(words);
        }
        if self.no_news {
            config = config.no_news();
        }
        if self.rewritten {
            config = config.rewritten();
        }
        if self.related {
            config = config.related();
        }
        if self.near_duplicates {
            config = config.near_duplicates(self.threshold.unwrap_or(DEFAULT_THRESHOLD));
        }
        Ok(config.build()?)
    }
}
