//! Central in one SQLite file: one writing connection, reading ones beside it, other processes welcome.

mod append;
mod blob;
mod enrol;
mod hand_over;
mod log;
mod open;
mod page;
mod row;
mod station;
mod trust;
mod verify;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use protocol::message::{Enrol, Enrolled, PackedRow, Pull, Pushed, TrustUpdate};
use protocol::{Fact, Hash, Millis};
use rules::StationId;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::{CodeFor, Identity, Slice, Station, Store, Verification};
use crate::{Error, Keys};

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        Error::Database(Box::new(error))
    }
}

/// Central's database file and the key file beside it.
#[derive(Clone)]
pub struct SqliteStore(Arc<Inner>);

struct Inner {
    file: PathBuf,
    keys: Keys,
    writer: Mutex<Connection>,
    /// Idle connections for reading.
    readers: Mutex<Vec<Connection>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic in a job rolled its transaction back; the connection is good.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl SqliteStore {
    /// Makes a central in this file, with its keys beside it.
    ///
    /// # Errors
    /// [`Error::AlreadyInitialised`], nothing changed; [`Error::Io`], [`Error::Database`].
    pub fn init(file: &Path, now: Millis) -> Result<SqliteStore, Error> {
        open::init(file, now)?;
        SqliteStore::open(file)
    }

    /// Opens the central in this file and brings its tables up to date.
    ///
    /// # Errors
    /// [`Error::NotInitialised`], [`Error::Keys`], [`Error::Newer`], [`Error::Database`].
    pub fn open(file: &Path) -> Result<SqliteStore, Error> {
        let (writer, keys) = open::open(file)?;
        let readers = Mutex::new(Vec::new());
        let inner = Inner {
            file: file.to_owned(),
            keys,
            writer: Mutex::new(writer),
            readers,
        };
        Ok(SqliteStore(Arc::new(inner)))
    }

    /// Runs one writing transaction where blocking is allowed; it is rolled back on an error.
    async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Transaction<'_>, &Keys) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.run(move |inner| {
            let mut writer = lock(&inner.writer);
            let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = job(&tx, &inner.keys)?;
            tx.commit()?;
            Ok(done)
        })
        .await
    }

    /// Runs reads that see one state of the database.
    async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Transaction<'_>, &Keys) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.run(move |inner| {
            let idle = lock(&inner.readers).pop();
            let mut reader = idle.map_or_else(|| open::reader(&inner.file), Ok)?;
            let read = job(&reader.transaction()?, &inner.keys);
            lock(&inner.readers).push(reader);
            read
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Inner) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let inner = Arc::clone(&self.0);
        match tokio::task::spawn_blocking(move || job(&inner)).await {
            Ok(done) => done,
            Err(fault) => match fault.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => Err(Error::Damaged("run: the program is stopping")),
            },
        }
    }
}

impl Store for SqliteStore {
    async fn identity(&self) -> Result<Identity, Error> {
        self.read(|tx, keys| open::identity(tx, keys)).await
    }

    async fn station(&self, id: StationId) -> Result<Option<Station>, Error> {
        self.read(move |tx, _| station::find(tx, id)).await
    }

    async fn count(&self, id: StationId, counter: u64, now: Millis) -> Result<(), Error> {
        self.write(move |tx, _| station::count(tx, id, counter, now))
            .await
    }

    async fn issue_code(
        &self,
        digest: Hash,
        purpose: CodeFor,
        expires: Millis,
    ) -> Result<(), Error> {
        self.write(move |tx, _| enrol::issue_code(tx, digest, purpose, expires))
            .await
    }

    async fn enrol(
        &self,
        digest: Hash,
        request: Enrol,
        version: u16,
        now: Millis,
    ) -> Result<Enrolled, Error> {
        self.write(move |tx, keys| enrol::enrol(tx, keys, digest, &request, version, now))
            .await
    }

    async fn hand_over(
        &self,
        station: StationId,
        rows: Vec<PackedRow>,
        last: bool,
        now: Millis,
    ) -> Result<u64, Error> {
        self.write(move |tx, keys| hand_over::take(tx, keys, station, &rows, last, now))
            .await
    }

    async fn append(
        &self,
        station: StationId,
        facts: Vec<Fact>,
        now: Millis,
    ) -> Result<Pushed, Error> {
        self.write(move |tx, keys| append::append(tx, keys, station, facts, now))
            .await
    }

    async fn page(&self, station: StationId, pull: Pull) -> Result<Slice, Error> {
        self.read(move |tx, keys| page::page(tx, keys, station, &pull))
            .await
    }

    async fn trust(&self, held: u64, now: Millis) -> Result<Option<TrustUpdate>, Error> {
        let (due, update) = self
            .read(move |tx, _| Ok((trust::bundle(tx)?.is_due(now), trust::update(tx, held)?)))
            .await?;
        if due {
            self.write(move |tx, keys| {
                trust::renewed(tx, keys, now)?;
                trust::update(tx, held)
            })
            .await
        } else {
            Ok(update)
        }
    }

    async fn keep_blob(
        &self,
        station: StationId,
        digest: Hash,
        bytes: Vec<u8>,
    ) -> Result<(), Error> {
        self.write(move |tx, _| blob::keep(tx, station, digest, &bytes))
            .await
    }

    async fn blob(&self, station: StationId, digest: Hash) -> Result<Option<Vec<u8>>, Error> {
        self.read(move |tx, _| blob::find(tx, station, digest))
            .await
    }

    async fn revoke(&self, station: StationId, now: Millis) -> Result<(), Error> {
        self.write(move |tx, keys| station::revoke(tx, keys, station, now))
            .await
    }

    async fn begin_epoch(&self, now: Millis) -> Result<Identity, Error> {
        self.write(move |tx, keys| open::begin_epoch(tx, keys, now))
            .await
    }

    async fn verify(&self) -> Result<Verification, Error> {
        self.read(|tx, keys| verify::verify(tx, keys)).await
    }
}
