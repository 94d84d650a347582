//! Verified pairs to clusters.
//!
//! Place in the flow: after `passage`, before `report`. A cluster is never a bare connected
//! component: every member is verified against one anchor, and all but reprints of it hold one of
//! its passages in common. A chain A~B~C with A unlike C is two clusters, and B is in both.
//!
//! The anchor is the article with the most shared words (tie: the first by id), not the earliest:
//! who ran a story first is another question, see [`first_seen`].

mod adjacency;
mod carried;
mod completion;
mod first_seen;
mod near_misses;
mod origin;
mod stars;

pub use carried::{Carried, carried, verbatim_spans};
pub use completion::missing_from_anchors;
pub use first_seen::{Certainty, FirstSeen, Interval, first_seen};
pub use near_misses::{MAX_NEAR_MISSES, near_misses};
pub use origin::{
    Origin, OriginAlternative, OriginConfidence, OriginKind, OriginMember, OriginRule, OriginSigns,
    SAME_TIME_SECONDS, is_same_time, origin_by_agency, origin_by_text, origin_of_speech,
};
pub use stars::{Cluster, Edge, EdgeKind, overlap_clusters, resemblance_clusters};
