//! The binary `yizhan`, what the desk can do without a window: reads its arguments, does one verb, says how it went.

mod admit;
mod annul;
mod arguments;
mod assess;
mod card;
mod card_print;
mod decode;
mod demo;
mod dispute;
mod enrol;
mod error;
mod face_check;
mod hours;
mod input;
mod invocation;
mod lines;
mod log;
mod member;
mod member_file;
mod output;
mod passphrase;
mod picture;
mod profile;
mod project;
mod scan;
mod sheet;
mod status;
mod supplement;
mod sweep;
mod sync;
mod table;
mod text;
mod usage;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use crate::arguments::Arguments;
use crate::error::{End, Error};

fn main() -> ExitCode {
    let language = arguments::language_of(std::env::args_os());
    say_panics_in_one_line(language);
    // A fault of ours ends as "could not": the hook has said where it was.
    catch_unwind(AssertUnwindSafe(|| carry_out(language)))
        .unwrap_or_else(|_| ended(&Error::Fault, language))
}

fn carry_out(language: rules::Language) -> ExitCode {
    let arguments = match Arguments::read(language, std::env::args_os()) {
        Ok(arguments) => arguments,
        Err(refused) => return usage::refuse(&refused, language),
    };
    let (verb, invocation) = arguments.taken_apart();
    match verb.run(&invocation) {
        Ok(end) => end.into(),
        Err(error) => ended(&error, language),
    }
}

/// Says what went wrong, and with which status that ends.
fn ended(error: &Error, language: rules::Language) -> ExitCode {
    if error.is_closed_pipe() {
        return End::Done.into();
    }
    if !matches!(error, Error::Fault) {
        output::say(&text::sentence(error, language));
    }
    ExitCode::from(error.status())
}

/// A panic is told by its place alone: its message may quote data.
fn say_panics_in_one_line(language: rules::Language) {
    std::panic::set_hook(Box::new(move |panic| {
        if ::scan::inside_fence() || input::inside_fence() {
            return;
        }
        let place = panic.location().map(ToString::to_string);
        output::say(&text::fault(&place.unwrap_or_default(), language));
    }));
}
