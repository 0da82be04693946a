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
              "dispersed_sign_out": false, "policy": null },
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

/// A profile written out, with one key changed.
fn written(key: &str, value: Value) -> Value {
    let mut profile =
        serde_json::to_value(&rules::Policy::all()[0]).expect("a profile has a JSON form");
    profile[key] = value;
    profile
}

/// The sound case with the value at `pointer` replaced.
fn with(pointer: &str, value: Value) -> Value {
    let mut case = sound();
    *case.pointer_mut(pointer).expect(pointer) = value;
    case
}

/// `/facts/1/in` as an error names it: `facts[1].in`.
fn path(pointer: &str) -> String {
    let mut path = String::new();
    for step in pointer[1..].split('/') {
        match step.parse::<usize>() {
            Ok(at) => path.push_str(&format!("[{at}]")),
            Err(_) if path.is_empty() => path.push_str(step),
            Err(_) => path.push_str(&format!(".{step}")),
        }
    }
    path
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
    let at_the_value = [
        ("/policy", json!("nanjing"), UnknownWord),
        ("/policy", json!(7), WrongKind),
        ("/projects/0/policy", json!("nanjing"), UnknownWord),
        ("/zone", json!("Asia/Nowhere"), UnknownZone),
        ("/now", json!("2019-06-20T00:00:00"), NotAnInstant),
        ("/projects", json!(null), Missing),
        ("/projects", json!({}), WrongKind),
        ("/projects/0", json!("p1"), WrongKind),
        ("/projects/0/timing", json!("triple"), UnknownWord),
        ("/projects/0/timing", json!("Double"), UnknownWord),
        ("/projects/1/kind", json!("party"), UnknownWord),
        ("/projects/0/from", json!("2019-6-8"), NotADate),
        ("/projects/0/to", json!("2019-06-31"), NotADate),
        ("/projects/0/start", json!("8:30"), NotATimeOfDay),
        ("/projects/0/end", json!("24:00"), NotATimeOfDay),
        ("/projects/0/end", json!("17:30:00"), NotATimeOfDay),
        ("/projects/0/radius_m", json!(null), RadiusMissing),
        ("/projects/0/venue", json!([32.01]), WrongKind),
        ("/projects/0/by_list", json!("no"), WrongKind),
        ("/projects/1/preset_minutes", json!(null), PresetMissing),
        ("/projects/1/preset_minutes", json!(-1), WrongKind),
        ("/projects/1/preset_minutes", json!(90.5), WrongKind),
        ("/projects/1/id", json!("p1"), Twice),
        ("/facts/1/id", json!("f1"), Twice),
        ("/facts/0/id", json!(1), WrongKind),
        ("/facts/0/fact", json!("wave"), UnknownWord),
        ("/facts/0/project", json!("p9"), UnknownProject),
        ("/facts/5/project", json!("p9"), UnknownProject),
        ("/facts/8/project", json!("p9"), UnknownProject),
        ("/facts/0/time", json!("2019-06-08T08:41:00"), NotAnInstant),
        ("/facts/0/time", json!(1559954460), WrongKind),
        ("/facts/0/direction", json!("up"), UnknownWord),
        ("/facts/0/direction", json!(null), Missing),
        ("/facts/0/by", json!("volunteer"), UnknownWord),
        ("/facts/0/location", json!("here"), WrongKind),
        ("/facts/1/cause", json!("rain"), UnknownWord),
        ("/facts/1/day", json!("2019-06-08T00:00:00+08:00"), NotADate),
        ("/facts/1/out", json!("noon"), NotATimeOfDay),
        ("/facts/1/evidence", json!("photo"), WrongKind),
        ("/facts/2/outcome", json!("keep"), UnknownWord),
        ("/facts/7/outcome", json!("approved"), UnknownWord),
        ("/facts/6/project", json!("p9"), UnknownProject),
        ("/facts/1/project", json!("p9"), UnknownProject),
        ("/facts/1/in", json!("25:00"), NotATimeOfDay),
        ("/facts/1/evidence", json!(5), WrongKind),
        ("/facts/1/evidence", json!(true), WrongKind),
        ("/facts/1/evidence", json!({"photo": 1}), WrongKind),
        ("/facts/1/reason", json!(["x"]), WrongKind),
        ("/facts/0/location", json!([32.01, 120.86, 3]), WrongKind),
        ("/projects/0/radius_m", json!("200"), WrongKind),
        ("/projects/1/preset_minutes", json!("120"), WrongKind),
        ("/projects/1/preset_minutes", json!("NaN"), WrongKind),
        ("/now", json!("NaN"), NotAnInstant),
        ("/now", json!("10000-01-01T00:00:00Z"), NotAnInstant),
        ("/zone", json!(8), WrongKind),
        ("/facts/8/day", json!("tomorrow"), NotADate),
    ];
    let elsewhere = [
        (
            "/policy",
            written("nom", json!("x")),
            "policy.nom",
            UnknownKey,
        ),
        (
            "/policy",
            written("grace_minutes", json!("30")),
            "policy.grace_minutes",
            WrongKind,
        ),
        (
            "/policy",
            written("early_minutes", json!(1441)),
            "policy.early_minutes",
            OutOfBounds,
        ),
        (
            "/projects/0/policy",
            written("version", json!(null)),
            "projects[0].policy.version",
            Missing,
        ),
        (
            "/projects/0/venue",
            json!([32.01, "x"]),
            "projects[0].venue[1]",
            WrongKind,
        ),
        ("/facts/1/out", json!(null), "facts[1].in", NeitherTime),
        (
            "/facts/0/location",
            json!(["32.01", 120.86]),
            "facts[0].location[0]",
            WrongKind,
        ),
        (
            "/facts/0/location",
            json!([32.01, null]),
            "facts[0].location[1]",
            Missing,
        ),
    ];
    let at_the_value =
        at_the_value.map(|(pointer, value, kind)| (pointer, value, path(pointer), kind));
    let elsewhere =
        elsewhere.map(|(pointer, value, field, kind)| (pointer, value, field.to_owned(), kind));
    for (pointer, value, field, kind) in at_the_value.into_iter().chain(elsewhere) {
        let error = fault(&with(pointer, value.clone()).to_string());
        if pointer != "/now" {
            // Of facts that have not happened yet it is the same.
            let mut early = with(pointer, value.clone());
            early["now"] = json!("1999-01-01T00:00:00Z");
            assert_eq!(fault(&early.to_string()), error, "{pointer} {value}");
        }
        assert_eq!(
            (&error.field, error.fault),
            (&field, kind),
            "{pointer} {value}"
        );
        assert_eq!(error.document, 1);
        for language in [Language::Zh, Language::En] {
            let line = error.text(language);
            assert!(
                line.contains(&field) && line.contains('1') && !line.contains('\n'),
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
        "policy",
        "location",
        "reason",
        "evidence",
        "in",
    ];
    let sound = sound();
    for key in ["policy", "now", "projects", "facts"] {
        let mut case = sound.clone();
        case.as_object_mut().expect("an object").remove(key);
        let error = fault(&case.to_string());
        assert_eq!((error.field.as_str(), error.fault), (key, Fault::Missing));
    }
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
