//! Stations of these journeys, and the picture of a card.

use std::path::Path;

use replica::{Cost, DemoPlan, NewHome, Replica, Stamp};

use crate::server::Server;

/// What opens every home of these tests.
pub const PASSPHRASE: &str = "qing shan lv shui";

/// A demo station in a folder.
pub fn station(folder: &Path) -> Replica {
    let plan = DemoPlan {
        members: 60,
        projects: 5,
        punches: 120,
        seed: 11,
        portraits: true,
    };
    NewHome::begin(folder, "test")
        .unwrap()
        .keep_with_demo(&plan, Stamp::now(), PASSPHRASE, Cost::Least, &mut |_, _| {})
        .unwrap()
}

/// A demo station in a folder that founded this central, closed again; with a member's number and card text.
pub async fn founded(server: &Server, folder: &Path) -> (String, String) {
    let station = station(folder);
    sync::join(&station, &server.url(), &server.code().await, None)
        .await
        .unwrap();
    sync::round(&station).await.unwrap();
    let number = station.members("", 9).unwrap()[4].number.clone();
    let text = station.card_text(&number).unwrap();
    (number, text)
}

/// A picture of a card's symbol, as a phone would show it.
pub fn picture(text: &str, file: &Path) {
    let symbol = card::symbol(text, card::SymbolSize::Standard).unwrap();
    let (dot, edge) = (6, 4);
    let side = (symbol.size() + 2 * edge) * dot;
    let picture = image::GrayImage::from_fn(side as u32, side as u32, |x, y| {
        let (x, y) = (x as usize / dot, y as usize / dot);
        let inside =
            (edge..edge + symbol.size()).contains(&x) && (edge..edge + symbol.size()).contains(&y);
        let dark = inside && symbol.is_dark(x - edge, y - edge);
        image::Luma([if dark { 0 } else { 255 }])
    });
    picture.save(file).unwrap();
}
