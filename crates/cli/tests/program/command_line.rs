//! What is typed: options in either place, help in two languages, and one line for whatever is no good.

use std::process::Stdio;

use crate::station::{Run, Station, program};
use serde_json::json;

fn run(arguments: &[&str]) -> Run {
    Run::of(program().args(arguments).output().expect("it starts"))
}

#[test]
fn whatever_is_no_good_takes_one_line_that_names_it() {
    let id = "00000000-0000-7000-8000-000000000000";
    let cases: &[(&[&str], &str)] = &[
        (&[], "--help"),
        (&["nonsense"], "nonsense"),
        (&["card"], "--help"),
        (&["scan"], "--project"),
        (&["scan", "--project", "x", "1"], "--project"),
        (&["scan", "--project", id], "INPUT"),
        (&["scan", "--project", id, "--at", "yesterday", "1"], "--at"),
        (
            &["scan", "--project", id, "--at", "2026-05-04T09:00:00", "1"],
            "--at",
        ),
        (
            &["scan", "--project", id, "--direction", "up", "1"],
            "--direction",
        ),
        (&["--lang", "fr", "status"], "--lang"),
        (&["--actor", "me", "status"], "--actor"),
        (&["status", "--home"], "--home"),
        (&["status", "--nonsense"], "--nonsense"),
        (&["status", "more"], "more"),
        (&["status", "--now", "now"], "--now"),
        (&["hours"], "--member"),
        (&["hours", "--member", "1", "--project", id], "--project"),
        (
            &["card", "print", "--all", "--layout", "a5", "--out", "x"],
            "--layout",
        ),
        (
            &[
                "card", "print", "--all", "--member", "1", "--layout", "a4", "--out", "x",
            ],
            "--all",
        ),
        (&["card", "print", "--all", "--layout", "a4"], "--out"),
        (&["annul", "x", "--reason", "y"], "FACT"),
        (&["annul", id], "--reason"),
        (&["demo", "--members", "-1"], "--members"),
        (&["demo", "--projects", "0"], "--projects"),
        (&["demo", "--seed", "x"], "--seed"),
        (&["demo", "--central", "http://127.0.0.1:1"], "--code"),
        (
            &["demo", "--central", "nowhere", "--code", "AB.cd"],
            "--central",
        ),
        (
            &["demo", "--central", "http://127.0.0.1:1", "--code", "x"],
            "--code",
        ),
        (&["enrol", "http://central.example", "AB.cd"], "URL"),
        (&["enrol", "http://127.0.0.1:1", "x"], "CODE"),
        (
            &["enrol", "http://127.0.0.1:1", "AB.cd", "--name", " "],
            "--name",
        ),
        (&["member", "import", "/no/such/file"], "FILE"),
        (&["project", "create", "/no/such/file"], "FILE"),
        (&["assess", "/no/such/file"], "FILE"),
    ];
    for (arguments, named) in cases {
        run(arguments).refused(2, named);
        let mut english = vec!["--lang", "en"];
        english.extend(*arguments);
        if arguments.first() != Some(&"--lang") {
            let refused = run(&english);
            refused.refused(2, named);
            let chinese = |letter| ('\u{4e00}'..='\u{9fff}').contains(&letter);
            assert!(!refused.err.contains(chinese), "{refused:?}");
        }
    }
}

#[test]
fn help_is_in_the_language_that_was_asked_for() {
    let chinese = run(&["scan", "--help"]);
    let english = run(&["--lang", "en", "scan", "--help"]);
    assert_eq!((chinese.status, english.status), (0, 0));
    assert!(chinese.out.contains("志愿者编号") && chinese.err.is_empty());
    assert!(english.out.contains("volunteer number") && english.out.is_ascii());
    assert!(run(&["--version"]).out.starts_with("yizhan "));
}

#[test]
fn options_of_every_command_come_before_or_after_it() {
    let station = Station::new();
    let home = station.home();
    let home = home.to_str().expect("a path");
    let before = run(&["--json", "--home", home, "status"]);
    let after = run(&["status", "--home", home, "--json"]);
    assert_eq!(before.document(), after.document());
    let below = run(&["project", "list", "--json", "--home", home, "--lang", "en"]);
    assert_eq!(below.documents().len(), 4);
}

#[test]
fn without_json_there_are_words_for_people() {
    let station = Station::new();
    let home = station.home();
    let home = home.to_str().expect("a path");
    let zh = run(&["--home", home, "member", "list"]);
    let en = run(&["--home", home, "--lang", "en", "member", "list"]);
    assert!(zh.out.starts_with("编号") && en.out.starts_with("Number"));
    assert_eq!(zh.out.lines().count(), crate::station::MEMBERS + 1);
    assert!(run(&["--home", home, "status"]).out.contains("待上传"));
    assert!(run(&["--home", home, "log", "verify"]).out.contains('✓'));
    let number = station.numbers().remove(0);
    let hours = run(&["--home", home, "hours", "--member", &number]);
    assert!(
        hours.out.contains("\n    ") && hours.out.contains("积分"),
        "{hours:?}"
    );
}

#[test]
fn a_home_is_opened_with_its_passphrase_alone() {
    let station = Station::new();
    let mut status = station.command(&["status"]);
    Run::of(
        status
            .env_remove("YIZHAN_PASSPHRASE")
            .output()
            .expect("it starts"),
    )
    .refused(3, "YIZHAN_PASSPHRASE");
    let mut status = station.command(&["status"]);
    Run::of(
        status
            .env("YIZHAN_PASSPHRASE", "")
            .output()
            .expect("it starts"),
    )
    .refused(3, "YIZHAN_PASSPHRASE");
    let mut status = station.command(&["status"]);
    let wrong = status.env("YIZHAN_PASSPHRASE", "wrong").output();
    let wrong = Run::of(wrong.expect("it starts"));
    wrong.refused(3, "");
    assert!(!wrong.err.contains("wrong"));
}

#[test]
fn a_new_home_wants_a_passphrase_and_is_warned_of_a_weak_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = |name: &str, passphrase: Option<&str>| {
        let mut demo = program();
        demo.args([
            "--json",
            "demo",
            "--members",
            "2",
            "--projects",
            "1",
            "--punches",
            "2",
        ])
        .arg("--home")
        .arg(folder.path().join(name));
        match passphrase {
            Some(passphrase) => demo.env("YIZHAN_PASSPHRASE", passphrase),
            None => demo.env_remove("YIZHAN_PASSPHRASE"),
        };
        Run::of(demo.output().expect("it starts"))
    };
    demo("none", None).refused(3, "YIZHAN_PASSPHRASE");
    demo("empty", Some("")).refused(2, "YIZHAN_PASSPHRASE");
    assert!(!folder.path().join("none").exists() && !folder.path().join("empty").exists());
    let weak = demo("weak", Some("1234"));
    weak.refused(0, "");
    let made = weak.document();
    assert_eq!((&made["members"], &made["punches"]), (&json!(2), &json!(2)));
    assert_eq!(made["projects"].as_array().map(Vec::len), Some(1));
    assert_eq!(made["projects"][0]["timing"], json!("double"));
    demo("weak", Some("1234")).refused(3, "weak");
    run(&["status", "--home", "/no/such/home"]).refused(3, "/no/such/home");
}

#[test]
fn nobody_reading_to_the_end_is_no_failure() {
    let station = Station::new();
    for arguments in [&["member", "list"][..], &["project", "list"], &["--help"]] {
        let mut child = station
            .command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        drop(child.stdout.take());
        let ended = Run::of(child.wait_with_output().expect("it ends"));
        assert_eq!((ended.status, ended.err.as_str()), (0, ""), "{arguments:?}");
    }
}
