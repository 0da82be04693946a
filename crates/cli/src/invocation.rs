//! What every verb is told: whose home, which language, for people or programs; and opening the home.

use std::path::PathBuf;

use replica::{NewHome, Replica};
use rules::{Language, StaffId};
use serde::Serialize;

use crate::error::{Error, Result};
use crate::{output, passphrase};

/// What another program is told that finds the home in use.
const PROGRAM: &str = "yizhan";

/// One call of the program.
#[derive(Debug)]
pub(crate) struct Invocation {
    /// The home that was named.
    pub(crate) home: Option<PathBuf>,
    /// Whether programs read what is printed.
    pub(crate) json: bool,
    /// The language of everything said.
    pub(crate) language: Language,
    /// In whose name.
    pub(crate) actor: Option<StaffId>,
}

impl Invocation {
    /// The station's data folder: the one that was named, else the platform's.
    pub(crate) fn folder(&self) -> Result<PathBuf> {
        match &self.home {
            Some(home) => Ok(home.clone()),
            None => Ok(dirs::data_dir().ok_or(Error::NoFolder)?.join("yizhan")),
        }
    }

    /// Whether there is a station in the home.
    pub(crate) fn has_station(&self) -> Result<bool> {
        Ok(Replica::is_there(&self.folder()?))
    }

    /// Opens the station and acts as the staff member that was named.
    pub(crate) fn open(&self) -> Result<Replica> {
        let folder = self.folder()?;
        if !Replica::is_there(&folder) {
            return Err(replica::Error::NoHome(folder).into());
        }
        let passphrase = passphrase::known(self.language)?;
        let replica = Replica::open(&folder, PROGRAM, &passphrase)?;
        if let Some(staff) = self.actor {
            replica.act_as(staff)?;
        }
        Ok(replica)
    }

    /// Refuses a home that holds a station, before anybody is asked for a passphrase.
    pub(crate) fn must_be_empty(&self) -> Result<()> {
        if self.has_station()? {
            return Err(replica::Error::NotEmpty(self.folder()?).into());
        }
        Ok(())
    }

    /// Begins a station in an empty home.
    pub(crate) fn begin(&self) -> Result<NewHome> {
        Ok(NewHome::begin(&self.folder()?, PROGRAM)?)
    }

    /// Prints a document for programs, or what stands in its place for people.
    pub(crate) fn print(
        &self,
        document: &impl Serialize,
        for_people: impl FnOnce() -> String,
    ) -> Result<()> {
        if self.json {
            output::document(document)
        } else {
            output::lines(&for_people())
        }
    }
}
