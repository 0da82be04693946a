//! The rule behind a refusal, with the value that it has in a policy.

use crate::code::{Code, Detail, Refusal};
use crate::fact::Cause;
use crate::language::Language;
use crate::policy::{Policy, Title};
use crate::project::Timing;
use crate::punch::As;

/// A rule that something was refused by, and whose it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Whose rule it is.
    pub policy: Title,
    /// What it says.
    pub value: RuleValue,
}

/// A rule with its value.
#[derive(Debug, Clone, PartialEq)]
pub enum RuleValue {
    /// Scans so close to an accepted one are the same scan.
    Debounce {
        /// How close.
        seconds: u32,
    },
    /// Scans so close to a sign-in are the same arrival.
    SameArrival {
        /// How close.
        minutes: u32,
    },
    /// Scans so close to a sign-out are the same departure.
    SameDeparture {
        /// How close.
        minutes: u32,
    },
    /// The face check comes first.
    FaceCheckFirst,
    /// How early a sign-in is taken.
    Early {
        /// Before the window's start.
        minutes: u32,
    },
    /// One project at a time.
    Exclusive,
    /// How long a session is at least.
    MinSession {
        /// From its sign-in to its sign-out.
        minutes: u32,
    },
    /// How late a sign-out is taken.
    Grace {
        /// After the window's end.
        minutes: u32,
    },
    /// How near the venue a punch is made.
    Radius {
        /// From the venue.
        metres: f64,
    },
    /// Projects of which timing take requests.
    Modes(Vec<Timing>),
    /// For which causes there are requests.
    Causes(Vec<Cause>),
    /// One request for a day, whatever was decided.
    Once,
    /// How long a request is taken.
    Days {
        /// Times 24 hours after the window's end.
        days: u32,
    },
    /// How long a dispute is taken.
    InPublicity {
        /// Days of publicity.
        days: u32,
    },
}

impl Rule {
    /// The rule of a policy by which a punch was refused, so many nanoseconds after the one before it, if there is one
    /// that says more than the code.
    pub(crate) fn of_punch(
        policy: &Policy,
        refusal: &Refusal,
        (taken_as, since_ns): (As, Option<i128>),
    ) -> Option<Rule> {
        let debounced =
            since_ns.is_some_and(|ns| ns <= i128::from(policy.debounce_seconds) * 1_000_000_000);
        let value = match (refusal.code, taken_as) {
            (Code::Duplicate, As::In) if !debounced => RuleValue::SameDeparture {
                minutes: policy.auto_in_after_minutes,
            },
            (Code::Duplicate, As::Out) if !debounced => RuleValue::SameArrival {
                minutes: policy.auto_out_after_minutes,
            },
            (Code::Duplicate, _) => RuleValue::Debounce {
                seconds: policy.debounce_seconds,
            },
            _ => return Self::of(policy, refusal),
        };
        Some(Rule {
            policy: policy.title.clone(),
            value,
        })
    }

    /// The rule of a policy by which a request was refused.
    pub(crate) fn of_request(policy: &Policy, refusal: &Refusal, timing: Timing) -> Option<Rule> {
        let rules = &policy.supplement;
        let value = match refusal.code {
            Code::SupplementNotAllowed if rules.modes.contains(&timing) => {
                RuleValue::Causes(rules.causes.clone())
            }
            Code::SupplementNotAllowed => RuleValue::Modes(rules.modes.clone()),
            Code::AlreadyRequested if rules.once => RuleValue::Once,
            Code::WindowClosed => RuleValue::Days { days: rules.days },
            _ => return Self::of(policy, refusal),
        };
        Some(Rule {
            policy: policy.title.clone(),
            value,
        })
    }

    /// The rule of a policy behind a refusal of any fact.
    pub(crate) fn of(policy: &Policy, refusal: &Refusal) -> Option<Rule> {
        let value = match (refusal.code, &refusal.detail) {
            (Code::FaceCheckRequired, _) => RuleValue::FaceCheckFirst,
            (Code::NotStarted, _) => RuleValue::Early {
                minutes: policy.early_minutes,
            },
            (Code::SignedInElsewhere, _) => RuleValue::Exclusive,
            (Code::TooSoon | Code::TooShort, _) => RuleValue::MinSession {
                minutes: policy.min_session_minutes,
            },
            (Code::TooLate, _) => RuleValue::Grace {
                minutes: policy.grace_minutes,
            },
            (Code::OutOfRange, Detail::Distance { radius_m, .. }) => {
                RuleValue::Radius { metres: *radius_m }
            }
            (Code::PublicityOver, _) => RuleValue::InPublicity {
                days: policy.publicity_days,
            },
            _ => return None,
        };
        Some(Rule {
            policy: policy.title.clone(),
            value,
        })
    }

    /// The rule as a clause: whose it is and what it says.
    pub fn text(&self, language: Language) -> String {
        let title = self.policy.text(language);
        match language {
            Language::Zh => format!("{title}规定：{}", self.value.zh()),
            Language::En => format!("{title}: {}", self.value.en()),
        }
    }
}

impl RuleValue {
    fn zh(&self) -> String {
        match self {
            RuleValue::Debounce { seconds: 0 } => "同一时刻重复打卡只计一次".to_owned(),
            RuleValue::Debounce { seconds } => format!("{seconds} 秒内重复打卡只计一次"),
            RuleValue::SameArrival { minutes } => {
                format!("签到后 {minutes} 分钟内再扫，仍算这次签到")
            }
            RuleValue::SameDeparture { minutes } => {
                format!("签退后 {minutes} 分钟内再扫，仍算这次签退")
            }
            RuleValue::FaceCheckFirst => "须先面验再签到".to_owned(),
            RuleValue::Early { minutes: 0 } => "到开始时间方可签到".to_owned(),
            RuleValue::Early { minutes } => format!("最多提前 {minutes} 分钟签到"),
            RuleValue::Exclusive => "同一时间只能在一个活动签到".to_owned(),
            RuleValue::MinSession { minutes } => format!("每次至少 {minutes} 分钟"),
            RuleValue::Grace { minutes: 0 } => "须在活动结束前签退".to_owned(),
            RuleValue::Grace { minutes } => format!("最晚结束后 {minutes} 分钟签退"),
            RuleValue::Radius { metres } => format!("须在活动地点 {metres:.0} 米内打卡"),
            RuleValue::Modes(modes) => {
                format!("只受理{}活动的补录", listed(modes, "、", timing_zh))
            }
            RuleValue::Causes(causes) => {
                format!("只受理因{}的补录", listed(causes, "、", cause_zh))
            }
            RuleValue::Once => "同一天只能申请一次补录".to_owned(),
            RuleValue::Days { days } => format!("活动结束后 {days} 天内可申请补录"),
            RuleValue::InPublicity { days } => format!("只在 {days} 天公示期内受理异议"),
        }
    }

    fn en(&self) -> String {
        match self {
            RuleValue::Debounce { seconds: 0 } => "scans of one instant count once".to_owned(),
            RuleValue::Debounce { seconds } => format!("scans within {seconds} seconds count once"),
            RuleValue::SameArrival { minutes } => {
                format!("a scan within {minutes} minutes of the sign-in is the same arrival")
            }
            RuleValue::SameDeparture { minutes } => {
                format!("a scan within {minutes} minutes of the sign-out is the same departure")
            }
            RuleValue::FaceCheckFirst => "the face check comes first".to_owned(),
            RuleValue::Early { minutes: 0 } => "sign-in opens at the start".to_owned(),
            RuleValue::Early { minutes } => format!("sign-in opens {minutes} minutes early"),
            RuleValue::Exclusive => "one activity at a time".to_owned(),
            RuleValue::MinSession { minutes } => format!("at least {minutes} minutes"),
            RuleValue::Grace { minutes: 0 } => "sign-out closes at the end".to_owned(),
            RuleValue::Grace { minutes } => {
                format!("sign-out closes {minutes} minutes after the end")
            }
            RuleValue::Radius { metres } => format!("within {metres:.0} m of the venue"),
            RuleValue::Modes(modes) => {
                format!("only for {} activities", listed(modes, " and ", timing_en))
            }
            RuleValue::Causes(causes) => {
                format!("only because of {}", listed(causes, " or ", cause_en))
            }
            RuleValue::Once => "one request for a day".to_owned(),
            RuleValue::Days { days } => format!("to be asked for within {days} days of the end"),
            RuleValue::InPublicity { days } => format!("only in the {days} days of publicity"),
        }
    }
}

fn listed<T: Copy>(all: &[T], between: &str, word: fn(T) -> &'static str) -> String {
    let words: Vec<_> = all.iter().map(|one| word(*one)).collect();
    words.join(between)
}

fn timing_zh(timing: Timing) -> &'static str {
    match timing {
        Timing::Single => "单签",
        Timing::Double => "双签",
    }
}

fn timing_en(timing: Timing) -> &'static str {
    match timing {
        Timing::Single => "single",
        Timing::Double => "double",
    }
}

fn cause_zh(cause: Cause) -> &'static str {
    match cause {
        Cause::NoSignal => "没有信号",
        Cause::OrganiserError => "组织方失误",
        Cause::OwnFault => "本人疏忽",
        Cause::Other => "其他原因",
    }
}

fn cause_en(cause: Cause) -> &'static str {
    match cause {
        Cause::NoSignal => "no signal",
        Cause::OrganiserError => "the organiser's error",
        Cause::OwnFault => "one's own fault",
        Cause::Other => "another cause",
    }
}
