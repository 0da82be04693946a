//! Rows of central as they came: decoding them, and the tables that are read by key only.

use protocol::Row;
use rusqlite::{Connection, named_params};

use crate::error::{Error, Result};

/// A row's struct from its stored map.
pub(crate) fn decoded<T: for<'b> minicbor::Decode<'b, ()>>(bytes: &[u8]) -> Result<T> {
    minicbor::decode(bytes).map_err(|_| Error::Damaged)
}

/// Stores a position, team or profile.
pub(crate) fn put(db: &Connection, row: &Row, version: u64) -> Result<()> {
    db.prepare_cached(
        "insert into other_row (kind, key, version, row) values (:kind, :key, :version, :row)
         on conflict (kind, key) do update set version = excluded.version, row = excluded.row
         where excluded.version >= version",
    )?
    .execute(named_params! {
        ":kind": row.table().word(), ":key": row.key(), ":version": version as i64, ":row": row.encode(),
    })?;
    Ok(())
}

/// The data file of a profile of the organisation, its newest version.
pub(crate) fn profile(db: &Connection, name: &str) -> Result<Option<String>> {
    let mut select = db.prepare_cached("select row from other_row where kind = 'profile'")?;
    let rows = select.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    let mut newest: Option<protocol::row::ProfileRow> = None;
    for bytes in rows {
        let profile: protocol::row::ProfileRow = decoded(&bytes?)?;
        let newer = newest
            .as_ref()
            .is_none_or(|known| profile.profile_version > known.profile_version);
        if profile.name == name && newer {
            newest = Some(profile);
        }
    }
    Ok(newest.map(|profile| profile.text))
}

/// Takes a row away.
pub(crate) fn remove(db: &Connection, table: protocol::Table, key: &[u8]) -> Result<()> {
    use protocol::Table;
    let sql = match table {
        Table::Organisation => "delete from organisation where id = :key",
        Table::Person => "delete from person where volunteer = :key",
        Table::Membership => "delete from membership where organisation || volunteer = :key",
        Table::Project => "delete from project where id = :key",
        Table::Staff => "delete from staff where id = :key",
        Table::Card => "delete from card where id = :key",
        Table::Position | Table::Team | Table::Profile => "delete from other_row where key = :key",
    };
    db.prepare_cached(sql)?
        .execute(named_params! {":key": key})?;
    Ok(())
}

/// Every position, team and profile.
pub(crate) fn all(db: &Connection) -> Result<Vec<protocol::Row>> {
    let mut select = db.prepare_cached("select kind, row from other_row order by kind, key")?;
    let rows = select.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?))
    })?;
    rows.map(|row| {
        let (kind, bytes) = row?;
        let table = protocol::Table::from_word(&kind).ok_or(Error::Damaged)?;
        Ok(protocol::Row::decode(table, &bytes)?)
    })
    .collect()
}
