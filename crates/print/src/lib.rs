//! Finished models in, sheets of paper out: volunteer cards as PDF.
//!
//! A model holds every word that is printed; nothing is looked up here. The same models give the
//! same bytes. What cannot be printed as it should be, such as a name with a character that no
//! installed font has, is not printed but named in the answer.
//!
//! ```
//! use print::{CardModel, Fonts, Layout, cards};
//!
//! fn sheet(models: &[CardModel]) -> Result<Vec<u8>, print::Error> {
//!     let printed = cards(models, Layout::A4, &Fonts::installed()?)?;
//!     for failure in &printed.failed {
//!         eprintln!("card {}: {} ({})", failure.index, failure.code(), failure.detail());
//!     }
//!     Ok(printed.pdf)
//! }
//! ```

mod art;
mod back;
mod canvas;
mod cards;
mod drawing;
mod embed;
mod error;
mod file;
mod fonts;
mod front;
mod model;
mod paper;
mod photo;
mod symbol;
mod typeset;

pub use cards::cards;
pub use error::Error;
pub use fonts::Fonts;
pub use model::{CardModel, Failure, Field, Layout, Printed, Reason, UnknownLayout};
