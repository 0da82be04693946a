//! An organisation with its keys, and cards of it, for the tests of reading and of trust.

use card::{
    Card, CardKind, StandaloneKeys, Trust, TrustBundle, TrustedIssuer, TrustedStation,
    VerifiedBundle,
};
use jiff::{
    Timestamp,
    civil::{Date, date},
};
use rules::{CardId, OrganisationTag, StationId, VolunteerId};

pub const OURS: OrganisationTag = OrganisationTag([0, 0, 0, 7]);
pub const STATION: StationId = StationId([9; 16]);
pub const TODAY: Date = date(2026, 5, 4);
pub const TERM: (Date, Date) = (date(2026, 1, 1), date(2026, 12, 31));

/// Root, central and the issuer of our cards.
pub fn keys() -> StandaloneKeys {
    StandaloneKeys::from_seeds([1; 32], [2; 32], [3; 32])
}

/// The key of our one station.
pub fn station_key() -> card::SecretKey {
    card::SecretKey::from_seed([4; 32])
}

/// Our issuer and our station, and nobody else.
pub fn bundle() -> TrustBundle {
    let issued = "2026-05-01T00:00:00Z".parse::<Timestamp>().unwrap();
    let mut bundle = TrustBundle::new(5, issued);
    bundle.issuers.push(TrustedIssuer {
        key: keys().issuer.public(),
        organisation: OURS,
        from: TERM.0,
        until: TERM.1,
        withdrawn: false,
    });
    bundle.stations.push(TrustedStation {
        station: STATION,
        key: station_key().public(),
        organisation: OURS,
        until: TERM.1,
        slips: true,
        certificates: false,
    });
    bundle
}

/// The bundle as a station holds it: signed, sent, read and verified.
pub fn verified(bundle: &TrustBundle) -> VerifiedBundle {
    let authority = keys().authority(TERM.0, TERM.1).unwrap();
    let sent = authority.sign_bundle(bundle).unwrap().to_bytes();
    let read = card::SignedBundle::from_bytes(&sent).unwrap();
    read.verify(&keys().fingerprint(), 0).unwrap()
}

/// What a station believes that holds this bundle.
pub fn trust(bundle: &TrustBundle) -> Trust {
    Trust::new(&verified(bundle))
}

/// A good card of ours.
pub fn good() -> Card {
    Card {
        kind: CardKind::Card,
        card: CardId([0xc1; 8]),
        volunteer: VolunteerId([0xf0; 8]),
        organisation: OURS,
        index: 41,
        issued: date(2026, 3, 5),
        expires: date(2029, 3, 4),
        revision: 2,
    }
}
