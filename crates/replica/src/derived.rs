//! What is derived from a volunteer's facts and kept at hand: his days, what he earned, his places on lists. It can
//! be thrown away and made anew at any time, and comes out the same.

use std::collections::HashMap;

use jiff::Timestamp;
use protocol::Day;
use protocol::body::Body;
use rules::{Code, Id, Record, Session, Standing, Step, VolunteerId, What};
use rusqlite::Connection;

use crate::Replica;
use crate::changes::Topic;
use crate::error::Result;
use crate::settle::{self, Settling};
use crate::table::earned::{self, EarnedRow};
use crate::table::fact::Stored;
use crate::table::presence::{self, Admission, DayRecord, Gap};
use crate::table::{person, setting};

/// Raised whenever facts are counted or kept otherwise than before: every home then counts anew when it is opened.
const DERIVATION: &str = "2";

/// The setting that says by which derivation a home was last counted.
const SETTING: &str = "derivation";

impl Replica {
    /// Makes everything that is derived anew from facts and rows.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn rebuild(&self) -> Result<()> {
        let organisation = self.station().organisation;
        self.write(&[Topic::Facts, Topic::Projects], |db| {
            presence::clear(db)?;
            // A station that has joined and pulled nothing yet has nothing to count.
            if let Some(organisation) = organisation {
                let settling = Settling::new(db, organisation)?;
                for volunteer in presence::volunteers(db)? {
                    settling.settle(db, volunteer)?;
                }
            }
            note_up_to_date(db)
        })
    }

    /// Counts anew where an older version of the program, or a migration, left what is derived in another shape.
    pub(crate) fn catch_up(&self) -> Result<()> {
        let counted = self.read(|db| setting::get(db, SETTING))?;
        if counted.as_deref() == Some(DERIVATION) {
            return Ok(());
        }
        tracing::info!("all hours are counted anew");
        self.rebuild()
    }
}

/// Notes that what is kept was counted as this version of the program counts.
pub(crate) fn note_up_to_date(db: &Connection) -> Result<()> {
    setting::set(db, SETTING, DERIVATION)
}

impl Settling {
    /// Makes what is derived of a volunteer anew from his facts; only what differs is written.
    pub(crate) fn settle(&self, db: &Connection, volunteer: VolunteerId) -> Result<()> {
        let canonical = person::canonical(db, volunteer)?;
        if canonical != volunteer {
            Derived::default().replace(db, volunteer)?;
        }
        let stored = settle::of_person(db, canonical)?;
        self.derive(&stored, canonical).replace(db, canonical)
    }

    fn derive(&self, stored: &[Stored], volunteer: VolunteerId) -> Derived {
        let facts = settle::engine_facts(stored, &Id::from(volunteer.to_string().as_str()));
        // What time passing changes is decided when it is read: all that is known has happened.
        let assessment = self.assess(&facts, Timestamp::MAX);
        let sign_ins = accepted(&facts, &assessment);
        let mut derived = Derived {
            admissions: admissions(stored),
            ..Derived::default()
        };
        for record in &assessment.records {
            let Some(project) = self.project_id(&record.project) else {
                continue;
            };
            let open = open_session(record).and_then(|at| {
                let fact = sign_ins.get(&(&record.project, at))?;
                Some((fact.as_str().parse().ok()?, at.as_millisecond()))
            });
            let day = Day::from(record.day);
            derived.days.push(DayRecord {
                volunteer,
                project,
                day,
                open,
                left_at: left_at(record).map(Timestamp::as_millisecond),
                minutes: record.standing_minutes(),
                gap: self.gap(record),
            });
            let earned = record.earned.iter().zip(0..);
            derived.earned.extend(earned.map(|(part, nth)| EarnedRow {
                project,
                day,
                nth,
                sort: part.sort,
                minutes: part.minutes,
                stands_from: part.stands_from.as_millisecond(),
                final_from: part.final_from.map(Timestamp::as_millisecond),
            }));
        }
        derived
    }

    /// What the day's refused punches say is missing.
    fn gap(&self, record: &Record) -> Option<Gap> {
        if record.cancelled {
            return None;
        }
        record.because.iter().find_map(|because| {
            let Step::Refused { punch, refusal, .. } = &because.step else {
                return None;
            };
            match refusal.code {
                Code::NotSignedIn if !self.is_covered(record, punch.at.instant) => {
                    Some(Gap::SignIn)
                }
                Code::TooLate if open_session(record).is_some() => Some(Gap::SignOut),
                _ => None,
            }
        })
    }

    /// Whether a session accounts for somebody being there at an instant: one from scans by holding it, one that a
    /// request mended by beginning before it, for then somebody looked at the day.
    fn is_covered(&self, record: &Record, at: Timestamp) -> bool {
        let project = self.project_id(&record.project);
        let window = project
            .and_then(|id| self.project(id))
            .map(|project| project.window(record.day, &self.zone));
        let at = window.map_or(at, |window| at.min(window.end));
        record.sessions.iter().any(|session| {
            let began = session.sign_in.is_some_and(|moment| moment.instant <= at);
            let ended = session.sign_out.is_some_and(|moment| moment.instant >= at);
            match &session.request {
                Some(_) => began && session.standing != Standing::Pending,
                None => began && ended,
            }
        })
    }
}

/// What is kept of one volunteer.
#[derive(Default)]
struct Derived {
    days: Vec<DayRecord>,
    earned: Vec<EarnedRow>,
    admissions: Vec<Admission>,
}

impl Derived {
    fn replace(&self, db: &Connection, volunteer: VolunteerId) -> Result<()> {
        presence::replace(db, volunteer, &self.days)?;
        earned::replace(db, volunteer, &self.earned)?;
        presence::replace_admissions(db, volunteer, &self.admissions)
    }
}

/// The accepted punches by their project and time.
fn accepted<'a>(
    facts: &'a [rules::Fact],
    assessment: &rules::Assessment,
) -> HashMap<(&'a Id, Timestamp), &'a Id> {
    let by_id: HashMap<&Id, &rules::Fact> = facts.iter().map(|fact| (&fact.id, fact)).collect();
    let punches = assessment
        .verdicts
        .iter()
        .filter(|verdict| verdict.outcome == rules::Outcome::Accepted)
        .filter_map(|verdict| by_id.get(&verdict.fact));
    punches
        .filter_map(|fact| match &fact.what {
            What::Punch(punch) => Some(((&punch.project, fact.time), &fact.id)),
            _ => None,
        })
        .collect()
}

fn is_still_in(session: &Session) -> bool {
    matches!(session.standing, Standing::Open | Standing::MissingSignOut)
}

fn open_session(record: &Record) -> Option<Timestamp> {
    let open = record.sessions.iter().find(|session| is_still_in(session));
    open.and_then(|session| Some(session.sign_in?.instant))
}

fn left_at(record: &Record) -> Option<Timestamp> {
    record
        .sessions
        .iter()
        .filter(|session| !is_still_in(session))
        .filter_map(|session| session.sign_out.or(session.sign_in))
        .map(|at| at.instant)
        .max()
}

/// The last word on every list that a volunteer was put on or off.
fn admissions(stored: &[Stored]) -> Vec<Admission> {
    let mut latest: HashMap<rules::ProjectId, (i64, rules::FactId, Admission)> = HashMap::new();
    for one in stored.iter().filter(|one| one.flag.is_none()) {
        let admission = match one.fact.decoded() {
            Ok(Some(Body::Admitted(listed))) => Admission {
                project: listed.project,
                admitted: true,
                position: listed.position,
                team: listed.team,
            },
            Ok(Some(Body::Removed(listed))) => Admission {
                project: listed.project,
                admitted: false,
                position: None,
                team: None,
            },
            _ => continue,
        };
        let place = (one.at, one.fact.id);
        let known = latest.get(&admission.project);
        if known.is_none_or(|(at, id, _)| (*at, *id) < place) {
            latest.insert(admission.project, (place.0, place.1, admission));
        }
    }
    latest
        .into_values()
        .map(|(_, _, admission)| admission)
        .collect()
}

#[cfg(test)]
mod tests;
