//! Organisations.

use protocol::row::OrganisationRow;
use rules::OrganisationId;
use rusqlite::{Connection, OptionalExtension, named_params};

use super::Blob;
use crate::error::Result;

pub(crate) fn put(db: &Connection, row: &OrganisationRow, version: u64) -> Result<()> {
    db.prepare_cached(
        "insert into organisation (id, tag, parent, level, name, version, row)
         values (:id, :tag, :parent, :level, :name, :version, :row)
         on conflict (id) do update set tag = excluded.tag, parent = excluded.parent, level = excluded.level,
             name = excluded.name, version = excluded.version, row = excluded.row
         where excluded.version >= version",
    )?
    .execute(named_params! {
        ":id": Blob(row.id), ":tag": Blob(row.tag), ":parent": row.parent.map(Blob),
        ":level": row.level.clamp(1, 5), ":name": row.name, ":version": version as i64,
        ":row": protocol::Row::from(row.clone()).encode(),
    })?;
    Ok(())
}

pub(crate) fn by_id(db: &Connection, id: OrganisationId) -> Result<Option<OrganisationRow>> {
    let found = db
        .prepare_cached("select row from organisation where id = :id")?
        .query_row(named_params! {":id": Blob(id)}, |row| {
            row.get::<_, Vec<u8>>(0)
        })
        .optional()?;
    found.map(|bytes| super::row::decoded(&bytes)).transpose()
}

/// Every organisation with its version, parents before their children.
pub(crate) fn all(db: &Connection) -> Result<Vec<OrganisationRow>> {
    let mut select = db.prepare_cached("select row from organisation order by level, id")?;
    let rows = select.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    rows.map(|bytes| super::row::decoded(&bytes?)).collect()
}
