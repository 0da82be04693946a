//! Settling open sessions by hand, all in one transaction: signed out, a record asked for, or left on purpose.

use std::collections::HashSet;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use protocol::Minute;
use protocol::body::{
    By, Cause, Direction, Evidence, How, Punch, SupplementRequested, SweepOutcome, Swept,
    SweptPerson,
};
use rules::{FactId, ProjectId, Refusal, VolunteerId};
use rusqlite::Connection;

use super::{Known, Sweep, VOLUNTEER};
use crate::Replica;
use crate::changes::Topic;
use crate::error::{Error, Noun, Problem, Result};
use crate::evidence::{PICTURES_MOST, Picture};
use crate::journal::{self, Author};
use crate::receipt::{self, Person};
use crate::settle;
use crate::stamp::Stamp;
use crate::table::{person, photograph, presence, project};

/// What a lead decides about people who have not signed out.
#[derive(Debug, Clone, PartialEq)]
pub struct Closing {
    /// The project.
    pub project: ProjectId,
    /// The service day.
    pub day: Date,
    /// Whom it is about.
    pub people: Vec<VolunteerId>,
    /// What is done.
    pub by: CloseBy,
    /// Why.
    pub reason: String,
}

/// What is done about open sessions.
#[derive(Debug, Clone, PartialEq)]
pub enum CloseBy {
    /// Signed out now, by a staff member (签退).
    SignOut,
    /// A supplementary record is asked for (申请补录).
    Request(Mending),
    /// Left open on purpose (保留).
    Leave,
}

/// What a supplementary record is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Mending {
    /// When they came, where that is to be mended too.
    pub come: Option<Time>,
    /// When they left.
    pub left: Option<Time>,
    /// Why the record is missing.
    pub cause: Cause,
    /// Pictures that show it: the same for everybody, as the sheet that people signed.
    pub evidence: Vec<Picture>,
}

/// What became of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Closed {
    /// The sweep on record; none where nobody was settled.
    pub fact: Option<FactId>,
    /// One line a person, in the order in which they were named.
    pub people: Vec<ClosedPerson>,
}

/// What became of one person.
#[derive(Debug, Clone, PartialEq)]
pub struct ClosedPerson {
    /// Who.
    pub person: Person,
    /// What became of him.
    pub outcome: ClosedAs,
}

/// What became of a session.
#[derive(Debug, Clone, PartialEq)]
pub enum ClosedAs {
    /// Signed out, with what the session is worth in minutes.
    SignedOut {
        /// The punch.
        fact: FactId,
        /// What it earned.
        minutes: u32,
    },
    /// A record was asked for.
    Requested {
        /// The request.
        fact: FactId,
    },
    /// Left open on purpose.
    Left,
    /// Not there any more: signed out meanwhile, when and at which desk.
    NotInside(Option<(Timestamp, String)>),
    /// The rules say no: nothing was written about him, his session is as it was.
    Refused(Refusal),
}

impl ClosedAs {
    fn on_record(&self) -> Option<SweepOutcome> {
        match self {
            ClosedAs::SignedOut { .. } => Some(SweepOutcome::SignedOut),
            ClosedAs::Requested { .. } => Some(SweepOutcome::Requested),
            ClosedAs::Left => Some(SweepOutcome::Left),
            ClosedAs::NotInside(_) | ClosedAs::Refused(_) => None,
        }
    }
}

impl Replica {
    /// Settles open sessions in one transaction: all that the rules take, each with its line in one `swept` fact.
    /// Whom they refuse, or who signed out meanwhile, is answered so and stays as he was. `progress` is told how
    /// many of how many are done.
    ///
    /// # Errors
    /// [`Error::NotAllowed`] below supervisor, [`Error::ReasonMissing`], [`Error::Unknown`] for a project or
    /// person that is not here, [`Error::Invalid`] for more pictures than a request takes; those of the disk. Then nothing
    /// was done about anybody.
    pub fn close(
        &self,
        closing: &Closing,
        stamp: Stamp,
        progress: &dyn Fn(usize, usize),
    ) -> Result<Closed> {
        if closing.reason.trim().is_empty() {
            return Err(Error::ReasonMissing);
        }
        let author = self.author()?;
        self.write(&[Topic::Facts, Topic::Status, Topic::Outbox], |db| {
            self.require(db, protocol::Role::Supervisor)?;
            let row = project::by_id(db, closing.project)?;
            let closer = Closer {
                replica: self,
                db,
                author: &author,
                sweep: Sweep::of(self.settling(db)?, &row)?,
                closing,
                stamp,
            };
            closer.keep_evidence()?;
            let people = closer.people(progress)?;
            Ok(Closed {
                fact: closer.record(&people)?,
                people,
            })
        })
    }
}

/// One closing, inside its transaction.
struct Closer<'a> {
    replica: &'a Replica,
    db: &'a Connection,
    author: &'a Author,
    sweep: Sweep,
    closing: &'a Closing,
    stamp: Stamp,
}

impl Closer<'_> {
    /// Keeps the pictures that the requests will name.
    fn keep_evidence(&self) -> Result<()> {
        let CloseBy::Request(mending) = &self.closing.by else {
            return Ok(());
        };
        if mending.evidence.len() > PICTURES_MOST {
            return Err(Error::Invalid {
                field: "evidence",
                problem: Problem::Range,
            });
        }
        for picture in &mending.evidence {
            photograph::put(self.db, picture.jpeg())?;
        }
        Ok(())
    }

    fn people(&self, progress: &dyn Fn(usize, usize)) -> Result<Vec<ClosedPerson>> {
        let mut seen = HashSet::new();
        let mut people = Vec::with_capacity(self.closing.people.len());
        for (done, volunteer) in self.closing.people.iter().enumerate() {
            progress(done, self.closing.people.len());
            let volunteer = person::canonical(self.db, *volunteer)?;
            if seen.insert(volunteer) {
                people.push(self.person(volunteer)?);
            }
        }
        progress(self.closing.people.len(), self.closing.people.len());
        Ok(people)
    }

    fn person(&self, volunteer: VolunteerId) -> Result<ClosedPerson> {
        let row = person::by_volunteer(self.db, volunteer)?.ok_or(Error::Unknown(Noun::Member))?;
        Ok(ClosedPerson {
            person: self.replica.person(self.db, row)?,
            outcome: self.outcome(volunteer)?,
        })
    }

    fn outcome(&self, volunteer: VolunteerId) -> Result<ClosedAs> {
        let known = Known::of(self.db, volunteer)?;
        let days = presence::of_volunteer(self.db, volunteer)?;
        let day = days.into_iter().find(|record| {
            (record.project, record.day) == (self.closing.project, self.closing.day.into())
        });
        match day {
            Some(record) if record.open.is_some() => {}
            Some(record) => return Ok(ClosedAs::NotInside(self.left(&known, record.left_at))),
            None => return Ok(ClosedAs::NotInside(None)),
        }
        match &self.closing.by {
            CloseBy::SignOut => self.sign_out(volunteer, &known),
            CloseBy::Request(mending) => self.request(volunteer, &known, mending),
            CloseBy::Leave => Ok(ClosedAs::Left),
        }
    }

    /// When somebody signed out, and the desk at which it was done.
    fn left(&self, known: &Known, left_at: Option<i64>) -> Option<(Timestamp, String)> {
        let at = left_at?;
        let station = self.replica.station();
        let punch = known
            .stored
            .iter()
            .find(|one| one.at == at && one.fact.known_kind() == Some(protocol::Kind::Punch));
        let desk = punch.map_or_else(String::new, |one| {
            receipt::desk_name(one.fact.chain.station, station.id, &station.name)
        });
        Some((Timestamp::from_millisecond(at).ok()?, desk))
    }

    fn sign_out(&self, volunteer: VolunteerId, known: &Known) -> Result<ClosedAs> {
        let now = self.stamp.timestamp();
        let minutes = match self.sweep.sign_out(known, self.closing.day, now) {
            Ok(minutes) => minutes,
            Err(refusal) => return Ok(ClosedAs::Refused(refusal)),
        };
        let body = Punch {
            project: self.closing.project,
            volunteer,
            direction: Direction::Out,
            by: By::Staff,
            how: How::Name,
            card: None,
            evidence: Evidence::C,
            trust_version: None,
            location: None,
            given: None,
        };
        let fact = self.append(volunteer, &body.into())?;
        Ok(ClosedAs::SignedOut { fact, minutes })
    }

    fn request(
        &self,
        volunteer: VolunteerId,
        known: &Known,
        mending: &Mending,
    ) -> Result<ClosedAs> {
        let body = protocol::Body::from(asked(self.closing, mending, volunteer));
        if let Some(rules::What::SupplementRequested(request)) =
            settle::what(&body, &VOLUNTEER.into())
            && let Err(refusal) = self.sweep.request(known, request, self.stamp.timestamp())
        {
            return Ok(ClosedAs::Refused(refusal));
        }
        let fact = self.append(volunteer, &body)?;
        Ok(ClosedAs::Requested { fact })
    }

    fn append(&self, volunteer: VolunteerId, body: &protocol::Body) -> Result<FactId> {
        let written = journal::append(self.db, self.author, self.stamp.next(), body)?;
        self.sweep.settling.settle(self.db, volunteer)?;
        Ok(written.id)
    }

    /// Puts the sweep on record: one line for everybody who was settled.
    fn record(&self, people: &[ClosedPerson]) -> Result<Option<FactId>> {
        let settled = people.iter().filter_map(|one| {
            Some(SweptPerson {
                volunteer: one.person.volunteer,
                outcome: one.outcome.on_record()?,
                reason: self.closing.reason.trim().to_owned(),
            })
        });
        let body = Swept {
            project: self.closing.project,
            day: self.closing.day.into(),
            people: settled.collect(),
        };
        if body.people.is_empty() {
            return Ok(None);
        }
        let written = journal::append(self.db, self.author, self.stamp.next(), &body.into())?;
        Ok(Some(written.id))
    }
}

/// The request that is made for one person.
fn asked(closing: &Closing, mending: &Mending, volunteer: VolunteerId) -> SupplementRequested {
    SupplementRequested {
        project: closing.project,
        volunteer,
        day: closing.day.into(),
        come: mending.come.map(Minute::from),
        left: mending.left.map(Minute::from),
        cause: mending.cause,
        reason: closing.reason.trim().to_owned(),
        evidence: mending.evidence.iter().map(Picture::digest).collect(),
        given: None,
    }
}
