//! The directory of `scan --parquet`, where the program can write one.

use super::failure::Failure;

#[cfg(feature = "parquet")]
pub(super) use wirecopy::report::ParquetDir;

#[cfg(feature = "parquet")]
pub(super) fn create(path: &std::path::Path) -> Result<ParquetDir, Failure> {
    use super::interrupt;
    Ok(interrupt::make(|| ParquetDir::create(path), ParquetDir::temporary_path)?)
}

#[cfg(not(feature = "parquet"))]
pub(super) use without::{NoParquet as ParquetDir, create};

/// Stands in for the writer, and is never made.
#[cfg(not(feature = "parquet"))]
mod without {
    use std::convert::Infallible;
    use std::path::Path;

    use wirecopy::Error;
    use wirecopy::read::Texts;
    use wirecopy::report::model::ScanReport;

    use super::Failure;

    pub(in super::super) struct NoParquet(Infallible);

    pub(in super::super) fn create(_: &Path) -> Result<NoParquet, Failure> {
        Err(Failure::message(
            "this program was built without Parquet; cargo install --path . --features parquet \
             builds one with it",
        ))
    }

    impl NoParquet {
        pub(in super::super) fn temporary_path(&self) -> &Path {
            match self.0 {}
        }

        pub(in super::super) fn write(&self, _: &ScanReport, _: &Texts) -> Result<(), Error> {
            match self.0 {}
        }

        pub(in super::super) fn commit(self) -> Result<(), Error> {
            match self.0 {}
        }
    }
}
