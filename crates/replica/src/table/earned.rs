//! Minutes that people earned, by where they come from: what totals as of any instant are summed from.

use protocol::Day;
use rules::{ProjectId, Sort, VolunteerId};
use rusqlite::{Connection, named_params};

use super::Blob;
use crate::error::{Error, Result};

/// Minutes of one session, single punch or request of a volunteer's day in a project.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct EarnedRow {
    pub project: ProjectId,
    pub day: Day,
    /// Their place among those of the day.
    pub nth: u32,
    pub sort: Sort,
    pub minutes: u32,
    /// From when they stand, in milliseconds.
    pub stands_from: i64,
    /// From when they are final; `None` while a dispute holds them.
    pub final_from: Option<i64>,
}

/// Minutes of one sort in one project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sum {
    pub project: ProjectId,
    pub sort: Sort,
    pub minutes: u64,
}

fn word(sort: Sort) -> &'static str {
    match sort {
        Sort::Credit => "credit",
        Sort::Honorary => "honorary",
        Sort::Training => "training",
    }
}

fn from_word(word: &str) -> Result<Sort> {
    match word {
        "credit" => Ok(Sort::Credit),
        "honorary" => Ok(Sort::Honorary),
        "training" => Ok(Sort::Training),
        _ => Err(Error::Damaged),
    }
}

pub(crate) fn of_volunteer(db: &Connection, volunteer: VolunteerId) -> Result<Vec<EarnedRow>> {
    let mut select = db.prepare_cached(
        "select project, day, nth, sort, minutes, stands_from, final_from from earned
         where volunteer = :volunteer order by project, day, nth",
    )?;
    let mut rows = select.query(named_params! {":volunteer": Blob(volunteer)})?;
    let mut earned = Vec::new();
    while let Some(row) = rows.next()? {
        earned.push(EarnedRow {
            project: row.get::<_, Blob<_>>("project")?.0,
            day: Day(row.get("day")?),
            nth: row.get("nth")?,
            sort: from_word(row.get_ref("sort")?.as_str().map_err(|_| Error::Damaged)?)?,
            minutes: row.get("minutes")?,
            stands_from: row.get("stands_from")?,
            final_from: row.get("final_from")?,
        });
    }
    Ok(earned)
}

/// Replaces what a volunteer has earned, touching only what differs.
pub(crate) fn replace(db: &Connection, volunteer: VolunteerId, earned: &[EarnedRow]) -> Result<()> {
    let before = of_volunteer(db, volunteer)?;
    let key = |row: &EarnedRow| (row.project, row.day, row.nth);
    for gone in before
        .iter()
        .filter(|old| !earned.iter().any(|new| key(new) == key(old)))
    {
        db.prepare_cached(
            "delete from earned
             where volunteer = :volunteer and project = :project and day = :day and nth = :nth",
        )?
        .execute(named_params! {
            ":volunteer": Blob(volunteer), ":project": Blob(gone.project), ":day": gone.day.0, ":nth": gone.nth,
        })?;
    }
    for row in earned.iter().filter(|row| !before.contains(row)) {
        db.prepare_cached(
            "insert or replace into earned (volunteer, project, day, nth, sort, minutes, stands_from, final_from)
             values (:volunteer, :project, :day, :nth, :sort, :minutes, :stands_from, :final_from)",
        )?
        .execute(named_params! {
            ":volunteer": Blob(volunteer), ":project": Blob(row.project), ":day": row.day.0, ":nth": row.nth,
            ":sort": word(row.sort), ":minutes": row.minutes, ":stands_from": row.stands_from,
            ":final_from": row.final_from,
        })?;
    }
    Ok(())
}

/// A volunteer's minutes that are final as of `now`, by project and sort.
pub(crate) fn final_of(db: &Connection, volunteer: VolunteerId, now: i64) -> Result<Vec<Sum>> {
    let mut select = db.prepare_cached(
        "select project, sort, sum(minutes) as minutes from earned
         where volunteer = :volunteer and stands_from <= :now and final_from <= :now
         group by project, sort order by project, sort",
    )?;
    let mut rows = select.query(named_params! {":volunteer": Blob(volunteer), ":now": now})?;
    let mut sums = Vec::new();
    while let Some(row) = rows.next()? {
        sums.push(Sum {
            project: row.get::<_, Blob<_>>("project")?.0,
            sort: from_word(row.get_ref("sort")?.as_str().map_err(|_| Error::Damaged)?)?,
            minutes: row.get::<_, i64>("minutes")? as u64,
        });
    }
    Ok(sums)
}
