//! `sync`: one round with central; and waiting for the network, which only these verbs do.

use ::sync::{Failure, Round};
use protocol::EnrolmentCode;
use protocol::message::Reason;
use replica::Replica;
use serde::Serialize;
use tokio::runtime::{Builder, Runtime};

use crate::error::{End, Error, Problem, Result};
use crate::invocation::Invocation;
use crate::text;

#[derive(Serialize)]
struct Document {
    pushed: u64,
    pulled: u64,
    flagged: u64,
    refused: u64,
}

/// One round, to its end.
pub(crate) fn run(invocation: &Invocation) -> Result<End> {
    let replica = invocation.open()?;
    let round = round(&replica)?;
    let document = Document {
        pushed: round.pushed,
        pulled: round.pulled,
        flagged: round.flagged,
        refused: round.refused,
    };
    invocation.print(&document, || text::round(&round, invocation.language))?;
    Ok(End::Done)
}

/// A code for enrolment, and the argument that it was given as.
#[derive(Debug)]
pub(crate) struct GivenCode {
    /// Where it was typed.
    pub(crate) argument: &'static str,
    /// What was typed.
    pub(crate) code: EnrolmentCode,
}

/// Joins a central. A code that it does not take is bad input.
pub(crate) fn join(
    replica: &Replica,
    address: &str,
    given: &GivenCode,
    name: Option<&str>,
) -> Result<()> {
    let joined = runtime()?.block_on(::sync::join(replica, address, &given.code, name));
    joined.map_err(|error| match error {
        ::sync::Error::Central(Failure::Refused(Reason::CodeRefused)) => {
            Error::input(given.argument, Problem::CodeRefused)
        }
        other => other.into(),
    })
}

/// One round with central, to its end.
pub(crate) fn round(replica: &Replica) -> Result<Round> {
    Ok(runtime()?.block_on(::sync::round(replica))?)
}

/// Whether central answers now.
pub(crate) fn reachable(replica: &Replica) -> Result<bool> {
    Ok(runtime()?.block_on(::sync::reachable(replica)))
}

fn runtime() -> Result<Runtime> {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Error::Runtime)
}
