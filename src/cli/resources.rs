//! Flags that say what a run may use, checked into [`Resources`].

use std::path::PathBuf;

use clap::Args;
use wirecopy::Resources;

use super::bytes::parse_bytes;

#[derive(Args, Debug)]
#[command(next_help_heading = "Resources")]
pub(super) struct ResourceArgs {
    /// Memory for texts, fingerprints and verification, in bytes, or with K, M or G; what goes
    /// beyond lies in --temp-dir or is read again. What is known of articles without their texts,
    /// and the report, come on top. By default, 1G.
    #[arg(long, value_name = "BYTES", value_parser = parse_bytes)]
    memory_limit: Option<u64>,

    /// Directory for temporary files, which have no names and vanish with the run. By default, the
    /// system's.
    #[arg(long, value_name = "DIR")]
    temp_dir: Option<PathBuf>,
}

impl ResourceArgs {
    pub(super) fn resources(&self) -> Resources {
        let defaults = Resources::default();
        Resources {
            memory_limit: self.memory_limit.unwrap_or(defaults.memory_limit),
            temp_dir: self.temp_dir.clone().unwrap_or(defaults.temp_dir),
        }
    }
}
