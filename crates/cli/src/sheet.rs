//! A card of the replica as the model that is printed.

use print::CardModel;
use protocol::row::Sex;
use replica::PrintableCard;

/// How anyone can check a card: stands on its back.
const VERIFY_NOTE: &str = "用“义站”扫描正面二维码即可查验真伪，无需联网。涂改、转借无效。";

/// Everything that is printed on a card, as words. Paper is in Chinese whatever the language of messages is.
pub(crate) fn model(card: PrintableCard) -> CardModel {
    CardModel {
        name: card.person.name,
        sex: match card.sex {
            Sex::Male => "男",
            Sex::Female => "女",
            Sex::Unknown => "—",
        }
        .to_owned(),
        number: card.person.number,
        city: card.place,
        stars: card.person.stars.filter(|stars| *stars > 0),
        organisation: card.person.organisation,
        photo: card.photo,
        token: card.text,
        issued: card.issued,
        expires: card.expires,
        verify_note: VERIFY_NOTE.to_owned(),
        contact: None,
        demo: card.demo,
    }
}
