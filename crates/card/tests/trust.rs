//! The chain from the pinned root to a bundle and its bitmaps: every link is checked, nothing
//! goes back.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod founded;

use card::{
    Authority, CentralCertificate, Error, Fingerprint, SecretKey, SignedBitmap, SignedBundle,
    StandaloneKeys, StatusBitmap, Trust, TrustBundle, parse, sign,
};
use founded::{OURS, TERM, TODAY, bundle, good, keys, trust, verified};
use rules::OrganisationTag;

fn authority() -> Authority {
    keys().authority(TERM.0, TERM.1).unwrap()
}

fn signed(bundle: &TrustBundle) -> SignedBundle {
    authority().sign_bundle(bundle).unwrap()
}

fn bitmap(version: u64, retired: &[u32]) -> StatusBitmap {
    let mut bitmap = StatusBitmap::new(OURS, version);
    retired
        .iter()
        .for_each(|index| bitmap.retire(*index).unwrap());
    bitmap
}

#[test]
fn a_bundle_comes_through_signing_sending_and_reading_unchanged() {
    let mut sent = bundle();
    sent.revoked_stations.push(founded::STATION);
    sent.name_bitmap(&bitmap(3, &[1]));
    assert_eq!(verified(&sent).bundle(), &sent);
}

#[test]
fn the_same_bundle_and_keys_give_the_same_bytes() {
    assert_eq!(signed(&bundle()).to_bytes(), signed(&bundle()).to_bytes());
}

#[test]
fn another_root_is_refused() {
    let pinned = Fingerprint::of(&SecretKey::from_seed([0x77; 32]).public());
    let answer = signed(&bundle()).verify(&pinned, 0);
    assert!(matches!(answer, Err(Error::OtherRoot)), "{answer:?}");
}

#[test]
fn every_flipped_byte_of_a_signed_bundle_is_refused() {
    let good = signed(&bundle()).to_bytes();
    for at in 0..good.len() {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        let answer = SignedBundle::from_bytes(&bytes)
            .and_then(|bundle| bundle.verify(&keys().fingerprint(), 0));
        assert!(answer.is_err(), "byte {at}");
    }
}

#[test]
fn every_shortened_or_lengthened_bundle_is_refused() {
    let good = signed(&bundle()).to_bytes();
    for length in 0..good.len() {
        assert!(
            SignedBundle::from_bytes(&good[..length]).is_err(),
            "{length}"
        );
    }
    let longer = [&good[..], &[0]].concat();
    assert!(SignedBundle::from_bytes(&longer).is_err());
}

#[test]
fn a_central_key_that_the_root_did_not_certify_makes_no_authority() {
    let other = SecretKey::from_seed([0x66; 32]);
    let by_itself = CentralCertificate::sign(&other, other.public(), TERM).unwrap();
    let made = Authority::new(keys().root.public(), by_itself, other);
    assert!(matches!(made, Err(Error::Forged(_))));
    let of_another_key = authority().certificate().clone();
    let stolen = SecretKey::from_seed([0x66; 32]);
    let made = Authority::new(keys().root.public(), of_another_key, stolen);
    assert!(matches!(made, Err(Error::Forged(_))));
}

#[test]
fn a_bundle_from_outside_the_central_keys_dates_is_refused() {
    let late = TrustBundle {
        issued: "2027-01-01T00:00:00Z".parse().unwrap(),
        ..bundle()
    };
    let answer = signed(&late).verify(&keys().fingerprint(), 0);
    assert!(matches!(answer, Err(Error::KeyOutOfDate)), "{answer:?}");
}

#[test]
fn an_older_bundle_is_never_taken_over_a_newer() {
    let pinned = keys().fingerprint();
    let signed = signed(&bundle());
    assert!(signed.verify(&pinned, 4).is_ok());
    assert!(signed.verify(&pinned, 5).is_ok(), "the same one again");
    let answer = signed.verify(&pinned, 6);
    let expected = Error::RolledBack {
        held: 6,
        offered: 5,
    };
    assert_eq!(answer.unwrap_err().to_string(), expected.to_string());
}

#[test]
fn a_date_no_token_can_say_is_refused_before_it_is_signed() {
    let mut far = bundle();
    far.issuers[0].until = jiff::civil::date(2300, 1, 1);
    assert!(matches!(authority().sign_bundle(&far), Err(Error::Date(_))));
}

#[test]
fn a_bundle_without_our_issuer_trusts_none_of_our_cards() {
    let mut empty = bundle();
    empty.issuers.clear();
    let text = sign(&good(), &keys().issuer).unwrap();
    assert!(parse(&text, &trust(&bundle()), TODAY).is_ok());
    assert!(parse(&text, &trust(&empty), TODAY).is_err());
}

#[test]
fn a_signed_bitmap_comes_through_and_retires_its_cards() {
    let sent = authority().sign_bitmap(&bitmap(1, &[good().index]));
    let read = SignedBitmap::from_bytes(&sent.to_bytes()).unwrap();
    let held = verified(&bundle());
    let mut trust = Trust::new(&held);
    trust.take_status(held.admit(&read, 0).unwrap());
    let text = sign(&good(), &keys().issuer).unwrap();
    let refused = parse(&text, &trust, TODAY).unwrap_err();
    assert_eq!(refused.refusal.code(), "retired");
}

#[test]
fn a_bitmap_that_central_did_not_sign_is_refused() {
    let stranger = StandaloneKeys::from_seeds([5; 32], [6; 32], [7; 32]);
    let stranger = stranger.authority(TERM.0, TERM.1).unwrap();
    let foreign = stranger.sign_bitmap(&bitmap(9, &[]));
    let answer = verified(&bundle()).admit(&foreign, 0);
    assert!(matches!(answer, Err(Error::Forged(_))));
}

#[test]
fn a_bitmap_older_than_the_one_held_or_named_is_refused() {
    let newer = authority().sign_bitmap(&bitmap(3, &[]));
    let answer = verified(&bundle()).admit(&newer, 4);
    assert!(matches!(answer, Err(Error::RolledBack { .. })));
    let mut naming = bundle();
    naming.name_bitmap(&bitmap(4, &[]));
    let answer = verified(&naming).admit(&newer, 0);
    assert!(matches!(answer, Err(Error::RolledBack { .. })));
}

#[test]
fn of_one_version_only_the_named_bitmap_is_taken() {
    let mut naming = bundle();
    naming.name_bitmap(&bitmap(3, &[1]));
    let held = verified(&naming);
    let named = authority().sign_bitmap(&bitmap(3, &[1]));
    assert!(held.admit(&named, 0).is_ok());
    let other = authority().sign_bitmap(&bitmap(3, &[2]));
    assert!(matches!(held.admit(&other, 0), Err(Error::OtherBitmap)));
    let next = authority().sign_bitmap(&bitmap(4, &[1, 2]));
    assert!(held.admit(&next, 3).is_ok(), "a newer one may come first");
}

#[test]
fn status_never_goes_back() {
    let mut trust = trust(&bundle());
    trust.take_status(bitmap(2, &[good().index]));
    trust.take_status(bitmap(1, &[]));
    let text = sign(&good(), &keys().issuer).unwrap();
    assert!(parse(&text, &trust, TODAY).is_err());
    trust.take_status(bitmap(3, &[]));
    assert!(parse(&text, &trust, TODAY).is_ok());
}

#[test]
fn naming_a_bitmap_again_replaces_its_name() {
    let mut bundle = bundle();
    bundle.name_bitmap(&bitmap(1, &[]));
    bundle.name_bitmap(&StatusBitmap::new(OrganisationTag([8; 4]), 1));
    bundle.name_bitmap(&bitmap(2, &[]));
    let versions: Vec<u64> = bundle.bitmaps.iter().map(|named| named.version).collect();
    assert_eq!(versions, [1, 2]);
}

#[test]
fn standalone_keys_come_back_from_their_bytes() {
    let again = StandaloneKeys::from_bytes(&keys().to_bytes());
    assert_eq!(again.fingerprint(), keys().fingerprint());
    assert_eq!(again.central.public(), keys().central.public());
    assert_eq!(again.issuer.public(), keys().issuer.public());
}
