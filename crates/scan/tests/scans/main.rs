//! Tests of the crate through its public front, one program.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

mod files;
mod noise;
mod painting;
mod photographs;
mod reading;
mod streams;
