//! Facts as they are drawn, before it is known which projects and facts there are, and what they become.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use rules::{
    By, Cause, Decision, Direction, Fact, Id, Listing, Project, Punch, Request, Resolution,
    ServiceDay, What,
};

/// Where every venue is.
pub const VENUE: [f64; 2] = [32.01, 120.86];
const NEAR_BY: [f64; 2] = [32.011, 120.861];
const FAR_AWAY: [f64; 2] = [32.5, 121.25];

/// An instant near an edge of a window: which project, how many days on, the start or the end, and how far from it.
#[derive(Debug, Clone)]
struct Near {
    project: Index,
    day: i64,
    at_end: bool,
    seconds: i64,
}

fn near() -> impl Strategy<Value = Near> {
    const MINUTE: i64 = 60;
    let exactly = select(vec![
        0,
        1,
        -1,
        30 * MINUTE,
        30 * MINUTE + 1,
        -30 * MINUTE,
        10 * MINUTE,
        -5 * MINUTE,
    ]);
    let seconds = prop_oneof![exactly, -4 * 60 * MINUTE..4 * 60 * MINUTE];
    let day = prop_oneof![8 => Just(0_i64), 3 => 1..3_i64, 1 => Just(-1_i64)];
    (any::<Index>(), day, any::<bool>(), seconds).prop_map(|(project, day, at_end, seconds)| Near {
        project,
        day,
        at_end,
        seconds,
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Punch,
    Annulment,
    FaceCheck,
    Request,
    Decision,
    Dispute,
    Resolution,
    Admission,
    Removal,
    Confirmation,
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        12 => Just(Kind::Punch),
        1 => Just(Kind::Annulment),
        1 => Just(Kind::FaceCheck),
        4 => Just(Kind::Request),
        3 => Just(Kind::Decision),
        2 => Just(Kind::Dispute),
        2 => Just(Kind::Resolution),
        2 => Just(Kind::Admission),
        1 => Just(Kind::Removal),
        1 => Just(Kind::Confirmation),
    ]
}

/// What is drawn of a fact.
#[derive(Debug, Clone)]
pub struct Drawn {
    kind: Kind,
    near: Near,
    volunteer: usize,
    punch: (Direction, By, Option<[f64; 2]>),
    request: Asked,
    /// What it is about; unknown facts and facts of another kind too.
    refers: Index,
    knows: bool,
    yes: bool,
    /// Whether it happened at the very instant of an earlier fact.
    at_once: bool,
}

#[derive(Debug, Clone)]
struct Asked {
    sign_in: i64,
    length: i64,
    which: usize,
    cause: Cause,
    complete: bool,
    /// How many hours after the window.
    after: i64,
}

fn asked() -> impl Strategy<Value = Asked> {
    let cause = select(vec![
        Cause::NoSignal,
        Cause::OrganiserError,
        Cause::OwnFault,
        Cause::Other,
    ]);
    let after = prop_oneof![6 => 1..40_i64, 1 => Just(0_i64), 1 => Just(-1_i64), 1 => 160..800_i64];
    let sign_in = prop_oneof![6 => 0..9 * 60_i64, 1 => -60..0_i64];
    let length = select(vec![60_i64, 120, 20, 0, -30, 600]);
    (
        sign_in,
        length,
        0..4_usize,
        cause,
        prop::bool::weighted(0.9),
        after,
    )
        .prop_map(|(sign_in, length, which, cause, complete, after)| Asked {
            sign_in,
            length,
            which,
            cause,
            complete,
            after,
        })
}

pub fn drawn() -> impl Strategy<Value = Drawn> {
    use Direction::{Auto, In, Out};
    let punch = (
        select(vec![Auto, Auto, Auto, In, Out]),
        select(vec![By::Staff, By::Staff, By::Volunteer, By::Code]),
        select(vec![None, Some(VENUE), Some(NEAR_BY), Some(FAR_AWAY)]),
    );
    let rest = (
        any::<Index>(),
        prop::bool::weighted(0.95),
        any::<bool>(),
        prop::bool::weighted(0.08),
    );
    let volunteer = prop_oneof![3 => Just(0_usize), 1 => 1..3_usize];
    (kind(), near(), volunteer, punch, asked(), rest).prop_map(
        |(kind, near, volunteer, punch, request, (refers, knows, yes, at_once))| Drawn {
            kind,
            near,
            volunteer,
            punch,
            request,
            refers,
            knows,
            yes,
            at_once,
        },
    )
}

/// The facts that were drawn, after a face check of the first volunteer, who was admitted everywhere then.
pub fn facts(drawn: &[Drawn], projects: &[Project], zone: &TimeZone) -> Vec<Fact> {
    let start = projects[0].window(projects[0].from, zone).start;
    let before = start - SignedDuration::from_hours(48);
    let volunteer = Id::from("v0");
    let face_checked = What::FaceChecked {
        volunteer: volunteer.clone(),
    };
    let mut facts = vec![fact(0, before, face_checked)];
    for project in projects {
        let (project, volunteer) = (project.id.clone(), volunteer.clone());
        facts.push(fact(
            facts.len(),
            before,
            What::Admitted(Listing { project, volunteer }),
        ));
    }
    for one in drawn {
        let (time, what) = one.become_fact(projects, zone, &facts);
        facts.push(fact(facts.len(), time, what));
    }
    facts
}

/// Ids are in another order than facts.
fn fact(number: usize, time: Timestamp, what: What) -> Fact {
    let id = Id::from(format!("f{:02}", number * 37 % 101));
    Fact { id, time, what }
}

impl Drawn {
    fn become_fact(
        &self,
        projects: &[Project],
        zone: &TimeZone,
        before: &[Fact],
    ) -> (Timestamp, What) {
        let near = &self.near;
        let project = near.project.get(projects);
        let day = project
            .from
            .saturating_add(jiff::Span::new().days(near.day));
        let window = project.window(day, zone);
        let edge = if near.at_end {
            window.end
        } else {
            window.start
        };
        let here = ServiceDay {
            project: project.id.clone(),
            volunteer: Id::from(format!("v{}", self.volunteer)),
            day,
        };
        let hours = SignedDuration::from_hours;
        let at = edge + SignedDuration::from_secs(near.seconds);
        let (time, what) = match self.kind {
            Kind::Punch => (at, What::Punch(self.punch(here))),
            Kind::Annulment | Kind::Decision | Kind::Resolution => self.answer(before),
            Kind::FaceCheck => (
                at - hours(3),
                What::FaceChecked {
                    volunteer: here.volunteer,
                },
            ),
            Kind::Request => {
                let time = window.end + hours(self.request.after);
                (
                    time,
                    What::SupplementRequested(self.request(here, project.start)),
                )
            }
            Kind::Dispute => (
                at + hours(if self.yes { 30 } else { 240 }),
                What::DisputeRaised(here),
            ),
            Kind::Admission => (at - hours(30), What::Admitted(listing(here))),
            Kind::Removal => (at + hours(6), What::Removed(listing(here))),
            Kind::Confirmation => (at + hours(6), What::Confirmed(here)),
        };
        match self.at_once {
            true => (self.refers.get(before).time, what),
            false => (time, what),
        }
    }

    /// An annulment, decision or resolution: of a fact of the kind where there is one, at or a little before or after it.
    fn answer(&self, before: &[Fact]) -> (Timestamp, What) {
        let answered = |what: &What| match (self.kind, what) {
            (Kind::Annulment, what) => matches!(what, What::Punch(_)),
            (Kind::Decision, what) => matches!(what, What::SupplementRequested(_)),
            (_, what) => matches!(what, What::DisputeRaised(_)),
        };
        let of_the_kind: Vec<_> = before.iter().filter(|fact| answered(&fact.what)).collect();
        let about = match of_the_kind.is_empty() {
            true => self.refers.get(before),
            false => self.refers.get(&of_the_kind),
        };
        let id = if self.knows {
            about.id.clone()
        } else {
            "nobody".into()
        };
        let time = about.time + SignedDuration::from_hours(12 * self.near.day);
        let what = match self.kind {
            Kind::Annulment => What::PunchAnnulled {
                punch: id,
                reason: "误扫".to_owned(),
            },
            Kind::Decision => What::SupplementDecided {
                request: id,
                decision: if self.yes {
                    Decision::Approved
                } else {
                    Decision::Rejected
                },
            },
            _ => What::DisputeResolved {
                dispute: id,
                resolution: if self.yes {
                    Resolution::Keep
                } else {
                    Resolution::Cancel
                },
            },
        };
        (time, what)
    }

    fn punch(&self, here: ServiceDay) -> Punch {
        let (direction, by, location) = self.punch;
        Punch {
            project: here.project,
            volunteer: here.volunteer,
            direction,
            by,
            location,
        }
    }

    fn request(&self, here: ServiceDay, start: Time) -> Request {
        let asked = &self.request;
        let clock = |minutes: i64| start.wrapping_add(SignedDuration::from_mins(minutes));
        let (sign_in, sign_out) = (clock(asked.sign_in), clock(asked.sign_in + asked.length));
        let (sign_in, sign_out) = match asked.which {
            0 => (Some(sign_in), None),
            1 => (None, Some(sign_out)),
            _ => (Some(sign_in), Some(sign_out)),
        };
        Request {
            project: here.project,
            volunteer: here.volunteer,
            day: here.day,
            sign_in,
            sign_out,
            cause: asked.cause,
            reason: if asked.complete || self.yes {
                "没有信号"
            } else {
                " \u{3000}"
            }
            .to_owned(),
            evidence: usize::from(asked.complete || !self.yes),
        }
    }
}

fn listing(here: ServiceDay) -> Listing {
    Listing {
        project: here.project,
        volunteer: here.volunteer,
    }
}
