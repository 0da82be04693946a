//! Requests for missing records (补签、补录): asking, deciding, and the list of what was asked for.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use protocol::body::{self, Body, SupplementDecided, SupplementRequested};
use protocol::{Day, Hash, Kind, Minute, Role};
use rules::{Cause, FactId, Id, Language, ProjectId, Record, Refusal, Step, VolunteerId, What};
use rusqlite::Connection;

use crate::Replica;
use crate::as_of::{AsOf, Assessed, instant, named};
use crate::cards::by_number;
use crate::changes::Topic;
use crate::error::{Error, Noun, Problem, Result};
use crate::evidence::{PICTURES_MOST, Picture};
use crate::journal;
use crate::lists::given;
use crate::receipt::Person;
use crate::stamp::Stamp;
use crate::table::fact::{Asking, Stored};
use crate::table::{fact, photograph, project, staff};

/// The longest reason, in characters.
const REASON_MOST: usize = 1_000;

/// What a commit about requests and disputes changes.
pub(crate) const TOPICS: [Topic; 4] = [
    Topic::Supplements,
    Topic::Facts,
    Topic::Status,
    Topic::Outbox,
];

/// A missing record that somebody asks for on a volunteer's behalf.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Where he served.
    pub project: ProjectId,
    /// His volunteer number.
    pub number: String,
    /// The service day.
    pub day: Date,
    /// When he came, where that is missing.
    pub come: Option<Time>,
    /// When he left, where that is missing.
    pub left: Option<Time>,
    /// Why the record is missing.
    pub cause: Cause,
    /// The same in words.
    pub reason: String,
    /// The time that counts, where it is not the clock's.
    pub given: Option<Timestamp>,
}

/// What would become of a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Prospect {
    /// Why it would not be valid, if not.
    pub refusal: Option<Refusal>,
    /// What it would be worth, in minutes, where it would be valid.
    pub minutes: Option<u32>,
    /// From when it may be asked for.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

/// Why a request or a dispute does not count.
#[derive(Debug, Clone, PartialEq)]
pub enum Invalid {
    /// The rules say so.
    Rules(Refusal),
    /// Central does, with this code of its own.
    Central(String),
}

/// A fact that was written about requests or disputes.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// The fact.
    pub fact: FactId,
    /// Why the request or dispute that it is, or is about, does not count, if it does not.
    pub invalid: Option<Invalid>,
}

/// A decision that somebody takes on a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The request.
    pub request: FactId,
    /// What is decided.
    pub outcome: rules::Decision,
    /// Why.
    pub reason: String,
    /// The time that counts, where it is not the clock's.
    pub given: Option<Timestamp>,
}

/// Which requests are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requests {
    /// All of them, oldest first.
    All,
    /// Those that wait for a decision, the soonest deadline first.
    Waiting,
}

/// How a request stands.
#[derive(Debug, Clone, PartialEq)]
pub enum RequestState {
    /// It waits for a decision.
    Waiting,
    /// 通过.
    Approved,
    /// 不通过.
    Rejected,
    /// It does not count.
    Invalid(Invalid),
}

/// The answer to a request or a dispute that counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Ruling {
    /// When it was given.
    pub at: Timestamp,
    /// The staff member who gave it.
    pub by: String,
    /// At which desk.
    pub desk: String,
    /// Why.
    pub reason: String,
}

/// A request as it stands at some instant.
#[derive(Debug, Clone, PartialEq)]
pub struct Supplement {
    /// The request.
    pub fact: FactId,
    /// For whom.
    pub person: Person,
    /// Where.
    pub project: ProjectId,
    /// What it is called.
    pub project_name: String,
    /// The service day.
    pub day: Date,
    /// When he came, where that was missing.
    pub come: Option<Time>,
    /// When he left, where that was missing.
    pub left: Option<Time>,
    /// Why the record is missing.
    pub cause: Cause,
    /// The same in words.
    pub reason: String,
    /// The pictures that go with it.
    pub evidence: Vec<Hash>,
    /// When it was asked for.
    pub requested_at: Timestamp,
    /// The staff member who asked.
    pub requested_by: String,
    /// At which desk.
    pub desk: String,
    /// How it stands.
    pub state: RequestState,
    /// The decision that counts.
    pub ruling: Option<Ruling>,
    /// What it is worth, or would be, in minutes.
    pub minutes: Option<u32>,
    /// Until when it could be asked for.
    pub deadline: Timestamp,
}

impl Invalid {
    /// The code, one of the rules' or one of central's.
    pub fn code(&self) -> &str {
        match self {
            Invalid::Rules(refusal) => refusal.code.as_str(),
            Invalid::Central(code) => code,
        }
    }

    /// The same in words.
    pub fn message(&self, language: Language) -> String {
        match (self, language) {
            (Invalid::Rules(refusal), _) => refusal.message(language),
            (Invalid::Central(code), Language::Zh) => format!("中心没有计入（{code}）"),
            (Invalid::Central(code), Language::En) => format!("Central does not count it ({code})"),
        }
    }
}

impl Request {
    fn check(&self, pictures: usize) -> Result<()> {
        let wrong = |field, problem| Err(Error::Invalid { field, problem });
        if self.come.is_none() && self.left.is_none() {
            return wrong("in", Problem::Missing);
        }
        if self.reason.chars().count() > REASON_MOST {
            return wrong("reason", Problem::Range);
        }
        if pictures > PICTURES_MOST {
            return wrong("evidence", Problem::Range);
        }
        Ok(())
    }

    fn body(&self, volunteer: VolunteerId, pictures: &[Picture]) -> SupplementRequested {
        SupplementRequested {
            project: self.project,
            volunteer,
            day: Day::from(self.day),
            come: self.come.map(Minute::from),
            left: self.left.map(Minute::from),
            cause: match self.cause {
                Cause::NoSignal => body::Cause::NoSignal,
                Cause::OrganiserError => body::Cause::OrganiserError,
                Cause::OwnFault => body::Cause::OwnFault,
                Cause::Other => body::Cause::Other,
            },
            reason: self.reason.trim().to_owned(),
            evidence: pictures.iter().map(Picture::digest).collect(),
            given: given(self.given),
        }
    }

    /// The request as the rules see one.
    fn of_rules(&self, volunteer: &Id, pictures: usize) -> rules::Request {
        rules::Request {
            project: named(self.project),
            volunteer: volunteer.clone(),
            day: self.day,
            sign_in: self.come,
            sign_out: self.left,
            cause: self.cause,
            reason: self.reason.clone(),
            evidence: pictures,
        }
    }
}

impl Replica {
    /// What would become of a request with so many pictures, were it made now. Nothing is written.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a project or number that is not here.
    pub fn may_request(
        &self,
        request: &Request,
        pictures: usize,
        now: Timestamp,
    ) -> Result<Prospect> {
        self.read(|db| {
            let volunteer = by_number(db, &request.number)?.volunteer;
            let at = request.given.unwrap_or(now);
            let mut as_of = AsOf::new(self, db, at.max(now))?;
            let assessed = as_of.volunteer(volunteer)?;
            let wanted = request.of_rules(&assessed.name, pictures);
            as_of.prospect(&assessed, request.project, wanted, at)
        })
    }

    /// Asks for a missing record. It is always written, also where the rules will not have it: the answer says so.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a project or number that is not here, [`Error::Invalid`] where it has neither time or
    /// too much of something, [`Error::NotAllowed`] for whoever is no registrar.
    pub fn request_supplement(
        &self,
        request: &Request,
        pictures: &[Picture],
        stamp: Stamp,
    ) -> Result<Recorded> {
        request.check(pictures.len())?;
        let author = self.author()?;
        self.write(&TOPICS, |db| {
            self.require(db, Role::Registrar)?;
            project::by_id(db, request.project)?;
            let volunteer = by_number(db, &request.number)?.volunteer;
            for picture in pictures {
                photograph::put(db, picture.jpeg())?;
            }
            let body = request.body(volunteer, pictures);
            let written = journal::append(db, &author, stamp, &body.into())?;
            journal::settle_touched(db, author.organisation, std::slice::from_ref(&written))?;
            self.recorded(db, written.id, written.id, stamp.timestamp())
        })
    }

    /// Decides on a request. The first decision counts; one on an invalid request does nothing, and the answer says so.
    ///
    /// # Errors
    /// [`Error::Unknown`] where it is no request, [`Error::DecidedBefore`], [`Error::NotAllowed`] for whoever is no
    /// supervisor.
    pub fn decide_supplement(&self, decision: &Decision, stamp: Stamp) -> Result<Recorded> {
        let author = self.author()?;
        self.write(&TOPICS, |db| {
            self.require(db, Role::Supervisor)?;
            unanswered(db, decision.request, Kind::SupplementRequested)?;
            let body = SupplementDecided {
                request: decision.request,
                outcome: match decision.outcome {
                    rules::Decision::Approved => body::Decision::Approved,
                    rules::Decision::Rejected => body::Decision::Rejected,
                },
                reason: decision.reason.trim().to_owned(),
                given: given(decision.given),
            };
            let written = journal::append(db, &author, stamp, &body.into())?;
            journal::settle_touched(db, author.organisation, std::slice::from_ref(&written))?;
            self.recorded(db, written.id, decision.request, stamp.timestamp())
        })
    }

    /// Requests as of `now`; of more than `most` the latest.
    ///
    /// # Errors
    /// Those of the database.
    pub fn supplements(
        &self,
        which: Requests,
        most: usize,
        now: Timestamp,
    ) -> Result<Vec<Supplement>> {
        let asking = match which {
            Requests::All => Asking::All,
            Requests::Waiting => Asking::Unanswered,
        };
        self.read(|db| {
            let mut as_of = AsOf::new(self, db, now)?;
            let mut found = Vec::new();
            for stored in fact::asking(db, Kind::SupplementRequested, asking, most)? {
                found.extend(as_of.supplement(&stored)?);
            }
            if which == Requests::Waiting {
                found.retain(|supplement| supplement.state == RequestState::Waiting);
                found.sort_by_key(|supplement| (supplement.deadline, supplement.requested_at));
            }
            Ok(found)
        })
    }

    /// How many requests and disputes wait for a decision as of `now`.
    ///
    /// # Errors
    /// Those of the database.
    pub fn cases_waiting(&self, now: Timestamp) -> Result<usize> {
        let requests = self.supplements(Requests::Waiting, usize::MAX, now)?;
        let disputes = self.read(|db| {
            let mut as_of = AsOf::new(self, db, now)?;
            let asked = fact::asking(db, Kind::DisputeRaised, Asking::Unanswered, usize::MAX)?;
            let mut open = 0;
            for stored in asked {
                open += usize::from(as_of.is_open(&stored)?);
            }
            Ok(open)
        })?;
        Ok(requests.len() + disputes)
    }

    /// Whether the actor may do what needs this role, and the names of those who may.
    ///
    /// # Errors
    /// Those of the database.
    pub fn who_may(&self, needs: Role) -> Result<(bool, Vec<String>)> {
        self.read(|db| {
            let may = match self.require(db, needs) {
                Ok(()) => true,
                Err(Error::NotAllowed { .. }) => false,
                Err(other) => return Err(other),
            };
            let staff = staff::all(db)?.into_iter();
            let able = staff.filter(|row| row.active && row.role() >= needs);
            Ok((may, able.map(|row| row.name).collect()))
        })
    }

    /// What the rules make of a volunteer's day in a project as of `now`; nothing where nothing is on it.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a number that is not here.
    pub fn service_day(
        &self,
        project: ProjectId,
        number: &str,
        day: Date,
        now: Timestamp,
    ) -> Result<Option<Record>> {
        self.read(|db| {
            let volunteer = by_number(db, number)?.volunteer;
            let assessed = AsOf::new(self, db, now)?.volunteer(volunteer)?;
            Ok(assessed.record(project, day).cloned())
        })
    }

    /// The answer to whoever wrote `fact` about the request or dispute `about`.
    pub(crate) fn recorded(
        &self,
        db: &Connection,
        written: FactId,
        about: FactId,
        now: Timestamp,
    ) -> Result<Recorded> {
        let stored = fact::by_id(db, about)?.ok_or(Error::Damaged)?;
        let at = instant(stored.at)?.max(now);
        let mut as_of = AsOf::new(self, db, at)?;
        let volunteer = fact::volunteer_of(db, about)?.ok_or(Error::Damaged)?;
        let assessed = as_of.volunteer(volunteer)?;
        Ok(Recorded {
            fact: written,
            invalid: invalid(&assessed, &stored).flatten(),
        })
    }
}

impl AsOf<'_> {
    /// What would become of a request at an instant, among what is known now.
    pub(crate) fn prospect(
        &self,
        assessed: &Assessed,
        project: ProjectId,
        wanted: rules::Request,
        at: Timestamp,
    ) -> Result<Prospect> {
        let (_, of_rules) = self.project(project).ok_or(Error::Unknown(Noun::Project))?;
        let rules::AskingTime { from, until } = self.asking_time(&of_rules, wanted.day);
        // Among facts of one instant it is the last: ids of facts are hexadecimal.
        let id = Id::from("hypothetical");
        let day = wanted.day;
        let mut facts = assessed.facts.clone();
        facts.push(rules::Fact {
            id: id.clone(),
            time: at,
            what: What::SupplementRequested(wanted),
        });
        let assessment = self.settling.assess(&facts, self.now);
        let verdict = assessment.verdicts.iter().find(|one| one.fact == id);
        let refusal = verdict.and_then(|verdict| verdict.outcome.refusal().cloned());
        let record = assessment
            .records
            .iter()
            .find(|record| record.project == of_rules.id && record.day == day);
        Ok(Prospect {
            refusal,
            minutes: record.and_then(|record| worth(record, &id)),
            from,
            until,
        })
    }

    /// A request as it stands; nothing for one that has not happened yet or whose project is not here.
    fn supplement(&mut self, stored: &Stored) -> Result<Option<Supplement>> {
        let Ok(Some(Body::SupplementRequested(request))) = stored.fact.decoded() else {
            return Ok(None);
        };
        let requested_at = instant(stored.at)?;
        let Some(day) = request.day.date().filter(|_| requested_at <= self.now) else {
            return Ok(None);
        };
        let Some((row, of_rules)) = self.project(request.project) else {
            return Ok(None);
        };
        let project_name = row.name.clone();
        let deadline = self.asking_time(&of_rules, day).until;
        let assessed = self.volunteer(request.volunteer)?;
        let Some(invalid) = invalid(&assessed, stored) else {
            return Ok(None);
        };
        let (state, ruling) = match invalid {
            Some(invalid) => (RequestState::Invalid(invalid), None),
            None => self.decided(&assessed, request.project, day, stored.fact.id)?,
        };
        let (requested_by, desk) = self.author(stored)?;
        let id = named(stored.fact.id);
        let record = assessed.record(request.project, day);
        Ok(Some(Supplement {
            fact: stored.fact.id,
            person: assessed.person.clone(),
            project: request.project,
            project_name,
            day,
            come: request.come.and_then(Minute::time),
            left: request.left.and_then(Minute::time),
            cause: cause(request.cause),
            reason: request.reason,
            evidence: request.evidence,
            requested_at,
            requested_by,
            desk,
            state,
            ruling,
            minutes: record.and_then(|record| worth(record, &id)),
            deadline,
        }))
    }

    /// How a valid request stands, and the decision that counts.
    fn decided(
        &self,
        assessed: &Assessed,
        project: ProjectId,
        day: Date,
        request: FactId,
    ) -> Result<(RequestState, Option<Ruling>)> {
        let id = named(request);
        let mut steps = assessed.because(project, day).iter();
        let decision = steps.find_map(|because| match &because.step {
            Step::Requested { request, decision } if request.fact == id => decision.as_ref(),
            _ => None,
        });
        let Some((mention, outcome)) = decision else {
            return Ok((RequestState::Waiting, None));
        };
        let state = match outcome {
            rules::Decision::Approved => RequestState::Approved,
            rules::Decision::Rejected => RequestState::Rejected,
        };
        Ok((state, self.ruling(&mention.fact)?))
    }

    /// Who decided, when and why, by the fact that says so.
    pub(crate) fn ruling(&self, id: &Id) -> Result<Option<Ruling>> {
        let Some(stored) = self.stored(id)? else {
            return Ok(None);
        };
        let reason = match stored.fact.decoded() {
            Ok(Some(Body::SupplementDecided(decided))) => decided.reason,
            Ok(Some(Body::DisputeResolved(resolved))) => resolved.reason,
            _ => return Ok(None),
        };
        let (by, desk) = self.author(&stored)?;
        Ok(Some(Ruling {
            at: instant(stored.at)?,
            by,
            desk,
            reason,
        }))
    }
}

/// Why a request or dispute does not count, if not; nothing at all where neither the rules nor central speak of it.
pub(crate) fn invalid(assessed: &Assessed, stored: &Stored) -> Option<Option<Invalid>> {
    if let Some(code) = &stored.flag {
        return Some(Some(Invalid::Central(code.clone())));
    }
    let refusal = assessed.verdict(stored.fact.id)?;
    Some(refusal.cloned().map(Invalid::Rules))
}

/// The request or dispute of this id, which nobody has answered yet.
pub(crate) fn unanswered(db: &Connection, id: FactId, kind: Kind) -> Result<Stored> {
    let unknown = match kind {
        Kind::DisputeRaised => Noun::Dispute,
        _ => Noun::Request,
    };
    let asked = fact::by_id(db, id)?.filter(|stored| stored.fact.known_kind() == Some(kind));
    let asked = asked.ok_or(Error::Unknown(unknown))?;
    let answer = kind.number() + 1;
    let answered = fact::answers(db, id)?
        .iter()
        .any(|stored| stored.fact.kind == answer && stored.at >= asked.at);
    if answered {
        return Err(Error::DecidedBefore);
    }
    Ok(asked)
}

/// What the session is worth that a request mends.
fn worth(record: &Record, request: &Id) -> Option<u32> {
    let mut sessions = record.sessions.iter();
    let mended = sessions.find(|session| session.request.as_ref() == Some(request))?;
    Some(mended.minutes)
}

fn cause(cause: body::Cause) -> Cause {
    match cause {
        body::Cause::NoSignal => Cause::NoSignal,
        body::Cause::OrganiserError => Cause::OrganiserError,
        body::Cause::OwnFault => Cause::OwnFault,
        body::Cause::Other => Cause::Other,
    }
}
