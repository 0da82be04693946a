//! Pictures: decoding them, and scanning cards from them.

use std::path::{Path, PathBuf};

use crate::station::{Run, Station, program, word};
use image::{GrayImage, Luma};
use qrcode::{Color, EcLevel, QrCode};
use serde_json::{Value, json};

/// A picture of these texts side by side, ten pixels a module.
fn picture(path: &Path, texts: &[&str]) {
    const MODULE: u32 = 10;
    let codes: Vec<QrCode> = texts
        .iter()
        .map(|text| QrCode::with_error_correction_level(text, EcLevel::Q).expect("it fits"))
        .collect();
    let side = codes
        .iter()
        .map(|code| code.width() as u32 + 8)
        .max()
        .unwrap_or(40)
        * MODULE;
    let mut image = GrayImage::from_pixel(side * codes.len().max(1) as u32, side, Luma([255]));
    for (at, code) in codes.iter().enumerate() {
        let left = at as u32 * side + 4 * MODULE;
        for (place, color) in code.to_colors().iter().enumerate() {
            if *color == Color::Dark {
                let (row, column) = (place / code.width(), place % code.width());
                for pixel in 0..MODULE * MODULE {
                    let x = left + column as u32 * MODULE + pixel % MODULE;
                    let y = 4 * MODULE + row as u32 * MODULE + pixel / MODULE;
                    image.put_pixel(x, y, Luma([0]));
                }
            }
        }
    }
    image.save(path).expect("a picture");
}

fn decode(arguments: &[&Path]) -> Run {
    let output = program()
        .args(["decode", "--json"])
        .args(arguments)
        .output();
    Run::of(output.expect("it starts"))
}

#[test]
fn codes_come_with_their_corners_and_what_is_no_picture_does_not_stop_the_rest() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = |name: &str| -> PathBuf { folder.path().join(name) };
    picture(&place("code.png"), &["HELLO 123"]);
    picture(&place("blank.jpg"), &[]);
    std::fs::write(place("text.png"), "no picture").expect("a file");
    let files = ["text.png", "missing.png", "code.png", "blank.jpg"].map(place);
    let run = decode(&files.each_ref().map(PathBuf::as_path));
    run.refused(2, "FILE");
    let documents = run.documents();
    for (document, file) in documents.iter().zip(&files) {
        assert_eq!(word(document, "file"), file.to_string_lossy());
    }
    assert!(documents[0]["error"].is_string() && documents[1]["error"].is_string());
    assert_eq!(documents[3]["codes"], json!([]));
    let code = &documents[2]["codes"][0];
    assert_eq!(word(code, "text"), "HELLO 123");
    assert!(documents[2]["ms"].as_f64().is_some_and(|ms| ms > 0.0));
    let corner = code["corners"][0].as_array().expect("a corner");
    for length in corner {
        assert!(
            (length.as_f64().expect("a number") - 40.0).abs() < 10.0,
            "{corner:?}"
        );
    }
    let live = decode(&[Path::new("--live"), &files[2]]);
    assert_eq!((live.status, live.documents().len()), (0, 1));
}

#[test]
fn each_card_of_a_picture_is_answered_and_a_poster_beside_it_is_not() {
    let station = Station::new();
    let (project, numbers) = (station.project(0), station.numbers());
    let cards = [station.card(&numbers[0]), station.card(&numbers[1])];
    let file = station.path("cards.png");
    picture(&file, &[&cards[0], &cards[1], "HTTPS://EXAMPLE.COM/POSTER"]);
    let file = file.to_str().expect("a path");
    let run = station.run(&["scan", "--project", &project, file]);
    assert_eq!(run.status, 0, "{run:?}");
    let answers = run.documents();
    let mut found: Vec<String> = answers
        .iter()
        .map(|answer| word(&answer["volunteer"], "number"))
        .collect();
    found.sort();
    assert_eq!(found, numbers[..2]);
    assert!(answers.iter().all(|answer| answer["input"] == json!(file)));
}

#[test]
fn a_picture_is_told_by_its_first_bytes_and_one_without_a_code_is_unreadable() {
    let station = Station::new();
    let (project, numbers) = (station.project(0), station.numbers());
    let named = station.path("card.png");
    picture(&named, &[&station.card(&numbers[0])]);
    let unnamed = station.path("from-a-camera");
    std::fs::rename(&named, &unnamed).expect("a file");
    let blank = station.path("blank.png");
    picture(&blank, &[]);
    let lines = format!("{}\n{}\n", unnamed.display(), blank.display());
    let run = station.feed(&["scan", "--project", &project, "-"], lines.as_bytes());
    let answers = run.documents();
    assert_eq!((run.status, answers.len()), (1, 2), "{run:?}");
    assert_eq!(answers[0]["outcome"], json!("accepted"));
    assert_eq!(answers[1]["outcome"], json!("unreadable"));
    assert_eq!(answers[1]["volunteer"], Value::Null);
}
