//! Hours: what the facts of a volunteer or a project come to, and why.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rules::{Assessment, Id, Language, Policy, ProjectId, VolunteerId};
use rusqlite::Connection;

use crate::Replica;
use crate::cards::by_number;
use crate::error::Result;
use crate::settle::{self, Settling};
use crate::table::{fact, person, project};

/// Whose hours.
#[derive(Debug, Clone, PartialEq)]
pub enum HoursOf {
    /// A volunteer's, in all projects, by his number.
    Member(String),
    /// Everybody's in one project.
    Project(ProjectId),
}

/// The answer of the rules over stored facts; ids are those of facts and projects, and volunteer numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Hours {
    /// Verdicts, records and totals.
    pub assessment: Assessment,
    /// The policy that they were counted under.
    pub policy: Policy,
    /// What the projects are called.
    pub projects: BTreeMap<String, String>,
}

impl Hours {
    /// The document that the command line prints.
    pub fn to_json(&self, language: Language) -> String {
        self.assessment.to_json(language)
    }
}

/// The id by which the rules know a volunteer: his number, or his reference while he has none.
fn name_of(db: &Connection, volunteer: VolunteerId) -> Result<Id> {
    let number = person::by_volunteer(db, volunteer)?
        .map(|row| row.number)
        .filter(|number| !number.is_empty());
    Ok(Id::from(
        number.unwrap_or_else(|| volunteer.to_string()).as_str(),
    ))
}

impl Replica {
    /// What the facts come to as of `now`, under the organisation's policy or another one.
    ///
    /// # Errors
    /// [`crate::Error::Unknown`] for a member, project or profile that is not here.
    pub fn hours(&self, of: &HoursOf, profile: Option<&str>, now: Timestamp) -> Result<Hours> {
        let organisation = self.station().serves()?;
        self.read(|db| {
            let mut settling = Settling::new(db, organisation)?;
            if let Some(name) = profile {
                settling.policy = settle::policy(db, name)?;
            }
            let (volunteers, only) = match of {
                HoursOf::Member(number) => (vec![by_number(db, number)?.volunteer], None),
                HoursOf::Project(id) => {
                    project::by_id(db, *id)?;
                    let mut volunteers: Vec<VolunteerId> = Vec::new();
                    for volunteer in fact::volunteers_of_project(db, *id)? {
                        volunteers.push(person::canonical(db, volunteer)?);
                    }
                    volunteers.sort();
                    volunteers.dedup();
                    (volunteers, Some(Id::from(id.to_string().as_str())))
                }
            };
            let mut facts = Vec::new();
            for volunteer in volunteers {
                let name = name_of(db, volunteer)?;
                facts.extend(settle::engine_facts(
                    &settle::of_person(db, volunteer)?,
                    &name,
                ));
            }
            facts.sort_by(|one, other| (one.time, &one.id).cmp(&(other.time, &other.id)));
            let mut assessment = settling.assess(&facts, now);
            if let Some(project) = &only {
                assessment = assessment.of_project(&settling.policy, &facts, project);
            }
            let projects = project::all(db)?;
            let projects = projects
                .into_iter()
                .map(|row| (row.id.to_string(), row.name))
                .collect();
            Ok(Hours {
                assessment,
                policy: settling.policy,
                projects,
            })
        })
    }
}
