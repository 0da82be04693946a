//! Projects: the lists of them, and one in full.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use protocol::row::{ProjectKind, ProjectReview, ProjectRow, Timing};
use rules::{Policy, ProjectId, Stage};

use crate::Replica;
use crate::error::{Error, Noun, Result};
use crate::new_project::NewProject;
use crate::profiles::Policies;
use crate::project_form::ProjectForm;
use crate::settle;
use crate::table::{fact, presence, project};
use crate::waiting;

/// One line of the project list.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectSummary {
    /// Which.
    pub id: ProjectId,
    /// In full.
    pub name: String,
    /// One punch or two.
    pub timing: Timing,
    /// Service or training.
    pub kind: ProjectKind,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// The daily window's start.
    pub start: Time,
    /// Its end.
    pub end: Time,
    /// Only who is on the list.
    pub by_list: bool,
}

impl ProjectSummary {
    pub(crate) fn of(row: &ProjectRow) -> Result<ProjectSummary> {
        Ok(ProjectSummary {
            id: row.id,
            name: row.name.clone(),
            timing: row.timing,
            kind: row.kind,
            from: row.from.date().ok_or(Error::Damaged)?,
            to: row.to.date().ok_or(Error::Damaged)?,
            start: row.start.time().ok_or(Error::Damaged)?,
            end: row.end.time().ok_or(Error::Damaged)?,
            by_list: row.by_list,
        })
    }
}

/// One line of the list of projects, as the list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectLine {
    /// What every list has.
    pub summary: ProjectSummary,
    /// On narrow screens and slips.
    pub short_name: Option<String>,
    /// What it is doing.
    pub stage: Stage,
    /// Where it stands with its reviewers.
    pub review: ProjectReview,
    /// The service category.
    pub category: Option<String>,
    /// Where, in words.
    pub place: Option<String>,
    /// How many people are wanted.
    pub wanted: Option<u32>,
    /// How many are on its list.
    pub admitted: u32,
}

/// A project in full.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectInFull {
    /// As the list has it.
    pub line: ProjectLine,
    /// As it is here; administrators are masked.
    pub described: NewProject,
    /// As a form shows it, with what was changed and waits for central.
    pub form: ProjectForm,
    /// The fields of the form that wait for central: name, as it is, as it is to be.
    pub waiting: Vec<WaitingField>,
    /// Whether central was asked to remove it.
    pub leaving: bool,
    /// How many people came to it.
    pub came: u32,
    /// How many punches stand in it.
    pub punches: u32,
    /// The policy that its hours are counted under.
    pub policy: Arc<Policy>,
}

/// A field that waits for central's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingField {
    /// Which, by its name in [`ProjectForm`].
    pub field: &'static str,
    /// As it is.
    pub now: String,
    /// As it is to be.
    pub wanted: String,
}

/// What a project is doing.
fn stage(row: &ProjectRow, zone: &TimeZone, now: Timestamp) -> Result<Stage> {
    let project = settle::of_rules(row).ok_or(Error::Damaged)?;
    let opening = row.sign_up_from.and_then(|day| day.date());
    let opening = opening.and_then(|day| day.to_zoned(zone.clone()).ok());
    Ok(project.stage(opening.map(|zoned| zoned.timestamp()), now, zone))
}

fn line(
    row: &ProjectRow,
    admitted: &HashMap<ProjectId, u32>,
    (zone, now): (&TimeZone, Timestamp),
) -> Result<ProjectLine> {
    let details = row.details.as_ref();
    Ok(ProjectLine {
        summary: ProjectSummary::of(row)?,
        short_name: row.short_name.clone(),
        stage: stage(row, zone, now)?,
        review: row.review,
        category: details.and_then(|details| details.category.clone()),
        place: details.and_then(|details| details.place.clone()),
        wanted: row.wanted,
        admitted: admitted.get(&row.id).copied().unwrap_or(0),
    })
}

/// The fields in which two forms differ, with what they say.
fn differing(now: &ProjectForm, wanted: &ProjectForm) -> Vec<WaitingField> {
    let fields = now.differing(wanted).into_iter();
    fields
        .map(|field| WaitingField {
            field,
            now: now.said(field),
            wanted: wanted.said(field),
        })
        .collect()
}

impl Replica {
    /// Every project as the list shows it as of `now`: what is on first, then what comes, then what is over, each
    /// the nearest first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn project_lines(&self, now: Timestamp) -> Result<Vec<ProjectLine>> {
        let zone = self.zone()?;
        self.read(|db| {
            let admitted = presence::admitted_counts(db)?;
            let rows = project::all(db)?;
            let lines = rows.iter().map(|row| line(row, &admitted, (&zone, now)));
            let mut lines = lines.collect::<Result<Vec<_>>>()?;
            lines.sort_by_key(|line| {
                let summary = &line.summary;
                match line.stage {
                    Stage::InProgress => (0, protocol::Day::from(summary.to).0),
                    Stage::Announced | Stage::Recruiting => {
                        (1, protocol::Day::from(summary.from).0)
                    }
                    Stage::Finished => (2, -protocol::Day::from(summary.to).0),
                }
            });
            Ok(lines)
        })
    }

    /// A project in full as of `now`, with what waits for central.
    ///
    /// # Errors
    /// [`Error::Unknown`] where it is not here.
    pub fn project(&self, of: ProjectId, now: Timestamp) -> Result<ProjectInFull> {
        let (zone, station) = (self.zone()?, self.station());
        let organisation = station.serves()?;
        self.read(|db| {
            let seen = waiting::seen(db, station.id, of)?.ok_or(Error::Unknown(Noun::Project))?;
            let described = seen.present()?;
            let form = ProjectForm::of(&seen.described()?);
            let own = &crate::table::organisation::by_id(db, organisation)?
                .ok_or(Error::Unknown(Noun::Organisation))?
                .profile;
            let policies = Policies::at_hand(db, own)?;
            let policy = policies.of_project(&seen.row, described.from);
            let came = presence::came(db, of)?;
            Ok(ProjectInFull {
                line: line(&seen.row, &presence::admitted_counts(db)?, (&zone, now))?,
                waiting: differing(&ProjectForm::of(&described), &form),
                leaving: seen.leaving,
                came,
                punches: fact::standing_punches(db, of)? as u32,
                policy: policy.unwrap_or_else(|stand_in| stand_in),
                described,
                form,
            })
        })
    }

    /// Every project, in the order in which they were made.
    ///
    /// # Errors
    /// Those of the database.
    pub fn projects(&self) -> Result<Vec<ProjectSummary>> {
        self.read(|db| project::all(db)?.iter().map(ProjectSummary::of).collect())
    }

    /// What a project is doing at an instant.
    ///
    /// # Errors
    /// [`Error::Unknown`] where it is not here.
    pub fn stage(&self, of: ProjectId, now: Timestamp) -> Result<Stage> {
        self.read(|db| {
            let settling = self.settling(db)?;
            stage(&project::by_id(db, of)?, &settling.zone, now)
        })
    }
}
