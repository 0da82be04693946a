//! The third sampler: a net laid over a symbol and pulled into place, for bent, crumpled, slanted and smeared ones.

use rxing::qrcode::common::Version;

use crate::code::Code;
use crate::grey::Grey;
use crate::net::{Expected, Net, credit};
use crate::patch::Patch;
use crate::payload;
use crate::plane::{Perspective, Spot};
use crate::triple::Triple;

/// Reads the symbol the three patterns belong to, which has one of the `sides`.
pub(crate) fn read(frame: &Grey<'_>, triple: &Triple, sides: &[usize]) -> Option<Code> {
    let patch = Patch::cut(frame, triple)?;
    let triple = patch.inside(triple);
    sides
        .iter()
        .find_map(|&side| read_side(&patch, &triple, side))
}

fn read_side(patch: &Patch, triple: &Triple, side: usize) -> Option<Code> {
    let version = Version::getProvisionalVersionForDimension(side as u32).ok()?;
    let expected = Expected::new(side, version);
    for map in flat_maps(patch, triple, &expected) {
        if function_agreement(patch, &map, &expected) < FUNCTION_FLOOR {
            continue;
        }
        let mut net = Net::new(&map, side);
        let found = payload::read(&net.sample(patch)).or_else(|| {
            net.pull(patch, &expected);
            payload::read(&net.sample(patch))
        });
        if let Some(payload) = found {
            let ends = [(0, 0), (1, 0), (1, 1), (0, 1)];
            let corners = ends.map(|(x, y)| {
                patch.outside(net.place(Spot::new((x * side) as f32, (y * side) as f32)))
            });
            return Some(payload.placed(corners));
        }
    }
    None
}

/// Perspective maps from modules to the patch, the most likely first.
fn flat_maps(patch: &Patch, triple: &Triple, expected: &Expected) -> Vec<Perspective> {
    let side = expected.side as f32;
    let far = side - 3.5;
    let centres = [triple.top_left, triple.top_right, triple.bottom_left];
    let opposite = triple.top_right + triple.bottom_left - triple.top_left;
    let right = (triple.top_right - triple.top_left) * (1.0 / (side - 7.0));
    let down = (triple.bottom_left - triple.top_left) * (1.0 / (side - 7.0));
    let map_with = |fourth: Spot| {
        let from = [(3.5, 3.5), (far, 3.5), (far, far), (3.5, far)].map(|(x, y)| Spot::new(x, y));
        Perspective::between(from, [centres[0], centres[1], fourth, centres[2]])
    };
    let reach = (expected.side as f32 / 6.0).clamp(3.0, 8.0);
    let steps = (reach / 0.75) as i32;
    let mut rated = Vec::new();
    for i in -steps..=steps {
        for j in -steps..=steps {
            let fourth = opposite + right * (i as f32 * 0.75) + down * (j as f32 * 0.75);
            let Some(map) = map_with(fourth) else {
                continue;
            };
            let nearness = 1.0 - 0.01 * (i * i + j * j) as f32 / reach;
            rated.push((corner_agreement(patch, &map, expected) * nearness, fourth));
        }
    }
    rated.sort_by(|a, b| b.0.total_cmp(&a.0));
    rated.truncate(6);
    let mut maps: Vec<(f32, Perspective)> = rated
        .into_iter()
        .map(|(_, fourth)| fourth)
        .chain([opposite])
        .filter_map(map_with)
        .map(|map| (agreement(patch, &map, expected), map))
        .collect();
    maps.sort_by(|a, b| b.0.total_cmp(&a.0));
    maps.truncate(2);
    maps.into_iter().map(|(_, map)| map).collect()
}

/// Agreement around the corner without a finder pattern: its alignment pattern, or plain contrast in version 1.
fn corner_agreement(patch: &Patch, map: &Perspective, expected: &Expected) -> f32 {
    let side = expected.side;
    let (low, high) = match expected.alignments.last() {
        Some(&centre) => (centre - 2, centre + 3),
        None => (side - 8, side),
    };
    module_sum(patch, map, expected, low..high, low..high)
}

fn agreement(patch: &Patch, map: &Perspective, expected: &Expected) -> f32 {
    module_sum(patch, map, expected, 0..expected.side, 0..expected.side)
}

fn module_sum(
    patch: &Patch,
    map: &Perspective,
    expected: &Expected,
    columns: std::ops::Range<usize>,
    rows: std::ops::Range<usize>,
) -> f32 {
    let mut sum = 0.0;
    for y in rows {
        for x in columns.clone() {
            let value = patch.at(map.map(Spot::new(x as f32 + 0.5, y as f32 + 0.5)));
            sum += credit(value, expected.sign[y * expected.side + x]);
        }
    }
    sum
}

/// Mean darkness of the modules that must be dark and lightness of those that must be light.
fn function_agreement(patch: &Patch, map: &Perspective, expected: &Expected) -> f32 {
    let (mut sum, mut n) = (0.0, 0.0);
    for i in 0..expected.sign.len() {
        if expected.sign[i] != 0 {
            let at = Spot::new(
                (i % expected.side) as f32 + 0.5,
                (i / expected.side) as f32 + 0.5,
            );
            sum += patch.at(map.map(at)) * f32::from(expected.sign[i]);
            n += 1.0;
        }
    }
    sum / n
}

/// Mean darkness of function modules, of 126, below which a flat map lies beside the symbol.
const FUNCTION_FLOOR: f32 = 35.0;
