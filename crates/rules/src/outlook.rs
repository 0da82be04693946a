//! What becomes of a session that nobody signs out, told before it happens: at the end of an event.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::calendar::Moment;
use crate::code::on_date;
use crate::fact::Cause;
use crate::language::Language;
use crate::policy::{CountsAs, Policy, TakesEffect};
use crate::project::Project;

/// What a service day holds for a session that stays open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlook {
    /// The service day.
    pub day: Date,
    /// The end of its window: minutes count until then.
    pub end: Moment,
    /// The last instant at which a sign-out is taken; a session open after it is worth nothing.
    pub closes: Moment,
    /// How it can be mended afterwards; `None` where it cannot.
    pub repair: Option<Repair>,
}

/// How a missing sign-out can be mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// The last instant at which a request is taken. The first is the one after [`Outlook::closes`].
    pub until: Moment,
    /// For which causes.
    pub causes: Vec<Cause>,
    /// Whether a day has one request and no second.
    pub once: bool,
    /// Whether a request needs evidence.
    pub evidence_required: bool,
    /// When its minutes stand.
    pub takes_effect: TakesEffect,
    /// What hours they are.
    pub counts_as: CountsAs,
}

/// What a session of this project's day comes to, if nobody signs it out.
pub fn outlook(policy: &Policy, zone: &TimeZone, project: &Project, day: Date) -> Outlook {
    let window = project.window(day, zone);
    let rules = &policy.supplement;
    let asking = project.asking_time(day, policy, zone);
    Outlook {
        day,
        end: Moment::of(window.end, zone),
        closes: Moment::of(window.closes(policy), zone),
        repair: asking
            .filter(|_| !rules.causes.is_empty())
            .map(|asking| Repair {
                until: Moment::of(asking.until, zone),
                causes: rules.causes.clone(),
                once: rules.once,
                evidence_required: rules.evidence_required,
                takes_effect: rules.takes_effect,
                counts_as: rules.counts_as,
            }),
    }
}

impl Outlook {
    /// Whether it is too late to sign out.
    pub fn is_over(&self, now: Timestamp) -> bool {
        now > self.closes.instant
    }

    /// The outlook in words, as of `now`.
    pub fn message(&self, now: Timestamp, language: Language) -> String {
        let closes = self.clock(&self.closes, language);
        let fate = match (self.is_over(now), language) {
            (false, Language::Zh) => {
                format!("{closes} 后仍未签退的，记为缺签退，不计时长。")
            }
            (true, Language::Zh) => format!("已过 {closes}：未签退的记为缺签退，不计时长。"),
            (false, Language::En) => {
                format!("Not signed out by {closes}: a missing sign-out, no hours.")
            }
            (true, Language::En) => {
                format!("It is past {closes}: a missing sign-out, no hours.")
            }
        };
        let mending = match &self.repair {
            Some(repair) => repair.message(now, language),
            None => language
                .pick("不能补录。", "It cannot be mended.")
                .to_owned(),
        };
        match language {
            Language::Zh => fate + &mending,
            Language::En => format!("{fate} {mending}"),
        }
    }

    /// The time of day, with its date where it is not the service day's.
    fn clock(&self, moment: &Moment, language: Language) -> String {
        if moment.local.date() == self.day {
            moment.clock()
        } else {
            on_date(moment, language)
        }
    }
}

impl Repair {
    fn message(&self, now: Timestamp, language: Language) -> String {
        let until = on_date(&self.until, language);
        if now > self.until.instant {
            return match language {
                Language::Zh => format!("补录申请已于 {until} 截止。"),
                Language::En => format!("Asking for a supplementary record ended {until}."),
            };
        }
        let only = self.only(language);
        let more = self.conditions(language);
        match language {
            Language::Zh => format!("{only}可在 {until} 前申请补录{more}。"),
            Language::En => {
                format!("A supplementary record may be asked for{only} until {until}{more}.")
            }
        }
    }

    /// For which causes alone, where not for all.
    fn only(&self, language: Language) -> String {
        let every = [
            Cause::NoSignal,
            Cause::OrganiserError,
            Cause::OwnFault,
            Cause::Other,
        ];
        if every.iter().all(|cause| self.causes.contains(cause)) {
            return String::new();
        }
        let named: Vec<_> = self
            .causes
            .iter()
            .map(|cause| cause_words(*cause, language))
            .collect();
        match language {
            Language::Zh => format!("本人疏忽不能补；因{}，", named.join("、")),
            Language::En => format!(", for {} alone,", named.join(" or ")),
        }
    }

    fn conditions(&self, language: Language) -> String {
        let mut conditions = Vec::new();
        if self.once {
            conditions.push(language.pick("每天只能申请一次", "once a day"));
        }
        if self.evidence_required {
            conditions.push(language.pick("须附证明", "with evidence"));
        }
        if self.takes_effect == TakesEffect::NextDay {
            conditions.push(language.pick("通过后次日生效", "in effect the day after approval"));
        }
        if self.counts_as == CountsAs::Honorary {
            conditions.push(language.pick("计为荣誉时数", "as honorary hours"));
        }
        let comma = language.pick("，", ", ");
        conditions
            .into_iter()
            .map(|condition| format!("{comma}{condition}"))
            .collect()
    }
}

/// A cause, as it stands in a sentence.
fn cause_words(cause: Cause, language: Language) -> &'static str {
    match cause {
        Cause::NoSignal => language.pick("现场无信号", "no signal"),
        Cause::OrganiserError => language.pick("组织方失误", "the organiser's mistake"),
        Cause::OwnFault => language.pick("本人疏忽", "the volunteer's own fault"),
        Cause::Other => language.pick("其他原因", "another cause"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::{ProjectKind, Timing};
    use jiff::civil::{Time, date, time};

    fn day(profile: &str, (start, end): (Time, Time)) -> Outlook {
        let project = Project {
            id: "p1".into(),
            timing: Timing::Double,
            kind: ProjectKind::Service,
            from: date(2019, 6, 8),
            to: date(2019, 6, 8),
            start,
            end,
            preset_minutes: None,
            by_list: false,
            self_open: false,
            venue: None,
            radius_m: None,
            dispersed_sign_out: false,
            policy: None,
        };
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        outlook(
            Policy::named(profile).unwrap(),
            &zone,
            &project,
            date(2019, 6, 8),
        )
    }

    const DAY: (Time, Time) = (Time::constant(8, 30, 0, 0), Time::constant(17, 30, 0, 0));

    fn said(profile: &str, now: &str) -> String {
        day(profile, DAY).message(now.parse().unwrap(), Language::Zh)
    }

    #[test]
    fn the_same_day_ends_three_ways_under_three_profiles() {
        let evening = "2019-06-08T17:00:00+08:00";
        assert_eq!(
            said("jianghai", evening),
            "18:00 后仍未签退的，记为缺签退，不计时长。可在 6月15日 17:30 前申请补录，每天只能申请一次，须附证明。"
        );
        assert_eq!(
            said("izhiyuan", evening),
            "18:00 后仍未签退的，记为缺签退，不计时长。可在 7月8日 17:30 前申请补录，须附证明，通过后次日生效。"
        );
        assert_eq!(
            said("zhiyuanhui", evening),
            "17:30 后仍未签退的，记为缺签退，不计时长。本人疏忽不能补；因现场无信号、组织方失误，可在 7月8日 17:30 前申请补录，须附证明，计为荣誉时数。"
        );
    }

    #[test]
    fn what_is_past_is_told_as_past() {
        assert_eq!(
            said("jianghai", "2019-06-08T18:00:01+08:00"),
            "已过 18:00：未签退的记为缺签退，不计时长。可在 6月15日 17:30 前申请补录，每天只能申请一次，须附证明。"
        );
        assert!(said("jianghai", "2019-06-15T17:30:01+08:00").ends_with("截止。"));
    }

    #[test]
    fn a_window_past_midnight_names_the_date_on_which_it_closes() {
        let night = day("jianghai", (time(22, 0, 0, 0), time(2, 0, 0, 0)));
        let now = "2019-06-08T23:00:00+08:00".parse().unwrap();
        assert!(
            night
                .message(now, Language::Zh)
                .starts_with("6月9日 02:30 后")
        );
        assert!(
            night
                .message(now, Language::En)
                .starts_with("Not signed out by 9 Jun 02:30")
        );
    }
}
