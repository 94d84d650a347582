//! The command line, over the public API.
