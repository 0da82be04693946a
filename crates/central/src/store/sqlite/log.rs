//! The log of one organisation: chains, positions, and facts as they are stored.

use protocol::{BootId, Chain, Clocks, Fact, Hash, Millis};
use rules::{EpochId, FactId, OrganisationId, OrganisationTag, StaffId, StationId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::open;
use crate::continuity::Held;
use crate::pen::Pen;
use crate::plan::{Entry, Quarantined};
use crate::{Error, Keys};

/// An organisation, as the tables of its log name it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Organisation {
    pub(super) number: i64,
    pub(super) id: OrganisationId,
    pub(super) tag: OrganisationTag,
    pub(super) founder: StationId,
    pub(super) administrator: StaffId,
    pub(super) ready: bool,
}

pub(super) fn organisation(tx: &Connection, id: OrganisationId) -> Result<Organisation, Error> {
    let sql = "select number, tag, founder, administrator, ready from organisation where id = ?1";
    let found = tx
        .prepare_cached(sql)?
        .query_row([id.0], |row| {
            Ok(Organisation {
                number: row.get("number")?,
                id,
                tag: OrganisationTag(row.get("tag")?),
                founder: StationId(row.get("founder")?),
                administrator: StaffId(row.get("administrator")?),
                ready: row.get("ready")?,
            })
        })
        .optional()?;
    found.ok_or(Error::NoSuchOrganisation)
}

/// A chain's number in the tables, and its end.
pub(super) fn chain(
    tx: &Connection,
    organisation: i64,
    chain: Chain,
) -> Result<Option<(i64, Held)>, Error> {
    let sql = "select number, high_water, head from chain
               where organisation = ?1 and station = ?2 and epoch = ?3";
    let found = tx
        .prepare_cached(sql)?
        .query_row(
            params![organisation, chain.station.0, chain.epoch.0],
            |row| {
                let head = Hash(row.get("head")?);
                let held = Held {
                    high_water: row.get::<_, i64>("high_water")? as u64,
                    head,
                };
                Ok((row.get("number")?, held))
            },
        )
        .optional()?;
    Ok(found)
}

/// Notes the end of a chain, which may be new, and answers its number.
pub(super) fn extend(
    tx: &Connection,
    organisation: i64,
    chain: Chain,
    end: Held,
    hlc: u64,
) -> Result<i64, Error> {
    let sql = "insert into chain (organisation, station, epoch, high_water, head, hlc)
               values (?1, ?2, ?3, ?4, ?5, ?6)
               on conflict (organisation, station, epoch) do update
               set high_water = excluded.high_water, head = excluded.head, hlc = excluded.hlc
               returning number";
    let number = tx.prepare_cached(sql)?.query_row(
        params![
            organisation,
            chain.station.0,
            chain.epoch.0,
            end.high_water as i64,
            end.head.0,
            hlc as i64
        ],
        |row| row.get(0),
    )?;
    Ok(number)
}

/// Central's pen for this organisation, where its last fact ended.
pub(super) fn pen(tx: &Connection, keys: &Keys, of: &Organisation) -> Result<Pen, Error> {
    let identity = open::identity(tx, keys)?;
    let chain = Chain {
        station: identity.central,
        epoch: identity.server_epoch,
    };
    let sql = "select high_water, head, hlc from chain
               where organisation = ?1 and station = ?2 and epoch = ?3";
    let end = tx
        .prepare_cached(sql)?
        .query_row(params![of.number, chain.station.0, chain.epoch.0], |row| {
            let (seq, hlc): (i64, i64) = (row.get("high_water")?, row.get("hlc")?);
            Ok((seq as u64, Hash(row.get("head")?), hlc as u64))
        })
        .optional()?;
    let (seq, head, hlc) = end.unwrap_or((0, Hash::START, 0));
    Ok(Pen {
        organisation: of.id,
        chain,
        seq,
        head,
        hlc,
    })
}

/// Puts down where central's pen ended; answers the number of its chain.
pub(super) fn put_down(tx: &Connection, of: &Organisation, pen: &Pen) -> Result<i64, Error> {
    let end = Held {
        high_water: pen.seq,
        head: pen.head,
    };
    extend(tx, of.number, pen.chain, end, pen.hlc)
}

/// Appends entries at the log's end and moves its counter; answers the position of the first.
/// `chain_of` gives the number of an entry's chain. The last that a transaction does to a log.
pub(super) fn append(
    tx: &Connection,
    of: &Organisation,
    entries: &[Entry],
    chain_of: impl Fn(&Chain) -> i64,
    now: Millis,
) -> Result<u64, Error> {
    let sql = "select next from org_log where organisation = ?1";
    let first: i64 = tx
        .prepare_cached(sql)?
        .query_row([of.number], |row| row.get(0))?;
    let mut insert = tx.prepare_cached(include_str!("insert_fact.sql"))?;
    for (position, Entry { fact, hash, flag }) in (first..).zip(entries) {
        let clocks = &fact.clocks;
        insert.execute(params![
            of.number,
            position,
            fact.id.0,
            chain_of(&fact.chain),
            fact.seq as i64,
            fact.prev.0,
            hash.0,
            fact.kind,
            fact.version,
            clocks.wall,
            clocks.mono as i64,
            clocks.boot.0,
            clocks.hlc as i64,
            fact.actor.0,
            fact.body,
            now.0,
            flag,
        ])?;
    }
    let sql = "update org_log set next = next + ?2 where organisation = ?1";
    tx.prepare_cached(sql)?
        .execute(params![of.number, entries.len() as i64])?;
    Ok(first as u64)
}

/// Keeps a fact beside the log.
pub(super) fn quarantine(
    tx: &Connection,
    chain: i64,
    kept: &Quarantined,
    now: Millis,
) -> Result<(), Error> {
    let fact = &kept.fact;
    let clocks = &fact.clocks;
    tx.prepare_cached(include_str!("insert_quarantine.sql"))?
        .execute(params![
            chain,
            fact.seq as i64,
            fact.id.0,
            fact.prev.0,
            kept.hash.0,
            fact.kind,
            fact.version,
            clocks.wall,
            clocks.mono as i64,
            clocks.boot.0,
            clocks.hlc as i64,
            fact.actor.0,
            fact.body,
            now.0,
            kept.code,
            kept.known_at.map(|position| position as i64),
        ])?;
    Ok(())
}

/// The fact in a row that has its columns, and `station` and `epoch` of its chain.
pub(super) fn fact(row: &Row<'_>, organisation: OrganisationId) -> rusqlite::Result<Fact> {
    Ok(Fact {
        id: FactId(row.get("id")?),
        organisation,
        chain: Chain {
            station: StationId(row.get("station")?),
            epoch: EpochId(row.get("epoch")?),
        },
        seq: row.get::<_, i64>("seq")? as u64,
        prev: Hash(row.get("prev")?),
        kind: row.get("kind")?,
        version: row.get("version")?,
        clocks: Clocks {
            wall: row.get("wall")?,
            mono: row.get::<_, i64>("mono")? as u64,
            boot: BootId(row.get("boot")?),
            hlc: row.get::<_, i64>("hlc")? as u64,
        },
        actor: StaffId(row.get("actor")?),
        body: row.get("body")?,
    })
}
