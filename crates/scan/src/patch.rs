//! The neighbourhood of a symbol, cut out and evened: how dark each place is for where it is.

use crate::filter;
use crate::grey::{Grey, GreyFrame};
use crate::plane::Spot;
use crate::resize;
use crate::triple::Triple;

/// The neighbourhood of a symbol as signed darkness, a module being a few pixels.
pub(crate) struct Patch {
    width: usize,
    height: usize,
    dark: Vec<i8>,
    origin: Spot,
    scale: f32,
}

const MODULE_PIXELS: f32 = 5.0;

impl Patch {
    /// Cuts the patch out; `None` when next to nothing of it lies in the frame.
    pub(crate) fn cut(frame: &Grey<'_>, triple: &Triple) -> Option<Self> {
        let opposite = triple.top_right + triple.bottom_left - triple.top_left;
        let spots = [
            triple.top_left,
            triple.top_right,
            triple.bottom_left,
            opposite,
        ];
        let margin = 10.0 * triple.module + 0.15 * (opposite - triple.top_left).length();
        let low = |pick: fn(&Spot) -> f32| spots.iter().map(pick).fold(f32::MAX, f32::min) - margin;
        let high =
            |pick: fn(&Spot) -> f32| spots.iter().map(pick).fold(f32::MIN, f32::max) + margin;
        let left = low(|s| s.x).max(0.0) as usize;
        let top = low(|s| s.y).max(0.0) as usize;
        let right = (high(|s| s.x).max(0.0) as usize).min(frame.width());
        let bottom = (high(|s| s.y).max(0.0) as usize).min(frame.height());
        if right < left + 21 || bottom < top + 21 {
            return None;
        }
        let cropped = resize::crop(frame, left, top, right - left, bottom - top);
        let factor = (triple.module / MODULE_PIXELS).max(1.0);
        let (width, height) = (
            ((right - left) as f32 / factor) as usize,
            ((bottom - top) as f32 / factor) as usize,
        );
        let reduced = if factor > 1.2 {
            resize::reduce(&cropped.as_grey(), width.max(1), height.max(1))
        } else {
            cropped
        };
        let scale = (right - left) as f32 / reduced.as_grey().width() as f32;
        let module = triple.module / scale;
        Some(Self {
            width: reduced.as_grey().width(),
            height: reduced.as_grey().height(),
            dark: darkness(&reduced, module),
            origin: Spot::new(left as f32, top as f32),
            scale,
        })
    }

    /// A triple of the frame, in pixels of the patch.
    pub(crate) fn inside(&self, triple: &Triple) -> Triple {
        let inside = |s: Spot| (s - self.origin) * (1.0 / self.scale);
        Triple {
            top_left: inside(triple.top_left),
            top_right: inside(triple.top_right),
            bottom_left: inside(triple.bottom_left),
            module: triple.module / self.scale,
            span: triple.span,
        }
    }

    /// A spot of the patch, in pixels of the frame.
    pub(crate) fn outside(&self, spot: Spot) -> [f32; 2] {
        let spot = spot * self.scale + self.origin;
        [spot.x, spot.y]
    }

    /// Darkness at a spot, positive for dark, between the four pixels around it; 0 outside.
    pub(crate) fn at(&self, spot: Spot) -> f32 {
        let (x, y) = (spot.x - 0.5, spot.y - 0.5);
        if !(x >= 0.0 && y >= 0.0) {
            return 0.0;
        }
        let (column, row) = (x as usize, y as usize);
        if column + 1 >= self.width || row + 1 >= self.height {
            return 0.0;
        }
        let (fx, fy) = (x - column as f32, y - row as f32);
        let i = row * self.width + column;
        let (a, b) = (
            &self.dark[i..i + 2],
            &self.dark[i + self.width..i + self.width + 2],
        );
        let upper = f32::from(a[0]) + fx * (f32::from(a[1]) - f32::from(a[0]));
        let lower = f32::from(b[0]) + fx * (f32::from(b[1]) - f32::from(b[0]));
        upper + fy * (lower - upper)
    }
}

/// How much darker each pixel is than its surroundings, in parts of what is usual there.
fn darkness(frame: &GreyFrame, module: f32) -> Vec<i8> {
    let grey = frame.as_grey();
    let radius = ((module * 5.0) as usize).max(4);
    let smooth = ((module * 0.3).round() as usize).min(4);
    let means = filter::mean(&grey, radius);
    let blurred = filter::mean(&grey, smooth);
    let deviations: Vec<u8> = grey
        .pixels()
        .iter()
        .zip(&means)
        .map(|(&p, &m)| p.abs_diff(m))
        .collect();
    let deviations = GreyFrame::same_size(&grey, deviations);
    let usual = filter::mean(&deviations.as_grey(), radius);
    blurred
        .iter()
        .zip(means.iter().zip(&usual))
        .map(|(&pixel, (&mean, &usual))| {
            let darker = (i32::from(mean) - i32::from(pixel)) * 64;
            (darker / i32::from(usual).max(3)).clamp(-126, 126) as i8
        })
        .collect()
}
