//! The trust bundle: which keys may sign what, passed on by central under its own signature.

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use minicbor::{Decode, Encode};
use rules::{OrganisationTag, StationId};

use crate::{
    CentralCertificate, Error, Fingerprint, PublicKey, Signature, SignedBitmap, StatusBitmap,
    bitmap, cbor,
};

pub(crate) const CONTEXT: &str = "voltrust/v1";

/// Who may sign what, as central sees it. What a newer central adds is passed over.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct TrustBundle {
    /// Counts up; a lower one is never taken over a higher.
    #[n(0)]
    pub version: u64,
    /// When central made it, to the millisecond.
    #[cbor(n(1), with = "cbor::instant")]
    pub issued: Timestamp,
    /// When a newer one should be had; after that, trust is stale, not void.
    #[cbor(n(2), with = "cbor::instant")]
    pub next_update: Timestamp,
    /// The keys that sign cards.
    #[n(3)]
    pub issuers: Vec<TrustedIssuer>,
    /// The active stations.
    #[n(4)]
    pub stations: Vec<TrustedStation>,
    /// Stations that were lost or sent away. One that is still listed above makes its slips
    /// retired; one that is not is unknown.
    #[n(5)]
    pub revoked_stations: Vec<StationId>,
    /// The newest status bitmap of each organisation that has one.
    #[n(6)]
    pub bitmaps: Vec<BitmapDigest>,
}

/// A key that signs the cards of one organisation.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct TrustedIssuer {
    /// The key.
    #[n(0)]
    pub key: PublicKey,
    /// The organisation it signs for, and no other.
    #[n(1)]
    pub organisation: OrganisationTag,
    /// The first day on which it may issue.
    #[cbor(n(2), with = "cbor::day")]
    pub from: Date,
    /// The last day on which it may issue. Cards it issued before outlive it.
    #[cbor(n(3), with = "cbor::day")]
    pub until: Date,
    /// Withdrawn: all its cards are dead.
    #[n(4)]
    pub withdrawn: bool,
}

/// A station and what it may sign by itself.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct TrustedStation {
    /// The station.
    #[n(0)]
    pub station: StationId,
    /// Its key.
    #[n(1)]
    pub key: PublicKey,
    /// The organisation it works for.
    #[n(2)]
    pub organisation: OrganisationTag,
    /// The last day on which it may sign.
    #[cbor(n(3), with = "cbor::day")]
    pub until: Date,
    /// It may sign temporary slips.
    #[n(4)]
    pub slips: bool,
    /// It may sign certificates.
    #[n(5)]
    pub certificates: bool,
}

/// A status bitmap by its version and SHA-256.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct BitmapDigest {
    /// Whose cards.
    #[n(0)]
    pub organisation: OrganisationTag,
    /// Which version.
    #[n(1)]
    pub version: u64,
    /// The digest of that version.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub digest: [u8; 32],
}

impl TrustBundle {
    /// A bundle that trusts nobody yet; the next is due in seven days.
    pub fn new(version: u64, issued: Timestamp) -> Self {
        let week = (7 * 24).hours();
        Self {
            version,
            issued,
            next_update: issued.saturating_add(week).unwrap_or(Timestamp::MAX),
            issuers: Vec::new(),
            stations: Vec::new(),
            revoked_stations: Vec::new(),
            bitmaps: Vec::new(),
        }
    }

    /// Names this bitmap as its organisation's newest.
    pub fn name_bitmap(&mut self, bitmap: &StatusBitmap) {
        let organisation = bitmap.organisation();
        self.bitmaps
            .retain(|named| named.organisation != organisation);
        self.bitmaps.push(BitmapDigest {
            organisation,
            version: bitmap.version(),
            digest: bitmap.digest(),
        });
    }
}

/// A bundle with the chain that leads from the root to it, as it is sent and stored.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SignedBundle {
    #[n(0)]
    pub(crate) root: PublicKey,
    #[n(1)]
    pub(crate) central: CentralCertificate,
    #[cbor(n(2), with = "minicbor::bytes")]
    pub(crate) bundle: Vec<u8>,
    #[n(3)]
    pub(crate) signature: Signature,
}

impl SignedBundle {
    /// The bytes to send and store.
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::bytes(self)
    }

    /// Reads bytes that somebody sent; nothing is believed before [`SignedBundle::verify`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        cbor::whole("signed trust bundle", bytes)
    }

    /// The fingerprint of the root it claims, to be compared with the one of an enrolment code.
    pub fn root(&self) -> Fingerprint {
        Fingerprint::of(&self.root)
    }

    /// Walks the chain: the pinned root, the central key it certified, the bundle it signed on a
    /// day it was certified for, and a version not below `held`, the highest seen so far.
    /// The same version may come again.
    pub fn verify(&self, pinned: &Fingerprint, held: u64) -> Result<VerifiedBundle, Error> {
        if self.root() != *pinned {
            return Err(Error::OtherRoot);
        }
        if !self.central.is_signed_by(&self.root) {
            return Err(Error::Forged("central key"));
        }
        let central = self.central.key;
        if !central.verifies(CONTEXT, &self.bundle, &self.signature) {
            return Err(Error::Forged("trust bundle"));
        }
        let bundle: TrustBundle = cbor::whole("trust bundle", &self.bundle)?;
        let issued = bundle.issued.to_zoned(TimeZone::UTC).date();
        if !self.central.covers(issued) {
            return Err(Error::KeyOutOfDate);
        }
        not_older(held, bundle.version)?;
        Ok(VerifiedBundle { central, bundle })
    }
}

/// A bundle whose chain was walked.
#[derive(Debug, Clone)]
pub struct VerifiedBundle {
    central: PublicKey,
    bundle: TrustBundle,
}

impl VerifiedBundle {
    /// What it says.
    pub fn bundle(&self) -> &TrustBundle {
        &self.bundle
    }

    /// The central key that signed it.
    pub fn central(&self) -> &PublicKey {
        &self.central
    }

    /// The bitmap in this envelope, if central signed it and it is neither older than `held` nor
    /// than the one this bundle names, nor another of the same version.
    pub fn admit(&self, signed: &SignedBitmap, held: u64) -> Result<StatusBitmap, Error> {
        let holds = self
            .central
            .verifies(bitmap::CONTEXT, &signed.bitmap, &signed.signature);
        if !holds {
            return Err(Error::Forged("status bitmap"));
        }
        let bitmap: StatusBitmap = cbor::whole("status bitmap", &signed.bitmap)?;
        not_older(held, bitmap.version())?;
        let of_same = |named: &&BitmapDigest| named.organisation == bitmap.organisation();
        if let Some(named) = self.bundle.bitmaps.iter().find(of_same) {
            not_older(named.version, bitmap.version())?;
            if named.version == bitmap.version() && named.digest != bitmap.digest() {
                return Err(Error::OtherBitmap);
            }
        }
        Ok(bitmap)
    }
}

fn not_older(held: u64, offered: u64) -> Result<(), Error> {
    if offered < held {
        return Err(Error::RolledBack { held, offered });
    }
    Ok(())
}
