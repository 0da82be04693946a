//! `scan`: cards, numbers and pictures at the desk of a project, each answered once its fact is durable.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use protocol::body::Direction;
use replica::{Input, Noun, Outcome, Receipt, Replica, Scan, Stamp, TakenAs};
use rules::{Code, FactId, ProjectId};
use serde::Serialize;

use crate::arguments::instant;
use crate::card::Volunteer;
use crate::error::{End, Error, Result};
use crate::invocation::Invocation;
use crate::lines::{LONGEST, Lines};
use crate::picture::{self, Unread};
use crate::text;

/// How the text of every card begins.
const CARD: &str = "VC1:";

/// What is held up, and at which desk.
#[derive(Debug, Args)]
pub(crate) struct Scans {
    #[arg(long, value_name = "ID")]
    project: ProjectId,
    #[arg(
        long,
        value_name = "auto|in|out",
        default_value = "auto",
        hide_possible_values = true
    )]
    direction: Meant,
    #[arg(long, value_name = "TIME", value_parser = instant)]
    at: Option<Timestamp>,
    #[arg(value_name = "INPUT", required = true)]
    inputs: Vec<OsString>,
}

/// What a scan is meant as.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Meant {
    Auto,
    In,
    Out,
}

impl From<Meant> for Direction {
    fn from(meant: Meant) -> Direction {
        match meant {
            Meant::Auto => Direction::Auto,
            Meant::In => Direction::In,
            Meant::Out => Direction::Out,
        }
    }
}

#[derive(Serialize)]
struct Answer<'a> {
    input: &'a str,
    outcome: Outcome,
    code: Option<Code>,
    #[serde(rename = "as")]
    taken_as: Option<TakenAs>,
    volunteer: Option<Volunteer<'a>>,
    fact: FactId,
    message: String,
}

/// Takes every input in its order.
pub(crate) fn run(scans: &Scans, invocation: &Invocation) -> Result<End> {
    let replica = invocation.open()?;
    // Known before the first line is waited for, not only once it has come.
    if !replica
        .projects()?
        .iter()
        .any(|row| row.id == scans.project)
    {
        return Err(replica::Error::Unknown(Noun::Project).into());
    }
    let mut desk = Desk {
        replica,
        scans,
        invocation,
        all_accepted: true,
    };
    for input in &scans.inputs {
        if input == "-" {
            desk.take_lines()?;
        } else {
            desk.take(input)?;
        }
    }
    Ok(End::of(desk.all_accepted))
}

struct Desk<'a> {
    replica: Replica,
    scans: &'a Scans,
    invocation: &'a Invocation,
    all_accepted: bool,
}

impl Desk<'_> {
    fn take_lines(&mut self) -> Result<()> {
        for line in Lines(io::stdin().lock()) {
            let line = line.map_err(|source| Error::Read {
                path: PathBuf::from("-"),
                source,
            })?;
            if !line.is_empty() {
                self.take(OsStr::new(&line))?;
            }
        }
        Ok(())
    }

    /// One input, of whatever kind: an answer for each card in it.
    fn take(&mut self, input: &OsStr) -> Result<()> {
        let text = input.to_string_lossy();
        if text.starts_with(CARD) || text.len() > LONGEST || !picture::is_meant(Path::new(input)) {
            return self.answer(&text, Input::Text(text.clone().into_owned()), None);
        }
        match cards_in(Path::new(input)) {
            Ok(cards) => cards
                .into_iter()
                .try_for_each(|card| self.answer(&text, Input::Text(card), None)),
            Err(why) => self.answer(&text, Input::Unreadable, Some(why)),
        }
    }

    fn answer(&mut self, shown: &str, input: Input, why: Option<Unread>) -> Result<()> {
        let scan = Scan {
            project: self.scans.project,
            direction: self.scans.direction.into(),
            input,
            given: self.scans.at,
        };
        let receipt = self.replica.scan(&scan, Stamp::now())?;
        self.all_accepted &= receipt.outcome == Outcome::Accepted;
        let language = self.invocation.language;
        let message = text::scan_message(&receipt, why.as_ref(), language);
        let line = text::scan_line(&receipt, &message);
        self.invocation
            .print(&document(shown, &receipt, message), || line)
    }
}

fn document<'a>(input: &'a str, receipt: &'a Receipt, message: String) -> Answer<'a> {
    // Only what the rules or the card's signature say no to has a code; the others are told by their outcome.
    let code = match receipt.outcome {
        Outcome::Accepted | Outcome::Unreadable | Outcome::Unknown => None,
        Outcome::Rejected | Outcome::RefusedCard => receipt.code,
    };
    Answer {
        input,
        outcome: receipt.outcome,
        code,
        taken_as: receipt.taken_as,
        volunteer: receipt.person.as_ref().map(Volunteer::of),
        fact: receipt.fact,
        message,
    }
}

/// The texts in a picture, each once: of its cards, where there are any; a poster beside a card is not held up.
fn cards_in(path: &Path) -> std::result::Result<Vec<String>, Unread> {
    let mut texts: Vec<String> = Vec::new();
    for code in picture::codes(path)? {
        if !texts.contains(&code.text) {
            texts.push(code.text);
        }
    }
    if texts.iter().any(|text| text.starts_with(CARD)) {
        texts.retain(|text| text.starts_with(CARD));
    }
    Ok(texts)
}
