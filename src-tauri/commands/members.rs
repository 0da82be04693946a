//! Members: the list, portraits, printing cards.

use std::fs;
use std::path::{Path, PathBuf};

use print::{CardModel, Fonts, Layout};
use replica::{PrintableCard, Stamp};
use rules::Language;
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::State;
use tauri_plugin_opener::OpenerExt;

use super::Answer;
use crate::app::{App, Task};
use crate::error::{CommandError, ErrorCode};
use crate::view::Member;

/// How cards are laid on pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum CardLayout {
    /// One a page, for card printers.
    Cr80,
    /// Ten on A4.
    A4,
}

/// Someone whose card was not printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct PrintFailure {
    number: String,
    code: String,
    detail: String,
}

/// What became of a print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct PrintOutcome {
    file: String,
    printed: u32,
    failed: Vec<PrintFailure>,
}

/// Members whose number, name, pinyin, initials or tail of a number has every word in it.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn members(app: State<'_, App>, search: String, limit: u32) -> Answer<Vec<Member>> {
    let open = app.station()?;
    let found = open
        .replica
        .members(&search, limit.min(1_000) as usize)
        .map_err(|error| app.failed(error))?;
    Ok(found.into_iter().map(Member::from).collect())
}

/// A portrait as an address that the window can show.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn portrait(app: State<'_, App>, volunteer: String) -> Answer<Option<String>> {
    let open = app.station()?;
    let Ok(volunteer) = volunteer.parse() else {
        return Ok(None);
    };
    let jpeg = open
        .replica
        .portrait(volunteer)
        .map_err(|error| app.failed(error))?;
    Ok(jpeg.map(|jpeg| {
        format!(
            "data:image/jpeg;base64,{}",
            data_encoding::BASE64.encode(&jpeg)
        )
    }))
}

/// Prints cards into a file and opens it in the system's viewer.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn print_cards(
    app: State<'_, App>,
    numbers: Vec<String>,
    layout: CardLayout,
) -> Answer<PrintOutcome> {
    let open = app.station()?;
    let language = app.language();
    app.progress(Task::Print, 0, Some(numbers.len() as u64));
    let mut failed = Vec::new();
    let (mut models, mut whose) = (Vec::new(), Vec::new());
    let cards = open
        .replica
        .printable_cards(&numbers)
        .map_err(|error| app.failed(error))?;
    for (number, card) in numbers.iter().zip(cards) {
        match card {
            Ok(card) => {
                models.push(model(card));
                whose.push(number.clone());
            }
            Err(error) => failed.push(PrintFailure {
                number: number.clone(),
                code: if matches!(error, replica::Error::NoCard) {
                    "no-card"
                } else {
                    "unknown"
                }
                .to_owned(),
                detail: error.message(language),
            }),
        }
    }
    let printed = Fonts::installed()
        .and_then(|fonts| print::cards(&models, layout.into(), &fonts))
        .map_err(|error| printing(&error, language))?;
    for failure in &printed.failed {
        let detail = match language {
            Language::Zh => failure.reason.in_chinese(),
            Language::En => failure.detail(),
        };
        let number = whose[failure.index].clone();
        failed.push(PrintFailure {
            number,
            code: failure.code().to_owned(),
            detail,
        });
    }
    if printed.printed == 0 {
        return Ok(PrintOutcome {
            file: String::new(),
            printed: 0,
            failed,
        });
    }
    let file = write(app.home(), &printed.pdf).map_err(|error| app.failed(error.into()))?;
    let good: Vec<String> = whose
        .into_iter()
        .filter(|number| !failed.iter().any(|failure| failure.number == *number))
        .collect();
    open.replica
        .record_printed_cards(&good, Stamp::now())
        .map_err(|error| app.failed(error))?;
    if let Err(error) = app
        .handle
        .opener()
        .open_path(file.to_string_lossy(), None::<&str>)
    {
        // The file is there and is told: whoever has no viewer opens it otherwise.
        tracing::warn!(%error, "no viewer for the print");
    }
    app.progress(
        Task::Print,
        numbers.len() as u64,
        Some(numbers.len() as u64),
    );
    Ok(PrintOutcome {
        file: file.to_string_lossy().into_owned(),
        printed: printed.printed as u32,
        failed,
    })
}

impl From<CardLayout> for Layout {
    fn from(layout: CardLayout) -> Layout {
        match layout {
            CardLayout::Cr80 => Layout::Cr80,
            CardLayout::A4 => Layout::A4,
        }
    }
}

fn model(card: PrintableCard) -> CardModel {
    CardModel {
        name: card.person.name,
        sex: card.sex.to_owned(),
        number: card.person.number,
        city: card.place,
        stars: card.person.stars,
        organisation: card.person.organisation,
        photo: card.photo,
        token: card.text,
        issued: card.issued,
        expires: card.expires,
        verify_note: card.verify_note.to_owned(),
        contact: None,
        demo: card.demo,
    }
}

fn printing(error: &print::Error, language: Language) -> CommandError {
    let message = match language {
        Language::Zh => error.in_chinese(),
        Language::En => error.to_string(),
    };
    CommandError {
        code: ErrorCode::Printing,
        message,
    }
}

/// Writes a print aside and puts it under its name. The name tells the moment, nobody's.
fn write(home: &Path, pdf: &[u8]) -> std::io::Result<PathBuf> {
    let folder = home.join("prints");
    fs::create_dir_all(&folder)?;
    let moment = Stamp::now().id.to_string();
    let file = folder.join(format!("cards-{}.pdf", &moment[..13]));
    let aside = file.with_extension("part");
    fs::write(&aside, pdf)?;
    fs::rename(&aside, &file)?;
    Ok(file)
}
