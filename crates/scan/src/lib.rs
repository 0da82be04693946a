//! Frames, picture files and lines in, texts of scans out.
//!
//! ```
//! let pixels = vec![255; 64 * 64];
//! let frame = scan::Grey::new(64, 64, &pixels).expect("64 × 64 pixels");
//! assert!(scan::read_frame(&frame, scan::Ladder::Still).is_empty());
//! ```
//!
//! Several finders look at several views of a frame, stage by stage. Whatever they make of it is decoded by one decoder,
//! which corrects errors, so that a text is exact or absent. A text is still only a claim: whether a card is genuine is
//! for its signature to say.

mod charset;
mod code;
mod detect;
mod event;
mod evidence;
mod fence;
mod filter;
mod function_pattern;
mod grey;
mod ladder;
mod lines;
mod live;
mod mesh;
mod net;
mod patch;
mod payload;
mod picture;
mod plane;
mod quirc;
mod reed_solomon;
mod resize;
mod segments;
mod sight;
mod stage;
mod stone;
mod threshold;
mod triple;

pub use code::Code;
pub use event::{FrameError, FrameSource, PictureFiles, ScanEvent, Source, watch};
pub use fence::inside_fence;
pub use grey::{Grey, GreyFrame};
pub use ladder::{Ladder, read_frame};
pub use lines::{LINE_LIMIT, LineError, TextLines};
pub use live::{LiveReader, Seen};
pub use picture::{AREA_LIMIT, ImageError, SIDE_LIMIT, open_image, read_image};
