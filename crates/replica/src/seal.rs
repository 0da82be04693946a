//! Numbers of documents and telephones: sealed per field under the organisation's key, found by keyed digest.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use protocol::row::Sealed;
use rules::{ProjectId, VolunteerId};
use sha2::Sha256;

use crate::error::{Error, Result};
use crate::keys::{Key, derived};

/// A column of a person or project that is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Identity,
    Phone,
    /// The identity number of a temporary administrator of a project.
    Administrator,
}

/// In whose row a number stands: it opens there only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    Person(VolunteerId),
    Project(ProjectId),
}

impl From<VolunteerId> for Owner {
    fn from(volunteer: VolunteerId) -> Owner {
        Owner::Person(volunteer)
    }
}

impl From<ProjectId> for Owner {
    fn from(project: ProjectId) -> Owner {
        Owner::Project(project)
    }
}

impl Field {
    fn name(self) -> &'static str {
        match self {
            Field::Identity => "identity",
            Field::Phone => "phone",
            // The same number is found as a person's and as an administrator's.
            Field::Administrator => "identity",
        }
    }

    fn associated(self, owner: Owner) -> Vec<u8> {
        match owner {
            Owner::Person(volunteer) => format!("person‖{volunteer}‖{}", self.name()),
            Owner::Project(project) => format!("project‖{project}‖{}", self.name()),
        }
        .into_bytes()
    }
}

fn digest(key: &Key, purpose: &str, parts: &[&[u8]]) -> Result<[u8; 32]> {
    let key = derived(key, purpose.as_bytes())?;
    let mut mac =
        <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&key[..]).map_err(|_| Error::Damaged)?;
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    Ok(mac.finalize().into_bytes().into())
}

/// What a number is looked up by. The same number gives the same digest in one organisation only.
pub(crate) fn index(key: &Key, field: Field, number: &str) -> Result<Vec<u8>> {
    let digest = digest(
        key,
        "yizhan-field-index/v1",
        &[field.name().as_bytes(), number.as_bytes()],
    )?;
    Ok(digest[..16].to_vec())
}

/// Seals a number to its row and column. The nonce is a keyed digest of what is sealed and where, so
/// that the same row is the same bytes and no nonce serves two texts.
pub(crate) fn seal(
    key: &Key,
    owner: impl Into<Owner>,
    field: Field,
    number: &str,
) -> Result<Sealed> {
    let associated = field.associated(owner.into());
    let nonce = digest(
        key,
        "yizhan-field-nonce/v1",
        &[&associated, number.as_bytes()],
    )?;
    let mut sealed = nonce[..24].to_vec();
    let payload = Payload {
        msg: number.as_bytes(),
        aad: &associated,
    };
    let sealing = derived(key, b"yizhan-field-seal/v1")?;
    let nonce = XNonce::try_from(&nonce[..24]).map_err(|_| Error::Damaged)?;
    let text = XChaCha20Poly1305::new((&*sealing).into())
        .encrypt(&nonce, payload)
        .map_err(|_| Error::Damaged)?;
    sealed.extend(text);
    let characters: Vec<char> = number.chars().collect();
    let tail = characters[characters.len().saturating_sub(4)..]
        .iter()
        .collect();
    Ok(Sealed {
        sealed,
        index: index(key, field, number)?,
        tail,
    })
}

/// The number again.
///
/// # Errors
/// [`Error::Damaged`] where it was sealed under another key, for another person or column.
pub(crate) fn open(
    key: &Key,
    owner: impl Into<Owner>,
    field: Field,
    sealed: &Sealed,
) -> Result<String> {
    let (nonce, text) = sealed.sealed.split_at_checked(24).ok_or(Error::Damaged)?;
    let associated = field.associated(owner.into());
    let payload = Payload {
        msg: text,
        aad: &associated,
    };
    let sealing = derived(key, b"yizhan-field-seal/v1")?;
    let nonce = XNonce::try_from(nonce).map_err(|_| Error::Damaged)?;
    let opened = XChaCha20Poly1305::new((&*sealing).into())
        .decrypt(&nonce, payload)
        .map_err(|_| Error::Damaged)?;
    String::from_utf8(opened).map_err(|_| Error::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERSON: VolunteerId = VolunteerId([1; 8]);

    #[test]
    fn a_number_opens_under_its_key_person_and_column_only() {
        let key = Key::new([3; 32]);
        let sealed = seal(&key, PERSON, Field::Identity, "000000199001010017").unwrap();
        assert_eq!(
            open(&key, PERSON, Field::Identity, &sealed).unwrap(),
            "000000199001010017"
        );
        assert_eq!(sealed.tail, "0017");
        assert!(open(&Key::new([4; 32]), PERSON, Field::Identity, &sealed).is_err());
        assert!(open(&key, VolunteerId([2; 8]), Field::Identity, &sealed).is_err());
        assert!(open(&key, PERSON, Field::Phone, &sealed).is_err());
        assert!(!sealed.sealed.windows(4).any(|window| window == b"1990"));
    }

    #[test]
    fn the_same_number_of_two_people_is_sealed_apart_and_found_alike() {
        let key = Key::new([3; 32]);
        let one = seal(&key, PERSON, Field::Phone, "10000000001").unwrap();
        let other = seal(&key, VolunteerId([2; 8]), Field::Phone, "10000000001").unwrap();
        assert_ne!(one.sealed, other.sealed);
        assert_eq!(one.index, other.index);
    }
}
