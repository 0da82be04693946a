//! What can go wrong in the replica, each as a decision that someone can take.

use std::path::PathBuf;

/// Why the replica could not do what it was asked. Nothing is half done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no station in this folder yet.
    #[error("no station in {0}")]
    NoHome(PathBuf),
    /// There is a station in this folder already.
    #[error("a station is in {0} already")]
    NotEmpty(PathBuf),
    /// Another program has the folder open.
    #[error("in use by {program} (process {process})")]
    InUse {
        /// What it calls itself.
        program: String,
        /// Its process number.
        process: u32,
    },
    /// The passphrase opens nothing here.
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// The database cannot be read. It is left as it is.
    #[error("the database is damaged")]
    Damaged,
    /// A newer version of the application wrote the database. It is left as it is.
    #[error("the database has schema {found}, this version knows {known}")]
    NewerSchema {
        /// What it has.
        found: u32,
        /// What we know.
        known: u32,
    },
    /// There is no room left; what was acknowledged is stored.
    #[error("the disk is full")]
    DiskFull,
    /// Reading or writing failed otherwise.
    #[error("disk: {0}")]
    Disk(#[source] std::io::Error),
    /// The database answered otherwise than it can.
    #[error("database: {0}")]
    Database(#[source] rusqlite::Error),
    /// No such thing here.
    #[error("no such {0}")]
    Unknown(Noun),
    /// The actor's role does not reach.
    #[error("{needs:?} needed")]
    NotAllowed {
        /// The least role.
        needs: protocol::Role,
    },
    /// Ten minutes are over, or it is another's punch: only a supervisor may take it back.
    #[error("too late to undo")]
    TooLateToUndo,
    /// The punch was taken back before.
    #[error("annulled before")]
    AnnulledBefore,
    /// The request or dispute was decided before: the first decision counts.
    #[error("decided before")]
    DecidedBefore,
    /// A text that was asked for is empty.
    #[error("a reason is needed")]
    ReasonMissing,
    /// This station holds no key that signs cards.
    #[error("this station does not issue cards")]
    NoIssuer,
    /// This volunteer has no card.
    #[error("no card")]
    NoCard,
    /// People have punched in this project: it stays.
    #[error("people have punched in this project")]
    HasPunches,
    /// The station does not belong to a central.
    #[error("not enrolled")]
    NotEnrolled,
    /// The station belongs to a central already.
    #[error("enrolled already")]
    Enrolled,
    /// A row or document of the organisation that does not hold together.
    #[error("{field}: {problem}")]
    Invalid {
        /// Which field.
        field: &'static str,
        /// What is wrong with it.
        problem: Problem,
    },
    /// A data file that is no profile, or not the next version of its name.
    #[error("profile: {0}")]
    Profile(#[from] rules::PolicyError),
    /// What central sent does not hold: signature, chain, version.
    #[error("central's answer does not hold: {0}")]
    Untrusted(&'static str),
}

/// What a command named that is not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noun {
    /// A project.
    Project,
    /// A volunteer.
    Member,
    /// A fact, or one of another kind than was asked.
    Fact,
    /// A request for a missing record.
    Request,
    /// A dispute.
    Dispute,
    /// A staff member.
    Staff,
    /// A policy profile.
    Profile,
    /// An organisation; a station that waits for its first page has none.
    Organisation,
}

impl std::fmt::Display for Noun {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Noun::Project => "project",
            Noun::Member => "member",
            Noun::Fact => "fact",
            Noun::Request => "request",
            Noun::Dispute => "dispute",
            Noun::Staff => "staff member",
            Noun::Profile => "profile",
            Noun::Organisation => "organisation",
        })
    }
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// It is not there or blank.
    Missing,
    /// It is there twice, or someone else has it.
    Taken,
    /// It is not of the form that it has.
    Form,
    /// It is outside what is allowed.
    Range,
    /// It does not change any more.
    Fixed,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Problem::Missing => "missing",
            Problem::Taken => "taken",
            Problem::Form => "not of its form",
            Problem::Range => "out of range",
            Problem::Fixed => "does not change any more",
        })
    }
}

/// A result of the replica.
pub type Result<T> = std::result::Result<T, Error>;

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Error::DiskFull,
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Error::Damaged,
            _ => Error::Database(error),
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::StorageFull {
            Error::DiskFull
        } else {
            Error::Disk(error)
        }
    }
}

impl From<protocol::Error> for Error {
    fn from(_: protocol::Error) -> Self {
        Error::Damaged
    }
}
