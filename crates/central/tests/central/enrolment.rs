//! Founding, joining and handing over.

use card::{SignedBundle, Trust};
use central::store::CodeFor;
use central::{Error, Store};
use protocol::body::Put;
use protocol::message::Reason;
use protocol::row::{CardRow, CardState, Table};
use protocol::{Body, Row};
use rules::{CardId, OrganisationId, OrganisationTag, VolunteerId};

use crate::support::*;

fn reason<M: std::fmt::Debug>(answered: Answered<M>) -> Reason {
    answered.unwrap_err().1.reason
}

#[tokio::test(flavor = "multi_thread")]
async fn a_founder_hands_its_rows_over_and_a_second_station_reads_them() {
    let central = TestCentral::start().await;
    let mut founder = central.station(1);
    let code = central.code(CodeFor::Whichever).await;
    let enrolled = founder.found(&code).await.unwrap();
    let identity = central.store.identity().await.unwrap();
    assert_eq!((enrolled.version, enrolled.hand_over), (1, true));
    assert_eq!(
        (enrolled.central, enrolled.server_epoch),
        (identity.central, identity.server_epoch)
    );
    assert_eq!(
        (enrolled.organisation, enrolled.staff),
        (ORGANISATION, ADMINISTRATOR)
    );
    assert_eq!(enrolled.field_key, FIELD_KEY);
    let root = card::PublicKey::from_bytes(&enrolled.root).unwrap();
    assert_eq!(card::Fingerprint::of(&root), identity.fingerprint);

    let rows = first_rows();
    let (one, two) = (rows[..3].to_vec(), rows[3..].to_vec());
    assert_eq!(founder.hand_over(one.clone(), false).await.unwrap().rows, 3);
    assert_eq!(
        founder.hand_over(one, false).await.unwrap().rows,
        3,
        "a part again"
    );
    assert_eq!(founder.hand_over(two.clone(), true).await.unwrap().rows, 8);
    assert_eq!(
        founder.hand_over(two, true).await.unwrap().rows,
        8,
        "the last part again"
    );

    let mut second = central.station(2);
    let code = central.code(CodeFor::Whichever).await;
    let joined = second.join(&code).await.unwrap();
    assert_eq!(
        (joined.hand_over, joined.staff, joined.field_key),
        (false, ADMINISTRATOR, FIELD_KEY)
    );
    let puts: Vec<Put> = bodies(&second.pull_all().await)
        .into_iter()
        .filter_map(|body| {
            if let Body::Put(put) = body {
                Some(put)
            } else {
                None
            }
        })
        .collect();
    assert_eq!(puts.len(), 8, "each row once");
    assert!(puts.iter().all(|put| put.version == 1));
    for row in first_rows() {
        assert!(
            puts.iter()
                .any(|put| put.table == row.table() && put.row == row.encode())
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bundle_leads_from_the_codes_fingerprint_to_issuers_and_stations() {
    let (central, _founder) = TestCentral::founded().await;
    let code = central.code(CodeFor::Whichever).await;
    let mut second = central.station(2);
    let trust = second.join(&code).await.unwrap().trust;
    let pinned = central.store.identity().await.unwrap().fingerprint;
    let verified = SignedBundle::from_bytes(&trust.bundle)
        .unwrap()
        .verify(&pinned, 0)
        .unwrap();
    let bundle = verified.bundle();
    assert_eq!(bundle.stations.len(), 2);
    assert_eq!(bundle.issuers.len(), 1);
    assert_eq!(bundle.issuers[0].organisation, TAG);

    let card = card_of(1, 4, 0);
    let text = card::sign(&card, &card::SecretKey::from_seed(ISSUER)).unwrap();
    let today = jiff::civil::date(2026, 3, 5);
    assert_eq!(card::parse(&text, &Trust::new(&verified), today), Ok(card));
}

pub fn card_of(volunteer: u8, index: u32, revision: u8) -> card::Card {
    card::Card {
        kind: card::CardKind::Card,
        card: CardId([index as u8; 8]),
        volunteer: VolunteerId([volunteer; 8]),
        organisation: TAG,
        index,
        issued: jiff::civil::date(2026, 3, 1),
        expires: jiff::civil::date(2029, 3, 1),
        revision,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn cards_handed_over_as_retired_are_retired_in_the_bitmap() {
    let central = TestCentral::start().await;
    let mut founder = central.station(1);
    let code = central.code(CodeFor::Founding).await;
    founder.found(&code).await.unwrap();
    let card = card_of(1, 9, 0);
    let text = card::sign(&card, &card::SecretKey::from_seed(ISSUER)).unwrap();
    let state = CardState::Retired;
    let row = CardRow {
        card: card.card,
        volunteer: card.volunteer,
        text: text.clone(),
        state,
    };
    let rows = first_rows().into_iter().chain([Row::from(row)]).collect();
    founder.hand_over(rows, true).await.unwrap();

    let code = central.code(CodeFor::Whichever).await;
    let update = central.station(2).join(&code).await.unwrap().trust;
    let pinned = central.store.identity().await.unwrap().fingerprint;
    let verified = SignedBundle::from_bytes(&update.bundle)
        .unwrap()
        .verify(&pinned, 0)
        .unwrap();
    let signed = card::SignedBitmap::from_bytes(&update.bitmaps[0]).unwrap();
    let mut trust = Trust::new(&verified);
    trust.take_status(verified.admit(&signed, 0).unwrap());
    let refused = card::parse(&text, &trust, jiff::civil::date(2026, 3, 5)).unwrap_err();
    assert_eq!(refused.refusal, card::Refusal::Retired);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_given_again_to_the_same_station_only() {
    let central = TestCentral::start().await;
    let code = central.code(CodeFor::Founding).await;
    let mut founder = central.station(1);
    let first = founder.found(&code).await.unwrap();
    let again = founder.found(&code).await.unwrap();
    assert_eq!(
        (again.organisation, again.hand_over),
        (first.organisation, true)
    );
    assert_eq!(
        reason(central.station(2).found(&code).await),
        Reason::CodeRefused
    );
    let mut thief = central.station(1);
    thief.key = ed25519_dalek::SigningKey::from_bytes(&[99; 32]);
    assert_eq!(reason(thief.found(&code).await), Reason::CodeRefused);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organisation_is_founded_once() {
    let central = TestCentral::start().await;
    let (one, two) = (
        central.code(CodeFor::Founding).await,
        central.code(CodeFor::Whichever).await,
    );
    central.station(1).found(&one).await.unwrap();

    let second = central.station(2);
    let mut other = founding();
    other.organisation = OrganisationId([0x0b; 16]);
    let request = second.enrol_request(&two, Some(other.clone()));
    assert_eq!(reason(second.enrol(&request).await), Reason::TagTaken);
    other.tag = OrganisationTag([8; 4]);
    let request = second.enrol_request(&two, Some(other));
    assert_eq!(reason(second.enrol(&request).await), Reason::AlreadyFounded);
    let third = central.store.issue_code(
        central::code::digest("X"),
        CodeFor::Founding,
        protocol::Millis(START + 1),
    );
    assert!(matches!(third.await, Err(Error::AlreadyInitialised)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_founds_or_joins_and_not_the_other() {
    let central = TestCentral::start().await;
    let code = central.code(CodeFor::Founding).await;
    assert_eq!(
        reason(central.station(2).join(&code).await),
        Reason::FoundingMismatch
    );
    let mut founder = central.station(1);
    founder.found(&code).await.unwrap();

    let code = central.code(CodeFor::Whichever).await;
    assert_eq!(
        reason(central.station(2).found(&code).await),
        Reason::FoundingMismatch
    );
    let early = central.station(2).join(&code).await.unwrap_err();
    assert_eq!(
        (early.0, early.1.reason),
        (503, Reason::Busy),
        "rows are still to come"
    );
    founder.hand_over(first_rows(), true).await.unwrap();
    central.station(2).join(&code).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_good_for_fifteen_minutes() {
    let central = TestCentral::start().await;
    let code = central.code(CodeFor::Founding).await;
    central.pass(15 * 60_000);
    assert_eq!(
        reason(central.station(1).found(&code).await),
        Reason::CodeRefused
    );
    let code = central.code(CodeFor::Founding).await;
    central.pass(15 * 60_000 - 1);
    central.station(1).found(&code).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn five_wrong_codes_lock_enrolment_for_a_minute() {
    let central = TestCentral::start().await;
    let code = central.code(CodeFor::Founding).await;
    for _ in 0..5 {
        assert_eq!(
            reason(central.station(1).found("AAAAAAAAAA").await),
            Reason::CodeRefused
        );
    }
    let locked = central.station(1).found(&code).await.unwrap_err();
    assert_eq!((locked.0, locked.1.reason), (429, Reason::TooManyTries));
    central.pass(59_999);
    assert_eq!(
        reason(central.station(1).found(&code).await),
        Reason::TooManyTries
    );
    central.pass(1);
    central.station(1).found(&code).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_station_without_a_common_version_or_a_key_is_refused() {
    let central = TestCentral::start().await;
    let code = central.code(CodeFor::Founding).await;
    let station = central.station(1);
    let mut request = station.enrol_request(&code, Some(founding()));
    (request.oldest, request.newest) = (2, 9);
    assert_eq!(reason(station.enrol(&request).await), Reason::Versions);
    let mut request = station.enrol_request(&code, Some(founding()));
    request.key = [0; 32];
    assert_eq!(reason(station.enrol(&request).await), Reason::Malformed);
    let mut early = founding();
    early.issuers[0].from = protocol::Day(0);
    let request = station.enrol_request(&code, Some(early));
    assert_eq!(reason(station.enrol(&request).await), Reason::Malformed);
    central.station(1).found(&code).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_founder_hands_over_and_only_until_the_last_part() {
    let (central, mut founder) = TestCentral::founded().await;
    let mut second = central.joined(2).await;
    let row = vec![Row::from(person_row(9, "0009"))];
    let theirs = second.hand_over(first_rows(), true).await;
    assert_eq!(
        reason(theirs),
        Reason::NotAllowed,
        "even what is there already"
    );
    assert_eq!(
        reason(founder.hand_over(row, false).await),
        Reason::NotAllowed
    );
    assert_eq!(founder.hand_over(first_rows(), true).await.unwrap().rows, 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organisation_without_its_row_or_administrator_does_not_become_ready() {
    let central = TestCentral::start().await;
    let code = central.code(CodeFor::Founding).await;
    let mut founder = central.station(1);
    founder.found(&code).await.unwrap();
    let without = |table: Table| {
        first_rows()
            .into_iter()
            .filter(move |row| row.table() != table)
            .collect::<Vec<_>>()
    };
    for table in [Table::Organisation, Table::Staff] {
        assert_eq!(
            reason(founder.hand_over(without(table), true).await),
            Reason::Malformed
        );
    }
    let mut other_tag = organisation_row();
    other_tag.tag = OrganisationTag([1; 4]);
    assert_eq!(
        reason(founder.hand_over(vec![other_tag.into()], false).await),
        Reason::Malformed
    );
    founder.punches(1);
    let run = founder.run();
    assert_eq!(reason(founder.push(&run).await), Reason::Busy, "not ready");
    assert_eq!(founder.hand_over(first_rows(), true).await.unwrap().rows, 8);
    assert_eq!(founder.push(&run).await.unwrap().high_water, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_station_is_refused_and_named_in_the_bundle() {
    let (central, mut founder) = TestCentral::founded().await;
    let mut second = central.joined(2).await;
    central
        .store
        .revoke(second.id, protocol::Millis(START))
        .await
        .unwrap();
    assert_eq!(reason(second.pull(0, 10).await), Reason::Revoked);
    let trust = founder.pull(0, 1).await.unwrap().trust.unwrap();
    let pinned = central.store.identity().await.unwrap().fingerprint;
    let verified = SignedBundle::from_bytes(&trust.bundle)
        .unwrap()
        .verify(&pinned, 0)
        .unwrap();
    assert_eq!(verified.bundle().revoked_stations, [second.id]);
    let code = central.code(CodeFor::Whichever).await;
    assert_eq!(reason(second.join(&code).await), Reason::Revoked);
}
