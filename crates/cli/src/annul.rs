//! `annul`: takes a punch back.

use clap::Args;
use replica::Stamp;
use rules::FactId;
use serde::Serialize;

use crate::error::{End, Result};
use crate::invocation::Invocation;
use crate::text;

/// Which punch, and why.
#[derive(Debug, Args)]
pub(crate) struct Punch {
    #[arg(value_name = "FACT")]
    fact: FactId,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    reason: String,
}

/// The fact that a command wrote.
#[derive(Serialize)]
pub(crate) struct Written {
    /// Its id.
    pub(crate) fact: FactId,
}

/// Takes it back.
pub(crate) fn run(punch: &Punch, invocation: &Invocation) -> Result<End> {
    let replica = invocation.open()?;
    let fact = replica.annul(punch.fact, &punch.reason, Stamp::now())?;
    invocation.print(&Written { fact }, || {
        text::annulled(fact, invocation.language)
    })?;
    Ok(End::Done)
}
