//! Whole jobs of cards, judged by other people's programs: poppler, zbar and qpdf.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod specimen;

use std::{env, fs, process::Command};

use print::{CardModel, Field, Fonts, Layout, Printed, Reason, cards};
use specimen::{fonts, job, model, portrait, print_one};

const POINTS: f32 = 72.0 / 25.4;

#[test]
fn a_card_is_two_pages_of_its_own_size() {
    let info = specimen::info(&print_one(model(0), Layout::Cr80).pdf);
    assert_eq!(info.pages, 2);
    assert!((info.width - 85.6 * POINTS).abs() < 0.01, "{info:?}");
    assert!((info.height - 53.98 * POINTS).abs() < 0.01, "{info:?}");
}

#[test]
fn eleven_cards_are_two_sheets_of_a4_printed_on_both_sides() {
    let info = specimen::info(&job(11, Layout::A4).pdf);
    assert_eq!(info.pages, 4);
    assert!((info.width - 210.0 * POINTS).abs() < 0.01, "{info:?}");
    assert!((info.height - 297.0 * POINTS).abs() < 0.01, "{info:?}");
}

#[test]
fn every_word_comes_back_from_the_file() {
    let model = model(0);
    let pdf = print_one(model.clone(), Layout::Cr80).pdf;
    let front = specimen::text(&pdf, 1);
    for word in [&model.name, &model.sex, &model.number, &model.city] {
        assert!(front.contains(word.as_str()), "{word} in {front}");
    }
    assert!(front.contains("★★★☆☆"), "{front}");
    let back = specimen::text(&pdf, 2).replace('\n', "");
    let contact = model.contact.unwrap();
    for word in [
        &model.organisation,
        &model.number,
        &model.verify_note,
        &contact,
    ] {
        assert!(back.contains(word.as_str()), "{word} in {back}");
    }
    assert!(
        back.contains("2026.03.05") && back.contains("2029.03.04"),
        "{back}"
    );
}

#[test]
fn rare_characters_come_back_from_the_file_too() {
    let names = [
        "王㛃",
        "李𬱖",
        "赵𠅤",
        "钱䶮",
        "孙喆",
        "周龘",
        "吴𬴂",
        "郑𡋾",
        "𠮷野·冯",
    ];
    let models = names.map(|name| CardModel {
        name: name.to_owned(),
        ..model(0)
    });
    let printed = cards(&models, Layout::Cr80, fonts()).unwrap();
    assert_eq!(printed.failed, []);
    for (index, name) in names.iter().enumerate() {
        let front = specimen::text(&printed.pdf, 1 + 2 * index);
        assert!(front.contains(name), "{name} in {front}");
    }
}

/// The radical and the character look alike and are one glyph.
#[test]
fn two_characters_that_share_a_glyph_both_come_back() {
    let twins = CardModel {
        name: "\u{2f00}\u{4e00}".to_owned(),
        city: "\u{4e00}\u{2f00}".to_owned(),
        ..model(0)
    };
    let front = specimen::text(&print_one(twins.clone(), Layout::Cr80).pdf, 1);
    assert!(front.contains(&twins.name), "{front:?}");
    assert!(front.contains(&twins.city), "{front:?}");
}

#[test]
fn every_symbol_of_a_sheet_is_read_at_150_and_300_dots() {
    let printed = job(10, Layout::A4);
    let mut tokens: Vec<String> = (0..10).map(|index| model(index).token).collect();
    tokens.sort();
    for dpi in [150, 300] {
        assert_eq!(specimen::symbols(&printed.pdf, dpi), tokens, "{dpi} dpi");
    }
}

#[test]
fn every_module_is_whole_dots_and_nothing_touches_the_quiet_zone() {
    let crowded = CardModel {
        name: "志".repeat(30),
        number: "Qgj1 2345 6789 0123".to_owned(),
        city: "黔西南布依族苗族自治州".to_owned(),
        demo: true,
        ..model(0)
    };
    let token = crowded.token.clone();
    let pdf = print_one(crowded, Layout::Cr80).pdf;
    let page = specimen::render(&pdf, 1, 300);
    let symbol = card::symbol(&token, card::SymbolSize::Standard).unwrap();
    let quiet = card::QUIET_ZONE;
    // The symbol's corner in dots, as the front lays it.
    let (left, top) = (707, 334);
    for row in 0..symbol.size() + 2 * quiet {
        for column in 0..symbol.size() + 2 * quiet {
            let inside = column.checked_sub(quiet).zip(row.checked_sub(quiet));
            let dark = inside.is_some_and(|(x, y)| symbol.is_dark(x, y));
            for dot in 0..25 {
                let x = left + column * 5 + dot % 5 - quiet * 5;
                let y = top + row * 5 + dot / 5 - quiet * 5;
                let expected = if dark { 0 } else { 255 };
                assert_eq!(page.at(x, y), expected, "module {column},{row} dot {dot}");
            }
        }
    }
}

#[test]
fn the_same_cards_give_the_same_bytes_and_others_another_id() {
    for layout in [Layout::Cr80, Layout::A4] {
        assert_eq!(job(3, layout), job(3, layout));
    }
    let id = |printed: Printed| {
        let text = String::from_utf8_lossy(&printed.pdf).into_owned();
        let (_, id) = text.split_once("/ID").unwrap();
        id.split_once(']').unwrap().0.to_owned()
    };
    assert_ne!(id(job(1, Layout::Cr80)), id(job(2, Layout::Cr80)));
}

#[test]
fn another_process_gives_the_same_bytes() {
    const FILE: &str = "PRINT_CARDS_TO";
    let pdf = job(3, Layout::A4).pdf;
    if let Some(file) = env::var_os(FILE) {
        return fs::write(file, pdf).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cards.pdf");
    let status = Command::new(env::current_exe().unwrap())
        .args(["--exact", "another_process_gives_the_same_bytes"])
        .env(FILE, &file)
        .status();
    assert!(status.unwrap().success());
    assert!(fs::read(file).unwrap() == pdf);
}

#[test]
fn the_file_tells_no_time_and_claims_no_standard() {
    let pdf = job(1, Layout::Cr80).pdf;
    for word in [
        "CreationDate",
        "ModDate",
        "GTS_PDF",
        "OutputIntent",
        "Metadata",
    ] {
        let found = pdf
            .windows(word.len())
            .any(|window| window == word.as_bytes());
        assert!(!found, "{word}");
    }
}

#[test]
fn a_card_with_a_character_no_font_has_is_named_and_the_others_printed() {
    let mut models = [model(0), model(1), model(2)];
    models[1].name = "王\u{e123}五\u{10fffd}".to_owned();
    let printed = cards(&models, Layout::Cr80, fonts()).unwrap();
    assert_eq!(printed.printed, 2);
    assert_eq!(specimen::info(&printed.pdf).pages, 4);
    let [failure] = &printed.failed[..] else {
        panic!("{:?}", printed.failed)
    };
    assert_eq!((failure.index, failure.code()), (1, "missing-glyph"));
    for text in [failure.detail(), failure.reason.in_chinese()] {
        assert!(text.contains("U+E123 U+10FFFD"), "{text}");
    }
}

#[test]
fn a_rare_name_without_the_fonts_for_it_says_what_to_install() {
    let noto_alone = Fonts::in_folders(&["/usr/share/fonts/opentype/noto".into()]).unwrap();
    let rare = CardModel {
        name: "沈𠀂".to_owned(),
        ..model(0)
    };
    let printed = cards(&[rare], Layout::Cr80, &noto_alone).unwrap();
    let detail = printed.failed[0].detail();
    assert!(detail.contains("U+20002"), "{detail}");
    assert!(
        detail.contains("fonts-lxgw-wenkai, fonts-hanazono"),
        "{detail}"
    );
}

#[test]
fn a_job_in_which_no_card_can_be_printed_has_no_file() {
    let mut none = model(0);
    none.token = "vc1: small letters".to_owned();
    let printed = print_one(none, Layout::A4);
    assert!(printed.pdf.is_empty());
    assert_eq!(printed.printed, 0);
    assert_eq!(printed.failed[0].code(), "code-unprintable");
}

#[test]
fn a_token_too_long_for_the_cards_symbol_is_not_printed() {
    let mut long = model(0);
    long.token = "A".repeat(158);
    assert_eq!(print_one(long, Layout::A4).failed[0].reason, Reason::Token);
}

#[test]
fn words_that_do_not_fit_are_not_printed() {
    let long = |change: fn(&mut CardModel)| {
        let mut model = model(0);
        change(&mut model);
        print_one(model, Layout::Cr80).failed[0].reason.clone()
    };
    let name = long(|model| model.name = "志".repeat(60));
    assert_eq!(name, Reason::TooLong(Field::Name));
    let organisation = long(|model| model.organisation = "志".repeat(100));
    assert_eq!(organisation, Reason::TooLong(Field::Organisation));
    let number = long(|model| model.number = "1".repeat(40));
    assert_eq!(number, Reason::TooLong(Field::Number));
}

#[test]
fn names_of_one_to_thirty_characters_stay_on_the_card() {
    let name = |length| {
        let letters = "阿卜杜热西提·买买提依明·艾尔肯江".chars().cycle();
        letters.take(length).collect()
    };
    let models: Vec<CardModel> = (1..=30)
        .map(|length| CardModel {
            name: name(length),
            ..model(0)
        })
        .collect();
    let printed = cards(&models, Layout::Cr80, fonts()).unwrap();
    assert_eq!(printed.failed, []);
    for page in 1..=30 {
        for word in specimen::words(&printed.pdf, 2 * page - 1) {
            let inside = word.left >= 4.9 * POINTS && word.right <= 80.7 * POINTS;
            assert!(inside, "{word:?} of the name of {page} characters");
        }
    }
}

#[test]
fn the_back_of_each_card_lies_behind_its_front() {
    let pdf = job(3, Layout::A4).pdf;
    let find = |page: usize, number: &str| {
        let words = specimen::words(&pdf, page);
        let last = number.rsplit(' ').next().unwrap();
        let word = words.into_iter().find(|word| word.text == last).unwrap();
        let row = (word.top / (55.98 * POINTS)) as usize;
        (word.left > 105.0 * POINTS, row)
    };
    for (index, row) in [(0, 0), (1, 0), (2, 1)] {
        let number = model(index).number;
        let right = index % 2 == 1;
        assert_eq!(find(1, &number), (right, row), "front {index}");
        assert_eq!(find(2, &number), (!right, row), "back {index}");
    }
}

#[test]
fn fonts_are_embedded_as_subsets_that_lead_back_to_unicode() {
    let rare = CardModel {
        name: "韩䶶𠀀𠀂".to_owned(),
        ..model(1)
    };
    let printed = cards(&[model(0), rare], Layout::Cr80, fonts()).unwrap();
    let fonts = specimen::font_rows(&printed.pdf);
    assert_eq!(fonts.len(), 5, "{fonts:?}");
    for row in fonts {
        let (tag, _) = row.split_once('+').unwrap();
        let capitals = tag.bytes().all(|letter| letter.is_ascii_uppercase());
        assert!(tag.len() == 6 && capitals, "{row}");
        assert!(row.contains("yes yes yes"), "{row}");
    }
}

#[test]
fn the_file_is_sound() {
    for layout in [Layout::Cr80, Layout::A4] {
        specimen::check(&job(12, layout).pdf);
    }
}

#[test]
fn a_photo_is_passed_on_byte_for_byte() {
    let photo = portrait();
    let with = CardModel {
        photo: Some(photo.clone()),
        ..model(0)
    };
    let pdf = print_one(with, Layout::Cr80).pdf;
    assert!(pdf.windows(photo.len()).any(|window| window == photo));
    let images = specimen::image_rows(&pdf);
    assert_eq!(images.len(), 1);
    assert!(images[0].contains("jpeg"), "{images:?}");
}

#[test]
fn without_a_photo_a_silhouette_is_drawn() {
    let pdf = print_one(model(0), Layout::Cr80).pdf;
    assert!(specimen::image_rows(&pdf).is_empty());
    let page = specimen::render(&pdf, 1, 300);
    // Where the head is, and where the ground beside it is.
    let dot = |millimetres: f32| (millimetres * 300.0 / 25.4) as usize;
    let head = page.at(dot(17.0), dot(28.8));
    let ground = page.at(dot(7.0), dot(18.0));
    assert!(head < ground && ground < 255, "{head} {ground}");
}

#[test]
fn a_photo_that_is_no_jpeg_is_reported() {
    let broken = CardModel {
        photo: Some(b"\x89PNG\r\n\x1a\n".to_vec()),
        ..model(0)
    };
    let printed = print_one(broken, Layout::Cr80);
    assert_eq!(printed.failed[0].code(), "photo-unreadable");
}

#[test]
fn demonstration_data_is_marked_on_both_sides_and_real_data_on_none() {
    for demo in [true, false] {
        let pdf = print_one(CardModel { demo, ..model(0) }, Layout::Cr80).pdf;
        for page in [1, 2] {
            let text = specimen::text(&pdf, page);
            for character in "演示数据".chars() {
                assert_eq!(text.contains(character), demo, "{character} page {page}");
            }
        }
    }
}

#[test]
fn a_card_takes_less_than_five_kilobytes_beside_its_photo() {
    let (fifty, hundred) = (job(50, Layout::Cr80), job(100, Layout::Cr80));
    let per_card = (hundred.pdf.len() - fifty.pdf.len()) / 50;
    assert!(per_card < 5_000, "{per_card}");
}
