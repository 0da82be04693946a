//! What the window is told of records of hours.

use jiff::civil::DateTime;
use rules::{By, Language, Outcome, Standing};
use serde::Serialize;
use specta::Type;

use super::{Person, Timing};

/// One line of the records: a volunteer's day in a project. Figures are minutes.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct RecordLine {
    person: Person,
    project: String,
    project_name: String,
    day: String,
    timing: Timing,
    /// All that stands, service and training.
    standing: u32,
    precise: u32,
    delayed: u32,
    pending: u32,
    training: u32,
    publicity: u32,
    /// What is final.
    settled: u32,
    honorary: u32,
    cancelled: bool,
    missing_sign_out: bool,
    /// Whether he is still there.
    present: bool,
    publicity_until: Option<String>,
}

fn told(at: DateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

impl From<replica::RecordLine> for RecordLine {
    fn from(line: replica::RecordLine) -> RecordLine {
        let record = line.record;
        RecordLine {
            person: line.person.into(),
            project: line.project.to_string(),
            project_name: line.project_name,
            day: record.day.to_string(),
            timing: match record.timing {
                rules::Timing::Single => Timing::Single,
                rules::Timing::Double => Timing::Double,
            },
            standing: record.standing_minutes(),
            precise: record.precise_minutes,
            delayed: record.delayed_minutes,
            pending: record.pending_minutes,
            training: record.training_minutes,
            publicity: record.publicity_minutes,
            settled: record.final_minutes,
            honorary: record.honorary_minutes,
            cancelled: record.cancelled,
            missing_sign_out: record.missing_sign_out,
            present: record
                .sessions
                .iter()
                .any(|session| session.standing == Standing::Open),
            publicity_until: line.publicity_until.map(told),
        }
    }
}

/// Where the minutes of a session stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum SessionStanding {
    /// Still there.
    Open,
    /// Nobody signed out in time.
    MissingSignOut,
    /// A request took its place.
    Mended,
    /// Undecided.
    Pending,
    /// 公示中.
    InPublicity,
    /// 已计入.
    Final,
    /// 已取消.
    Cancelled,
}

/// A session of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct RecordSession {
    from: Option<String>,
    to: Option<String>,
    minutes: u32,
    standing: SessionStanding,
    mended: bool,
}

impl From<replica::TimedSession> for RecordSession {
    fn from(session: replica::TimedSession) -> RecordSession {
        RecordSession {
            from: session.from.map(told),
            to: session.to.map(told),
            minutes: session.minutes,
            standing: match session.standing {
                Standing::Open => SessionStanding::Open,
                Standing::MissingSignOut => SessionStanding::MissingSignOut,
                Standing::Mended => SessionStanding::Mended,
                Standing::Pending => SessionStanding::Pending,
                Standing::InPublicity(_) => SessionStanding::InPublicity,
                Standing::Final => SessionStanding::Final,
                Standing::Cancelled => SessionStanding::Cancelled,
            },
            mended: session.mended,
        }
    }
}

/// How a punch of a record ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum PunchVerdict {
    /// 签到.
    In,
    /// 签退.
    Out,
    /// 单签.
    Single,
    /// It does not count.
    Refused,
    /// It was taken back.
    Annulled,
}

/// A punch of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct RecordPunch {
    fact: String,
    at: String,
    desk: String,
    /// Whether the volunteer made it himself.
    own: bool,
    verdict: PunchVerdict,
    /// Why it does not count.
    reason: Option<String>,
}

impl RecordPunch {
    fn of(punch: replica::RecordedPunch, language: Language) -> RecordPunch {
        let (verdict, reason) = match (&punch.annulled, &punch.verdict) {
            (Some(why), _) => (PunchVerdict::Annulled, Some(why.clone())),
            (None, None) => (PunchVerdict::Refused, None),
            (None, Some(verdict)) => match (&verdict.outcome, verdict.taken_as) {
                (Outcome::Rejected(refusal), _) => {
                    (PunchVerdict::Refused, Some(refusal.message(language)))
                }
                (Outcome::Accepted, Some(rules::As::Out)) => (PunchVerdict::Out, None),
                (Outcome::Accepted, Some(rules::As::Single)) => (PunchVerdict::Single, None),
                (Outcome::Accepted, Some(rules::As::In) | None) => (PunchVerdict::In, None),
            },
        };
        RecordPunch {
            fact: punch.fact.to_string(),
            at: told(punch.at),
            desk: punch.desk,
            own: match punch.by {
                By::Staff => false,
                By::Volunteer | By::Code => true,
            },
            verdict,
            reason,
        }
    }
}

/// A record opened to its reasons.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct FullRecord {
    line: RecordLine,
    sessions: Vec<RecordSession>,
    punches: Vec<RecordPunch>,
    /// How the figures came about, a sentence a step.
    because: Vec<String>,
    policy: String,
    policy_version: u32,
    final_from: Option<String>,
}

impl FullRecord {
    pub(crate) fn of(record: replica::FullRecord, language: Language) -> FullRecord {
        let steps = record.line.record.because.iter();
        FullRecord {
            because: steps.map(|step| step.sentence(language)).collect(),
            sessions: record
                .sessions
                .into_iter()
                .map(RecordSession::from)
                .collect(),
            punches: record
                .punches
                .into_iter()
                .map(|punch| RecordPunch::of(punch, language))
                .collect(),
            policy: record.policy.title.text(language).to_owned(),
            policy_version: record.policy.version,
            final_from: record.final_from.map(told),
            line: record.line.into(),
        }
    }
}

/// All records of a volunteer. Totals are final minutes.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct MemberHours {
    person: Person,
    records: Vec<RecordLine>,
    credit: u32,
    honorary: u32,
    training: u32,
    points: String,
    policy: String,
}

impl MemberHours {
    pub(crate) fn of(hours: replica::MemberHours, language: Language) -> MemberHours {
        let totals = hours.totals.as_ref();
        let minutes = |read: fn(&rules::Totals) -> u64| totals.map_or(0, |one| read(one) as u32);
        MemberHours {
            credit: minutes(|one| one.credit_minutes),
            honorary: minutes(|one| one.honorary_minutes),
            training: minutes(|one| one.training_minutes),
            points: totals.map_or_else(|| "0.00".to_owned(), rules::Totals::points),
            policy: hours.policy.title.text(language).to_owned(),
            person: hours.person.into(),
            records: hours.records.into_iter().map(RecordLine::from).collect(),
        }
    }
}
