//! Results to terminal, JSON and CSV. No arithmetic here.

pub mod model;
