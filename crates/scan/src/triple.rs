//! Three finder patterns that may belong to one symbol.

use crate::plane::Spot;
use crate::stone::Stone;

/// The centres of three finder patterns, in pixels of the frame.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Triple {
    pub(crate) top_left: Spot,
    pub(crate) top_right: Spot,
    pub(crate) bottom_left: Spot,
    /// Length of a module there.
    pub(crate) module: f32,
    /// Modules between neighbouring centres, as the patterns' sizes have it.
    pub(crate) span: f32,
}

impl Triple {
    /// Middle of the symbol.
    pub(crate) fn centre(&self) -> Spot {
        (self.top_right + self.bottom_left) * 0.5
    }
}

/// Neighbours looked at for each stone.
const NEIGHBOURS: usize = 14;

/// Plausible triples, the best first.
pub(crate) fn triples(stones: &[Stone]) -> Vec<Triple> {
    let mut rated: Vec<(f32, Triple)> = Vec::new();
    for corner in stones {
        let mut near: Vec<(f32, &Stone)> = stones
            .iter()
            .filter(|other| {
                other.module < 2.5 * corner.module && corner.module < 2.5 * other.module
            })
            .map(|other| (corner.modules(other.centre - corner.centre).length(), other))
            .filter(|&(distance, _)| (9.0..240.0).contains(&distance))
            .collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0));
        near.truncate(NEIGHBOURS);
        for (i, &(_, a)) in near.iter().enumerate() {
            for &(_, b) in &near[i + 1..] {
                rated.extend(rate(corner, a, b));
            }
        }
    }
    rated.sort_by(|a, b| a.0.total_cmp(&b.0));
    rated.into_iter().map(|(_, triple)| triple).collect()
}

/// How far three stones are from the corners of a square, and the triple they make; `None` when too far.
fn rate(corner: &Stone, a: &Stone, b: &Stone) -> Option<(f32, Triple)> {
    let (to_a, to_b) = (a.centre - corner.centre, b.centre - corner.centre);
    let (ma, mb) = (corner.modules(to_a), corner.modules(to_b));
    let (la, lb) = (ma.length(), mb.length());
    let cosine = ((ma.x * mb.x + ma.y * mb.y) / (la * lb)).abs();
    let span_a = (la * a.modules(to_a).length()).sqrt();
    let span_b = (lb * b.modules(to_b).length()).sqrt();
    let uneven = (span_a / span_b).ln().abs();
    let sizes = [corner.module, a.module, b.module];
    let mean = sizes.iter().sum::<f32>() / 3.0;
    let spread = sizes
        .iter()
        .map(|s| (s / mean).ln().abs())
        .fold(0.0, f32::max);
    let span = (span_a * span_b).sqrt();
    if cosine > 0.5 || uneven > 0.5 || spread > 0.8 || !(11.0..200.0).contains(&span) {
        return None;
    }
    let (right, down) = if to_a.cross(to_b) > 0.0 {
        (a, b)
    } else {
        (b, a)
    };
    let triple = Triple {
        top_left: corner.centre,
        top_right: right.centre,
        bottom_left: down.centre,
        module: mean,
        span,
    };
    // Of two possible partners the nearer one is the likelier.
    let far = (span / 14.0).ln().max(0.0) * 0.15;
    Some((cosine + uneven + 0.5 * spread + far, triple))
}
