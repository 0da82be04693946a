//! `member`: the list with its search, and taking people in from a file.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use replica::{ImportReport, Member, Stamp};
use serde::Serialize;

use crate::error::{End, Error, Problem, Result};
use crate::invocation::Invocation;
use crate::member_file::{self, PeopleFile};
use crate::table::aligned;
use crate::{input, output, text};

/// No limit to a list: the most rows that a database counts to.
pub(crate) const ALL: usize = i64::MAX as usize;

/// More words than anybody searches with.
const MOST_WORDS: usize = 32;

/// What to do with members.
#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    List(Search),
    Import(Source),
}

/// Whom to list.
#[derive(Debug, Args)]
pub(crate) struct Search {
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        allow_hyphen_values = true
    )]
    search: String,
}

/// Where the people are.
#[derive(Debug, Args)]
pub(crate) struct Source {
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

#[derive(Serialize)]
struct MemberDocument<'a> {
    number: &'a str,
    name: &'a str,
    pinyin: &'a str,
    organisation: &'a str,
    card: Option<&'static str>,
}

#[derive(Serialize)]
struct Imported {
    imported: u64,
    refused: Vec<RefusedDocument>,
}

#[derive(Serialize)]
struct RefusedDocument {
    line: u64,
    field: &'static str,
    reason: &'static str,
}

/// Does it.
pub(crate) fn run(action: &Action, invocation: &Invocation) -> Result<End> {
    match action {
        Action::List(search) => list(&search.search, invocation),
        Action::Import(source) => import(&source.file, invocation),
    }
}

fn list(search: &str, invocation: &Invocation) -> Result<End> {
    if search.split_whitespace().count() > MOST_WORDS {
        return Err(Error::input("--search", Problem::TooLong));
    }
    let members = invocation.open()?.members(search, ALL)?;
    if invocation.json {
        for member in &members {
            output::document(&MemberDocument {
                number: &member.number,
                name: &member.name,
                pinyin: &member.pinyin,
                organisation: &member.organisation,
                card: member.card,
            })?;
        }
    } else {
        output::lines(&table(&members, invocation))?;
    }
    Ok(End::Done)
}

fn table(members: &[Member], invocation: &Invocation) -> String {
    let mut table = vec![text::member_heading(invocation.language)];
    table.extend(members.iter().map(|member| {
        [
            member.number.clone(),
            member.name.clone(),
            member.pinyin.clone(),
            text::card_state(member.card, invocation.language).to_owned(),
            member.organisation.clone(),
        ]
    }));
    aligned(&table)
}

fn import(file: &Path, invocation: &Invocation) -> Result<End> {
    let people = member_file::read(&input::whole(file, "FILE")?)?;
    let replica = invocation.open()?;
    if !people.ignored.is_empty() {
        output::say(&text::columns_ignored(&people.ignored, invocation.language));
    }
    let PeopleFile { lines, refused, .. } = people;
    let mut report = replica.import_members(&lines, Stamp::now())?;
    report.refused.extend(refused);
    report.refused.sort_by_key(|refused| refused.line);
    let ImportReport { imported, refused } = report;
    let document = Imported {
        imported,
        refused: refused
            .iter()
            .map(|refused| RefusedDocument {
                line: refused.line,
                field: refused.field,
                reason: refused.problem.message(invocation.language),
            })
            .collect(),
    };
    invocation.print(&document, || {
        text::imported(imported, &refused, invocation.language)
    })?;
    Ok(End::of(document.refused.is_empty()))
}
