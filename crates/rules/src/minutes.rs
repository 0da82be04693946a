//! Minutes: what a session is worth, and when its minutes stand.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::fact::{By, Decision, Fact};
use crate::known::Volunteer;
use crate::policy::TakesEffect;
use crate::punch::Attendance;
use crate::setting::{ProjectAt, Setting};
use crate::supplement::{Mended, Requests, TakenRequest};

/// How a session's minutes come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// Whole minutes from its sign-in to its sign-out.
    pub elapsed: u32,
    /// Whole minutes of it within the window.
    pub within: u32,
    /// Those, rounded as the policy does.
    pub credited: u32,
}

/// Where minutes come from, by place among sessions, punches or requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    Session(usize),
    Single(usize),
    Request(usize),
}

/// Minutes of one source. They stand from `stands_at` on; without it they wait for a confirmation or a decision.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part<'a> {
    pub source: Source,
    pub minutes: u32,
    pub stands_at: Option<Timestamp>,
    /// The confirmation or decision by which they stand, where one is needed.
    pub by: Option<&'a Fact>,
}

/// What a session on a service day is worth.
pub(crate) fn count(
    setting: &Setting<'_>,
    (project, day): (ProjectAt, Date),
    (from, to): (Timestamp, Timestamp),
) -> Count {
    let window = setting.span(project, day).window;
    let within = whole_minutes(from.max(window.start), to.min(window.end));
    Count {
        elapsed: whole_minutes(from, to),
        within,
        credited: setting.policy(project).rounding.round(within),
    }
}

/// Whole minutes between two instants, rounded down; none where the second is not later.
pub(crate) fn whole_minutes(from: Timestamp, to: Timestamp) -> u32 {
    u32::try_from(to.duration_since(from).as_secs() / 60).unwrap_or(0)
}

/// The minutes of all signed-out sessions, single punches and standing requests, each with its project and day.
pub(crate) fn parts<'a>(
    setting: &Setting<'a>,
    volunteer: &Volunteer<'a>,
    attendance: &Attendance<'a>,
    requests: &Requests<'a>,
) -> Vec<(ProjectAt, Date, Part<'a>)> {
    let sessions = attendance
        .sessions
        .iter()
        .enumerate()
        .filter_map(|(at, session)| {
            let sign_in = &attendance.taken[session.sign_in];
            let sign_out = &attendance.taken[session.sign_out?];
            let day = (session.project, session.day);
            let minutes = count(setting, day, (sign_in.fact.time, sign_out.fact.time)).credited;
            let own = [sign_in, sign_out]
                .iter()
                .any(|taken| taken.punch.by == By::Volunteer);
            let part = scanned(setting, volunteer, day, (sign_out.fact.time, own));
            Some((
                session.project,
                session.day,
                Part {
                    source: Source::Session(at),
                    minutes,
                    ..part
                },
            ))
        });
    let singles = attendance.singles.iter().map(|((project, day), place)| {
        let taken = &attendance.taken[*place];
        let own = taken.punch.by == By::Volunteer;
        let part = scanned(setting, volunteer, (*project, *day), (taken.fact.time, own));
        let minutes = setting
            .project(*project)
            .single_minutes(setting.policy(*project));
        (
            *project,
            *day,
            Part {
                source: Source::Single(*place),
                minutes,
                ..part
            },
        )
    });
    let asked = requests.taken.iter().enumerate().filter_map(|(at, taken)| {
        let part = mended(setting, taken, Source::Request(at))?;
        Some((taken.project, taken.request.day, part))
    });
    sessions.chain(singles).chain(asked).collect()
}

/// Minutes of plain scans: they stand from the sign-out, self-made ones from the first confirmation after it.
fn scanned<'a>(
    setting: &Setting<'a>,
    volunteer: &Volunteer<'a>,
    (project, day): (ProjectAt, Date),
    (sign_out, own): (Timestamp, bool),
) -> Part<'a> {
    let plain = Part {
        source: Source::Single(0),
        minutes: 0,
        stands_at: Some(sign_out),
        by: None,
    };
    if !(own && setting.policy(project).self_confirm) {
        return plain;
    }
    let by = volunteer
        .confirmations
        .iter()
        .find(|known| {
            known.project == project && known.body.day == day && known.fact.time >= sign_out
        })
        .map(|known| known.fact);
    Part {
        stands_at: by.map(|fact| fact.time),
        by,
        ..plain
    }
}

/// Minutes of a valid request: none once it is rejected, waiting until it is decided.
fn mended<'a>(setting: &Setting<'a>, taken: &TakenRequest<'a>, source: Source) -> Option<Part<'a>> {
    let minutes = match taken.outcome.as_ref().ok()? {
        Mended::SingleDay => setting
            .project(taken.project)
            .single_minutes(setting.policy(taken.project)),
        Mended::Session { from, to, .. } => {
            count(setting, (taken.project, taken.request.day), (*from, *to)).credited
        }
    };
    let (stands_at, by) = match taken.decided {
        None => (None, None),
        Some((_, Decision::Rejected)) => return None,
        Some((decision, Decision::Approved)) => (
            Some(takes_effect(setting, taken.project, decision.time)),
            Some(decision),
        ),
    };
    Some(Part {
        source,
        minutes,
        stands_at,
        by,
    })
}

fn takes_effect(setting: &Setting<'_>, project: ProjectAt, decided: Timestamp) -> Timestamp {
    match setting.policy(project).supplement.takes_effect {
        TakesEffect::AtDecision => decided,
        TakesEffect::NextDay => setting.midnight_after(decided, 1),
    }
}
