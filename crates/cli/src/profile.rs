//! `profile`: the policy profiles there are, one of them to copy, and adding one.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use jiff::civil::Date;
use replica::{ProfileLine, Stamp, Whose};
use serde::Serialize;

use crate::error::{End, Error, Problem, Result};
use crate::invocation::Invocation;
use crate::table::aligned;
use crate::{input, output, text};

/// What to do with profiles.
#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    List,
    Show(Which),
    Add(Source),
}

/// Which profile.
#[derive(Debug, Args)]
pub(crate) struct Which {
    #[arg(value_name = "NAME")]
    name: String,
    #[arg(id = "profile_version", long = "version", value_name = "N")]
    version: Option<u32>,
}

/// Where its data file is.
#[derive(Debug, Args)]
pub(crate) struct Source {
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

#[derive(Serialize)]
struct ProfileDocument<'a> {
    name: &'a str,
    title: &'a str,
    version: u32,
    effective_from: Date,
    whose: Whose,
    in_use: bool,
}

#[derive(Serialize)]
struct Added<'a> {
    name: &'a str,
    version: u32,
}

/// Does it.
pub(crate) fn run(action: &Action, invocation: &Invocation) -> Result<End> {
    match action {
        Action::List => list(invocation),
        Action::Show(which) => show(which, invocation),
        Action::Add(source) => add(&source.file, invocation),
    }
}

fn list(invocation: &Invocation) -> Result<End> {
    let profiles = invocation.open()?.profiles()?;
    if invocation.json {
        for profile in &profiles {
            output::document(&ProfileDocument {
                name: &profile.name,
                title: profile.title.text(invocation.language),
                version: profile.version,
                effective_from: profile.effective_from,
                whose: profile.whose,
                in_use: profile.in_use,
            })?;
        }
    } else {
        output::lines(&table(&profiles, invocation))?;
    }
    Ok(End::Done)
}

fn table(profiles: &[ProfileLine], invocation: &Invocation) -> String {
    let language = invocation.language;
    let mut table = vec![text::profile_heading(language)];
    table.extend(profiles.iter().map(|profile| {
        [
            profile.name.clone(),
            profile.title.text(language).to_owned(),
            profile.version.to_string(),
            profile.effective_from.to_string(),
            text::whose(profile, language),
        ]
    }));
    aligned(&table)
}

fn show(which: &Which, invocation: &Invocation) -> Result<End> {
    let file = invocation
        .open()?
        .profile_text(&which.name, which.version)?;
    if invocation.json {
        let on_one_line: serde_json::Value =
            serde_json::from_str(&file).map_err(|error| Error::Output(error.into()))?;
        output::document(&on_one_line)?;
    } else {
        output::lines(&file)?;
    }
    Ok(End::Done)
}

fn add(file: &Path, invocation: &Invocation) -> Result<End> {
    let bytes = input::whole(file, "FILE")?;
    let data = String::from_utf8(bytes).map_err(|_| Error::input("FILE", Problem::NotUtf8))?;
    let added = invocation.open()?.add_profile(&data, Stamp::now())?;
    let document = Added {
        name: &added.name,
        version: added.version,
    };
    invocation.print(&document, || {
        text::profile_added(&added, invocation.language)
    })?;
    Ok(End::Done)
}
