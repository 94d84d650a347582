//! The report as HTML, which several commands write: one file, or a directory of pages.

use std::path::{Path, PathBuf};

use clap::Args;
use wirecopy::ScanOutcome;
use wirecopy::report::audit::model::AuditReport;
use wirecopy::report::{HtmlDir, LARGE_HTML_BYTES, write_audit_html, write_html};

use super::failure::{Failure, shown};
use super::interrupt;
use super::output::OutputFile;
use super::screen;

#[derive(Args, Debug)]
#[command(next_help_heading = "Report")]
pub(super) struct HtmlArgs {
    /// File for the report as one HTML page that opens without a network. By default, none is
    /// written.
    #[arg(long = "report", value_name = "FILE")]
    html: Option<PathBuf>,

    /// Directory for the report as HTML pages, one for each cluster: for collections whose one
    /// page would be too large. It appears whole or not at all; pages of an earlier report in it
    /// are replaced. By default, none is written.
    #[arg(long, value_name = "DIR")]
    report_dir: Option<PathBuf>,
}

/// Where the report will stand.
pub(super) struct HtmlFiles {
    file: Option<(OutputFile, PathBuf)>,
    dir: Option<HtmlDir>,
}

impl HtmlArgs {
    /// Where it is to be written.
    pub(super) fn paths(&self) -> [Option<&Path>; 2] {
        [self.html.as_deref(), self.report_dir.as_deref()]
    }

    /// Makes sure that the report can be written: better known before the work than after it.
    pub(super) fn create(&self) -> Result<HtmlFiles, Failure> {
        let dir = self.report_dir.as_deref().map(create_dir).transpose()?;
        let file = self.html.as_deref().map(|path| -> Result<_, Failure> {
            Ok((OutputFile::create_beside(path)?, path.to_path_buf()))
        });
        Ok(HtmlFiles { file: file.transpose()?, dir })
    }
}

fn create_dir(path: &Path) -> Result<HtmlDir, Failure> {
    Ok(interrupt::make(|| HtmlDir::create(path), HtmlDir::temporary_path)?)
}

impl HtmlFiles {
    /// Writes them, with what an audit found if there was one.
    pub(super) fn write(
        &mut self,
        outcome: &ScanOutcome,
        audit: Option<&AuditReport>,
    ) -> Result<(), Failure> {
        let ScanOutcome { report, texts, .. } = outcome;
        if let Some(dir) = &self.dir {
            match audit {
                Some(audit) => dir.write_audit(report, texts, audit)?,
                None => dir.write(report, texts)?,
            }
        }
        if let Some((file, path)) = &mut self.file {
            let len = file.fill(|out| match audit {
                Some(audit) => write_audit_html(out, report, texts, audit),
                None => write_html(out, report, texts),
            })?;
            say_if_large(path, len);
        }
        Ok(())
    }

    /// Makes them appear under their names.
    pub(super) fn commit(self) -> Result<(), Failure> {
        if let Some(dir) = self.dir {
            let temporary = dir.temporary_path().to_path_buf();
            interrupt::commit(&temporary, || dir.commit())?;
        }
        self.file.map_or(Ok(()), |(file, _)| file.commit())
    }
}

/// A page of many megabytes opens slowly: better said here than found out there.
fn say_if_large(path: &Path, len: u64) {
    if len >= LARGE_HTML_BYTES {
        let size = len >> 20;
        screen::tell(&format!(
            "{} has {size} MiB and opens slowly; --report-dir writes a page for each cluster",
            shown(path)
        ));
    }
}
