//! Profiles of an organisation and changes of a project: what they inherit, from when they hold, what is wrong with one.

use jiff::civil::date;
use jiff::tz::TimeZone;
use rules::policy::{Expected, Geofence, Rounding};
use rules::{
    By, Direction, Fact, Language, Policy, PolicyError, Profiles, Project, ProjectKind, Punch,
    Timing, What, assess,
};
use serde_json::json;

const UNROUNDED: &str = r#"{ "extends": "jianghai", "extends_version": 1, "name": "jianghai", "version": 2,
    "effective_from": "2019-01-01", "rounding": "none" }"#;

/// A double project of one day, 13:00 to 17:00, signed in at 14:41 and out at 15:16: its hours.
fn hours(profiles: &Profiles, year: i16) -> String {
    let zone = TimeZone::get("Asia/Shanghai").expect("a zone of the bundle");
    let day = date(year, 12, 16);
    let at = |hour, minute| {
        let local = day.at(hour, minute, 0, 0).to_zoned(zone.clone());
        local.expect("a time of our days").timestamp()
    };
    let project = Project {
        id: "p1".into(),
        timing: Timing::Double,
        kind: ProjectKind::Service,
        from: day,
        to: day,
        start: jiff::civil::time(13, 0, 0, 0),
        end: jiff::civil::time(17, 0, 0, 0),
        preset_minutes: None,
        by_list: false,
        self_open: false,
        venue: None,
        radius_m: None,
        dispersed_sign_out: false,
        policy: profiles.in_force("jianghai", day),
    };
    let punch = |id: &str, time| Fact {
        id: id.into(),
        time,
        what: What::Punch(Punch {
            project: "p1".into(),
            volunteer: "v1".into(),
            direction: Direction::Auto,
            by: By::Staff,
            location: None,
        }),
    };
    let facts = [punch("a", at(14, 41)), punch("b", at(15, 16))];
    let given = Policy::named("zhiyuanhui").expect("a profile of the program");
    let answer = assess(given, &zone, at(23, 0), &[project], &facts);
    answer.records[0].hours()
}

fn refused(profiles: &mut Profiles, file: serde_json::Value) -> PolicyError {
    profiles.add(&file.to_string()).expect_err("a wrong file")
}

#[test]
fn a_new_version_holds_from_its_date_on_and_history_stays() {
    let mut profiles = Profiles::platform();
    assert_eq!(hours(&profiles, 2017), "1.00");
    assert_eq!(hours(&profiles, 2019), "1.00");
    profiles.add(UNROUNDED).expect("a sound version");
    assert_eq!(hours(&profiles, 2017), "1.00");
    assert_eq!(hours(&profiles, 2019), "0.58");
    let version = |day| profiles.in_force("jianghai", day).map(|it| it.version);
    assert_eq!(version(date(2018, 12, 31)), Some(1));
    assert_eq!(version(date(2019, 1, 1)), Some(2));
    assert_eq!(version(date(1999, 12, 31)), Some(1));
    assert_eq!(profiles.in_force("nanjing", date(2019, 1, 1)), None);
}

#[test]
fn a_version_inherits_what_it_does_not_say() {
    let mut profiles = Profiles::platform();
    let second = profiles.add(UNROUNDED).expect("a sound version");
    let first = profiles.exactly("jianghai", 1).expect("the platform's");
    let expected = Policy {
        version: 2,
        effective_from: date(2019, 1, 1),
        rounding: Rounding::None,
        ..Policy::clone(&first)
    };
    assert_eq!(*second, expected);
    let versions = profiles.versions("jianghai").map(|it| it.version);
    assert_eq!(versions.collect::<Vec<_>>(), [1, 2]);
    assert_eq!(profiles.all().len(), 5);
}

#[test]
fn a_profile_of_its_own_name_starts_from_the_first_version_unless_it_says_another() {
    let file = |name: &str, version: Option<u32>| {
        let mut file = json!({ "extends": "jianghai", "name": name, "version": 1,
            "title": { "zh": "本市", "en": "Our town" }, "effective_from": "2020-01-01",
            "geofence": { "double": "record" }, "pending_sign_ups_most": 3,
            "organisations": { "most": null } });
        if let Some(version) = version {
            file["extends_version"] = json!(version);
        }
        file.to_string()
    };
    let mut profiles = Profiles::platform();
    profiles.add(UNROUNDED).expect("a sound version");
    let town = profiles.add(&file("town", None)).expect("a sound profile");
    assert_eq!(town.rounding, Rounding::UpToMinutes(30));
    assert_eq!(
        (town.geofence.single, town.geofence.double),
        (Geofence::Record, Geofence::Record)
    );
    assert_eq!(
        (town.pending_sign_ups_most, town.organisations.most),
        (Some(3), None)
    );
    assert_eq!(town.title.text(Language::Zh), "本市");
    let county = profiles
        .add(&file("county", Some(2)))
        .expect("a sound profile");
    assert_eq!(county.rounding, Rounding::None);
    let third = r#"{ "extends": "jianghai", "name": "jianghai", "version": 4,
        "effective_from": "2021-01-01", "grace_minutes": 10 }"#;
    let third = profiles.add(third).expect("a sound version");
    assert_eq!((third.rounding, third.grace_minutes), (Rounding::None, 10));
}

#[test]
fn a_complete_file_stands_alone_and_adding_it_again_changes_nothing() {
    let mut profiles = Profiles::platform();
    let mut file = serde_json::to_value(&Policy::all()[2]).expect("a JSON form");
    file["name"] = json!("own");
    let first = profiles.add(&file.to_string()).expect("a complete profile");
    let again = profiles.add(&file.to_string()).expect("the same profile");
    assert_eq!((first, profiles.all().len()), (again, 5));
    file["grace_minutes"] = json!(31);
    let error = refused(&mut profiles, file.clone());
    assert_eq!(
        error,
        PolicyError::NotHigher {
            name: "own".to_owned(),
            version: 1
        }
    );
    assert_eq!(
        error.text(Language::Zh),
        "version：规则方案“own”已有第 1 版，新版本号须大于它"
    );
    file["version"] = json!(2);
    assert_eq!(
        profiles
            .add(&file.to_string())
            .expect("a version")
            .grace_minutes,
        31
    );
}

#[test]
fn what_is_wrong_with_a_file_is_named_by_its_key_in_both_languages() {
    let unfit = |key: &str, expected| PolicyError::Unfit {
        key: key.to_owned(),
        expected,
    };
    let bounds = |key: &str, least, most| PolicyError::OutOfBounds {
        key: key.to_owned(),
        least,
        most,
    };
    let unknown = |key: &str| PolicyError::UnknownKey(key.to_owned());
    let missing = |key: &str| PolicyError::Missing(key.to_owned());
    let base = |name: &str, version| PolicyError::UnknownBase {
        name: name.to_owned(),
        version,
    };
    let table = [
        ("colour", json!("red"), unknown("colour")),
        (
            "geofence",
            json!({"triple": "record"}),
            unknown("geofence.triple"),
        ),
        (
            "geofence",
            json!("record"),
            unfit("geofence", Expected::Object),
        ),
        (
            "geofence",
            json!({"double": "forbid"}),
            unfit("geofence.double", Expected::Word),
        ),
        ("geofence", json!(null), missing("geofence")),
        (
            "grace_minutes",
            json!("30"),
            unfit("grace_minutes", Expected::Number),
        ),
        (
            "grace_minutes",
            json!(-1),
            unfit("grace_minutes", Expected::Number),
        ),
        (
            "grace_minutes",
            json!(0.5),
            unfit("grace_minutes", Expected::Number),
        ),
        (
            "grace_minutes",
            json!(1441),
            bounds("grace_minutes", 0, 1440),
        ),
        ("grace_minutes", json!(null), missing("grace_minutes")),
        (
            "rounding",
            json!({"up_to_minutes": 0}),
            bounds("rounding", 1, 1440),
        ),
        ("rounding", json!("up"), unfit("rounding", Expected::Word)),
        (
            "exclusive",
            json!("yes"),
            unfit("exclusive", Expected::YesOrNo),
        ),
        (
            "effective_from",
            json!("2019-13-01"),
            unfit("effective_from", Expected::Date),
        ),
        (
            "title",
            json!({"zh": " "}),
            unfit("title.zh", Expected::Text),
        ),
        ("name", json!(7), unfit("name", Expected::Text)),
        ("version", json!(0), bounds("version", 1, u32::MAX)),
        (
            "supplement",
            json!({"days": 9999}),
            bounds("supplement.days", 0, 3660),
        ),
        (
            "supplement",
            json!({"causes": ["rain"]}),
            unfit("supplement.causes", Expected::Word),
        ),
        (
            "organisations",
            json!({"least": 6}),
            bounds("organisations.least", 0, 5),
        ),
        ("extends", json!("nanjing"), base("nanjing", None)),
        ("extends", json!(null), unfit("extends", Expected::Text)),
        ("extends_version", json!(9), base("jianghai", Some(9))),
        (
            "extends_version",
            json!("1"),
            unfit("extends_version", Expected::Number),
        ),
    ];
    let sound = json!({ "extends": "jianghai", "name": "own", "version": 1,
        "title": { "zh": "本市", "en": "Our town" }, "effective_from": "2020-01-01" });
    assert!(Profiles::platform().add(&sound.to_string()).is_ok());
    for (key, value, error) in table {
        let mut file = sound.clone();
        file[key] = value.clone();
        let found = refused(&mut Profiles::platform(), file);
        assert_eq!(found, error, "{key} {value}");
        let key = error.key().expect("it has a key");
        for language in [Language::Zh, Language::En] {
            let text = error.text(language);
            assert!(text.starts_with(key) && !text.contains('\n'), "{text}");
            assert_eq!(text.is_ascii(), language == Language::En, "{text}");
        }
    }
    for key in ["name", "version", "title", "effective_from"] {
        let mut file = sound.clone();
        file.as_object_mut().expect("an object").remove(key);
        assert_eq!(refused(&mut Profiles::platform(), file), missing(key));
    }
    let complete = serde_json::to_value(&Policy::all()[0]).expect("a JSON form");
    for key in complete.as_object().expect("an object").keys() {
        let mut file = complete.clone();
        file.as_object_mut().expect("an object").remove(key);
        let read = Policy::parse(&file.to_string());
        match key.as_str() {
            "pending_sign_ups_most" => assert!(read.is_ok()),
            _ => assert_eq!(read.expect_err("a key is missing"), missing(key)),
        }
    }
    for (text, line) in [("", 1), ("{\n\"name\": }", 2), ("{} {}", 1)] {
        match Profiles::platform().add(text) {
            Err(PolicyError::NotJson { line: found, .. }) => assert_eq!(found, line, "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }
    assert_eq!(Policy::parse("[]"), Err(PolicyError::NotAnObject));
    assert_eq!(Policy::parse("[]").expect_err("a list").key(), None);
}

#[test]
fn a_project_changes_values_and_its_title_says_so() {
    let jianghai = Policy::named("jianghai").expect("a profile of the program");
    let own =
        Profiles::changed(jianghai, r#"{ "rounding": { "up_to_minutes": 15 } }"#).expect("sound");
    assert_eq!(own.rounding, Rounding::UpToMinutes(15));
    assert_eq!((own.name.as_str(), own.version), ("jianghai", 1));
    assert_eq!(own.title.text(Language::Zh), "江海志愿（本活动）");
    assert_eq!(
        own.title.text(Language::En),
        "Jianghai Volunteers (this activity)"
    );
    let twice = Profiles::changed(&own, r#"{ "early_minutes": 15 }"#).expect("sound");
    assert_eq!(twice.title, own.title);
    let same = Profiles::changed(jianghai, "{}").expect("no change");
    assert_eq!(*same, *jianghai);
    let named = r#"{ "title": { "zh": "夜市", "en": "Night market" }, "early_minutes": 15 }"#;
    let named = Profiles::changed(jianghai, named).expect("sound");
    assert_eq!(named.title.text(Language::Zh), "夜市");
    for (changes, key) in [
        (r#"{ "name": "own" }"#, "name"),
        (r#"{ "version": 2 }"#, "version"),
        (r#"{ "effective_from": "2019-01-01" }"#, "effective_from"),
        (r#"{ "extends": "zhiyuanyun" }"#, "extends"),
    ] {
        let error = Profiles::changed(jianghai, changes).expect_err(changes);
        assert_eq!(error, PolicyError::UnknownKey(key.to_owned()));
    }
}
