//! Stones: the dark squares inside finder patterns, known by their shape and the light ring around them from any side.

use rxing::common::BitMatrix;

use crate::plane::Spot;

/// A dark blob that may be the middle of a finder pattern.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stone {
    pub(crate) centre: Spot,
    /// Length of a module there, the square root of its area.
    pub(crate) module: f32,
    /// Takes a step in pixels to one in which the stone is a regular square three modules wide, turned somehow.
    upright: [f32; 4],
}

impl Stone {
    /// A step in pixels, measured in this stone's modules.
    pub(crate) fn modules(&self, step: Spot) -> Spot {
        let [a, b, c, d] = self.upright;
        Spot::new(a * step.x + b * step.y, c * step.x + d * step.y)
    }

    /// The step in pixels for one in this stone's modules.
    fn pixels(&self, step: Spot) -> Spot {
        let [a, b, c, d] = self.upright;
        let area = a * d - b * c;
        Spot::new(
            (d * step.x - b * step.y) / area,
            (a * step.y - c * step.x) / area,
        )
    }
}

/// More than this many are noise, whose grains are small.
const MOST: usize = 400;

/// The stones of a black-and-white frame, the largest first.
pub(crate) fn stones(bits: &BitMatrix) -> Vec<Stone> {
    let frame = Frame { bits };
    let mut found: Vec<Stone> = blobs(&frame)
        .iter()
        .filter_map(Blob::stone)
        .filter(|stone| ringed(&frame, stone))
        .collect();
    found.sort_by(|a, b| b.module.total_cmp(&a.module));
    found.truncate(MOST);
    found
}

struct Frame<'a> {
    bits: &'a BitMatrix,
}

impl Frame<'_> {
    fn is_dark(&self, spot: Spot) -> bool {
        spot.x >= 0.0
            && spot.y >= 0.0
            && (spot.x as u32) < self.bits.width()
            && (spot.y as u32) < self.bits.height()
            && self.bits.get(spot.x as u32, spot.y as u32)
    }

    /// Dark runs of a row as start and end.
    fn runs(&self, y: u32, runs: &mut Vec<(u32, u32)>) {
        runs.clear();
        let row = self.bits.getRow(y);
        let width = self.bits.width() as usize;
        let mut x = row.getNextSet(0);
        while x < width {
            let end = row.getNextUnset(x).min(width);
            runs.push((x as u32, end as u32));
            x = row.getNextSet(end);
        }
    }
}

/// Moments of a connected dark area.
#[derive(Debug, Clone, Copy, Default)]
struct Blob {
    area: f64,
    x: f64,
    y: f64,
    xx: f64,
    xy: f64,
    yy: f64,
}

impl Blob {
    fn add_run(&mut self, start: u32, end: u32, row: u32) {
        let (first, count, y) = (
            f64::from(start) + 0.5,
            f64::from(end - start),
            f64::from(row) + 0.5,
        );
        let sum = count * (first + (count - 1.0) / 2.0);
        let squares = count * first * first
            + first * count * (count - 1.0)
            + (count - 1.0) * count * (2.0 * count - 1.0) / 6.0;
        self.area += count;
        self.x += sum;
        self.y += count * y;
        self.xx += squares;
        self.xy += sum * y;
        self.yy += count * y * y;
    }

    fn join(&mut self, other: &Self) {
        self.area += other.area;
        self.x += other.x;
        self.y += other.y;
        self.xx += other.xx;
        self.xy += other.xy;
        self.yy += other.yy;
    }

    /// The stone this blob is when it has the moments of a parallelogram; a disc is near enough.
    fn stone(&self) -> Option<Stone> {
        if self.area < 6.0 {
            return None;
        }
        let (x, y) = (self.x / self.area, self.y / self.area);
        // A pixel is itself a little square.
        let xx = self.xx / self.area - x * x + 1.0 / 12.0;
        let yy = self.yy / self.area - y * y + 1.0 / 12.0;
        let xy = self.xy / self.area - x * y;
        let det = xx * yy - xy * xy;
        if det <= 0.0 {
            return None;
        }
        let fullness = self.area / (12.0 * det.sqrt());
        let trace = xx + yy;
        let slant = (trace + (trace * trace - 4.0 * det).max(0.0).sqrt()) / (2.0 * det.sqrt());
        if !(0.8..1.15).contains(&fullness) || slant > 5.0 {
            return None;
        }
        // Inverse square root of the covariance; a square three modules wide has a variance of 9/12.
        let root = det.sqrt();
        let t = (trace + 2.0 * root).sqrt();
        let scale = (0.75f64).sqrt() / (root * t);
        Some(Stone {
            centre: Spot::new(x as f32, y as f32),
            module: ((self.area / 9.0) as f32).sqrt(),
            upright: [
                ((yy + root) * scale) as f32,
                (-xy * scale) as f32,
                (-xy * scale) as f32,
                ((xx + root) * scale) as f32,
            ],
        })
    }
}

/// Dark runs of one row, and the blob each belongs to.
#[derive(Default)]
struct Row {
    runs: Vec<(u32, u32)>,
    labels: Vec<u32>,
}

/// Dark areas connected by the edges of their pixels.
fn blobs(frame: &Frame<'_>) -> Vec<Blob> {
    let mut forest = Forest::default();
    let (mut above, mut row) = (Row::default(), Row::default());
    for y in 0..frame.bits.height() {
        frame.runs(y, &mut row.runs);
        row.labels.clear();
        let mut first = 0;
        for &(start, end) in &row.runs {
            while first < above.runs.len() && above.runs[first].1 <= start {
                first += 1;
            }
            let touching = above.runs[first..]
                .iter()
                .take_while(|run| run.0 < end)
                .count();
            let label = above.labels[first..first + touching]
                .iter()
                .copied()
                .reduce(|a, b| forest.unite(a, b))
                .unwrap_or_else(|| forest.plant());
            let label = forest.root(label);
            forest.blobs[label as usize].add_run(start, end, y);
            row.labels.push(label);
        }
        std::mem::swap(&mut above, &mut row);
    }
    forest.into_blobs()
}

/// Blobs that turn out to be one are united under the older label.
#[derive(Default)]
struct Forest {
    parents: Vec<u32>,
    blobs: Vec<Blob>,
}

impl Forest {
    fn plant(&mut self) -> u32 {
        let label = self.parents.len() as u32;
        self.parents.push(label);
        self.blobs.push(Blob::default());
        label
    }

    fn root(&mut self, mut label: u32) -> u32 {
        while self.parents[label as usize] != label {
            let up = self.parents[self.parents[label as usize] as usize];
            self.parents[label as usize] = up;
            label = up;
        }
        label
    }

    fn unite(&mut self, a: u32, b: u32) -> u32 {
        let (a, b) = (self.root(a), self.root(b));
        let (keep, give) = (a.min(b), a.max(b));
        if keep != give {
            let given = self.blobs[give as usize];
            self.blobs[keep as usize].join(&given);
            self.parents[give as usize] = keep;
        }
        keep
    }

    fn into_blobs(self) -> Vec<Blob> {
        (0u32..)
            .zip(self.parents.iter().zip(self.blobs))
            .filter(|&(label, (&parent, _))| parent == label)
            .map(|(_, (_, blob))| blob)
            .collect()
    }
}

const DIRECTIONS: usize = 24;

/// Whether a light ring surrounds the stone nearly everywhere, and a dark one around that for the most part.
fn ringed(frame: &Frame<'_>, stone: &Stone) -> bool {
    let (mut light, mut dark) = (0, 0);
    for i in 0..DIRECTIONS {
        let angle = i as f32 * std::f32::consts::TAU / DIRECTIONS as f32;
        let step = stone.pixels(Spot::new(angle.cos(), angle.sin()));
        let (gap, ring) = profile(frame, stone.centre, step);
        light += usize::from(gap);
        dark += usize::from(gap && ring);
    }
    light * 10 >= DIRECTIONS * 8 && dark * 10 >= DIRECTIONS * 5
}

/// Walks outwards; `step` is one module. Answers whether light follows the stone at the right distance, and dark that.
fn profile(frame: &Frame<'_>, centre: Spot, step: Spot) -> (bool, bool) {
    let at = |tenths: i32| frame.is_dark(centre + step * (tenths as f32 * 0.1));
    let Some(edge) = (8..30).find(|&t| !at(t)) else {
        return (false, false);
    };
    if edge < 10 {
        return (false, false);
    }
    let Some(ring) = (edge..56).find(|&t| at(t)) else {
        return (true, false);
    };
    let ratio = ring as f32 / edge as f32;
    ((ring - edge) * 10 >= edge * 3, (1.3..2.2).contains(&ratio))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn painted(side: u32, is_dark: impl Fn(f32, f32) -> bool) -> BitMatrix {
        let mut bits = BitMatrix::with_single_dimension(side).unwrap();
        for y in 0..side {
            for x in 0..side {
                if is_dark(x as f32 + 0.5, y as f32 + 0.5) {
                    bits.set(x, y);
                }
            }
        }
        bits
    }

    fn finder(u: f32, v: f32) -> bool {
        let ring = u.abs().max(v.abs());
        ring < 1.5 || (2.5..3.5).contains(&ring)
    }

    #[test]
    fn a_finder_pattern_is_found_turned_and_slanted() {
        for degrees in (0..90).step_by(15) {
            let (sin, cos) = (degrees as f32).to_radians().sin_cos();
            let bits = painted(120, |x, y| {
                let (x, y) = ((x - 60.0) / 4.0, (y - 57.0) / 9.0);
                finder(x * cos + y * sin, y * cos - x * sin)
            });
            let found = stones(&bits);
            assert_eq!(found.len(), 1, "{degrees}");
            assert!((found[0].centre - Spot::new(60.0, 57.0)).length() < 0.6);
            assert!((found[0].module - 6.0).abs() < 0.4, "{}", found[0].module);
        }
    }

    #[test]
    fn a_lone_square_is_no_finder_pattern() {
        let bits = painted(60, |x, y| {
            (20.0..40.0).contains(&x) && (20.0..40.0).contains(&y)
        });
        assert!(stones(&bits).is_empty());
    }
}
