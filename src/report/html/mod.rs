//! The report as one HTML file that needs nothing beside it.
//!
//! What the reader sees is rendered here, charts included; one small script adds filtering, sorting
//! and the comparison of two articles. Without it tables and texts with their passages still read.
//! Nothing is loaded from anywhere: a policy in the page forbids it, and names the two scripts and
//! the style sheet by their digests.
//!
//! Everything that comes from outside passes through two gates: templates escape what is HTML, and
//! [`shown::Guard`], behind them all, makes glyphs of controls.

mod book;
mod chart;
mod cluster;
mod dir;
mod flows;
mod island;
mod network;
mod quotes;
mod run;
mod screens;
mod shown;
mod sources;
mod text;

#[cfg(test)]
mod tests;

use std::fmt::{self, Write as _};
use std::io::{self, Write};

use askama::Template;

use self::book::{Book, Layout, counted};
use self::cluster::ClusterScreen;
use self::flows::Flows;
use self::island::Island;
use self::quotes::Quotes;
use self::run::RunScreen;
use self::screens::{Clusters, CompareScreen, Foot, Head, Overview, home};
use self::shown::Guard;
use self::sources::Sources;
use super::audit::model::AuditReport;
use super::model::{ClusterEntry, ScanReport};
use crate::read::Texts;

const CSS: &str = include_str!("assets/report.css");
const SCRIPT: &str = include_str!("assets/report.js");
/// Runs before anything is shown.
const EARLY_SCRIPT: &str = "document.documentElement.className='js';";

/// Digests by which the page's policy knows its own style sheet and scripts.
const CSS_HASH: &str = include_str!("assets/report.css.sha256");
const SCRIPT_HASH: &str = include_str!("assets/report.js.sha256");
const EARLY_SCRIPT_HASH: &str = "sha256-5r0ceAi77ofyhKluuUBJUzdOIMc4aEZR9Xlgif5W6zg=";

pub use self::dir::HtmlDir;

/// Bytes that a page has at most: so many in any case, and so many for each byte of its texts.
const FREE_PAGE_BYTES: usize = 2_000_000;
const PAGE_BYTES_PER_TEXT_BYTE: (usize, usize) = (5, 2);

/// Part of the room that may stay empty, so that few pages are rendered to find how much fits.
const FILLED_TO_ONE_IN: usize = 50;

/// Length from which a page takes browsers seconds to open.
pub const LARGE_HTML_BYTES: u64 = 10 << 20;

/// Writes the report as one HTML file, and answers with its length in bytes. `texts` are the
/// articles' texts, in the order of `report.articles`.
///
/// Each text stands in it once, and only those of articles in clusters. It has at most 2 MB and 2.5
/// bytes for each byte of text of articles in clusters: of the smallest ones, for which there is no
/// room, the list alone stands in it, and the page says so. The file needs no other and asks for
/// none. From [`LARGE_HTML_BYTES`] on it is slow to open.
///
/// # Errors
/// Those of `out`, and those of [`Texts::text`] as other errors.
pub fn write_html(out: &mut dyn Write, report: &ScanReport, texts: &Texts) -> io::Result<u64> {
    write_book(out, Book::new(report, texts, Layout::OneFile))
}

/// The same with what an audit of that report found: whose words sources print, and how they flow.
///
/// # Errors
/// As [`write_html`].
pub fn write_audit_html(
    out: &mut dyn Write,
    report: &ScanReport,
    texts: &Texts,
    audit: &AuditReport,
) -> io::Result<u64> {
    write_book(out, Book::new(report, texts, Layout::OneFile).with_audit(audit))
}

/// Writes the page with about as many clusters as it has room for, the first of them.
fn write_book(out: &mut dyn Write, book: Book<'_>) -> io::Result<u64> {
    let (book, whole) = rendered(book)?;
    let (bytes, per_bytes) = PAGE_BYTES_PER_TEXT_BYTE;
    let room = FREE_PAGE_BYTES + whole.text_bytes * bytes / per_bytes;
    let page = if whole.bytes.len() <= room { whole.bytes } else { cut(book, &whole, room)? };
    out.write_all(&page)?;
    Ok(page.len() as u64)
}

/// The page with so many of the first clusters that it nearly fills the room; with none where even
/// so it is too long.
fn cut(book: Book<'_>, whole: &Rendered, room: usize) -> io::Result<Vec<u8>> {
    let (mut too_many, mut len_of_too_many) = (book.shown().len(), whole.bytes.len());
    let (mut book, Rendered { bytes: mut best, .. }) = rendered(book.with_shown(0))?;
    let mut fitting = 0;
    for round in 0.. {
        let is_filled = best.len() + room / FILLED_TO_ONE_IN >= room;
        if is_filled || fitting + 1 >= too_many {
            break;
        }
        // Clusters are about as long as their neighbours; where they are not, halves are surer.
        let middle = if round % 3 < 2 {
            let (missing, between) = (room - best.len(), len_of_too_many - best.len());
            fitting + (too_many - fitting) * missing / between
        } else {
            usize::midpoint(fitting, too_many)
        };
        let middle = middle.clamp(fitting + 1, too_many - 1);
        let page;
        (book, page) = rendered(book.with_shown(middle))?;
        if page.bytes.len() <= room {
            (fitting, best) = (middle, page.bytes);
        } else {
            (too_many, len_of_too_many) = (middle, page.bytes.len());
        }
    }
    Ok(best)
}

/// A whole page, before it is known whether it fits.
struct Rendered {
    bytes: Vec<u8>,
    /// Bytes of the texts in it.
    text_bytes: usize,
}

fn rendered(book: Book<'_>) -> io::Result<(Book<'_>, Rendered)> {
    let clusters: Vec<(usize, &ClusterEntry)> = book.shown().iter().enumerate().collect();
    let island = Island::new(&book, &clusters)?;
    let mut bytes = Vec::new();
    page(&mut bytes, |page| {
        head(page, &book, title(book.report), true)?;
        render(page, &Overview::new(&book, island.left_out))?;
        render(page, &Clusters::new(&book))?;
        for &(number, cluster) in &clusters {
            render(page, &ClusterScreen::new(&book, number, cluster)?)?;
        }
        render(page, &CompareScreen { home: home(Layout::OneFile) })?;
        lists(page, &book)?;
        foot(page, book.report, Some(&island))
    })?;
    Ok((book, Rendered { bytes, text_bytes: island.text_bytes }))
}

/// The screens that lead from lists into clusters, and the last one.
fn lists(page: &mut Guard<'_>, book: &Book<'_>) -> io::Result<()> {
    if let Some(audit) = book.audit {
        render(page, &Sources::new(book, audit)?)?;
        render(page, &Flows::new(audit))?;
    }
    if let Some(quotes) = Quotes::new(book)? {
        render(page, &quotes)?;
    }
    render(page, &RunScreen::new(book))
}

fn title(report: &ScanReport) -> String {
    let counts = &report.run.counts;
    let articles = counted(counts.articles, "article");
    format!("{} of shared copy in {articles}", counted(counts.clusters, "cluster"))
}

fn page(
    out: &mut dyn Write,
    write: impl FnOnce(&mut Guard<'_>) -> io::Result<()>,
) -> io::Result<u64> {
    let mut guard = Guard::new(out);
    write(&mut guard)?;
    Ok(guard.len())
}

fn render(page: &mut Guard<'_>, screen: &impl Template) -> io::Result<()> {
    let rendered = screen.render_into(page);
    rendered.map_err(|_| page.take_error())
}

fn head(page: &mut Guard<'_>, book: &Book<'_>, title: String, has_compare: bool) -> io::Result<()> {
    let head = Head {
        title,
        css: CSS,
        css_hash: CSS_HASH.trim_ascii_end(),
        early: EARLY_SCRIPT,
        early_hash: EARLY_SCRIPT_HASH,
        script_hash: SCRIPT_HASH.trim_ascii_end(),
        home: home(book.layout()),
        has_compare,
        has_quotes: book.report.quotes.is_some(),
        has_audit: book.audit.is_some(),
    };
    render(page, &head)
}

fn foot(page: &mut Guard<'_>, report: &ScanReport, island: Option<&Island>) -> io::Result<()> {
    if let Some(island) = island {
        let written = page
            .write_str("<script type=\"application/json\" id=\"data\">")
            .and_then(|()| island.write(page))
            .and_then(|()| page.write_str("</script>\n"));
        written.map_err(|fmt::Error| page.take_error())?;
    }
    render(page, &Foot { version: report.run.version, script: SCRIPT })
}
