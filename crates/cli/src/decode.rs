//! `decode`: the codes in picture files. Needs no home.

use std::path::{Path, PathBuf};

use clap::Args;
use scan::{Code, Ladder};
use serde::Serialize;

use crate::error::{End, Problem, Result};
use crate::invocation::Invocation;
use crate::picture::{self, Unread};
use crate::{output, text};

/// Which pictures, and how thoroughly.
#[derive(Debug, Args)]
pub(crate) struct Pictures {
    #[arg(long)]
    live: bool,
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
}

#[derive(Serialize)]
struct Document<'a> {
    file: &'a str,
    codes: Vec<CodeDocument<'a>>,
    ms: f64,
}

#[derive(Serialize)]
struct CodeDocument<'a> {
    text: &'a str,
    corners: [[f32; 2]; 4],
}

#[derive(Serialize)]
struct Failure<'a> {
    file: &'a str,
    error: &'a str,
}

/// Reads one picture after another; one that is none does not stop the rest.
pub(crate) fn run(pictures: &Pictures, invocation: &Invocation) -> Result<End> {
    let ladder = if pictures.live {
        Ladder::Live
    } else {
        Ladder::Still
    };
    let mut unread = 0;
    for file in &pictures.files {
        let name = file.to_string_lossy();
        match read(file, ladder) {
            Ok((codes, ms)) => show(&name, &codes, ms, invocation)?,
            Err(why) => {
                unread += 1;
                let error = text::unread(&why, invocation.language);
                let failure = Failure {
                    file: &name,
                    error: &error,
                };
                invocation.print(&failure, || format!("{name}: {error}"))?;
            }
        }
    }
    if unread == 0 {
        return Ok(End::Done);
    }
    let problem = Problem::Pictures(unread);
    output::say(&text::input("FILE", &problem, invocation.language));
    Ok(End::BadInput)
}

/// The codes, and the processor time that finding them took; decompressing the picture is part of reading the file.
fn read(file: &Path, ladder: Ladder) -> std::result::Result<(Vec<Code>, f64), Unread> {
    let frame = picture::open(file)?;
    let before = processor_ms();
    let codes = scan::read_frame(&frame.as_grey(), ladder);
    Ok((codes, processor_ms() - before))
}

fn show(file: &str, codes: &[Code], ms: f64, invocation: &Invocation) -> Result<()> {
    let document = Document {
        file,
        codes: codes
            .iter()
            .map(|code| CodeDocument {
                text: &code.text,
                corners: code.corners,
            })
            .collect(),
        ms: (ms * 1000.0).round() / 1000.0,
    };
    invocation.print(&document, || {
        let head = text::codes_found(file, codes.len(), ms, invocation.language);
        let texts = codes.iter().map(|code| format!("\n  {}", code.text));
        head + &texts.collect::<String>()
    })
}

/// Processor time of this process, in milliseconds.
#[cfg(unix)]
fn processor_ms() -> f64 {
    let spent = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    spent.tv_sec as f64 * 1e3 + spent.tv_nsec as f64 / 1e6
}

/// Where the platform does not tell processor time, the clock stands for it.
#[cfg(not(unix))]
fn processor_ms() -> f64 {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    let start = START.get_or_init(std::time::Instant::now);
    start.elapsed().as_secs_f64() * 1e3
}
