//! `dispute`: takes an objection to a day's hours down, lists objections, answers them.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use replica::{Dispute, DisputeState, Objection, Stamp};
use rules::{FactId, ProjectId, Resolution, What};
use serde::Serialize;
use serde_json::Value;

use crate::arguments::instant;
use crate::error::{End, Error, Problem, Result};
use crate::invocation::Invocation;
use crate::supplement::{self, Volunteer, moment, written};
use crate::{input, text};

/// What to do with objections.
#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    Raise(Raised),
    List(Question),
    Resolve(Resolved),
}

/// What is objected, and when.
#[derive(Debug, Args)]
pub(crate) struct Raised {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long, value_name = "TIME", value_parser = instant)]
    at: Option<Timestamp>,
}

/// As of when.
#[derive(Debug, Args)]
pub(crate) struct Question {
    #[arg(long, value_name = "TIME", value_parser = instant)]
    now: Option<Timestamp>,
}

/// What is answered, and when.
#[derive(Debug, Args)]
pub(crate) struct Resolved {
    #[arg(value_name = "FACT")]
    fact: FactId,
    #[arg(value_name = "cancel|keep", value_enum)]
    outcome: Outcome,
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        allow_hyphen_values = true
    )]
    reason: String,
    #[arg(long, value_name = "TIME", value_parser = instant)]
    at: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Outcome {
    Cancel,
    Keep,
}

#[derive(Serialize)]
struct Line {
    fact: FactId,
    volunteer: Volunteer,
    project: ProjectId,
    day: Date,
    reason: String,
    raised_at: String,
    state: &'static str,
    code: Option<String>,
    resolved_at: Option<String>,
    resolution_reason: Option<String>,
}

/// Does it.
pub(crate) fn run(action: &Action, invocation: &Invocation) -> Result<End> {
    match action {
        Action::Raise(raised) => raise(raised, invocation),
        Action::List(question) => list(question, invocation),
        Action::Resolve(resolved) => resolve(resolved, invocation),
    }
}

fn raise(raised: &Raised, invocation: &Invocation) -> Result<End> {
    let objection = described(&input::whole(&raised.file, "FILE")?, raised.at)?;
    let recorded = invocation
        .open()?
        .raise_dispute(&objection, Stamp::now())
        .map_err(supplement::in_file)?;
    written(&recorded, text::dispute_raised, invocation)
}

fn resolve(resolved: &Resolved, invocation: &Invocation) -> Result<End> {
    let resolution = replica::Resolution {
        dispute: resolved.fact,
        outcome: match resolved.outcome {
            Outcome::Cancel => Resolution::Cancel,
            Outcome::Keep => Resolution::Keep,
        },
        reason: resolved.reason.clone(),
        given: resolved.at,
    };
    let recorded = invocation
        .open()?
        .resolve_dispute(&resolution, Stamp::now())?;
    written(&recorded, text::dispute_resolved, invocation)
}

fn list(question: &Question, invocation: &Invocation) -> Result<End> {
    let now = question.now.unwrap_or_else(|| Stamp::now().timestamp());
    let replica = invocation.open()?;
    let zone = replica.zone()?;
    let disputes = replica.disputes(usize::MAX, now)?;
    let language = invocation.language;
    supplement::listed(
        disputes,
        text::dispute_heading(language),
        |dispute| text::dispute_row(dispute, &zone, language),
        |dispute| line(dispute, &zone),
        invocation,
    )
}

fn line(dispute: Dispute, zone: &TimeZone) -> Line {
    let (state, code) = match &dispute.state {
        DisputeState::Open => ("open", None),
        DisputeState::Cancelled => ("cancelled", None),
        DisputeState::Kept => ("kept", None),
        DisputeState::Invalid(invalid) => ("invalid", Some(invalid.code().to_owned())),
    };
    let ruling = dispute.ruling;
    Line {
        fact: dispute.fact,
        volunteer: supplement::volunteer(dispute.person),
        project: dispute.project,
        day: dispute.day,
        reason: dispute.reason,
        raised_at: moment(dispute.raised_at, zone),
        state,
        code,
        resolved_at: ruling.as_ref().map(|ruling| moment(ruling.at, zone)),
        resolution_reason: ruling.map(|ruling| ruling.reason),
    }
}

/// The objection that a document describes.
fn described(bytes: &[u8], at: Option<Timestamp>) -> Result<Objection> {
    let fact = supplement::fact(bytes, "dispute-raised")?;
    let reason = match &fact["reason"] {
        Value::String(reason) => reason.clone(),
        Value::Null => return Err(missing("reason", rules::case::Fault::Missing)),
        _ => return Err(missing("reason", rules::case::Fault::WrongKind)),
    };
    let What::DisputeRaised(day) = supplement::read(fact)? else {
        return Err(Error::Fault);
    };
    Ok(Objection {
        project: supplement::project(day.project.as_str())?,
        number: day.volunteer.as_str().to_owned(),
        day: day.day,
        reason,
        given: at,
    })
}

fn missing(field: &str, fault: rules::case::Fault) -> Error {
    Error::input(field, Problem::Fault(fault))
}
