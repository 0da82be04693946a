//! The use cases of projects, through the replica's public front.

#![expect(clippy::unwrap_used, reason = "tests")]

use jiff::{Timestamp, ToSpan};
use protocol::row::{ProjectReview, Timing};
use replica::{
    Admission, Admitting, DemoPlan, Error, FieldProblem, Handed, Input, Listing, NewHome,
    PositionForm, ProjectForm, Replica, Scan, Stamp, WhenFull,
};
use rules::{Language, ProjectId, Stage};

fn station() -> Replica {
    let plan = DemoPlan {
        members: 12,
        projects: 4,
        punches: 30,
        seed: 5,
        portraits: false,
    };
    NewHome::in_memory()
        .unwrap()
        .fill_with_demo(&plan, Stamp::now(), &mut |_, _| {})
        .unwrap()
}

fn now() -> Timestamp {
    Timestamp::now()
}

/// A day so many days from today, where the demonstration is.
fn day(from_today: i64) -> String {
    let today = now().to_zoned(jiff::tz::TimeZone::get("Asia/Shanghai").unwrap());
    today.date().saturating_add(from_today.days()).to_string()
}

fn form() -> ProjectForm {
    let text = str::to_owned;
    ProjectForm {
        name: text("河道巡护二期"),
        short_name: text("河道巡护"),
        wanted: text("3"),
        category: text("环保绿化"),
        place: text("望江区南湖公园北门"),
        sign_up_from: day(-5),
        sign_up_to: day(-2),
        from: day(-1),
        to: day(1),
        start: text("00:00"),
        end: text("00:00"),
        positions: vec![PositionForm {
            name: text("引导"),
            wanted: text("2"),
        }],
        contact: text("陈站长"),
        ..ProjectForm::default()
    }
}

fn fields(problems: &[FieldProblem]) -> Vec<&'static str> {
    problems.iter().map(|problem| problem.field).collect()
}

fn wrong(handed: Handed) -> Vec<&'static str> {
    match handed {
        Handed::Wrong(problems) => fields(&problems),
        Handed::Taken(id) => panic!("{id} was taken"),
    }
}

fn taken(handed: Handed) -> ProjectId {
    match handed {
        Handed::Taken(id) => id,
        Handed::Wrong(problems) => panic!("{problems:?}"),
    }
}

fn published(station: &Replica, form: &ProjectForm) -> ProjectId {
    taken(station.publish(form, None, Stamp::now()).unwrap())
}

fn number(station: &Replica, nth: usize) -> String {
    station.members("", 100).unwrap()[nth].number.clone()
}

/// Yesterday from ten o'clock on, for so many minutes.
fn came_and_left(station: &Replica, project: ProjectId, number: &str, minutes: i64) {
    for at in [0, minutes] {
        let come: Timestamp = format!("{}T10:00:00+08:00", day(-1)).parse().unwrap();
        let scan = Scan {
            given: Some(come.checked_add(at.minutes()).unwrap()),
            ..Scan::now(project, Input::Text(number.to_owned()))
        };
        station.scan(&scan, Stamp::now()).unwrap();
    }
}

#[test]
fn an_empty_form_misses_what_a_project_needs_in_the_order_of_the_form() {
    let problems = station()
        .check_form(&ProjectForm::default(), now())
        .unwrap();
    let needed = [
        "name",
        "short_name",
        "category",
        "wanted",
        "sign_up_from",
        "sign_up_to",
        "place",
        "from",
        "to",
        "start",
        "end",
    ];
    assert_eq!(fields(&problems), needed);
    assert!(problems.iter().all(|problem| problem.missing));
    assert_eq!(problems[0].message(Language::Zh), "请填写项目名称");
}

#[test]
fn each_fault_is_told_at_its_field() {
    let station = station();
    let text = str::to_owned;
    type Fault = (&'static str, fn(&mut ProjectForm));
    let faults: [Fault; 17] = [
        ("short_name", |form| {
            form.short_name = "河道·巡护".to_owned()
        }),
        ("short_name", |form| {
            form.short_name = "一二三四五六七八九十甲".to_owned()
        }),
        ("wanted", |form| form.wanted = "0".to_owned()),
        ("wanted", |form| form.wanted = "许多".to_owned()),
        ("to", |form| form.to = form.sign_up_from.clone()),
        ("from", |form| form.from = "下周六".to_owned()),
        ("sign_up_to", |form| {
            form.sign_up_to = "2001-01-01".to_owned()
        }),
        ("start", |form| form.start = "8点".to_owned()),
        ("preset_minutes", |form| form.timing = Timing::Single),
        ("preset_minutes", |form| {
            form.timing = Timing::Single;
            form.preset_minutes = "181".to_owned();
        }),
        ("venue", |form| form.venue = "91, 0".to_owned()),
        ("radius_m", |form| form.venue = "32.01，120.86".to_owned()),
        ("administrators", |form| {
            form.administrators = "123".to_owned()
        }),
        ("region", |form| form.region = "3206".to_owned()),
        ("profile", |form| form.profile = "none-of-that".to_owned()),
        ("profile_changes", |form| {
            form.profile_changes = "{\"grace\": 1}".to_owned()
        }),
        ("positions", |form| {
            form.positions.push(form.positions[0].clone())
        }),
    ];
    for (field, spoil) in faults {
        let mut form = form();
        spoil(&mut form);
        let problems = station.check_form(&form, now()).unwrap();
        assert_eq!(fields(&problems), [field], "{form:?}");
        assert!(!problems[0].message(Language::En).is_empty());
    }
    assert_eq!(station.check_form(&form(), now()).unwrap(), []);
    let loose = ProjectForm {
        from: text("１２月３０日"),
        to: text("12-31"),
        start: text("8：30"),
        end: text("1730"),
        radius_m: text("200"),
        venue: text("32.01 120.86"),
        ..form()
    };
    assert_eq!(station.check_form(&loose, now()).unwrap(), []);
}

#[test]
fn a_published_form_is_a_project_that_is_on_and_scans() {
    let station = station();
    let id = published(&station, &form());
    let line = |id| {
        let lines = station.project_lines(now()).unwrap();
        lines
            .into_iter()
            .find(|line| line.summary.id == id)
            .unwrap()
    };
    let made = line(id);
    assert_eq!(
        (made.stage, made.review),
        (Stage::InProgress, ProjectReview::Approved)
    );
    assert_eq!(
        (made.wanted, made.category.as_deref()),
        (Some(3), Some("环保绿化"))
    );
    let receipt = station
        .scan(
            &Scan::now(id, Input::Text(number(&station, 0))),
            Stamp::now(),
        )
        .unwrap();
    assert_eq!(receipt.code, None);
    let full = station.project(id, now()).unwrap();
    assert_eq!((full.came, full.punches, full.waiting.len()), (1, 1, 0));
    assert_eq!(full.described.positions[0].name, "引导");
    assert_eq!(full.described.profile.as_deref(), Some("jianghai"));
    let later = ProjectForm {
        sign_up_from: day(2),
        sign_up_to: day(3),
        from: day(9),
        to: day(9),
        ..form()
    };
    assert_eq!(line(published(&station, &later)).stage, Stage::Announced);
}

#[test]
fn a_draft_is_kept_half_filled_with_its_identity_numbers_sealed_and_becomes_the_project() {
    let station = station();
    let whole = "11010519491231002X";
    let half = ProjectForm {
        name: "写到一半".to_owned(),
        from: "12月".to_owned(),
        administrators: format!("{whole}；1101"),
        ..ProjectForm::default()
    };
    let id = station.save_draft(None, &half, Stamp::now()).unwrap();
    let draft = station.draft(id).unwrap();
    assert_eq!(draft.form.from, "12月");
    assert_eq!(draft.form.administrators, "**************002X；1101");
    let whole_form = ProjectForm {
        administrators: draft.form.administrators.replace("；1101", ""),
        ..form()
    };
    station
        .save_draft(Some(id), &whole_form, Stamp::now())
        .unwrap();
    assert_eq!(station.drafts().unwrap().len(), 1);
    let project = taken(
        station
            .publish(&whole_form, Some(id), Stamp::now())
            .unwrap(),
    );
    assert_eq!((project, station.drafts().unwrap().len()), (id, 0));
    let described = station.project(id, now()).unwrap().described;
    assert_eq!(described.administrators, ["**************002X"]);
    let copy = station.copy_project(id, Stamp::now()).unwrap();
    let copied = station.draft(copy).unwrap().form;
    assert_eq!(copied.administrators, "**************002X");
    assert_eq!(
        (copied.from.as_str(), copied.name.as_str()),
        ("", "河道巡护二期")
    );
    let renewed = ProjectForm {
        administrators: copied.administrators,
        ..form()
    };
    let twin = taken(station.publish(&renewed, Some(copy), Stamp::now()).unwrap());
    let forged = ProjectForm {
        administrators: "**************0017".to_owned(),
        ..form()
    };
    assert_eq!(
        wrong(station.publish(&forged, None, Stamp::now()).unwrap()),
        ["administrators"]
    );
    assert_ne!(twin, id);
    let other = station.save_draft(None, &half, Stamp::now()).unwrap();
    station.delete_draft(other).unwrap();
    assert!(matches!(station.draft(other), Err(Error::Unknown(_))));
}

#[test]
fn a_change_follows_what_the_project_is_doing() {
    let station = station();
    let id = published(&station, &form());
    let change = |form: ProjectForm| station.change_project(id, &form, Stamp::now()).unwrap();
    let started = "活动已经开始：签到时段和已过去的日期不能再改";
    let moved = ProjectForm {
        end: "22:00".to_owned(),
        ..form()
    };
    let problems = station.check_change(id, &moved, now()).unwrap();
    assert_eq!(problems[0].message(Language::Zh), started);
    assert_eq!(wrong(change(moved)), ["end"]);
    let single = ProjectForm {
        timing: Timing::Single,
        preset_minutes: "60".to_owned(),
        ..form()
    };
    assert_eq!(wrong(change(single)), ["timing"]);
    let longer = ProjectForm {
        to: day(3),
        contact: "李队长".to_owned(),
        positions: Vec::new(),
        ..form()
    };
    taken(change(longer));
    let full = station.project(id, now()).unwrap();
    assert_eq!(full.described.to.to_string(), day(3));
    assert_eq!(full.described.details.contact.as_deref(), Some("李队长"));
    assert_eq!(full.described.positions, []);
    let over = published(
        &station,
        &ProjectForm {
            sign_up_from: day(-9),
            sign_up_to: day(-9),
            from: day(-8),
            to: day(-7),
            ..form()
        },
    );
    let late = ProjectForm {
        contact: "别人".to_owned(),
        ..station.project(over, now()).unwrap().form
    };
    assert_eq!(
        wrong(station.change_project(over, &late, Stamp::now()).unwrap()),
        ["name"]
    );
}

#[test]
fn what_a_project_lacked_before_it_may_lack_on() {
    let station = station();
    let bare = replica::NewProject::plain(
        "临时集合",
        (Timing::Double, protocol::row::ProjectKind::Service),
        (day(2).parse().unwrap(), day(2).parse().unwrap()),
        ("08:00".parse().unwrap(), "12:00".parse().unwrap()),
    );
    let id = station.create_project(&bare, Stamp::now()).unwrap();
    let shown = station.project(id, now()).unwrap().form;
    let change = ProjectForm {
        contact: "李队长".to_owned(),
        ..shown.clone()
    };
    taken(station.change_project(id, &change, Stamp::now()).unwrap());
    let spoilt = ProjectForm {
        name: String::new(),
        ..change
    };
    assert_eq!(
        wrong(station.change_project(id, &spoilt, Stamp::now()).unwrap()),
        ["name"]
    );
}

#[test]
fn only_a_project_that_nobody_punched_in_is_deleted() {
    let station = station();
    let id = published(&station, &form());
    let receipt = station
        .scan(
            &Scan::now(id, Input::Text(number(&station, 0))),
            Stamp::now(),
        )
        .unwrap();
    let refused = station.delete_project(id, Stamp::now());
    assert!(matches!(refused, Err(Error::HasPunches)), "{refused:?}");
    station.annul(receipt.fact, "误打", Stamp::now()).unwrap();
    station.delete_project(id, Stamp::now()).unwrap();
    assert!(matches!(station.project(id, now()), Err(Error::Unknown(_))));
    assert!(station.verify_log().unwrap().valid);
}

#[test]
fn people_are_admitted_by_pasted_numbers_with_a_warning_when_enough_are_there() {
    let station = station();
    let id = published(&station, &form());
    let wish = |numbers: Vec<String>, when_full| Admission {
        project: id,
        numbers,
        position: Some("引导".to_owned()),
        team: None,
        when_full,
    };
    let pasted = format!("{} {}，999", number(&station, 0), number(&station, 1));
    let admit = |wish: &Admission| station.admit_people(wish, Stamp::now()).unwrap();
    let done = |admitted, already: &[&str], unknown: &[&str]| Admitting::Done {
        admitted,
        already: already.iter().map(|&n| n.to_owned()).collect(),
        unknown: unknown.iter().map(|&n| n.to_owned()).collect(),
    };
    let first = wish(Admission::numbers_in(&pasted), WhenFull::Ask);
    assert_eq!(admit(&first), done(2, &[], &["999"]));
    let again = wish(vec![number(&station, 0)], WhenFull::Ask);
    assert_eq!(admit(&again), done(0, &[&number(&station, 0)], &[]));
    let more = wish(
        vec![number(&station, 2), number(&station, 3)],
        WhenFull::Ask,
    );
    let full = Admitting::Full {
        wanted: 3,
        would_be: 4,
    };
    assert_eq!(admit(&more), full);
    assert_eq!(station.participants(id, "", now()).unwrap().admitted, 2);
    let more = Admission {
        when_full: WhenFull::GoOn,
        ..more
    };
    assert_eq!(admit(&more), done(2, &[], &[]));
    came_and_left(&station, id, &number(&station, 4), 70);
    let all = station.participants(id, "", now()).unwrap();
    assert_eq!((all.admitted, all.walk_ups, all.wanted), (4, 1, Some(3)));
    let walk_up = all.people.last().unwrap();
    assert_eq!((walk_up.listing, walk_up.days), (Listing::WalkUp, 1));
    assert!(walk_up.minutes >= 70 && walk_up.minutes_in_all >= walk_up.minutes);
    assert!(walk_up.seen_at.is_some() && walk_up.admitted_at.is_none());
    let one = &all.people[0];
    assert_eq!(one.position.as_deref(), Some("引导"));
    assert!(one.admitted_at.is_some());
    let remove =
        |reason| station.remove_participant(id, one.person.volunteer, reason, Stamp::now());
    assert!(matches!(remove(" "), Err(Error::ReasonMissing)));
    remove("本人退出").unwrap();
    let after = station.participants(id, &one.person.number, now()).unwrap();
    assert_eq!(after.people[0].listing, Listing::Removed);
    assert_eq!((after.admitted, after.people.len()), (3, 1));
    let unknown = Admission {
        position: Some("没有的岗位".to_owned()),
        ..more
    };
    assert!(matches!(
        station.admit_people(&unknown, Stamp::now()),
        Err(Error::Invalid { .. })
    ));
}

#[test]
fn a_record_opens_to_its_punches_figures_and_reasons() {
    let station = station();
    let id = published(&station, &form());
    let who = number(&station, 0);
    came_and_left(&station, id, &who, 70);
    let of: jiff::civil::Date = day(-1).parse().unwrap();
    let lines = station.project_records(id, Some(of), now()).unwrap();
    assert_eq!(lines.len(), 1);
    let line = &lines[0];
    assert_eq!(
        (line.person.number.as_str(), line.record.standing_minutes()),
        (who.as_str(), 90)
    );
    assert_eq!(line.record.publicity_minutes, 90);
    assert!(line.publicity_until.is_some());
    let record = station
        .record(id, line.person.volunteer, of, now())
        .unwrap();
    assert_eq!(record.punches.len(), 2);
    assert!(
        record
            .punches
            .iter()
            .all(|punch| punch.verdict.is_some() && punch.annulled.is_none())
    );
    assert_eq!(record.final_from, line.publicity_until);
    assert_eq!(
        (record.policy.name.as_str(), record.sessions.len()),
        ("jianghai", 1)
    );
    let said: Vec<_> = record
        .line
        .record
        .because
        .iter()
        .map(|step| step.sentence(Language::Zh))
        .collect();
    assert!(
        said.iter()
            .any(|line| line.contains("70 分钟") && line.contains("1.50")),
        "{said:?}"
    );
    let later = now().checked_add((24 * 20).hours()).unwrap();
    let settled = station
        .record(id, line.person.volunteer, of, later)
        .unwrap();
    assert_eq!(
        (settled.line.record.final_minutes, settled.final_from),
        (90, record.final_from)
    );
    let hours = station.member_hours(&who, later).unwrap();
    assert!(hours.records.iter().any(|line| line.project == id));
    assert!(hours.totals.unwrap().credit_minutes >= 90);
    station
        .annul(record.punches[1].fact, "误打", Stamp::now())
        .unwrap();
    let after = station
        .record(id, line.person.volunteer, of, now())
        .unwrap();
    assert_eq!(after.punches[1].annulled.as_deref(), Some("误打"));
    assert_eq!(after.line.record.standing_minutes(), 0);
    let nobody = station.record(id, rules::VolunteerId([9; 8]), of, now());
    assert!(matches!(nobody, Err(Error::Unknown(_))));
}
