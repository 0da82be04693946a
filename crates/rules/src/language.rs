//! The two languages every message exists in.

use std::str::FromStr;

/// A language of messages.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// Chinese (中文).
    #[default]
    Zh,
    /// English.
    En,
}

impl Language {
    /// The one of two texts that is in this language.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Language::Zh => zh,
            Language::En => en,
        }
    }
}

/// A word that names no language the project speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a language: zh or en")]
pub struct UnknownLanguage;

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(text: &str) -> Result<Self, UnknownLanguage> {
        match text {
            "zh" => Ok(Language::Zh),
            "en" => Ok(Language::En),
            _ => Err(UnknownLanguage),
        }
    }
}
