//! The `wirecopy` command.

fn main() {}
