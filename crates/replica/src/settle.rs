//! From stored facts to what the rules say: one volunteer's days, totals, and the verdict on a new punch.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use protocol::Hash;
use protocol::body::{Body, By, Cause, Decision, Direction, Resolution};
use protocol::row::{self, ProjectRow};
use rules::{Assessment, Id, Policy, VolunteerId, What};
use rusqlite::Connection;

use crate::Replica;
use crate::error::{Error, Noun, Result};
use crate::profiles::{NamedProfile, Policies};
use crate::table::fact::Stored;
use crate::table::{basis, fact, organisation, person, project};

/// The zone of most of our users: for an organisation that names none, or has not come yet.
const ZONE: &str = "Asia/Shanghai";

/// What the rules need beside facts: the zone and the projects of an organisation, each with its policy.
#[derive(Clone)]
pub(crate) struct Settling {
    /// The organisation's own policy.
    pub policy: Arc<Policy>,
    pub zone: TimeZone,
    pub projects: Vec<rules::Project>,
    pub policies: Policies,
    ids: HashMap<Id, rules::ProjectId>,
    places: HashMap<rules::ProjectId, usize>,
    /// Projects whose profile is not here, or cannot be used, with its name: another stands in for it.
    pub stood_in: Vec<(rules::ProjectId, String)>,
}

/// The zone of this IANA name; the one of most of our users where it is none.
pub(crate) fn zone(name: &str) -> TimeZone {
    TimeZone::get(name)
        .or_else(|_| TimeZone::get(ZONE))
        .unwrap_or(TimeZone::UTC)
}

impl Settling {
    /// What the rows at hand say. An organisation that has not come yet works under the platform's first profile.
    pub(crate) fn new(db: &Connection, of: rules::OrganisationId) -> Result<Settling> {
        let row = organisation::by_id(db, of)?;
        let (profile, zone_name) = row
            .as_ref()
            .map_or(("", ZONE), |row| (&row.profile, &row.zone));
        let policies = Policies::at_hand(db, profile)?;
        let mut settling = Settling {
            policy: policies.own(),
            zone: zone(zone_name),
            projects: Vec::new(),
            policies,
            ids: HashMap::new(),
            places: HashMap::new(),
            stood_in: Vec::new(),
        };
        project::all(db)?.iter().for_each(|row| settling.take(row));
        Ok(settling)
    }

    fn take(&mut self, row: &ProjectRow) {
        let Some(project) = of_rules(row) else {
            return;
        };
        let policy = self
            .policies
            .of_project(row, project.from)
            .unwrap_or_else(|stand_in| {
                let missing = self.policies.name_of(row).to_owned();
                self.stood_in.push((row.id, missing));
                stand_in
            });
        self.ids.insert(project.id.clone(), row.id);
        self.places.insert(row.id, self.projects.len());
        self.projects.push(rules::Project {
            policy: Some(policy),
            ..project
        });
    }

    /// The same with every project under one profile.
    pub(crate) fn under(&self, profile: &NamedProfile) -> Result<Settling> {
        let on = |day| {
            let policy = self.policies.named(profile, day);
            policy.ok_or(Error::Unknown(Noun::Profile))
        };
        let mut other = Settling {
            policy: on(Date::MAX)?,
            stood_in: Vec::new(),
            ..self.clone()
        };
        for project in &mut other.projects {
            project.policy = Some(on(project.from)?);
        }
        Ok(other)
    }

    /// The policy that a project runs under; the organisation's for one that is not here.
    pub(crate) fn policy_of(&self, project: &Id) -> &Policy {
        let there = self.ids.get(project).and_then(|id| self.project(*id));
        there.map_or(&self.policy, |there| there.policy_or(&self.policy))
    }

    /// A project as the rules see it.
    pub(crate) fn project(&self, id: rules::ProjectId) -> Option<&rules::Project> {
        self.projects.get(*self.places.get(&id)?)
    }

    /// The project behind an id of the engine.
    pub(crate) fn project_id(&self, id: &Id) -> Option<rules::ProjectId> {
        self.ids.get(id).copied()
    }

    /// What these facts come to.
    pub(crate) fn assess(&self, facts: &[rules::Fact], now: Timestamp) -> Assessment {
        rules::assess(&self.policy, &self.zone, now, &self.projects, facts)
    }
}

/// What was made of the rows at hand, with the revision that it was made of.
#[derive(Default)]
pub(crate) struct Remembered(Option<(i64, rules::OrganisationId, Arc<Settling>)>);

impl Replica {
    /// What the rules need beside facts, as `db` has it: made anew only after one of its rows changed.
    pub(crate) fn settling(&self, db: &Connection) -> Result<Arc<Settling>> {
        let of = self.station().serves()?;
        let revision = basis::revision(db)?;
        let mut remembered = Replica::lock(&self.remembered);
        match &remembered.0 {
            Some((made_of, whose, settling)) if (*made_of, *whose) == (revision, of) => {
                Ok(settling.clone())
            }
            _ => {
                let settling = Arc::new(Settling::new(db, of)?);
                remembered.0 = Some((revision, of, settling.clone()));
                Ok(settling)
            }
        }
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
        timing: timing(row.timing),
        kind: kind(row.kind),
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

/// A timing as the rules see it.
pub(crate) fn timing(timing: row::Timing) -> rules::Timing {
    match timing {
        row::Timing::Single => rules::Timing::Single,
        row::Timing::Double => rules::Timing::Double,
    }
}

/// A kind of project as the rules see it.
pub(crate) fn kind(kind: row::ProjectKind) -> rules::ProjectKind {
    match kind {
        row::ProjectKind::Service => rules::ProjectKind::Service,
        row::ProjectKind::Training => rules::ProjectKind::Training,
    }
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
            by: by(punch.by),
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

/// Whose doing a punch was, as the rules see it.
pub(crate) fn by(by: By) -> rules::By {
    match by {
        By::Staff => rules::By::Staff,
        By::Own => rules::By::Volunteer,
        By::Code => rules::By::Code,
    }
}

/// A direction as the rules see it.
pub(crate) fn direction(direction: Direction) -> rules::Direction {
    match direction {
        Direction::Auto => rules::Direction::Auto,
        Direction::In => rules::Direction::In,
        Direction::Out => rules::Direction::Out,
    }
}
