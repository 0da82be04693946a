//! Drawing in millimetres from the top left, on a page or a reusable form.

use card::Symbol;
use pdf_writer::{Content, Name, Rect, Ref, Str, TextStr};

use crate::{
    paper::{Form, POINTS, Paper, Resources, font_name, object_name},
    typeset::{Block, Line},
};

/// A colour on paper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ink(pub(crate) f32, pub(crate) f32, pub(crate) f32);

impl Ink {
    pub(crate) const WHITE: Self = Self(1.0, 1.0, 1.0);
    pub(crate) const BLACK: Self = Self(0.0, 0.0, 0.0);
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

/// How a line of text is set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub(crate) size: f32,
    pub(crate) ink: Ink,
    /// Points added after each character.
    pub(crate) spacing: f32,
}

/// A page or form under the pen.
pub(crate) struct Canvas<'p> {
    paper: &'p mut Paper,
    content: Content,
    resources: Resources,
    size: Point,
    origin: Point,
}

impl<'p> Canvas<'p> {
    pub(crate) fn new(paper: &'p mut Paper, width: f32, height: f32) -> Self {
        Self {
            paper,
            content: Content::new(),
            resources: Resources::default(),
            size: (width, height),
            origin: (0.0, 0.0),
        }
    }

    /// The document, to draw something else for it in between.
    pub(crate) fn paper(&mut self) -> &mut Paper {
        self.paper
    }

    /// From now on positions count from here.
    pub(crate) fn set_origin(&mut self, origin: Point) {
        self.origin = origin;
    }

    /// The canvas becomes the next page.
    pub(crate) fn into_page(self) {
        let size = self.bounds();
        let content = self.content.finish();
        self.paper.add_page(size, &content, &self.resources);
    }

    /// The canvas becomes a form.
    pub(crate) fn into_form(self) -> Form {
        let size = self.bounds();
        let content = self.content.finish();
        Form {
            object: self.paper.add_form(size, &content, &self.resources),
            height: self.size.1,
        }
    }

    fn bounds(&self) -> Rect {
        Rect::new(0.0, 0.0, points(self.size.0), points(self.size.1))
    }

    /// Puts a form's top left corner here.
    pub(crate) fn place(&mut self, form: Form, at: Point) {
        let (x, y) = self.on_page((at.0, at.1 + form.height));
        self.object(form.object, [1.0, 0.0, 0.0, 1.0, x, y]);
    }

    /// Fills a frame with a picture, cutting off what its proportions leave over.
    pub(crate) fn picture(&mut self, picture: Ref, proportions: Point, at: Point, size: Point) {
        let scale = (size.0 / proportions.0).max(size.1 / proportions.1);
        let (width, height) = (proportions.0 * scale, proportions.1 * scale);
        let left = at.0 + (size.0 - width) / 2.0;
        // Of a picture that is too tall more is cut off below: the face is above.
        let top = at.1 + (size.1 - height) / 3.0;
        let (x, y) = self.on_page((left, top + height));
        let matrix = [points(width), 0.0, 0.0, points(height), x, y];
        self.content.save_state();
        self.trace(&rectangle(at, size));
        self.content.clip_nonzero().end_path();
        self.object(picture, matrix);
        self.content.restore_state();
    }

    fn object(&mut self, object: Ref, matrix: [f32; 6]) {
        self.resources.objects.insert(object);
        self.content.save_state().transform(matrix.map(rounded));
        self.content.x_object(Name(object_name(object).as_bytes()));
        self.content.restore_state();
    }

    pub(crate) fn rectangle(&mut self, at: Point, size: Point, ink: Ink) {
        self.fill(&rectangle(at, size), ink);
    }

    /// Fills a path; where it runs over itself, by the even-odd rule.
    pub(crate) fn fill(&mut self, path: &[Step], ink: Ink) {
        self.fill_with(ink);
        self.trace(path);
        self.content.fill_even_odd();
    }

    /// Draws along a path with a pen this wide.
    pub(crate) fn stroke(&mut self, path: &[Step], width: f32, ink: Ink) {
        self.content.set_stroke_rgb(ink.0, ink.1, ink.2);
        self.content.set_line_width(points(width));
        self.trace(path);
        self.content.stroke();
    }

    /// Everything drawn by `draw` lets through what is below it.
    pub(crate) fn faded(&mut self, draw: impl FnOnce(&mut Self)) {
        self.resources.faded = true;
        self.content.save_state().set_parameters(Name(b"Faded"));
        draw(self);
        self.content.restore_state();
    }

    fn trace(&mut self, path: &[Step]) {
        for step in path {
            match *step {
                Step::To(to) => {
                    let (x, y) = self.on_page(to);
                    self.content.move_to(x, y);
                }
                Step::Line(to) => {
                    let (x, y) = self.on_page(to);
                    self.content.line_to(x, y);
                }
                Step::Curve(first, second, to) => {
                    let [(a, b), (c, d), (x, y)] = [first, second, to].map(|p| self.on_page(p));
                    self.content.cubic_to(a, b, c, d, x, y);
                }
            }
        }
    }

    /// Sets a line of text with its base line beginning here.
    pub(crate) fn text(&mut self, line: &Line, at: Point, style: Style) {
        self.turned_text(line, at, style, 0.0);
    }

    /// Sets a line of text that ends here.
    pub(crate) fn text_before(&mut self, line: &Line, at: Point, style: Style) {
        let spacing = style.spacing * line.0.len().saturating_sub(1) as f32;
        let width = (line.width(style.size) + spacing) / POINTS;
        self.text(line, (at.0 - width, at.1), style);
    }

    /// Sets the lines of a block one below the other, so many millimetres apart.
    pub(crate) fn block(&mut self, block: &Block, at: Point, leading: f32, ink: Ink) {
        for (count, line) in block.lines.iter().enumerate() {
            let style = Style {
                size: block.size,
                ink,
                spacing: 0.0,
            };
            self.text(line, (at.0, at.1 + leading * count as f32), style);
        }
    }

    /// Sets a line of text that climbs at this angle in degrees.
    pub(crate) fn turned_text(&mut self, line: &Line, at: Point, style: Style, degrees: f32) {
        let (sine, cosine) = degrees.to_radians().sin_cos();
        let (mut x, mut y) = self.on_page(at);
        self.fill_with(style.ink);
        for run in line.0.chunk_by(|one, next| one.font == next.font) {
            let Some(font) = run.first().map(|glyph| glyph.font) else {
                continue;
            };
            self.resources.fonts.insert(font);
            let (codes, says_itself) = self.paper.codes(font, run);
            if !says_itself {
                let text: String = run.iter().map(|glyph| glyph.character).collect();
                let mut marked = self
                    .content
                    .begin_marked_content_with_properties(Name(b"Span"));
                marked.properties().actual_text(TextStr(&text));
            }
            self.content.begin_text();
            self.content
                .set_font(Name(font_name(font).as_bytes()), style.size);
            self.content.set_char_spacing(style.spacing);
            let matrix = [cosine, sine, -sine, cosine, x, y];
            self.content.set_text_matrix(matrix.map(rounded));
            self.content.show(Str(&codes));
            self.content.end_text();
            if !says_itself {
                self.content.end_marked_content();
            }
            let wide: f32 = run.iter().map(|glyph| glyph.width).sum();
            let wide = wide * style.size / 1000.0 + style.spacing * run.len() as f32;
            (x, y) = (x + wide * cosine, y + wide * sine);
        }
    }

    /// Draws a symbol in pure black, one path of whole modules, from its top left corner.
    pub(crate) fn symbol(&mut self, symbol: &Symbol, at: Point, module: f32) {
        let (x, y) = self.on_page(at);
        let unit = points(module) / UNITS as f32;
        self.content.save_state();
        self.content.transform([unit, 0.0, 0.0, -unit, x, y]);
        self.content.set_fill_gray(0.0);
        for outline in symbol.outlines() {
            let corners: Vec<(f32, f32)> = drawn_in(&outline).collect();
            match corners[..] {
                [(right, top), _, (left, bottom), _] => {
                    self.content.rect(left, top, right - left, bottom - top);
                }
                _ => polygon(&mut self.content, &corners),
            }
        }
        self.content.fill_even_odd().restore_state();
    }

    fn fill_with(&mut self, ink: Ink) {
        if ink == Ink::BLACK {
            self.content.set_fill_gray(0.0);
        } else {
            self.content.set_fill_rgb(ink.0, ink.1, ink.2);
        }
    }

    fn on_page(&self, (x, y): Point) -> Point {
        (
            points(self.origin.0 + x),
            rounded(points(self.size.1) - points(self.origin.1 + y)),
        )
    }
}

/// In how many units a module of a symbol is drawn.
const UNITS: i32 = 100;

/// The corners of a symbol's outline, drawn in by a hundredth of a module. A printer paints every
/// dot that an area touches: without this a rounding error makes a module one dot wider.
fn drawn_in(outline: &[(usize, usize)]) -> impl Iterator<Item = (f32, f32)> {
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
        let x = here.0 + first.0 + second.0;
        let y = here.1 + first.1 + second.1;
        (x as f32, y as f32)
    })
}

fn polygon(content: &mut Content, corners: &[Point]) {
    for (count, (x, y)) in corners.iter().enumerate() {
        if count == 0 {
            content.move_to(*x, *y);
        } else {
            content.line_to(*x, *y);
        }
    }
}

/// The outline of a rectangle.
pub(crate) fn rectangle((x, y): Point, (width, height): Point) -> Vec<Step> {
    vec![
        Step::To((x, y)),
        Step::Line((x + width, y)),
        Step::Line((x + width, y + height)),
        Step::Line((x, y + height)),
        Step::Line((x, y)),
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

fn points(millimetres: f32) -> f32 {
    rounded(millimetres * POINTS)
}

/// To a thousandth of a point: a printer shows less, and the file is shorter. A dot at 300 dpi is
/// 0.24 points, so that what lies on whole dots stays there to the last digit.
fn rounded(value: f32) -> f32 {
    (value * 1000.0).round() / 1000.0
}
