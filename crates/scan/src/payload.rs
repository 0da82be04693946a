//! From sampled modules to text: format, mask, codewords, correction.

use rxing::qrcode::common::{ErrorCorrectionLevel, Version, VersionRef};

use crate::code::Code;
use crate::function_pattern::FunctionPattern;
use crate::{reed_solomon, segments};

/// Sampled modules of one symbol, row by row: positive is dark, the size is how sure the sampler was.
#[derive(Debug, Clone)]
pub(crate) struct Modules {
    pub(crate) side: usize,
    pub(crate) dark: Vec<i8>,
}

/// What correction made of the modules.
#[derive(Debug)]
pub(crate) struct Payload {
    text: String,
    /// Whether the symbol is seen from behind.
    mirrored: bool,
}

impl Payload {
    /// The code, given where the corners of its modules stand, from the first one on around the grid.
    pub(crate) fn placed(self, [first, second, third, fourth]: [[f32; 2]; 4]) -> Code {
        let corners = if self.mirrored {
            [first, fourth, third, second]
        } else {
            [first, second, third, fourth]
        };
        Code {
            text: self.text,
            corners,
        }
    }
}

impl Modules {
    /// Modules seen in black and white: every one is sure.
    pub(crate) fn certain(side: usize, is_dark: impl Fn(usize, usize) -> bool) -> Self {
        let dark = (0..side * side)
            .map(|i| {
                if is_dark(i % side, i / side) {
                    127
                } else {
                    -127
                }
            })
            .collect();
        Self { side, dark }
    }

    fn at(&self, x: usize, y: usize) -> i8 {
        self.dark[y * self.side + x]
    }

    fn transposed(&self) -> Self {
        let side = self.side;
        let dark = (0..side * side)
            .map(|i| self.at(i / side, i % side))
            .collect();
        Self { side, dark }
    }
}

/// Reads the symbol, as it stands or mirrored.
pub(crate) fn read(modules: &Modules) -> Option<Payload> {
    let version = Version::getProvisionalVersionForDimension(modules.side as u32).ok()?;
    if let Some(text) = read_upright(modules, version) {
        return Some(Payload {
            text,
            mirrored: false,
        });
    }
    let text = read_upright(&modules.transposed(), version)?;
    Some(Payload {
        text,
        mirrored: true,
    })
}

fn read_upright(modules: &Modules, version: VersionRef) -> Option<String> {
    let (level, mask) = format(modules)?;
    let words = codewords(modules, version, mask);
    let data = correct(&words, version, level)?;
    segments::text(&data, version.getVersionNumber())
}

/// Level and mask from the two copies of the format; `None` when neither is near a valid one.
fn format(modules: &Modules) -> Option<(ErrorCorrectionLevel, u8)> {
    let last = modules.side - 1;
    let first = [
        (0, 8),
        (1, 8),
        (2, 8),
        (3, 8),
        (4, 8),
        (5, 8),
        (7, 8),
        (8, 8),
        (8, 7),
        (8, 5),
        (8, 4),
        (8, 3),
        (8, 2),
        (8, 1),
        (8, 0),
    ];
    let second: Vec<(usize, usize)> = (0..7)
        .map(|i| (8, last - i))
        .chain((0..8).map(|i| (last - 7 + i, 8)))
        .collect();
    let read = |places: &[(usize, usize)]| {
        places.iter().fold(0u16, |bits, &(x, y)| {
            bits << 1 | u16::from(modules.at(x, y) > 0)
        })
    };
    let copies = [read(&first), read(&second)];
    let (distance, best) = (0..32u16)
        .map(|value| {
            let code = format_code(value);
            let near = copies.iter().map(|copy| (copy ^ code).count_ones()).min();
            (near.unwrap_or(u32::MAX), value)
        })
        .min()?;
    if distance > 3 {
        return None;
    }
    let level = ErrorCorrectionLevel::forBits((best >> 3) as u8).ok()?;
    Some((level, (best & 7) as u8))
}

fn format_code(value: u16) -> u16 {
    let mut rest = value << 10;
    for bit in (10..15).rev() {
        if rest >> bit & 1 != 0 {
            rest ^= 0x537 << (bit - 10);
        }
    }
    (value << 10 | rest) ^ 0x5412
}

/// A codeword and how sure its least sure module was.
#[derive(Debug, Clone, Copy, Default)]
struct Codeword {
    value: u8,
    sure: u8,
}

fn codewords(modules: &Modules, version: VersionRef, mask: u8) -> Vec<Codeword> {
    let total = version.getTotalCodewords() as usize;
    let mut words = Vec::with_capacity(total);
    let (mut word, mut filled) = (
        Codeword {
            value: 0,
            sure: 127,
        },
        0,
    );
    for (x, y) in data_modules(modules.side, version) {
        let value = modules.at(x, y);
        let bit = (value > 0) ^ masked(mask, x, y);
        word.value = word.value << 1 | u8::from(bit);
        word.sure = word.sure.min(value.unsigned_abs());
        filled += 1;
        if filled == 8 {
            words.push(word);
            if words.len() == total {
                break;
            }
            (word, filled) = (
                Codeword {
                    value: 0,
                    sure: 127,
                },
                0,
            );
        }
    }
    words
}

fn masked(mask: u8, x: usize, y: usize) -> bool {
    match mask {
        0 => (x + y).is_multiple_of(2),
        1 => y.is_multiple_of(2),
        2 => x.is_multiple_of(3),
        3 => (x + y).is_multiple_of(3),
        4 => (y / 2 + x / 3).is_multiple_of(2),
        5 => (x * y).is_multiple_of(6),
        6 => x * y % 6 < 3,
        _ => (x + y + x * y % 3).is_multiple_of(2),
    }
}

/// Places of data modules in reading order: pairs of columns from the right, upwards first.
fn data_modules(side: usize, version: VersionRef) -> impl Iterator<Item = (usize, usize)> {
    let pattern = FunctionPattern::new(side, version);
    let columns = (0..side).rev().filter(|&x| x != 6).step_by(2);
    columns
        .enumerate()
        .flat_map(move |(turn, right)| {
            (0..side).flat_map(move |step| {
                let y = if turn % 2 == 0 { side - 1 - step } else { step };
                [(right, y), (right - 1, y)]
            })
        })
        .filter(move |&(x, y)| !pattern.covers(x, y))
}

/// Splits the codewords into blocks, corrects each, and joins their data.
fn correct(
    words: &[Codeword],
    version: VersionRef,
    level: ErrorCorrectionLevel,
) -> Option<Vec<u8>> {
    let scheme = version.getECBlocksForLevel(level);
    let check = scheme.getECCodewordsPerBlock() as usize;
    let lengths: Vec<usize> = scheme
        .getECBlocks()
        .iter()
        .flat_map(|kind| {
            std::iter::repeat_n(kind.getDataCodewords() as usize, kind.getCount() as usize)
        })
        .collect();
    let blocks = deinterleave(words, &lengths, check)?;
    let mut data = Vec::new();
    for (block, length) in blocks.iter().zip(&lengths) {
        let corrected = correct_block(block, check)?;
        data.extend_from_slice(&corrected[..*length]);
    }
    Some(data)
}

fn deinterleave(words: &[Codeword], lengths: &[usize], check: usize) -> Option<Vec<Vec<Codeword>>> {
    let mut blocks = vec![Vec::new(); lengths.len()];
    let mut words = words.iter();
    for i in 0..*lengths.iter().max()? {
        for (block, length) in blocks.iter_mut().zip(lengths) {
            if i < *length {
                block.push(*words.next()?);
            }
        }
    }
    for _ in 0..check {
        for block in &mut blocks {
            block.push(*words.next()?);
        }
    }
    Some(blocks)
}

/// Corrects a block; when plain correction fails, gives up the least sure codewords, a few more each time, but always
/// keeps enough check symbols to tell a text from chance.
fn correct_block(block: &[Codeword], check: usize) -> Option<Vec<u8>> {
    let values: Vec<u8> = block.iter().map(|word| word.value).collect();
    let mut attempt = values.clone();
    if reed_solomon::correct(&mut attempt, check, &[])
        .is_some_and(|errors| 2 * errors + kept_against_chance(check) <= check)
    {
        return Some(attempt);
    }
    let mut doubtful: Vec<usize> = (0..block.len()).filter(|&i| block[i].sure < 127).collect();
    doubtful.sort_by_key(|&i| block[i].sure);
    let most = check.saturating_sub(KEPT_CHECKS).min(doubtful.len());
    let step = (check / 8).max(2);
    for count in (step..=most).step_by(step) {
        attempt.copy_from_slice(&values);
        let errors = reed_solomon::correct(&mut attempt, check, &doubtful[..count]);
        if errors.is_some_and(|errors| count + 2 * errors + KEPT_CHECKS <= check) {
            return Some(attempt);
        }
    }
    None
}

/// Check symbols not spent on erasures: with four the chance of a wrong text is one in four thousand million.
const KEPT_CHECKS: usize = 4;

/// Check symbols the standard keeps back in its smallest symbols, by how many a block has.
fn kept_against_chance(check: usize) -> usize {
    match check {
        7 => 3,
        10 => 2,
        13 | 15 | 17 => 1,
        _ => 0,
    }
}
