//! `sweep`: who has not signed out at the end of a day, and settling them all at once.

use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use replica::{CloseBy, ClosedAs, ClosedPerson, Closing, OpenSession, Replica, Stamp, SweepView};
use rules::{Code, FactId, ProjectId};
use serde::Serialize;

use crate::arguments::instant;
use crate::card::Volunteer;
use crate::error::{End, Result};
use crate::invocation::Invocation;
use crate::output;
use crate::table::aligned;
use crate::text;

/// Which day, and what to do about it; without anything to do it is listed.
#[derive(Debug, Args)]
pub(crate) struct Day {
    #[arg(long, value_name = "ID")]
    project: ProjectId,
    #[arg(long, value_name = "DATE")]
    day: Option<Date>,
    #[arg(
        long,
        value_name = "REASON",
        conflicts_with = "leave",
        allow_hyphen_values = true
    )]
    close: Option<String>,
    #[arg(long, value_name = "REASON", allow_hyphen_values = true)]
    leave: Option<String>,
    #[arg(long, value_name = "TIME", value_parser = instant, conflicts_with_all = ["close", "leave"])]
    now: Option<Timestamp>,
}

#[derive(Serialize)]
struct OpenDocument<'a> {
    volunteer: Volunteer<'a>,
    team: Option<&'a str>,
    day: Date,
    since: String,
    desk: &'a str,
    fact: FactId,
    minutes: Option<u32>,
    code: Option<Code>,
    message: String,
    requested: bool,
}

#[derive(Serialize)]
struct ClosedDocument<'a> {
    volunteer: Volunteer<'a>,
    outcome: &'static str,
    fact: Option<FactId>,
    minutes: Option<u32>,
    code: Option<Code>,
    message: String,
}

/// Lists, or does it.
pub(crate) fn run(day: &Day, invocation: &Invocation) -> Result<End> {
    let replica = invocation.open()?;
    let stamp = Stamp::now();
    let now = day.now.unwrap_or_else(|| stamp.timestamp());
    let view = replica.sweep(day.project, day.day, now)?;
    let zone = replica.zone()?;
    match (&day.close, &day.leave) {
        (None, None) => list(&view, now, &zone, invocation),
        (Some(reason), _) => close(&replica, &view, CloseBy::SignOut, reason, invocation),
        (None, Some(reason)) => close(&replica, &view, CloseBy::Leave, reason, invocation),
    }
}

fn list(view: &SweepView, now: Timestamp, zone: &TimeZone, invocation: &Invocation) -> Result<End> {
    let language = invocation.language;
    if invocation.json {
        for open in &view.open {
            output::document(&open_document(open, view.day, zone, invocation))?;
        }
        return Ok(End::Done);
    }
    let mut rows = vec![text::sweep_heading(language)];
    rows.extend(view.open.iter().map(|open| {
        let document = open_document(open, view.day, zone, invocation);
        [
            open.person.number.clone(),
            open.person.name.clone(),
            open.team.clone().unwrap_or_default(),
            zone.to_datetime(open.since).strftime("%H:%M").to_string(),
            open.desk.clone(),
            document.message,
        ]
    }));
    let counts = text::sweep_counts(view.day, &view.counts, language);
    let outlook = view.outlook.message(now, language);
    let table = if view.open.is_empty() {
        String::new()
    } else {
        aligned(&rows)
    };
    output::lines(&format!("{counts}\n{outlook}\n{table}"))?;
    Ok(End::Done)
}

fn open_document<'a>(
    open: &'a OpenSession,
    day: Date,
    zone: &TimeZone,
    invocation: &Invocation,
) -> OpenDocument<'a> {
    let refusal = open.now.as_ref().err();
    OpenDocument {
        volunteer: Volunteer::of(&open.person),
        team: open.team.as_deref(),
        day,
        since: open
            .since
            .display_with_offset(zone.to_offset(open.since))
            .to_string(),
        desk: &open.desk,
        fact: open.fact,
        minutes: open.now.as_ref().ok().copied(),
        code: refusal.map(|refusal| refusal.code),
        message: match &open.now {
            Ok(minutes) => text::sweep_minutes(*minutes, invocation.language),
            Err(refusal) => refusal.message(invocation.language),
        },
        requested: open.requested,
    }
}

fn close(
    replica: &Replica,
    view: &SweepView,
    by: CloseBy,
    reason: &str,
    invocation: &Invocation,
) -> Result<End> {
    let closing = Closing {
        project: view.project.id,
        day: view.day,
        people: view.open.iter().map(|one| one.person.volunteer).collect(),
        by,
        reason: reason.to_owned(),
    };
    let closed = replica.close(&closing, Stamp::now(), &|_, _| {})?;
    let mut all = true;
    for one in &closed.people {
        all &= !matches!(one.outcome, ClosedAs::NotInside(_) | ClosedAs::Refused(_));
        let document = closed_document(one, invocation);
        let line = format!(
            "{}  {}  {}",
            one.person.number, one.person.name, document.message
        );
        invocation.print(&document, || line)?;
    }
    Ok(End::of(all))
}

fn closed_document<'a>(one: &'a ClosedPerson, invocation: &Invocation) -> ClosedDocument<'a> {
    let (outcome, fact, minutes, code) = match &one.outcome {
        ClosedAs::SignedOut { fact, minutes } => ("signed-out", Some(*fact), Some(*minutes), None),
        ClosedAs::Requested { fact } => ("requested", Some(*fact), None, None),
        ClosedAs::Left => ("left", None, None, None),
        ClosedAs::NotInside(_) => ("not-inside", None, None, None),
        ClosedAs::Refused(refusal) => ("refused", None, None, Some(refusal.code)),
    };
    ClosedDocument {
        volunteer: Volunteer::of(&one.person),
        outcome,
        fact,
        minutes,
        code,
        message: text::sweep_outcome(&one.outcome, invocation.language),
    }
}
