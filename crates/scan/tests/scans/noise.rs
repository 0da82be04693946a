//! Frames of noise: no panic escapes, no text is invented.

use crate::painting::{Numbers, Sheet, Symbol};
use qrcode::EcLevel;
use scan::{Grey, Ladder, read_frame};

fn noise(numbers: &mut Numbers, kind: usize) -> (usize, usize, Vec<u8>) {
    let (width, height) = (1 + numbers.below(110), 1 + numbers.below(90));
    let block = 1 + numbers.below(6);
    let levels = [[0, 255], [90, 120], [0, 1]][numbers.below(3)];
    let grains: Vec<bool> = (0..128 * 128).map(|_| numbers.below(2) == 0).collect();
    let pixels = (0..width * height)
        .map(|i| match kind {
            0 => numbers.below(256) as u8,
            1 => levels[usize::from(grains[i / width / block * 128 + i % width / block])],
            _ => (i % width * 255 / width) as u8 ^ numbers.below(32) as u8,
        })
        .collect();
    (width, height, pixels)
}

fn look_at(frames: usize, seed: u64) {
    let mut numbers = Numbers(seed);
    for i in 0..frames {
        let (width, height, pixels) = noise(&mut numbers, i % 3);
        let frame = Grey::new(width, height, &pixels).unwrap();
        let ladder = if i % 2 == 0 {
            Ladder::Still
        } else {
            Ladder::Live
        };
        let codes = read_frame(&frame, ladder);
        assert!(codes.is_empty(), "frame {i} of seed {seed}: {codes:?}");
    }
}

/// A symbol with noise thrown at it: the exact text or none.
fn throw_noise(frames: usize, seed: u64) -> usize {
    let mut numbers = Numbers(seed);
    let mut read = 0;
    for i in 0..frames {
        let text = format!("V{:06}", numbers.below(1_000_000));
        let symbol = Symbol::of(&text, EcLevel::L);
        let mut sheet =
            Sheet::new(130, 130).paint(&symbol, [65.0, 65.0], 4.0, numbers.below(360) as f32, 1.0);
        let strokes = numbers.below(20);
        for _ in 0..strokes {
            let (x, y) = (numbers.below(110), numbers.below(110));
            let (wide, high) = (1 + numbers.below(20), 1 + numbers.below(20));
            let level = numbers.below(256) as u8;
            for row in y..y + high {
                sheet.pixels[row * 130 + x..row * 130 + x + wide].fill(level);
            }
        }
        let codes = read_frame(&sheet.frame().as_grey(), Ladder::Still);
        for code in &codes {
            assert_eq!(code.text, text, "frame {i} of seed {seed}");
        }
        read += codes.len();
    }
    read
}

#[test]
fn random_frames_hold_no_text_and_cause_no_panic() {
    look_at(3_000, 1);
}

#[test]
fn a_symbol_under_strokes_gives_its_text_or_none() {
    let read = throw_noise(150, 2);
    assert!(read > 40 && read < 150, "{read} of 150 read");
}

#[test]
#[ignore = "an hour of noise: run optimised, before a release"]
fn a_million_random_frames_hold_no_text_and_cause_no_panic() {
    for seed in 0..1_000 {
        look_at(950, 1_000 + seed);
        throw_noise(50, 1_000 + seed);
    }
}
