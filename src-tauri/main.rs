//! The desktop application's entry.

fn main() {}
