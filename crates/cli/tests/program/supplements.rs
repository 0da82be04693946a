//! Missing records and disputes without a window.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::station::{Run, Station, word};

/// A double project that is over, its first day, and a volunteer who signed in on it and never out.
struct Forgotten {
    station: Station,
    project: String,
    number: String,
    day: Date,
}

impl Forgotten {
    fn new() -> Forgotten {
        let station = Station::new();
        let list = station.run(&["project", "list"]).documents();
        let project = word(&list[2], "id");
        let first: Date = word(&list[2], "from").parse().expect("a date");
        // The demo's own punches of that project fall on its first days; this one is the last.
        let day = first.saturating_add(2.days());
        let number = station.numbers().remove(5);
        let forgotten = Forgotten {
            station,
            project,
            number,
            day,
        };
        forgotten.scan("in", "09:00");
        forgotten
    }

    /// An instant so many days after the service day.
    fn at(&self, days: i64, clock: &str) -> String {
        let day = self.day.saturating_add(days.days());
        format!("{day}T{clock}:00+08:00")
    }

    fn scan(&self, direction: &str, clock: &str) {
        let at = self.at(0, clock);
        let run = self.station.run(&[
            "scan",
            "--project",
            &self.project,
            "--direction",
            direction,
            "--at",
            &at,
            &self.number,
        ]);
        assert_eq!(run.status, 0, "{run:?}");
    }

    fn picture(&self) -> String {
        let png = [
            0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52,
            0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 0x0a, 0x49,
            0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x68, 0, 0, 0, 0x82, 0, 0x81, 0x77, 0xcd, 0x72,
            0xb6, 0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
        ];
        let file = self.station.file("scene.png", png);
        file.to_str().expect("a path").to_owned()
    }

    fn document(&self) -> Value {
        json!({
            "project": self.project, "volunteer": self.number, "day": self.day.to_string(),
            "in": null, "out": "12:00", "cause": "own-fault", "reason": "忘记签退",
            "evidence": [self.picture()],
        })
    }

    fn request(&self, document: &Value, at: &str) -> Run {
        let arguments = ["supplement", "request", "-", "--at", at];
        self.station
            .feed(&arguments, document.to_string().as_bytes())
    }

    fn list(&self, more: &[&str]) -> Vec<Value> {
        let mut arguments = vec!["supplement", "list"];
        arguments.extend(more);
        let run = self.station.run(&arguments);
        assert_eq!(run.status, 0, "{run:?}");
        run.documents()
    }
}

fn keys(document: &Value) -> Vec<&str> {
    let fields = document.as_object().expect("an object");
    let mut keys: Vec<&str> = fields.keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

#[test]
fn a_missing_sign_out_is_listed_asked_for_approved_and_counts() {
    let forgotten = Forgotten::new();
    let (one, two) = (forgotten.at(1, "09:00"), forgotten.at(2, "10:00"));
    let missing = forgotten.list(&["--missing", "--now", &one]);
    let mine = missing
        .iter()
        .find(|line| line["volunteer"]["number"] == json!(forgotten.number))
        .expect("it is missing");
    assert_eq!(mine["missing"], json!("sign-out"));
    assert_eq!(mine["deadline"], json!(forgotten.at(7, "17:30")));
    assert_eq!(
        (&mine["code"], &mine["requested"]),
        (&Value::Null, &Value::Null)
    );

    let asked = forgotten.request(&forgotten.document(), &one);
    assert_eq!(asked.status, 0, "{asked:?}");
    assert_eq!(keys(&asked.document()), ["code", "fact"]);
    assert_eq!(asked.document()["code"], Value::Null);
    let fact = word(&asked.document(), "fact");
    let line = forgotten.list(&["--now", &two]).remove(0);
    assert_eq!(
        keys(&line),
        [
            "cause",
            "code",
            "day",
            "deadline",
            "decided_at",
            "decision_reason",
            "evidence",
            "fact",
            "in",
            "out",
            "project",
            "reason",
            "requested_at",
            "state",
            "volunteer"
        ]
    );
    assert_eq!(line["state"], json!("waiting"));
    assert_eq!((&line["in"], &line["out"]), (&Value::Null, &json!("12:00")));
    assert_eq!(
        (&line["evidence"], &line["cause"]),
        (&json!(1), &json!("own-fault"))
    );
    assert_eq!(line["requested_at"], json!(one));
    assert_eq!(line["deadline"], json!(forgotten.at(7, "17:30")));
    assert_eq!(
        forgotten.list(&["--now", &forgotten.at(0, "20:00")]),
        [Value::Null; 0]
    );

    let decide = [
        "supplement",
        "decide",
        &fact,
        "approve",
        "--reason",
        "属实",
        "--at",
        &two,
    ];
    let decided = forgotten.station.run(&decide);
    assert_eq!(decided.status, 0, "{decided:?}");
    assert_eq!(decided.document()["code"], Value::Null);
    forgotten.station.run(&decide).refused(1, "");
    let line = forgotten.list(&[]).remove(0);
    assert_eq!(line["state"], json!("approved"));
    assert_eq!(line["decided_at"], json!(two));
    assert_eq!(line["decision_reason"], json!("属实"));
    let hours = forgotten
        .station
        .run(&["hours", "--member", &forgotten.number])
        .document();
    let records = hours["records"].as_array().expect("a list");
    let record = records
        .iter()
        .find(|record| record["day"] == json!(forgotten.day.to_string()));
    assert_eq!(record.expect("the day")["delayed_minutes"], json!(180));
}

#[test]
fn a_request_that_the_rules_refuse_is_recorded_and_makes_a_one() {
    let forgotten = Forgotten::new();
    let mut bare = forgotten.document();
    bare["evidence"] = json!([]);
    let asked = forgotten.request(&bare, &forgotten.at(1, "09:00"));
    assert_eq!(asked.status, 1, "{asked:?}");
    assert_eq!(asked.document()["code"], json!("evidence-required"));
    let fact = word(&asked.document(), "fact");
    let line = forgotten.list(&[]).remove(0);
    assert_eq!(
        (&line["state"], &line["code"]),
        (&json!("invalid"), &json!("evidence-required"))
    );
    let decided = forgotten
        .station
        .run(&["supplement", "decide", &fact, "reject"]);
    assert_eq!(decided.status, 1, "{decided:?}");
    assert_eq!(decided.document()["code"], json!("evidence-required"));
}

#[test]
fn what_is_wrong_with_a_request_is_named_by_its_field_and_nothing_is_written() {
    let forgotten = Forgotten::new();
    let text = forgotten.station.file("notes.jpg", "no picture");
    let good = forgotten.picture();
    let cases = [
        ("project", json!("nowhere"), "project"),
        (
            "project",
            json!("00000000-0000-7000-8000-000000000000"),
            "project",
        ),
        ("project", Value::Null, "project"),
        ("volunteer", json!("nobody"), "volunteer"),
        ("volunteer", json!(7), "volunteer"),
        ("day", json!("8 June"), "day"),
        ("out", json!("25:00"), "out"),
        ("out", Value::Null, "in"),
        ("cause", json!("rain"), "cause"),
        ("reason", json!(["a"]), "reason"),
        ("evidence", json!("one.jpg"), "evidence"),
        ("evidence", json!([good, 7]), "evidence[1]"),
        ("evidence", json!([good, "not-there.jpg"]), "evidence[1]"),
        ("evidence", json!([good, "-"]), "evidence[1]"),
        ("evidence", json!([text]), "evidence[0]"),
        (
            "evidence",
            json!([good, good, good, good, good, good, good]),
            "evidence",
        ),
    ];
    for (field, value, named) in cases {
        let mut document = forgotten.document();
        document[field] = value;
        let run = forgotten.request(&document, &forgotten.at(1, "09:00"));
        run.refused(2, named);
    }
    let station = &forgotten.station;
    let broken = station.feed(&["supplement", "request", "-"], b"{\"project\":\n 1,");
    broken.refused(2, "FILE");
    station
        .run(&["supplement", "request", "not-there.json"])
        .refused(2, "FILE");
    let nothing = "00000000-0000-7000-8000-000000000000";
    station
        .run(&["supplement", "decide", nothing, "approve"])
        .refused(2, "FACT");
    station
        .run(&["supplement", "decide", nothing, "perhaps"])
        .refused(2, "approve");
    assert_eq!(forgotten.list(&[]), [Value::Null; 0]);
}

#[test]
fn disputed_hours_are_cancelled_for_good() {
    let forgotten = Forgotten::new();
    forgotten.scan("out", "12:00");
    let document = json!({
        "project": forgotten.project, "volunteer": forgotten.number,
        "day": forgotten.day.to_string(), "reason": "当天不在现场",
    });
    let station = &forgotten.station;
    let (one, two) = (forgotten.at(1, "09:00"), forgotten.at(2, "09:00"));
    let arguments = ["dispute", "raise", "-", "--at", &one];
    let raised = station.feed(&arguments, document.to_string().as_bytes());
    assert_eq!(
        (raised.status, &raised.document()["code"]),
        (0, &Value::Null)
    );
    let fact = word(&raised.document(), "fact");
    let listed = station.run(&["dispute", "list"]).documents();
    assert_eq!(listed[0]["state"], json!("open"));
    let resolve = [
        "dispute", "resolve", &fact, "cancel", "--reason", "查实", "--at", &two,
    ];
    assert_eq!(station.run(&resolve).status, 0);
    station.run(&resolve).refused(1, "");
    let listed = station.run(&["dispute", "list"]).documents();
    assert_eq!(listed[0]["state"], json!("cancelled"));
    assert_eq!(listed[0]["resolution_reason"], json!("查实"));
    let mut silent = document.clone();
    silent["reason"] = Value::Null;
    station
        .feed(&arguments, silent.to_string().as_bytes())
        .refused(2, "reason");
}

#[test]
fn people_read_the_lists_as_tables_in_both_languages() {
    let forgotten = Forgotten::new();
    let one = forgotten.at(1, "09:00");
    forgotten.request(&forgotten.document(), &one);
    for (language, waiting, may) in [
        ("zh", "待审", "已申请过"),
        ("en", "waiting", "already asked"),
    ] {
        let table = |more: &[&str]| {
            let mut command = crate::station::program();
            command.arg("--home").arg(forgotten.station.home());
            command.args(["--lang", language, "supplement", "list", "--now", &one]);
            let run = Run::of(command.args(more).output().expect("it starts"));
            assert_eq!(run.status, 0, "{run:?}");
            run.out
        };
        assert!(table(&[]).contains(waiting));
        assert!(
            table(&["--missing"]).contains(may),
            "{}",
            table(&["--missing"])
        );
    }
}
