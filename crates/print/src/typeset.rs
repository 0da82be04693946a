//! Words into lines of glyphs: which font has them, how wide they are, where they may break.

use std::{cell::RefCell, collections::HashMap};

use crate::{
    Error, Fonts,
    fonts::{FontId, Weight},
};

/// Sets text in the installed fonts, each opened when a character first needs it.
pub(crate) struct Typesetter<'f> {
    fonts: &'f Fonts,
    /// Characters that were looked for before: a search goes through a font's whole table.
    known: RefCell<HashMap<(FontId, char), Option<Glyph>>>,
}

/// A character with its place in a font and its width in thousandths of the type size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Glyph {
    pub(crate) character: char,
    pub(crate) font: FontId,
    pub(crate) id: u16,
    pub(crate) width: f32,
}

/// Glyphs on one base line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line(pub(crate) Vec<Glyph>);

/// Why text could not be set.
#[derive(Debug)]
pub(crate) enum Unset {
    /// No font has these characters.
    Missing(Vec<char>),
    /// The fonts themselves are at fault.
    Fonts(Error),
}

/// Room for text: a width in points, and how large it may be set on how many lines; earlier
/// rows are preferred, and in each the larger size.
pub(crate) struct Room<'a> {
    pub(crate) width: f32,
    pub(crate) rows: &'a [Row],
}

/// Up to `lines` lines at a size of `largest` down to `smallest` points.
pub(crate) struct Row {
    pub(crate) lines: usize,
    pub(crate) largest: f32,
    pub(crate) smallest: f32,
}

/// Text that found its size and its line ends.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Block {
    pub(crate) size: f32,
    pub(crate) lines: Vec<Line>,
}

impl<'f> Typesetter<'f> {
    pub(crate) fn new(fonts: &'f Fonts) -> Self {
        Self {
            fonts,
            known: RefCell::default(),
        }
    }

    pub(crate) fn fonts(&self) -> &'f Fonts {
        self.fonts
    }

    /// The text on one line, whole in the first typeface that has all of it. Only where none
    /// has, each character comes from the first that has it.
    pub(crate) fn line(&self, text: &str, weight: Weight) -> Result<Line, Unset> {
        for parts in self.fonts.chain(weight) {
            if let Ok(line) = self.line_in(text, parts)? {
                return Ok(line);
            }
        }
        let all: Vec<FontId> = self.fonts.chain(weight).flatten().copied().collect();
        self.line_in(text, &all)?.map_err(Unset::Missing)
    }

    fn line_in(&self, text: &str, fonts: &[FontId]) -> Result<Result<Line, Vec<char>>, Unset> {
        let (mut glyphs, mut missing) = (Vec::new(), Vec::new());
        for character in text.chars() {
            match self.glyph(character, fonts).map_err(Unset::Fonts)? {
                Some(glyph) => glyphs.push(glyph),
                None if missing.contains(&character) => {}
                None => missing.push(character),
            }
        }
        Ok(if missing.is_empty() {
            Ok(Line(glyphs))
        } else {
            Err(missing)
        })
    }

    fn glyph(&self, character: char, fonts: &[FontId]) -> Result<Option<Glyph>, Error> {
        if character.is_control() {
            return Ok(None);
        }
        for font in fonts {
            if let Some(glyph) = self.glyph_in(character, *font)? {
                return Ok(Some(glyph));
            }
        }
        Ok(None)
    }

    fn glyph_in(&self, character: char, font: FontId) -> Result<Option<Glyph>, Error> {
        if let Some(known) = self.known.borrow().get(&(font, character)) {
            return Ok(*known);
        }
        let face = self.fonts.face(font)?;
        let id = face.lookup_glyph_index(character.into());
        let glyph = id.filter(|id| *id != 0).map(|id| Glyph {
            character,
            font,
            id,
            width: f32::from(face.get_horizontal_advance(id)) * 1000.0
                / f32::from(face.font_metrics.units_per_em),
        });
        let mut known = self.known.borrow_mut();
        known.insert((font, character), glyph);
        Ok(glyph)
    }
}

impl Line {
    /// The width in points at this size.
    pub(crate) fn width(&self, size: f32) -> f32 {
        self.0.iter().map(|glyph| glyph.width).sum::<f32>() * size / 1000.0
    }

    /// The largest of the sizes the room offers, or nothing where even the smallest is too wide.
    pub(crate) fn fit(&self, room: &Room<'_>) -> Option<Block> {
        room.rows
            .iter()
            .find_map(|row| self.fit_row(row, room.width))
    }

    /// A name is broken after a dot (·) if it can be at all, if need be in a smaller size.
    fn fit_row(&self, row: &Row, width: f32) -> Option<Block> {
        let has_dot = self.0.iter().any(|glyph| glyph.character == '·');
        let at_dots = || self.sized(row, width, |before, _| before == '·');
        let at_dots = has_dot.then(at_dots).flatten();
        at_dots.or_else(|| self.sized(row, width, may_break))
    }

    fn sized(&self, row: &Row, width: f32, breaks: fn(char, char) -> bool) -> Option<Block> {
        const STEP: f32 = 0.25;
        let steps = ((row.largest - row.smallest) / STEP).round() as usize;
        (0..=steps)
            .map(|step| row.largest - step as f32 * STEP)
            .find_map(|size| {
                let lines = self.broken(width * 1000.0 / size, breaks)?;
                (lines.len() <= row.lines).then_some(Block { size, lines })
            })
    }

    /// Broken into lines of at most this width in thousandths; nothing when a piece that must
    /// not be broken is wider than that.
    fn broken(&self, width: f32, breaks: fn(char, char) -> bool) -> Option<Vec<Line>> {
        let pieces = self
            .0
            .chunk_by(|before, after| !breaks(before.character, after.character));
        let mut lines: Vec<Line> = Vec::new();
        let mut taken = 0.0;
        for piece in pieces {
            // A blank at the end of a line may stand over.
            let ink = trimmed(piece);
            if ink > width {
                return None;
            }
            let wide: f32 = piece.iter().map(|glyph| glyph.width).sum();
            match lines.last_mut() {
                Some(line) if taken + ink <= width => {
                    line.0.extend(piece);
                    taken += wide;
                }
                _ => {
                    lines.push(Line(piece.to_vec()));
                    taken = wide;
                }
            }
        }
        Some(lines)
    }
}

fn trimmed(piece: &[Glyph]) -> f32 {
    let blanks = piece
        .iter()
        .rev()
        .take_while(|g| g.character == ' ')
        .count();
    let ink = &piece[..piece.len() - blanks];
    ink.iter().map(|glyph| glyph.width).sum()
}

/// No line begins with these.
const NOT_FIRST: &str = "，。、；：？！）》〉」』】〕”’％%…—～·,.;:?!)]}";
/// No line ends with these.
const NOT_LAST: &str = "（《〈「『【〔“‘([{￥¥$";

fn may_break(before: char, after: char) -> bool {
    let in_word = |c: char| c.is_ascii_graphic();
    if NOT_FIRST.contains(after) || NOT_LAST.contains(before) || after == ' ' {
        return false;
    }
    before == ' ' || !(in_word(before) && in_word(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str) -> Line {
        let fonts = Fonts::installed().unwrap();
        Typesetter::new(&fonts).line(text, Weight::Regular).unwrap()
    }

    fn words(line: &Line) -> String {
        line.0.iter().map(|glyph| glyph.character).collect()
    }

    fn broken(text: &str, ems: usize) -> Vec<String> {
        let lines = set(text).broken(ems as f32 * 1000.0, may_break).unwrap();
        lines.iter().map(words).collect()
    }

    #[test]
    fn digits_are_all_of_one_width() {
        let digits = set("0123456789");
        assert!(
            digits
                .0
                .iter()
                .all(|digit| digit.width == digits.0[0].width)
        );
    }

    #[test]
    fn a_line_never_begins_with_a_stop_nor_ends_with_an_opening_bracket() {
        assert_eq!(broken("志愿者服务，站", 5), ["志愿者服", "务，站"]);
        assert_eq!(broken("志愿者服（务）", 5), ["志愿者服", "（务）"]);
        assert_eq!(broken("阿卜杜拉·买买提", 4), ["阿卜杜", "拉·买买", "提"]);
    }

    #[test]
    fn a_number_is_not_torn_apart() {
        assert_eq!(broken("电话 0513-12345678", 8), ["电话 ", "0513-12345678"]);
    }

    #[test]
    fn text_shrinks_before_it_wraps_and_is_refused_before_it_is_unreadable() {
        let rows = [
            Row {
                lines: 1,
                largest: 10.0,
                smallest: 8.0,
            },
            Row {
                lines: 2,
                largest: 8.0,
                smallest: 6.0,
            },
        ];
        let fit = |count: usize| {
            let room = Room {
                width: 100.0,
                rows: &rows,
            };
            set(&"志".repeat(count)).fit(&room)
        };
        let shape = |count| fit(count).map(|block| (block.size, block.lines.len()));
        assert_eq!(shape(10), Some((10.0, 1)));
        assert_eq!(shape(11), Some((9.0, 1)));
        assert_eq!(shape(12), Some((8.25, 1)));
        assert_eq!(shape(13), Some((8.0, 2)));
        assert_eq!(shape(32), Some((6.25, 2)));
        assert_eq!(shape(33), None);
    }

    #[test]
    fn a_long_name_is_broken_after_a_dot() {
        let rows = [Row {
            lines: 2,
            largest: 10.0,
            smallest: 5.0,
        }];
        let room = Room {
            width: 60.0,
            rows: &rows,
        };
        let block = set("古丽·阿卜杜·艾尔肯江").fit(&room).unwrap();
        let lines: Vec<String> = block.lines.iter().map(words).collect();
        assert_eq!(lines, ["古丽·阿卜杜·", "艾尔肯江"]);
    }

    #[test]
    fn a_name_with_one_rare_character_is_set_whole_in_the_face_that_has_it() {
        let chain = Fonts::installed().unwrap();
        let chain: Vec<&[FontId]> = chain.chain(Weight::Regular).collect();
        let names = [
            ("王㛃𬱖䶮喆龘𬴂𡋾𠮷·", 0),
            ("卫䶶", 1),
            ("蒋𠀀", 2),
            ("沈𠀂", 2),
        ];
        for (name, typeface) in names {
            let line = set(name);
            let whole = line
                .0
                .iter()
                .all(|glyph| chain[typeface].contains(&glyph.font));
            assert!(whole, "{name} {line:?}");
        }
    }

    #[test]
    fn characters_no_font_has_are_named_once_each() {
        let fonts = Fonts::installed().unwrap();
        let typesetter = Typesetter::new(&fonts);
        let answer = typesetter.line("王\u{e123}\u{e123}\n五", Weight::Regular);
        match answer {
            Err(Unset::Missing(missing)) => assert_eq!(missing, ['\u{e123}', '\n']),
            other => panic!("{other:?}"),
        }
    }
}
