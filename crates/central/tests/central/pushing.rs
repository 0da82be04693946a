//! What becomes of pushed facts.

use ed25519_dalek::SigningKey;
use protocol::body::{Alias, Checkpoint, Standing};
use protocol::message::{Pushed, Reason, Stopped, Taken};
use protocol::{Block, Body, Fact};
use rules::{EpochId, OrganisationId, StaffId, VolunteerId};

use crate::support::*;

/// Eight rows and central's checkpoint lie before a station's first fact.
const FIRST: u64 = 10;

fn stopped(pushed: &Pushed, why: Stopped) {
    assert_eq!((pushed.stopped, pushed.verdicts.len()), (Some(why), 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_again_is_answered_the_same_and_changes_nothing() {
    let (central, mut station) = TestCentral::founded().await;
    station.punches(3);
    let run = station.run();
    let first = station.push(&run).await.unwrap();
    let at = |offset| Taken::Accepted(FIRST + offset);
    assert_eq!(first.verdicts, [at(0), at(1), at(2), at(3)]);
    assert_eq!(station.push(&run).await.unwrap(), first);
    station.punches(1);
    let more = [&run[1..], &station.run()].concat();
    let third = station.push(&more).await.unwrap();
    assert_eq!(third.verdicts, [at(1), at(2), at(3), at(4), at(5)]);
    assert_eq!(third.high_water, 6);
    let mut second = central.joined(2).await;
    let punches = bodies(&second.pull_all().await);
    let punches = punches.iter().filter(|body| matches!(body, Body::Punch(_)));
    assert_eq!(punches.count(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_is_answered_with_the_high_water() {
    let (_central, mut station) = TestCentral::founded().await;
    station.punches(2);
    station.flush().await;
    station.punches(1);
    let lost = station.run();
    station.punches(1);
    let late = station.run();
    let pushed = station.push(&late).await.unwrap();
    stopped(&pushed, Stopped::Gap);
    assert_eq!(pushed.high_water, 3);
    station.push(&lost).await.unwrap();
    assert_eq!(station.push(&late).await.unwrap().high_water, 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cloned_station_is_found_out_and_nothing_of_it_is_taken() {
    let (_central, mut station) = TestCentral::founded().await;
    station.punches(2);
    station.flush().await;
    let mut clone = station.clone();
    station.punches(1);
    station.flush().await;

    clone.counter += 100;
    clone.write(punch(77));
    let run = clone.run();
    let pushed = clone.push(&run).await.unwrap();
    stopped(&pushed, Stopped::Forked);
    clone.punches(1);
    let later = clone.run();
    stopped(&clone.push(&later).await.unwrap(), Stopped::Forked);

    // What it tells instead, under a new life, is taken whole.
    clone.reborn(EpochId([0x44; 16]));
    clone.punches(2);
    assert_eq!(clone.flush().await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_told_again_under_a_new_life_stands_in_the_log_once() {
    let (_central, mut station) = TestCentral::founded().await;
    station.punches(1);
    let run = station.run();
    let first = station.push(&run).await.unwrap();
    station.reborn(EpochId([0x44; 16]));
    let again = |mut fact: Fact, station: &mut TestStation| {
        (fact.chain, fact.seq, fact.prev) = (station.chain(), station.seq + 1, station.head);
        station.take_up(fact);
    };
    again(run[0].clone(), &mut station);
    assert_eq!(station.flush().await[0], first.verdicts[0]);
    let body = Body::from(punch(5)).encode();
    let twisted = Fact {
        body,
        ..run[0].clone()
    };
    again(twisted, &mut station);
    let verdicts = station.flush().await;
    assert_eq!(verdicts[0], Taken::Refused("id-taken".to_owned()));
    let repeat = station.pull(0, 5_000).await.unwrap();
    assert_eq!(repeat.end, FIRST + 3, "one punch and three checkpoints");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_checkpoint_does_not_hold_is_not_taken() {
    let (_central, mut station) = TestCentral::founded().await;
    station.punches(2);
    let bare = station.waiting.clone();
    stopped(&station.push(&bare).await.unwrap(), Stopped::Unsigned);

    let stranger = SigningKey::from_bytes(&[77; 32]);
    let forged = Checkpoint::sign(ORGANISATION, station.chain(), 3, station.head, &stranger);
    let mut forger = station.clone();
    forger.write(forged);
    let run = std::mem::take(&mut forger.waiting);
    stopped(&station.push(&run).await.unwrap(), Stopped::Unsigned);

    let mut changed = station.clone().run();
    changed[0].body = Body::from(punch(9)).encode();
    stopped(&station.push(&changed).await.unwrap(), Stopped::Unsigned);
    let mut torn = station.clone().run();
    torn.remove(1);
    stopped(&station.push(&torn).await.unwrap(), Stopped::Unsigned);
    assert_eq!(station.flush().await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn quarantine_keeps_what_is_refused_and_does_not_block_the_rest() {
    let (central, mut station) = TestCentral::founded().await;
    station.punches(1);
    station.write_raw(1, vec![0xa1, 0x00, 0x01]);
    let alias = Alias {
        volunteer: VolunteerId([1; 8]),
        also: VolunteerId([2; 8]),
    };
    station.write(alias);
    station.actor = StaffId([0xee; 16]);
    station.write(punch(2));
    station.actor = SCANNER;
    station.write(protocol::body::Confirmed {
        project: rules::ProjectId([6; 16]),
        volunteer: VolunteerId([1; 8]),
        day: protocol::Day(20_000),
        given: None,
    });
    station.write(punch(3));
    let run = station.run();
    let pushed = station.push(&run).await.unwrap();
    let refused = |code: &str| Taken::Refused(code.to_owned());
    let expected = [
        Taken::Accepted(FIRST),
        refused("malformed"),
        refused("not-a-station-kind"),
        refused("not-allowed"),
        refused("not-allowed"),
        Taken::Accepted(FIRST + 1),
        Taken::Accepted(FIRST + 2),
    ];
    assert_eq!(pushed.verdicts, expected);
    assert_eq!(pushed.high_water, 7);
    assert_eq!(station.push(&run).await.unwrap(), pushed);
    station.write(punch(4));
    assert_eq!(station.flush().await[0], Taken::Accepted(FIRST + 3));
    let mut second = central.joined(2).await;
    let pulled = second.pull_all().await;
    assert!(
        pulled.iter().all(|fact| fact.id != run[1].id),
        "not in the log"
    );
    let verification = central::Store::verify(&central.store).await.unwrap();
    assert!(verification.valid);
    assert_eq!(
        verification.facts,
        9 + 7 + 2,
        "the quarantine is checked too"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn kinds_of_a_later_version_are_taken_as_they_are() {
    let (central, mut station) = TestCentral::founded().await;
    station.write_raw(900, b"whatever".to_vec());
    assert_eq!(station.flush().await[0], Taken::Accepted(FIRST));
    let mut second = central.joined(2).await;
    let pulled = second.pull_all().await;
    assert!(
        pulled
            .iter()
            .any(|fact| fact.kind == 900 && fact.body == b"whatever")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_far_ahead_is_flagged_by_a_verdict_in_the_log() {
    let (central, mut station) = TestCentral::founded().await;
    station.wall = START + 25 * 3_600_000 - 1_000;
    let fair = station.write(punch(1));
    let ahead = station.write(punch(2));
    let verdicts = station.flush().await;
    assert_eq!(verdicts[0], Taken::Accepted(FIRST));
    assert_eq!(
        verdicts[1],
        Taken::Flagged(FIRST + 1, "clock-ahead".to_owned())
    );
    let mut second = central.joined(2).await;
    let pulled = second.pull_all().await;
    assert!(
        pulled.iter().any(|fact| fact.id == fair) && pulled.iter().any(|fact| fact.id == ahead)
    );
    let verdicts: Vec<_> = bodies(&pulled)
        .into_iter()
        .filter_map(|body| {
            if let Body::Verdict(verdict) = body {
                Some(verdict)
            } else {
                None
            }
        })
        .collect();
    assert_eq!(verdicts.len(), 1);
    assert_eq!(
        (verdicts[0].fact, verdicts[0].standing),
        (ahead, Standing::Flagged)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_staff_member_did_while_he_might_is_taken_after() {
    let (central, mut station) = TestCentral::founded().await;
    let mut late = central.joined(2).await;
    late.actor = SCANNER;
    late.write(punch(1));
    central.pass(3_600_000);
    station.write(dismissed(SCANNER));
    assert_eq!(station.flush().await[0], Taken::Accepted(FIRST));
    late.wall = START + 7_200_000;
    late.write(punch(2));
    let verdicts = late.flush().await;
    assert!(
        matches!(verdicts[0], Taken::Accepted(_)),
        "before: {verdicts:?}"
    );
    assert_eq!(
        verdicts[1],
        Taken::Refused("not-allowed".to_owned()),
        "after"
    );
}

fn dismissed(staff: StaffId) -> protocol::body::ChangeProposed {
    protocol::body::ChangeProposed {
        table: protocol::Table::Staff,
        row: staff.0.to_vec(),
        base: 1,
        fields: vec![0xa1, 0x04, 0xf4],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_station_writes_its_own_facts_into_its_own_organisation_only() {
    let (central, mut station) = TestCentral::founded().await;
    let mut second = central.joined(2).await;
    second.punches(1);
    let theirs = second.run();
    assert_eq!(
        station.push(&theirs).await.unwrap_err().1.reason,
        Reason::NotAllowed
    );

    station.punches(1);
    let foreign: Vec<Fact> = station
        .run()
        .into_iter()
        .map(|fact| Fact {
            organisation: OrganisationId([0x0b; 16]),
            ..fact
        })
        .collect();
    let block = Block::pack(OrganisationId([0x0b; 16]), &foreign).unwrap();
    let push = protocol::message::Push { block };
    let answered = station
        .ask::<Pushed>(protocol::message::path::PUSH, &push)
        .await;
    assert_eq!(answered.unwrap_err().1.reason, Reason::NotAllowed);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_push_asks_for_the_high_water() {
    let (_central, mut station) = TestCentral::founded().await;
    assert_eq!(station.push(&[]).await.unwrap().high_water, 0);
    station.punches(4);
    station.flush().await;
    let pushed = station.push(&[]).await.unwrap();
    assert_eq!((pushed.high_water, pushed.stopped), (5, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn facts_of_an_earlier_life_are_taken_beside_the_present_one() {
    let (central, mut station) = TestCentral::founded().await;
    let present = station.epoch;
    station.reborn(EpochId([0x21; 16]));
    station.punches(2);
    assert_eq!(station.flush().await.len(), 3);
    station.reborn(present);
    station.punches(2);
    assert_eq!(station.flush().await.len(), 3);
    let pulled = central.joined(2).await.pull_all().await;
    let lives = pulled
        .iter()
        .filter(|fact| fact.chain.station == station.id);
    assert_eq!(
        lives.map(|fact| fact.seq).collect::<Vec<_>>(),
        [1, 2, 3, 1, 2, 3]
    );
}
