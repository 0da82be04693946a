//! What a commit changed, told to whoever listens.

use std::sync::Mutex;

/// What queries depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// Punches and what follows from them.
    Facts,
    /// People, memberships, cards.
    People,
    /// Projects and their lists.
    Projects,
    /// The queue, the link, what needs attention.
    Status,
    /// Requests for missing records, disputes, and what was decided on them.
    Supplements,
    /// Something waits to be sent.
    Outbox,
}

/// What one commit changed.
pub type Changes = Vec<Topic>;

type Listener = Box<dyn Fn(&[Topic]) + Send>;

#[derive(Default)]
pub(crate) struct Listeners(Mutex<Vec<Listener>>);

impl Listeners {
    pub(crate) fn add(&self, listener: Listener) {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .push(listener);
    }

    pub(crate) fn announce(&self, topics: &[Topic]) {
        for listener in self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .iter()
        {
            listener(topics);
        }
    }
}
