//! The names of things: fixed-width identifiers that every part of the project agrees on.
//!
//! Each is an opaque byte string with a canonical text form and a compact CBOR form (a byte string).
//! Nothing here makes identifiers: they are drawn at the edge, where clock and random numbers are.

use std::fmt;
use std::str::FromStr;

/// A text that is not an identifier of the kind that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a {noun}")]
pub struct InvalidId {
    noun: &'static str,
}

fn from_hex(digits: impl Iterator<Item = u8>, out: &mut [u8]) -> bool {
    let mut digits = digits.map(|digit| char::from(digit).to_digit(16));
    for byte in out.iter_mut() {
        let (Some(Some(high)), Some(Some(low))) = (digits.next(), digits.next()) else {
            return false;
        };
        *byte = (high * 16 + low) as u8;
    }
    digits.next().is_none()
}

fn write_hex(bytes: &[u8], out: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $width:literal, $noun:literal, $write:path, $grouped:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub [u8; $width]);

        impl $name {
            /// The identifier in these bytes; `None` when there are more or fewer than it has.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }

            /// The bytes, as they are stored and sent.
            pub fn as_bytes(&self) -> &[u8] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                $write(&self.0, out)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, out)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let mut bytes = [0; $width];
                let digits = text.bytes().filter(|byte| !($grouped && *byte == b'-'));
                if from_hex(digits, &mut bytes) {
                    Ok(Self(bytes))
                } else {
                    Err(InvalidId { noun: $noun })
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                out.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'_, str>>::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl<C> minicbor::Encode<C> for $name {
            fn encode<W: minicbor::encode::Write>(
                &self,
                out: &mut minicbor::Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                out.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $name {
            fn decode(
                from: &mut minicbor::Decoder<'b>,
                _: &mut C,
            ) -> Result<Self, minicbor::decode::Error> {
                Self::from_slice(from.bytes()?)
                    .ok_or_else(|| minicbor::decode::Error::message(concat!("not a ", $noun)))
            }
        }
    };
}

fn write_uuid(bytes: &[u8], out: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            out.write_str("-")?;
        }
        write!(out, "{byte:02x}")?;
    }
    Ok(())
}

id!(
    /// One fact: a UUIDv7 drawn where the fact was made. Its text sorts as its bytes do.
    FactId, 16, "fact id", write_uuid, true
);
id!(
    /// One organisation.
    OrganisationId, 16, "organisation id", write_uuid, true
);
id!(
    /// One project (活动).
    ProjectId, 16, "project id", write_uuid, true
);
id!(
    /// One installation of the application, or the central server as an author of facts.
    StationId, 16, "station id", write_uuid, true
);
id!(
    /// One life of a station's log: new at enrolment, restore and re-key.
    EpochId, 16, "epoch id", write_uuid, true
);
id!(
    /// One staff member, the actor of a fact.
    StaffId, 16, "staff id", write_uuid, true
);
id!(
    /// A volunteer's opaque reference, the same on the card, in facts and in rows. Never shown to people.
    VolunteerId, 8, "volunteer reference", write_hex, false
);
id!(
    /// One issued card, never used again.
    CardId, 8, "card id", write_hex, false
);
id!(
    /// An organisation as a card names it.
    OrganisationTag, 4, "organisation tag", write_hex, false
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_bytes_are_two_forms_of_one_id() {
        let id = FactId([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 255]);
        let text = id.to_string();
        assert_eq!(text, "01020304-0506-0708-090a-0b0c0d0e0fff");
        assert_eq!(text.parse(), Ok(id));
        let bytes = minicbor::to_vec(id).unwrap();
        assert_eq!(minicbor::decode::<FactId>(&bytes).unwrap(), id);
    }

    #[test]
    fn a_text_of_the_wrong_length_or_alphabet_is_refused() {
        for text in ["", "0", "00", "zz000000", "0000000000", "00-00-00-00"] {
            assert!(text.parse::<OrganisationTag>().is_err(), "{text}");
        }
    }
}
