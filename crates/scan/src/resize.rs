//! Frames of another size: reduced, cut out, doubled.

use crate::filter::add_row;
use crate::grey::{Grey, GreyFrame};

/// Reduces to exactly `width × height`, no larger than the frame, by averaging the pixels under each new one.
pub(crate) fn reduce(source: &Grey<'_>, width: usize, height: usize) -> GreyFrame {
    let across = spans(source.width(), width);
    let down = spans(source.height(), height);
    let mut out = Vec::with_capacity(width * height);
    let mut columns = vec![0u32; source.width()];
    let mut before = vec![0u32; source.width() + 1];
    for rows in &down {
        columns.fill(0);
        for y in rows.clone() {
            add_row(&mut columns, source.row(y));
        }
        let mut sum = 0;
        for (to, &column) in before[1..].iter_mut().zip(&columns) {
            sum += column;
            *to = sum;
        }
        let scales: [u32; 2] = std::array::from_fn(|i| {
            let wide = source.width() / width + i;
            (1 << 16) / ((wide.max(1) * rows.len()) as u32)
        });
        let least = source.width() / width;
        out.extend(across.iter().map(|wide| {
            let sum = before[wide.end] - before[wide.start];
            let scale = scales[usize::from(wide.len() > least)];
            ((sum * scale + (1 << 15)) >> 16).min(255) as u8
        }));
    }
    GreyFrame::new(width, height, out).expect("one value for every pixel")
}

/// A rectangle of the frame, which must lie inside it.
pub(crate) fn crop(
    source: &Grey<'_>,
    left: usize,
    top: usize,
    width: usize,
    height: usize,
) -> GreyFrame {
    let pixels = (top..top + height)
        .flat_map(|y| &source.row(y)[left..left + width])
        .copied()
        .collect();
    GreyFrame::new(width, height, pixels).expect("a rectangle inside the frame")
}

/// The source pixels under each of `parts` new ones; never empty, whole pixels only.
fn spans(length: usize, parts: usize) -> Vec<std::ops::Range<usize>> {
    (0..parts)
        .map(|i| {
            let start = (i * length / parts).min(length - 1);
            start..((i + 1) * length / parts).clamp(start + 1, length)
        })
        .collect()
}

/// Twice the size, bilinear.
pub(crate) fn double(source: &Grey<'_>) -> GreyFrame {
    let (width, height) = (source.width(), source.height());
    let mut out = vec![0u8; 4 * width * height];
    for y in 0..2 * height {
        let near = source.row(y / 2);
        let far_y = if y % 2 == 0 {
            (y / 2).saturating_sub(1)
        } else {
            (y / 2 + 1).min(height - 1)
        };
        let far = source.row(far_y);
        let row = &mut out[y * 2 * width..(y + 1) * 2 * width];
        let mix = |x: usize| 3 * u16::from(near[x]) + u16::from(far[x]);
        for x in 0..width {
            let here = mix(x);
            row[2 * x] = ((3 * here + mix(x.saturating_sub(1)) + 8) >> 4) as u8;
            row[2 * x + 1] = ((3 * here + mix((x + 1).min(width - 1)) + 8) >> 4) as u8;
        }
    }
    GreyFrame::new(2 * width, 2 * height, out).expect("four pixels for one")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reducing_averages_the_pixels_under_each_new_one() {
        let pixels = (0..37 * 23).map(|i| (i * i * 31 % 253) as u8).collect();
        let frame = GreyFrame::new(37, 23, pixels).unwrap();
        let grey = frame.as_grey();
        for (width, height) in [(37, 23), (36, 22), (20, 11), (12, 7), (1, 1)] {
            let reduced = reduce(&grey, width, height);
            let (across, down) = (spans(37, width), spans(23, height));
            for (y, rows) in down.iter().enumerate() {
                for (x, columns) in across.iter().enumerate() {
                    let pixels = rows.clone().flat_map(|v| &grey.row(v)[columns.clone()]);
                    let sum: f64 = pixels.map(|&p| f64::from(p)).sum();
                    let exact = sum / (rows.len() * columns.len()) as f64;
                    let got = f64::from(reduced.as_grey().row(y)[x]);
                    assert!(
                        (got - exact).abs() < 2.0,
                        "{width} {height}: {x} {y} {got} {exact}"
                    );
                }
            }
        }
    }
}
