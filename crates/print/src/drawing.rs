//! Shapes in millimetres from the top left.

use printpdf::{
    Color, Greyscale, Line, LinePoint, Op, PaintMode, PdfDocument, PdfPage, PdfSaveOptions,
    Point as PaperPoint, Polygon, PolygonRing, Pt, Rect, Rgb, WindingOrder,
};

use crate::paper::POINTS;

/// A colour on paper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ink(pub(crate) f32, pub(crate) f32, pub(crate) f32);

impl Ink {
    pub(crate) const WHITE: Self = Self(1.0, 1.0, 1.0);
    pub(crate) const BLACK: Self = Self(0.0, 0.0, 0.0);

    pub(crate) fn colour(self) -> Color {
        if self == Self::BLACK {
            Color::Greyscale(Greyscale::new(0.0, None))
        } else {
            Color::Rgb(Rgb::new(self.0, self.1, self.2, None))
        }
    }
}

/// A point in millimetres, to the right and down.
pub(crate) type Point = (f32, f32);

/// A step of a path.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    To(Point),
    Line(Point),
    Curve(Point, Point, Point),
}

/// Shapes on a field of some size.
pub(crate) struct Drawing {
    ops: Vec<Op>,
    size: Point,
    origin: Point,
}

impl Drawing {
    pub(crate) fn new(width: f32, height: f32) -> Self {
        Self {
            ops: Vec::new(),
            size: (width, height),
            origin: (0.0, 0.0),
        }
    }

    /// From now on positions count from here.
    pub(crate) fn set_origin(&mut self, origin: Point) {
        self.origin = origin;
    }

    pub(crate) fn push(&mut self, op: Op) {
        self.ops.push(op);
    }

    pub(crate) fn height(&self) -> f32 {
        self.size.1
    }

    /// The field in points.
    pub(crate) fn bounds(&self) -> Rect {
        Rect::from_wh(Pt(points(self.size.0)), Pt(points(self.size.1)))
    }

    pub(crate) fn into_page(self) -> PdfPage {
        let bounds = self.bounds();
        PdfPage {
            media_box: bounds.clone(),
            trim_box: bounds.clone(),
            crop_box: bounds,
            ops: self.ops,
        }
    }

    /// What was drawn, as the content of a form. There is no way to it but by way of a page.
    pub(crate) fn into_content(self) -> Vec<u8> {
        let mut document = PdfDocument::new("");
        document.pages.push(self.into_page());
        let file = document.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new());
        let page = file.get_pages().into_values().next();
        page.map(|page| file.get_page_content(page))
            .unwrap_or_default()
    }

    pub(crate) fn rectangle(&mut self, at: Point, size: Point, ink: Ink) {
        self.fill(&rectangle(at, size), ink);
    }

    /// Fills a path; where it runs over itself, by the even-odd rule.
    pub(crate) fn fill(&mut self, path: &[Step], ink: Ink) {
        self.push(Op::SetFillColor { col: ink.colour() });
        self.polygon(path, PaintMode::Fill);
    }

    /// Draws along a path with a pen this wide.
    pub(crate) fn stroke(&mut self, path: &[Step], width: f32, ink: Ink) {
        self.push(Op::SetOutlineColor { col: ink.colour() });
        let pt = Pt(points(width));
        self.push(Op::SetOutlineThickness { pt });
        let line = Line {
            points: self.trace(path),
            is_closed: false,
        };
        self.push(Op::DrawLine { line });
    }

    /// Of what `draw` draws only that within the path is seen.
    pub(crate) fn within(&mut self, path: &[Step], draw: impl FnOnce(&mut Self)) {
        self.push(Op::SaveGraphicsState);
        self.polygon(path, PaintMode::Clip);
        draw(self);
        self.push(Op::RestoreGraphicsState);
    }

    fn polygon(&mut self, path: &[Step], mode: PaintMode) {
        let points = self.trace(path);
        let polygon = Polygon {
            rings: vec![PolygonRing { points }],
            mode,
            winding_order: WindingOrder::EvenOdd,
        };
        self.push(Op::DrawPolygon { polygon });
    }

    fn trace(&self, path: &[Step]) -> Vec<LinePoint> {
        let point = |at: Point, bezier: bool| {
            let (x, y) = self.on_page(at);
            let p = PaperPoint { x: Pt(x), y: Pt(y) };
            LinePoint { p, bezier }
        };
        let points = path.iter().flat_map(|step| match *step {
            Step::To(to) | Step::Line(to) => vec![point(to, false)],
            Step::Curve(first, second, to) => {
                vec![point(first, true), point(second, true), point(to, false)]
            }
        });
        points.collect()
    }

    /// A position as PDF counts it: in points from the lower left.
    pub(crate) fn on_page(&self, (x, y): Point) -> Point {
        (
            points(self.origin.0 + x),
            rounded(points(self.size.1) - points(self.origin.1 + y)),
        )
    }
}

/// The outline of a rectangle; its last side is drawn when it is painted.
pub(crate) fn rectangle((x, y): Point, (width, height): Point) -> Vec<Step> {
    vec![
        Step::To((x, y)),
        Step::Line((x + width, y)),
        Step::Line((x + width, y + height)),
        Step::Line((x, y + height)),
    ]
}

/// A circle of four curves.
pub(crate) fn circle((x, y): Point, radius: f32) -> Vec<Step> {
    let (r, k) = (radius, radius * 0.5523);
    vec![
        Step::To((x + r, y)),
        Step::Curve((x + r, y + k), (x + k, y + r), (x, y + r)),
        Step::Curve((x - k, y + r), (x - r, y + k), (x - r, y)),
        Step::Curve((x - r, y - k), (x - k, y - r), (x, y - r)),
        Step::Curve((x + k, y - r), (x + r, y - k), (x + r, y)),
    ]
}

pub(crate) fn points(millimetres: f32) -> f32 {
    rounded(millimetres * POINTS)
}

/// To a thousandth of a point: a printer shows less, and the file is shorter. A dot at 300 dpi is
/// 0.24 points, so that what lies on whole dots stays there to the last digit. Zero has no sign.
pub(crate) fn rounded(value: f32) -> f32 {
    (value * 1000.0).round() / 1000.0 + 0.0
}
