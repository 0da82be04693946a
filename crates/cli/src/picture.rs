//! Picture files: told from other files, read within limits, and the codes in them.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use scan::{Code, GreyFrame, ImageError, Ladder};

use crate::input::LARGEST_BYTES;

/// Why no code came out of a file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unread {
    /// There is no such file.
    #[error("no such file")]
    NoSuchFile,
    /// It is larger than any picture that is taken.
    #[error("too large")]
    TooLarge,
    /// The disk, or a right that is missing.
    #[error(transparent)]
    Disk(#[from] io::Error),
    /// It is no picture that can be read.
    #[error(transparent)]
    NoPicture(#[from] ImageError),
    /// A picture without a code.
    #[error("no code")]
    NoCode,
}

/// Whether a path is meant as a picture: it ends as one, or it is a file that begins as one.
pub(crate) fn is_meant(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ending == "png" || ending == "jpg" || ending == "jpeg")
        || begins_as_one(path).unwrap_or(false)
}

fn begins_as_one(path: &Path) -> io::Result<bool> {
    // Opening what is no plain file may wait for ever.
    if !path.metadata()?.is_file() {
        return Ok(false);
    }
    let mut head = Vec::new();
    File::open(path)?.take(8).read_to_end(&mut head)?;
    Ok(head.starts_with(b"\xff\xd8\xff") || head.starts_with(b"\x89PNG\r\n\x1a\n"))
}

/// The picture in a file.
pub(crate) fn open(path: &Path) -> Result<GreyFrame, Unread> {
    let kind = path.metadata().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Unread::NoSuchFile,
        _ => Unread::Disk(error),
    })?;
    if !kind.is_file() {
        return Err(Unread::NoPicture(ImageError::NotAnImage));
    }
    let mut bytes = Vec::new();
    File::open(path)?
        .take(LARGEST_BYTES + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST_BYTES {
        return Err(Unread::TooLarge);
    }
    Ok(scan::open_image(&bytes)?)
}

/// The codes in a picture file, at least one.
pub(crate) fn codes(path: &Path) -> Result<Vec<Code>, Unread> {
    let codes = scan::read_frame(&open(path)?.as_grey(), Ladder::Still);
    if codes.is_empty() {
        Err(Unread::NoCode)
    } else {
        Ok(codes)
    }
}
