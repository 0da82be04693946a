//! The application's state: its home, and the station while it is open.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use replica::{Replica, Stamp, Topic};
use rules::Language;
use serde::Serialize;
use specta::Type;
use tauri::{AppHandle, Emitter};

use crate::error::CommandError;
use crate::link::Link;
use crate::settings::Settings;

/// What queries of the window depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case", rename = "Topic")]
pub enum WindowTopic {
    /// Punches and what follows from them.
    Facts,
    /// People and cards.
    People,
    /// Projects and their lists.
    Projects,
    /// Requests for missing records, disputes, and what was decided on them.
    Supplements,
    /// The line at the bottom.
    Status,
    /// The window's settings.
    Settings,
}

/// Told after each commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct Changed {
    /// Which queries to read again.
    pub topics: Vec<WindowTopic>,
}

/// Long work of which is told how far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// Making the demo organisation.
    Demo,
    /// Joining a central.
    Join,
    /// The first copy of an organisation.
    FirstCopy,
    /// Printing.
    Print,
    /// Settling the open sessions of a day.
    Sweep,
}

/// Told while long work goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
pub struct Progress {
    /// Which work.
    pub task: Task,
    /// How many steps are done.
    pub done: u32,
    /// Of how many, where that is known.
    pub total: Option<u32>,
}

/// A station that is open, and its link to central.
pub(crate) struct Open {
    pub replica: Arc<Replica>,
    pub link: Link,
}

/// The one state that commands share.
pub(crate) struct App {
    pub handle: AppHandle,
    home: PathBuf,
    open: Mutex<Option<Arc<Open>>>,
    settings: Mutex<Settings>,
    started: Stamp,
    passphrase: Mutex<Option<String>>,
}

/// How far the wall clock may drift from the one that cannot be set, before it is doubted, in milliseconds.
const DRIFT_MS: i64 = 5_000;

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl App {
    pub(crate) fn new(handle: AppHandle, home: PathBuf) -> App {
        let settings = Settings::load(&home);
        App {
            handle,
            home,
            open: Mutex::new(None),
            settings: Mutex::new(settings),
            started: Stamp::now(),
            passphrase: Mutex::new(std::env::var("YIZHAN_PASSPHRASE").ok()),
        }
    }

    pub(crate) fn home(&self) -> &Path {
        &self.home
    }

    pub(crate) fn settings(&self) -> Settings {
        *held(&self.settings)
    }

    pub(crate) fn language(&self) -> Language {
        self.settings().language()
    }

    pub(crate) fn change_settings(&self, settings: Settings) -> Result<(), CommandError> {
        settings
            .save(&self.home)
            .map_err(|error| self.failed(replica::Error::from(error)))?;
        *held(&self.settings) = settings;
        self.changed(&[WindowTopic::Settings]);
        Ok(())
    }

    /// Whether somebody moved the wall clock since the application was started.
    pub(crate) fn clock_moved(&self) -> bool {
        let now = Stamp::now();
        let passed = now.mono.saturating_sub(self.started.mono) as i64;
        (now.wall - self.started.wall - passed).abs() > DRIFT_MS
    }

    /// The passphrase of the environment, once.
    pub(crate) fn passphrase_at_start(&self) -> Option<String> {
        held(&self.passphrase)
            .take()
            .filter(|passphrase| !passphrase.is_empty())
    }

    /// The open station.
    pub(crate) fn station(&self) -> Result<Arc<Open>, CommandError> {
        held(&self.open)
            .clone()
            .ok_or_else(|| CommandError::locked(self.language()))
    }

    pub(crate) fn is_open(&self) -> bool {
        held(&self.open).is_some()
    }

    /// Puts a station on the desk: its changes are told to the window, its queue wakes the link.
    pub(crate) fn opened(&self, replica: Replica) {
        let replica = Arc::new(replica);
        let link = Link::start(self.handle.clone(), &replica);
        let (handle, wake) = (self.handle.clone(), link.waker());
        replica.on_change(move |topics| {
            if topics.contains(&Topic::Outbox) {
                wake.notify_one();
            }
            tell(
                &handle,
                topics
                    .iter()
                    .filter_map(|topic| window_topic(*topic))
                    .collect(),
            );
        });
        *held(&self.open) = Some(Arc::new(Open { replica, link }));
    }

    /// Takes the station off the desk: its keys leave the memory when the last call ends.
    pub(crate) fn close(&self) {
        let open = held(&self.open).take();
        if let Some(open) = open {
            open.link.stop();
        }
    }

    pub(crate) fn failed(&self, error: replica::Error) -> CommandError {
        CommandError::of_replica(&error, self.language())
    }

    pub(crate) fn changed(&self, topics: &[WindowTopic]) {
        tell(&self.handle, topics.to_vec());
    }

    pub(crate) fn progress(&self, task: Task, done: u64, total: Option<u64>) {
        let progress = Progress {
            task,
            done: done as u32,
            total: total.map(|total| total as u32),
        };
        // A window that is gone need not be told.
        let _ = self.handle.emit("progress", progress);
    }
}

/// Tells the window what to read again.
pub(crate) fn tell(handle: &AppHandle, topics: Vec<WindowTopic>) {
    if !topics.is_empty() {
        // A window that is gone need not be told.
        let _ = handle.emit("changed", Changed { topics });
    }
}

fn window_topic(topic: Topic) -> Option<WindowTopic> {
    match topic {
        Topic::Facts => Some(WindowTopic::Facts),
        Topic::People => Some(WindowTopic::People),
        Topic::Projects => Some(WindowTopic::Projects),
        Topic::Supplements => Some(WindowTopic::Supplements),
        Topic::Status => Some(WindowTopic::Status),
        Topic::Outbox => None,
    }
}
