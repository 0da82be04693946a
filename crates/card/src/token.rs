//! The card as bytes and as text.
//!
//! 98 bytes, big-endian: algorithm and type 1, key hint 4, card id 8, volunteer reference 8,
//! organisation tag 4, index in the status bitmap 4, issued 2, expires 2, revision 1, signature 64.

use jiff::{
    ToSpan,
    civil::{Date, date},
};
use rules::{CardId, OrganisationTag, VolunteerId};

use crate::{Error, IssuerKey, KeyHint, Signature};

/// What every card's text begins with.
pub const PREFIX: &str = "VC1:";
/// Day 0 of the two bytes in which a card keeps a date.
pub const FIRST_DAY: Date = date(2020, 1, 1);
/// The last day those two bytes can say.
pub const LAST_DAY: Date = date(2199, 6, 6);
/// A station's slip is good for at most this many days after its issue, whatever it says itself.
pub const SLIP_DAYS: i32 = 14;

pub(crate) const CONTEXT: &str = "volcard/v1";
pub(crate) const SIZE: usize = 98;
pub(crate) const SIGNED: usize = 34;

/// What a card says once its signature holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Card {
    /// What sort of card it is, and so who may sign it.
    pub kind: CardKind,
    /// This very card: random, never used again. Retiring goes by it.
    pub card: CardId,
    /// Whose card it is.
    pub volunteer: VolunteerId,
    /// The organisation that issued it.
    pub organisation: OrganisationTag,
    /// Its bit in the organisation's status bitmap. A slip has none; it says 0 by custom.
    pub index: u32,
    /// The day it was issued.
    pub issued: Date,
    /// The last day it is good for.
    pub expires: Date,
    /// Which replacement it is; a higher revision replaces a lower.
    pub revision: u8,
}

/// The sorts of card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CardKind {
    /// The volunteer's lasting card, signed by an issuer key.
    Card,
    /// A temporary slip, signed by a station, good for [`SLIP_DAYS`] at most.
    Slip,
    /// A card shown on a telephone and renewed often, signed by an issuer key.
    Live,
}

impl CardKind {
    pub(crate) fn to_byte(self) -> u8 {
        match self {
            Self::Card => 1,
            Self::Slip => 2,
            Self::Live => 4,
        }
    }

    /// High nibble 0 is Ed25519, the one algorithm there is.
    pub(crate) fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            1 => Some(Self::Card),
            2 => Some(Self::Slip),
            4 => Some(Self::Live),
            _ => None,
        }
    }
}

/// The card's text, signed: `VC1:` and Base45. The same card and key give the same text.
///
/// Whether the key is entitled to this card is asked where it is read. Fails with
/// [`Error::Date`] when a date is before [`FIRST_DAY`] or after [`LAST_DAY`].
pub fn sign(card: &Card, key: &IssuerKey) -> Result<String, Error> {
    let head = head(card, key.public().hint())?;
    let signature = key.sign(CONTEXT, &head);
    Ok(to_text(&[&head[..], &signature.0].concat()))
}

impl Card {
    /// What a text claims, without asking whether it is true: for texts whose source was believed already, such as
    /// a row of the database. `None` where the text is no card's.
    pub fn unverified(text: &str) -> Option<Card> {
        let bytes = base45::decode(text.strip_prefix(PREFIX)?).ok()?;
        let bytes: &[u8; SIZE] = bytes.as_slice().try_into().ok()?;
        Claim::read(bytes).map(|claim| claim.card)
    }
}

pub(crate) fn to_text(bytes: &[u8]) -> String {
    format!("{PREFIX}{}", base45::encode(bytes))
}

fn head(card: &Card, hint: KeyHint) -> Result<[u8; SIGNED], Error> {
    let mut bytes = [0; SIGNED];
    bytes[0] = card.kind.to_byte();
    bytes[1..5].copy_from_slice(&hint.0);
    bytes[5..13].copy_from_slice(card.card.as_bytes());
    bytes[13..21].copy_from_slice(card.volunteer.as_bytes());
    bytes[21..25].copy_from_slice(card.organisation.as_bytes());
    bytes[25..29].copy_from_slice(&card.index.to_be_bytes());
    bytes[29..31].copy_from_slice(&to_days(card.issued)?.to_be_bytes());
    bytes[31..33].copy_from_slice(&to_days(card.expires)?.to_be_bytes());
    bytes[33] = card.revision;
    Ok(bytes)
}

/// A token's bytes taken apart; nothing in it is believed yet.
pub(crate) struct Claim<'a> {
    pub(crate) card: Card,
    pub(crate) hint: KeyHint,
    pub(crate) signed: &'a [u8; SIGNED],
    pub(crate) signature: Signature,
}

impl<'a> Claim<'a> {
    /// `None` when algorithm or type is not one we know.
    pub(crate) fn read(bytes: &'a [u8; SIZE]) -> Option<Self> {
        let (signed, signature) = bytes.split_first_chunk::<SIGNED>()?;
        let card = Card {
            kind: CardKind::from_byte(bytes[0])?,
            card: CardId(part(bytes, 5)),
            volunteer: VolunteerId(part(bytes, 13)),
            organisation: OrganisationTag(part(bytes, 21)),
            index: u32::from_be_bytes(part(bytes, 25)),
            issued: from_days(u16::from_be_bytes(part(bytes, 29))),
            expires: from_days(u16::from_be_bytes(part(bytes, 31))),
            revision: bytes[33],
        };
        Some(Self {
            card,
            hint: KeyHint(part(bytes, 1)),
            signed,
            signature: Signature(signature.try_into().ok()?),
        })
    }
}

fn part<const N: usize>(bytes: &[u8; SIZE], at: usize) -> [u8; N] {
    std::array::from_fn(|offset| bytes[at + offset])
}

pub(crate) fn to_days(day: Date) -> Result<u16, Error> {
    let days = (day - FIRST_DAY).get_days();
    u16::try_from(days).map_err(|_| Error::Date(day))
}

pub(crate) fn from_days(days: u16) -> Date {
    FIRST_DAY.saturating_add(i32::from(days).days())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card() -> Card {
        Card {
            kind: CardKind::Card,
            card: CardId([0x11; 8]),
            volunteer: VolunteerId([0x22; 8]),
            organisation: OrganisationTag([0x33; 4]),
            index: 0x0102_0304,
            issued: date(2020, 1, 2),
            expires: date(2023, 1, 1),
            revision: 9,
        }
    }

    #[test]
    fn the_layout_of_the_bytes_is_frozen() {
        let text = sign(&card(), &IssuerKey::from_seed([0x42; 32])).unwrap();
        let bytes = base45::decode(&text[4..]).unwrap();
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(bytes.len(), SIZE);
        assert_eq!(
            hex,
            concat!(
                "013097e2de",
                "1111111111111111",
                "2222222222222222",
                "33333333",
                "01020304",
                "00010448",
                "09",
                "9e3f1746b5fb9443b72679d4cb449ad45371be53f3fa8512f6fb8f537204d0b0",
                "e76cd11d9ac9144bc869c6a9c2ba150de49263d15743dd5e4100dac21d4dab0e"
            )
        );
        assert_eq!(
            text,
            concat!(
                "VC1:Y6029JE3S472472472L728E48E48E4PE4CL67K6KB0YM0Z50 49B0KI.2C0NKXI-6N3IFGVP ",
                "PJVOAX2O/$U1$G2AVG5ISIE9HQOBTSJQPPJKP25FP75PZROYT2E+S%RCJ1BF:RZ98MTRVV35SL"
            )
        );
    }

    #[test]
    fn what_a_text_claims_can_be_read_without_a_key() {
        let text = sign(&card(), &IssuerKey::from_seed([0x42; 32])).unwrap();
        assert_eq!(Card::unverified(&text), Some(card()));
        assert_eq!(Card::unverified("VC1:"), None);
        assert_eq!(Card::unverified(&text[4..]), None);
    }

    #[test]
    fn days_reach_from_2020_to_2199() {
        assert_eq!(to_days(FIRST_DAY).unwrap(), 0);
        assert_eq!(to_days(LAST_DAY).unwrap(), u16::MAX);
        assert_eq!(from_days(u16::MAX), LAST_DAY);
        assert!(matches!(to_days(date(2019, 12, 31)), Err(Error::Date(_))));
        assert!(matches!(to_days(date(2199, 6, 7)), Err(Error::Date(_))));
    }

    #[test]
    fn every_kind_of_card_has_its_own_byte() {
        for kind in [CardKind::Card, CardKind::Slip, CardKind::Live] {
            assert_eq!(CardKind::from_byte(kind.to_byte()), Some(kind));
        }
        let known = (0..=u8::MAX).filter(|byte| CardKind::from_byte(*byte).is_some());
        assert_eq!(known.count(), 3);
    }

    #[test]
    fn a_card_whose_dates_do_not_fit_is_not_signed() {
        let mut late = card();
        late.expires = date(2200, 1, 1);
        let key = IssuerKey::from_seed([0x42; 32]);
        assert!(matches!(sign(&late, &key), Err(Error::Date(_))));
    }
}
