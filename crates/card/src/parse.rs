//! Reading a card: a fixed order of questions, the first one that fails is the answer.
//!
//! Length, prefix, Base45, size, the one spelling, algorithm and type, key, signature; only then
//! what the card says: who may sign it, its dates, its status. Whether a good card belongs to this
//! project is not asked here.

use jiff::{ToSpan, civil::Date};

use crate::{
    PREFIX, SLIP_DAYS, Trust,
    token::{self, CONTEXT, Card, CardKind, Claim, SIZE},
    trust::Standing,
};

/// No card's text is longer than this many bytes.
const LONGEST: usize = 256;

/// Why a text is not accepted as a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// Not a card at all, or spelled otherwise than we spell it.
    Malformed,
    /// Signed by a key we do not know, or by one not entitled to sign this card: another
    /// organisation's, a station's on a lasting card, or outside the key's own dates.
    UnknownIssuer,
    /// It names a key we know, and that key did not sign it.
    Forged,
    /// Outside its dates, at either end. A card issued later than tomorrow is refused so too; the
    /// machine's clock is then the likelier culprit, and [`Refused::card`] tells.
    Expired,
    /// Given back, replaced, or signed by a key or station that was withdrawn.
    Retired,
}

impl Refusal {
    /// The code by which programs know this refusal.
    pub fn code(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::UnknownIssuer => "unknown-issuer",
            Self::Forged => "forged",
            Self::Expired => "expired",
            Self::Retired => "retired",
        }
    }
}

/// A refusal, with the card where its signature held, so that the desk can say whose it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub refusal: Refusal,
    /// The card, for [`Refusal::Expired`] and [`Refusal::Retired`] only. Under a withdrawn key it
    /// is a claim and no more: whoever stole the key could have written it.
    pub card: Option<Card>,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self {
            refusal,
            card: None,
        }
    }
}

/// The card in this text, if it is genuine, in date and not retired as far as `trust` knows.
///
/// The text is taken to the letter: a blank at the end or a small letter makes it another text.
pub fn parse(text: &str, trust: &Trust, today: Date) -> Result<Card, Refused> {
    let bytes = decode(text).ok_or(Refusal::Malformed)?;
    let claim = Claim::read(&bytes).ok_or(Refusal::Malformed)?;
    let standing = authenticate(&claim, trust)?;
    let refused = |refusal| {
        Err(Refused {
            refusal,
            card: Some(claim.card),
        })
    };
    match standing {
        Standing::Stranger => return Err(Refusal::UnknownIssuer.into()),
        Standing::Withdrawn => return refused(Refusal::Retired),
        Standing::Entitled => {}
    }
    if !in_date(&claim.card, today) {
        return refused(Refusal::Expired);
    }
    if trust.is_retired(&claim.card) {
        return refused(Refusal::Retired);
    }
    Ok(claim.card)
}

fn decode(text: &str) -> Option<[u8; SIZE]> {
    if text.len() > LONGEST {
        return None;
    }
    let bytes = base45::decode(text.strip_prefix(PREFIX)?).ok()?;
    let bytes = <[u8; SIZE]>::try_from(bytes).ok()?;
    (token::to_text(&bytes) == text).then_some(bytes)
}

/// Tries every key the hint may mean. Where several of them verify, as when one key is listed
/// for two terms, the entry that entitles is the one that counts.
fn authenticate(claim: &Claim<'_>, trust: &Trust) -> Result<Standing, Refusal> {
    let signers = trust.signers(claim.hint);
    if signers.is_empty() {
        return Err(Refusal::UnknownIssuer);
    }
    signers
        .iter()
        .filter(|signer| {
            let key = &signer.key;
            key.verifies(CONTEXT, claim.signed, &claim.signature)
        })
        .map(|signer| signer.standing(&claim.card))
        .max()
        .ok_or(Refusal::Forged)
}

fn in_date(card: &Card, today: Date) -> bool {
    let last = match card.kind {
        CardKind::Card | CardKind::Live => card.expires,
        CardKind::Slip => card
            .expires
            .min(card.issued.saturating_add(SLIP_DAYS.days())),
    };
    card.issued <= today.saturating_add(1.day()) && today <= last
}
