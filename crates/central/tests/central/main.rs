//! Central through its public fronts: the store, the routes over a real socket, and the binary.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod commands;
mod concurrency;
mod enrolment;
mod proposals;
mod pulling;
mod pushing;
mod requests;
mod support;
mod verifying;
