//! Photographs: portraits and evidence, by the digest of their bytes.

use protocol::Hash;
use rusqlite::{Connection, OptionalExtension, named_params};

use super::Blob;
use crate::error::Result;

/// Stores a JPEG and tells its digest.
pub(crate) fn put(db: &Connection, jpeg: &[u8]) -> Result<Hash> {
    let digest = Hash::of(jpeg);
    db.prepare_cached("insert or ignore into photograph (digest, jpeg) values (:digest, :jpeg)")?
        .execute(named_params! {":digest": Blob(digest), ":jpeg": jpeg})?;
    Ok(digest)
}

pub(crate) fn by_digest(db: &Connection, digest: Hash) -> Result<Option<Vec<u8>>> {
    Ok(db
        .prepare_cached("select jpeg from photograph where digest = :digest")?
        .query_row(named_params! {":digest": Blob(digest)}, |row| row.get(0))
        .optional()?)
}

/// The digests of photographs that people have and that are not here.
pub(crate) fn missing(db: &Connection, limit: usize) -> Result<Vec<Hash>> {
    let mut select = db.prepare_cached(
        "select distinct photo from person
         where photo is not null and not exists (select 1 from photograph where digest = photo) limit :limit",
    )?;
    let rows = select.query_map(named_params! {":limit": limit as i64}, |row| {
        Ok(row.get::<_, Blob<Hash>>(0)?.0)
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Photographs in the order of their digests.
pub(crate) fn after(db: &Connection, after: Hash, limit: usize) -> Result<Vec<(Hash, Vec<u8>)>> {
    let mut select = db.prepare_cached(
        "select digest, jpeg from photograph where digest > :after order by digest limit :limit",
    )?;
    let rows = select.query_map(
        named_params! {":after": Blob(after), ":limit": limit as i64},
        |row| Ok((row.get::<_, Blob<Hash>>(0)?.0, row.get(1)?)),
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
