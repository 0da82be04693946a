//! Picture files: read as stored, refused with a reason, never trusted.

use crate::painting::{Numbers, Sheet, Symbol};
use image::codecs::{jpeg::JpegEncoder, png::PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use qrcode::EcLevel;
use scan::{AREA_LIMIT, ImageError, Ladder, SIDE_LIMIT, read_image};

const TEXT: &str = "V000123";

fn sheet() -> Sheet {
    Sheet::new(150, 140).paint(&Symbol::of(TEXT, EcLevel::M), [75.0, 70.0], 4.0, 0.0, 1.0)
}

fn png(sheet: &Sheet) -> Vec<u8> {
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes)
        .write_image(
            &sheet.pixels,
            sheet.width as u32,
            sheet.height as u32,
            ExtendedColorType::L8,
        )
        .unwrap();
    bytes
}

fn jpeg(sheet: &Sheet) -> Vec<u8> {
    let rgb: Vec<u8> = sheet.pixels.iter().flat_map(|&p| [p, p, p]).collect();
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 70)
        .write_image(
            &rgb,
            sheet.width as u32,
            sheet.height as u32,
            ExtendedColorType::Rgb8,
        )
        .unwrap();
    bytes
}

/// Writes a size into the header of a PNG file and makes its checksum right.
fn with_size(mut png: Vec<u8>, width: u32, height: u32) -> Vec<u8> {
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let mut check = u32::MAX;
    for &byte in &png[12..29] {
        check ^= u32::from(byte);
        for _ in 0..8 {
            check = if check & 1 == 1 {
                check >> 1 ^ 0xedb8_8320
            } else {
                check >> 1
            };
        }
    }
    png[29..33].copy_from_slice(&(!check).to_be_bytes());
    png
}

#[test]
fn png_and_jpeg_files_are_read() {
    for bytes in [png(&sheet()), jpeg(&sheet())] {
        let codes = read_image(&bytes, Ladder::Still).unwrap();
        assert_eq!(codes.len(), 1);
        assert_eq!(codes[0].text, TEXT);
        let [x, y] = codes[0].centre();
        assert!((x - 75.0).hypot(y - 70.0) < 2.0);
    }
}

#[test]
fn a_blank_picture_is_readable_and_holds_nothing() {
    assert!(
        read_image(&png(&Sheet::new(40, 40)), Ladder::Still)
            .unwrap()
            .is_empty()
    );
}

#[test]
fn other_files_are_no_images() {
    let gif = b"GIF89a\x01\0\x01\0\0\0\0;";
    for bytes in [
        &b""[..],
        b"BM",
        b"name,number\n",
        gif,
        b"RIFF\0\0\0\0WEBP",
        b"<svg/>",
    ] {
        let error = read_image(bytes, Ladder::Still).unwrap_err();
        assert!(matches!(error, ImageError::NotAnImage), "{error}");
    }
}

#[test]
fn a_header_beyond_the_limits_is_refused_before_anything_is_decoded() {
    let area = AREA_LIMIT as u32;
    for (width, height) in [
        (SIDE_LIMIT + 1, 10),
        (10, SIDE_LIMIT + 1),
        (5_001, 5_000),
        (area, 1),
        (0x7fff_ffff, 0x7fff_ffff),
    ] {
        let lying = with_size(png(&sheet()), width, height);
        match read_image(&lying, Ladder::Still) {
            Err(ImageError::TooLarge {
                width: w,
                height: h,
            }) => assert_eq!((w, h), (width, height)),
            other => panic!("{width} × {height}: {other:?}"),
        }
    }
}

#[test]
fn a_header_that_promises_more_than_follows_is_broken() {
    let lying = with_size(png(&sheet()), 3_000, 3_000);
    assert!(matches!(
        read_image(&lying, Ladder::Still),
        Err(ImageError::Broken(_))
    ));
}

#[test]
fn a_file_cut_off_anywhere_is_refused_or_read_as_far_as_it_goes() {
    for bytes in [png(&sheet()), jpeg(&sheet())] {
        for length in (0..bytes.len()).step_by(1 + bytes.len() / 150) {
            if let Ok(codes) = read_image(&bytes[..length], Ladder::Live) {
                assert!(codes.iter().all(|code| code.text == TEXT));
            }
        }
    }
    let cut = png(&sheet());
    assert!(read_image(&cut[..cut.len() / 2], Ladder::Live).is_err());
}

#[test]
fn changed_bytes_cause_no_panic_and_no_other_text() {
    let mut numbers = Numbers(5);
    for bytes in [png(&sheet()), jpeg(&sheet())] {
        for _ in 0..150 {
            let mut changed = bytes.clone();
            for _ in 0..1 + numbers.below(8) {
                let place = numbers.below(changed.len());
                changed[place] = numbers.below(256) as u8;
            }
            for code in read_image(&changed, Ladder::Live).unwrap_or_default() {
                assert_eq!(code.text, TEXT);
            }
        }
    }
}

#[test]
fn every_refusal_speaks_both_languages() {
    for bytes in [
        b"x".to_vec(),
        with_size(png(&sheet()), 9_000, 1),
        png(&sheet())[..60].to_vec(),
    ] {
        let message = read_image(&bytes, Ladder::Still).unwrap_err().to_string();
        assert!(
            message.contains("图片") && message.contains("image"),
            "{message}"
        );
    }
}
