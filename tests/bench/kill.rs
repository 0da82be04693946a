//! kill -9 of `yizhan scan -` at random moments: is every acknowledged scan there afterwards, once?
//!
//! `kill YIZHAN FOLDER [ROUNDS]`, where YIZHAN is the binary and FOLDER is empty.

use std::collections::HashSet;
use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use replica::{Cost, DemoPlan, NewHome, Replica, Stamp};

const PASSPHRASE: &str = "yun zhou zhi yuan";

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let program = arguments.next().ok_or("which binary?")?;
    let home = std::path::PathBuf::from(arguments.next().ok_or("which folder?")?).join("station");
    let rounds: u32 = arguments.next().map_or(Ok(200), |text| text.parse())?;
    let plan = DemoPlan {
        members: 500,
        projects: 2,
        punches: 0,
        seed: 1,
        portraits: false,
    };
    let begun = NewHome::begin(&home, "bench")?;
    let station =
        begun.keep_with_demo(&plan, Stamp::now(), PASSPHRASE, Cost::Least, &mut |_, _| {})?;
    let project = station.projects()?[0].id.to_string();
    let numbers: Vec<String> = station
        .members("", 500)?
        .into_iter()
        .map(|member| member.number)
        .collect();
    drop(station);
    let mut acknowledged = HashSet::new();
    for round in 0..rounds {
        acknowledged.extend(killed(&program, &home, &project, &numbers, round)?);
    }
    let station = Replica::open(&home, "bench", PASSPHRASE)?;
    let lost = acknowledged.iter().filter(|fact| {
        fact.parse()
            .map_or(true, |fact| station.receipt_of(fact).is_err())
    });
    let lost = lost.count();
    let log = station.verify_log()?;
    let out = &mut std::io::stdout();
    writeln!(
        out,
        "rounds {rounds}, acknowledged {}, lost {lost}, log of {} facts holds: {}",
        acknowledged.len(),
        log.facts,
        log.valid
    )?;
    if lost > 0 || !log.valid || acknowledged.is_empty() {
        return Err("an acknowledged scan was lost, or none was made".into());
    }
    Ok(())
}

/// One round: scans as fast as answers come, and kills the program after a while that differs from round to round.
fn killed(
    program: &str,
    home: &Path,
    project: &str,
    numbers: &[String],
    round: u32,
) -> Result<Vec<String>, Box<dyn Error>> {
    let mut child = Command::new(program)
        .args([
            "--json",
            "--home",
            home.to_str().ok_or("not a text")?,
            "scan",
            "--project",
            project,
            "-",
        ])
        .env("YIZHAN_PASSPHRASE", PASSPHRASE)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut input = child.stdin.take().ok_or("no input")?;
    let answers = BufReader::new(child.stdout.take().ok_or("no output")?);
    let texts: Vec<String> = numbers
        .iter()
        .cycle()
        .skip(round as usize * 37)
        .take(4_000)
        .cloned()
        .collect();
    let feeder = std::thread::spawn(move || {
        for text in texts {
            if writeln!(input, "{text}").is_err() {
                return;
            }
        }
    });
    let mut facts = Vec::new();
    let mut lines = answers.lines();
    // The first answer says that it is at work; then it has between nothing and 60 ms to live.
    if let Some(Ok(line)) = lines.next() {
        facts.extend(fact_in(&line));
        std::thread::sleep(Duration::from_millis(u64::from(round) * 7 % 61));
    }
    child.kill()?;
    // Every line that left the program was acknowledged, read or not; half a line was not.
    while let Some(Ok(line)) = lines.next() {
        facts.extend(fact_in(&line));
    }
    child.wait()?;
    feeder.join().map_err(|_| "the feeder failed")?;
    Ok(facts)
}

fn fact_in(line: &str) -> Option<String> {
    let answer: serde_json::Value = serde_json::from_str(line).ok()?;
    Some(answer.get("fact")?.as_str()?.to_owned())
}
