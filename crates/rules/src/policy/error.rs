//! What is wrong with a profile: which key, and what it should be.

use std::fmt;

use crate::language::Language;

/// Why a text is not a profile, or cannot be added to those that are there. Keys are paths: `supplement.days`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// Not JSON at this line and column, counted from one.
    NotJson {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
    },
    /// JSON, but not an object with keys.
    NotAnObject,
    /// No profile has this key, or it may not be changed here.
    UnknownKey(String),
    /// This key is missing.
    Missing(String),
    /// This key has a value that it cannot have.
    Unfit {
        /// The key.
        key: String,
        /// What it should be.
        expected: Expected,
    },
    /// This key has a value that no organisation can mean.
    OutOfBounds {
        /// The key.
        key: String,
        /// The least that is taken.
        least: u32,
        /// The most that is taken.
        most: u32,
    },
    /// The profile to start from is not there.
    UnknownBase {
        /// Its name.
        name: String,
        /// The version that was asked for, if one was.
        version: Option<u32>,
    },
    /// A profile of this name is there with this version: another one has to have a higher version.
    NotHigher {
        /// The name.
        name: String,
        /// The highest version there is.
        version: u32,
    },
}

/// What a value of a profile should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Expected {
    /// A whole number, nought or more.
    Number,
    /// True or false.
    YesOrNo,
    /// A date.
    Date,
    /// A text that is not blank.
    Text,
    /// An object with keys of its own.
    Object,
    /// One of the words of this key, or a list of them.
    Word,
}

impl PolicyError {
    /// The key that is wrong; `None` where it is the whole text.
    pub fn key(&self) -> Option<&str> {
        match self {
            PolicyError::NotJson { .. } | PolicyError::NotAnObject => None,
            PolicyError::UnknownKey(key)
            | PolicyError::Missing(key)
            | PolicyError::Unfit { key, .. }
            | PolicyError::OutOfBounds { key, .. } => Some(key),
            PolicyError::UnknownBase { version: None, .. } => Some("extends"),
            PolicyError::UnknownBase { .. } => Some("extends_version"),
            PolicyError::NotHigher { .. } => Some("version"),
        }
    }

    /// What is wrong and where, in one line.
    pub fn text(&self, language: Language) -> String {
        let fault = match language {
            Language::Zh => self.zh(),
            Language::En => self.en(),
        };
        match (self.key(), language) {
            (None, _) => fault,
            (Some(key), Language::Zh) => format!("{key}：{fault}"),
            (Some(key), Language::En) => format!("{key}: {fault}"),
        }
    }

    fn zh(&self) -> String {
        match self {
            PolicyError::NotJson { line, column } => {
                format!("规则方案不是 JSON（第 {line} 行第 {column} 列）")
            }
            PolicyError::NotAnObject => "规则方案须写成 { … } 的形式".to_owned(),
            PolicyError::UnknownKey(_) => "没有这一项，或不能在这里改".to_owned(),
            PolicyError::Missing(_) => "缺少此项".to_owned(),
            PolicyError::Unfit { expected, .. } => expected.text(Language::Zh).to_owned(),
            PolicyError::OutOfBounds { least, most, .. } => {
                format!("须在 {least} 至 {most} 之间")
            }
            PolicyError::UnknownBase { name, version } => match version {
                None => format!("没有名为“{name}”的规则方案"),
                Some(version) => format!("规则方案“{name}”没有第 {version} 版"),
            },
            PolicyError::NotHigher { name, version } => {
                format!("规则方案“{name}”已有第 {version} 版，新版本号须大于它")
            }
        }
    }

    fn en(&self) -> String {
        match self {
            PolicyError::NotJson { line, column } => {
                format!("the profile is not JSON (line {line} column {column})")
            }
            PolicyError::NotAnObject => "a profile is written as { ... }".to_owned(),
            PolicyError::UnknownKey(_) => "there is no such key, or none to change here".to_owned(),
            PolicyError::Missing(_) => "missing".to_owned(),
            PolicyError::Unfit { expected, .. } => expected.text(Language::En).to_owned(),
            PolicyError::OutOfBounds { least, most, .. } => {
                format!("it has to be from {least} to {most}")
            }
            PolicyError::UnknownBase { name, version } => match version {
                None => format!("there is no profile \"{name}\""),
                Some(version) => format!("the profile \"{name}\" has no version {version}"),
            },
            PolicyError::NotHigher { name, version } => format!(
                "version {version} of the profile \"{name}\" is there; a new one has a higher version"
            ),
        }
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text(Language::En))
    }
}

impl Expected {
    fn text(self, language: Language) -> &'static str {
        let (zh, en) = match self {
            Expected::Number => ("须为不小于零的整数", "a whole number, nought or more"),
            Expected::YesOrNo => ("须为 true 或 false", "true or false"),
            Expected::Date => ("须为 YYYY-MM-DD 形式的日期", "a date YYYY-MM-DD"),
            Expected::Text => ("须为文字，不能为空", "a text that is not blank"),
            Expected::Object => ("须写成 { … } 的形式", "written as { ... }"),
            Expected::Word => ("不是可用的值", "not one of the values that it can have"),
        };
        language.pick(zh, en)
    }
}
