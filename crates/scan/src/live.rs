//! Reading a stream: what every frame gets, what takes turns, and which frames need nothing.

use crate::code::Code;
use crate::grey::{Grey, GreyFrame};
use crate::resize;
use crate::sight::{SHORT, Sight};
use crate::stage::{LIVE, LIVE_LONG};

/// What became of a frame of a stream.
#[derive(Debug, Clone, PartialEq)]
pub enum Seen {
    /// The picture has not changed since everything was tried on it: nothing was done.
    Unchanged,
    /// The codes read in this frame, none perhaps.
    Codes(Vec<Code>),
}

/// Reads the frames of one stream.
///
/// The first stage of the live ladder looks at every frame, the others take turns, one a frame. Once all had their turn
/// on a picture that does not change, or a code of it was read, the same picture is passed over.
///
/// A code is reported for every frame it is read in; what counts as the same scan is for the caller to say.
#[derive(Debug, Default)]
pub struct LiveReader {
    last: Option<Sketch>,
    turn: usize,
    /// Frames in a row that showed the same picture and were looked at.
    looks: usize,
    settled: bool,
}

impl LiveReader {
    /// A reader that has seen nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Looks at the next frame; corners are in its pixels.
    pub fn look(&mut self, frame: &Grey<'_>) -> Seen {
        let sketch = Sketch::of(frame);
        if !self
            .last
            .as_ref()
            .is_some_and(|last| last.resembles(&sketch))
        {
            self.last = Some(sketch);
            self.looks = 0;
            self.settled = false;
        }
        if self.settled {
            return Seen::Unchanged;
        }
        let codes = self.read(frame);
        self.looks += 1;
        self.settled = !codes.is_empty() || self.looks >= LIVE.len();
        Seen::Codes(codes)
    }

    fn read(&mut self, frame: &Grey<'_>) -> Vec<Code> {
        let turns = LIVE.len() - 1;
        let stage = &LIVE[1 + self.turn % turns];
        self.turn = (self.turn + 1) % turns;
        on_live_size(frame, |sight| {
            LIVE[0].look(sight);
            stage.look(sight);
        })
    }
}

/// Runs stages on the frame, or on one a whole number of times smaller when it is longer than live stages are made for.
pub(crate) fn on_live_size(frame: &Grey<'_>, stages: impl FnOnce(&mut Sight<'_>)) -> Vec<Code> {
    let times = frame.width().max(frame.height()).div_ceil(LIVE_LONG);
    let (width, height) = (frame.width() / times, frame.height() / times);
    let small: GreyFrame;
    let shown = if times > 1 && width > 0 && height > 0 {
        small = resize::reduce(frame, width, height);
        small.as_grey()
    } else {
        *frame
    };
    let scale = frame.width() as f32 / shown.width() as f32;
    let mut sight = Sight::new(&shown, SHORT);
    stages(&mut sight);
    let codes = sight.into_codes();
    codes.into_iter().map(|code| code.scaled(scale)).collect()
}

/// Every so many pixels of a frame, to tell a new picture from the noise of the same one.
#[derive(Debug, PartialEq)]
struct Sketch {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

/// Pixels between two of a sketch, in both directions: closer than the modules of a code that fills a tenth of the frame.
const STRIDE: usize = 5;
/// Levels a pixel may differ by noise.
const NOISE: u8 = 20;

impl Sketch {
    fn of(frame: &Grey<'_>) -> Self {
        let rows = (0..frame.height()).step_by(STRIDE);
        Self {
            width: frame.width(),
            height: frame.height(),
            pixels: rows
                .flat_map(|y| frame.row(y).iter().step_by(STRIDE).copied())
                .collect(),
        }
    }

    /// Whether fewer than one pixel in a thousand differs by more than noise.
    fn resembles(&self, other: &Self) -> bool {
        if (self.width, self.height) != (other.width, other.height) {
            return false;
        }
        let differing = self
            .pixels
            .iter()
            .zip(&other.pixels)
            .filter(|(a, b)| a.abs_diff(**b) > NOISE)
            .count();
        differing * 1_000 < self.pixels.len()
    }
}
