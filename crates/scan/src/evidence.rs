//! Evidence that three finder patterns belong to one symbol, and how many modules it has: cheap tests before a net is laid.

use crate::grey::Grey;
use crate::plane::Spot;
use crate::triple::Triple;

/// Sides in modules the symbol may have, the best supported by the timing patterns first.
///
/// Empty when the three patterns belong to no symbol.
pub(crate) fn sides(frame: &Grey<'_>, triple: &Triple) -> Vec<usize> {
    let estimate = triple.span + 7.0;
    if finders(frame, triple, estimate) < FINDER_GUESS_FLOOR {
        return Vec::new();
    }
    let mut rated: Vec<(f32, usize)> = (1..=40usize)
        .map(|version| 17 + 4 * version)
        .filter(|&side| (side as f32 - estimate).abs() < 0.2 * estimate + 2.0)
        .map(|side| (timing(frame, triple, side), side))
        .filter(|&(rating, side)| {
            rating
                > if side > 45 {
                    LONG_TIMING_FLOOR
                } else {
                    TIMING_FLOOR
                }
        })
        .collect();
    rated.sort_by(|a, b| b.0.total_cmp(&a.0));
    rated
        .into_iter()
        .take(2)
        .map(|(_, side)| side)
        .filter(|&side| finders(frame, triple, side as f32) > FINDER_FLOOR)
        .collect()
}

/// The same while the side is only estimated.
const FINDER_GUESS_FLOOR: f32 = 0.3;
/// Finder patterns below this are none.
const FINDER_FLOOR: f32 = 0.6;

/// Timing patterns below this do not support a side.
const TIMING_FLOOR: f32 = 0.3;

/// The same for long ones, where chance evens out.
const LONG_TIMING_FLOOR: f32 = 0.45;

/// How well the two timing patterns alternate for a symbol of `side` modules: 1 when perfectly, around 0 by chance.
fn timing(frame: &Grey<'_>, triple: &Triple, side: usize) -> f32 {
    let span = (side - 7) as f32;
    let right = (triple.top_right - triple.top_left) * (1.0 / span);
    let down = (triple.bottom_left - triple.top_left) * (1.0 / span);
    let line = |along: Spot, aside: Spot| {
        [-0.8f32, -0.4, 0.0, 0.4, 0.8]
            .into_iter()
            .map(|shift| alternation(frame, triple.top_left + aside * (3.0 + shift), along, side))
            .fold(f32::MIN, f32::max)
    };
    (line(right, down) + line(down, right)) / 2.0
}

/// How well the surroundings of the three centres look like finder patterns of a symbol of `side` modules: 1 when perfectly.
fn finders(frame: &Grey<'_>, triple: &Triple, side: f32) -> f32 {
    let span = side - 7.0;
    let right = (triple.top_right - triple.top_left) * (1.0 / span);
    let down = (triple.bottom_left - triple.top_left) * (1.0 / span);
    let centres = [triple.top_left, triple.top_right, triple.bottom_left];
    let mut sum = 0.0;
    for centre in centres {
        let mut values = [0.0f32; 81];
        for (i, value) in values.iter_mut().enumerate() {
            let (u, v) = ((i % 9) as f32 - 4.0, (i / 9) as f32 - 4.0);
            *value = f32::from(frame.at(centre + right * u + down * v));
        }
        let mean = values.iter().sum::<f32>() / 81.0;
        let (mut agreeing, mut all) = (0.0, 0.0f32);
        for (i, value) in values.iter().enumerate() {
            let ring = (i % 9).abs_diff(4).max((i / 9).abs_diff(4));
            let darker = mean - value;
            agreeing += if matches!(ring, 0 | 1 | 3) {
                darker
            } else {
                -darker
            };
            all += darker.abs();
        }
        sum += agreeing / all.max(1.0);
    }
    sum / 3.0
}

/// Agreement of the modules on a line through a finder pattern's edge with light and dark in turn.
fn alternation(frame: &Grey<'_>, start: Spot, step: Spot, side: usize) -> f32 {
    let at = |i: usize| f32::from(frame.at(start + step * (i as f32)));
    let (mut agreeing, mut all) = (0.0, 0.0);
    let (mut before, mut here) = (at(3), at(4));
    for i in 4..side - 10 {
        let after = at(i + 1);
        let stands_out = 2.0 * here - before - after;
        agreeing += if i % 2 == 0 { stands_out } else { -stands_out };
        all += stands_out.abs();
        (before, here) = (here, after);
    }
    agreeing / all.max(1.0)
}
