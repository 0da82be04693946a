//! Facts on the wire: runs of facts with their common parts told once and their clocks as differences.
//!
//! The hash of a fact is never sent: who receives a run computes it, and compares with the checkpoint.

use std::collections::HashMap;

use minicbor::{Decode, Encode};
use rules::{EpochId, FactId, OrganisationId, StaffId, StationId};

use crate::Error;
use crate::fact::{BootId, Chain, Clocks, Fact, Hash};

/// A run of facts of one organisation, in the order in which they are to be taken.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct Block {
    #[n(0)]
    organisation: OrganisationId,
    #[n(1)]
    chains: Vec<ChainStart>,
    #[n(2)]
    boots: Vec<Boot>,
    #[n(3)]
    actors: Vec<StaffId>,
    #[n(4)]
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Encode, Decode)]
struct ChainStart {
    #[n(0)]
    station: StationId,
    #[n(1)]
    epoch: EpochId,
}

#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(transparent)]
struct Boot(#[cbor(n(0), with = "minicbor::bytes")] [u8; 16]);

/// One fact; what is a number here is the difference to what the facts before it let expect.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
struct Entry {
    #[n(0)]
    chain: u32,
    #[n(1)]
    boot: u32,
    #[n(2)]
    actor: u32,
    #[n(3)]
    kind: u16,
    #[n(4)]
    version: u8,
    #[n(5)]
    wall: i64,
    #[n(6)]
    mono: i64,
    #[n(7)]
    hlc: i64,
    /// Milliseconds of the id against the wall clock.
    #[n(8)]
    id_ms: i64,
    #[cbor(n(9), with = "minicbor::bytes")]
    id_rest: [u8; 10],
    #[cbor(n(10), with = "minicbor::bytes")]
    body: Vec<u8>,
    /// Where the chain goes on; told for the first fact of a chain in this run and after a gap.
    #[n(11)]
    link: Option<Link>,
}

#[derive(Debug, Clone, PartialEq, Encode, Decode)]
struct Link {
    #[n(0)]
    seq: u64,
    #[n(1)]
    prev: Hash,
}

fn id_millis(id: FactId) -> i64 {
    let mut bytes = [0; 8];
    bytes[2..].copy_from_slice(&id.0[..6]);
    i64::from_be_bytes(bytes)
}

fn place<T: PartialEq + Clone>(known: &mut Vec<T>, value: &T) -> u32 {
    let at = known
        .iter()
        .rposition(|other| other == value)
        .unwrap_or_else(|| {
            known.push(value.clone());
            known.len() - 1
        });
    at as u32
}

impl Block {
    /// Packs facts of one organisation.
    ///
    /// # Errors
    /// [`Error::Mixed`] where a fact belongs to another organisation.
    pub fn pack(organisation: OrganisationId, facts: &[Fact]) -> Result<Block, Error> {
        let mut block = Block {
            organisation,
            chains: Vec::new(),
            boots: Vec::new(),
            actors: Vec::new(),
            entries: Vec::with_capacity(facts.len()),
        };
        let mut heads = HashMap::new();
        let mut before = Clocks::default();
        for fact in facts {
            if fact.organisation != organisation {
                return Err(Error::Mixed);
            }
            let entry = block.entry(fact, before, &mut heads);
            block.entries.push(entry);
            before = fact.clocks;
        }
        Ok(block)
    }

    fn entry(
        &mut self,
        fact: &Fact,
        before: Clocks,
        heads: &mut HashMap<u32, (u64, Hash)>,
    ) -> Entry {
        let Chain { station, epoch } = fact.chain;
        let chain = place(&mut self.chains, &ChainStart { station, epoch });
        let expected = heads.insert(chain, (fact.seq, fact.hash()));
        let follows = expected
            .is_some_and(|(seq, hash)| (seq.wrapping_add(1), hash) == (fact.seq, fact.prev));
        let clocks = fact.clocks;
        let mut id_rest = [0; 10];
        id_rest.copy_from_slice(&fact.id.0[6..]);
        Entry {
            chain,
            boot: place(&mut self.boots, &Boot(clocks.boot.0)),
            actor: place(&mut self.actors, &fact.actor),
            kind: fact.kind,
            version: fact.version,
            wall: clocks.wall.wrapping_sub(before.wall),
            mono: clocks.mono.wrapping_sub(before.mono) as i64,
            hlc: clocks.hlc.wrapping_sub((clocks.wall as u64) << 16) as i64,
            id_ms: id_millis(fact.id).wrapping_sub(clocks.wall),
            id_rest,
            body: fact.body.clone(),
            link: (!follows).then_some(Link {
                seq: fact.seq,
                prev: fact.prev,
            }),
        }
    }

    /// Whose facts these are.
    pub fn organisation(&self) -> OrganisationId {
        self.organisation
    }

    /// How many facts there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The facts, as they were packed.
    ///
    /// # Errors
    /// [`Error::Malformed`] where an entry points nowhere or a chain has no beginning.
    pub fn unpack(&self) -> Result<Vec<Fact>, Error> {
        let mut heads: HashMap<u32, (u64, Hash)> = HashMap::new();
        let mut before = Clocks::default();
        let mut facts = Vec::with_capacity(self.entries.len());
        for entry in &self.entries {
            let (seq, prev) = match (&entry.link, heads.get(&entry.chain)) {
                (Some(link), _) => (link.seq, link.prev),
                (None, Some((seq, hash))) => (seq.checked_add(1).ok_or(Error::Malformed)?, *hash),
                (None, None) => return Err(Error::Malformed),
            };
            let fact = self
                .fact(entry, before, seq, prev)
                .ok_or(Error::Malformed)?;
            heads.insert(entry.chain, (seq, fact.hash()));
            before = fact.clocks;
            facts.push(fact);
        }
        Ok(facts)
    }

    fn fact(&self, entry: &Entry, before: Clocks, seq: u64, prev: Hash) -> Option<Fact> {
        let chain = self.chains.get(entry.chain as usize)?;
        let wall = before.wall.wrapping_add(entry.wall);
        let id_ms = wall.wrapping_add(entry.id_ms).to_be_bytes();
        if id_ms[..2] != [0, 0] {
            return None;
        }
        let mut id = [0; 16];
        id[..6].copy_from_slice(&id_ms[2..]);
        id[6..].copy_from_slice(&entry.id_rest);
        Some(Fact {
            id: FactId(id),
            organisation: self.organisation,
            chain: Chain {
                station: chain.station,
                epoch: chain.epoch,
            },
            seq,
            prev,
            kind: entry.kind,
            version: entry.version,
            clocks: Clocks {
                wall,
                mono: before.mono.wrapping_add(entry.mono as u64),
                boot: BootId(self.boots.get(entry.boot as usize)?.0),
                hlc: ((wall as u64) << 16).wrapping_add(entry.hlc as u64),
            },
            actor: *self.actors.get(entry.actor as usize)?,
            body: entry.body.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(station: u8) -> Chain {
        Chain {
            station: StationId([station; 16]),
            epoch: EpochId([9; 16]),
        }
    }

    fn run(of: &[(u8, u64)]) -> Vec<Fact> {
        let mut heads: HashMap<u8, Hash> = HashMap::new();
        of.iter()
            .enumerate()
            .map(|(at, (station, seq))| {
                let wall = 1_750_000_000_000 + 1_700 * at as i64;
                let mut id = [at as u8; 16];
                id[..6].copy_from_slice(&(wall + 3).to_be_bytes()[2..]);
                let fact = Fact {
                    id: FactId(id),
                    organisation: OrganisationId([1; 16]),
                    chain: chain(*station),
                    seq: *seq,
                    prev: heads.get(station).copied().unwrap_or(Hash::START),
                    kind: 1,
                    version: 1,
                    clocks: Clocks {
                        wall,
                        mono: 77 + at as u64,
                        boot: BootId([*station; 16]),
                        hlc: (wall as u64) << 16 | 5,
                    },
                    actor: StaffId([4; 16]),
                    body: vec![0xa1, 0, at as u8],
                };
                heads.insert(*station, fact.hash());
                fact
            })
            .collect()
    }

    #[test]
    fn a_run_of_several_chains_comes_back_whole() {
        let facts = run(&[(1, 1), (2, 8), (1, 2), (1, 3), (2, 9), (1, 7)]);
        let block = Block::pack(OrganisationId([1; 16]), &facts).unwrap();
        let bytes = minicbor::to_vec(&block).unwrap();
        let read: Block = minicbor::decode(&bytes).unwrap();
        assert_eq!(read.unpack().unwrap(), facts);
    }

    #[test]
    fn a_fact_of_another_organisation_is_not_packed() {
        let facts = run(&[(1, 1)]);
        assert!(matches!(
            Block::pack(OrganisationId([2; 16]), &facts),
            Err(Error::Mixed)
        ));
    }

    #[test]
    fn an_entry_that_points_nowhere_is_refused() {
        let facts = run(&[(1, 1), (1, 2)]);
        let good = Block::pack(OrganisationId([1; 16]), &facts).unwrap();
        for spoil in [
            (|block: &mut Block| block.entries[1].actor = 9) as fn(&mut Block),
            |block| block.entries[1].boot = 9,
            |block| block.entries[0].link = None,
            |block| block.entries[0].chain = 3,
            |block| block.entries[0].id_ms = i64::MAX,
        ] {
            let mut block = good.clone();
            spoil(&mut block);
            assert!(matches!(block.unpack(), Err(Error::Malformed)));
        }
    }
}
