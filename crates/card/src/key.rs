//! Ed25519 keys and signatures, each signature bound to what it is for.

use std::fmt;

use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// The secret half of a key: a root, a central, an issuer or a station. Wiped when dropped.
///
/// Not printed, not compared, not serialised but by [`SecretKey::seed`].
#[derive(Clone)]
pub struct SecretKey(SigningKey);

/// The secret key of whoever issues cards: an organisation, or a station for its slips.
pub type IssuerKey = SecretKey;

impl SecretKey {
    /// The key of this seed. The seed must be 32 random bytes that nobody else knows.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(SigningKey::from_bytes(&Zeroizing::new(seed)))
    }

    /// The seed, to be sealed and stored; the copy is wiped when dropped.
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The half that may be published.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Signs `context ‖ 0 ‖ message`. The context says what the message is, so that a signature
    /// made for one purpose is never taken for another; it must not contain a NUL.
    pub fn sign(&self, context: &str, message: &[u8]) -> Signature {
        Signature(self.0.sign(&bound(context, message)).to_bytes())
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "SecretKey({:?})", self.public().hint())
    }
}

/// The public half of a key: a point of the curve that is not one of the weak ones.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKey(VerifyingKey);

/// These 32 bytes are no public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a public key")]
pub struct InvalidKey;

impl PublicKey {
    /// The key in these bytes; refused when they are no point of the curve or a weak one.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, InvalidKey> {
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| InvalidKey)?;
        if key.is_weak() {
            return Err(InvalidKey);
        }
        Ok(Self(key))
    }

    /// The bytes, as they are stored and sent.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Whether this key made the signature over this message for this context; strict, so that
    /// there is no second signature for one message that anyone else could derive.
    pub fn verifies(&self, context: &str, message: &[u8], signature: &Signature) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        self.0
            .verify_strict(&bound(context, message), &signature)
            .is_ok()
    }

    /// The four bytes by which a token names this key.
    pub fn hint(&self) -> KeyHint {
        let digest: [u8; 32] = Sha256::digest(self.as_bytes()).into();
        KeyHint([digest[0], digest[1], digest[2], digest[3]])
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "PublicKey({:?})", self.hint())
    }
}

/// The first four bytes of the SHA-256 of a public key. Two keys may share one: a hint where to
/// look, never a proof.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyHint(pub [u8; 4]);

impl fmt::Debug for KeyHint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:08x}", u32::from_be_bytes(self.0))
    }
}

/// A detached Ed25519 signature.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature(pub [u8; 64]);

impl fmt::Debug for Signature {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Signature({:02x}{:02x}…)", self.0[0], self.0[1])
    }
}

fn bound(context: &str, message: &[u8]) -> Vec<u8> {
    debug_assert!(!context.contains('\0'), "a context has no NUL");
    let mut bytes = Vec::with_capacity(context.len() + 1 + message.len());
    bytes.extend_from_slice(context.as_bytes());
    bytes.push(0);
    bytes.extend_from_slice(message);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_only_for_its_key_context_and_message() {
        let key = SecretKey::from_seed([7; 32]);
        let signature = key.sign("a", b"message");
        assert!(key.public().verifies("a", b"message", &signature));
        assert!(!key.public().verifies("b", b"message", &signature));
        assert!(!key.public().verifies("a", b"messagf", &signature));
        let other = SecretKey::from_seed([8; 32]).public();
        assert!(!other.verifies("a", b"message", &signature));
    }

    #[test]
    fn a_seed_gives_the_same_key_again() {
        let key = SecretKey::from_seed([7; 32]);
        let again = SecretKey::from_seed(*key.seed());
        assert_eq!(key.public(), again.public());
    }

    #[test]
    fn the_neutral_element_is_no_public_key() {
        let mut bytes = [0; 32];
        bytes[0] = 1;
        assert_eq!(PublicKey::from_bytes(&bytes), Err(InvalidKey));
    }

    #[test]
    fn a_secret_is_not_printed() {
        let printed = format!("{:?}", SecretKey::from_seed([0xab; 32]));
        assert!(
            !printed.contains("171") && !printed.contains("abab"),
            "{printed}"
        );
    }
}
