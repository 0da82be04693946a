//! What a command that could not be carried out tells the window: a code to act on, and words for people.

use rules::Language;
use serde::Serialize;
use specta::Type;

/// What the window can act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorCode {
    /// The passphrase opens nothing.
    WrongPassphrase,
    /// The passphrase may not guard a home.
    WeakPassphrase,
    /// The database cannot be read.
    Damaged,
    /// A newer version wrote the database.
    NewerSchema,
    /// Another program has the home open.
    InUse,
    /// There is no room left.
    DiskFull,
    /// Reading or writing failed.
    Disk,
    /// The home is closed.
    Locked,
    /// There is a station already.
    NotEmpty,
    /// The invitation is none, or is not taken.
    Invitation,
    /// Central does not answer.
    Unreachable,
    /// Somebody with the right must do this, or it cannot be done here.
    Refused,
    /// Something that was given is wrong.
    BadInput,
    /// Printing did not work.
    Printing,
    /// A fault of our own.
    Internal,
}

/// Why a command was not carried out. Nothing is half done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct CommandError {
    /// What to act on.
    pub code: ErrorCode,
    /// What happened, what it means for the data, what to do.
    pub message: String,
}

impl CommandError {
    pub(crate) fn new(code: ErrorCode, language: Language, zh: &str, en: &str) -> CommandError {
        CommandError {
            code,
            message: language.pick(zh, en).to_owned(),
        }
    }

    pub(crate) fn locked(language: Language) -> CommandError {
        Self::new(
            ErrorCode::Locked,
            language,
            "已锁定，请先输入口令。",
            "Locked. Enter the passphrase first.",
        )
    }

    pub(crate) fn of_replica(error: &replica::Error, language: Language) -> CommandError {
        use replica::Error;
        let code = match error {
            Error::WrongPassphrase => ErrorCode::WrongPassphrase,
            Error::Damaged => ErrorCode::Damaged,
            Error::NewerSchema { .. } => ErrorCode::NewerSchema,
            Error::InUse { .. } => ErrorCode::InUse,
            Error::DiskFull => ErrorCode::DiskFull,
            Error::Disk(_) | Error::Database(_) => ErrorCode::Disk,
            Error::NotEmpty(_) => ErrorCode::NotEmpty,
            Error::NoHome(_) => ErrorCode::Locked,
            Error::Untrusted(_) | Error::Enrolled => ErrorCode::Invitation,
            Error::NotAllowed { .. }
            | Error::TooLateToUndo
            | Error::AnnulledBefore
            | Error::HasPunches
            | Error::DecidedBefore
            | Error::NoIssuer
            | Error::NotEnrolled => ErrorCode::Refused,
            Error::Unknown(_)
            | Error::ReasonMissing
            | Error::NoCard
            | Error::Invalid { .. }
            | Error::Profile(_) => ErrorCode::BadInput,
        };
        if matches!(code, ErrorCode::Disk | ErrorCode::Damaged) {
            tracing::error!(%error, "the replica failed");
        }
        CommandError {
            code,
            message: error.message(language),
        }
    }

    pub(crate) fn of_sync(error: &sync::Error, language: Language) -> CommandError {
        match error {
            sync::Error::Replica(error) => Self::of_replica(error, language),
            sync::Error::Central(failure) => {
                let code = match failure {
                    sync::Failure::Unreachable => ErrorCode::Unreachable,
                    _ => ErrorCode::Invitation,
                };
                CommandError {
                    code,
                    message: failure.message(language),
                }
            }
            sync::Error::Forked => CommandError {
                code: ErrorCode::Refused,
                message: sync::forked(language),
            },
        }
    }
}
