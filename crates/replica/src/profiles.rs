//! Policy profiles: which there are, the one that a project runs under, and taking a new one in.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use protocol::body::ChangeProposed;
use protocol::row::{ProfileRow, ProjectRow};
use protocol::{Role, Row, Table};
use rules::policy::Title;
use rules::{OrganisationId, Policy, Profiles};
use rusqlite::Connection;

use crate::Replica;
use crate::changes::Topic;
use crate::error::{Error, Noun, Problem, Result};
use crate::journal;
use crate::settle::Settling;
use crate::stamp::Stamp;
use crate::table::{fact, organisation, row};

/// No data file is longer, in bytes: the four that come with the program have 1,200.
const LONGEST_BYTES: usize = 64 * 1024;

/// A profile by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedProfile {
    /// Its name.
    pub name: String,
    /// Which version of it; without one that in force on a project's first day.
    pub version: Option<u32>,
}

/// One line of the list of profiles.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileLine {
    /// The word that names it.
    pub name: String,
    /// What people call it.
    pub title: Title,
    /// Which version.
    pub version: u32,
    /// The first day of projects that it is meant for.
    pub effective_from: Date,
    /// Whose it is.
    pub whose: Whose,
    /// Whether the organisation works under this name.
    pub in_use: bool,
}

/// Whose a profile is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whose {
    /// The platform's: nobody here changes it.
    Platform,
    /// The organisation's own.
    Organisation,
}

/// The profiles at hand, and the name of the one that the organisation works under.
#[derive(Debug, Clone)]
pub(crate) struct Policies {
    profiles: Profiles,
    organisation: String,
}

impl Policies {
    /// The platform's profiles and those that came as rows. A row that is none, or that extends one which is not here,
    /// is as if it had not come yet.
    pub(crate) fn at_hand(db: &Connection, organisation: &str) -> Result<Policies> {
        Ok(Policies {
            profiles: of_rows(row::profiles(db)?),
            organisation: organisation.to_owned(),
        })
    }

    /// The organisation's own policy, its newest; the platform's first where its profile is not here.
    pub(crate) fn own(&self) -> Arc<Policy> {
        self.own_on(Date::MAX)
    }

    fn own_on(&self, day: Date) -> Arc<Policy> {
        self.profiles
            .in_force(&self.organisation, day)
            .unwrap_or_else(|| Arc::new(Policy::all()[0].clone()))
    }

    /// The policy of a profile for a project that begins on `first_day`.
    pub(crate) fn named(&self, profile: &NamedProfile, first_day: Date) -> Option<Arc<Policy>> {
        match profile.version {
            Some(version) => self.profiles.exactly(&profile.name, version),
            None => self.profiles.in_force(&profile.name, first_day),
        }
    }

    /// The name of the profile that a project is meant to run under.
    pub(crate) fn name_of<'a>(&'a self, row: &'a ProjectRow) -> &'a str {
        row.profile.as_deref().unwrap_or(&self.organisation)
    }

    /// The policy that a project runs under: the profile that it names, else the organisation's, with the values that
    /// are otherwise in this project; in the version that was fixed, else the one in force on its first day.
    ///
    /// # Errors
    /// The organisation's policy, where what the project names is not here or cannot be used.
    pub(crate) fn of_project(
        &self,
        row: &ProjectRow,
        first_day: Date,
    ) -> std::result::Result<Arc<Policy>, Arc<Policy>> {
        let named = NamedProfile {
            name: self.name_of(row).to_owned(),
            version: row.profile_version,
        };
        let policy = self.named(&named, first_day);
        let policy = match (policy, &row.profile_changes) {
            (Some(policy), Some(changes)) => Profiles::changed(&policy, changes).ok(),
            (policy, None) => policy,
            (None, Some(_)) => None,
        };
        policy.ok_or_else(|| self.own_on(first_day))
    }
}

/// The state of the profile of this name that is in force on a day.
///
/// # Errors
/// [`Error::Unknown`] where there is none of this name.
pub(crate) fn in_force(db: &Connection, name: &str, day: Date) -> Result<Arc<Policy>> {
    let profile = NamedProfile {
        name: name.to_owned(),
        version: None,
    };
    let policy = Policies::at_hand(db, name)?.named(&profile, day);
    policy.ok_or(Error::Unknown(Noun::Profile))
}

impl Replica {
    /// Every version of every profile: the platform's, then the organisation's own.
    ///
    /// # Errors
    /// Those of the database.
    pub fn profiles(&self) -> Result<Vec<ProfileLine>> {
        let organisation = self.station().organisation;
        self.read(|db| {
            let policies = at_hand(db, organisation)?;
            let own: BTreeSet<(String, u32)> = row::profiles(db)?
                .into_iter()
                .filter(|row| row.organisation.is_some())
                .map(|row| (row.name, row.profile_version))
                .collect();
            let mut lines: Vec<ProfileLine> = policies
                .profiles
                .all()
                .iter()
                .map(|policy| line(policy, &own, &policies.organisation))
                .collect();
            lines.sort_by_key(|line| line.whose == Whose::Organisation);
            Ok(lines)
        })
    }

    /// The whole data file of a profile, to be copied; without a version its newest.
    ///
    /// # Errors
    /// [`Error::Unknown`] where there is no such profile or version.
    pub fn profile_text(&self, name: &str, version: Option<u32>) -> Result<String> {
        let organisation = self.station().organisation;
        let named = NamedProfile {
            name: name.to_owned(),
            version,
        };
        let policies = self.read(|db| at_hand(db, organisation))?;
        let policy = policies
            .named(&named, Date::MAX)
            .ok_or(Error::Unknown(Noun::Profile))?;
        serde_json::to_string_pretty(policy.as_ref()).map_err(|_| Error::Damaged)
    }

    /// Takes a profile in: a data file that is whole or extends another. Everybody is settled anew whose projects run
    /// under it from now on. Without a central it is there at once; with one it is proposed and used here meanwhile.
    ///
    /// # Errors
    /// [`Error::Profile`] where the file is none, [`Error::Invalid`] where this version of it is here already,
    /// [`Error::NotAllowed`].
    pub fn add_profile(&self, text: &str, stamp: Stamp) -> Result<ProfileLine> {
        if text.len() > LONGEST_BYTES {
            return Err(invalid("profile", Problem::Range));
        }
        let (author, station) = (self.author()?, self.station());
        let topics = [Topic::Projects, Topic::Facts, Topic::Status, Topic::Outbox];
        self.write(&topics, |db| {
            self.require(db, Role::Administrator)?;
            let before = Settling::new(db, author.organisation)?;
            let mut policies = before.policies.clone();
            let known = policies.profiles.clone();
            let policy = policies.profiles.add(text)?;
            if known.exactly(&policy.name, policy.version).is_some() {
                return Err(invalid("version", Problem::Taken));
            }
            let row = ProfileRow {
                organisation: Some(author.organisation),
                name: policy.name.clone(),
                profile_version: policy.version,
                text: text.to_owned(),
            };
            let row = Row::from(row);
            if station.bond.is_none() {
                row::put(db, &row, 1)?;
            } else {
                let body = ChangeProposed {
                    table: Table::Profile,
                    row: row.key(),
                    base: 0,
                    fields: row.encode(),
                };
                journal::append(db, &author, stamp.next(), &body.into())?;
            }
            resettle(db, &before, author.organisation)?;
            let own = BTreeSet::from([(policy.name.clone(), policy.version)]);
            Ok(line(&policy, &own, &policies.organisation))
        })
    }
}

/// The platform's profiles and these, in order of their names and versions.
fn of_rows(mut waiting: Vec<ProfileRow>) -> Profiles {
    let mut profiles = Profiles::platform();
    while !waiting.is_empty() {
        // One may extend another that stands further down; the versions of a name keep their order meanwhile.
        let before = waiting.len();
        let mut held_up = BTreeSet::new();
        waiting.retain(|row| {
            let waits = held_up.contains(&row.name) || profiles.add(&row.text).is_err();
            if waits {
                held_up.insert(row.name.clone());
            }
            waits
        });
        if waiting.len() == before {
            let unusable = waiting.remove(0);
            tracing::warn!(profile = unusable.name, "a profile cannot be used");
        }
    }
    profiles
}

fn invalid(field: &'static str, problem: Problem) -> Error {
    Error::Invalid { field, problem }
}

/// The profiles of a station, also of one whose organisation has not come yet.
fn at_hand(db: &Connection, of: Option<OrganisationId>) -> Result<Policies> {
    let row = of
        .map(|id| organisation::by_id(db, id))
        .transpose()?
        .flatten();
    Policies::at_hand(db, row.as_ref().map_or("", |row| &row.profile))
}

fn line(policy: &Policy, own: &BTreeSet<(String, u32)>, in_use: &str) -> ProfileLine {
    let is_own = own.contains(&(policy.name.clone(), policy.version));
    ProfileLine {
        name: policy.name.clone(),
        title: policy.title.clone(),
        version: policy.version,
        effective_from: policy.effective_from,
        whose: if is_own {
            Whose::Organisation
        } else {
            Whose::Platform
        },
        in_use: policy.name == in_use,
    }
}

/// Settles everybody who has facts in a project that runs under another policy than before.
fn resettle(db: &Connection, before: &Settling, organisation: OrganisationId) -> Result<()> {
    let after = Settling::new(db, organisation)?;
    let mut volunteers = BTreeSet::new();
    for project in &after.projects {
        let changed = before.policy_of(&project.id) != after.policy_of(&project.id);
        if let Some(id) = after.project_id(&project.id).filter(|_| changed) {
            volunteers.extend(fact::volunteers_of_project(db, id)?);
        }
    }
    volunteers
        .into_iter()
        .try_for_each(|volunteer| after.settle(db, volunteer))
}

#[cfg(test)]
mod tests;
