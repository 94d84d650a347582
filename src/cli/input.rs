//! Flags that say how articles are read, checked into [`ReadOptions`].

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use wirecopy::read::{FieldMap, IdKey, RawBatch, ReadOptions, Reader, Rejects, resolve_ids};
use wirecopy::{Article, Provenance};

use super::bytes::parse_bytes;
use super::failure::Failure;

#[derive(Args, Debug)]
#[command(next_help_heading = "Reading")]
pub(super) struct InputArgs {
    /// Format of every file: text, jsonl, json, csv or tsv, compressed or not. By default, told by
    /// extension and content.
    #[arg(long, value_name = "FORMAT")]
    format_in: Option<String>,

    /// Name of a field in JSON and CSV records, such as text=body; once for each field. By default,
    /// the usual names: id; text, body, content; title; source, outlet, site; byline, author;
    /// published, date; url; lang.
    #[arg(long, value_name = "FIELD=NAME")]
    field: Vec<String>,

    /// Delimiter of CSV files, an ASCII character or "tab". By default, told from the header.
    #[arg(long, value_name = "CHARACTER")]
    delimiter: Option<String>,

    /// Where a path names source, date, id, title and lang, such as '{source}/{date}/{id}.txt', with
    /// {} for what does not matter. By default, a text file at {source}/{date}/{name}.txt below a
    /// folder that is named has its source and date from there, if the date is like 2019-05-23.
    #[arg(long, value_name = "PATTERN")]
    path_pattern: Option<String>,

    /// Follow symbolic links met in folders. By default, they are passed over.
    #[arg(long)]
    follow: bool,

    /// Longest record or text, in bytes, or with K, M or G; longer ones are skipped as bad input. By
    /// default, 8M.
    #[arg(long, value_name = "BYTES", value_parser = parse_bytes)]
    max_article_bytes: Option<u64>,
}

impl InputArgs {
    pub(super) fn options(&self) -> Result<ReadOptions, Failure> {
        let mut fields = FieldMap::default();
        for assignment in &self.field {
            fields.set(assignment)?;
        }
        let defaults = ReadOptions::default();
        Ok(ReadOptions {
            format: self.format_in.as_deref().map(str::parse).transpose()?,
            fields,
            delimiter: self.delimiter.as_deref().map(delimiter).transpose()?,
            path_pattern: self.path_pattern.as_deref().map(str::parse).transpose()?,
            follow_links: self.follow,
            except: Vec::new(),
            max_article_bytes: self.max_article_bytes.unwrap_or(defaults.max_article_bytes),
        })
    }
}

fn delimiter(text: &str) -> Result<u8, Failure> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        &[byte] => Ok(byte),
        _ => Err(Failure::message(format!("--delimiter {text:?} is not one ASCII character"))),
    }
}

/// Articles that were read whole, with unique ids, and what was skipped.
pub(super) struct Collected {
    pub(super) articles: Vec<Article>,
    pub(super) rejects: Rejects,
}

/// Reads everything under `path`, and holds in memory those articles that come to one of `ids` in
/// the end, or all without `ids`. Of the others only what decides the ids is held.
pub(super) fn collect(
    path: PathBuf,
    options: ReadOptions,
    ids: Option<[&str; 2]>,
) -> Result<Collected, Failure> {
    // The id that an article gets in the end is its own, perhaps with `#` and a number behind it.
    let may_be = |wanted: &&str, id: &str| {
        wanted.strip_prefix(id).is_some_and(|rest| rest.is_empty() || rest.starts_with('#'))
    };
    let mut reader = Reader::new(&[path], options)?;
    let mut keys: Vec<(String, String, Option<u64>)> = Vec::new();
    let mut held: BTreeMap<usize, Article> = BTreeMap::new();
    let mut take = |article: Article| {
        if ids.is_none_or(|ids| ids.iter().any(|wanted| may_be(wanted, &article.id))) {
            let Provenance { path, record, .. } = &article.provenance;
            keys.push((article.id.clone(), path.clone(), *record));
            held.insert(keys.len() - 1, article);
        } else {
            let Provenance { path, record, .. } = article.provenance;
            keys.push((article.id, path, record));
        }
    };
    let records = std::iter::from_fn(|| reader.next_batch()).flat_map(RawBatch::parse);
    let rejects = records.filter_map(|record| record.map(&mut take).err()).collect();
    let keys: Vec<IdKey<'_>> =
        keys.iter().map(|(id, path, record)| IdKey { id, path, record: *record }).collect();
    for (index, id) in resolve_ids(&keys) {
        if let Some(article) = held.get_mut(&index) {
            article.id = id;
        }
    }
    Ok(Collected { articles: held.into_values().collect(), rejects })
}
