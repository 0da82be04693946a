//! A frame being looked at: its views, and what was read in it so far.

use std::rc::Rc;
use std::sync::LazyLock;

use crate::code::Code;
use crate::fence::fenced;
use crate::grey::{Grey, GreyFrame};
use crate::plane::Spot;
use crate::stage::{BASE, Threshold, View};
use crate::{evidence, filter, mesh, resize, stone, triple};

/// How much is spent on bent symbols in one frame: a bound on the time a crowded picture takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    /// Modules of all nets laid.
    pub(crate) net_modules: usize,
    /// Nets laid in one view.
    pub(crate) nets: usize,
    /// Plausible triples looked at in one view.
    pub(crate) looks: usize,
}

/// For a photograph.
pub(crate) const LONG: Patience = Patience {
    net_modules: 80_000,
    nets: 16,
    looks: 400,
};

/// For a frame of a stream.
pub(crate) const SHORT: Patience = Patience {
    net_modules: 10_000,
    nets: 5,
    looks: 60,
};

/// Nets laid in one place, each on another view.
const TRIES: usize = 4;

/// A view: the frame itself or something made from it.
pub(crate) enum Shown<'a> {
    Frame(Grey<'a>),
    Made(Rc<GreyFrame>),
}

impl Shown<'_> {
    pub(crate) fn as_grey(&self) -> Grey<'_> {
        match self {
            Self::Frame(frame) => *frame,
            Self::Made(frame) => frame.as_grey(),
        }
    }
}

impl From<GreyFrame> for Shown<'_> {
    fn from(frame: GreyFrame) -> Self {
        Self::Made(Rc::new(frame))
    }
}

/// A frame being looked at, and what was read so far.
pub(crate) struct Sight<'a> {
    frame: Grey<'a>,
    base: Option<Rc<GreyFrame>>,
    codes: Vec<Code>,
    /// Where something looks like a symbol, in pixels of the frame.
    suspects: Vec<Spot>,
    patience: Patience,
}

impl<'a> Sight<'a> {
    pub(crate) fn new(frame: &Grey<'a>, patience: Patience) -> Self {
        Self {
            frame: *frame,
            base: None,
            codes: Vec::new(),
            suspects: Vec::new(),
            patience,
        }
    }

    /// Width of the frame in pixels.
    pub(crate) fn width(&self) -> usize {
        self.frame.width()
    }

    pub(crate) fn codes(&self) -> &[Code] {
        &self.codes
    }

    pub(crate) fn into_codes(self) -> Vec<Code> {
        self.codes
    }

    /// Keeps a code unless it is known; of two texts in one place the larger symbol counts, the other is its picture.
    pub(crate) fn keep(&mut self, code: Code) {
        match self.codes.iter_mut().find(|known| known.covers(&code)) {
            None => self.codes.push(code),
            Some(known) if known.text != code.text && code.radius() > 1.2 * known.radius() => {
                *known = code;
            }
            Some(_) => {}
        }
    }

    fn base(&mut self) -> Shown<'a> {
        if let Some(base) = &self.base {
            return Shown::Made(Rc::clone(base));
        }
        match shortened(&self.frame, BASE) {
            None => Shown::Frame(self.frame),
            Some(base) => {
                let base = Rc::new(base);
                self.base = Some(Rc::clone(&base));
                Shown::Made(base)
            }
        }
    }

    /// `None` when the view would show nothing another has not shown.
    pub(crate) fn view(&mut self, view: View) -> Option<Shown<'a>> {
        let base = self.base();
        let grey = base.as_grey();
        Some(match view {
            View::Whole if self.base.is_none() => return None,
            View::Whole => Shown::Frame(self.frame),
            View::Long(BASE) => base,
            View::Long(long) => match shortened(&grey, long) {
                Some(short) => short.into(),
                None => base,
            },
            View::Part(times) => {
                let (width, height) = (grey.width() / times, grey.height() / times);
                if width < 21 || height < 21 {
                    return None;
                }
                resize::reduce(&grey, width, height).into()
            }
            View::Smooth => filter::gauss3(&grey).into(),
            View::Sharp => filter::unsharp(&grey, 4, 3).into(),
            View::Inverted => filter::each(&grey, |pixel| 255 - pixel).into(),
            View::Contrast => filter::local_contrast(&grey, 48).into(),
            View::Lifted(long) => {
                let lifted = filter::each(&self.frame, |pixel| LIFT[usize::from(pixel)]);
                match shortened(&lifted.as_grey(), long) {
                    Some(short) => short.into(),
                    None => lifted.into(),
                }
            }
            View::Doubled if grey.width().max(grey.height()) > DOUBLED_LIMIT => return None,
            View::Doubled => filter::unsharp(&resize::double(&grey).as_grey(), 4, 3).into(),
        })
    }

    pub(crate) fn bent(&mut self, view: &Grey<'_>, threshold: Threshold, scale: f32) -> Vec<Code> {
        let Some(found) = fenced(|| {
            let bits = threshold.apply(view)?;
            Some(triple::triples(&stone::stones(&bits)))
        })
        .flatten() else {
            return Vec::new();
        };
        let mut codes: Vec<Code> = Vec::new();
        let mut tried = 0;
        for triple in found.iter().take(self.patience.looks) {
            let spots = [
                triple.top_left,
                triple.top_right,
                triple.bottom_left,
                triple.centre(),
            ];
            let is_known = |spot: &Spot| {
                self.codes.iter().any(|code| code.contains(*spot * scale))
                    || codes.iter().any(|code| code.contains(*spot))
            };
            if spots.iter().any(is_known)
                || self.is_hopeless(triple.centre() * scale, triple.module * scale)
            {
                continue;
            }
            let sides = evidence::sides(view, triple);
            if sides.is_empty() {
                continue;
            }
            if tried == self.patience.nets || self.patience.net_modules < sides[0] * sides[0] {
                break;
            }
            tried += 1;
            self.patience.net_modules -= sides[0] * sides[0];
            self.suspects.push(triple.centre() * scale);
            codes.extend(fenced(|| mesh::read(view, triple, &sides)).flatten());
        }
        codes
    }

    /// Whether nets were laid there in vain often enough.
    fn is_hopeless(&self, centre: Spot, module: f32) -> bool {
        let near = |spot: &&Spot| (**spot - centre).length() < 2.0 * module;
        self.suspects.iter().filter(near).count() >= TRIES
    }

    /// Whether, after so many stages, codes were read and nothing else looks like one: then the later stages are not worth their time.
    pub(crate) fn is_explained(&self, stages: usize) -> bool {
        let area = self.frame.width() * self.frame.height();
        !self.codes.is_empty()
            && (area <= HIDING_AREA || stages >= SEARCHED)
            && self
                .suspects
                .iter()
                .all(|&spot| self.codes.iter().any(|code| code.surrounds(spot)))
    }
}

/// From this many pixels on a picture may hide further codes too small for the first views.
const HIDING_AREA: usize = 2_500_000;
/// … unless so many stages were through it, among them those that see every pixel.
const SEARCHED: usize = 5;
const DOUBLED_LIMIT: usize = 1_000;

/// The frame reduced to `long` pixels on its longer side; `None` when it is not longer.
fn shortened(frame: &Grey<'_>, long: usize) -> Option<GreyFrame> {
    let side = frame.width().max(frame.height());
    if side <= long {
        return None;
    }
    let shrunk = |length: usize| ((length * long + side / 2) / side).max(1);
    Some(resize::reduce(
        frame,
        shrunk(frame.width()),
        shrunk(frame.height()),
    ))
}

/// Brightness to the power of 0.4.
static LIFT: LazyLock<[u8; 256]> = LazyLock::new(|| {
    std::array::from_fn(|pixel| ((pixel as f32 / 255.0).powf(0.4) * 255.0).round() as u8)
});
