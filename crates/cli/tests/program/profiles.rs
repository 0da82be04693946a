//! Profiles: the list, one to copy, adding one, and hours compared under another.

use serde_json::{Value, json};

use crate::station::{Run, Station, word};

fn own(name: &str, version: u32, differs: &str) -> String {
    format!(
        r#"{{ "extends": "jianghai", "name": "{name}", "version": {version}, "effective_from": "2001-01-01",
              "title": {{ "zh": "青溪志愿", "en": "Qingxi" }}, {differs} }}"#
    )
}

/// A sign-in now and a sign-out 35 minutes later, at the project that is open.
fn stay(station: &Station, project: &str, number: &str) {
    for minutes in [0, 35] {
        let at = jiff::Timestamp::now() + jiff::SignedDuration::from_mins(minutes);
        let at = at.to_string();
        let run = station.run(&["scan", "--project", project, "--at", &at, number]);
        assert_eq!(run.status, 0, "{run:?}");
    }
}

#[test]
fn profiles_are_listed_shown_whole_and_added_in_versions() {
    let station = Station::new();
    let lines = station.run(&["profile", "list"]).documents();
    let names: Vec<String> = lines.iter().map(|line| word(line, "name")).collect();
    assert_eq!(names, ["jianghai", "izhiyuan", "zhiyuanyun", "zhiyuanhui"]);
    assert_eq!(
        (&lines[0]["whose"], &lines[0]["in_use"], &lines[1]["in_use"]),
        (&json!("platform"), &json!(true), &json!(false))
    );
    let file = station.file("ours.json", own("jianghai", 2, r#""rounding": "none""#));
    let file = file.to_str().expect("a path");
    let added = station.run(&["profile", "add", file]);
    assert_eq!(
        added.document(),
        json!({ "name": "jianghai", "version": 2 })
    );
    let last = station.run(&["profile", "list"]).documents().pop();
    assert_eq!(
        last.map(|line| (line["whose"].clone(), line["version"].clone())),
        Some((json!("organisation"), json!(2)))
    );
    let shown = |arguments: &[&str]| station.run(arguments).document();
    let newest = shown(&["profile", "show", "jianghai"]);
    let first = shown(&["profile", "show", "jianghai", "--version", "1"]);
    assert_eq!(
        (&newest["rounding"], &newest["grace_minutes"]),
        (&json!("none"), &json!(30))
    );
    assert_eq!(first["rounding"], json!({ "up_to_minutes": 30 }));
    station.run(&["profile", "add", file]).refused(2, "version");
}

#[test]
fn a_profile_that_is_none_is_refused_by_its_key() {
    let station = Station::new();
    let cases = [
        (own("ours", 1, r#""publicity_days": -1"#), "publicity_days"),
        (own("ours", 1, r#""publicity": 7"#), "publicity"),
        (
            own("ours", 1, r#""x": 1"#).replace("jianghai", "nowhere"),
            "nowhere",
        ),
        ("{".to_owned(), "FILE"),
        (String::new(), "FILE"),
    ];
    for (text, named) in cases {
        let file = station.file("bad.json", text);
        let run = station.run(&["profile", "add", file.to_str().expect("a path")]);
        run.refused(2, named);
    }
    station
        .run(&["profile", "add", "no-such.json"])
        .refused(2, "FILE");
    let file = station.file("bytes.json", [0xff, 0xfe]);
    station
        .run(&["profile", "add", file.to_str().expect("a path")])
        .refused(2, "FILE");
    station
        .run(&["profile", "show", "nobody's"])
        .refused(2, "--profile");
    station
        .run(&["profile", "show", "jianghai", "--version", "x"])
        .refused(2, "--version");
    assert_eq!(station.run(&["profile", "list"]).documents().len(), 4);
}

#[test]
fn hours_are_compared_under_another_profile_and_stay_as_they_are_without() {
    let station = Station::new();
    let (project, number) = (station.project(0), station.numbers().remove(0));
    stay(&station, &project, &number);
    let later = (jiff::Timestamp::now() + jiff::SignedDuration::from_hours(1)).to_string();
    let ask = |rest: &[&str]| {
        let question = [&["hours", "--project", &project, "--now", &later][..], rest].concat();
        station.run(&question)
    };
    let keys = |document: &Value| -> std::collections::BTreeSet<String> {
        let object = document.as_object().expect("an object");
        object.keys().cloned().collect()
    };
    let plain = ask(&[]).document();
    let assessed = ["records", "totals", "verdicts"].map(str::to_owned);
    assert_eq!(keys(&plain), assessed.into());
    let hours = |document: &Value| -> Vec<String> {
        let records = document["records"].as_array().cloned().expect("a list");
        let own = records
            .iter()
            .filter(|record| word(record, "volunteer") == number);
        own.map(|record| word(record, "hours")).collect()
    };
    assert_eq!(hours(&plain), ["1.00"]);
    let other = ask(&["--profile", "zhiyuanyun"]).document();
    assert_eq!(hours(&other), ["0.58"]);
    let lines = other["comparison"].as_array().cloned().expect("a list");
    let line = lines.iter().find(|line| word(line, "volunteer") == number);
    let line = line.expect("his line");
    assert_eq!(line["own"], json!({ "minutes": 60, "hours": "1.00" }));
    assert_eq!(line["other"], json!({ "minutes": 35, "hours": "0.58" }));
    assert_eq!(
        line["difference"],
        json!({ "minutes": -25, "hours": "-0.42" })
    );
    assert_eq!(line["verdicts"], json!([]));
    let member = [
        "hours",
        "--member",
        &number,
        "--profile",
        "izhiyuan",
        "--now",
        &later,
    ];
    let member = station.run(&member).document();
    let codes: Vec<&Value> = member["comparison"][0]["verdicts"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|verdict| &verdict["other"]["code"])
        .collect();
    assert!(codes.contains(&&json!("face-check-required")), "{codes:?}");
    ask(&["--profile", "jianghai", "--profile-version", "7"]).refused(2, "--profile");
    ask(&["--profile-version", "1"]).refused(2, "--profile");
}

#[test]
fn a_comparison_for_people_is_a_table_with_masked_names_and_the_reasons() {
    let station = Station::new();
    let (project, number) = (station.project(0), station.numbers().remove(0));
    stay(&station, &project, &number);
    let later = (jiff::Timestamp::now() + jiff::SignedDuration::from_hours(1)).to_string();
    let mut command = crate::station::program();
    command.args([
        "hours",
        "--project",
        &project,
        "--profile",
        "izhiyuan",
        "--now",
        &later,
    ]);
    let run = Run::of(
        command
            .arg("--home")
            .arg(station.home())
            .output()
            .expect("it starts"),
    );
    assert_eq!(run.status, 0, "{run:?}");
    let name = word(&station.run(&["member", "list"]).documents()[0], "name");
    assert!(!run.out.contains(&name) && run.out.contains('*'), "{run:?}");
    assert!(run.out.contains("-1.00") && run.out.contains("合计") && run.out.contains("面验"));
}
