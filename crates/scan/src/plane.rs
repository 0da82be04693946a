//! Plane geometry: points, and the perspective map from modules to pixels.

/// A point or a step, in pixels or in modules.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Spot {
    pub(crate) x: f32,
    pub(crate) y: f32,
}

impl Spot {
    pub(crate) fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    pub(crate) fn length(self) -> f32 {
        self.x.hypot(self.y)
    }

    pub(crate) fn cross(self, other: Self) -> f32 {
        self.x * other.y - self.y * other.x
    }
}

impl std::ops::Add for Spot {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y)
    }
}

impl std::ops::Sub for Spot {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }
}

impl std::ops::Mul<f32> for Spot {
    type Output = Self;
    fn mul(self, factor: f32) -> Self {
        Self::new(self.x * factor, self.y * factor)
    }
}

/// A perspective map of the plane.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Perspective {
    a: [f32; 9],
}

impl Perspective {
    /// The map that takes four spots to four others; `None` when three of either lie on a line.
    pub(crate) fn between(from: [Spot; 4], to: [Spot; 4]) -> Option<Self> {
        let back = Self::from_unit_square(from)?.adjugate();
        let map = Self::from_unit_square(to)?.after(&back);
        let scale = map.a[8];
        (scale.abs() > f32::EPSILON).then(|| Self {
            a: map.a.map(|v| v / scale),
        })
    }

    /// The unit square's corners, in turn around it, go to the spots.
    fn from_unit_square(to: [Spot; 4]) -> Option<Self> {
        let [p0, p1, p2, p3] = to;
        let d1 = p1 - p2;
        let d2 = p3 - p2;
        let d3 = p0 - p1 + p2 - p3;
        let area = d1.cross(d2);
        if area.abs() < 1e-6 {
            return None;
        }
        let g = d3.cross(d2) / area;
        let h = d1.cross(d3) / area;
        Some(Self {
            a: [
                p1.x - p0.x + g * p1.x,
                p3.x - p0.x + h * p3.x,
                p0.x,
                p1.y - p0.y + g * p1.y,
                p3.y - p0.y + h * p3.y,
                p0.y,
                g,
                h,
                1.0,
            ],
        })
    }

    fn adjugate(&self) -> Self {
        let [a, b, c, d, e, f, g, h, i] = self.a;
        Self {
            a: [
                e * i - f * h,
                c * h - b * i,
                b * f - c * e,
                f * g - d * i,
                a * i - c * g,
                c * d - a * f,
                d * h - e * g,
                b * g - a * h,
                a * e - b * d,
            ],
        }
    }

    fn after(&self, first: &Self) -> Self {
        let mut a = [0.0; 9];
        for (i, value) in a.iter_mut().enumerate() {
            let (row, column) = (i / 3 * 3, i % 3);
            *value = (0..3)
                .map(|k| self.a[row + k] * first.a[3 * k + column])
                .sum();
        }
        Self { a }
    }

    /// Where a spot goes.
    pub(crate) fn map(&self, p: Spot) -> Spot {
        let a = &self.a;
        let w = a[6] * p.x + a[7] * p.y + a[8];
        let w = if w.abs() < 1e-9 { 1e-9 } else { w };
        Spot::new(
            (a[0] * p.x + a[1] * p.y + a[2]) / w,
            (a[3] * p.x + a[4] * p.y + a[5]) / w,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_spots_go_where_they_should() {
        let from =
            [(3.5, 3.5), (33.5, 3.5), (30.5, 30.5), (3.5, 33.5)].map(|(x, y)| Spot::new(x, y));
        let to = [(100.0, 80.0), (240.0, 95.0), (220.0, 260.0), (90.0, 230.0)]
            .map(|(x, y)| Spot::new(x, y));
        let map = Perspective::between(from, to).unwrap();
        for (a, b) in from.into_iter().zip(to) {
            assert!(
                (map.map(a) - b).length() < 0.01,
                "{a:?} {:?} {b:?}",
                map.map(a)
            );
        }
    }

    #[test]
    fn spots_on_a_line_make_no_map() {
        let line = [0.0, 1.0, 2.0, 3.0].map(|x| Spot::new(x, x));
        let square = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(|(x, y)| Spot::new(x, y));
        assert!(Perspective::between(square, line).is_none());
    }
}
