//! `status`: what waits, what needs attention, how far the log was read, whether central answers.

use clap::Args;
use jiff::Timestamp;
use replica::{Link, Stamp};
use serde::Serialize;

use crate::arguments::instant;
use crate::error::{End, Result};
use crate::invocation::Invocation;
use crate::{sync, text};

/// As of when.
#[derive(Debug, Args)]
pub(crate) struct Question {
    #[arg(long, value_name = "TIME", value_parser = instant)]
    now: Option<Timestamp>,
}

/// How central stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Central {
    /// It answers.
    Reachable,
    /// It does not.
    Unreachable,
    /// There is none.
    None,
}

#[derive(Serialize)]
struct Document {
    unsent: u64,
    attention: u64,
    cursor: u64,
    central: Central,
}

/// Says how the station stands. Only the age of what waits depends on the time that is asked for.
pub(crate) fn run(question: &Question, invocation: &Invocation) -> Result<End> {
    let replica = invocation.open()?;
    let status = replica.status()?;
    let central = match &status.link {
        Link::Standalone => Central::None,
        Link::Joined(_) if sync::reachable(&replica)? => Central::Reachable,
        Link::Joined(_) => Central::Unreachable,
    };
    let document = Document {
        unsent: status.unsent,
        attention: status.attention,
        cursor: status.cursor,
        central,
    };
    let now = question.now.unwrap_or_else(|| Stamp::now().timestamp());
    invocation.print(&document, || {
        text::status(&status, central, now, invocation.language)
    })?;
    Ok(End::Done)
}
