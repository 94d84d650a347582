//! What a scan says of itself while it runs.

/// Told how far a scan is. All methods may be called from any thread.
pub trait Progress: Sync {
    /// A stage begins; `total` steps, where that is known.
    fn stage(&self, name: &'static str, total: Option<u64>);

    /// So many more steps of the stage are done.
    fn advance(&self, steps: u64);
}

/// Says nothing.
impl Progress for () {
    fn stage(&self, _: &'static str, _: Option<u64>) {}

    fn advance(&self, _: u64) {}
}
