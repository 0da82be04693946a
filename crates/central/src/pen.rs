//! Central as an author: its own facts in the chain of its present life.

use ed25519_dalek::SigningKey;
use protocol::body::Checkpoint;
use protocol::{Body, BootId, Chain, Clocks, Fact, Hash, Millis};
use rules::{FactId, OrganisationId, StaffId};

/// The version of every body that central writes.
const BODY_VERSION: u8 = 1;

/// Where central's chain in one organisation's log ends, and how it goes on.
#[derive(Debug, Clone)]
pub(crate) struct Pen {
    pub(crate) organisation: OrganisationId,
    pub(crate) chain: Chain,
    /// The last number written.
    pub(crate) seq: u64,
    /// The hash of the fact with that number.
    pub(crate) head: Hash,
    /// The last stamp given.
    pub(crate) hlc: u64,
}

impl Pen {
    /// The next fact of the chain, in the name of `actor`.
    pub(crate) fn write(&mut self, body: &Body, actor: StaffId, now: Millis) -> Fact {
        self.seq += 1;
        self.hlc = (self.hlc + 1).max((now.0.max(0) as u64) << 16);
        let fact = Fact {
            id: self.id(now),
            organisation: self.organisation,
            chain: self.chain,
            seq: self.seq,
            prev: self.head,
            kind: body.kind().number(),
            version: BODY_VERSION,
            clocks: Clocks {
                wall: now.0,
                mono: 0,
                boot: BootId(self.chain.epoch.0),
                hlc: self.hlc,
            },
            actor,
            body: body.encode(),
        };
        self.head = fact.hash();
        fact
    }

    /// A checkpoint over what was written before it.
    pub(crate) fn checkpoint(&mut self, key: &SigningKey, now: Millis) -> Fact {
        let body = Checkpoint::sign(self.organisation, self.chain, self.seq + 1, self.head, key);
        self.write(&body.into(), StaffId::default(), now)
    }

    /// A UUIDv7 whose random part is a digest of the fact's place, which nobody else has.
    fn id(&self, now: Millis) -> FactId {
        let Chain { station, epoch } = self.chain;
        let seq = self.seq.to_be_bytes();
        let place = [self.organisation.as_bytes(), &station.0, &epoch.0, &seq].concat();
        let digest = Hash::of(&place).0;
        let rest = std::array::from_fn(|at| digest[at]);
        let millis = now.0.max(0) as u64;
        FactId(
            uuid::Builder::from_unix_timestamp_millis(millis, &rest)
                .into_uuid()
                .into_bytes(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::body::Alias;
    use rules::{EpochId, StationId, VolunteerId};

    #[test]
    fn what_central_writes_is_one_chain_under_its_key() {
        let mut pen = Pen {
            organisation: OrganisationId([1; 16]),
            chain: Chain {
                station: StationId([2; 16]),
                epoch: EpochId([3; 16]),
            },
            seq: 0,
            head: Hash::START,
            hlc: 0,
        };
        let alias = Alias {
            volunteer: VolunteerId([1; 8]),
            also: VolunteerId([2; 8]),
        };
        let first = pen.write(&alias.clone().into(), StaffId([4; 16]), Millis(1_000));
        let second = pen.write(&alias.into(), StaffId([4; 16]), Millis(900));
        let key = SigningKey::from_bytes(&[5; 32]);
        let end = pen.checkpoint(&key, Millis(900));
        assert_eq!([first.seq, second.seq, end.seq], [1, 2, 3]);
        assert_eq!([second.prev, end.prev], [first.hash(), second.hash()]);
        assert!(
            second.clocks.hlc > first.clocks.hlc,
            "the clock went back, the stamps do not"
        );
        assert_ne!(first.id, second.id);
        let Some(Body::Checkpoint(body)) = end.decoded().unwrap() else {
            panic!("a checkpoint")
        };
        assert!(body.holds(&end, &key.verifying_key()));
    }
}
