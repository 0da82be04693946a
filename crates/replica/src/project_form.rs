//! The form of a project (发布项目): what people typed, half filled or whole, and what is wrong with it field by field.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use protocol::row::{OrganisationRow, ProjectDetails, ProjectKind, Timing};
use rules::identity::Regions;
use rules::{Language, Policy, Profiles, draft};
use serde::{Deserialize, Serialize};

use crate::Replica;
use crate::error::{Error, Noun, Result};
use crate::new_project::{NewPosition, NewProject};
use crate::profiles;
use crate::project_fields::{FIELDS, NEEDED, field_of};
use crate::settle;
use crate::table::organisation;
use crate::typed::{Typed, filled};

/// A project as it is typed. Texts are kept as they were typed, so that a half-filled form can be put aside.
#[expect(
    missing_docs,
    reason = "each field is the one of its name of `NewProject`, as typed"
)]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProjectForm {
    pub name: String,
    pub short_name: String,
    pub wanted: String,
    pub kind: ProjectKind,
    pub category: String,
    pub objects: Vec<String>,
    pub own_members_only: bool,
    pub sign_up_reviewed: bool,
    pub by_list: bool,
    pub region: String,
    pub place: String,
    pub venue: String,
    pub radius_m: String,
    pub sign_up_from: String,
    pub sign_up_to: String,
    pub from: String,
    pub to: String,
    pub start: String,
    pub end: String,
    pub timing: Timing,
    pub preset_minutes: String,
    pub dispersed_sign_out: bool,
    pub self_open: bool,
    pub administrators: String,
    pub positions: Vec<PositionForm>,
    pub description: String,
    pub contact: String,
    pub profile: String,
    pub profile_changes: String,
}

/// A position as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PositionForm {
    /// Its name.
    pub name: String,
    /// How many are wanted.
    pub wanted: String,
}

impl Default for ProjectForm {
    fn default() -> ProjectForm {
        let empty = String::new;
        ProjectForm {
            name: empty(),
            short_name: empty(),
            wanted: empty(),
            kind: ProjectKind::Service,
            category: empty(),
            objects: Vec::new(),
            own_members_only: false,
            sign_up_reviewed: false,
            by_list: false,
            region: empty(),
            place: empty(),
            venue: empty(),
            radius_m: empty(),
            sign_up_from: empty(),
            sign_up_to: empty(),
            from: empty(),
            to: empty(),
            start: empty(),
            end: empty(),
            timing: Timing::Double,
            preset_minutes: empty(),
            dispersed_sign_out: false,
            self_open: false,
            administrators: empty(),
            positions: Vec::new(),
            description: empty(),
            contact: empty(),
            profile: empty(),
            profile_changes: empty(),
        }
    }
}

/// What is wrong with a field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// Which field, by its name in [`ProjectForm`].
    pub field: &'static str,
    /// Whether the field is merely not filled in yet.
    pub missing: bool,
    zh: String,
    en: String,
}

impl FieldProblem {
    pub(crate) fn new(field: &'static str, zh: &str, en: &str) -> FieldProblem {
        let (zh, en) = (zh.to_owned(), en.to_owned());
        FieldProblem {
            field,
            missing: false,
            zh,
            en,
        }
    }

    pub(crate) fn missing(field: &'static str, zh: &str, en: &str) -> FieldProblem {
        FieldProblem {
            missing: true,
            ..FieldProblem::new(field, zh, en)
        }
    }

    /// What is wrong, for people.
    pub fn message(&self, language: Language) -> &str {
        language.pick(&self.zh, &self.en)
    }
}

/// What a form is looked at with.
pub(crate) struct Reading {
    pub at: Timestamp,
    pub today: Date,
    pub zone: TimeZone,
    pub regions: Regions,
    pub organisation: OrganisationRow,
}

impl Reading {
    pub(crate) fn new(
        db: &rusqlite::Connection,
        of: rules::OrganisationId,
        now: Timestamp,
    ) -> Result<Reading> {
        let organisation =
            organisation::by_id(db, of)?.ok_or(Error::Unknown(Noun::Organisation))?;
        let zone = settle::zone(&organisation.zone);
        let regions = if organisation.demo {
            Regions::WithDemonstration
        } else {
            Regions::Assigned
        };
        Ok(Reading {
            at: now,
            today: zone.to_datetime(now).date(),
            zone,
            regions,
            organisation,
        })
    }
}

impl Replica {
    /// Everything that is wrong with a form as of `now`, in the order of its fields; nothing where it may be published.
    ///
    /// # Errors
    /// Those of the database.
    pub fn check_form(&self, form: &ProjectForm, now: Timestamp) -> Result<Vec<FieldProblem>> {
        let organisation = self.station().serves()?;
        self.read(|db| {
            let reading = Reading::new(db, organisation, now)?;
            Ok(form.read(db, &reading)?.err().unwrap_or_default())
        })
    }
}

impl ProjectForm {
    /// The form that shows a project as it is described.
    pub(crate) fn of(project: &NewProject) -> ProjectForm {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let number = |number: Option<u32>| number.map(|n| n.to_string()).unwrap_or_default();
        let date = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        let time = |time: Time| time.strftime("%H:%M").to_string();
        let details = &project.details;
        ProjectForm {
            name: project.name.clone(),
            short_name: text(&project.short_name),
            wanted: number(project.wanted),
            kind: project.kind,
            category: text(&details.category),
            objects: details.objects.clone().unwrap_or_default(),
            own_members_only: details.own_members_only.unwrap_or(false),
            sign_up_reviewed: details.sign_up_reviewed.unwrap_or(false),
            by_list: project.by_list,
            region: text(&details.region),
            place: text(&details.place),
            venue: project
                .venue
                .map(|[latitude, longitude]| format!("{latitude}, {longitude}"))
                .unwrap_or_default(),
            radius_m: project.radius_m.map(|m| m.to_string()).unwrap_or_default(),
            sign_up_from: date(project.sign_up_from),
            sign_up_to: date(project.sign_up_to),
            from: date(Some(project.from)),
            to: date(Some(project.to)),
            start: time(project.start),
            end: time(project.end),
            timing: project.timing,
            preset_minutes: number(project.preset_minutes),
            dispersed_sign_out: project.dispersed_sign_out,
            self_open: project.self_open,
            administrators: project.administrators.join("；"),
            positions: project
                .positions
                .iter()
                .map(|position| PositionForm {
                    name: position.name.clone(),
                    wanted: number(position.wanted),
                })
                .collect(),
            description: text(&details.description),
            contact: text(&details.contact),
            profile: text(&project.profile),
            profile_changes: text(&project.profile_changes),
        }
    }

    /// The project that the form describes, or everything that is wrong with it.
    pub(crate) fn read(
        &self,
        db: &rusqlite::Connection,
        with: &Reading,
    ) -> Result<std::result::Result<NewProject, Vec<FieldProblem>>> {
        let mut problems = Vec::new();
        let project = self.parsed(with.today, &mut problems);
        let name = project
            .profile
            .as_deref()
            .unwrap_or(&with.organisation.profile);
        match profiles::in_force(db, name, project.from) {
            Ok(policy) => {
                let changes = project.profile_changes.as_deref();
                let changed = changes.map(|changes| Profiles::changed(&policy, changes));
                if let Some(Err(error)) = changed {
                    let (zh, en) = (error.text(Language::Zh), error.text(Language::En));
                    problems.push(FieldProblem::new("profile_changes", &zh, &en));
                }
                self.checked(&project, &policy, with, &mut problems);
            }
            Err(Error::Unknown(Noun::Profile)) => problems.push(FieldProblem::new(
                "profile",
                "没有这个规则方案",
                "There is no such profile",
            )),
            Err(error) => return Err(error),
        }
        problems.sort_by_key(|problem| FIELDS.iter().position(|field| *field == problem.field));
        Ok(if problems.is_empty() {
            Ok(project)
        } else {
            Err(problems)
        })
    }

    /// The project that a form describes whose problems were looked at and let pass.
    pub(crate) fn lenient(&self, today: Date) -> NewProject {
        self.parsed(today, &mut Vec::new())
    }

    /// What a field of the form says, as people read it.
    pub(crate) fn said(&self, field: &str) -> String {
        use serde_json::Value;
        let form = serde_json::to_value(self).unwrap_or_default();
        match form.get(field) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Array(values)) => values
                .iter()
                .map(|value| match value {
                    Value::Object(position) => {
                        let part = |name| position.get(name).and_then(Value::as_str);
                        let parts = [part("name"), part("wanted")];
                        let parts: Vec<_> = parts.into_iter().flatten().collect();
                        parts.join(" ").trim().to_owned()
                    }
                    other => other.as_str().unwrap_or_default().to_owned(),
                })
                .collect::<Vec<_>>()
                .join("、"),
            Some(value) => value.to_string(),
            None => String::new(),
        }
    }

    /// Whether a field says the same in both forms.
    pub(crate) fn same_in(&self, other: &ProjectForm, field: &str) -> bool {
        self.said(field) == other.said(field)
    }

    /// The fields in which another form says something else, in the order of the form.
    pub(crate) fn differing(&self, other: &ProjectForm) -> Vec<&'static str> {
        FIELDS
            .iter()
            .copied()
            .filter(|field| !self.same_in(other, field))
            .collect()
    }

    /// What was typed, each field read by itself. One that cannot be read is told, and stands as nothing.
    fn parsed(&self, today: Date, problems: &mut Vec<FieldProblem>) -> NewProject {
        let mut typed = Typed { today, problems };
        let (from, to) = (typed.date("from", &self.from), typed.date("to", &self.to));
        let (start, end) = (
            typed.time("start", &self.start),
            typed.time("end", &self.end),
        );
        let sign_up_from = typed.date("sign_up_from", &self.sign_up_from);
        let sign_up_to = typed.date("sign_up_to", &self.sign_up_to);
        for (field, zh, en) in NEEDED {
            typed.needed(field, &self.said(field), (zh, en));
        }
        let single = self.timing == Timing::Single;
        let (first, last) = (from.unwrap_or(today), to.or(from).unwrap_or(today));
        NewProject {
            preset_minutes: single
                .then(|| typed.whole("preset_minutes", &self.preset_minutes))
                .flatten(),
            by_list: self.by_list,
            self_open: self.self_open,
            venue: typed.place("venue", &self.venue),
            radius_m: typed.metres("radius_m", &self.radius_m),
            dispersed_sign_out: self.dispersed_sign_out && !single,
            short_name: filled(&self.short_name),
            wanted: typed.whole("wanted", &self.wanted),
            sign_up_from,
            sign_up_to,
            administrators: draft::administrators(&self.administrators),
            positions: self.positions(&mut typed),
            profile: filled(&self.profile),
            profile_changes: filled(&self.profile_changes),
            details: ProjectDetails {
                own_members_only: self.own_members_only.then_some(true),
                sign_up_reviewed: self.sign_up_reviewed.then_some(true),
                category: filled(&self.category),
                objects: (!self.objects.is_empty()).then(|| self.objects.clone()),
                region: filled(&self.region),
                place: filled(&self.place),
                contact: filled(&self.contact),
                description: filled(&self.description),
            },
            ..NewProject::plain(
                self.name.trim(),
                (self.timing, self.kind),
                (first, last),
                (start.unwrap_or(Time::MIN), end.unwrap_or(Time::MIN)),
            )
        }
    }

    fn positions(&self, typed: &mut Typed<'_>) -> Vec<NewPosition> {
        let named = |position: &&PositionForm| {
            !position.name.trim().is_empty() || !position.wanted.trim().is_empty()
        };
        let positions = self.positions.iter().filter(named);
        positions
            .map(|position| NewPosition {
                name: position.name.trim().to_owned(),
                wanted: typed.whole("positions", &position.wanted),
            })
            .collect()
    }

    /// What the rules say of what could be read. A field that is at fault already is not told twice.
    fn checked(
        &self,
        project: &NewProject,
        policy: &Policy,
        with: &Reading,
        problems: &mut Vec<FieldProblem>,
    ) {
        let at_fault: Vec<_> = problems.iter().map(|problem| problem.field).collect();
        let mut tell = |problem: FieldProblem| {
            if !at_fault.contains(&problem.field) {
                problems.push(problem);
            }
        };
        let looked_at = project.draft(&with.zone);
        for problem in draft::check_new(&looked_at, policy, &with.zone, (with.today, with.regions))
        {
            let (zh, en) = (problem.text(Language::Zh), problem.text(Language::En));
            tell(FieldProblem::new(field_of(problem), &zh, &en));
        }
        if let Err(Error::Invalid { field, problem }) = project.check() {
            let (zh, en) = (problem.message(Language::Zh), problem.message(Language::En));
            if !problems.iter().any(|known| known.field == field) {
                problems.push(FieldProblem::new(field, zh, en));
            }
        }
    }
}
