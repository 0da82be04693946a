//! A scan: from a text to a durable answer, in one transaction.

use jiff::Timestamp;
use protocol::Body;
use protocol::body::{self, Attempted, By, Direction, Evidence, Given, How};
use protocol::row::PersonRow;
use rules::{CardId, Code, ProjectId};
use rusqlite::Connection;

use crate::changes::Topic;
use crate::error::{Error, Noun, Result};
use crate::journal::{self, Author};
use crate::receipt::{Outcome, Person, Receipt, earlier_desk, judge};
use crate::seal::{self, Field};
use crate::settle::{self, Settling};
use crate::stamp::Stamp;
use crate::table::trust::Held;
use crate::table::{card as cards, organisation, person, project};
use crate::{Replica, members};

/// What was held up to the desk.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// A text: a card's, a volunteer number or an identity number. Taken to the letter.
    Text(String),
    /// A person whom a staff member picked from a list.
    Picked(rules::VolunteerId),
    /// A picture in which nothing could be read.
    Unreadable,
}

/// One scan at one desk.
#[derive(Debug, Clone, PartialEq)]
pub struct Scan {
    /// The project of the desk.
    pub project: ProjectId,
    /// What it is meant as.
    pub direction: Direction,
    /// What was held up.
    pub input: Input,
    /// The time that counts, where it is not the clock's.
    pub given: Option<Timestamp>,
}

impl Scan {
    /// A scan of the present moment, its direction left to the rules.
    pub fn now(project: ProjectId, input: Input) -> Scan {
        Scan {
            project,
            direction: Direction::Auto,
            input,
            given: None,
        }
    }

    fn given(&self) -> Option<Given> {
        self.given.map(|at| Given {
            at: at.into(),
            why: "back-entry".to_owned(),
        })
    }
}

/// Whom an input names, and by what.
struct Named {
    person: PersonRow,
    how: How,
    card: Option<CardId>,
    evidence: Evidence,
    trust_version: Option<u64>,
}

/// An input that names nobody.
struct Nobody {
    outcome: Outcome,
    code: Code,
    what: Attempted,
    card: Option<CardId>,
    person: Option<PersonRow>,
}

impl Nobody {
    fn unknown(what: Attempted) -> Nobody {
        Nobody {
            outcome: Outcome::Unknown,
            code: Code::Unknown,
            what,
            card: None,
            person: None,
        }
    }
}

impl Replica {
    /// Takes one scan: who is it, what do the rules say; writes the punch, or that somebody tried.
    ///
    /// Refusals are answers, not errors.
    ///
    /// # Errors
    /// [`crate::Error::Unknown`] for a project that is not here; those of the disk. Then nothing was recorded.
    pub fn scan(&self, scan: &Scan, stamp: Stamp) -> Result<Receipt> {
        let author = self.author()?;
        let trust = self.held_trust();
        self.write(&[Topic::Facts, Topic::Status, Topic::Outbox], |db| {
            self.require(db, protocol::Role::Scanner)?;
            let desk = Desk {
                db,
                author: &author,
                trust: trust.as_deref(),
                name: &self.station().name,
            };
            desk.take(self, scan, stamp)
        })
    }
}

/// What a scan is judged with, inside its transaction.
pub(crate) struct Desk<'a> {
    pub db: &'a Connection,
    pub author: &'a Author,
    pub trust: Option<&'a Held>,
    pub name: &'a str,
}

impl Desk<'_> {
    fn take(&self, replica: &Replica, scan: &Scan, stamp: Stamp) -> Result<Receipt> {
        project::by_id(self.db, scan.project)?;
        let settling = replica.settling(self.db)?;
        let at = scan.given.unwrap_or_else(|| stamp.timestamp());
        let named = match &scan.input {
            Input::Text(text) => self.name(replica, text, at, &settling)?,
            Input::Picked(volunteer) => match person::by_volunteer(self.db, *volunteer)? {
                Some(person) => Ok(by_hand(person, How::Name)),
                None => Err(Nobody::unknown(Attempted::UnknownNumber)),
            },
            Input::Unreadable => Err(Nobody {
                outcome: Outcome::Unreadable,
                code: Code::Unreadable,
                ..Nobody::unknown(Attempted::Unreadable)
            }),
        };
        match named {
            Ok(named) => self.punch(scan, stamp, at, named, &settling),
            Err(nobody) => self.attempt(scan, stamp, at, nobody),
        }
    }

    /// Whom a text names: a card by its signature, else a number by looking it up.
    fn name(
        &self,
        replica: &Replica,
        text: &str,
        at: Timestamp,
        settling: &Settling,
    ) -> Result<std::result::Result<Named, Nobody>> {
        if text.starts_with(card::PREFIX) {
            let today = settling.zone.to_datetime(at).date();
            return self.card(text, today, at);
        }
        if !looks_like_a_number(text) {
            return Ok(Err(Nobody {
                outcome: Outcome::RefusedCard,
                code: Code::Malformed,
                ..Nobody::unknown(Attempted::NotACard)
            }));
        }
        let mut found = person::by_number(self.db, text)?;
        if found.is_none()
            && let Some(key) = &replica.station().field_key
        {
            let number = text.to_ascii_uppercase();
            found = person::by_identity(self.db, &seal::index(key, Field::Identity, &number)?)?;
        }
        Ok(match found {
            Some(person)
                if person::belongs(self.db, self.author.organisation, person.volunteer)? =>
            {
                Ok(by_hand(person, How::Number))
            }
            _ => Err(Nobody::unknown(Attempted::UnknownNumber)),
        })
    }

    fn card(
        &self,
        text: &str,
        today: jiff::civil::Date,
        at: Timestamp,
    ) -> Result<std::result::Result<Named, Nobody>> {
        let Some(held) = self.trust else {
            return Ok(Err(refused_card(
                Code::UnknownIssuer,
                Attempted::UnknownIssuer,
            )));
        };
        let card = match card::parse(text, &held.trust, today) {
            Ok(card) => card,
            Err(refused) => {
                let (code, what) = why(refused.refusal);
                let person = match refused.card {
                    Some(card) => person::by_volunteer(self.db, card.volunteer)?,
                    None => None,
                };
                let card = refused.card.map(|card| card.card);
                return Ok(Err(Nobody {
                    card,
                    person,
                    ..refused_card(code, what)
                }));
            }
        };
        // A card may be retired here since the trust at hand was put together.
        let retired = cards::by_id(self.db, card.card)?
            .is_some_and(|stored| stored.state == protocol::row::CardState::Retired);
        let owner = person::canonical(self.db, card.volunteer)?;
        let person = person::by_volunteer(self.db, owner)?;
        if retired {
            let nobody = refused_card(Code::Retired, Attempted::Revoked);
            return Ok(Err(Nobody {
                card: Some(card.card),
                person,
                ..nobody
            }));
        }
        let Some(person) = person else {
            return Ok(Err(Nobody {
                card: Some(card.card),
                ..Nobody::unknown(Attempted::Foreign)
            }));
        };
        if !person::belongs(self.db, self.author.organisation, person.volunteer)? {
            return Ok(Err(Nobody {
                card: Some(card.card),
                ..Nobody::unknown(Attempted::Foreign)
            }));
        }
        let slip = card.kind == card::CardKind::Slip;
        let weaker = slip || held.is_stale(at);
        Ok(Ok(Named {
            person,
            how: if slip { How::Slip } else { How::Card },
            card: Some(card.card),
            evidence: if weaker { Evidence::B } else { Evidence::A },
            trust_version: Some(held.version()),
        }))
    }

    fn attempt(&self, scan: &Scan, stamp: Stamp, at: Timestamp, nobody: Nobody) -> Result<Receipt> {
        let body = body::Attempt {
            what: nobody.what,
            project: Some(scan.project),
            card: nobody.card,
            given: scan.given(),
        };
        let written = journal::append(self.db, self.author, stamp, &body.into())?;
        Ok(Receipt {
            fact: written.id,
            at,
            outcome: nobody.outcome,
            code: Some(nobody.code),
            judgement: None,
            taken_as: None,
            person: nobody
                .person
                .map(|person| self.person(person))
                .transpose()?,
            earlier_desk: None,
            desk: self.name.to_owned(),
            annulled: false,
        })
    }

    fn punch(
        &self,
        scan: &Scan,
        stamp: Stamp,
        at: Timestamp,
        named: Named,
        settling: &Settling,
    ) -> Result<Receipt> {
        let body = body::Punch {
            project: scan.project,
            volunteer: named.person.volunteer,
            direction: scan.direction,
            by: By::Staff,
            how: named.how,
            card: named.card,
            evidence: named.evidence,
            trust_version: named.trust_version,
            location: None,
            given: scan.given(),
        };
        self.write(body, stamp, at, named.person, settling)
    }

    /// Takes a punch once more, as of now, with what was held up the first time.
    pub(crate) fn again(
        &self,
        punch: body::Punch,
        stamp: Stamp,
        settling: &Settling,
    ) -> Result<Receipt> {
        let owner = person::canonical(self.db, punch.volunteer)?;
        let row = person::by_volunteer(self.db, owner)?.ok_or(Error::Unknown(Noun::Member))?;
        let body = body::Punch {
            volunteer: owner,
            given: None,
            ..punch
        };
        self.write(body, stamp, stamp.timestamp(), row, settling)
    }

    fn write(
        &self,
        body: body::Punch,
        stamp: Stamp,
        at: Timestamp,
        whose: PersonRow,
        settling: &Settling,
    ) -> Result<Receipt> {
        let volunteer = body.volunteer;
        let written = journal::append(self.db, self.author, stamp, &Body::from(body))?;
        let stored = settle::of_person(self.db, volunteer)?;
        settling.settle(self.db, volunteer)?;
        let judgement = judge(settling, &stored, written.id);
        Ok(Receipt {
            earlier_desk: earlier_desk(
                self.db,
                judgement.as_ref(),
                self.author.chain.station,
                self.name,
            )?,
            person: Some(self.person(whose)?),
            desk: self.name.to_owned(),
            ..Receipt::judged(written.id, at, judgement)
        })
    }

    fn person(&self, row: PersonRow) -> Result<Person> {
        let organisation = organisation::by_id(self.db, self.author.organisation)?;
        Ok(members::person(
            row,
            organisation.map(|row| row.name).unwrap_or_default(),
        ))
    }
}

fn by_hand(person: PersonRow, how: How) -> Named {
    Named {
        person,
        how,
        card: None,
        evidence: Evidence::C,
        trust_version: None,
    }
}

fn refused_card(code: Code, what: Attempted) -> Nobody {
    Nobody {
        outcome: Outcome::RefusedCard,
        code,
        ..Nobody::unknown(what)
    }
}

/// The catalogue's code of a card's refusal, and what the attempt is recorded as.
pub(crate) fn why(refusal: card::Refusal) -> (Code, Attempted) {
    match refusal {
        card::Refusal::Malformed => (Code::Malformed, Attempted::NotACard),
        card::Refusal::UnknownIssuer => (Code::UnknownIssuer, Attempted::UnknownIssuer),
        card::Refusal::Forged => (Code::Forged, Attempted::Forged),
        card::Refusal::Expired => (Code::Expired, Attempted::Expired),
        card::Refusal::Retired => (Code::Retired, Attempted::Revoked),
    }
}

/// Whether a text may be a volunteer or identity number at all: what is not is never looked up.
fn looks_like_a_number(text: &str) -> bool {
    (1..=24).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
