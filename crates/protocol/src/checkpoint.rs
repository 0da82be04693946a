//! The signature over the head of a chain.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use rules::OrganisationId;

use crate::body::Checkpoint;
use crate::fact::{Chain, Fact, Hash};

fn signed_bytes(organisation: OrganisationId, chain: Chain, seq: u64, head: Hash) -> Vec<u8> {
    let mut bytes = b"yizhan-checkpoint/v1\0".to_vec();
    bytes.extend(organisation.0);
    bytes.extend(chain.station.0);
    bytes.extend(chain.epoch.0);
    bytes.extend(seq.to_be_bytes());
    bytes.extend(head.0);
    bytes
}

impl Checkpoint {
    /// A checkpoint that takes the place `seq` of its chain, after the fact with the hash `head`.
    pub fn sign(
        organisation: OrganisationId,
        chain: Chain,
        seq: u64,
        head: Hash,
        key: &SigningKey,
    ) -> Checkpoint {
        let signature = key.sign(&signed_bytes(organisation, chain, seq, head));
        Checkpoint {
            head,
            signature: signature.to_bytes().to_vec(),
        }
    }

    /// Whether this body, in that fact, was signed by this key over the fact before it.
    pub fn holds(&self, fact: &Fact, key: &VerifyingKey) -> bool {
        let Ok(signature) = Signature::from_slice(&self.signature) else {
            return false;
        };
        let bytes = signed_bytes(fact.organisation, fact.chain, fact.seq, self.head);
        self.head == fact.prev && key.verify_strict(&bytes, &signature).is_ok()
    }
}
