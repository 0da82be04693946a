//! Journeys across the screens of the real application, driven over WebDriver.

#![expect(clippy::unwrap_used, reason = "tests")]

mod central;
mod window;

mod desk;
mod doors;
