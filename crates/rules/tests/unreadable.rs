//! Bytes that are no JSON, and numbers and lists at the ends of what JSON can say.

use rules::case::{CaseError, Fault, cases};
use serde_json::{Value, json};

/// A case of one single project and one punch, worth what the project says.
fn sound(preset_minutes: &str, venue: &str) -> String {
    format!(
        r#"{{"policy":"jianghai","zone":"Asia/Shanghai","now":"2019-06-20T00:00:00+08:00","projects":[
        {{"id":"p1","timing":"single","kind":"service","from":"2019-06-08","to":"2019-06-08","start":"08:30",
        "end":"17:30","preset_minutes":{preset_minutes},"venue":{venue},"radius_m":200}}],"facts":[
        {{"id":"f1","fact":"punch","project":"p1","volunteer":"v1","time":"2019-06-08T09:00:00+08:00",
        "direction":"auto","by":"staff","location":[32.01,120.86]}}]}}"#
    )
}

fn minutes(preset_minutes: &str) -> u32 {
    let text = sound(preset_minutes, "null");
    let case = cases(&text).next().expect("one document");
    case.expect("it is sound").assess().records[0].standing_minutes()
}

fn fault(bytes: &[u8]) -> CaseError {
    let last = cases(bytes).last().expect("there is a document");
    last.expect_err("it is malformed")
}

#[test]
fn empty_input_has_no_answers() {
    for text in ["", " ", "\n\t \r\n"] {
        assert_eq!(cases(text).count(), 0);
    }
}

#[test]
fn what_comes_after_the_last_document_is_one_more() {
    let good = sound("60", "null");
    for garbage in ["x", "}", "]", ",", "{", "nul", "\u{0}", "//", "\u{feff}"] {
        let all: Vec<_> = cases(&format!("{good}\n{garbage}")).collect();
        assert_eq!(all.len(), 2, "{garbage:?}");
        assert!(all[0].is_ok());
        let error = all[1].as_ref().expect_err(garbage);
        assert_eq!((error.document, error.field.as_str()), (2, "document"));
        assert!(matches!(error.fault, Fault::NotJson { .. }), "{garbage:?}");
    }
}

#[test]
fn a_byte_order_mark_and_bytes_that_are_no_text_are_not_json() {
    let good = sound("60", "null").into_bytes();
    let marked = [b"\xef\xbb\xbf".to_vec(), good.clone()].concat();
    let latin = [b"\"\xe9t\xe9\"".to_vec(), good.clone()].concat();
    let at = good
        .windows(2)
        .position(|pair| pair == b"v1")
        .expect("a volunteer");
    let mut inside = good.clone();
    inside[at] = 0xff;
    let wide: Vec<u8> = String::from_utf8_lossy(&good)
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for bytes in [
        marked,
        latin,
        inside,
        wide,
        b"\xff\xfe".to_vec(),
        vec![0; 64],
    ] {
        let error = fault(&bytes);
        assert_eq!((error.document, error.field.as_str()), (1, "document"));
        assert!(matches!(error.fault, Fault::NotJson { line, .. } if line >= 1));
    }
    let later = [good, b"\n\"\xc3\x28\"".to_vec()].concat();
    assert_eq!(fault(&later).document, 2);
}

#[test]
fn numbers_that_are_none_are_not_json() {
    for number in [
        "NaN",
        "Infinity",
        "-Infinity",
        "1e999",
        "-1e999",
        "0x10",
        "01",
        "+1",
        "1.",
        ".5",
        "1_000",
    ] {
        let error = fault(sound(number, "null").as_bytes());
        assert_eq!(
            (error.document, error.field.as_str()),
            (1, "document"),
            "{number}"
        );
        assert!(matches!(error.fault, Fault::NotJson { .. }), "{number}");
    }
}

#[test]
fn huge_numbers_do_no_harm() {
    let cases_of = [
        ("60", 60),
        ("60.0", 60),
        ("6e1", 60),
        ("-0", 0),
        ("-0.0", 0),
        ("4294967296", 180),
        ("18446744073709551616", 180),
        ("1e308", 180),
    ];
    for (preset, is) in cases_of {
        assert_eq!(minutes(preset), is, "{preset}");
    }
    for preset in ["-1", "-1e308", "0.1", "5e-324"] {
        let error = fault(sound(preset, "null").as_bytes());
        assert_eq!(error.field, "projects[0].preset_minutes", "{preset}");
        assert_eq!(error.fault, Fault::WrongKind, "{preset}");
    }
    for venue in [
        "[1e308,-1e308]",
        "[91,181]",
        "[0,0]",
        "[-90,1e16]",
        "[5e-324,0.1]",
    ] {
        let text = sound("60", venue);
        let case = cases(&text)
            .next()
            .expect("one document")
            .expect("it is sound");
        assert_eq!(case.assess().records[0].standing_minutes(), 60, "{venue}");
    }
}

#[test]
fn nesting_without_end_is_not_json_and_nesting_beside_is_not_looked_at() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    for depth in [1_000, 1_000_000] {
        assert!(matches!(
            fault(nested(depth).as_bytes()).fault,
            Fault::NotJson { .. }
        ));
        let objects = "{\"a\":".repeat(depth);
        assert!(matches!(
            fault(objects.as_bytes()).fault,
            Fault::NotJson { .. }
        ));
    }
    let mut beside: Value = serde_json::from_str(&sound("60", "null")).expect("JSON");
    beside["note"] = serde_json::from_str(&nested(100)).expect("JSON");
    assert!(cases(&beside.to_string()).all(|case| case.is_ok()));
}

#[test]
fn evidence_is_a_list_whatever_is_in_it_and_a_blank_id_is_an_id() {
    let mut case: Value = serde_json::from_str(&sound("60", "null")).expect("JSON");
    case["projects"][0]["timing"] = json!("double");
    let request = |evidence: Value| {
        json!({ "id": "", "fact": "supplement-requested", "project": "p1", "volunteer": "v1",
            "day": "2019-06-08", "in": "10:00", "out": "11:00", "cause": "other", "reason": "x",
            "evidence": evidence, "time": "2019-06-09T09:00:00+08:00" })
    };
    let code = |case: &Value| {
        let case = cases(&case.to_string()).next().expect("one document");
        let verdicts = case.expect("it is sound").assess().verdicts;
        verdicts[1]
            .outcome
            .refusal()
            .map(|refusal| refusal.code.to_string())
    };
    let refused = Some("evidence-required".to_owned());
    for (evidence, expected) in [
        (json!([null]), None),
        (json!([{}, 7, "", [[]]]), None),
        (json!([]), refused.clone()),
        (json!(null), refused),
    ] {
        let punch = case["facts"][0].clone();
        case["facts"] = json!([punch, request(evidence.clone())]);
        assert_eq!(code(&case), expected, "{evidence}");
    }
}
