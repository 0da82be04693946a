//! Central's secrets: root, central key and the key that seals organisations' field keys, in one file.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use card::{Authority, CentralCertificate, Fingerprint, PublicKey, SecretKey};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use ed25519_dalek::SigningKey;
use jiff::ToSpan;
use jiff::civil::Date;
use rules::OrganisationId;
use zeroize::Zeroizing;

use crate::Error;

const MAGIC: &[u8; 8] = b"yzckeys1";
const SECRETS: usize = 96;
const NONCE: usize = 24;
/// How long a certificate of the central key speaks, from the day of the signature on.
const CERTIFIED_DAYS: i32 = 400;

/// The secrets that never stand in the database.
pub struct Keys {
    root: SecretKey,
    central: SecretKey,
    sealing: Zeroizing<[u8; 32]>,
}

impl Keys {
    /// Keys of fresh random numbers.
    ///
    /// # Errors
    /// [`Error::Random`].
    pub fn draw() -> Result<Keys, Error> {
        let mut bytes = Zeroizing::new([0; SECRETS]);
        getrandom::fill(&mut *bytes)?;
        Ok(Keys::from_bytes(&bytes))
    }

    fn from_bytes(bytes: &[u8; SECRETS]) -> Keys {
        let seed = |part: usize| std::array::from_fn(|at| bytes[part * 32 + at]);
        Keys {
            root: SecretKey::from_seed(seed(0)),
            central: SecretKey::from_seed(seed(1)),
            sealing: Zeroizing::new(seed(2)),
        }
    }

    /// The keys in this file.
    ///
    /// # Errors
    /// [`Error::Keys`] where there is none or it is no key file.
    pub fn load(file: &Path) -> Result<Keys, Error> {
        let bytes = Zeroizing::new(fs::read(file).map_err(|_| Error::Keys)?);
        let secrets = bytes.strip_prefix(MAGIC).ok_or(Error::Keys)?;
        Ok(Keys::from_bytes(
            secrets.try_into().map_err(|_| Error::Keys)?,
        ))
    }

    /// The keys in this file, or fresh ones written to it: whole or not at all, durable, readable by
    /// the owner alone. Two at once end with the same keys.
    ///
    /// # Errors
    /// [`Error::Keys`] for a damaged file, [`Error::Io`], [`Error::Random`].
    pub fn load_or_draw(file: &Path) -> Result<Keys, Error> {
        if file.try_exists()? {
            return Keys::load(file);
        }
        let mut salt = [0; 8];
        getrandom::fill(&mut salt)?;
        let draft = file.with_extension(format!("keys-{:016x}", u64::from_be_bytes(salt)));
        Keys::draw()?.write(&draft)?;
        let linked = fs::hard_link(&draft, file);
        fs::remove_file(&draft)?;
        match linked {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error.into()),
            _ => sync_folder(file)?,
        }
        Keys::load(file)
    }

    fn write(&self, file: &Path) -> Result<(), Error> {
        let mut bytes = Zeroizing::new(MAGIC.to_vec());
        bytes.extend(&*self.root.seed());
        bytes.extend(&*self.central.seed());
        bytes.extend(&*self.sealing);
        let mut out = private_file(file)?;
        out.write_all(&bytes)?;
        out.sync_all()?;
        Ok(())
    }

    /// The root's public half.
    pub fn root(&self) -> PublicKey {
        self.root.public()
    }

    /// The root's fingerprint, which enrolment codes carry.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.root.public())
    }

    /// The central key, for the checkpoints of central's own facts.
    pub fn signing(&self) -> SigningKey {
        SigningKey::from_bytes(&self.central.seed())
    }

    /// The central key under a certificate that speaks of this day.
    ///
    /// # Errors
    /// [`Error::Card`] for a day that tokens cannot say.
    pub fn authority(&self, today: Date) -> Result<Authority, Error> {
        let days = (
            today.saturating_sub(1.day()),
            today.saturating_add(CERTIFIED_DAYS.days()),
        );
        let certificate = CentralCertificate::sign(&self.root, self.central.public(), days)?;
        Ok(Authority::new(
            self.root.public(),
            certificate,
            self.central.clone(),
        )?)
    }

    /// An organisation's field key, sealed for the database.
    ///
    /// # Errors
    /// [`Error::Random`].
    pub fn seal(&self, organisation: OrganisationId, key: &[u8; 32]) -> Result<Vec<u8>, Error> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce)?;
        let payload = Payload {
            msg: key,
            aad: organisation.as_bytes(),
        };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| Error::Damaged("field key"))?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// The field key in these bytes.
    ///
    /// # Errors
    /// [`Error::Damaged`] where they were not sealed here for this organisation.
    pub fn unseal(&self, organisation: OrganisationId, sealed: &[u8]) -> Result<[u8; 32], Error> {
        let damaged = || Error::Damaged("field key");
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or_else(damaged)?;
        let payload = Payload {
            msg: sealed,
            aad: organisation.as_bytes(),
        };
        let key = self.cipher().decrypt(&XNonce::from(*nonce), payload);
        let key = Zeroizing::new(key.map_err(|_| damaged())?);
        key.as_slice().try_into().map_err(|_| damaged())
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.sealing).into())
    }
}

/// A new file that its owner alone may read.
pub(crate) fn private_file(file: &Path) -> Result<File, Error> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok(options.open(file)?)
}

fn sync_folder(file: &Path) -> Result<(), Error> {
    #[cfg(unix)]
    if let Some(folder) = file.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_back_from_their_file_and_are_drawn_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("central.keys");
        let first = Keys::load_or_draw(&file).unwrap().fingerprint();
        assert_eq!(Keys::load_or_draw(&file).unwrap().fingerprint(), first);
        assert_ne!(Keys::draw().unwrap().fingerprint(), first);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(
                fs::metadata(&file).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
        fs::write(&file, b"yzckeys1 short").unwrap();
        assert!(matches!(Keys::load_or_draw(&file), Err(Error::Keys)));
    }

    #[test]
    fn a_field_key_is_unsealed_for_its_organisation_only() {
        let keys = Keys::draw().unwrap();
        let (ours, theirs) = (OrganisationId([1; 16]), OrganisationId([2; 16]));
        let sealed = keys.seal(ours, &[7; 32]).unwrap();
        assert_eq!(keys.unseal(ours, &sealed).unwrap(), [7; 32]);
        assert!(keys.unseal(theirs, &sealed).is_err());
        assert!(keys.unseal(ours, &sealed[..10]).is_err());
        assert!(Keys::draw().unwrap().unseal(ours, &sealed).is_err());
    }
}
