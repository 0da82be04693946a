//! `decode [--live] FILE…`: the codes of each picture, one JSON document a line.

use std::io::Write;
use std::process::ExitCode;

use rustix::time::{ClockId, clock_gettime};
use scan::{Ladder, read_image};
use serde_json::json;

fn main() -> ExitCode {
    std::panic::set_hook({
        let noisy = std::panic::take_hook();
        Box::new(move |panic| {
            if !scan::inside_fence() {
                noisy(panic);
            }
        })
    });
    let mut ladder = Ladder::Still;
    let mut out = std::io::stdout().lock();
    let mut all_readable = true;
    for argument in std::env::args().skip(1) {
        if argument == "--live" {
            ladder = Ladder::Live;
            continue;
        }
        let line = answer(&argument, ladder);
        all_readable &= line.get("error").is_none();
        if writeln!(out, "{line}").is_err() {
            return ExitCode::FAILURE;
        }
    }
    if all_readable {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(2)
    }
}

fn answer(file: &str, ladder: Ladder) -> serde_json::Value {
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) => return json!({"file": file, "error": error.to_string()}),
    };
    let start = processor_ms();
    match read_image(&bytes, ladder) {
        Ok(codes) => {
            let ms = processor_ms() - start;
            let codes: Vec<_> = codes
                .iter()
                .map(|code| json!({"text": code.text, "corners": code.corners}))
                .collect();
            json!({"file": file, "codes": codes, "ms": ms})
        }
        Err(error) => json!({"file": file, "error": error.to_string()}),
    }
}

/// Milliseconds of processor time this thread has used.
fn processor_ms() -> f64 {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    now.tv_sec as f64 * 1e3 + now.tv_nsec as f64 / 1e6
}
