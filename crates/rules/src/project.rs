//! A project as the engine sees it: its days, their windows and deadlines, and what state it is in at an instant.

use std::sync::Arc;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::calendar::{days_after, instant, minutes, shifted};
use crate::id::Id;
use crate::policy::Policy;

/// How a project takes time (计时方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Timing {
    /// One punch a day, worth preset minutes (单签、次签).
    Single,
    /// Sign-in and sign-out (双签、多签).
    Double,
}

/// What the hours of a project are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProjectKind {
    /// Service.
    Service,
    /// Training, which never counts as service.
    Training,
}

/// A project (活动), running from its first to its last date with one daily window.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// Its name among projects.
    pub id: Id,
    /// How it takes time.
    pub timing: Timing,
    /// What its hours are.
    pub kind: ProjectKind,
    /// The first service day.
    pub from: Date,
    /// The last service day.
    pub to: Date,
    /// When the daily window starts.
    pub start: Time,
    /// When it ends: on the next date, where this is not after the start.
    pub end: Time,
    /// What a day of a single project is worth; a single project without is worth nothing.
    pub preset_minutes: Option<u32>,
    /// Whether only those admitted may sign in.
    pub by_list: bool,
    /// Whether volunteers' own devices may punch.
    pub self_open: bool,
    /// Latitude and longitude of the venue, in degrees.
    pub venue: Option<[f64; 2]>,
    /// How far from the venue a punch may be, in metres; a venue without refuses nobody for the distance.
    pub radius_m: Option<f64>,
    /// Whether people may sign out anywhere (分散签出).
    pub dispersed_sign_out: bool,
    /// The policy of this project alone; without one it runs under the policy that is given with it.
    pub policy: Option<Arc<Policy>>,
}

/// The window of one service day, both ends belonging to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The date it starts on.
    pub day: Date,
    /// Its first instant.
    pub start: Timestamp,
    /// Its last instant.
    pub end: Timestamp,
}

impl Window {
    /// The first instant at which the policy takes a sign-in.
    pub fn opens(&self, policy: &Policy) -> Timestamp {
        shifted(self.start, -minutes(policy.early_minutes))
    }

    /// The last instant at which the policy takes a sign-out.
    pub fn closes(&self, policy: &Policy) -> Timestamp {
        shifted(self.end, minutes(policy.grace_minutes))
    }

    /// From when to when the policy takes requests for a supplementary record of the day.
    pub fn asking_time(&self, policy: &Policy) -> AskingTime {
        let hours = i64::from(policy.supplement.days) * 24;
        AskingTime {
            from: self.end,
            until: shifted(self.end, SignedDuration::from_hours(hours)),
        }
    }

    /// Whether nothing can be signed in or out on this day any more, and an open session is missing its sign-out.
    pub fn is_over(&self, policy: &Policy, at: Timestamp) -> bool {
        at > self.closes(policy)
    }
}

/// From when to when a supplementary record of a day may be asked for, both instants belonging to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AskingTime {
    /// The end of the day's window.
    pub from: Timestamp,
    /// So many times 24 hours later as the policy says.
    pub until: Timestamp,
}

/// What a project is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Sign-up has not opened.
    Announced,
    /// From sign-up opening to the first start (招募).
    Recruiting,
    /// From the first start to the last end (进行).
    InProgress,
    /// After the last end (完成).
    Finished,
}

impl Project {
    /// Whether the daily window runs past midnight.
    pub fn runs_past_midnight(&self) -> bool {
        self.end <= self.start
    }

    /// Whether this date is one of the project's service days.
    pub fn has_day(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    /// The window of a date, also of one on which the project does not run.
    pub fn window(&self, day: Date, zone: &TimeZone) -> Window {
        let end_day = if self.runs_past_midnight() {
            days_after(day, 1)
        } else {
            day
        };
        Window {
            day,
            start: instant(day, self.start, zone),
            end: instant(end_day, self.end, zone),
        }
    }

    /// The instant of a time of day on a service day: in a window past midnight, one earlier than the start belongs to
    /// the next date.
    pub fn instant(&self, day: Date, time: Time, zone: &TimeZone) -> Timestamp {
        let next = self.runs_past_midnight() && time < self.start;
        instant(if next { days_after(day, 1) } else { day }, time, zone)
    }

    /// What the project is doing at an instant. Without a sign-up opening it recruits from the beginning.
    pub fn stage(&self, sign_up_from: Option<Timestamp>, at: Timestamp, zone: &TimeZone) -> Stage {
        if at > self.window(self.to, zone).end {
            Stage::Finished
        } else if at >= self.window(self.from, zone).start {
            Stage::InProgress
        } else if sign_up_from.is_none_or(|opening| at >= opening) {
            Stage::Recruiting
        } else {
            Stage::Announced
        }
    }

    /// The policy that the project runs under: its own, or else the one given.
    pub fn policy_or<'p>(&'p self, given: &'p Policy) -> &'p Policy {
        self.policy.as_deref().unwrap_or(given)
    }

    /// The minutes a day of this single project is worth, under its own policy or else the one given.
    pub fn single_minutes(&self, given: &Policy) -> u32 {
        let most = self.policy_or(given).single_max_minutes;
        self.preset_minutes.unwrap_or(0).min(most)
    }

    /// From when to when a supplementary record of a day may be asked for, under the project's own policy or else the
    /// one given; `None` of a day on which it does not run, or where such a project takes none.
    pub fn asking_time(&self, day: Date, given: &Policy, zone: &TimeZone) -> Option<AskingTime> {
        let policy = self.policy_or(given);
        let takes = self.has_day(day) && policy.supplement.modes.contains(&self.timing);
        takes.then(|| self.window(day, zone).asking_time(policy))
    }

    /// How far a place is from the venue, in metres along the great circle; `None` without a venue.
    pub fn distance_m(&self, location: [f64; 2]) -> Option<f64> {
        self.venue.map(|venue| great_circle_m(venue, location))
    }
}

/// Mean radius of the earth.
const EARTH_RADIUS_M: f64 = 6_371_008.8;

fn great_circle_m(from: [f64; 2], to: [f64; 2]) -> f64 {
    let [latitude, longitude] = from.map(f64::to_radians);
    let [other_latitude, other_longitude] = to.map(f64::to_radians);
    let half_chord = |angle: f64| (angle / 2.0).sin().powi(2);
    let square = half_chord(other_latitude - latitude)
        + latitude.cos() * other_latitude.cos() * half_chord(other_longitude - longitude);
    2.0 * EARTH_RADIUS_M * square.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    fn project(start: Time, end: Time) -> Project {
        Project {
            id: "p1".into(),
            timing: Timing::Double,
            kind: ProjectKind::Service,
            from: date(2019, 6, 8),
            to: date(2019, 6, 9),
            start,
            end,
            preset_minutes: None,
            by_list: false,
            self_open: false,
            venue: Some([32.01, 120.86]),
            radius_m: Some(200.0),
            dispersed_sign_out: false,
            policy: None,
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_window_whose_end_is_not_after_its_start_ends_on_the_next_date() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let night = project(time(22, 0, 0, 0), time(2, 0, 0, 0)).window(date(2019, 6, 8), &zone);
        assert_eq!(night.start, at("2019-06-08T22:00:00+08:00"));
        assert_eq!(night.end, at("2019-06-09T02:00:00+08:00"));
        let round = project(time(8, 0, 0, 0), time(8, 0, 0, 0)).window(date(2019, 6, 8), &zone);
        assert_eq!(round.end, at("2019-06-09T08:00:00+08:00"));
    }

    #[test]
    fn a_service_day_is_over_after_the_grace() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let project = project(time(8, 30, 0, 0), time(17, 30, 0, 0));
        let window = project.window(date(2019, 6, 8), &zone);
        let (strict, kind) = (Policy::named("zhiyuanhui"), Policy::named("zhiyuanyun"));
        assert_eq!(window.opens(kind.unwrap()), at("2019-06-08T08:00:00+08:00"));
        assert!(!window.is_over(strict.unwrap(), at("2019-06-08T17:30:00+08:00")));
        assert!(window.is_over(strict.unwrap(), at("2019-06-08T17:30:01+08:00")));
        assert!(!window.is_over(kind.unwrap(), at("2019-06-08T18:00:00+08:00")));
        assert!(window.is_over(kind.unwrap(), at("2019-06-08T18:00:01+08:00")));
    }

    #[test]
    fn a_project_recruits_runs_and_is_finished_after_its_last_end() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let project = project(time(8, 30, 0, 0), time(17, 30, 0, 0));
        let opening = Some(at("2019-06-01T00:00:00+08:00"));
        for (time, stage) in [
            ("2019-05-31T23:59:59+08:00", Stage::Announced),
            ("2019-06-01T00:00:00+08:00", Stage::Recruiting),
            ("2019-06-08T08:29:59+08:00", Stage::Recruiting),
            ("2019-06-08T08:30:00+08:00", Stage::InProgress),
            ("2019-06-08T23:00:00+08:00", Stage::InProgress),
            ("2019-06-09T17:30:00+08:00", Stage::InProgress),
            ("2019-06-09T17:30:01+08:00", Stage::Finished),
        ] {
            assert_eq!(project.stage(opening, at(time), &zone), stage, "{time}");
        }
    }

    #[test]
    fn a_hundredth_of_a_degree_of_latitude_is_1112_metres() {
        let project = project(Time::MIN, Time::MAX);
        let distance = project.distance_m([32.02, 120.86]).unwrap();
        assert!((distance - 1111.95).abs() < 0.01, "{distance}");
        assert_eq!(project.distance_m([32.01, 120.86]), Some(0.0));
        let eastward = project.distance_m([32.01, 120.87]).unwrap();
        let shortened = 1111.95 * 32.01_f64.to_radians().cos();
        assert!((eastward - shortened).abs() < 0.01, "{eastward}");
        let corner = project.distance_m([32.02, 120.87]).unwrap();
        assert!((corner - distance.hypot(eastward)).abs() < 0.1, "{corner}");
        let antipode = project.distance_m([-32.01, -59.14]).unwrap();
        assert!(
            (antipode - std::f64::consts::PI * EARTH_RADIUS_M).abs() < 1.0,
            "{antipode}"
        );
    }
}
