//! `supplement`: asks for a missing record, lists what was asked for and what is missing, decides.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use replica::{
    MissingRecord, Picture, Recorded, Request, RequestState, Requests, Stamp, Supplement,
};
use rules::case::{Fault, cases};
use rules::{Cause, Decision, FactId, Language, ProjectId, What};
use serde::Serialize;
use serde_json::{Value, json};

use crate::arguments::instant;
use crate::error::{End, Error, Problem, Result};
use crate::invocation::Invocation;
use crate::table::aligned;
use crate::{input, output, text};

/// What to do with missing records.
#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    Request(Asked),
    List(Question),
    Decide(Decided),
}

/// What is asked for, and when.
#[derive(Debug, Args)]
pub(crate) struct Asked {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long, value_name = "TIME", value_parser = instant)]
    at: Option<Timestamp>,
}

/// What to list, as of when.
#[derive(Debug, Args)]
pub(crate) struct Question {
    #[arg(long, value_name = "TIME", value_parser = instant)]
    now: Option<Timestamp>,
    #[arg(long)]
    missing: bool,
}

/// What is decided, and when.
#[derive(Debug, Args)]
pub(crate) struct Decided {
    #[arg(value_name = "FACT")]
    fact: FactId,
    #[arg(value_name = "approve|reject", value_enum)]
    outcome: Outcome,
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        allow_hyphen_values = true
    )]
    reason: String,
    #[arg(long, value_name = "TIME", value_parser = instant)]
    at: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Outcome {
    Approve,
    Reject,
}

/// A fact that was written, and why what it is about does not count, if it does not.
#[derive(Serialize)]
pub(crate) struct Written {
    fact: FactId,
    code: Option<String>,
}

/// A volunteer in a document.
#[derive(Serialize)]
pub(crate) struct Volunteer {
    number: String,
    name: String,
}

#[derive(Serialize)]
struct Line {
    fact: FactId,
    volunteer: Volunteer,
    project: ProjectId,
    day: Date,
    r#in: Option<String>,
    out: Option<String>,
    cause: Cause,
    reason: String,
    evidence: usize,
    requested_at: String,
    state: &'static str,
    code: Option<String>,
    deadline: String,
    decided_at: Option<String>,
    decision_reason: Option<String>,
}

#[derive(Serialize)]
struct MissingLine {
    volunteer: Volunteer,
    project: ProjectId,
    day: Date,
    missing: replica::Missing,
    punched_at: String,
    from: String,
    deadline: String,
    code: Option<&'static str>,
    requested: Option<FactId>,
}

/// Does it.
pub(crate) fn run(action: &Action, invocation: &Invocation) -> Result<End> {
    match action {
        Action::Request(asked) => request(asked, invocation),
        Action::List(question) if question.missing => missing(question, invocation),
        Action::List(question) => list(question, invocation),
        Action::Decide(decided) => decide(decided, invocation),
    }
}

fn request(asked: &Asked, invocation: &Invocation) -> Result<End> {
    let (request, files) = described(&input::whole(&asked.file, "FILE")?, asked.at)?;
    let mut pictures = Vec::with_capacity(files.len());
    for (at, file) in files.iter().enumerate() {
        pictures.push(picture(Path::new(file), &format!("evidence[{at}]"))?);
    }
    let replica = invocation.open()?;
    let recorded = replica
        .request_supplement(&request, &pictures, Stamp::now())
        .map_err(in_file)?;
    written(&recorded, text::supplement_requested, invocation)
}

fn decide(decided: &Decided, invocation: &Invocation) -> Result<End> {
    let decision = replica::Decision {
        request: decided.fact,
        outcome: match decided.outcome {
            Outcome::Approve => Decision::Approved,
            Outcome::Reject => Decision::Rejected,
        },
        reason: decided.reason.clone(),
        given: decided.at,
    };
    let recorded = invocation
        .open()?
        .decide_supplement(&decision, Stamp::now())?;
    written(&recorded, text::supplement_decided, invocation)
}

/// Tells what was written; a no where it does not count.
pub(crate) fn written(
    recorded: &Recorded,
    for_people: fn(&Recorded, Language) -> String,
    invocation: &Invocation,
) -> Result<End> {
    let code = recorded
        .invalid
        .as_ref()
        .map(|invalid| invalid.code().to_owned());
    let end = End::of(code.is_none());
    let fact = recorded.fact;
    invocation.print(&Written { fact, code }, || {
        for_people(recorded, invocation.language)
    })?;
    Ok(end)
}

fn list(question: &Question, invocation: &Invocation) -> Result<End> {
    let now = question.now.unwrap_or_else(|| Stamp::now().timestamp());
    let replica = invocation.open()?;
    let zone = replica.zone()?;
    let supplements = replica.supplements(Requests::All, usize::MAX, now)?;
    let language = invocation.language;
    listed(
        supplements,
        text::supplement_heading(language),
        |supplement| text::supplement_row(supplement, &zone, language),
        |supplement| line(supplement, &zone),
        invocation,
    )
}

fn missing(question: &Question, invocation: &Invocation) -> Result<End> {
    let now = question.now.unwrap_or_else(|| Stamp::now().timestamp());
    let replica = invocation.open()?;
    let zone = replica.zone()?;
    let records = replica.missing_records(now)?;
    let language = invocation.language;
    listed(
        records,
        text::missing_heading(language),
        |record| text::missing_row(record, &zone, language),
        |record| missing_line(record, &zone),
        invocation,
    )
}

/// A list: a table for people, a document a line for programs.
pub(crate) fn listed<T, D: Serialize, const N: usize>(
    all: Vec<T>,
    heading: [String; N],
    row: impl Fn(&T) -> [String; N],
    document: impl Fn(T) -> D,
    invocation: &Invocation,
) -> Result<End> {
    if invocation.json {
        all.into_iter()
            .try_for_each(|one| output::document(&document(one)))?;
    } else {
        let mut table = vec![heading];
        table.extend(all.iter().map(row));
        output::lines(&aligned(&table))?;
    }
    Ok(End::Done)
}

fn line(supplement: Supplement, zone: &TimeZone) -> Line {
    let (state, code) = match &supplement.state {
        RequestState::Waiting => ("waiting", None),
        RequestState::Approved => ("approved", None),
        RequestState::Rejected => ("rejected", None),
        RequestState::Invalid(invalid) => ("invalid", Some(invalid.code().to_owned())),
    };
    let ruling = supplement.ruling;
    Line {
        fact: supplement.fact,
        volunteer: volunteer(supplement.person),
        project: supplement.project,
        day: supplement.day,
        r#in: supplement.come.map(minute),
        out: supplement.left.map(minute),
        cause: supplement.cause,
        reason: supplement.reason,
        evidence: supplement.evidence.len(),
        requested_at: moment(supplement.requested_at, zone),
        state,
        code,
        deadline: moment(supplement.deadline, zone),
        decided_at: ruling.as_ref().map(|ruling| moment(ruling.at, zone)),
        decision_reason: ruling.map(|ruling| ruling.reason),
    }
}

fn missing_line(record: MissingRecord, zone: &TimeZone) -> MissingLine {
    MissingLine {
        volunteer: volunteer(record.person),
        project: record.project,
        day: record.day,
        missing: record.missing,
        punched_at: moment(record.punched_at, zone),
        from: moment(record.from, zone),
        deadline: moment(record.deadline, zone),
        code: record.refusal.map(|refusal| refusal.code.as_str()),
        requested: record.requested,
    }
}

/// A volunteer as documents have him.
pub(crate) fn volunteer(person: replica::Person) -> Volunteer {
    Volunteer {
        number: person.number,
        name: person.name,
    }
}

/// An instant with the organisation's offset.
pub(crate) fn moment(at: Timestamp, zone: &TimeZone) -> String {
    at.display_with_offset(zone.to_offset(at)).to_string()
}

fn minute(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}

/// What the document of a request or a dispute names that is not here, told by its field.
pub(crate) fn in_file(error: replica::Error) -> Error {
    match error {
        replica::Error::Unknown(replica::Noun::Project) => {
            Error::input("project", Problem::Fault(Fault::UnknownProject))
        }
        replica::Error::Unknown(replica::Noun::Member) => {
            Error::input("volunteer", Problem::NoSuchMember)
        }
        replica::Error::ReasonMissing => Error::input("reason", Problem::Empty),
        other => other.into(),
    }
}

fn picture(file: &Path, argument: &str) -> Result<Picture> {
    if file == Path::new("-") {
        return Err(Error::input(argument, Problem::NoSuchFile));
    }
    let bytes = input::whole(file, argument)?;
    let read = input::fenced(|| Picture::read(&bytes));
    let read = read.unwrap_or(Err(replica::PictureProblem::Broken));
    read.map_err(|problem| Error::input(argument, Problem::Picture(problem)))
}

/// The request that a document describes, and the files of its pictures.
fn described(bytes: &[u8], at: Option<Timestamp>) -> Result<(Request, Vec<String>)> {
    let fact = fact(bytes, "supplement-requested")?;
    let files = files(&fact["evidence"])?;
    let What::SupplementRequested(asked) = read(fact)? else {
        return Err(Error::Fault);
    };
    let request = Request {
        project: project(asked.project.as_str())?,
        number: asked.volunteer.as_str().to_owned(),
        day: asked.day,
        come: asked.sign_in,
        left: asked.sign_out,
        cause: asked.cause,
        reason: asked.reason,
        given: at,
    };
    Ok((request, files))
}

/// The one JSON object in a file, dressed as a fact of a case.
pub(crate) fn fact(bytes: &[u8], kind: &str) -> Result<Value> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let document: Value = serde_json::from_slice(bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Error::input("FILE", Problem::Fault(Fault::NotJson { line, column }))
    })?;
    let Value::Object(mut fields) = document else {
        return Err(Error::input("FILE", Problem::Fault(Fault::WrongKind)));
    };
    fields.insert("id".to_owned(), json!("new"));
    fields.insert("fact".to_owned(), json!(kind));
    fields.insert("time".to_owned(), json!(Timestamp::UNIX_EPOCH.to_string()));
    Ok(Value::Object(fields))
}

/// Reads it as a case's fact, so that both are read alike; the field at fault is named.
pub(crate) fn read(fact: Value) -> Result<What> {
    const PLACE: &str = "facts[0].";
    let case = json!({
        "policy": "jianghai", "zone": "UTC", "now": Timestamp::UNIX_EPOCH.to_string(),
        "projects": [{
            "id": fact["project"].as_str().unwrap_or_default(), "timing": "double", "kind": "service",
            "from": "2000-01-01", "to": "2000-01-01", "start": "00:00", "end": "01:00",
        }],
        "facts": [fact],
    });
    let case = cases(&case.to_string()).next().ok_or(Error::Fault)?;
    let case = case.map_err(|error| {
        let field = error.field.strip_prefix(PLACE).unwrap_or(&error.field);
        Error::input(field, Problem::Fault(error.fault))
    })?;
    let fact = case.facts.into_iter().next().ok_or(Error::Fault)?;
    Ok(fact.what)
}

/// The id of a project that a document names.
pub(crate) fn project(text: &str) -> Result<ProjectId> {
    text.parse()
        .map_err(|_| Error::input("project", Problem::Fault(Fault::UnknownProject)))
}

fn files(evidence: &Value) -> Result<Vec<String>> {
    let wrong = |field: String| Error::input(field, Problem::Fault(Fault::WrongKind));
    let list = match evidence {
        Value::Null => return Ok(Vec::new()),
        Value::Array(list) => list,
        _ => return Err(wrong("evidence".to_owned())),
    };
    if list.len() > replica::PICTURES_MOST {
        return Err(Error::input("evidence", Problem::TooManyPictures));
    }
    let file = |(at, value): (usize, &Value)| match value {
        Value::String(file) => Ok(file.clone()),
        _ => Err(wrong(format!("evidence[{at}]"))),
    };
    list.iter().enumerate().map(file).collect()
}
