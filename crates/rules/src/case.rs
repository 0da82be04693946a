//! Cases of the `assess` contract: JSON documents in, one answer each, and what is malformed about them.

mod read;
mod value;

use std::borrow::Cow;
use std::fmt;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::assess::assess;
use crate::fact::Fact;
use crate::language::Language;
use crate::policy::Policy;
use crate::project::Project;
use crate::record::Assessment;

/// Everything one answer depends on.
#[derive(Debug, Clone)]
pub struct Case {
    /// By which values.
    pub policy: Cow<'static, Policy>,
    /// In which time zone.
    pub zone: TimeZone,
    /// As of when.
    pub now: Timestamp,
    /// The projects, no id twice.
    pub projects: Vec<Project>,
    /// The facts, no id twice, each of a project that is there.
    pub facts: Vec<Fact>,
}

impl Case {
    /// The answer.
    pub fn assess(&self) -> Assessment {
        assess(
            &self.policy,
            &self.zone,
            self.now,
            &self.projects,
            &self.facts,
        )
    }

    /// The answer as one line of JSON, its reasons in Chinese.
    pub fn answer(&self) -> String {
        self.answer_in(Language::Zh)
    }

    /// The answer as one line of JSON, its reasons in a language.
    pub fn answer_in(&self, language: Language) -> String {
        self.assess().to_json(language)
    }
}

/// Why a document is not a case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct CaseError {
    /// Which document, counted from one.
    pub document: usize,
    /// The field, as a path: `facts[3].time`. Of a text that is not JSON: `document`.
    pub field: String,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The text is not JSON at this line and column of the whole input.
    NotJson {
        /// Counted from one.
        line: usize,
        /// Counted from one.
        column: usize,
    },
    /// It is not there.
    Missing,
    /// It is not of the kind it should be: text, number, list…
    WrongKind,
    /// No such key in a profile.
    UnknownKey,
    /// A number that no profile can have there.
    OutOfBounds,
    /// A word that is none of those it could be.
    UnknownWord,
    /// Not a date `YYYY-MM-DD`.
    NotADate,
    /// Not a time of day `HH:MM`.
    NotATimeOfDay,
    /// Not an instant with an offset.
    NotAnInstant,
    /// No such time zone.
    UnknownZone,
    /// The same id is there before.
    Twice,
    /// No such project in the case.
    UnknownProject,
    /// A single project has preset minutes.
    PresetMissing,
    /// A venue has a radius.
    RadiusMissing,
    /// A request has a sign-in or a sign-out.
    NeitherTime,
}

impl CaseError {
    /// One line that names the document, the field and the fault.
    pub fn text(&self, language: Language) -> String {
        let (document, field, fault) = (self.document, &self.field, self.fault.text(language));
        match language {
            Language::Zh => format!("第 {document} 个文档：{field}：{fault}"),
            Language::En => format!("document {document}: {field}: {fault}"),
        }
    }
}

impl fmt::Display for CaseError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text(Language::En))
    }
}

impl Fault {
    /// What is wrong, in words.
    pub fn text(self, language: Language) -> String {
        let (zh, en) = match self {
            Fault::NotJson { line, column } => {
                return match language {
                    Language::Zh => format!("不是 JSON（第 {line} 行第 {column} 列）"),
                    Language::En => format!("not JSON (line {line} column {column})"),
                };
            }
            Fault::Missing => ("缺少此项", "missing"),
            Fault::WrongKind => ("类型不对", "of the wrong kind"),
            Fault::UnknownKey => ("没有这一项", "no such key"),
            Fault::OutOfBounds => ("超出允许的范围", "out of bounds"),
            Fault::UnknownWord => ("不认识的词", "an unknown word"),
            Fault::NotADate => ("不是 YYYY-MM-DD 形式的日期", "not a date YYYY-MM-DD"),
            Fault::NotATimeOfDay => ("不是 HH:MM 形式的时刻", "not a time of day HH:MM"),
            Fault::NotAnInstant => ("不是带时差的时间", "not a time with an offset"),
            Fault::UnknownZone => ("没有这个时区", "no such time zone"),
            Fault::Twice => ("编号重复", "the same id twice"),
            Fault::UnknownProject => ("没有这个项目", "no such project"),
            Fault::PresetMissing => (
                "单签项目须有预设时长",
                "a single project needs preset minutes",
            ),
            Fault::RadiusMissing => ("有活动地点须有打卡距离", "a venue needs a radius"),
            Fault::NeitherTime => (
                "签到、签退时间至少填一项",
                "a request needs a sign-in or a sign-out",
            ),
        };
        language.pick(zh, en).to_owned()
    }
}

/// The cases in JSON documents, one after another: a text, or bytes that ought to be one. Nothing comes after the first
/// malformed one.
pub fn cases(
    documents: &(impl AsRef<[u8]> + ?Sized),
) -> impl Iterator<Item = Result<Case, CaseError>> {
    let bytes = documents.as_ref();
    let mut documents = serde_json::Deserializer::from_slice(bytes).into_iter::<Value>();
    let mut document = 0;
    let mut failed = false;
    std::iter::from_fn(move || {
        if failed {
            return None;
        }
        document += 1;
        let case = match documents.next()? {
            Ok(value) => read::case(&value),
            Err(error) => {
                let fault = Fault::NotJson {
                    line: error.line(),
                    column: error.column(),
                };
                Err(("document".to_owned(), fault))
            }
        };
        failed = case.is_err();
        Some(case.map_err(|(field, fault)| CaseError {
            document,
            field,
            fault,
        }))
    })
}
