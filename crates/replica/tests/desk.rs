//! The desk's use cases, through the replica's public front.

#![expect(clippy::unwrap_used, reason = "tests")]

use jiff::{Timestamp, ToSpan};
use replica::{
    DemoPlan, Error, HoursOf, ImportLine, Input, NewHome, NewMember, Outcome, Replica, Scan, Stamp,
    TakenAs,
};
use rules::{Code, ProjectId};

fn station() -> Replica {
    let plan = DemoPlan {
        members: 30,
        projects: 6,
        punches: 60,
        seed: 3,
        portraits: false,
    };
    NewHome::in_memory()
        .unwrap()
        .fill_with_demo(&plan, Stamp::now(), &mut |_, _| {})
        .unwrap()
}

fn first(station: &Replica) -> ProjectId {
    station.projects().unwrap()[0].id
}

fn at(minutes: i64) -> Timestamp {
    Timestamp::now().checked_add(minutes.minutes()).unwrap()
}

fn scan_at(station: &Replica, text: &str, when: Timestamp) -> replica::Receipt {
    let scan = Scan {
        given: Some(when),
        ..Scan::now(first(station), Input::Text(text.to_owned()))
    };
    station.scan(&scan, Stamp::now()).unwrap()
}

fn number(station: &Replica, nth: usize) -> String {
    station.members("", 100).unwrap()[nth].number.clone()
}

#[test]
fn a_card_signs_in_and_after_half_an_hour_out_with_its_minutes() {
    let station = station();
    let card = station.card_text(&number(&station, 0)).unwrap();
    let came = scan_at(&station, &card, at(0));
    assert_eq!(
        (came.outcome, came.taken_as),
        (Outcome::Accepted, Some(TakenAs::In))
    );
    let left = scan_at(&station, &card, at(45));
    assert_eq!(
        (left.outcome, left.taken_as),
        (Outcome::Accepted, Some(TakenAs::Out))
    );
    assert_eq!(left.minutes(), Some(60));
    let hours = station
        .hours(&HoursOf::Project(first(&station)), None, at(60))
        .unwrap();
    assert_eq!(hours.assessment.records.len(), 1);
    assert_eq!(hours.assessment.records[0].hours(), "1.00");
}

#[test]
fn a_second_scan_within_a_minute_is_a_duplicate_that_names_the_first() {
    let station = station();
    let card = station.card_text(&number(&station, 1)).unwrap();
    let came = scan_at(&station, &card, at(0));
    let again = scan_at(&station, &card, at(0).checked_add(20.seconds()).unwrap());
    assert_eq!(again.code, Some(Code::Duplicate));
    assert_eq!(again.earlier_desk, Some(came.desk));
}

#[test]
fn every_kind_of_bad_input_is_an_answer_of_its_own_and_a_fact() {
    let station = station();
    let card = station.card_text(&number(&station, 2)).unwrap();
    let mut changed = card.clone().into_bytes();
    let last = changed.len() - 1;
    changed[last] = if changed[last] == b'0' { b'1' } else { b'0' };
    let changed = String::from_utf8(changed).unwrap();
    let foreign = self::station();
    let foreign = foreign.card_text(&number(&foreign, 0)).unwrap();
    let cases = [
        (format!("{card} "), Outcome::RefusedCard, Code::Malformed),
        (changed, Outcome::RefusedCard, Code::Forged),
        (foreign, Outcome::RefusedCard, Code::UnknownIssuer),
        ("000000".to_owned(), Outcome::Unknown, Code::Unknown),
        (
            "https://example.org".to_owned(),
            Outcome::RefusedCard,
            Code::Malformed,
        ),
    ];
    for (text, outcome, code) in cases {
        let receipt = scan_at(&station, &text, at(0));
        assert_eq!(
            (receipt.outcome, receipt.code),
            (outcome, Some(code)),
            "{text}"
        );
        assert_eq!(station.receipt_of(receipt.fact).unwrap().code, Some(code));
    }
    let unreadable = Scan::now(first(&station), Input::Unreadable);
    let receipt = station.scan(&unreadable, Stamp::now()).unwrap();
    assert_eq!(
        (receipt.outcome, receipt.code),
        (Outcome::Unreadable, Some(Code::Unreadable))
    );
    assert_eq!(scan_at(&station, &card, at(0)).outcome, Outcome::Accepted);
}

#[test]
fn a_replaced_card_is_retired_and_the_new_one_is_taken() {
    let station = station();
    let number = number(&station, 3);
    let old = station.card_text(&number).unwrap();
    let issued = station.replace_card(&number, "丢失", Stamp::now()).unwrap();
    assert_eq!(issued.revision, 1);
    assert_eq!(station.card_text(&number).unwrap(), issued.text);
    assert_eq!(scan_at(&station, &old, at(0)).code, Some(Code::Retired));
    assert_eq!(
        scan_at(&station, &issued.text, at(0)).outcome,
        Outcome::Accepted
    );
    let today = jiff::Zoned::now().date();
    assert_eq!(
        station.verify_card(&old, today).unwrap().code,
        Some(Code::Retired)
    );
    assert_eq!(station.verify_card(&issued.text, today).unwrap().code, None);
    let years_on = today.checked_add(10.years()).unwrap();
    assert_eq!(
        station.verify_card(&issued.text, years_on).unwrap().code,
        Some(Code::Expired)
    );
}

#[test]
fn an_undone_punch_counts_no_more_and_stays_on_record() {
    let station = station();
    let number = number(&station, 4);
    let came = scan_at(&station, &number, at(0));
    let project = first(&station);
    assert_eq!(station.desk(project, at(0), 9).unwrap().counts.present, 1);
    station.annul(came.fact, "扫错人", Stamp::now()).unwrap();
    let desk = station.desk(project, at(0), 9).unwrap();
    assert_eq!(desk.counts.present, 0);
    assert!(
        desk.recent
            .iter()
            .any(|receipt| receipt.fact == came.fact && receipt.annulled)
    );
    assert!(matches!(
        station.annul(came.fact, "再次", Stamp::now()),
        Err(Error::AnnulledBefore)
    ));
    assert!(matches!(
        station.annul(came.fact, " ", Stamp::now()),
        Err(Error::ReasonMissing)
    ));
}

#[test]
fn who_is_in_and_the_counts_follow_the_punches() {
    let station = station();
    let project = first(&station);
    let before = station.desk(project, at(0), 0).unwrap().counts;
    assert_eq!((before.expected, before.absent), (10, 10));
    for nth in 0..4 {
        scan_at(&station, &number(&station, nth), at(0));
    }
    let leaver = number(&station, 0);
    scan_at(&station, &leaver, at(31));
    let desk = station.desk(project, at(31), 3).unwrap();
    assert_eq!((desk.counts.present, desk.counts.left), (3, 1));
    assert_eq!(desk.inside.len(), 3);
    assert_eq!(desk.recent.len(), 3);
    assert!(
        desk.inside
            .iter()
            .all(|inside| inside.person.number != leaver)
    );
}

#[test]
fn a_project_by_list_takes_who_was_admitted() {
    let station = station();
    let today = jiff::Zoned::now()
        .with_time_zone(jiff::tz::TimeZone::get("Asia/Shanghai").unwrap())
        .date();
    let project = replica::NewProject {
        preset_minutes: Some(90),
        by_list: true,
        ..replica::NewProject::plain(
            "名单活动",
            (
                protocol::row::Timing::Single,
                protocol::row::ProjectKind::Service,
            ),
            (today.yesterday().unwrap(), today.tomorrow().unwrap()),
            (
                jiff::civil::time(0, 0, 0, 0),
                jiff::civil::time(23, 59, 0, 0),
            ),
        )
    };
    let project = station.create_project(&project, Stamp::now()).unwrap();
    let number = number(&station, 5);
    let scan_after = |minutes| {
        let given = Some(at(minutes));
        let scan = Scan {
            given,
            ..Scan::now(project, Input::Text(number.clone()))
        };
        station.scan(&scan, Stamp::now()).unwrap()
    };
    assert_eq!(scan_after(0).code, Some(Code::NotAdmitted));
    let to = std::slice::from_ref(&number);
    station
        .admit(project, to, Some(at(1)), Stamp::now())
        .unwrap();
    let receipt = scan_after(2);
    assert_eq!(
        (receipt.code, receipt.taken_as),
        (None, Some(TakenAs::Single))
    );
}

#[test]
fn what_is_derived_is_the_same_when_it_is_made_anew() {
    let station = station();
    let project = first(&station);
    for nth in 0..10 {
        scan_at(&station, &number(&station, nth), at(0));
    }
    let before = station.desk(project, at(0), 20).unwrap();
    station.rebuild().unwrap();
    assert_eq!(station.desk(project, at(0), 20).unwrap(), before);
}

#[test]
fn people_are_imported_and_wrong_lines_are_named() {
    let station = station();
    let line = |line, name: &str, number: Option<&str>, identity: Option<&str>| ImportLine {
        line,
        member: NewMember {
            name: name.to_owned(),
            number: number.map(str::to_owned),
            identity: identity.map(str::to_owned),
            ..NewMember::default()
        },
    };
    let taken = self::number(&station, 0);
    let report = station
        .import_members(
            &[
                line(2, "钱多多", None, None),
                line(3, " ", None, None),
                line(4, "孙悟", Some(&taken), None),
                line(5, "李武", None, Some("110105194912310021")),
                line(6, "周吴", Some("A-1"), Some("11010519491231002X")),
            ],
            Stamp::now(),
        )
        .unwrap();
    assert_eq!(report.imported, 2);
    let fields: Vec<_> = report
        .refused
        .iter()
        .map(|line| (line.line, line.field))
        .collect();
    assert_eq!(fields, [(3, "name"), (4, "number"), (5, "identity")]);
    let found = station.members("qdd", 9).unwrap();
    assert_eq!((found.len(), found[0].card), (1, Some("valid")));
    assert!(station.card_text("A-1").unwrap().starts_with("VC1:"));
    assert_eq!(
        scan_at(&station, "11010519491231002x", at(0)).outcome,
        Outcome::Accepted
    );
}

#[test]
fn the_log_holds_and_the_same_seed_makes_the_same_people() {
    let (one, other) = (station(), station());
    let report = one.verify_log().unwrap();
    assert!(report.valid && report.facts >= 60, "{report:?}");
    let names = |station: &Replica| -> Vec<_> {
        station
            .members("", 99)
            .unwrap()
            .into_iter()
            .map(|member| (member.number, member.name))
            .collect()
    };
    assert_eq!(names(&one), names(&other));
    assert_ne!(
        one.card_text(&number(&one, 0)).unwrap(),
        other.card_text(&number(&other, 0)).unwrap()
    );
}
