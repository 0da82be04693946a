//! Minutes earned: each source of a day's minutes with the instants from which they stand and are final, and what final
//! minutes sum up to.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::id::Id;
use crate::policy::{PointsOf, Policy};
use crate::project::Timing;
use crate::record::{Totals, hundredths_of_hours};

/// What hours minutes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// Credit hours (信用时数).
    Credit,
    /// Honorary hours (荣誉时数), which earn no points.
    Honorary,
    /// Training hours (培训时数), which are no service.
    Training,
}

/// Minutes of one session, single punch or request. As long as no other fact is known they stand and are final as of
/// any later instant by these two instants alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earned {
    /// What hours they are.
    pub sort: Sort,
    /// How many; never nought.
    pub minutes: u32,
    /// From when they stand.
    pub stands_from: Timestamp,
    /// From when they are final; `None` while a dispute holds them.
    pub final_from: Option<Timestamp>,
}

/// Final minutes of one sort in one project.
#[derive(Debug, Clone, Copy)]
pub struct FinalMinutes<'p> {
    /// The policy that the project runs under.
    pub policy: &'p Policy,
    /// How the project takes time.
    pub timing: Timing,
    /// What hours they are.
    pub sort: Sort,
    /// How many.
    pub minutes: u64,
}

impl Totals {
    /// A volunteer's final minutes, summed, and what they are worth.
    pub fn of<'p>(volunteer: Id, parts: impl IntoIterator<Item = FinalMinutes<'p>>) -> Totals {
        let mut totals = Totals {
            volunteer,
            credit_minutes: 0,
            honorary_minutes: 0,
            training_minutes: 0,
            points_hundredths: 0,
        };
        let mut points = Points::default();
        for part in parts {
            match part.sort {
                Sort::Credit => {
                    totals.credit_minutes += part.minutes;
                    points.add(part.policy, part.timing, part.minutes);
                }
                Sort::Honorary => totals.honorary_minutes += part.minutes,
                Sort::Training => totals.training_minutes += part.minutes,
            }
        }
        totals.points_hundredths = points.hundredths();
        totals
    }
}

/// Points of credit minutes. Parts of an hour count where double projects earn them; where whole hours do, they are
/// those of all minutes that earn the same for an hour, together.
#[derive(Default)]
struct Points {
    in_parts: u64,
    in_whole: BTreeMap<u64, u64>,
}

impl Points {
    fn add(&mut self, policy: &Policy, timing: Timing, minutes: u64) {
        let per_hour = u64::from(policy.points.per_hour);
        match (policy.points.of, timing) {
            (PointsOf::DoubleProjects, Timing::Double) => self.in_parts += minutes * per_hour,
            (PointsOf::DoubleProjects, Timing::Single) => {}
            (PointsOf::WholeHours, _) => *self.in_whole.entry(per_hour).or_default() += minutes,
        }
    }

    fn hundredths(&self) -> u64 {
        let whole = self
            .in_whole
            .iter()
            .map(|(per_hour, minutes)| minutes / 60 * per_hour * 100);
        hundredths_of_hours(self.in_parts) + whole.sum::<u64>()
    }
}
