//! The keys that stand behind all others: a root, and the central key it certifies each year.

use jiff::civil::Date;
use minicbor::{Decode, Encode};
use zeroize::Zeroizing;

use crate::{
    Error, Fingerprint, PublicKey, SecretKey, Signature, SignedBitmap, SignedBundle, StatusBitmap,
    TrustBundle, bitmap, bundle, cbor, token,
};

const CONTEXT: &str = "volcentral/v1";

/// The root's word that this is central's key from one day to another.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct CentralCertificate {
    #[n(0)]
    pub(crate) key: PublicKey,
    #[cbor(n(1), with = "cbor::day")]
    from: Date,
    #[cbor(n(2), with = "cbor::day")]
    until: Date,
    #[n(3)]
    signature: Signature,
}

impl CentralCertificate {
    /// Certifies a central key, both days included; [`Error::Date`] for a day beyond a token's.
    pub fn sign(
        root: &SecretKey,
        key: PublicKey,
        (from, until): (Date, Date),
    ) -> Result<Self, Error> {
        let signature = root.sign(CONTEXT, &certified(&key, (from, until))?);
        Ok(Self {
            key,
            from,
            until,
            signature,
        })
    }

    pub(crate) fn is_signed_by(&self, root: &PublicKey) -> bool {
        certified(&self.key, (self.from, self.until))
            .is_ok_and(|message| root.verifies(CONTEXT, &message, &self.signature))
    }

    pub(crate) fn covers(&self, day: Date) -> bool {
        (self.from..=self.until).contains(&day)
    }
}

fn certified(key: &PublicKey, (from, until): (Date, Date)) -> Result<Vec<u8>, Error> {
    let mut message = key.as_bytes().to_vec();
    message.extend(token::to_days(from)?.to_be_bytes());
    message.extend(token::to_days(until)?.to_be_bytes());
    Ok(message)
}

/// A central key with its certificate: what signs bundles and bitmaps. The root's secret half may
/// be locked away meanwhile.
#[derive(Debug, Clone)]
pub struct Authority {
    root: PublicKey,
    certificate: CentralCertificate,
    central: SecretKey,
}

impl Authority {
    /// The central key under the certificate this root gave it; [`Error::Forged`] when the
    /// certificate is not this root's, or is another key's.
    pub fn new(
        root: PublicKey,
        certificate: CentralCertificate,
        central: SecretKey,
    ) -> Result<Self, Error> {
        if certificate.key != central.public() || !certificate.is_signed_by(&root) {
            return Err(Error::Forged("central key"));
        }
        Ok(Self {
            root,
            certificate,
            central,
        })
    }

    /// The root's fingerprint, for enrolment codes.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.root)
    }

    /// The certificate, to be stored beside the central key.
    pub fn certificate(&self) -> &CentralCertificate {
        &self.certificate
    }

    /// Signs a bundle; [`Error::Date`] when a date in it is beyond a token's. The same bundle
    /// gives the same bytes.
    pub fn sign_bundle(&self, bundle: &TrustBundle) -> Result<SignedBundle, Error> {
        let issuers = bundle.issuers.iter().flat_map(|one| [one.from, one.until]);
        let stations = bundle.stations.iter().map(|one| one.until);
        for day in issuers.chain(stations) {
            token::to_days(day)?;
        }
        let bundle = cbor::bytes(bundle);
        Ok(SignedBundle {
            root: self.root,
            central: self.certificate.clone(),
            signature: self.central.sign(bundle::CONTEXT, &bundle),
            bundle,
        })
    }

    /// Signs a status bitmap.
    pub fn sign_bitmap(&self, bitmap: &StatusBitmap) -> SignedBitmap {
        let bitmap = cbor::bytes(bitmap);
        SignedBitmap {
            signature: self.central.sign(bitmap::CONTEXT, &bitmap),
            bitmap,
        }
    }
}

/// The keys of a station that has no central: it is its own root, central and issuer, so that
/// everything that reads cards stays the same.
#[derive(Debug, Clone)]
pub struct StandaloneKeys {
    /// Certifies the central key.
    pub root: SecretKey,
    /// Signs bundles and bitmaps.
    pub central: SecretKey,
    /// Signs cards.
    pub issuer: SecretKey,
}

impl StandaloneKeys {
    /// The keys of these three seeds, each 32 random bytes.
    pub fn from_seeds(root: [u8; 32], central: [u8; 32], issuer: [u8; 32]) -> Self {
        Self {
            root: SecretKey::from_seed(root),
            central: SecretKey::from_seed(central),
            issuer: SecretKey::from_seed(issuer),
        }
    }

    /// The keys of these bytes: the seeds of root, central and issuer one after another.
    pub fn from_bytes(bytes: &[u8; 96]) -> Self {
        let seed = |part: usize| std::array::from_fn(|at| bytes[part * 32 + at]);
        Self::from_seeds(seed(0), seed(1), seed(2))
    }

    /// The bytes to seal and store; wiped when dropped.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 96]> {
        let mut bytes = Zeroizing::new([0; 96]);
        let keys = [&self.root, &self.central, &self.issuer];
        for (part, key) in bytes.chunks_exact_mut(32).zip(keys) {
            part.copy_from_slice(&*key.seed());
        }
        bytes
    }

    /// The fingerprint of the root.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.root.public())
    }

    /// Root and central as an authority; the same days give the same certificate.
    pub fn authority(&self, from: Date, until: Date) -> Result<Authority, Error> {
        let key = self.central.public();
        let certificate = CentralCertificate::sign(&self.root, key, (from, until))?;
        Authority::new(self.root.public(), certificate, self.central.clone())
    }
}
