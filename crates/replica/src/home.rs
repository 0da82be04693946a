//! The station's folder: its lock, its files, and the reserve that is given up when the disk is full.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// Room kept for the moment when there is none: enough for several thousand punches.
const RESERVE_BYTES: usize = 4 << 20;

/// A folder that this program alone has open.
pub(crate) struct Home {
    folder: PathBuf,
    lock: File,
    /// Whether the program that had it open before did not end in order.
    pub(crate) unclean: bool,
}

impl Home {
    /// Takes the folder, making it where it is not there.
    pub(crate) fn take(folder: &Path, program: &str) -> Result<Home> {
        fs::create_dir_all(folder)?;
        restrict(folder)?;
        let path = folder.join("lock");
        let mut lock = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(holder(&mut lock)),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let mut before = String::new();
        // A lock file of another program's making is no reason to stay closed.
        let unclean = lock.read_to_string(&mut before).is_err() || !before.is_empty();
        let home = Home {
            folder: folder.to_owned(),
            lock,
            unclean,
        };
        home.sign(&format!("{} {program}\n", std::process::id()))?;
        Ok(home)
    }

    /// Whether a program could take the folder now; touches nothing.
    pub(crate) fn look(folder: &Path) -> Result<()> {
        let mut lock = match File::open(folder.join("lock")) {
            Ok(lock) => lock,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        match lock.try_lock() {
            Ok(()) => Ok(()),
            Err(TryLockError::WouldBlock) => Err(holder(&mut lock)),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    fn sign(&self, text: &str) -> Result<()> {
        let mut lock = &self.lock;
        lock.set_len(0)?;
        lock.rewind()?;
        lock.write_all(text.as_bytes())?;
        Ok(())
    }

    /// The end in order.
    pub(crate) fn release(&self) {
        // Failing to say so costs a check at the next start, nothing else.
        let _ = self.sign("");
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.folder.join("replica.db")
    }

    pub(crate) fn slots(&self) -> PathBuf {
        self.folder.join("keys.json")
    }

    /// Lays the reserve in, where there is room.
    pub(crate) fn keep_reserve(&self) -> bool {
        let path = self.reserve();
        if fs::metadata(&path).is_ok_and(|found| found.len() as usize == RESERVE_BYTES) {
            return true;
        }
        let laid = File::create(&path).and_then(|mut file| {
            file.write_all(&vec![0x5a; RESERVE_BYTES])?;
            file.sync_all()
        });
        if laid.is_err() {
            let _ = fs::remove_file(&path);
        }
        laid.is_ok()
    }

    /// Whether the reserve lies there.
    pub(crate) fn has_reserve(&self) -> bool {
        self.reserve().exists()
    }

    /// Gives the reserve up; `false` where there was none.
    pub(crate) fn give_reserve_up(&self) -> bool {
        fs::remove_file(self.reserve()).is_ok()
    }

    fn reserve(&self) -> PathBuf {
        self.folder.join("reserve")
    }
}

fn holder(lock: &mut File) -> Error {
    let mut text = String::new();
    // Who holds it may be just writing his name: then he stays nameless.
    let _ = lock.read_to_string(&mut text);
    let (process, program) = text.trim().split_once(' ').unwrap_or(("0", "yizhan"));
    Error::InUse {
        program: program.to_owned(),
        process: process.parse().unwrap_or(0),
    }
}

#[cfg(unix)]
fn restrict(folder: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::set_permissions(
        folder,
        fs::Permissions::from_mode(0o700),
    )?)
}

#[cfg(not(unix))]
fn restrict(_: &Path) -> Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_program_is_told_who_has_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let first = Home::take(folder.path(), "yizhan-desktop").unwrap();
        assert!(!first.unclean);
        assert!(matches!(
            Home::look(folder.path()),
            Err(Error::InUse { .. })
        ));
        let second = Home::take(folder.path(), "yizhan");
        assert!(matches!(second, Err(Error::InUse { program, process })
            if program == "yizhan-desktop" && process == std::process::id()));
    }

    #[test]
    fn an_end_out_of_order_is_noticed_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        drop(Home::take(folder.path(), "yizhan").unwrap());
        Home::look(folder.path()).unwrap();
        let after = Home::take(folder.path(), "yizhan").unwrap();
        assert!(after.unclean);
        after.release();
        drop(after);
        assert!(!Home::take(folder.path(), "yizhan").unwrap().unclean);
    }
}
