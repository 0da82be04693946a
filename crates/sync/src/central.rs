//! Central as the station sees it: what can be asked of it, and how asking can fail.

use std::future::Future;

use protocol::message::{
    Blob, Enrol, Enrolled, FetchBlob, HandOver, HandedOver, Page, Pull, Push, Pushed, Reason,
};

/// Why central did not answer what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The address is none, or plain HTTP to another machine.
    #[error("not an address that may be used")]
    Address,
    /// Nobody answered in time.
    #[error("central is not reachable")]
    Unreachable,
    /// Someone answered, but not as central does.
    #[error("the answer is not central's")]
    Nonsense,
    /// Central says no.
    #[error("central refuses: {0:?}")]
    Refused(Reason),
}

impl Failure {
    /// Whether asking again later may help without anybody doing something.
    pub fn may_pass(&self) -> bool {
        match self {
            Failure::Unreachable | Failure::Nonsense => true,
            Failure::Refused(reason) => {
                matches!(
                    reason,
                    Reason::Busy | Reason::Internal | Reason::Clock | Reason::Replayed
                )
            }
            Failure::Address => false,
        }
    }
}

/// What a station can ask of central.
pub trait Central {
    /// Belong to it.
    fn enrol(&self, ask: &Enrol) -> impl Future<Output = Result<Enrolled, Failure>> + Send;
    /// Take rows of a founder.
    fn hand_over(&self, ask: &HandOver)
    -> impl Future<Output = Result<HandedOver, Failure>> + Send;
    /// Take facts.
    fn push(&self, ask: &Push) -> impl Future<Output = Result<Pushed, Failure>> + Send;
    /// Give facts.
    fn pull(&self, ask: &Pull) -> impl Future<Output = Result<Page, Failure>> + Send;
    /// Take or give a photograph.
    fn blob(&self, ask: &FetchBlob) -> impl Future<Output = Result<Blob, Failure>> + Send;
}
