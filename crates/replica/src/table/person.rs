//! People and where they belong.

use protocol::row::{MembershipRow, MembershipState, PersonRow};
use rules::{OrganisationId, VolunteerId};
use rusqlite::{Connection, OptionalExtension, Params, named_params};

use super::{Blob, row};
use crate::error::Result;
use crate::name;

pub(crate) fn put(db: &Connection, person: &PersonRow, version: u64) -> Result<()> {
    let sound = name::sound(&person.name);
    db.prepare_cached(
        "insert into person (volunteer, number, name, pinyin, initials, identity_index, identity_tail,
                             phone_tail, photo, version, row)
         values (:volunteer, :number, :name, :pinyin, :initials, :identity_index, :identity_tail,
                 :phone_tail, :photo, :version, :row)
         on conflict (volunteer) do update set number = excluded.number, name = excluded.name,
             pinyin = excluded.pinyin, initials = excluded.initials, identity_index = excluded.identity_index,
             identity_tail = excluded.identity_tail, phone_tail = excluded.phone_tail, photo = excluded.photo,
             version = excluded.version, row = excluded.row
         where excluded.version >= version",
    )?
    .execute(named_params! {
        ":volunteer": Blob(person.volunteer), ":number": person.number, ":name": person.name,
        ":pinyin": sound.pinyin, ":initials": sound.initials,
        ":identity_index": person.identity.as_ref().map(|sealed| sealed.index.as_slice()),
        ":identity_tail": person.identity.as_ref().map(|sealed| sealed.tail.as_str()),
        ":phone_tail": person.phone.as_ref().map(|sealed| sealed.tail.as_str()),
        ":photo": person.photo.map(Blob), ":version": version as i64,
        ":row": protocol::Row::from(person.clone()).encode(),
    })?;
    Ok(())
}

fn one(db: &Connection, condition: &str, params: impl Params) -> Result<Option<PersonRow>> {
    let found = db
        .prepare_cached(&format!("select row from person where {condition}"))?
        .query_row(params, |row| row.get::<_, Vec<u8>>(0))
        .optional()?;
    found.map(|bytes| row::decoded(&bytes)).transpose()
}

pub(crate) fn by_volunteer(db: &Connection, volunteer: VolunteerId) -> Result<Option<PersonRow>> {
    one(
        db,
        "volunteer = :volunteer",
        named_params! {":volunteer": Blob(volunteer)},
    )
}

pub(crate) fn by_number(db: &Connection, number: &str) -> Result<Option<PersonRow>> {
    if number.is_empty() {
        return Ok(None);
    }
    one(db, "number = :number", named_params! {":number": number})
}

pub(crate) fn by_identity(db: &Connection, index: &[u8]) -> Result<Option<PersonRow>> {
    one(
        db,
        "identity_index = :index",
        named_params! {":index": index},
    )
}

/// People whose number, name, sound of the name, or tail of a number has every one of these words in it.
pub(crate) fn search(db: &Connection, words: &[String], limit: usize) -> Result<Vec<PersonRow>> {
    let mut sql = String::from("select row from person where 1");
    for at in 1..=words.len() {
        sql.push_str(&format!(
            " and (instr(number, ?{at}) or instr(name, ?{at}) or instr(pinyin, ?{at}) or instr(initials, ?{at})
                   or phone_tail = ?{at} or identity_tail = upper(?{at}))"
        ));
    }
    sql.push_str(&format!(" order by number, name limit {limit}"));
    let mut select = db.prepare(&sql)?;
    let rows = select.query_map(rusqlite::params_from_iter(words), |row| {
        row.get::<_, Vec<u8>>(0)
    })?;
    rows.map(|bytes| row::decoded(&bytes?)).collect()
}

pub(crate) fn all(db: &Connection) -> Result<Vec<PersonRow>> {
    search(db, &[], i64::MAX as usize)
}

pub(crate) fn count(db: &Connection) -> Result<u64> {
    Ok(db.query_row("select count(*) from person", [], |row| {
        row.get::<_, i64>(0)
    })? as u64)
}

pub(crate) fn put_membership(
    db: &Connection,
    membership: &MembershipRow,
    version: u64,
) -> Result<()> {
    db.prepare_cached(
        "insert into membership (organisation, volunteer, state, version, row)
         values (:organisation, :volunteer, :state, :version, :row)
         on conflict (organisation, volunteer) do update set state = excluded.state,
             version = excluded.version, row = excluded.row
         where excluded.version >= version",
    )?
    .execute(named_params! {
        ":organisation": Blob(membership.organisation), ":volunteer": Blob(membership.volunteer),
        ":state": membership.state.word(), ":version": version as i64,
        ":row": protocol::Row::from(membership.clone()).encode(),
    })?;
    Ok(())
}

/// Whether the volunteer belongs to the organisation.
pub(crate) fn belongs(
    db: &Connection,
    organisation: OrganisationId,
    volunteer: VolunteerId,
) -> Result<bool> {
    let state: Option<String> = db
        .prepare_cached(
            "select state from membership where organisation = :organisation and volunteer = :volunteer",
        )?
        .query_row(
            named_params! {":organisation": Blob(organisation), ":volunteer": Blob(volunteer)},
            |row| row.get(0),
        )
        .optional()?;
    Ok(state.as_deref() == Some(MembershipState::Joined.word()))
}

pub(crate) fn memberships(db: &Connection) -> Result<Vec<MembershipRow>> {
    let mut select =
        db.prepare_cached("select row from membership order by organisation, volunteer")?;
    let rows = select.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    rows.map(|bytes| row::decoded(&bytes?)).collect()
}

/// Notes that two references are one person.
pub(crate) fn put_alias(db: &Connection, also: VolunteerId, volunteer: VolunteerId) -> Result<()> {
    db.prepare_cached("insert or ignore into alias (also, volunteer) values (:also, :volunteer)")?
        .execute(named_params! {":also": Blob(also), ":volunteer": Blob(volunteer)})?;
    Ok(())
}

/// The reference that goes on for this one.
pub(crate) fn canonical(db: &Connection, volunteer: VolunteerId) -> Result<VolunteerId> {
    let mut at = volunteer;
    // Aliases are written by central and point forward; the bound only guards against a ring.
    for _ in 0..16 {
        let next = db
            .prepare_cached("select volunteer from alias where also = :also")?
            .query_row(named_params! {":also": Blob(at)}, |row| {
                Ok(row.get::<_, Blob<VolunteerId>>(0)?.0)
            })
            .optional()?;
        match next {
            Some(next) if next != volunteer => at = next,
            _ => break,
        }
    }
    Ok(at)
}

/// Every reference of one person, the one that goes on first.
pub(crate) fn references(db: &Connection, volunteer: VolunteerId) -> Result<Vec<VolunteerId>> {
    let mut known = vec![canonical(db, volunteer)?];
    let mut at = 0;
    while at < known.len() && known.len() < 64 {
        let mut select =
            db.prepare_cached("select also from alias where volunteer = :volunteer")?;
        let rows = select.query_map(named_params! {":volunteer": Blob(known[at])}, |row| {
            Ok(row.get::<_, Blob<VolunteerId>>(0)?.0)
        })?;
        for also in rows {
            let also = also?;
            if !known.contains(&also) {
                known.push(also);
            }
        }
        at += 1;
    }
    Ok(known)
}

/// The highest sequence among the numbers that were issued for a region.
pub(crate) fn highest_sequence(db: &Connection, region: &str) -> Result<u64> {
    let highest: Option<String> = db.query_row(
        "select max(number) from person where length(number) = 15 and substr(number, 1, 6) = :region
           and number not glob '*[^0-9]*'",
        named_params! {":region": region},
        |row| row.get(0),
    )?;
    Ok(highest
        .and_then(|number| number.get(6..)?.parse().ok())
        .unwrap_or(0))
}
