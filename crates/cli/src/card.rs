//! `card`: a card's text, whether one verifies, a new one for a lost one.

use clap::{Args, Subcommand};
use jiff::Zoned;
use jiff::civil::Date;
use replica::{Person, Stamp};
use rules::{Code, FactId};
use serde::Serialize;

use crate::card_print;
use crate::error::{End, Result};
use crate::invocation::Invocation;
use crate::{output, text};

/// What to do with cards.
#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    Text(Whose),
    Verify(Held),
    Print(card_print::Job),
    Replace(Replacement),
}

/// Whose card.
#[derive(Debug, Args)]
pub(crate) struct Whose {
    #[arg(long, value_name = "NO")]
    member: String,
}

/// What was held up.
#[derive(Debug, Args)]
pub(crate) struct Held {
    #[arg(value_name = "TEXT", allow_hyphen_values = true)]
    text: String,
}

/// Whose card is replaced, and why.
#[derive(Debug, Args)]
pub(crate) struct Replacement {
    #[arg(long, value_name = "NO")]
    member: String,
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    reason: String,
}

/// A volunteer in a document.
#[derive(Serialize)]
pub(crate) struct Volunteer<'a> {
    number: &'a str,
    name: &'a str,
}

impl<'a> Volunteer<'a> {
    /// A person as documents name him.
    pub(crate) fn of(person: &'a Person) -> Volunteer<'a> {
        Volunteer {
            number: &person.number,
            name: &person.name,
        }
    }
}

#[derive(Serialize)]
struct Verified<'a> {
    valid: bool,
    code: Option<Code>,
    volunteer: Option<Volunteer<'a>>,
    expires: Option<Date>,
}

#[derive(Serialize)]
struct Replaced<'a> {
    fact: FactId,
    revision: u8,
    text: &'a str,
}

/// Does it.
pub(crate) fn run(action: &Action, invocation: &Invocation) -> Result<End> {
    match action {
        Action::Text(whose) => {
            output::raw(&invocation.open()?.card_text(&whose.member)?)?;
            Ok(End::Done)
        }
        Action::Verify(held) => verify(&held.text, invocation),
        Action::Print(job) => card_print::run(job, invocation),
        Action::Replace(replacement) => replace(replacement, invocation),
    }
}

fn verify(held: &str, invocation: &Invocation) -> Result<End> {
    let check = invocation.open()?.verify_card(held, Zoned::now().date())?;
    let document = Verified {
        valid: check.code.is_none(),
        code: check.code,
        volunteer: check.person.as_ref().map(Volunteer::of),
        expires: check.expires,
    };
    invocation.print(&document, || text::card_check(&check, invocation.language))?;
    Ok(End::of(document.valid))
}

fn replace(replacement: &Replacement, invocation: &Invocation) -> Result<End> {
    let replica = invocation.open()?;
    let issued = replica.replace_card(&replacement.member, &replacement.reason, Stamp::now())?;
    let document = Replaced {
        fact: issued.fact,
        revision: issued.revision,
        text: &issued.text,
    };
    invocation.print(&document, || {
        text::card_replaced(issued.revision, &issued.text, invocation.language)
    })?;
    Ok(End::Done)
}
