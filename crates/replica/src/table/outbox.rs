//! Facts that wait for central, and those that a person must look at.

use protocol::Hash;
use rules::{EpochId, FactId, OrganisationId};
use rusqlite::{Connection, OptionalExtension, named_params};

use super::Blob;
use crate::error::Result;

/// Puts a fact of ours into the queue.
pub(crate) fn queue(db: &Connection, fact: i64, at: i64) -> Result<()> {
    db.prepare_cached("insert or ignore into outbox (fact, queued_at) values (:fact, :at)")?
        .execute(named_params! {":fact": fact, ":at": at})?;
    Ok(())
}

/// Takes what central answered for out of the queue.
pub(crate) fn done(db: &Connection, fact: i64) -> Result<()> {
    db.prepare_cached("delete from outbox where fact = :fact")?
        .execute(named_params! {":fact": fact})?;
    Ok(())
}

/// How many facts wait, checkpoints apart: those are not what people wait for.
pub(crate) fn waiting(db: &Connection) -> Result<u64> {
    let count: i64 = db
        .prepare_cached(
            "select count(*) from outbox join fact on fact.n = outbox.fact where fact.kind <> :checkpoint",
        )?
        .query_row(named_params! {":checkpoint": protocol::Kind::Checkpoint.number()}, |row| row.get(0))?;
    Ok(count as u64)
}

/// The chain and number of the oldest fact that waits, and since when.
pub(crate) fn first(db: &Connection) -> Result<Option<(i64, u64, i64)>> {
    Ok(db
        .prepare_cached(
            "select fact.chain, fact.seq, outbox.queued_at from outbox
             join fact on fact.n = outbox.fact order by outbox.fact limit 1",
        )?
        .query_row([], |row| {
            Ok((row.get(0)?, row.get::<_, i64>(1)? as u64, row.get(2)?))
        })
        .optional()?)
}

/// Queues every fact of ours again: central came back from a backup and may lack some.
pub(crate) fn queue_all(db: &Connection, station: rules::StationId, at: i64) -> Result<()> {
    db.execute(
        "insert or ignore into outbox (fact, queued_at)
         select fact.n, :at from fact join chain on chain.n = fact.chain where chain.station = :station
         order by fact.n",
        named_params! {":at": at, ":station": Blob(station)},
    )?;
    Ok(())
}

/// Notes that a person must look at a fact.
pub(crate) fn needs_attention(db: &Connection, fact: FactId, code: &str, since: i64) -> Result<()> {
    db.prepare_cached(
        "insert or ignore into attention (fact, code, since) values (:fact, :code, :since)",
    )?
    .execute(named_params! {":fact": Blob(fact), ":code": code, ":since": since})?;
    Ok(())
}

/// How many facts need attention.
pub(crate) fn attention(db: &Connection) -> Result<u64> {
    let count: i64 = db.query_row(
        "select count(*) from attention where settled_at is null",
        [],
        |row| row.get(0),
    )?;
    Ok(count as u64)
}

/// Up to where the log of an organisation was read, in which life of central's.
pub(crate) fn cursor(
    db: &Connection,
    organisation: OrganisationId,
) -> Result<Option<(EpochId, u64)>> {
    Ok(db
        .prepare_cached(
            "select server_epoch, position from cursor where organisation = :organisation",
        )?
        .query_row(named_params! {":organisation": Blob(organisation)}, |row| {
            Ok((
                row.get::<_, Blob<EpochId>>(0)?.0,
                row.get::<_, i64>(1)? as u64,
            ))
        })
        .optional()?)
}

/// Moves the cursor, in the transaction of the rows that it speaks of.
pub(crate) fn move_cursor(
    db: &Connection,
    organisation: OrganisationId,
    server_epoch: EpochId,
    position: u64,
) -> Result<()> {
    db.prepare_cached(
        "insert into cursor (organisation, server_epoch, position) values (:organisation, :epoch, :position)
         on conflict (organisation) do update set server_epoch = excluded.server_epoch, position = excluded.position",
    )?
    .execute(named_params! {
        ":organisation": Blob(organisation), ":epoch": Blob(server_epoch), ":position": position as i64,
    })?;
    Ok(())
}

/// The hash of the newest fact of a chain, by its number.
pub(crate) fn hash_at(db: &Connection, chain: i64, seq: u64) -> Result<Option<Hash>> {
    Ok(db
        .prepare_cached("select hash from fact where chain = :chain and seq = :seq")?
        .query_row(named_params! {":chain": chain, ":seq": seq as i64}, |row| {
            Ok(row.get::<_, Blob<Hash>>(0)?.0)
        })
        .optional()?)
}
