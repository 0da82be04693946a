//! `demo`: fills an empty home with a demo organisation.

use std::io::{self, IsTerminal, Write};

use clap::Args;
use replica::{Cost, DemoPlan, Replica, Stamp};
use rules::{Language, OrganisationId};
use serde::Serialize;

use crate::error::{End, Result};
use crate::invocation::Invocation;
use crate::project::{self, ProjectDocument};
use crate::sync::GivenCode;
use crate::{enrol, passphrase, sync, text};

/// How much to make up, and where to hand it.
#[derive(Debug, Args)]
pub(crate) struct Plan {
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = 200, value_parser = clap::value_parser!(u32).range(..=1_000_000))]
    members: u32,
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    projects: u32,
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = 600, value_parser = clap::value_parser!(u32).range(..=10_000_000))]
    punches: u32,
    #[arg(
        long,
        value_name = "S",
        allow_negative_numbers = true,
        default_value_t = 1
    )]
    seed: u64,
    #[arg(long, value_name = "URL", requires = "code")]
    central: Option<String>,
    #[arg(long, value_name = "CODE", requires = "central")]
    code: Option<String>,
}

#[derive(Serialize)]
struct Document {
    organisation: OrganisationId,
    members: u64,
    projects: Vec<ProjectDocument>,
    punches: u64,
}

/// Makes the demo, joins it to a central where one is named, and says what it holds.
pub(crate) fn run(plan: &Plan, invocation: &Invocation) -> Result<End> {
    let central = plan.invitation()?;
    invocation.must_be_empty()?;
    let passphrase = passphrase::new(invocation.language)?;
    let home = invocation.begin()?;
    let wanted = DemoPlan {
        members: plan.members,
        projects: plan.projects,
        punches: plan.punches,
        seed: plan.seed,
        portraits: true,
    };
    let mut progress = Progress::new(invocation.language);
    let (replica, unkept) = home.filled_with_demo(&wanted, Stamp::now(), &mut |done, of| {
        progress.show(done, of)
    })?;
    progress.end();
    // A central that does not answer or says no leaves the home empty; one that took the station keeps it.
    if let Some((address, code)) = &central {
        sync::join(&replica, address, code, None)?;
    }
    passphrase::warn_if_weak(&passphrase, invocation.language);
    let replica = unkept.keep(replica, &passphrase, Cost::Calibrated)?;
    if central.is_some() {
        sync::round(&replica)?;
    }
    say_what_it_holds(&replica, invocation)
}

impl Plan {
    fn invitation(&self) -> Result<Option<(String, GivenCode)>> {
        match (&self.central, &self.code) {
            (Some(address), Some(code)) => {
                let address = enrol::address(address, "--central")?;
                Ok(Some((address, enrol::code(code, "--code")?)))
            }
            // The parser takes both or neither.
            (None, _) | (_, None) => Ok(None),
        }
    }
}

fn say_what_it_holds(replica: &Replica, invocation: &Invocation) -> Result<End> {
    let report = replica.demo_report()?;
    let projects = replica.projects()?;
    let document = Document {
        organisation: report.organisation,
        members: report.members,
        projects: projects.iter().map(ProjectDocument::of).collect(),
        punches: report.punches,
    };
    let language = invocation.language;
    invocation.print(&document, || {
        let made = text::demo_made(document.members, projects.len(), document.punches, language);
        format!("{made}\n{}", project::table(&projects, language))
    })?;
    Ok(End::Done)
}

/// How far the making is, on standard error where that is a terminal.
struct Progress {
    shown: Option<u64>,
    language: Language,
}

impl Progress {
    fn new(language: Language) -> Progress {
        Progress {
            shown: io::stderr().is_terminal().then_some(0),
            language,
        }
    }

    fn show(&mut self, done: u64, of: u64) {
        let percent = done * 100 / of.max(1);
        if self.shown.is_some_and(|shown| shown != percent) {
            self.shown = Some(percent);
            // Progress that nobody sees is no reason to stop.
            let _ = write!(io::stderr(), "\r{}", text::progress(percent, self.language));
        }
    }

    fn end(&self) {
        if self.shown.is_some() {
            let _ = writeln!(io::stderr());
        }
    }
}
