//! Stages: a view of the frame and the decoders that look at it.

use rxing::common::BitMatrix;

use crate::detect::{self, Search};
use crate::fence::fenced;
use crate::grey::Grey;
use crate::sight::Sight;
use crate::{quirc, threshold};

/// What is done to a frame before it is looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) enum View {
    /// Every pixel.
    Whole,
    /// At most this long; shorter frames stay as they are.
    Long(usize),
    /// The base view, this many times smaller.
    Part(usize),
    /// The base view through a 3 × 3 Gauss.
    Smooth,
    /// The base view, sharpened.
    Sharp,
    /// The base view, light and dark exchanged.
    Inverted,
    /// The base view, stretched from the darkest to the brightest nearby.
    Contrast,
    /// At most this long, shadows lifted: codes in the dark beside a lamp.
    Lifted(usize),
    /// A small frame twice as large and sharpened; nothing for a large one.
    Doubled,
}

/// How a view becomes black and white.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Threshold {
    Hybrid,
    Bradley,
    Global,
}

impl Threshold {
    pub(crate) fn apply(self, view: &Grey<'_>) -> Option<BitMatrix> {
        match self {
            Self::Hybrid => threshold::hybrid(view),
            Self::Bradley => threshold::bradley(view),
            Self::Global => threshold::global(view),
        }
    }
}

/// Who looks at a view.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reader {
    /// Finder patterns by their proportions, a flat grid.
    Flat(Threshold, Search),
    /// Finder patterns by their stones, a net that bends.
    Bent(Threshold),
    /// quircs, with a threshold and a grid of its own.
    Quirc,
}

/// One rung of a ladder.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stage {
    view: View,
    readers: &'static [Reader],
}

use Reader::{Bent, Flat, Quirc};
use Search::{Coarse, Fine};
use Threshold::{Bradley, Global, Hybrid};

const fn stage(view: View, readers: &'static [Reader]) -> Stage {
    Stage { view, readers }
}

/// Longest side of the view most stages share.
pub(crate) const BASE: usize = 1280;

/// The stages for a photograph; measured one by one on public photographs, cheap and strong ones first.
pub(crate) const STILL: &[Stage] = &[
    stage(View::Long(BASE), &[Flat(Hybrid, Fine), Flat(Bradley, Fine)]),
    stage(View::Part(4), &[Flat(Hybrid, Fine), Flat(Bradley, Fine)]),
    stage(View::Long(640), &[Bent(Hybrid)]),
    stage(View::Whole, &[Flat(Hybrid, Fine)]),
    stage(View::Lifted(2560), &[Flat(Hybrid, Fine), Bent(Hybrid)]),
    stage(View::Sharp, &[Flat(Hybrid, Fine), Bent(Hybrid)]),
    stage(View::Smooth, &[Bent(Hybrid)]),
    stage(View::Inverted, &[Flat(Hybrid, Fine)]),
    stage(View::Long(BASE), &[Bent(Bradley), Quirc]),
    stage(View::Part(4), &[Bent(Bradley)]),
    stage(View::Part(3), &[Bent(Hybrid)]),
    stage(View::Doubled, &[Flat(Bradley, Fine)]),
    stage(View::Contrast, &[Flat(Global, Fine)]),
];

/// Longest side of a frame live stages are made for.
pub(crate) const LIVE_LONG: usize = 1280;

/// The stages for a stream; the first looks at every frame.
pub(crate) const LIVE: &[Stage] = &[
    stage(View::Long(BASE), &[Flat(Hybrid, Coarse)]),
    stage(View::Part(4), &[Flat(Bradley, Fine)]),
    stage(View::Long(640), &[Bent(Hybrid)]),
    stage(View::Long(BASE), &[Flat(Bradley, Coarse)]),
    stage(View::Part(2), &[Quirc]),
    stage(View::Inverted, &[Flat(Hybrid, Coarse)]),
];

impl Stage {
    /// Looks at the frame and keeps what is read.
    pub(crate) fn look(&self, sight: &mut Sight<'_>) {
        let Some(view) = fenced(|| sight.view(self.view)).flatten() else {
            return;
        };
        let scale = sight.width() as f32 / view.as_grey().width() as f32;
        for reader in self.readers {
            let codes = match *reader {
                Flat(threshold, search) => fenced(|| threshold.apply(&view.as_grey()))
                    .flatten()
                    .map(|bits| detect::symbols(&bits, search)),
                Bent(threshold) => Some(sight.bent(&view.as_grey(), threshold, scale)),
                Quirc => Some(quirc::symbols(&view.as_grey())),
            };
            for code in codes.into_iter().flatten() {
                sight.keep(code.scaled(scale));
            }
        }
    }
}
