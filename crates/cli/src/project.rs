//! `project`: the list, and making one from a file.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;
use protocol::row::{ProjectKind, Timing};
use replica::{NewProject, ProjectSummary, Stamp};
use rules::case::{Fault, cases};
use rules::{Language, ProjectId};
use serde::Serialize;
use serde_json::{Value, json};

use crate::error::{End, Error, Problem, Result};
use crate::invocation::Invocation;
use crate::table::aligned;
use crate::{input, text};

/// What to do with projects.
#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    List,
    Create(Description),
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
        Action::Create(description) => create(&description.file, invocation),
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
    let new = described(&input::whole(file, "FILE")?)?;
    let id = invocation.open()?.create_project(&new, Stamp::now())?;
    invocation.print(&Created { id }, || {
        text::project_created(&new.name, id, invocation.language)
    })?;
    Ok(End::Done)
}

/// The project that a file describes; the first field that is no good is named.
fn described(bytes: &[u8]) -> Result<NewProject> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let document: Value = serde_json::from_slice(bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Error::input("FILE", Problem::Fault(Fault::NotJson { line, column }))
    })?;
    let Value::Object(mut fields) = document else {
        return Err(Error::input("FILE", Problem::Fault(Fault::WrongKind)));
    };
    let name = match fields.remove("name") {
        Some(Value::String(name)) => name,
        None | Some(Value::Null) => {
            return Err(Error::input("name", Problem::Fault(Fault::Missing)));
        }
        Some(_) => return Err(Error::input("name", Problem::Fault(Fault::WrongKind))),
    };
    fields.insert("id".to_owned(), json!("new"));
    new_project(name, Value::Object(fields))
}

/// Reads the fields as those of a case's project, so that both are read alike.
fn new_project(name: String, fields: Value) -> Result<NewProject> {
    const PLACE: &str = "projects[0].";
    let case = json!({
        "policy": "jianghai", "zone": "UTC", "now": Timestamp::UNIX_EPOCH.to_string(),
        "projects": [fields], "facts": [],
    });
    let case = cases(&case.to_string()).next().ok_or(Error::Fault)?;
    let case = case.map_err(|error| {
        let field = error.field.strip_prefix(PLACE).unwrap_or(&error.field);
        Error::input(field, Problem::Fault(error.fault))
    })?;
    let project = case.projects.into_iter().next().ok_or(Error::Fault)?;
    Ok(NewProject {
        name,
        timing: match project.timing {
            rules::Timing::Single => Timing::Single,
            rules::Timing::Double => Timing::Double,
        },
        kind: match project.kind {
            rules::ProjectKind::Service => ProjectKind::Service,
            rules::ProjectKind::Training => ProjectKind::Training,
        },
        from: project.from,
        to: project.to,
        start: project.start,
        end: project.end,
        preset_minutes: project.preset_minutes,
        by_list: project.by_list,
        self_open: project.self_open,
        venue: project.venue,
        radius_m: project.radius_m,
        dispersed_sign_out: project.dispersed_sign_out,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole() -> Value {
        json!({
            "id": "ignored", "name": "河道巡护", "timing": "double", "kind": "service",
            "from": "2026-05-04", "to": "2026-05-05", "start": "08:30", "end": "17:30",
        })
    }

    fn fault_of(document: &Value) -> (String, Problem) {
        match described(document.to_string().as_bytes()) {
            Err(Error::Input { argument, problem }) => (argument, problem),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_description_without_what_may_be_left_out_is_taken() {
        let new = described(whole().to_string().as_bytes()).unwrap();
        assert_eq!(
            (new.name.as_str(), new.timing),
            ("河道巡护", Timing::Double)
        );
        assert_eq!((new.venue, new.by_list), (None, false));
    }

    #[test]
    fn each_field_that_is_no_good_is_named() {
        let cases = [
            ("name", json!(null), Fault::Missing),
            ("name", json!(7), Fault::WrongKind),
            ("timing", json!("triple"), Fault::UnknownWord),
            ("kind", json!(null), Fault::Missing),
            ("from", json!("4 May"), Fault::NotADate),
            ("start", json!("8:30"), Fault::NotATimeOfDay),
            ("by_list", json!("yes"), Fault::WrongKind),
            ("preset_minutes", json!("120"), Fault::WrongKind),
        ];
        for (field, value, fault) in cases {
            let mut document = whole();
            document[field] = value;
            assert_eq!(
                fault_of(&document),
                (field.to_owned(), Problem::Fault(fault))
            );
        }
    }

    #[test]
    fn what_is_no_object_is_refused_as_a_file() {
        assert_eq!(fault_of(&json!([1])).0, "FILE");
        assert!(described(b"{\"name\": ").is_err());
        assert!(described(b"").is_err());
    }
}
