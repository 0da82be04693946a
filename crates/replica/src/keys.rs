//! The key of the database, wrapped under the secrets of those who may open it.
//!
//! The database key is 32 random bytes. Each staff member has a slot: the key sealed under what Argon2id
//! makes of his passphrase. Slots lie in a file of their own; without a secret they tell nothing.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use rules::StaffId;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

use crate::error::{Error, Result};

/// The raw key of the database.
pub(crate) type Key = Zeroizing<[u8; 32]>;

/// How dear a guess at a passphrase is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// About 0.7 s on this machine, at least 64 MiB.
    Calibrated,
    /// The least that is allowed: one pass over 64 MiB. For tests.
    Least,
}

const MEMORY_KIB: u32 = 64 * 1024;
const AIM: Duration = Duration::from_millis(700);

#[derive(Serialize, Deserialize)]
struct Slots {
    version: u32,
    slots: Vec<Slot>,
}

/// One staff member's way to the key.
#[derive(Serialize, Deserialize)]
struct Slot {
    staff: StaffId,
    memory_kib: u32,
    passes: u32,
    salt: Hex,
    nonce: Hex,
    sealed: Hex,
}

#[derive(Clone)]
struct Hex(Vec<u8>);

impl Serialize for Hex {
    fn serialize<S: serde::Serializer>(&self, out: S) -> std::result::Result<S::Ok, S::Error> {
        let text: String = self.0.iter().map(|byte| format!("{byte:02x}")).collect();
        out.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let pairs = text.as_bytes().chunks(2);
        let bytes: Option<Vec<u8>> = pairs
            .map(|pair| {
                std::str::from_utf8(pair)
                    .ok()
                    .and_then(|pair| u8::from_str_radix(pair, 16).ok())
            })
            .collect();
        bytes
            .map(Hex)
            .ok_or_else(|| serde::de::Error::custom("not hexadecimal digits"))
    }
}

/// Fresh random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Error::Disk(std::io::Error::other(error)))?;
    Ok(bytes)
}

/// Writes the first slot of a database key.
pub(crate) fn seal(
    path: &Path,
    key: &Key,
    staff: StaffId,
    passphrase: &str,
    cost: Cost,
) -> Result<()> {
    let slots = Slots {
        version: 1,
        slots: vec![Slot::seal(key, staff, passphrase, cost)?],
    };
    write(path, &slots)
}

/// Whether there are slots that somebody's passphrase may open.
pub(crate) fn look(path: &Path) -> Result<()> {
    serde_json::from_slice::<Slots>(&fs::read(path)?)
        .map(|_| ())
        .map_err(|_| Error::Damaged)
}

/// The database key and whose passphrase it was.
pub(crate) fn open(path: &Path, passphrase: &str) -> Result<(Key, StaffId)> {
    let slots: Slots = serde_json::from_slice(&fs::read(path)?).map_err(|_| Error::Damaged)?;
    for slot in &slots.slots {
        if let Some(key) = slot.open(passphrase)? {
            return Ok((key, slot.staff));
        }
    }
    Err(Error::WrongPassphrase)
}

fn write(path: &Path, slots: &Slots) -> Result<()> {
    let text = serde_json::to_vec_pretty(slots).map_err(|_| Error::Damaged)?;
    let aside = path.with_extension("json.new");
    let mut file = fs::File::create(&aside)?;
    file.write_all(&text)?;
    file.sync_all()?;
    fs::rename(&aside, path)?;
    // The folder's entry must be durable too: without the slot the database is lost.
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

impl Slot {
    fn seal(key: &Key, staff: StaffId, passphrase: &str, cost: Cost) -> Result<Slot> {
        let passes = match cost {
            Cost::Calibrated => calibrate()?,
            Cost::Least => 1,
        };
        let (salt, nonce) = (random::<16>()?, random::<24>()?);
        let wrapping = wrapping_key(passphrase, &salt, MEMORY_KIB, passes)?;
        let payload = Payload {
            msg: &key[..],
            aad: b"yizhan-slot/v1",
        };
        let sealed = XChaCha20Poly1305::new((&*wrapping).into())
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| Error::Damaged)?;
        Ok(Slot {
            staff,
            memory_kib: MEMORY_KIB,
            passes,
            salt: Hex(salt.to_vec()),
            nonce: Hex(nonce.to_vec()),
            sealed: Hex(sealed),
        })
    }

    fn open(&self, passphrase: &str) -> Result<Option<Key>> {
        let wrapping = wrapping_key(passphrase, &self.salt.0, self.memory_kib, self.passes)?;
        let nonce: [u8; 24] = self
            .nonce
            .0
            .as_slice()
            .try_into()
            .map_err(|_| Error::Damaged)?;
        let payload = Payload {
            msg: &self.sealed.0,
            aad: b"yizhan-slot/v1",
        };
        let opened =
            XChaCha20Poly1305::new((&*wrapping).into()).decrypt(&XNonce::from(nonce), payload);
        let Ok(mut opened) = opened else {
            return Ok(None);
        };
        let key = opened
            .as_slice()
            .try_into()
            .map(Zeroizing::new)
            .map_err(|_| Error::Damaged);
        opened.zeroize();
        key.map(Some)
    }
}

fn wrapping_key(passphrase: &str, salt: &[u8], memory_kib: u32, passes: u32) -> Result<Key> {
    let params = Params::new(memory_kib, passes, 1, Some(32)).map_err(|_| Error::Damaged)?;
    let mut stretched = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, &mut stretched[..])
        .map_err(|_| Error::Damaged)?;
    derived(&stretched, b"yizhan-slot/v1")
}

/// A key made of another, for one purpose.
pub(crate) fn derived(key: &Key, purpose: &[u8]) -> Result<Key> {
    let mut made = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(None, &key[..])
        .expand(purpose, &mut made[..])
        .map_err(|_| Error::Damaged)?;
    Ok(made)
}

/// How many passes take the time that a guess should cost, but never so many that an old laptop is locked out.
fn calibrate() -> Result<u32> {
    let begun = Instant::now();
    wrapping_key("calibration", &[0; 16], MEMORY_KIB, 1)?;
    let one = begun.elapsed().as_millis().max(1);
    Ok((AIM.as_millis() / one).clamp(2, 12) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAFF: StaffId = StaffId([1; 16]);

    #[test]
    fn the_key_comes_back_under_its_passphrase_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        let key = Key::new(random().unwrap());
        seal(&path, &key, STAFF, "correct horse", Cost::Least).unwrap();
        let (opened, staff) = open(&path, "correct horse").unwrap();
        assert_eq!((*opened, staff), (*key, STAFF));
        assert!(matches!(
            open(&path, "correct horse "),
            Err(Error::WrongPassphrase)
        ));
    }

    #[test]
    fn the_slot_file_does_not_hold_the_key_or_the_passphrase() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        let key = Key::new(random().unwrap());
        seal(&path, &key, STAFF, "correct horse", Cost::Least).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(!text.contains(&hex) && !text.contains("horse"));
    }

    #[test]
    fn a_slot_file_of_noise_is_damage() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        fs::write(&path, "noise").unwrap();
        assert!(matches!(open(&path, "x"), Err(Error::Damaged)));
    }
}
