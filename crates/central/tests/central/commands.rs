//! The binary: its commands, their JSON and exit status, and its end by force.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use protocol::message::Taken;
use protocol::{EnrolmentCode, Invitation};
use serde_json::Value;

use crate::support::*;

fn command(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yizhan-central"));
    command.arg("--home").arg(home).env("RUST_LOG", "warn");
    command
}

fn run(home: &Path, arguments: &[&str]) -> Output {
    command(home).args(arguments).output().unwrap()
}

fn document(output: &Output) -> Value {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    assert_eq!(text.lines().count(), 1, "{text}");
    serde_json::from_str(&text).unwrap()
}

/// Exit status and the one line of why.
fn failure(output: &Output) -> (i32, String) {
    assert!(output.stdout.is_empty());
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(text.lines().count(), 1, "{text}");
    (output.status.code().unwrap(), text)
}

/// A server that is killed when it is dropped.
struct Served {
    child: Child,
    address: SocketAddr,
}

impl Served {
    fn start(home: &Path) -> Served {
        let mut serve = command(home);
        serve.args(["serve", "--listen", "127.0.0.1:0"]);
        let mut child = serve.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let said: Value = serde_json::from_str(&line).unwrap();
        let listening = said["listening"].as_str().unwrap();
        let address = listening.strip_prefix("http://").unwrap().parse().unwrap();
        Served { child, address }
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn code(home: &Path) -> EnrolmentCode {
    let printed = document(&run(home, &["enrol-code"]));
    printed["code"].as_str().unwrap().parse().unwrap()
}

#[test]
fn init_makes_a_central_once() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("new/home");
    let made = document(&run(&home, &["init"]));
    assert_eq!(made["fingerprint"].as_str().unwrap().len(), 26);
    assert_eq!(made["central"].as_str().unwrap().len(), 36);
    let before = std::fs::read(home.join("central.keys")).unwrap();
    let (status, why) = failure(&run(&home, &["init", "--lang", "en"]));
    assert_eq!(status, 3);
    assert!(why.contains("already initialised"), "{why}");
    assert_eq!(std::fs::read(home.join("central.keys")).unwrap(), before);
    let code = document(&run(&home, &["enrol-code"]));
    let code = code["code"]
        .as_str()
        .unwrap()
        .split_once('.')
        .unwrap()
        .1
        .to_owned();
    assert_eq!(code, made["fingerprint"].as_str().unwrap());
}

#[test]
fn an_enrolment_code_says_until_when_and_makes_an_invitation() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["init"]);
    let url = "https://central.example:7700";
    let printed = document(&run(folder.path(), &["enrol-code", "--url", url]));
    let expires: jiff::Timestamp = printed["expires"].as_str().unwrap().parse().unwrap();
    let left = expires.duration_since(jiff::Timestamp::now()).as_secs();
    assert!((14 * 60..=15 * 60).contains(&left), "{left}");
    let invitation: Invitation = printed["invitation"].as_str().unwrap().parse().unwrap();
    assert_eq!(invitation.address, url);
    assert_eq!(
        invitation.code,
        printed["code"].as_str().unwrap().parse().unwrap()
    );
    assert_eq!(invitation.code.code.len(), 10);
}

#[test]
fn bad_input_is_two_and_what_cannot_be_is_three_each_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    for arguments in [
        &["enrol-code"][..],
        &["log", "verify"],
        &["revoke", "00000000-0000-0000-0000-000000000000"],
    ] {
        let (status, why) = failure(&run(home, arguments));
        assert_eq!(status, 3, "{arguments:?}");
        assert!(why.contains("尚未初始化"), "{why}");
    }
    run(home, &["init"]);
    let unknown = "0a0a0a0a-0a0a-0a0a-0a0a-0a0a0a0a0a0a";
    for (arguments, names) in [
        (
            &["enrol-code", "--organisation", unknown][..],
            "--organisation",
        ),
        (&["enrol-code", "--organisation", "x"], "--organisation"),
        (&["init", "--store", "postgres://localhost/x"], "--store"),
        (&["init", "--store", "sqlite:"], "--store"),
        (&["serve", "--listen", "nowhere"], "--listen"),
        (&["revoke", unknown], "STATION"),
        (&["log"], "subcommand"),
        (&["fly"], "fly"),
        (&[], "subcommand"),
    ] {
        let (status, why) = failure(&run(home, arguments));
        assert_eq!(status, 2, "{arguments:?}: {why}");
        assert!(why.contains(names), "{arguments:?}: {why}");
    }
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    assert_eq!(failure(&run(home, &["serve", "--listen", &listen])).0, 3);
}

#[test]
fn help_is_for_people_who_read_chinese_first() {
    let folder = tempfile::tempdir().unwrap();
    let help = run(folder.path(), &["--help"]);
    assert!(help.status.success());
    let text = String::from_utf8(help.stdout).unwrap();
    assert!(text.starts_with("义站"), "{text}");
    for word in [
        "init",
        "serve",
        "enrol-code",
        "log",
        "revoke",
        "restored",
        "Revoke",
        "停用",
    ] {
        assert!(text.contains(word), "{word}");
    }
}

#[test]
fn a_database_of_a_later_version_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["init"]);
    let file = folder.path().join("central.db");
    let database = rusqlite::Connection::open(&file).unwrap();
    database.pragma_update(None, "user_version", 99).unwrap();
    drop(database);
    let (status, why) = failure(&run(folder.path(), &["enrol-code", "--lang", "en"]));
    assert_eq!(status, 3);
    assert!(why.contains("version 99"), "{why}");
    std::fs::remove_file(folder.path().join("central.keys")).unwrap();
    let database = rusqlite::Connection::open(&file).unwrap();
    database.pragma_update(None, "user_version", 1).unwrap();
    let (status, why) = failure(&run(folder.path(), &["enrol-code", "--lang", "en"]));
    assert_eq!(status, 3);
    assert!(why.contains("key file"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_run_beside_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    let mut served = Served::start(home);
    let mut founder = TestStation::new(served.address, 1);
    founder.time = jiff::Timestamp::now().as_millisecond();
    let enrolled = founder.found(&code(home).code).await.unwrap();
    assert_eq!(enrolled.organisation, ORGANISATION);
    founder.hand_over(first_rows(), true).await.unwrap();
    founder.punches(5);
    founder.flush().await;
    let found = document(&run(home, &["log", "verify"]));
    assert_eq!(
        found,
        serde_json::json!({ "facts": 15, "valid": true, "first_bad": null })
    );

    let mut second = TestStation::new(served.address, 2);
    second.time = founder.time;
    second.join(&code(home).code).await.unwrap();
    let restored = document(&run(home, &["restored"]));
    let epoch = second.server_epoch().await.to_string();
    assert_eq!(restored["server_epoch"].as_str().unwrap(), epoch);
    document(&run(home, &["revoke", &second.id.to_string()]));
    assert_eq!(second.pull(0, 1).await.unwrap_err().0, 403);

    let database = rusqlite::Connection::open(home.join("central.db")).unwrap();
    database
        .execute("update fact set wall = wall + 1 where position = 11", [])
        .unwrap();
    let verify = run(home, &["log", "verify"]);
    assert_eq!(verify.status.code(), Some(1));
    let found: Value = serde_json::from_slice(&verify.stdout).unwrap();
    assert_eq!(found["valid"], false);
    assert!(found["first_bad"].is_string());

    #[cfg(unix)]
    {
        let stopped = Command::new("kill")
            .arg(served.child.id().to_string())
            .status()
            .unwrap();
        assert!(stopped.success());
        assert!(
            served.child.wait().unwrap().success(),
            "a stop is no failure"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_is_there_after_the_server_was_killed() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    let mut served = Served::start(home);
    let mut station = TestStation::new(served.address, 1);
    station.time = jiff::Timestamp::now().as_millisecond();
    station.found(&code(home).code).await.unwrap();
    station.hand_over(first_rows(), true).await.unwrap();
    let mut answered: Vec<(rules::FactId, Taken)> = Vec::new();
    for round in 0..6_u32 {
        station.address = served.address;
        station.punches(400);
        let run = station.run();
        // While one push is under way the server dies.
        let mut dying = station.clone();
        let push = tokio::spawn({
            let run = run.clone();
            async move {
                let cut = std::panic::AssertUnwindSafe(dying.push(&run));
                tokio::time::timeout(std::time::Duration::from_secs(5), cut.0).await
            }
        });
        for _ in 0..round * 40 {
            tokio::task::yield_now().await;
        }
        served.kill();
        let early = push.await.ok().and_then(Result::ok).and_then(Result::ok);
        served = Served::start(home);
        station.address = served.address;
        station.counter += 10;
        let pushed = station.push(&run).await.unwrap();
        assert_eq!((pushed.stopped, pushed.high_water), (None, station.seq));
        if let Some(early) = early {
            assert_eq!(
                early.verdicts, pushed.verdicts,
                "answered before, the same after"
            );
        }
        answered.extend(run.iter().map(|fact| fact.id).zip(pushed.verdicts));
    }
    let mut second = TestStation::new(served.address, 2);
    second.time = station.time;
    second.join(&code(home).code).await.unwrap();
    let page = second.pull(9, 5_000).await.unwrap();
    let facts = page.block.unpack().unwrap();
    let found: Vec<_> = facts.iter().zip(&page.positions).collect();
    assert_eq!(found.len(), answered.len());
    for ((fact, position), (id, taken)) in found.iter().zip(&answered) {
        assert_eq!((fact.id, Taken::Accepted(**position)), (*id, taken.clone()));
    }
}
