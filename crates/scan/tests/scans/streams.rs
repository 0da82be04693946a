//! Streams of frames: turns, unchanged pictures, folders as video, the channel.

use crate::painting::{Numbers, Sheet, Symbol};
use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};
use qrcode::EcLevel;
use scan::{FrameError, FrameSource, LiveReader, PictureFiles, ScanEvent, Seen, Source, watch};
use std::sync::mpsc;
use std::time::{Duration, SystemTime};

fn card(text: &str, degrees: f32) -> Sheet {
    Sheet::new(320, 240).paint(
        &Symbol::of(text, EcLevel::M),
        [160.0, 120.0],
        5.0,
        degrees,
        1.0,
    )
}

fn texts(seen: &Seen) -> Vec<&str> {
    match seen {
        Seen::Unchanged => vec!["unchanged"],
        Seen::Codes(codes) => codes.iter().map(|code| code.text.as_str()).collect(),
    }
}

#[test]
fn a_picture_once_read_is_passed_over_until_it_changes() {
    let mut reader = LiveReader::new();
    let mut look = |sheet: Sheet| texts(&reader.look(&sheet.frame().as_grey())).join(" ");
    assert_eq!(look(card("FIRST", 0.0)), "FIRST");
    assert_eq!(look(card("FIRST", 0.0)), "unchanged");
    assert_eq!(look(card("OTHER", 0.0)), "OTHER");
    assert_eq!(look(card("OTHER", 40.0)), "OTHER");
}

#[test]
fn the_noise_of_a_camera_is_no_change() {
    let mut numbers = Numbers(3);
    let mut reader = LiveReader::new();
    let mut changes = 0;
    for _ in 0..8 {
        let mut sheet = card("STILL HERE", 0.0);
        for pixel in &mut sheet.pixels {
            *pixel = pixel
                .saturating_add(numbers.below(9) as u8)
                .saturating_sub(4);
        }
        changes += usize::from(reader.look(&sheet.frame().as_grey()) != Seen::Unchanged);
    }
    assert_eq!(changes, 1);
}

#[test]
fn a_code_only_a_later_stage_reads_gets_its_turn() {
    let symbol = Symbol::of("WHITE ON BLACK", EcLevel::M);
    let frame = Sheet::new(320, 240)
        .paint(&symbol, [160.0, 120.0], 5.0, 0.0, 1.0)
        .inverted()
        .frame();
    let mut reader = LiveReader::new();
    let found = (0..8).position(|_| texts(&reader.look(&frame.as_grey())) == ["WHITE ON BLACK"]);
    assert!(found.is_some_and(|frames| frames < 6), "{found:?}");
}

#[test]
fn a_picture_without_a_code_is_given_up_after_all_had_their_turn() {
    let frame = Sheet::new(320, 240).frame();
    let mut reader = LiveReader::new();
    let looks = (0..20)
        .filter(|_| reader.look(&frame.as_grey()) != Seen::Unchanged)
        .count();
    assert!((2..10).contains(&looks), "{looks}");
}

#[test]
fn a_frame_of_full_size_is_read_with_corners_in_its_pixels() {
    let symbol = Symbol::of("FULL SIZE", EcLevel::M);
    let frame = Sheet::new(1920, 1080)
        .paint(&symbol, [1500.0, 800.0], 8.0, 0.0, 1.0)
        .frame();
    let Seen::Codes(codes) = LiveReader::new().look(&frame.as_grey()) else {
        panic!("a first frame is new");
    };
    let [x, y] = codes[0].centre();
    assert!((x - 1500.0).hypot(y - 800.0) < 6.0, "{x} {y}");
}

fn save(sheet: &Sheet, path: &std::path::Path) {
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes)
        .write_image(
            &sheet.pixels,
            sheet.width as u32,
            sheet.height as u32,
            ExtendedColorType::L8,
        )
        .unwrap();
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn a_folder_is_a_video_whose_bad_frames_are_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    save(&card("ONE", 0.0), &folder.path().join("frame-1.png"));
    std::fs::write(folder.path().join("frame-2.png"), b"no picture").unwrap();
    save(&card("TWO", 10.0), &folder.path().join("frame-3.png"));
    save(&card("TWO", 10.0), &folder.path().join("frame-4.png"));
    let start = SystemTime::UNIX_EPOCH;
    let mut now = start;
    let (sender, events) = mpsc::channel();
    let mut frames = PictureFiles::in_folder(folder.path()).unwrap();
    let lost = watch(&mut frames, Source::Camera, &sender, || {
        now += Duration::from_secs(1);
        now
    });
    assert!(
        matches!(lost[..], [FrameError::Image { number: 2, .. }]),
        "{lost:?}"
    );
    drop(sender);
    let event = |text: &str, seconds| ScanEvent {
        text: text.to_owned(),
        source: Source::Camera,
        at: start + Duration::from_secs(seconds),
    };
    assert_eq!(
        events.iter().collect::<Vec<_>>(),
        [event("ONE", 1), event("TWO", 2)]
    );
}

#[test]
fn watching_ends_when_nobody_listens() {
    struct Endless(usize);
    impl FrameSource for Endless {
        fn next_frame(&mut self) -> Result<Option<scan::GreyFrame>, FrameError> {
            self.0 += 1;
            assert!(self.0 < 10, "still watching");
            Ok(Some(card("ANYONE", self.0 as f32 * 7.0).frame()))
        }
    }
    let (sender, events) = mpsc::channel();
    drop(events);
    assert!(
        watch(&mut Endless(0), Source::Camera, &sender, || {
            SystemTime::UNIX_EPOCH
        })
        .is_empty()
    );
}

#[test]
fn a_missing_file_is_a_lost_frame_that_does_not_tell_its_name() {
    let mut files = PictureFiles::new(vec!["somebody-by-name.png".into()]);
    let error = files.next_frame().unwrap_err();
    assert!(matches!(error, FrameError::Unreadable { number: 1, .. }));
    assert!(!error.to_string().contains("somebody"));
    assert!(files.next_frame().unwrap().is_none());
}
