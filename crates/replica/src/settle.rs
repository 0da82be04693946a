//! From stored facts to what the rules say: one volunteer's days, totals, and the verdict on a new punch.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use protocol::body::{Body, By, Cause, Decision, Direction, Resolution};
use protocol::row::{self, ProjectRow};
use protocol::{Day, Hash};
use rules::{Assessment, Id, Policy, Standing, VolunteerId, What};
use rusqlite::Connection;

use crate::error::{Error, Noun, Result};
use crate::table::fact::Stored;
use crate::table::presence::{Admission, DayRecord};
use crate::table::{fact, organisation, person, presence, project};

/// What the rules need beside facts: the policy, the zone and the projects of an organisation.
pub(crate) struct Settling {
    pub policy: Policy,
    pub zone: TimeZone,
    pub projects: Vec<rules::Project>,
    ids: HashMap<Id, rules::ProjectId>,
}

/// The policy of this name: the organisation's own data file, else the platform's.
pub(crate) fn policy(db: &Connection, name: &str) -> Result<Policy> {
    if let Some(text) = crate::table::row::profile(db, name)? {
        return Policy::parse(&text).map_err(|_| Error::Damaged);
    }
    Policy::named(name)
        .cloned()
        .ok_or(Error::Unknown(Noun::Profile))
}

/// The zone of this IANA name; the one of most of our users where it is none.
pub(crate) fn zone(name: &str) -> TimeZone {
    TimeZone::get(name)
        .or_else(|_| TimeZone::get("Asia/Shanghai"))
        .unwrap_or(TimeZone::UTC)
}

impl Settling {
    pub(crate) fn new(db: &Connection, of: rules::OrganisationId) -> Result<Settling> {
        let Some(organisation) = organisation::by_id(db, of)? else {
            return Ok(Settling::under(
                Policy::named("jianghai").cloned(),
                "Asia/Shanghai",
                &[],
            ));
        };
        let policy = policy(db, &organisation.profile)?;
        Ok(Settling::under(
            Some(policy),
            &organisation.zone,
            &project::all(db)?,
        ))
    }

    fn under(policy: Option<Policy>, zone_name: &str, rows: &[ProjectRow]) -> Settling {
        let projects: Vec<_> = rows.iter().filter_map(of_rules).collect();
        let ids = rows
            .iter()
            .map(|row| (Id::from(row.id.to_string().as_str()), row.id))
            .collect();
        Settling {
            policy: policy.unwrap_or_else(|| Policy::all()[0].clone()),
            zone: zone(zone_name),
            projects,
            ids,
        }
    }

    /// The policy that a project runs under.
    pub(crate) fn policy_of(&self, _project: &Id) -> &Policy {
        &self.policy
    }

    /// The project behind an id of the engine.
    pub(crate) fn project_id(&self, id: &Id) -> Option<rules::ProjectId> {
        self.ids.get(id).copied()
    }

    /// What these facts come to.
    pub(crate) fn assess(&self, facts: &[rules::Fact], now: Timestamp) -> Assessment {
        rules::assess(&self.policy, &self.zone, now, &self.projects, facts)
    }

    /// Makes a volunteer's days and list places anew from his facts.
    pub(crate) fn settle(&self, db: &Connection, volunteer: VolunteerId) -> Result<()> {
        let canonical = person::canonical(db, volunteer)?;
        if canonical != volunteer {
            presence::replace(db, volunteer, &[])?;
        }
        let volunteer = canonical;
        let stored = of_person(db, volunteer)?;
        let name = Id::from(volunteer.to_string().as_str());
        let facts = engine_facts(&stored, &name);
        let assessment = self.assess(&facts, Timestamp::MAX);
        presence::replace(
            db,
            volunteer,
            &self.day_records(volunteer, &facts, &assessment),
        )?;
        for admission in admissions(&stored) {
            presence::admit(db, volunteer, &admission)?;
        }
        Ok(())
    }

    fn day_records(
        &self,
        volunteer: VolunteerId,
        facts: &[rules::Fact],
        assessment: &Assessment,
    ) -> Vec<DayRecord> {
        let accepted: HashMap<(&Id, Timestamp), &Id> = assessment
            .verdicts
            .iter()
            .filter(|verdict| verdict.outcome == rules::Outcome::Accepted)
            .filter_map(|verdict| {
                let fact = facts.iter().find(|fact| fact.id == verdict.fact)?;
                match &fact.what {
                    What::Punch(punch) => Some(((&punch.project, fact.time), &fact.id)),
                    _ => None,
                }
            })
            .collect();
        assessment
            .records
            .iter()
            .filter_map(|record| {
                let still_in =
                    |standing| matches!(standing, Standing::Open | Standing::MissingSignOut);
                let open = record
                    .sessions
                    .iter()
                    .find(|session| still_in(session.standing));
                let open = open.and_then(|session| {
                    let at = session.sign_in?.instant;
                    let fact = accepted.get(&(&record.project, at))?;
                    Some((fact.as_str().parse().ok()?, at.as_millisecond()))
                });
                let left = record
                    .sessions
                    .iter()
                    .filter(|session| !still_in(session.standing));
                let left_at = left
                    .filter_map(|session| session.sign_out.or(session.sign_in))
                    .map(|at| at.instant)
                    .max();
                Some(DayRecord {
                    volunteer,
                    project: self.project_id(&record.project)?,
                    day: Day::from(record.day),
                    open,
                    left_at: left_at.map(|at| at.as_millisecond()),
                    minutes: record.standing_minutes(),
                })
            })
            .collect()
    }
}

/// Everything stored about one person, under all the references that he has.
pub(crate) fn of_person(db: &Connection, volunteer: VolunteerId) -> Result<Vec<Stored>> {
    let mut stored = Vec::new();
    for reference in person::references(db, volunteer)? {
        stored.extend(fact::of_volunteer(db, reference)?);
    }
    Ok(stored)
}

/// A project as the rules see it; nothing for one whose days or times cannot be.
pub(crate) fn of_rules(row: &ProjectRow) -> Option<rules::Project> {
    Some(rules::Project {
        id: Id::from(row.id.to_string().as_str()),
        timing: match row.timing {
            row::Timing::Single => rules::Timing::Single,
            row::Timing::Double => rules::Timing::Double,
        },
        kind: match row.kind {
            row::ProjectKind::Service => rules::ProjectKind::Service,
            row::ProjectKind::Training => rules::ProjectKind::Training,
        },
        from: row.from.date()?,
        to: row.to.date()?,
        start: row.start.time()?,
        end: row.end.time()?,
        preset_minutes: row.preset_minutes,
        by_list: row.by_list,
        self_open: row.self_open,
        venue: row.venue.map(|place| [place.latitude, place.longitude]),
        radius_m: row.radius_m,
        dispersed_sign_out: row.dispersed_sign_out,
        policy: None,
    })
}

/// Stored facts as the rules see them. One that central flagged is, if it is a punch, taken back; else not there.
pub(crate) fn engine_facts(stored: &[Stored], volunteer: &Id) -> Vec<rules::Fact> {
    let mut facts = Vec::with_capacity(stored.len());
    for one in stored {
        let Ok(Some(body)) = one.fact.decoded() else {
            continue;
        };
        let Ok(time) = Timestamp::from_millisecond(one.at) else {
            continue;
        };
        let Some(what) = what(&body, volunteer) else {
            continue;
        };
        let id = Id::from(one.fact.id.to_string().as_str());
        if let Some(code) = &one.flag {
            if !matches!(what, What::Punch(_)) {
                continue;
            }
            let taken_back = What::PunchAnnulled {
                punch: id.clone(),
                reason: code.clone(),
            };
            let flag = Id::from(format!("{id}/flag").as_str());
            facts.push(rules::Fact {
                id: flag,
                time,
                what: taken_back,
            });
        }
        facts.push(rules::Fact { id, time, what });
    }
    facts
}

/// What a body means to the rules; nothing where it means nothing to them.
pub(crate) fn what(body: &Body, volunteer: &Id) -> Option<What> {
    let project = |id: rules::ProjectId| Id::from(id.to_string().as_str());
    let named = |id: rules::FactId| Id::from(id.to_string().as_str());
    let volunteer = volunteer.clone();
    Some(match body {
        Body::Punch(punch) => What::Punch(rules::Punch {
            project: project(punch.project),
            volunteer,
            direction: direction(punch.direction),
            by: match punch.by {
                By::Staff => rules::By::Staff,
                By::Own => rules::By::Volunteer,
                By::Code => rules::By::Code,
            },
            location: punch
                .location
                .map(|place| [place.latitude, place.longitude]),
        }),
        Body::PunchAnnulled(annulled) => What::PunchAnnulled {
            punch: named(annulled.punch),
            reason: annulled.reason.clone(),
        },
        Body::FaceChecked(_) => What::FaceChecked { volunteer },
        Body::Admitted(listed) => What::Admitted(rules::Listing {
            project: project(listed.project),
            volunteer,
        }),
        Body::Removed(listed) => What::Removed(rules::Listing {
            project: project(listed.project),
            volunteer,
        }),
        Body::Confirmed(day) => What::Confirmed(rules::ServiceDay {
            project: project(day.project),
            volunteer,
            day: day.day.date()?,
        }),
        Body::SupplementRequested(request) => What::SupplementRequested(rules::Request {
            project: project(request.project),
            volunteer,
            day: request.day.date()?,
            sign_in: request.come.and_then(protocol::Minute::time),
            sign_out: request.left.and_then(protocol::Minute::time),
            cause: match request.cause {
                Cause::NoSignal => rules::Cause::NoSignal,
                Cause::OrganiserError => rules::Cause::OrganiserError,
                Cause::OwnFault => rules::Cause::OwnFault,
                Cause::Other => rules::Cause::Other,
            },
            reason: request.reason.clone(),
            evidence: evidence(&request.evidence),
        }),
        Body::SupplementDecided(decided) => What::SupplementDecided {
            request: named(decided.request),
            decision: match decided.outcome {
                Decision::Approved => rules::Decision::Approved,
                Decision::Rejected => rules::Decision::Rejected,
            },
        },
        Body::DisputeRaised(day) => What::DisputeRaised(rules::ServiceDay {
            project: project(day.project),
            volunteer,
            day: day.day.date()?,
        }),
        Body::DisputeResolved(resolved) => What::DisputeResolved {
            dispute: named(resolved.dispute),
            resolution: match resolved.outcome {
                Resolution::Cancel => rules::Resolution::Cancel,
                Resolution::Keep => rules::Resolution::Keep,
            },
        },
        _ => return None,
    })
}

fn evidence(photographs: &[Hash]) -> usize {
    photographs.len()
}

/// A direction as the rules see it.
pub(crate) fn direction(direction: Direction) -> rules::Direction {
    match direction {
        Direction::Auto => rules::Direction::Auto,
        Direction::In => rules::Direction::In,
        Direction::Out => rules::Direction::Out,
    }
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
