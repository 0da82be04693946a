//! `card print`: volunteer cards as PDF, in parts of at most 500.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args};
use print::{CardModel, Fonts, Layout};
use replica::{Noun, Replica, Stamp};
use rules::Language;
use serde::Serialize;

use crate::error::{End, Error, Result};
use crate::invocation::Invocation;
use crate::member::ALL;
use crate::{sheet, text};

/// How many cards a file holds at most: more would not fit a small machine's memory.
const PART: usize = 500;

/// Which cards, and where to.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("whose").required(true).args(["members", "all"]))]
pub(crate) struct Job {
    #[arg(long = "member", value_name = "NO", num_args = 1..)]
    members: Vec<String>,
    #[arg(long)]
    all: bool,
    #[arg(long, value_name = "cr80|a4")]
    layout: Layout,
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Serialize)]
struct Document {
    files: Vec<String>,
    printed: usize,
    failed: Vec<Failed>,
}

#[derive(Serialize)]
struct Failed {
    member: String,
    code: &'static str,
    detail: String,
}

/// Prints the cards that can be printed and names the others.
pub(crate) fn run(job: &Job, invocation: &Invocation) -> Result<End> {
    let replica = invocation.open()?;
    let fonts = Fonts::installed()?;
    let mut press = Press {
        replica: &replica,
        fonts: &fonts,
        job,
        language: invocation.language,
        waiting: Vec::new(),
        parts: 0,
        document: Document {
            files: Vec::new(),
            printed: 0,
            failed: Vec::new(),
        },
    };
    for numbers in job.numbers(&replica)?.chunks(PART) {
        press.take(numbers)?;
    }
    let document = press.finish()?;
    invocation.print(&document, || {
        let failed = document.failed.iter().map(|failed| {
            format!(
                "\n{}",
                text::card_not_printed(&failed.member, &failed.detail, invocation.language)
            )
        });
        text::cards_printed(document.printed, &document.files, invocation.language)
            + &failed.collect::<String>()
    })?;
    Ok(End::of(document.failed.is_empty()))
}

impl Job {
    /// Whose cards, nobody's twice.
    fn numbers(&self, replica: &Replica) -> Result<Vec<String>> {
        if self.all {
            let members = replica.members("", ALL)?;
            return Ok(members.into_iter().map(|member| member.number).collect());
        }
        let mut seen = HashSet::new();
        let once = self.members.iter().filter(|number| seen.insert(*number));
        Ok(once.cloned().collect())
    }
}

/// A job on its way to paper. Cards wait until it is known whether there is more than one part.
struct Press<'a> {
    replica: &'a Replica,
    fonts: &'a Fonts,
    job: &'a Job,
    language: Language,
    waiting: Vec<CardModel>,
    parts: usize,
    document: Document,
}

impl Press<'_> {
    fn take(&mut self, numbers: &[String]) -> Result<()> {
        let cards = self.replica.printable_cards(numbers)?;
        for (number, card) in numbers.iter().zip(cards) {
            match card {
                Ok(card) => {
                    if self.waiting.len() == PART {
                        self.parts += 1;
                        let part = numbered(&self.job.out, self.parts);
                        self.print(part)?;
                    }
                    self.waiting.push(sheet::model(card));
                }
                Err(error) => {
                    let detail = error.message(self.language);
                    self.fail(number.clone(), reason(error)?, detail);
                }
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Document> {
        let file = match self.parts {
            0 => self.job.out.clone(),
            parts => numbered(&self.job.out, parts + 1),
        };
        self.print(file)?;
        Ok(self.document)
    }

    /// Prints what waits into one file, and notes whose cards they were.
    fn print(&mut self, file: PathBuf) -> Result<()> {
        let models = std::mem::take(&mut self.waiting);
        let printed = print::cards(&models, self.job.layout, self.fonts)?;
        let failed: HashSet<usize> = printed.failed.iter().map(|failure| failure.index).collect();
        for failure in &printed.failed {
            let number = models[failure.index].number.clone();
            let detail = match self.language {
                Language::Zh => failure.reason.in_chinese(),
                Language::En => failure.detail(),
            };
            self.fail(number, failure.code(), detail);
        }
        if printed.printed == 0 {
            return Ok(());
        }
        write(&file, &printed.pdf).map_err(|source| Error::Write {
            path: file.clone(),
            source,
        })?;
        let whose = models.into_iter().enumerate();
        let numbers: Vec<String> = whose
            .filter(|(at, _)| !failed.contains(at))
            .map(|(_, model)| model.number)
            .collect();
        self.replica.record_printed_cards(&numbers, Stamp::now())?;
        self.document.printed += printed.printed;
        self.document
            .files
            .push(file.to_string_lossy().into_owned());
        Ok(())
    }

    fn fail(&mut self, member: String, code: &'static str, detail: String) {
        self.document.failed.push(Failed {
            member,
            code,
            detail,
        });
    }
}

/// Why there is nothing to print for a number; an error where that is not the number's fault.
fn reason(error: replica::Error) -> Result<&'static str> {
    match error {
        replica::Error::Unknown(Noun::Member) => Ok("unknown"),
        replica::Error::NoCard => Ok("no-card"),
        other => Err(other.into()),
    }
}

/// `cards.pdf` as `cards-001.pdf`.
fn numbered(out: &Path, part: usize) -> PathBuf {
    let is_pdf = out
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("pdf"));
    let stem = if is_pdf {
        out.file_stem()
    } else {
        out.file_name()
    };
    let mut name = stem.unwrap_or_default().to_owned();
    name.push(format!("-{part:03}.pdf"));
    out.with_file_name(name)
}

/// Writes aside and renames into place: there is the whole file or none.
fn write(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = file
        .file_name()
        .ok_or(io::ErrorKind::InvalidInput)?
        .to_owned();
    name.push(".part");
    let aside = file.with_file_name(name);
    let written = File::create(&aside)
        .and_then(|mut out| {
            out.write_all(bytes)?;
            out.sync_all()
        })
        .and_then(|()| fs::rename(&aside, file));
    if written.is_err() {
        // What is left of it is of no use; where it cannot be removed either, the first error says enough.
        let _ = fs::remove_file(&aside);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_numbered_before_the_ending() {
        let name = |out: &str, part| numbered(Path::new(out), part);
        assert_eq!(name("/a/cards.pdf", 1), Path::new("/a/cards-001.pdf"));
        assert_eq!(name("cards.PDF", 12), Path::new("cards-012.pdf"));
        assert_eq!(name("cards", 3), Path::new("cards-003.pdf"));
        assert_eq!(name("v1.2", 1000), Path::new("v1.2-1000.pdf"));
    }

    #[test]
    fn a_file_that_cannot_be_put_in_place_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("taken");
        fs::create_dir_all(place.join("inside")).unwrap();
        assert!(write(&place, b"bytes").is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        write(&folder.path().join("free"), b"bytes").unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
