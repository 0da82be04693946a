//! Disputes (异议) about a day's hours, and days of self-made punches that wait for a confirmation.

use jiff::Timestamp;
use jiff::civil::Date;
use protocol::body::{self, Body, Confirmed, DisputeRaised, DisputeResolved};
use protocol::row::ProjectRow;
use protocol::{Day, Kind, Role};
use rules::{FactId, Id, ProjectId, Record, Refusal, ServiceDay, Step, VolunteerId, What};

use crate::Replica;
use crate::as_of::{AsOf, Assessed, instant, named};
use crate::cards::by_number;
use crate::error::{Error, Result};
use crate::journal;
use crate::lists::given;
use crate::receipt::Person;
use crate::stamp::Stamp;
use crate::supplements::{Invalid, Recorded, Ruling, TOPICS, invalid, unanswered};
use crate::table::fact::{Asking, Stored};
use crate::table::{fact, project};

/// An objection to a volunteer's hours of a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Objection {
    /// In which project.
    pub project: ProjectId,
    /// The volunteer's number.
    pub number: String,
    /// The service day.
    pub day: Date,
    /// What is objected.
    pub reason: String,
    /// The time that counts, where it is not the clock's.
    pub given: Option<Timestamp>,
}

/// An answer that somebody gives to an objection.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolution {
    /// The dispute.
    pub dispute: FactId,
    /// What is decided.
    pub outcome: rules::Resolution,
    /// Why.
    pub reason: String,
    /// The time that counts, where it is not the clock's.
    pub given: Option<Timestamp>,
}

/// How a dispute stands.
#[derive(Debug, Clone, PartialEq)]
pub enum DisputeState {
    /// It waits for an answer.
    Open,
    /// The day's hours were cancelled.
    Cancelled,
    /// They stay.
    Kept,
    /// It was not taken.
    Invalid(Invalid),
}

/// A dispute as it stands at some instant.
#[derive(Debug, Clone, PartialEq)]
pub struct Dispute {
    /// The dispute.
    pub fact: FactId,
    /// Whose hours.
    pub person: Person,
    /// In which project.
    pub project: ProjectId,
    /// What it is called.
    pub project_name: String,
    /// The service day.
    pub day: Date,
    /// What is objected.
    pub reason: String,
    /// When it was raised.
    pub raised_at: Timestamp,
    /// The staff member who took it down.
    pub raised_by: String,
    /// At which desk.
    pub desk: String,
    /// How it stands.
    pub state: DisputeState,
    /// The answer that counts.
    pub ruling: Option<Ruling>,
    /// What of the day stands now, in minutes.
    pub minutes: u32,
}

/// A day with self-made punches that nobody has confirmed.
#[derive(Debug, Clone, PartialEq)]
pub struct UnconfirmedDay {
    /// Whose.
    pub person: Person,
    /// In which project.
    pub project: ProjectId,
    /// What it is called.
    pub project_name: String,
    /// The service day.
    pub day: Date,
    /// How many minutes wait.
    pub minutes: u32,
}

impl Replica {
    /// Why a volunteer's day could not be disputed now, if not. Nothing is written.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a project or number that is not here.
    pub fn may_dispute(&self, objection: &Objection, now: Timestamp) -> Result<Option<Refusal>> {
        self.read(|db| {
            project::by_id(db, objection.project)?;
            let volunteer = by_number(db, &objection.number)?.volunteer;
            let at = objection.given.unwrap_or(now);
            let mut as_of = AsOf::new(self, db, at.max(now))?;
            let assessed = as_of.volunteer(volunteer)?;
            let id = Id::from("hypothetical");
            let mut facts = assessed.facts.clone();
            facts.push(rules::Fact {
                id: id.clone(),
                time: at,
                what: What::DisputeRaised(ServiceDay {
                    project: named(objection.project),
                    volunteer: assessed.name.clone(),
                    day: objection.day,
                }),
            });
            let assessment = as_of.settling.assess(&facts, as_of.now);
            let verdict = assessment.verdicts.iter().find(|one| one.fact == id);
            Ok(verdict.and_then(|verdict| verdict.outcome.refusal().cloned()))
        })
    }

    /// Takes an objection down. It is always written, also where the rules do not take it: the answer says so.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a project or number that is not here, [`Error::ReasonMissing`], [`Error::NotAllowed`]
    /// for whoever is no registrar.
    pub fn raise_dispute(&self, objection: &Objection, stamp: Stamp) -> Result<Recorded> {
        if objection.reason.trim().is_empty() {
            return Err(Error::ReasonMissing);
        }
        let author = self.author()?;
        self.write(&TOPICS, |db| {
            self.require(db, Role::Registrar)?;
            project::by_id(db, objection.project)?;
            let body = DisputeRaised {
                project: objection.project,
                volunteer: by_number(db, &objection.number)?.volunteer,
                day: Day::from(objection.day),
                reason: objection.reason.trim().to_owned(),
                given: given(objection.given),
            };
            let written = journal::append(db, &author, stamp, &body.into())?;
            journal::settle_touched(db, author.organisation, std::slice::from_ref(&written))?;
            self.recorded(db, written.id, written.id, stamp.timestamp())
        })
    }

    /// Answers a dispute: the day's hours are cancelled for good, or stay. The first answer counts.
    ///
    /// # Errors
    /// [`Error::Unknown`] where it is no dispute, [`Error::DecidedBefore`], [`Error::NotAllowed`] for whoever is no
    /// supervisor.
    pub fn resolve_dispute(&self, resolution: &Resolution, stamp: Stamp) -> Result<Recorded> {
        let author = self.author()?;
        self.write(&TOPICS, |db| {
            self.require(db, Role::Supervisor)?;
            unanswered(db, resolution.dispute, Kind::DisputeRaised)?;
            let body = DisputeResolved {
                dispute: resolution.dispute,
                outcome: match resolution.outcome {
                    rules::Resolution::Cancel => body::Resolution::Cancel,
                    rules::Resolution::Keep => body::Resolution::Keep,
                },
                reason: resolution.reason.trim().to_owned(),
                given: given(resolution.given),
            };
            let written = journal::append(db, &author, stamp, &body.into())?;
            journal::settle_touched(db, author.organisation, std::slice::from_ref(&written))?;
            self.recorded(db, written.id, resolution.dispute, stamp.timestamp())
        })
    }

    /// Disputes as of `now`, oldest first; of more than `most` the latest.
    ///
    /// # Errors
    /// Those of the database.
    pub fn disputes(&self, most: usize, now: Timestamp) -> Result<Vec<Dispute>> {
        self.read(|db| {
            let mut as_of = AsOf::new(self, db, now)?;
            let mut found = Vec::new();
            for stored in fact::asking(db, Kind::DisputeRaised, Asking::All, most)? {
                found.extend(as_of.dispute(&stored)?);
            }
            Ok(found)
        })
    }

    /// Confirms the self-made punches of a volunteer's day.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a project or number that is not here, [`Error::NotAllowed`] for whoever is no
    /// supervisor.
    pub fn confirm_day(
        &self,
        of: ProjectId,
        number: &str,
        day: Date,
        stamp: Stamp,
    ) -> Result<FactId> {
        let author = self.author()?;
        self.write(&TOPICS, |db| {
            self.require(db, Role::Supervisor)?;
            project::by_id(db, of)?;
            let body = Confirmed {
                project: of,
                volunteer: by_number(db, number)?.volunteer,
                day: Day::from(day),
                given: None,
            };
            let written = journal::append(db, &author, stamp, &body.into())?;
            journal::settle_touched(db, author.organisation, std::slice::from_ref(&written))?;
            Ok(written.id)
        })
    }

    /// Days with self-made punches that wait for a confirmation as of `now`, oldest first.
    ///
    /// # Errors
    /// [`Error::Unknown`] while the organisation is not here.
    pub fn unconfirmed_days(&self, now: Timestamp) -> Result<Vec<UnconfirmedDay>> {
        self.read(|db| {
            let mut as_of = AsOf::new(self, db, now)?;
            let mut found = Vec::new();
            for project in as_of.self_confirmed() {
                for volunteer in fact::self_punchers(db, project.id)? {
                    found.extend(as_of.unconfirmed(volunteer, &project)?);
                }
            }
            found.sort_by(|one: &UnconfirmedDay, other| {
                (one.day, &one.person.number).cmp(&(other.day, &other.person.number))
            });
            found.dedup();
            Ok(found)
        })
    }
}

impl AsOf<'_> {
    /// A dispute as it stands; nothing for one that has not happened yet or whose project is not here.
    fn dispute(&mut self, stored: &Stored) -> Result<Option<Dispute>> {
        let Ok(Some(Body::DisputeRaised(raised))) = stored.fact.decoded() else {
            return Ok(None);
        };
        let raised_at = instant(stored.at)?;
        let Some(day) = raised.day.date().filter(|_| raised_at <= self.now) else {
            return Ok(None);
        };
        let Some((row, _)) = self.project(raised.project) else {
            return Ok(None);
        };
        let project_name = row.name.clone();
        let assessed = self.volunteer(raised.volunteer)?;
        let Some(invalid) = invalid(&assessed, stored) else {
            return Ok(None);
        };
        let (state, ruling) = match invalid {
            Some(invalid) => (DisputeState::Invalid(invalid), None),
            None => self.resolved(&assessed, raised.project, day, stored.fact.id)?,
        };
        let (raised_by, desk) = self.author(stored)?;
        let record = assessed.record(raised.project, day);
        Ok(Some(Dispute {
            fact: stored.fact.id,
            person: assessed.person.clone(),
            project: raised.project,
            project_name,
            day,
            reason: raised.reason,
            raised_at,
            raised_by,
            desk,
            state,
            ruling,
            minutes: record.map_or(0, rules::Record::standing_minutes),
        }))
    }

    /// Whether a dispute that nobody answered was taken.
    pub(crate) fn is_open(&mut self, stored: &Stored) -> Result<bool> {
        let dispute = self.dispute(stored)?;
        Ok(dispute.is_some_and(|dispute| dispute.state == DisputeState::Open))
    }

    /// Projects whose self-made punches wait for a confirmation.
    fn self_confirmed(&self) -> Vec<ProjectRow> {
        let projects = self.settling.projects.iter().filter(|project| {
            project.self_open && self.settling.policy_of(&project.id).self_confirm
        });
        let ids = projects.filter_map(|project| self.settling.project_id(&project.id));
        ids.filter_map(|id| Some(self.project(id)?.0.clone()))
            .collect()
    }

    /// A volunteer's days in a project that wait.
    fn unconfirmed(
        &mut self,
        volunteer: VolunteerId,
        project: &ProjectRow,
    ) -> Result<Vec<UnconfirmedDay>> {
        let assessed = self.volunteer(volunteer)?;
        let id = named(project.id);
        let records = assessed.assessment.records.iter();
        let waiting = records
            .filter(|record| record.project == id)
            .map(|record| UnconfirmedDay {
                person: assessed.person.clone(),
                project: project.id,
                project_name: project.name.clone(),
                day: record.day,
                minutes: waiting_minutes(record),
            });
        Ok(waiting.filter(|day| day.minutes > 0).collect())
    }

    /// How a dispute that was taken stands, and the answer that counts.
    fn resolved(
        &self,
        assessed: &Assessed,
        project: ProjectId,
        day: Date,
        dispute: FactId,
    ) -> Result<(DisputeState, Option<Ruling>)> {
        let id = named(dispute);
        let mut steps = assessed.because(project, day).iter();
        let answer = steps.find_map(|because| match &because.step {
            Step::Resolved {
                dispute,
                resolution,
                cancelled,
            } if *dispute == id => Some((resolution, *cancelled)),
            _ => None,
        });
        let Some((resolution, cancelled)) = answer else {
            return Ok((DisputeState::Open, None));
        };
        let state = match cancelled {
            true => DisputeState::Cancelled,
            false => DisputeState::Kept,
        };
        Ok((state, self.ruling(&resolution.fact)?))
    }
}

/// The self-made minutes of a day that wait.
fn waiting_minutes(record: &Record) -> u32 {
    let steps = record.because.iter();
    let waiting = steps.filter_map(|because| match &because.step {
        Step::Unconfirmed { minutes, .. } => Some(*minutes),
        _ => None,
    });
    waiting.sum()
}
