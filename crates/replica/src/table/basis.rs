//! Which state of the rows is at hand that the rules look at beside facts: organisations, projects, profiles.

use rusqlite::Connection;

use crate::error::Result;

/// Differs whenever one of those rows was changed, added or taken away. Triggers of the database draw it anew.
pub(crate) fn revision(db: &Connection) -> Result<i64> {
    Ok(db
        .prepare_cached("select revision from basis")?
        .query_row([], |row| row.get(0))?)
}
