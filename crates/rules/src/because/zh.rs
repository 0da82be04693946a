//! The steps to a figure in Chinese.

use jiff::civil::Time;

use crate::because::{Because, Hold, Rule, Step, short};
use crate::calendar::Moment;
use crate::code::Refusal;
use crate::fact::{By, Decision};
use crate::language::Language;
use crate::minutes::Count;
use crate::policy::{Rounding, TakesEffect};
use crate::punch::As;
use crate::record::hours;

impl Because {
    /// The step in Chinese.
    pub(super) fn zh(&self) -> String {
        let at = |moment: &Moment| self.at(moment, Language::Zh);
        let why =
            |refusal: &Refusal, rule: &Option<Rule>| self.why(refusal, rule.as_ref(), Language::Zh);
        match &self.step {
            Step::Accepted {
                punch,
                taken_as,
                by,
                distance_m,
            } => {
                let far = distance_m.map(|metres| format!("，距活动地点 {metres:.0} 米"));
                let (at, what, by) = (at(&punch.at), taken(*taken_as), by_whom(*by));
                format!("{at} {what}（{by}{}）", far.unwrap_or_default())
            }
            Step::Refused {
                punch,
                taken_as,
                refusal,
                rule,
            } => {
                format!(
                    "{} {}未计：{}",
                    at(&punch.at),
                    taken(*taken_as),
                    why(refusal, rule)
                )
            }
            Step::Counted {
                from,
                to,
                count,
                mended,
                window,
                rounding,
                policy,
                ..
            } => {
                let mended = if *mended { "补录 " } else { "" };
                let (from, to) = (at(from), at(to));
                let clipped = clipped(count, *window);
                let rule = rounded(*rounding);
                let (elapsed, hours) = (count.elapsed, hours(u64::from(count.credited)));
                let title = &policy.zh;
                format!(
                    "{mended}{from} 签到，{to} 签退，共 {elapsed} 分钟{clipped}；{title}{rule} → {hours} 小时"
                )
            }
            Step::Preset {
                minutes,
                preset_minutes,
                most_minutes,
                policy,
                ..
            } => {
                let (title, hours) = (&policy.zh, hours(u64::from(*minutes)));
                format!(
                    "单签活动预设 {preset_minutes} 分钟，{title}单次至多 {most_minutes} 分钟 → {hours} 小时"
                )
            }
            Step::Open { sign_in, until } => {
                format!(
                    "{} 签到后尚未签退，最晚 {} 签退",
                    at(&sign_in.at),
                    at(until)
                )
            }
            Step::MissingSignOut {
                sign_in,
                until,
                grace_minutes,
                policy,
            } => {
                let (signed_in, until, title) = (at(&sign_in.at), at(until), &policy.zh);
                let grace = match grace_minutes {
                    0 => "活动结束时".to_owned(),
                    minutes => format!("活动结束后 {minutes} 分钟"),
                };
                format!("{signed_in} 签到后，到 {until}（{grace}）仍未签退；{title}不计时长")
            }
            Step::Closed { sign_in, .. } => {
                format!("{} 的签到已由通过的补录补全", at(&sign_in.at))
            }
            Step::Requested { request, decision } => {
                let asked = at(&request.at);
                match decision {
                    None => format!("{asked} 申请补录，等待审核"),
                    Some((decision, Decision::Approved)) => {
                        format!("{asked} 申请补录，{} 审核通过", at(&decision.at))
                    }
                    Some((decision, Decision::Rejected)) => {
                        format!("{asked} 申请补录，{} 审核未通过", at(&decision.at))
                    }
                }
            }
            Step::RequestRefused {
                request,
                refusal,
                rule,
            } => {
                format!("{} 申请补录无效：{}", at(&request.at), why(refusal, rule))
            }
            Step::TakesEffect {
                at: from,
                pending,
                rule,
                policy,
                ..
            } => {
                let state = if *pending {
                    "尚未生效"
                } else {
                    "已生效"
                };
                let rule = match rule {
                    TakesEffect::AtDecision => "审核通过即生效",
                    TakesEffect::NextDay => "审核通过次日生效",
                };
                format!("{}补录时长{rule}：{} 起，{state}", policy.zh, at(from))
            }
            Step::Unconfirmed {
                minutes, policy, ..
            } => {
                let title = &policy.zh;
                format!("含自行打卡，{title}须管理员确认后计入；{minutes} 分钟待确认")
            }
            Step::Confirmed { confirmation } => {
                format!("{} 管理员确认了自行打卡", at(&confirmation.at))
            }
            Step::Published {
                minutes,
                first,
                final_from,
                held,
                days,
                policy,
                ..
            } => {
                let (month, date) = (first.month(), first.day());
                let until = at(final_from);
                let title = &policy.zh;
                let counted = match held {
                    Hold::None => format!("{until} 起计入"),
                    Hold::Until(end) => format!("原定 {until} 起计入，因异议延至 {}", at(end)),
                    Hold::Cancelled => "因异议取消".to_owned(),
                    Hold::Open => format!("原定 {until} 起计入，异议处理期间暂缓"),
                };
                format!(
                    "{title}公示 {days} 天：{minutes} 分钟自 {month}月{date}日 起公示，{counted}"
                )
            }
            Step::Disputed {
                dispute,
                refusal,
                rule,
            } => match refusal {
                None => format!("{} 有人对当天时长提出异议", at(&dispute.at)),
                Some(refusal) => {
                    format!("{} 的异议未受理：{}", at(&dispute.at), why(refusal, rule))
                }
            },
            Step::Held { .. } => "异议处理期间，公示中的时长暂不计入".to_owned(),
            Step::Resolved {
                resolution,
                cancelled,
                ..
            } => {
                let result = if *cancelled {
                    "当天时长与积分取消"
                } else {
                    "时长保留"
                };
                format!("{} 异议处理完毕：{result}", at(&resolution.at))
            }
            Step::Training => "培训活动，计培训时长，不计服务时长".to_owned(),
            Step::Honorary { policy, .. } => {
                format!("{}的补录时长计为荣誉时数，不计积分", policy.zh)
            }
        }
    }
}

fn taken(taken_as: As) -> &'static str {
    match taken_as {
        As::In => "签到",
        As::Out => "签退",
        As::Single => "打卡",
    }
}

fn by_whom(by: By) -> &'static str {
    match by {
        By::Staff => "工作人员",
        By::Volunteer => "自行打卡",
        By::Code => "签到码",
    }
}

fn clipped(count: &Count, window: (Time, Time)) -> String {
    if count.within == count.elapsed {
        return String::new();
    }
    let (start, end) = (short(window.0), short(window.1));
    format!("，其中 {start}–{end} 时段内 {} 分钟", count.within)
}

fn rounded(rounding: Rounding) -> String {
    match rounding {
        Rounding::None => "按分钟计".to_owned(),
        Rounding::UpToMinutes(30) => "按半小时进位".to_owned(),
        Rounding::UpToMinutes(60) => "按整小时进位".to_owned(),
        Rounding::UpToMinutes(step) => format!("按 {step} 分钟进位"),
    }
}
