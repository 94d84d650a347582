//! The library from articles to report, held to oracles, properties and bad input.

#[cfg(test)]
#[path = "scan/audit.rs"]
mod audit;
#[cfg(test)]
#[path = "scan/bad_input.rs"]
mod bad_input;
#[cfg(test)]
#[path = "scan/clusters.rs"]
mod clusters;
#[cfg(test)]
#[path = "scan/determinism.rs"]
mod determinism;
#[cfg(test)]
#[path = "scan/guarantee.rs"]
mod guarantee;
#[cfg(test)]
#[path = "scan/hot_groups.rs"]
mod hot_groups;
#[cfg(test)]
#[path = "scan/labelled.rs"]
mod labelled;
#[cfg(test)]
#[path = "scan/near_duplicates.rs"]
mod near_duplicates;
#[cfg(test)]
#[path = "scan/oracle.rs"]
mod oracle;
#[cfg(test)]
#[path = "scan/retellings.rs"]
mod retellings;
#[cfg(test)]
#[path = "scan/seeds.rs"]
mod seeds;
#[cfg(test)]
#[path = "scan/typography.rs"]
mod typography;
