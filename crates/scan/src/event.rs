//! What every source of scans sends, and pictures in a row as such a source.

use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::time::SystemTime;

use crate::grey::GreyFrame;
use crate::live::{LiveReader, Seen};
use crate::picture::{ImageError, open_image};

/// Where a text was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A hand-held reader that types.
    Keyboard,
    /// A hand-held reader on a serial port.
    Serial,
    /// Lines of text: standard input, a file.
    Lines,
    /// Frames of a camera.
    Camera,
    /// A picture that was dropped, pasted or chosen.
    Picture,
}

/// One text from one source: the only thing the sources have to say.
#[derive(Debug, Clone, PartialEq)]
pub struct ScanEvent {
    /// The text exactly as read.
    pub text: String,
    /// Where it was read.
    pub source: Source,
    /// When it was read, by the wall clock.
    pub at: SystemTime,
}

/// Something that gives frames one after the other: a camera, a file, a folder of pictures.
pub trait FrameSource {
    /// The next frame; `None` at the end.
    ///
    /// # Errors
    /// [`FrameError`] when this frame is lost; the next call goes on with the one after it.
    fn next_frame(&mut self) -> Result<Option<GreyFrame>, FrameError>;
}

/// Why a frame was lost. Names of files are not told: they may hold people's names.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The file, or the folder when `number` is 0, cannot be read: look at its rights.
    #[error("picture {number} cannot be read · 第 {number} 张图片无法读取")]
    Unreadable {
        /// Which one, counted from 1.
        number: usize,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is no picture that can be used.
    #[error("picture {number}: {source} · 第 {number} 张图片：{source}")]
    Image {
        /// Which one, counted from 1.
        number: usize,
        /// What is wrong with it.
        source: ImageError,
    },
}

/// Picture files as frames, in the order given.
#[derive(Debug)]
pub struct PictureFiles {
    files: std::vec::IntoIter<PathBuf>,
    number: usize,
}

impl PictureFiles {
    /// These files.
    #[must_use]
    pub fn new(files: Vec<PathBuf>) -> Self {
        Self {
            files: files.into_iter(),
            number: 0,
        }
    }

    /// All files of a folder in the order of their names: a video, frame by frame.
    ///
    /// # Errors
    /// [`FrameError::Unreadable`] when the folder cannot be listed.
    pub fn in_folder(folder: &std::path::Path) -> Result<Self, FrameError> {
        let unreadable = |source| FrameError::Unreadable { number: 0, source };
        let mut files = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            if path.is_file() {
                files.push(path);
            }
        }
        files.sort();
        Ok(Self::new(files))
    }
}

impl FrameSource for PictureFiles {
    fn next_frame(&mut self) -> Result<Option<GreyFrame>, FrameError> {
        let Some(file) = self.files.next() else {
            return Ok(None);
        };
        self.number += 1;
        let number = self.number;
        let bytes =
            std::fs::read(file).map_err(|source| FrameError::Unreadable { number, source })?;
        open_image(&bytes)
            .map(Some)
            .map_err(|source| FrameError::Image { number, source })
    }
}

/// Reads all frames of a source and sends every text read, until the frames end or nobody listens any more.
///
/// Lost frames are passed over and returned; `clock` says when a text was read.
pub fn watch(
    frames: &mut impl FrameSource,
    source: Source,
    events: &Sender<ScanEvent>,
    mut clock: impl FnMut() -> SystemTime,
) -> Vec<FrameError> {
    let mut reader = LiveReader::new();
    let mut lost = Vec::new();
    loop {
        let frame = match frames.next_frame() {
            Ok(Some(frame)) => frame,
            Ok(None) => return lost,
            Err(error) => {
                lost.push(error);
                continue;
            }
        };
        let Seen::Codes(codes) = reader.look(&frame.as_grey()) else {
            continue;
        };
        for code in codes {
            let event = ScanEvent {
                text: code.text,
                source,
                at: clock(),
            };
            if events.send(event).is_err() {
                return lost;
            }
        }
    }
}
