//! Whom to trust: the newest bundle, its root, and the bitmaps that it names.

use card::{Fingerprint, SignedBitmap, SignedBundle, Trust, VerifiedBundle};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, named_params};

use super::{Blob, card as cards};
use crate::error::{Error, Result};

/// A trust that was put together from what is stored, and how old it is.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub trust: Trust,
    pub verified: VerifiedBundle,
}

impl Held {
    pub(crate) fn version(&self) -> u64 {
        self.verified.bundle().version
    }

    /// Whether the bundle is older than seven days: cards are then taken with less certainty.
    pub(crate) fn is_stale(&self, now: Timestamp) -> bool {
        now.duration_since(self.verified.bundle().issued).as_hours() > 7 * 24
    }
}

/// What was stored, verified anew.
pub(crate) fn load(db: &Connection) -> Result<Option<Held>> {
    let found = db
        .query_row("select fingerprint, bundle from trust", [], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?))
        })
        .optional()?;
    let Some((fingerprint, bundle)) = found else {
        return Ok(None);
    };
    let fingerprint: Fingerprint = fingerprint.parse().map_err(|_| Error::Damaged)?;
    let signed = SignedBundle::from_bytes(&bundle).map_err(|_| Error::Damaged)?;
    let verified = signed.verify(&fingerprint, 0).map_err(|_| Error::Damaged)?;
    let mut trust = Trust::new(&verified);
    let mut select = db.prepare("select bitmap from status_bitmap")?;
    for bitmap in select.query_map([], |row| row.get::<_, Vec<u8>>(0))? {
        let signed = SignedBitmap::from_bytes(&bitmap?).map_err(|_| Error::Damaged)?;
        // A bitmap that the present bundle no longer names is passed over, not believed.
        if let Ok(bitmap) = verified.admit(&signed, 0) {
            trust.take_status(bitmap);
        }
    }
    cards::retired(db)?
        .into_iter()
        .for_each(|card| trust.retire(card));
    Ok(Some(Held { trust, verified }))
}

/// Takes a bundle over, unless it is older than the one held.
pub(crate) fn take(
    db: &Connection,
    fingerprint: &Fingerprint,
    bundle: &[u8],
    bitmaps: &[Vec<u8>],
) -> Result<()> {
    let held: Option<i64> = db
        .query_row("select version from trust", [], |row| row.get(0))
        .optional()?;
    let signed = SignedBundle::from_bytes(bundle).map_err(|_| Error::Untrusted("bundle"))?;
    let verified = signed
        .verify(fingerprint, held.unwrap_or(0) as u64)
        .map_err(|_| Error::Untrusted("bundle"))?;
    db.execute(
        "insert or replace into trust (one, fingerprint, version, bundle) values (1, :fingerprint, :version, :bundle)",
        named_params! {
            ":fingerprint": fingerprint.to_string(), ":version": verified.bundle().version as i64, ":bundle": bundle,
        },
    )?;
    for bytes in bitmaps {
        let signed = SignedBitmap::from_bytes(bytes).map_err(|_| Error::Untrusted("bitmap"))?;
        let bitmap = verified
            .admit(&signed, 0)
            .map_err(|_| Error::Untrusted("bitmap"))?;
        db.execute(
            "insert into status_bitmap (tag, version, bitmap) values (:tag, :version, :bitmap)
             on conflict (tag) do update set version = excluded.version, bitmap = excluded.bitmap
             where excluded.version >= version",
            named_params! {
                ":tag": Blob(bitmap.organisation()), ":version": bitmap.version() as i64, ":bitmap": bytes,
            },
        )?;
    }
    Ok(())
}

/// The root that bundles must lead to.
pub(crate) fn fingerprint(db: &Connection) -> Result<Option<Fingerprint>> {
    let found: Option<String> = db
        .query_row("select fingerprint from trust", [], |row| row.get(0))
        .optional()?;
    found
        .map(|text| text.parse().map_err(|_| Error::Damaged))
        .transpose()
}

/// Forgets the standalone root when the station comes under a central's.
pub(crate) fn forget(db: &Connection) -> Result<()> {
    db.execute_batch("delete from trust; delete from status_bitmap;")?;
    Ok(())
}
