//! Histories made of bytes: well-formed by themselves, so that every byte goes into the rules. Facts turned round give
//! the same answer, and the parts of each record sum to its total.

#![no_main]

use std::sync::Arc;

use arbitrary::Arbitrary;
use jiff::civil::{Date, Time, date, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use libfuzzer_sys::fuzz_target;
use rules::{
    Assessment, By, Cause, Decision, Direction, Fact, Id, Listing, Policy, Project, ProjectKind,
    Punch, Request, Resolution, ServiceDay, Timing, What, assess,
};

const ZONES: [&str; 6] = [
    "Asia/Shanghai",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Pacific/Apia",
    "Asia/Kathmandu",
];
const FIRST_DAYS: [Date; 6] = [
    date(2019, 6, 8),
    date(2020, 2, 28),
    date(2019, 3, 9),
    date(2018, 11, 3),
    date(2011, 12, 29),
    date(2019, 10, 5),
];

#[derive(Debug, Arbitrary)]
struct History {
    policy: u8,
    zone: u8,
    first: u8,
    now_minutes: u16,
    projects: [ProjectDrawn; 2],
    facts: Vec<FactDrawn>,
}

#[derive(Debug, Arbitrary)]
struct ProjectDrawn {
    single: bool,
    training: bool,
    start_minutes: u16,
    end_minutes: u16,
    days: i8,
    preset_minutes: u16,
    by_list: bool,
    self_open: bool,
    venue: bool,
    dispersed: bool,
    policy: Option<u8>,
}

#[derive(Debug, Arbitrary)]
struct FactDrawn {
    kind: u8,
    project: bool,
    volunteer: bool,
    at_minutes: u16,
    at_seconds: u8,
    day: i8,
    word: u8,
    location: Option<(i8, i8)>,
    sign_in_minutes: Option<u16>,
    sign_out_minutes: Option<u16>,
    about: u8,
}

fn clock(minutes: u16) -> Time {
    let minutes = minutes % (24 * 60);
    time((minutes / 60) as i8, (minutes % 60) as i8, 0, 0)
}

fn policy(at: u8) -> &'static Policy {
    let all = Policy::all();
    &all[usize::from(at) % all.len()]
}

fn after(first: Date, days: i8) -> Date {
    first.saturating_add(jiff::Span::new().days(i64::from(days)))
}

impl ProjectDrawn {
    fn project(&self, number: usize, first: Date) -> Project {
        Project {
            id: Id::from(format!("p{number}")),
            timing: if self.single {
                Timing::Single
            } else {
                Timing::Double
            },
            kind: if self.training {
                ProjectKind::Training
            } else {
                ProjectKind::Service
            },
            from: first,
            to: after(first, self.days % 4),
            start: clock(self.start_minutes),
            end: clock(self.end_minutes),
            preset_minutes: Some(u32::from(self.preset_minutes)),
            by_list: self.by_list,
            self_open: self.self_open,
            venue: self.venue.then_some([32.0, 120.0]),
            radius_m: self.venue.then_some(200.0),
            dispersed_sign_out: self.dispersed,
            policy: self.policy.map(|at| Arc::new(policy(at).clone())),
        }
    }
}

impl FactDrawn {
    fn fact(&self, number: usize, first: Date, start: Timestamp) -> Fact {
        let (minutes, seconds) = (i64::from(self.at_minutes), i64::from(self.at_seconds % 60));
        Fact {
            id: Id::from(format!("f{number}")),
            time: start + SignedDuration::from_secs(minutes * 60 + seconds),
            what: self.what(first),
        }
    }

    fn what(&self, first: Date) -> What {
        let project = Id::from(if self.project { "p1" } else { "p0" });
        let volunteer = Id::from(if self.volunteer { "v1" } else { "v0" });
        let about = Id::from(format!("f{}", self.about));
        let (yes, day) = (self.word & 1 == 1, after(first, self.day % 5));
        let here = || ServiceDay {
            project: project.clone(),
            volunteer: volunteer.clone(),
            day,
        };
        let listing = || Listing {
            project: project.clone(),
            volunteer: volunteer.clone(),
        };
        match self.kind % 16 {
            0..=6 => What::Punch(self.punch(project, volunteer)),
            7 => What::PunchAnnulled {
                punch: about,
                reason: String::new(),
            },
            8 => What::FaceChecked { volunteer },
            9 | 10 => What::SupplementRequested(self.request(here())),
            11 => What::SupplementDecided {
                request: about,
                decision: if yes {
                    Decision::Approved
                } else {
                    Decision::Rejected
                },
            },
            12 => What::DisputeRaised(here()),
            13 => What::DisputeResolved {
                dispute: about,
                resolution: if yes {
                    Resolution::Cancel
                } else {
                    Resolution::Keep
                },
            },
            14 if yes => What::Admitted(listing()),
            14 => What::Removed(listing()),
            _ => What::Confirmed(here()),
        }
    }

    fn punch(&self, project: Id, volunteer: Id) -> Punch {
        let direction = [
            Direction::Auto,
            Direction::In,
            Direction::Out,
            Direction::Auto,
        ];
        let by = [By::Staff, By::Volunteer, By::Code, By::Staff];
        let degrees = |off: i8, from: f64| from + f64::from(off) / 1_000.0;
        Punch {
            project,
            volunteer,
            direction: direction[usize::from(self.word % 4)],
            by: by[usize::from(self.word / 4 % 4)],
            location: self
                .location
                .map(|(north, east)| [degrees(north, 32.0), degrees(east, 120.0)]),
        }
    }

    fn request(&self, here: ServiceDay) -> Request {
        let causes = [
            Cause::NoSignal,
            Cause::OrganiserError,
            Cause::OwnFault,
            Cause::Other,
        ];
        Request {
            project: here.project,
            volunteer: here.volunteer,
            day: here.day,
            sign_in: self.sign_in_minutes.map(clock),
            sign_out: self.sign_out_minutes.map(clock),
            cause: causes[usize::from(self.word % 4)],
            reason: if self.word & 4 == 0 {
                "没有信号".to_owned()
            } else {
                String::new()
            },
            evidence: usize::from(self.word & 8 == 0),
        }
    }
}

fn in_order(mut assessment: Assessment) -> Assessment {
    assessment
        .verdicts
        .sort_by(|one, other| one.fact.cmp(&other.fact));
    assessment
}

fuzz_target!(|history: History| {
    let zone = TimeZone::get(ZONES[usize::from(history.zone) % ZONES.len()])
        .expect("a zone of the bundle");
    let first = FIRST_DAYS[usize::from(history.first) % FIRST_DAYS.len()];
    let start = zone
        .to_timestamp(first.to_datetime(Time::MIN))
        .expect("a date of our days");
    let now = start + SignedDuration::from_mins(i64::from(history.now_minutes));
    let projects: Vec<_> = history
        .projects
        .iter()
        .enumerate()
        .map(|(at, it)| it.project(at, first))
        .collect();
    let facts = history
        .facts
        .iter()
        .enumerate()
        .map(|(at, it)| it.fact(at, first, start));
    let mut facts: Vec<_> = facts.collect();
    let given = policy(history.policy);
    let answer = in_order(assess(given, &zone, now, &projects, &facts));
    for record in &answer.records {
        assert_eq!(
            record.standing_minutes(),
            record.final_minutes + record.publicity_minutes
        );
        assert!(!record.because.is_empty());
    }
    facts.reverse();
    assert_eq!(
        in_order(assess(given, &zone, now, &projects, &facts)),
        answer
    );
});
