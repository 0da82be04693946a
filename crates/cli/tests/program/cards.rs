//! Cards: verifying, replacing and printing them.

use std::fs;

use crate::station::{MEMBERS, Run, Station, program, word};
use serde_json::{Value, json};

#[test]
fn a_card_verifies_and_one_changed_character_does_not() {
    let station = Station::new();
    let number = station.numbers().remove(0);
    let card = station.card(&number);
    let good = station.run(&["card", "verify", &card]);
    assert_eq!(good.status, 0);
    let document = good.document();
    assert_eq!(
        (&document["valid"], &document["code"]),
        (&json!(true), &Value::Null)
    );
    assert_eq!(document["volunteer"]["number"], json!(number));
    assert_eq!(word(&document, "expires").len(), "2029-01-01".len());
    for bad in [
        card.to_lowercase(),
        format!("{card}0"),
        String::new(),
        "-".to_owned(),
    ] {
        let run = station.run(&["card", "verify", &bad]);
        assert_eq!(run.status, 1, "{run:?}");
        let document = run.document();
        assert_eq!(
            (&document["valid"], &document["code"]),
            (&json!(false), &json!("malformed"))
        );
        assert_eq!(
            (&document["volunteer"], &document["expires"]),
            (&Value::Null, &Value::Null)
        );
    }
}

#[test]
fn a_replaced_card_is_retired_and_refused_at_the_desk() {
    let station = Station::new();
    let number = station.numbers().remove(0);
    let old = station.card(&number);
    let replaced = station.run(&["card", "replace", "--member", &number, "--reason", "丢失"]);
    assert_eq!(replaced.document()["revision"], json!(1));
    let new = station.card(&number);
    assert_ne!(old, new);
    assert_eq!(word(&replaced.document(), "text"), new);
    assert_eq!(station.run(&["card", "verify", &new]).status, 0);
    assert_eq!(
        station.run(&["card", "verify", &old]).document()["code"],
        json!("retired")
    );
    let project = station.project(0);
    let answer = station
        .run(&["scan", "--project", &project, &old])
        .document();
    assert_eq!(answer["outcome"], json!("refused-card"));
    assert_eq!(answer["code"], json!("retired"));
    assert_eq!(answer["volunteer"]["number"], json!(number));
    station
        .run(&["card", "replace", "--member", &number, "--reason", ""])
        .refused(2, "--reason");
    station
        .run(&["card", "replace", "--member", "nobody", "--reason", "x"])
        .refused(2, "--member");
    station
        .run(&["card", "text", "--member", "nobody"])
        .refused(2, "--member");
}

#[test]
fn the_same_cards_give_the_same_bytes_and_printing_is_noted() {
    let station = Station::new();
    let numbers = station.numbers();
    let unsent = station.run(&["status"]).document()["unsent"].clone();
    let files = ["one.pdf", "two.pdf"].map(|name| station.path(name));
    for file in &files {
        let run = station.run(&[
            "card",
            "print",
            "--layout",
            "a4",
            "--out",
            file.to_str().expect("a path"),
            "--member",
            &numbers[0],
            &numbers[1],
            "--member",
            &numbers[0],
        ]);
        assert_eq!(run.status, 0, "{run:?}");
        let document = run.document();
        assert_eq!(
            (&document["printed"], &document["failed"]),
            (&json!(2), &json!([]))
        );
        assert_eq!(document["files"], json!([file]));
    }
    let [one, two] = files.map(|file| fs::read(file).expect("a file"));
    assert!(one.starts_with(b"%PDF-") && one == two);
    let noted = station.run(&["status"]).document()["unsent"].clone();
    assert_eq!(noted.as_u64(), unsent.as_u64().map(|unsent| unsent + 2));
}

#[test]
fn everybody_is_printed_and_who_cannot_be_is_named() {
    let station = Station::new();
    let people = station.file("people.csv", "number,name\nA-1,王\u{e123}明\n");
    station.run(&["member", "import", people.to_str().expect("a path")]);
    let out = station.path("all.pdf");
    let run = station.run(&[
        "card",
        "print",
        "--all",
        "--layout",
        "cr80",
        "--out",
        out.to_str().expect("a path"),
    ]);
    assert_eq!(run.status, 1, "{run:?}");
    let document = run.document();
    assert_eq!(document["printed"], json!(MEMBERS));
    let failed = &document["failed"][0];
    assert_eq!(
        (&failed["member"], &failed["code"]),
        (&json!("A-1"), &json!("missing-glyph"))
    );
    assert!(word(failed, "detail").contains("U+E123"));
    let nobody = station.path("nobody.pdf");
    let run = station.run(&[
        "card",
        "print",
        "--member",
        "nobody",
        "--layout",
        "a4",
        "--out",
        nobody.to_str().expect("a path"),
    ]);
    let document = run.document();
    assert_eq!((run.status, &document["files"]), (1, &json!([])));
    assert_eq!(document["failed"][0]["code"], json!("unknown"));
    assert!(!nobody.exists());
}

#[test]
fn a_place_that_cannot_be_written_leaves_nothing_behind() {
    let station = Station::new();
    let number = station.numbers().remove(0);
    let before = station.run(&["status"]).document();
    station
        .run(&[
            "card",
            "print",
            "--member",
            &number,
            "--layout",
            "a4",
            "--out",
            "no/such/folder.pdf",
        ])
        .refused(3, "no/such/folder.pdf");
    assert_eq!(station.run(&["status"]).document(), before);
}

#[test]
fn a_job_of_more_than_five_hundred_cards_comes_in_parts() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path().join("home");
    let out = folder.path().join("cards.pdf");
    let run = |arguments: &[&str]| {
        let mut program = program();
        program
            .args(["--json", "--home"])
            .arg(&home)
            .args(arguments);
        Run::of(program.output().expect("it starts"))
    };
    run(&[
        "demo",
        "--members",
        "501",
        "--projects",
        "1",
        "--punches",
        "0",
    ]);
    let out = out.to_str().expect("a path");
    let printed = run(&["card", "print", "--all", "--layout", "a4", "--out", out]);
    assert_eq!(printed.status, 0, "{printed:?}");
    let document = printed.document();
    let files = ["cards-001.pdf", "cards-002.pdf"].map(|name| folder.path().join(name));
    assert_eq!(document["files"], json!(files));
    assert_eq!(document["printed"], json!(501));
    assert!(files.iter().all(|file| file.exists()) && !folder.path().join("cards.pdf").exists());
}
