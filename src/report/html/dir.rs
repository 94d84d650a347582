//! The report as a directory of pages: one for each cluster.

use std::io;
use std::path::Path;

use super::book::{Book, Layout};
use super::cluster::ClusterScreen;
use super::island::Island;
use super::screens::{Clusters, CompareScreen, Overview, home};
use super::{foot, head, lists, page, render, title};
use crate::Error;
use crate::read::Texts;
use crate::report::audit::model::AuditReport;
use crate::report::folder::{Folder, Ours};
use crate::report::model::{ClusterEntry, ScanReport};

const INDEX: &str = "index.html";

const OURS: Ours = Ours { is_ours: |name| name == INDEX || is_cluster_page(name), marker: INDEX };

/// Whether a name is `c1.html` or one with another number.
fn is_cluster_page(name: &str) -> bool {
    let number = name.strip_prefix('c').and_then(|rest| rest.strip_suffix(".html"));
    number.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit()))
}

/// A report as a directory of HTML pages: `index.html`, and one for each cluster, as `c1.html`.
///
/// For collections whose one file would be too large to open. Each page opens without a network and
/// holds all texts of its cluster. Nothing is changed at `path` before [`HtmlDir::commit`]; dropped
/// without it, what was written is removed.
#[derive(Debug)]
pub struct HtmlDir {
    folder: Folder,
}

impl HtmlDir {
    /// Makes a temporary sibling of `path`, and the folders above it.
    ///
    /// # Errors
    /// [`Error::is_corrupt`] if `path` is there and is no directory, or holds files that are not
    /// pages of a report; [`Error::is_io`] if it cannot be looked at or nothing can be written
    /// beside it.
    pub fn create(path: &Path) -> Result<Self, Error> {
        Ok(Self { folder: Folder::create(path, OURS)? })
    }

    /// Where the files are until [`HtmlDir::commit`].
    pub fn temporary_path(&self) -> &Path {
        self.folder.temporary_path()
    }

    /// Writes all pages. `texts` are the articles' texts, in the order of `report.articles`.
    ///
    /// # Errors
    /// [`Error::is_io`] if a page cannot be written whole; those of [`Texts::text`].
    pub fn write(&self, report: &ScanReport, texts: &Texts) -> Result<(), Error> {
        self.write_book(&Book::new(report, texts, Layout::Pages))
    }

    /// The same with what an audit of that report found, on the first page.
    ///
    /// # Errors
    /// As [`HtmlDir::write`].
    pub fn write_audit(
        &self,
        report: &ScanReport,
        texts: &Texts,
        audit: &AuditReport,
    ) -> Result<(), Error> {
        self.write_book(&Book::new(report, texts, Layout::Pages).with_audit(audit))
    }

    fn write_book(&self, book: &Book<'_>) -> Result<(), Error> {
        let report = book.report;
        self.folder.write_file(INDEX, |out| {
            page(out, |page| {
                head(page, book, title(report), false)?;
                render(page, &Overview::new(book, 0))?;
                render(page, &Clusters::new(book))?;
                lists(page, book)?;
                foot(page, report, None)
            })
            .map(|_| ())
        })?;
        report.clusters.iter().enumerate().try_for_each(|(number, cluster)| {
            self.folder
                .write_file(&book.page(cluster), |out| write_cluster(out, book, number, cluster))
        })
    }

    /// Puts the pages in place of those that were there.
    ///
    /// # Errors
    /// [`Error::is_io`] if the directory cannot be replaced, [`Error::is_corrupt`] if files that are
    /// not pages of a report came into it meanwhile; it is then as it was.
    pub fn commit(self) -> Result<(), Error> {
        self.folder.commit()
    }
}

fn write_cluster(
    out: &mut dyn io::Write,
    book: &Book<'_>,
    number: usize,
    cluster: &ClusterEntry,
) -> io::Result<()> {
    let island = Island::new(book, &[(number, cluster)])?;
    page(out, |page| {
        let title = format!("{} of {}", cluster.id, title(book.report));
        head(page, book, title, true)?;
        render(page, &ClusterScreen::new(book, number, cluster)?)?;
        render(page, &CompareScreen { home: home(Layout::Pages) })?;
        foot(page, book.report, Some(&island))
    })
    .map(|_| ())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::super::sample::sample_report;
    use super::*;

    #[test]
    fn only_pages_of_a_report_are_replaced() {
        for name in ["index.html", "c1.html", "c10000.html"] {
            assert!((OURS.is_ours)(name), "{name}");
        }
        for name in ["c.html", "c1.htm", "cx.html", "1.html", "index.htm", "c1.html.bak", ""] {
            assert!(!(OURS.is_ours)(name), "{name}");
        }
    }

    #[test]
    fn links_between_pages_lead_to_pages_that_are_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report");
        let (report, texts) = sample_report();
        for _ in 0..2 {
            let dir = HtmlDir::create(&path).unwrap();
            dir.write(&report, &texts).unwrap();
            dir.commit().unwrap();
        }
        let mut names: Vec<_> = fs::read_dir(&path)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, ["c1.html", "index.html"]);
        let read = |name: &str| fs::read_to_string(path.join(name)).unwrap();
        for name in &names {
            let text = read(name);
            let links = text.split(" href=\"").skip(1).filter_map(|rest| rest.split('"').next());
            for link in links.filter(|link| !link.contains(':')) {
                let (file, place) = link.split_once('#').unwrap_or((link, ""));
                let there = if file.is_empty() { text.clone() } else { read(file) };
                let is_there = place.is_empty()
                    || place.starts_with("compare/")
                    || there.contains(&format!(" id=\"{place}\""));
                assert!(is_there, "{link} in {name}");
            }
        }
        assert!(read("c1.html").contains("share what it sees"));
        assert!(!read("index.html").contains("share what it sees"));
    }
}
