//! `wirecopy` finds articles that recycle the same copy: agency stories run by many outlets,
//! quotes lifted from one report into another, press releases printed as news. It reports overlap
//! clusters with the exact shared passages.
//!
//! # Example
//!
//! Scans a folder of articles, and reads one passage that two of them share:
//!
//! ```
//! use wirecopy::read::{ReadOptions, Reader};
//! use wirecopy::{Scan, ScanConfig};
//!
//! let reader = Reader::new(&["corpus".into()], ReadOptions::default())?;
//! let outcome = Scan::new(ScanConfig::default()).run(reader, &())?;
//! let report = &outcome.report;
//!
//! let pair = report
//!     .pairs
//!     .iter()
//!     .find(|pair| pair.b == "lowmoor-advertiser/2018-03-06/mill-clock.txt")
//!     .expect("a column took a paragraph from it");
//! assert_eq!(pair.a, "brindle-post/2018-03-10/week-in-the-valley.txt");
//! assert_eq!(pair.kind.map(|kind| kind.name()), Some("partial"));
//!
//! // Spans index the texts of the outcome, which are parallel to the articles of the report.
//! let place = report.articles.iter().position(|article| article.id == pair.a);
//! let text = outcome.texts.text(place.expect("every pair is of articles"))?;
//! let passage = &pair.passages.as_ref().expect("near duplicates alone have none")[0];
//! assert_eq!((passage.words, passage.verbatim_words), (55, 55));
//! assert!(passage.a.of(&text).starts_with("The clock had stood at ten past four"));
//! # Ok::<(), wirecopy::Error>(())
//! ```
//!
//! # Overview
//!
//! [`Scan`] joins the stages, each of which can be used alone:
//!
//! | stage | from | to |
//! |---|---|---|
//! | [`read`] | files, folders, standard input | [`Article`]s, and [`read::Reject`]s for bad input |
//! | [`text`] | an article's text | tokens with spans into that text |
//! | [`news`] | texts of a collection | furniture, credits of agencies, quotations and their speakers |
//! | [`sketch`] | tokens | shingle hashes, `MinHash` signatures |
//! | [`candidates`] | fingerprints or signatures | candidate pairs |
//! | [`passage`] | a candidate pair | aligned passages, exact figures, the kind of the pair |
//! | [`cluster`] | verified pairs | clusters, each around an anchor |
//! | [`quotes`] | quotations of all articles | variants of one quotation, in groups |
//! | [`audit`] | copied pairs, credits and dates | what the words of each source are |
//! | [`report`] | all of it | [`report::model::ScanReport`], as text, JSON, CSV or files |
//!
//! A run of [`ScanConfigBuilder::min_run`] words that two articles share makes them a candidate pair,
//! for certain; in groups of more than [`ScanConfigBuilder::max_group`] articles, linked to one of
//! the group. All reported figures are exact or marked as estimated, and the result depends on neither the number of threads
//! nor the order of the input. `docs/output.md` lists every field of the JSON document, and
//! `ARCHITECTURE.md` goes through the code.
//!
//! [`generate`] and [`evaluate`] make articles of known origin and score what is found.
//!
//! # What is not supported
//!
//! - Translations. Retellings are estimated, with [`ScanConfigBuilder::rewritten`].
//! - Collections whose report and fingerprints exceed memory and disk: texts are read again, or lie in
//!   temporary files, but what is known of each article without its text stays in memory.
//! - An index that is kept from scan to scan.

pub mod article;
pub mod audit;
pub mod candidates;
pub mod cluster;
pub mod error;
pub mod evaluate;
pub mod generate;
pub mod hash;
mod inert;
pub mod news;
pub mod passage;
pub mod pipeline;
pub mod quotes;
pub mod read;
pub mod report;
pub mod sketch;
pub mod span;
mod spool;
pub mod text;

pub use article::{Article, DateOrigin, Precision, Provenance, Published};
pub use error::Error;
pub use pipeline::{
    Dedup, DedupConfig, DedupConfigBuilder, DedupCounts, DedupMode, DedupOutcome, Keep, Progress,
    Resources, Scan, ScanConfig, ScanConfigBuilder, ScanOutcome,
};
pub use span::Span;

/// Runs the examples of the README as documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
