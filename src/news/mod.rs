//! What a newsroom sees: credits, quotes, reported speech and furniture.
//!
//! Place in the flow: after `text`, before `sketch`. This module marks spans; it never changes a
//! text and never compares two articles.

mod attribution;
mod credits;
pub mod furniture;
mod quotes;

pub use attribution::reporting_cues;
pub use credits::{Agency, Credit, CreditRole, CreditTable, agencies, canonical_agency, credits};
pub use quotes::quoted_spans;
