//! Histories of a few volunteers in a few projects, their times around the edges of windows.

use jiff::civil::{Date, Time, date, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use rules::{
    Assessment, By, Cause, Decision, Direction, Fact, Id, Listing, Policy, Project, ProjectKind,
    Punch, Request, Resolution, ServiceDay, Timing, What, assess,
};

const FIRST: Date = date(2019, 6, 8);

/// One history of a few volunteers in a few projects.
#[derive(Debug, Clone)]
pub struct History {
    pub policy: &'static Policy,
    pub zone: TimeZone,
    pub now: Timestamp,
    pub projects: Vec<Project>,
    pub facts: Vec<Fact>,
}

impl History {
    pub fn assess(&self) -> Assessment {
        self.with(&self.facts)
    }

    pub fn with(&self, facts: &[Fact]) -> Assessment {
        assess(self.policy, &self.zone, self.now, &self.projects, facts)
    }
}

fn windows() -> impl Strategy<Value = (Time, Time)> {
    let at = |hour, minute| time(hour, minute, 0, 0);
    select(vec![
        (at(8, 30), at(17, 30)),
        (at(9, 0), at(12, 0)),
        (at(22, 0), at(2, 0)),
        (at(8, 0), at(8, 0)),
        (at(0, 0), at(23, 59)),
    ])
}

fn project(number: usize) -> impl Strategy<Value = Project> {
    let timing = prop_oneof![4 => Just(Timing::Double), 1 => Just(Timing::Single)];
    let kind = prop_oneof![5 => Just(ProjectKind::Service), 1 => Just(ProjectKind::Training)];
    (timing, kind, windows(), 0..3_i64, prop::bool::weighted(0.2)).prop_map(
        move |(timing, kind, (start, end), days, by_list)| Project {
            id: Id::from(format!("p{number}")),
            timing,
            kind,
            from: FIRST,
            to: FIRST.saturating_add(jiff::Span::new().days(days)),
            start,
            end,
            preset_minutes: Some(120),
            by_list,
            self_open: true,
            venue: None,
            radius_m: None,
            dispersed_sign_out: false,
        },
    )
}

/// An instant near an edge of a window: which project, how many days on, the start or the end, and how far from it.
#[derive(Debug, Clone)]
struct Near {
    project: Index,
    day: i64,
    at_end: bool,
    seconds: i64,
}

fn near() -> impl Strategy<Value = Near> {
    let minute = 60_i64;
    let exactly = select(vec![
        0,
        1,
        -1,
        30 * minute,
        30 * minute + 1,
        -30 * minute,
        10 * minute,
    ]);
    let around = -4 * 3600..4 * 3600_i64;
    let day = prop_oneof![8 => Just(0_i64), 3 => 1..3_i64, 1 => Just(-1_i64)];
    (
        any::<Index>(),
        day,
        any::<bool>(),
        prop_oneof![exactly, around],
    )
        .prop_map(|(project, day, at_end, seconds)| Near {
            project,
            day,
            at_end,
            seconds,
        })
}

/// What is drawn before it is known which projects there are.
#[derive(Debug, Clone)]
struct Drawn {
    near: Near,
    volunteer: usize,
    kind: usize,
    direction: Direction,
    by: By,
    times: (Time, Time),
    which_times: usize,
    refers: Index,
    yes: bool,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    use Direction::{Auto, In, Out};
    let times =
        (6..20_i8, select(vec![0_i8, 10, 30, 59]), 1..6_i8).prop_map(|(hour, minute, length)| {
            (
                time(hour, minute, 0, 0),
                time((hour + length).min(23), minute, 0, 0),
            )
        });
    (
        near(),
        0..3_usize,
        0..20_usize,
        select(vec![Auto, Auto, Auto, In, Out]),
        select(vec![By::Staff, By::Staff, By::Volunteer, By::Code]),
        times,
        0..4_usize,
        any::<Index>(),
        any::<bool>(),
    )
        .prop_map(
            |(near, volunteer, kind, direction, by, times, which_times, refers, yes)| Drawn {
                near,
                volunteer,
                kind,
                direction,
                by,
                times,
                which_times,
                refers,
                yes,
            },
        )
}

pub fn history() -> impl Strategy<Value = History> {
    let policies = select(Policy::all().iter().collect::<Vec<_>>());
    let projects = prop_oneof![
        project(1).prop_map(|one| vec![one]),
        (project(1), project(2)).prop_map(|(one, two)| vec![one, two]),
    ];
    let zones = select(vec![
        "Asia/Shanghai",
        "America/New_York",
        "Australia/Lord_Howe",
    ]);
    let facts = prop::collection::vec(drawn(), 0..24);
    (policies, projects, zones, facts, 0..30 * 24_i64).prop_map(
        |(policy, projects, zone, drawn, hours)| {
            let zone = TimeZone::get(zone).expect("a zone of the bundle");
            let start = FIRST
                .to_zoned(zone.clone())
                .expect("a date of our days")
                .timestamp();
            let now = start + SignedDuration::from_hours(hours);
            let mut facts = vec![face_check(start)];
            for one in &drawn {
                let fact = fact(one, &projects, &zone, &facts);
                facts.push(fact);
            }
            History {
                policy,
                zone,
                now,
                projects,
                facts,
            }
        },
    )
}

fn face_check(start: Timestamp) -> Fact {
    let time = start - SignedDuration::from_hours(48);
    Fact {
        id: "f00".into(),
        time,
        what: What::FaceChecked {
            volunteer: "v0".into(),
        },
    }
}

fn fact(drawn: &Drawn, projects: &[Project], zone: &TimeZone, before: &[Fact]) -> Fact {
    let near = &drawn.near;
    let project = near.project.get(projects);
    let day = FIRST.saturating_add(jiff::Span::new().days(near.day));
    let window = project.window(day, zone);
    let edge = if near.at_end {
        window.end
    } else {
        window.start
    };
    let id = Id::from(format!("f{:02}", (before.len() * 37) % 101));
    let here = ServiceDay {
        project: project.id.clone(),
        volunteer: Id::from(format!("v{}", drawn.volunteer)),
        day,
    };
    let listing = Listing {
        project: here.project.clone(),
        volunteer: here.volunteer.clone(),
    };
    let about = drawn.refers.get(before);
    let hours = |count: i64| SignedDuration::from_hours(count);
    let (later, what) = match (drawn.kind, &about.what) {
        (_, What::Punch(_)) if drawn.kind == 0 => {
            let what = What::PunchAnnulled {
                punch: about.id.clone(),
                reason: String::new(),
            };
            return Fact {
                id,
                time: about.time + hours(near.day),
                what,
            };
        }
        (_, What::SupplementRequested(_)) if drawn.kind < 16 => {
            let decision = if drawn.yes {
                Decision::Approved
            } else {
                Decision::Rejected
            };
            let what = What::SupplementDecided {
                request: about.id.clone(),
                decision,
            };
            return Fact {
                id,
                time: about.time + hours(12 * near.day),
                what,
            };
        }
        (_, What::DisputeRaised(_)) if drawn.kind < 16 => {
            let resolution = if drawn.yes {
                Resolution::Keep
            } else {
                Resolution::Cancel
            };
            let what = What::DisputeResolved {
                dispute: about.id.clone(),
                resolution,
            };
            return Fact {
                id,
                time: about.time + hours(72 * near.day),
                what,
            };
        }
        (0..=11, _) => (hours(0), What::Punch(punch(drawn, here))),
        (12..=14, _) => (hours(20), What::SupplementRequested(request(drawn, here))),
        (15..=16, _) => (
            hours(if drawn.yes { 30 } else { 240 }),
            What::DisputeRaised(here),
        ),
        (17, _) => (hours(6), What::Confirmed(here)),
        (18, _) => (hours(-30), What::Admitted(listing)),
        (_, _) => (hours(6), What::Removed(listing)),
    };
    Fact {
        id,
        time: edge + SignedDuration::from_secs(near.seconds) + later,
        what,
    }
}

fn punch(drawn: &Drawn, here: ServiceDay) -> Punch {
    Punch {
        project: here.project,
        volunteer: here.volunteer,
        direction: drawn.direction,
        by: drawn.by,
        location: None,
    }
}

fn request(drawn: &Drawn, here: ServiceDay) -> Request {
    let (sign_in, sign_out) = match drawn.which_times {
        0 => (Some(drawn.times.0), None),
        1 => (None, Some(drawn.times.1)),
        _ => (Some(drawn.times.0), Some(drawn.times.1)),
    };
    Request {
        project: here.project,
        volunteer: here.volunteer,
        day: here.day,
        sign_in,
        sign_out,
        cause: Cause::NoSignal,
        reason: "没有信号".to_owned(),
        evidence: 1,
    }
}
