//! A project as it is described: what it is made of, what does not hold together in it, and its rows.

use jiff::civil::{Date, Time};
use protocol::row::{
    PositionRow, ProjectDetails, ProjectKind, ProjectReview, ProjectRow, Sealed, Timing,
};
use protocol::{Day, Minute, Place};
use rules::{OrganisationId, ProjectId, draft};

use crate::error::{Error, Problem, Result};
use crate::keys::Key;
use crate::seal::{self, Field};

/// The longest a project may last, in days.
const LONGEST_DAYS: i32 = 5 * 366;
/// The most characters of a name.
pub(crate) const NAME_MOST: usize = 100;
/// The most bytes of a longer text: what is done, the values of a profile.
const TEXT_MOST_BYTES: usize = 16 << 10;

/// A project that is to be made, or as it is to be from now on.
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
    /// On narrow screens and slips (项目简称).
    pub short_name: Option<String>,
    /// How many people are wanted (招募人数).
    pub wanted: Option<u32>,
    /// The first day of sign-up.
    pub sign_up_from: Option<Date>,
    /// The last.
    pub sign_up_to: Option<Date>,
    /// Identity numbers of the temporary administrators; those that are sealed already stand here masked.
    pub administrators: Vec<String>,
    /// Its positions (岗位), by name.
    pub positions: Vec<NewPosition>,
    /// The profile that it runs under; none: the organisation's.
    pub profile: Option<String>,
    /// Values of the profile that are otherwise in this project.
    pub profile_changes: Option<String>,
    /// What people are told about it.
    pub details: ProjectDetails,
}

/// A position (岗位) of a project.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct NewPosition {
    /// Its name, unique in the project.
    pub name: String,
    /// How many are wanted.
    #[serde(default)]
    pub wanted: Option<u32>,
}

impl NewProject {
    /// A project with nothing said but what every project has.
    pub fn plain(
        name: &str,
        (timing, kind): (Timing, ProjectKind),
        (from, to): (Date, Date),
        (start, end): (Time, Time),
    ) -> NewProject {
        NewProject {
            name: name.to_owned(),
            timing,
            kind,
            from,
            to,
            start,
            end,
            preset_minutes: None,
            by_list: false,
            self_open: false,
            venue: None,
            radius_m: None,
            dispersed_sign_out: false,
            short_name: None,
            wanted: None,
            sign_up_from: None,
            sign_up_to: None,
            administrators: Vec::new(),
            positions: Vec::new(),
            profile: None,
            profile_changes: None,
            details: ProjectDetails::default(),
        }
    }

    /// The project that a row and its positions describe; administrators are masked.
    pub(crate) fn of(row: &ProjectRow, positions: &[PositionRow]) -> Result<NewProject> {
        let sealed = row.administrators.as_deref().unwrap_or_default();
        let date = |day: Day| day.date().ok_or(Error::Damaged);
        let time = |minute: Minute| minute.time().ok_or(Error::Damaged);
        Ok(NewProject {
            preset_minutes: row.preset_minutes,
            by_list: row.by_list,
            self_open: row.self_open,
            venue: row.venue.map(|place| [place.latitude, place.longitude]),
            radius_m: row.radius_m,
            dispersed_sign_out: row.dispersed_sign_out,
            short_name: row.short_name.clone(),
            wanted: row.wanted,
            sign_up_from: row.sign_up_from.and_then(Day::date),
            sign_up_to: row.sign_up_to.and_then(Day::date),
            administrators: sealed.iter().map(masked).collect(),
            positions: positions.iter().map(NewPosition::of).collect(),
            profile: row.profile.clone(),
            profile_changes: row.profile_changes.clone(),
            details: row.details.clone().unwrap_or_default(),
            ..NewProject::plain(
                &row.name,
                (row.timing, row.kind),
                (date(row.from)?, date(row.to)?),
                (time(row.start)?, time(row.end)?),
            )
        })
    }

    /// What does not hold together, the first of it.
    pub(crate) fn check(&self) -> Result<()> {
        let wrong = |field, problem| Err(Error::Invalid { field, problem });
        if self.name.trim().is_empty() {
            return wrong("name", Problem::Missing);
        }
        if self.name.chars().count() > NAME_MOST || self.name.chars().any(char::is_control) {
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
        self.check_texts()
    }

    fn check_texts(&self) -> Result<()> {
        let details = &self.details;
        let short = [&details.category, &details.place, &details.contact];
        for (field, text) in ["category", "place", "contact"].iter().zip(short) {
            let long = |text: &String| {
                text.chars().count() > NAME_MOST || text.chars().any(char::is_control)
            };
            if text.as_ref().is_some_and(long) {
                return Err(Error::Invalid {
                    field,
                    problem: Problem::Form,
                });
            }
        }
        for (field, text) in [
            ("description", &details.description),
            ("profile_changes", &self.profile_changes),
        ] {
            if text
                .as_ref()
                .is_some_and(|text| text.len() > TEXT_MOST_BYTES)
            {
                return Err(Error::Invalid {
                    field,
                    problem: Problem::Range,
                });
            }
        }
        let of_region = |text: &String| text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit());
        if details.region.as_ref().is_some_and(|text| !of_region(text)) {
            return Err(Error::Invalid {
                field: "region",
                problem: Problem::Form,
            });
        }
        let mut names = std::collections::HashSet::new();
        for position in &self.positions {
            let name = position.name.trim();
            let problem = if name.is_empty() {
                Problem::Missing
            } else if name.chars().count() > 30 || name.chars().any(char::is_control) {
                Problem::Form
            } else if position.wanted == Some(0) {
                Problem::Range
            } else if !names.insert(name) {
                Problem::Taken
            } else {
                continue;
            };
            return Err(Error::Invalid {
                field: "positions",
                problem,
            });
        }
        Ok(())
    }

    /// The project as the rules look at it before it is published. Masked administrators are left out: they were
    /// looked at when they were sealed.
    pub(crate) fn draft(&self, zone: &jiff::tz::TimeZone) -> draft::Draft {
        let from = self.sign_up_from.or(self.sign_up_to);
        let to = self.sign_up_to.or(self.sign_up_from);
        let begin = |day: Date| {
            day.to_zoned(zone.clone())
                .map_or(jiff::Timestamp::MIN, |zoned| zoned.timestamp())
        };
        let typed = |number: &&String| !is_masked(number);
        draft::Draft {
            name: self.name.clone(),
            short_name: self.short_name.clone(),
            people: self.wanted,
            sign_up: from.zip(to).map(|(from, to)| (begin(from), begin(to))),
            temporary_administrators: self.administrators.iter().filter(typed).cloned().collect(),
            project: self.of_rules(),
        }
    }

    fn of_rules(&self) -> rules::Project {
        rules::Project {
            id: rules::Id::from("draft"),
            timing: crate::settle::timing(self.timing),
            kind: crate::settle::kind(self.kind),
            from: self.from,
            to: self.to,
            start: self.start,
            end: self.end,
            preset_minutes: self.preset_minutes,
            by_list: self.by_list,
            self_open: self.self_open,
            venue: self.venue,
            radius_m: self.radius_m,
            dispersed_sign_out: self.dispersed_sign_out,
            policy: None,
        }
    }

    /// The row of this project.
    pub(crate) fn row(
        &self,
        (id, organisation): (ProjectId, OrganisationId),
        sealed: Vec<Sealed>,
        review: ProjectReview,
    ) -> ProjectRow {
        let single = self.timing == Timing::Single;
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
            dispersed_sign_out: self.dispersed_sign_out && !single,
            wanted: self.wanted,
            profile: self.profile.clone(),
            review,
            short_name: self.short_name.clone(),
            sign_up_from: self.sign_up_from.map(Day::from),
            sign_up_to: self.sign_up_to.map(Day::from),
            administrators: (!sealed.is_empty()).then_some(sealed),
            profile_version: None,
            profile_changes: self.profile_changes.clone(),
            details: (self.details != ProjectDetails::default()).then(|| self.details.clone()),
        }
    }

    /// The rows of its positions.
    pub(crate) fn position_rows(&self, project: ProjectId) -> Vec<PositionRow> {
        self.positions
            .iter()
            .map(|position| PositionRow {
                project,
                name: position.name.trim().to_owned(),
                wanted: position.wanted,
            })
            .collect()
    }
}

impl NewPosition {
    fn of(row: &PositionRow) -> NewPosition {
        NewPosition {
            name: row.name.clone(),
            wanted: row.wanted,
        }
    }
}

/// A sealed number as it is shown: its last four characters.
pub(crate) fn masked(sealed: &Sealed) -> String {
    format!("**************{}", sealed.tail)
}

/// Whether this is a number that was sealed before, not one that somebody typed.
pub(crate) fn is_masked(number: &str) -> bool {
    number.starts_with('*')
}

/// The administrators sealed to their project: those typed anew, those masked as they were. A mask that stands for
/// nobody here is of no form.
pub(crate) fn sealed(
    key: &Key,
    project: ProjectId,
    numbers: &[String],
    before: &[Sealed],
) -> Result<Vec<Sealed>> {
    let wrong = |problem| Error::Invalid {
        field: "administrators",
        problem,
    };
    let mut left: Vec<&Sealed> = before.iter().collect();
    let mut after: Vec<Sealed> = Vec::with_capacity(numbers.len());
    for number in numbers {
        let one = if is_masked(number) {
            let at = left.iter().position(|one| masked(one) == *number);
            left.remove(at.ok_or(wrong(Problem::Form))?).clone()
        } else {
            seal::seal(key, project, Field::Administrator, number)?
        };
        if after.iter().any(|other| other.index == one.index) {
            return Err(wrong(Problem::Taken));
        }
        after.push(one);
    }
    if after.len() > draft::TEMPORARY_ADMINISTRATORS_MOST {
        return Err(wrong(Problem::Range));
    }
    Ok(after)
}
