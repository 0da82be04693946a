//! Push, pull and wait: the station's side of synchronisation.
//!
//! [`Machine`] decides and does nothing; [`Driver`] does what it says, over a [`Central`]. Pushing and pulling
//! are apart: a refused fact does not keep the approvals of others away.
//!
//! ```
//! use sync::{Effect, Event, Machine};
//!
//! let mut machine = Machine::default();
//! assert_eq!(machine.step(Event::Woken, 0.5), Effect::HandOver);
//! assert_eq!(machine.step(Event::Done { more: false }, 0.5), Effect::Push);
//! let Effect::Rest(pause) = machine.step(Event::Failed, 0.5) else { panic!("no pause after a failure") };
//! assert!(pause.as_secs() <= 2);
//! ```

mod central;
mod driver;
mod http;
mod machine;
mod words;

pub use central::{Central, Failure};
pub use driver::{Driver, Heard, Round};
pub use http::Http;
pub use machine::{Effect, Event, Machine};
pub use words::forked;

use protocol::EnrolmentCode;
use replica::{Replica, Stamp};

/// Why a station could not synchronise. What it holds is safe and waits.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The replica's own.
    #[error(transparent)]
    Replica(#[from] replica::Error),
    /// Central's, or the way to it.
    #[error(transparent)]
    Central(#[from] Failure),
    /// Another machine lives this station's life: it was copied.
    #[error("this station was cloned")]
    Forked,
}

/// Joins a central. The station is changed only when central's answer holds.
///
/// # Errors
/// [`Failure::Refused`] with central's reason, [`Failure::Unreachable`], or what the replica says of the answer.
pub async fn join(
    replica: &Replica,
    address: &str,
    code: &EnrolmentCode,
    name: Option<&str>,
) -> Result<(), Error> {
    let central = Http::anonymous(address)?;
    let enrolment = replica.enrolment(code, name)?;
    let answer = central.enrol(&enrolment).await?;
    Ok(replica.enrolled(central.address(), code, name, &answer)?)
}

/// One round over HTTP: hands rows over, pushes until nothing waits, pulls to the end of the log.
///
/// # Errors
/// As [`join`]; what was done before the error stays done.
pub async fn round(replica: &Replica) -> Result<Round, Error> {
    let central = Http::signed(&replica.joined()?)?;
    Driver::new(replica, central).round().await
}

/// Whether our central answers now.
pub async fn reachable(replica: &Replica) -> bool {
    let Ok(Some(mut pull)) = replica.wanted() else {
        return false;
    };
    let Ok(central) = replica
        .joined()
        .map_err(Error::from)
        .and_then(|joined| Ok(Http::signed(&joined)?))
    else {
        return false;
    };
    pull.limit = 0;
    central.pull(&pull).await.is_ok()
}

/// The moment, for whatever the driver has to write.
fn now() -> jiff::Timestamp {
    Stamp::now().timestamp()
}
