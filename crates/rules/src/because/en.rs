//! The steps to a figure in English.

use jiff::civil::Time;

use crate::because::{Because, Step, short};
use crate::calendar::Moment;
use crate::code::Refusal;
use crate::fact::{By, Decision};
use crate::language::Language;
use crate::minutes::Count;
use crate::policy::Rounding;
use crate::punch::As;
use crate::record::hours;

impl Because {
    /// The step in English.
    pub(super) fn en(&self) -> String {
        let at = |moment: &Moment| self.at(moment, Language::En);
        let why =
            |refusal: &Refusal| format!("{} ({})", refusal.message(Language::En), refusal.code);
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
            } => {
                format!(
                    "{} {} not counted: {}",
                    at(&punch.at),
                    taken(*taken_as),
                    why(refusal)
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
                let mended = if *mended { "mended: " } else { "" };
                let (from, to) = (at(from), at(to));
                let clipped = clipped(count, *window);
                let rule = rounded(*rounding);
                let (elapsed, hours) = (count.elapsed, hours(u64::from(count.credited)));
                let title = &policy.en;
                format!(
                    "{mended}in {from}, out {to}, {elapsed} minutes{clipped}; {title} {rule} → {hours} hours"
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
                    "preset {preset_minutes} minutes, {title} takes {most_minutes} at most → {hours} hours"
                )
            }
            Step::Open { sign_in, until } => {
                format!(
                    "in since {}, to be signed out by {}",
                    at(&sign_in.at),
                    at(until)
                )
            }
            Step::MissingSignOut {
                sign_in,
                until,
                policy,
            } => {
                let (signed_in, until, title) = (at(&sign_in.at), at(until), &policy.en);
                format!(
                    "in {signed_in}, no sign-out by {until}: worth nothing at {title} (missing-sign-out)"
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
            Step::RequestRefused { request, refusal } => {
                format!("request of {} not valid: {}", at(&request.at), why(refusal))
            }
            Step::TakesEffect {
                at: from, pending, ..
            } => {
                let state = if *pending {
                    "not yet in effect"
                } else {
                    "in effect"
                };
                format!("supplementary minutes stand from {}, {state}", at(from))
            }
            Step::Unconfirmed { minutes, .. } => {
                format!("self-made, {minutes} minutes wait for an administrator's confirmation")
            }
            Step::Confirmed { confirmation } => {
                format!("self-made punches confirmed {}", at(&confirmation.at))
            }
            Step::Published {
                minutes,
                first,
                final_from,
                days,
            } => {
                let (first, until) = (first.strftime("%-d %b"), at(final_from));
                format!(
                    "{minutes} minutes in publicity for {days} days from {first}, final from {until}"
                )
            }
            Step::Disputed { dispute, refusal } => match refusal {
                None => format!("disputed {}", at(&dispute.at)),
                Some(refusal) => {
                    format!("dispute of {} not taken: {}", at(&dispute.at), why(refusal))
                }
            },
            Step::Held { .. } => "the dispute is open: minutes in publicity stay there".to_owned(),
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
            Step::Training => "training, not service".to_owned(),
            Step::Honorary { policy } => {
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
        As::In => "in",
        As::Out => "out",
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
