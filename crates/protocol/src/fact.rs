//! One fact, its hash and its place in the chain of its author.

use std::fmt;

use rules::{EpochId, FactId, OrganisationId, StaffId, StationId};
use sha2::{Digest, Sha256};

use crate::{Body, Kind};

/// A SHA-256 digest.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// What comes before the first fact of a chain.
    pub const START: Hash = Hash([0; 32]);

    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Hash(Sha256::digest(bytes).into())
    }

    /// The digest in these bytes; `None` unless there are 32.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Hash)
    }
}

impl std::str::FromStr for Hash {
    type Err = crate::Error;

    fn from_str(text: &str) -> Result<Self, crate::Error> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return Err(crate::Error::Malformed);
        }
        for (at, byte) in bytes.iter_mut().enumerate() {
            let digits = &text[at * 2..at * 2 + 2];
            *byte = u8::from_str_radix(digits, 16).map_err(|_| crate::Error::Malformed)?;
        }
        Ok(Hash(bytes))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl<C> minicbor::Encode<C> for Hash {
    fn encode<W: minicbor::encode::Write>(
        &self,
        out: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        out.bytes(&self.0)?.ok()
    }
}

impl<'b, C> minicbor::Decode<'b, C> for Hash {
    fn decode(
        from: &mut minicbor::Decoder<'b>,
        _: &mut C,
    ) -> Result<Self, minicbor::decode::Error> {
        Self::from_slice(from.bytes()?)
            .ok_or_else(|| minicbor::decode::Error::message("not a digest"))
    }
}

/// One run of a machine between two starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct BootId(pub [u8; 16]);

/// The three clocks of a fact. None is ever overwritten; a correction is another fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Clocks {
    /// The wall clock of the author: milliseconds since 1970-01-01 UTC.
    pub wall: i64,
    /// Milliseconds since the machine started, sleep included.
    pub mono: u64,
    /// The start of the machine that `mono` counts from.
    pub boot: BootId,
    /// The hybrid logical clock: 48 bits of milliseconds, 16 bits of counter.
    pub hlc: u64,
}

/// A chain of facts: one life of one author. Sequence numbers and hashes run within it **and** the organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Chain {
    /// The installation.
    pub station: StationId,
    /// Its present life.
    pub epoch: EpochId,
}

/// Something that happened, as one author wrote it down. Immutable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Drawn where the fact was made.
    pub id: FactId,
    /// Whose log it belongs to.
    pub organisation: OrganisationId,
    /// Who wrote it.
    pub chain: Chain,
    /// 1, 2, 3 … within chain and organisation.
    pub seq: u64,
    /// The hash of the fact before it in the chain; [`Hash::START`] before the first.
    pub prev: Hash,
    /// The number of its kind, which may be of a later version than ours.
    pub kind: u16,
    /// The version of the kind's body.
    pub version: u8,
    /// When.
    pub clocks: Clocks,
    /// The staff member in whose name.
    pub actor: StaffId,
    /// The body in deterministic CBOR, kept as it came: keys that we do not know stay in it.
    pub body: Vec<u8>,
}

impl Fact {
    /// The hash that the next fact of the chain names: over every field, so that none can be changed unseen.
    pub fn hash(&self) -> Hash {
        let mut digest = Sha256::new();
        digest.update(b"yizhan-fact/v1\0");
        digest.update(self.prev.0);
        digest.update(self.id.0);
        digest.update(self.organisation.0);
        digest.update(self.chain.station.0);
        digest.update(self.chain.epoch.0);
        digest.update(self.seq.to_be_bytes());
        digest.update(self.kind.to_be_bytes());
        digest.update([self.version]);
        digest.update(self.clocks.wall.to_be_bytes());
        digest.update(self.clocks.mono.to_be_bytes());
        digest.update(self.clocks.boot.0);
        digest.update(self.clocks.hlc.to_be_bytes());
        digest.update(self.actor.0);
        digest.update((self.body.len() as u64).to_be_bytes());
        digest.update(&self.body);
        Hash(digest.finalize().into())
    }

    /// The kind, where this version of the registry knows it.
    pub fn known_kind(&self) -> Option<Kind> {
        Kind::from_number(self.kind)
    }

    /// What it says: `Ok(None)` for a kind of a later version.
    ///
    /// # Errors
    /// The body is not what its kind asks for.
    pub fn decoded(&self) -> Result<Option<Body>, crate::Error> {
        match self.known_kind() {
            Some(kind) => Body::decode(kind, &self.body).map(Some),
            None => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact() -> Fact {
        Fact {
            id: FactId([1; 16]),
            organisation: OrganisationId([2; 16]),
            chain: Chain {
                station: StationId([3; 16]),
                epoch: EpochId([4; 16]),
            },
            seq: 1,
            prev: Hash::START,
            kind: 1,
            version: 1,
            clocks: Clocks {
                wall: 5,
                mono: 6,
                boot: BootId([7; 16]),
                hlc: 8,
            },
            actor: StaffId([9; 16]),
            body: vec![0xa0],
        }
    }

    #[test]
    fn the_hash_of_a_fact_is_frozen() {
        assert_eq!(
            fact().hash().to_string(),
            "7597d6b8f9fd09297796f1aaead575866a70a16d06785026fa7c5f58f43ecd55"
        );
    }

    #[test]
    fn every_field_changes_the_hash() {
        let changes: [fn(&mut Fact); 14] = [
            |f| f.id.0[15] ^= 1,
            |f| f.organisation.0[0] ^= 1,
            |f| f.chain.station.0[0] ^= 1,
            |f| f.chain.epoch.0[0] ^= 1,
            |f| f.seq = 2,
            |f| f.prev.0[31] ^= 1,
            |f| f.kind = 2,
            |f| f.version = 2,
            |f| f.clocks.wall = 6,
            |f| f.clocks.mono = 7,
            |f| f.clocks.boot.0[0] ^= 1,
            |f| f.clocks.hlc = 9,
            |f| f.actor.0[0] ^= 1,
            |f| f.body.push(0),
        ];
        for (at, change) in changes.iter().enumerate() {
            let mut changed = fact();
            change(&mut changed);
            assert_ne!(changed.hash(), fact().hash(), "change {at}");
        }
    }
}
