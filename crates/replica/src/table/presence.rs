//! What follows from facts, kept at hand: who is on which list, who was where on which day.

use protocol::Day;
use rules::{FactId, OrganisationId, ProjectId, VolunteerId};
use rusqlite::{Connection, named_params};

use super::Blob;
use crate::error::Result;

/// A volunteer's day in a project, as far as time passing does not change it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DayRecord {
    pub volunteer: VolunteerId,
    pub project: ProjectId,
    pub day: Day,
    /// The sign-in of the session that is open.
    pub open: Option<(FactId, i64)>,
    /// When he was last signed out, or punched in a single project.
    pub left_at: Option<i64>,
    pub minutes: u32,
    pub gap: Option<Gap>,
}

/// What a punch that was refused says is missing on its day, where no session covers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// Somebody left who never signed in.
    SignIn,
    /// Somebody signed out too late for it to count.
    SignOut,
}

impl Gap {
    fn word(self) -> &'static str {
        match self {
            Gap::SignIn => "sign-in",
            Gap::SignOut => "sign-out",
        }
    }

    fn from_word(word: &str) -> Option<Gap> {
        [Gap::SignIn, Gap::SignOut]
            .into_iter()
            .find(|gap| gap.word() == word)
    }
}

/// Head counts of a project's day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// On the list; those who came besides are counted in.
    pub expected: u64,
    /// Signed in and not out again.
    pub present: u64,
    /// Signed out, or punched once in a single project.
    pub left: u64,
    /// Expected and not seen.
    pub absent: u64,
}

pub(crate) fn of_volunteer(db: &Connection, volunteer: VolunteerId) -> Result<Vec<DayRecord>> {
    let mut select = db.prepare_cached(
        "select project, day, open_fact, open_at, left_at, minutes, gap from day_record
         where volunteer = :volunteer order by project, day",
    )?;
    let rows = select.query_map(named_params! {":volunteer": Blob(volunteer)}, |row| {
        let open_fact: Option<Blob<FactId>> = row.get("open_fact")?;
        let open_at: Option<i64> = row.get("open_at")?;
        Ok(DayRecord {
            volunteer,
            project: row.get::<_, Blob<_>>("project")?.0,
            day: Day(row.get("day")?),
            open: open_fact.zip(open_at).map(|(fact, at)| (fact.0, at)),
            left_at: row.get("left_at")?,
            minutes: row.get("minutes")?,
            gap: row
                .get::<_, Option<String>>("gap")?
                .and_then(|word| Gap::from_word(&word)),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Replaces what is known of a volunteer's days, touching only what differs.
pub(crate) fn replace(
    db: &Connection,
    volunteer: VolunteerId,
    records: &[DayRecord],
) -> Result<()> {
    let before = of_volunteer(db, volunteer)?;
    for gone in before
        .iter()
        .filter(|old| !records.iter().any(|new| same_day(old, new)))
    {
        db.prepare_cached(
            "delete from day_record where volunteer = :volunteer and project = :project and day = :day",
        )?
        .execute(named_params! {
            ":volunteer": Blob(volunteer), ":project": Blob(gone.project), ":day": gone.day.0,
        })?;
    }
    for record in records.iter().filter(|record| !before.contains(record)) {
        db.prepare_cached(
            "insert or replace into day_record (volunteer, project, day, open_fact, open_at, left_at, minutes, gap)
             values (:volunteer, :project, :day, :open_fact, :open_at, :left_at, :minutes, :gap)",
        )?
        .execute(named_params! {
            ":volunteer": Blob(volunteer), ":project": Blob(record.project), ":day": record.day.0,
            ":open_fact": record.open.map(|(fact, _)| Blob(fact)), ":open_at": record.open.map(|(_, at)| at),
            ":left_at": record.left_at, ":minutes": record.minutes, ":gap": record.gap.map(Gap::word),
        })?;
    }
    Ok(())
}

fn same_day(one: &DayRecord, other: &DayRecord) -> bool {
    (one.project, one.day) == (other.project, other.day)
}

/// Everyone who is signed in to a project's day, the latest first.
pub(crate) fn inside(
    db: &Connection,
    project: ProjectId,
    day: Day,
) -> Result<Vec<(VolunteerId, FactId, i64)>> {
    let mut select = db.prepare_cached(
        "select volunteer, open_fact, open_at from day_record
         where project = :project and day = :day and open_fact is not null order by open_at desc, volunteer",
    )?;
    let rows = select.query_map(
        named_params! {":project": Blob(project), ":day": day.0},
        |row| {
            Ok((
                row.get::<_, Blob<_>>(0)?.0,
                row.get::<_, Blob<_>>(1)?.0,
                row.get(2)?,
            ))
        },
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Days, from this one on, in projects of an organisation, that are open or have a punch that no session covers:
/// something may be missing.
pub(crate) fn gaps(
    db: &Connection,
    organisation: OrganisationId,
    from: Day,
) -> Result<Vec<(VolunteerId, ProjectId, Day)>> {
    let mut select = db.prepare_cached(
        "select day_record.volunteer, day_record.project, day_record.day
         from day_record join project on project.id = day_record.project
         where (day_record.gap is not null or day_record.open_fact is not null) and day_record.day >= :from
           and project.organisation = :organisation",
    )?;
    let rows = select.query_map(
        named_params! {":organisation": Blob(organisation), ":from": from.0},
        |row| {
            Ok((
                row.get::<_, Blob<_>>(0)?.0,
                row.get::<_, Blob<_>>(1)?.0,
                Day(row.get(2)?),
            ))
        },
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The days of a project on which sessions are open, with how many, the latest first.
pub(crate) fn open_days(db: &Connection, project: ProjectId) -> Result<Vec<(Day, u64)>> {
    let mut select = db.prepare_cached(
        "select day, count(*) from day_record where project = :project and open_fact is not null
         group by day order by day desc",
    )?;
    let rows = select.query_map(named_params! {":project": Blob(project)}, |row| {
        Ok((Day(row.get(0)?), row.get::<_, i64>(1)? as u64))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The teams of a project's people, of those who have one.
pub(crate) fn teams(db: &Connection, project: ProjectId) -> Result<Vec<(VolunteerId, String)>> {
    let mut select = db.prepare_cached(
        "select volunteer, team from admission
         where project = :project and admitted = 1 and coalesce(team, '') <> ''",
    )?;
    let rows = select.query_map(named_params! {":project": Blob(project)}, |row| {
        Ok((row.get::<_, Blob<_>>(0)?.0, row.get(1)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn counts(db: &Connection, project: ProjectId, day: Day) -> Result<Counts> {
    let (present, left): (i64, i64) = db
        .prepare_cached(
            "select coalesce(sum(open_fact is not null), 0),
                    coalesce(sum(open_fact is null and left_at is not null), 0)
             from day_record where project = :project and day = :day",
        )?
        .query_row(
            named_params! {":project": Blob(project), ":day": day.0},
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
    let absent: i64 = db
        .prepare_cached(
            "select count(*) from admission where project = :project and admitted = 1 and not exists (
                 select 1 from day_record
                 where day_record.volunteer = admission.volunteer and day_record.project = admission.project
                   and day_record.day = :day and (open_fact is not null or left_at is not null))",
        )?
        .query_row(named_params! {":project": Blob(project), ":day": day.0}, |row| row.get(0))?;
    let (present, left, absent) = (present as u64, left as u64, absent as u64);
    Ok(Counts {
        expected: present + left + absent,
        present,
        left,
        absent,
    })
}

/// How many volunteers are on each project's list.
pub(crate) fn admitted_counts(
    db: &Connection,
) -> Result<std::collections::HashMap<ProjectId, u32>> {
    let mut select = db.prepare_cached(
        "select project, count(*) from admission where admitted = 1 group by project",
    )?;
    let rows = select.query_map([], |row| Ok((row.get::<_, Blob<_>>(0)?.0, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many volunteers came to a project.
pub(crate) fn came(db: &Connection, project: ProjectId) -> Result<u32> {
    Ok(db
        .prepare_cached(
            "select count(distinct volunteer) from day_record
             where project = :project and (open_fact is not null or left_at is not null)",
        )?
        .query_row(named_params! {":project": Blob(project)}, |row| row.get(0))?)
}

/// Everyone who is or was on a project's list.
pub(crate) fn listed(db: &Connection, project: ProjectId) -> Result<Vec<(VolunteerId, Admission)>> {
    let mut select = db.prepare_cached(
        "select volunteer, admitted, position, team from admission where project = :project",
    )?;
    let rows = select.query_map(named_params! {":project": Blob(project)}, |row| {
        let admission = Admission {
            project,
            admitted: row.get("admitted")?,
            position: row.get("position")?,
            team: row.get("team")?,
        };
        Ok((row.get::<_, Blob<_>>("volunteer")?.0, admission))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What a volunteer's days come to in figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    /// Days on which he was in this project.
    pub days: u32,
    /// Minutes that stand in this project.
    pub minutes: u32,
    /// The last he was seen in this project.
    pub seen_at: Option<i64>,
    /// Minutes that stand in all projects this year.
    pub minutes_this_year: u32,
    /// Minutes that stand in all projects.
    pub minutes_in_all: u32,
    /// In how many projects he was.
    pub projects: u32,
}

/// The figures of everyone who is or was on a project's list or came to it; a year is told by its first day.
pub(crate) fn sums(
    db: &Connection,
    project: ProjectId,
    year_from: Day,
) -> Result<Vec<(VolunteerId, Sums)>> {
    let mut select = db.prepare_cached(
        "with concerned as (
             select volunteer from admission where project = :project
             union select volunteer from day_record where project = :project)
         select concerned.volunteer,
                coalesce(sum(project = :project and seen), 0) as days,
                coalesce(sum(case when project = :project then minutes end), 0) as minutes,
                max(case when project = :project then seen_at end) as seen_at,
                coalesce(sum(case when day >= :year then minutes end), 0) as minutes_this_year,
                coalesce(sum(minutes), 0) as minutes_in_all,
                count(distinct case when seen then project end) as projects
         from concerned left join (
             select *, coalesce(open_at, left_at) is not null as seen,
                    max(coalesce(open_at, 0), coalesce(left_at, 0)) as seen_at
             from day_record) as day_record using (volunteer)
         group by concerned.volunteer",
    )?;
    let rows = select.query_map(
        named_params! {":project": Blob(project), ":year": year_from.0},
        |row| {
            let seen_at: Option<i64> = row.get("seen_at")?;
            let sums = Sums {
                days: row.get("days")?,
                minutes: row.get("minutes")?,
                seen_at: seen_at.filter(|at| *at > 0),
                minutes_this_year: row.get("minutes_this_year")?,
                minutes_in_all: row.get("minutes_in_all")?,
                projects: row.get("projects")?,
            };
            Ok((row.get::<_, Blob<_>>("volunteer")?.0, sums))
        },
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A volunteer on or off a project's list.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Admission {
    pub project: ProjectId,
    pub admitted: bool,
    pub position: Option<String>,
    pub team: Option<String>,
}

/// The lists that a volunteer was put on or off, in order of their projects.
pub(crate) fn admissions(db: &Connection, volunteer: VolunteerId) -> Result<Vec<Admission>> {
    let mut select = db.prepare_cached(
        "select project, admitted, position, team from admission where volunteer = :volunteer order by project",
    )?;
    let rows = select.query_map(named_params! {":volunteer": Blob(volunteer)}, |row| {
        Ok(Admission {
            project: row.get::<_, Blob<_>>("project")?.0,
            admitted: row.get("admitted")?,
            position: row.get("position")?,
            team: row.get("team")?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Replaces what is known of a volunteer's places on lists, touching only what differs.
pub(crate) fn replace_admissions(
    db: &Connection,
    volunteer: VolunteerId,
    admissions: &[Admission],
) -> Result<()> {
    let before = self::admissions(db, volunteer)?;
    let is_gone = |old: &&Admission| !admissions.iter().any(|new| new.project == old.project);
    for gone in before.iter().filter(is_gone) {
        db.prepare_cached(
            "delete from admission where project = :project and volunteer = :volunteer",
        )?
        .execute(named_params! {":project": Blob(gone.project), ":volunteer": Blob(volunteer)})?;
    }
    for admission in admissions.iter().filter(|new| !before.contains(new)) {
        db.prepare_cached(
            "insert or replace into admission (project, volunteer, admitted, position, team)
             values (:project, :volunteer, :admitted, :position, :team)",
        )?
        .execute(named_params! {
            ":project": Blob(admission.project), ":volunteer": Blob(volunteer), ":admitted": admission.admitted,
            ":position": admission.position, ":team": admission.team,
        })?;
    }
    Ok(())
}

/// Throws away what was derived.
pub(crate) fn clear(db: &Connection) -> Result<()> {
    db.execute_batch("delete from day_record; delete from admission; delete from earned;")?;
    Ok(())
}

/// Everyone of whom facts are known.
pub(crate) fn volunteers(db: &Connection) -> Result<Vec<VolunteerId>> {
    let mut select =
        db.prepare("select distinct volunteer from fact where volunteer is not null")?;
    let rows = select.query_map([], |row| Ok(row.get::<_, Blob<_>>(0)?.0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
