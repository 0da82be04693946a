//! The engine's front: facts in, verdicts, records and totals out.

use std::collections::HashSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::code::{Code, Refusal};
use crate::fact::Fact;
use crate::id::Id;
use crate::known::Facts;
use crate::policy::{PointsOf, Policy};
use crate::project::{Project, ProjectKind, Timing};
use crate::record::{Assessment, Outcome, Record, Totals, hundredths_of_hours};
use crate::setting::Setting;
use crate::settle::Settled;

/// What these facts come to under a policy, as of `now`.
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
    let mut assessment = Assessment::default();
    for (id, volunteer) in &sorted.volunteers {
        let settled = Settled::of(&setting, &sorted, volunteer);
        let mut answer = |input: usize, verdict| verdicts[input] = Some(verdict);
        settled.verdicts(&mut answer);
        let records = settled.records(id);
        if !records.is_empty() {
            assessment.totals.push(totals(policy, id, &records));
            assessment.records.extend(records);
        }
    }
    assessment.verdicts = verdicts.into_iter().flatten().collect();
    assessment
}

impl Assessment {
    /// The part of the answer that speaks of one project: its verdicts and records, and totals of those alone.
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
            .map(|records| totals(policy, &records[0].volunteer, records))
            .collect();
        self
    }
}

/// A volunteer's final minutes and what they are worth.
fn totals(policy: &Policy, volunteer: &Id, records: &[Record]) -> Totals {
    let sum = |minutes: fn(&Record) -> u32| -> u64 {
        records
            .iter()
            .map(|record| u64::from(minutes(record)))
            .sum()
    };
    let credit_minutes = sum(Record::final_credit_minutes);
    let double_minutes = sum(|record| match record.timing {
        Timing::Double => record.final_credit_minutes(),
        Timing::Single => 0,
    });
    let per_hour = u64::from(policy.points.per_hour);
    Totals {
        volunteer: volunteer.clone(),
        credit_minutes,
        honorary_minutes: sum(|record| record.honorary_minutes),
        training_minutes: sum(|record| match record.kind {
            ProjectKind::Training => record.final_minutes,
            ProjectKind::Service => 0,
        }),
        points_hundredths: match policy.points.of {
            PointsOf::DoubleProjects => hundredths_of_hours(double_minutes * per_hour),
            PointsOf::WholeHours => credit_minutes / 60 * per_hour * 100,
        },
    }
}
