//! What can go wrong when something is signed, sealed up or taken over from another machine.

use jiff::civil::Date;

/// Why a token, bundle, bitmap or symbol could not be made or was not believed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A token counts days in two bytes and cannot say this date.
    #[error("{0} is outside the dates a token can carry")]
    Date(Date),
    /// A status bitmap does not reach as far as this index.
    #[error("card index {0} is beyond the status bitmap's limit")]
    Index(u32),
    /// The text has characters a card's symbol cannot hold, or is too long for any symbol.
    #[error("the text does not fit a symbol of letters and digits")]
    Symbol,
    /// The bytes are not what they were handed in as. Nothing of them was used.
    #[error("the {what} is damaged")]
    Damaged {
        /// What the bytes were taken for.
        what: &'static str,
        /// What the decoder met.
        source: minicbor::decode::Error,
    },
    /// The root in this bundle is not the one that was pinned at enrolment.
    #[error("signed under another root")]
    OtherRoot,
    /// A signature of the chain does not hold. Names the part it should cover.
    #[error("the signature of the {0} does not hold")]
    Forged(&'static str),
    /// The central key was not certified for the day on which the bundle says it was issued.
    #[error("the central key was not valid when this was issued")]
    KeyOutOfDate,
    /// An older version than the one already held; taking it would bring back what was withdrawn.
    #[error("version {offered} is older than version {held}, which is held already")]
    RolledBack {
        /// The version held.
        held: u64,
        /// The version offered.
        offered: u64,
    },
    /// A bitmap of this version is announced by the bundle with other contents.
    #[error("the status bitmap is not the one its bundle names")]
    OtherBitmap,
}
