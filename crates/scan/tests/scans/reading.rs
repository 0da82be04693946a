//! Painted symbols are read: turned, small, large, inverted, mirrored, damaged, several at once.

use crate::painting::{Sheet, Symbol};
use qrcode::EcLevel;
use scan::{Code, Ladder, read_frame};

const CARD: &str = "YZ1:6BFOXN*TS0BI$ZD.P9UOL97O4-2HH77HRM3DSPTV3IHO4GT1+2 M.WA77HRMOD3W*RVQI$QC";

fn read(sheet: Sheet, ladder: Ladder) -> Vec<Code> {
    read_frame(&sheet.frame().as_grey(), ladder)
}

fn texts(codes: &[Code]) -> Vec<&str> {
    let mut texts: Vec<&str> = codes.iter().map(|code| code.text.as_str()).collect();
    texts.sort_unstable();
    texts
}

#[test]
fn a_symbol_is_read_however_it_is_turned() {
    let symbol = Symbol::of(CARD, EcLevel::Q);
    for degrees in (0..360).step_by(24) {
        let sheet = Sheet::new(320, 320).paint(&symbol, [160.0, 160.0], 4.0, degrees as f32, 1.0);
        assert_eq!(texts(&read(sheet, Ladder::Live)), [CARD], "{degrees}°");
    }
}

#[test]
fn corners_are_the_symbols_own_and_in_pixels_of_the_frame() {
    let symbol = Symbol::of(CARD, EcLevel::M);
    let half = symbol.side() as f32 * 2.5;
    for (degrees, ladder) in [
        (0.0f32, Ladder::Live),
        (90.0, Ladder::Still),
        (180.0, Ladder::Live),
        (33.0, Ladder::Still),
    ] {
        let sheet = Sheet::new(400, 360).paint(&symbol, [210.0, 170.0], 5.0, degrees, 1.0);
        let codes = read(sheet, ladder);
        assert_eq!(codes.len(), 1, "{degrees}°");
        let (sin, cos) = degrees.to_radians().sin_cos();
        let own = [(-half, -half), (half, -half), (half, half), (-half, half)];
        for ((u, v), [x, y]) in own.into_iter().zip(codes[0].corners) {
            let (ex, ey) = (210.0 + u * cos - v * sin, 170.0 + u * sin + v * cos);
            assert!(
                (x - ex).hypot(y - ey) < 4.0,
                "{degrees}°: {x} {y} for {ex} {ey}"
            );
        }
    }
}

#[test]
fn a_mirrored_symbol_has_its_own_corners_too() {
    let symbol = Symbol::of(CARD, EcLevel::M);
    let sheet = Sheet::new(300, 300)
        .paint(&symbol, [150.0, 150.0], 4.0, 0.0, 1.0)
        .mirrored();
    let codes = read(sheet, Ladder::Still);
    assert_eq!(texts(&codes), [CARD]);
    let [first, second, _, fourth] = codes[0].corners;
    assert!(
        first[0] > second[0] && first[1] < fourth[1],
        "{:?}",
        codes[0].corners
    );
}

#[test]
fn a_tiny_symbol_is_read() {
    let symbol = Symbol::of("V000123", EcLevel::M);
    for module in [2.0, 1.5] {
        let sheet = Sheet::new(90, 90).paint(&symbol, [45.0, 45.0], module, 0.0, 1.0);
        assert_eq!(texts(&read(sheet, Ladder::Still)), ["V000123"], "{module}");
    }
}

#[test]
fn a_symbol_held_close_fills_the_frame() {
    let symbol = Symbol::of(CARD, EcLevel::Q);
    let module = 700.0 / symbol.side() as f32;
    let sheet = Sheet::new(1280, 720).paint(&symbol, [640.0, 360.0], module, 3.0, 1.0);
    assert_eq!(texts(&read(sheet, Ladder::Live)), [CARD]);
}

#[test]
fn a_small_symbol_in_a_large_photograph_is_read() {
    let symbol = Symbol::of("V000123", EcLevel::M);
    let sheet = Sheet::new(3000, 2000).paint(&symbol, [2300.0, 1500.0], 2.0, 10.0, 1.0);
    assert_eq!(texts(&read(sheet, Ladder::Still)), ["V000123"]);
}

#[test]
fn the_largest_version_is_read() {
    let text: String = ('!'..='~').cycle().take(1_000).collect();
    let symbol = Symbol::of_version(text.as_bytes(), 40, EcLevel::H);
    let sheet = Sheet::new(800, 800).paint(&symbol, [400.0, 400.0], 4.0, 0.0, 1.0);
    assert_eq!(texts(&read(sheet, Ladder::Still)), [text.as_str()]);
}

#[test]
fn light_on_dark_is_read() {
    for ladder in [Ladder::Still, Ladder::Live] {
        let symbol = Symbol::of(CARD, EcLevel::Q);
        let sheet = Sheet::new(300, 300)
            .paint(&symbol, [150.0, 150.0], 4.0, 5.0, 1.0)
            .inverted();
        assert_eq!(texts(&read(sheet, ladder)), [CARD], "{ladder:?}");
    }
}

#[test]
fn a_symbol_seen_from_the_side_is_read() {
    let symbol = Symbol::of(CARD, EcLevel::Q);
    for degrees in [0.0, 20.0, 45.0] {
        let sheet = Sheet::new(420, 260).paint(&symbol, [210.0, 130.0], 6.0, degrees, 0.45);
        assert_eq!(texts(&read(sheet, Ladder::Still)), [CARD], "{degrees}°");
    }
}

#[test]
fn all_symbols_of_a_picture_are_read_once_each() {
    let names = ["A1", "B2", "C3", "D4", "E5", "F6"];
    let mut sheet = Sheet::new(640, 420);
    for (i, name) in names.iter().enumerate() {
        let centre = [
            110.0 + (i % 3) as f32 * 210.0,
            110.0 + (i / 3) as f32 * 200.0,
        ];
        sheet = sheet.paint(
            &Symbol::of(name, EcLevel::M),
            centre,
            5.0,
            i as f32 * 31.0,
            1.0,
        );
    }
    assert_eq!(texts(&read(sheet, Ladder::Still)), names);
}

#[test]
fn the_same_text_in_two_places_is_two_codes() {
    let symbol = Symbol::of("TWIN", EcLevel::M);
    let sheet = Sheet::new(400, 200)
        .paint(&symbol, [100.0, 100.0], 5.0, 0.0, 1.0)
        .paint(&symbol, [300.0, 100.0], 5.0, 0.0, 1.0);
    assert_eq!(texts(&read(sheet, Ladder::Still)), ["TWIN", "TWIN"]);
}

#[test]
fn damage_within_the_correction_is_repaired_and_beyond_it_is_no_text() {
    let mut symbol = Symbol::of(CARD, EcLevel::Q);
    symbol.damage(9);
    let sheet = Sheet::new(320, 320).paint(&symbol, [160.0, 160.0], 4.0, 0.0, 1.0);
    assert_eq!(texts(&read(sheet, Ladder::Still)), [CARD]);
    symbol.damage(9);
    symbol.damage(21);
    let sheet = Sheet::new(320, 320).paint(&symbol, [160.0, 160.0], 4.0, 0.0, 1.0);
    assert!(read(sheet, Ladder::Still).is_empty());
}

#[test]
fn texts_are_exact() {
    let long = "x".repeat(300);
    let cases = [
        " blank at both ends ",
        "line\r\nfeed\n",
        "义站 志愿者 🙂",
        "0012345678901",
        "A B$%*+-./:",
        &long,
    ];
    for text in cases {
        let symbol = Symbol::of(text, EcLevel::L);
        let side = symbol.side() * 4 + 60;
        let centre = side as f32 / 2.0;
        let sheet = Sheet::new(side, side).paint(&symbol, [centre, centre], 4.0, 0.0, 1.0);
        assert_eq!(texts(&read(sheet, Ladder::Still)), [text]);
    }
}

#[test]
fn bytes_that_are_no_utf_8_are_read_in_the_set_they_look_like() {
    for (bytes, text) in [
        (&b"\xd2\xe5\xd5\xbe"[..], "义站"),
        (b"\x93\xfa\x96\x7b\x8c\xea", "日本語"),
        (b"caf\xe9", "café"),
    ] {
        let mut bits = qrcode::bits::Bits::new(qrcode::Version::Normal(1));
        bits.push_byte_data(bytes).unwrap();
        bits.push_terminator(EcLevel::M).unwrap();
        let code = qrcode::QrCode::with_bits(bits, EcLevel::M).unwrap();
        let symbol = Symbol::from(&code);
        let sheet = Sheet::new(160, 160).paint(&symbol, [80.0, 80.0], 5.0, 0.0, 1.0);
        assert_eq!(texts(&read(sheet, Ladder::Still)), [text]);
    }
}

#[test]
fn a_sheet_without_a_symbol_has_no_text() {
    for ladder in [Ladder::Still, Ladder::Live] {
        assert!(read(Sheet::new(300, 200), ladder).is_empty());
        assert!(read(Sheet::new(1, 1), ladder).is_empty());
        assert!(read(Sheet::new(3, 900), ladder).is_empty());
        assert!(read(Sheet::new(2_000, 1), ladder).is_empty());
    }
}
