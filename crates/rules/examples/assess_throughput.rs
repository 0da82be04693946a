//! Measures the rules on one thread: one volunteer's day settled over and over, and the day of a district at once.
//! `assess_throughput [DOCUMENTS.jsonl]`: with worked cases as well, each line `{"case": …}`, how fast those are answered.
//! Prints CPU time; nothing passes or fails by it.

use std::fmt::Display;
use std::hint::black_box;
use std::io::{self, Write};
use std::time::Duration;

use jiff::civil::{Date, date, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rules::case::cases;
use rules::{
    By, Cause, Decision, Direction, Fact, Id, Policy, Project, ProjectKind, Punch, Request, Timing,
    What, assess,
};

const DAY: Date = date(2024, 6, 8);
const ROUNDS: usize = 20_000;
const DISTRICT: usize = 10_000;

fn main() -> io::Result<()> {
    let zone = TimeZone::get("Asia/Shanghai").map_err(io::Error::other)?;
    let start = DAY.at(8, 30, 0, 0).to_zoned(zone.clone());
    let start = start.map_err(io::Error::other)?.timestamp();
    for policy in Policy::all() {
        one_by_one(policy, &zone, start)?;
    }
    district(&zone, start)?;
    match std::env::args_os().nth(1) {
        Some(file) => documents(&worked(&file)?),
        None => Ok(()),
    }
}

/// Four scans of one volunteer, his face check and a request that was approved, settled again and again.
fn one_by_one(policy: &Policy, zone: &TimeZone, start: Timestamp) -> io::Result<()> {
    let facts = [day_of(0, start), mended(0, start)].concat();
    let now = start + SignedDuration::from_hours(30 * 24);
    let projects = projects();
    let begun = cpu_time()?;
    for _ in 0..ROUNDS {
        black_box(assess(policy, zone, now, &projects, black_box(&facts)));
    }
    let spent = cpu_time()?.saturating_sub(begun);
    let title = format!("one volunteer, {} facts, {}", facts.len(), policy.name);
    report(&title, (ROUNDS, facts.len() * ROUNDS), spent)
}

/// Four scans of each of ten thousand volunteers, assessed in one call and told as JSON.
fn district(zone: &TimeZone, start: Timestamp) -> io::Result<()> {
    let facts: Vec<_> = (0..DISTRICT)
        .flat_map(|number| day_of(number, start))
        .collect();
    let now = start + SignedDuration::from_hours(12);
    let (projects, policy) = (projects(), &Policy::all()[0]);
    let begun = cpu_time()?;
    let assessment = assess(policy, zone, now, &projects, black_box(&facts));
    let settled = cpu_time()?;
    let answer = black_box(assessment.to_json(rules::Language::Zh));
    let told = cpu_time()?;
    let title = format!("a district's day, {DISTRICT} volunteers");
    report(
        &title,
        (DISTRICT, facts.len()),
        settled.saturating_sub(begun),
    )?;
    let (ms, megabytes) = (
        told.saturating_sub(settled).as_millis(),
        answer.len() as f64 / 1e6,
    );
    line(format_args!(
        "  its answer as JSON: {ms} ms, {megabytes:.1} MB"
    ))
}

/// Documents read, assessed and answered.
fn documents(texts: &[String]) -> io::Result<()> {
    let begun = cpu_time()?;
    let (mut answered, mut facts) = (0, 0);
    for _ in 0..20 {
        for case in texts.iter().flat_map(cases) {
            let case = case.map_err(io::Error::other)?;
            (answered, facts) = (answered + 1, facts + case.facts.len());
            black_box(case.answer());
        }
    }
    let spent = cpu_time()?.saturating_sub(begun);
    report("worked cases, from text to text", (answered, facts), spent)
}

fn report(title: &str, (histories, facts): (usize, usize), spent: Duration) -> io::Result<()> {
    let seconds = spent.as_secs_f64().max(f64::EPSILON);
    line(format_args!(
        "{title}: {:.0} histories/s, {:.2} µs a fact, {:.0} ms",
        histories as f64 / seconds,
        seconds * 1e6 / facts as f64,
        seconds * 1e3
    ))
}

fn line(text: impl Display) -> io::Result<()> {
    writeln!(io::stdout(), "{text}")
}

fn projects() -> [Project; 2] {
    let project = |id: &str, start, end| Project {
        id: id.into(),
        timing: Timing::Double,
        kind: ProjectKind::Service,
        from: DAY,
        to: DAY,
        start: time(start, 30, 0, 0),
        end: time(end, 30, 0, 0),
        preset_minutes: None,
        by_list: false,
        self_open: false,
        venue: None,
        radius_m: None,
        dispersed_sign_out: false,
        policy: None,
    };
    [project("p1", 8, 12), project("p2", 13, 17)]
}

/// In and out in the morning, in and out in the afternoon.
fn day_of(number: usize, start: Timestamp) -> Vec<Fact> {
    let at = |minutes: i64| start + SignedDuration::from_mins(minutes + (number % 7) as i64);
    let scan = |which: usize, project: &str, time| Fact {
        id: Id::from(format!("{number}-{which}")),
        time,
        what: What::Punch(Punch {
            project: project.into(),
            volunteer: Id::from(format!("v{number}")),
            direction: Direction::Auto,
            by: By::Staff,
            location: None,
        }),
    };
    vec![
        scan(0, "p1", at(1)),
        scan(1, "p1", at(215)),
        scan(2, "p2", at(301)),
        scan(3, "p2", at(500)),
    ]
}

fn mended(number: usize, start: Timestamp) -> Vec<Fact> {
    let hours = SignedDuration::from_hours;
    let request = What::SupplementRequested(Request {
        project: "p2".into(),
        volunteer: Id::from(format!("v{number}")),
        day: DAY,
        sign_in: Some(time(16, 55, 0, 0)),
        sign_out: Some(time(17, 30, 0, 0)),
        cause: Cause::NoSignal,
        reason: "没有信号".to_owned(),
        evidence: 1,
    });
    let decision = What::SupplementDecided {
        request: "r".into(),
        decision: Decision::Approved,
    };
    let fact = |id: &str, time, what| Fact {
        id: id.into(),
        time,
        what,
    };
    let volunteer = Id::from(format!("v{number}"));
    let checked = What::FaceChecked { volunteer };
    vec![
        fact("c", start - hours(24), checked),
        fact("r", start + hours(20), request),
        fact("d", start + hours(30), decision),
    ]
}

#[expect(
    clippy::disallowed_methods,
    reason = "the rules read no files; this measures them"
)]
fn worked(file: &std::ffi::OsStr) -> io::Result<Vec<String>> {
    let text = std::fs::read_to_string(file)?;
    let cases = text.lines().map(|line| {
        let worked: serde_json::Value = serde_json::from_str(line)?;
        Ok(worked["case"].to_string())
    });
    cases.collect()
}

/// What this thread has had of the processor.
#[expect(
    clippy::disallowed_methods,
    reason = "the rules know no clock; this measures them"
)]
fn cpu_time() -> io::Result<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let on_cpu = text.split(' ').next().and_then(|ns| ns.parse().ok());
    on_cpu
        .map(Duration::from_nanos)
        .ok_or(io::ErrorKind::Unsupported.into())
}
