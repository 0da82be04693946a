//! Pages of a log.

use protocol::body::{Alias, Checkpoint};
use protocol::message::{BATCH, Page, Pull, Reason, path};
use protocol::{Body, Fact};
use rules::OrganisationId;

use crate::support::*;

#[tokio::test(flavor = "multi_thread")]
async fn pages_meet_without_a_gap_or_an_overlap() {
    let (central, mut station) = TestCentral::founded().await;
    station.punches(20);
    station.flush().await;
    let mut second = central.joined(2).await;
    let whole: Vec<Fact> = second.pull_all().await;
    assert_eq!(whole.len(), 9 + 21);
    for size in [1, 7, 10, 29, 30, 31] {
        let (mut facts, mut after) = (Vec::new(), 0);
        while after < 30 {
            let page = second.pull(after, size).await.unwrap();
            let part = page.block.unpack().unwrap();
            assert!(part.len() <= size as usize && page.next > after);
            assert_eq!(page.positions.len(), part.len());
            assert_eq!((page.positions[0], page.end), (after + 1, 30));
            facts.extend(part);
            after = page.next;
        }
        assert_eq!(facts, whole, "pages of {size}");
    }
    let end = second.pull(30, 10).await.unwrap();
    assert_eq!((end.next, end.end, end.block.len()), (30, 30, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_asking_stations_own_facts_are_left_out_and_passed_over() {
    let (central, mut station) = TestCentral::founded().await;
    let mut second = central.joined(2).await;
    for _ in 0..3 {
        station.punches(2);
        station.flush().await;
        second.punches(1);
        second.flush().await;
    }
    let end = 9 + 3 * 5;
    let page = station.pull(0, 5_000).await.unwrap();
    let facts = page.block.unpack().unwrap();
    assert!(facts.iter().all(|fact| fact.chain.station != station.id));
    assert_eq!(
        facts
            .iter()
            .filter(|fact| fact.chain.station == second.id)
            .count(),
        6
    );
    assert_eq!((page.next, page.end), (end, end));
    // A page that is full ends at its last fact; the station's own after it are passed over by the next.
    let page = station.pull(9, 4).await.unwrap();
    assert_eq!(
        (page.positions.clone(), page.next),
        (vec![13, 14, 18, 19], 19)
    );
    let page = station.pull(19, 4).await.unwrap();
    assert_eq!((page.positions, page.next), (vec![23, 24], end));
    station.punches(3);
    station.flush().await;
    let page = station.pull(19, 4).await.unwrap();
    assert_eq!(
        (page.positions, page.next),
        (vec![23, 24], end + 4),
        "passed over at once"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn facts_of_a_former_life_come_back_to_a_station_that_began_a_new_one() {
    let (_central, mut station) = TestCentral::founded().await;
    station.punches(2);
    station.flush().await;
    assert_eq!(station.pull_all().await.len(), 9);
    station.reborn(rules::EpochId([0x66; 16]));
    station.flush().await;
    let facts = station.pull_all().await;
    let own: Vec<&Fact> = facts
        .iter()
        .filter(|fact| fact.chain.station == station.id)
        .collect();
    assert_eq!(own.len(), 3, "two punches and their checkpoint");
    assert!(own.iter().all(|fact| fact.chain.epoch != station.epoch));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_life_of_central_begins_at_position_zero() {
    let (central, mut station) = TestCentral::founded().await;
    let mut second = central.joined(2).await;
    station.punches(2);
    station.flush().await;
    let old = second.server_epoch().await;
    let identity = central::Store::begin_epoch(&central.store, protocol::Millis(START))
        .await
        .unwrap();
    assert_ne!(identity.server_epoch, old);
    let pull = |server_epoch| Pull {
        organisation: ORGANISATION,
        server_epoch,
        after: 12,
        limit: 5_000,
        bundle: 0,
    };
    let page: Page = second.ask(path::PULL, &pull(Some(old))).await.unwrap();
    assert_eq!(
        (page.server_epoch, page.positions[0]),
        (identity.server_epoch, 1)
    );
    let page: Page = second
        .ask(path::PULL, &pull(Some(identity.server_epoch)))
        .await
        .unwrap();
    assert_eq!(page.block.len(), 0);
    // Central goes on in a chain of its new life, and what was there still holds.
    station.wall += 48 * 3_600_000;
    station.punches(1);
    station.flush().await;
    let facts = second.pull_all().await;
    let own = facts
        .iter()
        .filter(|fact| fact.chain.epoch == identity.server_epoch);
    assert_eq!(own.map(|fact| fact.seq).collect::<Vec<_>>(), [1, 2]);
    assert!(central::Store::verify(&central.store).await.unwrap().valid);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_holds_a_batch_at_most() {
    let (central, mut station) = TestCentral::founded().await;
    for _ in 0..2 {
        station.punches(BATCH / 2 + 10);
        station.flush().await;
    }
    let mut second = central.joined(2).await;
    let page = second.pull(0, u32::MAX).await.unwrap();
    assert_eq!((page.block.len(), page.next), (BATCH, BATCH as u64));
    assert_eq!(second.pull_all().await.len(), 9 + 2 * (BATCH / 2 + 11));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_large_facts_are_short() {
    let (central, mut station) = TestCentral::founded().await;
    for _ in 0..3 {
        for _ in 0..20 {
            station.write_raw(900, vec![0; 200 << 10]);
        }
        station.flush().await;
    }
    let mut second = central.joined(2).await;
    let page = second.pull(0, 5_000).await.unwrap();
    assert!((50..53).contains(&page.block.len()), "{}", page.block.len());
    assert_eq!(second.pull_all().await.len(), 9 + 63);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_is_not_another_organisations_to_read() {
    let (_central, mut station) = TestCentral::founded().await;
    let organisation = OrganisationId([0x0b; 16]);
    let pull = Pull {
        organisation,
        server_epoch: None,
        after: 0,
        limit: 10,
        bundle: 0,
    };
    let answered = station.ask::<Page>(path::PULL, &pull).await;
    assert_eq!(answered.unwrap_err().1.reason, Reason::NotAllowed);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bundle_comes_when_it_is_newer_and_is_renewed_each_day() {
    let (central, mut station) = TestCentral::founded().await;
    let pull = |bundle| Pull {
        organisation: ORGANISATION,
        server_epoch: None,
        after: 0,
        limit: 1,
        bundle,
    };
    let page: Page = station.ask(path::PULL, &pull(0)).await.unwrap();
    let pinned = central::Store::identity(&central.store)
        .await
        .unwrap()
        .fingerprint;
    let version = |page: &Page| {
        let bundle = &page.trust.as_ref().unwrap().bundle;
        let signed = card::SignedBundle::from_bytes(bundle).unwrap();
        signed.verify(&pinned, 0).unwrap().bundle().version
    };
    let first = version(&page);
    let page: Page = station.ask(path::PULL, &pull(first)).await.unwrap();
    assert_eq!(page.trust, None);
    central.pass(25 * 3_600_000);
    let page: Page = station.ask(path::PULL, &pull(first)).await.unwrap();
    assert!(version(&page) > first);
}

#[tokio::test(flavor = "multi_thread")]
async fn centrals_own_facts_hold_under_the_key_that_the_bundle_leads_to() {
    let (central, _founder) = TestCentral::founded().await;
    let mut second = central.joined(2).await;
    let page = second.pull(0, 5_000).await.unwrap();
    let pinned = central::Store::identity(&central.store)
        .await
        .unwrap()
        .fingerprint;
    let signed = card::SignedBundle::from_bytes(&page.trust.unwrap().bundle).unwrap();
    let verified = signed.verify(&pinned, 0).unwrap();
    let key = ed25519_dalek::VerifyingKey::from_bytes(verified.central().as_bytes()).unwrap();
    let facts = page.block.unpack().unwrap();
    let last = facts.last().unwrap();
    let Some(Body::Checkpoint(checkpoint)) = last.decoded().unwrap() else {
        panic!("a checkpoint comes last")
    };
    let checkpoint: Checkpoint = checkpoint;
    assert!(checkpoint.holds(last, &key));
    let alias = Alias {
        volunteer: rules::VolunteerId([1; 8]),
        also: rules::VolunteerId([2; 8]),
    };
    let other = Fact {
        body: Body::from(alias).encode(),
        ..last.clone()
    };
    assert_ne!(other.hash(), last.hash());
}
