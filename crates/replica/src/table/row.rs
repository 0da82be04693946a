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

/// The profiles that came as rows, in order of their names and versions.
pub(crate) fn profiles(db: &Connection) -> Result<Vec<protocol::row::ProfileRow>> {
    let mut select = db.prepare_cached("select row from other_row where kind = 'profile'")?;
    let rows = select.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    let mut profiles = rows
        .map(|bytes| decoded(&bytes?))
        .collect::<Result<Vec<protocol::row::ProfileRow>>>()?;
    profiles.sort_by(|one, other| {
        let key = |row: &protocol::row::ProfileRow| (row.name.clone(), row.profile_version);
        (key(one), one.organisation).cmp(&(key(other), other.organisation))
    });
    Ok(profiles)
}

/// The positions of a project with their versions, in the order of their names.
pub(crate) fn positions(
    db: &Connection,
    project: rules::ProjectId,
) -> Result<Vec<(protocol::row::PositionRow, u64)>> {
    let mut select = db.prepare_cached(
        "select row, version from other_row where kind = 'position' and substr(key, 1, 16) = :project order by key",
    )?;
    let rows = select.query_map(named_params! {":project": project.as_bytes()}, |row| {
        Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, i64>(1)?))
    })?;
    rows.map(|row| {
        let (bytes, version) = row?;
        Ok((decoded(&bytes)?, version as u64))
    })
    .collect()
}

/// Which version of a project or position is here; nothing where it is not.
pub(crate) fn version(db: &Connection, table: protocol::Table, key: &[u8]) -> Result<Option<u64>> {
    use rusqlite::OptionalExtension;
    let sql = match table {
        protocol::Table::Project => {
            "select version from project where id = :key and :kind = 'project'"
        }
        _ => "select version from other_row where kind = :kind and key = :key",
    };
    let found: Option<i64> = db
        .prepare_cached(sql)?
        .query_row(named_params! {":kind": table.word(), ":key": key}, |row| {
            row.get(0)
        })
        .optional()?;
    Ok(found.map(|version| version as u64))
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
        Table::Position | Table::Team | Table::Profile => {
            db.prepare_cached("delete from other_row where kind = :kind and key = :key")?
                .execute(named_params! {":kind": table.word(), ":key": key})?;
            return Ok(());
        }
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
