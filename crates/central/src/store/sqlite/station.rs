//! Stations: their keys, their request counters, and their end.

use protocol::Millis;
use rules::{EpochId, OrganisationId, StationId};
use rusqlite::{Connection, OptionalExtension, params};

use super::trust;
use crate::store::Station;
use crate::window::Window;
use crate::{Error, Keys};

pub(super) fn find(tx: &Connection, id: StationId) -> Result<Option<Station>, Error> {
    let sql = "select organisation.id as organisation, station.key, station.revoked_at from station
               join organisation on organisation.number = station.organisation where station.id = ?1";
    let found = tx
        .prepare_cached(sql)?
        .query_row([id.0], |row| {
            Ok(Station {
                id,
                organisation: OrganisationId(row.get("organisation")?),
                key: row.get("key")?,
                revoked: row.get::<_, Option<i64>>("revoked_at")?.is_some(),
            })
        })
        .optional()?;
    Ok(found)
}

/// The life that the station began last.
pub(super) fn epoch(tx: &Connection, id: StationId) -> Result<EpochId, Error> {
    let sql = "select epoch from station where id = ?1";
    let found = tx
        .prepare_cached(sql)?
        .query_row([id.0], |row| row.get(0))
        .optional()?;
    found.map(EpochId).ok_or(Error::NoSuchStation)
}

/// The station began another life.
pub(super) fn begin(tx: &Connection, id: StationId, epoch: EpochId) -> Result<(), Error> {
    tx.execute(
        "update station set epoch = ?2 where id = ?1",
        params![id.0, epoch.0],
    )?;
    Ok(())
}

pub(super) fn count(
    tx: &Connection,
    id: StationId,
    counter: u64,
    now: Millis,
) -> Result<(), Error> {
    let sql = "select counter, seen_window from station where id = ?1";
    let window = tx
        .prepare_cached(sql)?
        .query_row([id.0], |row| {
            let (highest, seen): (i64, i64) = (row.get("counter")?, row.get("seen_window")?);
            Ok(Window {
                highest: highest as u64,
                seen: seen as u64,
            })
        })
        .optional()?
        .ok_or(Error::NoSuchStation)?;
    let next = window.with(counter).ok_or(Error::Replayed {
        highest: window.highest,
    })?;
    let sql = "update station set counter = ?2, seen_window = ?3, last_seen_at = ?4 where id = ?1";
    let values = params![id.0, next.highest as i64, next.seen as i64, now.0];
    tx.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

pub(super) fn revoke(
    tx: &Connection,
    keys: &Keys,
    id: StationId,
    now: Millis,
) -> Result<(), Error> {
    let sql = "update station set revoked_at = coalesce(revoked_at, ?2) where id = ?1";
    if tx.execute(sql, params![id.0, now.0])? == 0 {
        return Err(Error::NoSuchStation);
    }
    trust::renewed(tx, keys, now)?;
    Ok(())
}
