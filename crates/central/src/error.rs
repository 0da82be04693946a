//! What can go wrong at central, as decisions that someone can take.

use protocol::message::Reason;

/// Why central did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no central in this folder yet.
    #[error("not initialised")]
    NotInitialised,
    /// There is one already; nothing was changed.
    #[error("already initialised")]
    AlreadyInitialised,
    /// The key file beside the database is missing or is not one.
    #[error("the key file is missing or damaged")]
    Keys,
    /// The database was written by a later version of this program.
    #[error("the database is of version {found}, this program knows {known}")]
    Newer {
        /// The version of the file.
        found: u32,
        /// The newest that this program knows.
        known: u32,
    },
    /// No organisation of this id is here.
    #[error("no such organisation")]
    NoSuchOrganisation,
    /// No station of this id is here.
    #[error("no such station")]
    NoSuchStation,
    /// Several organisations are here and none was named.
    #[error("several organisations, and none was named")]
    WhichOrganisation,
    /// What was asked is refused; the asker can act on the reason.
    #[error("refused: {0:?}")]
    Refused(Reason),
    /// The request's counter was used before.
    #[error("replayed; the highest counter seen is {highest}")]
    Replayed {
        /// The highest counter seen of the station.
        highest: u64,
    },
    /// What is stored is not what was stored.
    #[error("the stored {0} is damaged")]
    Damaged(&'static str),
    /// The database could not.
    #[error("database")]
    Database(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A file or socket could not.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// Something could not be signed.
    #[error(transparent)]
    Card(#[from] card::Error),
    /// The system gives no random numbers.
    #[error("no random numbers")]
    Random(#[from] getrandom::Error),
}

impl From<Reason> for Error {
    fn from(reason: Reason) -> Error {
        Error::Refused(reason)
    }
}
