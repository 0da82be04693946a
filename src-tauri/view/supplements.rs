//! Missing records, requests and disputes in the window's shape.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use replica::{DisputeState, RequestState};
use rules::Language;
use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Person, at};

/// Why a record is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// No signal at the place.
    NoSignal,
    /// The organiser's mistake.
    OrganiserError,
    /// The volunteer's own.
    OwnFault,
    /// Another.
    Other,
}

/// What of a day is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum MissingKind {
    /// The sign-in.
    SignIn,
    /// The sign-out.
    SignOut,
    /// Both.
    Both,
}

/// How a request or dispute stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum CaseState {
    /// Nobody has decided.
    Waiting,
    /// The request is approved; of a dispute: the hours stay.
    Approved,
    /// The request is rejected; of a dispute: the hours are cancelled.
    Rejected,
    /// It does not count.
    Invalid,
}

/// A form in which a missing record is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RequestForm {
    /// The project.
    pub project: String,
    /// The volunteer number.
    pub number: String,
    /// The service day.
    pub day: String,
    /// When he came, `HH:MM`; empty where that is not asked for.
    pub come: String,
    /// When he left.
    pub left: String,
    /// Why the record is missing.
    pub cause: Cause,
    /// In words.
    pub reason: String,
    /// How many pictures go with it.
    pub pictures: u32,
}

/// What would become of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Prospect {
    code: Option<String>,
    why: Option<String>,
    minutes: Option<u32>,
    from: String,
    until: String,
}

/// A fact that was written, and why what it is about does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct Recorded {
    fact: String,
    code: Option<String>,
    why: Option<String>,
}

/// A picture that was read, as the window shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct PictureRead {
    /// What will be kept, as an address.
    pub shown: Option<String>,
    /// Why it cannot be taken.
    pub why: Option<String>,
}

/// A record that may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MissingRow {
    person: Person,
    project: String,
    project_name: String,
    day: String,
    start: String,
    end: String,
    missing: MissingKind,
    punched_at: String,
    from: String,
    deadline: String,
    code: Option<String>,
    why: Option<String>,
    requested: Option<String>,
}

/// The answer to a request or dispute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct Ruling {
    at: String,
    by: String,
    desk: String,
    reason: String,
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SupplementRow {
    fact: String,
    person: Person,
    project: String,
    project_name: String,
    day: String,
    come: Option<String>,
    left: Option<String>,
    cause: Cause,
    reason: String,
    evidence: Vec<String>,
    requested_at: String,
    requested_by: String,
    desk: String,
    state: CaseState,
    code: Option<String>,
    why: Option<String>,
    ruling: Option<Ruling>,
    minutes: Option<u32>,
    deadline: String,
}

/// A dispute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DisputeRow {
    fact: String,
    person: Person,
    project: String,
    project_name: String,
    day: String,
    reason: String,
    raised_at: String,
    raised_by: String,
    desk: String,
    state: CaseState,
    code: Option<String>,
    why: Option<String>,
    ruling: Option<Ruling>,
    minutes: u32,
}

/// A day of self-made punches that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UnconfirmedRow {
    person: Person,
    project: String,
    project_name: String,
    day: String,
    minutes: u32,
}

/// What the rules make of a volunteer's day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Type)]
pub struct DayStory {
    /// What stands, in minutes.
    pub minutes: u32,
    /// What waits, in minutes.
    pub pending: u32,
    /// One sentence a step.
    pub because: Vec<String>,
}

/// What the one on duty may do with requests and disputes, and who else may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Rights {
    /// He may ask and take objections down.
    pub may_ask: bool,
    /// Names of those who may.
    pub askers: Vec<String>,
    /// He may decide.
    pub may_decide: bool,
    /// Names of those who may.
    pub deciders: Vec<String>,
}

impl From<rules::Cause> for Cause {
    fn from(cause: rules::Cause) -> Cause {
        match cause {
            rules::Cause::NoSignal => Cause::NoSignal,
            rules::Cause::OrganiserError => Cause::OrganiserError,
            rules::Cause::OwnFault => Cause::OwnFault,
            rules::Cause::Other => Cause::Other,
        }
    }
}

impl From<Cause> for rules::Cause {
    fn from(cause: Cause) -> rules::Cause {
        match cause {
            Cause::NoSignal => rules::Cause::NoSignal,
            Cause::OrganiserError => rules::Cause::OrganiserError,
            Cause::OwnFault => rules::Cause::OwnFault,
            Cause::Other => rules::Cause::Other,
        }
    }
}

fn minute(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}

impl RequestForm {
    /// The request in it; nothing where a field is not of its form, which the screen does not let happen.
    pub(crate) fn request(&self) -> Option<replica::Request> {
        let time = |text: &str| match text {
            "" => Some(None),
            text => Time::strptime("%H:%M", text).ok().map(Some),
        };
        Some(replica::Request {
            project: self.project.parse().ok()?,
            number: self.number.clone(),
            day: self.day.parse().ok()?,
            come: time(&self.come)?,
            left: time(&self.left)?,
            cause: self.cause.into(),
            reason: self.reason.clone(),
            given: None,
        })
    }
}

impl Prospect {
    pub(crate) fn of(
        prospect: &replica::Prospect,
        zone: &TimeZone,
        language: Language,
    ) -> Prospect {
        let refusal = prospect.refusal.as_ref();
        Prospect {
            code: refusal.map(|refusal| refusal.code.to_string()),
            why: refusal.map(|refusal| refusal.message(language)),
            minutes: prospect.minutes,
            from: at(prospect.from, zone),
            until: at(prospect.until, zone),
        }
    }
}

impl Recorded {
    pub(crate) fn of(recorded: &replica::Recorded, language: Language) -> Recorded {
        let invalid = recorded.invalid.as_ref();
        Recorded {
            fact: recorded.fact.to_string(),
            code: invalid.map(|invalid| invalid.code().to_owned()),
            why: invalid.map(|invalid| invalid.message(language)),
        }
    }
}

impl MissingRow {
    pub(crate) fn of(
        record: replica::MissingRecord,
        zone: &TimeZone,
        language: Language,
    ) -> MissingRow {
        let refusal = record.refusal.as_ref();
        MissingRow {
            person: record.person.into(),
            project: record.project.to_string(),
            project_name: record.project_name,
            day: record.day.to_string(),
            start: minute(record.start),
            end: minute(record.end),
            missing: match record.missing {
                replica::Missing::SignIn => MissingKind::SignIn,
                replica::Missing::SignOut => MissingKind::SignOut,
                replica::Missing::Both => MissingKind::Both,
            },
            punched_at: at(record.punched_at, zone),
            from: at(record.from, zone),
            deadline: at(record.deadline, zone),
            code: refusal.map(|refusal| refusal.code.to_string()),
            why: refusal.map(|refusal| refusal.message(language)),
            requested: record.requested.map(|fact| fact.to_string()),
        }
    }
}

impl Ruling {
    fn of(ruling: replica::Ruling, zone: &TimeZone) -> Ruling {
        Ruling {
            at: at(ruling.at, zone),
            by: ruling.by,
            desk: ruling.desk,
            reason: ruling.reason,
        }
    }
}

impl SupplementRow {
    pub(crate) fn of(
        supplement: replica::Supplement,
        zone: &TimeZone,
        language: Language,
    ) -> SupplementRow {
        let (state, invalid) = match &supplement.state {
            RequestState::Waiting => (CaseState::Waiting, None),
            RequestState::Approved => (CaseState::Approved, None),
            RequestState::Rejected => (CaseState::Rejected, None),
            RequestState::Invalid(invalid) => (CaseState::Invalid, Some(invalid)),
        };
        SupplementRow {
            state,
            code: invalid.map(|invalid| invalid.code().to_owned()),
            why: invalid.map(|invalid| invalid.message(language)),
            fact: supplement.fact.to_string(),
            person: supplement.person.into(),
            project: supplement.project.to_string(),
            project_name: supplement.project_name,
            day: supplement.day.to_string(),
            come: supplement.come.map(minute),
            left: supplement.left.map(minute),
            cause: supplement.cause.into(),
            reason: supplement.reason,
            evidence: supplement
                .evidence
                .iter()
                .map(ToString::to_string)
                .collect(),
            requested_at: at(supplement.requested_at, zone),
            requested_by: supplement.requested_by,
            desk: supplement.desk,
            ruling: supplement.ruling.map(|ruling| Ruling::of(ruling, zone)),
            minutes: supplement.minutes,
            deadline: at(supplement.deadline, zone),
        }
    }
}

impl DisputeRow {
    pub(crate) fn of(dispute: replica::Dispute, zone: &TimeZone, language: Language) -> DisputeRow {
        let (state, invalid) = match &dispute.state {
            DisputeState::Open => (CaseState::Waiting, None),
            DisputeState::Kept => (CaseState::Approved, None),
            DisputeState::Cancelled => (CaseState::Rejected, None),
            DisputeState::Invalid(invalid) => (CaseState::Invalid, Some(invalid)),
        };
        DisputeRow {
            state,
            code: invalid.map(|invalid| invalid.code().to_owned()),
            why: invalid.map(|invalid| invalid.message(language)),
            fact: dispute.fact.to_string(),
            person: dispute.person.into(),
            project: dispute.project.to_string(),
            project_name: dispute.project_name,
            day: dispute.day.to_string(),
            reason: dispute.reason,
            raised_at: at(dispute.raised_at, zone),
            raised_by: dispute.raised_by,
            desk: dispute.desk,
            ruling: dispute.ruling.map(|ruling| Ruling::of(ruling, zone)),
            minutes: dispute.minutes,
        }
    }
}

impl From<replica::UnconfirmedDay> for UnconfirmedRow {
    fn from(day: replica::UnconfirmedDay) -> UnconfirmedRow {
        UnconfirmedRow {
            person: day.person.into(),
            project: day.project.to_string(),
            project_name: day.project_name,
            day: day.day.to_string(),
            minutes: day.minutes,
        }
    }
}

impl DayStory {
    pub(crate) fn of(record: Option<rules::Record>, language: Language) -> DayStory {
        record.map_or_else(DayStory::default, |record| DayStory {
            minutes: record.standing_minutes(),
            pending: record.pending_minutes,
            because: record
                .because
                .iter()
                .map(|because| because.sentence(language))
                .collect(),
        })
    }
}
