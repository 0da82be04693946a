//! The desk without a window: scans and what follows from them.

use crate::station::{Station, word};
use serde_json::{Value, json};

/// The keys of a document, in order: whether the JSON library keeps theirs depends on who else is built.
fn keys(document: &Value) -> Vec<&str> {
    let fields = document.as_object().expect("an object");
    let mut keys: Vec<&str> = fields.keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

#[test]
fn a_card_signs_in_and_the_same_card_again_is_a_duplicate() {
    let station = Station::new();
    let (project, number) = (station.project(0), station.numbers().remove(0));
    let card = station.card(&number);
    let first = station.run(&["scan", "--project", &project, &card]);
    assert_eq!(first.status, 0, "{first:?}");
    let answer = first.document();
    let mut names = keys(&answer);
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "as",
            "code",
            "fact",
            "input",
            "message",
            "outcome",
            "volunteer"
        ]
    );
    assert_eq!(answer["input"], json!(card));
    assert_eq!(answer["outcome"], json!("accepted"));
    assert_eq!(answer["as"], json!("in"));
    assert_eq!(answer["code"], Value::Null);
    assert_eq!(answer["volunteer"]["number"], json!(number));
    let again = station.run(&["scan", "--project", &project, &number]);
    assert_eq!(again.status, 1);
    let answer = again.document();
    assert_eq!(answer["outcome"], json!("rejected"));
    assert_eq!(answer["code"], json!("duplicate"));
}

#[test]
fn every_kind_of_input_has_its_outcome_and_any_that_is_not_accepted_makes_a_one() {
    let station = Station::new();
    let (project, numbers) = (station.project(0), station.numbers());
    let card = station.card(&numbers[0]);
    let mut forged: Vec<char> = card.chars().collect();
    let at = forged.len() / 2;
    forged[at] = if forged[at] == '0' { '1' } else { '0' };
    let forged: String = forged.into_iter().collect();
    let trailing = format!("{card} ");
    let text = station.file("notes.jpg", "no picture");
    let inputs = [
        numbers[0].as_str(),
        "999999999999999",
        &forged,
        &trailing,
        "VC1:",
        "https://example.com/",
        "nowhere.png",
        text.to_str().expect("a path"),
    ];
    let mut arguments = vec!["scan", "--project", &project];
    arguments.extend(inputs);
    let run = station.run(&arguments);
    assert_eq!(run.status, 1);
    let answers = run.documents();
    let outcomes: Vec<String> = answers.iter().map(|a| word(a, "outcome")).collect();
    assert_eq!(
        outcomes,
        [
            "accepted",
            "unknown",
            "refused-card",
            "refused-card",
            "refused-card",
            "refused-card",
            "unreadable",
            "unreadable"
        ]
    );
    for (answer, input) in answers.iter().zip(inputs) {
        assert_eq!(answer["input"], json!(input));
        assert!(!word(answer, "fact").is_empty() && !word(answer, "message").is_empty());
    }
    assert!(["forged", "malformed"].contains(&word(&answers[2], "code").as_str()));
    for malformed in &answers[3..6] {
        assert_eq!(malformed["code"], json!("malformed"));
        assert_eq!(malformed["volunteer"], Value::Null);
    }
    for without in [&answers[0], &answers[1], &answers[6], &answers[7]] {
        assert_eq!(without["code"], Value::Null);
    }
}

#[test]
fn lines_are_answered_one_by_one_whatever_stands_in_them() {
    let station = Station::new();
    let (project, numbers) = (station.project(0), station.numbers());
    let mut lines = Vec::new();
    lines.extend_from_slice(format!("{}\r\n\n", numbers[0]).as_bytes());
    lines.extend_from_slice(b"\xff\xfe\x00\n");
    lines.extend_from_slice("志愿者\n".as_bytes());
    lines.extend_from_slice(&[b'7'; 5000]);
    lines.extend_from_slice(format!("\n{} \n{}", numbers[1], numbers[2]).as_bytes());
    let run = station.feed(&["scan", "--project", &project, "-"], &lines);
    assert_eq!((run.status, run.err.as_str()), (1, ""));
    let answers = run.documents();
    let told: Vec<(String, Value)> = answers
        .iter()
        .map(|answer| (word(answer, "outcome"), answer["code"].clone()))
        .collect();
    let malformed = ("refused-card".to_owned(), json!("malformed"));
    let accepted = ("accepted".to_owned(), Value::Null);
    assert_eq!(
        told,
        [
            accepted.clone(),
            malformed.clone(),
            malformed.clone(),
            malformed.clone(),
            malformed,
            accepted
        ]
    );
    assert_eq!(word(&answers[3], "input").len(), 5000);
    assert_eq!(word(&answers[4], "input"), format!("{} ", numbers[1]));
}

#[test]
fn a_stated_time_counts_and_hours_tell_why() {
    let station = Station::new();
    let (project, number) = (station.project(2), station.numbers().remove(3));
    let list = station.run(&["project", "list"]).documents();
    let day = word(&list[2], "from");
    for (direction, clock) in [("in", "09:00:00"), ("out", "11:10:00")] {
        let at = format!("{day}T{clock}+08:00");
        let run = station.run(&[
            "scan",
            "--project",
            &project,
            "--direction",
            direction,
            "--at",
            &at,
            &number,
        ]);
        assert_eq!(run.document()["as"], json!(direction), "{run:?}");
    }
    let hours = station.run(&["hours", "--member", &number]).document();
    assert_eq!(keys(&hours), ["records", "totals", "verdicts"]);
    let records = hours["records"].as_array().expect("a list");
    let record = records
        .iter()
        .find(|record| record["project"] == json!(project) && record["day"] == json!(day))
        .expect("the day");
    assert_eq!(record["volunteer"], json!(number));
    assert!(
        record["because"]
            .as_array()
            .is_some_and(|steps| steps.len() >= 3)
    );
    let past = station.run(&[
        "hours",
        "--member",
        &number,
        "--now",
        "2001-01-01T00:00:00Z",
    ]);
    assert_eq!(past.document()["records"], json!([]));
    let whole = station.run(&["hours", "--project", &project, "--profile", "izhiyuan"]);
    let records = whole.document()["records"]
        .as_array()
        .cloned()
        .expect("a list");
    assert!(!records.is_empty());
    assert!(
        records
            .iter()
            .all(|record| record["project"] == json!(project))
    );
}

#[test]
fn a_punch_is_taken_back_once() {
    let station = Station::new();
    let (project, number) = (station.project(0), station.numbers().remove(0));
    let scan = ["scan", "--project", &project, &number];
    let fact = word(&station.run(&scan).document(), "fact");
    let undone = station.run(&["annul", &fact, "--reason", "扫错人"]);
    assert_eq!(undone.status, 0, "{undone:?}");
    assert_eq!(keys(&undone.document()), ["fact"]);
    assert_eq!(
        station.run(&["annul", &fact, "--reason", "again"]).status,
        1
    );
    assert_eq!(station.run(&scan).document()["outcome"], json!("accepted"));
    station
        .run(&["annul", &fact, "--reason", " "])
        .refused(2, "--reason");
    let nothing = "00000000-0000-7000-8000-000000000000";
    station
        .run(&["annul", nothing, "--reason", "x"])
        .refused(2, "FACT");
}

#[test]
fn people_are_put_on_lists_and_compared_with_their_documents() {
    let station = Station::new();
    let (project, numbers) = (station.project(3), station.numbers());
    let mut arguments = vec!["admit", "--project", &project, "--member"];
    arguments.extend([numbers[0].as_str(), &numbers[1], "--member", &numbers[2]]);
    let admitted = station.run(&arguments).documents();
    assert_eq!(admitted.len(), 3);
    assert!(admitted.iter().all(|fact| keys(fact) == ["fact"]));
    let checked = station.run(&["face-check", "--member", &numbers[0]]);
    assert_eq!(keys(&checked.document()), ["fact"]);
    station
        .run(&[
            "admit",
            "--project",
            &project,
            "--member",
            &numbers[0],
            "nobody",
        ])
        .refused(2, "--member");
    station
        .run(&["face-check", "--member", "nobody"])
        .refused(2, "--member");
}

#[test]
fn what_is_not_there_is_named_by_its_argument() {
    let station = Station::new();
    let nothing = "00000000-0000-7000-8000-000000000000";
    station
        .run(&["scan", "--project", nothing, "1"])
        .refused(2, "--project");
    station
        .feed(&["scan", "--project", nothing, "-"], b"")
        .refused(2, "--project");
    station
        .run(&["hours", "--project", nothing])
        .refused(2, "--project");
    station
        .run(&["hours", "--member", "nobody"])
        .refused(2, "--member");
    let number = station.numbers().remove(0);
    station
        .run(&["hours", "--member", &number, "--profile", "none"])
        .refused(2, "--profile");
    station
        .run(&["--actor", nothing, "status"])
        .refused(2, "--actor");
}

#[test]
fn a_station_of_its_own_has_no_central_and_a_log_that_holds() {
    let station = Station::new();
    let status = station.run(&["status"]).document();
    assert_eq!(status["central"], json!("none"));
    assert_eq!(
        (&status["attention"], &status["cursor"]),
        (&json!(0), &json!(0))
    );
    let before = status["unsent"].as_u64().expect("a number");
    let (project, number) = (station.project(0), station.numbers().remove(0));
    station.run(&["scan", "--project", &project, &number]);
    let after = station
        .run(&["status", "--now", "2030-01-01T00:00:00Z"])
        .document();
    assert_eq!(after["unsent"].as_u64(), Some(before + 1));
    let log = station.run(&["log", "verify"]);
    assert_eq!(log.status, 0);
    assert_eq!(log.document()["valid"], json!(true));
    assert_eq!(log.document()["first_bad"], Value::Null);
    station.run(&["sync"]).refused(3, "");
}
