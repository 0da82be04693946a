//! Deciding punches: one volunteer's, in all projects together, each after the ones before it.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::{minutes, shifted};
use crate::code::{Code, Detail, Refusal};
use crate::fact::{By, Direction, Fact, Punch};
use crate::known::{Known, Volunteer};
use crate::policy::Geofence;
use crate::project::Timing;
use crate::setting::{ProjectAt, Setting};

/// What a punch is taken as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum As {
    /// A sign-in (签到).
    In,
    /// A sign-out (签退).
    Out,
    /// The one punch of a day in a single project (单签).
    Single,
}

/// A punch with its service day and what became of it.
pub(crate) struct TakenPunch<'a> {
    pub fact: &'a Fact,
    pub punch: &'a Punch,
    pub input: usize,
    pub project: ProjectAt,
    pub day: Date,
    pub taken_as: As,
    pub refusal: Option<Refusal>,
    pub distance_m: Option<f64>,
}

/// A session from punches, by their places among those taken; open while it has no sign-out.
pub(crate) struct PunchedSession {
    pub project: ProjectAt,
    pub day: Date,
    pub sign_in: usize,
    pub sign_out: Option<usize>,
}

/// One volunteer's punches, decided.
#[derive(Default)]
pub(crate) struct Attendance<'a> {
    /// Every punch that is not annulled, in order of (time, fact id).
    pub taken: Vec<TakenPunch<'a>>,
    /// Every session, in order of its sign-in.
    pub sessions: Vec<PunchedSession>,
    /// The open session of a project's day, by its place among the sessions. There is never more than one.
    pub open: BTreeMap<(ProjectAt, Date), usize>,
    /// The accepted punch of a single project's day, by its place among those taken.
    pub singles: BTreeMap<(ProjectAt, Date), usize>,
    last_accepted: HashMap<ProjectAt, usize>,
    last_sign_out: HashMap<ProjectAt, usize>,
}

type Checked = Result<(), Refusal>;

impl<'a> Attendance<'a> {
    /// Decides all punches of a volunteer.
    pub fn of(setting: &Setting<'a>, volunteer: &Volunteer<'a>) -> Self {
        let mut attendance = Self::default();
        for punch in &volunteer.punches {
            attendance.take(setting, volunteer, punch);
        }
        attendance
    }

    /// The sign-in of a session.
    pub fn sign_in(&self, session: usize) -> &TakenPunch<'a> {
        &self.taken[self.sessions[session].sign_in]
    }

    fn take(&mut self, setting: &Setting<'a>, volunteer: &Volunteer<'a>, known: &Known<'a, Punch>) {
        let day = self.service_day(setting, known);
        let project = setting.project(known.project);
        let mut taken = TakenPunch {
            fact: known.fact,
            punch: known.body,
            input: known.input,
            project: known.project,
            day,
            taken_as: self.resolve(setting, known, day),
            refusal: None,
            distance_m: known
                .body
                .location
                .and_then(|location| project.distance_m(location)),
        };
        taken.refusal = self.check(setting, volunteer, &taken).err();
        if taken.refusal.is_none() {
            self.accept(&taken);
        }
        self.taken.push(taken);
    }

    /// The direction of a punch, where the desk left it open.
    fn resolve(&self, setting: &Setting<'a>, known: &Known<'a, Punch>, day: Date) -> As {
        match (setting.project(known.project).timing, known.body.direction) {
            (Timing::Single, _) => As::Single,
            (Timing::Double, Direction::In) => As::In,
            (Timing::Double, Direction::Out) => As::Out,
            (Timing::Double, Direction::Auto) => {
                let after_end = known.fact.time > setting.span(known.project, day).window.end;
                if after_end || self.is_open(known.project, day) {
                    As::Out
                } else {
                    As::In
                }
            }
        }
    }

    pub(crate) fn is_open(&self, project: ProjectAt, day: Date) -> bool {
        self.open.contains_key(&(project, day))
    }

    fn accept(&mut self, taken: &TakenPunch<'a>) {
        let place = self.taken.len();
        let (project, day) = (taken.project, taken.day);
        self.last_accepted.insert(project, place);
        match taken.taken_as {
            As::In => {
                self.open.insert((project, day), self.sessions.len());
                self.sessions.push(PunchedSession {
                    project,
                    day,
                    sign_in: place,
                    sign_out: None,
                });
            }
            As::Out => {
                if let Some(session) = self.open.remove(&(project, day)) {
                    self.sessions[session].sign_out = Some(place);
                }
                self.last_sign_out.insert(project, place);
            }
            As::Single => {
                self.singles.insert((project, day), place);
            }
        }
    }

    /// The checks in their order; the first that fails refuses the punch.
    fn check(
        &self,
        setting: &Setting<'a>,
        volunteer: &Volunteer<'a>,
        taken: &TakenPunch<'a>,
    ) -> Checked {
        self.check_duplicate(setting, taken)?;
        if taken.taken_as != As::Out {
            check_admitted(setting, volunteer, taken)?;
            check_face(setting, volunteer, taken)?;
        }
        check_self_open(setting, taken)?;
        check_place(setting, taken)?;
        match taken.taken_as {
            As::Single => self.check_single(setting, taken),
            As::In => self.check_sign_in(setting, taken),
            As::Out => self.check_sign_out(setting, taken),
        }
    }

    fn check_duplicate(&self, setting: &Setting<'a>, taken: &TakenPunch<'a>) -> Checked {
        let policy = setting.policy(taken.project);
        let since = |place: usize| taken.fact.time.duration_since(self.taken[place].fact.time);
        let mut earlier = self
            .last_accepted
            .get(&taken.project)
            .filter(|place| since(**place).as_nanos() <= seconds_ns(policy.debounce_seconds))
            .copied();
        if earlier.is_none() && taken.punch.direction == Direction::Auto {
            let (before, least_minutes) = match taken.taken_as {
                As::In => (
                    self.last_sign_out.get(&taken.project).copied(),
                    policy.auto_in_after_minutes,
                ),
                As::Out => (
                    self.open_session(taken)
                        .map(|session| self.sessions[session].sign_in),
                    policy.auto_out_after_minutes,
                ),
                As::Single => (None, 0),
            };
            earlier = before.filter(|place| since(*place) < minutes(least_minutes));
        }
        match earlier {
            Some(place) => {
                let mention = setting.mention(self.taken[place].fact);
                Err(Refusal::new(Code::Duplicate, Detail::Earlier(mention)))
            }
            None => Ok(()),
        }
    }

    fn open_session(&self, taken: &TakenPunch<'a>) -> Option<usize> {
        self.open.get(&(taken.project, taken.day)).copied()
    }

    fn check_single(&self, setting: &Setting<'a>, taken: &TakenPunch<'a>) -> Checked {
        if taken.punch.direction == Direction::Out {
            return Err(Refusal::plain(Code::NotASignOutProject));
        }
        check_day(setting, taken)?;
        if let Some(place) = self.singles.get(&(taken.project, taken.day)) {
            let mention = setting.mention(self.taken[*place].fact);
            return Err(Refusal::new(Code::AlreadyPunched, Detail::Earlier(mention)));
        }
        self.check_elsewhere(setting, taken)
    }

    fn check_sign_in(&self, setting: &Setting<'a>, taken: &TakenPunch<'a>) -> Checked {
        if let Some(session) = self.open_session(taken) {
            let mention = setting.mention(self.sign_in(session).fact);
            return Err(Refusal::new(
                Code::AlreadySignedIn,
                Detail::Earlier(mention),
            ));
        }
        check_day(setting, taken)?;
        self.check_elsewhere(setting, taken)
    }

    fn check_sign_out(&self, setting: &Setting<'a>, taken: &TakenPunch<'a>) -> Checked {
        let Some(session) = self.open_session(taken) else {
            return Err(Refusal::plain(Code::NotSignedIn));
        };
        let least = minutes(setting.policy(taken.project).min_session_minutes);
        let earliest = shifted(self.sign_in(session).fact.time, least);
        let closes = setting.span(taken.project, taken.day).closes;
        if taken.fact.time < earliest {
            Err(not_before(setting, Code::TooSoon, earliest))
        } else if taken.fact.time > closes {
            Err(not_after(setting, Code::TooLate, closes))
        } else {
            Ok(())
        }
    }

    /// Where the policy of this project is exclusive: no other double project's session is open whose window is still on.
    fn check_elsewhere(&self, setting: &Setting<'a>, taken: &TakenPunch<'a>) -> Checked {
        if !setting.policy(taken.project).exclusive {
            return Ok(());
        }
        let still_on = self.open.iter().find(|((project, day), _)| {
            *project != taken.project && taken.fact.time <= setting.span(*project, *day).window.end
        });
        match still_on {
            None => Ok(()),
            Some(((project, day), session)) => Err(Refusal::new(
                Code::SignedInElsewhere,
                Detail::Elsewhere {
                    project: setting.project(*project).id.clone(),
                    since: setting.mention(self.sign_in(*session).fact),
                    until: setting.moment(setting.span(*project, *day).window.end),
                },
            )),
        }
    }
}

fn seconds_ns(seconds: u32) -> i128 {
    i128::from(seconds) * 1_000_000_000
}

fn not_before(setting: &Setting<'_>, code: Code, at: Timestamp) -> Refusal {
    Refusal::new(code, Detail::NotBefore(setting.moment(at)))
}

fn not_after(setting: &Setting<'_>, code: Code, at: Timestamp) -> Refusal {
    Refusal::new(code, Detail::NotAfter(setting.moment(at)))
}

fn check_admitted(
    setting: &Setting<'_>,
    volunteer: &Volunteer<'_>,
    taken: &TakenPunch<'_>,
) -> Checked {
    let by_list = setting.project(taken.project).by_list;
    if by_list && !volunteer.is_admitted(taken.project, taken.fact.time) {
        return Err(Refusal::plain(Code::NotAdmitted));
    }
    Ok(())
}

fn check_face(setting: &Setting<'_>, volunteer: &Volunteer<'_>, taken: &TakenPunch<'_>) -> Checked {
    let face_first = setting.policy(taken.project).face_check_first;
    if face_first && !volunteer.is_face_checked(taken.fact.time) {
        return Err(Refusal::plain(Code::FaceCheckRequired));
    }
    Ok(())
}

fn check_self_open(setting: &Setting<'_>, taken: &TakenPunch<'_>) -> Checked {
    if taken.punch.by == By::Volunteer && !setting.project(taken.project).self_open {
        return Err(Refusal::plain(Code::SelfNotOpen));
    }
    Ok(())
}

/// A punch that no staff member stands behind must come from the venue, where the policy says so.
fn check_place(setting: &Setting<'_>, taken: &TakenPunch<'_>) -> Checked {
    let project = setting.project(taken.project);
    let exempt = match taken.punch.by {
        By::Staff => true,
        By::Volunteer | By::Code => taken.taken_as == As::Out && project.dispersed_sign_out,
    };
    let policy = setting.policy(taken.project);
    let enforced = policy.geofence.of(project.timing) == Geofence::Enforce;
    if exempt || !enforced || project.venue.is_none() {
        return Ok(());
    }
    match (taken.distance_m, project.radius_m) {
        (None, _) => Err(Refusal::plain(Code::LocationRequired)),
        (Some(distance_m), Some(radius_m)) if distance_m > radius_m => Err(Refusal::new(
            Code::OutOfRange,
            Detail::Distance {
                distance_m,
                radius_m,
            },
        )),
        (Some(_), _) => Ok(()),
    }
}

/// A sign-in or single punch lies within the project's days and the day's opening and end.
fn check_day(setting: &Setting<'_>, taken: &TakenPunch<'_>) -> Checked {
    let project = setting.project(taken.project);
    let span = setting.span(taken.project, taken.day);
    if taken.day < project.from {
        let first = setting.span(taken.project, project.from).opens;
        Err(not_before(setting, Code::NotStarted, first))
    } else if taken.day > project.to {
        let last = setting.span(taken.project, project.to).window.end;
        Err(not_after(setting, Code::Ended, last))
    } else if taken.fact.time < span.opens {
        Err(not_before(setting, Code::NotStarted, span.opens))
    } else if taken.fact.time > span.window.end {
        Err(not_after(setting, Code::Ended, span.window.end))
    } else {
        Ok(())
    }
}
