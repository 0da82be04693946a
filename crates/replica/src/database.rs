//! The encrypted database file: how it is opened, checked and brought up to date.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::error::{Error, Result};
use crate::keys::Key;

/// Every migration, in order; the schema's version is how many have run.
const MIGRATIONS: &[&str] = &[
    include_str!("../../../migrations/replica/0001_first.sql"),
    include_str!("../../../migrations/replica/0002_rules_complete.sql"),
];

/// The first SQLite without the defect that damages a write-ahead log.
const OLDEST_SQLITE: i32 = 3_051_003;

/// Opens the database for writing, recovers what a crash left in the log, and brings the schema up to date.
pub(crate) fn open_writer(path: &Path, key: &Key, unclean: bool) -> Result<Connection> {
    assert!(
        rusqlite::version_number() >= OLDEST_SQLITE,
        "this SQLite can damage a write-ahead log"
    );
    let connection = connect(path, key)?;
    let version = schema_version(&connection)?;
    connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
    if unclean {
        quick_check(&connection)?;
    }
    let known = MIGRATIONS.len() as u32;
    match version {
        found if found > known => Err(Error::NewerSchema { found, known }),
        found if found == known => Ok(connection),
        0 => {
            migrate(&connection, MIGRATIONS)?;
            Ok(connection)
        }
        found => {
            drop(connection);
            migrate_aside(path, key, found, MIGRATIONS)?;
            connect(path, key)
        }
    }
}

/// A second connection, which can only read.
pub(crate) fn open_reader(path: &Path, key: &Key) -> Result<Connection> {
    let connection = connect(path, key)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// A database of this process alone, for tests.
pub(crate) fn in_memory() -> Result<Connection> {
    let connection = Connection::open_in_memory()?;
    settings(&connection)?;
    migrate(&connection, MIGRATIONS)?;
    Ok(connection)
}

/// Whether every page hangs together.
pub(crate) fn quick_check(connection: &Connection) -> Result<()> {
    let found: String = connection.query_row("pragma quick_check(1)", [], |row| row.get(0))?;
    if found == "ok" {
        Ok(())
    } else {
        Err(Error::Damaged)
    }
}

fn connect(path: &Path, key: &Key) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let connection = Connection::open_with_flags(path, flags)?;
    // A page that does not open is told as an error; SQLCipher need not tell it on standard error as well.
    connection.execute_batch("pragma cipher_log_level = none")?;
    let mut pragma = String::from("pragma key = \"x'");
    key.iter()
        .for_each(|byte| pragma.push_str(&format!("{byte:02x}")));
    pragma.push_str("'\"");
    let keyed = connection.execute_batch(&pragma);
    zeroize::Zeroize::zeroize(&mut pragma);
    keyed?;
    // The first page that is read tells whether this is a database under this key.
    schema_version(&connection)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    settings(&connection)?;
    Ok(connection)
}

fn settings(connection: &Connection) -> Result<()> {
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(128);
    connection.execute_batch(
        "pragma synchronous = full;
         pragma foreign_keys = on;
         pragma trusted_schema = off;
         pragma cell_size_check = on;
         pragma temp_store = memory;
         pragma cache_size = -16000;",
    )?;
    Ok(())
}

fn schema_version(connection: &Connection) -> Result<u32> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Runs the migrations that this database has not seen, each in a transaction of its own.
fn migrate(connection: &Connection, migrations: &[&str]) -> Result<()> {
    let done = schema_version(connection)? as usize;
    for (at, migration) in migrations.iter().enumerate().skip(done) {
        let version = at + 1;
        connection.execute_batch(&format!(
            "begin; {migration}; pragma user_version = {version}; commit;"
        ))?;
    }
    Ok(())
}

/// Migrates a copy and puts it in the place of the database, which is kept beside it.
fn migrate_aside(path: &Path, key: &Key, found: u32, migrations: &[&str]) -> Result<()> {
    let copy = beside(path, "migrating");
    let kept = beside(path, &format!("v{found}"));
    let _ = fs::remove_file(&copy);
    fs::copy(path, &copy)?;
    let connection = connect(&copy, key)?;
    migrate(&connection, migrations)?;
    quick_check(&connection)?;
    connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
    drop(connection);
    fs::File::open(&copy)?.sync_all()?;
    fs::copy(path, &kept)?;
    fs::File::open(&kept)?.sync_all()?;
    fs::rename(&copy, path)?;
    Ok(())
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push(format!("-{suffix}.db"));
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Key {
        Key::new([7; 32])
    }

    #[test]
    fn a_database_under_another_key_is_damage_and_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("replica.db");
        drop(open_writer(&path, &key(), false).unwrap());
        let before = fs::read(&path).unwrap();
        assert!(matches!(
            open_writer(&path, &Key::new([8; 32]), false),
            Err(Error::Damaged)
        ));
        assert_eq!(fs::read(&path).unwrap(), before);
    }

    #[test]
    fn a_newer_schema_is_refused_and_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("replica.db");
        let connection = open_writer(&path, &key(), false).unwrap();
        connection
            .execute_batch("pragma user_version = 99")
            .unwrap();
        drop(connection);
        let before = fs::read(&path).unwrap();
        assert!(matches!(
            open_writer(&path, &key(), false),
            Err(Error::NewerSchema { found: 99, .. })
        ));
        assert_eq!(fs::read(&path).unwrap(), before);
    }

    #[test]
    fn a_migration_works_on_a_copy_and_keeps_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("replica.db");
        let connection = connect(&path, &key()).unwrap();
        migrate(&connection, &["create table a (x integer) strict"]).unwrap();
        drop(connection);
        let steps = [
            "create table a (x integer) strict",
            "create table b (x integer) strict",
        ];
        migrate_aside(&path, &key(), 1, &steps).unwrap();
        let connection = connect(&path, &key()).unwrap();
        assert_eq!(schema_version(&connection).unwrap(), 2);
        connection.execute("insert into b values (1)", []).unwrap();
        assert!(folder.path().join("replica-v1.db").exists());
    }

    #[test]
    fn a_migration_that_fails_leaves_the_database_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("replica.db");
        let connection = connect(&path, &key()).unwrap();
        migrate(&connection, &["create table a (x integer) strict"]).unwrap();
        drop(connection);
        let before = fs::read(&path).unwrap();
        let steps = ["create table a (x integer) strict", "create nonsense"];
        assert!(migrate_aside(&path, &key(), 1, &steps).is_err());
        assert_eq!(fs::read(&path).unwrap(), before);
    }

    #[test]
    fn what_is_stored_is_not_readable_in_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("replica.db");
        let connection = open_writer(&path, &key(), false).unwrap();
        connection
            .execute("insert into setting values ('canary', 'PLAINCANARY')", [])
            .unwrap();
        drop(connection);
        for entry in fs::read_dir(folder.path()).unwrap() {
            let bytes = fs::read(entry.unwrap().path()).unwrap();
            assert!(!bytes.windows(11).any(|window| window == b"PLAINCANARY"));
        }
    }
}
