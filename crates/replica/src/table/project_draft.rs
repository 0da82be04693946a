//! Projects that are being written, on this station alone.

use rules::ProjectId;
use rusqlite::{Connection, OptionalExtension, named_params};

use super::Blob;
use crate::error::Result;

/// A draft as it lies here: its id is the project's that it becomes.
pub(crate) struct Stored {
    pub id: ProjectId,
    pub saved_at: i64,
    pub form: String,
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Stored> {
    Ok(Stored {
        id: row.get::<_, Blob<_>>("id")?.0,
        saved_at: row.get("saved_at")?,
        form: row.get("form")?,
    })
}

pub(crate) fn put(db: &Connection, draft: &Stored) -> Result<()> {
    db.prepare_cached(
        "insert into project_draft (id, saved_at, form) values (:id, :saved_at, :form)
         on conflict (id) do update set saved_at = excluded.saved_at, form = excluded.form",
    )?
    .execute(named_params! {
        ":id": Blob(draft.id), ":saved_at": draft.saved_at, ":form": draft.form,
    })?;
    Ok(())
}

pub(crate) fn by_id(db: &Connection, id: ProjectId) -> Result<Option<Stored>> {
    Ok(db
        .prepare_cached("select id, saved_at, form from project_draft where id = :id")?
        .query_row(named_params! {":id": Blob(id)}, read)
        .optional()?)
}

/// Every draft, the last saved first.
pub(crate) fn all(db: &Connection) -> Result<Vec<Stored>> {
    let mut select = db.prepare_cached(
        "select id, saved_at, form from project_draft order by saved_at desc, id",
    )?;
    let rows = select.query_map([], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Throws a draft away; whether there was one.
pub(crate) fn delete(db: &Connection, id: ProjectId) -> Result<bool> {
    let gone = db
        .prepare_cached("delete from project_draft where id = :id")?
        .execute(named_params! {":id": Blob(id)})?;
    Ok(gone > 0)
}
