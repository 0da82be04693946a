//! What a judgement is made within: the policies, the time zone, the instant it is made at, and the projects' windows.

use std::cell::RefCell;
use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use crate::calendar::{Moment, days_after, instant};
use crate::code::Mention;
use crate::fact::Fact;
use crate::policy::Policy;
use crate::project::{Project, Window};

/// Projects are named by their place in the list that was given.
pub(crate) type ProjectAt = usize;

/// A window with what the policy adds before and after it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub window: Window,
    pub opens: Timestamp,
    pub closes: Timestamp,
}

/// What a judgement is made within. Windows are worked out once and kept.
pub(crate) struct Setting<'a> {
    given: &'a Policy,
    pub zone: &'a TimeZone,
    pub now: Timestamp,
    pub projects: &'a [Project],
    spans: RefCell<HashMap<(ProjectAt, Date), Span>>,
}

impl<'a> Setting<'a> {
    pub fn new(
        policy: &'a Policy,
        zone: &'a TimeZone,
        now: Timestamp,
        projects: &'a [Project],
    ) -> Self {
        Self {
            given: policy,
            zone,
            now,
            projects,
            spans: RefCell::default(),
        }
    }

    pub fn project(&self, at: ProjectAt) -> &'a Project {
        &self.projects[at]
    }

    /// The policy that a project runs under: its own, or else the one that was given.
    pub fn policy(&self, project: ProjectAt) -> &'a Policy {
        self.project(project).policy_or(self.given)
    }

    /// The span of a date in a project, also of one on which it does not run.
    pub fn span(&self, project: ProjectAt, day: Date) -> Span {
        *self
            .spans
            .borrow_mut()
            .entry((project, day))
            .or_insert_with(|| {
                let window = self.project(project).window(day, self.zone);
                let policy = self.policy(project);
                Span {
                    window,
                    opens: window.opens(policy),
                    closes: window.closes(policy),
                }
            })
    }

    pub fn date(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }

    pub fn moment(&self, at: Timestamp) -> Moment {
        Moment::of(at, self.zone)
    }

    pub fn mention(&self, fact: &Fact) -> Mention {
        Mention {
            fact: fact.id.clone(),
            at: self.moment(fact.time),
        }
    }

    /// The first instant of the date so many days after the one `at` falls on.
    pub fn midnight_after(&self, at: Timestamp, days: u32) -> Timestamp {
        instant(
            days_after(self.date(at), i64::from(days)),
            Time::midnight(),
            self.zone,
        )
    }
}
