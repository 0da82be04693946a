//! The link to central: a thread of its own that synchronises, and what the line at the bottom says of it.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use jiff::Timestamp;
use replica::Replica;
use sync::{Driver, Failure, Heard, Http};
use tauri::AppHandle;
use tokio::sync::Notify;

use crate::app::{WindowTopic, tell};

/// How it stands with central, and since when.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Standing {
    pub online: bool,
    pub since: Timestamp,
    /// Why not, where it is more than nobody answering.
    pub problem: Option<Failure>,
    pub stuck: bool,
}

/// A thread that synchronises while the station is open.
pub(crate) struct Link {
    wake: Arc<Notify>,
    stop: Arc<Notify>,
    standing: Arc<Mutex<Standing>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Link {
    /// Starts it; for a station that stands alone there is nothing to do until it joins.
    pub(crate) fn start(handle: AppHandle, replica: &Arc<Replica>) -> Link {
        let standing = Standing {
            online: false,
            since: Timestamp::now(),
            problem: None,
            stuck: false,
        };
        let link = Link {
            wake: Arc::new(Notify::new()),
            stop: Arc::new(Notify::new()),
            standing: Arc::new(Mutex::new(standing)),
            thread: Mutex::new(None),
        };
        let Ok(joined) = replica.joined() else {
            return link;
        };
        let Ok(central) = Http::signed(&joined) else {
            return link;
        };
        let (wake, stop, standing) = (link.wake.clone(), link.stop.clone(), link.standing.clone());
        let replica = replica.clone();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            let Ok(runtime) = runtime else { return };
            runtime.block_on(Driver::new(&replica, central).run(&wake, &stop, |heard| {
                if note(&standing, heard) {
                    tell(&handle, vec![WindowTopic::Status]);
                }
            }));
        });
        *link.thread.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread);
        link
    }

    pub(crate) fn waker(&self) -> Arc<Notify> {
        self.wake.clone()
    }

    pub(crate) fn standing(&self) -> Standing {
        self.standing
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Notes what a round outside the thread heard.
    pub(crate) fn heard(&self, heard: Heard) -> bool {
        note(&self.standing, heard)
    }

    /// Ends the thread and waits for it: the home is free when this returns.
    pub(crate) fn stop(&self) {
        self.stop.notify_one();
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            tracing::error!("the link ended by a fault");
        }
    }
}

/// Notes what was heard; whether the line at the bottom says something else now.
fn note(standing: &Mutex<Standing>, heard: Heard) -> bool {
    let mut standing = standing.lock().unwrap_or_else(PoisonError::into_inner);
    let (online, problem, stuck) = match heard {
        Heard::Online => (true, None, false),
        Heard::Failed(Failure::Unreachable) => (false, None, false),
        Heard::Failed(failure) => (false, Some(failure), false),
        Heard::Stuck => (false, None, true),
    };
    let same = (standing.online, &standing.problem, standing.stuck) == (online, &problem, stuck);
    if standing.online != online {
        standing.since = Timestamp::now();
    }
    (standing.online, standing.problem, standing.stuck) = (online, problem, stuck);
    !same
}
