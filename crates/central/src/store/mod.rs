//! What central keeps, as its routes and commands see it. The one implementation that is here is SQLite;
//! nothing in the front speaks of it.

mod sqlite;

use std::future::Future;

use protocol::message::{Enrol, Enrolled, PackedRow, Pull, Pushed, TrustUpdate};
use protocol::{Fact, Hash, Millis};
use rules::{EpochId, FactId, OrganisationId, StationId};

use crate::Error;

pub use sqlite::SqliteStore;

/// Who this central is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// As an author of facts.
    pub central: StationId,
    /// Its present life.
    pub server_epoch: EpochId,
    /// The fingerprint of its root.
    pub fingerprint: card::Fingerprint,
}

/// A station that belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Station {
    /// Which.
    pub id: StationId,
    /// Whose log it follows and writes to.
    pub organisation: OrganisationId,
    /// Its public key, Ed25519.
    pub key: [u8; 32],
    /// Whether it was lost or sent away.
    pub revoked: bool,
}

/// What an enrolment code is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeFor {
    /// The first organisation of an empty central.
    Founding,
    /// A further station of this organisation.
    Joining(OrganisationId),
    /// Founding on an empty central; joining where there is exactly one organisation.
    Whichever,
}

/// A part of a log, without the asking station's own facts.
#[derive(Debug, Clone, PartialEq)]
pub struct Slice {
    /// Central's present life.
    pub server_epoch: EpochId,
    /// The facts with their positions, in order.
    pub facts: Vec<(u64, Fact)>,
    /// The position up to which the slice speaks.
    pub next: u64,
    /// The last position of the log.
    pub end: u64,
}

/// What a check of all chains found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verification {
    /// How many facts were checked, those in quarantine among them.
    pub facts: u64,
    /// Whether every one holds.
    pub valid: bool,
    /// The first that does not, in the order of the log.
    pub first_bad: Option<FactId>,
}

/// What central keeps. Every method is one transaction: done and durable, or not at all. `now` is the
/// time of receipt. Methods that write for a station take their scope from it.
pub trait Store: Clone + Send + Sync + 'static {
    /// Who this central is.
    fn identity(&self) -> impl Future<Output = Result<Identity, Error>> + Send;

    /// The station of this id; `None` for a stranger.
    fn station(&self, id: StationId)
    -> impl Future<Output = Result<Option<Station>, Error>> + Send;

    /// Uses up a request's counter and notes that the station was heard of.
    /// [`Error::Replayed`] for one that was used, or is more than 63 below the highest.
    fn count(
        &self,
        id: StationId,
        counter: u64,
        now: Millis,
    ) -> impl Future<Output = Result<(), Error>> + Send;

    /// Keeps the digest of an enrolment code until `expires`. [`Error::NoSuchOrganisation`],
    /// [`Error::WhichOrganisation`], and [`Error::AlreadyInitialised`] for a founding that was.
    fn issue_code(
        &self,
        digest: Hash,
        purpose: CodeFor,
        expires: Millis,
    ) -> impl Future<Output = Result<(), Error>> + Send;

    /// Enrols a station, and founds an organisation with it where code and request say so. The same
    /// request again, by the same station and key, is answered again. [`Error::Refused`] names why not.
    fn enrol(
        &self,
        digest: Hash,
        request: Enrol,
        version: u16,
        now: Millis,
    ) -> impl Future<Output = Result<Enrolled, Error>> + Send;

    /// Takes rows of a founding station as `put`s of central's; with `last` the organisation is ready.
    /// Answers how many rows there are. Rows that are there as they are change nothing.
    fn hand_over(
        &self,
        station: StationId,
        rows: Vec<PackedRow>,
        last: bool,
        now: Millis,
    ) -> impl Future<Output = Result<u64, Error>> + Send;

    /// Appends a station's facts. Everything that the answer calls taken is durable, and the same facts
    /// again are answered the same.
    fn append(
        &self,
        station: StationId,
        facts: Vec<Fact>,
        now: Millis,
    ) -> impl Future<Output = Result<Pushed, Error>> + Send;

    /// A page of the log that the station follows. Facts of the chain that it began last are left out:
    /// a station that was restored from a backup must therefore begin its new life with a push.
    fn page(
        &self,
        station: StationId,
        pull: Pull,
    ) -> impl Future<Output = Result<Slice, Error>> + Send;

    /// The trust bundle and its bitmaps where it is newer than version `held`; signed anew when a day old.
    fn trust(
        &self,
        held: u64,
        now: Millis,
    ) -> impl Future<Output = Result<Option<TrustUpdate>, Error>> + Send;

    /// Keeps bytes under their digest for the station's organisation.
    fn keep_blob(
        &self,
        station: StationId,
        digest: Hash,
        bytes: Vec<u8>,
    ) -> impl Future<Output = Result<(), Error>> + Send;

    /// The bytes of this digest, if the station's organisation has them.
    fn blob(
        &self,
        station: StationId,
        digest: Hash,
    ) -> impl Future<Output = Result<Option<Vec<u8>>, Error>> + Send;

    /// A station was lost or sent away: it is not served any more, and its slips are void.
    /// [`Error::NoSuchStation`].
    fn revoke(
        &self,
        station: StationId,
        now: Millis,
    ) -> impl Future<Output = Result<(), Error>> + Send;

    /// Begins a new life after a restore from a backup: stations push what they have again.
    fn begin_epoch(&self, now: Millis) -> impl Future<Output = Result<Identity, Error>> + Send;

    /// Recomputes every chain of every organisation and checks positions and signatures.
    fn verify(&self) -> impl Future<Output = Result<Verification, Error>> + Send;
}
