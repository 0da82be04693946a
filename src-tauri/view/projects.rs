//! What the window is told of projects, and the form that it hands in.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use protocol::row;
use rules::{Language, Stage};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Person, ProjectKind, Timing, at};

macro_rules! form {
    ($($(#[$doc:meta])* $field:ident: $type:ty,)*) => {
        /// The form of a project, as it is typed. Its problems name its fields.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
        pub struct ProjectForm { $($(#[$doc])* $field: $type,)* }

        impl From<replica::ProjectForm> for ProjectForm {
            fn from(form: replica::ProjectForm) -> ProjectForm {
                ProjectForm { $($field: form.$field.told(),)* }
            }
        }

        impl From<ProjectForm> for replica::ProjectForm {
            fn from(form: ProjectForm) -> replica::ProjectForm {
                replica::ProjectForm { $($field: form.$field.heard(),)* }
            }
        }
    };
}

form! {
    /// 活动名称.
    name: String,
    /// 项目简称.
    short_name: String,
    /// 招募人数.
    wanted: String,
    /// 服务 or 培训.
    kind: ProjectKind,
    /// 所属类别.
    category: String,
    /// 服务对象.
    objects: Vec<String>,
    /// 参与对象：仅本组织.
    own_members_only: bool,
    /// 报名审核.
    sign_up_reviewed: bool,
    /// 仅名单内人员.
    by_list: bool,
    /// 所在地区.
    region: String,
    /// 实施地点.
    place: String,
    /// 地点标注.
    venue: String,
    /// 打卡有效距离.
    radius_m: String,
    /// 报名开始.
    sign_up_from: String,
    /// 报名截止.
    sign_up_to: String,
    /// 活动开始.
    from: String,
    /// 活动结束.
    to: String,
    /// 每日开始.
    start: String,
    /// 每日结束.
    end: String,
    /// 计时方式.
    timing: Timing,
    /// 单次时长.
    preset_minutes: String,
    /// 分散签出.
    dispersed_sign_out: bool,
    /// 自行签到.
    self_open: bool,
    /// 临时管理员.
    administrators: String,
    /// 岗位.
    positions: Vec<PositionForm>,
    /// 活动内容.
    description: String,
    /// 联系人.
    contact: String,
    /// 规则方案.
    profile: String,
    /// 本活动的不同规定.
    profile_changes: String,
}

/// A position, as it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PositionForm {
    /// 岗位.
    name: String,
    /// 人数.
    wanted: String,
}

/// A value of the form on its way to the window.
trait Told {
    type Window;
    fn told(self) -> Self::Window;
}

/// A value of the form on its way from the window.
trait Heard {
    type Replica;
    fn heard(self) -> Self::Replica;
}

macro_rules! both_ways {
    ($($type:ty,)*) => {$(
        impl Told for $type {
            type Window = $type;
            fn told(self) -> $type { self }
        }
        impl Heard for $type {
            type Replica = $type;
            fn heard(self) -> $type { self }
        }
    )*};
}

both_ways! { String, bool, Vec<String>, }

macro_rules! words {
    ($($here:ident = $there:ty { $($word:ident,)* })*) => {$(
        impl Told for $there {
            type Window = $here;
            fn told(self) -> $here { match self { $(Self::$word => $here::$word,)* } }
        }
        impl Heard for $here {
            type Replica = $there;
            fn heard(self) -> $there { match self { $(Self::$word => <$there>::$word,)* } }
        }
    )*};
}

words! {
    Timing = row::Timing { Single, Double, }
    ProjectKind = row::ProjectKind { Service, Training, }
}

impl Told for Vec<replica::PositionForm> {
    type Window = Vec<PositionForm>;
    fn told(self) -> Vec<PositionForm> {
        let positions = self.into_iter();
        positions
            .map(|replica::PositionForm { name, wanted }| PositionForm { name, wanted })
            .collect()
    }
}

impl Heard for Vec<PositionForm> {
    type Replica = Vec<replica::PositionForm>;
    fn heard(self) -> Vec<replica::PositionForm> {
        let positions = self.into_iter();
        positions
            .map(|PositionForm { name, wanted }| replica::PositionForm { name, wanted })
            .collect()
    }
}

/// What a project is doing (D-04), sign-up that has not opened told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ProjectStage {
    /// 未开始报名.
    Announced,
    /// 招募.
    Recruiting,
    /// 进行.
    InProgress,
    /// 完成.
    Finished,
}

impl From<Stage> for ProjectStage {
    fn from(stage: Stage) -> ProjectStage {
        match stage {
            Stage::Announced => ProjectStage::Announced,
            Stage::Recruiting => ProjectStage::Recruiting,
            Stage::InProgress => ProjectStage::InProgress,
            Stage::Finished => ProjectStage::Finished,
        }
    }
}

/// Where a project stands with its reviewers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ProjectReview {
    /// 草稿.
    Draft,
    /// 未审.
    Waiting,
    /// 已审.
    Approved,
    /// 退回.
    Returned,
}

impl From<row::ProjectReview> for ProjectReview {
    fn from(review: row::ProjectReview) -> ProjectReview {
        match review {
            row::ProjectReview::Draft => ProjectReview::Draft,
            row::ProjectReview::Waiting => ProjectReview::Waiting,
            row::ProjectReview::Approved => ProjectReview::Approved,
            row::ProjectReview::Returned => ProjectReview::Returned,
        }
    }
}

/// One line of the list of projects.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct ProjectLine {
    id: String,
    name: String,
    short_name: Option<String>,
    timing: Timing,
    kind: ProjectKind,
    stage: ProjectStage,
    review: ProjectReview,
    from: String,
    to: String,
    start: String,
    end: String,
    category: Option<String>,
    place: Option<String>,
    wanted: Option<u32>,
    admitted: u32,
}

impl From<replica::ProjectLine> for ProjectLine {
    fn from(line: replica::ProjectLine) -> ProjectLine {
        let summary = line.summary;
        ProjectLine {
            id: summary.id.to_string(),
            name: summary.name,
            short_name: line.short_name,
            timing: summary.timing.told(),
            kind: summary.kind.told(),
            stage: line.stage.into(),
            review: line.review.into(),
            from: summary.from.to_string(),
            to: summary.to.to_string(),
            start: summary.start.strftime("%H:%M").to_string(),
            end: summary.end.strftime("%H:%M").to_string(),
            category: line.category,
            place: line.place,
            wanted: line.wanted,
            admitted: line.admitted,
        }
    }
}

/// One line of the list of drafts.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct DraftLine {
    id: String,
    name: String,
    saved_at: String,
}

impl DraftLine {
    pub(crate) fn of(draft: &replica::Draft, zone: &TimeZone) -> DraftLine {
        DraftLine {
            id: draft.id.to_string(),
            name: draft.name.clone(),
            saved_at: at(draft.saved_at, zone),
        }
    }
}

/// Everything that the list of projects shows.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct ProjectBook {
    pub(crate) projects: Vec<ProjectLine>,
    pub(crate) drafts: Vec<DraftLine>,
}

/// A field that waits for central.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct WaitingField {
    field: String,
    now: String,
    wanted: String,
}

/// A project in full.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct ProjectDetail {
    line: ProjectLine,
    /// As it is, with what waits for central.
    form: ProjectForm,
    waiting: Vec<WaitingField>,
    leaving: bool,
    came: u32,
    punches: u32,
    policy: String,
    policy_version: u32,
}

impl ProjectDetail {
    pub(crate) fn of(project: replica::ProjectInFull, language: Language) -> ProjectDetail {
        let waiting = project.waiting.into_iter();
        ProjectDetail {
            line: project.line.into(),
            form: project.form.into(),
            waiting: waiting
                .map(|field| WaitingField {
                    field: field.field.to_owned(),
                    now: field.now,
                    wanted: field.wanted,
                })
                .collect(),
            leaving: project.leaving,
            came: project.came,
            punches: project.punches,
            policy: project.policy.title.text(language).to_owned(),
            policy_version: project.policy.version,
        }
    }
}

/// What is wrong with a field of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct FieldProblem {
    field: String,
    missing: bool,
    message: String,
}

impl FieldProblem {
    pub(crate) fn of(problem: &replica::FieldProblem, language: Language) -> FieldProblem {
        FieldProblem {
            field: problem.field.to_owned(),
            missing: problem.missing,
            message: problem.message(language).to_owned(),
        }
    }
}

/// What became of a form that was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct HandedIn {
    project: Option<String>,
    problems: Vec<FieldProblem>,
}

impl HandedIn {
    pub(crate) fn of(handed: replica::Handed, language: Language) -> HandedIn {
        match handed {
            replica::Handed::Taken(id) => HandedIn {
                project: Some(id.to_string()),
                problems: Vec::new(),
            },
            replica::Handed::Wrong(problems) => HandedIn {
                project: None,
                problems: problems
                    .iter()
                    .map(|problem| FieldProblem::of(problem, language))
                    .collect(),
            },
        }
    }
}

/// A profile that a project may run under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ProfileChoice {
    pub(crate) name: String,
    pub(crate) title: String,
}

/// What may be chosen in the form, and an empty one.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct FormChoices {
    pub(crate) categories: Vec<String>,
    pub(crate) objects: Vec<String>,
    pub(crate) profiles: Vec<ProfileChoice>,
    pub(crate) empty: ProjectForm,
}

/// A draft that is opened.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct ProjectDraft {
    pub(crate) id: String,
    pub(crate) form: ProjectForm,
}

/// How somebody comes to be among the participants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Listing {
    /// 已录用.
    Admitted,
    /// 现场参加.
    WalkUp,
    /// 已移出.
    Removed,
}

/// One participant.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct Participant {
    person: Person,
    phone: Option<String>,
    listing: Listing,
    team: Option<String>,
    position: Option<String>,
    admitted_at: Option<String>,
    days: u32,
    minutes: u32,
    minutes_this_year: u32,
    minutes_in_all: u32,
    projects: u32,
    seen_at: Option<String>,
}

impl Participant {
    fn of(one: replica::Participant, zone: &TimeZone) -> Participant {
        let told = |instant: Option<Timestamp>| instant.map(|instant| at(instant, zone));
        Participant {
            person: one.person.into(),
            phone: one.phone,
            listing: match one.listing {
                replica::Listing::Admitted => Listing::Admitted,
                replica::Listing::WalkUp => Listing::WalkUp,
                replica::Listing::Removed => Listing::Removed,
            },
            team: one.team,
            position: one.position,
            admitted_at: told(one.admitted_at),
            days: one.days,
            minutes: one.minutes,
            minutes_this_year: one.minutes_this_year,
            minutes_in_all: one.minutes_in_all,
            projects: one.projects,
            seen_at: told(one.seen_at),
        }
    }
}

/// The participants of a project.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct Participants {
    wanted: Option<u32>,
    admitted: u32,
    walk_ups: u32,
    people: Vec<Participant>,
}

impl Participants {
    pub(crate) fn of(found: replica::Participants, zone: &TimeZone) -> Participants {
        let people = found.people.into_iter();
        Participants {
            wanted: found.wanted,
            admitted: found.admitted,
            walk_ups: found.walk_ups,
            people: people.map(|one| Participant::of(one, zone)).collect(),
        }
    }
}

/// What became of an admission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct AdmittedPeople {
    admitted: u32,
    already: Vec<String>,
    unknown: Vec<String>,
    /// Nothing was written: there would be so many, and this many are wanted.
    full: Option<(u32, u32)>,
}

impl From<replica::Admitting> for AdmittedPeople {
    fn from(admitting: replica::Admitting) -> AdmittedPeople {
        match admitting {
            replica::Admitting::Done {
                admitted,
                already,
                unknown,
            } => AdmittedPeople {
                admitted,
                already,
                unknown,
                full: None,
            },
            replica::Admitting::Full { wanted, would_be } => AdmittedPeople {
                admitted: 0,
                already: Vec::new(),
                unknown: Vec::new(),
                full: Some((would_be, wanted)),
            },
        }
    }
}
