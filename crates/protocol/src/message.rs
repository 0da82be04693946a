//! What a station asks of central and what it is answered. Arrays grow only at their end, by optional fields.

use minicbor::{Decode, Encode};
use rules::{EpochId, OrganisationId, OrganisationTag, StaffId, StationId};

use crate::block::Block;
use crate::row::Table;

/// The versions of this protocol that this build speaks, oldest first.
pub const VERSIONS: std::ops::RangeInclusive<u16> = 1..=1;

/// The most facts in one push or page.
pub const BATCH: usize = 5_000;

/// The paths of central's resources for stations.
pub mod path {
    /// [`super::Enrol`] → [`super::Enrolled`]; not signed, the code stands for the right.
    pub const ENROL: &str = "/v1/enrol";
    /// [`super::HandOver`] → [`super::HandedOver`].
    pub const HAND_OVER: &str = "/v1/hand-over";
    /// [`super::Push`] → [`super::Pushed`].
    pub const PUSH: &str = "/v1/push";
    /// [`super::Pull`] → [`super::Page`].
    pub const PULL: &str = "/v1/pull";
    /// [`super::FetchBlob`] → [`super::Blob`].
    pub const BLOB: &str = "/v1/blob";
}

/// A station asks to belong to central.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct Enrol {
    /// The single-use code, as `enrol-code` printed it, without the fingerprint.
    #[n(0)]
    pub code: String,
    /// The station's own id, drawn by it.
    #[n(1)]
    pub station: StationId,
    /// Its new life.
    #[n(2)]
    pub epoch: EpochId,
    /// Its public key, Ed25519.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub key: [u8; 32],
    /// What people call it: 「2 号台」.
    #[n(4)]
    pub name: String,
    /// Oldest and newest version that it speaks.
    #[n(5)]
    pub oldest: u16,
    /// See `oldest`.
    #[n(6)]
    pub newest: u16,
    /// What a standalone station founds with it; none for one that joins.
    #[n(7)]
    pub founding: Option<Founding>,
}

/// An organisation that a standalone station brings to an empty central.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct Founding {
    /// The organisation that its people belong to.
    #[n(0)]
    pub organisation: OrganisationId,
    /// Its tag on cards.
    #[n(1)]
    pub tag: OrganisationTag,
    /// The public halves of the keys that signed its cards.
    #[n(2)]
    pub issuers: Vec<Issuer>,
    /// The administrator who founds it.
    #[n(3)]
    pub administrator: StaffId,
    /// The key under which its numbers are sealed, to be handed to its further stations.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub field_key: [u8; 32],
}

/// A key that signs cards.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct Issuer {
    /// Ed25519, public.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub key: [u8; 32],
    /// The first day on which it may sign.
    #[n(1)]
    pub from: crate::Day,
    /// The last.
    #[n(2)]
    pub until: crate::Day,
}

/// A station belongs.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct Enrolled {
    /// The version to speak.
    #[n(0)]
    pub version: u16,
    /// Central, as an author of facts.
    #[n(1)]
    pub central: StationId,
    /// Its present life.
    #[n(2)]
    pub server_epoch: EpochId,
    /// Whose log the station follows.
    #[n(3)]
    pub organisation: OrganisationId,
    /// The root's public key; its fingerprint stood in the code.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub root: [u8; 32],
    /// Whom to trust.
    #[n(5)]
    pub trust: TrustUpdate,
    /// In whose name the station acts at first.
    #[n(6)]
    pub staff: StaffId,
    /// The key under which the organisation's numbers are sealed.
    #[cbor(n(7), with = "minicbor::bytes")]
    pub field_key: [u8; 32],
    /// Whether central waits for this station's rows ([`path::HAND_OVER`]).
    #[n(8)]
    pub hand_over: bool,
}

/// Rows of a founding station, in parts. Sending a part again changes nothing.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct HandOver {
    /// The rows.
    #[n(0)]
    pub rows: Vec<PackedRow>,
    /// Whether these are the last: from now on rows are central's.
    #[n(1)]
    pub last: bool,
}

/// A row in a message.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct PackedRow {
    /// Of which table.
    #[n(0)]
    pub table: Table,
    /// Its map.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub row: Vec<u8>,
}

/// What became of a part.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct HandedOver {
    /// How many rows central has now.
    #[n(0)]
    pub rows: u64,
}

/// Facts of the station, in the order of its chain, ending with a checkpoint.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct Push {
    /// The facts.
    #[n(0)]
    pub block: Block,
}

/// What became of a push.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct Pushed {
    /// Central's present life; another than the station knows means: push everything again.
    #[n(0)]
    pub server_epoch: EpochId,
    /// The highest sequence number of the chain that central holds. Facts up to it are safe there.
    #[n(1)]
    pub high_water: u64,
    /// One answer a fact of the block, in its order.
    #[n(2)]
    pub verdicts: Vec<Taken>,
    /// Why nothing was taken, where nothing was.
    #[n(3)]
    pub stopped: Option<Stopped>,
}

/// What became of one fact.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub enum Taken {
    /// In the log at this position; also for one that central had already.
    #[n(0)]
    Accepted(#[n(0)] u64),
    /// In the log at this position, but it does not count: why.
    #[n(1)]
    Flagged(#[n(0)] u64, #[n(1)] String),
    /// Kept in quarantine: why.
    #[n(2)]
    Refused(#[n(0)] String),
}

/// Why a block was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Stopped {
    /// It does not go on where central's copy of the chain ends: start after `high_water`.
    #[n(0)]
    Gap,
    /// Central holds another fact of the same number: two machines live the same life. Begin a new one.
    #[n(1)]
    Forked,
    /// The checkpoint does not hold.
    #[n(2)]
    Unsigned,
}

/// A station asks for what it does not have.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct Pull {
    /// Whose log.
    #[n(0)]
    pub organisation: OrganisationId,
    /// Central's life that the position belongs to; none at first.
    #[n(1)]
    pub server_epoch: Option<EpochId>,
    /// The position up to which the station has the log.
    #[n(2)]
    pub after: u64,
    /// The most facts that it wants.
    #[n(3)]
    pub limit: u32,
    /// The version of the trust bundle that it has.
    #[n(4)]
    pub bundle: u64,
}

/// A page of a log. The asking station's own facts of its present life are left out: it has them.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct Page {
    /// Central's present life; another than the one asked with means: the position starts at 0 again.
    #[n(0)]
    pub server_epoch: EpochId,
    /// The facts, in the order of their positions.
    #[n(1)]
    pub block: Block,
    /// The position of each.
    #[n(2)]
    pub positions: Vec<u64>,
    /// The position up to which the page speaks.
    #[n(3)]
    pub next: u64,
    /// The last position of the log.
    #[n(4)]
    pub end: u64,
    /// A newer trust bundle than the one asked with.
    #[n(5)]
    pub trust: Option<TrustUpdate>,
}

/// The trust bundle and the status bitmaps that it names, each signed (`card::SignedBundle`, `card::SignedBitmap`).
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct TrustUpdate {
    /// The bundle.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub bundle: Vec<u8>,
    /// The bitmaps.
    #[n(1)]
    pub bitmaps: Vec<minicbor::bytes::ByteVec>,
}

/// A station asks for a photograph, or hands one over.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct FetchBlob {
    /// Its digest.
    #[n(0)]
    pub digest: crate::Hash,
    /// The bytes, where the station hands it over.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub bytes: Option<Vec<u8>>,
}

/// A photograph, where central has it.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct Blob {
    /// The bytes.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub bytes: Option<Vec<u8>>,
}

/// Why central does not answer what was asked. The body of every answer that is not 200.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct Refusal {
    /// What to act on.
    #[n(0)]
    pub reason: Reason,
    /// For [`Reason::Replayed`]: the highest counter that central has seen of the station.
    #[n(1)]
    pub counter: Option<u64>,
    /// Names the incident in central's log.
    #[n(2)]
    pub incident: Option<String>,
}

/// What a station can act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Reason {
    /// No such code, used, or too late.
    #[n(0)]
    CodeRefused,
    /// Too many wrong codes; later.
    #[n(1)]
    TooManyTries,
    /// The code founds, but the station brings nothing; or the other way round.
    #[n(2)]
    FoundingMismatch,
    /// An organisation is founded here already.
    #[n(3)]
    AlreadyFounded,
    /// The tag is taken; draw another.
    #[n(4)]
    TagTaken,
    /// No common version.
    #[n(5)]
    Versions,
    /// The request's signature does not hold, or the station is unknown.
    #[n(6)]
    NotSigned,
    /// The counter was used; go on above the given one.
    #[n(7)]
    Replayed,
    /// The request's time is too far from central's.
    #[n(8)]
    Clock,
    /// The station was revoked.
    #[n(9)]
    Revoked,
    /// Not this station's to see or write.
    #[n(10)]
    NotAllowed,
    /// Not a message.
    #[n(11)]
    Malformed,
    /// More than is taken at once.
    #[n(12)]
    TooLarge,
    /// Busy; later.
    #[n(13)]
    Busy,
    /// A fault of central's own.
    #[n(14)]
    Internal,
}
