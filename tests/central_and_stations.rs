//! Stories across machines: a real central over HTTP, stations on real databases, the wire cut in between.

#![expect(clippy::unwrap_used, reason = "tests")]

mod server;

use std::path::Path;

use jiff::civil::time;
use jiff::{Timestamp, ToSpan};
use protocol::EnrolmentCode;
use protocol::message::{Push, Reason};
use protocol::row::{ProjectKind, Timing};
use replica::{
    CloseBy, ClosedAs, Closing, Cost, Decision, DemoPlan, HoursOf, Input, NewHome, NewProject,
    Outcome, Picture, Replica, Request, RequestState, Requests, Scan, Stamp,
};
use rules::Language;
use sync::{Central as _, Failure, Http};
use tokio::net::TcpListener;

use server::Server;

fn demo() -> Replica {
    let plan = DemoPlan {
        members: 40,
        projects: 3,
        punches: 30,
        seed: 5,
        portraits: true,
    };
    NewHome::in_memory()
        .unwrap()
        .fill_with_demo(&plan, Stamp::now(), &mut |_, _| {})
        .unwrap()
}

async fn founded(server: &Server) -> Replica {
    let station = demo();
    sync::join(
        &station,
        &server.url(),
        &server.code().await,
        Some("1 号台"),
    )
    .await
    .unwrap();
    sync::round(&station).await.unwrap();
    station
}

async fn joined(server: &Server) -> Replica {
    let (station, _unkept) = NewHome::in_memory().unwrap().unjoined().unwrap();
    sync::join(
        &station,
        &server.url(),
        &server.code().await,
        Some("2 号台"),
    )
    .await
    .unwrap();
    sync::round(&station).await.unwrap();
    station
}

fn scan(station: &Replica, text: &str, minutes: i64) -> replica::Receipt {
    let project = station.projects().unwrap()[0].id;
    let given = Timestamp::now().checked_add(minutes.minutes()).unwrap();
    let scan = Scan {
        given: Some(given),
        ..Scan::now(project, Input::Text(text.to_owned()))
    };
    station.scan(&scan, Stamp::now()).unwrap()
}

fn hours(station: &Replica, number: &str) -> String {
    let until = Timestamp::now().checked_add(3.hours()).unwrap();
    station
        .hours(&HoursOf::Member(number.to_owned()), None, until)
        .unwrap()
        .to_json(Language::Zh)
}

#[tokio::test]
async fn what_a_desk_recorded_offline_is_on_the_second_desk_when_the_connection_returns() {
    let mut server = Server::start().await;
    let one = founded(&server).await;
    let two = joined(&server).await;
    let members = one.members("", 10).unwrap();
    let (number, card) = (
        &members[0].number,
        one.card_text(&members[0].number).unwrap(),
    );
    assert_eq!(two.members("", 99).unwrap().len(), 40);
    assert_eq!(two.card_text(number).unwrap(), card);

    server.down().await;
    assert_eq!(scan(&one, &card, 0).outcome, Outcome::Accepted);
    assert_eq!(scan(&one, &card, 95).outcome, Outcome::Accepted);
    let failed = sync::round(&one).await;
    assert!(
        matches!(failed, Err(sync::Error::Central(Failure::Unreachable))),
        "{failed:?}"
    );
    assert_eq!(one.status().unwrap().unsent, 2);

    server.up().await;
    let round = sync::round(&one).await.unwrap();
    assert_eq!((round.pushed, round.refused, round.flagged), (2, 0, 0));
    assert_eq!(one.status().unwrap().unsent, 0);
    assert!(sync::round(&two).await.unwrap().pulled >= 2);
    assert_eq!(hours(&two, number), hours(&one, number));
    assert!(
        hours(&two, number).contains("\"hours\":\"2.00\""),
        "{}",
        hours(&two, number)
    );
    for station in [&one, &two] {
        let log = station.verify_log().unwrap();
        assert!(log.valid, "{log:?}");
    }
    server.down().await;
}

#[tokio::test]
async fn two_desks_that_scan_one_person_offline_come_to_the_same_answer() {
    let server = Server::start().await;
    let one = founded(&server).await;
    let two = joined(&server).await;
    let number = one.members("", 3).unwrap()[2].number.clone();
    scan(&two, &number, 0);
    scan(&one, &number, 1);
    scan(&two, &number, 40);
    for station in [&one, &two, &one, &two] {
        sync::round(station).await.unwrap();
    }
    assert_eq!(hours(&one, &number), hours(&two, &number));
    let project = one.projects().unwrap()[0].id;
    let desk = |station: &Replica| {
        let mut desk = station.desk(project, Timestamp::now(), 0).unwrap();
        desk.inside
            .iter_mut()
            .for_each(|inside| inside.person.organisation.clear());
        (desk.counts, desk.inside)
    };
    assert_eq!(desk(&one), desk(&two));
}

#[tokio::test]
async fn an_answer_that_was_lost_on_the_wire_doubles_nothing() {
    let server = Server::start().await;
    let one = founded(&server).await;
    let two = joined(&server).await;
    let before = two.verify_log().unwrap().facts;
    let number = one.members("", 4).unwrap()[3].number.clone();
    scan(&one, &number, 0);
    // Central takes the run, and the station never hears of it.
    let outgoing = one.outgoing(Stamp::now()).unwrap().unwrap();
    let central = Http::signed(&one.joined().unwrap()).unwrap();
    central
        .push(&Push {
            block: outgoing.block.clone(),
        })
        .await
        .unwrap();
    assert_eq!(one.status().unwrap().unsent, 1);
    let round = sync::round(&one).await.unwrap();
    assert_eq!(round.pushed, 1);
    sync::round(&two).await.unwrap();
    sync::round(&two).await.unwrap();
    assert_eq!(
        two.verify_log().unwrap().facts,
        before + 2,
        "one punch and one checkpoint"
    );
}

#[tokio::test]
async fn a_page_taken_twice_changes_nothing() {
    let server = Server::start().await;
    let one = founded(&server).await;
    let two = joined(&server).await;
    let number = one.members("", 4).unwrap()[1].number.clone();
    scan(&one, &number, 0);
    sync::round(&one).await.unwrap();
    let central = Http::signed(&two.joined().unwrap()).unwrap();
    let page = central.pull(&two.wanted().unwrap().unwrap()).await.unwrap();
    assert!(two.apply(&page, Timestamp::now()).unwrap().pulled > 0);
    let (log, desk) = (two.verify_log().unwrap(), hours(&two, &number));
    assert_eq!(two.apply(&page, Timestamp::now()).unwrap().pulled, 0);
    assert_eq!(
        (two.verify_log().unwrap(), hours(&two, &number)),
        (log, desk)
    );
}

#[tokio::test]
async fn a_round_that_brings_nothing_makes_no_screen_read_again() {
    let server = Server::start().await;
    let one = founded(&server).await;
    sync::round(&one).await.unwrap();
    let (told, heard) = std::sync::mpsc::channel();
    one.on_change(move |topics| told.send(topics.to_vec()).unwrap());
    sync::round(&one).await.unwrap();
    let facts = heard
        .try_iter()
        .filter(|topics| topics.contains(&replica::Topic::Facts));
    assert_eq!(facts.count(), 0);
    let number = one.members("", 1).unwrap()[0].number.clone();
    scan(&one, &number, 0);
    assert!(
        heard
            .try_iter()
            .any(|topics| topics.contains(&replica::Topic::Facts))
    );
}

#[tokio::test]
async fn a_card_that_one_desk_retired_is_refused_at_the_other() {
    let server = Server::start().await;
    let one = founded(&server).await;
    let two = joined(&server).await;
    let number = one.members("", 1).unwrap()[0].number.clone();
    let old = one.card_text(&number).unwrap();
    let new = one.replace_card(&number, "丢失", Stamp::now()).unwrap();
    sync::round(&one).await.unwrap();
    sync::round(&two).await.unwrap();
    assert_eq!(scan(&two, &old, 0).code, Some(rules::Code::Retired));
    assert_eq!(scan(&two, &new.text, 0).outcome, Outcome::Accepted);
    assert_eq!(two.card_text(&number).unwrap(), new.text);
}

#[tokio::test]
async fn a_project_and_people_made_at_a_desk_reach_the_others() {
    let server = Server::start().await;
    let one = founded(&server).await;
    let two = joined(&server).await;
    let member = replica::NewMember {
        name: "钱多多".to_owned(),
        ..replica::NewMember::default()
    };
    let line = replica::ImportLine { line: 2, member };
    assert_eq!(
        one.import_members(&[line], Stamp::now()).unwrap().imported,
        1
    );
    sync::round(&one).await.unwrap();
    sync::round(&two).await.unwrap();
    let found = two.members("钱多多", 5).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].card, Some("valid"));
    let receipt = scan(&two, &two.card_text(&found[0].number).unwrap(), 0);
    assert_eq!(receipt.outcome, Outcome::Accepted);
}

#[tokio::test]
async fn photographs_come_to_the_second_desk() {
    let server = Server::start().await;
    let one = founded(&server).await;
    let two = joined(&server).await;
    let volunteer = one.members("", 1).unwrap()[0].volunteer;
    let portrait = one.portrait(volunteer).unwrap();
    assert!(portrait.is_some());
    assert_eq!(two.portrait(volunteer).unwrap(), portrait);
}

#[tokio::test]
async fn wrong_codes_roots_and_second_foundings_are_refused_and_change_nothing() {
    let server = Server::start().await;
    let one = founded(&server).await;
    let refused = |reason| move |error: &sync::Error| matches!(error, sync::Error::Central(Failure::Refused(found)) if *found == reason);
    let other = demo();
    let code = server.code().await;
    let error = sync::join(&other, &server.url(), &code, None)
        .await
        .unwrap_err();
    assert!(
        refused(Reason::AlreadyFounded)(&error) || refused(Reason::FoundingMismatch)(&error),
        "{error:?}"
    );
    assert!(matches!(other.joined(), Err(replica::Error::NotEnrolled)));

    let (empty, _unkept) = NewHome::in_memory().unwrap().unjoined().unwrap();
    let wrong = EnrolmentCode {
        code: "0000000000".to_owned(),
        ..code.clone()
    };
    let error = sync::join(&empty, &server.url(), &wrong, None)
        .await
        .unwrap_err();
    assert!(refused(Reason::CodeRefused)(&error), "{error:?}");
    let fresh = server.code().await;
    let other_root = EnrolmentCode {
        fingerprint: "00000000000000000000000000".to_owned(),
        ..fresh
    };
    let error = sync::join(&empty, &server.url(), &other_root, None)
        .await
        .unwrap_err();
    assert!(
        matches!(error, sync::Error::Replica(replica::Error::Untrusted(_))),
        "{error:?}"
    );
    assert!(matches!(empty.joined(), Err(replica::Error::NotEnrolled)));
    assert!(sync::reachable(&one).await);
}

#[tokio::test]
async fn a_central_that_answers_nonsense_is_noticed_and_loses_nothing() {
    let mut server = Server::start().await;
    let one = founded(&server).await;
    let address = server.address;
    server.down().await;
    let listener = TcpListener::bind(address).await.unwrap();
    let liar = tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        loop {
            let (mut wire, _) = listener.accept().await.unwrap();
            let mut asked = [0; 4096];
            let _ = wire.read(&mut asked).await;
            let _ = wire
                .write_all(
                    b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello",
                )
                .await;
        }
    });
    let number = one.members("", 1).unwrap()[0].number.clone();
    scan(&one, &number, 0);
    let error = sync::round(&one).await.unwrap_err();
    assert!(
        matches!(error, sync::Error::Central(Failure::Nonsense)),
        "{error:?}"
    );
    assert_eq!(one.status().unwrap().unsent, 1);
    liar.abort();
    let _ = liar.await;
    server.up().await;
    assert_eq!(sync::round(&one).await.unwrap().pushed, 1);
}

#[tokio::test]
async fn a_home_on_a_disk_joins_and_goes_on_after_it_was_closed() {
    let server = Server::start().await;
    founded(&server).await;
    let folder = tempfile::tempdir().unwrap();
    let path: &Path = folder.path();
    let (station, unkept) = NewHome::begin(path, "test").unwrap().unjoined().unwrap();
    sync::join(&station, &server.url(), &server.code().await, None)
        .await
        .unwrap();
    sync::round(&station).await.unwrap();
    drop(
        unkept
            .keep(station, "four random words", Cost::Least)
            .unwrap(),
    );
    let station = Replica::open(path, "test", "four random words").unwrap();
    let number = station.members("", 1).unwrap()[0].number.clone();
    assert_eq!(scan(&station, &number, 0).outcome, Outcome::Accepted);
    assert_eq!(sync::round(&station).await.unwrap().pushed, 1);
}

/// The days around today, where the demonstration is.
fn around(days: i64) -> jiff::civil::Date {
    let zone = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap();
    let today = Timestamp::now().to_zoned(zone).date();
    today.saturating_add(days.days())
}

fn to_come(name: &str) -> replica::NewProject {
    use protocol::row::{ProjectKind, Timing};
    let window = ("08:30".parse().unwrap(), "17:30".parse().unwrap());
    let plain = replica::NewProject::plain(
        name,
        (Timing::Double, ProjectKind::Service),
        (around(3), around(4)),
        window,
    );
    replica::NewProject {
        short_name: Some("巡护".to_owned()),
        positions: vec![replica::NewPosition {
            name: "引导".to_owned(),
            wanted: Some(4),
        }],
        ..plain
    }
}

/// A project of yesterday, and a volunteer who signed in on it and never out.
fn forgotten(station: &Replica) -> Request {
    let zone = station.zone().unwrap();
    let day = zone
        .to_datetime(Timestamp::now())
        .date()
        .yesterday()
        .unwrap();
    let project = NewProject::plain(
        "清洁日",
        (Timing::Double, ProjectKind::Service),
        (day, day),
        (time(8, 30, 0, 0), time(17, 30, 0, 0)),
    );
    let project = station.create_project(&project, Stamp::now()).unwrap();
    let number = station.members("", 9).unwrap()[5].number.clone();
    let came = zone.to_timestamp(day.at(9, 0, 0, 0)).unwrap();
    let scan = Scan {
        given: Some(came),
        ..Scan::now(project, Input::Text(number.clone()))
    };
    station.scan(&scan, Stamp::now()).unwrap();
    Request {
        project,
        number,
        day,
        come: None,
        left: Some(time(12, 0, 0, 0)),
        cause: rules::Cause::OwnFault,
        reason: "忘记签退".to_owned(),
        given: None,
    }
}

#[tokio::test]
async fn a_change_of_a_project_waits_for_central_and_reaches_the_other_desk() {
    use protocol::row::ProjectReview;
    let mut server = Server::start().await;
    let one = founded(&server).await;
    let two = joined(&server).await;
    let now = Timestamp::now();
    let id = one
        .create_project(&to_come("河道巡护三期"), Stamp::now())
        .unwrap();
    let made = one.project(id, now).unwrap();
    assert_eq!(made.line.review, ProjectReview::Waiting);
    // Changed before central ever heard of it.
    let sooner = replica::ProjectForm {
        place: "北门".to_owned(),
        ..made.form
    };
    one.change_project(id, &sooner, Stamp::now()).unwrap();
    assert_eq!(one.project(id, now).unwrap().waiting[0].wanted, "北门");
    sync::round(&one).await.unwrap();
    sync::round(&two).await.unwrap();
    let there = two.project(id, now).unwrap();
    assert_eq!(there.described.details.place.as_deref(), Some("北门"));
    assert_eq!(there.described.positions[0].wanted, Some(4));
    assert_eq!(one.project(id, now).unwrap().waiting, []);

    server.down().await;
    let change = |station: &Replica, contact: &str| {
        let form = replica::ProjectForm {
            wanted: "30".to_owned(),
            contact: contact.to_owned(),
            positions: Vec::new(),
            ..station.project(id, now).unwrap().form
        };
        station.change_project(id, &form, Stamp::now()).unwrap()
    };
    assert!(matches!(change(&one, "陈站长"), replica::Handed::Taken(_)));
    let waits = one.project(id, now).unwrap();
    let fields: Vec<_> = waits.waiting.iter().map(|one| one.field).collect();
    assert_eq!(fields, ["wanted", "positions", "contact"]);
    assert_eq!(
        (waits.line.wanted, waits.form.wanted.as_str()),
        (None, "30")
    );
    change(&two, "李队长");
    server.up().await;
    assert_eq!(sync::round(&one).await.unwrap().flagged, 0);
    assert_eq!(one.project(id, now).unwrap().waiting, []);
    assert_eq!(one.project(id, now).unwrap().line.wanted, Some(30));
    // The other desk changed the same field unseen: central takes the first, the second needs a person.
    assert_eq!(sync::round(&two).await.unwrap().flagged, 1);
    let after = two.project(id, now).unwrap();
    assert_eq!(after.waiting, []);
    assert_eq!(after.described.details.contact.as_deref(), Some("陈站长"));
    assert_eq!(two.status().unwrap().attention, 1);
    server.down().await;
}

#[tokio::test]
async fn a_project_is_removed_by_central_unless_somebody_punched_meanwhile() {
    let mut server = Server::start().await;
    let one = founded(&server).await;
    let two = joined(&server).await;
    let now = Timestamp::now();
    let empty = one
        .create_project(&to_come("没有人来"), Stamp::now())
        .unwrap();
    let busy = one
        .create_project(&to_come("有人来"), Stamp::now())
        .unwrap();
    sync::round(&one).await.unwrap();
    sync::round(&two).await.unwrap();
    let number = two.members("", 1).unwrap()[0].number.clone();
    two.scan(&Scan::now(busy, Input::Text(number)), Stamp::now())
        .unwrap();
    sync::round(&two).await.unwrap();
    // This desk has not heard of the punch.
    for id in [empty, busy] {
        one.delete_project(id, Stamp::now()).unwrap();
        assert!(one.project(id, now).unwrap().leaving);
    }
    assert_eq!(sync::round(&one).await.unwrap().flagged, 1);
    assert!(one.project(empty, now).is_err());
    let stays = one.project(busy, now).unwrap();
    assert!(!stays.leaving);
    assert!(
        one.delete_project(busy, Stamp::now()).is_err(),
        "it knows now"
    );
    sync::round(&two).await.unwrap();
    assert!(two.project(empty, now).is_err() && two.project(busy, now).is_ok());
    for station in [&one, &two] {
        assert!(station.verify_log().unwrap().valid);
    }
    server.down().await;
}

#[tokio::test]
async fn the_evidence_of_one_desk_is_looked_at_and_decided_on_at_another() {
    let server = Server::start().await;
    let one = founded(&server).await;
    let two = joined(&server).await;
    // The founder's portraits were handed over, and the second desk fetched them.
    let portrait = |station: &Replica| {
        let volunteer = station.members("", 1).unwrap()[0].volunteer;
        station.portrait(volunteer).unwrap().unwrap()
    };
    assert_eq!(portrait(&one), portrait(&two));

    let request = forgotten(&one);
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(64, 48, image::Rgb([90, 120, 60]))
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    let picture = Picture::read(png.get_ref()).unwrap();
    let asked = one
        .request_supplement(&request, std::slice::from_ref(&picture), Stamp::now())
        .unwrap();
    assert_eq!(asked.invalid, None);
    assert_eq!(two.evidence(picture.digest()).unwrap(), None);
    sync::round(&one).await.unwrap();
    sync::round(&two).await.unwrap();
    let now = Timestamp::now();
    let waiting = two.supplements(Requests::Waiting, 9, now).unwrap();
    assert_eq!(waiting[0].fact, asked.fact);
    assert_eq!(waiting[0].evidence, [picture.digest()]);
    let shown = two.evidence(picture.digest()).unwrap();
    assert_eq!(shown.as_deref(), Some(picture.jpeg()));
    // What came from central is not handed back to it, nor is anything handed over twice.
    for station in [&one, &two] {
        assert_eq!(station.photographs_to_hand_over(9).unwrap(), []);
    }

    let decision = Decision {
        request: asked.fact,
        outcome: rules::Decision::Approved,
        reason: "照片与记录相符".to_owned(),
        given: None,
    };
    two.decide_supplement(&decision, Stamp::now()).unwrap();
    sync::round(&two).await.unwrap();
    sync::round(&one).await.unwrap();
    let now = Timestamp::now();
    let done = one.supplements(Requests::All, 9, now).unwrap();
    assert_eq!(done[0].state, RequestState::Approved);
    assert_eq!(done[0].ruling.as_ref().unwrap().reason, "照片与记录相符");
    assert_eq!(hours(&one, &request.number), hours(&two, &request.number));
}

#[tokio::test]
async fn a_photograph_that_central_does_not_have_keeps_no_fact_waiting() {
    let mut server = Server::start().await;
    let one = founded(&server).await;
    let two = joined(&server).await;
    let request = forgotten(&one);
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(8, 8, image::Rgb([1, 2, 3]))
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    let picture = Picture::read(png.get_ref()).unwrap();
    one.request_supplement(&request, std::slice::from_ref(&picture), Stamp::now())
        .unwrap();
    // The facts went; the wire was cut before the photograph could.
    let outgoing = one.outgoing(Stamp::now()).unwrap().unwrap();
    let central = Http::signed(&one.joined().unwrap()).unwrap();
    let pushed = central
        .push(&Push {
            block: outgoing.block.clone(),
        })
        .await
        .unwrap();
    one.answered(&outgoing, &pushed, Timestamp::now()).unwrap();
    server.down().await;
    assert!(sync::round(&one).await.is_err());
    server.up().await;
    assert!(sync::round(&two).await.unwrap().pulled > 0);
    let waiting = two.supplements(Requests::Waiting, 9, Timestamp::now());
    assert_eq!(waiting.unwrap().len(), 1);
    assert_eq!(two.evidence(picture.digest()).unwrap(), None);
    sync::round(&one).await.unwrap();
    sync::round(&two).await.unwrap();
    assert!(two.evidence(picture.digest()).unwrap().is_some());
}

#[tokio::test]
async fn a_desk_that_ends_the_day_sees_who_signed_out_at_another_and_the_other_sees_what_it_did() {
    let server = Server::start().await;
    let one = founded(&server).await;
    let two = joined(&server).await;
    let numbers: Vec<_> = one.members("", 2).unwrap();
    let (leaver, stayer) = (&numbers[0].number, &numbers[1].number);
    scan(&one, leaver, -40);
    scan(&one, stayer, -40);
    sync::round(&one).await.unwrap();
    sync::round(&two).await.unwrap();
    let project = two.projects().unwrap()[0].id;
    let seen = two.sweep(project, None, Timestamp::now()).unwrap();
    assert_eq!((seen.open.len(), seen.counts.present), (2, 2));
    assert!(seen.open.iter().all(|open| open.desk.starts_with('#')));

    scan(&one, leaver, -1);
    sync::round(&one).await.unwrap();
    sync::round(&two).await.unwrap();
    let closing = Closing {
        project,
        day: seen.day,
        people: seen.open.iter().map(|open| open.person.volunteer).collect(),
        by: CloseBy::SignOut,
        reason: "活动结束".to_owned(),
    };
    let closed = two.close(&closing, Stamp::now(), &|_, _| {}).unwrap();
    let outcome = |number: &str| {
        let mut people = closed.people.iter();
        let one = people.find(|one| one.person.number == number);
        one.map(|one| one.outcome.clone()).unwrap()
    };
    assert!(
        matches!(outcome(leaver), ClosedAs::NotInside(Some((_, desk))) if desk.starts_with('#'))
    );
    assert!(matches!(
        outcome(stayer),
        ClosedAs::SignedOut { minutes: 60, .. }
    ));

    sync::round(&two).await.unwrap();
    sync::round(&one).await.unwrap();
    let desk = one.desk(project, Timestamp::now(), 9).unwrap();
    assert_eq!((desk.counts.present, desk.counts.left), (0, 2));
    assert!(desk.inside.is_empty());
    let newest = &desk.recent[0];
    assert_eq!(newest.person.as_ref().unwrap().number, *stayer);
    assert_eq!(
        (newest.outcome, newest.minutes()),
        (Outcome::Accepted, Some(60))
    );
    assert!(newest.desk.starts_with('#'), "{}", newest.desk);
    assert!(
        one.sweep(project, None, Timestamp::now())
            .unwrap()
            .open
            .is_empty()
    );
    assert_eq!(one.status().unwrap().attention, 0);
    assert_eq!(two.status().unwrap().attention, 0);
}
