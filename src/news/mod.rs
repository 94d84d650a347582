//! What a newsroom sees: credits, quotes and their speakers, reported speech and furniture.
//!
//! Place in the flow: after `text`, before `sketch`. This module marks spans; it never changes a
//! text and never compares two articles.

mod attribution;
mod calendar;
mod credits;
pub mod furniture;
mod outlets;
mod quotes;
mod releases;
mod speakers;
mod word_filter;

pub use attribution::reporting_cues;
pub use calendar::is_calendar_word;
pub use credits::{Agency, Credit, CreditRole, CreditTable, agencies, canonical_agency, credits};
pub use outlets::{OutletMention, OutletNames};
pub use quotes::quoted_spans;
pub use releases::is_press_release;
pub use speakers::{MIN_QUOTATION_WORDS, Quotation, Speaker, quotations};
