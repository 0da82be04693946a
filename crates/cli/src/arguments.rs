//! The command line as it is typed: the options of every command, and the verbs.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgAction, Args, Command, CommandFactory, FromArgMatches, Parser, Subcommand};
use jiff::Timestamp;
use rules::{Language, StaffId};

use crate::error::{End, Result};
use crate::invocation::Invocation;
use crate::text::help;
use crate::{
    admit, annul, assess, card, decode, demo, dispute, enrol, face_check, hours, log, member,
    profile, project, scan, status, supplement, sweep, sync,
};

/// The whole command line. What help says stands in the catalogue of texts.
#[derive(Debug, Parser)]
#[command(name = "yizhan", version, disable_version_flag = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    verb: Verb,
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

/// Options that come before or after the verb.
#[derive(Debug, Args)]
struct Globals {
    #[arg(long, global = true, value_name = "DIR")]
    home: Option<PathBuf>,
    #[arg(long, global = true)]
    json: bool,
    #[arg(long, global = true, value_name = "zh|en")]
    lang: Option<Language>,
    #[arg(long, global = true, value_name = "STAFF")]
    actor: Option<StaffId>,
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
}

/// What is to be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    Demo(demo::Plan),
    Assess(assess::Cases),
    Decode(decode::Pictures),
    #[command(subcommand)]
    Card(card::Action),
    #[command(subcommand)]
    Profile(profile::Action),
    #[command(subcommand)]
    Project(project::Action),
    #[command(subcommand)]
    Member(member::Action),
    Scan(scan::Scans),
    Annul(annul::Punch),
    FaceCheck(face_check::Check),
    Admit(admit::Admission),
    #[command(subcommand)]
    Supplement(supplement::Action),
    #[command(subcommand)]
    Dispute(dispute::Action),
    Hours(hours::Question),
    Sweep(sweep::Day),
    Enrol(enrol::Invited),
    Sync,
    Status(status::Question),
    #[command(subcommand)]
    Log(log::Action),
}

impl Verb {
    /// Does it.
    pub(crate) fn run(&self, invocation: &Invocation) -> Result<End> {
        match self {
            Verb::Demo(plan) => demo::run(plan, invocation),
            Verb::Assess(cases) => assess::run(cases, invocation),
            Verb::Decode(pictures) => decode::run(pictures, invocation),
            Verb::Card(action) => card::run(action, invocation),
            Verb::Profile(action) => profile::run(action, invocation),
            Verb::Project(action) => project::run(action, invocation),
            Verb::Member(action) => member::run(action, invocation),
            Verb::Scan(scans) => scan::run(scans, invocation),
            Verb::Annul(punch) => annul::run(punch, invocation),
            Verb::FaceCheck(check) => face_check::run(check, invocation),
            Verb::Admit(admission) => admit::run(admission, invocation),
            Verb::Supplement(action) => supplement::run(action, invocation),
            Verb::Dispute(action) => dispute::run(action, invocation),
            Verb::Hours(question) => hours::run(question, invocation),
            Verb::Sweep(day) => sweep::run(day, invocation),
            Verb::Enrol(invited) => enrol::run(invited, invocation),
            Verb::Sync => sync::run(invocation),
            Verb::Status(question) => status::run(question, invocation),
            Verb::Log(action) => log::run(action, invocation),
        }
    }
}

impl Arguments {
    /// The arguments in this command line; the error knows what is wrong with it, or is help that was asked for.
    pub(crate) fn read(
        language: Language,
        line: impl Iterator<Item = OsString>,
    ) -> std::result::Result<Arguments, clap::Error> {
        let matches = command(language).try_get_matches_from(line)?;
        Arguments::from_arg_matches(&matches)
    }

    /// The verb, and what every verb is told.
    pub(crate) fn taken_apart(self) -> (Verb, Invocation) {
        let Globals {
            home,
            json,
            lang,
            actor,
            ..
        } = self.globals;
        let invocation = Invocation {
            home,
            json,
            language: lang.unwrap_or_default(),
            actor,
        };
        (self.verb, invocation)
    }
}

/// The command with its help in a language.
pub(crate) fn command(language: Language) -> Command {
    help::describe(Arguments::command(), language)
}

/// The language that a command line asks for, before anything else of it is understood.
pub(crate) fn language_of(line: impl Iterator<Item = OsString>) -> Language {
    let mut words = line
        .map(|word| word.to_string_lossy().into_owned())
        .take_while(|word| word != "--");
    while let Some(word) = words.next() {
        let named = match word.strip_prefix("--lang") {
            Some("") => words.next(),
            Some(rest) => rest.strip_prefix('=').map(str::to_owned),
            None => None,
        };
        if let Some(language) = named.and_then(|name| name.parse().ok()) {
            return language;
        }
    }
    Language::default()
}

/// A text that is no instant as RFC 3339 has it.
#[derive(Debug, thiserror::Error)]
#[error("not an instant with an offset")]
pub(crate) struct NotAnInstant;

/// An instant as RFC 3339 writes it, its offset included: `2026-05-04T09:00:00+08:00`.
pub(crate) fn instant(text: &str) -> std::result::Result<Timestamp, NotAnInstant> {
    let bytes = text.as_bytes();
    let shaped = bytes.len() >= 20
        && [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')]
            .iter()
            .all(|(at, mark)| bytes[*at] == *mark)
        && matches!(bytes[10], b'T' | b't' | b' ')
        && has_offset(&bytes[19..]);
    if !shaped {
        return Err(NotAnInstant);
    }
    text.parse().map_err(|_| NotAnInstant)
}

fn has_offset(rest: &[u8]) -> bool {
    matches!(
        rest,
        [.., b'Z' | b'z'] | [.., b'+' | b'-', _, _, b':', _, _]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_holds_together_in_both_languages() {
        for language in [Language::Zh, Language::En] {
            command(language).debug_assert();
        }
    }

    #[test]
    fn an_instant_has_seconds_and_an_offset() {
        for good in [
            "2026-05-04T09:00:00+08:00",
            "2026-05-04T01:00:00Z",
            "2026-05-04t01:00:00.25z",
        ] {
            assert!(instant(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "yesterday",
            "2026-05-04",
            "2026-05-04T09:00:00",
            "2026-05-04T09:00+08:00",
            "2026-05-04T09:00:00+0800",
            "2026-13-04T09:00:00Z",
            "2026-05-04T09:00:00+08:00[Asia/Shanghai]",
            "二〇二六年五月四日九点整Z",
        ] {
            assert!(instant(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_language_is_found_wherever_it_stands() {
        let of = |line: &str| language_of(line.split(' ').map(OsString::from));
        assert_eq!(of("yizhan --lang en status"), Language::En);
        assert_eq!(of("yizhan status --lang=en"), Language::En);
        assert_eq!(of("yizhan status -- --lang en"), Language::Zh);
        assert_eq!(of("yizhan --lang fr status"), Language::Zh);
        assert_eq!(of("yizhan status --lang"), Language::Zh);
    }
}
