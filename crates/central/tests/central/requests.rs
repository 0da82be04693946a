//! Requests as they stand on the wire: signatures, counters, times, sizes.

use protocol::message::{Blob, FetchBlob, Page, Pull, Reason, Refusal, path};
use protocol::{Hash, codec};

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::support::*;

fn pull() -> Vec<u8> {
    codec::pack(&Pull {
        organisation: ORGANISATION,
        server_epoch: None,
        after: 0,
        limit: 1,
        bundle: 0,
    })
}

fn refusal(reply: &Reply) -> (u16, Refusal) {
    read::<Page>(reply).unwrap_err()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_served_once() {
    let (_central, mut station) = TestCentral::founded().await;
    let body = pull();
    let headers = station.sign(path::PULL, &body);
    assert_eq!(
        post(station.address, path::PULL, &headers, &body)
            .await
            .status,
        200
    );
    let (status, again) = refusal(&post(station.address, path::PULL, &headers, &body).await);
    assert_eq!(
        (status, again.reason, again.counter),
        (409, Reason::Replayed, Some(station.counter))
    );
    // Requests may overtake one another.
    let ahead = station.sign_as(station.counter + 40, path::PULL, &body);
    assert_eq!(
        post(station.address, path::PULL, &ahead, &body)
            .await
            .status,
        200
    );
    let behind = station.sign_as(station.counter + 3, path::PULL, &body);
    assert_eq!(
        post(station.address, path::PULL, &behind, &body)
            .await
            .status,
        200
    );
    let (_, again) = refusal(&post(station.address, path::PULL, &behind, &body).await);
    assert_eq!(again.counter, Some(station.counter + 40));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_the_station_did_not_sign_is_refused_and_uses_no_counter() {
    let (central, mut station) = TestCentral::founded().await;
    let body = pull();
    let headers = station.sign(path::PULL, &body);
    let address = station.address;
    for (path, headers, body) in [
        (path::PUSH, headers.clone(), body.clone()),
        (path::PULL, headers.clone(), b"other".to_vec()),
        (path::PULL, headers[..3].to_vec(), body.clone()),
        (
            path::PULL,
            central.station(2).sign(path::PULL, &body),
            body.clone(),
        ),
    ] {
        let (status, refused) = refusal(&post(address, path, &headers, &body).await);
        assert_eq!((status, refused.reason), (401, Reason::NotSigned));
    }
    assert_eq!(post(address, path::PULL, &headers, &body).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_two_days_off_is_refused() {
    let (_central, mut station) = TestCentral::founded().await;
    let two_days = 48 * 3_600_000;
    for (time, status) in [
        (START + two_days, 200),
        (START - two_days, 200),
        (START + two_days + 1, 401),
        (START - two_days - 1, 401),
        (i64::MIN, 401),
    ] {
        station.time = time;
        let body = pull();
        let headers = station.sign(path::PULL, &body);
        let reply = post(station.address, path::PULL, &headers, &body).await;
        assert_eq!(reply.status, status, "{time}");
        if status == 401 {
            assert_eq!(refusal(&reply).1.reason, Reason::Clock);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_is_refused_folded_or_unfolded() {
    let (_central, mut station) = TestCentral::founded().await;
    let folded = vec![0; 5 << 10];
    let unfolded = codec::pack(&vec![0_u8; 1 << 20]);
    assert!(unfolded.len() < 4 << 10);
    for body in [folded, unfolded] {
        let headers = station.sign(path::PULL, &body);
        let (status, refused) = refusal(&post(station.address, path::PULL, &headers, &body).await);
        assert_eq!((status, refused.reason), (413, Reason::TooLarge));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn noise_is_answered_as_malformed() {
    let (_central, mut station) = TestCentral::founded().await;
    for body in [b"noise".to_vec(), codec::pack(&"text"), Vec::new()] {
        let headers = station.sign(path::PUSH, &body);
        let (status, refused) = refusal(&post(station.address, path::PUSH, &headers, &body).await);
        assert_eq!(
            (status, refused.reason, refused.incident),
            (400, Reason::Malformed, None)
        );
    }
    let reply = post(station.address, "/v1/nothing", &[], b"").await;
    assert_eq!(reply.status, 404);
    assert_eq!(refusal(&reply).1.reason, Reason::Malformed);
    assert!(
        reply
            .head
            .to_lowercase()
            .contains("content-type: application/cbor+zstd")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photograph_is_kept_under_its_digest_for_its_organisation() {
    let (central, mut station) = TestCentral::founded().await;
    let mut second = central.joined(2).await;
    let photograph = vec![0xd8; 70_000];
    let digest = Hash::of(&photograph);
    let fetch = FetchBlob {
        digest,
        bytes: None,
    };
    let keep = FetchBlob {
        digest,
        bytes: Some(photograph.clone()),
    };
    assert_eq!(
        second.ask::<Blob>(path::BLOB, &fetch).await.unwrap().bytes,
        None
    );
    for _ in 0..2 {
        assert_eq!(
            station.ask::<Blob>(path::BLOB, &keep).await.unwrap().bytes,
            None
        );
    }
    assert_eq!(
        second.ask::<Blob>(path::BLOB, &fetch).await.unwrap().bytes,
        Some(photograph)
    );

    let wrong = FetchBlob {
        digest: Hash::of(b"other"),
        ..keep
    };
    let refused = station.ask::<Blob>(path::BLOB, &wrong).await.unwrap_err();
    assert_eq!(refused.1.reason, Reason::Malformed);
    let large = vec![0; (2 << 20) + 1];
    let large = FetchBlob {
        digest: Hash::of(&large),
        bytes: Some(large),
    };
    let refused = station.ask::<Blob>(path::BLOB, &large).await.unwrap_err();
    assert_eq!((refused.0, refused.1.reason), (413, Reason::TooLarge));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_of_centrals_own_is_an_incident_without_words() {
    let (central, mut station) = TestCentral::founded().await;
    let database = rusqlite::Connection::open(central.file()).unwrap();
    database
        .execute_batch("alter table org_log rename to elsewhere")
        .unwrap();
    let (status, refused) = station.pull(0, 1).await.unwrap_err();
    assert_eq!((status, refused.reason), (500, Reason::Internal));
    assert!(
        refused
            .incident
            .is_some_and(|incident| incident.len() == 36)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_told_to_stop_ends_well() {
    let (central, mut station) = TestCentral::founded().await;
    station.punches(1);
    station.flush().await;
    central.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_heavy_requests_than_are_served_at_once_are_told_to_come_later() {
    let (_central, mut station) = TestCentral::founded().await;
    let mut held = Vec::new();
    for _ in 0..8 {
        let headers = station.sign(path::PUSH, b"never sent whole");
        let bytes = request_bytes(path::PUSH, &headers, b"never sent whole");
        let mut wire = TcpStream::connect(station.address).await.unwrap();
        wire.write_all(&bytes[..bytes.len() - 1]).await.unwrap();
        held.push(wire);
    }
    let mut later = None;
    for _ in 0..500 {
        station.punches(1);
        let run = station.clone().run();
        if let Err((status, refused)) = station.push(&run).await {
            later = Some((status, refused.reason));
            break;
        }
    }
    assert_eq!(later, Some((503, Reason::Busy)));
    let headers = station.sign(path::PUSH, b"");
    let reply = post(station.address, path::PUSH, &headers, b"").await;
    assert!(
        reply.head.to_lowercase().contains("retry-after: 5"),
        "{}",
        reply.head
    );
    assert_eq!(
        station.pull(0, 1).await.unwrap().positions,
        [1],
        "other routes are served"
    );
    drop(held);
    let mut served = false;
    for _ in 0..500 {
        served = served || station.push(&[]).await.is_ok();
    }
    assert!(served, "those who wait no longer make room");
}
