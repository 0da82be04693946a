//! Face checks at the desk: asked for, confirmed, refused.

#![expect(clippy::unwrap_used, reason = "tests")]

use jiff::{Timestamp, ToSpan};
use replica::{DemoPlan, Error, Input, NewHome, Outcome, Receipt, Replica, Scan, Stamp, TakenAs};
use rules::{Code, ProjectId};

fn station() -> Replica {
    let plan = DemoPlan {
        members: 12,
        projects: 3,
        punches: 0,
        seed: 5,
        portraits: true,
    };
    let home = NewHome::in_memory().unwrap();
    let station = home
        .fill_with_demo(&plan, Stamp::now(), &mut |_, _| {})
        .unwrap();
    station.work_under("izhiyuan", Stamp::now()).unwrap();
    station
}

/// The project that runs today.
fn today(station: &Replica) -> ProjectId {
    station.projects().unwrap()[0].id
}

fn number(station: &Replica, nth: usize) -> String {
    station.members("", 99).unwrap()[nth].number.clone()
}

fn scan(station: &Replica, text: String) -> Receipt {
    let scan = Scan::now(today(station), Input::Text(text));
    station.scan(&scan, Stamp::now()).unwrap()
}

#[test]
fn a_confirmed_face_check_signs_in_with_the_card_that_was_held_up() {
    let station = station();
    let card = station.card_text(&number(&station, 0)).unwrap();
    let refused = scan(&station, card.clone());
    assert_eq!(refused.code, Some(Code::FaceCheckRequired));
    let question = station.face_question(refused.fact).unwrap();
    assert_eq!(question.person, refused.person.clone().unwrap());
    assert!(question.has_photo && question.checked_at.is_none());
    let identity = question.identity.unwrap();
    assert!(identity.contains("***") && identity.len() >= 15, "masked");

    let stamp = after(5_000);
    let receipt = station.face_check_and_scan(refused.fact, stamp).unwrap();
    assert_eq!(
        (receipt.outcome, receipt.taken_as),
        (Outcome::Accepted, Some(TakenAs::In))
    );
    let desk = station.desk(today(&station), stamp.timestamp(), 9).unwrap();
    assert_eq!((desk.counts.present, desk.inside.len()), (1, 1));
    assert_eq!(desk.inside[0].fact, receipt.fact);
    assert_ne!(receipt.fact, refused.fact);
    // Once is for good: the next day, the next project ask no more.
    let again = Scan {
        given: Some(later(30)),
        ..Scan::now(station.projects().unwrap()[1].id, Input::Text(card))
    };
    let elsewhere = station.scan(&again, Stamp::now()).unwrap();
    assert_ne!(elsewhere.code, Some(Code::FaceCheckRequired));
    assert!(station.verify_log().unwrap().valid);
}

/// So many milliseconds from now.
fn after(ms: i64) -> Stamp {
    let now = Stamp::now();
    let wall = now.wall + ms;
    Stamp { wall, ..now }
}

#[test]
fn on_a_clock_that_was_set_back_the_scan_that_waited_counts_and_there_is_no_second() {
    let station = station();
    let refused = scan(&station, number(&station, 4));
    let receipt = station
        .face_check_and_scan(refused.fact, after(-2_000))
        .unwrap();
    assert_eq!(
        (receipt.fact, receipt.outcome),
        (refused.fact, Outcome::Accepted)
    );
    let desk = station.desk(today(&station), later(0), 9).unwrap();
    assert_eq!((desk.counts.present, desk.recent.len()), (1, 1));
}

fn later(minutes: i64) -> Timestamp {
    Timestamp::now().checked_add(minutes.minutes()).unwrap()
}

#[test]
fn a_check_at_another_desk_meanwhile_is_told_and_not_made_twice() {
    let station = station();
    let number = number(&station, 1);
    let refused = scan(&station, number.clone());
    station.face_check(&number, None, after(2_000)).unwrap();
    let question = station.face_question(refused.fact).unwrap();
    assert!(question.checked_at.is_some());
    let before = station.verify_log().unwrap().facts;
    let receipt = station
        .face_check_and_scan(refused.fact, after(5_000))
        .unwrap();
    assert_eq!(receipt.outcome, Outcome::Accepted);
    assert_eq!(station.verify_log().unwrap().facts, before + 1);
}

#[test]
fn someone_elses_card_is_answered_kept_and_never_counts() {
    let station = station();
    let number = number(&station, 2);
    let refused = scan(&station, number.clone());
    let answered = station.not_the_person(refused.fact, Stamp::now()).unwrap();
    assert!(answered.annulled);
    assert_eq!(answered.code, Some(Code::FaceCheckRequired));
    let desk = station.desk(today(&station), later(0), 9).unwrap();
    assert_eq!(desk.counts.present, 0);
    assert!(desk.recent.iter().any(|one| one.fact == refused.fact));
    // A check stated to have been before the refused scan does not bring it to life.
    station
        .face_check(&number, Some(later(-5)), Stamp::now())
        .unwrap();
    let desk = station.desk(today(&station), later(0), 9).unwrap();
    assert_eq!(desk.counts.present, 0);
}

#[test]
fn only_a_scan_that_waits_for_a_face_check_can_be_confirmed() {
    let station = station();
    let number = number(&station, 3);
    station.face_check(&number, None, Stamp::now()).unwrap();
    let accepted = scan(&station, number);
    assert_eq!(accepted.outcome, Outcome::Accepted);
    let foreign = scan(&station, "999999".to_owned());
    for fact in [accepted.fact, foreign.fact, Stamp::now().id] {
        assert!(matches!(
            station.face_check_and_scan(fact, Stamp::now()),
            Err(Error::Unknown(_))
        ));
        assert!(station.face_question(fact).is_err());
        assert!(station.not_the_person(fact, Stamp::now()).is_err());
    }
}
