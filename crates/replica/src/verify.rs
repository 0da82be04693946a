//! Whether the log holds: every chain, from its first fact to the head that is remembered of it.

use std::collections::HashMap;

use ed25519_dalek::VerifyingKey;
use protocol::{Body, Hash};
use rules::{FactId, StationId};
use rusqlite::Connection;

use crate::Replica;
use crate::error::Result;
use crate::journal;
use crate::subject::Subject;
use crate::table::fact::{self, Stored};
use crate::table::{chain, trust};

/// What a check of the log found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogReport {
    /// How many facts were looked at.
    pub facts: u64,
    /// Whether every chain holds.
    pub valid: bool,
    /// The first fact that does not fit; `None` where a chain's tail is missing or nothing is wrong.
    pub first_bad: Option<FactId>,
}

/// How many facts are read at once.
const AT_ONCE: usize = 5_000;

impl Replica {
    /// Computes every chain anew, and checks the signatures of those authors whose keys are known here.
    ///
    /// # Errors
    /// Those of the database.
    pub fn verify_log(&self) -> Result<LogReport> {
        let station = self.station();
        self.read(|db| {
            let mut keys: HashMap<StationId, VerifyingKey> = HashMap::new();
            if let Some(held) = trust::load(db)? {
                for trusted in &held.verified.bundle().stations {
                    if let Ok(key) = VerifyingKey::from_bytes(trusted.key.as_bytes()) {
                        keys.insert(trusted.station, key);
                    }
                }
                if let (Some(bond), Ok(key)) = (
                    &station.bond,
                    VerifyingKey::from_bytes(held.verified.central().as_bytes()),
                ) {
                    keys.insert(bond.central, key);
                }
            }
            keys.insert(station.id, station.signing_key.verifying_key());
            let mut report = LogReport {
                facts: 0,
                valid: true,
                first_bad: None,
            };
            for chain in chain::all(db)? {
                let holds = check(db, &chain, keys.get(&chain.station), &mut report)?;
                if !holds {
                    break;
                }
            }
            Ok(report)
        })
    }
}

fn check(
    db: &Connection,
    chain: &chain::Whole,
    key: Option<&VerifyingKey>,
    report: &mut LogReport,
) -> Result<bool> {
    let (mut seq, mut head) = (0, Hash::START);
    loop {
        let page = fact::of_chain(db, chain.n, seq, AT_ONCE)?;
        if page.is_empty() {
            break;
        }
        for (stored, hash) in page {
            report.facts += 1;
            let links =
                stored.fact.seq > seq && (stored.fact.seq != seq + 1 || stored.fact.prev == head);
            let gap_told = stored.fact.seq == seq + 1 || !chain.own;
            if !links
                || !gap_told
                || stored.fact.hash() != hash
                || !told_right(&stored)
                || !signed(&stored, key)
            {
                report.valid = false;
                report.first_bad = Some(stored.fact.id);
                return Ok(false);
            }
            (seq, head) = (stored.fact.seq, hash);
        }
    }
    if (seq, head) != (chain.seq, chain.head) {
        report.valid = false;
        return Ok(false);
    }
    Ok(true)
}

/// Whether what is kept beside a fact still follows from it: the time that rules see must not be edited either.
fn told_right(stored: &Stored) -> bool {
    let body = stored.fact.decoded().ok().flatten();
    Subject::of(body.as_ref())
        .given
        .is_none_or(|given| given == stored.at)
}

fn signed(stored: &Stored, key: Option<&VerifyingKey>) -> bool {
    if !journal::is_checkpoint(&stored.fact) {
        return true;
    }
    match (stored.fact.decoded(), key) {
        (Ok(Some(Body::Checkpoint(checkpoint))), Some(key)) => checkpoint.holds(&stored.fact, key),
        // Whose key we do not have, his signature cannot be asked here; his chain still is.
        (Ok(Some(Body::Checkpoint(_))), None) => true,
        _ => false,
    }
}
