//! The desk: projects, scans, undoing.

use jiff::tz::TimeZone;
use protocol::body;
use replica::{Input, Scan, Stamp};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::State;
use tauri::ipc::{InvokeBody, Request};

use super::Answer;
use crate::app::{App, Open};
use crate::error::CommandError;
use crate::view::{DeskView, FaceQuestion, Inside, ProjectSummary, Receipt};

/// How many recent scans the desk shows.
const RECENT: usize = 50;

/// What the desk takes scans as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// The rules decide.
    Auto,
    /// Sign-ins.
    In,
    /// Sign-outs.
    Out,
}

impl From<Direction> for body::Direction {
    fn from(direction: Direction) -> body::Direction {
        match direction {
            Direction::Auto => body::Direction::Auto,
            Direction::In => body::Direction::In,
            Direction::Out => body::Direction::Out,
        }
    }
}

pub(super) fn wrong(app: &App) -> CommandError {
    app.failed(replica::Error::Unknown(replica::Noun::Fact))
}

pub(super) fn zone(open: &Open, app: &App) -> Answer<TimeZone> {
    open.replica.zone().map_err(|error| app.failed(error))
}

/// Every project.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn projects(app: State<'_, App>) -> Answer<Vec<ProjectSummary>> {
    let open = app.station()?;
    let now = Stamp::now().timestamp();
    let today = zone(&open, &app)?.to_datetime(now).date();
    let projects = open.replica.projects().map_err(|error| app.failed(error))?;
    projects
        .into_iter()
        .map(|project| {
            let stage = open
                .replica
                .stage(project.id, now)
                .map_err(|error| app.failed(error))?;
            Ok(ProjectSummary::of(project, stage, today))
        })
        .collect()
}

/// What the desk shows beside the answer.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn desk(app: State<'_, App>, project: String) -> Answer<DeskView> {
    let open = app.station()?;
    let (now, zone) = (Stamp::now().timestamp(), zone(&open, &app)?);
    let id = project.parse().map_err(|_| wrong(&app))?;
    let desk = open
        .replica
        .desk(id, now, RECENT)
        .map_err(|error| app.failed(error))?;
    let stage = open
        .replica
        .stage(id, now)
        .map_err(|error| app.failed(error))?;
    let today = zone.to_datetime(now).date();
    Ok(DeskView {
        project: ProjectSummary::of(desk.project, stage, today),
        counts: desk.counts.into(),
        inside: desk
            .inside
            .into_iter()
            .map(|inside| Inside::of(inside, &zone))
            .collect(),
        recent: desk
            .recent
            .into_iter()
            .map(|receipt| Receipt::of(receipt, &zone, app.language()))
            .collect(),
    })
}

fn take(app: &App, project: &str, direction: Direction, input: Input) -> Answer<Receipt> {
    let stamp = Stamp::now();
    let open = app.station()?;
    let project = project.parse().map_err(|_| wrong(app))?;
    let scan = Scan {
        direction: direction.into(),
        ..Scan::now(project, input)
    };
    let receipt = open
        .replica
        .scan(&scan, stamp)
        .map_err(|error| app.failed(error))?;
    Ok(Receipt::of(receipt, &zone(&open, app)?, app.language()))
}

/// Takes one text: a card's or a number.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn scan(
    app: State<'_, App>,
    project: String,
    direction: Direction,
    text: String,
) -> Answer<Vec<Receipt>> {
    Ok(vec![take(&app, &project, direction, Input::Text(text))?])
}

/// Takes a picture: one answer for each code in it, one for none.
#[tauri::command(async)]
pub(crate) fn scan_image(app: State<'_, App>, request: Request<'_>) -> Answer<Vec<Receipt>> {
    let header = |name: &str| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let direction = match header("direction") {
        Some("in") => Direction::In,
        Some("out") => Direction::Out,
        _ => Direction::Auto,
    };
    let project = header("project").ok_or_else(|| wrong(&app))?.to_owned();
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err(wrong(&app));
    };
    let codes = scan::read_image(bytes, scan::Ladder::Still).unwrap_or_default();
    if codes.is_empty() {
        return Ok(vec![take(&app, &project, direction, Input::Unreadable)?]);
    }
    codes
        .into_iter()
        .map(|code| take(&app, &project, direction, Input::Text(code.text)))
        .collect()
}

/// Takes a punch back; answers with it as it stands now.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn undo(app: State<'_, App>, fact: String) -> Answer<Receipt> {
    let open = app.station()?;
    let fact = fact.parse().map_err(|_| wrong(&app))?;
    open.replica
        .annul(fact, "现场撤销", Stamp::now())
        .map_err(|error| app.failed(error))?;
    let receipt = open
        .replica
        .receipt_of(fact)
        .map_err(|error| app.failed(error))?;
    Ok(Receipt::of(receipt, &zone(&open, &app)?, app.language()))
}

/// What is to be compared before a scan can count that was refused for want of a face check.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn face_question(app: State<'_, App>, fact: String) -> Answer<FaceQuestion> {
    let open = app.station()?;
    let fact = fact.parse().map_err(|_| wrong(&app))?;
    let question = open
        .replica
        .face_question(fact)
        .map_err(|error| app.failed(error))?;
    Ok(FaceQuestion::of(question, &zone(&open, &app)?))
}

/// The person is who the card says: the check is noted and the scan taken once more.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn face_confirm(app: State<'_, App>, fact: String) -> Answer<Receipt> {
    let stamp = Stamp::now();
    let open = app.station()?;
    let fact = fact.parse().map_err(|_| wrong(&app))?;
    let receipt = open
        .replica
        .face_check_and_scan(fact, stamp)
        .map_err(|error| app.failed(error))?;
    Ok(Receipt::of(receipt, &zone(&open, &app)?, app.language()))
}

/// Somebody else holds the card: answered, kept, never counted.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn face_refuse(app: State<'_, App>, fact: String) -> Answer<Receipt> {
    let stamp = Stamp::now();
    let open = app.station()?;
    let fact = fact.parse().map_err(|_| wrong(&app))?;
    let receipt = open
        .replica
        .not_the_person(fact, stamp)
        .map_err(|error| app.failed(error))?;
    let language = app.language();
    Ok(Receipt::of(receipt, &zone(&open, &app)?, language).not_the_person(language))
}
