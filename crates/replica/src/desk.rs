//! What the desk shows beside the answer: counts, who is in, what just happened.

use jiff::Timestamp;
use jiff::civil::Date;
use protocol::body::{Attempted, Body};
use rules::{Code, FactId, ProjectId};
use rusqlite::Connection;

use crate::Replica;
use crate::error::{Error, Result};
use crate::projects::ProjectSummary;
use crate::receipt::{self, Outcome, Person, Receipt};
use crate::settle::{self, Settling};
use crate::table::fact::{self, Stored};
use crate::table::presence::{self, Counts};
use crate::table::{person, project};

/// A desk at one instant.
#[derive(Debug, Clone, PartialEq)]
pub struct Desk {
    /// The project.
    pub project: ProjectSummary,
    /// The service day that a scan would count for now.
    pub day: Date,
    /// Head counts of that day.
    pub counts: Counts,
    /// Who is signed in, the latest first.
    pub inside: Vec<Inside>,
    /// The latest scans of the project, the newest first.
    pub recent: Vec<Receipt>,
}

/// Someone who is signed in.
#[derive(Debug, Clone, PartialEq)]
pub struct Inside {
    /// Who.
    pub person: Person,
    /// Since when.
    pub since: Timestamp,
    /// By which punch.
    pub fact: FactId,
}

impl Replica {
    /// The desk of a project, as of `now`, with at most so many recent scans.
    ///
    /// # Errors
    /// [`Error::Unknown`] where the project is not here.
    pub fn desk(&self, of: ProjectId, now: Timestamp, recent: usize) -> Result<Desk> {
        self.read(|db| {
            let row = project::by_id(db, of)?;
            let settling = self.settling(db)?;
            let day = settling.service_day(&settle::of_rules(&row).ok_or(Error::Damaged)?, now);
            let counts = presence::counts(db, of, day.into())?;
            let mut inside = Vec::new();
            for (volunteer, fact, since) in presence::inside(db, of, day.into())? {
                let Some(row) = person::by_volunteer(db, volunteer)? else {
                    continue;
                };
                let since = Timestamp::from_millisecond(since).map_err(|_| Error::Damaged)?;
                inside.push(Inside {
                    person: self.person(db, row)?,
                    since,
                    fact,
                });
            }
            let mut receipts = Vec::new();
            for stored in fact::latest_of_project(db, of, recent)? {
                receipts.push(self.receipt(db, &settling, &stored)?);
            }
            Ok(Desk {
                project: ProjectSummary::of(&row)?,
                day,
                counts,
                inside,
                recent: receipts,
            })
        })
    }

    /// The answer to a scan of the past, as the facts at hand now have it.
    ///
    /// # Errors
    /// [`Error::Unknown`] where it is no scan.
    pub fn receipt_of(&self, scan: FactId) -> Result<Receipt> {
        self.read(|db| {
            let stored = fact::by_id(db, scan)?.ok_or(Error::Unknown(crate::Noun::Fact))?;
            self.receipt(db, &*self.settling(db)?, &stored)
        })
    }

    /// The answer to a stored scan, as the facts at hand now have it.
    pub(crate) fn receipt(
        &self,
        db: &Connection,
        settling: &Settling,
        stored: &Stored,
    ) -> Result<Receipt> {
        let station = self.station();
        let at = Timestamp::from_millisecond(stored.at).map_err(|_| Error::Damaged)?;
        let desk = receipt::desk_name(stored.fact.chain.station, station.id, &station.name);
        let plain = Receipt {
            desk,
            ..Receipt::judged(stored.fact.id, at, None)
        };
        match stored.fact.decoded() {
            Ok(Some(Body::Punch(punch))) => {
                let owner = person::canonical(db, punch.volunteer)?;
                let facts = settle::of_person(db, owner)?;
                let annulled = fact::is_annulled(db, stored.fact.id)?;
                let judgement = if annulled {
                    let without = without_annulment(&facts, stored.fact.id);
                    receipt::judge(settling, &without, stored.fact.id)
                } else {
                    receipt::judge(settling, &facts, stored.fact.id)
                };
                let person = person::by_volunteer(db, owner)?
                    .map(|row| self.person(db, row))
                    .transpose()?;
                let earlier_desk =
                    receipt::earlier_desk(db, judgement.as_ref(), station.id, &station.name)?;
                let judged = Receipt::judged(stored.fact.id, at, judgement);
                Ok(Receipt {
                    person,
                    annulled,
                    earlier_desk,
                    desk: plain.desk,
                    ..judged
                })
            }
            Ok(Some(Body::Attempt(attempt))) => {
                let (outcome, code) = attempted(attempt.what);
                Ok(Receipt {
                    outcome,
                    code: Some(code),
                    ..plain
                })
            }
            _ => Err(Error::Unknown(crate::Noun::Fact)),
        }
    }
}

/// The facts as they were before a punch was taken back: what the desk answered then.
fn without_annulment(facts: &[Stored], punch: FactId) -> Vec<Stored> {
    let about = |stored: &Stored| match stored.fact.decoded() {
        Ok(Some(Body::PunchAnnulled(annulled))) => Some(annulled.punch),
        _ => None,
    };
    facts
        .iter()
        .filter(|stored| about(stored) != Some(punch))
        .cloned()
        .collect()
}

/// What the desk said of an attempt.
fn attempted(what: Attempted) -> (Outcome, Code) {
    match what {
        Attempted::Unreadable => (Outcome::Unreadable, Code::Unreadable),
        Attempted::Foreign | Attempted::UnknownNumber => (Outcome::Unknown, Code::Unknown),
        Attempted::Forged => (Outcome::RefusedCard, Code::Forged),
        Attempted::Expired => (Outcome::RefusedCard, Code::Expired),
        Attempted::Revoked => (Outcome::RefusedCard, Code::Retired),
        Attempted::NotACard => (Outcome::RefusedCard, Code::Malformed),
        Attempted::UnknownIssuer => (Outcome::RefusedCard, Code::UnknownIssuer),
    }
}

impl Settling {
    /// The service day that a scan would count for: today's, or last night's until its grace is over; for a
    /// project that is past or to come, its last or first day.
    pub(crate) fn service_day(&self, project: &rules::Project, now: Timestamp) -> Date {
        let policy = self.policy_of(&project.id);
        let today = self.zone.to_datetime(now).date();
        let yesterday = today.yesterday().unwrap_or(today);
        let last_night = project.runs_past_midnight()
            && project.has_day(yesterday)
            && !project.window(yesterday, &self.zone).is_over(policy, now);
        let day = if last_night && now < project.window(today, &self.zone).opens(policy) {
            yesterday
        } else {
            today
        };
        day.clamp(project.from, project.to.max(project.from))
    }
}
