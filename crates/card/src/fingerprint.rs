//! The short text by which people and enrolment codes name a root key.

use std::{fmt, str::FromStr};

use sha2::{Digest, Sha256};

use crate::PublicKey;

/// Without I, L, O and U, which are misread; all of them are in a QR symbol's alphabet.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LETTERS: usize = 26;

/// The first 16 bytes of the SHA-256 of a public key; as text, 26 letters and digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// The fingerprint of this key.
    pub fn of(key: &PublicKey) -> Self {
        let digest: [u8; 32] = Sha256::digest(key.as_bytes()).into();
        Self(std::array::from_fn(|at| digest[at]))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = u128::from_be_bytes(self.0);
        (0..LETTERS).rev().try_for_each(|place| {
            let letter = (number >> (5 * place)) & 31;
            write!(out, "{}", char::from(ALPHABET[letter as usize]))
        })
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Fingerprint({self})")
    }
}

/// A text that is no fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a fingerprint")]
pub struct InvalidFingerprint;

impl FromStr for Fingerprint {
    type Err = InvalidFingerprint;

    /// Reads what a person typed: small letters, and O for 0, I or L for 1, are understood.
    fn from_str(text: &str) -> Result<Self, InvalidFingerprint> {
        if text.len() != LETTERS {
            return Err(InvalidFingerprint);
        }
        let number = text.bytes().try_fold(0u128, |number, letter| {
            let value = value(letter)?;
            // The first letter carries three bits only: 26 letters could say 130.
            (number >> 123 == 0).then_some(number << 5 | value)
        });
        let number = number.ok_or(InvalidFingerprint)?;
        Ok(Self(number.to_be_bytes()))
    }
}

fn value(letter: u8) -> Option<u128> {
    let letter = match letter.to_ascii_uppercase() {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        letter => letter,
    };
    ALPHABET
        .iter()
        .position(|known| *known == letter)
        .map(|at| at as u128)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SecretKey;

    #[test]
    fn a_fingerprint_survives_being_typed() {
        for seed in 0..=u8::MAX {
            let print = Fingerprint::of(&SecretKey::from_seed([seed; 32]).public());
            let text = print.to_string();
            assert_eq!(text.len(), 26);
            assert_eq!(text.parse(), Ok(print));
            let typed = text.to_lowercase().replace('0', "o").replace('1', "l");
            assert_eq!(typed.parse(), Ok(print));
        }
    }

    #[test]
    fn what_is_too_long_short_large_or_foreign_is_refused() {
        let largest = format!("7{}", "Z".repeat(25));
        assert_eq!(largest.parse(), Ok(Fingerprint([0xff; 16])));
        let too_large = format!("8{}", "0".repeat(25));
        let foreign = "U".repeat(26);
        for text in ["", "7Z", &too_large, &foreign, &format!("{largest}0")] {
            assert_eq!(
                text.parse::<Fingerprint>(),
                Err(InvalidFingerprint),
                "{text}"
            );
        }
    }
}
