//! `hours`: what the facts of a volunteer or a project come to, and why.

use clap::{ArgGroup, Args};
use jiff::Timestamp;
use replica::{Hours, HoursOf, Stamp};
use rules::{Language, ProjectId};

use crate::arguments::instant;
use crate::error::{End, Error, Result};
use crate::invocation::Invocation;
use crate::table::aligned;
use crate::{output, text};

/// Whose hours, under which profile, as of when.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("whose").required(true).args(["member", "project"]))]
pub(crate) struct Question {
    #[arg(long, value_name = "NO")]
    member: Option<String>,
    #[arg(long, value_name = "ID")]
    project: Option<ProjectId>,
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    #[arg(long, value_name = "TIME", value_parser = instant)]
    now: Option<Timestamp>,
}

/// Answers with one document.
pub(crate) fn run(question: &Question, invocation: &Invocation) -> Result<End> {
    let of = match (&question.member, question.project) {
        (Some(number), _) => HoursOf::Member(number.clone()),
        (None, Some(project)) => HoursOf::Project(project),
        // The parser takes exactly one of them.
        (None, None) => return Err(Error::Fault),
    };
    let now = question.now.unwrap_or_else(|| Stamp::now().timestamp());
    let replica = invocation.open()?;
    let hours = replica.hours(&of, question.profile.as_deref(), now)?;
    if invocation.json {
        output::raw(&hours.to_json(invocation.language))?;
    } else {
        output::lines(&for_people(&hours, invocation.language))?;
    }
    Ok(End::Done)
}

fn for_people(hours: &Hours, language: Language) -> String {
    let mut page = hours.policy.title.text(language).to_owned();
    page.push('\n');
    for record in &hours.assessment.records {
        let project = record.project.as_str();
        let name = hours.projects.get(project).map_or(project, String::as_str);
        page.push_str(&text::hours_line(record, name, language));
        page.push('\n');
        for because in &record.because {
            page.push_str(&format!("    {}\n", because.text(language)));
        }
    }
    let mut totals = vec![text::totals_heading(language)];
    totals.extend(hours.assessment.totals.iter().map(|totals| {
        [
            totals.volunteer.as_str().to_owned(),
            rules::hours(totals.credit_minutes),
            rules::hours(totals.honorary_minutes),
            rules::hours(totals.training_minutes),
            totals.points(),
        ]
    }));
    page + "\n" + &aligned(&totals)
}
