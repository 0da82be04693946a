//! Disputes (异议) about one volunteer's day in a project: which are taken, what they hold and what they cancel.

use jiff::Timestamp;

use crate::code::{Code, Detail, Refusal};
use crate::fact::{Fact, Resolution, ServiceDay};
use crate::known::{Facts, Known};
use crate::minutes::Part;
use crate::policy::{Disputes, Policy};
use crate::publicity::final_from;
use crate::setting::{ProjectAt, Setting};

/// A dispute with what became of it.
pub(crate) struct TakenDispute<'a> {
    pub fact: &'a Fact,
    pub input: usize,
    pub refusal: Option<Refusal>,
    /// The resolution that counts; none of a rejected dispute.
    pub resolved: Option<(&'a Fact, Resolution)>,
}

impl<'a> TakenDispute<'a> {
    /// The resolution by which it has cancelled the day.
    pub fn cancelled_by(&self) -> Option<&'a Fact> {
        match self.resolved {
            Some((fact, Resolution::Cancel)) => Some(fact),
            Some((_, Resolution::Keep)) | None => None,
        }
    }
}

/// From when to when minutes are in publicity.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Publicity {
    pub from: Timestamp,
    /// When they would be final without any dispute.
    pub natural_end: Timestamp,
    /// When they are final; `None` while a dispute holds them.
    pub end: Option<Timestamp>,
}

impl Publicity {
    pub fn is_on(&self, at: Timestamp) -> bool {
        self.from <= at && self.end.is_none_or(|end| at < end)
    }
}

/// One day's disputes, and the publicity of each part of its minutes (`None` for one that waits).
pub(crate) struct DisputedDay<'a> {
    pub taken: Vec<TakenDispute<'a>>,
    pub publicity: Vec<Option<Publicity>>,
}

impl<'a> DisputedDay<'a> {
    /// Takes the day's disputes in order of (time, fact id).
    pub fn of(
        setting: &Setting<'a>,
        facts: &Facts<'a>,
        project: ProjectAt,
        (parts, disputes): (&[Part<'a>], &[&Known<'a, ServiceDay>]),
    ) -> Self {
        let policy = setting.policy(project);
        let publicity = parts.iter().map(|part| {
            part.stands_at.map(|from| {
                let natural_end = final_from(setting, policy, from);
                Publicity {
                    from,
                    natural_end,
                    end: Some(natural_end),
                }
            })
        });
        let mut day = Self {
            taken: Vec::new(),
            publicity: publicity.collect(),
        };
        for known in disputes {
            let refusal = day.check((setting, policy), parts, known.fact.time).err();
            let resolved = match refusal {
                None => facts.resolution(known.fact),
                Some(_) => None,
            };
            if refusal.is_none() && policy.publicity_days > 0 {
                day.hold(known.fact.time, resolved.map(|(fact, _)| fact.time));
            }
            let (fact, input) = (known.fact, known.input);
            day.taken.push(TakenDispute {
                fact,
                input,
                refusal,
                resolved,
            });
        }
        day
    }

    /// The resolution that cancels the day, the earliest if there are several.
    pub fn cancelled_by(&self) -> Option<&'a Fact> {
        self.taken
            .iter()
            .filter_map(TakenDispute::cancelled_by)
            .min_by_key(|fact| fact.time)
    }

    fn check(
        &self,
        (setting, policy): (&Setting<'a>, &Policy),
        parts: &[Part<'a>],
        at: Timestamp,
    ) -> Result<(), Refusal> {
        if policy.disputes == Disputes::None {
            return Err(Refusal::plain(Code::DisputesNotOpen));
        }
        let standing: Vec<_> = parts
            .iter()
            .zip(&self.publicity)
            .filter_map(|(part, publicity)| publicity.filter(|_| part.minutes > 0))
            .filter(|publicity| publicity.from <= at)
            .collect();
        let cancelled = self
            .cancelled_by()
            .is_some_and(|resolution| resolution.time <= at);
        let Some(last) = standing.iter().map(|publicity| publicity.natural_end).max() else {
            return Err(Refusal::plain(Code::NothingToDispute));
        };
        if cancelled {
            return Err(Refusal::plain(Code::NothingToDispute));
        }
        if policy.disputes == Disputes::InPublicity && last <= at {
            let detail = Detail::NotAfter(setting.moment(last));
            return Err(Refusal::new(Code::PublicityOver, detail));
        }
        Ok(())
    }

    /// While the dispute is unresolved, minutes that are in publicity, held there or come into it later stay there.
    fn hold(&mut self, raised: Timestamp, resolved: Option<Timestamp>) {
        for publicity in self.publicity.iter_mut().flatten() {
            if publicity.from > raised || publicity.is_on(raised) {
                publicity.end = match (publicity.end, resolved) {
                    (Some(end), Some(resolved)) => Some(end.max(resolved)),
                    (None, _) | (_, None) => None,
                };
            }
        }
    }
}
