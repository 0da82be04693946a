//! The end of an event without a window: who is still in, and all of them settled at once.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::station::Station;

fn minutes_ago(minutes: i64) -> String {
    (Timestamp::now() - SignedDuration::from_mins(minutes)).to_string()
}

/// Three people in the project that runs now: two since a good half hour, one since just now.
fn three_inside(station: &Station, project: &str) -> Vec<String> {
    let numbers: Vec<String> = station.numbers().into_iter().take(3).collect();
    for (number, ago) in numbers.iter().zip([40, 35, 2]) {
        let at = minutes_ago(ago);
        let scan = ["scan", "--project", project, "--at", &at, number];
        assert_eq!(station.run(&scan).status, 0);
    }
    numbers
}

#[test]
fn who_is_still_in_is_listed_and_signed_out_where_the_rules_take_it() {
    let station = Station::new();
    let project = station.project(0);
    let numbers = three_inside(&station, &project);
    let listed = station.run(&["sweep", "--project", &project]);
    assert_eq!(listed.status, 0, "{listed:?}");
    let open = listed.documents();
    let of = |document: &Value| {
        document["volunteer"]["number"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(open.iter().map(of).collect::<Vec<_>>(), numbers);
    assert_eq!(
        (&open[0]["minutes"], &open[0]["code"]),
        (&json!(60), &Value::Null)
    );
    assert_eq!(
        (&open[2]["minutes"], &open[2]["code"]),
        (&Value::Null, &json!("too-soon"))
    );

    let closed = station.run(&["sweep", "--project", &project, "--close", "活动结束"]);
    assert_eq!(closed.status, 1, "one of them came just now: {closed:?}");
    let outcomes: Vec<_> = closed
        .documents()
        .iter()
        .map(|line| line["outcome"].clone())
        .collect();
    assert_eq!(outcomes, ["signed-out", "signed-out", "refused"]);
    let left = station.run(&["sweep", "--project", &project, "--leave", "仍在服务"]);
    assert_eq!(left.status, 0, "{left:?}");
    assert_eq!(left.document()["outcome"], json!("left"));
    assert_eq!(
        station
            .run(&["sweep", "--project", &project])
            .documents()
            .len(),
        1
    );
    assert_eq!(
        station.run(&["log", "verify"]).document()["valid"],
        json!(true)
    );
}

#[test]
fn what_cannot_be_meant_is_refused_and_does_nothing() {
    let station = Station::new();
    let project = station.project(0);
    three_inside(&station, &project);
    let both = [
        "sweep",
        "--project",
        &project,
        "--close",
        "a",
        "--leave",
        "b",
    ];
    station.run(&both).refused(2, "--leave");
    let blank = ["sweep", "--project", &project, "--close", " "];
    station.run(&blank).refused(2, "原因");
    let day = ["sweep", "--project", &project, "--day", "2026-02-30"];
    station.run(&day).refused(2, "--day");
    assert_eq!(
        station
            .run(&["sweep", "--project", &project])
            .documents()
            .len(),
        3
    );
}
