//! The ladders: which stages look at a frame, in which order.

use crate::code::Code;
use crate::grey::Grey;
use crate::live::on_live_size;
use crate::sight::{LONG, Sight};
use crate::stage::{LIVE, STILL};

/// How much effort a frame is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ladder {
    /// A photograph: every stage that may still find something.
    Still,
    /// A frame of a stream: the cheap stages, and none after the first that reads a code; the next frame comes soon.
    Live,
}

/// Reads the codes of a frame, each once, with corners in its pixels.
///
/// A frame without a code is an empty list. No frame makes this panic.
#[must_use]
pub fn read_frame(frame: &Grey<'_>, ladder: Ladder) -> Vec<Code> {
    match ladder {
        Ladder::Still => read_still(frame),
        Ladder::Live => on_live_size(frame, read_live),
    }
}

fn read_still(frame: &Grey<'_>) -> Vec<Code> {
    let mut sight = Sight::new(frame, LONG);
    for (passed, stage) in STILL.iter().enumerate() {
        if sight.is_explained(passed) {
            break;
        }
        stage.look(&mut sight);
    }
    sight.into_codes()
}

fn read_live(sight: &mut Sight<'_>) {
    for stage in LIVE {
        if !sight.codes().is_empty() {
            break;
        }
        stage.look(sight);
    }
}
