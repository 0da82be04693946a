//! The answer to a scan: what the desk says, now and when it is looked at again.

use jiff::Timestamp;
use rules::{As, Code, Detail, FactId, Id, Judgement, Language};
use rusqlite::Connection;

use crate::error::Result;
use crate::settle::{self, Settling};
use crate::table::fact;

/// How a scan ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It counts.
    Accepted,
    /// The person is known, the rules say no.
    Rejected,
    /// A card, or what pretends to be one, that is not taken.
    RefusedCard,
    /// Nothing could be read.
    Unreadable,
    /// Read, but nobody here.
    Unknown,
}

/// What a punch was taken as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TakenAs {
    /// 签到.
    In,
    /// 签退.
    Out,
    /// 单签.
    Single,
}

impl From<As> for TakenAs {
    fn from(taken: As) -> TakenAs {
        match taken {
            As::In => TakenAs::In,
            As::Out => TakenAs::Out,
            As::Single => TakenAs::Single,
        }
    }
}

/// A volunteer, as a desk sees him.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// The opaque reference.
    pub volunteer: rules::VolunteerId,
    /// The volunteer number; empty while provisional.
    pub number: String,
    /// In full.
    pub name: String,
    /// The organisation that the desk belongs to.
    pub organisation: String,
    /// Star rating.
    pub stars: Option<u8>,
}

/// The durable answer to a scan.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    /// The fact that it became.
    pub fact: FactId,
    /// The time that counts.
    pub at: Timestamp,
    /// How it ended.
    pub outcome: Outcome,
    /// Why not, if not.
    pub code: Option<Code>,
    /// What the rules say of it, where it named somebody.
    pub judgement: Option<Judgement>,
    /// What it was taken as.
    pub taken_as: Option<TakenAs>,
    /// Who it was.
    pub person: Option<Person>,
    /// The desk at which the earlier punch was made, for a duplicate.
    pub earlier_desk: Option<String>,
    /// The desk at which it was made.
    pub desk: String,
    /// Whether it was taken back since.
    pub annulled: bool,
}

impl Receipt {
    /// The answer in one sentence.
    pub fn message(&self, language: Language) -> String {
        match (&self.judgement, self.code) {
            (Some(judgement), _) => judgement.message(language),
            (None, Some(code)) => code.meaning(language).to_owned(),
            (None, None) => String::new(),
        }
    }

    /// What the session that it ended is worth, in minutes.
    pub fn minutes(&self) -> Option<u32> {
        self.judgement
            .as_ref()
            .and_then(|judgement| judgement.earned_minutes)
    }

    /// The answer to a punch that was judged.
    pub(crate) fn judged(fact: FactId, at: Timestamp, judgement: Option<Judgement>) -> Receipt {
        let refusal = judgement
            .as_ref()
            .and_then(|judgement| judgement.verdict.outcome.refusal());
        let code = refusal.map(|refusal| refusal.code);
        Receipt {
            fact,
            at,
            outcome: if code.is_none() {
                Outcome::Accepted
            } else {
                Outcome::Rejected
            },
            code,
            taken_as: judgement
                .as_ref()
                .map(|judgement| judgement.taken_as.into()),
            judgement,
            person: None,
            earlier_desk: None,
            desk: String::new(),
            annulled: false,
        }
    }
}

/// What the rules say of one punch among its volunteer's facts, as of its own time.
pub(crate) fn judge(
    settling: &Settling,
    stored: &[fact::Stored],
    punch: FactId,
) -> Option<Judgement> {
    let facts = settle::engine_facts(stored, &Id::from("volunteer"));
    judge_among(settling, &facts, &Id::from(punch.to_string().as_str()))
}

/// What the rules say of one punch among facts as they know them, which may hold one that did not happen.
pub(crate) fn judge_among(
    settling: &Settling,
    facts: &[rules::Fact],
    punch: &Id,
) -> Option<Judgement> {
    rules::judge(
        &settling.policy,
        &settling.zone,
        &settling.projects,
        facts,
        punch,
    )
}

/// The desk at which the earlier punch was made that stands in the way of this one.
pub(crate) fn earlier_desk(
    db: &Connection,
    judgement: Option<&Judgement>,
    station: rules::StationId,
    own: &str,
) -> Result<Option<String>> {
    let refusal = judgement.and_then(|judgement| judgement.verdict.outcome.refusal());
    let mention = match refusal.map(|refusal| &refusal.detail) {
        Some(Detail::Earlier(mention) | Detail::Elsewhere { since: mention, .. }) => mention,
        _ => return Ok(None),
    };
    let Ok(id) = mention.fact.as_str().parse() else {
        return Ok(None);
    };
    let earlier = fact::by_id(db, id)?;
    Ok(earlier.map(|earlier| desk_name(earlier.fact.chain.station, station, own)))
}

/// What people call the desk of a station: our own by its name, another by the beginning of its id.
pub(crate) fn desk_name(of: rules::StationId, station: rules::StationId, own: &str) -> String {
    if of == station {
        own.to_owned()
    } else {
        short_name(of)
    }
}

/// A desk that nobody named.
pub(crate) fn short_name(station: rules::StationId) -> String {
    // The middle of the id: its beginning is a time that desks of one morning share.
    format!("#{}", &station.to_string()[9..13])
}
