//! `admit`: puts volunteers on a project's list.

use clap::Args;
use jiff::Timestamp;
use replica::Stamp;
use rules::ProjectId;

use crate::annul::Written;
use crate::arguments::instant;
use crate::error::{End, Result};
use crate::invocation::Invocation;
use crate::{output, text};

/// Whom, and to which list.
#[derive(Debug, Args)]
pub(crate) struct Admission {
    #[arg(long, value_name = "ID")]
    project: ProjectId,
    #[arg(long = "member", value_name = "NO", required = true, num_args = 1..)]
    members: Vec<String>,
    #[arg(long, value_name = "TIME", value_parser = instant)]
    at: Option<Timestamp>,
}

/// Puts all of them on it or none; a fact each.
pub(crate) fn run(admission: &Admission, invocation: &Invocation) -> Result<End> {
    let replica = invocation.open()?;
    let Admission {
        project,
        members,
        at,
    } = admission;
    let facts = replica.admit(*project, members, *at, Stamp::now())?;
    if !invocation.json {
        output::lines(&text::admitted(facts.len(), invocation.language))?;
        return Ok(End::Done);
    }
    for fact in facts {
        output::document(&Written { fact })?;
    }
    Ok(End::Done)
}
