//! Why an hour figure is what it is: structured steps, and the sentence for each in Chinese and English.

mod en;
mod rule;
mod zh;

use jiff::civil::{Date, Time};

use crate::calendar::Moment;
use crate::code::{Mention, Refusal, on_day};
use crate::fact::{By, Decision};
use crate::id::Id;
use crate::language::Language;
use crate::minutes::Count;
use crate::policy::{Rounding, TakesEffect, Title};
use crate::punch::As;

pub use rule::{Rule, RuleValue};

/// One step of the way to a day's figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Because {
    /// The service day: times on it are written without their date.
    pub day: Date,
    /// The step.
    pub step: Step,
}

/// What a step is.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// A punch was accepted.
    Accepted {
        /// The punch.
        punch: Mention,
        /// What it was taken as.
        taken_as: As,
        /// Whose doing it was.
        by: By,
        /// How far from the venue, where that is known.
        distance_m: Option<f64>,
    },
    /// A punch was refused.
    Refused {
        /// The punch.
        punch: Mention,
        /// What it was taken as.
        taken_as: As,
        /// Why.
        refusal: Refusal,
        /// By which rule, where that says more.
        rule: Option<Rule>,
    },
    /// A session was counted.
    Counted {
        /// The facts it is made of.
        facts: Vec<Id>,
        /// Its beginning, unclipped.
        from: Moment,
        /// Its end, unclipped.
        to: Moment,
        /// Its minutes.
        count: Count,
        /// Whether a request mended it.
        mended: bool,
        /// The window it was clipped to.
        window: (Time, Time),
        /// How it was rounded.
        rounding: Rounding,
        /// Whose rule that is.
        policy: Title,
    },
    /// A day of a single project was counted.
    Preset {
        /// The punch or the request.
        fact: Mention,
        /// What it is worth.
        minutes: u32,
        /// What the project says.
        preset_minutes: u32,
        /// The most there is.
        most_minutes: u32,
        /// Whose rule that is.
        policy: Title,
    },
    /// A session is open.
    Open {
        /// Its sign-in.
        sign_in: Mention,
        /// Until when it can be signed out.
        until: Moment,
    },
    /// A session was not signed out in time.
    MissingSignOut {
        /// Its sign-in.
        sign_in: Mention,
        /// Until when it could have been.
        until: Moment,
        /// How long after the window's end that is.
        grace_minutes: u32,
        /// Whose rule that is.
        policy: Title,
    },
    /// An approved request has taken an open session's place.
    Closed {
        /// Its sign-in.
        sign_in: Mention,
        /// The request.
        request: Id,
    },
    /// A valid request waits, or was decided.
    Requested {
        /// The request.
        request: Mention,
        /// The decision that counts.
        decision: Option<(Mention, Decision)>,
    },
    /// A request is not valid.
    RequestRefused {
        /// The request.
        request: Mention,
        /// Why.
        refusal: Refusal,
        /// By which rule, where that says more.
        rule: Option<Rule>,
    },
    /// An approved request's minutes stand from then on.
    TakesEffect {
        /// The decision.
        decision: Id,
        /// When.
        at: Moment,
        /// Whether that is still to come.
        pending: bool,
        /// Which instant the rule says.
        rule: TakesEffect,
        /// Whose rule that is.
        policy: Title,
    },
    /// Self-made minutes wait for a confirmation.
    Unconfirmed {
        /// The last punch of the session.
        punch: Id,
        /// How many.
        minutes: u32,
        /// Whose rule that is.
        policy: Title,
    },
    /// Self-made minutes were confirmed.
    Confirmed {
        /// The confirmation.
        confirmation: Mention,
    },
    /// Minutes are, or were, in publicity.
    Published {
        /// The sign-out, punch, confirmation or decision since which they stand.
        since: Id,
        /// How many.
        minutes: u32,
        /// The first day.
        first: Date,
        /// When they are final, if nobody disputes them.
        final_from: Moment,
        /// When they are final after all, where a dispute held them.
        held: Hold,
        /// For how many days.
        days: u32,
        /// Whose rule that is.
        policy: Title,
    },
    /// A dispute was raised.
    Disputed {
        /// The dispute.
        dispute: Mention,
        /// Why it was not taken, if it was not.
        refusal: Option<Refusal>,
        /// By which rule, where that says more.
        rule: Option<Rule>,
    },
    /// A dispute is unresolved and holds the minutes in publicity.
    Held {
        /// The dispute.
        dispute: Id,
    },
    /// A dispute was resolved.
    Resolved {
        /// The dispute.
        dispute: Id,
        /// The resolution.
        resolution: Mention,
        /// Whether the day's minutes were cancelled.
        cancelled: bool,
    },
    /// The minutes are training, not service.
    Training,
    /// Supplementary minutes are honorary.
    Honorary {
        /// The request.
        request: Id,
        /// Whose rule that is.
        policy: Title,
    },
}

/// Whether a dispute holds minutes in publicity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// None does.
    None,
    /// One did, until then.
    Until(Moment),
    /// One does.
    Open,
    /// One took them away.
    Cancelled,
}

impl Because {
    /// The step as one line: its sentence, and in brackets the code of a refusal and the facts it rests on.
    pub fn text(&self, language: Language) -> String {
        let facts = self.facts().into_iter().map(Id::as_str);
        let marks: Vec<_> = self.code().into_iter().chain(facts).collect();
        match marks.is_empty() {
            true => self.sentence(language),
            false => format!("{} [{}]", self.sentence(language), marks.join(", ")),
        }
    }

    /// The word for what went wrong, where something did.
    pub fn code(&self) -> Option<&'static str> {
        match &self.step {
            Step::Refused { refusal, .. }
            | Step::RequestRefused { refusal, .. }
            | Step::Disputed {
                refusal: Some(refusal),
                ..
            } => Some(refusal.code.as_str()),
            Step::MissingSignOut { .. } => Some("missing-sign-out"),
            Step::Accepted { .. }
            | Step::Counted { .. }
            | Step::Preset { .. }
            | Step::Open { .. }
            | Step::Closed { .. }
            | Step::Requested { .. }
            | Step::TakesEffect { .. }
            | Step::Unconfirmed { .. }
            | Step::Confirmed { .. }
            | Step::Published { .. }
            | Step::Disputed { refusal: None, .. }
            | Step::Held { .. }
            | Step::Resolved { .. }
            | Step::Training
            | Step::Honorary { .. } => None,
        }
    }

    /// The facts the step rests on.
    pub fn facts(&self) -> Vec<&Id> {
        match &self.step {
            Step::Accepted { punch: fact, .. }
            | Step::Refused { punch: fact, .. }
            | Step::Preset { fact, .. }
            | Step::Open { sign_in: fact, .. }
            | Step::MissingSignOut { sign_in: fact, .. }
            | Step::RequestRefused { request: fact, .. }
            | Step::Requested {
                request: fact,
                decision: None,
            }
            | Step::Confirmed { confirmation: fact }
            | Step::Disputed { dispute: fact, .. } => vec![&fact.fact],
            Step::Requested {
                request,
                decision: Some((decision, _)),
            } => {
                vec![&request.fact, &decision.fact]
            }
            Step::Counted { facts, .. } => facts.iter().collect(),
            Step::Closed { sign_in, request } => vec![&sign_in.fact, request],
            Step::Resolved {
                dispute,
                resolution,
                ..
            } => vec![dispute, &resolution.fact],
            Step::TakesEffect { decision: fact, .. }
            | Step::Unconfirmed { punch: fact, .. }
            | Step::Published { since: fact, .. }
            | Step::Held { dispute: fact }
            | Step::Honorary { request: fact, .. } => vec![fact],
            Step::Training => Vec::new(),
        }
    }

    /// The step as a sentence for people, without ids.
    pub fn sentence(&self, language: Language) -> String {
        match language {
            Language::Zh => self.zh(),
            Language::En => self.en(),
        }
    }

    /// Why something was refused, and by which rule.
    fn why(&self, refusal: &Refusal, rule: Option<&Rule>, language: Language) -> String {
        let message = refusal.message_on(self.day, language);
        match rule {
            None => message,
            Some(rule) => format!(
                "{message}{}{}",
                language.pick("；", "; "),
                rule.text(language)
            ),
        }
    }

    /// A time, with its date where that is not the service day.
    fn at(&self, moment: &Moment, language: Language) -> String {
        on_day(moment, self.day, language)
    }
}

/// A time of day without its seconds.
fn short(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}
