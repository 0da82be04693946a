//! Projects: the list, drafts, publishing and changing, participants.

use replica::{Admission, Stamp, WhenFull};
use rules::{Policy, ProjectId};
use tauri::State;

use super::Answer;
use crate::app::App;
use crate::view::projects::{
    AdmittedPeople, DraftLine, FieldProblem, FormChoices, HandedIn, Participants, ProfileChoice,
    ProjectBook, ProjectDetail, ProjectDraft, ProjectForm, ProjectLine,
};

/// The project of this id, as the window names it.
pub(super) fn named(app: &App, id: &str) -> Answer<ProjectId> {
    id.parse()
        .map_err(|_| app.failed(replica::Error::Unknown(replica::Noun::Project)))
}

fn named_or_none(app: &App, id: Option<&str>) -> Answer<Option<ProjectId>> {
    id.map(|id| named(app, id)).transpose()
}

/// Every project and every draft.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn project_book(app: State<'_, App>) -> Answer<ProjectBook> {
    let open = app.station()?;
    let failed = |error| app.failed(error);
    let zone = open.replica.zone().map_err(failed)?;
    let lines = open.replica.project_lines(Stamp::now().timestamp());
    let drafts = open.replica.drafts().map_err(failed)?;
    Ok(ProjectBook {
        projects: lines
            .map_err(failed)?
            .into_iter()
            .map(ProjectLine::from)
            .collect(),
        drafts: drafts
            .iter()
            .map(|draft| DraftLine::of(draft, &zone))
            .collect(),
    })
}

/// One project in full.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn project_detail(app: State<'_, App>, project: String) -> Answer<ProjectDetail> {
    let open = app.station()?;
    let id = named(&app, &project)?;
    let found = open.replica.project(id, Stamp::now().timestamp());
    let found = found.map_err(|error| app.failed(error))?;
    Ok(ProjectDetail::of(found, app.language()))
}

/// What may be chosen in the form, and an empty one.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn form_choices(app: State<'_, App>) -> Answer<FormChoices> {
    let owned = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
    let profiles = Policy::all().iter();
    Ok(FormChoices {
        categories: owned(replica::CATEGORIES),
        objects: owned(replica::OBJECTS),
        profiles: profiles
            .map(|policy| ProfileChoice {
                name: policy.name.clone(),
                title: policy.title.text(app.language()).to_owned(),
            })
            .collect(),
        empty: replica::ProjectForm::default().into(),
    })
}

/// What is wrong with a form: of a new project, or of a change of one.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn check_project(
    app: State<'_, App>,
    form: ProjectForm,
    project: Option<String>,
) -> Answer<Vec<FieldProblem>> {
    let open = app.station()?;
    let (form, now) = (form.into(), Stamp::now().timestamp());
    let problems = match named_or_none(&app, project.as_deref())? {
        Some(id) => open.replica.check_change(id, &form, now),
        None => open.replica.check_form(&form, now),
    };
    let problems = problems.map_err(|error| app.failed(error))?;
    Ok(problems
        .iter()
        .map(|problem| FieldProblem::of(problem, app.language()))
        .collect())
}

/// Puts a form aside; answers with the draft's id.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn save_draft(
    app: State<'_, App>,
    draft: Option<String>,
    form: ProjectForm,
) -> Answer<String> {
    let open = app.station()?;
    let id = named_or_none(&app, draft.as_deref())?;
    let saved = open.replica.save_draft(id, &form.into(), Stamp::now());
    Ok(saved.map_err(|error| app.failed(error))?.to_string())
}

/// Opens a draft.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn open_draft(app: State<'_, App>, draft: String) -> Answer<ProjectDraft> {
    let open = app.station()?;
    let found = open.replica.draft(named(&app, &draft)?);
    let found = found.map_err(|error| app.failed(error))?;
    Ok(ProjectDraft {
        id: found.id.to_string(),
        form: found.form.into(),
    })
}

/// Throws a draft away.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn delete_draft(app: State<'_, App>, draft: String) -> Answer<()> {
    let open = app.station()?;
    let gone = open.replica.delete_draft(named(&app, &draft)?);
    gone.map_err(|error| app.failed(error))
}

/// Publishes a form, and throws the draft away that it was.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn publish_project(
    app: State<'_, App>,
    draft: Option<String>,
    form: ProjectForm,
) -> Answer<HandedIn> {
    let open = app.station()?;
    let id = named_or_none(&app, draft.as_deref())?;
    let handed = open.replica.publish(&form.into(), id, Stamp::now());
    let handed = handed.map_err(|error| app.failed(error))?;
    Ok(HandedIn::of(handed, app.language()))
}

/// Changes a project to what a form says.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn change_project(
    app: State<'_, App>,
    project: String,
    form: ProjectForm,
) -> Answer<HandedIn> {
    let open = app.station()?;
    let id = named(&app, &project)?;
    let handed = open.replica.change_project(id, &form.into(), Stamp::now());
    let handed = handed.map_err(|error| app.failed(error))?;
    Ok(HandedIn::of(handed, app.language()))
}

/// Removes a project in which nobody has punched.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn delete_project(app: State<'_, App>, project: String) -> Answer<()> {
    let open = app.station()?;
    let gone = open
        .replica
        .delete_project(named(&app, &project)?, Stamp::now());
    gone.map_err(|error| app.failed(error))
}

/// Begins a draft from a project; answers with the draft's id.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn copy_project(app: State<'_, App>, project: String) -> Answer<String> {
    let open = app.station()?;
    let copied = open
        .replica
        .copy_project(named(&app, &project)?, Stamp::now());
    Ok(copied.map_err(|error| app.failed(error))?.to_string())
}

/// Who is on a project's list or came to it.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn participants(
    app: State<'_, App>,
    project: String,
    search: String,
) -> Answer<Participants> {
    let open = app.station()?;
    let (id, now) = (named(&app, &project)?, Stamp::now().timestamp());
    let zone = open.replica.zone().map_err(|error| app.failed(error))?;
    let found = open.replica.participants(id, &search, now);
    let found = found.map_err(|error| app.failed(error))?;
    Ok(Participants::of(found, &zone))
}

/// Puts people on a project's list, by numbers as they were pasted.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn admit_people(
    app: State<'_, App>,
    project: String,
    numbers: String,
    position: Option<String>,
    team: Option<String>,
    go_on: bool,
) -> Answer<AdmittedPeople> {
    let open = app.station()?;
    let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let wish = Admission {
        project: named(&app, &project)?,
        numbers: Admission::numbers_in(&numbers),
        position: filled(position),
        team: filled(team),
        when_full: if go_on { WhenFull::GoOn } else { WhenFull::Ask },
    };
    let admitting = open.replica.admit_people(&wish, Stamp::now());
    Ok(admitting.map_err(|error| app.failed(error))?.into())
}

/// Takes somebody off a project's list.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn remove_participant(
    app: State<'_, App>,
    project: String,
    volunteer: String,
    reason: String,
) -> Answer<()> {
    let open = app.station()?;
    let id = named(&app, &project)?;
    let volunteer = super::records::whose(&app, &volunteer)?;
    let removed = open
        .replica
        .remove_participant(id, volunteer, &reason, Stamp::now());
    removed.map(|_| ()).map_err(|error| app.failed(error))
}
