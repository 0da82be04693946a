//! What this machine believes: which keys may sign which cards, and which cards are retired.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use rules::{CardId, OrganisationTag};

use crate::{
    Card, CardKind, KeyHint, PublicKey, StatusBitmap, TrustedIssuer, TrustedStation, VerifiedBundle,
};

/// Everything [`crate::parse`] needs to know. Made from a bundle that was verified, and nothing
/// else, so there is no way to trust a key that the root did not lead to.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    signers: HashMap<KeyHint, Vec<Signer>>,
    status: HashMap<OrganisationTag, StatusBitmap>,
    retired: HashSet<CardId>,
}

impl Trust {
    /// The issuers and stations of this bundle; no card retired yet.
    pub fn new(verified: &VerifiedBundle) -> Self {
        let bundle = verified.bundle();
        let issuers = bundle.issuers.iter().map(Signer::issuer);
        let stations = bundle.stations.iter().filter(|station| station.slips);
        let stations = stations.map(|station| {
            let revoked = bundle.revoked_stations.contains(&station.station);
            Signer::station(station, revoked)
        });
        let mut trust = Self::default();
        for signer in issuers.chain(stations) {
            let hint = signer.key.hint();
            trust.signers.entry(hint).or_default().push(signer);
        }
        trust
    }

    /// Takes over an organisation's status bitmap, unless a newer one is held.
    pub fn take_status(&mut self, bitmap: StatusBitmap) {
        let held = self.status.get(&bitmap.organisation());
        if held.is_none_or(|held| held.version() <= bitmap.version()) {
            self.status.insert(bitmap.organisation(), bitmap);
        }
    }

    /// A card that this machine knows to be retired, whether or not a bitmap says so.
    pub fn retire(&mut self, card: CardId) {
        self.retired.insert(card);
    }

    pub(crate) fn signers(&self, hint: KeyHint) -> &[Signer] {
        self.signers.get(&hint).map_or(&[], Vec::as_slice)
    }

    /// A slip has no place in the bitmap; it is retired by its id alone.
    pub(crate) fn is_retired(&self, card: &Card) -> bool {
        let in_bitmap = match card.kind {
            CardKind::Card | CardKind::Live => self
                .status
                .get(&card.organisation)
                .is_some_and(|bitmap| bitmap.is_retired(card.index)),
            CardKind::Slip => false,
        };
        in_bitmap || self.retired.contains(&card.card)
    }
}

/// How a key stands towards a card it did sign; the greater, the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// Not its to sign.
    Stranger,
    /// It was, and the key has been withdrawn since.
    Withdrawn,
    /// Its to sign.
    Entitled,
}

/// A key that may sign for one organisation.
#[derive(Debug, Clone)]
pub(crate) struct Signer {
    pub(crate) key: PublicKey,
    organisation: OrganisationTag,
    office: Office,
    from: Date,
    until: Date,
    withdrawn: bool,
}

#[derive(Debug, Clone, Copy)]
enum Office {
    Issuer,
    Station,
}

impl Signer {
    fn issuer(issuer: &TrustedIssuer) -> Self {
        Self {
            key: issuer.key,
            organisation: issuer.organisation,
            office: Office::Issuer,
            from: issuer.from,
            until: issuer.until,
            withdrawn: issuer.withdrawn,
        }
    }

    fn station(station: &TrustedStation, revoked: bool) -> Self {
        Self {
            key: station.key,
            organisation: station.organisation,
            office: Office::Station,
            from: crate::FIRST_DAY,
            until: station.until,
            withdrawn: revoked,
        }
    }

    /// A key signs within its own dates; what it signed stays good after them.
    pub(crate) fn standing(&self, card: &Card) -> Standing {
        let in_office = matches!(
            (self.office, card.kind),
            (Office::Issuer, CardKind::Card | CardKind::Live) | (Office::Station, CardKind::Slip)
        );
        let in_term = (self.from..=self.until).contains(&card.issued);
        if !in_office || !in_term || self.organisation != card.organisation {
            Standing::Stranger
        } else if self.withdrawn {
            Standing::Withdrawn
        } else {
            Standing::Entitled
        }
    }
}
