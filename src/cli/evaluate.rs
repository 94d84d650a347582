//! `wirecopy evaluate`: scores of a scan against labels.

use std::path::PathBuf;

use clap::Args;
use wirecopy::evaluate::{
    self as scores, CreditEvaluation, EvaluateOptions, Evaluation, Found, FoundCluster,
    KnownArticle, LabelledCredits, LabelledPair,
};
use wirecopy::news::canonical_agency;
use wirecopy::passage::PairKind;
use wirecopy::read::Reader;
use wirecopy::report::model::ScanReport;
use wirecopy::{Scan, ScanOutcome};

use super::failure::Failure;
use super::input::InputArgs;
use super::progress::Bars;
use super::screen::Format;
use super::search::SearchArgs;
use super::{Global, Status, rejects, screen};

/// Scan articles, and score what is found against tables of labels.
#[derive(Args, Debug)]
pub(super) struct EvaluateArgs {
    /// File or folder of the articles.
    #[arg(long, value_name = "PATH", required = true)]
    articles: PathBuf,

    /// Table of labelled pairs: `id_a`, `id_b`, `label`, tab-separated; labels copy (or reprint),
    /// abridged (or abridgement), partial, rewritten, `quotes_only`, template, `same_event`,
    /// unrelated. By default, pairs are not scored, and --credits is needed.
    #[arg(long, value_name = "FILE", required_unless_present = "credits")]
    pairs: Option<PathBuf>,

    /// Table of labelled credits of agencies: `id`, `whole_article`, `contribution`, `in_body`,
    /// `photo`, tab-separated, names separated by `;`. By default, credits are not scored.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["no_news", "near_duplicates"])]
    credits: Option<PathBuf>,

    /// Table of true groups: id, group, tab-separated. By default, clusters are not scored.
    #[arg(long, value_name = "FILE")]
    clusters: Option<PathBuf>,

    /// The table lists every pair that shares copy: others that are found count as false alarms. By
    /// default, they do not count.
    #[arg(long)]
    closed: bool,

    /// Listed pairs that share fewer words do not count. By default, 0.
    #[arg(long, value_name = "WORDS")]
    min_shared_words: Option<u32>,

    /// Listed pairs whose longest shared run is shorter do not count. By default, 0.
    #[arg(long, value_name = "WORDS")]
    min_longest_run: Option<u32>,

    /// What is written to standard output. By default, text.
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_default_value = true)]
    format: Format,

    #[command(flatten)]
    search: SearchArgs,
    #[command(flatten)]
    input: InputArgs,
}

pub(super) fn run(args: &EvaluateArgs, global: &Global) -> Result<Status, Failure> {
    let config = args.search.config()?;
    let reader = Reader::new(std::slice::from_ref(&args.articles), args.input.options()?)?;
    let listed = args.pairs.as_deref().map(scores::read_pairs).transpose()?.unwrap_or_default();
    let is_missing = |flag: Option<u32>, of: fn(&LabelledPair) -> Option<u32>| {
        flag.is_some() && listed.iter().all(|pair| of(pair).is_none())
    };
    for (name, is_missing) in [
        ("min-shared-words", is_missing(args.min_shared_words, |pair| pair.shared_words)),
        ("min-longest-run", is_missing(args.min_longest_run, |pair| pair.longest_run)),
    ] {
        if is_missing {
            let message = format!("--{name} needs a column of it in --pairs, and there is none");
            return Err(Failure::message(message));
        }
    }
    let credits = args.credits.as_deref().map(scores::read_credits).transpose()?;
    let groups = args.clusters.as_deref().map(scores::read_groups).transpose()?;
    let options = EvaluateOptions {
        closed: args.closed,
        min_shared_words: args.min_shared_words.unwrap_or_default(),
        min_longest_run: args.min_longest_run.unwrap_or_default(),
    };

    let ScanOutcome { report, rejects, .. } = {
        let bars = Bars::new(global.quiet);
        Scan::new(config).run(reader, &bars)?
    };
    rejects::show(&rejects, global.quiet);
    let (articles, found) = found(&report)?;
    let evaluation = Evaluation {
        credits: credits.map(|labels| score_credits(&labels, &report)),
        ..scores::evaluate(&articles, &listed, groups.as_deref(), &found, options)
    };
    screen::print_measures(args.format, &evaluation, |scores| {
        scores::render_text(scores, screen::width())
    })?;
    Ok(Status::after_skipping(&rejects))
}

fn found(report: &ScanReport) -> Result<(Vec<KnownArticle>, Found), Failure> {
    let articles = report
        .articles
        .iter()
        .map(|article| KnownArticle { id: article.id.clone(), source: article.source.clone() });
    let pairs = report.pairs.iter().map(|pair| {
        let kind = match pair.kind {
            // A near duplicate has no kind; resemblance alone says that it is a copy.
            None => "reprint",
            // What is shared is speech or a form, but the story around it is retold.
            Some(kind) if !kind.is_copied() && pair.retelling.is_some() => {
                if kind == PairKind::SameEvent { kind.name() } else { PairKind::Rewritten.name() }
            }
            Some(kind) => kind.name(),
        };
        (pair.a.as_str(), pair.b.as_str(), kind)
    });
    let clusters = report.clusters.iter().map(|cluster| FoundCluster {
        anchor: cluster.anchor.clone(),
        members: cluster.members.iter().map(|member| member.id.clone()).collect(),
    });
    Ok((articles.collect(), Found::new(pairs, clusters.collect())?))
}

fn score_credits(labels: &[LabelledCredits], report: &ScanReport) -> CreditEvaluation {
    let found = report.articles.iter().map(|article| {
        let credits = article.credits.iter().flatten();
        (article.id.as_str(), credits.map(|c| (c.role.name(), c.agency)).collect())
    });
    scores::score_credits(labels, &found.collect(), |name| {
        canonical_agency(name).unwrap_or(name).to_owned()
    })
}
