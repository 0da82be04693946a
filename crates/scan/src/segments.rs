//! The bit stream inside a symbol: segments of digits, letters, bytes and characters.

use crate::charset::{self, Neighbours};

const ALPHANUMERIC: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// The text of a symbol of `version` whose corrected data bytes are `data`; `None` when they are no valid stream.
pub(crate) fn text(data: &[u8], version: u32) -> Option<String> {
    let mut reader = Reader {
        bits: Bits { data, at: 0 },
        version,
        declared: None,
        pieces: Vec::new(),
        kanji: false,
        gs1: false,
    };
    while reader.segment()? {}
    Some(reader.joined())
}

/// A stretch of the text, or of bytes whose character set is decided when all are known.
enum Piece {
    Text(String),
    Bytes(Vec<u8>),
}

struct Reader<'a> {
    bits: Bits<'a>,
    version: u32,
    declared: Option<u32>,
    pieces: Vec<Piece>,
    kanji: bool,
    gs1: bool,
}

impl Reader<'_> {
    /// Reads one segment; `Some(false)` at the end.
    fn segment(&mut self) -> Option<bool> {
        if self.bits.left() < 4 {
            return Some(false);
        }
        let mode = self.bits.take(4)?;
        match mode {
            0 => return Some(false),
            1 => self.digits()?,
            2 => self.letters()?,
            3 => drop(self.bits.take(16)?),
            4 => self.bytes()?,
            5 => self.gs1 = true,
            7 => self.declared = Some(self.interpretation()?),
            8 => self.kanji()?,
            9 => {
                self.gs1 = true;
                self.bits.take(8)?;
            }
            13 => self.hanzi()?,
            _ => return None,
        }
        Some(true)
    }

    fn count(&mut self, widths: [u32; 3]) -> Option<usize> {
        let width = match self.version {
            ..=9 => widths[0],
            10..=26 => widths[1],
            _ => widths[2],
        };
        Some(self.bits.take(width)? as usize)
    }

    fn digits(&mut self) -> Option<()> {
        let mut left = self.count([10, 12, 14])?;
        while left > 0 {
            let n = left.min(3);
            let value = self.bits.take([4, 7, 10][n - 1])?;
            if value >= 10u32.pow(n as u32) {
                return None;
            }
            self.push(&format!("{value:0n$}"));
            left -= n;
        }
        Some(())
    }

    fn letters(&mut self) -> Option<()> {
        let mut left = self.count([9, 11, 13])?;
        let mut letters = String::new();
        let letter = |value: u32| ALPHANUMERIC.get(value as usize).map(|&b| char::from(b));
        while left > 1 {
            let pair = self.bits.take(11)?;
            letters.push(letter(pair / 45)?);
            letters.push(letter(pair % 45)?);
            left -= 2;
        }
        if left == 1 {
            letters.push(letter(self.bits.take(6)?)?);
        }
        if self.gs1 {
            letters = letters
                .replace("%%", "\u{0}")
                .replace('%', "\u{1d}")
                .replace('\u{0}', "%");
        }
        self.push(&letters);
        Some(())
    }

    fn bytes(&mut self) -> Option<()> {
        let count = self.count([8, 16, 16])?;
        let mut bytes = Vec::with_capacity(count.min(3_000));
        for _ in 0..count {
            bytes.push(self.bits.take(8)? as u8);
        }
        match (self.declared, self.pieces.last_mut()) {
            (Some(number), _) => self.push(&charset::declared(number, &bytes)),
            // A character may be cut by the border of two segments.
            (None, Some(Piece::Bytes(before))) => before.append(&mut bytes),
            (None, _) => self.pieces.push(Piece::Bytes(bytes)),
        }
        Some(())
    }

    fn kanji(&mut self) -> Option<()> {
        let count = self.count([8, 10, 12])?;
        let bytes = self.pairs(count, 0xc0, |joined| {
            joined + if joined < 0x1f00 { 0x8140 } else { 0xc140 }
        })?;
        self.kanji = true;
        self.push(&charset::shift_jis(&bytes)?);
        Some(())
    }

    fn hanzi(&mut self) -> Option<()> {
        if self.bits.take(4)? != 1 {
            return None;
        }
        let count = self.count([8, 10, 12])?;
        let bytes = self.pairs(count, 0x60, |joined| {
            joined + if joined < 0x0a00 { 0xa1a1 } else { 0xa6a1 }
        })?;
        self.push(&charset::gb18030(&bytes)?);
        Some(())
    }

    fn pairs(&mut self, count: usize, base: u32, shift: fn(u32) -> u32) -> Option<Vec<u8>> {
        let mut bytes = Vec::with_capacity(2 * count.min(4_000));
        for _ in 0..count {
            let value = self.bits.take(13)?;
            let pair = shift(((value / base) << 8) | (value % base));
            bytes.extend([(pair >> 8) as u8, pair as u8]);
        }
        Some(bytes)
    }

    fn interpretation(&mut self) -> Option<u32> {
        let first = self.bits.take(8)?;
        match first {
            0..=0x7f => Some(first),
            0x80..=0xbf => Some((first & 0x3f) << 8 | self.bits.take(8)?),
            0xc0..=0xdf => Some((first & 0x1f) << 16 | self.bits.take(16)?),
            _ => None,
        }
    }

    fn push(&mut self, text: &str) {
        match self.pieces.last_mut() {
            Some(Piece::Text(before)) => before.push_str(text),
            _ => self.pieces.push(Piece::Text(text.to_owned())),
        }
    }

    /// The whole text; all undeclared bytes are read alike.
    fn joined(&self) -> String {
        let undeclared: Vec<u8> = self
            .pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Bytes(bytes) => Some(bytes.as_slice()),
                Piece::Text(_) => None,
            })
            .flatten()
            .copied()
            .collect();
        let neighbours = if self.kanji {
            Neighbours::Kanji
        } else {
            Neighbours::Plain
        };
        let set = charset::guess(&undeclared, neighbours);
        self.pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Bytes(bytes) => set.read(bytes),
            })
            .collect()
    }
}

struct Bits<'a> {
    data: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn left(&self) -> usize {
        self.data.len() * 8 - self.at
    }

    fn take(&mut self, count: u32) -> Option<u32> {
        if (count as usize) > self.left() {
            return None;
        }
        let mut value = 0;
        for _ in 0..count {
            let bit = self.data[self.at / 8] >> (7 - self.at % 8) & 1;
            value = value << 1 | u32::from(bit);
            self.at += 1;
        }
        Some(value)
    }
}
