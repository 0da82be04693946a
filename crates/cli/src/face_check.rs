//! `face-check`: notes that a person was compared with his document.

use clap::Args;
use jiff::Timestamp;
use replica::Stamp;

use crate::annul::Written;
use crate::arguments::instant;
use crate::error::{End, Result};
use crate::invocation::Invocation;
use crate::text;

/// Whom, and when.
#[derive(Debug, Args)]
pub(crate) struct Check {
    #[arg(long, value_name = "NO")]
    member: String,
    #[arg(long, value_name = "TIME", value_parser = instant)]
    at: Option<Timestamp>,
}

/// Notes it.
pub(crate) fn run(check: &Check, invocation: &Invocation) -> Result<End> {
    let replica = invocation.open()?;
    let fact = replica.face_check(&check.member, check.at, Stamp::now())?;
    invocation.print(&Written { fact }, || {
        text::face_checked(fact, invocation.language)
    })?;
    Ok(End::Done)
}
