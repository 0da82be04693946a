//! The end of an event (收尾): every open session of a project's day, and what becomes of each.

mod close;

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use protocol::Body;
use protocol::row::ProjectRow;
use rules::policy::Title;
use rules::{
    Code, Detail, FactId, Id, Moment, Outlook, ProjectId, Punch, Refusal, VolunteerId, What,
};
use rusqlite::Connection;

use crate::Replica;
use crate::error::{Error, Result};
use crate::projects::ProjectSummary;
use crate::receipt::{self, Person};
use crate::settle::{self, Settling};
use crate::table::fact::Stored;
use crate::table::presence::{self, Counts};
use crate::table::{person, project};

pub use close::{CloseBy, Closed, ClosedAs, ClosedPerson, Closing, Mending};

/// A project's day at one instant: who has not signed out.
#[derive(Debug, Clone, PartialEq)]
pub struct SweepView {
    /// The project.
    pub project: ProjectSummary,
    /// The service day.
    pub day: Date,
    /// The days that a lead may look at: this one, and every one on which a session is open; the latest first.
    pub days: Vec<SweepDay>,
    /// Head counts of the day.
    pub counts: Counts,
    /// What the policy is called that the project runs under.
    pub policy: Title,
    /// What it makes of sessions that stay open.
    pub outlook: Outlook,
    /// Whether the actor may settle them.
    pub may_close: bool,
    /// The open sessions, the longest first.
    pub open: Vec<OpenSession>,
}

/// A day and how many sessions are open on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SweepDay {
    /// Which.
    pub day: Date,
    /// How many have not signed out.
    pub open: u64,
}

/// Someone who has not signed out.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenSession {
    /// Who.
    pub person: Person,
    /// The team (团队) under which he is on the list.
    pub team: Option<String>,
    /// Since when.
    pub since: Timestamp,
    /// By which punch.
    pub fact: FactId,
    /// At which desk.
    pub desk: String,
    /// What a sign-out at this instant gives, in minutes, or why it is not taken.
    pub now: std::result::Result<u32, Refusal>,
    /// Whether a supplementary record was asked for that is not decided.
    pub requested: bool,
}

impl Replica {
    /// The open sessions of a project's day as of `now`; without a day the one that a desk serves now, or the
    /// latest on which somebody has not signed out.
    ///
    /// # Errors
    /// [`Error::Unknown`] where the project is not here.
    pub fn sweep(&self, of: ProjectId, day: Option<Date>, now: Timestamp) -> Result<SweepView> {
        self.read(|db| {
            let row = project::by_id(db, of)?;
            let sweep = Sweep::of(self.settling(db)?, &row)?;
            let days = open_days(db, of)?;
            let day = day.unwrap_or_else(|| sweep.natural_day(&days, now));
            let mut open = self.open_sessions(db, &sweep, day, now)?;
            open.sort_by_key(|session| (session.since, session.fact));
            Ok(SweepView {
                project: ProjectSummary::of(&row)?,
                day,
                days: with_day(days, day),
                counts: presence::counts(db, of, day.into())?,
                policy: sweep.policy().title.clone(),
                outlook: sweep.outlook(day),
                may_close: self.require(db, protocol::Role::Supervisor).is_ok(),
                open,
            })
        })
    }

    fn open_sessions(
        &self,
        db: &Connection,
        sweep: &Sweep,
        day: Date,
        now: Timestamp,
    ) -> Result<Vec<OpenSession>> {
        let station = self.station();
        let teams: HashMap<_, _> = presence::teams(db, sweep.id)?.into_iter().collect();
        let mut open = Vec::new();
        for (volunteer, fact, since) in presence::inside(db, sweep.id, day.into())? {
            let Some(row) = person::by_volunteer(db, volunteer)? else {
                continue;
            };
            let known = Known::of(db, volunteer)?;
            let sign_in = known.stored.iter().find(|one| one.fact.id == fact);
            open.push(OpenSession {
                person: self.person(db, row)?,
                team: teams.get(&volunteer).cloned(),
                since: Timestamp::from_millisecond(since).map_err(|_| Error::Damaged)?,
                fact,
                desk: sign_in.map_or_else(String::new, |one| {
                    receipt::desk_name(one.fact.chain.station, station.id, &station.name)
                }),
                now: sweep.sign_out(&known, day, now),
                requested: known.has_asked(sweep.id, day),
            });
        }
        Ok(open)
    }
}

fn open_days(db: &Connection, project: ProjectId) -> Result<Vec<SweepDay>> {
    let days = presence::open_days(db, project)?.into_iter();
    Ok(days
        .filter_map(|(day, open)| {
            Some(SweepDay {
                day: day.date()?,
                open,
            })
        })
        .collect())
}

/// The days with this one among them, the latest first.
fn with_day(mut days: Vec<SweepDay>, day: Date) -> Vec<SweepDay> {
    if !days.iter().any(|one| one.day == day) {
        days.push(SweepDay { day, open: 0 });
        days.sort_by_key(|one| std::cmp::Reverse(one.day));
    }
    days
}

/// What open sessions of one project are judged with.
struct Sweep {
    settling: Arc<Settling>,
    id: ProjectId,
    project: rules::Project,
}

/// A volunteer's facts, as stored and as the rules know them.
struct Known {
    stored: Vec<Stored>,
    facts: Vec<rules::Fact>,
}

/// How the rules know the one volunteer whose facts are looked at.
const VOLUNTEER: &str = "volunteer";
/// A fact that did not happen: it comes after every other of its instant.
const SUPPOSED: &str = "~";

impl Sweep {
    fn of(settling: Arc<Settling>, row: &ProjectRow) -> Result<Sweep> {
        Ok(Sweep {
            project: settle::of_rules(row).ok_or(Error::Damaged)?,
            id: row.id,
            settling,
        })
    }

    fn policy(&self) -> &rules::Policy {
        self.settling.policy_of(&self.project.id)
    }

    fn outlook(&self, day: Date) -> Outlook {
        rules::outlook(self.policy(), &self.settling.zone, &self.project, day)
    }

    /// The latest day up to the one that a desk serves now on which a session is open; that one where there is none.
    fn natural_day(&self, days: &[SweepDay], now: Timestamp) -> Date {
        let present = self.settling.service_day(&self.project, now);
        let forgotten = days.iter().find(|one| one.day <= present);
        forgotten.map_or(present, |one| one.day)
    }

    /// What a sign-out at `at` would give to the session that is open on this day.
    fn sign_out(
        &self,
        known: &Known,
        day: Date,
        at: Timestamp,
    ) -> std::result::Result<u32, Refusal> {
        let punch = What::Punch(Punch {
            project: self.project.id.clone(),
            volunteer: VOLUNTEER.into(),
            direction: rules::Direction::Out,
            by: rules::By::Staff,
            location: None,
        });
        let facts = known.and(at, punch);
        let Some(judged) = receipt::judge_among(&self.settling, &facts, &SUPPOSED.into()) else {
            return Err(self.too_late(day));
        };
        if judged.day != day {
            // The punch would belong to another day: this one's time for signing out is over.
            return Err(self.too_late(day));
        }
        match judged.verdict.outcome.refusal() {
            Some(refusal) => Err(refusal.clone()),
            None => Ok(judged.earned_minutes.unwrap_or(0)),
        }
    }

    /// Whether the rules would take this request, made at `at`.
    fn request(
        &self,
        known: &Known,
        request: rules::Request,
        at: Timestamp,
    ) -> std::result::Result<(), Refusal> {
        let facts = known.and(at, What::SupplementRequested(request));
        let verdicts = self.settling.assess(&facts, at).verdicts;
        let verdict = verdicts.iter().find(|one| one.fact == Id::from(SUPPOSED));
        match verdict.and_then(|one| one.outcome.refusal()) {
            Some(refusal) => Err(refusal.clone()),
            None => Ok(()),
        }
    }

    fn too_late(&self, day: Date) -> Refusal {
        let closes: Moment = self.outlook(day).closes;
        Refusal {
            code: Code::TooLate,
            detail: Detail::NotAfter(closes),
        }
    }
}

impl Known {
    fn of(db: &Connection, volunteer: VolunteerId) -> Result<Known> {
        let stored = settle::of_person(db, volunteer)?;
        let facts = settle::engine_facts(&stored, &VOLUNTEER.into());
        Ok(Known { stored, facts })
    }

    /// The facts, and one that did not happen.
    fn and(&self, time: Timestamp, what: What) -> Vec<rules::Fact> {
        let id = SUPPOSED.into();
        let supposed = rules::Fact { id, time, what };
        self.facts.iter().cloned().chain([supposed]).collect()
    }

    /// Whether a record was asked for on this day that nobody has decided about.
    fn has_asked(&self, project: ProjectId, day: Date) -> bool {
        let bodies = || {
            let decoded = |one: &Stored| Some((one.fact.id, one.fact.decoded().ok().flatten()?));
            self.stored.iter().filter_map(decoded)
        };
        let decided = |request: FactId| {
            bodies().any(|(_, body)| {
                matches!(body, Body::SupplementDecided(decided) if decided.request == request)
            })
        };
        bodies().any(|(id, body)| match body {
            Body::SupplementRequested(asked) => {
                (asked.project, asked.day) == (project, day.into()) && !decided(id)
            }
            _ => false,
        })
    }
}
