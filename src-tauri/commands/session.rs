//! First start, joining, unlocking, locking.

use protocol::{EnrolmentCode, Invitation};
use replica::{Cost, DemoPlan, NewHome, Replica, Stamp, is_weak};
use serde::Serialize;
use specta::Type;
use tauri::State;

use super::{Answer, on_own_thread};
use crate::app::{App, Task};
use crate::error::{CommandError, ErrorCode};

/// What another program is told that finds the home in use.
const PROGRAM: &str = "yizhan-desktop";

/// Which door the window stands before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// There is no station yet.
    FirstStart,
    /// There is one, closed.
    Locked,
    /// It is open.
    Open,
    /// It cannot be opened, whatever the passphrase.
    Trouble,
}

/// Where the application stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct AppState {
    phase: Phase,
    organisation: Option<String>,
    desk: Option<String>,
    staff: Option<String>,
    demo: bool,
    trouble: Option<CommandError>,
    version: String,
}

fn standing(app: &App) -> Answer<AppState> {
    let mut state = AppState {
        phase: Phase::FirstStart,
        organisation: None,
        desk: None,
        staff: None,
        demo: false,
        trouble: None,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    if !app.is_open() {
        if Replica::is_there(app.home()) {
            state.trouble = Replica::look(app.home())
                .err()
                .map(|error| app.failed(error));
            state.phase = if state.trouble.is_some() {
                Phase::Trouble
            } else {
                Phase::Locked
            };
        }
        return Ok(state);
    }
    let status = app
        .station()?
        .replica
        .status()
        .map_err(|error| app.failed(error))?;
    Ok(AppState {
        phase: Phase::Open,
        organisation: status.organisation.map(|(_, name)| name),
        desk: Some(status.desk),
        staff: Some(status.staff.1),
        demo: status.demo,
        ..state
    })
}

fn strong(app: &App, passphrase: &str) -> Answer<()> {
    if !is_weak(passphrase) {
        return Ok(());
    }
    Err(CommandError::new(
        ErrorCode::WeakPassphrase,
        app.language(),
        "口令太短或全是数字：至少八个字符，建议用四个随机词。",
        "Too short, or digits alone: at least eight characters, four random words are best.",
    ))
}

/// Where the application stands. A passphrase in the environment opens the home at the first question, as it does
/// for the command line.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn state(app: State<'_, App>) -> Answer<AppState> {
    if let Some(passphrase) = app.passphrase_at_start()
        && let Ok(replica) = Replica::open(app.home(), PROGRAM, &passphrase)
    {
        app.opened(replica);
    }
    standing(&app)
}

/// Four random words.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn suggest_passphrase(app: State<'_, App>) -> Answer<String> {
    replica::suggested_passphrase().map_err(|error| app.failed(error))
}

/// Makes a demo organisation and opens it.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn start_demo(app: State<'_, App>, passphrase: String) -> Answer<AppState> {
    strong(&app, &passphrase)?;
    let plan = DemoPlan {
        members: 200,
        projects: 6,
        punches: 600,
        seed: 1,
        portraits: true,
    };
    let mut told = 0;
    let mut progress = |done: u64, total: u64| {
        if done == total || done >= told + total / 100 {
            told = done;
            app.progress(Task::Demo, done, Some(total));
        }
    };
    let replica = NewHome::begin(app.home(), PROGRAM)
        .and_then(|home| {
            home.keep_with_demo(
                &plan,
                Stamp::now(),
                &passphrase,
                Cost::Calibrated,
                &mut progress,
            )
        })
        .map_err(|error| app.failed(error))?;
    app.opened(replica);
    standing(&app)
}

/// Joins a central by its address and a code, or by a whole invitation in the code's place.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn join(
    app: State<'_, App>,
    address: String,
    code: String,
    passphrase: String,
) -> Answer<AppState> {
    strong(&app, &passphrase)?;
    let (address, code) = invitation(&app, &address, &code)?;
    app.progress(Task::Join, 0, None);
    let begun = NewHome::begin(app.home(), PROGRAM).and_then(NewHome::unjoined);
    let (replica, unkept) = begun.map_err(|error| app.failed(error))?;
    let joining = async {
        sync::join(&replica, &address, &code, None).await?;
        sync::round(&replica).await
    };
    let joined = on_own_thread(&app, joining)?;
    joined.map_err(|error| CommandError::of_sync(&error, app.language()))?;
    app.progress(Task::FirstCopy, 1, Some(1));
    let replica = unkept
        .keep(replica, &passphrase, Cost::Calibrated)
        .map_err(|error| app.failed(error))?;
    app.opened(replica);
    standing(&app)
}

fn invitation(app: &App, address: &str, code: &str) -> Answer<(String, EnrolmentCode)> {
    if let Ok(whole) = code.parse::<Invitation>() {
        return Ok((whole.address, whole.code));
    }
    let code = code.parse::<EnrolmentCode>().map_err(|_| {
        CommandError::new(
            ErrorCode::Invitation,
            app.language(),
            "这不是加入码。请粘贴管理员给的整段文字，或填写中心地址和加入码。",
            "This is no code. Paste the whole text from your administrator, or give central's address and the code.",
        )
    })?;
    Ok((address.to_owned(), code))
}

/// Opens the home.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn unlock(app: State<'_, App>, passphrase: String) -> Answer<AppState> {
    if !app.is_open() {
        let opened = Replica::open(app.home(), PROGRAM, &passphrase);
        app.opened(opened.map_err(|error| app.failed(error))?);
    }
    standing(&app)
}

/// Closes the home.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn lock(app: State<'_, App>) -> Answer<AppState> {
    app.close();
    standing(&app)
}
