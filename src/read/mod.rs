//! Bytes to [`Article`](crate::Article) or [`Reject`].
