//! The trust bundle and the status bitmaps: made from the tables, signed, and kept as they were signed.
//!
//! Versions follow the clock, in seconds, and never stand still: after a restore from a backup they are
//! still above what stations have seen.

use card::{PublicKey, StatusBitmap, Trust, TrustBundle, TrustedIssuer, TrustedStation};
use jiff::ToSpan;
use protocol::message::TrustUpdate;
use protocol::{Day, Millis};
use rules::{CardId, OrganisationTag, StationId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::log::Organisation;
use crate::follow::today;
use crate::{Error, Keys};

/// A bundle older than this is signed anew when it is asked for, in milliseconds.
const RENEW_MS: i64 = 24 * 60 * 60 * 1000;
/// How long a station may sign slips after the bundle that lists it.
const STATION_DAYS: i32 = 30;

/// A signed bundle, as it was stored.
pub(super) struct Bundle {
    version: u64,
    issued: Millis,
    signed: Vec<u8>,
}

impl Bundle {
    pub(super) fn is_due(&self, now: Millis) -> bool {
        now.0.saturating_sub(self.issued.0) > RENEW_MS
    }
}

pub(super) fn bundle(tx: &Connection) -> Result<Bundle, Error> {
    let sql = "select version, issued_at, signed from bundle";
    let found = tx.prepare_cached(sql)?.query_row([], |row| {
        Ok(Bundle {
            version: row.get::<_, i64>("version")? as u64,
            issued: Millis(row.get("issued_at")?),
            signed: row.get("signed")?,
        })
    });
    found.optional()?.ok_or(Error::Damaged("trust bundle"))
}

/// The bundle with the bitmaps that it names, where it is newer than `held`.
pub(super) fn update(tx: &Connection, held: u64) -> Result<Option<TrustUpdate>, Error> {
    let bundle = bundle(tx)?;
    if bundle.version <= held {
        return Ok(None);
    }
    let bitmaps = listed(
        tx,
        "select signed from bitmap order by organisation",
        |row| Ok(row.get::<_, Vec<u8>>("signed")?.into()),
    )?;
    Ok(Some(TrustUpdate {
        bundle: bundle.signed,
        bitmaps,
    }))
}

fn next_version(last: Option<i64>, now: Millis) -> u64 {
    let clock = now.0.max(0) as u64 / 1000;
    last.map_or(1, |last| last as u64 + 1).max(clock)
}

/// Signs a bundle of what the tables say now, and keeps it.
pub(super) fn renewed(tx: &Connection, keys: &Keys, now: Millis) -> Result<Bundle, Error> {
    let last = tx
        .query_row("select version from bundle", [], |row| row.get(0))
        .optional()?;
    let version = next_version(last, now);
    let mut bundle = TrustBundle::new(version, now.timestamp().unwrap_or_default());
    bundle.issuers = listed(
        tx,
        "select tag, key, from_on, until_on, withdrawn from issuer
        join organisation on organisation.number = issuer.organisation order by tag, key",
        issuer,
    )?;
    bundle.stations = listed(
        tx,
        "select station.id, key, tag from station
        join organisation on organisation.number = station.organisation order by station.id",
        |row| station(row, now),
    )?;
    bundle.revoked_stations = listed(
        tx,
        "select id from station where revoked_at is not null order by id",
        |row| Ok(StationId(row.get(0)?)),
    )?;
    bundle.bitmaps = listed(
        tx,
        "select tag, version, digest from bitmap
        join organisation on organisation.number = bitmap.organisation order by tag",
        bitmap_digest,
    )?;
    let signed = keys.authority(today(now))?.sign_bundle(&bundle)?.to_bytes();
    let sql = "insert into bundle (only, version, issued_at, signed) values (1, ?1, ?2, ?3)
               on conflict (only) do update
               set version = excluded.version, issued_at = excluded.issued_at, signed = excluded.signed";
    tx.execute(sql, params![version as i64, now.0, signed])?;
    Ok(Bundle {
        version,
        issued: now,
        signed,
    })
}

fn listed<T>(
    tx: &Connection,
    sql: &str,
    read: impl Fn(&Row<'_>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let mut statement = tx.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut list = Vec::new();
    while let Some(row) = rows.next()? {
        list.push(read(row)?);
    }
    Ok(list)
}

fn public(row: &Row<'_>) -> Result<PublicKey, Error> {
    PublicKey::from_bytes(&row.get("key")?).map_err(|_| Error::Damaged("public key"))
}

fn issuer(row: &Row<'_>) -> Result<TrustedIssuer, Error> {
    let day = |name| -> Result<jiff::civil::Date, Error> {
        Day(row.get(name)?)
            .date()
            .ok_or(Error::Damaged("issuer's term"))
    };
    Ok(TrustedIssuer {
        key: public(row)?,
        organisation: OrganisationTag(row.get("tag")?),
        from: day("from_on")?,
        until: day("until_on")?,
        withdrawn: row.get("withdrawn")?,
    })
}

fn station(row: &Row<'_>, now: Millis) -> Result<TrustedStation, Error> {
    Ok(TrustedStation {
        station: StationId(row.get("id")?),
        key: public(row)?,
        organisation: OrganisationTag(row.get("tag")?),
        until: today(now).saturating_add(STATION_DAYS.days()),
        slips: true,
        certificates: true,
    })
}

fn bitmap_digest(row: &Row<'_>) -> Result<card::BitmapDigest, Error> {
    Ok(card::BitmapDigest {
        organisation: OrganisationTag(row.get("tag")?),
        version: row.get::<_, i64>("version")? as u64,
        digest: row.get("digest")?,
    })
}

/// What central itself believes of cards.
pub(super) fn trust(tx: &Connection, keys: &Keys) -> Result<Trust, Error> {
    let signed = card::SignedBundle::from_bytes(&bundle(tx)?.signed)?;
    Ok(Trust::new(&signed.verify(&keys.fingerprint(), 0)?))
}

/// Notes retired cards; a bit that is new makes a new bitmap and bundle.
pub(super) fn retire(
    tx: &Connection,
    keys: &Keys,
    of: &Organisation,
    cards: &[(CardId, Option<u32>)],
    now: Millis,
) -> Result<(), Error> {
    let sql = "insert into retired_card (organisation, card, bit) values (?1, ?2, ?3)
               on conflict (organisation, card) do update set bit = excluded.bit
               where retired_card.bit is null and excluded.bit is not null";
    let mut insert = tx.prepare_cached(sql)?;
    let mut marked = false;
    for (card, bit) in cards {
        let bit = bit.filter(|bit| *bit < card::INDEX_LIMIT);
        let new = insert.execute(params![of.number, card.0, bit])? > 0;
        marked |= new && bit.is_some();
    }
    if marked {
        sign_bitmap(tx, keys, of, now)?;
        renewed(tx, keys, now)?;
    }
    Ok(())
}

fn sign_bitmap(tx: &Connection, keys: &Keys, of: &Organisation, now: Millis) -> Result<(), Error> {
    let sql = "select version from bitmap where organisation = ?1";
    let last = tx
        .query_row(sql, [of.number], |row| row.get(0))
        .optional()?;
    let mut bitmap = StatusBitmap::new(of.tag, next_version(last, now));
    let sql = "select bit from retired_card where organisation = ?1 and bit is not null";
    let mut statement = tx.prepare_cached(sql)?;
    for bit in statement.query_map([of.number], |row| row.get(0))? {
        bitmap.retire(bit?)?;
    }
    let signed = keys.authority(today(now))?.sign_bitmap(&bitmap).to_bytes();
    let sql = "insert into bitmap (organisation, version, digest, signed) values (?1, ?2, ?3, ?4)
               on conflict (organisation) do update
               set version = excluded.version, digest = excluded.digest, signed = excluded.signed";
    tx.execute(
        sql,
        params![of.number, bitmap.version() as i64, bitmap.digest(), signed],
    )?;
    Ok(())
}
