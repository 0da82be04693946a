//! yizhan-central: the server that stations synchronise with. It appends their facts to the log of their
//! organisation, owns the rows that organisations share, and says whom stations may trust.
//!
//! ```no_run
//! use central::{Central, SqliteStore};
//! use protocol::Millis;
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let store = SqliteStore::init("central.db".as_ref(), Millis(1_750_000_000_000))?;
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:7700").await?;
//! central::serve(listener, Central::new(store), std::future::pending()).await?;
//! # Ok(())
//! # }
//! ```

mod answer;
mod blob;
pub mod code;
mod continuity;
mod enrol;
mod error;
mod fields;
mod follow;
mod hand_over;
mod judge;
mod keys;
mod known;
mod limit;
mod pen;
mod plan;
mod proposal;
mod pull;
mod push;
mod server;
mod signed;
pub mod store;
mod tries;
mod window;

pub use error::Error;
pub use keys::Keys;
pub use server::{Central, router, serve};
pub use store::{SqliteStore, Store};
