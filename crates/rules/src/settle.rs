//! One volunteer settled: punches decided, requests judged, minutes counted, disputes taken, day by day.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::dispute::DisputedDay;
use crate::earned::{Earned, Sort};
use crate::fact::ServiceDay;
use crate::id::Id;
use crate::known::{Facts, Known, Volunteer};
use crate::minutes::{Part, Source, parts};
use crate::policy::CountsAs;
use crate::project::ProjectKind;
use crate::punch::Attendance;
use crate::record::{Outcome, Record, Verdict};
use crate::setting::{ProjectAt, Setting};
use crate::supplement::{Mending, Requests};

/// One volunteer's facts, settled.
pub(crate) struct Settled<'s, 'a> {
    pub setting: &'s Setting<'a>,
    pub attendance: Attendance<'a>,
    pub requests: Requests<'a>,
    pub days: BTreeMap<(ProjectAt, Date), SettledDay<'a>>,
}

/// One project's day of a volunteer, settled. The lists are places among punches taken, sessions and requests.
pub(crate) struct SettledDay<'a> {
    pub punches: Vec<usize>,
    pub sessions: Vec<usize>,
    pub requests: Vec<usize>,
    pub parts: Vec<Part<'a>>,
    pub disputed: DisputedDay<'a>,
}

/// What belongs to a day before its disputes are taken.
#[derive(Default)]
struct Gathered<'v, 'a> {
    punches: Vec<usize>,
    sessions: Vec<usize>,
    requests: Vec<usize>,
    parts: Vec<Part<'a>>,
    disputes: Vec<&'v Known<'a, ServiceDay>>,
}

impl<'s, 'a> Settled<'s, 'a> {
    pub fn of(setting: &'s Setting<'a>, facts: &Facts<'a>, volunteer: &Volunteer<'a>) -> Self {
        let attendance = Attendance::of(setting, volunteer);
        let mending = Mending {
            setting,
            facts,
            volunteer,
            attendance: &attendance,
        };
        let requests = Requests::of(&mending);
        let days = gather(setting, volunteer, &attendance, &requests)
            .into_iter()
            .map(|(key, day)| {
                let disputed = DisputedDay::of(setting, facts, key.0, (&day.parts, &day.disputes));
                let Gathered {
                    punches,
                    sessions,
                    requests,
                    parts,
                    ..
                } = day;
                (
                    key,
                    SettledDay {
                        punches,
                        sessions,
                        requests,
                        parts,
                        disputed,
                    },
                )
            })
            .collect();
        Self {
            setting,
            attendance,
            requests,
            days,
        }
    }

    /// Every verdict, with the place of its fact in the input.
    pub fn verdicts(&self, answer: &mut impl FnMut(usize, Verdict)) {
        for taken in &self.attendance.taken {
            let verdict = Outcome::of(taken.refusal.as_ref()).on(taken.fact, Some(taken.taken_as));
            answer(taken.input, verdict);
        }
        for taken in &self.requests.taken {
            let verdict = Outcome::of(taken.outcome.as_ref().err()).on(taken.fact, None);
            answer(taken.input, verdict);
        }
        for taken in self.days.values().flat_map(|day| &day.disputed.taken) {
            answer(
                taken.input,
                Outcome::of(taken.refusal.as_ref()).on(taken.fact, None),
            );
        }
    }

    /// The records, in order of project id and day.
    pub fn records(&self, volunteer: &Id) -> Vec<Record> {
        let mut records: Vec<_> = self
            .days
            .iter()
            .filter(|(_, day)| !(day.punches.is_empty() && day.requests.is_empty()))
            .map(|(key, day)| self.record(volunteer, *key, day))
            .collect();
        records.sort_by(|one, other| (&one.project, one.day).cmp(&(&other.project, other.day)));
        records
    }

    fn record(
        &self,
        volunteer: &Id,
        (project, day): (ProjectAt, Date),
        settled: &SettledDay<'a>,
    ) -> Record {
        let there = self.setting.project(project);
        let mut record = Record {
            volunteer: volunteer.clone(),
            project: there.id.clone(),
            day,
            timing: there.timing,
            kind: there.kind,
            precise_minutes: 0,
            delayed_minutes: 0,
            pending_minutes: 0,
            training_minutes: 0,
            final_minutes: 0,
            publicity_minutes: 0,
            honorary_minutes: 0,
            earned: Vec::new(),
            cancelled: settled.disputed.cancelled_by().is_some(),
            missing_sign_out: self.is_missing_sign_out((project, day), settled),
            sessions: self.sessions(settled),
            because: self.because((project, day), settled),
        };
        if !record.cancelled {
            record.earned = self.earned(project, settled);
            for at in 0..settled.parts.len() {
                self.add(&mut record, project, settled, at);
            }
        }
        record
    }

    /// Adds the minutes of one part where they belong.
    fn add(&self, record: &mut Record, project: ProjectAt, settled: &SettledDay<'a>, at: usize) {
        let part = &settled.parts[at];
        let now = self.setting.now;
        let Some(publicity) = settled.disputed.publicity[at].filter(|it| it.from <= now) else {
            record.pending_minutes += part.minutes;
            return;
        };
        let delayed = matches!(part.source, Source::Request(_));
        match (record.kind, delayed) {
            (ProjectKind::Training, _) => record.training_minutes += part.minutes,
            (ProjectKind::Service, true) => record.delayed_minutes += part.minutes,
            (ProjectKind::Service, false) => record.precise_minutes += part.minutes,
        }
        if publicity.is_on(now) {
            record.publicity_minutes += part.minutes;
            return;
        }
        record.final_minutes += part.minutes;
        if self.sort(project, part) == Sort::Honorary {
            record.honorary_minutes += part.minutes;
        }
    }

    /// What hours the minutes of a part are.
    fn sort(&self, project: ProjectAt, part: &Part<'a>) -> Sort {
        let delayed = matches!(part.source, Source::Request(_));
        match self.setting.project(project).kind {
            ProjectKind::Training => Sort::Training,
            ProjectKind::Service => match self.setting.policy(project).supplement.counts_as {
                CountsAs::Honorary if delayed => Sort::Honorary,
                CountsAs::Honorary | CountsAs::Credit => Sort::Credit,
            },
        }
    }

    /// The minutes that stand now or will, by where they come from.
    fn earned(&self, project: ProjectAt, settled: &SettledDay<'a>) -> Vec<Earned> {
        let parts = settled.parts.iter().zip(&settled.disputed.publicity);
        parts
            .filter(|(part, _)| part.minutes > 0)
            .filter_map(|(part, publicity)| {
                let publicity = publicity.as_ref()?;
                Some(Earned {
                    sort: self.sort(project, part),
                    minutes: part.minutes,
                    stands_from: publicity.from,
                    final_from: publicity.end,
                })
            })
            .collect()
    }

    fn is_missing_sign_out(&self, key: (ProjectAt, Date), settled: &SettledDay<'a>) -> bool {
        self.setting.now > self.setting.span(key.0, key.1).closes
            && settled
                .sessions
                .iter()
                .any(|session| self.is_left_open(*session))
    }

    /// Whether a session is open and no approved request has closed it.
    pub fn is_left_open(&self, session: usize) -> bool {
        self.attendance.sessions[session].sign_out.is_none()
            && !self.requests.closed.contains_key(&session)
    }
}

/// Puts everything that belongs to a project's day together.
fn gather<'v, 'a>(
    setting: &Setting<'a>,
    volunteer: &'v Volunteer<'a>,
    attendance: &Attendance<'a>,
    requests: &Requests<'a>,
) -> BTreeMap<(ProjectAt, Date), Gathered<'v, 'a>> {
    let mut days = BTreeMap::<(ProjectAt, Date), Gathered<'v, 'a>>::new();
    for (at, taken) in attendance.taken.iter().enumerate() {
        days.entry((taken.project, taken.day))
            .or_default()
            .punches
            .push(at);
    }
    for (at, session) in attendance.sessions.iter().enumerate() {
        days.entry((session.project, session.day))
            .or_default()
            .sessions
            .push(at);
    }
    for (at, taken) in requests.taken.iter().enumerate() {
        days.entry((taken.project, taken.request.day))
            .or_default()
            .requests
            .push(at);
    }
    for (project, day, part) in parts(setting, volunteer, attendance, requests) {
        days.entry((project, day)).or_default().parts.push(part);
    }
    for known in &volunteer.disputes {
        days.entry((known.project, known.body.day))
            .or_default()
            .disputes
            .push(known);
    }
    days
}
