//! Filters from grey to grey that keep the size: smoothing, sharpening, stretching.

use crate::grey::{Grey, GreyFrame};

/// Smooths with the 3 × 3 binomial kernel, edges repeated.
pub(crate) fn gauss3(source: &Grey<'_>) -> GreyFrame {
    let (width, height) = (source.width(), source.height());
    let mut out = vec![0u8; width * height];
    let mut sums = vec![0u16; width + 2];
    for y in 0..height {
        let above = source.row(y.saturating_sub(1));
        let here = source.row(y);
        let below = source.row((y + 1).min(height - 1));
        for (sum, ((&a, &b), &c)) in sums[1..=width]
            .iter_mut()
            .zip(above.iter().zip(here).zip(below))
        {
            *sum = u16::from(a) + 2 * u16::from(b) + u16::from(c);
        }
        sums[0] = sums[1];
        sums[width + 1] = sums[width];
        let row = &mut out[y * width..(y + 1) * width];
        for (x, pixel) in row.iter_mut().enumerate() {
            *pixel = ((sums[x] + 2 * sums[x + 1] + sums[x + 2] + 8) >> 4) as u8;
        }
    }
    GreyFrame::same_size(source, out)
}

/// Mean over the square of `radius` around each pixel, edges repeated.
pub(crate) fn mean(source: &Grey<'_>, radius: usize) -> Vec<u8> {
    let (width, height) = (source.width(), source.height());
    let span = 2 * radius + 1;
    let last = (height - 1) as isize;
    let row_at = |y: isize| source.row(y.clamp(0, last) as usize);
    let mut columns = vec![0u32; width];
    for y in -(radius as isize)..=(radius as isize) {
        add_row(&mut columns, row_at(y));
    }
    let scale = (1u64 << 32) / (span * span) as u64;
    let mut out = vec![0u8; width * height];
    for y in 0..height {
        mean_of_columns(
            &columns,
            radius,
            scale,
            &mut out[y * width..(y + 1) * width],
        );
        let leaving = row_at(y as isize - radius as isize);
        let coming = row_at(y as isize + radius as isize + 1);
        for (sum, (&old, &new)) in columns.iter_mut().zip(leaving.iter().zip(coming)) {
            *sum = *sum + u32::from(new) - u32::from(old);
        }
    }
    out
}

/// Adds a row to the sums of its columns.
pub(crate) fn add_row(columns: &mut [u32], row: &[u8]) {
    for (sum, &pixel) in columns.iter_mut().zip(row) {
        *sum += u32::from(pixel);
    }
}

/// One row of means from the sums of its columns: a window slides along, edges repeated.
fn mean_of_columns(columns: &[u32], radius: usize, scale: u64, out: &mut [u8]) {
    let width = columns.len();
    let (reach, span) = (radius as isize, 2 * radius + 1);
    let column = |x: isize| columns[x.clamp(0, width as isize - 1) as usize];
    let rounded = |sum: u32| ((u64::from(sum) * scale + (1 << 31)) >> 32).min(255) as u8;
    let mut sum: u32 = (-reach..=reach).map(column).sum();
    let mut slide_over = |x: usize, pixel: &mut u8| {
        *pixel = rounded(sum);
        let x = x as isize;
        sum = sum + column(x + reach + 1) - column(x - reach);
    };
    if width <= span {
        out.iter_mut()
            .enumerate()
            .for_each(|(x, pixel)| slide_over(x, pixel));
        return;
    }
    let (left, rest) = out.split_at_mut(radius);
    let (inner, right) = rest.split_at_mut(width - span);
    left.iter_mut()
        .enumerate()
        .for_each(|(x, pixel)| slide_over(x, pixel));
    // Away from the edges nothing needs clamping, which makes this loop several times as fast.
    for (pixel, (&coming, &leaving)) in inner.iter_mut().zip(columns[span..].iter().zip(columns)) {
        *pixel = rounded(sum);
        sum = sum + coming - leaving;
    }
    for (i, pixel) in right.iter_mut().enumerate() {
        *pixel = rounded(sum);
        let x = (width - radius - 1 + i) as isize;
        sum = sum + column(x + reach + 1) - column(x - reach);
    }
}

/// Changes each pixel by itself.
pub(crate) fn each(source: &Grey<'_>, change: impl Fn(u8) -> u8) -> GreyFrame {
    let pixels = source.pixels().iter().map(|&pixel| change(pixel)).collect();
    GreyFrame::same_size(source, pixels)
}

/// Sharpens: every pixel moves away from the mean of its surroundings by `strength` times the difference.
pub(crate) fn unsharp(source: &Grey<'_>, radius: usize, strength: i32) -> GreyFrame {
    let blurred = mean(source, radius);
    let out = source
        .pixels()
        .iter()
        .zip(&blurred)
        .map(|(&pixel, &around)| {
            let (pixel, around) = (i32::from(pixel), i32::from(around));
            (pixel + strength * (pixel - around)).clamp(0, 255) as u8
        })
        .collect();
    GreyFrame::same_size(source, out)
}

/// The extreme, as `pick` has it, of the 3 × 3 square around each pixel.
fn extreme3(source: &Grey<'_>, pick: impl Fn(u8, u8) -> u8) -> GreyFrame {
    let (width, height) = (source.width(), source.height());
    let mut out = vec![0u8; width * height];
    let mut line = vec![0u8; width + 2];
    for y in 0..height {
        let above = source.row(y.saturating_sub(1));
        let here = source.row(y);
        let below = source.row((y + 1).min(height - 1));
        for (best, ((&a, &b), &c)) in line[1..=width]
            .iter_mut()
            .zip(above.iter().zip(here).zip(below))
        {
            *best = pick(pick(a, b), c);
        }
        line[0] = line[1];
        line[width + 1] = line[width];
        let row = &mut out[y * width..(y + 1) * width];
        for (x, pixel) in row.iter_mut().enumerate() {
            *pixel = pick(pick(line[x], line[x + 1]), line[x + 2]);
        }
    }
    GreyFrame::same_size(source, out)
}

/// Stretches each pixel between the darkest and the brightest of the blocks of `block` pixels around it.
pub(crate) fn local_contrast(source: &Grey<'_>, block: usize) -> GreyFrame {
    let (width, height) = (source.width(), source.height());
    let (columns, rows) = (width.div_ceil(block), height.div_ceil(block));
    let mut low = vec![255u8; columns * rows];
    let mut high = vec![0u8; columns * rows];
    for y in 0..height {
        let base = y / block * columns;
        for (column, chunk) in source.row(y).chunks(block).enumerate() {
            let (least, most) = chunk
                .iter()
                .fold((255, 0), |(l, m), &p| (p.min(l), p.max(m)));
            low[base + column] = low[base + column].min(least);
            high[base + column] = high[base + column].max(most);
        }
    }
    let low = spread(&low, columns, rows, u8::min);
    let high = spread(&high, columns, rows, u8::max);
    let mut out = Vec::with_capacity(width * height);
    for y in 0..height {
        let base = y / block * columns;
        for (column, chunk) in source.row(y).chunks(block).enumerate() {
            let (least, most) = (low[base + column], high[base + column]);
            let scale = 65_280 / u32::from(most.saturating_sub(least)).max(24);
            out.extend(
                chunk
                    .iter()
                    .map(|&p| ((u32::from(p.saturating_sub(least)) * scale) >> 8).min(255) as u8),
            );
        }
    }
    GreyFrame::same_size(source, out)
}

fn spread(blocks: &[u8], columns: usize, rows: usize, pick: impl Fn(u8, u8) -> u8) -> Vec<u8> {
    let grid = Grey::new(columns, rows, blocks).expect("one value a block");
    extreme3(&grid, pick).into_pixels()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(width: usize, height: usize) -> GreyFrame {
        let pixels = (0..width * height)
            .map(|i| (i * i * 31 % 253) as u8)
            .collect();
        GreyFrame::new(width, height, pixels).unwrap()
    }

    #[test]
    fn a_mean_is_that_of_the_window_with_edges_repeated() {
        for (width, height, radius) in [(1, 1, 3), (9, 7, 1), (30, 5, 4), (6, 40, 9), (9, 3, 4)] {
            let frame = frame(width, height);
            let grey = frame.as_grey();
            let means = mean(&grey, radius);
            let reach = radius as isize;
            for y in 0..height as isize {
                for x in 0..width as isize {
                    let mut sum = 0.0;
                    for v in y - reach..=y + reach {
                        let row = grey.row(v.clamp(0, height as isize - 1) as usize);
                        for u in x - reach..=x + reach {
                            sum += f64::from(row[u.clamp(0, width as isize - 1) as usize]);
                        }
                    }
                    let exact = sum / ((2 * radius + 1) * (2 * radius + 1)) as f64;
                    let got = f64::from(means[y as usize * width + x as usize]);
                    assert!(
                        (got - exact).abs() <= 0.51,
                        "{width} {height} {radius}: {x} {y}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_darkest_and_the_brightest_nearby_are_stretched_apart() {
        let pixels = (0..96 * 96)
            .map(|i| if i % 2 == 0 { 100 } else { 140 })
            .collect();
        let frame = GreyFrame::new(96, 96, pixels).unwrap();
        let stretched = local_contrast(&frame.as_grey(), 48).into_pixels();
        assert!(stretched.iter().all(|&p| p == 0 || p >= 253));
    }
}
