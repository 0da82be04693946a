//! Settings of this installation: words under names.

use rusqlite::{Connection, OptionalExtension, named_params};

use crate::error::Result;

pub(crate) fn get(db: &Connection, name: &str) -> Result<Option<String>> {
    Ok(db
        .prepare_cached("select value from setting where name = :name")?
        .query_row(named_params! {":name": name}, |row| row.get(0))
        .optional()?)
}

pub(crate) fn set(db: &Connection, name: &str, value: &str) -> Result<()> {
    db.prepare_cached(
        "insert into setting (name, value) values (:name, :value)
         on conflict (name) do update set value = excluded.value",
    )?
    .execute(named_params! {":name": name, ":value": value})?;
    Ok(())
}
