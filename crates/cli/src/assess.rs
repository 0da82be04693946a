//! `assess`: the rules over cases in a file, one answer a line. Touches no home.

use std::io::BufReader;
use std::path::PathBuf;

use clap::Args;
use rules::case::{CaseError, Fault, cases};
use serde_json::value::RawValue;

use crate::error::{End, Error, Result};
use crate::invocation::Invocation;
use crate::{input, output};

/// Where the cases are.
#[derive(Debug, Args)]
pub(crate) struct Cases {
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Answers each document as soon as it is read; the first malformed one ends it.
pub(crate) fn run(asked: &Cases, invocation: &Invocation) -> Result<End> {
    let file = BufReader::new(input::open(&asked.file, "FILE")?);
    let documents = serde_json::Deserializer::from_reader(file).into_iter::<Box<RawValue>>();
    for (at, text) in documents.enumerate() {
        let document = at + 1;
        let text = text.map_err(|error| unreadable(document, error, asked))?;
        for case in cases(text.get()) {
            let case = case.map_err(|error| CaseError { document, ..error })?;
            output::raw(&case.answer_in(invocation.language))?;
        }
    }
    Ok(End::Done)
}

fn unreadable(document: usize, error: serde_json::Error, asked: &Cases) -> Error {
    if let Some(kind) = error.io_error_kind() {
        return input::unread(&asked.file, "FILE", kind.into());
    }
    Error::Case(CaseError {
        document,
        field: "document".to_owned(),
        fault: Fault::NotJson {
            line: error.line(),
            column: error.column(),
        },
    })
}
