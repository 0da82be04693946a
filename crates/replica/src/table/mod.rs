//! One file a table: its rows, reads and writes.

pub(crate) mod basis;
pub(crate) mod card;
pub(crate) mod chain;
pub(crate) mod earned;
pub(crate) mod fact;
pub(crate) mod organisation;
pub(crate) mod outbox;
pub(crate) mod person;
pub(crate) mod photograph;
pub(crate) mod presence;
pub(crate) mod project;
pub(crate) mod project_draft;
pub(crate) mod row;
pub(crate) mod setting;
pub(crate) mod staff;
pub(crate) mod station;
pub(crate) mod trust;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

/// An identifier as a blob column.
pub(crate) struct Blob<T>(pub T);

macro_rules! columns {
    ($($id:ident),*) => {$(
        impl ToSql for Blob<rules::$id> {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(ToSqlOutput::from(self.0.as_bytes()))
            }
        }

        impl FromSql for Blob<rules::$id> {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                rules::$id::from_slice(value.as_blob()?).map(Blob).ok_or(FromSqlError::InvalidType)
            }
        }
    )*};
}

columns!(
    CardId,
    EpochId,
    FactId,
    OrganisationId,
    OrganisationTag,
    ProjectId,
    StaffId,
    StationId,
    VolunteerId
);

impl ToSql for Blob<protocol::Hash> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(&self.0.0[..]))
    }
}

impl FromSql for Blob<protocol::Hash> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        protocol::Hash::from_slice(value.as_blob()?)
            .map(Blob)
            .ok_or(FromSqlError::InvalidType)
    }
}

impl ToSql for Blob<protocol::BootId> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(&self.0.0[..]))
    }
}

impl FromSql for Blob<protocol::BootId> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bytes = value
            .as_blob()?
            .try_into()
            .map_err(|_| FromSqlError::InvalidType)?;
        Ok(Blob(protocol::BootId(bytes)))
    }
}
