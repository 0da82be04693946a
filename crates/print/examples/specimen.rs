//! Writes specimen cards to a file: `cargo run -p print --example specimen -- cr80 cards.pdf`.

use std::{env, error::Error, fs};

use card::{Card, CardKind, SecretKey};
use jiff::civil::date;
use print::{CardModel, Fonts, cards};
use rules::{CardId, OrganisationTag, VolunteerId};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (layout, path) = arguments
        .next()
        .zip(arguments.next())
        .ok_or("cr80|a4 FILE")?;
    let names = [
        "陈晓岚",
        "阿卜杜热西提·买买提依明",
        "欧阳明月",
        "王㛃",
        "𠮷野·冯",
    ];
    let mut models = names
        .iter()
        .enumerate()
        .map(|(index, name)| model(index as u8, name))
        .collect::<Result<Vec<CardModel>, card::Error>>()?;
    models.push(CardModel {
        name: "古丽米热·阿卜杜热西提·艾尔肯江·买买提依明·阿不都热依木".to_owned(),
        number: "3206 0000 0012 3456 7890 12".to_owned(),
        city: "黔西南布依族苗族自治州".to_owned(),
        organisation: "黔西南布依族苗族自治州兴义市桔山街道金水社区新时代文明实践站\
            志愿服务队（青年突击队）"
            .to_owned(),
        contact: Some(
            "遗失或拾获请联系黔西南布依族苗族自治州志愿服务联合会，电话 000-0000 0000".to_owned(),
        ),
        stars: None,
        ..models[0].clone()
    });
    let printed = cards(&models, layout.parse()?, &Fonts::installed()?)?;
    fs::write(path, printed.pdf)?;
    match printed.failed.first() {
        Some(failure) => Err(failure.detail().into()),
        None => Ok(()),
    }
}

fn model(index: u8, name: &str) -> Result<CardModel, card::Error> {
    let signed = Card {
        kind: CardKind::Card,
        card: CardId([index; 8]),
        volunteer: VolunteerId([index; 8]),
        organisation: OrganisationTag([0, 0, 0, 7]),
        index: index.into(),
        issued: date(2026, 3, 5),
        expires: date(2029, 3, 4),
        revision: 0,
    };
    let key = SecretKey::from_seed([index; 32]);
    Ok(CardModel {
        name: name.to_owned(),
        sex: if index.is_multiple_of(2) { "女" } else { "男" }.to_owned(),
        number: format!("0032 0600 1008 {:04}", 4121 + u16::from(index)),
        city: "南通市".to_owned(),
        stars: Some(3 + index % 3),
        organisation: "南通市崇川区文峰街道光明村社区志愿服务队".to_owned(),
        photo: index.is_multiple_of(2).then(|| portrait(index)),
        token: card::sign(&signed, &key)?,
        issued: signed.issued,
        expires: signed.expires,
        verify_note: "在义站中扫描正面二维码，核对照片与姓名；二维码经发证组织电子签名，无网络时同样可以查验真伪。"
            .to_owned(),
        contact: Some("拾获本证请联系：000-0000 0000".to_owned()),
        demo: index % 2 == 1,
    })
}

/// A drawn portrait on a blue ground, as identity photos have it.
fn portrait(index: u8) -> Vec<u8> {
    let shade = 20 * index;
    let picture = image::RgbImage::from_fn(295, 413, |x, y| {
        let (dx, dy) = (x as f32 - 147.0, y as f32);
        let inside = |cy: f32, rx: f32, ry: f32| (dx / rx).powi(2) + ((dy - cy) / ry).powi(2) < 1.0;
        image::Rgb(match () {
            () if inside(110.0, 82.0, 50.0) && dy < 128.0 => [38, 32, 30],
            () if inside(170.0, 72.0, 92.0) => [236, 200 - shade, 178 - shade],
            () if inside(165.0, 84.0, 100.0) && dy < 200.0 => [38, 32, 30],
            () if inside(250.0, 34.0, 60.0) => [226, 188 - shade, 166 - shade],
            () if inside(430.0, 140.0, 145.0) => [240 - shade, 240, 244],
            () => [92, 142, 190],
        })
    });
    let mut bytes = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 85);
    match picture.write_with_encoder(encoder) {
        Ok(()) => bytes,
        Err(_) => Vec::new(),
    }
}
