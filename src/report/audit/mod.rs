//! An audit to terminal, JSON, CSV and graphs. As all writers, these compute no figure.

pub mod model;
