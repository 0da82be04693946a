//! What the window is told, in its own shape: made of what the replica answers, decided nowhere here.

pub(crate) mod projects;
pub(crate) mod records;
pub(crate) mod supplements;

use jiff::tz::TimeZone;
use replica::{Outcome, TakenAs};
use rules::{As, Code, Language, Stage};
use serde::Serialize;
use specta::Type;

/// One line of the project list.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct ProjectSummary {
    id: String,
    name: String,
    timing: Timing,
    kind: ProjectKind,
    state: ProjectState,
    from: String,
    to: String,
    start: String,
    end: String,
    today: bool,
}

/// One punch or two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Timing {
    /// 单签.
    Single,
    /// 双签.
    Double,
}

/// What its hours are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ProjectKind {
    /// Service.
    Service,
    /// Training.
    Training,
}

/// What it is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ProjectState {
    /// To come.
    Recruiting,
    /// On.
    InProgress,
    /// Over.
    Finished,
}

impl ProjectSummary {
    pub(crate) fn of(
        summary: replica::ProjectSummary,
        stage: Stage,
        today: jiff::civil::Date,
    ) -> ProjectSummary {
        ProjectSummary {
            id: summary.id.to_string(),
            name: summary.name,
            timing: match summary.timing {
                protocol::row::Timing::Single => Timing::Single,
                protocol::row::Timing::Double => Timing::Double,
            },
            kind: match summary.kind {
                protocol::row::ProjectKind::Service => ProjectKind::Service,
                protocol::row::ProjectKind::Training => ProjectKind::Training,
            },
            state: match stage {
                Stage::Announced | Stage::Recruiting => ProjectState::Recruiting,
                Stage::InProgress => ProjectState::InProgress,
                Stage::Finished => ProjectState::Finished,
            },
            from: summary.from.to_string(),
            to: summary.to.to_string(),
            start: summary.start.strftime("%H:%M").to_string(),
            end: summary.end.strftime("%H:%M").to_string(),
            today: summary.from <= today && today <= summary.to,
        }
    }
}

/// A volunteer, as a desk shows him.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct Person {
    volunteer: String,
    number: String,
    name: String,
    organisation: String,
    stars: Option<u8>,
}

impl From<replica::Person> for Person {
    fn from(person: replica::Person) -> Person {
        Person {
            volunteer: person.volunteer.to_string(),
            number: person.number,
            name: person.name,
            organisation: person.organisation,
            stars: person.stars,
        }
    }
}

/// The four kinds of answer, told apart by colour, shape, word and sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ReceiptKind {
    /// Signed in, or recorded.
    In,
    /// Signed out.
    Out,
    /// Known and in order, but nothing new: already, twice, too soon.
    Notice,
    /// No.
    Refused,
}

/// What may be done next about a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum NextStep {
    /// Look the person up.
    FindPerson,
    /// Take the next scan as a sign-in.
    LockIn,
    /// Take the next scan as a sign-out.
    LockOut,
    /// Compare the person with his document.
    FaceCheck,
}

/// The answer to a scan.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct Receipt {
    fact: Option<String>,
    at: String,
    kind: ReceiptKind,
    code: Option<String>,
    title: String,
    message: String,
    next: Option<NextStep>,
    person: Option<Person>,
    minutes: Option<u32>,
    desk: Option<String>,
    undoable: bool,
    undone: bool,
}

impl Receipt {
    pub(crate) fn of(receipt: replica::Receipt, zone: &TimeZone, language: Language) -> Receipt {
        let kind = kind(&receipt);
        let title = match receipt.code {
            None => taken_as(&receipt).done(language),
            Some(code) => code.title(language),
        };
        Receipt {
            fact: Some(receipt.fact.to_string()),
            at: at(receipt.at, zone),
            kind,
            code: receipt.code.map(|code| code.as_str().to_owned()),
            title: title.to_owned(),
            message: message(&receipt, language),
            next: receipt.code.and_then(next),
            minutes: receipt.minutes(),
            undoable: receipt.outcome == Outcome::Accepted && !receipt.annulled,
            undone: receipt.annulled,
            person: receipt.person.map(Person::from),
            desk: Some(receipt.desk),
        }
    }

    /// The answer where the person was not who the card says: a no of its own, with the scan it is about.
    pub(crate) fn not_the_person(self, language: Language) -> Receipt {
        let code = Code::NotThePerson;
        Receipt {
            code: Some(code.as_str().to_owned()),
            title: code.title(language).to_owned(),
            message: code.hint(language).unwrap_or_default().to_owned(),
            next: Some(NextStep::FindPerson),
            undone: false,
            ..self
        }
    }
}

/// An instant as the window reads it: with the organisation's offset.
pub(crate) fn at(instant: jiff::Timestamp, zone: &TimeZone) -> String {
    instant
        .display_with_offset(zone.to_offset(instant))
        .to_string()
}

fn taken_as(receipt: &replica::Receipt) -> As {
    match receipt.taken_as {
        Some(TakenAs::In) => As::In,
        Some(TakenAs::Out) => As::Out,
        Some(TakenAs::Single) | None => As::Single,
    }
}

fn kind(receipt: &replica::Receipt) -> ReceiptKind {
    match (receipt.code, receipt.taken_as) {
        (None, Some(TakenAs::Out)) => ReceiptKind::Out,
        (None, _) => ReceiptKind::In,
        (
            Some(Code::Duplicate | Code::AlreadySignedIn | Code::AlreadyPunched | Code::TooSoon),
            _,
        ) => ReceiptKind::Notice,
        (Some(_), _) => ReceiptKind::Refused,
    }
}

/// The sentence under the word: for a punch that counts the word says all.
fn message(receipt: &replica::Receipt, language: Language) -> String {
    if receipt.code.is_none() {
        return String::new();
    }
    let hint = receipt.code.and_then(|code| code.hint(language));
    let sentence = hint.map_or_else(|| receipt.message(language), str::to_owned);
    match (&receipt.earlier_desk, language) {
        (Some(desk), Language::Zh) => format!("{sentence}，{desk}"),
        (Some(desk), Language::En) => format!("{sentence}, at {desk}"),
        (None, _) => sentence,
    }
}

fn next(code: Code) -> Option<NextStep> {
    match code {
        Code::Unknown | Code::Unreadable | Code::Malformed | Code::UnknownIssuer => {
            Some(NextStep::FindPerson)
        }
        Code::Expired | Code::Retired | Code::Forged => Some(NextStep::FindPerson),
        Code::NotSignedIn => Some(NextStep::LockIn),
        Code::AlreadySignedIn => Some(NextStep::LockOut),
        Code::FaceCheckRequired => Some(NextStep::FaceCheck),
        _ => None,
    }
}

/// What a staff member compares with the person in front of him.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct FaceQuestion {
    person: Person,
    identity: Option<String>,
    photo: bool,
    checked: Option<String>,
}

impl FaceQuestion {
    pub(crate) fn of(question: replica::FaceQuestion, zone: &TimeZone) -> FaceQuestion {
        FaceQuestion {
            person: question.person.into(),
            identity: question.identity,
            photo: question.has_photo,
            checked: question.checked_at.map(|checked| at(checked, zone)),
        }
    }
}

/// Head counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
pub struct Counts {
    expected: u32,
    present: u32,
    left: u32,
    absent: u32,
}

impl From<replica::Counts> for Counts {
    fn from(counts: replica::Counts) -> Counts {
        Counts {
            expected: counts.expected as u32,
            present: counts.present as u32,
            left: counts.left as u32,
            absent: counts.absent as u32,
        }
    }
}

/// Someone who is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct Inside {
    person: Person,
    since: String,
    fact: String,
}

impl Inside {
    pub(crate) fn of(inside: replica::Inside, zone: &TimeZone) -> Inside {
        Inside {
            person: inside.person.into(),
            since: at(inside.since, zone),
            fact: inside.fact.to_string(),
        }
    }
}

/// The desk beside the answer.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct DeskView {
    pub(crate) project: ProjectSummary,
    pub(crate) counts: Counts,
    pub(crate) inside: Vec<Inside>,
    pub(crate) recent: Vec<Receipt>,
}

/// Whether a member's card is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum CardState {
    /// Good.
    Valid,
    /// Withdrawn.
    Retired,
    /// Past its last day.
    Expired,
}

/// One line of the member list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct Member {
    person: Person,
    card: Option<CardState>,
    phone: Option<String>,
}

impl From<replica::Member> for Member {
    fn from(member: replica::Member) -> Member {
        Member {
            card: member.card.map(|card| match card {
                "valid" => CardState::Valid,
                "expired" => CardState::Expired,
                _ => CardState::Retired,
            }),
            phone: member.phone,
            person: Person {
                volunteer: member.volunteer.to_string(),
                number: member.number,
                name: member.name,
                organisation: member.organisation,
                stars: member.stars,
            },
        }
    }
}
