//! One quotation in many articles: variants of what somebody said, in groups.
//!
//! Place in the flow: after `cluster`, on which it does not rest, and before `audit`. Passages are
//! pairs of articles, clusters are articles around an anchor; a quotation is neither: it is shared
//! by articles that share nothing else. So the quotations of all articles have an index of their
//! own, over their words alone.
//!
//! 1. **Collect** ([`QuoteIndex`]), while the text is in memory: quotations with their speakers, a
//!    hash of all words of each, and fingerprints. Those of the same words are one *class*, so a
//!    quotation that everybody ran costs no more than its members.
//! 2. **Candidates** (`candidates.rs`): classes that share fingerprints. Every two that share a run
//!    of seven words do (Schleimer, Wilkerson, Aiken 2003).
//! 3. **Groups** (`groups.rs`): the longest class of a group is its fullest form, and every other
//!    one is aligned with it (`align.rs`). What a member makes of it is its [`Form`] (`variant.rs`).
//!
//! No step compares all with all, and texts are read again only for classes that match.

mod align;
mod candidates;
mod groups;
mod index;
mod variant;

pub use groups::{QuoteGroup, QuoteGroups, QuoteMember};
pub use index::QuoteIndex;
pub use variant::{Change, Form};
