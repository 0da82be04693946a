//! A code that was read: its text and where it stood.

use crate::plane::Spot;

/// One QR code of a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Code {
    /// The text exactly as encoded, never trimmed.
    pub text: String,
    /// Corners of the symbol in pixels of the image as stored: its own top-left, top-right, bottom-right, bottom-left,
    /// whichever way it is turned in the picture.
    pub corners: [[f32; 2]; 4],
}

impl Code {
    /// Centre of the four corners.
    #[must_use]
    pub fn centre(&self) -> [f32; 2] {
        let [x, y] = self
            .corners
            .iter()
            .fold([0.0, 0.0], |sum, c| [sum[0] + c[0], sum[1] + c[1]]);
        [x / 4.0, y / 4.0]
    }

    /// The code with its corners in a frame `scale` times as large.
    pub(crate) fn scaled(mut self, scale: f32) -> Self {
        for corner in &mut self.corners {
            *corner = corner.map(|v| v * scale);
        }
        self
    }

    /// Whether a spot lies between the corners.
    pub(crate) fn contains(&self, spot: Spot) -> bool {
        let corner = |i: usize| Spot::new(self.corners[i][0], self.corners[i][1]);
        let side = |i: usize| (corner((i + 1) % 4) - corner(i)).cross(spot - corner(i));
        let sides = [side(0), side(1), side(2), side(3)];
        sides.iter().all(|&s| s >= 0.0) || sides.iter().all(|&s| s <= 0.0)
    }

    /// Whether a spot lies well inside the symbol.
    pub(crate) fn surrounds(&self, spot: Spot) -> bool {
        let [x, y] = self.centre();
        (x - spot.x).hypot(y - spot.y) < 0.6 * self.radius()
    }

    /// Whether another code stands in the same place.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        let [[x, y], [u, v]] = [self.centre(), other.centre()];
        self.surrounds(Spot::new(u, v)) || other.surrounds(Spot::new(x, y))
    }

    /// Half of the longer diagonal.
    pub(crate) fn radius(&self) -> f32 {
        let [cx, cy] = self.centre();
        let far = |c: &[f32; 2]| (c[0] - cx).hypot(c[1] - cy);
        self.corners.iter().map(far).fold(0.0, f32::max)
    }
}
