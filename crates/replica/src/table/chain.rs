//! Chains and their heads; boots and actors, which facts name by small numbers.

use protocol::{BootId, Chain, Hash};
use rules::{OrganisationId, StaffId};
use rusqlite::{Connection, OptionalExtension, named_params};

use super::Blob;
use crate::error::Result;

/// A chain in this database, and where it ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Head {
    pub n: i64,
    pub seq: u64,
    pub hash: Hash,
}

/// Where a chain ends; at its beginning where nothing of it is known.
pub(crate) fn head(db: &Connection, chain: Chain, organisation: OrganisationId) -> Result<Head> {
    let found = db
        .prepare_cached(
            "select n, seq, head from chain
             where station = :station and epoch = :epoch and organisation = :organisation",
        )?
        .query_row(
            named_params! {":station": Blob(chain.station), ":epoch": Blob(chain.epoch), ":organisation": Blob(organisation)},
            |row| {
                let hash: Blob<Hash> = row.get("head")?;
                Ok(Head { n: row.get("n")?, seq: row.get::<_, i64>("seq")? as u64, hash: hash.0 })
            },
        )
        .optional()?;
    if let Some(head) = found {
        return Ok(head);
    }
    db.prepare_cached(
        "insert into chain (station, epoch, organisation, seq, head)
         values (:station, :epoch, :organisation, 0, :head)",
    )?
    .execute(named_params! {
        ":station": Blob(chain.station), ":epoch": Blob(chain.epoch),
        ":organisation": Blob(organisation), ":head": Blob(Hash::START),
    })?;
    Ok(Head {
        n: db.last_insert_rowid(),
        seq: 0,
        hash: Hash::START,
    })
}

/// Moves the head of a chain.
pub(crate) fn advance(db: &Connection, n: i64, seq: u64, hash: Hash) -> Result<()> {
    db.prepare_cached("update chain set seq = :seq, head = :head where n = :n")?
        .execute(named_params! {":n": n, ":seq": seq as i64, ":head": Blob(hash)})?;
    Ok(())
}

/// The small number of a boot.
pub(crate) fn boot(db: &Connection, boot: BootId) -> Result<i64> {
    let found = db
        .prepare_cached("select n from boot where id = :id")?
        .query_row(named_params! {":id": Blob(boot)}, |row| row.get(0))
        .optional()?;
    if let Some(n) = found {
        return Ok(n);
    }
    db.prepare_cached("insert into boot (id) values (:id)")?
        .execute(named_params! {":id": Blob(boot)})?;
    Ok(db.last_insert_rowid())
}

/// The small number of an actor.
pub(crate) fn actor(db: &Connection, staff: StaffId) -> Result<i64> {
    let found = db
        .prepare_cached("select n from actor where staff = :staff")?
        .query_row(named_params! {":staff": Blob(staff)}, |row| row.get(0))
        .optional()?;
    if let Some(n) = found {
        return Ok(n);
    }
    db.prepare_cached("insert into actor (staff) values (:staff)")?
        .execute(named_params! {":staff": Blob(staff)})?;
    Ok(db.last_insert_rowid())
}

/// The latest hybrid clock of any chain's last fact. The cross join walks the few chains, never all facts.
pub(crate) fn latest_hlc(db: &Connection) -> Result<u64> {
    let latest: Option<i64> = db.query_row(
        "select max(fact.hlc) from chain cross join fact on fact.chain = chain.n and fact.seq = chain.seq",
        [],
        |row| row.get(0),
    )?;
    Ok(latest.unwrap_or(0) as u64)
}

/// A chain and where it is remembered to end.
pub(crate) struct Whole {
    pub n: i64,
    pub station: rules::StationId,
    pub seq: u64,
    pub head: Hash,
    /// Written by this station: it has no gaps.
    pub own: bool,
}

/// Every chain.
pub(crate) fn all(db: &Connection) -> Result<Vec<Whole>> {
    let mut select = db.prepare(
        "select n, station, seq, head, station = (select id from station) as own from chain order by n",
    )?;
    let rows = select.query_map([], |row| {
        Ok(Whole {
            n: row.get("n")?,
            station: row.get::<_, Blob<_>>("station")?.0,
            seq: row.get::<_, i64>("seq")? as u64,
            head: row.get::<_, Blob<Hash>>("head")?.0,
            own: row.get::<_, Option<bool>>("own")?.unwrap_or(false),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
