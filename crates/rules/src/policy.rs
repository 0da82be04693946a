//! A policy: every value in which one system's rules differ from another's, read from a profile.

mod error;
pub(crate) mod read;

use std::sync::{Arc, LazyLock};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::fact::Cause;
use crate::language::Language;
use crate::project::Timing;

pub use error::{Expected, PolicyError};

/// The values by which the engine judges. A profile is data: an organisation may copy one and change it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The word that names the policy in cases and commands.
    pub name: String,
    /// What people call it.
    pub title: Title,
    /// Which state of the profile this is; each change of a value raises it.
    pub version: u32,
    /// The first service day it is meant for.
    pub effective_from: Date,
    /// How long before a window's start a sign-in is taken.
    pub early_minutes: u32,
    /// How long after a window's end a sign-out is taken.
    pub grace_minutes: u32,
    /// The shortest session there is.
    pub min_session_minutes: u32,
    /// How long after an accepted punch another one in the project is a duplicate.
    pub debounce_seconds: u32,
    /// How long after the sign-in a scan without a direction is still that arrival.
    pub auto_out_after_minutes: u32,
    /// How long after a sign-out a scan without a direction is still that departure.
    pub auto_in_after_minutes: u32,
    /// Whether a volunteer may be in one project at a time only.
    pub exclusive: bool,
    /// How a session's minutes are rounded.
    pub rounding: Rounding,
    /// What a day of a single project is worth at most.
    pub single_max_minutes: u32,
    /// What the place of a punch does.
    pub geofence: Geofences,
    /// Whether a face check comes before the first sign-in.
    pub face_check_first: bool,
    /// How many people a project needs more than, to be open to volunteers' own devices; 0 is no condition.
    pub self_min_people: u32,
    /// Whether self-made punches wait for a confirmation.
    pub self_confirm: bool,
    /// Supplementary records.
    pub supplement: Supplements,
    /// How many days minutes are in publicity; 0 is none.
    pub publicity_days: u32,
    /// When a day's minutes may be disputed.
    pub disputes: Disputes,
    /// What credit minutes are worth.
    pub points: Points,
    /// How many organisations a volunteer belongs to.
    pub organisations: Bounds,
    /// How many of a volunteer's sign-ups may wait for an answer; `None` is no limit.
    pub pending_sign_ups_most: Option<u32>,
}

/// What a policy is called, in both languages. Cloning does not copy the texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Texts", into = "Texts")]
pub struct Title {
    /// Chinese.
    pub zh: Arc<str>,
    /// English.
    pub en: Arc<str>,
}

impl Title {
    /// The title in a language.
    pub fn text(&self, language: Language) -> &str {
        language.pick(&self.zh, &self.en)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    zh: String,
    en: String,
}

impl From<Texts> for Title {
    fn from(texts: Texts) -> Self {
        Self {
            zh: texts.zh.into(),
            en: texts.en.into(),
        }
    }
}

impl From<Title> for Texts {
    fn from(title: Title) -> Self {
        Self {
            zh: title.zh.to_string(),
            en: title.en.to_string(),
        }
    }
}

/// How a session's minutes are rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rounding {
    /// Not at all: whole minutes.
    None,
    /// Up to a multiple of so many minutes.
    #[serde(rename = "up_to_minutes")]
    UpToMinutes(u32),
}

impl Rounding {
    /// These minutes, rounded.
    pub fn round(self, minutes: u32) -> u32 {
        match self {
            Rounding::None => minutes,
            Rounding::UpToMinutes(step) => {
                minutes.div_ceil(step.max(1)).saturating_mul(step.max(1))
            }
        }
    }
}

/// What the place of a punch does, by the timing of the project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Geofences {
    /// In single projects.
    pub single: Geofence,
    /// In double projects.
    pub double: Geofence,
}

impl Geofences {
    /// The one for a timing.
    pub fn of(&self, timing: Timing) -> Geofence {
        match timing {
            Timing::Single => self.single,
            Timing::Double => self.double,
        }
    }
}

/// What the place of a punch does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Geofence {
    /// The distance is kept, nobody is refused.
    Record,
    /// A punch too far from the venue is refused.
    Enforce,
}

/// What supplementary records a policy takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supplements {
    /// In projects of which timing.
    pub modes: Vec<Timing>,
    /// For which causes.
    pub causes: Vec<Cause>,
    /// Whether there is one request for a day and no second, whatever was decided.
    pub once: bool,
    /// For how many times 24 hours after the day's window end.
    pub days: u32,
    /// Whether a reason is asked for.
    pub reason_required: bool,
    /// Whether evidence is asked for.
    pub evidence_required: bool,
    /// When an approved request's minutes stand.
    pub takes_effect: TakesEffect,
    /// What hours they are.
    pub counts_as: CountsAs,
}

/// When an approved request's minutes stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TakesEffect {
    /// At once.
    AtDecision,
    /// At 00:00 of the day after the decision (次日).
    NextDay,
}

/// What hours supplementary minutes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CountsAs {
    /// Credit hours (信用时数).
    Credit,
    /// Honorary hours (荣誉时数), which earn no points.
    Honorary,
}

/// When a day's minutes may be disputed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Disputes {
    /// Never.
    None,
    /// While they are in publicity.
    InPublicity,
    /// As long as there are any.
    AnyTime,
}

/// What final credit minutes are worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Points {
    /// Points for an hour.
    pub per_hour: u32,
    /// Which hours earn them.
    pub of: PointsOf,
}

/// Which hours earn points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PointsOf {
    /// Those of double projects, parts of an hour in proportion.
    DoubleProjects,
    /// The whole hours of the volunteer's total in all projects.
    WholeHours,
}

/// From how many to how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    /// At least.
    pub least: u32,
    /// At most; `None` is no limit.
    pub most: Option<u32>,
}

static PROFILES: LazyLock<[Policy; 4]> = LazyLock::new(|| {
    [
        include_str!("../profiles/jianghai.json"),
        include_str!("../profiles/izhiyuan.json"),
        include_str!("../profiles/zhiyuanyun.json"),
        include_str!("../profiles/zhiyuanhui.json"),
    ]
    .map(|text| Policy::parse(text).expect("the profiles in the program are read by a test"))
});

impl Policy {
    /// The profile of this name that comes with the program: `jianghai`, `izhiyuan`, `zhiyuanyun` or `zhiyuanhui`.
    pub fn named(name: &str) -> Option<&'static Policy> {
        PROFILES.iter().find(|policy| policy.name == name)
    }

    /// Every profile that comes with the program.
    pub fn all() -> &'static [Policy] {
        &*PROFILES
    }

    /// The policy written in a complete profile.
    ///
    /// # Errors
    /// When it is not JSON, a key is missing or not known, a value is none it can have or out of all proportion; the
    /// error names the key.
    pub fn parse(text: &str) -> Result<Policy, PolicyError> {
        read::policy(read::object(text)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_in_the_program_is_read_and_written_back_the_same() {
        let names: Vec<_> = Policy::all()
            .iter()
            .map(|policy| policy.name.as_str())
            .collect();
        assert_eq!(names, ["jianghai", "izhiyuan", "zhiyuanyun", "zhiyuanhui"]);
        for policy in Policy::all() {
            let text = serde_json::to_string(policy).unwrap();
            assert_eq!(&Policy::parse(&text).unwrap(), policy);
        }
        assert!(Policy::named("Jianghai").is_none());
    }

    #[test]
    fn an_organisation_may_copy_a_profile_and_change_a_value() {
        let text = include_str!("../profiles/jianghai.json");
        let copy = text
            .replace("\"jianghai\"", "\"our-town\"")
            .replace("\"publicity_days\": 7", "\"publicity_days\": 3");
        let policy = Policy::parse(&copy).unwrap();
        assert_eq!(
            (policy.name.as_str(), policy.publicity_days),
            ("our-town", 3)
        );
    }

    #[test]
    fn a_profile_with_an_unknown_word_or_a_wild_value_is_refused() {
        let text = include_str!("../profiles/jianghai.json");
        for (from, to) in [
            ("\"version\"", "\"revision\""),
            ("\"enforce\"", "\"forbid\""),
            ("\"grace_minutes\": 30", "\"grace_minutes\": 1441"),
            ("\"up_to_minutes\": 30", "\"up_to_minutes\": 0"),
            ("\"early_minutes\": 0", "\"early_minutes\": -1"),
            ("2000-01-01", "2000-13-01"),
        ] {
            assert!(text.contains(from), "{from}");
            assert!(Policy::parse(&text.replacen(from, to, 1)).is_err(), "{to}");
        }
    }

    #[test]
    fn minutes_are_rounded_up_to_the_step_and_nought_stays_nought() {
        let half_hour = Rounding::UpToMinutes(30);
        let rounded = [0, 1, 30, 31, 32, 35, 43, 76].map(|minutes| half_hour.round(minutes));
        assert_eq!(rounded, [0, 30, 30, 60, 60, 60, 60, 90]);
        assert_eq!(Rounding::None.round(298), 298);
    }
}
