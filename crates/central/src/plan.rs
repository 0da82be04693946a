//! What central does with a run of facts, decided before any of it is done: the log entries, the
//! quarantine, the rows and verdicts that follow, and the answer for each fact.

use std::collections::HashSet;

use ed25519_dalek::{SigningKey, VerifyingKey};
use protocol::body::{Put, Remove, Standing, Verdict};
use protocol::{Body, Fact, Hash, Millis, Row};
use rules::{CardId, StaffId, StationId};

use crate::follow::follow;
use crate::judge::{doubt, refusal};
use crate::known::{Change, Known, KnownRow, RowKey, Term};
use crate::pen::Pen;
use crate::proposal::{Removal, RowChange};

/// A fact for the log.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) fact: Fact,
    pub(crate) hash: Hash,
    /// Why it does not count, where it does not.
    pub(crate) flag: Option<&'static str>,
}

/// A fact that is kept beside the log.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Quarantined {
    pub(crate) fact: Fact,
    pub(crate) hash: Hash,
    pub(crate) code: &'static str,
    /// Where the same fact stands in the log already, under another chain.
    pub(crate) known_at: Option<u64>,
}

/// What becomes of one fact of the run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Answer {
    /// The entry of this number in the plan's log.
    Logged(usize),
    /// The quarantined fact of this number.
    Quarantined(usize),
}

/// What happens to a row, in the order of the run.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RowWrite {
    /// It is put.
    Put(Box<RowChange>),
    /// It is taken away.
    Remove(Removal),
}

/// Everything that is to be written, in one transaction.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// The station's facts and after them central's own, in the order of their positions.
    pub(crate) log: Vec<Entry>,
    pub(crate) quarantine: Vec<Quarantined>,
    /// One a fact of the run.
    pub(crate) answers: Vec<Answer>,
    pub(crate) rows: Vec<RowWrite>,
    /// Cards that are retired from now on, with their bit where it is known.
    pub(crate) retired: Vec<(CardId, Option<u32>)>,
}

/// Decides a run of facts of one station that are new to central. `known` follows what is decided.
pub(crate) fn plan(
    facts: Vec<(Fact, Hash)>,
    known: &mut Known,
    desk: &Desk<'_>,
    pen: &mut Pen,
) -> Plan {
    let mut plan = Plan::default();
    let mut own = Vec::new();
    let mut seen = HashSet::new();
    for (fact, hash) in facts {
        match refusal(&fact, known, desk, &mut seen) {
            Some((code, known_at)) => {
                plan.answers
                    .push(Answer::Quarantined(plan.quarantine.len()));
                plan.quarantine.push(Quarantined {
                    fact,
                    hash,
                    code,
                    known_at,
                });
            }
            None => {
                let flag = plan.take(&fact, known, desk, pen, &mut own);
                plan.answers.push(Answer::Logged(plan.log.len()));
                plan.log.push(Entry { fact, hash, flag });
            }
        }
    }
    if !own.is_empty() {
        own.push(pen.checkpoint(desk.key, desk.now));
    }
    plan.log.extend(own.into_iter().map(Entry::own));
    plan
}

/// What stays the same while a run is judged.
pub(crate) struct Desk<'a> {
    pub(crate) station: StationId,
    /// The station's public key.
    pub(crate) station_key: VerifyingKey,
    /// Central's own key, for its checkpoint.
    pub(crate) key: &'a SigningKey,
    /// When the run came.
    pub(crate) now: Millis,
}

impl Entry {
    /// One of central's own facts.
    pub(crate) fn own(fact: Fact) -> Entry {
        Entry {
            hash: fact.hash(),
            fact,
            flag: None,
        }
    }
}

impl Plan {
    /// What a fact for the log brings about; the code where it does not count.
    fn take(
        &mut self,
        fact: &Fact,
        known: &mut Known,
        desk: &Desk<'_>,
        pen: &mut Pen,
        own: &mut Vec<Fact>,
    ) -> Option<&'static str> {
        match doubt(fact, desk).map_or_else(|| follow(fact, known, desk), Err) {
            Ok(consequences) => {
                for change in consequences.rows {
                    own.push(pen.write(&put(&change), fact.actor, desk.now));
                    known.learn(&change, desk.now);
                    self.rows.push(RowWrite::Put(Box::new(change)));
                }
                for gone in consequences.removed {
                    own.push(pen.write(&remove(&gone), fact.actor, desk.now));
                    known.forget(&gone.key);
                    self.rows.push(RowWrite::Remove(gone));
                }
                known.note(fact);
                known
                    .retired
                    .extend(consequences.retired.iter().map(|(card, _)| *card));
                self.retired.extend(consequences.retired);
                None
            }
            Err(code) => {
                let verdict = Verdict {
                    fact: fact.id,
                    standing: Standing::Flagged,
                    code: code.to_owned(),
                };
                own.push(pen.write(&verdict.into(), StaffId::default(), desk.now));
                Some(code)
            }
        }
    }
}

/// The fact by which a row is put.
pub(crate) fn put(change: &RowChange) -> Body {
    Put {
        table: change.key.0,
        version: change.version,
        row: change.map.clone(),
    }
    .into()
}

/// The fact by which a row is taken away.
fn remove(gone: &Removal) -> Body {
    Remove {
        table: gone.key.0,
        row: gone.key.1.clone(),
        version: gone.version,
        moved_to: None,
    }
    .into()
}

impl Known {
    /// Forgets a row that was taken away.
    fn forget(&mut self, key: &RowKey) {
        self.rows.remove(key);
        self.changes.retain(|(of, _), _| of != key);
    }

    /// Counts a punch of the run among those that stand, or no longer.
    fn note(&mut self, fact: &Fact) {
        match fact.decoded() {
            Ok(Some(Body::Punch(punch))) => {
                if let Some(punches) = self.punches.get_mut(&punch.project) {
                    punches.insert(fact.id);
                }
            }
            Ok(Some(Body::PunchAnnulled(back))) => {
                for punches in self.punches.values_mut() {
                    punches.remove(&back.punch);
                }
            }
            _ => {}
        }
    }

    /// Takes over what was decided, so that the next fact of the run is judged by it.
    fn learn(&mut self, change: &RowChange, now: Millis) {
        if change.version > 1 {
            for field in &change.fields {
                let last = Change {
                    version: change.version,
                    station: change.station,
                };
                self.changes.insert((change.key.clone(), *field), last);
            }
        }
        match &change.row {
            Row::Person(person) => {
                self.numbers.retain(|_, holder| *holder != change.key.1);
                self.numbers
                    .insert(person.number.clone(), change.key.1.clone());
            }
            Row::Staff(staff) => {
                let term = Term {
                    from: now.0,
                    role: staff.role(),
                    active: staff.active,
                };
                self.staff.entry(staff.id).or_default().push(term);
            }
            Row::Organisation(_)
            | Row::Membership(_)
            | Row::Project(_)
            | Row::Position(_)
            | Row::Team(_)
            | Row::Profile(_)
            | Row::Card(_) => {}
        }
        let row = KnownRow {
            version: change.version,
            map: change.map.clone(),
        };
        self.rows.insert(change.key.clone(), row);
    }
}
