//! Verified pairs to clusters.
//!
//! Place in the flow: after `passage`, before `report`. A cluster is never a bare connected
//! component: every member is verified against one anchor, and all but reprints of it hold one of
//! its passages in common. A chain A~B~C with A unlike C is two clusters, and B is in both.
//!
//! The anchor is the article with the most shared words (tie: the first by id), not the earliest:
//! who ran a story first is another question, see [`first_seen`].

mod completion;
mod first_seen;
mod stars;

pub use completion::missing_from_anchors;
pub use first_seen::{Certainty, FirstSeen, Interval, first_seen};
pub use stars::{Cluster, Edge, EdgeKind, overlap_clusters, resemblance_clusters};
