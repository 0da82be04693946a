//! What profiles do to hours: which one a project runs under, and what a new one changes.

use jiff::Timestamp;
use jiff::civil::date;
use protocol::row::ProjectRow;
use rules::{Language, ProjectId, VolunteerId};

use super::*;
use crate::table::{organisation, presence, project};
use crate::{DemoPlan, HoursOf, Input, NewHome, Scan};

fn station() -> Replica {
    let plan = DemoPlan {
        members: 3,
        projects: 1,
        punches: 0,
        seed: 4,
        portraits: false,
    };
    let home = NewHome::in_memory().unwrap();
    home.fill_with_demo(&plan, Stamp::now(), &mut |_, _| {})
        .unwrap()
}

/// A project of one day in the past like the demo's, otherwise as `differ` has it.
fn on(station: &Replica, day: Date, nth: u8, differ: impl Fn(&mut ProjectRow)) -> ProjectId {
    let id = ProjectId([nth; 16]);
    let put = |db: &Connection| {
        let mut row = project::all(db)?.remove(0);
        (row.id, row.from, row.to) = (id, day.into(), day.into());
        row.start = jiff::civil::time(8, 30, 0, 0).into();
        row.end = jiff::civil::time(17, 30, 0, 0).into();
        differ(&mut row);
        project::put(db, &row, 1)
    };
    station.write(&[], put).unwrap();
    id
}

fn at(day: Date, hour: i8, minute: i8) -> Timestamp {
    let zoned = day.at(hour, minute, 0, 0).in_tz("Asia/Shanghai");
    zoned.unwrap().timestamp()
}

/// The first member comes at 9:00 and leaves 35 minutes later.
fn stay(station: &Replica, project: ProjectId, day: Date) -> VolunteerId {
    let member = station.members("", 1).unwrap().remove(0);
    for when in [at(day, 9, 0), at(day, 9, 35)] {
        let scan = Scan {
            given: Some(when),
            ..Scan::now(project, Input::Text(member.number.clone()))
        };
        station.scan(&scan, Stamp::now()).unwrap();
    }
    member.volunteer
}

fn minutes(station: &Replica, of: VolunteerId, project: ProjectId) -> u32 {
    let days = station.read(|db| presence::of_volunteer(db, of)).unwrap();
    let mut days = days.iter().filter(|day| day.project == project);
    days.next().unwrap().minutes
}

fn own(name: &str, version: u32, from: &str, differs: &str) -> String {
    format!(
        r#"{{ "extends": "jianghai", "name": "{name}", "version": {version}, "effective_from": "{from}",
              "title": {{ "zh": "青溪志愿", "en": "Qingxi" }}, {differs} }}"#
    )
}

#[test]
fn a_project_runs_under_the_profile_it_names_with_its_own_changes() {
    let station = station();
    let of = |nth: u8, differ: &dyn Fn(&mut ProjectRow)| {
        let day = date(2024, 5, nth as i8);
        let project = on(&station, day, nth, differ);
        let volunteer = stay(&station, project, day);
        minutes(&station, volunteer, project)
    };
    let zhiyuanyun = || Some("zhiyuanyun".to_owned());
    // Half hours up, whole minutes, and ten minutes up.
    assert_eq!(of(1, &|_| {}), 60);
    assert_eq!(of(2, &|row| row.profile = zhiyuanyun()), 35);
    let tens = r#"{ "rounding": { "up_to_minutes": 10 } }"#;
    assert_eq!(
        of(3, &|row| row.profile_changes = Some(tens.to_owned())),
        40
    );
    // A profile, a version or changes that are no good: the organisation's counts.
    assert_eq!(of(4, &|row| row.profile = Some("nowhere".to_owned())), 60);
    let version =
        |row: &mut ProjectRow| (row.profile, row.profile_version) = (zhiyuanyun(), Some(9));
    assert_eq!(of(5, &version), 60);
    let changes = |row: &mut ProjectRow| {
        (row.profile, row.profile_changes) = (zhiyuanyun(), Some("{ \"rounding\": 7 }".to_owned()));
    };
    assert_eq!(of(6, &changes), 60);
    let hours = station
        .hours(
            &HoursOf::Project(ProjectId([4; 16])),
            None,
            at(date(2024, 5, 4), 20, 0),
        )
        .unwrap();
    assert_eq!(hours.stood_in[0].profile, "nowhere");
    assert_eq!(hours.policies.len(), 1);
}

#[test]
fn a_version_counts_for_projects_that_begin_when_it_is_in_force_and_history_stays() {
    let station = station();
    let (before, after) = (date(2024, 5, 6), date(2025, 5, 5));
    let [old, new, fixed] = [(1, before), (2, after), (3, date(2025, 5, 6))].map(|(nth, day)| {
        let project = on(&station, day, nth, |row| {
            row.profile_version = (nth == 3).then_some(1);
        });
        (project, stay(&station, project, day))
    });
    let text = own("jianghai", 2, "2025-01-01", r#""rounding": "none""#);
    let line = station.add_profile(&text, Stamp::now()).unwrap();
    assert_eq!(
        (line.version, line.whose, line.in_use),
        (2, Whose::Organisation, true)
    );
    let minutes = |(project, volunteer)| minutes(&station, volunteer, project);
    assert_eq!([minutes(old), minutes(new), minutes(fixed)], [60, 35, 60]);
    // Only once, and by an administrator.
    assert!(matches!(
        station.add_profile(&text, Stamp::now()),
        Err(Error::Invalid {
            field: "version",
            problem: Problem::Taken
        })
    ));
    let lower = own("jianghai", 1, "2025-01-01", r#""rounding": "none""#);
    let refused = station.add_profile(&lower, Stamp::now()).unwrap_err();
    assert!(
        refused.message(Language::Zh).contains("version"),
        "{refused}"
    );
}

#[test]
fn a_profile_that_extends_one_which_came_later_is_used_from_then_on() {
    let (station, day) = (station(), date(2024, 5, 6));
    let project = on(&station, day, 1, |row| {
        row.profile = Some("a-town".to_owned())
    });
    let volunteer = stay(&station, project, day);
    let put = |text: &str, name: &str| {
        let row = ProfileRow {
            organisation: None,
            name: name.to_owned(),
            profile_version: 1,
            text: text.to_owned(),
        };
        let settle = |db: &Connection| {
            row::put(db, &row.clone().into(), 1)?;
            station.settling(db)?.settle(db, volunteer)
        };
        station.write(&[], settle).unwrap();
    };
    let base = own("z-base", 1, "2020-01-01", r#""rounding": "none""#);
    let child = own("a-town", 1, "2020-01-01", r#""publicity_days": 3"#);
    put(&child.replace("\"jianghai\"", "\"z-base\""), "a-town");
    assert_eq!(minutes(&station, volunteer, project), 60);
    put(&base, "z-base");
    assert_eq!(minutes(&station, volunteer, project), 35);
    let names: Vec<_> = station
        .profiles()
        .unwrap()
        .into_iter()
        .map(|line| line.name)
        .collect();
    assert_eq!(names.len(), 6);
}

#[test]
fn a_profile_is_shown_whole_and_its_text_can_be_copied() {
    let station = station();
    let text = own("our-town", 1, "2025-01-01", r#""rounding": "none""#);
    station.add_profile(&text, Stamp::now()).unwrap();
    let whole = station.profile_text("our-town", None).unwrap();
    assert!(!whole.contains("extends") && whole.contains("\"grace_minutes\": 30"));
    let copy = whole.replace("our-town", "other-town");
    assert_eq!(
        station.add_profile(&copy, Stamp::now()).unwrap().name,
        "other-town"
    );
    for (name, version) in [("nobody's", None), ("our-town", Some(2))] {
        let unknown = station.profile_text(name, version);
        assert!(matches!(unknown, Err(Error::Unknown(Noun::Profile))));
    }
}

#[test]
fn an_organisation_whose_profile_is_not_here_still_counts_and_scans() {
    let station = station();
    let rename = |name: &str| {
        let put = |db: &Connection| {
            let mut row = organisation::by_id(db, station.station().serves()?)?.unwrap();
            row.profile = name.to_owned();
            organisation::put(db, &row, 9)
        };
        station.write(&[], put).unwrap();
    };
    for (nth, name) in [(1, "nowhere"), (2, "")] {
        rename(name);
        let day = date(2024, 5, nth as i8);
        let project = on(&station, day, nth, |_| {});
        let volunteer = stay(&station, project, day);
        assert_eq!(minutes(&station, volunteer, project), 60);
    }
    assert_eq!(station.profiles().unwrap().len(), 4);
}

#[test]
fn the_same_facts_are_compared_under_another_profile() {
    let (station, day) = (station(), date(2024, 5, 6));
    let project = on(&station, day, 1, |_| {});
    stay(&station, project, day);
    let early = station.members("", 3).unwrap().remove(2);
    let scan = Scan {
        given: Some(at(day, 8, 15)),
        ..Scan::now(project, Input::Text(early.number.clone()))
    };
    station.scan(&scan, Stamp::now()).unwrap();
    let (of, now) = (HoursOf::Project(project), at(day, 20, 0));
    let named = |name: &str, version| NamedProfile {
        name: name.to_owned(),
        version,
    };
    let compared = station
        .compare(&of, &named("zhiyuanyun", None), now)
        .unwrap();
    assert_eq!(compared.own, station.hours(&of, None, now).unwrap());
    let lines: Vec<_> = compared
        .volunteers
        .iter()
        .map(|line| (line.own_minutes, line.other_minutes, line.verdicts.len()))
        .collect();
    // 35 minutes are no longer an hour; who came a quarter early is signed in.
    assert_eq!(lines, [(60, 35, 0), (0, 0, 1)]);
    let change = &compared.volunteers[1].verdicts[0];
    assert!(change.own.outcome.refusal().is_some() && change.other.outcome.refusal().is_none());
    assert!(compared.volunteers[0].name.ends_with('*'));
    let document: serde_json::Value =
        serde_json::from_str(&compared.to_json(Language::Zh)).unwrap();
    let keys: BTreeSet<_> = document.as_object().unwrap().keys().collect();
    let expected = ["comparison", "records", "totals", "verdicts"].map(str::to_owned);
    assert_eq!(keys, expected.iter().collect());
    assert_eq!(document["records"][0]["hours"], "0.58");
    assert_eq!(document["comparison"][0]["difference"]["hours"], "-0.42");
    assert_eq!(
        document["comparison"][1]["verdicts"][0]["own"]["code"],
        "not-started"
    );
    for unknown in [named("nowhere", None), named("jianghai", Some(7))] {
        let refused = station.compare(&of, &unknown, now);
        assert!(matches!(refused, Err(Error::Unknown(Noun::Profile))));
    }
}

#[test]
fn what_the_rows_say_is_worked_out_again_only_after_one_of_them_changed() {
    let station = station();
    let settling = || station.read(|db| station.settling(db)).unwrap();
    let first = settling();
    assert!(Arc::ptr_eq(&first, &settling()));
    on(&station, date(2024, 5, 6), 1, |_| {});
    let second = settling();
    assert_eq!(second.projects.len(), first.projects.len() + 1);
    // A change that is taken back leaves nothing behind, whatever was worked out meanwhile.
    let failed = station.write(&[], |db| {
        project::put(
            db,
            &ProjectRow {
                id: ProjectId([8; 16]),
                ..project::all(db)?.remove(0)
            },
            1,
        )?;
        assert_eq!(
            station.settling(db)?.projects.len(),
            second.projects.len() + 1
        );
        Err::<(), _>(Error::NoCard)
    });
    assert!(failed.is_err());
    assert_eq!(settling().projects.len(), second.projects.len());
    on(&station, date(2024, 5, 6), 9, |_| {});
    let ids: Vec<_> = settling()
        .projects
        .iter()
        .map(|project| project.id.clone())
        .collect();
    assert_eq!(ids.len(), second.projects.len() + 1);
    assert!(!ids.contains(&rules::Id::from(ProjectId([8; 16]).to_string().as_str())));
}
