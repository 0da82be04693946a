//! Which cards of an organisation are retired: one bit a card, signed and never rolled back.

use minicbor::{Decode, Encode};
use rules::OrganisationTag;
use sha2::{Digest, Sha256};

use crate::{Error, Signature, cbor};

pub(crate) const CONTEXT: &str = "volstatus/v1";
/// Indexes below this can be retired in a bitmap: sixteen million cards, two megabytes.
pub const INDEX_LIMIT: u32 = 1 << 24;

/// The status of every card of one organisation. Bit `index % 8`, counted from the lowest, of
/// byte `index / 8` is 1 when that card is retired; a card beyond the end is not.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct StatusBitmap {
    #[n(0)]
    organisation: OrganisationTag,
    #[n(1)]
    version: u64,
    #[cbor(n(2), with = "minicbor::bytes")]
    bits: Vec<u8>,
}

impl StatusBitmap {
    /// No card retired. Versions of one organisation count up; each change needs a new one.
    pub fn new(organisation: OrganisationTag, version: u64) -> Self {
        let bits = Vec::new();
        Self {
            organisation,
            version,
            bits,
        }
    }

    /// Retires the card of this index; [`Error::Index`] from [`INDEX_LIMIT`] on.
    pub fn retire(&mut self, index: u32) -> Result<(), Error> {
        if index >= INDEX_LIMIT {
            return Err(Error::Index(index));
        }
        let byte = index as usize / 8;
        if self.bits.len() <= byte {
            self.bits.resize(byte + 1, 0);
        }
        self.bits[byte] |= 1 << (index % 8);
        Ok(())
    }

    /// Whether the card of this index is retired.
    pub fn is_retired(&self, index: u32) -> bool {
        let byte = self.bits.get(index as usize / 8);
        byte.is_some_and(|byte| byte & (1 << (index % 8)) != 0)
    }

    /// The organisation whose cards these are.
    pub fn organisation(&self) -> OrganisationTag {
        self.organisation
    }

    /// Which version this is.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The digest by which a trust bundle names this bitmap.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(cbor::bytes(self)).into()
    }
}

/// A bitmap with central's signature, as it is sent and stored.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SignedBitmap {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub(crate) bitmap: Vec<u8>,
    #[n(1)]
    pub(crate) signature: Signature,
}

impl SignedBitmap {
    /// The bytes to send and store.
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::bytes(self)
    }

    /// Reads bytes that somebody sent; nothing is believed before
    /// [`crate::VerifiedBundle::admit`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        cbor::whole("signed status bitmap", bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_the_retired_cards_are_retired() {
        let mut bitmap = StatusBitmap::new(OrganisationTag([1; 4]), 1);
        for index in [0, 7, 8, 119_999] {
            bitmap.retire(index).unwrap();
        }
        let retired: Vec<u32> = (0..130_000)
            .filter(|index| bitmap.is_retired(*index))
            .collect();
        assert_eq!(retired, [0, 7, 8, 119_999]);
        assert!(!bitmap.is_retired(u32::MAX));
    }

    #[test]
    fn an_absurd_index_does_not_eat_the_memory() {
        let mut bitmap = StatusBitmap::new(OrganisationTag([1; 4]), 1);
        assert!(matches!(bitmap.retire(u32::MAX), Err(Error::Index(_))));
    }

    #[test]
    fn the_status_of_120_000_cards_takes_15_kilobytes() {
        let mut bitmap = StatusBitmap::new(OrganisationTag([1; 4]), 1);
        bitmap.retire(119_999).unwrap();
        assert!(cbor::bytes(&bitmap).len() < 15_050);
    }
}
