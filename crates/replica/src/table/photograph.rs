//! Photographs: portraits and evidence, by the digest of their bytes.

use std::collections::BTreeMap;

use protocol::{Body, Hash, Kind};
use rusqlite::{Connection, OptionalExtension, named_params};

use super::Blob;
use crate::error::Result;

/// Stores a JPEG of this station's and tells its digest. Central has it when it was handed over.
pub(crate) fn put(db: &Connection, jpeg: &[u8]) -> Result<Hash> {
    let digest = Hash::of(jpeg);
    db.prepare_cached("insert or ignore into photograph (digest, jpeg) values (:digest, :jpeg)")?
        .execute(named_params! {":digest": Blob(digest), ":jpeg": jpeg})?;
    Ok(digest)
}

/// Stores a JPEG that came from central.
pub(crate) fn put_from_central(db: &Connection, jpeg: &[u8]) -> Result<()> {
    let digest = put(db, jpeg)?;
    note_handed_over(db, digest)
}

/// Notes that central has a photograph.
pub(crate) fn note_handed_over(db: &Connection, digest: Hash) -> Result<()> {
    db.prepare_cached("update photograph set handed_over = 1 where digest = :digest")?
        .execute(named_params! {":digest": Blob(digest)})?;
    Ok(())
}

pub(crate) fn by_digest(db: &Connection, digest: Hash) -> Result<Option<Vec<u8>>> {
    Ok(db
        .prepare_cached("select jpeg from photograph where digest = :digest")?
        .query_row(named_params! {":digest": Blob(digest)}, |row| row.get(0))
        .optional()?)
}

fn is_here(db: &Connection, digest: Hash) -> Result<bool> {
    Ok(db
        .prepare_cached("select 1 from photograph where digest = :digest")?
        .exists(named_params! {":digest": Blob(digest)})?)
}

/// The digests after this one of photographs that people have or requests show and that are not here, in order.
pub(crate) fn missing(db: &Connection, after: Hash, limit: usize) -> Result<Vec<Hash>> {
    let mut select = db.prepare_cached(
        "select distinct photo from person
         where photo > :after and not exists (select 1 from photograph where digest = photo)
         order by photo limit :limit",
    )?;
    let rows = select.query_map(
        named_params! {":after": Blob(after), ":limit": limit as i64},
        |row| Ok(row.get::<_, Blob<Hash>>(0)?.0),
    )?;
    let mut wanted = BTreeMap::new();
    for digest in rows {
        let digest = digest?;
        wanted.insert(digest.0, digest);
    }
    let evidence = missing_evidence(db)?.into_iter();
    wanted.extend(
        evidence
            .filter(|digest| digest.0 > after.0)
            .map(|digest| (digest.0, digest)),
    );
    Ok(wanted.into_values().take(limit).collect())
}

/// What requests show and is not here.
fn missing_evidence(db: &Connection) -> Result<Vec<Hash>> {
    let mut select = db.prepare_cached(
        "select body from fact where kind in (10, 12) and kind = 10 order by at desc",
    )?;
    let bodies = select.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    let mut missing = Vec::new();
    for body in bodies {
        // A body of a later version is none that we can show.
        let Ok(Body::SupplementRequested(request)) =
            Body::decode(Kind::SupplementRequested, &body?)
        else {
            continue;
        };
        for digest in request.evidence {
            if !is_here(db, digest)? {
                missing.push(digest);
            }
        }
    }
    Ok(missing)
}

/// Photographs that central does not have yet.
pub(crate) fn not_handed_over(db: &Connection, limit: usize) -> Result<Vec<(Hash, Vec<u8>)>> {
    let mut select = db.prepare_cached(
        "select digest, jpeg from photograph where handed_over = 0 order by digest limit :limit",
    )?;
    let rows = select.query_map(named_params! {":limit": limit as i64}, |row| {
        Ok((row.get::<_, Blob<Hash>>(0)?.0, row.get(1)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
