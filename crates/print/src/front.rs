//! The front of a volunteer card: who it is, and the symbol that proves it.

use card::{QUIET_ZONE, Symbol};

use crate::{
    CardModel, Field,
    art::{self, BLUE, LABEL, MIST, TEXT},
    canvas::{Canvas, Label, Style},
    cards::{BLEED, CARD, DOT, Setter, Trouble},
    drawing::{Drawing, Ink, Point},
    fonts::Weight,
    paper::POINTS,
    photo::Jpeg,
    typeset::{Block, Line, Row},
};

/// Five printer dots at 300 dpi: the smallest module that every printer of cards prints square.
const MODULE: f32 = 5.0 * DOT;
/// The top left corner of the symbol itself, on whole dots; its right and lower edges are as far
/// from the card's edge as the photo.
const SYMBOL: Point = (707.0 * DOT, 334.0 * DOT);
const BAND: f32 = 11.6;
const PHOTO: Point = (5.0, 15.4);
const PHOTO_SIZE: Point = (24.0, 33.6);
const COLUMN: f32 = 33.2;
const WIDE: f32 = CARD.0 - 5.0 - COLUMN;
/// Values stand in a column of their own beside their labels.
const VALUE: f32 = COLUMN + 10.2;
const NARROW: f32 = SYMBOL.0 - QUIET_ZONE as f32 * MODULE - VALUE;
/// The base lines of number, sex, city and stars; the last is level with the photo.
const LINES: [f32; 4] = [25.7, 33.4, 41.1, 48.8];

const LABEL_SIZE: f32 = 5.6;

const NAME: &[Row] = &[
    Row {
        lines: 1,
        largest: 17.0,
        smallest: 11.0,
    },
    Row {
        lines: 2,
        largest: 10.0,
        smallest: 6.0,
    },
];
const NUMBER: &[Row] = &[Row {
    lines: 1,
    largest: 10.0,
    smallest: 6.5,
}];
const SHORT: &[Row] = &[
    Row {
        lines: 1,
        largest: 8.5,
        smallest: 6.5,
    },
    Row {
        lines: 2,
        largest: 6.5,
        smallest: 5.0,
    },
];

/// The front with every word set and measured.
pub(crate) struct Front<'m> {
    name: Block,
    number: Block,
    sex: Block,
    city: Block,
    stars: Option<Stars>,
    photo: Option<Jpeg<'m>>,
    symbol: Symbol,
}

impl<'m> Front<'m> {
    pub(crate) fn set(setter: &Setter<'_>, model: &'m CardModel) -> Result<Self, Trouble> {
        use Weight::{Bold, Regular};
        Ok(Self {
            name: setter.fit(Field::Name, &model.name, Bold, (WIDE, NAME))?,
            number: setter.fit(
                Field::Number,
                &model.number,
                Regular,
                (WIDE - (VALUE - COLUMN), NUMBER),
            )?,
            sex: setter.fit(Field::Sex, &model.sex, Regular, (NARROW, SHORT))?,
            city: setter.fit(Field::City, &model.city, Regular, (NARROW, SHORT))?,
            stars: model
                .stars
                .map(|stars| Stars::set(setter, stars))
                .transpose()?,
            photo: photo(model)?,
            symbol: symbol(model)?,
        })
    }

    pub(crate) fn draw(&self, canvas: &mut Canvas<'_>) {
        self.draw_photo(canvas);
        let first = if self.name.lines.len() == 1 {
            20.4
        } else {
            17.6
        };
        canvas.block(&self.name, (COLUMN, first), 3.8, TEXT);
        canvas.block(&self.number, (VALUE, LINES[0]), 0.0, TEXT);
        centred(canvas, &self.sex, LINES[1]);
        centred(canvas, &self.city, LINES[2]);
        if let Some(stars) = &self.stars {
            stars.draw(canvas);
        }
    }

    /// The symbol, last of all, so that nothing lies over it or its quiet zone.
    pub(crate) fn draw_symbol(&self, canvas: &mut Canvas<'_>) {
        let quiet = QUIET_ZONE as f32 * MODULE;
        let form = canvas.paper().add_symbol(&self.symbol, MODULE);
        canvas.place(&form, (SYMBOL.0 - quiet, SYMBOL.1 - quiet));
    }

    fn draw_photo(&self, canvas: &mut Canvas<'_>) {
        match &self.photo {
            Some(photo) => {
                let proportions = (f32::from(photo.width), f32::from(photo.height));
                let object = canvas.paper().add_photo(photo);
                canvas.photo(&object, proportions, PHOTO, PHOTO_SIZE);
            }
            None => art::silhouette(canvas.drawing(), PHOTO, PHOTO_SIZE),
        }
    }
}

/// The shapes that are the same on every front, with its bleed.
pub(crate) fn draw_ground(drawing: &mut Drawing) {
    drawing.rectangle(
        (-BLEED, -BLEED),
        (CARD.0 + 2.0 * BLEED, CARD.1 + 2.0 * BLEED),
        Ink::WHITE,
    );
    art::waves(
        drawing,
        (-BLEED, BAND),
        (CARD.0 + 2.0 * BLEED, CARD.1 - BAND),
    );
    drawing.rectangle((-BLEED, -BLEED), (CARD.0 + 2.0 * BLEED, BAND + BLEED), BLUE);
    art::emblem(drawing, (9.0, BAND / 2.0), 3.9);
}

/// The words that are the same on every front.
pub(crate) fn labels(setter: &Setter<'_>) -> Result<Vec<Label>, Trouble> {
    let style = |size, ink, spacing| Style { size, ink, spacing };
    let english = setter.label("VOLUNTEER CARD", Weight::Regular)?;
    let mut labels = vec![
        Label {
            line: setter.label("志愿者证", Weight::Bold)?,
            at: (15.4, 7.5),
            style: style(14.0, Ink::WHITE, 2.2),
        },
        Label::before(english, (80.6, 7.0), style(5.6, MIST, 1.1)),
    ];
    for (label, y) in ["编号", "性别", "注册城市"].into_iter().zip(LINES) {
        labels.push(Label {
            line: setter.label(label, Weight::Regular)?,
            at: (COLUMN, y),
            style: style(LABEL_SIZE, LABEL, 0.0),
        });
    }
    Ok(labels)
}

/// Two lines stand around the base line that one would have.
fn centred(canvas: &mut Canvas<'_>, block: &Block, base: f32) {
    const LEADING: f32 = 2.7;
    let up = LEADING / 2.0 * block.lines.len().saturating_sub(1) as f32;
    canvas.block(block, (VALUE, base - up), LEADING, TEXT);
}

/// The rating: stars that are given, and those that are still open.
struct Stars {
    label: Line,
    given: Line,
    open: Line,
}

impl Stars {
    const SIZE: f32 = 8.0;

    fn set(setter: &Setter<'_>, stars: u8) -> Result<Self, Trouble> {
        let given = usize::from(stars.min(5));
        let line = |text: &str| setter.label(text, Weight::Regular);
        Ok(Self {
            label: line("星级")?,
            given: line(&"★".repeat(given))?,
            open: line(&"☆".repeat(5 - given))?,
        })
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let style = |size, ink| Style {
            size,
            ink,
            spacing: 0.0,
        };
        let base = LINES[3];
        canvas.text(&self.label, (COLUMN, base), style(LABEL_SIZE, LABEL));
        canvas.text(&self.given, (VALUE, base), style(Self::SIZE, BLUE));
        let after = VALUE + self.given.width(Self::SIZE) / POINTS;
        canvas.text(&self.open, (after, base), style(Self::SIZE, LABEL));
    }
}

fn photo(model: &CardModel) -> Result<Option<Jpeg<'_>>, Trouble> {
    let Some(bytes) = &model.photo else {
        return Ok(None);
    };
    let photo = Jpeg::read(bytes).ok_or(Trouble::Card(crate::Reason::Photo))?;
    Ok(Some(photo))
}

fn symbol(model: &CardModel) -> Result<Symbol, Trouble> {
    const LARGEST: usize = 49;
    card::symbol(&model.token, card::SymbolSize::Standard)
        .ok()
        .filter(|symbol| symbol.size() <= LARGEST)
        .ok_or(Trouble::Card(crate::Reason::Token))
}
