//! What goes wrong around a station: a killed program, a second one, a damaged file, a central that is not there.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::{Child, Stdio};

use crate::station::{Run, Station, contents, program, word};
use serde_json::Value;

fn scanning(station: &Station, project: &str) -> Child {
    station
        .command(&["scan", "--project", project, "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts")
}

#[test]
fn a_scan_that_was_answered_is_there_after_the_program_was_killed() {
    let station = Station::new();
    let (project, numbers) = (station.project(0), station.numbers());
    let mut acknowledged: Vec<String> = Vec::new();
    for round in 0..5 {
        let mut child = scanning(&station, &project);
        let mut into = child.stdin.take().expect("a pipe");
        let lines: String = numbers.iter().map(|number| format!("{number}\n")).collect();
        into.write_all(lines.repeat(4).as_bytes())
            .expect("it reads");
        let answers = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        // Killed after so many answers, while it is busy with the next.
        for answer in answers.take(1 + round * 7) {
            let answer: Value = serde_json::from_str(&answer.expect("an answer")).expect("JSON");
            acknowledged.push(word(&answer, "fact"));
        }
        child.kill().expect("it runs");
        child.wait().expect("it ends");
    }
    let hours = station.run(&["hours", "--project", &project]);
    assert_eq!(hours.status, 0, "{hours:?}");
    let verdicts = hours.document()["verdicts"]
        .as_array()
        .cloned()
        .expect("a list");
    let stored: Vec<String> = verdicts.iter().map(|verdict| word(verdict, "id")).collect();
    assert_eq!(acknowledged.len(), 75);
    for fact in &acknowledged {
        assert_eq!(stored.iter().filter(|id| *id == fact).count(), 1, "{fact}");
    }
    assert_eq!(station.run(&["log", "verify"]).status, 0);
}

#[test]
fn a_second_program_is_told_which_is_the_first() {
    let station = Station::new();
    let (project, number) = (station.project(0), station.numbers().remove(0));
    let mut first = scanning(&station, &project);
    let mut into = first.stdin.take().expect("a pipe");
    writeln!(into, "{number}").expect("it reads");
    let mut answer = String::new();
    let mut out = BufReader::new(first.stdout.take().expect("a pipe"));
    out.read_line(&mut answer).expect("it answers");
    let second = station.run(&["status"]);
    second.refused(3, "yizhan");
    assert!(second.err.contains(&first.id().to_string()), "{second:?}");
    drop(into);
    assert!(first.wait().expect("it ends").success());
    assert_eq!(station.run(&["status"]).status, 0);
}

#[test]
fn a_damaged_database_is_left_as_it_is() {
    let station = Station::new();
    let file = station.home().join("replica.db");
    let mut bytes = fs::read(&file).expect("a database");
    let middle = bytes.len() / 2;
    for byte in bytes[..64].iter_mut() {
        *byte ^= 0x5a;
    }
    for byte in bytes[middle..middle + 4096].iter_mut() {
        *byte = 0;
    }
    fs::write(&file, &bytes).expect("a file");
    station.run(&["status"]).refused(3, "");
    assert_eq!(fs::read(&file).expect("a database"), bytes);
}

#[test]
fn slots_that_are_noise_are_left_as_they_are() {
    let station = Station::new();
    let file = station.home().join("keys.json");
    fs::write(&file, "noise").expect("a file");
    let before = contents(&station.home());
    station.run(&["status"]).refused(3, "");
    let after = contents(&station.home());
    let files = |all: &[(String, Vec<u8>)]| -> Vec<(String, Vec<u8>)> {
        let kept = all.iter().filter(|(name, _)| name != "lock");
        kept.cloned().collect()
    };
    assert_eq!(files(&before), files(&after));
}

#[test]
fn a_database_that_is_gone_is_not_made_anew() {
    let station = Station::new();
    fs::remove_file(station.home().join("replica.db")).expect("a database");
    station.run(&["status"]).refused(3, "");
    assert!(!station.home().join("replica.db").exists());
    station.run(&["demo"]).refused(3, "");
}

#[test]
fn a_central_that_is_not_there_could_not_be_joined_and_the_station_stays_its_own() {
    // A port that nobody listens on: it was ours a moment ago.
    let port = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", port.local_addr().expect("an address"));
    drop(port);
    let station = Station::new();
    station
        .run(&["enrol", &address, "ABCDE23456.00ff"])
        .refused(3, "");
    assert_eq!(
        word(&station.run(&["status"]).document(), "central"),
        "none"
    );
    let empty = station.path("empty");
    let run = program()
        .args(["enrol", &address, "ABCDE23456.00ff", "--home"])
        .arg(&empty)
        .output();
    Run::of(run.expect("it starts")).refused(3, "");
    let run = program().args(["status", "--home"]).arg(&empty).output();
    Run::of(run.expect("it starts")).refused(3, "empty");
}
