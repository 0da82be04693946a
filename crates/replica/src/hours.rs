//! Hours: what the facts of a volunteer or a project come to, and why; and what they would under another profile.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rules::{Assessment, Fact, Id, Language, Policy, ProjectId, Verdict, VolunteerId};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::Replica;
use crate::cards::by_number;
use crate::error::Result;
use crate::profiles::NamedProfile;
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
    /// The organisation's policy, or the one that was asked for.
    pub policy: Policy,
    /// The policy of each project that has a record.
    pub policies: BTreeMap<String, Policy>,
    /// What the projects are called.
    pub projects: BTreeMap<String, String>,
    /// Projects among them whose profile is not here or cannot be used.
    pub stood_in: Vec<StoodIn>,
}

/// A project that counts under another policy because its own profile is not here or cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoodIn {
    /// The project.
    pub project: String,
    /// What it is called.
    pub name: String,
    /// The profile that it names.
    pub profile: String,
}

/// The same facts under each project's own policy and under another one.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// As they count.
    pub own: Hours,
    /// As they would.
    pub other: Hours,
    /// One for each volunteer, in order of their numbers.
    pub volunteers: Vec<Compared>,
}

/// One volunteer's minutes that stand, both ways.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// The volunteer number.
    pub volunteer: Id,
    /// The name with its surname alone.
    pub name: String,
    /// As they count.
    pub own_minutes: u64,
    /// As they would.
    pub other_minutes: u64,
    /// The punches, requests and disputes that are judged otherwise, in order of time.
    pub verdicts: Vec<VerdictChange>,
}

/// A fact on which the two policies differ.
#[derive(Debug, Clone, PartialEq)]
pub struct VerdictChange {
    /// When it happened.
    pub at: Timestamp,
    /// As it is judged.
    pub own: Verdict,
    /// As it would be.
    pub other: Verdict,
}

impl Hours {
    /// The document that the command line prints.
    pub fn to_json(&self, language: Language) -> String {
        self.assessment.to_json(language)
    }

    /// The minutes that stand, of everybody who has a record.
    fn minutes(&self) -> BTreeMap<&Id, u64> {
        let mut minutes = BTreeMap::new();
        for record in &self.assessment.records {
            *minutes.entry(&record.volunteer).or_default() += u64::from(record.standing_minutes());
        }
        minutes
    }
}

impl Compared {
    /// How many minutes more there would be.
    pub fn difference(&self) -> i64 {
        self.other_minutes as i64 - self.own_minutes as i64
    }
}

impl Comparison {
    /// The document under the other profile, with one more key: `comparison`.
    pub fn to_json(&self, language: Language) -> String {
        let compared: Vec<Value> = self.volunteers.iter().map(compared_line).collect();
        let mut document = self.other.to_json(language);
        // The document is an object that has keys: one more goes before its closing brace.
        document.pop();
        document + ",\"comparison\":" + &Value::from(compared).to_string() + "}"
    }
}

fn compared_line(compared: &Compared) -> Value {
    let counted = |minutes: u64| json!({"minutes": minutes, "hours": rules::hours(minutes)});
    let verdicts = compared.verdicts.iter().map(|change| {
        json!({
            "id": change.own.fact.as_str(),
            "own": verdict_line(&change.own), "other": verdict_line(&change.other),
        })
    });
    let difference = compared.difference();
    let sign = if difference < 0 { "-" } else { "" };
    json!({
        "volunteer": compared.volunteer.as_str(),
        "own": counted(compared.own_minutes), "other": counted(compared.other_minutes),
        "difference": {
            "minutes": difference,
            "hours": format!("{sign}{}", rules::hours(difference.unsigned_abs())),
        },
        "verdicts": verdicts.collect::<Vec<_>>(),
    })
}

fn verdict_line(verdict: &Verdict) -> Value {
    let code = verdict.outcome.refusal().map(|refusal| refusal.code);
    let outcome = if code.is_none() {
        "accepted"
    } else {
        "rejected"
    };
    json!({"outcome": outcome, "code": code, "as": verdict.taken_as})
}

/// The facts that a question is about.
struct Asked {
    facts: Vec<Fact>,
    /// The one project that is spoken of, if it is one.
    only: Option<Id>,
    /// Masked names by number.
    names: BTreeMap<Id, String>,
    /// What the projects are called.
    projects: BTreeMap<String, String>,
}

impl Asked {
    fn read(db: &Connection, of: &HoursOf) -> Result<Asked> {
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
        let (mut facts, mut names) = (Vec::new(), BTreeMap::new());
        for volunteer in volunteers {
            let (number, name) = named(db, volunteer)?;
            let stored = settle::of_person(db, volunteer)?;
            facts.extend(settle::engine_facts(&stored, &number));
            names.insert(number, name);
        }
        facts.sort_by(|one, other| (one.time, &one.id).cmp(&(other.time, &other.id)));
        let projects = project::all(db)?.into_iter();
        Ok(Asked {
            facts,
            only,
            names,
            projects: projects.map(|row| (row.id.to_string(), row.name)).collect(),
        })
    }

    fn count(&self, settling: &Settling, now: Timestamp) -> Hours {
        let mut assessment = settling.assess(&self.facts, now);
        if let Some(project) = &self.only {
            let policy = settling.policy_of(project);
            assessment = assessment.of_project(policy, &self.facts, project);
        }
        let mut policies = BTreeMap::new();
        for record in &assessment.records {
            policies
                .entry(record.project.as_str().to_owned())
                .or_insert_with(|| settling.policy_of(&record.project).clone());
        }
        let stood_in = settling.stood_in.iter().filter_map(|(id, profile)| {
            let project = id.to_string();
            let name = self.projects.get(&project)?.clone();
            let profile = profile.clone();
            policies.contains_key(&project).then_some(StoodIn {
                project,
                name,
                profile,
            })
        });
        Hours {
            stood_in: stood_in.collect(),
            policy: settling.policy.as_ref().clone(),
            projects: self.projects.clone(),
            policies,
            assessment,
        }
    }

    fn compare(&self, own: &Hours, other: &Hours) -> Vec<Compared> {
        let mut differing = self.differing(own, other);
        let (own, other) = (own.minutes(), other.minutes());
        let counted =
            |minutes: &BTreeMap<&Id, u64>, volunteer| minutes.get(volunteer).copied().unwrap_or(0);
        let concerned: BTreeSet<Id> = own
            .keys()
            .chain(other.keys())
            .map(|volunteer| Id::clone(volunteer))
            .chain(differing.keys().cloned())
            .collect();
        self.names
            .iter()
            .filter(|(volunteer, _)| concerned.contains(volunteer))
            .map(|(volunteer, name)| Compared {
                volunteer: volunteer.clone(),
                name: name.clone(),
                own_minutes: counted(&own, volunteer),
                other_minutes: counted(&other, volunteer),
                verdicts: differing.remove(volunteer).unwrap_or_default(),
            })
            .collect()
    }

    /// The verdicts that differ, by volunteer.
    fn differing(&self, own: &Hours, other: &Hours) -> BTreeMap<Id, Vec<VerdictChange>> {
        let others = other.assessment.verdicts.iter();
        let others: BTreeMap<&Id, &Verdict> =
            others.map(|verdict| (&verdict.fact, verdict)).collect();
        let facts: BTreeMap<&Id, &Fact> = self.facts.iter().map(|fact| (&fact.id, fact)).collect();
        let said = |verdict: &Verdict| {
            let code = verdict.outcome.refusal().map(|refusal| refusal.code);
            (code, verdict.taken_as)
        };
        let mut differing: BTreeMap<Id, Vec<VerdictChange>> = BTreeMap::new();
        for own in &own.assessment.verdicts {
            let (Some(other), Some(fact)) = (others.get(&own.fact), facts.get(&own.fact)) else {
                continue;
            };
            let Some(volunteer) = fact.what.volunteer().filter(|_| said(own) != said(other)) else {
                continue;
            };
            let change = VerdictChange {
                at: fact.time,
                own: own.clone(),
                other: (*other).clone(),
            };
            differing.entry(volunteer.clone()).or_default().push(change);
        }
        differing
    }
}

/// The id by which the rules know a volunteer, his number or his reference while he has none; and his masked name.
fn named(db: &Connection, volunteer: VolunteerId) -> Result<(Id, String)> {
    let row = person::by_volunteer(db, volunteer)?;
    let (number, name) = row.map(|row| (row.number, row.name)).unwrap_or_default();
    let id = if number.is_empty() {
        volunteer.to_string()
    } else {
        number
    };
    Ok((Id::from(id.as_str()), rules::identity::mask_name(&name)))
}

impl Replica {
    /// What the facts come to as of `now`: each project under its own policy, or all under the profile that is named.
    ///
    /// # Errors
    /// [`crate::Error::Unknown`] for a member, project or profile that is not here.
    pub fn hours(
        &self,
        of: &HoursOf,
        profile: Option<&NamedProfile>,
        now: Timestamp,
    ) -> Result<Hours> {
        self.read(|db| {
            let settling = self.settling(db)?;
            let asked = Asked::read(db, of)?;
            match profile {
                Some(profile) => Ok(asked.count(&settling.under(profile)?, now)),
                None => Ok(asked.count(&settling, now)),
            }
        })
    }

    /// The same facts as they count, and as they would if every project ran under this profile.
    ///
    /// # Errors
    /// [`crate::Error::Unknown`] for a member, project or profile that is not here.
    pub fn compare(
        &self,
        of: &HoursOf,
        profile: &NamedProfile,
        now: Timestamp,
    ) -> Result<Comparison> {
        self.read(|db| {
            let settling = self.settling(db)?;
            let other = settling.under(profile)?;
            let asked = Asked::read(db, of)?;
            let (own, other) = (asked.count(&settling, now), asked.count(&other, now));
            let volunteers = asked.compare(&own, &other);
            Ok(Comparison {
                own,
                other,
                volunteers,
            })
        })
    }
}
