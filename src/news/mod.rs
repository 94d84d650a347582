//! What a newsroom sees: quotes and furniture.
//!
//! Place in the flow: after `text`, before `sketch`. This module marks spans; it never changes a
//! text and never compares two articles.

pub mod furniture;
mod quotes;

pub use quotes::quoted_spans;
