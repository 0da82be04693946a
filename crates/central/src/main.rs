//! The binary `yizhan-central`: reads its arguments, does one command, says how it went.

mod arguments;
mod command;
mod speech;

use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use crate::arguments::Arguments;

const BAD_INPUT: u8 = 2;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return refuse(&error),
    };
    command::log_to_stderr();
    match command::run(&arguments) {
        Ok(code) => code,
        Err(error) => {
            speech::say(&speech::sentence(&error, arguments.lang));
            ExitCode::from(speech::exit_code(&error))
        }
    }
}

/// Help goes to standard output; what is wrong with the arguments is one line.
fn refuse(error: &clap::Error) -> ExitCode {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        error.exit();
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        speech::say("缺少命令，见 --help。 A command (subcommand) is missing, see --help");
        return ExitCode::from(BAD_INPUT);
    }
    let text = error.render().to_string();
    let line = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let detail = text
        .lines()
        .skip(1)
        .map(str::trim)
        .take_while(|line| !line.is_empty());
    let whole: Vec<&str> = std::iter::once(line).chain(detail).collect();
    speech::say(&whole.join(" "));
    ExitCode::from(BAD_INPUT)
}
