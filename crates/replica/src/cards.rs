//! Cards: reading one without a desk, handing its text out, replacing it, what is printed on it.

use card::{Card, CardKind, SecretKey};
use jiff::ToSpan;
use jiff::civil::Date;
use protocol::body::{CardIssued, CardRetired, Printed, Sheet};
use protocol::row::{CardState, PersonRow, Sex};
use rules::{CardId, Code, FactId, VolunteerId};
use rusqlite::Connection;

use crate::Replica;
use crate::changes::Topic;
use crate::error::{Error, Noun, Result};
use crate::journal;
use crate::keys::random;
use crate::members;
use crate::receipt::Person;
use crate::stamp::Stamp;
use crate::table::card::{self as table, StoredCard};
use crate::table::station::Station;
use crate::table::{organisation, person, photograph};

/// How long a card is good for, in years.
const YEARS: i8 = 3;

/// What a text is, as far as this station can tell.
#[derive(Debug, Clone, PartialEq)]
pub struct CardCheck {
    /// Why it is not a good card; `None` for one that is.
    pub code: Option<Code>,
    /// Whose it is, where that is certain and he is known here.
    pub person: Option<Person>,
    /// Its last day, where its signature holds.
    pub expires: Option<Date>,
}

/// A card that was just made.
#[derive(Debug, Clone, PartialEq)]
pub struct IssuedCard {
    /// The fact.
    pub fact: FactId,
    /// One more than the card that it replaces.
    pub revision: u8,
    /// Its text.
    pub text: String,
}

/// Everything that is printed on a card.
#[derive(Debug, Clone, PartialEq)]
pub struct PrintableCard {
    /// Whose.
    pub person: Person,
    /// As in documents, in Chinese: paper is, whatever the language of messages.
    pub sex: &'static str,
    /// The city or place of registration.
    pub place: String,
    /// The portrait.
    pub photo: Option<Vec<u8>>,
    /// The text of the symbol.
    pub text: String,
    /// The day of issue.
    pub issued: Date,
    /// The last day.
    pub expires: Date,
    /// How anyone can check the card.
    pub verify_note: &'static str,
    /// Made up for a demonstration.
    pub demo: bool,
}

/// How anyone can check a card: stands on its back.
const VERIFY_NOTE: &str = "用“义站”扫描正面二维码即可查验真伪，无需联网。涂改、转借无效。";

/// The card in a text of our own rows and facts, its signature not asked: central and the issuer vouch for those.
pub(crate) fn unchecked(text: &str) -> Option<Card> {
    Card::unverified(text)
}

/// Signs a card for a volunteer.
pub(crate) fn sign(
    key: &SecretKey,
    volunteer: VolunteerId,
    tag: rules::OrganisationTag,
    index: u32,
    revision: u8,
    today: Date,
) -> Result<(Card, String)> {
    let card = Card {
        kind: CardKind::Card,
        card: CardId(random()?),
        volunteer,
        organisation: tag,
        index,
        issued: today,
        expires: today
            .checked_add(YEARS.years())
            .and_then(|date| date.yesterday())
            .unwrap_or(card::LAST_DAY),
        revision,
    };
    let text = card::sign(&card, key).map_err(|_| Error::NoIssuer)?;
    Ok((card, text))
}

/// The key with which this station signs cards of its organisation.
pub(crate) fn issuer(station: &Station) -> Result<&SecretKey> {
    station
        .own_keys
        .as_ref()
        .map(|keys| &keys.issuer)
        .ok_or(Error::NoIssuer)
}

/// The volunteer of this number.
pub(crate) fn by_number(db: &Connection, number: &str) -> Result<PersonRow> {
    person::by_number(db, number)?.ok_or(Error::Unknown(Noun::Member))
}

/// The name of the organisation at the top of the tree, which is the city's.
fn city(db: &Connection, of: rules::OrganisationId) -> Result<String> {
    let (mut at, mut name) = (Some(of), String::new());
    // The tree has five levels; the bound only guards against a ring.
    for _ in 0..8 {
        let Some(row) = at
            .map(|id| organisation::by_id(db, id))
            .transpose()?
            .flatten()
        else {
            break;
        };
        (at, name) = (row.parent, row.name);
    }
    Ok(name)
}

fn good(db: &Connection, volunteer: VolunteerId) -> Result<StoredCard> {
    let newest = table::newest(db, volunteer)?;
    newest
        .filter(|card| card.state == CardState::Valid)
        .ok_or(Error::NoCard)
}

impl Replica {
    /// Whether a text is a good card today.
    ///
    /// # Errors
    /// Those of the database.
    pub fn verify_card(&self, text: &str, today: Date) -> Result<CardCheck> {
        let Some(held) = self.held_trust() else {
            return Ok(CardCheck {
                code: Some(Code::UnknownIssuer),
                person: None,
                expires: None,
            });
        };
        let parsed = card::parse(text, &held.trust, today);
        self.read(|db| {
            let (code, card) = match parsed {
                Ok(card) => (None, Some(card)),
                Err(refused) => (Some(crate::scan::why(refused.refusal).0), refused.card),
            };
            let Some(card) = card else {
                return Ok(CardCheck {
                    code,
                    person: None,
                    expires: None,
                });
            };
            let retired = table::by_id(db, card.card)?
                .is_some_and(|stored| stored.state == CardState::Retired);
            let code = if retired && code.is_none() {
                Some(Code::Retired)
            } else {
                code
            };
            let owner = person::by_volunteer(db, person::canonical(db, card.volunteer)?)?;
            let person = owner.map(|row| self.person(db, row)).transpose()?;
            Ok(CardCheck {
                code,
                person,
                expires: Some(card.expires),
            })
        })
    }

    /// The text of a volunteer's card.
    ///
    /// # Errors
    /// [`Error::Unknown`] without such a member, [`Error::NoCard`] without a good card.
    pub fn card_text(&self, number: &str) -> Result<String> {
        self.read(|db| Ok(good(db, by_number(db, number)?.volunteer)?.text))
    }

    /// Retires a volunteer's card and makes a new one, of the next revision. Both or neither.
    ///
    /// # Errors
    /// [`Error::NoIssuer`] where this station signs no cards, [`Error::ReasonMissing`], [`Error::Unknown`].
    pub fn replace_card(&self, number: &str, reason: &str, stamp: Stamp) -> Result<IssuedCard> {
        if reason.trim().is_empty() {
            return Err(Error::ReasonMissing);
        }
        let (author, station) = (self.author()?, self.station());
        let key = issuer(&station)?;
        let issued = self.write(&[Topic::People, Topic::Status, Topic::Outbox], |db| {
            self.require(db, protocol::Role::Registrar)?;
            let owner = by_number(db, number)?;
            let organisation = organisation::by_id(db, author.organisation)?
                .ok_or(Error::Unknown(Noun::Organisation))?;
            let today = crate::settle::zone(&organisation.zone)
                .to_datetime(stamp.timestamp())
                .date();
            let newest = table::newest(db, owner.volunteer)?;
            if let Some(old) = newest.as_ref().filter(|old| old.state == CardState::Valid) {
                let body = CardRetired {
                    volunteer: owner.volunteer,
                    card: old.id,
                    revision: old.revision,
                    reason: reason.to_owned(),
                };
                journal::append(db, &author, stamp.next(), &body.into())?;
            }
            let revision = newest.map_or(Ok(0), |old| {
                old.revision.checked_add(1).ok_or(Error::NoIssuer)
            })?;
            let index = table::next_index(db)?;
            let (card, text) = sign(
                key,
                owner.volunteer,
                organisation.tag,
                index,
                revision,
                today,
            )?;
            let body = CardIssued {
                volunteer: owner.volunteer,
                card: card.card,
                revision,
                reason: reason.to_owned(),
                text: text.clone(),
            };
            let written = journal::append(db, &author, stamp, &body.into())?;
            Ok(IssuedCard {
                fact: written.id,
                revision,
                text,
            })
        })?;
        self.refresh()?;
        Ok(issued)
    }

    /// What is printed on the cards of these volunteers, in their order; an error in the place of one who has none.
    ///
    /// # Errors
    /// Those of the database.
    pub fn printable_cards(&self, numbers: &[String]) -> Result<Vec<Result<PrintableCard>>> {
        self.read(|db| {
            Ok(numbers
                .iter()
                .map(|number| self.printable(db, number))
                .collect())
        })
    }

    fn printable(&self, db: &Connection, number: &str) -> Result<PrintableCard> {
        let owner = by_number(db, number)?;
        let card = good(db, owner.volunteer)?;
        let demo = organisation::by_id(db, self.station().serves()?)?.is_some_and(|row| row.demo);
        let photo = owner
            .photo
            .map(|digest| photograph::by_digest(db, digest))
            .transpose()?
            .flatten();
        Ok(PrintableCard {
            sex: match owner.sex {
                Sex::Male => "男",
                Sex::Female => "女",
                Sex::Unknown => "—",
            },
            verify_note: VERIFY_NOTE,
            place: crate::place::of(&owner.region, &city(db, self.station().serves()?)?),
            photo,
            text: card.text,
            issued: card.issued.date().ok_or(Error::Damaged)?,
            expires: card.expires.date().ok_or(Error::Damaged)?,
            demo,
            person: self.person(db, owner)?,
        })
    }

    /// Notes that cards were printed.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a number that nobody has; those of the disk.
    pub fn record_printed_cards(&self, numbers: &[String], stamp: Stamp) -> Result<FactId> {
        let author = self.author()?;
        self.write(&[Topic::Status, Topic::Outbox], |db| {
            self.require(db, protocol::Role::Registrar)?;
            let volunteers: Vec<VolunteerId> = numbers
                .iter()
                .map(|number| Ok(by_number(db, number)?.volunteer))
                .collect::<Result<_>>()?;
            let count = volunteers.len() as u32;
            let body = Printed {
                what: Sheet::Card,
                volunteers,
                project: None,
                count,
            };
            Ok(journal::append(db, &author, stamp, &body.into())?.id)
        })
    }

    pub(crate) fn person(&self, db: &Connection, row: PersonRow) -> Result<Person> {
        let name = match self.station().organisation {
            Some(id) => organisation::by_id(db, id)?.map(|row| row.name),
            None => None,
        };
        Ok(members::person(row, name.unwrap_or_default()))
    }
}
