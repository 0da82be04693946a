//! A text as a QR symbol of letters and digits.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode, Version, bits::Bits};

use crate::Error;

/// Modules of empty margin that a symbol needs on each side.
pub const QUIET_ZONE: usize = 4;

/// The forty-five characters of a symbol's alphanumeric mode.
const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// How much damage a symbol survives, against how much room it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SymbolSize {
    /// Level Q; a card is 49 modules wide (version 8).
    Standard,
    /// Level M, for short space; a card is 41 modules wide (version 6).
    Compact,
}

/// A QR symbol without its quiet zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    size: usize,
    dark: Vec<bool>,
}

/// The smallest symbol of this strength that holds the text, in alphanumeric mode throughout.
///
/// Fails with [`Error::Symbol`] on an empty text, a character outside that mode (small letters
/// among them), and a text that no symbol holds. The same text gives the same symbol.
pub fn symbol(text: &str, size: SymbolSize) -> Result<Symbol, Error> {
    if text.is_empty() || !text.bytes().all(|byte| ALPHABET.contains(&byte)) {
        return Err(Error::Symbol);
    }
    let level = match size {
        SymbolSize::Standard => EcLevel::Q,
        SymbolSize::Compact => EcLevel::M,
    };
    let code = (1..=40)
        .find_map(|version| encode(text, Version::Normal(version), level))
        .ok_or(Error::Symbol)?;
    Ok(Symbol {
        size: code.width(),
        dark: code.to_colors().iter().map(|c| *c == Color::Dark).collect(),
    })
}

fn encode(text: &str, version: Version, level: EcLevel) -> Option<QrCode> {
    let mut bits = Bits::new(version);
    bits.push_alphanumeric_data(text.as_bytes()).ok()?;
    bits.push_terminator(level).ok()?;
    QrCode::with_bits(bits, level).ok()
}

impl Symbol {
    /// Modules a side.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Row by row from the top left, true where a module is dark.
    pub fn modules(&self) -> &[bool] {
        &self.dark
    }

    /// Whether the module in this column and row is dark; outside the symbol none is.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.size && y < self.size && self.dark[y * self.size + x]
    }

    /// The edges of the dark areas as closed loops of corners, in modules from the top left, the
    /// dark on the right-hand side as one walks along; to be filled by the even-odd rule. There
    /// are no seams between modules that share an edge, and no bridge between those that share
    /// only a corner.
    pub fn outlines(&self) -> Vec<Vec<(usize, usize)>> {
        let mut walked = vec![false; self.dark.len()];
        let mut outlines = Vec::new();
        for y in 0..self.size {
            for x in 0..self.size {
                let has_upper_edge = self.is_dark(x, y) && (y == 0 || !self.is_dark(x, y - 1));
                if has_upper_edge && !walked[y * self.size + x] {
                    outlines.push(self.walk((x, y), &mut walked));
                }
            }
        }
        outlines
    }

    /// The outlines as the `d` of an SVG path with `fill-rule="evenodd"`, one unit a module.
    pub fn svg_path(&self) -> String {
        let mut path = String::new();
        for outline in self.outlines() {
            for (at, (x, y)) in outline.iter().enumerate() {
                let verb = if at == 0 { 'M' } else { 'L' };
                write!(path, "{verb}{x} {y}").expect("a string takes every character");
            }
            path.push('Z');
        }
        path
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heading {
    Right,
    Down,
    Left,
    Up,
}

impl Symbol {
    /// Once round from this corner along the upper edge of a dark module; marks the upper edges
    /// it passes.
    fn walk(&self, start: (usize, usize), walked: &mut [bool]) -> Vec<(usize, usize)> {
        let (mut at, mut heading) = (start, Heading::Right);
        let mut corners = Vec::new();
        loop {
            let (x, y) = at;
            at = match heading {
                Heading::Right => {
                    walked[y * self.size + x] = true;
                    (x + 1, y)
                }
                Heading::Down => (x, y + 1),
                Heading::Left => (x - 1, y),
                Heading::Up => (x, y - 1),
            };
            let next = self.turn(at, heading);
            if next != heading {
                corners.push(at);
            }
            heading = next;
            if at == start && heading == Heading::Right {
                return corners;
            }
        }
    }

    /// Where the edge goes on from this corner.
    fn turn(&self, (x, y): (usize, usize), heading: Heading) -> Heading {
        use Heading::{Down, Left, Right, Up};
        // The modules that meet in the corner; beyond the symbol none is dark.
        let below_right = self.is_dark(x, y);
        let below_left = x > 0 && self.is_dark(x - 1, y);
        let above_right = y > 0 && self.is_dark(x, y - 1);
        let above_left = x > 0 && y > 0 && self.is_dark(x - 1, y - 1);
        let (ahead_right, ahead_left, to_right, to_left) = match heading {
            Right => (below_right, above_right, Down, Up),
            Down => (below_left, below_right, Left, Right),
            Left => (above_left, below_left, Up, Down),
            Up => (above_right, above_left, Right, Left),
        };
        match (ahead_right, ahead_left) {
            (false, _) => to_right,
            (true, false) => heading,
            (true, true) => to_left,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As long as a card's text.
    fn text() -> String {
        format!("VC1:{}", "A0 $%*+-./:Z".repeat(13).split_at(147).0)
    }

    #[test]
    fn a_card_is_version_8_or_where_space_is_short_version_6() {
        assert_eq!(text().len(), 151);
        assert_eq!(symbol(&text(), SymbolSize::Standard).unwrap().size(), 49);
        assert_eq!(symbol(&text(), SymbolSize::Compact).unwrap().size(), 41);
    }

    #[test]
    fn what_the_alphabet_does_not_have_is_refused() {
        let too_long = "A".repeat(5000);
        for text in ["", "vc1:", "义站", "A\0", &too_long] {
            let made = symbol(text, SymbolSize::Standard);
            assert!(matches!(made, Err(Error::Symbol)), "{text}");
        }
    }

    /// Fills the outlines again by counting the upright edges to the left of each module.
    #[test]
    fn the_outlines_enclose_exactly_the_dark_modules() {
        let symbol = symbol(&text(), SymbolSize::Standard).unwrap();
        let size = symbol.size();
        let mut crossings = vec![0u32; size * size];
        for outline in symbol.outlines() {
            let ends = outline.iter().cycle().skip(1);
            for (&(x0, y0), &(x1, y1)) in outline.iter().zip(ends) {
                assert!(x0 == x1 || y0 == y1, "edges are upright or level");
                for y in y0.min(y1)..y0.max(y1) {
                    (x0..size).for_each(|x| crossings[y * size + x] += 1);
                }
            }
        }
        let filled: Vec<bool> = crossings.iter().map(|count| count % 2 == 1).collect();
        assert_eq!(filled, symbol.modules());
    }

    #[test]
    fn a_path_is_made_of_closed_loops() {
        let path = symbol("A", SymbolSize::Compact).unwrap().svg_path();
        assert!(path.starts_with("M7 0L7 7L0 7L0 0Z"), "{path}");
        assert_eq!(path.matches('M').count(), path.matches('Z').count());
    }
}
