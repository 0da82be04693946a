//! From card text to durable answer, beside the raw flush of the same disk in the same run.
//!
//! `scan_latency FOLDER [MEMBERS] [SCANS]`: makes a station in an empty FOLDER and scans in turn with a write and
//! `fdatasync` of one page in a file beside it.

use std::error::Error;
use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use replica::{Cost, DemoPlan, Input, NewHome, Replica, Scan, Stamp};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("which folder?")?);
    let members: u32 = arguments.next().map_or(Ok(10_000), |text| text.parse())?;
    let scans: usize = arguments.next().map_or(Ok(1_000), |text| text.parse())?;
    let plan = DemoPlan {
        members,
        projects: 6,
        punches: 3 * members,
        seed: 1,
        portraits: false,
    };
    let begun = Instant::now();
    let home = NewHome::begin(&folder.join("station"), "bench")?;
    let passphrase = "yun zhou zhi yuan";
    drop(home.keep_with_demo(&plan, Stamp::now(), passphrase, Cost::Least, &mut |_, _| {})?);
    let made = begun.elapsed();
    let begun = Instant::now();
    let station = Replica::open(&folder.join("station"), "bench", passphrase)?;
    let opened = begun.elapsed();
    let texts = texts(&station, scans)?;
    let project = station.projects()?[0].id;
    let mut raw_file = File::create(folder.join("raw"))?;
    let (mut raw, mut durable) = (Vec::new(), Vec::new());
    let cpu = cpu_time();
    for text in texts {
        let begun = Instant::now();
        raw_file.write_all(&[0x5a; 4096])?;
        raw_file.sync_data()?;
        raw.push(begun.elapsed());
        let begun = Instant::now();
        let receipt = station.scan(&Scan::now(project, Input::Text(text)), Stamp::now())?;
        durable.push(begun.elapsed());
        if receipt.code.is_some() {
            return Err(format!("a scan was not accepted: {:?}", receipt.code).into());
        }
    }
    let cpu = cpu_time().saturating_sub(cpu);
    let out = &mut std::io::stdout();
    writeln!(
        out,
        "members {members}, made in {made:.1?}, opened in {opened:.1?} (one pass of Argon2id)"
    )?;
    writeln!(
        out,
        "database {:.1} MB",
        fs::metadata(folder.join("station/replica.db"))?.len() as f64 / 1e6
    )?;
    let (raw, durable) = (Quantiles::of(raw), Quantiles::of(durable));
    writeln!(
        out,
        "raw fdatasync   p50 {:>8.2?}  p95 {:>8.2?}",
        raw.p50, raw.p95
    )?;
    writeln!(
        out,
        "durable answer  p50 {:>8.2?}  p95 {:>8.2?}",
        durable.p50, durable.p95
    )?;
    let ratio = |one: Duration, other: Duration| one.as_secs_f64() / other.as_secs_f64();
    let (p50, p95) = (ratio(durable.p50, raw.p50), ratio(durable.p95, raw.p95));
    writeln!(
        out,
        "ratio           p50 {p50:.2}      p95 {p95:.2}      (aim: at most 2)"
    )?;
    writeln!(out, "CPU a scan and a raw write {:.2?}", cpu / scans as u32)?;
    Ok(())
}

fn texts(station: &Replica, scans: usize) -> Result<Vec<String>, replica::Error> {
    let members = station.members("", scans)?;
    members
        .iter()
        .map(|member| station.card_text(&member.number))
        .collect()
}

struct Quantiles {
    p50: Duration,
    p95: Duration,
}

impl Quantiles {
    fn of(mut times: Vec<Duration>) -> Quantiles {
        times.sort();
        Quantiles {
            p50: times[times.len() / 2],
            p95: times[times.len() * 95 / 100],
        }
    }
}

/// CPU time of this process so far.
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}
