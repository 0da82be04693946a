//! `project`: the list, one shown, and making, changing and deleting one by files.

mod described;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use jiff::civil::Date;
use protocol::row::Timing;
use replica::{ProjectSummary, Stamp};
use rules::{Language, ProjectId};
use serde::Serialize;
use serde_json::{Value, json};

use crate::error::{End, Error, Result};
use crate::invocation::Invocation;
use crate::table::aligned;
use crate::{input, text};

/// What to do with projects.
#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    List,
    Show(Named),
    Create(Description),
    Change(Redescription),
    Delete(Named),
}

/// Which project.
#[derive(Debug, Args)]
pub(crate) struct Named {
    #[arg(value_name = "ID")]
    project: ProjectId,
}

/// Which project, and what is to be otherwise in it.
#[derive(Debug, Args)]
pub(crate) struct Redescription {
    #[arg(value_name = "ID")]
    project: ProjectId,
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Where the project is described.
#[derive(Debug, Args)]
pub(crate) struct Description {
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// A project in a document.
#[derive(Serialize)]
pub(crate) struct ProjectDocument {
    id: ProjectId,
    name: String,
    timing: Timing,
    from: Date,
    to: Date,
    start: String,
    end: String,
}

impl ProjectDocument {
    /// A project as documents have it.
    pub(crate) fn of(project: &ProjectSummary) -> ProjectDocument {
        ProjectDocument {
            id: project.id,
            name: project.name.clone(),
            timing: project.timing,
            from: project.from,
            to: project.to,
            start: project.start.strftime("%H:%M").to_string(),
            end: project.end.strftime("%H:%M").to_string(),
        }
    }
}

#[derive(Serialize)]
struct Created {
    id: ProjectId,
}

/// Does it.
pub(crate) fn run(action: &Action, invocation: &Invocation) -> Result<End> {
    match action {
        Action::List => list(invocation),
        Action::Show(named) => show(named.project, invocation),
        Action::Create(description) => create(&description.file, invocation),
        Action::Change(wish) => change(wish, invocation),
        Action::Delete(named) => delete(named.project, invocation),
    }
}

fn list(invocation: &Invocation) -> Result<End> {
    let projects = invocation.open()?.projects()?;
    if !invocation.json {
        crate::output::lines(&table(&projects, invocation.language))?;
        return Ok(End::Done);
    }
    for project in &projects {
        crate::output::document(&ProjectDocument::of(project))?;
    }
    Ok(End::Done)
}

/// The projects as people read them.
pub(crate) fn table(projects: &[ProjectSummary], language: Language) -> String {
    let rows = projects.iter().map(|project| {
        let document = ProjectDocument::of(project);
        [
            document.name,
            text::timing(document.timing, language).to_owned(),
            format!("{} – {}", document.from, document.to),
            format!("{} – {}", document.start, document.end),
            document.id.to_string(),
        ]
    });
    let mut table = vec![text::project_heading(language)];
    table.extend(rows);
    aligned(&table)
}

fn create(file: &Path, invocation: &Invocation) -> Result<End> {
    let new = described::project(described::object(&input::whole(file, "FILE")?)?)?;
    let id = invocation.open()?.create_project(&new, Stamp::now())?;
    invocation.print(&Created { id }, || {
        text::project_created(&new.name, id, invocation.language)
    })?;
    Ok(End::Done)
}

/// One project as a document that `create` and `change` read again.
fn show(id: ProjectId, invocation: &Invocation) -> Result<End> {
    let project = invocation.open()?.project(id, Stamp::now().timestamp())?;
    let mut document = described::document(&project.described);
    let extra = json!({
        "id": id, "stage": project.line.stage, "review": project.line.review,
        "admitted": project.line.admitted, "came": project.came, "punches": project.punches,
        "profile_version": project.policy.version, "leaving": project.leaving,
        "waiting": project.waiting.iter().map(|field| json!({
            "field": field.field, "now": field.now, "wanted": field.wanted,
        })).collect::<Vec<_>>(),
    });
    if let (Value::Object(document), Value::Object(extra)) = (&mut document, extra) {
        document.extend(extra);
    }
    invocation.print(&document, || {
        text::project_shown(&project, invocation.language)
    })?;
    Ok(End::Done)
}

/// Changes the fields that the file names and leaves the others.
fn change(wish: &Redescription, invocation: &Invocation) -> Result<End> {
    let wanted = described::object(&input::whole(&wish.file, "FILE")?)?;
    let replica = invocation.open()?;
    let now = replica.project(wish.project, Stamp::now().timestamp())?;
    let mut fields = match described::document(&now.described) {
        Value::Object(fields) => fields,
        _ => return Err(Error::Fault),
    };
    fields.extend(wanted);
    let new = described::project(fields)?;
    replica.redescribe_project(wish.project, &new, Stamp::now())?;
    let id = wish.project;
    invocation.print(&Created { id }, || {
        text::project_changed(&new.name, invocation.language)
    })?;
    Ok(End::Done)
}

fn delete(id: ProjectId, invocation: &Invocation) -> Result<End> {
    invocation.open()?.delete_project(id, Stamp::now())?;
    invocation.print(&Created { id }, || {
        text::project_deleted(invocation.language)
    })?;
    Ok(End::Done)
}
