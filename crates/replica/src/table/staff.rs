//! Staff: who may do what.

use protocol::row::StaffRow;
use rules::StaffId;
use rusqlite::{Connection, OptionalExtension, named_params};

use super::{Blob, row};
use crate::error::Result;

pub(crate) fn put(db: &Connection, staff: &StaffRow, version: u64) -> Result<()> {
    db.prepare_cached(
        "insert into staff (id, organisation, name, role, active, version, row)
         values (:id, :organisation, :name, :role, :active, :version, :row)
         on conflict (id) do update set organisation = excluded.organisation, name = excluded.name,
             role = excluded.role, active = excluded.active, version = excluded.version, row = excluded.row
         where excluded.version >= version",
    )?
    .execute(named_params! {
        ":id": Blob(staff.id), ":organisation": Blob(staff.organisation), ":name": staff.name,
        ":role": staff.role, ":active": staff.active, ":version": version as i64,
        ":row": protocol::Row::from(staff.clone()).encode(),
    })?;
    Ok(())
}

pub(crate) fn by_id(db: &Connection, id: StaffId) -> Result<Option<StaffRow>> {
    let found = db
        .prepare_cached("select row from staff where id = :id")?
        .query_row(named_params! {":id": Blob(id)}, |row| {
            row.get::<_, Vec<u8>>(0)
        })
        .optional()?;
    found.map(|bytes| row::decoded(&bytes)).transpose()
}

pub(crate) fn all(db: &Connection) -> Result<Vec<StaffRow>> {
    let mut select = db.prepare_cached("select row from staff order by id")?;
    let rows = select.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    rows.map(|bytes| row::decoded(&bytes?)).collect()
}
