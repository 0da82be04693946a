//! The signed volunteer card: its bytes, its signature, who may sign it, and its QR symbol.
//!
//! A card is a short text, `VC1:` and 147 characters of Base45, that proves with no network who
//! issued it to whom. Nothing here draws random numbers or reads a clock: seeds, ids and today's
//! date are arguments.
//!
//! ```
//! use card::{Card, CardKind, StandaloneKeys, Trust, TrustBundle, TrustedIssuer};
//! use jiff::{Timestamp, civil::date};
//! use rules::{CardId, OrganisationTag, VolunteerId};
//!
//! // A station without a central is its own root; the seeds are random bytes of the caller's.
//! let keys = StandaloneKeys::from_seeds([1; 32], [2; 32], [3; 32]);
//! let organisation = OrganisationTag([0, 0, 0, 7]);
//! let (from, until) = (date(2026, 1, 1), date(2027, 12, 31));
//! let mut bundle = TrustBundle::new(1, Timestamp::from_second(1_780_000_000)?);
//! bundle.issuers.push(TrustedIssuer {
//!     key: keys.issuer.public(),
//!     organisation,
//!     from,
//!     until,
//!     withdrawn: false,
//! });
//! let signed = keys.authority(from, until)?.sign_bundle(&bundle)?;
//!
//! // Whoever pinned the root's fingerprint can check the bundle, and cards against it.
//! let trust = Trust::new(&signed.verify(&keys.fingerprint(), 0)?);
//! let card = Card {
//!     kind: CardKind::Card,
//!     card: CardId([4; 8]),
//!     volunteer: VolunteerId([5; 8]),
//!     organisation,
//!     index: 0,
//!     issued: date(2026, 3, 5),
//!     expires: date(2029, 3, 4),
//!     revision: 0,
//! };
//! let text = card::sign(&card, &keys.issuer)?;
//! assert_eq!(card::parse(&text, &trust, date(2026, 5, 4)), Ok(card));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod authority;
mod bitmap;
mod bundle;
mod cbor;
mod error;
mod fingerprint;
mod key;
mod parse;
mod symbol;
mod token;
mod trust;

pub use authority::{Authority, CentralCertificate, StandaloneKeys};
pub use bitmap::{INDEX_LIMIT, SignedBitmap, StatusBitmap};
pub use bundle::{
    BitmapDigest, SignedBundle, TrustBundle, TrustedIssuer, TrustedStation, VerifiedBundle,
};
pub use error::Error;
pub use fingerprint::{Fingerprint, InvalidFingerprint};
pub use key::{InvalidKey, IssuerKey, KeyHint, PublicKey, SecretKey, Signature};
pub use parse::{Refusal, Refused, parse};
pub use symbol::{QUIET_ZONE, Symbol, SymbolSize, symbol};
pub use token::{Card, CardKind, FIRST_DAY, LAST_DAY, PREFIX, SLIP_DAYS, sign};
pub use trust::Trust;
