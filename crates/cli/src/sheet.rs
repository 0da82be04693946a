//! A card of the replica as the model that is printed.

use print::CardModel;
use replica::PrintableCard;

/// Everything that is printed on a card, as words.
pub(crate) fn model(card: PrintableCard) -> CardModel {
    CardModel {
        name: card.person.name,
        sex: card.sex.to_owned(),
        number: card.person.number,
        city: card.place,
        stars: card.person.stars,
        organisation: card.person.organisation,
        photo: card.photo,
        token: card.text,
        issued: card.issued,
        expires: card.expires,
        verify_note: card.verify_note.to_owned(),
        contact: None,
        demo: card.demo,
    }
}
