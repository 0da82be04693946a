//! yizhan
fn main() {}
