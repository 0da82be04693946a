//! The bodies of the registry: what each kind says, as integer-keyed CBOR maps. Frozen once released.
//!
//! A new field takes the next key and is optional; keys are never used again. Decoding passes over keys
//! that it does not know, and the fact keeps the bytes as they came.

use minicbor::{Decode, Encode};
use rules::{CardId, FactId, OrganisationId, ProjectId, StationId, VolunteerId};

use crate::row::{PersonRow, Table};
use crate::value::{Day, Millis, Minute, Place};
use crate::{Error, Hash, Kind};

/// What a scan was meant as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Direction {
    /// The rules decide (自动).
    #[n(0)]
    Auto,
    /// 签到.
    #[n(1)]
    In,
    /// 签退.
    #[n(2)]
    Out,
}

/// Who made a punch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum By {
    /// A staff member at a desk.
    #[n(0)]
    Staff,
    /// The volunteer's own device.
    #[n(1)]
    Own,
    /// A sign-in code.
    #[n(2)]
    Code,
}

/// By what a volunteer was known at a punch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum How {
    /// A signed card.
    #[n(0)]
    Card,
    /// A temporary slip.
    #[n(1)]
    Slip,
    /// A volunteer or identity number, typed or scanned.
    #[n(2)]
    Number,
    /// Found by name.
    #[n(3)]
    Name,
    /// A sign-in code or an hour code.
    #[n(4)]
    Code,
    /// Written down on paper first.
    #[n(5)]
    Paper,
}

/// How well a punch proves that this volunteer was there. A is the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Evidence {
    /// A signed card, scanned by staff, under present trust.
    #[n(0)]
    A,
    /// A temporary slip, or a card under a trust bundle older than seven days.
    #[n(1)]
    B,
    /// A number or a name, picked by staff.
    #[n(2)]
    C,
    /// Entered afterwards, or by the volunteer himself.
    #[n(3)]
    D,
}

/// A time that was stated, not read off a clock, and why.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Given {
    /// The stated instant.
    #[n(0)]
    pub at: Millis,
    /// Why it was stated: paper back-entry, a test.
    #[n(1)]
    pub why: String,
}

/// Why a scan named nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Attempted {
    /// No code could be read.
    #[n(0)]
    Unreadable,
    /// A good card of an organisation that is not served here.
    #[n(1)]
    Foreign,
    /// The signature does not hold.
    #[n(2)]
    Forged,
    /// Past its last day.
    #[n(3)]
    Expired,
    /// Retired or revoked.
    #[n(4)]
    Revoked,
    /// Not a card at all, or not in its only spelling.
    #[n(5)]
    NotACard,
    /// A number that nobody here has.
    #[n(6)]
    UnknownNumber,
    /// A card under a key that this station does not know.
    #[n(7)]
    UnknownIssuer,
}

/// Why a record is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Cause {
    /// No signal at the site.
    #[n(0)]
    NoSignal,
    /// The organiser's mistake.
    #[n(1)]
    OrganiserError,
    /// The volunteer's own.
    #[n(2)]
    OwnFault,
    /// Another.
    #[n(3)]
    Other,
}

/// What was decided on a requested record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Decision {
    /// 通过.
    #[n(0)]
    Approved,
    /// 拒绝.
    #[n(1)]
    Rejected,
}

/// How an objection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Resolution {
    /// The hours are cancelled.
    #[n(0)]
    Cancel,
    /// The hours stay.
    #[n(1)]
    Keep,
}

/// What became of one person at the end of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum SweepOutcome {
    /// Signed out by the sweep's own punch.
    #[n(0)]
    SignedOut,
    /// A supplementary record was requested.
    #[n(1)]
    Requested,
    /// Left open on purpose.
    #[n(2)]
    Left,
}

/// What central thinks of a fact that it keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Standing {
    /// Kept, in the log, counts as annulled.
    #[n(0)]
    Flagged,
    /// Kept in quarantine, not in the log.
    #[n(1)]
    Refused,
}

/// What was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Sheet {
    /// Volunteer cards.
    #[n(0)]
    Card,
    /// A temporary slip.
    #[n(1)]
    Slip,
    /// A certificate of hours.
    #[n(2)]
    Certificate,
    /// The sign-in sheet of a project.
    #[n(3)]
    Roster,
    /// The publicity sheet.
    #[n(4)]
    Publicity,
    /// The sheet of a day.
    #[n(5)]
    Day,
    /// Hour codes.
    #[n(6)]
    Codes,
}

/// Minutes of one sort on a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct MinutesByKind {
    /// By scans, or supplementary ones that count as credit.
    #[n(0)]
    pub credit: u32,
    /// Supplementary ones that count as honorary.
    #[n(1)]
    pub honorary: u32,
    /// Training.
    #[n(2)]
    pub training: u32,
}

/// One line of a sweep.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SweptPerson {
    /// Who.
    #[n(0)]
    pub volunteer: VolunteerId,
    /// What became of him.
    #[n(1)]
    pub outcome: SweepOutcome,
    /// Why.
    #[n(2)]
    pub reason: String,
}

macro_rules! bodies {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $key:literal $field:ident: $type:ty,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Encode, Decode)]
            #[cbor(map)]
            pub struct $name {
                $($(#[$field_doc])* #[n($key)] pub $field: $type,)*
            }

            impl From<$name> for Body {
                fn from(body: $name) -> Body {
                    Body::$name(body)
                }
            }
        )*

        /// What a fact says.
        #[derive(Debug, Clone, PartialEq)]
        #[expect(missing_docs, reason = "each variant is the struct of its name, documented there")]
        pub enum Body { $($name($name),)* }

        impl Body {
            /// The kind of fact that says this.
            pub fn kind(&self) -> Kind {
                match self { $(Body::$name(_) => Kind::$name,)* }
            }

            /// The deterministic bytes.
            pub fn encode(&self) -> Vec<u8> {
                let encoded = match self { $(Body::$name(body) => minicbor::to_vec(body),)* };
                encoded.expect("writing to memory cannot fail")
            }

            /// The body of a fact of this kind.
            ///
            /// # Errors
            /// [`Error::Malformed`] where a field is missing, of another type, or bytes are left over.
            pub fn decode(kind: Kind, bytes: &[u8]) -> Result<Body, Error> {
                let mut decoder = minicbor::Decoder::new(bytes);
                let body = match kind { $(Kind::$name => Body::$name(decoder.decode()?),)* };
                if decoder.position() == bytes.len() { Ok(body) } else { Err(Error::Malformed) }
            }
        }
    };
}

bodies! {
    /// One scan of one volunteer.
    Punch {
        /// Where he serves.
        0 project: ProjectId,
        /// Who.
        1 volunteer: VolunteerId,
        /// What it was meant as.
        2 direction: Direction,
        /// Who made it.
        3 by: By,
        /// By what the volunteer was known.
        4 how: How,
        /// The card or slip, where there was one.
        5 card: Option<CardId>,
        /// How well it proves presence.
        6 evidence: Evidence,
        /// The trust bundle under which a card was read.
        7 trust_version: Option<u64>,
        /// Where.
        8 location: Option<Place>,
        /// The time that counts, where it is not the clock's.
        9 given: Option<Given>,
    }
    /// A scan that named nobody. Never carries the text of something that is not ours.
    Attempt {
        /// Why nobody.
        0 what: Attempted,
        /// The project of the desk.
        1 project: Option<ProjectId>,
        /// The card, where its signature held.
        2 card: Option<CardId>,
        /// The time that counts, where it is not the clock's.
        3 given: Option<Given>,
    }
    /// A punch taken back.
    PunchAnnulled {
        /// The punch.
        0 punch: FactId,
        /// Why.
        1 reason: String,
    }
    /// A person compared with card and document.
    FaceChecked {
        /// Who was looked at.
        0 volunteer: VolunteerId,
        /// At whose desk.
        1 project: Option<ProjectId>,
        /// The time that counts, where it is not the clock's.
        2 given: Option<Given>,
    }
    /// On the list of a project.
    Admitted {
        /// The project.
        0 project: ProjectId,
        /// Who.
        1 volunteer: VolunteerId,
        /// The position (岗位).
        2 position: Option<String>,
        /// The team (团队).
        3 team: Option<String>,
        /// The time that counts, where it is not the clock's.
        4 given: Option<Given>,
    }
    /// Off the list of a project.
    Removed {
        /// The project.
        0 project: ProjectId,
        /// Who.
        1 volunteer: VolunteerId,
        /// Why.
        2 reason: String,
        /// The time that counts, where it is not the clock's.
        3 given: Option<Given>,
    }
    /// Self-made punches of a day confirmed.
    Confirmed {
        /// The project.
        0 project: ProjectId,
        /// Who.
        1 volunteer: VolunteerId,
        /// The service day.
        2 day: Day,
        /// The time that counts, where it is not the clock's.
        3 given: Option<Given>,
    }
    /// A person first seen at a desk.
    MemberProposed {
        /// What is known of him; the reference is drawn at the desk.
        0 person: PersonRow,
        /// Whether he agreed to being recorded (知情同意).
        1 consent: bool,
        /// The guardian's name, for a minor.
        2 guardian: Option<String>,
    }
    /// A wanted change of a row that central owns.
    ChangeProposed {
        /// Which table.
        0 table: Table,
        /// Which row.
        #[cbor(with = "minicbor::bytes")]
        1 row: Vec<u8>,
        /// The version it is based on; 0 for a row that is to be made.
        2 base: u64,
        /// The fields wanted: the row's own map, with the keys that change.
        #[cbor(with = "minicbor::bytes")]
        3 fields: Vec<u8>,
    }
    /// A missing record asked for.
    SupplementRequested {
        /// The project.
        0 project: ProjectId,
        /// For whom.
        1 volunteer: VolunteerId,
        /// The service day.
        2 day: Day,
        /// When he came, as a time of day.
        3 come: Option<Minute>,
        /// When he left, as a time of day.
        4 left: Option<Minute>,
        /// Why the record is missing.
        5 cause: Cause,
        /// In words.
        6 reason: String,
        /// Photographs, by their digests.
        7 evidence: Vec<Hash>,
        /// The time that counts, where it is not the clock's.
        8 given: Option<Given>,
    }
    /// The decision on a requested record.
    SupplementDecided {
        /// The request.
        0 request: FactId,
        /// What was decided.
        1 outcome: Decision,
        /// Why.
        2 reason: String,
        /// The time that counts, where it is not the clock's.
        3 given: Option<Given>,
    }
    /// An objection to a day's hours.
    DisputeRaised {
        /// The project.
        0 project: ProjectId,
        /// Whose hours.
        1 volunteer: VolunteerId,
        /// The service day.
        2 day: Day,
        /// What is objected.
        3 reason: String,
        /// The time that counts, where it is not the clock's.
        4 given: Option<Given>,
    }
    /// The answer to an objection.
    DisputeResolved {
        /// The objection.
        0 dispute: FactId,
        /// How it ended.
        1 outcome: Resolution,
        /// Why.
        2 reason: String,
        /// The time that counts, where it is not the clock's.
        3 given: Option<Given>,
    }
    /// A card made for a volunteer.
    CardIssued {
        /// For whom.
        0 volunteer: VolunteerId,
        /// The new card.
        1 card: CardId,
        /// One more than the card it replaces.
        2 revision: u8,
        /// Why.
        3 reason: String,
        /// The card's text, so that any desk can print it.
        4 text: String,
    }
    /// A card that is no longer good.
    CardRetired {
        /// Whose.
        0 volunteer: VolunteerId,
        /// Which.
        1 card: CardId,
        /// Its revision.
        2 revision: u8,
        /// Why.
        3 reason: String,
    }
    /// A temporary slip made for a volunteer.
    SlipIssued {
        /// For whom.
        0 volunteer: VolunteerId,
        /// The slip.
        1 card: CardId,
        /// Its last day.
        2 until: Day,
        /// Its text.
        3 text: String,
    }
    /// A pack of hour codes.
    CodesIssued {
        /// The project.
        0 project: ProjectId,
        /// The position.
        1 position: Option<String>,
        /// The pack.
        #[cbor(with = "minicbor::bytes")]
        2 pack: Vec<u8>,
        /// The key that its codes are made with.
        #[cbor(with = "minicbor::bytes")]
        3 key: Vec<u8>,
        /// How many codes.
        4 count: u16,
        /// What each is worth.
        5 minutes: u16,
        /// The service day that they count for.
        6 day: Day,
    }
    /// An hour code used.
    CodeRedeemed {
        /// The project.
        0 project: ProjectId,
        /// Who.
        1 volunteer: VolunteerId,
        /// The pack.
        #[cbor(with = "minicbor::bytes")]
        2 pack: Vec<u8>,
        /// The code's number in the pack.
        3 serial: u16,
        /// The time that counts, where it is not the clock's.
        4 given: Option<Given>,
    }
    /// Something printed.
    Printed {
        /// What.
        0 what: Sheet,
        /// For whom, where it is for people.
        1 volunteers: Vec<VolunteerId>,
        /// For which project, where it is for one.
        2 project: Option<ProjectId>,
        /// How many copies or codes.
        3 count: u32,
    }
    /// A certificate of hours made out.
    CertificateIssued {
        /// The number under its code.
        #[cbor(with = "minicbor::bytes")]
        0 certificate: Vec<u8>,
        /// For whom.
        1 volunteer: VolunteerId,
        /// The first day it speaks of.
        2 from: Day,
        /// The last.
        3 to: Day,
        /// The hours.
        4 minutes: MinutesByKind,
        /// Of what the paper says.
        5 content: Hash,
    }
    /// The open sessions of a day settled by hand.
    Swept {
        /// The project.
        0 project: ProjectId,
        /// The service day.
        1 day: Day,
        /// One line a person.
        2 people: Vec<SweptPerson>,
    }
    /// How far a station's clock was wrong.
    ClockCorrected {
        /// The station.
        0 station: StationId,
        /// The first fact that it covers.
        1 from: u64,
        /// The last.
        2 to: u64,
        /// What to add to its wall clock, in milliseconds.
        3 offset: i64,
    }
    /// The head of a chain under its author's signature.
    Checkpoint {
        /// The hash of the fact before this one.
        0 head: Hash,
        /// Ed25519 over `"yizhan-checkpoint/v1\0"`, the organisation, the chain, the sequence number and the head.
        #[cbor(with = "minicbor::bytes")]
        1 signature: Vec<u8>,
    }
    /// What central thinks of a fact that it keeps.
    Verdict {
        /// The fact.
        0 fact: FactId,
        /// Kept, or in quarantine.
        1 standing: Standing,
        /// Why.
        2 code: String,
    }
    /// Two volunteers are one person.
    Alias {
        /// The reference that goes on.
        0 volunteer: VolunteerId,
        /// The one that was found to be the same person.
        1 also: VolunteerId,
    }
    /// A whole row that central owns.
    Put {
        /// Which table.
        0 table: Table,
        /// One more than the version before.
        1 version: u64,
        /// The row's map.
        #[cbor(with = "minicbor::bytes")]
        2 row: Vec<u8>,
    }
    /// A row that is gone.
    Remove {
        /// Which table.
        0 table: Table,
        /// Which row.
        #[cbor(with = "minicbor::bytes")]
        1 row: Vec<u8>,
        /// One more than the version before.
        2 version: u64,
        /// Where it went, for a row that moves.
        3 moved_to: Option<OrganisationId>,
    }
}
