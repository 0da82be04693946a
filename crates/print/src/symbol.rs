//! A symbol as the content of a form: one path of whole modules on a white ground.

use card::{QUIET_ZONE, Symbol};

use crate::drawing::{points, rounded};

/// In how many units a module of a symbol is drawn.
const UNITS: i32 = 100;

/// The symbol in pure black with its quiet zone, and how wide and high that is, in millimetres.
pub(crate) fn content(symbol: &Symbol, module: f32) -> (Vec<u8>, f32) {
    let quiet = QUIET_ZONE as f32 * module;
    let side = symbol.size() as f32 * module + 2.0 * quiet;
    let (paper, left) = (points(side), points(quiet));
    let top = rounded(paper - left);
    let unit = points(module) / UNITS as f32;
    let mut content =
        format!("1 g\n0 0 {paper} {paper} re f\n{unit} 0 0 -{unit} {left} {top} cm\n0 g\n");
    for outline in symbol.outlines() {
        let corners: Vec<(i32, i32)> = drawn_in(&outline).collect();
        match corners[..] {
            [(right, top), _, (left, bottom), _] => {
                let (width, height) = (right - left, bottom - top);
                content.push_str(&format!("{left} {top} {width} {height} re\n"));
            }
            _ => polygon(&mut content, &corners),
        }
    }
    content.push_str("f*");
    (content.into_bytes(), side)
}

/// The corners of a symbol's outline, drawn in by a hundredth of a module. A printer paints every
/// dot that an area touches: without this a rounding error makes a module one dot wider.
fn drawn_in(outline: &[(usize, usize)]) -> impl Iterator<Item = (i32, i32)> {
    let corner = |at: usize| {
        let (x, y) = outline[at % outline.len()];
        (x as i32 * UNITS, y as i32 * UNITS)
    };
    // To the right of the way from one corner to the next, one unit long.
    let inwards = move |from: (i32, i32), to: (i32, i32)| {
        (-(to.1 - from.1).signum(), (to.0 - from.0).signum())
    };
    (0..outline.len()).map(move |at| {
        let (before, here) = (corner(at + outline.len() - 1), corner(at));
        let (first, second) = (inwards(before, here), inwards(here, corner(at + 1)));
        (here.0 + first.0 + second.0, here.1 + first.1 + second.1)
    })
}

fn polygon(content: &mut String, corners: &[(i32, i32)]) {
    for (count, (x, y)) in corners.iter().enumerate() {
        let operator = if count == 0 { 'm' } else { 'l' };
        content.push_str(&format!("{x} {y} {operator}\n"));
    }
}
