//! Whether a run of facts goes on where central's copy of its chain ends.

use ed25519_dalek::VerifyingKey;
use protocol::message::Stopped;
use protocol::{Body, Chain, Fact, Hash};

/// The end of a chain as central holds it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Held {
    pub(crate) high_water: u64,
    pub(crate) head: Hash,
}

impl Held {
    /// Of a chain that central has nothing of.
    pub(crate) const NOTHING: Held = Held {
        high_water: 0,
        head: Hash::START,
    };
}

/// The chain that every fact of the run belongs to; `None` for no facts or several chains.
pub(crate) fn chain_of(facts: &[Fact]) -> Option<Chain> {
    let chain = facts.first()?.chain;
    facts
        .iter()
        .all(|fact| fact.chain == chain)
        .then_some(chain)
}

/// Whether the run is whole in itself: numbered without a gap, each naming the one before, and ended by
/// a checkpoint that holds under this key.
///
/// # Errors
/// [`Stopped::Unsigned`] where it is not.
pub(crate) fn whole(facts: &[Fact], hashes: &[Hash], key: &VerifyingKey) -> Result<(), Stopped> {
    let links = facts.iter().skip(1).zip(facts).zip(hashes);
    let linked = links.clone().all(|((fact, before), hash)| {
        before.seq.checked_add(1) == Some(fact.seq) && fact.prev == *hash
    });
    let signed = facts.last().is_some_and(|last| match last.decoded() {
        Ok(Some(Body::Checkpoint(checkpoint))) => checkpoint.holds(last, key),
        _ => false,
    });
    if linked && signed {
        Ok(())
    } else {
        Err(Stopped::Unsigned)
    }
}

/// How many facts of a whole run central has already. `hash_of` gives the hash of one it has.
///
/// # Errors
/// [`Stopped::Gap`] where the run begins too late, [`Stopped::Forked`] where it tells another story.
pub(crate) fn known<E>(
    facts: &[Fact],
    hashes: &[Hash],
    held: Held,
    mut hash_of: impl FnMut(u64) -> Result<Option<Hash>, E>,
) -> Result<Result<usize, Stopped>, E> {
    let Some(first) = facts.first() else {
        return Ok(Ok(0));
    };
    let next = held.high_water + 1;
    if first.seq > next {
        return Ok(Err(Stopped::Gap));
    }
    if first.seq == 0 || (first.seq == next && first.prev != held.head) {
        return Ok(Err(Stopped::Forked));
    }
    let count = facts.iter().take_while(|fact| fact.seq < next).count();
    for (fact, hash) in facts.iter().zip(hashes).take(count) {
        if hash_of(fact.seq)? != Some(*hash) {
            return Ok(Err(Stopped::Forked));
        }
    }
    Ok(Ok(count))
}
