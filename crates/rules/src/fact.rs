//! The facts that scans, requests, decisions and disputes become. Immutable: nothing is edited, only added.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::id::Id;

/// One fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Its name among facts. Facts of one instant are taken in the order of their ids.
    pub id: Id,
    /// When it happened.
    pub time: Timestamp,
    /// What happened.
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// A scan (打卡).
    Punch(Punch),
    /// A punch taken back (撤销); it stays on record.
    PunchAnnulled {
        /// The punch.
        punch: Id,
        /// Why.
        reason: String,
    },
    /// A person compared with card and document (面验).
    FaceChecked {
        /// Who.
        volunteer: Id,
    },
    /// A missing record asked for (补签、补录).
    SupplementRequested(Request),
    /// The decision on a request.
    SupplementDecided {
        /// The request.
        request: Id,
        /// What was decided.
        decision: Decision,
    },
    /// An objection to a day's minutes (异议).
    DisputeRaised(ServiceDay),
    /// The answer to an objection.
    DisputeResolved {
        /// The dispute.
        dispute: Id,
        /// What was decided.
        resolution: Resolution,
    },
    /// On the list of a project (录用).
    Admitted(Listing),
    /// Off the list of a project (移出).
    Removed(Listing),
    /// A day's self-made punches confirmed by an administrator.
    Confirmed(ServiceDay),
}

/// One scan of one volunteer in one project.
#[derive(Debug, Clone, PartialEq)]
pub struct Punch {
    /// Where.
    pub project: Id,
    /// Who.
    pub volunteer: Id,
    /// What was meant.
    pub direction: Direction,
    /// Whose doing it was.
    pub by: By,
    /// Latitude and longitude, in degrees.
    pub location: Option<[f64; 2]>,
}

/// What a punch was meant as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// The rules decide, again whenever more is known.
    Auto,
    /// A sign-in (签到).
    In,
    /// A sign-out (签退).
    Out,
}

/// Whose doing a punch was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// A staff member scanned the card or picked the name.
    Staff,
    /// The volunteer's own device.
    #[serde(rename = "self")]
    Volunteer,
    /// A sign-in code.
    Code,
}

/// A missing record asked for. One without either time mends nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Where.
    pub project: Id,
    /// Who.
    pub volunteer: Id,
    /// The service day.
    pub day: Date,
    /// When the volunteer came, where that is to be mended.
    pub sign_in: Option<Time>,
    /// When the volunteer left, where that is to be mended.
    pub sign_out: Option<Time>,
    /// Whose fault it was.
    pub cause: Cause,
    /// Why, in words.
    pub reason: String,
    /// How many pieces of evidence come with it.
    pub evidence: usize,
}

/// Why a record is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// No signal at the place.
    NoSignal,
    /// The organiser set a place or time wrong.
    OrganiserError,
    /// The volunteer forgot, or had no device.
    OwnFault,
    /// Something else.
    Other,
}

/// What was decided on a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// It stands.
    Approved,
    /// It does not.
    Rejected,
}

/// What was decided on a dispute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Resolution {
    /// The day's minutes are taken away, for good.
    Cancel,
    /// They stay.
    Keep,
}

/// A volunteer's day in a project.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceDay {
    /// Where.
    pub project: Id,
    /// Who.
    pub volunteer: Id,
    /// The day.
    pub day: Date,
}

/// A volunteer on, or off, the list of a project.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Listing {
    /// Where.
    pub project: Id,
    /// Who.
    pub volunteer: Id,
}

impl What {
    /// The volunteer this is about; `None` for a fact about another fact.
    pub fn volunteer(&self) -> Option<&Id> {
        match self {
            What::Punch(punch) => Some(&punch.volunteer),
            What::SupplementRequested(request) => Some(&request.volunteer),
            What::DisputeRaised(day) | What::Confirmed(day) => Some(&day.volunteer),
            What::Admitted(listing) | What::Removed(listing) => Some(&listing.volunteer),
            What::FaceChecked { volunteer } => Some(volunteer),
            What::PunchAnnulled { .. }
            | What::SupplementDecided { .. }
            | What::DisputeResolved { .. } => None,
        }
    }

    /// The project this is about; `None` for a face check and for a fact about another fact.
    pub fn project(&self) -> Option<&Id> {
        match self {
            What::Punch(punch) => Some(&punch.project),
            What::SupplementRequested(request) => Some(&request.project),
            What::DisputeRaised(day) | What::Confirmed(day) => Some(&day.project),
            What::Admitted(listing) | What::Removed(listing) => Some(&listing.project),
            What::FaceChecked { .. }
            | What::PunchAnnulled { .. }
            | What::SupplementDecided { .. }
            | What::DisputeResolved { .. } => None,
        }
    }

    /// The fact this is about, of a fact about another fact.
    pub fn about(&self) -> Option<&Id> {
        match self {
            What::PunchAnnulled { punch, .. } => Some(punch),
            What::SupplementDecided { request, .. } => Some(request),
            What::DisputeResolved { dispute, .. } => Some(dispute),
            What::Punch(_)
            | What::FaceChecked { .. }
            | What::SupplementRequested(_)
            | What::DisputeRaised(_)
            | What::Admitted(_)
            | What::Removed(_)
            | What::Confirmed(_) => None,
        }
    }
}
