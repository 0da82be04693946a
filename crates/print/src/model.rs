//! What is handed in to be printed, and what comes back.

use std::{fmt, str::FromStr};

use jiff::civil::Date;

/// Everything that is printed on one volunteer card, front and back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardModel {
    /// The volunteer's name.
    pub name: String,
    /// The sex, as it is to be printed.
    pub sex: String,
    /// The volunteer number.
    pub number: String,
    /// The city of registration.
    pub city: String,
    /// The star rating, one to five; a card without one has no such line.
    pub stars: Option<u8>,
    /// The organisation that issues the card.
    pub organisation: String,
    /// A portrait as a baseline or progressive JPEG, grey or RGB; printed as it is. Without one
    /// a silhouette is drawn.
    pub photo: Option<Vec<u8>>,
    /// The signed text for the symbol.
    pub token: String,
    /// The day of issue.
    pub issued: Date,
    /// The last day the card is good for.
    pub expires: Date,
    /// How anyone can check the card.
    pub verify_note: String,
    /// Whom to tell when the card is found or lost.
    pub contact: Option<String>,
    /// A card of demonstration data: 演示数据 stands across both sides.
    pub demo: bool,
}

/// How cards are laid on pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layout {
    /// A page of 85.6 × 53.98 mm for each side: for card printers.
    Cr80,
    /// Ten on A4 with crop marks, the backs mirrored for turning on the long edge.
    A4,
}

impl FromStr for Layout {
    type Err = UnknownLayout;

    fn from_str(text: &str) -> Result<Self, UnknownLayout> {
        match text {
            "cr80" => Ok(Self::Cr80),
            "a4" => Ok(Self::A4),
            _ => Err(UnknownLayout),
        }
    }
}

/// Neither `cr80` nor `a4`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a layout is cr80 or a4")]
pub struct UnknownLayout;

/// A finished job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// The file; empty when no card could be printed.
    pub pdf: Vec<u8>,
    /// How many cards are in it.
    pub printed: usize,
    /// The cards that are not, in the order they came.
    pub failed: Vec<Failure>,
}

/// A card that was not printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Which of the models it was, counted from 0.
    pub index: usize,
    /// Why.
    pub reason: Reason,
}

impl Failure {
    /// The code by which programs know the reason.
    pub fn code(&self) -> &'static str {
        match self.reason {
            Reason::MissingGlyph { .. } => "missing-glyph",
            Reason::TooLong(_) => "too-long",
            Reason::Photo => "photo-unreadable",
            Reason::Token => "code-unprintable",
        }
    }

    /// What exactly, in English: the field, and the characters as U+XXXX.
    pub fn detail(&self) -> String {
        self.reason.to_string()
    }
}

/// Why a card was not printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Characters that are in no installed font. Printing would leave boxes.
    MissingGlyph {
        /// Where they stand.
        field: Field,
        /// The characters.
        characters: Vec<char>,
        /// Packages with more characters that are not installed.
        install: Vec<&'static str>,
    },
    /// The words do not fit at a size that can be read.
    TooLong(Field),
    /// The photo is no JPEG in grey or RGB, or damaged.
    Photo,
    /// The token has characters a symbol cannot hold, or too many for a card.
    Token,
}

impl Reason {
    /// The reason in Chinese; [`fmt::Display`] has it in English.
    pub fn in_chinese(&self) -> String {
        match self {
            Self::MissingGlyph {
                field,
                characters,
                install,
            } => {
                let mut text = format!(
                    "{}中的字符 {} 在已安装的字体中找不到",
                    field.in_chinese(),
                    code_points(characters)
                );
                if !install.is_empty() {
                    text.push_str(&format!("，可安装 {}", install.join("、")));
                }
                text
            }
            Self::TooLong(field) => format!("{}过长，无法清晰打印", field.in_chinese()),
            Self::Photo => "照片不是可用的 JPEG（灰度或 RGB）".to_owned(),
            Self::Token => "二维码内容无法打印".to_owned(),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingGlyph {
                field,
                characters,
                install,
            } => {
                write!(
                    out,
                    "no font has {} of the {field}",
                    code_points(characters)
                )?;
                if !install.is_empty() {
                    write!(out, "; not installed: {}", install.join(", "))?;
                }
                Ok(())
            }
            Self::TooLong(field) => write!(out, "the {field} is too long to be readable"),
            Self::Photo => out.write_str("the photo is no JPEG in grey or RGB"),
            Self::Token => out.write_str("the token does not fit the card's symbol"),
        }
    }
}

fn code_points(characters: &[char]) -> String {
    let points: Vec<String> = characters
        .iter()
        .map(|character| format!("U+{:04X}", u32::from(*character)))
        .collect();
    points.join(" ")
}

/// The fields of a card that are set in type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// [`CardModel::name`]
    Name,
    /// [`CardModel::sex`]
    Sex,
    /// [`CardModel::number`]
    Number,
    /// [`CardModel::city`]
    City,
    /// [`CardModel::organisation`]
    Organisation,
    /// [`CardModel::verify_note`]
    VerifyNote,
    /// [`CardModel::contact`]
    Contact,
}

impl Field {
    fn in_chinese(self) -> &'static str {
        match self {
            Self::Name => "姓名",
            Self::Sex => "性别",
            Self::Number => "志愿者编号",
            Self::City => "注册城市",
            Self::Organisation => "发证组织",
            Self::VerifyNote => "查验说明",
            Self::Contact => "联系方式",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Name => "name",
            Self::Sex => "sex",
            Self::Number => "volunteer number",
            Self::City => "city",
            Self::Organisation => "organisation",
            Self::VerifyNote => "verification note",
            Self::Contact => "contact line",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layouts_have_the_names_of_the_command_line() {
        assert_eq!("cr80".parse(), Ok(Layout::Cr80));
        assert_eq!("a4".parse(), Ok(Layout::A4));
        assert_eq!("A4".parse::<Layout>(), Err(UnknownLayout));
    }

    #[test]
    fn a_missing_glyph_is_told_in_both_languages_with_its_code_point() {
        let reason = Reason::MissingGlyph {
            field: Field::Name,
            characters: vec!['\u{2d0c3}'],
            install: vec!["fonts-hanazono"],
        };
        let english = "no font has U+2D0C3 of the name; not installed: fonts-hanazono";
        assert_eq!(reason.to_string(), english);
        let chinese = "姓名中的字符 U+2D0C3 在已安装的字体中找不到，可安装 fonts-hanazono";
        assert_eq!(reason.in_chinese(), chinese);
    }
}
