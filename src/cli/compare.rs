//! `wirecopy compare`: the passages that two articles share.

use std::borrow::Cow;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::Args;
use wirecopy::read::{ReadOptions, Rejects};
use wirecopy::report::{TerminalOptions, write_comparison};
use wirecopy::{Article, Scan, ScanConfig};

use super::failure::{Failure, shown};
use super::input::{Collected, InputArgs, collect};
use super::{Global, Status, rejects, screen};

/// Show the passages that two articles share, with their edits marked.
#[derive(Args, Debug)]
pub(super) struct CompareArgs {
    /// File of the first article; its id, with --articles.
    a: OsString,

    /// File of the second article; its id, with --articles.
    b: OsString,

    /// File or folder that holds both articles. By default, each is a file of its own.
    #[arg(long, value_name = "PATH")]
    articles: Option<PathBuf>,

    /// Words from which a passage counts; inside quotation marks two thirds of that. By default,
    /// 12.
    #[arg(long, value_name = "WORDS")]
    min_passage_words: Option<u32>,

    #[command(flatten)]
    input: InputArgs,
}

pub(super) fn run(args: &CompareArgs, global: &Global) -> Result<Status, Failure> {
    let mut config = ScanConfig::builder();
    if let Some(words) = args.min_passage_words {
        config = config.min_passage_words(words);
    }
    let config = config.build()?;
    let options = args.input.options()?;
    let (a, b, skipped) = match &args.articles {
        Some(path) => two_of_one(path, [&args.a, &args.b], options, global.quiet)?,
        None => two_files([Path::new(&args.a), Path::new(&args.b)], &options, global.quiet)?,
    };
    let (id_a, id_b) = (a.id.clone(), b.id.clone());
    let outcome = Scan::new(config).compare_all(vec![a, b])?;
    screen::print_text(global.color, |out, color| {
        let options =
            TerminalOptions { width: screen::width(), color, ..TerminalOptions::default() };
        write_comparison(out, &outcome.report, &outcome.texts, [&id_a, &id_b], &options)
    })?;
    Ok(Status::after_skipping(&skipped))
}

type Two = (Article, Article, Rejects);

fn two_files(paths: [&Path; 2], options: &ReadOptions, quiet: bool) -> Result<Two, Failure> {
    let [(mut a, rejects_a), (mut b, rejects_b)] =
        [only_article(paths[0], options, quiet)?, only_article(paths[1], options, quiet)?];
    // Two files in two folders may have one name, or one path may be given twice.
    a.id.clone_from(&a.provenance.path);
    b.id.clone_from(&b.provenance.path);
    if a.id == b.id {
        b.id.push_str("#2");
    }
    Ok((a, b, rejects_a.merge(rejects_b)))
}

fn only_article(
    path: &Path,
    options: &ReadOptions,
    quiet: bool,
) -> Result<(Article, Rejects), Failure> {
    let Collected { mut articles, rejects } = collect(path.to_path_buf(), options.clone(), None)?;
    // Before any error: what was skipped may be what is missed.
    rejects::show(&rejects, quiet);
    let count = articles.len();
    match (articles.pop(), count) {
        (Some(article), 1) => Ok((article, rejects)),
        (None, _) => Err(Failure::message(format!("{} holds no article", shown(path)))),
        _ => Err(Failure::message(format!(
            "{} holds {count} articles: name two of them with --articles",
            shown(path)
        ))),
    }
}

fn two_of_one(
    path: &Path,
    ids: [&OsString; 2],
    options: ReadOptions,
    quiet: bool,
) -> Result<Two, Failure> {
    if ids[0] == ids[1] {
        return Err(Failure::message("an article is not compared with itself: give two ids"));
    }
    // What is no text is no id; the replacement is not found, or not taken below.
    let lossy = ids.map(|id| id.to_string_lossy());
    let wanted = lossy.each_ref().map(Cow::as_ref);
    let Collected { mut articles, rejects } = collect(path.to_path_buf(), options, Some(wanted))?;
    rejects::show(&rejects, quiet);
    let mut take = |id: &OsString| {
        let found = articles.iter().position(|article| *id == *article.id);
        found.map(|index| articles.swap_remove(index)).ok_or_else(|| {
            Failure::message(format!("{} holds no article with the id {}", shown(path), shown(id)))
        })
    };
    Ok((take(ids[0])?, take(ids[1])?, rejects))
}
