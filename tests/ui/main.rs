//! Journeys across the screens of the real application, driven over WebDriver.

#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../server/mod.rs"]
mod server;
mod stations;
mod window;

mod desk;
mod doors;
mod projects;
mod supplements;
mod sweep;
