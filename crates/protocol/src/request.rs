//! How a station signs a request, and how central checks it.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use rules::StationId;

use crate::Hash;

/// The headers of a signed request.
pub mod header {
    /// The station's id.
    pub const STATION: &str = "yizhan-station";
    /// A number that grows with every request of the station.
    pub const COUNTER: &str = "yizhan-counter";
    /// The station's wall clock in milliseconds.
    pub const TIME: &str = "yizhan-time";
    /// The signature, in hexadecimal digits.
    pub const SIGNATURE: &str = "yizhan-signature";
}

/// How far a request's time may be from central's, in milliseconds. A desk's wrong clock is no reason to
/// refuse its facts, so this only bounds how long central must remember counters: two days.
pub const TIME_WINDOW_MS: i64 = 48 * 60 * 60 * 1000;

/// What is signed of a request.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// `POST`.
    pub method: &'a str,
    /// The path, without host.
    pub path: &'a str,
    /// Who asks.
    pub station: StationId,
    /// Its counter.
    pub counter: u64,
    /// Its wall clock in milliseconds.
    pub time: i64,
    /// The body as it travels.
    pub body: &'a [u8],
}

impl Request<'_> {
    fn signed_bytes(&self) -> Vec<u8> {
        let mut bytes = b"yizhan-request/v1\0".to_vec();
        for part in [self.method.as_bytes(), self.path.as_bytes()] {
            bytes.extend((part.len() as u32).to_be_bytes());
            bytes.extend(part);
        }
        bytes.extend(self.station.0);
        bytes.extend(self.counter.to_be_bytes());
        bytes.extend(self.time.to_be_bytes());
        bytes.extend(Hash::of(self.body).0);
        bytes
    }

    /// The signature header's value.
    pub fn sign(&self, key: &SigningKey) -> String {
        let signature = key.sign(&self.signed_bytes()).to_bytes();
        signature.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether the signature is this station's.
    pub fn holds(&self, signature: &str, key: &VerifyingKey) -> bool {
        let Some(signature) = signature_of(signature) else {
            return false;
        };
        key.verify_strict(&self.signed_bytes(), &signature).is_ok()
    }
}

fn signature_of(text: &str) -> Option<Signature> {
    if text.len() != 128 || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0; 64];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).ok()?;
    }
    Some(Signature::from_bytes(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(body: &[u8]) -> Request<'_> {
        Request {
            method: "POST",
            path: "/v1/push",
            station: StationId([1; 16]),
            counter: 7,
            time: 8,
            body,
        }
    }

    #[test]
    fn a_request_holds_only_as_it_was_signed() {
        let key = SigningKey::from_bytes(&[5; 32]);
        let signature = request(b"facts").sign(&key);
        assert!(request(b"facts").holds(&signature, &key.verifying_key()));
        assert!(!request(b"other").holds(&signature, &key.verifying_key()));
        assert!(
            !Request {
                counter: 8,
                ..request(b"facts")
            }
            .holds(&signature, &key.verifying_key())
        );
        assert!(
            !Request {
                path: "/v1/pull",
                ..request(b"facts")
            }
            .holds(&signature, &key.verifying_key())
        );
        assert!(!request(b"facts").holds("zz", &key.verifying_key()));
        let other = SigningKey::from_bytes(&[6; 32]);
        assert!(!request(b"facts").holds(&signature, &other.verifying_key()));
    }
}
