//! The end of an event: open sessions seen, and settled in one action.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::time::Instant;

use jiff::Timestamp;
use jiff::civil::{Date, date, time};
use protocol::body::{Cause, Direction};
use protocol::row::{ProjectKind, Timing};
use replica::{
    CloseBy, Closed, ClosedAs, Closing, DemoPlan, Error, HoursOf, Input, Mending, NewHome,
    NewProject, Outcome, Picture, Replica, Scan, Stamp,
};
use rules::policy::TakesEffect;
use rules::{Code, Language, ProjectId, Standing, VolunteerId};

const DAY: Date = date(2019, 6, 8);

fn station(members: usize, profile: &str) -> Replica {
    let plan = DemoPlan {
        members: members as u32,
        projects: 1,
        punches: 0,
        seed: 9,
        portraits: false,
    };
    let home = NewHome::in_memory().unwrap();
    let station = home
        .fill_with_demo(&plan, Stamp::now(), &mut |_, _| {})
        .unwrap();
    station.work_under(profile, Stamp::now()).unwrap();
    station
}

/// A project of two days, 08:30–17:30.
fn project(station: &Replica) -> ProjectId {
    let project = NewProject::plain(
        "社区清洁日",
        (Timing::Double, ProjectKind::Service),
        (DAY, DAY.tomorrow().unwrap()),
        (time(8, 30, 0, 0), time(17, 30, 0, 0)),
    );
    station.create_project(&project, Stamp::now()).unwrap()
}

fn at(clock: &str) -> Timestamp {
    format!("2019-06-{clock}:00+08:00").parse().unwrap()
}

fn stamp(at: Timestamp) -> Stamp {
    Stamp {
        wall: at.as_millisecond(),
        ..Stamp::now()
    }
}

fn sign(station: &Replica, project: ProjectId, number: &str, when: Timestamp) {
    // A face check does no harm where none is asked for.
    station
        .face_check(number, Some(at("08T08:00")), Stamp::now())
        .unwrap();
    let scan = Scan {
        given: Some(when),
        direction: Direction::Auto,
        ..Scan::now(project, Input::Text(number.to_owned()))
    };
    let receipt = station.scan(&scan, Stamp::now()).unwrap();
    assert_eq!(receipt.outcome, Outcome::Accepted, "{receipt:?}");
}

fn numbers(station: &Replica) -> Vec<String> {
    let members = station.members("", 1_000).unwrap();
    members.into_iter().map(|member| member.number).collect()
}

fn inside(station: &Replica, project: ProjectId, now: Timestamp) -> Vec<VolunteerId> {
    let view = station.sweep(project, Some(DAY), now).unwrap();
    view.open
        .into_iter()
        .map(|one| one.person.volunteer)
        .collect()
}

fn close(
    station: &Replica,
    project: ProjectId,
    by: CloseBy,
    people: Vec<VolunteerId>,
    now: Timestamp,
) -> Result<Closed, Error> {
    let closing = Closing {
        project,
        day: DAY,
        people,
        by,
        reason: "活动结束，统一处理".to_owned(),
    };
    station.close(&closing, stamp(now), &|_, _| {})
}

fn mending(cause: Cause, evidence: Vec<Picture>) -> CloseBy {
    CloseBy::Request(Mending {
        come: None,
        left: Some(time(17, 30, 0, 0)),
        cause,
        evidence,
    })
}

#[test]
fn five_hundred_open_sessions_are_closed_in_one_action_with_a_reason_for_each() {
    let station = station(503, "jianghai");
    let project = project(&station);
    let numbers = numbers(&station);
    // Three leave properly or came just now; the others are there since the morning.
    for number in &numbers[..500] {
        sign(&station, project, number, at("08T09:00"));
    }
    sign(&station, project, &numbers[500], at("08T09:00"));
    sign(&station, project, &numbers[500], at("08T11:00"));
    sign(&station, project, &numbers[501], at("08T17:20"));

    let now = at("08T17:40");
    let view = station.sweep(project, Some(DAY), now).unwrap();
    assert_eq!(
        (view.open.len(), view.counts.present, view.counts.left),
        (501, 501, 1)
    );
    assert_eq!(view.open[0].now, Ok(510));
    let late = &view.open[500];
    assert_eq!(late.now.as_ref().unwrap_err().code, Code::TooSoon);

    let mut people: Vec<_> = view.open.iter().map(|one| one.person.volunteer).collect();
    let gone = station.members(&numbers[500], 1).unwrap()[0].volunteer;
    people.push(gone);
    people.push(people[0]);
    let steps = std::cell::RefCell::new(Vec::new());
    let closing = Closing {
        project,
        day: DAY,
        people,
        by: CloseBy::SignOut,
        reason: "活动结束，统一签退".to_owned(),
    };
    let begun = Instant::now();
    let closed = station
        .close(&closing, stamp(now), &|done, of| {
            steps.borrow_mut().push((done, of))
        })
        .unwrap();
    let took = begun.elapsed();
    assert!(
        took.as_secs() < 2,
        "500 people took {took:?} in a debug build"
    );
    assert_eq!(steps.borrow().last(), Some(&(503, 503)));

    let count = |wanted: fn(&ClosedAs) -> bool| {
        closed
            .people
            .iter()
            .filter(|one| wanted(&one.outcome))
            .count()
    };
    assert_eq!(
        count(|one| matches!(one, ClosedAs::SignedOut { minutes: 510, .. })),
        500
    );
    assert_eq!(
        count(|one| matches!(one, ClosedAs::Refused(refusal) if refusal.code == Code::TooSoon)),
        1
    );
    assert_eq!(
        count(|one| matches!(one, ClosedAs::NotInside(Some((left, _))) if *left == at("08T11:00"))),
        1
    );
    let desk = station.sweep(project, Some(DAY), now).unwrap();
    assert_eq!((desk.counts.present, desk.counts.left), (1, 501));
    let hours = station
        .hours(&HoursOf::Project(project), None, now)
        .unwrap();
    let whole = hours
        .assessment
        .records
        .iter()
        .filter(|one| one.hours() == "8.50");
    assert_eq!(whole.count(), 500);
    assert!(closed.fact.is_some());
    assert!(station.verify_log().unwrap().valid);
}

/// What is left of two forgotten sign-outs under a profile: the fate of who forgot, as the lead is told it and as it comes out.
struct Fate {
    told: String,
    now: Result<u32, Code>,
    own_fault: Result<(), Code>,
    no_signal: Result<(), Code>,
    evidence: Result<(), Code>,
}

fn fate(profile: &str, asked_at: &str) -> (Replica, ProjectId, Fate) {
    let station = station(4, profile);
    let project = project(&station);
    let numbers = numbers(&station);
    for number in &numbers[..3] {
        sign(&station, project, number, at("08T09:00"));
    }
    let evening = at("08T17:45");
    let view = station.sweep(project, None, evening).unwrap();
    assert_eq!(view.day, DAY);
    let asked = |cause, evidence, who: usize| {
        let people = vec![inside(&station, project, at(asked_at))[who]];
        let closed = close(
            &station,
            project,
            mending(cause, evidence),
            people,
            at(asked_at),
        );
        match &closed.unwrap().people[0].outcome {
            ClosedAs::Requested { .. } => Ok(()),
            ClosedAs::Refused(refusal) => Err(refusal.code),
            other => panic!("{other:?}"),
        }
    };
    let sheet = Picture::read(&picture()).unwrap();
    let fate = Fate {
        told: view.outlook.message(evening, Language::Zh),
        now: view.open[0].now.clone().map_err(|refusal| refusal.code),
        evidence: asked(Cause::NoSignal, Vec::new(), 0),
        own_fault: asked(Cause::OwnFault, vec![sheet.clone()], 1),
        no_signal: asked(Cause::NoSignal, vec![sheet], 2),
    };
    (station, project, fate)
}

fn picture() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let sheet = image::RgbImage::from_pixel(64, 48, image::Rgb([250, 250, 245]));
    sheet.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[test]
fn the_same_forgotten_sign_out_ends_three_ways_under_three_profiles() {
    // 志愿汇: too late at once; who forgot gets nothing, the organiser's trouble can be mended.
    let (_, _, zhiyuanhui) = fate("zhiyuanhui", "10T09:00");
    assert_eq!(zhiyuanhui.now, Err(Code::TooLate));
    assert_eq!(zhiyuanhui.own_fault, Err(Code::SupplementNotAllowed));
    assert_eq!(zhiyuanhui.no_signal, Ok(()));
    assert_eq!(zhiyuanhui.evidence, Err(Code::EvidenceRequired));
    assert!(
        zhiyuanhui.told.contains("本人疏忽不能补"),
        "{}",
        zhiyuanhui.told
    );

    // 江海志愿: half an hour of grace, then seven days.
    let (_, _, jianghai) = fate("jianghai", "15T17:30");
    assert_eq!(jianghai.now, Ok(510));
    assert_eq!((jianghai.own_fault, jianghai.no_signal), (Ok(()), Ok(())));
    let (_, _, too_late) = fate("jianghai", "15T17:31");
    assert_eq!(too_late.own_fault, Err(Code::WindowClosed));

    // i志愿: a month, and what is approved stands from the next day on.
    let (station, project, izhiyuan) = fate("izhiyuan", "20T09:00");
    assert_eq!(izhiyuan.now, Ok(510));
    assert_eq!((izhiyuan.own_fault, izhiyuan.no_signal), (Ok(()), Ok(())));
    assert!(izhiyuan.told.contains("次日生效"), "{}", izhiyuan.told);
    let view = station.sweep(project, Some(DAY), at("20T10:00")).unwrap();
    let asked = view.open.iter().filter(|one| one.requested).count();
    assert_eq!((view.open.len(), asked), (3, 2));
    let repair = view.outlook.repair.unwrap();
    assert_eq!(repair.takes_effect, TakesEffect::NextDay);
    // What was asked for waits with all its minutes, what was not is worth nothing.
    let hours = station
        .hours(&HoursOf::Project(project), None, at("20T10:00"))
        .unwrap();
    let mut pending: Vec<_> = hours
        .assessment
        .records
        .iter()
        .map(|record| (record.pending_minutes, record.standing_minutes()))
        .collect();
    pending.sort_unstable();
    assert_eq!(pending, [(0, 0), (510, 0), (510, 0)]);
}

#[test]
fn a_request_is_taken_only_when_the_time_for_signing_out_is_over() {
    let (station, project, fate) = fate("jianghai", "08T17:50");
    assert_eq!(fate.own_fault, Err(Code::NothingToMend));
    let people = inside(&station, project, at("08T17:50"));
    let closed = close(&station, project, CloseBy::SignOut, people, at("08T17:50")).unwrap();
    assert!(
        closed
            .people
            .iter()
            .all(|one| matches!(one.outcome, ClosedAs::SignedOut { .. }))
    );
}

#[test]
fn yesterdays_session_is_not_signed_out_on_a_later_day_of_the_project() {
    let station = station(2, "jianghai");
    let project = project(&station);
    let number = &numbers(&station)[0];
    sign(&station, project, number, at("08T09:00"));
    sign(&station, project, number, at("09T09:00"));
    let noon = at("09T12:00");
    let people = inside(&station, project, noon);
    let closed = close(&station, project, CloseBy::SignOut, people, noon).unwrap();
    let ClosedAs::Refused(refusal) = &closed.people[0].outcome else {
        panic!("{closed:?}");
    };
    assert_eq!(refusal.code, Code::TooLate);
    // Both days are there to choose, today's is the one that is shown by itself.
    let view = station.sweep(project, None, noon).unwrap();
    let days: Vec<_> = view.days.iter().map(|one| (one.day, one.open)).collect();
    assert_eq!(days, [(date(2019, 6, 9), 1), (DAY, 1)]);
    assert_eq!(view.day, date(2019, 6, 9));
}

#[test]
fn left_on_purpose_is_on_record_and_changes_nothing_else() {
    let station = station(4, "jianghai");
    let project = project(&station);
    for number in &numbers(&station)[..3] {
        sign(&station, project, number, at("08T09:00"));
    }
    let now = at("08T17:45");
    let before = station.sweep(project, Some(DAY), now).unwrap();
    let people = inside(&station, project, now);
    let closed = close(&station, project, CloseBy::Leave, people, now).unwrap();
    assert!(closed.fact.is_some());
    assert!(
        closed
            .people
            .iter()
            .all(|one| one.outcome == ClosedAs::Left)
    );
    assert_eq!(station.sweep(project, Some(DAY), now).unwrap(), before);
    // Nobody to settle, nothing on record; a reason is asked for.
    let nobody = close(&station, project, CloseBy::Leave, Vec::new(), now).unwrap();
    assert_eq!(nobody.fact, None);
    let unexplained = Closing {
        project,
        day: DAY,
        people: Vec::new(),
        by: CloseBy::Leave,
        reason: " ".to_owned(),
    };
    assert!(matches!(
        station.close(&unexplained, Stamp::now(), &|_, _| {}),
        Err(Error::ReasonMissing)
    ));
}

#[test]
fn the_head_count_equals_a_recount_of_the_facts_at_every_step() {
    let station = station(20, "jianghai");
    let project = project(&station);
    let numbers = numbers(&station);
    let (mut minute, mut drawn, mut punches) = (0_i64, 7_u64, Vec::new());
    for step in 0..160 {
        // A small generator is enough for disorder, and the same disorder each time.
        drawn = drawn
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let pick = (drawn >> 33) as usize;
        minute += (pick % 4) as i64;
        let now = at("08T08:20") + jiff::SignedDuration::from_mins(minute);
        match pick % 11 {
            0 if !punches.is_empty() => {
                let punch = punches[pick % punches.len()];
                let _ = station.annul(punch, "扫错人", stamp(now));
            }
            1 if step > 40 => {
                let people = inside(&station, project, now).into_iter().take(3).collect();
                close(&station, project, CloseBy::SignOut, people, now).unwrap();
            }
            _ => {
                let scan = Scan {
                    given: Some(now),
                    ..Scan::now(project, Input::Text(numbers[pick % 20].clone()))
                };
                punches.push(station.scan(&scan, Stamp::now()).unwrap().fact);
            }
        }
        let counts = station.sweep(project, Some(DAY), now).unwrap().counts;
        assert_eq!(
            (counts.present, counts.left),
            recount(&station, project, now),
            "step {step}"
        );
        assert_eq!(
            counts.expected,
            counts.present + counts.left + counts.absent
        );
    }
    assert!(minute > 180, "the day went on");
}

/// Who is in and who left, from the facts alone.
fn recount(station: &Replica, project: ProjectId, now: Timestamp) -> (u64, u64) {
    let hours = station
        .hours(&HoursOf::Project(project), None, now)
        .unwrap();
    let mut people: BTreeMap<_, bool> = BTreeMap::new();
    for record in hours.assessment.records.iter().filter(|one| one.day == DAY) {
        for session in &record.sessions {
            let open = matches!(session.standing, Standing::Open | Standing::MissingSignOut);
            *people.entry(record.volunteer.clone()).or_default() |= open;
        }
    }
    let present = people.values().filter(|open| **open).count() as u64;
    (present, people.len() as u64 - present)
}
