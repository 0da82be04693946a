//! Many at once, and wires that are cut.

use std::collections::BTreeSet;

use protocol::message::{Push, Taken, path};
use protocol::{Block, codec};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::support::*;

#[tokio::test(flavor = "multi_thread")]
async fn eight_stations_at_once_get_positions_without_a_gap() {
    let (central, _founder) = TestCentral::founded().await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 2..10 {
        let mut station = central.joined(number).await;
        tasks.spawn(async move {
            let mut positions = Vec::new();
            for _ in 0..10 {
                station.punches(4);
                for taken in station.flush().await {
                    let Taken::Accepted(position) = taken else {
                        panic!("{taken:?}")
                    };
                    positions.push(position);
                }
            }
            assert!(positions.is_sorted(), "a station's facts keep their order");
            positions
        });
    }
    let positions: BTreeSet<u64> = tasks.join_all().await.into_iter().flatten().collect();
    let expected: BTreeSet<u64> = (10..10 + 8 * 10 * 5).collect();
    assert_eq!(positions, expected);
    assert!(central::Store::verify(&central.store).await.unwrap().valid);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wire_cut_before_the_answer_loses_and_doubles_nothing() {
    let (central, mut station) = TestCentral::founded().await;
    let mut sent = Vec::new();
    for round in 0..20_usize {
        station.punches(3);
        let run = station.run();
        sent.extend(run.iter().map(|fact| fact.id));
        let body = codec::pack(&Push {
            block: Block::pack(ORGANISATION, &run).unwrap(),
        });
        let headers = station.sign(path::PUSH, &body);
        let bytes = request_bytes(path::PUSH, &headers, &body);
        // The wire is cut somewhere in the request, or just after it.
        let until = if round % 2 == 0 {
            bytes.len()
        } else {
            bytes.len() * round / 20
        };
        let mut wire = TcpStream::connect(station.address).await.unwrap();
        wire.write_all(&bytes[..until]).await.unwrap();
        drop(wire);
        let pushed = station.push(&run).await.unwrap();
        assert_eq!((pushed.stopped, pushed.high_water), (None, station.seq));
    }
    let mut second = central.joined(2).await;
    let pulled = second.pull_all().await;
    let own = pulled
        .iter()
        .filter(|fact| fact.chain.station == station.id);
    assert_eq!(own.map(|fact| fact.id).collect::<Vec<_>>(), sent);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_station_pushing_one_run_many_times_at_once_has_it_once() {
    let (central, mut station) = TestCentral::founded().await;
    station.punches(50);
    let run = station.run();
    let mut tasks = tokio::task::JoinSet::new();
    for copy in 0..8 {
        let (mut station, run) = (station.clone(), run.clone());
        station.counter += copy * 5;
        tasks.spawn(async move { station.push(&run).await.unwrap() });
    }
    let answers = tasks.join_all().await;
    assert!(answers.iter().all(|pushed| *pushed == answers[0]));
    assert_eq!(
        central::Store::verify(&central.store).await.unwrap().facts,
        9 + 51
    );
}

/// Run with `cargo test -p central --release -- --ignored --nocapture` for figures of this machine.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn how_many_facts_a_second_come_in_and_go_out() {
    let (central, mut station) = TestCentral::founded().await;
    let runs: Vec<_> = (0..10)
        .map(|_| {
            station.punches(4_999);
            station.run()
        })
        .collect();
    let started = std::time::Instant::now();
    for run in &runs {
        assert_eq!(station.push(run).await.unwrap().stopped, None);
    }
    let pushed = started.elapsed();
    let started = std::time::Instant::now();
    for run in &runs {
        assert_eq!(station.push(run).await.unwrap().stopped, None);
    }
    let repeated = started.elapsed();
    let mut second = central.joined(2).await;
    let started = std::time::Instant::now();
    assert_eq!(second.pull_all().await.len(), 50_009);
    let pulled = started.elapsed();
    let size_bytes = std::fs::metadata(central.file()).unwrap().len();
    let said =
        format!("pushed {pushed:?}, again {repeated:?}, pulled {pulled:?}, {size_bytes} bytes\n");
    std::io::Write::write_all(&mut std::io::stderr(), said.as_bytes()).unwrap();
}
