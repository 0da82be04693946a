//! The window's own settings: in a file beside the database, since they are needed before it is open.

use std::fs;
use std::path::{Path, PathBuf};

use rules::Language;
use serde::{Deserialize, Serialize};
use specta::Type;

/// The languages of the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Tongue {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What a person can set for the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Settings {
    /// The language of words.
    pub language: Tongue,
    /// Light or dark.
    pub theme: Theme,
    /// Whether answers sound.
    pub sound: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            language: Tongue::default(),
            theme: Theme::default(),
            sound: true,
        }
    }
}

impl Settings {
    pub(crate) fn language(self) -> Language {
        match self.language {
            Tongue::Zh => Language::Zh,
            Tongue::En => Language::En,
        }
    }

    /// What is set in this home; the defaults where nothing is, or nothing that can be read.
    pub(crate) fn load(home: &Path) -> Settings {
        let text = fs::read(file(home)).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    pub(crate) fn save(self, home: &Path) -> std::io::Result<()> {
        fs::create_dir_all(home)?;
        let aside = file(home).with_extension("json.new");
        fs::write(&aside, serde_json::to_vec_pretty(&self)?)?;
        fs::rename(aside, file(home))
    }
}

fn file(home: &Path) -> PathBuf {
    home.join("window.json")
}
