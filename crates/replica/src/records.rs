//! Records of hours (时长记录): a line for each volunteer and day, and one record opened to its reasons.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use protocol::body::Body;
use rules::{
    Because, Id, Policy, ProjectId, Record, Session, Standing, Totals, Verdict, VolunteerId,
};
use rusqlite::Connection;

use crate::Replica;
use crate::cards::by_number;
use crate::error::{Error, Noun, Result};
use crate::projects::ProjectSummary;
use crate::receipt::{self, Person};
use crate::settle::{self, Settling};
use crate::table::fact::{self, Stored};
use crate::table::{person, project};

/// A volunteer's day in a project, in figures.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordLine {
    /// Who.
    pub person: Person,
    /// Where.
    pub project: ProjectId,
    /// What the project is called.
    pub project_name: String,
    /// What the rules make of the day; all figures are minutes.
    pub record: Record,
    /// Until when minutes of it are in publicity.
    pub publicity_until: Option<DateTime>,
}

/// A record opened to its reasons.
#[derive(Debug, Clone, PartialEq)]
pub struct FullRecord {
    /// The record in figures; `record.because` tells how it came about, step after step.
    pub line: RecordLine,
    /// The project.
    pub project: ProjectSummary,
    /// Its sessions.
    pub sessions: Vec<TimedSession>,
    /// Its punches, the earliest first, those taken back too.
    pub punches: Vec<RecordedPunch>,
    /// The policy that it is counted under.
    pub policy: Policy,
    /// From when on all of its minutes are final; nothing while something is undecided.
    pub final_from: Option<DateTime>,
}

/// A session with the times that clocks on the wall showed.
#[derive(Debug, Clone, PartialEq)]
pub struct TimedSession {
    /// Its beginning.
    pub from: Option<DateTime>,
    /// Its end.
    pub to: Option<DateTime>,
    /// What it is worth, in minutes.
    pub minutes: u32,
    /// Where its minutes stand.
    pub standing: Standing,
    /// Whether a request mended it.
    pub mended: bool,
}

/// A punch of a record and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedPunch {
    /// Which.
    pub fact: rules::FactId,
    /// What clocks on the wall showed.
    pub at: DateTime,
    /// The desk at which it was made.
    pub desk: String,
    /// Whose doing it was.
    pub by: rules::By,
    /// What the rules say of it; nothing for one that was taken back.
    pub verdict: Option<Verdict>,
    /// Why it was taken back, if it was.
    pub annulled: Option<String>,
}

/// All records of a volunteer.
#[derive(Debug, Clone, PartialEq)]
pub struct MemberHours {
    /// Who.
    pub person: Person,
    /// His records, the newest first.
    pub records: Vec<RecordLine>,
    /// His final minutes; nothing where he has no record.
    pub totals: Option<Totals>,
    /// The organisation's policy.
    pub policy: Arc<Policy>,
}

/// Everything that lines of records are made of.
struct Making<'a> {
    replica: &'a Replica,
    db: &'a Connection,
    settling: Arc<Settling>,
    now: Timestamp,
    names: HashMap<ProjectId, String>,
}

/// What the rules make of one volunteer.
struct Assessed {
    person: Person,
    stored: Vec<Stored>,
    assessment: rules::Assessment,
}

impl<'a> Making<'a> {
    fn new(replica: &'a Replica, db: &'a Connection, now: Timestamp) -> Result<Making<'a>> {
        let settling = replica.settling(db)?;
        let rows = project::all(db)?.into_iter();
        Ok(Making {
            replica,
            db,
            settling,
            now,
            names: rows.map(|row| (row.id, row.name)).collect(),
        })
    }

    /// What the rules make of a volunteer; nothing where nobody here is he.
    fn assessed(&self, volunteer: VolunteerId) -> Result<Option<Assessed>> {
        let Some(row) = person::by_volunteer(self.db, volunteer)? else {
            return Ok(None);
        };
        let stored = settle::of_person(self.db, volunteer)?;
        let facts = settle::engine_facts(&stored, &Id::from(volunteer.to_string().as_str()));
        Ok(Some(Assessed {
            person: self.replica.person(self.db, row)?,
            assessment: self.settling.assess(&facts, self.now),
            stored,
        }))
    }

    fn line(&self, person: &Person, record: &Record) -> Option<RecordLine> {
        let project = self.settling.project_id(&record.project)?;
        Some(RecordLine {
            person: person.clone(),
            project,
            project_name: self.names.get(&project)?.clone(),
            publicity_until: publicity_until(&record.sessions),
            record: record.clone(),
        })
    }

    fn civil(&self, at: Timestamp) -> DateTime {
        self.settling.zone.to_datetime(at)
    }
}

/// Until when the last of these sessions is in publicity.
fn publicity_until(sessions: &[Session]) -> Option<DateTime> {
    let ends = sessions
        .iter()
        .filter_map(|session| match session.standing {
            Standing::InPublicity(end) => end,
            Standing::Open
            | Standing::MissingSignOut
            | Standing::Mended
            | Standing::Pending
            | Standing::Final
            | Standing::Cancelled => None,
        });
    ends.map(|end| end.local).max()
}

impl Replica {
    /// The records of a project, or of one day of it, as of `now`: the newest day first, then by number.
    ///
    /// # Errors
    /// [`Error::Unknown`] where the project is not here.
    pub fn project_records(
        &self,
        of: ProjectId,
        day: Option<Date>,
        now: Timestamp,
    ) -> Result<Vec<RecordLine>> {
        self.read(|db| {
            project::by_id(db, of)?;
            let making = Making::new(self, db, now)?;
            let mut volunteers = Vec::new();
            for volunteer in fact::volunteers_of_project(db, of)? {
                volunteers.push(person::canonical(db, volunteer)?);
            }
            volunteers.sort();
            volunteers.dedup();
            let mut lines = Vec::new();
            for volunteer in volunteers {
                let Some(assessed) = making.assessed(volunteer)? else {
                    continue;
                };
                let records = assessed.assessment.records.iter();
                let wanted = records.filter(|record| {
                    making.settling.project_id(&record.project) == Some(of)
                        && day.is_none_or(|day| record.day == day)
                });
                lines.extend(wanted.filter_map(|record| making.line(&assessed.person, record)));
            }
            lines.sort_by(|one, other| {
                (other.record.day, &one.person.number).cmp(&(one.record.day, &other.person.number))
            });
            Ok(lines)
        })
    }

    /// One record opened to its reasons, as of `now`.
    ///
    /// # Errors
    /// [`Error::Unknown`] where there is no such project, volunteer or record.
    pub fn record(
        &self,
        of: ProjectId,
        volunteer: VolunteerId,
        day: Date,
        now: Timestamp,
    ) -> Result<FullRecord> {
        let station = self.station();
        self.read(|db| {
            let row = project::by_id(db, of)?;
            let making = Making::new(self, db, now)?;
            let volunteer = person::canonical(db, volunteer)?;
            let assessed = making
                .assessed(volunteer)?
                .ok_or(Error::Unknown(Noun::Member))?;
            let mut records = assessed.assessment.records.iter();
            let record = records
                .find(|record| {
                    making.settling.project_id(&record.project) == Some(of) && record.day == day
                })
                .ok_or(Error::Unknown(Noun::Fact))?;
            let line = making
                .line(&assessed.person, record)
                .ok_or(Error::Unknown(Noun::Project))?;
            let desk = |stored: &Stored| {
                receipt::desk_name(stored.fact.chain.station, station.id, &station.name)
            };
            Ok(FullRecord {
                project: ProjectSummary::of(&row)?,
                sessions: record.sessions.iter().map(timed).collect(),
                punches: punches(&making, &assessed, (of, record), desk),
                policy: making.settling.policy_of(&record.project).clone(),
                final_from: final_from(&making, record),
                line,
            })
        })
    }

    /// All records of a volunteer and what they come to, as of `now`.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a number that nobody here has.
    pub fn member_hours(&self, number: &str, now: Timestamp) -> Result<MemberHours> {
        self.read(|db| {
            let making = Making::new(self, db, now)?;
            let volunteer = person::canonical(db, by_number(db, number)?.volunteer)?;
            let assessed = making
                .assessed(volunteer)?
                .ok_or(Error::Unknown(Noun::Member))?;
            let records = assessed.assessment.records.iter();
            let mut lines: Vec<_> = records
                .filter_map(|record| making.line(&assessed.person, record))
                .collect();
            lines.sort_by(|one, other| {
                (other.record.day, &other.project).cmp(&(one.record.day, &one.project))
            });
            Ok(MemberHours {
                records: lines,
                totals: assessed.assessment.totals.into_iter().next(),
                policy: making.settling.policy.clone(),
                person: assessed.person,
            })
        })
    }
}

fn timed(session: &Session) -> TimedSession {
    TimedSession {
        from: session.sign_in.map(|moment| moment.local),
        to: session.sign_out.map(|moment| moment.local),
        minutes: session.minutes,
        standing: session.standing,
        mended: session.request.is_some(),
    }
}

/// When the last minutes of a record become final, or became so.
fn final_from(making: &Making<'_>, record: &Record) -> Option<DateTime> {
    let undecided = record.pending_minutes > 0
        || record.cancelled
        || record.standing_minutes() == 0
        || record.sessions.iter().any(|session| {
            matches!(
                session.standing,
                Standing::Open | Standing::InPublicity(None)
            )
        });
    if undecided {
        return None;
    }
    let finals = record.earned.iter().filter_map(|earned| earned.final_from);
    finals.max().map(|at| making.civil(at))
}

/// The punches of a record and those of its day that were taken back, the earliest first.
fn punches(
    making: &Making<'_>,
    assessed: &Assessed,
    (of, record): (ProjectId, &Record),
    desk: impl Fn(&Stored) -> String,
) -> Vec<RecordedPunch> {
    let mut punches = Vec::new();
    let told: Vec<&Id> = record.because.iter().flat_map(Because::facts).collect();
    for stored in &assessed.stored {
        let Ok(Some(Body::Punch(punch))) = stored.fact.decoded() else {
            continue;
        };
        let Ok(at) = Timestamp::from_millisecond(stored.at) else {
            continue;
        };
        let id = Id::from(stored.fact.id.to_string().as_str());
        let annulled = annulment(&assessed.stored, stored);
        let of_day = annulled.is_some() && making.civil(at).date() == record.day;
        if punch.project != of || !(of_day || told.contains(&&id)) {
            continue;
        }
        let verdicts = assessed.assessment.verdicts.iter();
        punches.push(RecordedPunch {
            fact: stored.fact.id,
            at: making.civil(at),
            desk: desk(stored),
            by: settle::by(punch.by),
            verdict: verdicts
                .clone()
                .find(|verdict| verdict.fact == id && annulled.is_none())
                .cloned(),
            annulled,
        });
    }
    punches.sort_by_key(|punch| (punch.at, punch.fact));
    punches
}

/// Why a punch does not count any more: it was taken back, or central flagged it.
fn annulment(stored: &[Stored], punch: &Stored) -> Option<String> {
    if let Some(code) = &punch.flag {
        return Some(code.clone());
    }
    stored.iter().find_map(|other| match other.fact.decoded() {
        Ok(Some(Body::PunchAnnulled(back)))
            if back.punch == punch.fact.id && other.flag.is_none() =>
        {
            Some(back.reason)
        }
        _ => None,
    })
}
