//! What is drawn rather than set: emblem, silhouette, ground, and the colours of the card.

use crate::drawing::{Drawing, Ink, Point, Step, circle};

/// The one blue of the card.
pub(crate) const BLUE: Ink = Ink(0.071, 0.200, 0.373);
/// Blue on blue: small words on a band.
pub(crate) const MIST: Ink = Ink(0.780, 0.843, 0.914);
/// Nearly white: what lies below a photo that is not there.
pub(crate) const HAZE: Ink = Ink(0.925, 0.945, 0.969);
/// The lines of the ground; a printer just shows them.
pub(crate) const FAINT: Ink = Ink(0.914, 0.937, 0.965);
/// Words that are read.
pub(crate) const TEXT: Ink = Ink(0.090, 0.110, 0.145);
/// Words that say what the others are.
pub(crate) const LABEL: Ink = Ink(0.420, 0.455, 0.510);
/// Hairlines.
pub(crate) const RULE: Ink = Ink(0.780, 0.812, 0.855);
/// The emblem's red; nothing else has it.
const VERMILION: Ink = Ink(0.800, 0.153, 0.110);

/// A heart with a check mark in it, on a white disc of this radius.
pub(crate) fn emblem(drawing: &mut Drawing, (x, y): Point, radius: f32) {
    drawing.fill(&circle((x, y), radius), Ink::WHITE);
    let r = radius;
    let at = |dx: f32, dy: f32| (x + dx * r, y + dy * r);
    let heart = [
        Step::To(at(0.0, 0.66)),
        Step::Curve(at(-0.42, 0.34), at(-0.68, 0.08), at(-0.68, -0.20)),
        Step::Curve(at(-0.68, -0.62), at(-0.16, -0.66), at(0.0, -0.28)),
        Step::Curve(at(0.16, -0.66), at(0.68, -0.62), at(0.68, -0.20)),
        Step::Curve(at(0.68, 0.08), at(0.42, 0.34), at(0.0, 0.66)),
    ];
    drawing.fill(&heart, VERMILION);
    let check = [
        Step::To(at(-0.33, -0.10)),
        Step::Line(at(-0.05, 0.22)),
        Step::Line(at(0.38, -0.26)),
    ];
    drawing.stroke(&check, 0.16 * r, Ink::WHITE);
}

/// Head and shoulders in a frame, for a card without a photo.
pub(crate) fn silhouette(drawing: &mut Drawing, at: Point, (width, height): Point) {
    drawing.rectangle(at, (width, height), HAZE);
    let (middle, top) = (at.0 + width / 2.0, at.1);
    let head = width * 0.21;
    drawing.fill(&circle((middle, top + height * 0.40), head), RULE);
    let (shoulder, rise) = (width * 0.40, height * 0.37);
    let floor = top + height;
    let bust = [
        Step::To((middle - shoulder, floor)),
        Step::Curve(
            (middle - shoulder, floor - rise * 0.72),
            (middle - shoulder * 0.62, floor - rise),
            (middle, floor - rise),
        ),
        Step::Curve(
            (middle + shoulder * 0.62, floor - rise),
            (middle + shoulder, floor - rise * 0.72),
            (middle + shoulder, floor),
        ),
        Step::Line((middle - shoulder, floor)),
    ];
    drawing.fill(&bust, RULE);
}

/// Fine waves across a field, closer together towards its foot: they show a copy, not themselves.
pub(crate) fn waves(drawing: &mut Drawing, from: Point, size: Point) {
    const LINES: usize = 11;
    for line in 0..LINES {
        let depth = line as f32 / LINES as f32;
        let y = from.1 + size.1 * (0.42 + 0.58 * depth);
        let swell = size.1 * (0.34 - 0.20 * depth);
        let (left, right) = (from.0, from.0 + size.0);
        let third = size.0 / 3.0;
        let path = [
            Step::To((left, y)),
            Step::Curve(
                (left + third, y - swell),
                (right - third, y + swell * 0.8),
                (right, y - swell * 0.3),
            ),
        ];
        drawing.stroke(&path, 0.12, FAINT);
    }
}
