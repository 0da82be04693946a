//! Enrolment codes, the founding of an organisation, and the joining of stations.

use protocol::message::{Enrol, Enrolled, Founding, Reason};
use protocol::{Hash, Millis};
use rules::{OrganisationId, StationId};
use rusqlite::{Connection, OptionalExtension, params};

use super::{log, open, station, trust};
use crate::store::CodeFor;
use crate::{Error, Keys};

pub(super) fn issue_code(
    tx: &Connection,
    digest: Hash,
    purpose: CodeFor,
    expires: Millis,
) -> Result<(), Error> {
    let organisation = match purpose {
        CodeFor::Joining(id) => Some(log::organisation(tx, id)?.number),
        CodeFor::Founding if any_organisation(tx)? => return Err(Error::AlreadyInitialised),
        CodeFor::Founding => None,
        CodeFor::Whichever => the_organisation(tx)?,
    };
    let sql = "insert into enrolment_code (digest, organisation, expires_at) values (?1, ?2, ?3)";
    tx.execute(sql, params![digest.0, organisation, expires.0])?;
    Ok(())
}

fn any_organisation(tx: &Connection) -> Result<bool, Error> {
    Ok(
        tx.query_row("select exists (select 1 from organisation)", [], |row| {
            row.get(0)
        })?,
    )
}

/// The only organisation; none on an empty central.
fn the_organisation(tx: &Connection) -> Result<Option<i64>, Error> {
    let sql = "select count(*), min(number) from organisation";
    let (count, number) = tx.query_row(sql, [], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)))?;
    if count > 1 {
        Err(Error::WhichOrganisation)
    } else {
        Ok(number)
    }
}

struct Code {
    /// None for a founding.
    organisation: Option<OrganisationId>,
    used_by: Option<StationId>,
}

fn find_code(tx: &Connection, digest: Hash, now: Millis) -> Result<Code, Error> {
    let sql = "select organisation.id as organisation, used_by from enrolment_code
               left join organisation on organisation.number = enrolment_code.organisation
               where digest = ?1 and expires_at > ?2";
    let found = tx
        .query_row(sql, params![digest.0, now.0], |row| {
            Ok(Code {
                organisation: row.get::<_, Option<_>>("organisation")?.map(OrganisationId),
                used_by: row.get::<_, Option<_>>("used_by")?.map(StationId),
            })
        })
        .optional()?;
    found.ok_or(Error::Refused(Reason::CodeRefused))
}

pub(super) fn enrol(
    tx: &Connection,
    keys: &Keys,
    digest: Hash,
    request: &Enrol,
    version: u16,
    now: Millis,
) -> Result<Enrolled, Error> {
    let code = find_code(tx, digest, now)?;
    if let Some(station) = code.used_by {
        return answer_again(tx, keys, request, station, version);
    }
    let organisation = match (&request.founding, code.organisation) {
        (Some(founding), None) => {
            found(tx, keys, request.station, founding, now)?;
            founding.organisation
        }
        (None, Some(organisation)) => {
            if !log::organisation(tx, organisation)?.ready {
                return Err(Reason::Busy.into());
            }
            organisation
        }
        (Some(_), Some(_)) | (None, None) => return Err(Reason::FoundingMismatch.into()),
    };
    enlist(tx, request, organisation, now)?;
    tx.execute(
        "update enrolment_code set used_by = ?2 where digest = ?1",
        params![digest.0, request.station.0],
    )?;
    trust::renewed(tx, keys, now)?;
    enrolled(tx, keys, request.station, version)
}

/// The answer was lost on its way: the same station may have it again, nobody else.
fn answer_again(
    tx: &Connection,
    keys: &Keys,
    request: &Enrol,
    used_by: StationId,
    version: u16,
) -> Result<Enrolled, Error> {
    let record = station::find(tx, used_by)?.ok_or(Error::NoSuchStation)?;
    if request.station != used_by || request.key != record.key || record.revoked {
        return Err(Reason::CodeRefused.into());
    }
    enrolled(tx, keys, used_by, version)
}

fn found(
    tx: &Connection,
    keys: &Keys,
    founder: StationId,
    founding: &Founding,
    now: Millis,
) -> Result<(), Error> {
    let sql = "select exists (select 1 from organisation where tag = ?1 and id <> ?2)";
    let taken = params![founding.tag.0, founding.organisation.0];
    if tx.query_row(sql, taken, |row| row.get(0))? {
        return Err(Reason::TagTaken.into());
    }
    if any_organisation(tx)? {
        return Err(Reason::AlreadyFounded.into());
    }
    let sealed = keys.seal(founding.organisation, &founding.field_key)?;
    let number: i64 = tx.query_row(
        "insert into organisation (id, tag, founder, administrator, field_key, founded_at)
         values (?1, ?2, ?3, ?4, ?5, ?6) returning number",
        params![
            founding.organisation.0,
            founding.tag.0,
            founder.0,
            founding.administrator.0,
            sealed,
            now.0
        ],
        |row| row.get(0),
    )?;
    tx.execute("insert into org_log (organisation) values (?1)", [number])?;
    let sql = "insert into issuer (organisation, key, from_on, until_on) values (?1, ?2, ?3, ?4)
               on conflict (organisation, key) do update
               set from_on = min(from_on, excluded.from_on), until_on = max(until_on, excluded.until_on)";
    for issuer in &founding.issuers {
        tx.execute(
            sql,
            params![number, issuer.key, issuer.from.0, issuer.until.0],
        )?;
    }
    Ok(())
}

/// Lists a station; one that is listed already may come again under its own key.
fn enlist(
    tx: &Connection,
    request: &Enrol,
    organisation: OrganisationId,
    now: Millis,
) -> Result<(), Error> {
    if let Some(known) = station::find(tx, request.station)? {
        if known.revoked {
            return Err(Reason::Revoked.into());
        }
        if known.key != request.key || known.organisation != organisation {
            return Err(Reason::NotAllowed.into());
        }
    }
    let number = log::organisation(tx, organisation)?.number;
    tx.execute(
        "insert into station (id, organisation, name, key, epoch, enrolled_at, last_seen_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?6)
         on conflict (id) do update
         set name = excluded.name, epoch = excluded.epoch, last_seen_at = excluded.last_seen_at",
        params![
            request.station.0,
            number,
            request.name,
            request.key,
            request.epoch.0,
            now.0
        ],
    )?;
    Ok(())
}

fn enrolled(tx: &Connection, keys: &Keys, id: StationId, version: u16) -> Result<Enrolled, Error> {
    let identity = open::identity(tx, keys)?;
    let organisation = station::find(tx, id)?
        .ok_or(Error::NoSuchStation)?
        .organisation;
    let of = log::organisation(tx, organisation)?;
    let sql = "select field_key from organisation where number = ?1";
    let sealed: Vec<u8> = tx.query_row(sql, [of.number], |row| row.get(0))?;
    Ok(Enrolled {
        version,
        central: identity.central,
        server_epoch: identity.server_epoch,
        organisation,
        root: *keys.root().as_bytes(),
        trust: trust::update(tx, 0)?.ok_or(Error::Damaged("trust bundle"))?,
        staff: of.administrator,
        field_key: keys.unseal(organisation, &sealed)?,
        hand_over: !of.ready && of.founder == id,
    })
}
