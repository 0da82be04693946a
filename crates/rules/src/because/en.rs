//! The steps to a figure in English.

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
    /// The step in English.
    pub(super) fn en(&self) -> String {
        let at = |moment: &Moment| self.at(moment, Language::En);
        let why =
            |refusal: &Refusal, rule: &Option<Rule>| self.why(refusal, rule.as_ref(), Language::En);
        match &self.step {
            Step::Accepted {
                punch,
                taken_as,
                by,
                distance_m,
            } => {
                let far = distance_m.map(|metres| format!(", {metres:.0} m from the venue"));
                let (at, what, by) = (at(&punch.at), taken(*taken_as), by_whom(*by));
                format!("{at} {what} ({by}{})", far.unwrap_or_default())
            }
            Step::Refused {
                punch,
                taken_as,
                refusal,
                rule,
            } => {
                format!(
                    "{} {} not counted: {}",
                    at(&punch.at),
                    attempted(*taken_as),
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
                let mended = if *mended { "supplementary: " } else { "" };
                let (from, to) = (at(from), at(to));
                let clipped = clipped(count, *window);
                let rule = rounded(*rounding);
                let (elapsed, hours) = (count.elapsed, hours(u64::from(count.credited)));
                let title = &policy.en;
                format!(
                    "{mended}signed in {from}, signed out {to}, {elapsed} minutes{clipped}; {title} {rule} → {hours} hours"
                )
            }
            Step::Preset {
                minutes,
                preset_minutes,
                most_minutes,
                policy,
                ..
            } => {
                let (title, hours) = (&policy.en, hours(u64::from(*minutes)));
                format!(
                    "single activity of {preset_minutes} preset minutes, {title} counts {most_minutes} at most → {hours} hours"
                )
            }
            Step::Open { sign_in, until } => {
                format!(
                    "signed in {}, not signed out yet: by {} at the latest",
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
                let (signed_in, until, title) = (at(&sign_in.at), at(until), &policy.en);
                let grace = match grace_minutes {
                    0 => "the end".to_owned(),
                    minutes => format!("{minutes} minutes after the end"),
                };
                format!(
                    "signed in {signed_in}, not signed out by {until} ({grace}); {title} counts nothing then"
                )
            }
            Step::Closed { sign_in, .. } => {
                format!(
                    "the sign-in of {} was completed by an approved request",
                    at(&sign_in.at)
                )
            }
            Step::Requested { request, decision } => {
                let asked = at(&request.at);
                match decision {
                    None => format!("supplementary record asked for {asked}, not decided yet"),
                    Some((decision, Decision::Approved)) => {
                        format!(
                            "supplementary record asked for {asked}, approved {}",
                            at(&decision.at)
                        )
                    }
                    Some((decision, Decision::Rejected)) => {
                        format!(
                            "supplementary record asked for {asked}, rejected {}",
                            at(&decision.at)
                        )
                    }
                }
            }
            Step::RequestRefused {
                request,
                refusal,
                rule,
            } => {
                format!(
                    "request of {} not valid: {}",
                    at(&request.at),
                    why(refusal, rule)
                )
            }
            Step::TakesEffect {
                at: from,
                pending,
                rule,
                policy,
                ..
            } => {
                let state = if *pending {
                    "not yet in effect"
                } else {
                    "in effect"
                };
                let rule = match rule {
                    TakesEffect::AtDecision => "once approved",
                    TakesEffect::NextDay => "the day after approval",
                };
                format!(
                    "{}: supplementary minutes take effect {rule}, from {}: {state}",
                    policy.en,
                    at(from)
                )
            }
            Step::Unconfirmed {
                minutes, policy, ..
            } => {
                let title = &policy.en;
                format!(
                    "punched on one's own device; {title} counts that once an administrator confirms: {minutes} minutes wait"
                )
            }
            Step::Confirmed { confirmation } => {
                format!(
                    "punches on one's own device confirmed by an administrator {}",
                    at(&confirmation.at)
                )
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
                let (first, until) = (first.strftime("%-d %b"), at(final_from));
                let title = &policy.en;
                let counted = match held {
                    Hold::None => format!("final from {until}"),
                    Hold::Until(end) => {
                        format!("not final {until} but {}, after a dispute", at(end))
                    }
                    Hold::Cancelled => "cancelled by a dispute".to_owned(),
                    Hold::Open => format!("not final {until}: held by a dispute"),
                };
                format!(
                    "{title}: {days} days of publicity, {minutes} minutes from {first}, {counted}"
                )
            }
            Step::Disputed {
                dispute,
                refusal,
                rule,
            } => match refusal {
                None => format!("the day's minutes disputed {}", at(&dispute.at)),
                Some(refusal) => {
                    format!(
                        "dispute of {} not taken: {}",
                        at(&dispute.at),
                        why(refusal, rule)
                    )
                }
            },
            Step::Held { .. } => {
                "until the dispute is resolved, minutes in publicity do not count".to_owned()
            }
            Step::Resolved {
                resolution,
                cancelled,
                ..
            } => {
                let result = if *cancelled {
                    "the day's minutes are cancelled"
                } else {
                    "the minutes stay"
                };
                format!("dispute resolved {}: {result}", at(&resolution.at))
            }
            Step::Training => "a training activity: training hours, not service hours".to_owned(),
            Step::Honorary { policy, .. } => {
                format!(
                    "supplementary minutes are honorary at {} and earn no points",
                    policy.en
                )
            }
        }
    }
}

fn taken(taken_as: As) -> &'static str {
    match taken_as {
        As::In => "signed in",
        As::Out => "signed out",
        As::Single => "punched",
    }
}

fn attempted(taken_as: As) -> &'static str {
    match taken_as {
        As::In => "sign-in",
        As::Out => "sign-out",
        As::Single => "punch",
    }
}

fn by_whom(by: By) -> &'static str {
    match by {
        By::Staff => "staff",
        By::Volunteer => "own device",
        By::Code => "code",
    }
}

fn clipped(count: &Count, window: (Time, Time)) -> String {
    if count.within == count.elapsed {
        return String::new();
    }
    let (start, end) = (short(window.0), short(window.1));
    format!(", {} of them within {start}–{end}", count.within)
}

fn rounded(rounding: Rounding) -> String {
    match rounding {
        Rounding::None => "counts minutes".to_owned(),
        Rounding::UpToMinutes(30) => "rounds up to half hours".to_owned(),
        Rounding::UpToMinutes(60) => "rounds up to hours".to_owned(),
        Rounding::UpToMinutes(step) => format!("rounds up to {step} minutes"),
    }
}
