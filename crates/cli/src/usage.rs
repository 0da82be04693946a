//! What is wrong with a command line, in one line of the chosen language.

use std::process::ExitCode;

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use rules::Language;

use crate::error::End;
use crate::output;
use crate::text::usage as text;

/// Prints help where it was asked for; else says what is wrong.
pub(crate) fn refuse(error: &Error, language: Language) -> ExitCode {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        // Help that nobody reads to its end is no failure.
        let _ = error.print();
        return End::Done.into();
    }
    output::say(&sentence(error, language));
    End::BadInput.into()
}

fn sentence(error: &Error, language: Language) -> String {
    let argument = named(error, ContextKind::InvalidArg);
    let value = named(error, ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::MissingRequiredArgument => text::missing(&argument, language),
        ErrorKind::UnknownArgument => text::unknown(&argument, language),
        ErrorKind::InvalidSubcommand => {
            text::no_such_command(&named(error, ContextKind::InvalidSubcommand), language)
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            text::command_missing(language)
        }
        ErrorKind::ArgumentConflict => {
            text::conflict(&argument, &named(error, ContextKind::PriorArg), language)
        }
        ErrorKind::InvalidValue if value.is_empty() => text::no_value(&argument, language),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            text::bad_value(&argument, &value, language)
        }
        ErrorKind::InvalidUtf8 => text::not_text(language),
        _ => text::otherwise(&argument, language),
    }
}

/// What the error names in this respect, as it is typed.
fn named(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(one)) => one.clone(),
        Some(ContextValue::Strings(several)) => several.join(" "),
        _ => String::new(),
    }
}
