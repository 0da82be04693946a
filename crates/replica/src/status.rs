//! The line at the bottom: what waits, since when, what needs attention, when central was last heard.

use jiff::Timestamp;
use rules::{OrganisationId, StaffId, StationId};

use crate::Replica;
use crate::changes::Topic;
use crate::error::Result;
use crate::table::{organisation, outbox, staff, station};

/// Whether there is a central at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// The station stands alone.
    Standalone,
    /// It belongs to the central at this address.
    Joined(String),
}

/// How the station stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Status {
    /// Which station.
    pub station: StationId,
    /// What people call it.
    pub desk: String,
    /// Whose it is; none before the first page came.
    pub organisation: Option<(OrganisationId, String)>,
    /// In whose name it acts.
    pub staff: (StaffId, String),
    /// Whether it is a demonstration.
    pub demo: bool,
    /// Whether there is a central.
    pub link: Link,
    /// How many facts wait for central.
    pub unsent: u64,
    /// Since when the oldest waits.
    pub waiting_since: Option<Timestamp>,
    /// How many facts need a person.
    pub attention: u64,
    /// The position in the log up to which central was read.
    pub cursor: u64,
    /// When central last answered.
    pub last_contact: Option<Timestamp>,
    /// Whether a founding still hands rows over.
    pub handing_over: bool,
}

impl Replica {
    /// How the station stands.
    ///
    /// # Errors
    /// Those of the database.
    pub fn status(&self) -> Result<Status> {
        let station = self.station();
        let actor = self.actor();
        self.read(|db| {
            let row = match station.organisation {
                Some(id) => organisation::by_id(db, id)?,
                None => None,
            };
            let cursor = match station.organisation {
                Some(id) => outbox::cursor(db, id)?,
                None => None,
            };
            let name = staff::by_id(db, actor)?
                .map(|row| row.name)
                .unwrap_or_default();
            let instant = |at: i64| Timestamp::from_millisecond(at).ok();
            Ok(Status {
                station: station.id,
                desk: station.name.clone(),
                demo: row.as_ref().is_some_and(|row| row.demo),
                organisation: station
                    .organisation
                    .map(|id| (id, row.map(|row| row.name).unwrap_or_default())),
                staff: (actor, name),
                link: match &station.bond {
                    Some(bond) => Link::Joined(bond.url.clone()),
                    None => Link::Standalone,
                },
                unsent: outbox::waiting(db)?,
                waiting_since: outbox::first(db)?.and_then(|(_, _, since)| instant(since)),
                attention: outbox::attention(db)?,
                cursor: cursor.map_or(0, |(_, position)| position),
                last_contact: station
                    .bond
                    .as_ref()
                    .and_then(|bond| bond.last_contact)
                    .and_then(instant),
                handing_over: station
                    .bond
                    .as_ref()
                    .is_some_and(|bond| bond.handing_over.is_some()),
            })
        })
    }

    /// Notes that central answered.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn heard_from_central(&self, at: Timestamp) -> Result<()> {
        self.write(&[Topic::Status], |db| {
            let Some(mut row) = station::load(db)? else {
                return Ok(());
            };
            if let Some(bond) = &mut row.bond {
                bond.last_contact = Some(at.as_millisecond());
                station::save(db, &row)?;
            }
            Ok(())
        })?;
        self.refresh()
    }
}
