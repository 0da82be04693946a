//! The engine's front: facts in, verdicts, records and totals out.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::code::{Code, Refusal};
use crate::earned::FinalMinutes;
use crate::fact::Fact;
use crate::id::Id;
use crate::known::Facts;
use crate::policy::Policy;
use crate::project::Project;
use crate::record::{Assessment, Outcome, Record, Totals};
use crate::setting::Setting;
use crate::settle::Settled;

/// What these facts come to as of `now`, each project under its own policy or else under the one given.
///
/// The facts may be in any order: they are taken in order of (time, id), and verdicts are answered in the order they
/// were given. Facts later than `now` have not happened and have no verdict. Ids are unique among projects and among
/// facts; a fact of a project that is not there, or about a fact that is not there, does nothing.
pub fn assess(
    policy: &Policy,
    zone: &TimeZone,
    now: Timestamp,
    projects: &[Project],
    facts: &[Fact],
) -> Assessment {
    let setting = Setting::new(policy, zone, now, projects);
    let sorted = Facts::sort(&setting, facts.iter().enumerate());
    let mut verdicts = vec![None; facts.len()];
    for input in &sorted.annulled {
        let annulled = Outcome::Rejected(Refusal::plain(Code::Annulled));
        verdicts[*input] = Some(annulled.on(&facts[*input], None));
    }
    let own: HashMap<&Id, &Policy> = projects
        .iter()
        .filter_map(|project| Some((&project.id, project.policy.as_deref()?)))
        .collect();
    let of = |record: &Record| own.get(&record.project).copied().unwrap_or(policy);
    let mut assessment = Assessment::default();
    for (id, volunteer) in &sorted.volunteers {
        let settled = Settled::of(&setting, &sorted, volunteer);
        let mut answer = |input: usize, verdict| verdicts[input] = Some(verdict);
        settled.verdicts(&mut answer);
        let records = settled.records(id);
        if !records.is_empty() {
            assessment.totals.push(totals(id, &records, of));
            assessment.records.extend(records);
        }
    }
    assessment.verdicts = verdicts.into_iter().flatten().collect();
    assessment
}

impl Assessment {
    /// The part of the answer that speaks of one project: its verdicts and records, and totals of those alone. `policy`
    /// is the one that the project runs under.
    pub fn of_project(mut self, policy: &Policy, facts: &[Fact], project: &Id) -> Assessment {
        let about: HashSet<&Id> = facts
            .iter()
            .filter(|fact| fact.what.project() == Some(project))
            .map(|fact| &fact.id)
            .collect();
        self.verdicts
            .retain(|verdict| about.contains(&verdict.fact));
        self.records.retain(|record| record.project == *project);
        self.totals = self
            .records
            .chunk_by(|one, other| one.volunteer == other.volunteer)
            .map(|records| totals(&records[0].volunteer, records, |_| policy))
            .collect();
        self
    }
}

/// A volunteer's final minutes and what they are worth, each day's under the policy of its project.
fn totals<'p>(volunteer: &Id, records: &[Record], of: impl Fn(&Record) -> &'p Policy) -> Totals {
    let parts = records.iter().flat_map(|record| {
        let policy = of(record);
        record.finals().map(move |(sort, minutes)| FinalMinutes {
            policy,
            timing: record.timing,
            sort,
            minutes: minutes.into(),
        })
    });
    Totals::of(volunteer.clone(), parts)
}
