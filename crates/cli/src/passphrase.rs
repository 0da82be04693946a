//! The passphrase of a home: from the environment, else from whoever sits at the terminal.

use std::env::{self, VarError};
use std::io::{self, IsTerminal};

use rules::Language;
use zeroize::Zeroizing;

use crate::error::{Error, Problem, Result};
use crate::{output, text};

/// A passphrase, wiped from memory when it is no longer needed.
pub(crate) type Passphrase = Zeroizing<String>;

const VARIABLE: &str = "YIZHAN_PASSPHRASE";

/// The passphrase of a home that is there.
pub(crate) fn known(language: Language) -> Result<Passphrase> {
    match from_environment()? {
        Some(passphrase) if !passphrase.is_empty() => Ok(passphrase),
        Some(_) | None => asked(text::passphrase_prompt(language)),
    }
}

/// The passphrase of a home that is being made, typed twice where it is typed.
pub(crate) fn new(language: Language) -> Result<Passphrase> {
    let passphrase = match from_environment()? {
        Some(passphrase) => passphrase,
        None => {
            let first = asked(text::new_passphrase_prompt(language))?;
            let second = asked(text::repeat_passphrase_prompt(language))?;
            if first != second {
                return Err(Error::input(VARIABLE, Problem::Differ));
            }
            first
        }
    };
    if passphrase.is_empty() {
        return Err(Error::input(VARIABLE, Problem::Empty));
    }
    Ok(passphrase)
}

/// Warns of a passphrase that guards a new home badly.
pub(crate) fn warn_if_weak(passphrase: &Passphrase, language: Language) {
    if replica::is_weak(passphrase) {
        output::say(text::weak_passphrase(language));
    }
}

fn from_environment() -> Result<Option<Passphrase>> {
    match env::var(VARIABLE) {
        Ok(passphrase) => Ok(Some(Zeroizing::new(passphrase))),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(Error::input(VARIABLE, Problem::NotUtf8)),
    }
}

/// Asks at the terminal. Where standard error is none, nobody would see the question.
fn asked(prompt: &str) -> Result<Passphrase> {
    if !io::stderr().is_terminal() {
        return Err(Error::NoPassphrase);
    }
    rpassword::prompt_password(prompt)
        .map(Zeroizing::new)
        .map_err(|_| Error::NoPassphrase)
}
