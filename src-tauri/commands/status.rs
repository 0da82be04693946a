//! The line at the bottom, synchronising now, and the window's settings.

use replica::Stamp;
use serde::Serialize;
use specta::Type;
use sync::Heard;
use tauri::State;

use super::{Answer, on_own_thread};
use crate::app::{App, WindowTopic};
use crate::error::CommandError;
use crate::settings::Settings;
use crate::view;

/// How it stands with central.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Link {
    /// It answers.
    Online,
    /// It does not.
    Offline,
    /// There is none.
    Standalone,
}

/// Whether the machine's clock can be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Clock {
    /// It moved as time does since the application was started.
    Trusted,
    /// It was moved.
    Doubtful,
}

/// The line at the bottom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StatusLine {
    link: Link,
    since: Option<String>,
    last_contact: Option<String>,
    unsent: u32,
    attention: u32,
    clock: Clock,
    disk_low: bool,
    staff: String,
    central: Option<String>,
    problem: Option<String>,
    /// How far the organisation's clocks are ahead of UTC.
    offset_minutes: i32,
}

/// What a round came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
pub struct SyncOutcome {
    pushed: u32,
    pulled: u32,
    flagged: u32,
    refused: u32,
}

/// How the station stands.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn status(app: State<'_, App>) -> Answer<StatusLine> {
    let open = app.station()?;
    let status = open.replica.status().map_err(|error| app.failed(error))?;
    let zone = open.replica.zone().map_err(|error| app.failed(error))?;
    let standing = open.link.standing();
    let (link, central) = match &status.link {
        replica::Link::Standalone => (Link::Standalone, None),
        replica::Link::Joined(url) if standing.online => (Link::Online, Some(url.clone())),
        replica::Link::Joined(url) => (Link::Offline, Some(url.clone())),
    };
    let problem = standing
        .problem
        .map(|failure| failure.message(app.language()));
    Ok(StatusLine {
        link,
        since: (link != Link::Standalone).then(|| view::at(standing.since, &zone)),
        last_contact: status.last_contact.map(|at| view::at(at, &zone)),
        unsent: status.unsent as u32,
        attention: status.attention as u32,
        clock: if app.clock_moved() {
            Clock::Doubtful
        } else {
            Clock::Trusted
        },
        disk_low: open.replica.is_disk_low(),
        staff: status.staff.1,
        central,
        problem,
        offset_minutes: zone.to_offset(Stamp::now().timestamp()).seconds() / 60,
    })
}

/// One round now.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn sync_now(app: State<'_, App>) -> Answer<SyncOutcome> {
    let open = app.station()?;
    let done = on_own_thread(&app, sync::round(&open.replica))?;
    let heard = match &done {
        Ok(_) => Heard::Online,
        Err(sync::Error::Central(failure)) => Heard::Failed(failure.clone()),
        Err(_) => Heard::Stuck,
    };
    open.link.heard(heard);
    app.changed(&[WindowTopic::Status]);
    let round = done.map_err(|error| CommandError::of_sync(&error, app.language()))?;
    Ok(SyncOutcome {
        pushed: round.pushed as u32,
        pulled: round.pulled as u32,
        flagged: round.flagged as u32,
        refused: round.refused as u32,
    })
}

/// The window's settings.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn settings(app: State<'_, App>) -> Answer<Settings> {
    Ok(app.settings())
}

/// Remembers the window's settings.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn save_settings(app: State<'_, App>, settings: Settings) -> Answer<Settings> {
    app.change_settings(settings)?;
    Ok(app.settings())
}
