//! The service day of a punch: which of a project's days it belongs to.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::calendar::days_after;
use crate::fact::{Direction, Punch};
use crate::known::Known;
use crate::punch::Attendance;
use crate::setting::{ProjectAt, Setting};

const DAY_MINUTES: i64 = 24 * 60;

impl<'a> Attendance<'a> {
    /// The service day of a punch, after all the punches before it.
    pub(crate) fn service_day(&self, setting: &Setting<'a>, known: &Known<'a, Punch>) -> Date {
        let at = known.fact.time;
        let holding = days_holding(setting, known.project, at);
        let may_sign_out = known.body.direction != Direction::In;
        let open = |day: &Date| may_sign_out && self.is_open(known.project, *day);
        match holding.last() {
            Some(latest) => holding.iter().copied().find(open).unwrap_or(*latest),
            None => {
                let date = setting.date(at);
                ended_on(setting, known.project, date)
                    .filter(open)
                    .unwrap_or(date)
            }
        }
    }
}

/// The project days whose span holds the instant, in their order.
fn days_holding(setting: &Setting<'_>, project: ProjectAt, at: Timestamp) -> Vec<Date> {
    let date = setting.date(at);
    // A window ends on the next date at the latest, and clocks may be set back at midnight.
    let policy = setting.policy(project);
    let before = 3 + i64::from(policy.grace_minutes) / DAY_MINUTES;
    let after = 2 + i64::from(policy.early_minutes) / DAY_MINUTES;
    let (from, to) = (setting.project(project).from, setting.project(project).to);
    let last = days_after(date, after).min(to);
    let mut day = days_after(date, -before).max(from);
    let mut holding = Vec::new();
    while day <= last {
        let span = setting.span(project, day);
        if span.opens <= at && at <= span.closes {
            holding.push(day);
        }
        match day.tomorrow() {
            Ok(next) => day = next,
            Err(_) => break,
        }
    }
    holding
}

/// The project day whose window past midnight ended on this date.
fn ended_on(setting: &Setting<'_>, project: ProjectAt, date: Date) -> Option<Date> {
    let project = setting.project(project);
    let day = date.yesterday().ok()?;
    (project.runs_past_midnight() && project.has_day(day)).then_some(day)
}
