//! The database file: its making, its settings and its migrations.

use std::path::{Path, PathBuf};
use std::time::Duration;

use protocol::Millis;
use rules::{EpochId, StationId};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::trust;
use crate::store::Identity;
use crate::{Error, Keys};

/// Every migration, the first being version 1.
const MIGRATIONS: &[&str] = &[include_str!(
    "../../../../../migrations/central-sqlite/0001_first.sql"
)];
/// How long a write waits for another process.
const BUSY: Duration = Duration::from_secs(10);

fn key_file(file: &Path) -> PathBuf {
    file.with_extension("keys")
}

pub(super) fn init(file: &Path, now: Millis) -> Result<(), Error> {
    if file.try_exists()? && initialised(&connect(file)?)? {
        return Err(Error::AlreadyInitialised);
    }
    let keys = Keys::load_or_draw(&key_file(file))?;
    if !file.try_exists()? {
        crate::keys::private_file(file)?;
    }
    let mut connection = connect(file)?;
    migrate(&mut connection)?;
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if initialised(&tx)? {
        return Err(Error::AlreadyInitialised);
    }
    tx.execute(
        "insert into central (only, id, server_epoch, initialised_at) values (1, ?1, ?2, ?3)",
        params![random_id(now)?, random_id(now)?, now.0],
    )?;
    trust::renewed(&tx, &keys, now)?;
    tx.commit()?;
    Ok(())
}

pub(super) fn open(file: &Path) -> Result<(Connection, Keys), Error> {
    if !file.try_exists()? {
        return Err(Error::NotInitialised);
    }
    let mut connection = connect(file)?;
    migrate(&mut connection)?;
    if !initialised(&connection)? {
        return Err(Error::NotInitialised);
    }
    Ok((connection, Keys::load(&key_file(file))?))
}

/// A connection that cannot write.
pub(super) fn reader(file: &Path) -> Result<Connection, Error> {
    let connection = connect(file)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

fn connect(file: &Path) -> Result<Connection, Error> {
    let connection = Connection::open(file)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Brings the tables up to date, one transaction a step.
fn migrate(connection: &mut Connection) -> Result<(), Error> {
    loop {
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let version: u32 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let known = MIGRATIONS.len() as u32;
        if version > known {
            return Err(Error::Newer {
                found: version,
                known,
            });
        }
        let Some(step) = MIGRATIONS.get(version as usize) else {
            return Ok(());
        };
        tx.execute_batch(step)?;
        tx.pragma_update(None, "user_version", version + 1)?;
        tx.commit()?;
    }
}

fn initialised(connection: &Connection) -> Result<bool, Error> {
    let tables = "select count(*) from sqlite_schema where type = 'table' and name = 'central'";
    let made: bool = connection.query_row(tables, [], |row| row.get(0))?;
    let central = "select exists (select 1 from central)";
    Ok(made && connection.query_row(central, [], |row| row.get(0))?)
}

pub(super) fn identity(connection: &Connection, keys: &Keys) -> Result<Identity, Error> {
    let found = connection
        .query_row("select id, server_epoch from central", [], |row| {
            Ok(Identity {
                central: StationId(row.get("id")?),
                server_epoch: EpochId(row.get("server_epoch")?),
                fingerprint: keys.fingerprint(),
            })
        })
        .optional()?;
    found.ok_or(Error::NotInitialised)
}

pub(super) fn begin_epoch(tx: &Connection, keys: &Keys, now: Millis) -> Result<Identity, Error> {
    tx.execute("update central set server_epoch = ?1", [random_id(now)?])?;
    trust::renewed(tx, keys, now)?;
    identity(tx, keys)
}

fn random_id(now: Millis) -> Result<[u8; 16], Error> {
    let mut rest = [0; 10];
    getrandom::fill(&mut rest)?;
    let millis = now.0.max(0) as u64;
    Ok(uuid::Builder::from_unix_timestamp_millis(millis, &rest)
        .into_uuid()
        .into_bytes())
}
