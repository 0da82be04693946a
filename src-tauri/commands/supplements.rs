//! Missing records: what is missing, asking, deciding; disputes; confirming self-made punches.

use jiff::civil::Date;
use protocol::Role;
use replica::{Decision, Objection, Picture, Requests, Resolution, Stamp};
use rules::{FactId, Language, ProjectId};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::State;
use tauri::ipc::{InvokeBody, Request};

use super::Answer;
use crate::app::App;
use crate::error::{CommandError, ErrorCode};
use crate::view::supplements::{
    DayStory, DisputeRow, MissingRow, PictureRead, Prospect, Recorded, RequestForm, Rights,
    SupplementRow, UnconfirmedRow,
};

/// Of how many requests and disputes, the latest, the lists show what became.
const LISTED: usize = 500;

/// What somebody decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The request stands; of a dispute: the hours stay.
    Approve,
    /// It does not; of a dispute: the hours are cancelled.
    Reject,
}

/// A volunteer's day in a project, as a form names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DayOf {
    project: String,
    number: String,
    day: String,
}

impl DayOf {
    fn read(&self) -> Option<(ProjectId, Date)> {
        Some((self.project.parse().ok()?, self.day.parse().ok()?))
    }
}

fn wrong(app: &App) -> CommandError {
    CommandError::new(
        ErrorCode::BadInput,
        app.language(),
        "填写的内容有误，没有记录。请核对项目、日期和时间。",
        "Something in the form is wrong; nothing was recorded. Check project, day and times.",
    )
}

fn fact(app: &App, text: &str) -> Answer<FactId> {
    text.parse().map_err(|_| wrong(app))
}

/// What the one on duty may do here, and who else may.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn supplement_rights(app: State<'_, App>) -> Answer<Rights> {
    let open = app.station()?;
    let who = |role| {
        open.replica
            .who_may(role)
            .map_err(|error| app.failed(error))
    };
    let (may_ask, askers) = who(Role::Registrar)?;
    let (may_decide, deciders) = who(Role::Supervisor)?;
    Ok(Rights {
        may_ask,
        askers,
        may_decide,
        deciders,
    })
}

/// How many requests and disputes wait for a decision.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn cases_waiting(app: State<'_, App>) -> Answer<u32> {
    let open = app.station()?;
    let now = Stamp::now().timestamp();
    let waiting = open.replica.cases_waiting(now);
    Ok(waiting.map_err(|error| app.failed(error))? as u32)
}

/// What may be missing, the soonest deadline first.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn missing_records(app: State<'_, App>) -> Answer<Vec<MissingRow>> {
    let (open, language) = (app.station()?, app.language());
    let zone = open.replica.zone().map_err(|error| app.failed(error))?;
    let missing = open.replica.missing_records(Stamp::now().timestamp());
    let rows = missing.map_err(|error| app.failed(error))?.into_iter();
    Ok(rows
        .map(|record| MissingRow::of(record, &zone, language))
        .collect())
}

fn requests(app: &App, which: Requests, most: usize) -> Answer<Vec<SupplementRow>> {
    let (open, language) = (app.station()?, app.language());
    let zone = open.replica.zone().map_err(|error| app.failed(error))?;
    let found = open
        .replica
        .supplements(which, most, Stamp::now().timestamp());
    let rows = found.map_err(|error| app.failed(error))?.into_iter();
    Ok(rows
        .map(|supplement| SupplementRow::of(supplement, &zone, language))
        .collect())
}

/// Requests that wait for a decision, the soonest deadline first.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn waiting_supplements(app: State<'_, App>) -> Answer<Vec<SupplementRow>> {
    requests(&app, Requests::Waiting, usize::MAX)
}

/// The latest requests, oldest first.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn latest_supplements(app: State<'_, App>) -> Answer<Vec<SupplementRow>> {
    requests(&app, Requests::All, LISTED)
}

/// What the rules make of a volunteer's day.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn service_day(app: State<'_, App>, of: DayOf) -> Answer<DayStory> {
    let open = app.station()?;
    let (project, day) = of.read().ok_or_else(|| wrong(&app))?;
    let now = Stamp::now().timestamp();
    let record = open.replica.service_day(project, &of.number, day, now);
    let record = record.map_err(|error| app.failed(error))?;
    Ok(DayStory::of(record, app.language()))
}

/// What would become of a request, were it made now.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn may_request(app: State<'_, App>, form: RequestForm) -> Answer<Prospect> {
    let open = app.station()?;
    let zone = open.replica.zone().map_err(|error| app.failed(error))?;
    let request = form.request().ok_or_else(|| wrong(&app))?;
    let now = Stamp::now().timestamp();
    let prospect = open
        .replica
        .may_request(&request, form.pictures as usize, now);
    let prospect = prospect.map_err(|error| app.failed(error))?;
    Ok(Prospect::of(&prospect, &zone, app.language()))
}

/// Reads a picture file and answers how it will be kept, or why it cannot be.
#[tauri::command(async)]
pub(crate) fn read_evidence(app: State<'_, App>, request: Request<'_>) -> Answer<PictureRead> {
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err(wrong(&app));
    };
    Ok(match Picture::read(bytes) {
        Ok(picture) => PictureRead {
            shown: Some(address(picture.jpeg())),
            why: None,
        },
        Err(problem) => PictureRead {
            shown: None,
            why: Some(problem.message(app.language())),
        },
    })
}

/// Asks for a missing record. The body is the form as JSON and the files of its pictures, each after its length in
/// four bytes.
#[tauri::command(async)]
pub(crate) fn request_supplement(app: State<'_, App>, request: Request<'_>) -> Answer<Recorded> {
    let stamp = Stamp::now();
    let open = app.station()?;
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err(wrong(&app));
    };
    let parts = parts(bytes).ok_or_else(|| wrong(&app))?;
    let (form, files) = parts.split_first().ok_or_else(|| wrong(&app))?;
    let form: RequestForm = serde_json::from_slice(form).map_err(|_| wrong(&app))?;
    let wanted = form.request().ok_or_else(|| wrong(&app))?;
    let pictures = pictures(files, app.language())?;
    let recorded = open.replica.request_supplement(&wanted, &pictures, stamp);
    let recorded = recorded.map_err(|error| app.failed(error))?;
    Ok(Recorded::of(&recorded, app.language()))
}

fn pictures(files: &[&[u8]], language: Language) -> Answer<Vec<Picture>> {
    let read = |(at, file): (usize, &&[u8])| {
        Picture::read(file).map_err(|problem| {
            let (nth, why) = (at + 1, problem.message(language));
            CommandError {
                code: ErrorCode::BadInput,
                message: match language {
                    Language::Zh => format!("第 {nth} 张图片：{why}"),
                    Language::En => format!("Picture {nth}: {why}"),
                },
            }
        })
    };
    files.iter().enumerate().map(read).collect()
}

/// The parts of a body, each after its length in four bytes, the highest first.
fn parts(mut bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let mut parts = Vec::new();
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (part, rest) = rest.split_at_checked(length)?;
        parts.push(part);
        bytes = rest;
    }
    Some(parts)
}

/// A picture of a request as an address that the window can show; none where it did not come yet.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn evidence(app: State<'_, App>, digest: String) -> Answer<Option<String>> {
    let open = app.station()?;
    let digest = digest.parse().map_err(|_| wrong(&app))?;
    let jpeg = open
        .replica
        .evidence(digest)
        .map_err(|error| app.failed(error))?;
    Ok(jpeg.map(|jpeg| address(&jpeg)))
}

fn address(jpeg: &[u8]) -> String {
    let bytes = data_encoding::BASE64.encode(jpeg);
    format!("data:image/jpeg;base64,{bytes}")
}

/// Decides on a request.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn decide_supplement(
    app: State<'_, App>,
    request: String,
    outcome: Outcome,
    reason: String,
) -> Answer<Recorded> {
    let stamp = Stamp::now();
    let open = app.station()?;
    let decision = Decision {
        request: fact(&app, &request)?,
        outcome: match outcome {
            Outcome::Approve => rules::Decision::Approved,
            Outcome::Reject => rules::Decision::Rejected,
        },
        reason,
        given: None,
    };
    let recorded = open.replica.decide_supplement(&decision, stamp);
    let recorded = recorded.map_err(|error| app.failed(error))?;
    Ok(Recorded::of(&recorded, app.language()))
}

/// The latest disputes, oldest first.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn disputes(app: State<'_, App>) -> Answer<Vec<DisputeRow>> {
    let (open, language) = (app.station()?, app.language());
    let zone = open.replica.zone().map_err(|error| app.failed(error))?;
    let found = open.replica.disputes(LISTED, Stamp::now().timestamp());
    let rows = found.map_err(|error| app.failed(error))?.into_iter();
    Ok(rows
        .map(|dispute| DisputeRow::of(dispute, &zone, language))
        .collect())
}

/// Why a day could not be disputed now, if not.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn may_dispute(app: State<'_, App>, of: DayOf) -> Answer<Option<String>> {
    let open = app.station()?;
    let objection = objection(&app, &of, String::new())?;
    let refusal = open
        .replica
        .may_dispute(&objection, Stamp::now().timestamp());
    let refusal = refusal.map_err(|error| app.failed(error))?;
    Ok(refusal.map(|refusal| refusal.message(app.language())))
}

/// Takes an objection down.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn raise_dispute(app: State<'_, App>, of: DayOf, reason: String) -> Answer<Recorded> {
    let stamp = Stamp::now();
    let open = app.station()?;
    let objection = objection(&app, &of, reason)?;
    let recorded = open.replica.raise_dispute(&objection, stamp);
    let recorded = recorded.map_err(|error| app.failed(error))?;
    Ok(Recorded::of(&recorded, app.language()))
}

fn objection(app: &App, of: &DayOf, reason: String) -> Answer<Objection> {
    let (project, day) = of.read().ok_or_else(|| wrong(app))?;
    Ok(Objection {
        project,
        number: of.number.clone(),
        day,
        reason,
        given: None,
    })
}

/// Answers a dispute.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn resolve_dispute(
    app: State<'_, App>,
    dispute: String,
    outcome: Outcome,
    reason: String,
) -> Answer<Recorded> {
    let stamp = Stamp::now();
    let open = app.station()?;
    let resolution = Resolution {
        dispute: fact(&app, &dispute)?,
        outcome: match outcome {
            Outcome::Approve => rules::Resolution::Keep,
            Outcome::Reject => rules::Resolution::Cancel,
        },
        reason,
        given: None,
    };
    let recorded = open.replica.resolve_dispute(&resolution, stamp);
    let recorded = recorded.map_err(|error| app.failed(error))?;
    Ok(Recorded::of(&recorded, app.language()))
}

/// Days of self-made punches that wait for a confirmation.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn unconfirmed_days(app: State<'_, App>) -> Answer<Vec<UnconfirmedRow>> {
    let open = app.station()?;
    let days = open.replica.unconfirmed_days(Stamp::now().timestamp());
    let days = days.map_err(|error| app.failed(error))?;
    Ok(days.into_iter().map(UnconfirmedRow::from).collect())
}

/// Confirms the self-made punches of a day.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn confirm_day(app: State<'_, App>, of: DayOf) -> Answer<String> {
    let stamp = Stamp::now();
    let open = app.station()?;
    let (project, day) = of.read().ok_or_else(|| wrong(&app))?;
    let confirmed = open.replica.confirm_day(project, &of.number, day, stamp);
    Ok(confirmed.map_err(|error| app.failed(error))?.to_string())
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn a_body_comes_apart_only_where_its_lengths_fit() {
        let body = [0, 0, 0, 2, b'{', b'}', 0, 0, 0, 0, 0, 0, 0, 1, 9];
        assert_eq!(parts(&body), Some(vec![&b"{}"[..], b"", &[9]]));
        assert_eq!(parts(&body[..5]), None);
        assert_eq!(parts(&[0xff; 8]), None);
        assert_eq!(parts(&[]), Some(Vec::new()));
    }
}
