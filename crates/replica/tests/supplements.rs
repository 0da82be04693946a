//! Missing records, requests and disputes, through the replica's public front.

#![expect(clippy::unwrap_used, reason = "tests")]

use jiff::civil::{Date, Time, date, time};
use jiff::{Timestamp, tz::TimeZone};
use protocol::row::{ProjectKind, Timing};
use replica::{
    Decision, DemoPlan, DisputeState, Error, HoursOf, Input, Missing, NewHome, NewProject, Noun,
    Objection, Picture, Replica, Request, RequestState, Requests, Resolution, Scan, Stamp,
};
use rules::{Cause, Code, FactId, ProjectId};

const DAY: Date = date(2025, 6, 7);

fn station() -> (Replica, ProjectId, Vec<String>) {
    let plan = DemoPlan {
        members: 12,
        projects: 1,
        punches: 0,
        seed: 3,
        portraits: false,
    };
    let station = NewHome::in_memory()
        .unwrap()
        .fill_with_demo(&plan, Stamp::now(), &mut |_, _| {})
        .unwrap();
    let project = project(&station, false);
    let members = station.members("", 20).unwrap();
    let numbers = members.into_iter().map(|member| member.number).collect();
    (station, project, numbers)
}

/// A double project of one day, 08:30 to 17:30.
fn project(station: &Replica, self_open: bool) -> ProjectId {
    let new = NewProject {
        self_open,
        ..NewProject::plain(
            "社区清洁日",
            (Timing::Double, ProjectKind::Service),
            (DAY, DAY),
            (time(8, 30, 0, 0), time(17, 30, 0, 0)),
        )
    };
    station.create_project(&new, Stamp::now()).unwrap()
}

fn at(day: i8, hour: i8, minute: i8) -> Timestamp {
    let zone = TimeZone::get("Asia/Shanghai").unwrap();
    zone.to_timestamp(date(2025, 6, day).at(hour, minute, 0, 0))
        .unwrap()
}

fn scan(station: &Replica, of: ProjectId, number: &str, when: Timestamp) {
    let scan = Scan {
        given: Some(when),
        ..Scan::now(of, Input::Text(number.to_owned()))
    };
    station.scan(&scan, Stamp::now()).unwrap();
}

fn picture(shade: u8) -> Picture {
    let pixels = image::RgbImage::from_pixel(40, 30, image::Rgb([shade; 3]));
    let mut png = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut png, image::ImageFormat::Png).unwrap();
    Picture::read(png.get_ref()).unwrap()
}

fn request(of: ProjectId, number: &str, left: Time, when: Timestamp) -> Request {
    Request {
        project: of,
        number: number.to_owned(),
        day: DAY,
        come: None,
        left: Some(left),
        cause: Cause::OwnFault,
        reason: "忘记签退".to_owned(),
        given: Some(when),
    }
}

fn decision(of: FactId, outcome: rules::Decision, when: Timestamp) -> Decision {
    Decision {
        request: of,
        outcome,
        reason: "现场照片可证".to_owned(),
        given: Some(when),
    }
}

fn hours(station: &Replica, number: &str, now: Timestamp) -> String {
    let hours = station.hours(&HoursOf::Member(number.to_owned()), None, now);
    let records = hours.unwrap().assessment.records;
    records
        .first()
        .map_or(String::new(), |record| record.hours())
}

#[test]
fn a_missed_sign_out_is_listed_after_its_grace_with_its_deadline_until_it_is_mended() {
    let (station, project, numbers) = station();
    scan(&station, project, &numbers[0], at(7, 9, 0));
    scan(&station, project, &numbers[1], at(7, 9, 0));
    scan(&station, project, &numbers[1], at(7, 11, 0));
    assert_eq!(station.missing_records(at(7, 18, 0)).unwrap(), []);
    let missing = station.missing_records(at(8, 9, 0)).unwrap();
    assert_eq!(missing.len(), 1);
    let gap = &missing[0];
    assert_eq!(gap.person.number, numbers[0]);
    assert_eq!((gap.missing, gap.day), (Missing::SignOut, DAY));
    assert_eq!((gap.from, gap.deadline), (at(7, 17, 30), at(14, 17, 30)));
    assert_eq!((gap.punched_at, &gap.refusal), (at(7, 9, 0), &None));
    let late = station.missing_records(at(15, 9, 0)).unwrap();
    let refusal = late[0].refusal.as_ref().unwrap();
    assert_eq!(refusal.code, Code::WindowClosed);

    let wanted = request(project, &numbers[0], time(12, 0, 0, 0), at(8, 9, 0));
    let asked = station
        .request_supplement(&wanted, &[picture(9)], Stamp::now())
        .unwrap();
    assert_eq!(asked.invalid, None);
    let waits = &station.missing_records(at(8, 10, 0)).unwrap()[0];
    assert_eq!(waits.requested, Some(asked.fact));
    assert_eq!(waits.refusal.as_ref().unwrap().code, Code::AlreadyRequested);
    let approved = decision(asked.fact, rules::Decision::Approved, at(8, 11, 0));
    station.decide_supplement(&approved, Stamp::now()).unwrap();
    assert_eq!(station.missing_records(at(8, 12, 0)).unwrap(), []);
}

#[test]
fn a_sign_out_without_a_sign_in_is_listed_too() {
    let (station, project, numbers) = station();
    let scan = Scan {
        direction: protocol::body::Direction::Out,
        given: Some(at(7, 16, 0)),
        ..Scan::now(project, Input::Text(numbers[3].clone()))
    };
    station.scan(&scan, Stamp::now()).unwrap();
    let early = &station.missing_records(at(7, 17, 0)).unwrap()[0];
    assert_eq!(early.missing, Missing::SignIn);
    assert_eq!(early.refusal.as_ref().unwrap().code, Code::NotOver);
    let after = &station.missing_records(at(7, 18, 0)).unwrap()[0];
    assert_eq!((after.missing, &after.refusal), (Missing::SignIn, &None));
    assert_eq!(after.punched_at, at(7, 16, 0));
}

#[test]
fn what_may_be_asked_for_is_said_before_anything_is_written() {
    let (station, project, numbers) = station();
    scan(&station, project, &numbers[0], at(7, 9, 0));
    let facts = station.verify_log().unwrap().facts;
    let wanted = request(project, &numbers[0], time(12, 0, 0, 0), at(8, 9, 0));
    let now = at(8, 9, 0);
    let good = station.may_request(&wanted, 1, now).unwrap();
    assert_eq!((good.refusal, good.minutes), (None, Some(180)));
    assert_eq!((good.from, good.until), (at(7, 17, 30), at(14, 17, 30)));
    let code = |wanted: &Request, pictures| {
        let prospect = station.may_request(wanted, pictures, now).unwrap();
        prospect.refusal.map(|refusal| refusal.code)
    };
    assert_eq!(code(&wanted, 0), Some(Code::EvidenceRequired));
    let silent = Request {
        reason: " ".to_owned(),
        ..wanted.clone()
    };
    assert_eq!(code(&silent, 1), Some(Code::ReasonRequired));
    let long = Request {
        left: Some(time(18, 0, 0, 0)),
        ..wanted.clone()
    };
    assert_eq!(code(&long, 1), Some(Code::OutsideWindow));
    let early = Request {
        given: Some(at(7, 17, 0)),
        ..wanted.clone()
    };
    assert_eq!(code(&early, 1), Some(Code::NotOver));
    let nobody = Request {
        number: "0".to_owned(),
        ..wanted
    };
    let unknown = station.may_request(&nobody, 1, now);
    assert!(matches!(unknown, Err(Error::Unknown(Noun::Member))));
    assert_eq!(station.verify_log().unwrap().facts, facts);
}

#[test]
fn an_approved_request_counts_its_hours_and_is_listed_with_who_and_why() {
    let (station, project, numbers) = station();
    scan(&station, project, &numbers[0], at(7, 9, 0));
    let wanted = request(project, &numbers[0], time(12, 0, 0, 0), at(8, 9, 0));
    let evidence = [picture(1), picture(2)];
    let asked = station
        .request_supplement(&wanted, &evidence, Stamp::now())
        .unwrap();
    let waiting = station
        .supplements(Requests::Waiting, 99, at(8, 10, 0))
        .unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].state, RequestState::Waiting);
    assert_eq!(waiting[0].minutes, Some(180));
    assert_eq!(waiting[0].evidence.len(), 2);
    assert_eq!(waiting[0].deadline, at(14, 17, 30));
    let shown = station.evidence(waiting[0].evidence[1]).unwrap();
    assert_eq!(shown.as_deref(), Some(evidence[1].jpeg()));
    assert_eq!(hours(&station, &numbers[0], at(8, 10, 0)), "0.00");

    let approved = decision(asked.fact, rules::Decision::Approved, at(8, 11, 0));
    let recorded = station.decide_supplement(&approved, Stamp::now()).unwrap();
    assert_eq!(recorded.invalid, None);
    assert_eq!(hours(&station, &numbers[0], at(8, 12, 0)), "3.00");
    let again = station.decide_supplement(&approved, Stamp::now());
    assert!(matches!(again, Err(Error::DecidedBefore)));
    let waiting = station.supplements(Requests::Waiting, 99, at(8, 12, 0));
    assert_eq!(waiting.unwrap(), []);
    let all = station
        .supplements(Requests::All, 99, at(8, 12, 0))
        .unwrap();
    assert_eq!(all[0].state, RequestState::Approved);
    let ruling = all[0].ruling.as_ref().unwrap();
    assert_eq!((ruling.at, ruling.by.as_str()), (at(8, 11, 0), "陈站长"));
    assert_eq!(ruling.reason, "现场照片可证");
    // As of yesterday nothing of it had happened.
    let before = station.supplements(Requests::All, 99, at(7, 23, 0));
    assert_eq!(before.unwrap(), []);
    let record = station
        .service_day(project, &numbers[0], DAY, at(8, 12, 0))
        .unwrap()
        .unwrap();
    assert_eq!(record.delayed_minutes, 180);
}

#[test]
fn a_request_that_the_rules_will_not_have_is_kept_and_says_why() {
    let (station, project, numbers) = station();
    scan(&station, project, &numbers[0], at(7, 9, 0));
    let late = request(project, &numbers[0], time(12, 0, 0, 0), at(20, 9, 0));
    let asked = station
        .request_supplement(&late, &[picture(3)], Stamp::now())
        .unwrap();
    assert_eq!(asked.invalid.unwrap().code(), "window-closed");
    let now = at(21, 0, 0);
    let all = station.supplements(Requests::All, 99, now).unwrap();
    let RequestState::Invalid(invalid) = &all[0].state else {
        panic!("{:?}", all[0].state);
    };
    assert_eq!(invalid.code(), "window-closed");
    assert_eq!(station.supplements(Requests::Waiting, 99, now).unwrap(), []);
    let approved = decision(asked.fact, rules::Decision::Approved, now);
    let recorded = station.decide_supplement(&approved, Stamp::now()).unwrap();
    assert_eq!(recorded.invalid.unwrap().code(), "window-closed");
    assert_eq!(hours(&station, &numbers[0], now), "0.00");
}

#[test]
fn a_form_that_makes_no_sense_writes_nothing() {
    let (station, project, numbers) = station();
    let facts = station.verify_log().unwrap().facts;
    let wanted = request(project, &numbers[0], time(12, 0, 0, 0), at(8, 9, 0));
    let neither = Request {
        left: None,
        ..wanted.clone()
    };
    let refused = station.request_supplement(&neither, &[], Stamp::now());
    assert!(matches!(refused, Err(Error::Invalid { field: "in", .. })));
    let pictures: Vec<_> = (0..7).map(picture).collect();
    let refused = station.request_supplement(&wanted, &pictures, Stamp::now());
    assert!(matches!(
        refused,
        Err(Error::Invalid {
            field: "evidence",
            ..
        })
    ));
    let nothing = FactId([7; 16]);
    let approved = decision(nothing, rules::Decision::Approved, at(8, 9, 0));
    let refused = station.decide_supplement(&approved, Stamp::now());
    assert!(matches!(refused, Err(Error::Unknown(Noun::Request))));
    assert_eq!(station.verify_log().unwrap().facts, facts);
    assert_eq!(station.evidence(pictures[0].digest()).unwrap(), None);
}

#[test]
fn a_dispute_that_is_upheld_takes_the_days_hours_for_good() {
    let (station, project, numbers) = station();
    scan(&station, project, &numbers[0], at(7, 9, 0));
    scan(&station, project, &numbers[0], at(7, 12, 0));
    let objection = |when| Objection {
        project,
        number: numbers[0].clone(),
        day: DAY,
        reason: "当天不在现场".to_owned(),
        given: Some(when),
    };
    let may = |when| {
        let refusal = station.may_dispute(&objection(when), when).unwrap();
        refusal.map(|refusal| refusal.code)
    };
    assert_eq!(may(at(8, 9, 0)), None);
    assert_eq!(may(at(20, 9, 0)), Some(Code::PublicityOver));
    let late = station.raise_dispute(&objection(at(20, 9, 0)), Stamp::now());
    assert_eq!(late.unwrap().invalid.unwrap().code(), "publicity-over");
    let raised = station
        .raise_dispute(&objection(at(8, 9, 0)), Stamp::now())
        .unwrap();
    assert_eq!(raised.invalid, None);
    let resolution = Resolution {
        dispute: raised.fact,
        outcome: rules::Resolution::Cancel,
        reason: "查实".to_owned(),
        given: Some(at(9, 9, 0)),
    };
    let resolved = station.resolve_dispute(&resolution, Stamp::now()).unwrap();
    assert_eq!(resolved.invalid, None);
    let again = station.resolve_dispute(&resolution, Stamp::now());
    assert!(matches!(again, Err(Error::DecidedBefore)));
    let open = &station.disputes(99, at(8, 10, 0)).unwrap()[0];
    assert_eq!((&open.state, open.minutes), (&DisputeState::Open, 180));
    let done = &station.disputes(99, at(9, 10, 0)).unwrap()[0];
    assert_eq!((&done.state, done.minutes), (&DisputeState::Cancelled, 0));
    assert_eq!(done.ruling.as_ref().unwrap().reason, "查实");
    assert_eq!(station.disputes(99, at(21, 9, 0)).unwrap().len(), 2);
}
