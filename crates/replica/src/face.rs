//! Face checks (面验): who was compared with his document, and the scan that waited for it.

use jiff::Timestamp;
use protocol::Body;
use protocol::body::{FaceChecked, Given, Punch, PunchAnnulled};
use rules::{Code, FactId, VolunteerId};
use rusqlite::Connection;

use crate::cards::by_number;
use crate::changes::Topic;
use crate::error::{Error, Noun, Result};
use crate::journal;
use crate::receipt::{self, Person, Receipt};
use crate::scan::Desk;
use crate::seal::{self, Field};
use crate::settle::{self, Settling};
use crate::stamp::Stamp;
use crate::table::{fact, person};
use crate::{Replica, members};

/// What a staff member compares with the person in front of him.
#[derive(Debug, Clone, PartialEq)]
pub struct FaceQuestion {
    /// Who should be standing there.
    pub person: Person,
    /// The number of his document, masked; none where it is not known here.
    pub identity: Option<String>,
    /// Whether there is a photograph to compare with; without one only the document can be looked at.
    pub has_photo: bool,
    /// When somebody compared him, at another desk meanwhile.
    pub checked_at: Option<Timestamp>,
}

/// Why a punch is taken back that someone else's card was held up for.
const NOT_THE_PERSON: &str = "不是本人";

impl Replica {
    /// Notes that the actor compared a person with his document (面验).
    ///
    /// # Errors
    /// [`Error::Unknown`] for a number that nobody here has.
    pub fn face_check(&self, number: &str, at: Option<Timestamp>, stamp: Stamp) -> Result<FactId> {
        let author = self.author()?;
        self.write(&[Topic::Facts, Topic::Status, Topic::Outbox], |db| {
            self.require(db, protocol::Role::Scanner)?;
            let body = FaceChecked {
                volunteer: by_number(db, number)?.volunteer,
                project: None,
                given: at.map(|at| Given {
                    at: at.into(),
                    why: "back-entry".to_owned(),
                }),
            };
            let written = journal::append(db, &author, stamp, &body.into())?;
            journal::settle_touched(db, author.organisation, std::slice::from_ref(&written))?;
            Ok(written.id)
        })
    }

    /// What is to be compared before a scan can count that was refused for want of a face check.
    ///
    /// # Errors
    /// [`Error::Unknown`] where it is no such scan.
    pub fn face_question(&self, refused: FactId) -> Result<FaceQuestion> {
        let organisation = self.station().serves()?;
        self.read(|db| {
            let (_, owner) = waiting(db, &*self.settling(db)?, refused)?;
            let row = person::by_volunteer(db, owner)?.ok_or(Error::Unknown(Noun::Member))?;
            let opened = match (&row.identity, &self.station().field_key) {
                (Some(sealed), Some(key)) => {
                    Some(seal::open(key, row.volunteer, Field::Identity, sealed)?)
                }
                _ => None,
            };
            let name = crate::table::organisation::by_id(db, organisation)?;
            Ok(FaceQuestion {
                identity: opened.map(|number| rules::identity::mask_number(&number)),
                has_photo: row.photo.is_some(),
                checked_at: checked_at(db, owner)?,
                person: members::person(row, name.map(|row| row.name).unwrap_or_default()),
            })
        })
    }

    /// The person is who the card says: notes the face check and takes the scan that waited for it once more, as
    /// of now. Both or neither. One who was checked meanwhile is not checked twice.
    ///
    /// # Errors
    /// [`Error::Unknown`] where it is no scan that waits for a face check; those of the disk.
    pub fn face_check_and_scan(&self, refused: FactId, stamp: Stamp) -> Result<Receipt> {
        let author = self.author()?;
        let trust = self.held_trust();
        self.write(&[Topic::Facts, Topic::Status, Topic::Outbox], |db| {
            self.require(db, protocol::Role::Scanner)?;
            let settling = self.settling(db)?;
            let (punch, owner) = waiting(db, &settling, refused)?;
            if checked_at(db, owner)?.is_none_or(|at| at > stamp.timestamp()) {
                let body = FaceChecked {
                    volunteer: owner,
                    project: Some(punch.project),
                    given: None,
                };
                journal::append(db, &author, stamp, &body.into())?;
            }
            // On a clock that was set back the check is not later than the scan that waited: that one counts.
            if waiting(db, &settling, refused).is_err() {
                settling.settle(db, owner)?;
                let stored = fact::by_id(db, refused)?.ok_or(Error::Unknown(Noun::Fact))?;
                return self.receipt(db, &settling, &stored);
            }
            let desk = Desk {
                db,
                author: &author,
                trust: trust.as_deref(),
                name: &self.station().name,
            };
            // The check is not later than this punch: it has the same clocks.
            desk.again(punch, stamp.next(), &settling)
        })
    }

    /// Someone else stands there: the refused scan is taken back with that reason, so that it can never count.
    /// Where the actor may not take it back any more it stays refused. Answers with it as it stands now.
    ///
    /// # Errors
    /// [`Error::Unknown`] where it is no scan that waits for a face check.
    pub fn not_the_person(&self, refused: FactId, stamp: Stamp) -> Result<Receipt> {
        let author = self.author()?;
        self.write(&[Topic::Facts, Topic::Status, Topic::Outbox], |db| {
            self.require(db, protocol::Role::Scanner)?;
            let punch = fact::by_id(db, refused)?.ok_or(Error::Unknown(Noun::Fact))?;
            if fact::is_annulled(db, refused)? {
                return Ok(());
            }
            waiting(db, &*self.settling(db)?, refused)?;
            match self.may_take_back(db, &punch, stamp) {
                Err(Error::TooLateToUndo) => return Ok(()),
                other => other?,
            }
            let body = PunchAnnulled {
                punch: refused,
                reason: NOT_THE_PERSON.to_owned(),
            };
            let written = journal::append(db, &author, stamp, &body.into())?;
            journal::settle_touched(db, author.organisation, std::slice::from_ref(&written))
        })?;
        self.receipt_of(refused)
    }
}

/// The punch of this id and whose it is, where the rules refuse it for want of a face check.
fn waiting(db: &Connection, settling: &Settling, id: FactId) -> Result<(Punch, VolunteerId)> {
    let stored = fact::by_id(db, id)?.ok_or(Error::Unknown(Noun::Fact))?;
    let Ok(Some(Body::Punch(punch))) = stored.fact.decoded() else {
        return Err(Error::Unknown(Noun::Fact));
    };
    let owner = person::canonical(db, punch.volunteer)?;
    let judgement = receipt::judge(settling, &settle::of_person(db, owner)?, id);
    let refusal = judgement
        .as_ref()
        .and_then(|it| it.verdict.outcome.refusal());
    if refusal.map(|refusal| refusal.code) == Some(Code::FaceCheckRequired) {
        Ok((punch, owner))
    } else {
        Err(Error::Unknown(Noun::Fact))
    }
}

/// When this volunteer was first compared with his document.
fn checked_at(db: &Connection, volunteer: VolunteerId) -> Result<Option<Timestamp>> {
    let stored = settle::of_person(db, volunteer)?;
    let checks = stored.iter().filter(|one| {
        one.flag.is_none() && one.fact.known_kind() == Some(protocol::Kind::FaceChecked)
    });
    Ok(checks
        .map(|one| one.at)
        .min()
        .and_then(|at| Timestamp::from_millisecond(at).ok()))
}
