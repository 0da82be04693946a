//! Projects: the list, and making one.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use protocol::body::ChangeProposed;
use protocol::row::{ProjectKind, ProjectReview, ProjectRow, Timing};
use protocol::{Day, Minute, Place, Row, Table};
use rules::{ProjectId, Stage};

use crate::Replica;
use crate::changes::Topic;
use crate::error::{Error, Problem, Result};
use crate::journal;
use crate::settle;
use crate::stamp::Stamp;
use crate::table::project;

/// The longest a project may last, in days.
const LONGEST_DAYS: i32 = 5 * 366;

/// A project that is to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct NewProject {
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
    /// What a single punch is worth, in minutes.
    pub preset_minutes: Option<u32>,
    /// Only who is on the list.
    pub by_list: bool,
    /// Volunteers may punch themselves.
    pub self_open: bool,
    /// Where, in degrees.
    pub venue: Option<[f64; 2]>,
    /// How far from it still counts, in metres.
    pub radius_m: Option<f64>,
    /// Signing out needs no place.
    pub dispersed_sign_out: bool,
}

impl NewProject {
    /// What does not hold together, the first of it.
    fn check(&self) -> Result<()> {
        let wrong = |field, problem| Err(Error::Invalid { field, problem });
        if self.name.trim().is_empty() {
            return wrong("name", Problem::Missing);
        }
        if self.name.chars().count() > 100 || self.name.chars().any(char::is_control) {
            return wrong("name", Problem::Form);
        }
        if self.to < self.from || Day::from(self.to).0 - Day::from(self.from).0 > LONGEST_DAYS {
            return wrong("to", Problem::Range);
        }
        match (self.timing, self.preset_minutes) {
            (Timing::Single, None) => return wrong("preset_minutes", Problem::Missing),
            (_, Some(0)) => return wrong("preset_minutes", Problem::Range),
            (_, Some(minutes)) if minutes > 24 * 60 => {
                return wrong("preset_minutes", Problem::Range);
            }
            _ => {}
        }
        match (self.venue, self.radius_m) {
            (Some(_), None) => return wrong("radius_m", Problem::Missing),
            (Some([latitude, longitude]), _)
                if !(-90.0..=90.0).contains(&latitude)
                    || !(-180.0..=180.0).contains(&longitude) =>
            {
                return wrong("venue", Problem::Range);
            }
            (_, Some(radius)) if !radius.is_finite() || radius <= 0.0 => {
                return wrong("radius_m", Problem::Range);
            }
            _ => {}
        }
        Ok(())
    }

    fn row(&self, id: ProjectId, organisation: rules::OrganisationId) -> ProjectRow {
        ProjectRow {
            id,
            organisation,
            name: self.name.trim().to_owned(),
            timing: self.timing,
            kind: self.kind,
            from: Day::from(self.from),
            to: Day::from(self.to),
            start: Minute::from(self.start),
            end: Minute::from(self.end),
            preset_minutes: self.preset_minutes,
            by_list: self.by_list,
            self_open: self.self_open,
            venue: self.venue.map(|[latitude, longitude]| Place {
                latitude,
                longitude,
            }),
            radius_m: self.radius_m,
            dispersed_sign_out: self.dispersed_sign_out,
            wanted: None,
            profile: None,
            review: ProjectReview::Approved,
            short_name: None,
            sign_up_from: None,
            sign_up_to: None,
            administrators: None,
            profile_version: None,
            profile_changes: None,
            details: None,
        }
    }
}

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

impl Replica {
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
        let organisation = self.station().serves()?;
        self.read(|db| {
            let zone = settle::Settling::new(db, organisation)?.zone;
            let project = settle::of_rules(&project::by_id(db, of)?).ok_or(Error::Damaged)?;
            Ok(project.stage(None, now, &zone))
        })
    }

    /// Makes a project. Without a central it is there at once; with one it is proposed and used here meanwhile.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming the field, [`Error::NotAllowed`].
    pub fn create_project(&self, new: &NewProject, stamp: Stamp) -> Result<ProjectId> {
        new.check()?;
        let (author, station) = (self.author()?, self.station());
        let id = ProjectId(stamp.id.0);
        let topics = [Topic::Projects, Topic::Status, Topic::Outbox];
        self.write(&topics, |db| {
            self.require(db, protocol::Role::Administrator)?;
            let row = new.row(id, author.organisation);
            if station.bond.is_none() {
                return project::put(db, &row, 1);
            }
            let fields = Row::from(row).encode();
            let body = ChangeProposed {
                table: Table::Project,
                row: id.0.to_vec(),
                base: 0,
                fields,
            };
            journal::append(db, &author, stamp.next(), &body.into()).map(|_| ())
        })?;
        Ok(id)
    }
}
