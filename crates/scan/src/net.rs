//! A net over a symbol: a flat map and a lattice of displacements that is pulled into place.

use rxing::qrcode::common::VersionRef;

use crate::function_pattern::FunctionPattern;
use crate::patch::Patch;
use crate::payload::Modules;
use crate::plane::{Perspective, Spot};

/// What each module must be: 1 dark, -1 light, 0 either.
pub(crate) struct Expected {
    pub(crate) side: usize,
    pub(crate) sign: Vec<i8>,
    /// Rows and columns of alignment patterns.
    pub(crate) alignments: Vec<usize>,
}

impl Expected {
    pub(crate) fn new(side: usize, version: VersionRef) -> Self {
        let pattern = FunctionPattern::new(side, version);
        let sign = (0..side * side)
            .map(|i| pattern.expected(i % side, i / side))
            .collect();
        let alignments = version
            .getAlignmentPatternCenters()
            .iter()
            .map(|&c| c as usize)
            .collect();
        Self {
            side,
            sign,
            alignments,
        }
    }
}

/// What a module of this darkness is worth.
pub(crate) fn credit(value: f32, sign: i8) -> f32 {
    if sign == 0 {
        value.abs()
    } else {
        2.0 * value * f32::from(sign)
    }
}

/// A lattice of displacements on top of a flat map.
pub(crate) struct Net {
    side: usize,
    knots: usize,
    /// Flat place of every module's centre.
    flat: Vec<Spot>,
    /// Displacement of each knot, in pixels of the patch.
    shifts: Vec<Spot>,
    map: Perspective,
    module: f32,
}

const KNOT_MODULES: f32 = 5.0;

impl Net {
    pub(crate) fn new(map: &Perspective, side: usize) -> Self {
        let knots = (side as f32 / KNOT_MODULES).round() as usize + 1;
        let flat: Vec<Spot> = (0..side * side)
            .map(|i| map.map(Spot::new((i % side) as f32 + 0.5, (i / side) as f32 + 0.5)))
            .collect();
        let module = (flat[side - 1] - flat[0]).length() / (side - 1) as f32;
        Self {
            side,
            knots,
            flat,
            shifts: vec![Spot::default(); knots * knots],
            map: *map,
            module,
        }
    }

    fn spacing(&self) -> f32 {
        self.side as f32 / (self.knots - 1) as f32
    }

    /// Displacement at a spot given in modules.
    fn shift(&self, at: Spot) -> Spot {
        let limit = (self.knots - 1) as f32 - 0.001;
        let u = (at.x / self.spacing()).clamp(0.0, limit);
        let v = (at.y / self.spacing()).clamp(0.0, limit);
        let (column, row) = (u as usize, v as usize);
        let (fu, fv) = (u - column as f32, v - row as f32);
        let i = row * self.knots + column;
        let upper = self.shifts[i] * (1.0 - fu) + self.shifts[i + 1] * fu;
        let lower = self.shifts[i + self.knots] * (1.0 - fu) + self.shifts[i + self.knots + 1] * fu;
        upper * (1.0 - fv) + lower * fv
    }

    /// Where a spot given in modules lies in the patch.
    pub(crate) fn place(&self, at: Spot) -> Spot {
        self.map.map(at) + self.shift(at)
    }

    /// The darkness of every module.
    pub(crate) fn sample(&self, patch: &Patch) -> Modules {
        let dark = (0..self.side * self.side)
            .map(|i| {
                let at = Spot::new((i % self.side) as f32 + 0.5, (i / self.side) as f32 + 0.5);
                patch.at(self.flat[i] + self.shift(at)) as i8
            })
            .collect();
        Modules {
            side: self.side,
            dark,
        }
    }

    /// Pulls every knot to where the modules around it are clearest, from the finder patterns outwards.
    pub(crate) fn pull(&mut self, patch: &Patch, expected: &Expected) {
        let order = self.order();
        let mut settled = vec![false; self.shifts.len()];
        for (sweep, reach) in [0.45f32, 0.3, 0.2, 0.1].into_iter().enumerate() {
            for &knot in &order {
                if sweep == 0 && !settled[knot] {
                    self.shifts[knot] = self
                        .around(knot, |other| settled[other])
                        .unwrap_or_default();
                    settled[knot] = true;
                }
                for _ in 0..2 {
                    if !self.nudge(knot, reach * self.module, patch, expected) {
                        break;
                    }
                }
            }
        }
    }

    /// Knots by their distance from the nearest finder pattern.
    fn order(&self) -> Vec<usize> {
        let last = (self.knots - 1) as isize;
        let distance = |knot: usize| {
            let (x, y) = ((knot % self.knots) as isize, (knot / self.knots) as isize);
            [(0, 0), (last, 0), (0, last)]
                .into_iter()
                .map(|(cx, cy)| (x - cx).pow(2) + (y - cy).pow(2))
                .min()
        };
        let mut order: Vec<usize> = (0..self.shifts.len()).collect();
        order.sort_by_key(|&knot| distance(knot));
        order
    }

    /// Mean shift of the neighbours that count.
    fn around(&self, knot: usize, counts: impl Fn(usize) -> bool) -> Option<Spot> {
        let (x, y) = (knot % self.knots, knot / self.knots);
        let (mut sum, mut number) = (Spot::default(), 0.0);
        for ny in y.saturating_sub(1)..=(y + 1).min(self.knots - 1) {
            for nx in x.saturating_sub(1)..=(x + 1).min(self.knots - 1) {
                let other = ny * self.knots + nx;
                if other != knot && counts(other) {
                    sum = sum + self.shifts[other];
                    number += 1.0;
                }
            }
        }
        (number > 0.0).then(|| sum * (1.0 / number))
    }

    /// Tries the eight steps of `reach` pixels around a knot's place; answers whether one was better.
    fn nudge(&mut self, knot: usize, reach: f32, patch: &Patch, expected: &Expected) -> bool {
        let start = self.shifts[knot];
        let rest = self.around(knot, |_| true).unwrap_or_default();
        let stiffness = STIFFNESS / (self.module * self.module);
        let moved = self.moved(knot, expected);
        let rate = |shift: Spot| {
            let strain = (shift - rest).length();
            clarity(&moved, shift, patch) - stiffness * strain * strain
        };
        let (mut best, mut best_rate) = (start, rate(start));
        for (dx, dy) in STEPS {
            let shift = start + Spot::new(dx, dy) * reach;
            let rated = rate(shift);
            if rated > best_rate {
                (best, best_rate) = (shift, rated);
            }
        }
        self.shifts[knot] = best;
        best != start
    }

    /// The modules a knot moves.
    fn moved(&mut self, knot: usize, expected: &Expected) -> Vec<Moved> {
        let spacing = self.spacing();
        let (kx, ky) = (knot % self.knots, knot / self.knots);
        let range = |k: usize| {
            let centre = k as f32 * spacing;
            let low = (centre - spacing).max(0.0) as usize;
            low..((centre + spacing).ceil() as usize).min(self.side)
        };
        let hat = |at: f32, k: usize| (1.0 - (at / spacing - k as f32).abs()).max(0.0);
        let own = std::mem::take(&mut self.shifts[knot]);
        let mut moved = Vec::with_capacity(128);
        for y in range(ky) {
            for x in range(kx) {
                let i = y * self.side + x;
                let at = Spot::new(x as f32 + 0.5, y as f32 + 0.5);
                moved.push(Moved {
                    rest: self.flat[i] + self.shift(at),
                    weight: hat(at.x, kx) * hat(at.y, ky),
                    sign: expected.sign[i],
                });
            }
        }
        self.shifts[knot] = own;
        moved
    }
}

/// A module and how much of one knot's displacement it follows.
struct Moved {
    rest: Spot,
    weight: f32,
    sign: i8,
}

/// Mean credit of the modules when their knot is displaced by `shift`.
fn clarity(moved: &[Moved], shift: Spot, patch: &Patch) -> f32 {
    let sum: f32 = moved
        .iter()
        .map(|module| credit(patch.at(module.rest + shift * module.weight), module.sign))
        .sum();
    sum / moved.len() as f32
}

const STEPS: [(f32, f32); 8] = [
    (-1.0, -1.0),
    (0.0, -1.0),
    (1.0, -1.0),
    (-1.0, 0.0),
    (1.0, 0.0),
    (-1.0, 1.0),
    (0.0, 1.0),
    (1.0, 1.0),
];

/// Loss of clarity a knot accepts before it parts by a module from its neighbours.
const STIFFNESS: f32 = 20.0;
