//! Files and standard input that a command reads, within limits, and the fence around readers of strange files.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::error::{Error, Problem, Result};

/// No file is taken that is larger than this many bytes.
pub(crate) const LARGEST_BYTES: u64 = 64 << 20;

/// Opens a file, or standard input for `-`. A file that is not there is bad input, named as `argument`.
pub(crate) fn open(path: &Path, argument: &str) -> Result<Box<dyn Read>> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin()));
    }
    match File::open(path) {
        Ok(file) => Ok(Box::new(file)),
        Err(error) => Err(unread(path, argument, error)),
    }
}

/// The whole of a file, or of standard input for `-`.
pub(crate) fn whole(path: &Path, argument: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path, argument)?
        .take(LARGEST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| unread(path, argument, error))?;
    if bytes.len() as u64 > LARGEST_BYTES {
        return Err(Error::input(argument, Problem::FileTooLarge));
    }
    Ok(bytes)
}

/// What it means that a file cannot be read.
pub(crate) fn unread(path: &Path, argument: &str, source: io::Error) -> Error {
    match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::IsADirectory | io::ErrorKind::InvalidInput => {
            Error::input(argument, Problem::NoSuchFile)
        }
        _ => Error::Read {
            path: path.to_owned(),
            source,
        },
    }
}

thread_local! {
    static FENCED: Cell<bool> = const { Cell::new(false) };
}

/// Runs a reader of files from elsewhere; a panic inside it becomes `None`.
pub(crate) fn fenced<T>(read: impl FnOnce() -> T) -> Option<T> {
    FENCED.set(true);
    let answer = catch_unwind(AssertUnwindSafe(read)).ok();
    FENCED.set(false);
    answer
}

/// Whether the calling thread is inside such a reader, so that a panic is no fault of ours.
pub(crate) fn inside_fence() -> bool {
    FENCED.get()
}
