//! From grey to black and white: the thresholds the stages differ by.

use rxing::common::{BitArray, BitMatrix, HybridBinarizer};
use rxing::{Binarizer, Luma8Source};

use crate::filter;
use crate::grey::Grey;

/// rxing's own: a threshold for each block of eight pixels from the blocks around it.
pub(crate) fn hybrid(source: &Grey<'_>) -> Option<BitMatrix> {
    let luma = Luma8Source::new_with_slice(
        source.pixels(),
        source.width() as u32,
        source.height() as u32,
    )
    .ok()?;
    HybridBinarizer::new(luma).get_black_matrix().ok().cloned()
}

/// Pixels darker than 92 % of the mean of a window as wide as a sixth of the frame become black.
pub(crate) fn bradley(source: &Grey<'_>) -> Option<BitMatrix> {
    let radius = (source.width().max(source.height()) / 12).max(7);
    let means = filter::mean(source, radius);
    let width = source.width();
    let factor = 92 * 256 / 100u16;
    pack(source, |y, marks| {
        let around = &means[y * width..(y + 1) * width];
        for (mark, (&pixel, &mean)) in marks.iter_mut().zip(source.row(y).iter().zip(around)) {
            *mark = u8::from(u16::from(pixel) << 8 < u16::from(mean) * factor);
        }
    })
}

/// One threshold for the whole frame: Otsu's, the split of the histogram with the greatest variance between its sides.
pub(crate) fn global(source: &Grey<'_>) -> Option<BitMatrix> {
    let level = otsu(source);
    pack(source, |y, marks| {
        for (mark, &pixel) in marks.iter_mut().zip(source.row(y)) {
            *mark = u8::from(pixel <= level);
        }
    })
}

fn otsu(source: &Grey<'_>) -> u8 {
    let mut histogram = [0u64; 256];
    for &pixel in source.pixels() {
        histogram[usize::from(pixel)] += 1;
    }
    let total: u64 = histogram.iter().sum();
    let sum: u64 = (0u64..).zip(&histogram).map(|(i, &n)| i * n).sum();
    let (mut below, mut sum_below, mut best, mut level) = (0u64, 0u64, 0f64, 127u8);
    for (value, &count) in (0..=u8::MAX).zip(&histogram) {
        below += count;
        sum_below += u64::from(value) * count;
        let above = total - below;
        if below == 0 || above == 0 {
            continue;
        }
        let apart = sum_below as f64 / below as f64 - (sum - sum_below) as f64 / above as f64;
        let between = below as f64 * above as f64 * apart * apart;
        if between > best {
            (best, level) = (between, value);
        }
    }
    level
}

/// Packs rows of zeros and ones, which `mark` writes, into a matrix of bits.
fn pack(source: &Grey<'_>, mut mark: impl FnMut(usize, &mut [u8])) -> Option<BitMatrix> {
    let (width, height) = (source.width(), source.height());
    let mut matrix = BitMatrix::new(width.try_into().ok()?, height.try_into().ok()?).ok()?;
    let mut line = BitArray::with_size(width);
    let mut marks = vec![0u8; width.next_multiple_of(64)];
    for y in 0..height {
        mark(y, &mut marks[..width]);
        for (word, chunk) in marks.chunks_exact(usize::BITS as usize).enumerate() {
            line.setBulk(word * usize::BITS as usize, packed(chunk));
        }
        matrix.setRow(y as u32, &line);
    }
    Some(matrix)
}

/// One bit a byte, the first byte lowest.
fn packed(ones: &[u8]) -> usize {
    ones.chunks_exact(8).rev().fold(0, |word, eight| {
        let bytes = u64::from_le_bytes(eight.try_into().expect("eight bytes"));
        // Multiplying moves the lowest bit of byte i to bit 56 + i.
        let byte = bytes.wrapping_mul(0x0102_0408_1020_4080) >> 56;
        word << 8 | byte as usize
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_threshold_parts_dark_from_bright() {
        let pixels: Vec<u8> = (0..600)
            .map(|i| if i % 3 == 0 { 40 } else { 210 + (i % 40) as u8 })
            .collect();
        let frame = Grey::new(30, 20, &pixels).unwrap();
        assert!((40..210).contains(&otsu(&frame)));
        let bits = global(&frame).unwrap();
        assert!((0..30).all(|x| bits.get(x, 0) == (x % 3 == 0)));
    }

    #[test]
    fn every_pixel_goes_to_its_own_bit() {
        for width in [1, 7, 63, 64, 65, 130] {
            let pixels: Vec<u8> = (0..width * 3).map(|i| (i * i * 7 % 251) as u8).collect();
            let frame = Grey::new(width, 3, &pixels).unwrap();
            let bits = pack(&frame, |y, marks| {
                for (mark, &pixel) in marks.iter_mut().zip(frame.row(y)) {
                    *mark = u8::from(pixel < 99);
                }
            })
            .unwrap();
            for y in 0..3 {
                for x in 0..width {
                    assert_eq!(
                        bits.get(x as u32, y as u32),
                        frame.row(y)[x] < 99,
                        "{width} {x} {y}"
                    );
                }
            }
        }
    }
}
