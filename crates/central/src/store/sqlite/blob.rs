//! Photographs and evidence, under their digests.

use protocol::Hash;
use rules::StationId;
use rusqlite::{Connection, OptionalExtension, params};

use super::{log, station};
use crate::Error;

fn organisation(tx: &Connection, asking: StationId) -> Result<i64, Error> {
    let record = station::find(tx, asking)?.ok_or(Error::NoSuchStation)?;
    Ok(log::organisation(tx, record.organisation)?.number)
}

pub(super) fn keep(
    tx: &Connection,
    by: StationId,
    digest: Hash,
    bytes: &[u8],
) -> Result<(), Error> {
    let sql = "insert into blob (organisation, digest, bytes) values (?1, ?2, ?3)
               on conflict (organisation, digest) do nothing";
    tx.prepare_cached(sql)?
        .execute(params![organisation(tx, by)?, digest.0, bytes])?;
    Ok(())
}

pub(super) fn find(tx: &Connection, by: StationId, digest: Hash) -> Result<Option<Vec<u8>>, Error> {
    let sql = "select bytes from blob where organisation = ?1 and digest = ?2";
    let values = params![organisation(tx, by)?, digest.0];
    Ok(tx
        .prepare_cached(sql)?
        .query_row(values, |row| row.get(0))
        .optional()?)
}
