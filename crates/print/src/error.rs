//! What stops a whole job, as against one card of it.

use std::{io, path::PathBuf};

/// Why nothing could be printed at all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The typeface every sheet is set in is not installed.
    #[error("the typeface {typeface} is not installed: install {package}")]
    NoFont {
        /// The typeface that was looked for.
        typeface: &'static str,
        /// The package that has it, as Debian names it.
        package: &'static str,
    },
    /// A font file was found and could not be read.
    #[error("the font file {path} cannot be read")]
    UnreadableFont {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A font file is no font, or damaged.
    #[error("the font file {path} is damaged")]
    DamagedFont {
        /// Which file.
        path: PathBuf,
    },
}

impl Error {
    /// The code by which programs know this error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoFont { .. } => "font-missing",
            Self::UnreadableFont { .. } => "font-unreadable",
            Self::DamagedFont { .. } => "font-damaged",
        }
    }

    /// The message in Chinese; [`std::fmt::Display`] has it in English.
    pub fn in_chinese(&self) -> String {
        match self {
            Self::NoFont { typeface, package } => {
                format!("未安装字体 {typeface}，请安装软件包 {package}")
            }
            Self::UnreadableFont { path, .. } => format!("无法读取字体文件 {}", path.display()),
            Self::DamagedFont { path } => format!("字体文件 {} 已损坏", path.display()),
        }
    }
}
