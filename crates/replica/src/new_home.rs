//! A home that is being made: there is no way back into it until it is kept, so that nothing half made stays.

use std::fs;
use std::path::Path;

use ed25519_dalek::SigningKey;
use rules::{EpochId, StaffId, StationId};
use rusqlite::Connection;

use crate::demo::{self, DemoPlan};
use crate::error::{Error, Result};
use crate::home::Home;
use crate::keys::{self, Cost, Key, random};
use crate::stamp::Stamp;
use crate::table::station::{self, Station};
use crate::{Replica, database, derived};

/// An empty station with keys of its own. It is gone again unless it is kept.
pub struct NewHome {
    home: Option<Home>,
    key: Option<Key>,
    writer: Connection,
    staff: StaffId,
}

impl NewHome {
    /// Begins a station in an empty folder.
    ///
    /// # Errors
    /// [`Error::NotEmpty`] where there is one already, [`Error::InUse`], or the disk's own.
    pub fn begin(folder: &Path, program: &str) -> Result<NewHome> {
        if Replica::is_there(folder) {
            return Err(Error::NotEmpty(folder.to_owned()));
        }
        let home = Home::take(folder, program)?;
        // A database without slots was never finished: nobody can open it, nothing was acknowledged in it.
        for name in ["replica.db", "replica.db-wal", "replica.db-shm"] {
            match fs::remove_file(folder.join(name)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(error.into());
                }
                _ => {}
            }
        }
        let key = Key::new(random()?);
        let writer = database::open_writer(&home.database(), &key, false)?;
        NewHome::over(Some(home), Some(key), writer)
    }

    /// A station in memory, for tests and rehearsals.
    ///
    /// # Errors
    /// Those of the database.
    pub fn in_memory() -> Result<NewHome> {
        NewHome::over(None, None, database::in_memory()?)
    }

    fn over(home: Option<Home>, key: Option<Key>, writer: Connection) -> Result<NewHome> {
        let staff = StaffId(Stamp::now().id.0);
        let station = Station {
            id: StationId(Stamp::now().id.0),
            epoch: EpochId(random()?),
            name: "1 号台".to_owned(),
            signing_key: SigningKey::from_bytes(&random()?),
            organisation: None,
            staff: Some(staff),
            field_key: None,
            own_keys: None,
            bond: None,
        };
        station::save(&writer, &station)?;
        derived::note_up_to_date(&writer)?;
        Ok(NewHome {
            home,
            key,
            writer,
            staff,
        })
    }

    /// Fills it with a demo organisation; `progress` is told how many steps of how many are done.
    ///
    /// # Errors
    /// Those of the database.
    pub fn fill_with_demo(
        self,
        plan: &DemoPlan,
        stamp: Stamp,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Replica> {
        demo::fill(&self.writer, plan, stamp, progress)?;
        Replica::over(self.home, self.writer, None, self.staff)
    }

    /// Makes it a station that waits to be joined to a central. It can be opened again only once it is kept.
    ///
    /// # Errors
    /// Those of the database.
    pub fn unjoined(self) -> Result<(Replica, Unkept)> {
        let unkept = Unkept { key: self.key };
        Ok((
            Replica::over(self.home, self.writer, None, self.staff)?,
            unkept,
        ))
    }

    /// Fills it with a demo organisation; it can be opened again only once it is kept.
    ///
    /// # Errors
    /// Those of the database.
    pub fn filled_with_demo(
        self,
        plan: &DemoPlan,
        stamp: Stamp,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<(Replica, Unkept)> {
        let unkept = Unkept {
            key: self.key.clone(),
        };
        Ok((self.fill_with_demo(plan, stamp, progress)?, unkept))
    }

    /// Fills it with a demo organisation and keeps it under a passphrase.
    ///
    /// # Errors
    /// Those of the database and the disk.
    pub fn keep_with_demo(
        self,
        plan: &DemoPlan,
        stamp: Stamp,
        passphrase: &str,
        cost: Cost,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Replica> {
        let (replica, unkept) = self.filled_with_demo(plan, stamp, progress)?;
        unkept.keep(replica, passphrase, cost)
    }
}

/// The key of a home that nobody can open yet.
pub struct Unkept {
    key: Option<Key>,
}

impl Unkept {
    /// Writes the slot that opens the home from now on.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn keep(self, mut replica: Replica, passphrase: &str, cost: Cost) -> Result<Replica> {
        if let (Some(home), Some(key)) = (&replica.home, &self.key) {
            keys::seal(&home.slots(), key, replica.actor(), passphrase, cost)?;
            replica.reader = Some(std::sync::Mutex::new(database::open_reader(
                &home.database(),
                key,
            )?));
            home.keep_reserve();
        }
        Ok(replica)
    }
}
