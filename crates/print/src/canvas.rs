//! A page under the pen: shapes, words, forms and photos, in millimetres from the top left.

use std::collections::BTreeMap;

use printpdf::{
    DictItem, FontId as FontName, Op, PdfFontHandle, Point as PaperPoint, Pt, TextItem, TextMatrix,
    XObjectId, XObjectTransform,
};

use crate::{
    drawing::{Drawing, Ink, Point, points, rectangle, rounded},
    embed::Shown,
    fonts::FontId,
    paper::{self, Form, POINTS, Paper},
    typeset::{Block, Glyph, Line},
};

/// How a line of text is set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub(crate) size: f32,
    pub(crate) ink: Ink,
    /// Points added after each character.
    pub(crate) spacing: f32,
}

/// A line of text in its place.
#[derive(Debug)]
pub(crate) struct Label {
    pub(crate) line: Line,
    /// Where its base line begins.
    pub(crate) at: Point,
    pub(crate) style: Style,
}

impl Label {
    /// A line of text that ends here.
    pub(crate) fn before(line: Line, (x, y): Point, style: Style) -> Self {
        let spacing = style.spacing * line.0.len().saturating_sub(1) as f32;
        let width = (line.width(style.size) + spacing) / POINTS;
        let at = (x - width, y);
        Self { line, at, style }
    }
}

/// A page under the pen.
pub(crate) struct Canvas<'p> {
    paper: &'p mut Paper,
    drawing: Drawing,
}

impl<'p> Canvas<'p> {
    pub(crate) fn new(paper: &'p mut Paper, width: f32, height: f32) -> Self {
        Self {
            paper,
            drawing: Drawing::new(width, height),
        }
    }

    /// The document, to draw something else for it in between.
    pub(crate) fn paper(&mut self) -> &mut Paper {
        self.paper
    }

    /// The shapes on this page.
    pub(crate) fn drawing(&mut self) -> &mut Drawing {
        &mut self.drawing
    }

    /// From now on positions count from here.
    pub(crate) fn set_origin(&mut self, origin: Point) {
        self.drawing.set_origin(origin);
    }

    /// The canvas becomes the next page.
    pub(crate) fn into_page(self) {
        self.paper.add_page(self.drawing.into_page());
    }

    /// Puts a form's top left corner here.
    pub(crate) fn place(&mut self, form: &Form, at: Point) {
        let corner = (at.0, at.1 + form.height);
        object(&mut self.drawing, &form.object, corner, (1.0, 1.0));
    }

    /// Fills a frame with a photo, cutting off what its proportions leave over.
    pub(crate) fn photo(&mut self, photo: &XObjectId, proportions: Point, at: Point, size: Point) {
        let scale = (size.0 / proportions.0).max(size.1 / proportions.1);
        let (width, height) = (proportions.0 * scale, proportions.1 * scale);
        let left = at.0 + (size.0 - width) / 2.0;
        // Of a photo that is too tall more is cut off below: the face is above.
        let top = at.1 + (size.1 - height) / 3.0;
        self.drawing.within(&rectangle(at, size), |drawing| {
            let scale = (points(width), points(height));
            object(drawing, photo, (left, top + height), scale);
        });
    }

    /// Everything drawn by `draw` lets through what is below it.
    pub(crate) fn faded(&mut self, draw: impl FnOnce(&mut Self)) {
        self.drawing.push(Op::SaveGraphicsState);
        let gs = paper::faded();
        self.drawing.push(Op::LoadGraphicsState { gs });
        draw(self);
        self.drawing.push(Op::RestoreGraphicsState);
    }

    pub(crate) fn label(&mut self, label: &Label) {
        self.text(&label.line, label.at, label.style);
    }

    /// Sets a line of text with its base line beginning here.
    pub(crate) fn text(&mut self, line: &Line, at: Point, style: Style) {
        self.turned_text(line, at, style, 0.0);
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
        let (mut x, mut y) = self.drawing.on_page(at);
        let col = style.ink.colour();
        self.drawing.push(Op::SetFillColor { col });
        for run in line.0.chunk_by(|one, next| one.font == next.font) {
            let Some(font) = run.first().map(|glyph| glyph.font) else {
                continue;
            };
            let matrix = [cosine, sine, -sine, cosine, x, y].map(rounded);
            self.run((font, run), style, matrix);
            let wide: f32 = run.iter().map(|glyph| glyph.width).sum();
            let wide = wide * style.size / 1000.0 + style.spacing * run.len() as f32;
            (x, y) = (x + wide * cosine, y + wide * sine);
        }
    }

    /// Glyphs of one font, with the words they stand for where the glyphs alone do not say them.
    fn run(&mut self, (font, run): (FontId, &[Glyph]), style: Style, matrix: [f32; 6]) {
        let Shown { codes, says_itself } = self.paper.show(font, run);
        if !says_itself {
            let words: String = run.iter().map(|glyph| glyph.character).collect();
            let words = DictItem::Bytes(paper::utf16(&words));
            self.drawing.push(Op::BeginMarkedContentWithProperties {
                tag: "Span".to_owned(),
                properties: DictItem::Dict {
                    map: BTreeMap::from([("ActualText".to_owned(), words)]),
                },
            });
        }
        self.show(paper::font_name(font), codes, style, matrix);
        if !says_itself {
            self.drawing.push(Op::EndMarkedContent);
        }
    }

    fn show(
        &mut self,
        font: FontName,
        codes: Vec<printpdf::Codepoint>,
        style: Style,
        matrix: [f32; 6],
    ) {
        let spacing = |multiplier| Op::SetCharacterSpacing { multiplier };
        let spaced = style.spacing != 0.0;
        let draw = &mut self.drawing;
        draw.push(Op::StartTextSection);
        draw.push(Op::SetFont {
            font: PdfFontHandle::External(font),
            size: Pt(style.size),
        });
        if spaced {
            draw.push(spacing(style.spacing));
        }
        draw.push(match matrix {
            [1.0, 0.0, 0.0, 1.0, x, y] => Op::SetTextCursor {
                pos: PaperPoint { x: Pt(x), y: Pt(y) },
            },
            turned => Op::SetTextMatrix {
                matrix: TextMatrix::Raw(turned),
            },
        });
        draw.push(Op::ShowText {
            items: vec![TextItem::GlyphIds(codes)],
        });
        if spaced {
            draw.push(spacing(0.0));
        }
        draw.push(Op::EndTextSection);
    }
}

/// Puts the lower left corner of an object here.
fn object(drawing: &mut Drawing, id: &XObjectId, corner: Point, scale: Point) {
    let (x, y) = drawing.on_page(corner);
    let transform = XObjectTransform {
        translate_x: Some(Pt(x)),
        translate_y: Some(Pt(y)),
        scale_x: Some(scale.0),
        scale_y: Some(scale.1),
        ..XObjectTransform::default()
    };
    let id = id.clone();
    drawing.push(Op::UseXobject { id, transform });
}
