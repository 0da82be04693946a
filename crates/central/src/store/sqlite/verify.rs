//! The check of everything that is kept: hashes, links, numbers, positions and signatures.

use ed25519_dalek::VerifyingKey;
use protocol::{Body, Chain, Fact, Hash};
use rules::{EpochId, FactId, OrganisationId, StationId};
use rusqlite::{Connection, params};

use super::{log, open, station};
use crate::continuity::Held;
use crate::store::Verification;
use crate::{Error, Keys};

/// What was found so far. The first bad fact is the one with the lowest position; those beside the log
/// and the ends of chains come after all that are in it.
#[derive(Default)]
struct Findings {
    facts: u64,
    bad: Option<(u64, Option<FactId>)>,
}

impl Findings {
    fn note(&mut self, position: Option<u64>, fact: Option<FactId>) {
        let place = position.unwrap_or(u64::MAX);
        if self.bad.is_none_or(|(first, _)| place < first) {
            self.bad = Some((place, fact));
        }
    }
}

struct ChainRow {
    number: i64,
    organisation: (i64, OrganisationId),
    chain: Chain,
    end: Held,
}

pub(super) fn verify(tx: &Connection, keys: &Keys) -> Result<Verification, Error> {
    let mut findings = Findings::default();
    let central = open::identity(tx, keys)?.central;
    for chain in chains(tx)? {
        let key = match station::find(tx, chain.chain.station)? {
            Some(station) => VerifyingKey::from_bytes(&station.key).ok(),
            None if chain.chain.station == central => Some(keys.signing().verifying_key()),
            None => None,
        };
        verify_chain(tx, &chain, key.as_ref(), &mut findings)?;
    }
    verify_positions(tx, &mut findings)?;
    Ok(Verification {
        facts: findings.facts,
        valid: findings.bad.is_none(),
        first_bad: findings.bad.and_then(|(_, fact)| fact),
    })
}

fn chains(tx: &Connection) -> Result<Vec<ChainRow>, Error> {
    let sql = "select chain.number, organisation, id, station, epoch, high_water, head from chain
               join organisation on organisation.number = chain.organisation order by chain.number";
    let mut statement = tx.prepare(sql)?;
    let chains = statement.query_map([], |row| {
        let station = StationId(row.get("station")?);
        Ok(ChainRow {
            number: row.get("number")?,
            organisation: (row.get("organisation")?, OrganisationId(row.get("id")?)),
            chain: Chain {
                station,
                epoch: EpochId(row.get("epoch")?),
            },
            end: Held {
                high_water: row.get::<_, i64>("high_water")? as u64,
                head: Hash(row.get("head")?),
            },
        })
    })?;
    Ok(chains.collect::<Result<_, _>>()?)
}

/// Where a walk along a chain stands.
struct Walk {
    seq: u64,
    /// What the fact before hashes to.
    head: Hash,
    position: u64,
    before: Option<(Option<u64>, FactId)>,
}

fn verify_chain(
    tx: &Connection,
    of: &ChainRow,
    key: Option<&VerifyingKey>,
    findings: &mut Findings,
) -> Result<(), Error> {
    let mut statement = tx.prepare_cached(include_str!("select_chain.sql"))?;
    let chain = of.chain;
    let mut rows = statement.query(params![of.number, chain.station.0, chain.epoch.0])?;
    let mut walk = Walk {
        seq: 0,
        head: Hash::START,
        position: 0,
        before: None,
    };
    while let Some(row) = rows.next()? {
        let fact = log::fact(row, of.organisation.1)?;
        let position = row
            .get::<_, Option<i64>>("position")?
            .map(|position| position as u64);
        let organisation: Option<i64> = row.get("organisation")?;
        let hash = fact.hash();
        let stored = Hash(row.get("hash")?);
        findings.facts += 1;
        let ours = organisation.is_none_or(|number| number == of.organisation.0);
        let risen = position.is_none_or(|position| position > walk.position);
        let numbered = fact.seq == walk.seq + 1;
        if hash != stored || !ours || !risen || !numbered || !signed(&fact, position, key) {
            findings.note(position, Some(fact.id));
        } else if fact.prev != walk.head {
            // This one is as it was hashed, so the one before it is not what it was.
            let (position, id) = walk.before.unwrap_or((position, fact.id));
            findings.note(position, Some(id));
        }
        walk = Walk {
            seq: fact.seq,
            head: hash,
            position: position.unwrap_or(walk.position),
            before: Some((position, fact.id)),
        };
    }
    if (walk.seq, walk.head) != (of.end.high_water, of.end.head) {
        let (position, id) = walk.before.unzip();
        findings.note(position.flatten(), id);
    }
    Ok(())
}

/// Whether a checkpoint in the log holds; one in quarantine is there because it may not.
fn signed(fact: &Fact, position: Option<u64>, key: Option<&VerifyingKey>) -> bool {
    match (fact.decoded(), key) {
        (Ok(Some(Body::Checkpoint(_))), _) if position.is_none() => true,
        (Ok(Some(Body::Checkpoint(checkpoint))), Some(key)) => checkpoint.holds(fact, key),
        (Ok(Some(Body::Checkpoint(_))), None) => false,
        _ => true,
    }
}

/// Positions of a log have no gaps, and its counter stands after the last.
fn verify_positions(tx: &Connection, findings: &mut Findings) -> Result<(), Error> {
    let sql = "select next, count(position) as held, coalesce(max(position), 0) as last
               from org_log left join fact using (organisation) group by organisation, next";
    let mut statement = tx.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (next, held, last): (i64, i64, i64) =
            (row.get("next")?, row.get("held")?, row.get("last")?);
        if held != last || next != last + 1 {
            findings.note(None, None);
        }
    }
    Ok(())
}
