//! The rows that central owns: what is known of them for a run of facts, and their changes.

use std::collections::HashSet;

use protocol::row::{StaffRow, Table};
use protocol::{Body, Fact, Kind, Millis, Row};
use rules::{CardId, FactId, ProjectId, StaffId, StationId};
use rusqlite::{Connection, OptionalExtension, params};

use super::log::{self, Organisation};
use super::trust;
use crate::known::{Change, Known, KnownRow, RowKey, Term, Wanted};
use crate::plan::RowWrite;
use crate::proposal::{Removal, RowChange};
use crate::{Error, Keys};

/// The row of this key as it is now.
pub(super) fn find(
    tx: &Connection,
    of: &Organisation,
    key: &RowKey,
) -> Result<Option<KnownRow>, Error> {
    let sql = "select version, map from row where organisation = ?1 and tab = ?2 and key = ?3";
    let found = tx
        .prepare_cached(sql)?
        .query_row(params![of.number, key.0.word(), key.1], |row| {
            let version = row.get::<_, i64>("version")? as u64;
            Ok(KnownRow {
                version,
                map: row.get("map")?,
            })
        })
        .optional()?;
    Ok(found)
}

/// How many rows the organisation has.
pub(super) fn count(tx: &Connection, of: &Organisation) -> Result<u64, Error> {
    let sql = "select count(*) from row where organisation = ?1";
    let count: i64 = tx.query_row(sql, [of.number], |row| row.get(0))?;
    Ok(count as u64)
}

/// Everything of one table, by key.
pub(super) fn all(tx: &Connection, of: &Organisation, table: Table) -> Result<Vec<Vec<u8>>, Error> {
    let sql = "select map from row where organisation = ?1 and tab = ?2 order by key";
    let mut statement = tx.prepare_cached(sql)?;
    let maps = statement.query_map(params![of.number, table.word()], |row| row.get(0))?;
    Ok(maps.collect::<Result<_, _>>()?)
}

/// What must be known to judge these facts.
pub(super) fn known(
    tx: &Connection,
    keys: &Keys,
    of: &Organisation,
    facts: &[Fact],
) -> Result<Known, Error> {
    let wanted = Wanted::by(of.id, facts);
    let mut known = Known {
        organisation: of.id,
        tag: of.tag,
        ..Known::default()
    };
    for key in wanted.rows {
        if let Some(row) = find(tx, of, &key)? {
            changes(tx, of, &key, &mut known)?;
            known.rows.insert(key, row);
        }
    }
    for number in wanted.numbers {
        if let Some(holder) = holder(tx, of, &number)? {
            known.numbers.insert(number, holder);
        }
    }
    if !wanted.cards.is_empty() {
        known.trust = Some(trust::trust(tx, keys)?);
        known.retired = retired(tx, of, &wanted.cards)?;
    }
    for project in wanted.punches_of {
        hanging(tx, of, project, &mut known)?;
        let punches = standing_punches(tx, of, project)?;
        known.punches.insert(project, punches);
    }
    staff(tx, of, &mut known)?;
    taken_ids(tx, of, facts, &mut known)?;
    Ok(known)
}

fn changes(
    tx: &Connection,
    of: &Organisation,
    key: &RowKey,
    known: &mut Known,
) -> Result<(), Error> {
    let sql = "select field, version, station from row_change
               where organisation = ?1 and tab = ?2 and key = ?3";
    let mut statement = tx.prepare_cached(sql)?;
    let found = statement.query_map(params![of.number, key.0.word(), key.1], |row| {
        let version = row.get::<_, i64>("version")? as u64;
        let change = Change {
            version,
            station: StationId(row.get("station")?),
        };
        Ok((row.get::<_, i64>("field")? as u64, change))
    })?;
    for one in found {
        let (field, change) = one?;
        known.changes.insert((key.clone(), field), change);
    }
    Ok(())
}

/// What hangs on a project: its positions and teams.
fn hanging(
    tx: &Connection,
    of: &Organisation,
    project: ProjectId,
    known: &mut Known,
) -> Result<(), Error> {
    let sql = "select tab, key, version, map from row
               where organisation = ?1 and tab in ('position', 'team') and substr(key, 1, 16) = ?2";
    let mut statement = tx.prepare_cached(sql)?;
    let mut rows = statement.query(params![of.number, project.0])?;
    while let Some(row) = rows.next()? {
        let table = Table::from_word(&row.get::<_, String>("tab")?);
        let now = KnownRow {
            version: row.get::<_, i64>("version")? as u64,
            map: row.get("map")?,
        };
        let table = table.ok_or(Error::Damaged("table"))?;
        known.rows.insert((table, row.get("key")?), now);
    }
    Ok(())
}

/// The punches of a project that stand. A project is rarely removed: its punches are searched, not indexed.
fn standing_punches(
    tx: &Connection,
    of: &Organisation,
    project: ProjectId,
) -> Result<HashSet<FactId>, Error> {
    let sql = "select fact.*, chain.station, chain.epoch from fact
               join chain on chain.number = fact.chain
               where fact.organisation = ?1 and fact.flag is null
                 and (fact.kind = ?2 and instr(fact.body, ?3) or fact.kind = ?4)
               order by fact.position";
    let (punch, annulled) = (Kind::Punch.number(), Kind::PunchAnnulled.number());
    let mut statement = tx.prepare_cached(sql)?;
    let values = params![of.number, punch, project.0, annulled];
    let facts = statement.query_map(values, |row| log::fact(row, of.id))?;
    let (mut punches, mut taken_back) = (HashSet::new(), HashSet::new());
    for fact in facts {
        let fact = fact?;
        match fact.decoded() {
            Ok(Some(Body::Punch(body))) if body.project == project => {
                punches.insert(fact.id);
            }
            Ok(Some(Body::PunchAnnulled(body))) => {
                taken_back.insert(body.punch);
            }
            _ => {}
        }
    }
    // What is taken back may stand before or after what takes it back.
    punches.retain(|punch| !taken_back.contains(punch));
    Ok(punches)
}

/// Whose row has this volunteer number.
fn holder(tx: &Connection, of: &Organisation, number: &str) -> Result<Option<Vec<u8>>, Error> {
    let sql = "select key from row where organisation = ?1 and number = ?2 limit 1";
    Ok(tx
        .prepare_cached(sql)?
        .query_row(params![of.number, number], |row| row.get(0))
        .optional()?)
}

fn retired(
    tx: &Connection,
    of: &Organisation,
    cards: &HashSet<CardId>,
) -> Result<HashSet<CardId>, Error> {
    let sql = "select exists (select 1 from retired_card where organisation = ?1 and card = ?2)";
    let mut statement = tx.prepare_cached(sql)?;
    let mut retired = HashSet::new();
    for card in cards {
        if statement.query_row(params![of.number, card.0], |row| row.get(0))? {
            retired.insert(*card);
        }
    }
    Ok(retired)
}

fn staff(tx: &Connection, of: &Organisation, known: &mut Known) -> Result<(), Error> {
    let sql = "select staff, from_at, role, active from staff_term
               where organisation = ?1 order by staff, from_at";
    let mut statement = tx.prepare_cached(sql)?;
    let terms = statement.query_map([of.number], |row| {
        let like = StaffRow {
            id: StaffId(row.get("staff")?),
            organisation: of.id,
            name: String::new(),
            role: row.get("role")?,
            active: row.get("active")?,
        };
        Ok((
            like.id,
            Term {
                from: row.get("from_at")?,
                role: like.role(),
                active: like.active,
            },
        ))
    })?;
    for term in terms {
        let (staff, term) = term?;
        known.staff.entry(staff).or_default().push(term);
    }
    Ok(())
}

/// Which of the facts' ids are taken already.
fn taken_ids(
    tx: &Connection,
    of: &Organisation,
    facts: &[Fact],
    known: &mut Known,
) -> Result<(), Error> {
    let sql = "select fact.*, chain.station, chain.epoch from fact
               join chain on chain.number = fact.chain where fact.id = ?1";
    let mut statement = tx.prepare_cached(sql)?;
    for fact in facts {
        let found = statement
            .query_row([fact.id.0], |row| {
                let ours = row.get::<_, i64>("organisation")? == of.number;
                let position = row.get::<_, i64>("position")? as u64;
                Ok(if ours {
                    Some((position, log::fact(row, of.id)?))
                } else {
                    None
                })
            })
            .optional()?;
        if let Some(other) = found {
            known.ids.insert(fact.id, other);
        }
    }
    Ok(())
}

/// Writes and takes away rows in their order. A staff member's new term counts from `since`.
pub(super) fn carry_out(
    tx: &Connection,
    of: &Organisation,
    rows: &[RowWrite],
    since: Millis,
) -> Result<(), Error> {
    for row in rows {
        match row {
            RowWrite::Put(row) => change(tx, of, std::slice::from_ref(&**row), since)?,
            RowWrite::Remove(gone) => remove(tx, of, gone)?,
        }
    }
    Ok(())
}

fn remove(tx: &Connection, of: &Organisation, gone: &Removal) -> Result<(), Error> {
    let (table, key) = (gone.key.0.word(), &gone.key.1);
    for sql in [
        "delete from row where organisation = ?1 and tab = ?2 and key = ?3",
        "delete from row_change where organisation = ?1 and tab = ?2 and key = ?3",
    ] {
        tx.prepare_cached(sql)?
            .execute(params![of.number, table, key])?;
    }
    Ok(())
}

/// Writes changed rows. A staff member's new term counts from `since`.
pub(super) fn change(
    tx: &Connection,
    of: &Organisation,
    changes: &[RowChange],
    since: Millis,
) -> Result<(), Error> {
    let upsert = "insert into row (organisation, tab, key, version, map, number)
                  values (?1, ?2, ?3, ?4, ?5, ?6)
                  on conflict (organisation, tab, key) do update
                  set version = excluded.version, map = excluded.map, number = excluded.number";
    let mut upsert = tx.prepare_cached(upsert)?;
    let note = "insert into row_change (organisation, tab, key, field, version, station)
                values (?1, ?2, ?3, ?4, ?5, ?6)
                on conflict (organisation, tab, key, field) do update
                set version = excluded.version, station = excluded.station";
    let mut note = tx.prepare_cached(note)?;
    for change in changes {
        let (table, key) = (change.key.0.word(), &change.key.1);
        let version = change.version as i64;
        upsert.execute(params![
            of.number,
            table,
            key,
            version,
            change.map,
            number(&change.row)
        ])?;
        for field in &change.fields {
            note.execute(params![
                of.number,
                table,
                key,
                *field as i64,
                version,
                change.station.0
            ])?;
        }
        if let Row::Staff(staff) = &change.row {
            term(tx, of, staff, since)?;
        }
    }
    Ok(())
}

fn number(row: &Row) -> Option<&str> {
    match row {
        Row::Person(person) => Some(person.number.as_str()).filter(|number| !number.is_empty()),
        Row::Organisation(_)
        | Row::Membership(_)
        | Row::Project(_)
        | Row::Position(_)
        | Row::Team(_)
        | Row::Staff(_)
        | Row::Profile(_)
        | Row::Card(_) => None,
    }
}

fn term(tx: &Connection, of: &Organisation, staff: &StaffRow, since: Millis) -> Result<(), Error> {
    let sql = "insert into staff_term (organisation, staff, from_at, role, active)
               values (?1, ?2, ?3, ?4, ?5)
               on conflict (organisation, staff, from_at) do update
               set role = excluded.role, active = excluded.active";
    let values = params![of.number, staff.id.0, since.0, staff.role, staff.active];
    tx.prepare_cached(sql)?.execute(values)?;
    Ok(())
}
