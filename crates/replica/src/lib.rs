//! The encrypted copy of one organisation on this machine, and the only writer to it.
//!
//! One use case is one function on [`Replica`] and one transaction: read, ask the rules, write the fact and
//! its place in the queue, commit with a flush, announce what changed. Only what is returned was acknowledged.
//!
//! ```
//! use replica::{DemoPlan, Input, NewHome, Scan, Stamp};
//!
//! let plan = DemoPlan { members: 20, projects: 2, punches: 10, seed: 7, portraits: false };
//! let station = NewHome::in_memory()?.fill_with_demo(&plan, Stamp::now(), &mut |_, _| {})?;
//! let project = station.projects()?[0].id;
//! let member = &station.members("", 1)?[0];
//! let scan = Scan::now(project, Input::Text(member.number.clone()));
//! let receipt = station.scan(&scan, Stamp::now())?;
//! assert_eq!(receipt.person.unwrap().number, member.number);
//! # Ok::<(), replica::Error>(())
//! ```

mod as_of;
mod cards;
mod changes;
mod database;
mod demo;
mod derived;
mod desk;
mod disputes;
mod enrol;
mod error;
mod evidence;
mod exchange;
mod face;
mod fields;
mod home;
mod hours;
mod journal;
mod keys;
mod lists;
mod members;
mod missing;
mod name;
mod new_home;
mod new_project;
mod organisation;
mod participants;
mod passphrase;
mod place;
mod portrait;
mod profiles;
mod project_change;
mod project_draft;
mod project_fields;
mod project_form;
mod project_lock;
mod projects;
mod receipt;
mod records;
mod scan;
mod seal;
mod settings;
mod settle;
mod stamp;
mod status;
mod subject;
mod supplements;
mod sweep;
mod table;
mod totals;
mod typed;
mod undo;
mod verify;
mod waiting;
mod words;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use rules::StaffId;
use rusqlite::{Connection, TransactionBehavior};

pub use cards::{CardCheck, IssuedCard, PrintableCard};
pub use changes::{Changes, Topic};
pub use demo::{DemoPlan, DemoReport};
pub use desk::{Desk, Inside};
pub use disputes::{Dispute, DisputeState, Objection, Resolution, UnconfirmedDay};
pub use enrol::Joined;
pub use error::{Error, Noun, Problem, Result};
pub use evidence::{PICTURES_MOST, Picture, PictureProblem};
pub use exchange::{Applied, Asked, Outgoing};
pub use face::FaceQuestion;
pub use hours::{Compared, Comparison, Hours, HoursOf, StoodIn, VerdictChange};
pub use keys::Cost;
pub use members::{ImportLine, ImportReport, Member, NewMember, RefusedLine};
pub use missing::{Missing, MissingRecord};
pub use new_home::{NewHome, Unkept};
pub use new_project::{NewPosition, NewProject};
pub use participants::{Admission, Admitting, Listing, Participant, Participants, WhenFull};
pub use passphrase::{is_weak, suggested_passphrase};
pub use profiles::{NamedProfile, ProfileLine, Whose};
pub use project_change::Handed;
pub use project_draft::Draft;
pub use project_fields::{CATEGORIES, OBJECTS};
pub use project_form::{FieldProblem, PositionForm, ProjectForm};
pub use projects::{ProjectInFull, ProjectLine, ProjectSummary, WaitingField};
pub use receipt::{Outcome, Person, Receipt, TakenAs};
pub use records::{FullRecord, MemberHours, RecordLine, RecordedPunch, TimedSession};
pub use scan::{Input, Scan};
pub use stamp::Stamp;
pub use status::{Link, Status};
pub use supplements::{
    Decision, Invalid, Prospect, Recorded, Request, RequestState, Requests, Ruling, Supplement,
};
pub use sweep::{
    CloseBy, Closed, ClosedAs, ClosedPerson, Closing, Mending, OpenSession, SweepDay, SweepView,
};
pub use table::presence::Counts;
pub use verify::LogReport;

use changes::Listeners;
use home::Home;
use journal::Author;
use settle::Remembered;
use table::station::{self, Station};
use table::trust::{self, Held};

/// A station's database, open.
pub struct Replica {
    home: Option<Home>,
    writer: Mutex<Connection>,
    reader: Option<Mutex<Connection>>,
    station: RwLock<Arc<Station>>,
    trust: RwLock<Option<Arc<Held>>>,
    actor: RwLock<StaffId>,
    listeners: Listeners,
    remembered: Mutex<Remembered>,
}

impl Replica {
    /// Opens the station in this folder. `program` is what another program is told that finds it in use.
    ///
    /// # Errors
    /// [`Error::NoHome`], [`Error::InUse`], [`Error::WrongPassphrase`], [`Error::Damaged`], [`Error::NewerSchema`],
    /// or the disk's own. Nothing is changed or deleted on any of them.
    pub fn open(folder: &Path, program: &str, passphrase: &str) -> Result<Replica> {
        if !Replica::is_there(folder) {
            return Err(Error::NoHome(folder.to_owned()));
        }
        let home = Home::take(folder, program)?;
        let (key, staff) = keys::open(&home.slots(), passphrase)?;
        if !home.database().exists() {
            return Err(Error::Damaged);
        }
        let writer = database::open_writer(&home.database(), &key, home.unclean)?;
        let reader = database::open_reader(&home.database(), &key)?;
        home.keep_reserve();
        let replica = Replica::over(Some(home), writer, Some(reader), staff)?;
        replica.renew_own_trust(Stamp::now())?;
        Ok(replica)
    }

    /// Whether there is a station in this folder.
    pub fn is_there(folder: &Path) -> bool {
        folder.join("keys.json").exists()
    }

    /// What would keep the home in this folder from being opened, whatever the passphrase. Touches nothing.
    ///
    /// # Errors
    /// [`Error::InUse`], [`Error::Damaged`] where slots or database are missing or noise, or the disk's own.
    pub fn look(folder: &Path) -> Result<()> {
        Home::look(folder)?;
        keys::look(&folder.join("keys.json"))?;
        if folder.join("replica.db").exists() {
            Ok(())
        } else {
            Err(Error::Damaged)
        }
    }

    fn over(
        home: Option<Home>,
        writer: Connection,
        reader: Option<Connection>,
        staff: StaffId,
    ) -> Result<Replica> {
        let station = station::load(&writer)?.ok_or(Error::Damaged)?;
        let trust = trust::load(&writer)?.map(Arc::new);
        let replica = Replica {
            home,
            writer: Mutex::new(writer),
            reader: reader.map(Mutex::new),
            actor: RwLock::new(station.staff.unwrap_or(staff)),
            station: RwLock::new(Arc::new(station)),
            trust: RwLock::new(trust),
            listeners: Listeners::default(),
            remembered: Mutex::default(),
        };
        replica.catch_up()?;
        Ok(replica)
    }

    /// Acts in the name of another staff member from now on.
    ///
    /// # Errors
    /// [`Error::Unknown`] where there is none of this id.
    pub fn act_as(&self, staff: StaffId) -> Result<()> {
        let known = self.read(|db| table::staff::by_id(db, staff))?;
        if !known.is_some_and(|row| row.active) {
            return Err(Error::Unknown(Noun::Staff));
        }
        *self.actor.write().unwrap_or_else(PoisonError::into_inner) = staff;
        Ok(())
    }

    /// Calls `listener` after each commit with the topics that it changed, on the thread that committed.
    pub fn on_change(&self, listener: impl Fn(&[Topic]) + Send + 'static) {
        self.listeners.add(Box::new(listener));
    }

    /// The time zone of the organisation, in which days and times of day are told.
    ///
    /// # Errors
    /// Those of the database.
    pub fn zone(&self) -> Result<jiff::tz::TimeZone> {
        let row = match self.station().organisation {
            Some(id) => self.read(|db| table::organisation::by_id(db, id))?,
            None => None,
        };
        Ok(settle::zone(
            row.as_ref().map_or("Asia/Shanghai", |row| &row.zone),
        ))
    }

    /// Whether the disk was full: the reserve was given up and is not laid in again.
    pub fn is_disk_low(&self) -> bool {
        self.home.as_ref().is_some_and(|home| !home.has_reserve())
    }

    fn station(&self) -> Arc<Station> {
        self.station
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn held_trust(&self) -> Option<Arc<Held>> {
        self.trust
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn actor(&self) -> StaffId {
        *self.actor.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn author(&self) -> Result<Author> {
        let station = self.station();
        Ok(Author {
            chain: station.chain(),
            organisation: station.serves()?,
            actor: self.actor(),
            key: station.signing_key.clone(),
        })
    }

    /// Checks that the actor may do what needs this role.
    fn require(&self, db: &Connection, needs: protocol::Role) -> Result<()> {
        match table::staff::by_id(db, self.actor())? {
            Some(staff) if staff.active && staff.role() >= needs => Ok(()),
            // Between joining and the first page nobody is known yet, the one who joined may go on.
            None if table::staff::all(db)?.is_empty() => Ok(()),
            _ => Err(Error::NotAllowed { needs }),
        }
    }

    fn lock<T>(one: &Mutex<T>) -> MutexGuard<'_, T> {
        // A panic rolled its transaction back: the connection is as good as before.
        one.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One read. Does not wait for a write.
    fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        read(&Self::lock(self.reader.as_ref().unwrap_or(&self.writer)))
    }

    /// One transaction, durable when this returns, then announced.
    fn write<T>(&self, topics: &[Topic], write: impl Fn(&Connection) -> Result<T>) -> Result<T> {
        let mut connection = Self::lock(&self.writer);
        let mut written = commit(&mut connection, &write);
        if matches!(written, Err(Error::DiskFull))
            && self.home.as_ref().is_some_and(Home::give_reserve_up)
        {
            tracing::warn!("the disk is full: the reserve was given up");
            written = commit(&mut connection, &write);
        }
        drop(connection);
        let written = written?;
        self.listeners.announce(topics);
        Ok(written)
    }

    /// Reads station and trust again after a transaction that changed them.
    fn refresh(&self) -> Result<()> {
        let (station, trust) = {
            let db = Self::lock(&self.writer);
            (
                station::load(&db)?.ok_or(Error::Damaged)?,
                trust::load(&db)?,
            )
        };
        *self.station.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(station);
        *self.trust.write().unwrap_or_else(PoisonError::into_inner) = trust.map(Arc::new);
        Ok(())
    }
}

fn commit<T>(connection: &mut Connection, write: &impl Fn(&Connection) -> Result<T>) -> Result<T> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let written = write(&transaction)?;
    transaction.commit()?;
    Ok(written)
}

impl Drop for Replica {
    fn drop(&mut self) {
        if let Some(home) = &self.home {
            home.release();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(station: &Replica, pages: u32) {
        let db = Replica::lock(&station.writer);
        db.pragma_update(None, "max_page_count", pages).unwrap();
    }

    #[test]
    fn a_full_disk_is_told_loses_nothing_and_writing_goes_on_when_there_is_room() {
        let plan = DemoPlan {
            members: 5,
            projects: 1,
            punches: 0,
            seed: 1,
            portraits: false,
        };
        let home = NewHome::in_memory().unwrap();
        let station = home
            .fill_with_demo(&plan, Stamp::now(), &mut |_, _| {})
            .unwrap();
        let project = station.projects().unwrap()[0].id;
        let members = station.members("", 5).unwrap();
        let scan = |nth: usize| {
            let number = members[nth % members.len()].number.clone();
            station.scan(&Scan::now(project, Input::Text(number)), Stamp::now())
        };
        let mut acknowledged = vec![scan(0).unwrap().fact];
        limit(&station, 1);
        let refused = loop {
            match scan(acknowledged.len()) {
                Ok(receipt) => acknowledged.push(receipt.fact),
                Err(error) => break error,
            }
            assert!(acknowledged.len() < 2_000, "the limit was never reached");
        };
        assert!(matches!(refused, Error::DiskFull), "{refused:?}");
        for fact in &acknowledged {
            station.receipt_of(*fact).unwrap();
        }
        assert!(station.verify_log().unwrap().valid);
        limit(&station, 1_000_000);
        scan(1).unwrap();
        assert!(station.verify_log().unwrap().valid);
    }
}
