//! Records of hours: of a project, one opened to its reasons, all of a volunteer.

use jiff::civil::Date;
use replica::Stamp;
use rules::VolunteerId;
use tauri::State;

use super::Answer;
use super::projects::named;
use crate::app::App;
use crate::error::{CommandError, ErrorCode};
use crate::view::records::{FullRecord, MemberHours, RecordLine};

fn wrong(app: &App) -> CommandError {
    CommandError::new(
        ErrorCode::BadInput,
        app.language(),
        "没有这条时长记录。",
        "There is no such record.",
    )
}

/// The volunteer of this reference, as the window names him.
pub(super) fn whose(app: &App, volunteer: &str) -> Answer<VolunteerId> {
    volunteer.parse().map_err(|_| wrong(app))
}

fn date(app: &App, day: &str) -> Answer<Date> {
    day.parse().map_err(|_| wrong(app))
}

/// The records of a project, or of one day of it.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn project_records(
    app: State<'_, App>,
    project: String,
    day: Option<String>,
) -> Answer<Vec<RecordLine>> {
    let open = app.station()?;
    let (id, now) = (named(&app, &project)?, Stamp::now().timestamp());
    let day = day.map(|day| date(&app, &day)).transpose()?;
    let lines = open.replica.project_records(id, day, now);
    let lines = lines.map_err(|error| app.failed(error))?;
    Ok(lines.into_iter().map(RecordLine::from).collect())
}

/// One record opened to its reasons.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn record(
    app: State<'_, App>,
    project: String,
    volunteer: String,
    day: String,
) -> Answer<FullRecord> {
    let open = app.station()?;
    let (id, now) = (named(&app, &project)?, Stamp::now().timestamp());
    let (volunteer, day) = (whose(&app, &volunteer)?, date(&app, &day)?);
    let found = open.replica.record(id, volunteer, day, now);
    let found = found.map_err(|error| app.failed(error))?;
    Ok(FullRecord::of(found, app.language()))
}

/// All records of a volunteer and what they come to.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn member_hours(app: State<'_, App>, number: String) -> Answer<MemberHours> {
    let open = app.station()?;
    let hours = open
        .replica
        .member_hours(&number, Stamp::now().timestamp())
        .map_err(|error| app.failed(error))?;
    Ok(MemberHours::of(hours, app.language()))
}
