//! `assess`: cases in, answers out, one a line.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use crate::station::{Run, program, word};
use serde_json::{Value, json};

fn case(project: &str) -> Value {
    json!({
        "policy": "jianghai", "zone": "Asia/Shanghai", "now": "2017-12-31T00:00:00+08:00",
        "projects": [{ "id": "p1", "timing": "double", "kind": "service",
                       "from": "2017-12-16", "to": "2017-12-16", "start": "13:00", "end": "17:00" }],
        "facts": [
            { "id": "f1", "fact": "punch", "project": project, "volunteer": "v1",
              "time": "2017-12-16T14:41:00+08:00", "direction": "auto", "by": "staff" },
            { "id": "f2", "fact": "punch", "project": project, "volunteer": "v1",
              "time": "2017-12-16T15:16:00+08:00", "direction": "auto", "by": "staff" },
        ],
    })
}

fn assess(text: &[u8]) -> Run {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cases.json");
    std::fs::write(&file, text).expect("a file");
    let output = program().arg("assess").arg(file).output();
    Run::of(output.expect("it starts"))
}

#[test]
fn documents_are_answered_in_their_order_on_one_line_or_many() {
    let text = format!("{}{:#}\n\n{}", case("p1"), case("p1"), case("p1"));
    let run = assess(text.as_bytes());
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    let answers = run.documents();
    assert_eq!(answers.len(), 3);
    for answer in answers {
        assert_eq!(answer["records"][0]["hours"], json!("1.00"));
        assert_eq!(answer["verdicts"][1]["as"], json!("out"));
        assert_eq!(answer["totals"][0]["volunteer"], json!("v1"));
    }
    assert_eq!(assess(b" \n ").status, 0);
}

#[test]
fn the_first_malformed_document_is_named_after_the_answers_before_it() {
    let endings: [(&[u8], &str); 6] = [
        (b"{\"policy\": ", "2"),
        (b"]", "2"),
        (b"\xff\xfe", "2"),
        (b"{\"policy\": \"\xff\"}", "2"),
        (b"7", "2"),
        (b"{}", "policy"),
    ];
    for (ending, named) in endings {
        let text = [case("p1").to_string().as_bytes(), b"\n", ending].concat();
        let run = assess(&text);
        run.refused(2, named);
        assert_eq!(run.documents().len(), 1, "{run:?}");
    }
    let run = assess(case("p9").to_string().as_bytes());
    run.refused(2, "facts[0].project");
    assert_eq!(run.out, "");
    let deep = "[".repeat(100_000);
    assess(deep.as_bytes()).refused(2, "1");
}

#[test]
fn a_document_on_standard_input_is_answered_before_the_next_one_comes() {
    let mut child = program()
        .args(["assess", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut into = child.stdin.take().expect("a pipe");
    let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
    for _ in 0..2 {
        into.write_all(case("p1").to_string().as_bytes())
            .expect("it reads");
        let mut line = String::new();
        out.read_line(&mut line).expect("it answers");
        let answer: Value = serde_json::from_str(&line).expect("a document");
        assert_eq!(word(&answer["records"][0], "hours"), "1.00");
    }
    drop(into);
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn reasons_are_in_the_language_that_was_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cases.json");
    std::fs::write(&file, case("p1").to_string()).expect("a file");
    let said = |language: &str| {
        let output = program()
            .args(["assess", "--lang", language])
            .arg(&file)
            .output();
        Run::of(output.expect("it starts")).document()["records"][0]["because"].to_string()
    };
    assert!(said("zh").contains("签到") && !said("en").contains("签到"));
}
