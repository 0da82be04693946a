//! What is answered: verdicts on punches, requests and disputes, a record for each service day, and totals.

use jiff::civil::Date;

use crate::because::Because;
use crate::calendar::Moment;
use crate::code::Refusal;
use crate::earned::{Earned, Sort};
use crate::fact::Fact;
use crate::id::Id;
use crate::project::{ProjectKind, Timing};
use crate::punch::As;

/// The answer for a set of facts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Assessment {
    /// One for each punch, request and dispute that has happened, in the order they were given.
    pub verdicts: Vec<Verdict>,
    /// One for each volunteer, project and service day with a punch or a request, in that order.
    pub records: Vec<Record>,
    /// One for each volunteer who has a record, in order.
    pub totals: Vec<Totals>,
}

/// What became of a punch, a request or a dispute.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The fact.
    pub fact: Id,
    /// Yes or no.
    pub outcome: Outcome,
    /// What a punch was taken as; `None` for an annulled punch, a request or a dispute.
    pub taken_as: Option<As>,
}

/// Yes or no.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Yes.
    Accepted,
    /// No, and why.
    Rejected(Refusal),
}

impl Outcome {
    pub(crate) fn of(refusal: Option<&Refusal>) -> Self {
        refusal.map_or(Outcome::Accepted, |refusal| {
            Outcome::Rejected(refusal.clone())
        })
    }

    /// The verdict on a fact with this outcome.
    pub(crate) fn on(self, fact: &Fact, taken_as: Option<As>) -> Verdict {
        Verdict {
            fact: fact.id.clone(),
            outcome: self,
            taken_as,
        }
    }

    /// Why not, if not.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Outcome::Accepted => None,
            Outcome::Rejected(refusal) => Some(refusal),
        }
    }
}

/// A volunteer's service day in a project. All figures are minutes.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Who.
    pub volunteer: Id,
    /// Where.
    pub project: Id,
    /// The service day.
    pub day: Date,
    /// How the project takes time.
    pub timing: Timing,
    /// What the project's hours are.
    pub kind: ProjectKind,
    /// Standing minutes of plain scans, of a service project.
    pub precise_minutes: u32,
    /// Standing minutes of approved requests, of a service project.
    pub delayed_minutes: u32,
    /// Minutes that wait for a decision, for taking effect or for a confirmation.
    pub pending_minutes: u32,
    /// Standing minutes of a training project, however they came about.
    pub training_minutes: u32,
    /// Those of the standing minutes that are final.
    pub final_minutes: u32,
    /// Those that are in publicity.
    pub publicity_minutes: u32,
    /// Those of the final minutes that are honorary, not credit.
    pub honorary_minutes: u32,
    /// Where the minutes come from that stand now or will: not those that wait for a decision or a confirmation.
    pub earned: Vec<Earned>,
    /// Whether a dispute took the day's minutes away.
    pub cancelled: bool,
    /// Whether a session was not signed out in time and no approved request has closed it.
    pub missing_sign_out: bool,
    /// The sessions and single punches of the day and what its requests would mend, in order of their beginning.
    pub sessions: Vec<Session>,
    /// How it all came about, one step after another.
    pub because: Vec<Because>,
}

impl Record {
    /// The minutes that stand, service and training together.
    pub fn standing_minutes(&self) -> u32 {
        self.precise_minutes + self.delayed_minutes + self.training_minutes
    }

    /// The final minutes of service that are credit.
    pub fn final_credit_minutes(&self) -> u32 {
        match self.kind {
            ProjectKind::Service => self.final_minutes - self.honorary_minutes,
            ProjectKind::Training => 0,
        }
    }

    /// The final minutes by what hours they are.
    pub(crate) fn finals(&self) -> impl Iterator<Item = (Sort, u32)> {
        let training = match self.kind {
            ProjectKind::Training => self.final_minutes,
            ProjectKind::Service => 0,
        };
        [
            (Sort::Credit, self.final_credit_minutes()),
            (Sort::Honorary, self.honorary_minutes),
            (Sort::Training, training),
        ]
        .into_iter()
    }

    /// The minutes that stand as hours with two decimals, rounded half up.
    pub fn hours(&self) -> String {
        hours(u64::from(self.standing_minutes()))
    }
}

/// One session of a day, for screens and paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its beginning: the sign-in, or the one punch of a single project; `None` for a mended single day.
    pub sign_in: Option<Moment>,
    /// Its end, if it has one.
    pub sign_out: Option<Moment>,
    /// The request by which it was mended, if it was.
    pub request: Option<Id>,
    /// What it is worth, or would be.
    pub minutes: u32,
    /// Where its minutes stand.
    pub standing: Standing,
}

/// Where a session's minutes stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The volunteer is still there.
    Open,
    /// Nobody signed out in time.
    MissingSignOut,
    /// An approved request has taken its place.
    Mended,
    /// The minutes wait for a decision, for taking effect or for a confirmation.
    Pending,
    /// In publicity until then; held by a dispute where there is no instant.
    InPublicity(Option<Moment>),
    /// Final.
    Final,
    /// Taken away by a dispute.
    Cancelled,
}

/// A volunteer's final minutes in all projects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totals {
    /// Who.
    pub volunteer: Id,
    /// Credit minutes.
    pub credit_minutes: u64,
    /// Honorary minutes.
    pub honorary_minutes: u64,
    /// Training minutes.
    pub training_minutes: u64,
    /// Points, in hundredths.
    pub points_hundredths: u64,
}

impl Totals {
    /// The points with two decimals.
    pub fn points(&self) -> String {
        two_decimals(self.points_hundredths)
    }
}

/// Minutes as hours with two decimals, rounded half up.
pub fn hours(minutes: u64) -> String {
    two_decimals(hundredths_of_hours(minutes))
}

/// Minutes as hundredths of an hour, rounded half up.
pub(crate) fn hundredths_of_hours(minutes: u64) -> u64 {
    (minutes * 10 + 3) / 6
}

fn two_decimals(hundredths: u64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_rounded_half_up_to_two_decimals() {
        let cases = [
            (0, "0.00"),
            (1, "0.02"),
            (2, "0.03"),
            (3, "0.05"),
            (140, "2.33"),
            (110, "1.83"),
            (298, "4.97"),
            (6000, "100.00"),
        ];
        for (minutes, text) in cases {
            assert_eq!(hours(minutes), text, "{minutes}");
        }
    }

    #[test]
    fn hundredths_agree_with_rounding_the_exact_fraction() {
        for minutes in 0..20_000_u64 {
            let twice = minutes * 100 * 2;
            assert_eq!(
                hundredths_of_hours(minutes),
                (twice + 60) / 120,
                "{minutes}"
            );
        }
    }
}
