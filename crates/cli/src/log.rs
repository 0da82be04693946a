//! `log`: whether the log holds.

use clap::Subcommand;
use rules::FactId;
use serde::Serialize;

use crate::error::{End, Result};
use crate::invocation::Invocation;
use crate::text;

/// What to do with the log.
#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    Verify,
}

#[derive(Serialize)]
struct Document {
    facts: u64,
    valid: bool,
    first_bad: Option<FactId>,
}

/// Does it.
pub(crate) fn run(action: &Action, invocation: &Invocation) -> Result<End> {
    match action {
        Action::Verify => verify(invocation),
    }
}

fn verify(invocation: &Invocation) -> Result<End> {
    let report = invocation.open()?.verify_log()?;
    let document = Document {
        facts: report.facts,
        valid: report.valid,
        first_bad: report.first_bad,
    };
    invocation.print(&document, || text::log_report(&report, invocation.language))?;
    Ok(End::of(report.valid))
}
