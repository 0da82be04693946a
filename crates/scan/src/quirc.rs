//! The second finder: quircs with a threshold and a grid of its own.

use crate::code::Code;
use crate::fence::fenced;
use crate::grey::Grey;
use crate::payload::{self, Modules};

/// All symbols of the frame.
pub(crate) fn symbols(frame: &Grey<'_>) -> Vec<Code> {
    fenced(|| {
        let mut quirc = quircs::Quirc::new();
        quirc
            .identify(frame.width(), frame.height(), frame.pixels())
            .flatten()
            .filter_map(|found| read(&found))
            .collect()
    })
    .unwrap_or_default()
}

fn read(found: &quircs::Code) -> Option<Code> {
    let side = usize::try_from(found.size).ok()?;
    let modules = Modules::certain(side, |x, y| {
        let i = y * side + x;
        found.cell_bitmap[i >> 3] & (1 << (i & 7)) != 0
    });
    let payload = payload::read(&modules)?;
    Some(payload.placed(found.corners.map(|c| [c.x as f32, c.y as f32])))
}
