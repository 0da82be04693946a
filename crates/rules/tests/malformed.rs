//! Documents that are no cases: each fault is found, named by its field, and nothing comes after it.

use rules::Language;
use rules::case::{CaseError, Fault, cases};
use serde_json::{Value, json};

fn sound() -> Value {
    json!({
        "policy": "jianghai", "zone": "Asia/Shanghai", "now": "2019-06-20T00:00:00+08:00",
        "projects": [
            { "id": "p1", "timing": "double", "kind": "service", "from": "2019-06-08",
              "to": "2019-06-08", "start": "08:30", "end": "17:30", "preset_minutes": null,
              "by_list": false, "self_open": false, "venue": [32.01, 120.86], "radius_m": 200,
              "dispersed_sign_out": false },
            { "id": "p2", "timing": "single", "kind": "training", "from": "2019-06-08",
              "to": "2019-06-08", "start": "08:30", "end": "17:30", "preset_minutes": 120,
              "by_list": false, "self_open": false, "venue": null, "radius_m": null,
              "dispersed_sign_out": false }
        ],
        "facts": [
            { "id": "f1", "fact": "punch", "project": "p1", "volunteer": "v1", "by": "staff",
              "time": "2019-06-08T08:41:00+08:00", "direction": "auto", "location": null },
            { "id": "f2", "fact": "supplement-requested", "project": "p1", "volunteer": "v1",
              "day": "2019-06-08", "in": null, "out": "12:00", "cause": "other",
              "reason": "忘记签退", "evidence": ["photo"], "time": "2019-06-09T09:00:00+08:00" },
            { "id": "f3", "fact": "supplement-decided", "request": "f2", "outcome": "approved",
              "reason": "", "time": "2019-06-10T10:00:00+08:00" },
            { "id": "f4", "fact": "punch-annulled", "punch": "f9", "reason": "误扫",
              "time": "2019-06-10T10:00:00+08:00" },
            { "id": "f5", "fact": "face-checked", "volunteer": "v1",
              "time": "2019-06-10T10:00:00+08:00" },
            { "id": "f6", "fact": "admitted", "project": "p1", "volunteer": "v1",
              "time": "2019-06-10T10:00:00+08:00" },
            { "id": "f7", "fact": "dispute-raised", "project": "p1", "volunteer": "v1",
              "day": "2019-06-08", "time": "2019-06-10T10:00:00+08:00" },
            { "id": "f8", "fact": "dispute-resolved", "dispute": "f7", "outcome": "keep",
              "time": "2019-06-10T11:00:00+08:00" },
            { "id": "f10", "fact": "confirmed", "project": "p1", "volunteer": "v1",
              "day": "2019-06-08", "time": "2030-06-10T11:00:00+08:00" }
        ]
    })
}

fn fault(text: &str) -> CaseError {
    cases(text)
        .last()
        .expect("there is a document")
        .expect_err(text)
}

/// The sound case with the value at `pointer` replaced.
fn with(pointer: &str, value: Value) -> Value {
    let mut case = sound();
    *case.pointer_mut(pointer).expect(pointer) = value;
    case
}

#[test]
fn the_sound_case_is_sound() {
    let all: Vec<_> = cases(&sound().to_string()).collect();
    assert_eq!(all.len(), 1);
    assert!(all[0].is_ok());
}

#[test]
fn every_wrong_value_is_named_by_its_field() {
    use Fault::*;
    let table = [
        ("/policy", json!("nanjing"), "policy", UnknownWord),
        ("/policy", json!(7), "policy", WrongKind),
        ("/policy", json!({"name": "jianghai"}), "policy", WrongKind),
        ("/zone", json!("Asia/Nowhere"), "zone", UnknownZone),
        ("/now", json!("2019-06-20T00:00:00"), "now", NotAnInstant),
        ("/projects", json!(null), "projects", Missing),
        ("/projects", json!({}), "projects", WrongKind),
        ("/projects/0", json!("p1"), "projects[0]", WrongKind),
        (
            "/projects/0/timing",
            json!("triple"),
            "projects[0].timing",
            UnknownWord,
        ),
        (
            "/projects/0/timing",
            json!("Double"),
            "projects[0].timing",
            UnknownWord,
        ),
        (
            "/projects/1/kind",
            json!("party"),
            "projects[1].kind",
            UnknownWord,
        ),
        (
            "/projects/0/from",
            json!("2019-6-8"),
            "projects[0].from",
            NotADate,
        ),
        (
            "/projects/0/to",
            json!("2019-06-31"),
            "projects[0].to",
            NotADate,
        ),
        (
            "/projects/0/start",
            json!("8:30"),
            "projects[0].start",
            NotATimeOfDay,
        ),
        (
            "/projects/0/end",
            json!("24:00"),
            "projects[0].end",
            NotATimeOfDay,
        ),
        (
            "/projects/0/end",
            json!("17:30:00"),
            "projects[0].end",
            NotATimeOfDay,
        ),
        (
            "/projects/0/radius_m",
            json!(null),
            "projects[0].radius_m",
            RadiusMissing,
        ),
        (
            "/projects/0/venue",
            json!([32.01]),
            "projects[0].venue",
            WrongKind,
        ),
        (
            "/projects/0/venue",
            json!([32.01, "x"]),
            "projects[0].venue[1]",
            WrongKind,
        ),
        (
            "/projects/0/by_list",
            json!("no"),
            "projects[0].by_list",
            WrongKind,
        ),
        (
            "/projects/1/preset_minutes",
            json!(null),
            "projects[1].preset_minutes",
            PresetMissing,
        ),
        (
            "/projects/1/preset_minutes",
            json!(-1),
            "projects[1].preset_minutes",
            WrongKind,
        ),
        (
            "/projects/1/preset_minutes",
            json!(90.5),
            "projects[1].preset_minutes",
            WrongKind,
        ),
        ("/projects/1/id", json!("p1"), "projects[1].id", Twice),
        ("/facts/1/id", json!("f1"), "facts[1].id", Twice),
        ("/facts/0/id", json!(1), "facts[0].id", WrongKind),
        ("/facts/0/fact", json!("wave"), "facts[0].fact", UnknownWord),
        (
            "/facts/0/project",
            json!("p9"),
            "facts[0].project",
            UnknownProject,
        ),
        (
            "/facts/5/project",
            json!("p9"),
            "facts[5].project",
            UnknownProject,
        ),
        (
            "/facts/8/project",
            json!("p9"),
            "facts[8].project",
            UnknownProject,
        ),
        (
            "/facts/0/time",
            json!("2019-06-08T08:41:00"),
            "facts[0].time",
            NotAnInstant,
        ),
        (
            "/facts/0/time",
            json!(1559954460),
            "facts[0].time",
            WrongKind,
        ),
        (
            "/facts/0/direction",
            json!("up"),
            "facts[0].direction",
            UnknownWord,
        ),
        (
            "/facts/0/direction",
            json!(null),
            "facts[0].direction",
            Missing,
        ),
        (
            "/facts/0/by",
            json!("volunteer"),
            "facts[0].by",
            UnknownWord,
        ),
        (
            "/facts/0/location",
            json!("here"),
            "facts[0].location",
            WrongKind,
        ),
        (
            "/facts/1/cause",
            json!("rain"),
            "facts[1].cause",
            UnknownWord,
        ),
        (
            "/facts/1/day",
            json!("2019-06-08T00:00:00+08:00"),
            "facts[1].day",
            NotADate,
        ),
        ("/facts/1/out", json!("noon"), "facts[1].out", NotATimeOfDay),
        ("/facts/1/out", json!(null), "facts[1].in", NeitherTime),
        (
            "/facts/1/evidence",
            json!("photo"),
            "facts[1].evidence",
            WrongKind,
        ),
        (
            "/facts/2/outcome",
            json!("keep"),
            "facts[2].outcome",
            UnknownWord,
        ),
        (
            "/facts/7/outcome",
            json!("approved"),
            "facts[7].outcome",
            UnknownWord,
        ),
        ("/facts/8/day", json!("tomorrow"), "facts[8].day", NotADate),
    ];
    for (pointer, value, field, kind) in table {
        let error = fault(&with(pointer, value.clone()).to_string());
        assert_eq!(
            (error.field.as_str(), error.fault),
            (field, kind),
            "{pointer} {value}"
        );
        assert_eq!(error.document, 1);
        for language in [Language::Zh, Language::En] {
            let line = error.text(language);
            assert!(
                line.contains(field) && line.contains('1') && !line.contains('\n'),
                "{line}"
            );
        }
    }
}

#[test]
fn every_field_that_has_no_default_must_be_there() {
    let optional = [
        "preset_minutes",
        "by_list",
        "self_open",
        "venue",
        "radius_m",
        "dispersed_sign_out",
        "location",
        "reason",
        "evidence",
        "in",
    ];
    let sound = sound();
    let mut checked = 0;
    for (list, count) in [("projects", 1), ("facts", 9)] {
        for at in 0..count {
            for key in sound[list][at].as_object().expect("an object").keys() {
                let mut case = sound.clone();
                case[list][at]
                    .as_object_mut()
                    .expect("an object")
                    .remove(key);
                let outcome = cases(&case.to_string()).next().expect("one document");
                let needless = optional.contains(&key.as_str()) && key != "radius_m";
                assert_eq!(outcome.is_ok(), needless, "{list}[{at}].{key}");
                checked += 1;
            }
        }
    }
    assert!(checked > 50);
}

#[test]
fn answers_before_the_malformed_document_are_given_and_none_after_it() {
    let (good, bad) = (sound().to_string(), with("/zone", json!("")).to_string());
    let text = format!("{good}\n\n{good}{bad}\n{good}");
    let all: Vec<_> = cases(&text).collect();
    assert_eq!(all.len(), 3);
    assert!(all[0].is_ok() && all[1].is_ok());
    let error = all[2].as_ref().expect_err("the third is malformed");
    assert_eq!((error.document, error.field.as_str()), (3, "zone"));
}

#[test]
fn what_is_not_json_is_said_to_be_so() {
    for text in [
        "{",
        "{]",
        "nonsense",
        "{} x",
        "\"\\ud800\"",
        "[1,",
        "1e999",
        "\u{0}",
    ] {
        let error = fault(text);
        let not_a_case = matches!(error.fault, Fault::NotJson { .. } | Fault::Missing);
        assert!(not_a_case, "{text}: {error}");
    }
    for text in ["[]", "7", "null", "\"case\"", "true"] {
        let error = fault(text);
        assert_eq!(
            (error.field.as_str(), error.fault),
            ("document", Fault::WrongKind),
            "{text}"
        );
    }
    let deep = "[".repeat(100_000);
    assert!(matches!(fault(&deep).fault, Fault::NotJson { .. }));
    assert_eq!(cases(" \n ").count(), 0);
}

#[test]
fn the_ends_of_time_do_no_harm() {
    for date in ["0000-01-01", "0001-01-01", "9999-12-30", "9999-12-31"] {
        for now in ["0000-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"] {
            for (start, end) in [("00:00", "00:00"), ("23:59", "00:00"), ("00:00", "23:59")] {
                let mut case = sound();
                case["now"] = json!(now);
                for project in case["projects"].as_array_mut().expect("a list") {
                    project["from"] = json!("0000-01-01");
                    project["to"] = json!(date);
                    project["start"] = json!(start);
                    project["end"] = json!(end);
                }
                for fact in case["facts"].as_array_mut().expect("a list") {
                    fact["time"] = json!(format!("{date}T23:59:59+00:00"));
                    if fact.get("day").is_some() {
                        fact["day"] = json!(date);
                    }
                }
                let case = cases(&case.to_string()).next().expect("one document");
                let answer = case.expect("it is well-formed").answer();
                assert!(answer.starts_with("{\"verdicts\":["));
            }
        }
    }
}
