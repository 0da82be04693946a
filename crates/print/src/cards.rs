//! A job of volunteer cards: each set before anything is drawn, then laid on pages.

use crate::{
    CardModel, Error, Failure, Field, Fonts, Layout, Printed, Reason,
    art::BLUE,
    back::{self, Back},
    canvas::{Canvas, Label, Style},
    drawing::{Drawing, Ink, Point},
    fonts::Weight,
    front::{self, Front},
    paper::{Form, POINTS, Paper},
    typeset::{Block, Line, Room, Row, Typesetter, Unset},
};

/// A CR80 card in millimetres.
pub(crate) const CARD: Point = (85.6, 53.98);
/// How far the ground reaches over the edge, for the knife's sake.
pub(crate) const BLEED: f32 = 1.0;
/// A printer's dot at 300 dpi.
pub(crate) const DOT: f32 = 25.4 / 300.0;

const TITLE: &str = "志愿者证";

/// Prints these cards, front and back, in their order.
///
/// A card that cannot be printed as it should be is left out and named in [`Printed::failed`];
/// only fonts that are missing or damaged stop the job. Everything is held in memory: hand in at
/// most some hundreds of cards at a time. The same models, layout and fonts give the same bytes.
pub fn cards(models: &[CardModel], layout: Layout, fonts: &Fonts) -> Result<Printed, Error> {
    let setter = Setter(Typesetter::new(fonts));
    let (mut set, mut failed) = (Vec::new(), Vec::new());
    for (index, model) in models.iter().enumerate() {
        match SetCard::set(&setter, model) {
            Ok(card) => set.push(card),
            Err(Trouble::Card(reason)) => failed.push(Failure { index, reason }),
            Err(Trouble::Job(error)) => return Err(error),
        }
    }
    let pdf = if set.is_empty() {
        Vec::new()
    } else {
        print(&set, layout, &setter)?
    };
    Ok(Printed {
        pdf,
        printed: set.len(),
        failed,
    })
}

fn print(set: &[SetCard<'_>], layout: Layout, setter: &Setter<'_>) -> Result<Vec<u8>, Error> {
    let mut paper = Paper::new(TITLE);
    let stock = Stock::draw(&mut paper, setter)?;
    match layout {
        Layout::Cr80 => set
            .iter()
            .for_each(|card| one_a_page(&mut paper, card, &stock)),
        Layout::A4 => set
            .chunks(COLUMNS * ROWS)
            .for_each(|cards| ten_a_page(&mut paper, cards, &stock)),
    }
    paper.finish(setter.0.fonts())
}

/// What keeps a card, or the whole job, from being printed.
pub(crate) enum Trouble {
    Card(Reason),
    Job(Error),
}

/// Sets words for a card and says in whose field they could not be set.
pub(crate) struct Setter<'f>(Typesetter<'f>);

impl Setter<'_> {
    /// A field in the room it has: a width in millimetres and the sizes allowed in it.
    pub(crate) fn fit(
        &self,
        field: Field,
        text: &str,
        weight: Weight,
        (width, rows): (f32, &[Row]),
    ) -> Result<Block, Trouble> {
        let line = self.0.line(text, weight).map_err(|unset| match unset {
            Unset::Missing(characters) => Trouble::Card(Reason::MissingGlyph {
                field,
                characters,
                install: self.0.fonts().missing_packages(),
            }),
            Unset::Fonts(error) => Trouble::Job(error),
        })?;
        let width = width * POINTS;
        line.fit(&Room { width, rows })
            .ok_or(Trouble::Card(Reason::TooLong(field)))
    }

    /// Words of the card itself. A first typeface without them is not the one it says it is.
    pub(crate) fn label(&self, text: &str, weight: Weight) -> Result<Line, Trouble> {
        self.0.line(text, weight).map_err(|unset| {
            Trouble::Job(match unset {
                Unset::Missing(_) => self.0.fonts().first_is_wrong(),
                Unset::Fonts(error) => error,
            })
        })
    }
}

/// A card with all its words set; drawing it can no longer fail.
struct SetCard<'m> {
    front: Front<'m>,
    back: Back,
    demo: bool,
}

impl<'m> SetCard<'m> {
    fn set(setter: &Setter<'_>, model: &'m CardModel) -> Result<Self, Trouble> {
        Ok(Self {
            front: Front::set(setter, model)?,
            back: Back::set(setter, model)?,
            demo: model.demo,
        })
    }

    fn draw_front(&self, canvas: &mut Canvas<'_>, stock: &Stock) {
        stock.front.draw(canvas);
        self.front.draw(canvas);
        if self.demo {
            stock.draw_watermark(canvas);
        }
        self.front.draw_symbol(canvas);
    }

    fn draw_back(&self, canvas: &mut Canvas<'_>, stock: &Stock) {
        stock.back.draw(canvas);
        self.back.draw(canvas);
        if self.demo {
            stock.draw_watermark(canvas);
        }
    }
}

/// What is the same on all cards of a job.
struct Stock {
    front: Ground,
    back: Ground,
    watermark: Line,
}

impl Stock {
    fn draw(paper: &mut Paper, setter: &Setter<'_>) -> Result<Self, Error> {
        let job = |trouble| match trouble {
            Trouble::Job(error) => error,
            Trouble::Card(_) => setter.0.fonts().first_is_wrong(),
        };
        Ok(Self {
            front: Ground {
                shapes: with_bleed(paper, front::draw_ground),
                labels: front::labels(setter).map_err(job)?,
            },
            back: Ground {
                shapes: with_bleed(paper, back::draw_ground),
                labels: back::labels(setter).map_err(job)?,
            },
            watermark: setter.label("演示数据", Weight::Bold).map_err(job)?,
        })
    }

    fn draw_watermark(&self, canvas: &mut Canvas<'_>) {
        canvas.faded(|canvas| {
            let style = Style {
                size: 40.0,
                ink: BLUE,
                spacing: 6.0,
            };
            canvas.turned_text(&self.watermark, (15.0, 48.0), style, 27.0);
        });
    }
}

/// One side of a card before anything of the volunteer's is on it.
struct Ground {
    shapes: Form,
    labels: Vec<Label>,
}

impl Ground {
    fn draw(&self, canvas: &mut Canvas<'_>) {
        canvas.place(&self.shapes, (-BLEED, -BLEED));
        self.labels.iter().for_each(|label| canvas.label(label));
    }
}

fn with_bleed(paper: &mut Paper, draw: impl FnOnce(&mut Drawing)) -> Form {
    let mut drawing = Drawing::new(CARD.0 + 2.0 * BLEED, CARD.1 + 2.0 * BLEED);
    drawing.set_origin((BLEED, BLEED));
    draw(&mut drawing);
    paper.add_form(drawing)
}

fn one_a_page(paper: &mut Paper, card: &SetCard<'_>, stock: &Stock) {
    let mut canvas = paper.canvas(CARD.0, CARD.1);
    card.draw_front(&mut canvas, stock);
    canvas.into_page();
    let mut canvas = paper.canvas(CARD.0, CARD.1);
    card.draw_back(&mut canvas, stock);
    canvas.into_page();
}

const A4: Point = (210.0, 297.0);
const COLUMNS: usize = 2;
const ROWS: usize = 5;
/// Between two cards: twice the bleed.
const GAP: f32 = 2.0 * BLEED;

#[derive(Clone, Copy)]
enum Side {
    Front,
    Back,
}

fn ten_a_page(paper: &mut Paper, cards: &[SetCard<'_>], stock: &Stock) {
    for side in [Side::Front, Side::Back] {
        let mut canvas = paper.canvas(A4.0, A4.1);
        crop_marks(canvas.drawing(), side);
        for (place, card) in cards.iter().enumerate() {
            canvas.set_origin(corner(place, side));
            match side {
                Side::Front => card.draw_front(&mut canvas, stock),
                Side::Back => card.draw_back(&mut canvas, stock),
            }
        }
        canvas.into_page();
    }
}

/// Where a card's top left corner lies: the fronts, which bear the symbols, on whole dots, and each
/// back behind its front when the sheet is turned on its long edge.
fn corner(place: usize, side: Side) -> Point {
    let front = column_at(place % COLUMNS);
    let x = match side {
        Side::Front => front,
        Side::Back => A4.0 - front - CARD.0,
    };
    (x, row_at(place / COLUMNS))
}

fn column_at(column: usize) -> f32 {
    on_dot(margin(A4.0, CARD.0, COLUMNS)) + column as f32 * on_dot(CARD.0 + GAP)
}

fn row_at(row: usize) -> f32 {
    on_dot(margin(A4.1, CARD.1, ROWS)) + row as f32 * on_dot(CARD.1 + GAP)
}

fn margin(paper: f32, card: f32, count: usize) -> f32 {
    (paper - count as f32 * card - (count - 1) as f32 * GAP) / 2.0
}

fn on_dot(length: f32) -> f32 {
    (length / DOT).round() * DOT
}

/// Hairlines in the margin in line with every edge to be cut.
fn crop_marks(drawing: &mut Drawing, side: Side) {
    const LONG: f32 = 4.5;
    const THIN: f32 = 0.1;
    const AWAY: f32 = BLEED + 1.0;
    let corners: Vec<Point> = (0..COLUMNS * ROWS)
        .map(|place| corner(place, side))
        .collect();
    let far = |edge: fn(&Point) -> f32, card: f32| {
        let edges = corners.iter().map(edge);
        let (low, high) = edges.fold((f32::MAX, 0.0f32), |(l, h), e| (l.min(e), h.max(e)));
        [low - AWAY - LONG, high + card + AWAY]
    };
    let mut mark = |at: Point, size: Point| drawing.rectangle(at, size, Ink::BLACK);
    for (x, _) in &corners[..COLUMNS] {
        for y in far(|corner| corner.1, CARD.1) {
            mark((x - THIN / 2.0, y), (THIN, LONG));
            mark((x + CARD.0 - THIN / 2.0, y), (THIN, LONG));
        }
    }
    for (_, y) in corners.iter().step_by(COLUMNS) {
        for x in far(|corner| corner.0, CARD.0) {
            mark((x, y - THIN / 2.0), (LONG, THIN));
            mark((x, y + CARD.1 - THIN / 2.0), (LONG, THIN));
        }
    }
}
