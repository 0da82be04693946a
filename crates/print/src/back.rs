//! The back of a volunteer card: who issued it, when, and how anyone can check it.

use jiff::civil::Date;

use crate::{
    CardModel, Field,
    art::{self, BLUE, LABEL, MIST, RULE, TEXT},
    canvas::{Canvas, Label, Style},
    cards::{BLEED, CARD, Setter, Trouble},
    drawing::{Drawing, Ink},
    fonts::Weight,
    typeset::{Block, Line, Row},
};

const LEFT: f32 = 5.0;
const WIDE: f32 = CARD.0 - 2.0 * LEFT;
const COLUMNS: [f32; 3] = [LEFT, 29.0, 53.0];
const BAND: f32 = 46.6;

const ORGANISATION: &[Row] = &[
    Row {
        lines: 1,
        largest: 10.5,
        smallest: 8.5,
    },
    Row {
        lines: 2,
        largest: 8.5,
        smallest: 6.5,
    },
];
const NUMBER: &[Row] = &[Row {
    lines: 1,
    largest: 8.0,
    smallest: 4.5,
}];
const NOTE: &[Row] = &[
    Row {
        lines: 2,
        largest: 7.0,
        smallest: 6.5,
    },
    Row {
        lines: 3,
        largest: 6.5,
        smallest: 5.5,
    },
];
const CONTACT: &[Row] = &[
    Row {
        lines: 1,
        largest: 6.5,
        smallest: 5.0,
    },
    Row {
        lines: 2,
        largest: 5.5,
        smallest: 4.5,
    },
];

/// The back with every word set and measured.
pub(crate) struct Back {
    organisation: Block,
    issued: Line,
    expires: Line,
    number: Block,
    note: Block,
    contact: Option<Block>,
}

impl Back {
    pub(crate) fn set(setter: &Setter<'_>, model: &CardModel) -> Result<Self, Trouble> {
        use Weight::{Bold, Regular};
        let organisation = (WIDE, ORGANISATION);
        let contact =
            |text: &String| setter.fit(Field::Contact, text, Regular, (WIDE - 26.0, CONTACT));
        Ok(Self {
            organisation: setter.fit(
                Field::Organisation,
                &model.organisation,
                Bold,
                organisation,
            )?,
            issued: setter.label(&day(model.issued), Regular)?,
            expires: setter.label(&day(model.expires), Regular)?,
            number: setter.fit(Field::Number, &model.number, Regular, (27.6, NUMBER))?,
            note: setter.fit(Field::VerifyNote, &model.verify_note, Regular, (WIDE, NOTE))?,
            contact: model.contact.as_ref().map(contact).transpose()?,
        })
    }

    pub(crate) fn draw(&self, canvas: &mut Canvas<'_>) {
        canvas.block(&self.organisation, (LEFT, 13.4), 3.6, BLUE);
        let value = Style {
            size: 8.0,
            ink: TEXT,
            spacing: 0.0,
        };
        canvas.text(&self.issued, (COLUMNS[0], 28.0), value);
        canvas.text(&self.expires, (COLUMNS[1], 28.0), value);
        canvas.block(&self.number, (COLUMNS[2], 28.0), 0.0, TEXT);
        canvas.block(&self.note, (LEFT, 38.4), 3.0, TEXT);
        if let Some(contact) = &self.contact {
            let first = if contact.lines.len() == 1 { 51.0 } else { 49.9 };
            canvas.block(contact, (LEFT, first), 2.3, Ink::WHITE);
        }
    }
}

/// The shapes that are the same on every back, with its bleed.
pub(crate) fn draw_ground(drawing: &mut Drawing) {
    let across = CARD.0 + 2.0 * BLEED;
    drawing.rectangle((-BLEED, -BLEED), (across, CARD.1 + 2.0 * BLEED), Ink::WHITE);
    art::waves(drawing, (-BLEED, 0.0), (across, BAND));
    drawing.rectangle((-BLEED, BAND), (across, CARD.1 - BAND + BLEED), BLUE);
    for y in [20.4, 32.0] {
        drawing.rectangle((LEFT, y), (WIDE, 0.15), RULE);
    }
}

/// The words that are the same on every back.
pub(crate) fn labels(setter: &Setter<'_>) -> Result<Vec<Label>, Trouble> {
    let words = [
        ("发证组织", LEFT, 8.2),
        ("签发日期", COLUMNS[0], 24.0),
        ("有效期至", COLUMNS[1], 24.0),
        ("编号", COLUMNS[2], 24.0),
        ("查验方式", LEFT, 35.0),
    ];
    let style = |ink| Style {
        size: 5.6,
        ink,
        spacing: 0.0,
    };
    let mut labels = Vec::new();
    for (word, x, y) in words {
        labels.push(Label {
            line: setter.label(word, Weight::Regular)?,
            at: (x, y),
            style: style(LABEL),
        });
    }
    let note = setter.label("仅限本人使用", Weight::Regular)?;
    labels.push(Label::before(note, (CARD.0 - LEFT, 51.0), style(MIST)));
    Ok(labels)
}

fn day(day: Date) -> String {
    day.strftime("%Y.%m.%d").to_string()
}
