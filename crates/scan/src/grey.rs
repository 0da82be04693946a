//! Grey frames: the one form of picture every stage reads and makes.

use crate::plane::Spot;

/// A borrowed luma frame: rows from the top, one byte a pixel, no padding.
#[derive(Debug, Clone, Copy)]
pub struct Grey<'a> {
    width: usize,
    height: usize,
    pixels: &'a [u8],
}

impl<'a> Grey<'a> {
    /// Wraps `pixels`; `None` when either side is zero or the length is not `width × height`.
    #[must_use]
    pub fn new(width: usize, height: usize, pixels: &'a [u8]) -> Option<Self> {
        let area = width.checked_mul(height)?;
        (area > 0 && area == pixels.len()).then_some(Self {
            width,
            height,
            pixels,
        })
    }

    /// Width in pixels, at least one.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Height in pixels, at least one.
    #[must_use]
    pub fn height(&self) -> usize {
        self.height
    }

    /// All pixels, row by row.
    #[must_use]
    pub fn pixels(&self) -> &'a [u8] {
        self.pixels
    }

    /// The pixel under a spot, or the nearest one inside.
    pub(crate) fn at(&self, spot: Spot) -> u8 {
        let x = (spot.x.max(0.0) as usize).min(self.width - 1);
        let y = (spot.y.max(0.0) as usize).min(self.height - 1);
        self.pixels[y * self.width + x]
    }

    /// One row of pixels.
    ///
    /// # Panics
    /// When `y` is not below the height.
    #[must_use]
    pub fn row(&self, y: usize) -> &'a [u8] {
        &self.pixels[y * self.width..(y + 1) * self.width]
    }
}

/// An owned luma frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GreyFrame {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl GreyFrame {
    /// Takes `pixels`; `None` when either side is zero or the length is not `width × height`.
    #[must_use]
    pub fn new(width: usize, height: usize, pixels: Vec<u8>) -> Option<Self> {
        Grey::new(width, height, &pixels)?;
        Some(Self {
            width,
            height,
            pixels,
        })
    }

    /// The frame, borrowed.
    #[must_use]
    pub fn as_grey(&self) -> Grey<'_> {
        Grey {
            width: self.width,
            height: self.height,
            pixels: &self.pixels,
        }
    }

    /// Gives the pixels away, row by row.
    #[must_use]
    pub fn into_pixels(self) -> Vec<u8> {
        self.pixels
    }

    /// A frame of the same size as `like`, made by a filter that keeps the number of pixels.
    pub(crate) fn same_size(like: &Grey<'_>, pixels: Vec<u8>) -> Self {
        debug_assert_eq!(pixels.len(), like.pixels.len());
        Self {
            width: like.width,
            height: like.height,
            pixels,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_whose_length_lies_is_refused() {
        assert!(Grey::new(3, 2, &[0; 5]).is_none());
        assert!(Grey::new(0, 0, &[]).is_none());
        assert!(Grey::new(usize::MAX, 2, &[0; 2]).is_none());
        assert!(GreyFrame::new(2, 2, vec![0; 4]).is_some());
    }
}
