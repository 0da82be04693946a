//! Supplementary records (补签、补录): whether a request is valid, and what it mends.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::calendar::minutes;
use crate::code::{Code, Detail, Refusal};
use crate::fact::{Decision, Fact, Request};
use crate::known::{Facts, Known, Volunteer};
use crate::minutes::whole_minutes;
use crate::project::{AskingTime, Timing};
use crate::punch::Attendance;
use crate::setting::{ProjectAt, Setting};

/// A request with what became of it.
pub(crate) struct TakenRequest<'a> {
    pub fact: &'a Fact,
    pub request: &'a Request,
    pub input: usize,
    pub project: ProjectAt,
    /// What a valid request mends, or why it is not valid.
    pub outcome: Result<Mended, Refusal>,
    /// The decision that counts; none on an invalid request.
    pub decided: Option<(&'a Fact, Decision)>,
}

impl TakenRequest<'_> {
    fn is_valid_for(&self, project: ProjectAt, day: Date) -> bool {
        self.outcome.is_ok() && self.project == project && self.request.day == day
    }

    /// Whether it is valid and, as of now, approved: in effect or not.
    pub fn is_approved(&self) -> bool {
        self.outcome.is_ok() && matches!(self.decided, Some((_, Decision::Approved)))
    }
}

/// What a valid request mends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mended {
    /// The day of a single project.
    SingleDay,
    /// A session, unclipped.
    Session {
        from: Timestamp,
        to: Timestamp,
        /// The open session it closes once approved.
        closes: Option<usize>,
        /// The punch it pairs with, by its place among those taken.
        pairs_with: Option<usize>,
    },
}

/// One volunteer's requests, judged.
#[derive(Default)]
pub(crate) struct Requests<'a> {
    /// Every request, in order of (time, fact id).
    pub taken: Vec<TakenRequest<'a>>,
    /// Open sessions that an approved request has closed, and the request.
    pub closed: HashMap<usize, usize>,
}

type Checked = Result<(), Refusal>;

/// What a request is judged by.
pub(crate) struct Mending<'r, 'a> {
    pub setting: &'r Setting<'a>,
    pub facts: &'r Facts<'a>,
    pub volunteer: &'r Volunteer<'a>,
    pub attendance: &'r Attendance<'a>,
}

impl<'a> Requests<'a> {
    /// Judges all requests of a volunteer, after all the punches.
    pub fn of(mending: &Mending<'_, 'a>) -> Self {
        let mut requests = Self::default();
        for known in &mending.volunteer.requests {
            let outcome = mending.judge(&requests, known);
            let decided = match outcome {
                Ok(_) => mending.facts.decision(known.fact),
                Err(_) => None,
            };
            let place = requests.taken.len();
            if let (
                Ok(Mended::Session {
                    closes: Some(session),
                    ..
                }),
                Some((_, Decision::Approved)),
            ) = (&outcome, decided)
            {
                requests.closed.insert(*session, place);
            }
            requests.taken.push(TakenRequest {
                fact: known.fact,
                request: known.body,
                input: known.input,
                project: known.project,
                outcome,
                decided,
            });
        }
        requests
    }
}

impl<'a> Mending<'_, 'a> {
    /// The checks in their order; the first that fails makes the request invalid.
    fn judge(&self, earlier: &Requests<'a>, known: &Known<'a, Request>) -> Result<Mended, Refusal> {
        self.check_allowed(known)?;
        self.check_first(earlier, known)?;
        self.check_in_time(known)?;
        self.check_admitted(earlier, known)?;
        self.check_complete(known)?;
        self.check_within(known)?;
        match self.setting.project(known.project).timing {
            Timing::Single => self.mend_single(earlier, known),
            Timing::Double => {
                let mended = self.mend_session(earlier, known)?;
                self.check_length(known, &mended)?;
                self.check_overlap(earlier, &mended)?;
                Ok(mended)
            }
        }
    }

    fn check_allowed(&self, known: &Known<'a, Request>) -> Checked {
        let rules = &self.setting.policy(known.project).supplement;
        let timing = self.setting.project(known.project).timing;
        if rules.modes.contains(&timing) && rules.causes.contains(&known.body.cause) {
            Ok(())
        } else {
            Err(Refusal::plain(Code::SupplementNotAllowed))
        }
    }

    fn check_first(&self, earlier: &Requests<'a>, known: &Known<'a, Request>) -> Checked {
        let once = self.setting.policy(known.project).supplement.once;
        let in_the_way = earlier.taken.iter().find(|taken| {
            let undecided = || {
                taken
                    .decided
                    .is_none_or(|(fact, _)| fact.time > known.fact.time)
            };
            taken.is_valid_for(known.project, known.body.day) && (once || undecided())
        });
        match in_the_way {
            Some(taken) => {
                let mention = self.setting.mention(taken.fact);
                Err(Refusal::new(
                    Code::AlreadyRequested,
                    Detail::Earlier(mention),
                ))
            }
            None => Ok(()),
        }
    }

    fn check_in_time(&self, known: &Known<'a, Request>) -> Checked {
        let window = self.setting.span(known.project, known.body.day).window;
        let AskingTime { from, until } = window.asking_time(self.setting.policy(known.project));
        if known.fact.time < from {
            Err(Refusal::new(
                Code::NotOver,
                Detail::NotBefore(self.setting.moment(from)),
            ))
        } else if known.fact.time > until {
            Err(Refusal::new(
                Code::WindowClosed,
                Detail::NotAfter(self.setting.moment(until)),
            ))
        } else {
            Ok(())
        }
    }

    /// On the list at the request's time or at the sign-in it is about, and face-checked at the request's time.
    fn check_admitted(&self, earlier: &Requests<'a>, known: &Known<'a, Request>) -> Checked {
        let project = self.setting.project(known.project);
        let came = || match known.body.sign_in {
            Some(time) => Some(project.instant(known.body.day, time, self.setting.zone)),
            None => self
                .open_session(earlier, known)
                .map(|session| self.attendance.sign_in(session).fact.time),
        };
        let admitted = |at| self.volunteer.is_admitted(known.project, at);
        if project.by_list && !admitted(known.fact.time) && !came().is_some_and(admitted) {
            return Err(Refusal::plain(Code::NotAdmitted));
        }
        let face_first = self.setting.policy(known.project).face_check_first;
        if face_first && !self.volunteer.is_face_checked(known.fact.time) {
            return Err(Refusal::plain(Code::FaceCheckRequired));
        }
        Ok(())
    }

    fn check_complete(&self, known: &Known<'a, Request>) -> Checked {
        let rules = &self.setting.policy(known.project).supplement;
        let blank = |letter: char| letter.is_whitespace() || letter.is_control();
        if rules.reason_required && known.body.reason.chars().all(blank) {
            Err(Refusal::plain(Code::ReasonRequired))
        } else if rules.evidence_required && known.body.evidence == 0 {
            Err(Refusal::plain(Code::EvidenceRequired))
        } else {
            Ok(())
        }
    }

    fn check_within(&self, known: &Known<'a, Request>) -> Checked {
        let project = self.setting.project(known.project);
        let window = self.setting.span(known.project, known.body.day).window;
        let (came, left) = self.times(known);
        if came.is_none() && left.is_none() {
            return Err(Refusal::plain(Code::NothingToMend));
        }
        let outside = |at: &Timestamp| *at < window.start || *at > window.end;
        let backwards = matches!((came, left), (Some(came), Some(left)) if came >= left);
        if !project.has_day(known.body.day) || came.iter().chain(&left).any(outside) || backwards {
            return Err(Refusal::plain(Code::OutsideWindow));
        }
        Ok(())
    }

    /// The instants of the times of day that are asked for.
    fn times(&self, known: &Known<'a, Request>) -> (Option<Timestamp>, Option<Timestamp>) {
        let project = self.setting.project(known.project);
        let instant = |time| project.instant(known.body.day, time, self.setting.zone);
        (
            known.body.sign_in.map(instant),
            known.body.sign_out.map(instant),
        )
    }

    /// The day's open session, unless an earlier approved request has closed it.
    fn open_session(&self, earlier: &Requests<'a>, known: &Known<'a, Request>) -> Option<usize> {
        let session = self
            .attendance
            .open
            .get(&(known.project, known.body.day))
            .copied()?;
        (!earlier.closed.contains_key(&session)).then_some(session)
    }

    fn mend_single(
        &self,
        earlier: &Requests<'a>,
        known: &Known<'a, Request>,
    ) -> Result<Mended, Refusal> {
        let day = (known.project, known.body.day);
        let punched = self
            .attendance
            .singles
            .get(&day)
            .map(|place| self.attendance.taken[*place].fact);
        let mended = || {
            let mut taken = earlier.taken.iter();
            let found = taken.find(|taken| taken.is_valid_for(day.0, day.1) && taken.is_approved());
            found.map(|taken| taken.fact)
        };
        match punched.or_else(mended) {
            Some(fact) => {
                let mention = self.setting.mention(fact);
                Err(Refusal::new(Code::AlreadyPunched, Detail::Earlier(mention)))
            }
            None => Ok(Mended::SingleDay),
        }
    }

    fn mend_session(
        &self,
        earlier: &Requests<'a>,
        known: &Known<'a, Request>,
    ) -> Result<Mended, Refusal> {
        let open = self.open_session(earlier, known);
        let came_at = |session: usize| self.attendance.sign_in(session).fact.time;
        match self.times(known) {
            (Some(from), Some(to)) => {
                let closes = open.filter(|session| came_at(*session) <= to);
                Ok(Mended::Session {
                    from,
                    to,
                    closes,
                    pairs_with: None,
                })
            }
            (None, Some(to)) => {
                let session = open.filter(|_| self.is_made_after_grace(known));
                let session = session.ok_or_else(|| Refusal::plain(Code::NothingToMend))?;
                self.session(came_at(session), to, Some(session), None)
            }
            (Some(from), None) => match self.refused_sign_out(known, from) {
                Some(place) => self.session(
                    from,
                    self.attendance.taken[place].fact.time,
                    None,
                    Some(place),
                ),
                None => {
                    let session = open.filter(|_| self.is_made_after_grace(known));
                    let session = session.ok_or_else(|| Refusal::plain(Code::NothingToMend))?;
                    self.session(from, came_at(session), Some(session), None)
                }
            },
            (None, None) => Err(Refusal::plain(Code::NothingToMend)),
        }
    }

    fn session(
        &self,
        from: Timestamp,
        to: Timestamp,
        closes: Option<usize>,
        pairs_with: Option<usize>,
    ) -> Result<Mended, Refusal> {
        if from < to {
            let closing = closes.map(|session| self.attendance.sessions[session].sign_in);
            Ok(Mended::Session {
                from,
                to,
                closes,
                pairs_with: pairs_with.or(closing),
            })
        } else {
            Err(Refusal::plain(Code::OutsideWindow))
        }
    }

    fn is_made_after_grace(&self, known: &Known<'a, Request>) -> bool {
        known.fact.time > self.setting.span(known.project, known.body.day).closes
    }

    /// The day's earliest punch after `from` that was refused for want of a sign-in, within the grace.
    fn refused_sign_out(&self, known: &Known<'a, Request>, from: Timestamp) -> Option<usize> {
        let closes = self.setting.span(known.project, known.body.day).closes;
        self.attendance.taken.iter().position(|taken| {
            let refusal = taken.refusal.as_ref();
            let unmatched = refusal.is_some_and(|refusal| refusal.code == Code::NotSignedIn);
            unmatched
                && (taken.project, taken.day) == (known.project, known.body.day)
                && from < taken.fact.time
                && taken.fact.time <= closes
        })
    }

    fn check_length(&self, known: &Known<'a, Request>, mended: &Mended) -> Checked {
        let Mended::Session { from, to, .. } = mended else {
            return Ok(());
        };
        let least_minutes = self.setting.policy(known.project).min_session_minutes;
        if to.duration_since(*from) < minutes(least_minutes) {
            let detail = Detail::Shorter {
                minutes: whole_minutes(*from, *to),
                least_minutes,
            };
            return Err(Refusal::new(Code::TooShort, detail));
        }
        Ok(())
    }

    /// No signed-out session, from punches or an earlier approved request, has more than an instant in common.
    fn check_overlap(&self, earlier: &Requests<'a>, mended: &Mended) -> Checked {
        let Mended::Session { from, to, .. } = mended else {
            return Ok(());
        };
        let punched = self.attendance.sessions.iter().filter_map(|session| {
            let time = |place: usize| self.attendance.taken[place].fact.time;
            Some((
                session.project,
                time(session.sign_in),
                time(session.sign_out?),
            ))
        });
        let approved = earlier.taken.iter().filter(|taken| taken.is_approved());
        let mended_before = approved.filter_map(|taken| match taken.outcome {
            Ok(Mended::Session { from, to, .. }) => Some((taken.project, from, to)),
            Ok(Mended::SingleDay) | Err(_) => None,
        });
        let shared = punched
            .chain(mended_before)
            .find(|(_, other_from, other_to)| from.max(other_from) < to.min(other_to));
        match shared {
            None => Ok(()),
            Some((project, from, to)) => Err(Refusal::new(
                Code::OverlapsSession,
                Detail::Overlap {
                    project: self.setting.project(project).id.clone(),
                    from: self.setting.moment(from),
                    to: self.setting.moment(to),
                },
            )),
        }
    }
}
