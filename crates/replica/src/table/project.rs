//! Projects.

use protocol::row::ProjectRow;
use rules::ProjectId;
use rusqlite::{Connection, OptionalExtension, named_params};

use super::{Blob, row};
use crate::error::{Error, Noun, Result};

pub(crate) fn put(db: &Connection, project: &ProjectRow, version: u64) -> Result<()> {
    db.prepare_cached(
        "insert into project (id, organisation, name, from_on, to_on, version, row)
         values (:id, :organisation, :name, :from_on, :to_on, :version, :row)
         on conflict (id) do update set organisation = excluded.organisation, name = excluded.name,
             from_on = excluded.from_on, to_on = excluded.to_on, version = excluded.version, row = excluded.row
         where excluded.version >= version",
    )?
    .execute(named_params! {
        ":id": Blob(project.id), ":organisation": Blob(project.organisation), ":name": project.name,
        ":from_on": project.from.0, ":to_on": project.to.0, ":version": version as i64,
        ":row": protocol::Row::from(project.clone()).encode(),
    })?;
    Ok(())
}

pub(crate) fn by_id(db: &Connection, id: ProjectId) -> Result<ProjectRow> {
    let found = db
        .prepare_cached("select row from project where id = :id")?
        .query_row(named_params! {":id": Blob(id)}, |row| {
            row.get::<_, Vec<u8>>(0)
        })
        .optional()?;
    match found {
        Some(bytes) => row::decoded(&bytes),
        None => Err(Error::Unknown(Noun::Project)),
    }
}

/// A project and its version; nothing where it is not here.
pub(crate) fn versioned(db: &Connection, id: ProjectId) -> Result<Option<(ProjectRow, u64)>> {
    let found = db
        .prepare_cached("select row, version from project where id = :id")?
        .query_row(named_params! {":id": Blob(id)}, |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, i64>(1)?))
        })
        .optional()?;
    found
        .map(|(bytes, version)| Ok((row::decoded(&bytes)?, version as u64)))
        .transpose()
}

/// Every project in the order in which it was made: ids are drawn in the order of time.
pub(crate) fn all(db: &Connection) -> Result<Vec<ProjectRow>> {
    let mut select = db.prepare_cached("select row from project order by id")?;
    let rows = select.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    rows.map(|bytes| row::decoded(&bytes?)).collect()
}
