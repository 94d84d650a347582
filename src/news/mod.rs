//! What a newsroom sees: quotes, reported speech and furniture.
//!
//! Place in the flow: after `text`, before `sketch`. This module marks spans; it never changes a
//! text and never compares two articles.

mod attribution;
pub mod furniture;
mod quotes;

pub use attribution::reporting_cues;
pub use quotes::quoted_spans;
