//! How a command ends: done, a plain no, bad input, or could not.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use replica::Noun;
use rules::case::CaseError;

/// How a command ended that was carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// As asked.
    Done,
    /// A plain no: a card that does not verify, a scan that was not accepted.
    No,
    /// Some of the input was no good; what is wrong with it was said.
    BadInput,
}

impl End {
    /// Done where everything was well.
    pub(crate) fn of(well: bool) -> End {
        if well { End::Done } else { End::No }
    }
}

const NO: u8 = 1;
const BAD_INPUT: u8 = 2;
const COULD_NOT: u8 = 3;

impl From<End> for ExitCode {
    fn from(end: End) -> ExitCode {
        match end {
            End::Done => ExitCode::SUCCESS,
            End::No => ExitCode::from(NO),
            End::BadInput => ExitCode::from(BAD_INPUT),
        }
    }
}

/// Why a command was not carried out. Nothing is half done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// An argument, a field or a column that is no good.
    #[error("{argument}: {problem:?}")]
    Input { argument: String, problem: Problem },
    /// A document of cases that is malformed.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// The replica could not, or would not.
    #[error(transparent)]
    Replica(#[from] replica::Error),
    /// Central could not be joined or talked to.
    #[error(transparent)]
    Sync(sync::Error),
    /// Waiting for the network could not begin.
    #[error("network: {0}")]
    Runtime(#[source] io::Error),
    /// Nothing could be printed.
    #[error(transparent)]
    Print(#[from] print::Error),
    /// A file or standard input could not be read.
    #[error("{}: {source}", path.display())]
    Read { path: PathBuf, source: io::Error },
    /// A file could not be written.
    #[error("{}: {source}", path.display())]
    Write { path: PathBuf, source: io::Error },
    /// Standard output does not take what is written to it.
    #[error("standard output: {0}")]
    Output(#[source] io::Error),
    /// There is no passphrase, and nobody to ask for one.
    #[error("no passphrase")]
    NoPassphrase,
    /// The platform names no folder for data.
    #[error("no data folder")]
    NoFolder,
    /// A fault of the program's own; it was told already.
    #[error("fault")]
    Fault,
}

/// What is wrong with an argument or a field of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Problem {
    /// It is empty.
    Empty,
    /// It is longer than is taken.
    TooLong,
    /// The file is not there.
    NoSuchFile,
    /// The file is larger than is taken.
    FileTooLarge,
    /// Bytes that are no UTF-8.
    NotUtf8,
    /// Bytes in no encoding that is known here.
    Encoding,
    /// The workbook cannot be read.
    Workbook,
    /// A workbook of the old kind.
    OldWorkbook,
    /// A column that has to be there is not.
    NoColumn(&'static str),
    /// What two prompts were answered differs.
    Differ,
    /// Not a code for enrolment.
    Code,
    /// A code that central does not take.
    CodeRefused,
    /// Not the address of a server.
    Address,
    /// A document of ours is malformed here.
    Fault(rules::case::Fault),
    /// No volunteer has this number.
    NoSuchMember,
    /// A file that is no evidence.
    Picture(replica::PictureProblem),
    /// More pictures than a request may have.
    TooManyPictures,
    /// So many of the pictures could not be read.
    Pictures(usize),
}

/// A result of a command.
pub(crate) type Result<T> = std::result::Result<T, Error>;

impl From<sync::Error> for Error {
    fn from(error: sync::Error) -> Error {
        match error {
            sync::Error::Replica(error) => Error::Replica(error),
            error @ (sync::Error::Central(_) | sync::Error::Forked) => Error::Sync(error),
        }
    }
}

impl Error {
    /// Bad input: this argument, this problem.
    pub(crate) fn input(argument: impl Into<String>, problem: Problem) -> Error {
        Error::Input {
            argument: argument.into(),
            problem,
        }
    }

    /// Whether nobody reads what is written any more.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        matches!(self, Error::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// The exit status.
    pub(crate) fn status(&self) -> u8 {
        match self {
            Error::Input { .. } | Error::Case(_) => BAD_INPUT,
            Error::Replica(error) => status_of(error),
            Error::Sync(_)
            | Error::Runtime(_)
            | Error::Print(_)
            | Error::Read { .. }
            | Error::Write { .. }
            | Error::Output(_)
            | Error::NoPassphrase
            | Error::NoFolder
            | Error::Fault => COULD_NOT,
        }
    }
}

fn status_of(error: &replica::Error) -> u8 {
    use replica::Error as E;
    match error {
        E::Unknown(noun) => match noun {
            Noun::Project
            | Noun::Member
            | Noun::Fact
            | Noun::Request
            | Noun::Dispute
            | Noun::Staff
            | Noun::Profile => BAD_INPUT,
            Noun::Organisation => COULD_NOT,
        },
        E::ReasonMissing | E::Invalid { .. } | E::Profile(_) => BAD_INPUT,
        E::TooLateToUndo | E::AnnulledBefore | E::DecidedBefore | E::NoCard | E::HasPunches => NO,
        E::NoHome(_)
        | E::NotEmpty(_)
        | E::InUse { .. }
        | E::WrongPassphrase
        | E::Damaged
        | E::NewerSchema { .. }
        | E::DiskFull
        | E::Disk(_)
        | E::Database(_)
        | E::NotAllowed { .. }
        | E::NoIssuer
        | E::NotEnrolled
        | E::Enrolled
        | E::Untrusted(_) => COULD_NOT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use replica::Error as E;
    use sync::Failure;

    #[test]
    fn what_is_locked_taken_or_broken_could_not_be_done() {
        let in_use = E::InUse {
            program: "yizhan-desktop".to_owned(),
            process: 7,
        };
        let newer = E::NewerSchema { found: 9, known: 1 };
        for error in [
            in_use,
            newer,
            E::WrongPassphrase,
            E::Damaged,
            E::DiskFull,
            E::NotEnrolled,
        ] {
            assert_eq!(Error::from(error).status(), COULD_NOT);
        }
        assert_eq!(Error::NoPassphrase.status(), COULD_NOT);
    }

    #[test]
    fn naming_what_is_not_there_is_bad_input_and_a_refusal_by_the_rules_is_a_no() {
        for noun in [
            Noun::Project,
            Noun::Member,
            Noun::Fact,
            Noun::Staff,
            Noun::Profile,
        ] {
            assert_eq!(Error::from(E::Unknown(noun)).status(), BAD_INPUT);
        }
        for error in [
            E::NoCard,
            E::AnnulledBefore,
            E::DecidedBefore,
            E::TooLateToUndo,
        ] {
            assert_eq!(Error::from(error).status(), NO);
        }
    }

    #[test]
    fn central_that_is_not_there_or_says_no_is_not_bad_input() {
        use protocol::message::Reason;
        for failure in [Failure::Unreachable, Failure::Refused(Reason::Revoked)] {
            assert_eq!(Error::from(sync::Error::from(failure)).status(), COULD_NOT);
        }
    }
}
