//! `hours`: what the facts of a volunteer or a project come to, and why; and what they would under another profile.

use clap::{ArgGroup, Args};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use replica::{Comparison, Hours, HoursOf, NamedProfile, Stamp};
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
    #[arg(long, value_name = "N", requires = "profile")]
    profile_version: Option<u32>,
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
    let language = invocation.language;
    let profile = question.profile.as_ref().map(|name| NamedProfile {
        name: name.clone(),
        version: question.profile_version,
    });
    let replica = invocation.open()?;
    match profile {
        None => {
            let hours = replica.hours(&of, None, now)?;
            if invocation.json {
                output::raw(&hours.to_json(language))?;
            } else {
                output::lines(&for_people(&hours, language))?;
            }
        }
        Some(profile) => {
            let comparison = replica.compare(&of, &profile, now)?;
            if invocation.json {
                output::raw(&comparison.to_json(language))?;
            } else {
                output::lines(&compared(&comparison, &replica.zone()?, language))?;
            }
        }
    }
    Ok(End::Done)
}

fn for_people(hours: &Hours, language: Language) -> String {
    let mut page = text::profiles_of(hours, language);
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

/// A line for each volunteer, their sum, and below it the verdicts that differ and why.
fn compared(comparison: &Comparison, zone: &TimeZone, language: Language) -> String {
    let mut page = text::compared_profiles(comparison, language);
    page.push('\n');
    let mut table = vec![text::comparison_heading(language)];
    let (mut own, mut other) = (0, 0);
    for compared in &comparison.volunteers {
        own += compared.own_minutes;
        other += compared.other_minutes;
        table.push([
            compared.volunteer.as_str().to_owned(),
            compared.name.clone(),
            rules::hours(compared.own_minutes),
            rules::hours(compared.other_minutes),
            difference(compared.own_minutes, compared.other_minutes),
        ]);
    }
    table.push([
        text::together(language).to_owned(),
        String::new(),
        rules::hours(own),
        rules::hours(other),
        difference(own, other),
    ]);
    page.push_str(&aligned(&table));
    for compared in &comparison.volunteers {
        for change in &compared.verdicts {
            let at = change.at.to_zoned(zone.clone());
            let when = at.strftime("%Y-%m-%d %H:%M").to_string();
            page.push_str(&text::verdict_change(compared, change, &when, language));
            page.push('\n');
        }
    }
    page
}

/// Hours with their sign.
fn difference(own: u64, other: u64) -> String {
    match other.checked_sub(own) {
        Some(0) => rules::hours(0),
        Some(more) => format!("+{}", rules::hours(more)),
        None => format!("-{}", rules::hours(own - other)),
    }
}
