//! The end of an event: who has not signed out, and what is done about them.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use protocol::body;
use replica::{CloseBy, ClosedAs, Closing, Mending, Picture, Stamp};
use rules::Language;
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::State;

use super::Answer;
use super::desk::{wrong, zone};
use crate::app::{App, Task};
use crate::error::{CommandError, ErrorCode};
use crate::view::{Counts, Person, ProjectSummary, at};

/// A day that may be looked at, and how many have not signed out on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct SweepDay {
    day: String,
    open: u32,
}

/// Someone who has not signed out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct OpenSession {
    person: Person,
    team: Option<String>,
    since: String,
    fact: String,
    desk: String,
    /// What signing out now gives.
    minutes: Option<u32>,
    /// Why it cannot be done, by code and in words.
    code: Option<String>,
    refusal: Option<String>,
    requested: bool,
}

/// Why a record is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum SweepCause {
    /// No signal at the site.
    NoSignal,
    /// The organiser's mistake.
    OrganiserError,
    /// The volunteer's own.
    OwnFault,
    /// Another.
    Other,
}

/// How a missing sign-out can be mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct SweepRepair {
    until: String,
    causes: Vec<SweepCause>,
    evidence: bool,
}

/// A project's day and who has not signed out on it.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct SweepView {
    project: ProjectSummary,
    day: String,
    days: Vec<SweepDay>,
    counts: Counts,
    policy: String,
    /// What becomes of sessions that stay open.
    outlook: String,
    /// Whether it is too late to sign out.
    over: bool,
    /// The end of the window as a time of day.
    end: String,
    repair: Option<SweepRepair>,
    may_close: bool,
    open: Vec<OpenSession>,
}

/// What is done about open sessions.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum CloseWish {
    /// Signed out now.
    SignOut,
    /// A record is asked for: until when they were there, `HH:MM`.
    Request {
        /// The time of day.
        left: String,
        /// Why it is missing.
        cause: SweepCause,
        /// A picture that shows it, as base64.
        picture: Option<String>,
    },
    /// Left open on purpose.
    Leave,
}

/// What became of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum SweepOutcome {
    /// Signed out.
    SignedOut,
    /// Asked for.
    Requested,
    /// Left open on purpose.
    Left,
    /// Signed out meanwhile.
    Gone,
    /// The rules say no.
    Refused,
}

/// What became of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ClosedLine {
    person: Person,
    outcome: SweepOutcome,
    minutes: Option<u32>,
    /// Why not, or when and where he left.
    detail: Option<String>,
}

/// Who has not signed out on a project's day; without a day the one it is most likely about.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn sweep(
    app: State<'_, App>,
    project: String,
    day: Option<String>,
) -> Answer<SweepView> {
    let open = app.station()?;
    let (now, zone) = (Stamp::now().timestamp(), zone(&open, &app)?);
    let id = project.parse().map_err(|_| wrong(&app))?;
    let day: Option<Date> = match day {
        Some(text) => Some(text.parse().map_err(|_| wrong(&app))?),
        None => None,
    };
    let failed = |error| app.failed(error);
    let view = open.replica.sweep(id, day, now).map_err(failed)?;
    let stage = open.replica.stage(id, now).map_err(failed)?;
    let language = app.language();
    let today = zone.to_datetime(now).date();
    Ok(SweepView {
        project: ProjectSummary::of(view.project, stage, today),
        day: view.day.to_string(),
        days: view.days.iter().map(SweepDay::from).collect(),
        counts: view.counts.into(),
        policy: view.policy.text(language).to_owned(),
        outlook: view.outlook.message(now, language),
        over: view.outlook.is_over(now),
        end: view.outlook.end.clock(),
        repair: view.outlook.repair.as_ref().map(|repair| SweepRepair {
            until: at(repair.until.instant, &zone),
            causes: repair.causes.iter().copied().map(cause).collect(),
            evidence: repair.evidence_required,
        }),
        may_close: view.may_close,
        open: view
            .open
            .into_iter()
            .map(|session| open_session(session, &zone, language))
            .collect(),
    })
}

/// Settles open sessions in one action.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn close_sweep(
    app: State<'_, App>,
    project: String,
    day: String,
    people: Vec<String>,
    wish: CloseWish,
    reason: String,
) -> Answer<Vec<ClosedLine>> {
    let stamp = Stamp::now();
    let open = app.station()?;
    let people = people.iter().map(|one| one.parse());
    let closing = Closing {
        project: project.parse().map_err(|_| wrong(&app))?,
        day: day.parse().map_err(|_| wrong(&app))?,
        people: people.collect::<Result<_, _>>().map_err(|_| wrong(&app))?,
        by: close_by(wish, &app)?,
        reason,
    };
    let closed = open
        .replica
        .close(&closing, stamp, &|done, of| {
            if done % TELL_EVERY == 0 || done == of {
                app.progress(Task::Sweep, done as u64, Some(of as u64));
            }
        })
        .map_err(|error| app.failed(error))?;
    let zone = zone(&open, &app)?;
    let line = |one| closed_line(one, &zone, app.language());
    Ok(closed.people.into_iter().map(line).collect())
}

/// After so many people the window is told how far it is.
const TELL_EVERY: usize = 20;

fn close_by(wish: CloseWish, app: &App) -> Answer<CloseBy> {
    Ok(match wish {
        CloseWish::SignOut => CloseBy::SignOut,
        CloseWish::Leave => CloseBy::Leave,
        CloseWish::Request {
            left,
            cause,
            picture,
        } => CloseBy::Request(Mending {
            come: None,
            left: Some(Time::strptime("%H:%M", &left).map_err(|_| wrong(app))?),
            cause: cause.into(),
            evidence: picture
                .map(|text| evidence(&text, app))
                .transpose()?
                .into_iter()
                .collect(),
        }),
    })
}

fn evidence(text: &str, app: &App) -> Answer<Picture> {
    let bytes = data_encoding::BASE64
        .decode(text.as_bytes())
        .map_err(|_| wrong(app))?;
    Picture::read(&bytes).map_err(|problem| CommandError {
        code: ErrorCode::BadInput,
        message: problem.message(app.language()),
    })
}

fn open_session(session: replica::OpenSession, zone: &TimeZone, language: Language) -> OpenSession {
    let refusal = session.now.as_ref().err();
    OpenSession {
        person: session.person.into(),
        team: session.team,
        since: at(session.since, zone),
        fact: session.fact.to_string(),
        desk: session.desk,
        minutes: session.now.as_ref().ok().copied(),
        code: refusal.map(|refusal| refusal.code.as_str().to_owned()),
        refusal: refusal.map(|refusal| refusal.message(language)),
        requested: session.requested,
    }
}

fn closed_line(one: replica::ClosedPerson, zone: &TimeZone, language: Language) -> ClosedLine {
    let (outcome, minutes, detail) = match one.outcome {
        ClosedAs::SignedOut { minutes, .. } => (SweepOutcome::SignedOut, Some(minutes), None),
        ClosedAs::Requested { .. } => (SweepOutcome::Requested, None, None),
        ClosedAs::Left => (SweepOutcome::Left, None, None),
        ClosedAs::NotInside(left) => {
            let left = left.map(|(left, desk)| {
                let clock = zone.to_datetime(left).strftime("%H:%M");
                format!("{clock} {desk}")
            });
            (SweepOutcome::Gone, None, left)
        }
        ClosedAs::Refused(refusal) => {
            (SweepOutcome::Refused, None, Some(refusal.message(language)))
        }
    };
    ClosedLine {
        person: one.person.into(),
        outcome,
        minutes,
        detail,
    }
}

fn cause(cause: rules::Cause) -> SweepCause {
    match cause {
        rules::Cause::NoSignal => SweepCause::NoSignal,
        rules::Cause::OrganiserError => SweepCause::OrganiserError,
        rules::Cause::OwnFault => SweepCause::OwnFault,
        rules::Cause::Other => SweepCause::Other,
    }
}

impl From<SweepCause> for body::Cause {
    fn from(cause: SweepCause) -> body::Cause {
        match cause {
            SweepCause::NoSignal => body::Cause::NoSignal,
            SweepCause::OrganiserError => body::Cause::OrganiserError,
            SweepCause::OwnFault => body::Cause::OwnFault,
            SweepCause::Other => body::Cause::Other,
        }
    }
}

impl From<&replica::SweepDay> for SweepDay {
    fn from(day: &replica::SweepDay) -> SweepDay {
        SweepDay {
            day: day.day.to_string(),
            open: day.open as u32,
        }
    }
}
